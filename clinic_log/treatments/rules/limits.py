"""How many, how much and how long: the ranges outside which a record refuses a value."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from clinic_log.base.settings import NOTES_LIMIT_CHARACTERS

# Lowest, highest, unit; None is no bound.
Range = tuple[float | None, float | None, str]

NEEDLES: Final[Range] = (1, 30, "needles")

# The thinnest needle sold is 0.12 mm and the thickest 0.40 mm (catalogue, diameter_mm); a number of 5 and more is a
# gauge or a length that slipped into the wrong place.
DIAMETER_MM: Final[Range] = (0.05, 1, "mm")
LENGTH_MM: Final[Range] = (5, 200, "mm")

MEASURED_SITE_LIMIT: Final = 80  # characters of the muscle or place of a measurement

LONGEST_VISIT: Final = timedelta(days=1)

NUMBERS: Final[Mapping[str, Range]] = MappingProxyType(
    {
        "length_mm": LENGTH_MM,
        "insertions": (1, 200, "insertions"),
        "dwell_minutes": (0, 120, "min"),
        "frequency_hz": (0.1, 1000, "Hz"),
        "pulse_width_us": (1, 10_000, "µs"),
        "intensity_ma": (0, 100, "mA"),
        "minutes": (0, 240, "min"),
        "needles_out": (0, 1000, "needles"),
        # Wide enough for a collapse; beyond it a digit slipped or two fields were swapped.
        "systolic_mmhg": (40, 300, "mmHg"),
        "diastolic_mmhg": (20, 200, "mmHg"),
        "pulse_per_minute": (20, 250, "beats a minute"),
        "oxygen_percent": (50, 100, "%"),
        "breaths_per_minute": (4, 80, "breaths a minute"),
    }
)

# Characters, by the name of the field, as far as the tables hold them.
TEXTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "no_needles_reason": 300,
        "stopped_reason": 300,
        "agreement_regions": 300,
        "count_note": 300,
        "warning_signs_reason": 300,
        "reason": 300,
        "subject": 80,
        "needling_reason": NOTES_LIMIT_CHARACTERS,
        "home_programme": NOTES_LIMIT_CHARACTERS,
        "notes": NOTES_LIMIT_CHARACTERS,
        "quick_entry": 500,
        "uid": 32,
        "target_words": 200,
        "region": 60,
        "spinal_level": 20,
        "note": 300,
        "first_uid": 32,
        "second_uid": 32,
        "not_asked_reason": 200,
        "tool": 80,
        "site": 200,
        "entered_unit": 20,
        "action": NOTES_LIMIT_CHARACTERS,
        "last_time": 20_000,
        "product": 120,
        "lot": 60,
    }
)

MOST_ROWS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "needlings": 40,
        "stimulations": 20,
        "measurements": 60,
        "effects": 40,
        "adjuncts": 30,
        "counts": 60,
        "vital_signs": 20,
        "lots": 8,
    }
)

# Raw fields of one draft: names and texts together.
DRAFT_LIMIT_CHARACTERS: Final = 400_000
DRAFT_LIMIT_FIELDS: Final = 5_000

# The raw field that says which revision of the session a page was made from.
REVISION_FIELD: Final = "revision"

KEY_LIMIT_CHARACTERS: Final = 64

REASON_LIMIT_CHARACTERS: Final = 1_000


def outside(value: float, allowed: Range) -> str:
    """Why a value is refused, in a sentence with the unit; empty when it lies within the range."""
    low, high, unit = allowed
    suffix = f" {unit}" if unit else ""
    if (low is None or value >= low) and (high is None or value <= high):
        return ""
    if low is None:
        return f"Enter {high:g}{suffix} or less"
    if high is None:
        return f"Enter {low:g}{suffix} or more"
    return f"Enter a value from {low:g} to {high:g}{suffix}"


def refused_diameter(value_mm: float) -> str:
    """Why a diameter is refused, with what was probably meant: 30 is the 0.30 mm needle without its point."""
    probably = value_mm / 100
    if value_mm > 1 and not outside(probably, DIAMETER_MM):
        return f"A needle {value_mm:g} mm thick does not exist. Did you mean {probably:.2f} mm?"
    return outside(value_mm, DIAMETER_MM)
