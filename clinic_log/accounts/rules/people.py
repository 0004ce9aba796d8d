"""A person as the administrator of a clinic sees them, and what may be done about them."""

from dataclasses import dataclass
from enum import StrEnum

from clinic_log.accounts.rules.roles import Role

ROLE_LABELS = {
    Role.PRACTITIONER: ("Practitioner", "Treats patients, writes and signs sessions."),
    Role.STUDENT: ("Student", "Treats patients and writes sessions; somebody else signs."),
    Role.SUPERVISOR: ("Supervisor", "Sees the outcomes of the team and who did what."),
    Role.ADMINISTRATOR: ("Administrator", "Invites people, gives roles, imports records. Sees no patients by that."),
}


class PersonState(StrEnum):
    """Whether a person can sign in."""

    ACTIVE = "active"
    INVITED = "invited"
    DISABLED = "disabled"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who has a role in one clinic; `roles` are those of that clinic."""

    user_id: int
    display_name: str
    email: str
    roles: frozenset[Role]
    has_password: bool
    is_disabled: bool
    works_elsewhere: bool

    @property
    def state(self) -> PersonState:
        if self.is_disabled:
            return PersonState.DISABLED
        return PersonState.ACTIVE if self.has_password else PersonState.INVITED

    @property
    def role_labels(self) -> list[str]:
        return [label for role, (label, _meaning) in ROLE_LABELS.items() if role in self.roles]

    @property
    def can_administer(self) -> bool:
        """Whether the clinic could rely on this person alone."""
        return Role.ADMINISTRATOR in self.roles and self.state is PersonState.ACTIVE
