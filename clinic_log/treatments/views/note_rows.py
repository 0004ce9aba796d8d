"""Needlings of the note as the page shows them, each in one line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from wtforms import Field

from clinic_log.catalogue import muscles
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.forms.rows import NeedlingRow
from clinic_log.treatments.rules.codes import words
from clinic_log.treatments.views.provenance import provenance
from clinic_log.treatments.views.reading import joined
from clinic_log.web.template_tools import number

_RESPONSES: Final = {"ltr-yes": "obtained", "ltr-no": "sought_none", "ltr-not-sought": "not_sought"}
_REFERRED: Final = {"referred-familiar": "Familiar", "referred-unfamiliar": "Not familiar", "local-pain": "Local only"}

# Fields that stand folded below the others.
_MORE: Final = (
    *("target_kind", "target_words", "region", "insertions", "patient_position", "approach", "dwell_minutes"),
    *("response_sought", "other_responses", "inserted_by", "episode", "note", "diameter_other", "length_other"),
)


@dataclass(frozen=True, kw_only=True)
class NeedleLine:
    """One needling: its read line as the needle row component takes it, and what its muscle asks for."""

    form: Any
    line: Mapping[str, Any]
    is_open: bool
    asks_level: bool
    has_more: bool


def needle_lines(form: SessionForm) -> list[NeedleLine]:
    """The needlings of the form. Open are rows with a message, and rows without a target."""
    return [needle_line(row, zone=form.facts.zone) for row in form.needlings.rows()]


def needle_line(row: NeedlingRow, *, zone: str) -> NeedleLine:
    """One row, of the form or the empty one that is copied for the next."""
    muscle = muscles.by_slug().get(row.muscle.data or "")
    target = muscle.name if muscle else row.target_words.data or ""
    return NeedleLine(
        form=row,
        line={
            "target": joined((target, row.spinal_level.data or ""), " "),
            "side": row.side.data or "",
            "kind": words("trp_kind", row.point_kind.data).lower(),
            "needle": joined((_size(row, "diameter"), _size(row, "length")), " × "),
            "technique": words("technique", row.technique.data).partition(" (")[0],
            "depth": words("depth", row.depth_class.data),
            "dwell": f"{number(row.dwell_minutes.data)} min" if row.dwell_minutes.data is not None else "",
            "needles": _text(row.needles),
            "response": _RESPONSES.get(row.twitch.data or "", ""),
            "response_detail": "",
            "referred": joined(tuple(_REFERRED.get(code, "") for code in row.other_responses.data or ())),
            "referred_detail": "",
            "hazard": hazard_words(row.muscle.data),
            **provenance(row.origins.data or "", zone=zone),
        },
        is_open=bool(row.errors) or not target,
        asks_level=bool(muscle and muscle.needs_level),
        has_more=any(row[name].errors for name in _MORE) or bool(row.target_words.data),
    )


def hazard_words(slug: str | None) -> str:
    """What lies in the needle's way, quietly; and that no clinician has reviewed it, where that is so."""
    muscle = muscles.by_slug().get(slug or "")
    if muscle is None or not muscle.hazards:
        return ""
    hazards = ", ".join(hazard.value.replace("-", " ") for hazard in muscle.hazards)
    reviewed = "" if muscle.reviewed_by_clinician else " Not reviewed by a clinician."
    at_risk = f": {muscle.at_risk}" if muscle.at_risk else ""
    return f"{hazards.capitalize()}{at_risk}.{reviewed}"


def levels_asked() -> str:
    """The muscles that need a spinal level, for showing the field when one is chosen."""
    return " ".join(muscle.slug for muscle in muscles.all_muscles() if muscle.needs_level)


def reviewed_muscles() -> str:
    """The muscles whose hazards a clinician has reviewed, for the script that shows them."""
    return " ".join(muscle.slug for muscle in muscles.all_muscles() if muscle.reviewed_by_clinician)


def _size(row: NeedlingRow, name: str) -> str:
    chosen = row[name].data or ""
    return number(row[f"{name}_other"].data) if chosen == "other" else chosen


def _text(field: Field) -> str:
    """What was typed, as it was typed; else the value."""
    if field.raw_data:
        return str(field.raw_data[0]).strip()
    return number(field.data)
