"""The count of needles as the page of a note shows it: one line a region, and one for all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from clinic_log.base.wording import counted
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.rules import SessionContent
from clinic_log.treatments.rules.needle_count import (
    CountState,
    RegionLine,
    is_in_one_number,
    region_lines,
    sites_words,
    state_of,
    total_out,
    total_state,
)

# The drawing beside the words of a state; only a count at removal that agrees is ticked.
DRAWINGS: Final = {
    CountState.OPEN: "",
    CountState.MATCHES: "check",
    CountState.MATCHES_SOMEHOW: "info",
    CountState.FROM_MEMORY: "info",
    CountState.COUNTED_LATER: "info",
    CountState.NOT_COUNTED: "warning",
    CountState.STILL_IN: "warning",
    CountState.MORE_OUT: "warning",
    CountState.EXPLAINED: "info",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """A region in words. `shown_in` is None while the number in is withheld; `out` is what could be read of it."""

    region: str
    label: str
    sites: str
    shown_in: int | None
    out: int | None
    state: str
    words: str
    drawing: str
    asks_why: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CountShown:
    """Every region, and what they are together: None with fewer than two."""

    lines: tuple[CountLine, ...]
    total: CountLine | None

    def line_of(self, region: str) -> CountLine | None:
        return next((line for line in self.lines if line.region == region), None)


def count_shown(content: SessionContent) -> CountShown:
    lines = region_lines(content)
    return CountShown(lines=tuple(_line(line, content) for line in lines), total=_total(lines, content))


def rows_shown(count: CountShown, form: SessionForm) -> Iterator[tuple[CountLine, Any]]:
    """The rows of the form that say something or are asked, each with its line; what was typed is never left out."""
    for row in form.counts.rows():
        line = count.line_of(row.uid.data)
        if line is not None or not row.is_blank():
            yield line or _without_needles(row.uid.data, row.label.data or row.uid.data), row


def sites_told(content: SessionContent, *, sites: int, unnumbered: int = 0) -> str:
    """'3 sites, 4 needles, 1 without a number' of so many sites of the page. The needles are left out while a number in
    is withheld: the sum would give it away.
    """
    if sites == unnumbered:
        return f"{counted(sites, 'site')} without a number" if sites else ""
    is_withheld = any(line.is_withheld for line in region_lines(content)) and not is_in_one_number(content)
    needles = () if is_withheld else (counted(content.needles_in, "needle"),)
    without = (f"{unnumbered} without a number",) if unnumbered else ()
    return ", ".join((counted(sites, "site"), *needles, *without))


def count_told(content: SessionContent) -> str:
    """'1 not counted out (neck)': what stops the count, in the words of the step bar; empty when it stands."""
    lines = region_lines(content)
    if is_in_one_number(content) or not any(line.needles_out is not None for line in lines):
        return ""
    wrong = any(line.differs and not line.note for line in lines)
    if not wrong and all(line.needles_out is not None for line in lines):
        return ""
    unexplained = tuple(line for line in lines if not (line.differs and line.note))
    return _lowered(total_state(unexplained, how=content.counted_how)[1])


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]


def _line(line: RegionLine, content: SessionContent) -> CountLine:
    state, words = state_of(line, how=content.counted_how)
    return CountLine(
        region=line.region,
        label=line.label,
        sites=sites_words(line.sites),
        shown_in=None if line.is_withheld else line.needles_in,
        out=line.needles_out,
        state=state.value,
        words=words,
        drawing=DRAWINGS[state],
        asks_why=line.differs or bool(line.note),
    )


def _total(lines: tuple[RegionLine, ...], content: SessionContent) -> CountLine | None:
    if len(lines) < 2:
        return None
    state, words = total_state(lines, how=content.counted_how)
    is_withheld = any(line.is_withheld for line in lines)
    return CountLine(
        region="",
        label="All regions",
        sites="",
        shown_in=None if is_withheld else sum(line.needles_in for line in lines),
        out=None if is_in_one_number(content) else total_out(content),
        state=state.value,
        words=words,
        drawing=DRAWINGS[state],
        asks_why=False,
    )


def _without_needles(region: str, label: str) -> CountLine:
    return CountLine(
        region=region,
        label=label,
        sites="",
        shown_in=0,
        out=None,
        state=CountState.OPEN.value,
        words="",
        drawing="",
        asks_why=False,
    )
