"""Spinal levels as they are written: C5, T4-5, L4/L5."""

import re
from typing import Final

_PARTS: Final = {"C": 8, "T": 12, "L": 5, "S": 5}  # C8 is a nerve root; the vertebrae end at C7
_LEVEL: Final = re.compile(r"([CTLS])(\d{1,2})(?:\s*[-–/]\s*([CTLS])?(\d{1,2}))?", re.IGNORECASE)
REFUSED: Final = "Enter a spinal level, such as C5, T4-5 or L4/L5"


def is_spinal_level(text: str) -> bool:
    """One level or two neighbours; the numbers must exist in their part of the spine."""
    found = _LEVEL.fullmatch(text.strip())
    if found is None:
        return False
    first_part = found[1].upper()
    last_part = (found[3] or first_part).upper()
    numbers = [(first_part, int(found[2]))]
    if found[4] is not None:
        numbers.append((last_part, int(found[4])))
    return all(1 <= number <= _PARTS[part] for part, number in numbers)
