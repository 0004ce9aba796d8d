"""What a FHIR Patient says about a person (https://hl7.org/fhir/R4/patient.html)."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from clinic_log.interchange.rules import BrokenFileError, Remark
from clinic_log.interchange.rules.days import PartialDateError, read_day, read_day_or_remark
from clinic_log.interchange.rules.elements import Element
from clinic_log.patients.rules import Identifier, Sex
from clinic_log.patients.rules.details import (
    ADDRESS_LIMIT,
    EMAIL_LIMIT,
    PHONE_LIMIT,
    PatientDetails,
    find_problems,
    tidy,
)

URI_SYSTEM: Final = "urn:ietf:rfc:3986"  # the system of identifiers that are themselves URIs, as FHIR names it
IDENTIFIER_LIMIT: Final = 255
MOST_IDENTIFIERS: Final = 100
LABEL_LIMIT: Final = 120

_NAME_USES: Final = ("official", "usual", "", "temp", "anonymous", "nickname", "maiden", "old")
_CONTACT_USES: Final = ("home", "mobile", "", "work", "temp")
_ADDRESS_USES: Final = ("home", "", "temp", "work", "billing")
_WORLDWIDE: Final = re.compile(r"urn:uuid:.+|https?://.+")
_PLACES: Final = {
    "family_name": "name",
    "given_names": "name",
    "born_on": "birthDate",
    "deceased_on": "deceasedDateTime",
}


@dataclass(frozen=True, kw_only=True)
class Person:
    """A patient as a file describes them. `details` is None for a person whom a record cannot hold: see `left_out`.

    `references` are the ways in which other entries point to this one. `died_without_day` is for a death of which no
    day is told.
    """

    place: str
    references: frozenset[str]
    identifiers: tuple[Identifier, ...]
    details: PatientDetails | None
    left_out: str = ""
    died_without_day: bool = False
    remarks: tuple[Remark, ...] = ()


def read_person(patient: Element, *, full_url: str, today: date) -> Person:
    """Raises BrokenFileError for a patient whom the file describes wrongly or without name or date of birth."""
    remarks: list[Remark] = []
    identifiers = _read_identifiers(patient, full_url, remarks)
    left_out, details = "", None
    if not patient.has("birthDate"):
        raise BrokenFileError("the date of birth is missing", place=patient.at("birthDate"))
    try:
        born_on = read_day(patient, "birthDate")
    except PartialDateError:
        born_on, left_out = None, "the date of birth has no day"
    died_without_day = _died_without_day(patient)
    if born_on is not None:
        details = _read_details(patient, born_on, remarks)
        for field, problem in find_problems(details, today=today).items():
            raise BrokenFileError(problem[0].lower() + problem[1:], place=patient.at(_PLACES.get(field, field)))
    if not identifiers:
        left_out = "there is no identifier by which to know the person again"
    return Person(
        place=patient.place,
        references=_references(patient, full_url),
        identifiers=identifiers,
        details=None if left_out else details,
        left_out=left_out,
        died_without_day=died_without_day,
        remarks=tuple(remarks),
    )


def _references(patient: Element, full_url: str) -> frozenset[str]:
    own_id = patient.text("id")
    return frozenset({full_url, f"Patient/{own_id}" if own_id else ""} - {""})


def _read_identifiers(patient: Element, full_url: str, remarks: list[Remark]) -> tuple[Identifier, ...]:
    """The identifiers that are unique beyond the file. A worldwide address of the entry serves where there is none."""
    found: dict[tuple[str, str], Identifier] = {}
    elements = patient.elements("identifier")
    if len(elements) > MOST_IDENTIFIERS:
        raise BrokenFileError(f"a patient has more than {MOST_IDENTIFIERS} identifiers", place=patient.at("identifier"))
    for element in elements:
        system, value = element.text("system").strip(), element.text("value").strip()
        if not system or not value:
            remarks.append(Remark(element.place, "An identifier without system or value: left out"))
        elif max(len(system), len(value)) > IDENTIFIER_LIMIT:
            remarks.append(Remark(element.place, f"An identifier of over {IDENTIFIER_LIMIT} characters: left out"))
        else:
            found.setdefault((system, value), Identifier(system, value, _label(element.element("type"))))
    if not found and _WORLDWIDE.fullmatch(full_url) and len(full_url) <= IDENTIFIER_LIMIT:
        return (Identifier(URI_SYSTEM, full_url, "Address of the imported entry"),)
    return tuple(found.values())


def _label(kind: Element) -> str:
    labels = [kind.text("text"), *(coding.text("display") for coding in kind.elements("coding"))]
    return next((label for label in labels if 0 < len(label) <= LABEL_LIMIT), "")


def _read_details(patient: Element, born_on: date, remarks: list[Remark]) -> PatientDetails:
    family_name, given_names = _read_name(patient)
    return tidy(
        PatientDetails(
            family_name=family_name,
            given_names=given_names,
            born_on=born_on,
            sex=_read_sex(patient),
            phone=_read_contact(patient, "phone", limit=PHONE_LIMIT, remarks=remarks),
            email=_read_email(patient, remarks),
            address=_read_address(patient, remarks),
            deceased_on=read_day_or_remark(patient, "deceasedDateTime", remarks),
        )
    )


def _read_name(patient: Element) -> tuple[str, str]:
    """Family and given names of the official name first; a name that is only one text is the only name."""
    for name in _by_use(patient.elements("name"), _NAME_USES):
        family, given = name.text("family").strip(), " ".join(name.texts("given")).strip()
        if family:
            return family, given
        if given or name.text("text").strip():
            return name.text("text").strip() or given, ""
    raise BrokenFileError("the name is missing", place=patient.at("name"))


def _read_sex(patient: Element) -> Sex:
    code = patient.text("gender")
    try:
        return Sex(code) if code else Sex.UNKNOWN
    except ValueError:
        raise BrokenFileError("male, female, other or unknown is expected", place=patient.at("gender")) from None


def _read_contact(patient: Element, system: str, *, limit: int, remarks: list[Remark]) -> str:
    for contact in _by_use(patient.elements("telecom"), _CONTACT_USES):
        value = " ".join(contact.text("value").split())
        if contact.text("system") != system or not value:
            continue
        if len(value) <= limit:
            return value
        remarks.append(Remark(contact.at("value"), f"Over {limit} characters: left out"))
    return ""


def _read_email(patient: Element, remarks: list[Remark]) -> str:
    email = _read_contact(patient, "email", limit=EMAIL_LIMIT, remarks=remarks)
    name, _at, host = email.rpartition("@")
    if email and (not name or not host or " " in email):
        remarks.append(Remark(patient.at("telecom"), "Not an e-mail address: left out"))
        return ""
    return email


def _read_address(patient: Element, remarks: list[Remark]) -> str:
    for address in _by_use(patient.elements("address"), _ADDRESS_USES):
        town = " ".join(filter(None, (address.text("city"), address.text("state"), address.text("postalCode"))))
        lines = [*address.texts("line"), town, address.text("country")]
        written = "\n".join(line.strip() for line in lines if line.strip()) or address.text("text").strip()
        if len(written) > ADDRESS_LIMIT:
            remarks.append(Remark(address.place, f"Over {ADDRESS_LIMIT:,} characters: left out"))
        elif written:
            return written
    return ""


def _died_without_day(patient: Element) -> bool:
    is_dead = patient.flag("deceasedBoolean") is True
    try:
        return read_day(patient, "deceasedDateTime") is None and is_dead
    except PartialDateError:
        return True


def _by_use(elements: list[Element], uses: tuple[str, ...]) -> list[Element]:
    """The elements in the order of these uses; those of another use, such as an old address, are left out."""
    known = [element for element in elements if element.text("use") in uses]
    return sorted(known, key=lambda element: uses.index(element.text("use")))
