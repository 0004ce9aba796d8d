"""Several submissions at once: one record, one signature, and nobody overwritten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.audit.actions import give_key
from clinic_log.base.database import for_writing
from clinic_log.base.errors import ConflictError
from clinic_log.patients.models import Patient
from clinic_log.treatments.actions import Addendum, add_addendum, record_session, sign_session, start_session
from clinic_log.treatments.models import SessionVersion, TreatmentSession
from clinic_log.treatments.queries import content_of
from clinic_log.treatments.rules import SignatureMeaning
from tests.accounts.factories import make_actor
from tests.conftest import AUDIT_KEY
from tests.treatments.factories import make_recorded_session

AT_ONCE = 6
Committed = Callable[[Callable[[Session], int]], int]


@pytest.fixture
def committed(engine: Engine) -> Committed:
    """Do something in a transaction of its own and commit it."""

    def run(work: Callable[[Session], int]) -> int:
        with Session(for_writing(engine)) as db, db.begin():
            give_key(db, AUDIT_KEY)
            return work(db)

    return run


@pytest.fixture
def recorded(committed: Committed) -> tuple[SignedIn, int]:
    """A practitioner and the id of a saved, unsigned session."""
    people: list[SignedIn] = []

    def prepare(db: Session) -> int:
        people.append(make_actor(db))
        return make_recorded_session(db, by=people[0]).id

    session_id = committed(prepare)
    return people[0], session_id


def _at_once(work: Callable[[int], object]) -> list[object]:
    """The results, a ConflictError for each that was told so."""

    def attempt(number: int) -> object:
        try:
            return work(number)
        except ConflictError as error:
            return error

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(attempt, range(AT_ONCE)))


def test_one_form_sent_many_times_at_once_is_one_session(
    engine: Engine, committed: Committed, recorded: tuple[SignedIn, int]
) -> None:
    by, session_id = recorded

    def start(_number: int) -> int:
        def work(db: Session) -> int:
            patient = db.get_one(Patient, db.get_one(TreatmentSession, session_id).patient_id)
            return start_session(db, by=by, patient=patient, idempotency_key="one form").id

        return committed(work)

    results = _at_once(start)

    assert len(set(results)) == 1
    with Session(engine) as db:
        assert db.scalar(select(func.count()).select_from(TreatmentSession)) == 2


def test_one_of_many_savers_wins_and_the_others_are_told(
    engine: Engine, committed: Committed, recorded: tuple[SignedIn, int]
) -> None:
    by, session_id = recorded
    with Session(engine) as db:
        treatment = db.get_one(TreatmentSession, session_id)
        seen, content = treatment.revision, content_of(treatment)

    def save(_number: int) -> int:
        def work(db: Session) -> int:
            treatment = db.get_one(TreatmentSession, session_id)
            return record_session(db, by=by, treatment=treatment, content=content, revision=seen).revision

        return committed(work)

    results = _at_once(save)

    assert sum(isinstance(result, ConflictError) for result in results) == AT_ONCE - 1


def test_a_session_is_signed_once_however_often_it_is_sent(
    engine: Engine, committed: Committed, recorded: tuple[SignedIn, int]
) -> None:
    by, session_id = recorded

    def sign(_number: int) -> int:
        def work(db: Session) -> int:
            treatment = db.get_one(TreatmentSession, session_id)
            return sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED).number

        return committed(work)

    results = _at_once(sign)

    assert sum(isinstance(result, ConflictError) for result in results) == AT_ONCE - 1
    with Session(engine) as db:
        assert db.scalar(select(func.count()).select_from(SessionVersion)) == 1


def test_an_addendum_is_added_once_however_often_its_form_is_sent(
    engine: Engine, committed: Committed, recorded: tuple[SignedIn, int]
) -> None:
    by, session_id = recorded

    def sign(db: Session) -> int:
        treatment = db.get_one(TreatmentSession, session_id)
        return sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED).number

    def add(_number: int) -> int:
        def work(db: Session) -> int:
            addendum = Addendum(text="Bruise of 2 cm", reason="Seen later", after=1)
            treatment = db.get_one(TreatmentSession, session_id)
            return add_addendum(db, by=by, treatment=treatment, addendum=addendum).number

        return committed(work)

    committed(sign)

    assert _at_once(add) == [2] * AT_ONCE
    with Session(engine) as db:
        assert db.scalar(select(func.count()).select_from(SessionVersion)) == 2
