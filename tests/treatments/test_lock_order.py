"""Two acts that meet wait in line and never for each other in a circle."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, get_ident
from typing import TypeVar

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.base.errors import ConflictError
from clinic_log.outcomes.receivers import connect
from clinic_log.treatments.actions import retract_session, sign_session
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import SessionStatus, SignatureMeaning
from tests.accounts.factories import make_actor
from tests.conftest import AUDIT_KEY
from tests.episodes.factories import make_episode
from tests.patients.factories import make_patient
from tests.treatments.factories import days_ago, make_recorded_session, make_signed_session, needling_visit

Act = Callable[[Session], object]
_Made = TypeVar("_Made")


class Meeting:
    """Lets a first act take the lock of its own session and wait there until a second one holds the head of the audit,
    or until it is plain that the second one waits for the first.
    """

    _LONG_ENOUGH_S = 1.0

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.first_holds, self.second_holds = Event(), Event()
        self.first_thread = 0
        event.listen(engine, "after_cursor_execute", self._after)

    def hold(self, first: Act, second: Act) -> None:
        with ThreadPoolExecutor(2) as threads:
            both = [threads.submit(self._first, first), threads.submit(self._second, second)]
            for ended in both:
                ended.result()

    def _first(self, act: Act) -> None:
        self.first_thread = get_ident()
        self._run(act)

    def _second(self, act: Act) -> None:
        assert self.first_holds.wait(timeout=10)
        self._run(act)

    def _run(self, act: Act) -> None:
        with own_transaction(self.engine) as db:
            give_key(db, AUDIT_KEY)
            act(db)

    def _after(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        is_first = get_ident() == self.first_thread
        if is_first and "UPDATE treatment_session" in statement and not self.first_holds.is_set():
            self.first_holds.set()
            self.second_holds.wait(timeout=self._LONG_ENOUGH_S)
        elif self.first_holds.is_set() and not is_first and "FROM audit_head" in statement:
            self.second_holds.set()


@pytest.fixture
def by(engine: Engine) -> SignedIn:
    connect()
    return _committed(engine, lambda db: make_actor(db, Role.PRACTITIONER, Role.SUPERVISOR))


def _committed(engine: Engine, work: Callable[[Session], _Made]) -> _Made:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        return work(db)


def test_signing_and_a_retraction_of_the_visit_before_do_not_wait_for_each_other(engine: Engine, by: SignedIn) -> None:
    def prepare(db: Session) -> tuple[int, int]:
        patient = make_patient(db, by=by)
        episode = make_episode(db, by=by, patient=patient)
        content = needling_visit(started_at=days_ago(9), episode_ids=(episode.id,))
        earlier = make_signed_session(db, by=by, patient=patient, content=content)
        content = needling_visit(started_at=days_ago(2), episode_ids=(episode.id,))
        return earlier.id, make_recorded_session(db, by=by, patient=patient, content=content).id

    earlier_id, later_id = _committed(engine, prepare)

    def retract(db: Session) -> object:
        earlier = db.get_one(TreatmentSession, earlier_id)
        return retract_session(db, by=by, treatment=earlier, reason="Wrong patient")

    def sign(db: Session) -> object:
        later = db.get_one(TreatmentSession, later_id)
        with pytest.raises(ConflictError, match="The earlier visit was retracted"):
            sign_session(db, by=by, treatment=later, meaning=SignatureMeaning.TREATED)
        return later

    Meeting(engine).hold(retract, sign)

    with Session(engine) as db:
        statuses = [db.get_one(TreatmentSession, session_id).status for session_id in (earlier_id, later_id)]
        assert statuses == [SessionStatus.RETRACTED, SessionStatus.DRAFT]
