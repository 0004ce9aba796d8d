"""Dates of FHIR, which may be a year or a month only (https://hl7.org/fhir/R4/datatypes.html#dateTime)."""

import re
from datetime import date
from typing import Final

from clinic_log.interchange.rules import BrokenFileError, Remark
from clinic_log.interchange.rules.elements import Element

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(T\d{2}:\d{2}.*)?)?)?")


class PartialDateError(Exception):
    """The date has no day."""


def read_day(element: Element, name: str) -> date | None:
    """The day as it was written, in the time zone of the sender; None when it is absent.

    Raises PartialDateError for a year or a month, and BrokenFileError for what is no date.
    """
    text = element.text(name)
    if not text:
        return None
    found = _DATE.fullmatch(text)
    if found is None:
        raise BrokenFileError("a date such as 2020-05-31 is expected", place=element.at(name))
    year, month, day = (int(part or 1) for part in found.group(1, 2, 3))
    try:
        read = date(year, month, day)
    except ValueError:
        raise BrokenFileError("there is no such day", place=element.at(name)) from None
    if found[3] is None:
        raise PartialDateError
    return read


def read_day_or_remark(element: Element, name: str, remarks: list[Remark]) -> date | None:
    """The day; None, with a remark, when only a year or a month is given."""
    try:
        return read_day(element, name)
    except PartialDateError:
        remarks.append(Remark(element.at(name), "The date has no day: left out"))
        return None
