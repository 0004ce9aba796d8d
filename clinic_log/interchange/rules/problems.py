"""What a FHIR Condition says (https://hl7.org/fhir/R4/condition.html), as far as an episode may come of it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from clinic_log.catalogue import conditions
from clinic_log.episodes.rules import SOURCE_LABEL_LIMIT, SOURCE_LIMIT, SuggestedCondition
from clinic_log.interchange.rules import Remark
from clinic_log.interchange.rules.days import read_day_or_remark
from clinic_log.interchange.rules.elements import Element

SNOMED_CT: Final = "http://snomed.info/sct"
_NOT_TRUE: Final = frozenset({"refuted", "entered-in-error"})
_NO_SYSTEM: Final = "FHIR Condition"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A condition as a file describes it. `found` is None for one that is not taken: see `left_out`."""

    place: str
    patient: str
    found: SuggestedCondition | None
    left_out: str = ""
    remarks: tuple[Remark, ...] = ()


def read_problem(condition: Element, *, full_url: str, today: date) -> Problem:
    """Raises BrokenFileError for one that the file describes wrongly."""
    patient = _read_subject(condition)
    code = condition.element("code")
    entries = [entry for coding in code.elements("coding") if (entry := _find_entry(coding)) is not None]
    status = {coding.text("code") for coding in condition.element("verificationStatus").elements("coding")}
    if not entries:
        return _left_out(condition, patient, "not a condition of the catalogue")
    if status & _NOT_TRUE:
        return _left_out(condition, patient, "refuted or entered in error")
    source, source_id = _read_source(condition, full_url)
    if not source_id:
        return _left_out(condition, patient, "nothing by which to know it again")
    remarks: list[Remark] = []
    onset_on = _read_past_day(condition, ("onsetDateTime", "onsetPeriod.start"), today=today, remarks=remarks)
    resolved_on = _read_past_day(condition, ("abatementDateTime", "abatementPeriod.end"), today=today, remarks=remarks)
    if onset_on is not None and resolved_on is not None and resolved_on < onset_on:
        remarks.append(Remark(condition.place, "The end lies before the onset: both left out"))
        onset_on = resolved_on = None
    found = SuggestedCondition(
        condition_slug=entries[0][0],
        source_label=(code.text("text") or entries[0][1])[:SOURCE_LABEL_LIMIT],
        source=source,
        source_id=source_id,
        onset_on=onset_on,
        resolved_on=resolved_on,
    )
    return Problem(place=condition.place, patient=patient, found=found, remarks=tuple(remarks))


def _left_out(condition: Element, patient: str, reason: str) -> Problem:
    return Problem(place=condition.place, patient=patient, found=None, left_out=reason)


def _find_entry(coding: Element) -> tuple[str, str] | None:
    """Slug and name of the catalogue's condition under this SNOMED CT code."""
    if coding.text("system") != SNOMED_CT:
        return None
    entry = conditions.for_snomed(coding.text("code"))
    return (entry.slug, coding.text("display") or entry.label) if entry is not None else None


def _read_subject(condition: Element) -> str:
    """How the condition points to its patient, without the version that a reference may name."""
    subject = condition.element("subject")
    reference = subject.text("reference").split("/_history/")[0]
    if reference:
        return reference
    identifier = subject.element("identifier")
    return f"Patient?identifier={identifier.text('system')}|{identifier.text('value')}"


def _read_source(condition: Element, full_url: str) -> tuple[str, str]:
    """The system and the number by which a second import knows the condition again."""
    for identifier in condition.elements("identifier"):
        system, value = identifier.text("system").strip(), identifier.text("value").strip()
        if system and value and max(len(system), len(value)) <= SOURCE_LIMIT:
            return system, value
    own = condition.text("id") or full_url
    return _NO_SYSTEM, own if len(own) <= SOURCE_LIMIT else ""


def _read_past_day(condition: Element, names: tuple[str, str], *, today: date, remarks: list[Remark]) -> date | None:
    moment, period = names
    outer, _dot, inner = period.partition(".")
    day = read_day_or_remark(condition, moment, remarks) or read_day_or_remark(condition.element(outer), inner, remarks)
    if day is not None and day > today:
        remarks.append(Remark(condition.at(moment), "The date lies in the future: left out"))
        return None
    return day
