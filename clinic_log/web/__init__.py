"""Flask for every feature: the transaction of a request, guards, errors, forms, security headers, template tools."""
