"""Writing a row as a line that is read back as the same row."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from clinic_log.catalogue import muscles
from clinic_log.treatments.rules.point_line.model import LineRow
from clinic_log.treatments.rules.point_line.numbers import number_text
from clinic_log.treatments.rules.point_line.tokens import quote
from clinic_log.treatments.rules.point_line.vocabulary import catalogue_vocabulary
from clinic_log.treatments.rules.point_line.words import printed_name
from clinic_log.treatments.rules.spinal_levels import is_spinal_level

# Fields with a list, in the order in which a line says them.
_LISTED: Final = ("technique", "approach", "depth_class", "patient_position", "point_kind", "response_sought", "twitch")


def print_line(row: LineRow) -> str:
    """The row in the full spelling of the line: the target, its side and level, the needle, and the rest."""
    return " ".join(_words(row))


def _words(row: LineRow) -> Iterator[str]:
    yield printed_name(muscles.get(row.muscle_slug).name) if row.muscle_slug else _target(row)
    if row.side:
        yield row.side
    if row.spinal_level:
        is_plain = is_spinal_level(row.spinal_level) and row.spinal_level == "".join(row.spinal_level.upper().split())
        yield row.spinal_level if is_plain else f"level {quote(row.spinal_level)}"
    yield from _needle(row)
    for name in _LISTED:
        if value := getattr(row, name):
            yield _spelling(name, value)
    for code in row.other_responses:
        yield _spelling("other_responses", code)
    if row.region:
        yield f"region {quote(row.region)}"
    if row.note:
        yield f"note {quote(row.note)}"


def _target(row: LineRow) -> str:
    return f"{row.target_kind} {quote(row.target_words)}"


def _needle(row: LineRow) -> Iterator[str]:
    diameter, length = row.diameter_mm, row.length_mm
    if diameter is not None and length is not None:
        yield f"{_decimal(diameter)}x{number_text(length)}"
    elif diameter is not None:
        yield f"{_decimal(diameter)}mm"
    elif length is not None:
        yield f"{number_text(length)}mm"
    if row.needles is not None:
        yield f"x{row.needles}"
    if row.insertions is not None:
        yield f"{row.insertions}ins"
    if row.dwell_minutes is not None:
        yield f"{number_text(row.dwell_minutes)}min"


def _decimal(value: float) -> str:
    """With its point and two places at least: 0.30."""
    text = number_text(value)
    whole, _, places = text.partition(".")
    return f"{whole}.{places.ljust(2, '0')}"


def _spelling(name: str, value: str) -> str:
    return _spellings()[name, value]


@cache
def _spellings() -> dict[tuple[str, str], str]:
    return {(term.field, term.value): term.spellings[0] for term in catalogue_vocabulary().terms}
