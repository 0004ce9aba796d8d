"""Registering, correcting and alerts, on both databases."""

import threading
from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError
from clinic_log.base.permissions import Actor
from clinic_log.patients.actions import (
    add_alert,
    correct_patient,
    end_alert,
    import_patient,
    register_patient,
)
from clinic_log.patients.models import Patient
from clinic_log.patients.queries import list_alerts, list_ended_alerts, search_patients
from clinic_log.patients.rules import AlertFacts, AlertLevel, Identifier
from tests.accounts.factories import make_actor
from tests.conftest import AUDIT_KEY
from tests.patients.factories import make_details, make_patient

APIXABAN = AlertFacts(level=AlertLevel.DANGER, label="On apixaban", detail="Compress longer")


def _acts(db: Session) -> Sequence[str]:
    return db.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)).all()


def test_a_registered_patient_gets_the_next_free_number_and_an_audit_entry(db: Session) -> None:
    by = make_actor(db)

    first = register_patient(db, by=by, details=make_details())
    second = register_patient(db, by=by, details=make_details(family_name="Okafor"))

    assert (first.record_number, second.record_number) == ("000001", "000002")
    assert first.created_by_id == by.user_id
    assert _acts(db) == ["patient.registered", "patient.registered"]
    assert db.scalars(select(AuditEntry.object_id)).all() == [first.id, second.id]


def test_numbers_go_on_from_the_highest_and_pass_over_words(db: Session) -> None:
    by = make_actor(db)
    make_patient(db, by=by, record_number="004 218")
    make_patient(db, by=by, record_number="9ABC99")
    make_patient(db, by=by, record_number="17")

    assert make_patient(db, by=by).record_number == "004219"


def test_numbers_go_on_beyond_the_longest_that_are_counted(db: Session) -> None:
    by = make_actor(db)
    make_patient(db, by=by, record_number="999999999")

    assert [make_patient(db, by=by).record_number for _time in range(2)] == ["1000000000", "1000000001"]


def test_a_record_number_cannot_be_used_twice_in_a_clinic(db: Session) -> None:
    by, elsewhere = make_actor(db), make_actor(db)
    make_patient(db, by=by, record_number="AB 17")

    with pytest.raises(InvalidInputError, match="Another patient has this record number") as refused:
        make_patient(db, by=by, record_number="ab17")

    assert refused.value.field == "record_number"
    assert make_patient(db, by=elsewhere, record_number="AB 17").record_number == "AB 17"


def test_the_same_form_sent_twice_registers_one_patient(db: Session) -> None:
    by = make_actor(db)

    first = register_patient(db, by=by, details=make_details(), idempotency_key="once")
    again = register_patient(db, by=by, details=make_details(family_name=" Lindqvist "), idempotency_key="once")

    assert again is first
    assert _acts(db) == ["patient.registered"]


def test_a_form_that_was_saved_cannot_be_saved_with_other_details(db: Session) -> None:
    by = make_actor(db)
    register_patient(db, by=by, details=make_details(), idempotency_key="once")

    with pytest.raises(ConflictError):
        register_patient(db, by=by, details=make_details(given_names="Maya"), idempotency_key="once")


def test_details_are_checked_in_the_use_case_too(db: Session) -> None:
    by = make_actor(db)

    with pytest.raises(InvalidInputError) as refused:
        register_patient(db, by=by, details=make_details(born_on=date(2200, 1, 1)))

    assert refused.value.field == "born_on"


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_who_may_not_register_is_refused(db: Session, role: Role) -> None:
    by, practitioner = make_actor(db, role), make_actor(db)
    patient = make_patient(db, by=practitioner)

    with pytest.raises(ForbiddenError):
        register_patient(db, by=by, details=make_details())
    with pytest.raises(ForbiddenError):
        correct_patient(db, by=by, patient=patient, details=make_details(), revision=1)
    with pytest.raises(ForbiddenError):
        add_alert(db, by=by, patient=patient, alert=APIXABAN)


