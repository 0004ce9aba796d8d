"""Pages of accounts: set-up, signing in and out, one's own account, people, credentials, the link of an invitation."""

from clinic_log.accounts.views import credentials, in_place, own_account, people, pin, signing_in, welcome
from clinic_log.accounts.views.blueprint import blueprint
from clinic_log.accounts.views.set_up import redirect_to_set_up

__all__ = [
    "blueprint",
    "credentials",
    "in_place",
    "own_account",
    "people",
    "pin",
    "redirect_to_set_up",
    "signing_in",
    "welcome",
]
