"""The summary row follows what is signed, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.episodes.actions import correct_episode
from clinic_log.episodes.models import Episode
from clinic_log.outcomes.actions import refresh_summary
from clinic_log.outcomes.models import EpisodeSummary
from clinic_log.outcomes.queries import list_visits_by_episode, scoped
from clinic_log.outcomes.receivers import connect
from clinic_log.outcomes.rules import Visit
from clinic_log.treatments.rules import SessionStatus
from clinic_log.treatments.signals import session_changed, session_signed
from tests.accounts.factories import make_actor, make_clinic
from tests.episodes.factories import neck_pain
from tests.outcomes.factories import Taken, make_open_episode, make_visit
from tests.patients.factories import make_patient
from tests.queries import count_queries

OPENED = date(2026, 9, 1)


@pytest.fixture
def by(db: Session) -> SignedIn:
    return make_actor(db)


@pytest.fixture
def episode(db: Session, by: SignedIn) -> Episode:
    return make_open_episode(db, by=by, patient=make_patient(db, by=by), opened_on=OPENED)


def test_only_signed_and_amended_visits_count(db: Session, by: SignedIn, episode: Episode) -> None:
    make_visit(db, by=by, episodes=[episode], on=date(2026, 9, 2), pain=(8, 6))
    make_visit(db, by=by, episodes=[episode], on=date(2026, 9, 9), pain=(6, 5), status=SessionStatus.AMENDED)
    make_visit(db, by=by, episodes=[episode], on=date(2026, 9, 16), pain=(1, 0), status=SessionStatus.RETRACTED)
    make_visit(db, by=by, episodes=[episode], on=date(2026, 9, 23), pain=(0, 0), status=SessionStatus.DRAFT)
    make_visit(db, by=by, episodes=[episode], on=date(2026, 9, 1), pain=(2, 0), status=SessionStatus.DISCARDED)

    summary = refresh_summary(db, episode.id)

    assert (summary.first_before, summary.last_before) == (8, 6)
    assert (summary.visits, summary.needling_visits) == (2, 2)
    assert summary.practitioner_id == by.user_id
    assert (summary.response_either, summary.response_both, summary.had_room) == ("responder", "non_responder", True)


def test_refreshing_again_follows_a_retraction(db: Session, by: SignedIn, episode: Episode) -> None:
    make_visit(db, by=by, episodes=[episode], on=date(2026, 9, 2), pain=(8, 6))
    second = make_visit(db, by=by, episodes=[episode], on=date(2026, 9, 9), pain=(3, 2))
    refresh_summary(db, episode.id)
    second.status, second.retracted_at = SessionStatus.RETRACTED, datetime(2026, 9, 10, tzinfo=UTC)

    summary = refresh_summary(db, episode.id)

    assert (summary.first_before, summary.last_before, summary.visits) == (8, None, 1)
    assert summary.response_either == "missing"


def test_without_any_visit_left_the_row_stays_and_counts_nowhere(db: Session, by: SignedIn, episode: Episode) -> None:
    only = make_visit(db, by=by, episodes=[episode], on=date(2026, 9, 2), pain=(8, 6))
    refresh_summary(db, episode.id)
    only.status, only.retracted_at = SessionStatus.RETRACTED, datetime(2026, 9, 3, tzinfo=UTC)

    summary = refresh_summary(db, episode.id)

    assert (summary.visits, summary.counted_on, summary.practitioner_id) == (0, None, None)


def test_the_day_of_a_score_is_that_of_the_clinic(db: Session) -> None:
    by = make_actor(db, clinic=make_clinic(db, zone="Pacific/Auckland"))
    episode = make_open_episode(db, by=by, patient=make_patient(db, by=by), opened_on=OPENED)
    make_visit(db, by=by, episodes=[episode], on=date(2026, 9, 30), at=time(20, tzinfo=UTC), pain=(7, 5))

    summary = refresh_summary(db, episode.id)

    assert summary.last_score_on == date(2026, 10, 1)


def test_a_visit_that_serves_two_episodes_counts_for_each_with_its_own_scores(db: Session, by: SignedIn) -> None:
    patient = make_patient(db, by=by)
    neck = make_open_episode(db, by=by, patient=patient, opened_on=OPENED)
    knee = make_open_episode(db, by=by, patient=patient, opened_on=OPENED, condition="knee-osteoarthritis")
    for day, (pain_neck, pain_knee) in enumerate([(7, 5), (3, 5)], start=2):
        taken = [Taken(before=pain_knee, episode=knee)]
        make_visit(db, by=by, episodes=[neck, knee], on=date(2026, 9, day), pain=(pain_neck, None), taken=taken)

    of_neck, of_knee = refresh_summary(db, neck.id), refresh_summary(db, knee.id)

    assert (of_neck.last_before, of_knee.last_before) == (3, 5)
    assert (of_neck.needling_visits, of_knee.needling_visits) == (2, 0)
    assert of_knee.practitioner_id is None


def test_rows_that_name_no_episode_belong_to_the_only_one_of_the_visit(
    db: Session, by: SignedIn, episode: Episode
) -> None:
    treatment = make_visit(db, by=by, episodes=[episode], on=date(2026, 9, 2), pain=(8, 6))
    treatment.measurements[0].episode_id = treatment.needlings[0].episode_id = None

    summary = refresh_summary(db, episode.id)

    assert (summary.first_before, summary.needling_visits) == (8, 1)


def test_signing_refreshes_every_episode_that_the_visit_served(db: Session, by: SignedIn) -> None:
    connect()
    patient = make_patient(db, by=by)
    episodes = [make_open_episode(db, by=by, patient=patient, opened_on=OPENED) for _ in range(2)]
    treatment = make_visit(db, by=by, episodes=episodes, on=date(2026, 9, 2), pain=(8, 6))

    session_signed.send(db, treatment=treatment, by=by)

    assert [db.get_one(EpisodeSummary, episode.id).visits for episode in episodes] == [1, 1]


def test_a_retraction_refreshes_in_the_same_transaction(db: Session, by: SignedIn, episode: Episode) -> None:
    connect()
    treatment = make_visit(db, by=by, episodes=[episode], on=date(2026, 9, 2), pain=(8, 6))
    session_signed.send(db, treatment=treatment, by=by)
    treatment.status, treatment.retracted_at = SessionStatus.RETRACTED, datetime(2026, 9, 3, tzinfo=UTC)

    session_changed.send(db, treatment=treatment, by=by)

    assert db.get_one(EpisodeSummary, episode.id).visits == 0


def test_following_another_question_refreshes_the_summary(db: Session, by: SignedIn, episode: Episode) -> None:
    connect()
    make_visit(
        db, by=by, episodes=[episode], on=date(2026, 9, 2), pain=(8, 6), taken=[Taken(before=50, measure="vas-pain")]
    )
    refresh_summary(db, episode.id)
    details = replace(neck_pain(by), opened_on=OPENED, onset_on=None, pain_question="vas-pain")

    correct_episode(db, by=by, episode=episode, details=details, revision=episode.revision)

    summary = db.get_one(EpisodeSummary, episode.id)
    assert (summary.pain_question, summary.first_before) == ("vas-pain", 50)


def test_visits_of_another_clinic_are_not_found(db: Session, by: SignedIn, episode: Episode) -> None:
    make_visit(db, by=by, episodes=[episode], on=date(2026, 9, 2), pain=(8, 6))
    refresh_summary(db, episode.id)
    stranger = make_actor(db)

    assert list_visits_by_episode(db, by=stranger, patient_id=episode.patient_id) == {}
    assert db.scalars(scoped(stranger)).all() == []
    assert len(db.scalars(scoped(by)).all()) == 1


def test_visits_come_with_a_constant_number_of_statements(db: Session, by: SignedIn, episode: Episode) -> None:
    numbers = []
    visits: dict[int, list[Visit]] = {}
    for day in range(2, 12):
        make_visit(db, by=by, episodes=[episode], on=date(2026, 9, day), pain=(8, 6))
        with count_queries(db.get_bind().engine) as statements:
            visits = list_visits_by_episode(db, by=by, patient_id=episode.patient_id)
        numbers.append(len(statements))

    assert len(visits[episode.id]) == 10
    assert numbers == [3] * 10
