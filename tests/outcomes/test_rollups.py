"""Summaries of sessions and rollups follow every act, lose nothing when many sign at once, and can be made anew."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.episodes.actions import correct_episode
from clinic_log.incidents.rules.follow_up import Bruise, Told
from clinic_log.outcomes.actions import rebuild_summaries
from clinic_log.outcomes.models import PatientCell, SessionCell, SessionKind, SessionSummary
from clinic_log.outcomes.queries import check_summaries
from clinic_log.outcomes.receivers import connect
from clinic_log.outcomes.rules.cells import ANYBODY, NEVER, Facet, Seen, patient_cells, signature_step
from clinic_log.outcomes.rules.session_facts import ToldEffect, count_answer
from clinic_log.treatments.actions import Addendum, add_addendum, retract_session, sign_session
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import Asked, EffectTiming, Severity, SignatureMeaning
from tests.accounts.factories import make_actor
from tests.conftest import AUDIT_KEY
from tests.episodes.factories import make_episode, neck_pain
from tests.incidents.factories import confirm, make_answer, make_late_report
from tests.patients.factories import make_patient
from tests.treatments.factories import bruise, days_ago, make_recorded_session, make_signed_session, needling_visit

LEAVING = EffectTiming.BEFORE_LEAVING
BRUISE = ToldEffect(LEAVING, "bruising", Severity.MILD, is_serious=False)
SORENESS = ToldEffect(LEAVING, "post-needling-soreness", Severity.MILD, is_serious=False)
AT_ONCE = 4


@pytest.fixture
def by(db: Session) -> SignedIn:
    connect()
    return make_actor(db, Role.PRACTITIONER, Role.SUPERVISOR)


def findings(db: Session) -> list[str]:
    db.flush()
    return [f"{each.subject}: {each.text}" for each in check_summaries(db, on_progress=lambda _what, _done: None)]


def total(db: Session, name: str, *, facet: Facet = Facet.ALL, value: str = "") -> int:
    figure = func.sum(getattr(SessionCell, name))
    of_all = (SessionCell.part_of == Facet.ALL, SessionCell.practitioner_id == ANYBODY)
    return int(db.scalar(select(figure).where(SessionCell.facet == facet, SessionCell.value == value, *of_all)) or 0)


@pytest.mark.parametrize(
    ("answer", "told", "counted"),
    [
        (Asked.NONE, [], (1, 0, 0, 0, 0)),
        (Asked.NONE, [BRUISE], (1, 1, 0, 1, 0)),
        (Asked.PRESENT, [], (1, 1, 0, 1, 0)),
        (Asked.PRESENT, [SORENESS], (1, 0, 1, 0, 0)),
        (Asked.PRESENT, [SORENESS, BRUISE, BRUISE], (1, 1, 1, 2, 0)),
        (Asked.PRESENT, [SORENESS._replace(severity=Severity.SEVERE)], (1, 1, 0, 1, 0)),
        (Asked.NOT_ASKED, [BRUISE, SORENESS], (0, 0, 0, 0, 2)),
        (None, [], (0, 0, 0, 0, 0)),
    ],
)
def test_what_an_answer_adds(answer: Asked | None, told: Sequence[ToldEffect], counted: tuple[int, ...]) -> None:
    assert count_answer(answer, told) == counted


@pytest.mark.parametrize(
    ("minutes", "step"), [(-3, 0), (59, 59), (60, 60), (119, 60), (2879, 2820), (2880, 2880), (4400, 4320)]
)
def test_minutes_to_the_signature_are_kept_as_they_are_shown(minutes: int, step: int) -> None:
    assert signature_step(minutes) == step


MONTHS = st.integers(0, 30).map(lambda number: date(2024 + number // 12, number % 12 + 1, 1))


@given(st.lists(st.lists(st.tuples(st.integers(1, 3), MONTHS), max_size=12), max_size=6), MONTHS, MONTHS)
def test_different_patients_of_any_months_can_be_added_up(
    patients: list[list[tuple[int, date]]], one: date, other: date
) -> None:
    first, last = min(one, other), max(one, other)
    cells = [
        key for seen in patients for key, _ in patient_cells(1, [Seen(*one, Facet.MUSCLE, "psoas") for one in seen])
    ]

    added_up = [key for key in cells if first <= key.month <= last and key.previous_month < first]

    for person in (ANYBODY, 1, 2, 3):
        different = sum(
            any(first <= month <= last and person in {ANYBODY, by} for by, month in seen) for seen in patients
        )
        assert sum(key.practitioner_id == person for key in added_up) == different


def test_every_act_leaves_figures_that_are_what_the_sessions_say(db: Session, by: SignedIn) -> None:
    patient = make_patient(db, by=by)
    episode = make_episode(db, by=by, patient=patient)
    content = needling_visit(started_at=days_ago(9), since_previous=None)
    first = make_signed_session(db, by=by, patient=patient, episode=episode, content=content)
    told = replace(bruise(), timing=EffectTiming.SINCE_LAST_TIME)
    content = needling_visit(started_at=days_ago(2), since_previous=Asked.PRESENT, effects=(told,))
    second = make_signed_session(db, by=by, patient=patient, episode=episode, content=content)

    assert findings(db) == []
    assert (total(db, "sessions"), total(db, "since_last_time_effect")) == (2, 1)

    add_addendum(db, by=by, treatment=second, addendum=Addendum(text="Rang: well.", reason="Heard later"))
    make_late_report(db, by=by, treatment=first)
    assert findings(db) == []
    assert db.scalar(select(func.sum(SessionKind.effects)).where(SessionKind.kind == "any-mild")) == 2

    details = replace(neck_pain(by), onset_on=None)
    correct_episode(db, by=by, episode=episode, details=details, revision=episode.revision)
    assert findings(db) == []
    assert total(db, "sessions", facet=Facet.CHRONICITY) == 2

    retract_session(db, by=by, treatment=second, reason="Entered for the wrong patient")
    assert findings(db) == []
    assert (total(db, "sessions"), total(db, "since_last_time_effect")) == (1, 0)
    seen = select(func.sum(PatientCell.patients)).where(
        PatientCell.practitioner_id == ANYBODY, PatientCell.facet == Facet.ALL
    )
    assert db.scalar(seen.where(PatientCell.previous_month == NEVER)) == 1


def test_a_visit_of_which_something_waits_to_be_confirmed_stands_in_no_rate_until_it_is(
    db: Session, by: SignedIn
) -> None:
    visit = make_signed_session(db, by=by, content=needling_visit(started_at=days_ago(2), since_previous=None))

    def counted() -> tuple[int, int, int, list[str]]:
        names = ("since_last_time_asked", "since_last_time_effect", "since_last_time_unasked")
        asked, effect, unasked = (total(db, name, facet=Facet.MUSCLE, value="trapezius-upper") for name in names)
        return asked, effect, unasked, findings(db)

    make_answer(db, by=by, treatment=visit, told=Told(none_of_these=True, soreness=0, bruise=Bruise.NONE))
    assert counted() == (1, 0, 0, [])
    answer = make_answer(db, by=by, treatment=visit, told=Told(none_of_these=True, soreness=4, bruise=Bruise.NONE))
    assert counted() == (0, 0, 0, [])
    confirm(db, by=by, effect=answer.effects[0])
    assert counted() == (1, 1, 0, [])


def test_what_somebody_changed_behind_the_program_is_found_and_made_anew(db: Session, by: SignedIn) -> None:
    made = make_signed_session(db, by=by, content=needling_visit(since_previous=None))
    db.execute(update(SessionCell).where(SessionCell.facet == Facet.ALL).values(sessions=7))
    db.execute(delete(SessionSummary))

    found = findings(db)

    assert found[0] == f"Session {made.id}: it is signed and has no summary"
    assert any(text.startswith("Rollup session_cell (clinic_id") for text in found)
    rebuild_summaries(db, on_progress=lambda _what, _done: None)
    assert findings(db) == []


def test_many_who_sign_in_the_same_month_lose_no_count(engine: Engine) -> None:
    connect()
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        by = make_actor(db)
        content = needling_visit(since_previous=None)
        ids = [make_recorded_session(db, by=by, content=content).id for _ in range(AT_ONCE)]

    def sign(session_id: int) -> None:
        with own_transaction(engine) as db:
            give_key(db, AUDIT_KEY)
            treatment = db.get_one(TreatmentSession, session_id)
            sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(sign, ids))

    with Session(engine) as db:
        assert total(db, "sessions") == AT_ONCE
        assert findings(db) == []
