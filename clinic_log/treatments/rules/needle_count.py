"""Needles in and needles out, region by region: what was counted, what that says, and what may not be seen yet.

Where needles stayed in, the number in is not told before the number out is given: a count that knows its answer
is none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from clinic_log.base.text import fold
from clinic_log.catalogue import muscles
from clinic_log.catalogue.vocabulary import Region
from clinic_log.treatments.rules.content import NeedlingEntry, SessionContent
from clinic_log.treatments.rules.limits import TEXTS
from clinic_log.treatments.rules.states import CountedHow

OTHER_SITES: Final = "other-sites"
OTHER_SITES_LABEL: Final = "Other sites"

# Codes of the catalogue's list technique in which the needle is left where it is.
_LEFT_IN_PLACE: Final = frozenset({"static"})


class CountState(StrEnum):
    """What the two numbers of a region say. Only a count at removal that agrees is good."""

    OPEN = ""
    MATCHES = "matches"
    MATCHES_SOMEHOW = "matches_somehow"
    FROM_MEMORY = "from_memory"
    COUNTED_LATER = "counted_later"
    NOT_COUNTED = "not_counted"
    STILL_IN = "still_in"
    MORE_OUT = "more_out"
    EXPLAINED = "explained"


_MATCHING: Final = {
    None: (CountState.MATCHES_SOMEHOW, "Same number. Say how it was counted"),
    CountedHow.AT_REMOVAL: (CountState.MATCHES, "Matches"),
    CountedHow.FROM_MEMORY: (CountState.FROM_MEMORY, "Matches, from memory"),
    CountedHow.AFTER_REMOVAL: (CountState.COUNTED_LATER, "Matches, counted after removal"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionLine:
    """One region of the count. `sites` are the numbers of its needlings in the note; without any, something was counted
    out where no needle is recorded as in.
    """

    region: str
    label: str
    sites: tuple[int, ...]
    needles_in: int
    stays_in: bool
    needles_out: int | None
    note: str

    @property
    def is_withheld(self) -> bool:
        """Whether the number in is not to be seen yet."""
        return self.stays_in and self.needles_out is None

    @property
    def differs(self) -> bool:
        return self.needles_out is not None and self.needles_out != self.needles_in

    @property
    def in_words(self) -> str:
        """'4 in, 3 out'; the number in is left out while it is withheld."""
        out = "not counted out" if self.needles_out is None else f"{self.needles_out} out"
        return out if self.is_withheld else f"{self.needles_in} in, {out}"


def region_of(row: NeedlingEntry) -> tuple[str, str]:
    """The key and the label of the region that a needling is counted in: that of its muscle, else its own words."""
    muscle = muscles.by_slug().get(row.muscle_slug or "")
    if muscle is not None:
        return muscle.region.value, muscle.region.label
    folded = fold(row.region)
    if not folded or folded == fold(OTHER_SITES_LABEL):
        return OTHER_SITES, OTHER_SITES_LABEL
    for region in Region:
        if folded in {region.value, fold(region.label)}:
            return region.value, region.label
    return folded[: TEXTS["region"]], row.region


def region_lines(content: SessionContent) -> tuple[RegionLine, ...]:
    """Every region with needles in, in the order of the note, then those in which only something was counted out."""
    joined = {uid for channel in content.stimulations for uid in (channel.first_uid, channel.second_uid)}
    labels: dict[str, str] = {}
    placed: dict[str, list[tuple[int, NeedlingEntry]]] = {}
    for number, row in enumerate(content.needlings, start=1):
        region, label = region_of(row)
        labels.setdefault(region, label)
        placed.setdefault(region, []).append((number, row))
    counted = {count.region: count for count in content.counts}
    for count in content.counts:
        if count.region not in placed and (count.needles_out is not None or count.note):
            labels[count.region] = count.label or count.region
    return tuple(
        RegionLine(
            region=region,
            label=label,
            sites=tuple(number for number, _row in placed.get(region, ())),
            needles_in=sum(row.needles for _number, row in placed.get(region, ())),
            stays_in=any(stays_in(row, joined=joined) for _number, row in placed.get(region, ())),
            needles_out=counted[region].needles_out if region in counted else None,
            note=counted[region].note if region in counted else "",
        )
        for region, label in labels.items()
    )


def stays_in(row: NeedlingEntry, *, joined: Iterable[str] = ()) -> bool:
    """Whether the needle was left in place for a time: minutes in place, a technique that leaves it, or a channel of
    stimulation between the needlings `joined`.
    """
    return bool(row.dwell_minutes) or row.technique in _LEFT_IN_PLACE or row.uid in joined


def total_out(content: SessionContent) -> int | None:
    """All needles out: the sum of the regions once each with needles is counted. A note that was never counted by
    region keeps its one number.
    """
    if not any(row.needles_out is not None for row in content.counts):
        return content.needles_out
    lines = region_lines(content)
    if any(line.needles_out is None for line in lines if line.sites):
        return None
    return sum(line.needles_out or 0 for line in lines)


def is_in_one_number(content: SessionContent) -> bool:
    """Whether all needles were counted together, as notes did before regions were counted."""
    return content.needles_out is not None and not any(row.needles_out is not None for row in content.counts)


def state_of(line: RegionLine, *, how: CountedHow | None) -> tuple[CountState, str]:
    """The state of a region and its words. While nobody said how it was counted, the count may still be going on."""
    if line.needles_out is None:
        return CountState.OPEN, ""
    if line.sites and not line.differs:
        return _MATCHING[how]
    missing = line.needles_in - line.needles_out
    words = _difference(line, missing)
    if line.note:
        return CountState.EXPLAINED, f"{words}, explained"
    if missing > 0 and how is not None:
        return CountState.STILL_IN, f"{missing} still in? Count again"
    return (CountState.NOT_COUNTED if missing > 0 else CountState.MORE_OUT), words


def _difference(line: RegionLine, missing: int) -> str:
    if not line.sites:
        return f"Out counted for a region without needles in: {line.needles_out}"
    return f"{missing} not counted out" if missing > 0 else f"{-missing} more out than in"


def total_state(lines: tuple[RegionLine, ...], *, how: CountedHow | None) -> tuple[CountState, str]:
    """The state of all regions together: it agrees only where each of them does."""
    for line in lines:
        if line.differs:
            state, words = state_of(line, how=how)
            return state, f"{words} ({line.label.lower()})" if line.sites else words
    uncounted = [line.label.lower() for line in lines if line.needles_out is None]
    return (CountState.OPEN, f"Not counted yet: {', '.join(uncounted)}") if uncounted else _MATCHING[how]


def sites_words(sites: tuple[int, ...]) -> str:
    """'site 2', 'sites 1 to 3', 'sites 1, 3 and 4'."""
    if len(sites) < 2:
        return f"site {sites[0]}" if sites else ""
    if len(sites) > 2 and sites[-1] - sites[0] == len(sites) - 1:
        return f"sites {sites[0]} to {sites[-1]}"
    return f"sites {', '.join(map(str, sites[:-1]))} and {sites[-1]}"
