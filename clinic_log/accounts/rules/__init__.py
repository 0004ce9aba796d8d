"""Roles and permissions, how long a login session lasts, which passwords are good, how long a refused person waits."""

from clinic_log.accounts.rules.roles import PERMISSIONS, Role, SignedIn, permissions_of

__all__ = ["PERMISSIONS", "Role", "SignedIn", "permissions_of"]
