"""What the palette lists: acts for a patient, patients who answer to a text, and pages. Only what the person may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from secrets import token_hex
from typing import Final

from flask import url_for
from sqlalchemy.orm import Session

from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.base.text import fold
from clinic_log.navigation.menu import menu_for
from clinic_log.patients.queries import FoundPatient, get_patient, search_patients
from clinic_log.treatments.queries import list_my_drafts, list_needled

# More than these are found faster by one more letter than by the arrow key.
MOST_FOUND: Final = 8


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """How a session with a patient begins. Where a note waits already, `asks` is the page that shows it; else `starts`
    takes the key, so that a second press begins no second session.
    """

    asks: str
    starts: str
    key: str
    repeats: bool


@dataclass(frozen=True, kw_only=True)
class PatientRow:
    """A patient who was found; `begins` is None for a person who writes no sessions."""

    patient: FoundPatient
    url: str
    begins: Beginning | None


@dataclass(frozen=True, kw_only=True)
class Page:
    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Palette:
    """What is listed, in this order. `here` begins a session with the patient whose page is open."""

    here: Beginning | None = None
    patients: tuple[PatientRow, ...] = ()
    more_exist: bool = False
    pages: tuple[Page, ...] = ()


def begin(db: Session, *, by: Actor, patient_id: int | None) -> Palette:
    """What is listed before anything is typed; the patient is that of the page, if it is a patient's."""
    return Palette(here=_here(db, by=by, patient_id=patient_id), pages=tuple(_pages(by)))


def find(db: Session, *, by: Actor, text: str) -> Palette:
    """What answers to the text. Patients are found as on the page of patients."""
    pages = tuple(page for page in _pages(by) if fold(text).strip() in fold(page.label))
    if not by.may(Permission.VIEW_PATIENTS):
        return Palette(pages=pages)
    result = search_patients(db, by=by, text=text, limit=MOST_FOUND)
    begins = _beginnings(db, by=by, patient_ids=[one.patient_id for one in result.found])
    rows = tuple(
        PatientRow(
            patient=one,
            url=url_for("patient_record.show", patient_id=one.patient_id),
            begins=begins.get(one.patient_id),
        )
        for one in result.found
    )
    return Palette(patients=rows, more_exist=result.more_exist, pages=pages)


def _here(db: Session, *, by: Actor, patient_id: int | None) -> Beginning | None:
    if patient_id is None or not by.may(Permission.VIEW_PATIENTS):
        return None
    try:
        patient = get_patient(db, by=by, patient_id=patient_id)
    except NotFoundError:
        return None
    return _beginnings(db, by=by, patient_ids=[patient.id]).get(patient.id)


def _beginnings(db: Session, *, by: Actor, patient_ids: list[int]) -> dict[int, Beginning]:
    if not patient_ids or not by.may(Permission.WRITE_SESSION):
        return {}
    waiting = {note.patient.id for note in list_my_drafts(db, by=by)}
    needled = list_needled(db, by=by, patient_ids=patient_ids)
    return {
        patient_id: Beginning(
            asks=url_for("treatments.new", patient_id=patient_id) if patient_id in waiting else "",
            starts=url_for("treatments.start", patient_id=patient_id),
            key=token_hex(16),
            repeats=patient_id in needled,
        )
        for patient_id in patient_ids
    }


def _pages(by: Actor) -> Iterable[Page]:
    yield from (Page(label=item.label, url=item.url) for item in menu_for(by))
    if by.may(Permission.REGISTER_PATIENT):
        yield Page(label="New patient", url=url_for("patients.register"))
    yield Page(label="Your account", url=url_for("accounts.account"))
    yield Page(label="Keyboard shortcuts", url=url_for("navigation.shortcuts"))
