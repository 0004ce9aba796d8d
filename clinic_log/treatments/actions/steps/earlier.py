"""What a visit hears about the one before it."""

from sqlalchemy.orm import Session

from clinic_log.audit.actions import record_change
from clinic_log.base.permissions import Actor
from clinic_log.treatments.actions.steps.locking import act
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries.sessions import answers_about, last_session_before
from clinic_log.treatments.rules import Asked, EffectTiming, SessionContent
from clinic_log.treatments.signals import session_changed


def find_earlier(
    db: Session, *, by: Actor, treatment: TreatmentSession, content: SessionContent
) -> TreatmentSession | None:
    """The visit about which this one asks; None while nobody said when it started."""
    if content.started_at is None:
        return None
    return last_session_before(db, by=by, patient_id=treatment.patient_id, before=content.started_at, but=treatment.id)


def settle_earlier(treatment: TreatmentSession, earlier: TreatmentSession | None) -> None:
    """Bind the answer to "since last time", and what it told of, to the visit that it concerns."""
    treatment.previous_session_id = earlier.id if earlier else None
    for event in treatment.adverse_events:
        since = event.timing is EffectTiming.SINCE_LAST_TIME and earlier is not None
        event.session_id = earlier.id if since and earlier is not None else treatment.id


def note_later_answer(db: Session, *, by: Actor, earlier: TreatmentSession) -> None:
    """Keep with a visit what the latest counted contact after it heard about it; "not asked" only when nobody asked.

    The answer belongs to the later note. Here it is a copy for the figures, so it is worked out anew each time.
    """
    db.refresh(earlier, with_for_update=True)
    answers = list(db.scalars(answers_about(earlier)))
    told = [answer for answer in answers if answer is not Asked.NOT_ASKED]
    heard = next(iter(told or answers), None)
    if heard is earlier.side_effects_since:
        return
    earlier.side_effects_since = heard
    db.flush()
    record_change(db, by=by, act=act("heard_about_later", earlier))
    session_changed.send(db, treatment=earlier, by=by)
