"""When an answer by a link counts as asked: once nothing of it waits to be confirmed."""

from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act
from clinic_log.base.permissions import Actor
from clinic_log.incidents.models import FollowUpAnswer
from clinic_log.incidents.queries.follow_up import told_in
from clinic_log.incidents.rules.follow_up import Confirmation
from clinic_log.incidents.rules.states import FOLLOW_UP
from clinic_log.treatments.actions.steps.earlier import note_answers
from clinic_log.treatments.actions.steps.telling import tell_changed
from clinic_log.treatments.models import OutsideAnswer, TreatmentSession
from clinic_log.treatments.rules import COUNTED_STATUSES


def settle_answer(db: Session, *, by: Actor, answer: FollowUpAnswer, treatment: TreatmentSession) -> tuple[Act, ...]:
    """Let the visit count as asked about, when it was: something of the answer was confirmed, or each question about
    unwanted effects was answered and none is left. While something waits, nobody knows yet (methods, section 8).

    The caller holds the patient and the visit, and writes what was done because of it into the audit. A note that is
    not signed takes the answer when it is.
    """
    states = {effect.state for effect in answer.effects}
    is_asked = Confirmation.CONFIRMED in states or told_in(answer).is_whole
    if Confirmation.WAITING in states or not is_asked:
        return ()
    db.add(
        OutsideAnswer(
            clinic_id=treatment.clinic_id,
            patient_id=treatment.patient_id,
            session_id=treatment.id,
            source_key=f"follow-up-{answer.id}",
            answered_at=answer.answered_at,
            how=FOLLOW_UP,
        )
    )
    db.flush()
    if treatment.status in COUNTED_STATUSES and note_answers(db, (treatment.id,)):
        return tell_changed(db, by=by, treatment=treatment)
    return ()