def test_a_correction_replaces_the_details_and_what_is_searched(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by, family_name="Lindqvist")

    correct_patient(db, by=by, patient=patient, details=make_details(family_name="Berg"), revision=patient.revision)

    assert patient.record_number == "000001"
    assert patient.revision == 2
    assert len(search_patients(db, by=by, text="berg").found) == 1
    assert search_patients(db, by=by, text="lindqvist").found == ()
    assert _acts(db) == ["patient.registered", "patient.corrected"]


def test_a_correction_that_changes_nothing_leaves_no_trace(db: Session) -> None:
    by = make_actor(db)
    patient = register_patient(db, by=by, details=make_details())

    correct_patient(db, by=by, patient=patient, details=make_details(), revision=1)

    assert patient.revision == 1
    assert _acts(db) == ["patient.registered"]


def test_a_correction_of_an_older_record_is_a_conflict(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    correct_patient(db, by=by, patient=patient, details=make_details(phone="1"), revision=1)

    with pytest.raises(ConflictError):
        correct_patient(db, by=by, patient=patient, details=make_details(phone="2"), revision=1)

    assert patient.phone == "1"


def test_an_imported_patient_is_found_by_the_number_of_the_other_system(db: Session) -> None:
    by = make_actor(db, Role.ADMINISTRATOR)

    import_patient(db, by=by, details=make_details(), identifiers=[Identifier("urn:oid:1", "S99-7", "Passport")])

    (found,) = search_patients(db, by=by, text="s99").found
    assert found.identifiers == (("Passport", (("S99", True), ("-7", False))),)
    assert _acts(db) == ["patient.imported"]


def test_alerts_stand_with_danger_first_until_they_are_ended(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    danger = add_alert(db, by=by, patient=patient, alert=APIXABAN)
    caution = add_alert(db, by=by, patient=patient, alert=AlertFacts(level=AlertLevel.CAUTION, label="Faints"))

    assert list_alerts(db, patient=patient) == [danger, caution]

    end_alert(db, by=by, patient=patient, alert=danger)
    end_alert(db, by=by, patient=patient, alert=danger)

    assert list_alerts(db, patient=patient) == [caution]
    assert list_ended_alerts(db, patient=patient) == [danger]
    assert _acts(db)[1:] == ["patient.alert_added", "patient.alert_added", "patient.alert_ended"]


def test_the_same_alert_twice_stands_once(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)

    first = add_alert(db, by=by, patient=patient, alert=APIXABAN)
    again = add_alert(db, by=by, patient=patient, alert=APIXABAN)

    assert again is first


@pytest.mark.parametrize(("label", "detail"), [("", ""), ("x" * 121, ""), ("a\x00", ""), ("a", "x" * 301)])
def test_an_alert_that_cannot_be_kept_is_refused(db: Session, label: str, detail: str) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)

    with pytest.raises(InvalidInputError):
        add_alert(db, by=by, patient=patient, alert=AlertFacts(level=AlertLevel.DANGER, label=label, detail=detail))


def test_two_who_register_at_the_same_moment_get_two_numbers(engine: Engine) -> None:
    with own_transaction(engine) as db:
        by = make_actor(db)
    ready = threading.Barrier(4)
    failures: list[Exception] = []

    def register(name: str) -> None:
        try:
            ready.wait()
            _register(engine, by=by, name=name)
        except Exception as error:  # noqa: BLE001 -- a thread must hand over what it met
            failures.append(error)

    threads = [threading.Thread(target=register, args=(f"Person{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with Session(engine) as db:
        numbers = db.scalars(select(Patient.record_number).order_by(Patient.record_number)).all()
    assert numbers == ["000001", "000002", "000003", "000004"]


def _register(engine: Engine, *, by: Actor, name: str) -> None:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        register_patient(db, by=by, details=make_details(family_name=name))
