"""Two requests at the same moment, each in its own transaction, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction, reading
from clinic_log.base.errors import ConflictError
from clinic_log.base.settings import Settings
from clinic_log.patients.actions import add_alert, correct_patient, end_alert
from clinic_log.patients.models import Patient, PatientAlert
from clinic_log.patients.rules import AlertFacts, AlertLevel
from tests.accounts.factories import make_actor
from tests.patients.factories import make_details, make_patient

APIXABAN = AlertFacts(level=AlertLevel.DANGER, label="On apixaban", detail="Compress longer")
Act = Callable[[Session], str]


@pytest.fixture
def both_at_once(engine: Engine, settings: Settings) -> Callable[[Act], list[str]]:
    """Runs an act in two transactions that begin together; what each answered."""

    def run_twice(act: Act) -> list[str]:
        start = Barrier(2)

        def run() -> str:
            start.wait(timeout=10)
            with own_transaction(engine) as db:
                give_key(db, settings.audit_key)
                return act(db)

        with ThreadPoolExecutor(2) as threads:
            return sorted(ended.result() for ended in [threads.submit(run), threads.submit(run)])

    return run_twice


def _make_patient(engine: Engine, settings: Settings) -> tuple[SignedIn, int]:
    with own_transaction(engine) as db:
        give_key(db, settings.audit_key)
        by = make_actor(db)
        return by, make_patient(db, by=by).id


def _count(engine: Engine, action: str) -> int:
    with reading(engine) as db:
        return db.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action)) or 0


def test_of_two_corrections_at_once_the_later_one_sees_what_the_other_wrote(
    engine: Engine, settings: Settings, both_at_once: Callable[[Act], list[str]]
) -> None:
    by, patient_id = _make_patient(engine, settings)

    def correct(db: Session) -> str:
        patient = db.get_one(Patient, patient_id)
        try:
            correct_patient(db, by=by, patient=patient, details=make_details(family_name="Okafor"), revision=1)
        except ConflictError:
            return f"conflict with {patient.family_name}"
        return "done"

    assert both_at_once(correct) == ["conflict with Okafor", "done"]


def test_an_alert_sent_twice_at_once_stands_once(
    engine: Engine, settings: Settings, both_at_once: Callable[[Act], list[str]]
) -> None:
    by, patient_id = _make_patient(engine, settings)

    def alert(db: Session) -> str:
        return str(add_alert(db, by=by, patient=db.get_one(Patient, patient_id), alert=APIXABAN).id)

    first, second = both_at_once(alert)

    assert first == second
    assert _count(engine, "patient.alert_added") == 1


def test_an_alert_ended_twice_at_once_ends_once(
    engine: Engine, settings: Settings, both_at_once: Callable[[Act], list[str]]
) -> None:
    by, patient_id = _make_patient(engine, settings)
    with own_transaction(engine) as db:
        give_key(db, settings.audit_key)
        alert_id = add_alert(db, by=by, patient=db.get_one(Patient, patient_id), alert=APIXABAN).id

    def end(db: Session) -> str:
        patient, alert = db.get_one(Patient, patient_id), db.get_one(PatientAlert, alert_id)
        return str(end_alert(db, by=by, patient=patient, alert=alert).id)

    both_at_once(end)

    assert _count(engine, "patient.alert_ended") == 1
