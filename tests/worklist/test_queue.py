"""The supervisor's queue: what is in it and why, in which order, and at what cost."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.base.dates import now_utc
from clinic_log.episodes.actions import discharge_episode
from clinic_log.episodes.rules import Discharge, DischargeReason
from clinic_log.incidents import receivers as incidents
from clinic_log.incidents.actions.reporting import record_near_miss
from clinic_log.incidents.models import IncidentAction, IncidentReview
from clinic_log.outcomes.receivers import connect
from clinic_log.treatments.actions import retract_session
from clinic_log.treatments.rules import Asked, EffectTiming, Severity
from clinic_log.worklist.queries.queue import get_queue
from clinic_log.worklist.rules.queue import Queue, QueueKind, QueueRow
from tests.accounts.factories import make_actor
from tests.cosigning.factories import Team, make_question, make_quiet_note, make_team, make_waiting_note
from tests.episodes.factories import today
from tests.incidents.factories import make_serious_visit, near_miss
from tests.patients.factories import make_patient
from tests.queries import count_queries
from tests.treatments.factories import (
    bruise,
    days_ago,
    make_recorded_session,
    make_signed_session,
    needling_visit,
)
from tests.worklist.factories import make_course, make_full_queue


@pytest.fixture
def team(db: Session) -> Team:
    connect()
    incidents.connect()
    return make_team(db)


def _queue(db: Session, by: SignedIn, *, now: datetime | None = None, chosen: QueueKind | None = None) -> Queue:
    queue = get_queue(db, by=by, now=now or now_utc(), chosen=chosen)
    assert queue is not None
    return queue


def _rows(db: Session, team: Team, kind: QueueKind) -> list[QueueRow]:
    return [row for row in _queue(db, team.helen).rows if row.kind is kind]


def test_an_unsigned_note_comes_after_48_hours_with_its_therapist(db: Session, team: Team) -> None:
    overdue = make_recorded_session(db, by=team.ruth, content=needling_visit(started_at=days_ago(3)))
    make_recorded_session(db, by=team.ruth, content=needling_visit(started_at=days_ago(1)))
    make_recorded_session(db, by=make_actor(db), content=needling_visit(started_at=days_ago(9)))

    [row] = _rows(db, team, QueueKind.UNSIGNED)

    assert (row.page, row.place) == (
        "treatments.sign",
        {"patient_id": overdue.patient_id, "session_id": overdue.id},
    )
    assert (row.practitioner, row.since) == ("Ruth Adeyemi", overdue.started_at)
    assert row.why.endswith("saved")


def test_a_note_to_cosign_says_why_and_leaves_when_it_is_sent_back(db: Session, team: Team) -> None:
    note = make_waiting_note(db, by=team.ruth)
    make_quiet_note(db, by=team.ruth)

    [row] = _rows(db, team, QueueKind.COSIGN)
    make_question(db, by=team.helen, treatment=note)

    assert (row.page, row.why) == ("cosigning.read", "A side effect beyond mild")
    assert _rows(db, team, QueueKind.COSIGN) == []


def test_an_open_review_stands_first_and_says_when_it_was_due(db: Session, team: Team) -> None:
    make_serious_visit(db, by=team.ruth)
    record_near_miss(
        db, by=team.ruth, near_miss=near_miss(make_patient(db, by=team.ruth), words="Needle under the bed")
    )
    make_recorded_session(db, by=team.ruth, content=needling_visit(started_at=days_ago(30)))

    rows = _queue(db, team.helen, now=now_utc() + timedelta(days=4)).rows

    assert [row.words for row in rows[:2]] == ["Serious event", "Near miss"]
    assert ("was due" in rows[0].why, rows[0].is_urgent) == (True, True)
    assert rows[1].why.startswith("Needle under the bed, reported, was due")


def test_a_serious_event_in_an_unsigned_note_is_not_overlooked(db: Session, team: Team) -> None:
    serious = bruise(kind_slug="pneumothorax", severity=Severity.SEVERE, is_serious=True, site="")
    content = needling_visit(side_effects_before_leaving=Asked.PRESENT, effects=(serious,))
    make_recorded_session(db, by=team.ruth, content=content)

    [row] = _rows(db, team, QueueKind.INCIDENT)

    assert ("in an unsigned note" in row.why, row.page, row.who is not None) == (True, "treatments.show", True)


def test_a_serious_event_stays_when_the_visit_that_it_concerns_is_retracted(db: Session, team: Team) -> None:
    patient = make_patient(db, by=team.ruth)
    earlier = make_signed_session(db, by=team.ruth, patient=patient, content=needling_visit(started_at=days_ago(9)))
    serious = bruise(kind_slug="pneumothorax", is_serious=True, timing=EffectTiming.SINCE_LAST_TIME)
    content = needling_visit(started_at=days_ago(2), since_previous=Asked.PRESENT, effects=(serious,))
    make_signed_session(db, by=team.ruth, patient=patient, content=content)

    retract_session(db, by=team.ruth, treatment=earlier, reason="Wrong day")

    assert [row.words for row in _rows(db, team, QueueKind.INCIDENT)] == ["Serious event"]


def test_who_gets_worse_and_who_does_not_improve_by_the_set_visit(db: Session, team: Team) -> None:
    make_course(db, by=team.ruth, scores=(4, 6))
    make_course(db, by=team.ruth, scores=(7, 7, 6, 7))
    make_course(db, by=team.ruth, scores=(7, 7, 6))  # visit 3 and 20 days: early
    make_course(db, by=team.ruth, scores=(7, 4, 3, 2))
    late = make_course(db, by=team.ruth, scores=(7, 7), first_days_ago=34)

    [worse], same = _rows(db, team, QueueKind.WORSE), _rows(db, team, QueueKind.NOT_IMPROVING)

    assert worse.why.endswith("4 → 6 over 2 visits")
    assert [row.why.rpartition(": ")[2] for row in same] == ["7 → 7 over 2 visits", "7 → 7 over 4 visits"]
    discharge = Discharge(reason=DischargeReason.GOALS_REACHED, discharged_on=today(team.ruth))
    discharge_episode(db, by=team.ruth, episode=late, discharge=discharge)
    assert len(_rows(db, team, QueueKind.NOT_IMPROVING)) == 1


def test_a_plan_that_is_over_asks_for_a_reassessment(db: Session, team: Team) -> None:
    by_day, by_visits = (make_course(db, by=team.ruth, scores=(7, 3)) for _ in range(2))
    by_day.plan_until, by_visits.planned_visits = today(team.ruth) - timedelta(days=3), 2
    make_course(db, by=team.ruth, scores=(7, 3)).planned_visits = 3
    db.flush()

    rows = _rows(db, team, QueueKind.FOLLOW_UP)

    assert {row.words for row in rows} == {"Re-assessment due"}
    assert [("plan ran until" in row.why, "2 planned visits are over" in row.why) for row in rows] == [
        (False, True),
        (True, False),
    ]


def test_an_action_that_nobody_did_by_its_day_and_an_effect_that_nobody_asked_about_again(
    db: Session, team: Team
) -> None:
    make_serious_visit(db, by=team.ruth)
    review = db.query(IncidentReview).one()
    due = today(team.ruth) - timedelta(days=1)
    review.actions.append(IncidentAction(what="Check the couch", owner_id=team.ruth.user_id, due_on=due))
    make_waiting_note(db, by=team.ruth, days=9)
    make_waiting_note(db, by=team.ruth, days=2)
    db.flush()

    rows = _rows(db, team, QueueKind.FOLLOW_UP)

    assert {row.words for row in rows} == {"Action overdue", "Follow-up overdue"}
    assert any("Check the couch, due" in row.why for row in rows)
    assert any(row.why.endswith("moderate, right neck: not known to be over") for row in rows)


def test_counts_are_of_everything_and_rows_of_the_chosen_kind(db: Session, team: Team) -> None:
    make_waiting_note(db, by=team.ruth)
    make_course(db, by=team.ruth, scores=(4, 6))

    queue = _queue(db, team.helen, chosen=QueueKind.WORSE)

    assert [(kind, number) for kind, _words, number in queue.counts] == [(QueueKind.WORSE, 1), (QueueKind.COSIGN, 1)]
    assert (queue.total, [row.kind for row in queue.rows]) == (2, [QueueKind.WORSE])


def test_it_is_for_supervisors_of_this_clinic_alone(db: Session, team: Team) -> None:
    make_waiting_note(db, by=team.ruth)
    administrator = make_actor(db, Role.ADMINISTRATOR, clinic=db.get_one(Clinic, team.ruth.clinic_id))

    assert get_queue(db, by=team.ruth, now=now_utc()) is None
    assert get_queue(db, by=administrator, now=now_utc()) is None
    assert _queue(db, make_actor(db, Role.SUPERVISOR)).total == 0


def test_the_number_of_statements_does_not_grow(db: Session, engine: Engine, team: Team) -> None:
    def statements() -> int:
        db.flush()
        db.expire_all()
        with count_queries(engine) as sent:
            assert _queue(db, team.helen).total
        return len(sent)

    make_full_queue(db, by=team.ruth)
    few = statements()
    for _ in range(2):
        make_full_queue(db, by=team.ruth)

    assert statements() == few
