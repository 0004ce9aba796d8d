"""What the credentials of those who treat say about starting a session and about what was needled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from clinic_log.accounts.queries.credentials import list_credentials, list_credentials_on
from clinic_log.accounts.rules import Role
from clinic_log.accounts.rules.credentials import find_lacks
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Actor
from clinic_log.clinics.queries import get_policy
from clinic_log.treatments.rules.scope import Inserting

NOT_WITHOUT_CREDENTIALS: Final = (
    "Your clinic starts no session without them. An administrator puts a renewal on record under People; until then a "
    "colleague can write the note, and side effects can still be reported."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCheck:
    """What a person lacks today, in words, and whether the clinic lets them start a session all the same."""

    lacks: tuple[str, ...]
    is_required: bool

    @property
    def is_refused(self) -> bool:
        return bool(self.lacks) and self.is_required

    @property
    def words(self) -> str:
        return f"{'. '.join(self.lacks)}."


def check_start(db: Session, *, by: Actor) -> StartCheck:
    """A student, who treats under somebody who signs, needs no credential of their own. Two statements."""
    if by.user_id is None or Role.PRACTITIONER not in by.role_names:
        return StartCheck(lacks=(), is_required=False)
    held = list_credentials(db, by=by, user_id=by.user_id)
    return StartCheck(
        lacks=find_lacks(held, day=day_in_zone(now_utc(), by.zone)),
        is_required=get_policy(db, by=by).credentials_required,
    )


def get_inserting(
    db: Session, *, by: Actor, started_at: datetime | None, zone: str, people: Iterable[int]
) -> Inserting:
    """What these people's credentials cover on the day of the visit, or today while nobody said when. One statement."""
    day = day_in_zone(started_at or now_utc(), zone)
    return Inserting(
        held=list_credentials_on(db, by=by, user_ids=frozenset(people), day=day), writer_id=writer_of(by), day=day
    )


def writer_of(by: Actor) -> int | None:
    """Who inserted the needle when nobody is named: a practitioner who writes it down; a student names somebody."""
    return by.user_id if Role.PRACTITIONER in by.role_names else None
