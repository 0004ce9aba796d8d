"""What is done to a patient's record: registering, correcting, taking over from another program, alerts."""

from collections.abc import Mapping, Sequence
from dataclasses import fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.base.text import find_text_problem
from clinic_log.patients.models import Patient, PatientAlert, PatientIdentifier
from clinic_log.patients.queries import (
    find_by_idempotency_key,
    find_by_record_number,
    highest_record_number,
    list_alerts,
    lock_patient,
)
from clinic_log.patients.rules import AlertFacts, AlertLevel, Identifier
from clinic_log.patients.rules.details import (
    ALERT_DETAIL_LIMIT,
    ALERT_LABEL_LIMIT,
    PatientDetails,
    find_problems,
    fold_record_number,
    next_record_number,
    one_line,
    record_number_value,
    tidy,
)
from clinic_log.patients.rules.names import sort_name
from clinic_log.patients.rules.searching import search_text

_DETAIL_NAMES = tuple(field.name for field in fields(PatientDetails))


def register_patient(db: Session, *, by: Actor, details: PatientDetails, idempotency_key: str | None = None) -> Patient:
    """Make a record for a person; with the next free number when none was given.

    The same form sent again (same key, same details) answers with the record that it made; with other details it is a
    ConflictError. Raises InvalidInputError, naming the field, for details that a record cannot hold.
    """
    by.require(Permission.REGISTER_PATIENT)
    details = _checked(details, by=by)
    _lock_clinic(db, by)
    known = find_by_idempotency_key(db, by=by, key=idempotency_key) if idempotency_key else None
    if known is not None:
        return _same_answer(known, details)
    patient = _new_patient(db, by=by, details=details)
    patient.idempotency_key = idempotency_key
    db.flush()
    record_change(db, by=by, act=_act("patient.registered", patient))
    return patient


def correct_patient(db: Session, *, by: Actor, patient: Patient, details: PatientDetails, revision: int) -> Patient:
    """Replace the details of a record. `revision` is that of the details which the person saw.

    Raises ConflictError when somebody changed the record since. An empty record number keeps the one there is.
    """
    by.require(Permission.REGISTER_PATIENT)
    _lock_clinic(db, by)
    db.refresh(patient)
    if patient.revision != revision:
        raise ConflictError("Somebody changed this record while you were writing.")
    details = _checked(details, by=by)
    number = details.record_number or patient.record_number
    _refuse_taken_number(db, by=by, number=number, except_patient=patient)
    _write_details(patient, details, record_number=number)
    if db.is_modified(patient):
        db.flush()
        record_change(db, by=by, act=_act("patient.corrected", patient))
    return patient


def import_patient(db: Session, *, by: Actor, details: PatientDetails, identifiers: Sequence[Identifier]) -> Patient:
    """Make a record for a person whom another program describes. The caller has looked for the identifiers before."""
    by.require(Permission.IMPORT_RECORDS)
    details = _checked(details, by=by)
    _lock_clinic(db, by)
    patient = _new_patient(db, by=by, details=details, identifiers=identifiers)
    db.flush()
    record_change(db, by=by, act=_act("patient.imported", patient))
    return patient


def add_alert(db: Session, *, by: Actor, patient: Patient, alert: AlertFacts) -> PatientAlert:
    """Let everyone see this before treating. The same alert once more answers with the one that stands."""
    by.require(Permission.REGISTER_PATIENT)
    label = _checked_line(alert.label, field="label", limit=ALERT_LABEL_LIMIT)
    detail = _checked_line(alert.detail, field="detail", limit=ALERT_DETAIL_LIMIT)
    if not label:
        raise InvalidInputError("Enter what must be seen before treating", field="label")
    lock_patient(db, by=by, patient_id=patient.id)
    for standing in list_alerts(db, patient=patient):
        if (standing.level, standing.label, standing.detail) == (alert.level, label, detail):
            return standing
    return _new_alert(db, by=by, patient=patient, alert=AlertFacts(level=alert.level, label=label, detail=detail))


def add_imported_alert(db: Session, *, by: Actor, patient: Patient, label: str, detail: str) -> PatientAlert:
    """Keep in sight what an import said and the record has no field for."""
    by.require(Permission.IMPORT_RECORDS)
    return _new_alert(
        db, by=by, patient=patient, alert=AlertFacts(level=AlertLevel.CAUTION, label=label, detail=detail)
    )


def end_alert(db: Session, *, by: Actor, patient: Patient, alert: PatientAlert) -> PatientAlert:
    """The alert no longer holds; it stays readable. Ending it twice is the same as once."""
    by.require(Permission.REGISTER_PATIENT)
    lock_patient(db, by=by, patient_id=patient.id)
    db.refresh(alert)
    if alert.code is not None and alert.ended_at is None:
        raise ConflictError("This alert follows from the screening. Change the answer there.")
    _end(db, by=by, alert=alert)
    return alert


