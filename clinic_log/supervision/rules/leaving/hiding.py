"""What may leave the clinic: no cell that tells of a few people, nor one from which another could be worked out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from clinic_log.biostatistics.disclosure import (
    SMALLEST_SHOWN,
    hidden_groups,
    hidden_sums,
    is_revealing,
    is_told_by_subtraction,
)
from clinic_log.biostatistics.proportions import wilson_interval
from clinic_log.charts import Chart
from clinic_log.supervision.rules.words import LEAST_FOR_PERCENT, interval_words, percent_words


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingTable:
    """A table as text, what was drawn from it, and what a reader must know of both. `widths` are those on paper."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    chart: Chart | None = None
    note: str = ""
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What leaves the clinic: tables, with `notes` (name, words) above them and how it was counted below them."""

    title: str
    notes: tuple[tuple[str, str], ...]
    tables: tuple[LeavingTable, ...]
    counted: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """One row before anything is hidden: so many of so many."""

    name: str
    reached: int
    size: int

    @property
    def parts(self) -> tuple[int, int]:
        return self.reached, self.size - self.reached


@dataclass(frozen=True, slots=True)
class Hiding:
    """How small a cell may be: 10, or 11 where a clinic tells of people insured by US Medicare."""

    smallest: int = SMALLEST_SHOWN

    @property
    def word(self) -> str:
        """The same for a small cell and for one that would tell it: a reason beside each would give it away."""
        return "hidden"

    def rows(self, groups: Sequence[Group]) -> list[tuple[str, ...]]:
        """Name, size, reached, share and interval. A group is hidden as a whole, so that no cell tells another; nobody
        at all may be said.
        """
        hidden = self.hidden([group.parts for group in groups])
        return [self.row(group, is_hidden=is_hidden) for group, is_hidden in zip(groups, hidden, strict=True)]

    def row(self, group: Group, *, is_hidden: bool) -> tuple[str, ...]:
        if is_hidden:
            return group.name, self.word, self.word, "", ""
        if not group.size:
            return group.name, "0", "0", "", ""
        return group.name, f"{group.size}", f"{group.reached}", *share_cells(group.reached, group.size)

    def hidden(
        self, groups: Sequence[Sequence[int]], *, forced: Sequence[bool] = (), outside: Sequence[int] = ()
    ) -> list[bool]:
        """Which groups of disjoint parts are hidden as a whole, with those that would tell them by subtraction."""
        return hidden_groups(groups, smallest_shown=self.smallest, forced=forced, outside=outside)

    def is_told(self, groups: Sequence[Sequence[int]], hidden: Sequence[bool]) -> bool:
        """Whether their total would tell of the hidden ones, all others being hidden already."""
        unseen = [group for group, is_hidden in zip(groups, hidden, strict=True) if is_hidden]
        return is_told_by_subtraction(unseen, smallest_shown=self.smallest)

    def sums(
        self,
        sums: Mapping[str, Collection[str]],
        partitions: Sequence[Mapping[str, int]],
        *,
        alike: Sequence[tuple[Collection[str], Collection[str]]] = (),
    ) -> dict[str, int | None]:
        """Sums of named parts, the most wanted ones first; None for one that, beside the others, would tell a few."""
        hidden = hidden_sums(list(sums.values()), partitions, alike=alike, smallest_shown=self.smallest)
        counts = {name: count for partition in partitions for name, count in partition.items()}
        return {
            name: None if is_hidden else sum(counts[part] for part in parts)
            for (name, parts), is_hidden in zip(sums.items(), hidden, strict=True)
        }

    def column(self, counts: Sequence[int], hidden: Sequence[bool]) -> list[str]:
        return [self.cell(None if is_hidden else count) for count, is_hidden in zip(counts, hidden, strict=True)]

    def cell(self, count: int | None) -> str:
        return self.word if count is None else f"{count}"

    def count(self, count: int) -> str:
        """A count that stands beside nothing else."""
        return self.word if 0 < count < self.smallest else f"{count}"

    def is_revealing(self, reached: int, size: int) -> bool:
        return size > 0 and is_revealing(reached, size, smallest_shown=self.smallest)


def share_cells(part: int, whole: int) -> tuple[str, str]:
    """The share and its interval; neither for a small number."""
    interval = wilson_interval(part, whole)
    if interval is None or whole < LEAST_FOR_PERCENT:
        return "", ""
    return percent_words(part / whole), interval_words(interval)
