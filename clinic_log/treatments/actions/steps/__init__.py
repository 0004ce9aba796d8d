"""Parts of the acts on a session. The act that takes them asks for the permission and writes the audit."""
