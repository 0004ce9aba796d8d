"""Running an installation: serving it, its schema, checking its audit."""
