"""What changes accounts: login sessions, signing in, people, invitations, the first set-up."""

from clinic_log.accounts.actions.set_up import make_set_up_code

__all__ = ["make_set_up_code"]
