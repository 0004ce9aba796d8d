"""What waits for whom, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.base.dates import now_utc
from clinic_log.outcomes.receivers import connect
from clinic_log.treatments.rules import VisitKind
from clinic_log.worklist.queries import get_my_work
from clinic_log.worklist.rules import day_bounds
from tests.accounts.factories import make_actor
from tests.cosigning.factories import make_question, make_team, make_waiting_note
from tests.episodes.factories import make_episode
from tests.patients.factories import make_patient
from tests.queries import count_queries
from tests.treatments.factories import (
    days_ago,
    make_draft_session,
    make_recorded_session,
    make_signed_session,
    needling_visit,
    pain,
)


@pytest.fixture
def by(db: Session) -> SignedIn:
    return make_actor(db, Role.PRACTITIONER)


@pytest.fixture
def now() -> datetime:
    return now_utc()


def colleague_of(db: Session, by: SignedIn, *roles: Role) -> SignedIn:
    return make_actor(db, *roles, clinic=db.get_one(Clinic, by.clinic_id), name="Ana Silva")


def test_my_notes_to_finish_stand_longest_waiting_first(db: Session, by: SignedIn, now: datetime) -> None:
    fresh = make_draft_session(db, by=by)
    old = make_recorded_session(db, by=by, content=needling_visit(started_at=days_ago(3)))
    make_signed_session(db, by=by)

    work = get_my_work(db, by=by, now=now)

    assert work is not None
    assert [note.treatment for note in work.waiting] == [old, fresh]
    assert [(note.waited, note.is_overdue) for note in work.waiting] == [("3 days", True), ("less than an hour", False)]


def test_a_colleagues_notes_are_not_mine(db: Session, by: SignedIn, now: datetime) -> None:
    make_draft_session(db, by=colleague_of(db, by, Role.PRACTITIONER))

    work = get_my_work(db, by=by, now=now)

    assert work is not None
    assert (work.waiting, work.today, work.lately) == ([], [], [])


def test_today_holds_my_visits_of_this_day_in_their_order(db: Session, by: SignedIn) -> None:
    begins, _ends = day_bounds(now_utc(), zone=by.zone)
    late = make_recorded_session(db, by=by, content=needling_visit(started_at=days_ago(0)))
    first = make_recorded_session(db, by=by, content=needling_visit(started_at=begins))
    make_recorded_session(db, by=by, content=needling_visit(started_at=begins - timedelta(minutes=1)))

    work = get_my_work(db, by=by, now=days_ago(0))

    assert work is not None
    assert [visit.treatment for visit in work.today] == sorted([late, first], key=lambda one: one.started_at or begins)


def test_seen_lately_names_each_patient_once_with_their_course(db: Session, by: SignedIn, now: datetime) -> None:
    connect()
    patient = make_patient(db, by=by)
    episode = make_episode(db, by=by, patient=patient, details=None)
    for days, before in ((9, 7), (5, 5), (2, 3)):
        content = needling_visit(started_at=days_ago(days), measurements=(pain(before=before, after=2),))
        make_signed_session(db, by=by, patient=patient, episode=episode, content=content)

    work = get_my_work(db, by=by, now=now)

    assert work is not None
    [seen] = work.lately
    assert seen.patient is patient
    assert seen.summary is not None
    assert (seen.summary.first_before, seen.summary.last_before, seen.summary.visits) == (7, 3, 3)


def test_seen_lately_leaves_out_long_ago_and_those_who_did_not_come(db: Session, by: SignedIn, now: datetime) -> None:
    make_signed_session(db, by=by, content=needling_visit(started_at=days_ago(40)))
    absent = replace(
        needling_visit(kind=VisitKind.DID_NOT_ATTEND, started_at=days_ago(2)),
        ended=None,
        agreement=None,
        since_previous=None,
        warning_signs_given=None,
        side_effects_before_leaving=None,
        needles_out=None,
        counted_how=None,
        needlings=(),
        measurements=(),
    )
    patient = make_patient(db, by=by)
    make_signed_session(db, by=by, patient=patient, episode=make_episode(db, by=by, patient=patient), content=absent)

    work = get_my_work(db, by=by, now=now)

    assert work is not None
    assert work.lately == []


def test_a_question_about_my_note_waits_for_me(db: Session, now: datetime) -> None:
    team = make_team(db)
    asked = make_question(db, by=team.helen, treatment=make_waiting_note(db, by=team.ruth))

    mine, other = (get_my_work(db, by=by, now=now) for by in (team.ruth, colleague_of(db, team.ruth)))

    assert mine is not None
    assert other is not None
    assert ([one.question for one in mine.questions], other.questions) == ([asked], [])


def test_who_writes_no_notes_has_no_work_of_their_own(db: Session, by: SignedIn, now: datetime) -> None:
    for role in (Role.ADMINISTRATOR, Role.SUPERVISOR):
        assert get_my_work(db, by=colleague_of(db, by, role), now=now) is None


def test_the_number_of_statements_does_not_grow_with_the_work(db: Session, engine: Engine, by: SignedIn) -> None:
    def statements() -> int:
        db.expire_all()
        now = now_utc()
        with count_queries(engine) as sent:
            get_my_work(db, by=by, now=now)
        return len(sent)

    make_draft_session(db, by=by)
    make_signed_session(db, by=by)
    few = statements()
    for days in range(1, 7):
        make_recorded_session(db, by=by, content=needling_visit(started_at=days_ago(days)))
        make_signed_session(db, by=by, content=needling_visit(started_at=days_ago(days)))

    assert statements() == few
