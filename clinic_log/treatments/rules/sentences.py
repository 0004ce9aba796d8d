"""Sentences of a subject and what is said of it, and saying once what many of them share."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from clinic_log.base.dates import in_zone

Said = tuple[str, tuple[str, ...]]


def sentence_of(subject: str, parts: Iterable[str]) -> str:
    said = joined(parts, "; ")
    return f"{subject}: {said}." if said else f"{subject}."


def joined(parts: Iterable[str], separator: str) -> str:
    return separator.join(part for part in parts if part)


def shared_once(said: Sequence[Said]) -> Iterator[str]:
    """The sentences, with what most of them share in one sentence before them; nothing is lost by it.

    Parts are compared place by place. Only a place that every sentence fills is shared, so that what is not repeated is
    never taken for what was not said.
    """
    usual = [_usual(column) for column in zip(*(parts for _, parts in said), strict=True)]
    if any(usual):
        yield sentence_of("At every site that does not say otherwise", usual)
    for subject, parts in said:
        yield sentence_of(subject, (part for part, shared in zip(parts, usual, strict=True) if part != shared))


def _usual(column: Sequence[str]) -> str:
    """What stands in this place most often, the first of equals; nothing when a sentence leaves it empty, or when
    nothing stands there twice.
    """
    if not all(column):
        return ""
    part, times = Counter(column).most_common(1)[0]
    return part if times > 1 else ""


def preceded(before: str, value: object, after: str = "") -> str:
    return f"{before}{value}{after}" if value else ""


def in_unit(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:g}{unit}"


def clock_in(moment: datetime | None, zone: str) -> str:
    return "" if moment is None else f"{in_zone(moment, zone):%H:%M}"
