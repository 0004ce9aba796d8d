"""Facts about screening and consent that follow from what was answered and signed alone."""
