"""What the credentials of those who treat say about starting a session and about what was needled."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Membership, User
from clinic_log.accounts.queries.credentials import list_credentials, list_credentials_of
from clinic_log.accounts.rules import Role
from clinic_log.accounts.rules.credentials import find_lacks
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Actor
from clinic_log.clinics.queries import get_policy
from clinic_log.treatments.models import TreatmentSession
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
    db: Session, *, by: Actor, treatment: TreatmentSession, started_at: datetime | None, people: Iterable[int]
) -> Inserting:
    """What these people's credentials say on the day of the visit, or today while nobody said when, and whether it
    stops this signer. Two statements beside the clinic's policy.
    """
    asked = frozenset(people)
    return Inserting(
        held=list_credentials_of(db, by=by, user_ids=asked),
        writer_id=writer_of(by),
        day=day_in_zone(started_at or now_utc(), treatment.zone),
        names=_own_right(db, by=by, user_ids=asked),
        stops=get_policy(db, by=by).credentials_required and not _is_other_supervisor(by, treatment),
    )


def _own_right(db: Session, *, by: Actor, user_ids: Collection[int]) -> dict[int, str]:
    """Those of them who treat in their own right, with their names: all but students, also who is no practitioner here,
    or no longer.
    """
    rows = db.execute(_people_in_own_right(), {"of_clinic": by.clinic_id, "of_users": list(user_ids)})
    return {row.id: row.display_name for row in rows}


@cache  # it takes longer to build than to ask
def _people_in_own_right() -> Select[int, str]:
    roles = select(Membership.user_id).where(Membership.clinic_id == bindparam("of_clinic"))
    students, practitioners = (roles.where(Membership.role == role) for role in (Role.STUDENT, Role.PRACTITIONER))
    return select(User.id, User.display_name).where(
        User.id.in_(bindparam("of_users", expanding=True)), or_(User.id.not_in(students), User.id.in_(practitioners))
    )


def _is_other_supervisor(by: Actor, treatment: TreatmentSession) -> bool:
    involved = {treatment.practitioner_id, *(row.inserted_by_id for row in treatment.needlings)}
    return Role.SUPERVISOR in by.role_names and by.user_id not in involved


def writer_of(by: Actor) -> int | None:
    """Who inserted the needle when nobody is named: a practitioner who writes it down; a student names somebody."""
    return by.user_id if Role.PRACTITIONER in by.role_names else None
