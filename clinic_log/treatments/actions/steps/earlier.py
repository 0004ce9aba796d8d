"""What a visit hears about the one before it, and what becomes of that when a visit is added or retracted between."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act
from clinic_log.base.errors import ConflictError
from clinic_log.base.permissions import Actor
from clinic_log.treatments.actions.steps.locking import act, take
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries.late import find_outside_answer
from clinic_log.treatments.queries.sessions import answers_about, last_session_before, later_bound_across
from clinic_log.treatments.rules import COUNTED_STATUSES, EffectTiming, SessionContent
from clinic_log.treatments.rules.states import summed_answer


@dataclass(frozen=True, slots=True)
class OtherVisits:
    """What signing or retracting a visit changed in the patient's other ones: those that now ask about another visit,
    those about which something else is now known, and those that lost or got what a later visit told of.
    """

    bound: tuple[TreatmentSession, ...]
    answered: tuple[TreatmentSession, ...]
    told_of: tuple[TreatmentSession, ...]

    @property
    def changed(self) -> tuple[TreatmentSession, ...]:
        """Those whose figures are to be counted anew, each once."""
        return tuple(dict.fromkeys((*self.answered, *self.told_of)))

    @property
    def acts(self) -> tuple[Act, ...]:
        bound = (act("bound_to_other_visit", later) for later in self.bound)
        return (*bound, *(act("heard_about_later", earlier) for earlier in self.answered))


def find_earlier(
    db: Session, *, by: Actor, treatment: TreatmentSession, content: SessionContent
) -> TreatmentSession | None:
    """The visit about which this one asks; None while nobody said when it started."""
    if content.started_at is None:
        return None
    return last_session_before(db, by=by, patient_id=treatment.patient_id, before=content.started_at, but=treatment.id)


def require_same_earlier(db: Session, *, treatment: TreatmentSession, earlier: TreatmentSession | None) -> None:
    """ConflictError when the visit about which this note asks is no longer the one about which its writer answered."""
    if treatment.previous_session_id == (earlier.id if earlier else None):
        return
    asked_about = db.get(TreatmentSession, treatment.previous_session_id) if treatment.previous_session_id else None
    was_retracted = asked_about is not None and asked_about.status not in COUNTED_STATUSES
    what = "The earlier visit was retracted" if was_retracted else "Another visit was signed in between"
    raise ConflictError(f'{what}. Look at "since last time" again, save, and sign.')


def settle_earlier(treatment: TreatmentSession, earlier: TreatmentSession | None) -> None:
    """Bind the answer to "since last time", and what it told of, to the visit that it concerns."""
    treatment.previous_session_id = earlier.id if earlier else None
    for event in treatment.adverse_events:
        since = event.timing is EffectTiming.SINCE_LAST_TIME and earlier is not None
        event.session_id = earlier.id if since and earlier is not None else treatment.id


def settle_other_visits(db: Session, *, by: Actor, treatment: TreatmentSession) -> OtherVisits:
    """Let each signed visit after one that was just signed or retracted ask about the visit that now is its last, and
    work out anew what was heard about all of these.

    Signed texts stay as they are. A visit that has no earlier one left stays bound to the retracted one, so that what
    it told of stays to be seen. Writes rows only: the act sends the signals and then writes the audit.
    """
    db.flush()
    asked_about = {treatment.previous_session_id}
    bound, told_of = [], set[int | None]()
    for later in db.scalars(later_bound_across(treatment).with_for_update()).all():
        before = later.previous_session_id
        if _bind_anew(db, by=by, later=later):
            bound.append(later)
            told_of |= {before, later.previous_session_id}
        asked_about |= {before, later.previous_session_id}
    db.flush()
    ids = sorted(each for each in told_of if each is not None and each != treatment.id)
    others = [db.get_one(TreatmentSession, each) for each in ids]
    return OtherVisits(tuple(bound), tuple(note_answers(db, asked_about)), tuple(others))


def _bind_anew(db: Session, *, by: Actor, later: TreatmentSession) -> bool:
    if later.started_at is None:
        return False
    earlier = last_session_before(db, by=by, patient_id=later.patient_id, before=later.started_at, but=later.id)
    if earlier is None or earlier.id == later.previous_session_id:
        return False
    settle_earlier(later, earlier)
    return True


def note_answers(db: Session, session_ids: Iterable[int | None]) -> list[TreatmentSession]:
    """Keep with each visit what counted contacts after it, and answers outside any visit, said about it. Gives those
    that changed by it. The caller holds the patient.

    The answers stand where they were given. This is a copy for the figures, so it is worked out anew each time.
    """
    changed = []
    for session_id in sorted({session_id for session_id in session_ids if session_id is not None}):
        earlier = db.get_one(TreatmentSession, session_id)
        take(db, earlier)
        outside = find_outside_answer(db, session_id=earlier.id)
        answers = [*db.scalars(answers_about(earlier)), outside]
        heard = summed_answer(answers, waits=earlier.waits_for_confirmation)
        if heard is not earlier.side_effects_since:
            earlier.side_effects_since = heard
            changed.append(earlier)
    db.flush()
    return changed
