"""When an answer by a link counts as asked, and that a visit waits while something of it is not decided."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act
from clinic_log.base.permissions import Actor
from clinic_log.incidents.models import FollowUpAnswer
from clinic_log.incidents.queries.follow_up import is_waiting, told_in
from clinic_log.incidents.rules.follow_up import Confirmation
from clinic_log.incidents.rules.states import FOLLOW_UP
from clinic_log.treatments.actions.steps.earlier import note_answers
from clinic_log.treatments.actions.steps.telling import tell_changed
from clinic_log.treatments.models import OutsideAnswer, TreatmentSession
from clinic_log.treatments.rules import COUNTED_STATUSES


def settle_answer(db: Session, *, by: Actor, answer: FollowUpAnswer, treatment: TreatmentSession) -> tuple[Act, ...]:
    """Let the visit count as asked about, once it was: something of the answer was confirmed, or each question about
    unwanted effects was answered and none is left. While something waits, "none" of another contact does not hold
    (methods, section 8).

    The caller holds the patient and the visit, and writes what was done because of it into the audit. A note that is
    not signed takes the answer when it is.
    """
    states = {effect.state for effect in answer.effects}
    is_whole = told_in(answer).is_whole and Confirmation.WAITING not in states
    if Confirmation.CONFIRMED in states or is_whole:
        _keep(db, answer, treatment)
    if treatment.status not in COUNTED_STATUSES:
        return ()
    note_waiting(db, treatment)
    if note_answers(db, (treatment.id,)):
        return tell_changed(db, by=by, treatment=treatment)
    return ()


def note_waiting(db: Session, treatment: TreatmentSession) -> None:
    """Keep with a signed visit whether something that the patient told of it waits for a clinician."""
    waits = is_waiting(db, session_id=treatment.id)
    if treatment.waits_for_confirmation is not waits:
        treatment.waits_for_confirmation = waits
        db.flush()


def _keep(db: Session, answer: FollowUpAnswer, treatment: TreatmentSession) -> None:
    key = f"follow-up-{answer.id}"
    known = select(OutsideAnswer.id).where(
        OutsideAnswer.clinic_id == treatment.clinic_id, OutsideAnswer.source_key == key
    )
    if db.scalar(known) is not None:
        return
    db.add(
        OutsideAnswer(
            clinic_id=treatment.clinic_id,
            patient_id=treatment.patient_id,
            session_id=treatment.id,
            source_key=key,
            answered_at=answer.answered_at,
            how=FOLLOW_UP,
        )
    )
    db.flush()
