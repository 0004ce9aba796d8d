"""Two requests at the same moment, each in its own transaction, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction, reading
from clinic_log.base.errors import ConflictError
from clinic_log.base.settings import Settings
from clinic_log.episodes.actions import correct_episode, open_episode
from clinic_log.episodes.models import Episode
from clinic_log.patients.models import Patient
from tests.accounts.factories import make_actor
from tests.episodes.factories import make_episode, neck_pain
from tests.patients.factories import make_patient

Act = Callable[[Session], object]


def both_at_once(engine: Engine, key: bytes, act: Act) -> list[str]:
    """Run the act in two transactions that begin together; how each ended."""
    start = Barrier(2)

    def run() -> str:
        start.wait(timeout=10)
        try:
            with own_transaction(engine) as db:
                give_key(db, key)
                act(db)
        except ConflictError:
            return "conflict"
        return "done"

    with ThreadPoolExecutor(2) as threads:
        return sorted(ended.result() for ended in [threads.submit(run), threads.submit(run)])


def test_a_form_sent_twice_at_once_opens_one_episode(engine: Engine, settings: Settings) -> None:
    with own_transaction(engine) as db:
        give_key(db, settings.audit_key)
        by = make_actor(db, Role.PRACTITIONER)
        patient_id = make_patient(db, by=by).id

    def open_it(db: Session) -> object:
        return open_episode(db, by=by, patient=db.get_one(Patient, patient_id), details=neck_pain(by), key="form-1")

    assert both_at_once(engine, settings.audit_key, open_it) == ["done", "done"]
    with reading(engine) as db:
        assert db.scalar(select(func.count()).select_from(Episode)) == 1


def test_of_two_corrections_at_once_one_is_told(engine: Engine, settings: Settings) -> None:
    with own_transaction(engine) as db:
        give_key(db, settings.audit_key)
        by = make_actor(db, Role.PRACTITIONER)
        episode_id = make_episode(db, by=by, patient=make_patient(db, by=by)).id

    def correct(db: Session) -> object:
        return correct_episode(db, by=by, episode=db.get_one(Episode, episode_id), details=neck_pain(by), revision=1)

    assert both_at_once(engine, settings.audit_key, correct) == ["conflict", "done"]
