"""A row of the line in words, as it would be stored."""

from collections.abc import Iterator
from typing import Final

from clinic_log.catalogue import muscles
from clinic_log.treatments.rules import codes
from clinic_log.treatments.rules.codes import ROW_LISTS
from clinic_log.treatments.rules.point_line.model import LineRow

_PLAIN: Final = ("technique", "approach")


def row_title(row: LineRow) -> str:
    """Upper trapezius, right."""
    name = muscles.get(row.muscle_slug).name if row.muscle_slug else row.target_words
    level = f" {row.spinal_level}" if row.spinal_level else ""
    return f"{name}{level}, {row.side}" if row.side else f"{name}{level}"


def row_words(row: LineRow) -> tuple[str, ...]:
    """Everything else that it says, each with what it is; nothing that was not said."""
    return tuple(_words(row))


def _words(row: LineRow) -> Iterator[str]:
    if row.muscle_slug is None:
        yield codes.words("target", row.target_kind).lower()
    if row.needles is not None:
        yield f"{row.needles} {'needle' if row.needles == 1 else 'needles'}"
    yield from _size(row)
    if row.insertions is not None:
        yield f"{row.insertions} {'insertion' if row.insertions == 1 else 'insertions'}"
    for name in _PLAIN:
        if getattr(row, name):
            yield _listed(row, name)
    yield from _rest(row)


def _size(row: LineRow) -> Iterator[str]:
    if row.diameter_mm is not None:
        yield f"diameter {codes.needle_size(row.diameter_mm, None)}"
    if row.length_mm is not None:
        yield f"length {row.length_mm:g}"


def _rest(row: LineRow) -> Iterator[str]:
    for name, words in (
        ("depth_class", "depth "),
        ("patient_position", "position "),
        ("point_kind", ""),
        ("response_sought", "sought: "),
        ("twitch", "twitch: "),
    ):
        if getattr(row, name):
            yield f"{words}{_listed(row, name)}"
    if row.dwell_minutes is not None:
        yield f"{row.dwell_minutes:g} min in place"
    for code in row.other_responses:
        yield codes.words("tissue_response", code).lower()
    if row.region:
        yield f"region {row.region}"
    if row.note:
        yield f"note “{row.note}”"


def _listed(row: LineRow, name: str) -> str:
    return codes.words(ROW_LISTS["needlings"][name], getattr(row, name)).partition(" (")[0].lower()
