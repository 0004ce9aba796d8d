"""Keeping which yellow flags were looked for and found, and taking back what was wrong."""

from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import ConflictError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.episodes.models import Episode
from clinic_log.outcomes.actions.steps.retracting import take_back
from clinic_log.outcomes.models import YellowFlagLook
from clinic_log.outcomes.queries.yellow_flags import find_look
from clinic_log.outcomes.rules.prognosis import FlagLook, YellowFlag, find_flag_problem
from clinic_log.patients.models import Patient
from clinic_log.patients.queries import lock_patient


def record_flag_look(db: Session, *, by: Actor, episode: Episode, look: FlagLook, key: str) -> YellowFlagLook:
    """Keep which yellow flags were found, or that none was. InvalidInputError with the field when it cannot be kept.

    With the `key` of a form that was recorded before, give back what it recorded and change nothing.
    """
    by.require(Permission.RECORD_SCORE)
    lock_patient(db, by=by, patient_id=episode.patient_id)
    earlier = find_look(db, by=by, key=key)
    if earlier is not None:
        if earlier.episode_id != episode.id:
            raise ConflictError("This form has already recorded the yellow flags of another episode.")
        return earlier
    patient = db.get_one(Patient, episode.patient_id)
    today = day_in_zone(now_utc(), by.zone)
    problem = find_flag_problem(look, born_on=patient.born_on, deceased_on=patient.deceased_on, today=today)
    if problem is not None:
        raise problem
    row = YellowFlagLook(
        clinic_id=by.clinic_id,
        patient_id=episode.patient_id,
        episode_id=episode.id,
        created_by_id=by.user_id,
        idempotency_key=key,
        looked_on=look.looked_on,
        flags=",".join(flag for flag in YellowFlag if flag in look.flags),
        note=look.note,
        made_by_name=by.display_name,
    )
    db.add(row)
    db.flush()
    record_change(db, by=by, act=_act("recorded", row))
    return row


def retract_flag_look(db: Session, *, by: Actor, row: YellowFlagLook, reason: str) -> None:
    """Take a wrong look out of what is known of the episode; it stays readable with the reason. ConflictError when it
    was retracted before.
    """
    by.require(Permission.RECORD_SCORE)
    words = take_back(db, row, by=by, reason=reason, name="entry")
    record_change(db, by=by, act=_act("retracted", row, reason=words))


def _act(verb: str, row: YellowFlagLook, *, reason: str | None = None) -> Act:
    return Act(
        action=f"yellow_flags.{verb}",
        patient_id=row.patient_id,
        object_type="yellow_flag_look",
        object_id=row.id,
        reason=reason,
    )
