"""What may leave the clinic: no cell that tells of a few people, nor one from which another could be worked out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from clinic_log.biostatistics.disclosure import SMALLEST_SHOWN, hidden_cells, is_revealing
from clinic_log.biostatistics.proportions import wilson_interval
from clinic_log.supervision.rules.words import interval_words, percent_words


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingTable:
    """A table as text."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What leaves the clinic: tables, with `notes` (name, words) that stand above them."""

    title: str
    notes: tuple[tuple[str, str], ...]
    tables: tuple[LeavingTable, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One row before anything is hidden: so many of so many."""

    name: str
    reached: int
    size: int


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
        hidden = self._hidden(groups)
        return [self._row(group, is_hidden=is_hidden) for group, is_hidden in zip(groups, hidden, strict=True)]

    def beside(self, *columns: Sequence[Group]) -> tuple[tuple[str, ...], ...]:
        """The same for several questions about the same names, beside each other."""
        found = [self.rows(groups) for groups in columns]
        return tuple((row[0][0], *chain.from_iterable(cells[1:] for cells in row)) for row in zip(*found, strict=True))

    def parts(self, counts: Sequence[tuple[str, int]]) -> list[tuple[str, str]]:
        """Parts of a total that is shown, each in figures or hidden."""
        hidden = hidden_cells([count for _, count in counts], smallest_shown=self.smallest)
        return [
            (name, self.word if is_hidden else f"{count:,}")
            for (name, count), is_hidden in zip(counts, hidden, strict=True)
        ]

    def count(self, count: int) -> str:
        return self.word if 0 < count < self.smallest else f"{count:,}"

    def is_revealing(self, reached: int, size: int) -> bool:
        return size > 0 and is_revealing(reached, size, smallest_shown=self.smallest)

    def _hidden(self, groups: Sequence[Group]) -> list[bool]:
        sizes = hidden_cells([group.size for group in groups], smallest_shown=self.smallest)
        alone = [
            size or self.is_revealing(group.reached, group.size) for size, group in zip(sizes, groups, strict=True)
        ]
        if sum(alone) == 1:
            others = [place for place, group in enumerate(groups) if group.size and not alone[place]]
            if others:
                alone[min(others, key=lambda place: groups[place].size)] = True
        return alone

    def _row(self, group: Group, *, is_hidden: bool) -> tuple[str, ...]:
        if is_hidden:
            return group.name, self.word, self.word, "", ""
        if not group.size:
            return group.name, "0", "0", "", ""
        interval = wilson_interval(group.reached, group.size)
        share = percent_words(group.reached / group.size)
        return group.name, f"{group.size}", f"{group.reached}", share, interval_words(interval) if interval else ""
