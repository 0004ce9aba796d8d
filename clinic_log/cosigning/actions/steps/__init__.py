"""Parts of acts; each act itself asks for the permission and is audited."""
