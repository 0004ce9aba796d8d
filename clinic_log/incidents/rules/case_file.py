"""The case file of an incident: what the record said, from when each part is, and what was written after the event."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from clinic_log.base.dates import in_zone
from clinic_log.documents import Block, Facts, Heading, Paragraph, Table


class Written(StrEnum):
    """When something was written, seen from the incident. A note is always written after what it tells of."""

    BEFORE = "before the event"
    AFTER = "after the event"
    KNOWN = "after the incident was known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing of the record: since when it is there, and pairs of a label and a line, the longer text last."""

    title: str
    written_at: datetime
    lines: tuple[tuple[str, str], ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What is said where there is no entry is `empty`."""

    title: str
    empty: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One line of the audit."""

    at: datetime
    who: str
    roles: str
    act: str
    outcome: str
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """`happened_at` is when the event happened, as far as the record knows, and `known_at` when its review began."""

    happened_at: datetime
    known_at: datetime
    zone: str
    sections: tuple[Section, ...]
    views: tuple[View, ...]

    def written(self, at: datetime) -> Written:
        if at >= self.known_at:
            return Written.KNOWN
        return Written.AFTER if at > self.happened_at else Written.BEFORE

    def moment(self, at: datetime) -> str:
        return f"{in_zone(at, self.zone):%Y-%m-%d %H:%M}"


def file_blocks(file: CaseFile) -> tuple[Block, ...]:
    return tuple(_blocks(file))


def _blocks(file: CaseFile) -> Iterator[Block]:
    yield Paragraph(
        f"The event: {file.moment(file.happened_at)}. Known since: {file.moment(file.known_at)} ({file.zone}). Each "
        "part says when it was written, and whether before the event, after it, or after the incident was known.",
        is_small=True,
    )
    for section in file.sections:
        yield Heading(section.title)
        if not section.entries:
            yield Paragraph(section.empty)
        for entry in section.entries:
            yield Heading(entry.title, level=2)
            when = f"{file.moment(entry.written_at)}, {file.written(entry.written_at)}"
            yield Facts((("Written", when), *entry.lines))
            if entry.text:
                yield Paragraph(entry.text)
    yield Heading("Who saw or changed the record")
    if file.views:
        yield Table("Views and changes", ("When", "Who", "As", "What"), tuple(_rows(file)), widths=(2.4, 2, 1.6, 2))


def _rows(file: CaseFile) -> Iterator[tuple[str, ...]]:
    for view in file.views:
        refused = "" if view.outcome == "done" else f" ({view.outcome})"
        yield f"{file.moment(view.at)}, {file.written(view.at)}", view.who, view.roles, f"{view.act}{refused}"


def file_data(file: CaseFile) -> dict[str, Any]:
    """The same for a program: moments in UTC, with the mark beside each."""
    return {
        "happened_at": file.happened_at.isoformat(),
        "known_at": file.known_at.isoformat(),
        "zone": file.zone,
        "sections": [
            {"title": section.title, "entries": [_entry_data(file, entry) for entry in section.entries]}
            for section in file.sections
        ],
        "views": [
            {**asdict(view), "at": view.at.isoformat(), "written": file.written(view.at).value} for view in file.views
        ],
    }


def _entry_data(file: CaseFile, entry: Entry) -> dict[str, Any]:
    return {
        "title": entry.title,
        "written_at": entry.written_at.isoformat(),
        "written": file.written(entry.written_at).value,
        "lines": [list(line) for line in entry.lines],
        "text": entry.text,
    }
