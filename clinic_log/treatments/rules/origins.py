"""Where the values of a needling came from, as far as nobody typed them: from last time, or from a favourite.

A row has one origin; a field that it does not name was typed. A response, a note and what was counted are never copied.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from clinic_log.base.dates import in_zone
from clinic_log.base.text import find_text_problem
from clinic_log.base.wording import day_words

# The fields of a needling that may be copied, each with its word; several may share one.
COPIED: Final[Mapping[str, str]] = {
    "target_kind": "target",
    "muscle_slug": "target",
    "target_words": "target",
    "region": "target",
    "side": "side",
    "spinal_level": "level",
    "point_kind": "trigger point",
    "diameter_mm": "needle",
    "length_mm": "needle",
    "needles": "number",
    "depth_class": "depth",
    "patient_position": "position",
    "approach": "approach",
    "technique": "technique",
    "dwell_minutes": "time in place",
    "response_sought": "response sought",
    "chart": "mark",
}
SOURCE_LIMIT_CHARACTERS: Final = 80


class OriginKind(StrEnum):
    CARRIED = "carried"
    FAVOURITE = "favourite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """`source` is the day of the earlier visit (2026-11-13) or the name of the favourite; `fields` are those that
    still hold what was copied; `confirmed_at` is when a person said that it is so today, None while nobody did.
    """

    kind: OriginKind
    source: str
    fields: tuple[str, ...]
    confirmed_at: datetime | None = None


def origins_to_plain(origins: Origins | None) -> dict[str, Any] | None:
    """As a table or a page keeps it."""
    if origins is None:
        return None
    return {
        "kind": origins.kind.value,
        "source": origins.source,
        "fields": list(origins.fields),
        "confirmed_at": origins.confirmed_at.isoformat() if origins.confirmed_at else None,
    }


def origins_from_plain(plain: object) -> Origins | None:
    """What was kept, read with care: what cannot be an origin is none, and a row without copied fields has none."""
    if not isinstance(plain, dict):
        return None
    kind, source, names = plain.get("kind"), plain.get("source"), plain.get("fields")
    if kind not in list(OriginKind) or not isinstance(source, str) or not isinstance(names, list):
        return None
    fields = tuple(name for name in COPIED if name in names)
    if not fields or not _is_source(OriginKind(kind), source):
        return None
    confirmed_at = _moment(plain.get("confirmed_at"))
    return Origins(kind=OriginKind(kind), source=source, fields=fields, confirmed_at=confirmed_at)


def origin_words(origins: Origins, *, zone: str) -> str:
    """Needle and technique from 13 Nov 2026, confirmed 13:52; that nobody confirmed them, where that is so."""
    words = _listed(dict.fromkeys(COPIED[name] for name in origins.fields))
    if origins.kind is OriginKind.CARRIED:
        source = day_words(date.fromisoformat(origins.source))
    else:
        source = f"favourite \N{LEFT DOUBLE QUOTATION MARK}{origins.source}\N{RIGHT DOUBLE QUOTATION MARK}"
    confirmed_at = origins.confirmed_at
    confirmed = "not confirmed" if confirmed_at is None else f"confirmed {in_zone(confirmed_at, zone):%H:%M}"
    return f"{words} from {source}, {confirmed}"


def _is_source(kind: OriginKind, source: str) -> bool:
    if kind is OriginKind.CARRIED:
        try:
            return date.fromisoformat(source).isoformat() == source
        except ValueError:
            return False
    return bool(source.strip()) and find_text_problem(source, limit=SOURCE_LIMIT_CHARACTERS) is None


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _listed(words: Iterable[str]) -> str:
    return "".join(_with_joints(list(words))).capitalize()


def _with_joints(words: list[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        joint = "" if place == 0 else " and " if place == len(words) - 1 else ", "
        yield f"{joint}{word}"