def settle_coded_alerts(db: Session, *, by: Actor, patient: Patient, alerts: Mapping[str, AlertFacts]) -> None:
    """Let the alerts that follow from answers be these, by code. One that says the same stays as it is."""
    by.require(Permission.RECORD_SCREENING)
    lock_patient(db, by=by, patient_id=patient.id)
    standing = {alert.code: alert for alert in list_alerts(db, patient=patient) if alert.code is not None}
    for code, alert in standing.items():
        if alerts.get(code) != AlertFacts(level=alert.level, label=alert.label, detail=alert.detail):
            _end(db, by=by, alert=alert)
    for code, facts in alerts.items():
        if code not in standing or standing[code].ended_at is not None:
            _new_alert(db, by=by, patient=patient, alert=facts, code=code)


def _lock_clinic(db: Session, by: Actor) -> None:
    """Let one registration at a time look for a free number; on SQLite the whole transaction is alone anyway."""
    db.execute(select(Clinic.id).where(Clinic.id == by.clinic_id).with_for_update(key_share=True))


def _checked(details: PatientDetails, *, by: Actor) -> PatientDetails:
    details = tidy(details)
    problems = find_problems(details, today=day_in_zone(now_utc(), by.zone))
    for field, problem in problems.items():
        raise InvalidInputError(problem, field=field)
    return details


def _same_answer(known: Patient, details: PatientDetails) -> Patient:
    sent = {name: getattr(details, name) for name in _DETAIL_NAMES}
    kept = {name: getattr(known, name) for name in _DETAIL_NAMES}
    if not details.record_number:
        sent["record_number"] = kept["record_number"]
    if sent != kept:
        raise ConflictError("This form was saved before with other details. Open the patient and correct the record.")
    return known


def _new_patient(db: Session, *, by: Actor, details: PatientDetails, identifiers: Sequence[Identifier] = ()) -> Patient:
    number = details.record_number or _free_number(db, by=by)
    _refuse_taken_number(db, by=by, number=number)
    patient = Patient(clinic_id=by.clinic_id, created_by_id=by.user_id)
    patient.identifiers = [
        PatientIdentifier(clinic_id=by.clinic_id, system=one.system, value=one.value, label=one.label)
        for one in identifiers
    ]
    _write_details(patient, details, record_number=number)
    db.add(patient)
    return patient


def _free_number(db: Session, *, by: Actor) -> str:
    """The number after the highest one, or the first free one after it."""
    highest = highest_record_number(db, by=by)
    while find_by_record_number(db, by=by, record_number=next_record_number(highest)) is not None:
        highest += 1
    return next_record_number(highest)


def _write_details(patient: Patient, details: PatientDetails, *, record_number: str) -> None:
    identifiers = [identifier.value for identifier in patient.identifiers]  # loaded before the row is half written
    for name in _DETAIL_NAMES:
        setattr(patient, name, getattr(details, name))
    patient.record_number = record_number
    patient.record_number_folded = fold_record_number(record_number)
    patient.record_number_value = record_number_value(record_number)
    patient.sort_name = sort_name(details.family_name, details.given_names)
    patient.search_text = search_text(
        family_name=details.family_name,
        given_names=details.given_names,
        record_number=record_number,
        identifiers=identifiers,
        born_on=details.born_on,
    )


def _refuse_taken_number(db: Session, *, by: Actor, number: str, except_patient: Patient | None = None) -> None:
    holder = find_by_record_number(db, by=by, record_number=number)
    if holder is not None and holder is not except_patient:
        raise InvalidInputError("Another patient has this record number. Enter another, or none", field="record_number")


def _end(db: Session, *, by: Actor, alert: PatientAlert) -> None:
    if alert.ended_at is None:
        alert.ended_at = now_utc()
        db.flush()
        record_change(db, by=by, act=_alert_act("patient.alert_ended", alert.patient_id, alert))


def _new_alert(db: Session, *, by: Actor, patient: Patient, alert: AlertFacts, code: str | None = None) -> PatientAlert:
    added = PatientAlert(
        patient_id=patient.id,
        level=alert.level,
        label=alert.label,
        detail=alert.detail,
        code=code,
        created_by_id=by.user_id,
    )
    db.add(added)
    db.flush()
    record_change(db, by=by, act=_alert_act("patient.alert_added", patient.id, added))
    return added


def _checked_line(text: str, *, field: str, limit: int) -> str:
    text = one_line(text)
    problem = find_text_problem(text, limit=limit)
    if problem is not None:
        raise InvalidInputError(problem, field=field)
    return text


def _act(action: str, patient: Patient) -> Act:
    return Act(
        action=action,
        patient_id=patient.id,
        object_type="patient",
        object_id=patient.id,
        version=patient.revision,
    )


def _alert_act(action: str, patient_id: int, alert: PatientAlert) -> Act:
    return Act(action=action, patient_id=patient_id, object_type="patient_alert", object_id=alert.id)
