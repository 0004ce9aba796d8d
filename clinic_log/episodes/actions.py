"""Opening, correcting, discharging and reopening episodes, and what becomes of suggestions."""

from collections.abc import Iterable

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.catalogue import VERSION
from clinic_log.episodes.models import Episode, EpisodeSuggestion, TrackedMeasure
from clinic_log.episodes.queries import find_by_idempotency_key, find_suggestion
from clinic_log.episodes.rules import (
    REASON_IS_MISSING,
    Discharge,
    EpisodeDetails,
    EpisodeState,
    Problem,
    SuggestedCondition,
    SuggestionState,
    Tracked,
    find_discharge_problems,
    find_problems,
    find_suggestion_problem,
    settled,
)
from clinic_log.episodes.signals import episode_corrected
from clinic_log.patients.models import Patient
from clinic_log.patients.queries import lock_patient

_CHANGED = "Somebody else changed this episode in the meantime."


def open_episode(
    db: Session, *, by: Actor, patient: Patient, details: EpisodeDetails, key: str | None = None
) -> Episode:
    """Start an episode. With the `key` of one opened before, give that one back and change nothing."""
    by.require(Permission.WRITE_EPISODE)
    lock_patient(db, by=by, patient_id=patient.id)
    earlier = find_by_idempotency_key(db, by=by, key=key) if key else None
    if earlier is not None:
        return _of_patient(earlier, patient)
    episode = add_episode(db, by=by, patient=patient, details=details, key=key)
    record_opened(db, by=by, episode=episode)
    return episode


def add_episode(
    db: Session, *, by: Actor, patient: Patient, details: EpisodeDetails, key: str | None = None
) -> Episode:
    """Start an episode within an act that writes more rows; that act calls `record_opened` after the last of them."""
    by.require(Permission.WRITE_EPISODE)
    lock_patient(db, by=by, patient_id=patient.id)
    kept = _checked(details, by=by, patient=patient)
    episode = Episode(
        clinic_id=by.clinic_id,
        patient_id=patient.id,
        created_by_id=by.user_id,
        idempotency_key=key,
        state=EpisodeState.OPEN,
    )
    _write(episode, kept)
    db.add(episode)
    db.flush()  # the audit entry names its id
    return episode


def record_opened(db: Session, *, by: Actor, episode: Episode) -> None:
    """The audit entry of `add_episode`."""
    by.require(Permission.WRITE_EPISODE)
    record_change(db, by=by, act=_act("opened", episode))


def open_suggested_episode(
    db: Session, *, by: Actor, suggestion: EpisodeSuggestion, details: EpisodeDetails, key: str | None = None
) -> Episode:
    """Start an episode from a suggestion, which is then used. ConflictError when it was used or dismissed before."""
    by.require(Permission.WRITE_EPISODE)
    patient = db.get_one(Patient, suggestion.patient_id)
    lock_patient(db, by=by, patient_id=patient.id)
    earlier = find_by_idempotency_key(db, by=by, key=key) if key else None
    if earlier is not None:
        return _of_patient(earlier, patient)
    db.refresh(suggestion)
    if suggestion.state is not SuggestionState.OPEN:
        raise ConflictError("This suggestion was used or dismissed in the meantime.")
    episode = add_episode(db, by=by, patient=patient, details=details, key=key)
    suggestion.state = SuggestionState.USED
    db.flush()
    record_opened(db, by=by, episode=episode)
    return episode


def correct_episode(db: Session, *, by: Actor, episode: Episode, details: EpisodeDetails, revision: int) -> Episode:
    """Change the details. ConflictError unless `revision` is the one that the person saw."""
    by.require(Permission.WRITE_EPISODE)
    patient = db.get_one(Patient, episode.patient_id)
    lock_patient(db, by=by, patient_id=patient.id)
    db.refresh(episode)
    if episode.revision != revision:
        raise ConflictError(_CHANGED)
    kept = _checked(details, by=by, patient=patient)
    if episode.discharged_on is not None and kept.opened_on > episode.discharged_on:
        raise InvalidInputError("The start lies after the discharge: check the date", field="opened_on")
    _write(episode, kept)
    flag_modified(episode, "goals")  # a changed list of measures alone must raise the revision, too
    db.flush()  # so that the entry names the new revision
    episode_corrected.send(db, episode=episode, by=by)
    record_change(db, by=by, act=_act("corrected", episode))
    return episode


def discharge_episode(db: Session, *, by: Actor, episode: Episode, discharge: Discharge) -> Episode:
    """End the episode. ConflictError when it is discharged already."""
    by.require(Permission.WRITE_EPISODE)
    lock_patient(db, by=by, patient_id=episode.patient_id)
    db.refresh(episode)
    if episode.state is EpisodeState.DISCHARGED:
        raise ConflictError("This episode is discharged already.")
    today = day_in_zone(now_utc(), by.zone)
    _refuse_first(find_discharge_problems(discharge, opened_on=episode.opened_on, today=today))
    episode.state, episode.discharged_on = EpisodeState.DISCHARGED, discharge.discharged_on
    episode.discharge_reason, episode.discharge_note = discharge.reason, discharge.note
    db.flush()  # so that the entry names the new revision
    record_change(db, by=by, act=_act("discharged", episode))
    return episode


