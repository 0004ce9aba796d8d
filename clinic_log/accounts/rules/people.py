"""A person as the administrator of a clinic sees them, and what may be done about them."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from clinic_log.accounts.rules.roles import Role

ROLE_LABELS = {
    Role.PRACTITIONER: ("Practitioner", "treats patients, writes and signs sessions"),
    Role.STUDENT: ("Student", "treats patients and writes sessions; somebody else signs"),
    Role.SUPERVISOR: ("Supervisor", "sees the outcomes of the team and its patients"),
    Role.ADMINISTRATOR: ("Administrator", "invites people, gives roles, imports records; sees no patients by that"),
}


def role_labels(roles: Collection[Role]) -> list[str]:
    """The names of the roles as people read them, always in one order."""
    return [label for role, (label, _meaning) in ROLE_LABELS.items() if role in roles]


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
        return role_labels(self.roles)

    @property
    def can_administer(self) -> bool:
        """Whether the clinic could rely on this person alone."""
        return Role.ADMINISTRATOR in self.roles and self.state is PersonState.ACTIVE


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody to be given roles in a clinic."""

    name: str
    email: str
    roles: frozenset[Role]


class PersonAct(StrEnum):
    """What an administrator may do about somebody, beside giving roles. The value stands in the address."""

    RESET = "reset"
    SIGN_OUT = "sign-out"
    DISABLE = "disable"
    ENABLE = "enable"
    REMOVE = "remove"


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What an act means, said before it is done; `done` is said after it."""

    label: str
    consequence: str
    done: str
    is_grave: bool = False


ANNOUNCEMENTS = {
    PersonAct.RESET: Announcement(
        label="Make a new link",
        consequence="The password of this person stops working and they are signed out. You get a link to give them, "
        "with which they choose a new password.",
        done="New link made",
    ),
    PersonAct.SIGN_OUT: Announcement(
        label="Sign out everywhere",
        consequence="Every browser in which this person is signed in is signed out at its next request. Drafts stay.",
        done="Signed out everywhere",
    ),
    PersonAct.DISABLE: Announcement(
        label="Disable the account",
        consequence="This person cannot sign in any more and is signed out now. What they wrote stays as it is. "
        "You can enable the account again.",
        done="Account disabled",
        is_grave=True,
    ),
    PersonAct.ENABLE: Announcement(
        label="Enable the account",
        consequence="This person can sign in again with the password and the roles that they had.",
        done="Account enabled",
    ),
    PersonAct.REMOVE: Announcement(
        label="Remove from this clinic",
        consequence="This person loses every role in this clinic and disappears from this list. What they wrote stays "
        "as it is. Roles in other clinics stay.",
        done="Removed from this clinic",
        is_grave=True,
    ),
}


_NEW_INVITATION = Announcement(
    label="Make a new link",
    consequence="The link that this person was given stops working. You get a new one to give them.",
    done="New link made",
)


def announce(act: PersonAct, person: Person) -> Announcement:
    """What the act means for a person in their state."""
    if act is PersonAct.RESET and person.state is PersonState.INVITED:
        return _NEW_INVITATION
    return ANNOUNCEMENTS[act]


def offered_acts(person: Person, *, is_oneself: bool) -> list[PersonAct]:
    """The acts that make sense for the person's state, in the order of the page."""
    if is_oneself:
        return []
    if person.state is PersonState.DISABLED:
        return [PersonAct.ENABLE, PersonAct.REMOVE]
    signed_in = [PersonAct.SIGN_OUT] if person.state is PersonState.ACTIVE else []
    return [PersonAct.RESET, *signed_in, PersonAct.DISABLE, PersonAct.REMOVE]
