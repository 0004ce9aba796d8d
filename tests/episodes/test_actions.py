"""Opening, correcting, discharging and suggesting episodes, on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.models import AuditEntry
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from clinic_log.base.permissions import Permission
from clinic_log.episodes import actions, queries
from clinic_log.episodes.models import Episode, EpisodeSuggestion
from clinic_log.episodes.rules import Discharge, DischargeReason, EpisodeState, Side, SuggestionState, Tracked
from clinic_log.patients.models import Patient
from tests.accounts.factories import make_actor
from tests.episodes.factories import make_episode, make_suggestion, neck_pain, today, wrist_sprain
from tests.patients.factories import make_patient


@pytest.fixture
def by(db: Session) -> SignedIn:
    return make_actor(db, Role.PRACTITIONER)


@pytest.fixture
def patient(db: Session, by: SignedIn) -> Patient:
    return make_patient(db, by=by)


def audited(db: Session) -> list[str]:
    """The acts on episodes that left an entry, in order."""
    acts = db.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)).all()
    return [act for act in acts if act.startswith("episode.")]


def tracked_of(episode: Episode) -> list[tuple[str, Side | None]]:
    return [(row.measure_slug, row.side) for row in episode.tracked_measures]


def discharge_today(db: Session, *, by: SignedIn, episode: Episode) -> Episode:
    discharge = Discharge(reason=DischargeReason.GOALS_REACHED, discharged_on=today(by))
    return actions.discharge_episode(db, by=by, episode=episode, discharge=discharge)


def test_an_opened_episode_keeps_what_was_said_and_is_audited(db: Session, by: SignedIn, patient: Patient) -> None:
    said = replace(neck_pain(by), referral="Dr Ní Bhriain", goals="Row again 🚣 بدون ألم", planned_visits=6)

    episode = make_episode(db, by=by, patient=patient, details=said)
    db.expire_all()

    assert (episode.condition_label, episode.icd10, episode.region) == ("Neck pain", "M54.2", "neck")
    assert (episode.side, episode.pain_question, episode.state) == (Side.RIGHT, "nprs", EpisodeState.OPEN)
    assert (episode.goals, episode.planned_visits) == ("Row again 🚣 بدون ألم", 6)
    assert tracked_of(episode) == [("ndi", None), ("cervical-rotation", Side.RIGHT)]
    assert audited(db) == ["episode.opened"]


def test_the_same_form_sent_twice_opens_one_episode(db: Session, by: SignedIn, patient: Patient) -> None:
    first = actions.open_episode(db, by=by, patient=patient, details=neck_pain(by), key="form-1")
    second = actions.open_episode(db, by=by, patient=patient, details=neck_pain(by), key="form-1")

    assert first is second
    assert audited(db) == ["episode.opened"]


def test_the_key_of_another_patients_form_is_refused(db: Session, by: SignedIn, patient: Patient) -> None:
    other = make_patient(db, by=by)
    actions.open_episode(db, by=by, patient=other, details=neck_pain(by), key="form-1")

    with pytest.raises(ConflictError):
        actions.open_episode(db, by=by, patient=patient, details=neck_pain(by), key="form-1")


def test_two_episodes_of_the_same_condition_can_be_opened(db: Session, by: SignedIn, patient: Patient) -> None:
    make_episode(db, by=by, patient=patient)
    make_episode(db, by=by, patient=patient)

    assert len(queries.list_open_episodes(db, by=by, patient=patient)) == 2


def test_a_detail_that_breaks_a_rule_names_its_field(db: Session, by: SignedIn, patient: Patient) -> None:
    tomorrow = today(by) + timedelta(days=1)

    with pytest.raises(InvalidInputError) as refused:
        make_episode(db, by=by, patient=patient, details=replace(neck_pain(by), onset_on=tomorrow))

    assert refused.value.field == "onset_on"


def test_a_correction_replaces_the_details(db: Session, by: SignedIn, patient: Patient) -> None:
    episode = make_episode(db, by=by, patient=patient)
    seen = episode.revision
    changed = replace(
        neck_pain(by),
        side=Side.BOTH,
        goals="Sleep through",
        tracked=(Tracked("cervical-rotation", Side.LEFT), Tracked("cervical-rotation", Side.RIGHT), Tracked("ndi")),
    )

    actions.correct_episode(db, by=by, episode=episode, details=changed, revision=seen)
    db.expire_all()

    assert (episode.side, episode.goals) == (Side.BOTH, "Sleep through")
    assert tracked_of(episode) == [("cervical-rotation", Side.LEFT), ("cervical-rotation", Side.RIGHT), ("ndi", None)]
    assert audited(db) == ["episode.opened", "episode.corrected"]


def test_the_second_of_two_editors_is_told(db: Session, by: SignedIn, patient: Patient) -> None:
    episode = make_episode(db, by=by, patient=patient)
    seen = episode.revision
    actions.correct_episode(db, by=by, episode=episode, details=replace(neck_pain(by), tracked=()), revision=seen)

    with pytest.raises(ConflictError):
        actions.correct_episode(db, by=by, episode=episode, details=neck_pain(by), revision=seen)

    assert tracked_of(episode) == []


def test_the_start_cannot_be_moved_behind_the_discharge(db: Session, by: SignedIn, patient: Patient) -> None:
    started = replace(neck_pain(by), opened_on=today(by) - timedelta(days=9))
    episode = make_episode(db, by=by, patient=patient, details=started)
    early = Discharge(reason=DischargeReason.PLATEAU, discharged_on=today(by) - timedelta(days=5))
    actions.discharge_episode(db, by=by, episode=episode, discharge=early)

    with pytest.raises(InvalidInputError) as refused:
        actions.correct_episode(db, by=by, episode=episode, details=neck_pain(by), revision=episode.revision)

    assert refused.value.field == "opened_on"


def test_a_discharged_episode_keeps_its_reason_and_day(db: Session, by: SignedIn, patient: Patient) -> None:
    episode = make_episode(db, by=by, patient=patient)
    discharge = Discharge(reason=DischargeReason.OTHER, discharged_on=today(by), note="Joined a study")

    actions.discharge_episode(db, by=by, episode=episode, discharge=discharge)
    db.expire_all()

    assert episode.state is EpisodeState.DISCHARGED
    assert (episode.discharge_reason, episode.discharge_note) == (DischargeReason.OTHER, "Joined a study")
    assert queries.list_open_episodes(db, by=by, patient=patient) == []
    assert audited(db) == ["episode.opened", "episode.discharged"]


def test_an_episode_is_discharged_once(db: Session, by: SignedIn, patient: Patient) -> None:
    episode = make_episode(db, by=by, patient=patient)
    discharge_today(db, by=by, episode=episode)

    with pytest.raises(ConflictError):
        discharge_today(db, by=by, episode=episode)


def test_a_discharge_before_the_start_is_refused(db: Session, by: SignedIn, patient: Patient) -> None:
    episode = make_episode(db, by=by, patient=patient)
    early = Discharge(reason=DischargeReason.PLATEAU, discharged_on=today(by) - timedelta(days=1))

    with pytest.raises(InvalidInputError) as refused:
        actions.discharge_episode(db, by=by, episode=episode, discharge=early)

    assert refused.value.field == "discharged_on"
    assert episode.state is EpisodeState.OPEN


def test_a_mistaken_discharge_is_undone_with_a_reason_in_the_audit(db: Session, by: SignedIn, patient: Patient) -> None:
    episode = discharge_today(db, by=by, episode=make_episode(db, by=by, patient=patient))

    actions.reopen_episode(db, by=by, episode=episode, reason=" Wrong patient ")
    db.expire_all()

    assert (episode.state, episode.discharged_on, episode.discharge_reason) == (EpisodeState.OPEN, None, None)
    entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "episode.reopened")).one()
    assert entry.reason == "Wrong patient"


def test_an_open_episode_cannot_be_reopened_and_a_reason_is_needed(db: Session, by: SignedIn, patient: Patient) -> None:
    episode = make_episode(db, by=by, patient=patient)

    with pytest.raises(ConflictError):
        actions.reopen_episode(db, by=by, episode=episode, reason="Wrong patient")
    discharge_today(db, by=by, episode=episode)
    with pytest.raises(InvalidInputError):
        actions.reopen_episode(db, by=by, episode=episode, reason="  ")


def test_the_same_imported_condition_is_suggested_once(db: Session, by: SignedIn, patient: Patient) -> None:
    first = make_suggestion(db, by=by, patient=patient, found=wrist_sprain(1))
    second = make_suggestion(db, by=by, patient=patient, found=wrist_sprain(1))

    assert first is second
    assert audited(db) == ["episode.suggested"]


def test_a_later_import_brings_a_waiting_suggestion_up_to_date(db: Session, by: SignedIn, patient: Patient) -> None:
    make_suggestion(db, by=by, patient=patient, found=wrist_sprain(1))

    resolved = replace(wrist_sprain(1), resolved_on=date(2026, 4, 1))
    suggestion = make_suggestion(db, by=by, patient=patient, found=resolved)

    assert suggestion.resolved_on == date(2026, 4, 1)
    assert audited(db) == ["episode.suggested", "episode.suggestion_renewed"]


def test_a_later_import_does_not_bring_a_dismissed_suggestion_back(db: Session, by: SignedIn, patient: Patient) -> None:
    suggestion = make_suggestion(db, by=by, patient=patient, found=wrist_sprain(1))
    actions.dismiss_suggestion(db, by=by, suggestion=suggestion)

    make_suggestion(db, by=by, patient=patient, found=replace(wrist_sprain(1), source_label="Renamed"))

    assert suggestion.state is SuggestionState.DISMISSED
    assert suggestion.source_label == "Sprain of wrist"


def test_a_condition_that_the_catalogue_does_not_hold_is_not_suggested(
    db: Session, by: SignedIn, patient: Patient
) -> None:
    with pytest.raises(InvalidInputError):
        make_suggestion(db, by=by, patient=patient, found=replace(wrist_sprain(), condition_slug="no-such"))


def test_an_episode_opened_from_a_suggestion_marks_it_used(db: Session, by: SignedIn, patient: Patient) -> None:
    suggestion = make_suggestion(db, by=by, patient=patient)

    episode = actions.open_suggested_episode(db, by=by, suggestion=suggestion, details=neck_pain(by), key="form-1")
    again = actions.open_suggested_episode(db, by=by, suggestion=suggestion, details=neck_pain(by), key="form-1")

    assert episode is again
    assert suggestion.state is SuggestionState.USED
    assert queries.list_suggestions(db, by=by, patient=patient) == []


def test_a_used_suggestion_opens_no_second_episode_and_cannot_be_dismissed(
    db: Session, by: SignedIn, patient: Patient
) -> None:
    suggestion = make_suggestion(db, by=by, patient=patient)
    actions.open_suggested_episode(db, by=by, suggestion=suggestion, details=neck_pain(by))

    with pytest.raises(ConflictError):
        actions.open_suggested_episode(db, by=by, suggestion=suggestion, details=neck_pain(by))
    with pytest.raises(ConflictError):
        actions.dismiss_suggestion(db, by=by, suggestion=suggestion)


def test_dismissing_twice_leaves_one_entry(db: Session, by: SignedIn, patient: Patient) -> None:
    suggestion = make_suggestion(db, by=by, patient=patient)

    actions.dismiss_suggestion(db, by=by, suggestion=suggestion)
    actions.dismiss_suggestion(db, by=by, suggestion=suggestion)

    assert audited(db) == ["episode.suggested", "episode.suggestion_dismissed"]


def test_open_episodes_come_first_and_the_latest_first(db: Session, by: SignedIn, patient: Patient) -> None:
    closed = discharge_today(db, by=by, episode=make_episode(db, by=by, patient=patient))
    long_ago = replace(neck_pain(by), opened_on=date(2025, 1, 7), onset_on=None)
    older = make_episode(db, by=by, patient=patient, details=long_ago)
    newer = make_episode(db, by=by, patient=patient)

    assert list(queries.list_episodes(db, by=by, patient=patient)) == [newer, older, closed]


def test_unresolved_and_recent_suggestions_come_first(db: Session, by: SignedIn, patient: Patient) -> None:
    resolved = replace(wrist_sprain(), resolved_on=date(2026, 5, 1))
    found = [resolved, replace(wrist_sprain(), onset_on=None), wrist_sprain()]
    made: list[EpisodeSuggestion] = [make_suggestion(db, by=by, patient=patient, found=one) for one in found]

    assert list(queries.list_suggestions(db, by=by, patient=patient)) == [made[2], made[1], made[0]]


def test_episodes_of_another_clinic_do_not_exist(db: Session, by: SignedIn, patient: Patient) -> None:
    episode = make_episode(db, by=by, patient=patient)
    suggestion = make_suggestion(db, by=by, patient=patient)
    stranger = make_actor(db, Role.PRACTITIONER)

    assert list(queries.list_episodes(db, by=stranger, patient=patient)) == []
    with pytest.raises(NotFoundError):
        queries.get_episode(db, by=stranger, patient=patient, episode_id=episode.id)
    with pytest.raises(NotFoundError):
        queries.get_suggestion(db, by=stranger, patient=patient, suggestion_id=suggestion.id)
    with pytest.raises(NotFoundError):
        make_episode(db, by=stranger, patient=patient)
    with pytest.raises(NotFoundError):
        discharge_today(db, by=stranger, episode=episode)


def test_an_id_that_nothing_has_is_not_found(db: Session, by: SignedIn, patient: Patient) -> None:
    for unknown in (0, -1, 2**31 - 1, 2**31, 2**63, 2**80):
        with pytest.raises(NotFoundError):
            queries.get_episode(db, by=by, patient=patient, episode_id=unknown)
        with pytest.raises(NotFoundError):
            queries.get_suggestion(db, by=by, patient=patient, suggestion_id=unknown)


def test_an_episode_of_another_patient_is_not_found(db: Session, by: SignedIn, patient: Patient) -> None:
    episode = make_episode(db, by=by, patient=make_patient(db, by=by))

    with pytest.raises(NotFoundError):
        queries.get_episode(db, by=by, patient=patient, episode_id=episode.id)


def test_only_those_who_treat_write_episodes(db: Session, by: SignedIn, patient: Patient) -> None:
    episode = make_episode(db, by=by, patient=patient)
    suggestion = make_suggestion(db, by=by, patient=patient)
    reader = replace(by, roles=frozenset({Role.SUPERVISOR}))
    assert not reader.may(Permission.WRITE_EPISODE)

    with pytest.raises(ForbiddenError):
        make_episode(db, by=reader, patient=patient)
    with pytest.raises(ForbiddenError):
        actions.open_suggested_episode(db, by=reader, suggestion=suggestion, details=neck_pain(by))
    with pytest.raises(ForbiddenError):
        actions.correct_episode(db, by=reader, episode=episode, details=neck_pain(by), revision=episode.revision)
    with pytest.raises(ForbiddenError):
        discharge_today(db, by=reader, episode=episode)
    with pytest.raises(ForbiddenError):
        actions.reopen_episode(db, by=reader, episode=episode, reason="Wrong patient")
    with pytest.raises(ForbiddenError):
        actions.dismiss_suggestion(db, by=reader, suggestion=suggestion)
    with pytest.raises(ForbiddenError):
        actions.suggest_episode(db, by=by, patient=patient, found=wrist_sprain())
