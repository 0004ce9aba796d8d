"""The boxes in use in a room stand on each session that is begun there, until it is signed without a needle."""

from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.rooms.queries import boxes_in, find_own_room
from clinic_log.treatments.actions.steps.rows import lot_values
from clinic_log.treatments.models import SessionLot, TreatmentSession
from clinic_log.treatments.queries.lots import entry_of
from clinic_log.treatments.rules.limits import MOST_ROWS


def take_lots_of_room(db: Session, *, by: Actor, treatment: TreatmentSession) -> None:
    """What is in use in the room of the person at this moment. What is put away later stays on the session."""
    boxes = boxes_in(find_own_room(db, by=by))[: MOST_ROWS["lots"]]
    treatment.lots = [SessionLot(**lot_values(entry_of(box)), position=position) for position, box in enumerate(boxes)]


def leave_unused_lots(treatment: TreatmentSession) -> None:
    """Without a needle no box was touched, so nobody was treated with its lot."""
    if not treatment.needlings:
        treatment.lots = []