def reopen_episode(db: Session, *, by: Actor, episode: Episode, reason: str) -> Episode:
    """Undo a mistaken discharge; the reason goes into the audit. ConflictError when the episode is open."""
    by.require(Permission.WRITE_EPISODE)
    lock_patient(db, by=by, patient_id=episode.patient_id)
    db.refresh(episode)
    if episode.state is EpisodeState.OPEN:
        raise ConflictError("This episode is open already.")
    if not reason.strip():
        raise InvalidInputError(REASON_IS_MISSING, field="reason")
    episode.state, episode.discharged_on = EpisodeState.OPEN, None
    episode.discharge_reason, episode.discharge_note = None, ""
    db.flush()
    record_change(db, by=by, act=_act("reopened", episode, reason=reason.strip()))
    return episode


def suggest_episode(db: Session, *, by: Actor, patient: Patient, found: SuggestedCondition) -> EpisodeSuggestion:
    """Keep a condition that an import found. The same entry of the same system is kept once.

    A second import takes over changed words and days of a suggestion that still waits; one that was used or
    dismissed stays as it is.
    """
    by.require(Permission.IMPORT_RECORDS)
    lock_patient(db, by=by, patient_id=patient.id)
    known = find_suggestion(db, by=by, patient=patient, source=found.source, source_id=found.source_id)
    if known is not None and (known.state is not SuggestionState.OPEN or _says_the_same(known, found)):
        return known
    problem = find_suggestion_problem(found)
    if problem:
        raise InvalidInputError(problem.text, field=problem.field)
    suggestion = known or EpisodeSuggestion(
        clinic_id=by.clinic_id,
        patient_id=patient.id,
        created_by_id=by.user_id,
        source=found.source,
        source_id=found.source_id,
        state=SuggestionState.OPEN,
    )
    suggestion.condition_slug, suggestion.source_label = found.condition_slug, found.source_label
    suggestion.onset_on, suggestion.resolved_on = found.onset_on, found.resolved_on
    db.add(suggestion)
    db.flush()  # the audit entry names its id
    record_change(db, by=by, act=_suggestion_act("suggested" if known is None else "suggestion_renewed", suggestion))
    return suggestion


def dismiss_suggestion(db: Session, *, by: Actor, suggestion: EpisodeSuggestion) -> EpisodeSuggestion:
    """Say that no episode will be made of it. Dismissing twice changes nothing; ConflictError when it was used."""
    by.require(Permission.WRITE_EPISODE)
    lock_patient(db, by=by, patient_id=suggestion.patient_id)
    db.refresh(suggestion)
    if suggestion.state is SuggestionState.USED:
        raise ConflictError("An episode was opened from this suggestion in the meantime.")
    if suggestion.state is SuggestionState.OPEN:
        suggestion.state = SuggestionState.DISMISSED
        db.flush()
        record_change(db, by=by, act=_suggestion_act("suggestion_dismissed", suggestion))
    return suggestion


def _checked(details: EpisodeDetails, *, by: Actor, patient: Patient) -> EpisodeDetails:
    kept = settled(details)
    _refuse_first(find_problems(kept, born_on=patient.born_on, today=day_in_zone(now_utc(), by.zone)))
    return kept


def _refuse_first(problems: Iterable[Problem]) -> None:
    for problem in problems:
        raise InvalidInputError(problem.text, field=problem.field)


def _of_patient(episode: Episode, patient: Patient) -> Episode:
    if episode.patient_id != patient.id:
        raise ConflictError("This form has already opened an episode of another patient.")
    return episode


def _write(episode: Episode, kept: EpisodeDetails) -> None:
    """Put checked details into the row."""
    if kept.region is None:
        raise InvalidInputError("Choose the region of the body", field="region")
    episode.condition_slug, episode.condition_label = kept.condition_slug, kept.condition_label
    episode.catalogue_version = VERSION
    episode.icd10, episode.region, episode.side = kept.icd10, kept.region.value, kept.side
    episode.onset_on, episode.opened_on = kept.onset_on, kept.opened_on
    episode.referral, episode.goals = kept.referral, kept.goals
    episode.pain_question = kept.pain_question
    episode.planned_visits, episode.plan_until = kept.planned_visits, kept.plan_until
    # A row that stays is kept: deleting and adding it in one step would break its uniqueness.
    rows = {Tracked(row.measure_slug, row.side): row for row in episode.tracked_measures}
    episode.tracked_measures = [
        rows.get(one) or TrackedMeasure(measure_slug=one.slug, side=one.side) for one in kept.tracked
    ]
    for position, row in enumerate(episode.tracked_measures):
        row.position = position


def _says_the_same(known: EpisodeSuggestion, found: SuggestedCondition) -> bool:
    return (known.condition_slug, known.source_label, known.onset_on, known.resolved_on) == (
        found.condition_slug,
        found.source_label,
        found.onset_on,
        found.resolved_on,
    )


def _act(verb: str, episode: Episode, *, reason: str | None = None) -> Act:
    return Act(
        action=f"episode.{verb}",
        patient_id=episode.patient_id,
        object_type="episode",
        object_id=episode.id,
        version=episode.revision,
        reason=reason,
    )


def _suggestion_act(verb: str, suggestion: EpisodeSuggestion) -> Act:
    return Act(
        action=f"episode.{verb}",
        patient_id=suggestion.patient_id,
        object_type="episode_suggestion",
        object_id=suggestion.id,
    )
