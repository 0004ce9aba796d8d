"""Recording and retracting scores outside a session; keeping the summary of an episode true, in the transaction that
changed what it rests on.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.catalogue import VERSION, measures
from clinic_log.episodes.models import Episode
from clinic_log.outcomes.models import KEPT, EpisodeSummary, OutcomeScore, YellowFlagLook
from clinic_log.outcomes.queries import (
    find_summary,
    keys_on_record,
    list_episode_visits,
    list_recorded_with,
    list_staff,
    lock_episode,
    outside_scores_of,
)
from clinic_log.outcomes.queries.yellow_flags import find_look
from clinic_log.outcomes.rules import summarise_episode
from clinic_log.outcomes.rules.prognosis import FlagLook, YellowFlag, find_flag_problem
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

_REASON_LIMIT = 300


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
    for row in rows:
        record_change(db, by=by, act=_act("recorded", row))
    return rows


def retract_score(db: Session, *, by: Actor, score: OutcomeScore, reason: str) -> None:
    """Take a wrong score out of every figure; it stays readable with the reason. ConflictError when it was before."""
    by.require(Permission.RECORD_SCORE)
    lock_patient(db, by=by, patient_id=score.patient_id)
    db.refresh(score)
    if score.retracted_at is not None:
        raise ConflictError("This score is retracted already.")
    words = reason.strip()
    if not words:
        raise InvalidInputError("Say what is wrong with this score", field="reason")
    if len(words) > _REASON_LIMIT:
        raise InvalidInputError(f"Shorten the reason to {_REASON_LIMIT} characters", field="reason")
    score.retracted_at, score.retracted_by_id, score.retraction_reason = now_utc(), by.user_id, words
    _refresh_known_summary(db, score.episode_id)
    record_change(db, by=by, act=_act("retracted", score, reason=words))


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
    act = Act(
        action="yellow_flags.recorded", patient_id=row.patient_id, object_type="yellow_flag_look", object_id=row.id
    )
    record_change(db, by=by, act=act)
    return row


def refresh_summary(db: Session, episode_id: int) -> EpisodeSummary:
    """Recompute the summary from the signed and amended visits and the scores outside a session; drafts and what was
    retracted never count.

    It follows from an act that was itself permitted and audited, so it asks for nobody. An episode whose last visit
    was retracted keeps a row without visits, which no figure takes.
    """
    db.flush()
    episode = lock_episode(db, episode_id)
    outcome = summarise_episode(
        list_episode_visits(db, episode_id),
        pain_question=episode.pain_question,
        outside=outside_scores_of(db, [episode_id]).get(episode_id, ()),
    )
    summary = find_summary(db, episode_id)
    if summary is None:
        summary = EpisodeSummary(episode_id=episode_id)
        db.add(summary)
    summary.clinic_id = episode.clinic_id
    summary.patient_id = episode.patient_id
    summary.pain_question = episode.pain_question
    for name in KEPT:
        setattr(summary, name, getattr(outcome, name))
    summary.refreshed_at = now_utc()
    db.flush()
    return summary


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
