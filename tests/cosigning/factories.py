"""Notes that wait for a supervisor, made by the actions that the product uses."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.clinics.actions import change_policy
from clinic_log.clinics.rules import Policy
from clinic_log.cosigning import receivers
from clinic_log.cosigning.actions.cosigning import send_back
from clinic_log.cosigning.models import NoteQuestion
from clinic_log.cosigning.rules import Seen
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import Asked, Severity
from tests.accounts.factories import make_actor
from tests.treatments.factories import bruise, days_ago, make_signed_session, needling_visit


@dataclass(frozen=True, kw_only=True)
class Team:
    """A practitioner and two supervisors of one clinic, in which nothing is drawn by chance."""

    ruth: SignedIn
    helen: SignedIn
    ada: SignedIn


def make_team(db: Session, **policy: bool | int) -> Team:
    receivers.connect()
    ruth = make_actor(db, Role.PRACTITIONER)
    clinic = db.get_one(Clinic, ruth.clinic_id)
    team = Team(
        ruth=ruth,
        helen=make_actor(db, Role.SUPERVISOR, clinic=clinic, name="Helen Novak"),
        ada=make_actor(db, Role.SUPERVISOR, clinic=clinic, name="Ada Silva"),
    )
    decide(db, clinic, **({"cosign_one_in": 0} | policy))
    return team


def decide(db: Session, clinic: Clinic, **policy: bool | int) -> None:
    values: dict[str, Any] = dict(policy)
    decided = replace(Policy(), **values)
    change_policy(db, by=make_actor(db, Role.ADMINISTRATOR, clinic=clinic), policy=decided)


def make_waiting_note(db: Session, *, by: SignedIn, days: float = 2, **changes: object) -> TreatmentSession:
    """A signed note with a moderate bruise."""
    effect = bruise(severity=Severity.MODERATE)
    told = {"side_effects_before_leaving": Asked.PRESENT, "effects": (effect,), "started_at": days_ago(days)}
    return make_signed_session(db, by=by, content=needling_visit(**(told | changes)))


def make_quiet_note(db: Session, *, by: SignedIn, **changes: object) -> TreatmentSession:
    """A signed note for which no rule of the policy asks."""
    return make_signed_session(db, by=by, content=needling_visit(**({"started_at": days_ago(2)} | changes)))


def seen(treatment: TreatmentSession) -> Seen:
    """The newest version as its reader has it before them."""
    newest = treatment.versions[-1]
    return Seen(number=newest.number, content_hash=newest.content_hash)


def make_question(db: Session, *, by: SignedIn, treatment: TreatmentSession) -> NoteQuestion:
    return send_back(db, by=by, treatment=treatment, seen=seen(treatment), question="Which side was it?")
