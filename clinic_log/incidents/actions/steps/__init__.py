"""Parts of an act; the act itself asks for the permission and is audited."""
