"""Which catalogue list the codes of a field come from, and how the record words them."""

from typing import Final

from clinic_log.catalogue import needling
from clinic_log.catalogue.errors import UnknownCodeError

# In the lists tissue_response and adjunct: the answer that excludes every other.
NO_RESPONSE: Final = "none"
NO_ADJUNCT: Final = "none"

TWITCH_CODES: Final = ("ltr-yes", "ltr-no", "ltr-not-sought")

# What a needle can be meant to bring about; the others of the list are found, not sought.
SOUGHT_CODES: Final = ("ltr-yes", "referred-familiar", "grasp", "release", "none")

SOUGHT_WORDS: Final = {
    "ltr-yes": "Local twitch",
    "referred-familiar": "Familiar referred pain",
    "grasp": "Needle grasp",
    "release": "Lower tone",
    "none": "None in particular",
}
TWITCH_WORDS: Final = {"ltr-yes": "Obtained", "ltr-no": "Sought, none", "ltr-not-sought": "Not sought"}

# Offered as reasons for stopping a visit at once; nothing is chosen beforehand.
STOP_REASONS: Final = ("Fainting or faintness (vasovagal)", "Pain", "Patient asked to stop", "Other")

MODES: Final = {"active": "Active", "passive": "Passive"}
# How a visit came to know of a side effect: who asks finds more (methods, section 8).
TOLD_HOW: Final = {"seen": "Seen", "asked": "When asked", "unasked": "Unasked"}
REPORTED_BY: Final = {"patient": "Patient", "clinician": "Clinician", "other": "Somebody else"}

_OWN_LISTS: Final = {
    "twitch": TWITCH_WORDS,
    "sought": SOUGHT_WORDS,
    "mode": MODES,
    "reported_by": REPORTED_BY,
    "told_how": TOLD_HOW,
}

SESSION_LISTS: Final = {"since_last_visit": "since_last_visit", "next_step": "next_step"}

ROW_LISTS: Final[dict[str, dict[str, str]]] = {
    "needlings": {
        "target_kind": "target",
        "point_kind": "trp_kind",
        "depth_class": "depth",
        "patient_position": "position",
        "approach": "approach",
        "technique": "technique",
        "response_sought": "sought",
        "twitch": "twitch",
        "other_responses": "tissue_response",
    },
    "stimulations": {"waveform": "stimulation_waveform"},
    "measurements": {"mode": "mode"},
    "effects": {"reported_by": "reported_by", "told_how": "told_how"},
    "adjuncts": {"code": "adjunct"},
    "counts": {},
    "vital_signs": {},
    "lots": {},
}


def is_code(list_name: str, code: str) -> bool:
    own = _OWN_LISTS.get(list_name)
    if own is not None:
        return code in own
    return any(known.code == code for known in needling.codes(list_name))


def words(list_name: str, code: str | None) -> str:
    """What a person reads for a code; the code itself when the catalogue no longer has it, nothing for None."""
    if not code:
        return ""
    own = _OWN_LISTS.get(list_name)
    if own is not None:
        return own.get(code, code)
    try:
        return needling.label(list_name, code)
    except UnknownCodeError:
        return code


def needle_size(diameter_mm: float | None, length_mm: float | None) -> str:
    """0.30 × 40, as it stands on the box; a part that nobody entered is left out."""
    parts = []
    if diameter_mm is not None:
        parts.append(f"{diameter_mm:.2f}" if round(diameter_mm, 2) == diameter_mm else f"{diameter_mm:g}")
    if length_mm is not None:
        parts.append(f"{length_mm:g}")
    return " × ".join(parts)
