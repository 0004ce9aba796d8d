"""Roles, what each may do, and the person at work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from clinic_log.base.permissions import Permission, refuse


class Role(StrEnum):
    """What a person does in a clinic; one person may hold several."""

    PRACTITIONER = "practitioner"
    STUDENT = "student"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


_TREATING: Final = frozenset(
    {
        Permission.SIGNED_IN,
        Permission.VIEW_PATIENTS,
        Permission.REGISTER_PATIENT,
        Permission.WRITE_EPISODE,
        Permission.WRITE_SESSION,
        Permission.RECORD_SCREENING,
        Permission.RECORD_SCORE,
        Permission.REPORT_INCIDENT,
    }
)

PERMISSIONS: Final[Mapping[Role, frozenset[Permission]]] = MappingProxyType(
    {
        Role.STUDENT: _TREATING,
        Role.PRACTITIONER: _TREATING
        | {
            Permission.SIGN_SESSION,
            Permission.RETRACT_SESSION,
            Permission.MAKE_REPORT,
            Permission.VIEW_OWN_COMPARISON,
            Permission.OVERRIDE_CONTRAINDICATION,
        },
        Role.SUPERVISOR: frozenset(
            {
                Permission.SIGNED_IN,
                Permission.VIEW_PATIENTS,
                Permission.VIEW_SUPERVISION,
                Permission.RECORD_SCREENING,
                Permission.OVERRIDE_CONTRAINDICATION,
                Permission.REPORT_INCIDENT,
                Permission.REVIEW_INCIDENTS,
                Permission.MAKE_REPORT,
                Permission.SIGN_SESSION,
                Permission.RETRACT_SESSION,
                Permission.COSIGN_SESSION,
                Permission.MANAGE_CLINIC_FAVOURITES,
            }
        ),
        Role.ADMINISTRATOR: frozenset(
            {
                Permission.SIGNED_IN,
                Permission.MANAGE_PEOPLE,
                Permission.MANAGE_CLINIC_FAVOURITES,
                Permission.MANAGE_CLINIC,
                Permission.IMPORT_RECORDS,
            }
        ),
    }
)


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Everything that the roles allow together."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A person at work in one clinic: the actor of a request, a command or a test. It holds facts, not rows.

    `login_session_id` and `address` are empty for a command. `confirmed_at` is when the person last proved
    who they are.
    """

    user_id: int
    display_name: str
    email: str
    clinic_id: int
    clinic_name: str
    zone: str
    roles: frozenset[Role]
    login_session_id: int | None = None
    address: str | None = None
    confirmed_at: datetime | None = None

    @property
    def role_names(self) -> tuple[str, ...]:
        return tuple(sorted(role.value for role in self.roles))

    @property
    def worker(self) -> str:
        """Who works in which clinic, as a page carries it: one that belongs to somebody else must not go on."""
        return f"{self.user_id}-{self.clinic_id}"

    @property
    def initials(self) -> str:
        words = [word for word in self.display_name.split() if word[0].isalnum()]
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()

    def moved_to(self, place: "SignedIn") -> "SignedIn":
        """The person of a place, in the browser in which they are now."""
        return replace(
            place, login_session_id=self.login_session_id, address=self.address, confirmed_at=self.confirmed_at
        )

    def may(self, permission: Permission) -> bool:
        return permission in permissions_of(self.roles)

    def require(self, permission: Permission) -> None:
        """Raise ForbiddenError unless one of the roles allows it."""
        if not self.may(permission):
            raise refuse(permission)
