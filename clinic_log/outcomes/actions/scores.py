"""Recording and retracting scores outside a session."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act, record_change, record_changes
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import ConflictError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.catalogue import VERSION, measures
from clinic_log.episodes.models import Episode
from clinic_log.outcomes.actions.steps.retracting import take_back
from clinic_log.outcomes.actions.steps.summaries import refresh_summary
from clinic_log.outcomes.models import OutcomeScore
from clinic_log.outcomes.queries import (
    find_summary,
    keys_on_record,
    list_recorded_with,
    list_staff,
)
from clinic_log.outcomes.rules.score_entries import (
    Asking,
    ScoreEntry,
    ScoreFacts,
    ScoresError,
    ScoresTaken,
    find_score_problems,
)
from clinic_log.patients.models import Patient
from clinic_log.patients.queries import lock_patient


def record_scores(db: Session, *, by: Actor, episode: Episode, taken: ScoresTaken, key: str) -> Sequence[OutcomeScore]:
    """Keep scores that were taken outside a session. ScoresError with every reason when one cannot be kept: then none
    is.

    With the `key` of a form that was recorded before, give its scores back and change nothing.
    """
    by.require(Permission.RECORD_SCORE)
    lock_patient(db, by=by, patient_id=episode.patient_id)
    earlier = list_recorded_with(db, by=by, key=key)
    if earlier:
        if earlier[0].episode_id != episode.id:
            raise ConflictError("This form has already recorded scores of another episode.")
        return earlier
    staff = list_staff(db, by=by)
    patient = db.get_one(Patient, episode.patient_id)
    facts = ScoreFacts(
        born_on=patient.born_on,
        deceased_on=patient.deceased_on,
        today=day_in_zone(now_utc(), by.zone),
        staff_ids=staff,
        on_record=keys_on_record(db, by=by, episode=episode, taken_on=taken.asking.taken_on),
    )
    problems = list(find_score_problems(taken, facts=facts))
    if problems:
        raise ScoresError(problems)
    name = staff[taken.asking.asked_by_id]
    rows = [_row(episode, by=by, asking=taken.asking, entry=entry, name=name) for entry in taken.entries]
    for position, row in enumerate(rows):
        row.idempotency_key, row.position = key, position
    db.add_all(rows)
    _refresh_known_summary(db, episode.id)
    record_changes(db, by=by, acts=(_act("recorded", row) for row in rows))
    return rows


def retract_score(db: Session, *, by: Actor, score: OutcomeScore, reason: str) -> None:
    """Take a wrong score out of every figure; it stays readable with the reason. ConflictError when it was before."""
    by.require(Permission.RECORD_SCORE)
    words = take_back(db, score, by=by, reason=reason, name="score")
    _refresh_known_summary(db, score.episode_id)
    record_change(db, by=by, act=_act("retracted", score, reason=words))


def _refresh_known_summary(db: Session, episode_id: int) -> None:
    """Scores alone make no summary: an episode that no signed visit has served has no course yet."""
    db.flush()  # the audit entries name the ids of the scores
    if find_summary(db, episode_id) is not None:
        refresh_summary(db, episode_id)


def _row(episode: Episode, *, by: Actor, asking: Asking, entry: ScoreEntry, name: str) -> OutcomeScore:
    measure = measures.get(entry.measure_slug)
    return OutcomeScore(
        clinic_id=by.clinic_id,
        patient_id=episode.patient_id,
        episode_id=episode.id,
        created_by_id=by.user_id,
        catalogue_version=VERSION,
        measure_slug=measure.slug,
        label=measure.name,
        unit=measure.unit,
        entered_unit=entry.entered_unit if entry.entered_unit != measure.unit else "",
        side=entry.side,
        mode=entry.mode,
        site=entry.site,
        tool=entry.tool,
        value=entry.value,
        taken_on=asking.taken_on,
        asked_by_id=asking.asked_by_id,
        asked_by_name=name,
        how=asking.how,
        note=asking.note,
    )


def _act(verb: str, score: OutcomeScore, *, reason: str | None = None) -> Act:
    return Act(
        action=f"score.{verb}",
        patient_id=score.patient_id,
        object_type="outcome_score",
        object_id=score.id,
        reason=reason,
    )
