"""Reading patients. Every query starts from those of the clinic in which the person works."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from sqlalchemy import ColumnElement, Select, bindparam, case, func, or_, select, true
from sqlalchemy.orm import Session, selectinload

from clinic_log.base.base_model import LARGEST_ID
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.patients.models import Patient, PatientAlert, PatientIdentifier
from clinic_log.patients.rules import AlertFacts, AlertLevel, Sex
from clinic_log.patients.rules.details import fold_record_number
from clinic_log.patients.rules.names import sort_name
from clinic_log.patients.rules.searching import (
    BirthMatch,
    SearchTerm,
    Segment,
    is_matched,
    mark_matches,
    match_birth_date,
    read_search,
)
from clinic_log.patients.rules.similarity import (
    NameAndBirth,
    Resemblance,
    find_confusable,
    find_resemblance,
    swap_day_and_month,
)

FOUND_LIMIT: Final = 50


@dataclass(frozen=True, kw_only=True)
class FoundPatient:
    """A patient who answers to a search, with the places that matched. `identifiers` holds only those that did."""

    patient_id: int
    family_name: tuple[Segment, ...]
    given_names: tuple[Segment, ...]
    record_number: tuple[Segment, ...]
    identifiers: tuple[tuple[str, tuple[Segment, ...]], ...]
    born_on: date
    birth_match: BirthMatch
    sex: Sex
    deceased_on: date | None
    alerts: tuple[AlertFacts, ...]
    is_confusable: bool


@dataclass(frozen=True, kw_only=True)
class SearchResult:
    """The first patients that answer, closest first; `in_clinic` counts all patients of the clinic."""

    found: tuple[FoundPatient, ...]
    more_exist: bool
    in_clinic: int


@dataclass(frozen=True, kw_only=True)
class SimilarPatient:
    """A patient on record who may be the person described, and why."""

    patient_id: int
    family_name: str
    given_names: str
    record_number: str
    born_on: date
    sex: Sex
    resemblance: Resemblance


def scoped(by: Actor) -> Select[Patient]:
    """The patients that this person may know of."""
    return select(Patient).where(Patient.clinic_id == by.clinic_id)


def get_patient(db: Session, *, by: Actor, patient_id: int) -> Patient:
    """The patient, or NotFoundError: also for a patient of another clinic."""
    patient = db.scalars(scoped(by).where(Patient.id == patient_id)).one_or_none() if _is_id(patient_id) else None
    if patient is None:
        raise NotFoundError("There is no such patient.")
    return patient


def lock_patient(db: Session, *, by: Actor, patient_id: int) -> None:
    """Make acts on one patient's visits and episodes wait for each other; NotFoundError for another clinic's patient.

    Whoever takes several locks takes them in one order: the patient, the visit, the patient's other visits, episodes,
    and the head of the audit last, by `record_change` after every row is written. Rows that only refer to the patient
    need not wait.
    """
    if db.scalars(_held(), {"of_clinic": by.clinic_id, "of_patient": patient_id}).one_or_none() is None:
        raise NotFoundError("There is no such patient.")


@cache  # every save and signature asks it, and it takes longer to build than to ask
def _held() -> Select[int]:
    return (
        select(Patient.id)
        .where(Patient.clinic_id == bindparam("of_clinic"), Patient.id == bindparam("of_patient"))
        .with_for_update(key_share=True)
    )


def count_patients(db: Session, *, by: Actor) -> int:
    return db.scalar(select(func.count()).select_from(scoped(by).subquery())) or 0


def find_by_record_number(db: Session, *, by: Actor, record_number: str) -> Patient | None:
    """The patient with this record number, typed with or without spaces and capitals."""
    folded = fold_record_number(record_number)
    return db.scalars(scoped(by).where(Patient.record_number_folded == folded)).one_or_none()


def find_by_idempotency_key(db: Session, *, by: Actor, key: str) -> Patient | None:
    """The patient whom this form registered before."""
    return db.scalars(scoped(by).where(Patient.idempotency_key == key)).one_or_none()


def list_by_identifiers(db: Session, *, by: Actor, identifiers: Sequence[tuple[str, str]]) -> list[Patient]:
    """The patients who carry one of the (system, value) pairs; more than one when the numbers disagree."""
    if not identifiers:
        return []
    wanted = or_(*(_has_identifier(system, value) for system, value in identifiers))
    return list(db.scalars(scoped(by).join(Patient.identifiers).where(wanted).distinct().order_by(Patient.id)))


def highest_record_number(db: Session, *, by: Actor) -> int:
    """The highest of the record numbers of six to nine digits; 0 when there is none."""
    highest = select(func.max(Patient.record_number_value)).where(Patient.clinic_id == by.clinic_id)
    return db.scalar(highest) or 0


def search_patients(db: Session, *, by: Actor, text: str, limit: int = FOUND_LIMIT) -> SearchResult:
    """The patients who answer to every part of the text: any part of a name, a number, a birth date.

    Those whose family name begins with the first part come first, then by name. No patient answers to an empty text.
    Six statements at most, whatever is found.
    """
    terms = read_search(text)
    in_clinic = count_patients(db, by=by)
    if not terms:
        return SearchResult(found=(), more_exist=False, in_clinic=in_clinic)
    chosen = (
        scoped(by)
        .where(*(_answers(term) for term in terms))
        .order_by(_begins(terms[0]), Patient.sort_name, Patient.id)
        .limit(limit + 1)
        .options(selectinload(Patient.identifiers), selectinload(Patient.alerts))
    )
    patients = list(db.scalars(chosen))
    shown = patients[:limit]
    confusable = find_confusable([_name_and_birth(patient) for patient in shown])
    found = tuple(_found(patient, terms, is_confusable=place in confusable) for place, patient in enumerate(shown))
    return SearchResult(found=found, more_exist=len(patients) > limit, in_clinic=in_clinic)


def find_similar(
    db: Session, *, by: Actor, person: NameAndBirth, except_key: str | None = None
) -> list[SimilarPatient]:
    """The patients who may be this person: the strongest resemblance first.

    `except_key` leaves out the patient whom the form of this key registered: a form sent twice is no duplicate.
    """
    swapped = swap_day_and_month(person.born_on)
    days = [person.born_on] if swapped is None else [person.born_on, swapped]
    names = {
        sort_name(person.family_name, person.given_names),
        sort_name(person.given_names, person.family_name),
    }
    candidates = db.scalars(
        scoped(by)
        .where(or_(Patient.born_on.in_(days), Patient.sort_name.in_(names)))
        .where(or_(Patient.idempotency_key.is_(None), Patient.idempotency_key != except_key) if except_key else true())
        .order_by(Patient.sort_name, Patient.id)
    )
    similar = [
        _similar(patient, resemblance)
        for patient in candidates
        if (resemblance := find_resemblance(person, _name_and_birth(patient))) is not None
    ]
    strength = list(Resemblance)
    return sorted(similar, key=lambda one: strength.index(one.resemblance))


def list_alerts(db: Session, *, patient: Patient) -> list[PatientAlert]:
    """What must be seen before treating: danger first, then the latest. Ended ones are left out."""
    return list(db.scalars(_alerts_in_force(), {"of_patient": patient.id}))


@cache  # it takes longer to build than to ask
def _alerts_in_force() -> Select[PatientAlert]:
    return (
        select(PatientAlert)
        .where(PatientAlert.patient_id == bindparam("of_patient"), PatientAlert.ended_at.is_(None))
        .order_by(_level_order(), PatientAlert.created_at.desc(), PatientAlert.id.desc())
    )


def list_ended_alerts(db: Session, *, patient: Patient) -> list[PatientAlert]:
    """The alerts that no longer hold, the last ended first."""
    return list(
        db.scalars(
            select(PatientAlert)
            .where(PatientAlert.patient_id == patient.id, PatientAlert.ended_at.is_not(None))
            .order_by(PatientAlert.ended_at.desc(), PatientAlert.id.desc())
        )
    )


def get_alert(db: Session, *, patient: Patient, alert_id: int) -> PatientAlert:
    """The alert of this patient, or NotFoundError."""
    chosen = select(PatientAlert).where(PatientAlert.patient_id == patient.id, PatientAlert.id == alert_id)
    alert = db.scalars(chosen).one_or_none() if _is_id(alert_id) else None
    if alert is None:
        raise NotFoundError("There is no such alert.")
    return alert


def _is_id(number: int) -> bool:
    """Whether a column can hold it at all: a larger one fails in the database instead of finding nothing."""
    return 0 < number <= LARGEST_ID


def _has_identifier(system: str, value: str) -> ColumnElement[bool]:
    return (PatientIdentifier.system == system) & (PatientIdentifier.value == value)


def _answers(term: SearchTerm) -> ColumnElement[bool]:
    places = [Patient.search_text.contains(spelling, autoescape=True) for spelling in term.spellings]
    return or_(*places, Patient.born_on.in_(term.days)) if term.days else or_(*places)


def _begins(term: SearchTerm) -> ColumnElement[int]:
    begins = [Patient.sort_name.startswith(spelling, autoescape=True) for spelling in term.spellings]
    return case((or_(*begins), 0), else_=1) if begins else case((Patient.id > 0, 0), else_=0)


def _level_order() -> ColumnElement[int]:
    return case((PatientAlert.level == AlertLevel.DANGER, 0), else_=1)


def _name_and_birth(patient: Patient) -> NameAndBirth:
    return NameAndBirth(patient.family_name, patient.given_names, patient.born_on)


def _found(patient: Patient, terms: Sequence[SearchTerm], *, is_confusable: bool) -> FoundPatient:
    identifiers = ((one.label or one.system, mark_matches(one.value, terms)) for one in patient.identifiers)
    alerts = sorted(
        (alert for alert in patient.alerts if alert.ended_at is None),
        key=lambda alert: (alert.level is not AlertLevel.DANGER, -alert.id),
    )
    return FoundPatient(
        patient_id=patient.id,
        family_name=mark_matches(patient.family_name, terms),
        given_names=mark_matches(patient.given_names, terms),
        record_number=mark_matches(patient.record_number, terms),
        identifiers=tuple((label, segments) for label, segments in identifiers if is_matched(segments)),
        born_on=patient.born_on,
        birth_match=match_birth_date(patient.born_on, terms),
        sex=patient.sex,
        deceased_on=patient.deceased_on,
        alerts=tuple(AlertFacts(level=one.level, label=one.label, detail=one.detail) for one in alerts),
        is_confusable=is_confusable,
    )


def _similar(patient: Patient, resemblance: Resemblance) -> SimilarPatient:
    return SimilarPatient(
        patient_id=patient.id,
        family_name=patient.family_name,
        given_names=patient.given_names,
        record_number=patient.record_number,
        born_on=patient.born_on,
        sex=patient.sex,
        resemblance=resemblance,
    )
