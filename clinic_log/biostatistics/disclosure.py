"""Small cells that must not leave the clinic: a count of a few people may name them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

SMALLEST_SHOWN = 10


def is_revealing(count: int, size: int, *, smallest_shown: int = SMALLEST_SHOWN) -> bool:
    """Whether a share of a group tells of fewer people than may be told of.

    Methods, section 13 [Z1]: a group under 10, a count of 1 to 9, and as many left over, are hidden; nobody and
    everybody may be said. The clinic sets 11 where the US Medicare rule (cells of 1 to 10) holds.
    """
    if not 0 <= count <= size:
        raise ValueError("The count lies between 0 and the size of its group.")
    if size < smallest_shown:
        return True
    return 0 < count < smallest_shown or 0 < size - count < smallest_shown


def hidden_groups(
    groups: Sequence[Sequence[int]],
    *,
    smallest_shown: int = SMALLEST_SHOWN,
    forced: Sequence[bool] = (),
    outside: Sequence[int] = (),
) -> list[bool]:
    """Which groups of a total that is shown are hidden as a whole; each is given by its parts: (responders, others).

    A group with a part of 1 to 9 is, and then the smallest others that hold anybody, until more than one is hidden and
    each part of all that is hidden together is 0 or at least 10: else a subtraction tells it (complementary
    suppression). Where no other is left, the total must be hidden by whoever shows it. `forced` are hidden whatever
    they hold; `outside` has the parts of those who belong to the total and stand in no group.
    """
    hidden = [any(0 < part < smallest_shown for part in group) for group in groups]
    if forced:
        hidden = [(one or more) and any(group) for one, more, group in zip(hidden, forced, groups, strict=True)]
    while True:
        unseen = [group for group, is_hidden in zip(groups, hidden, strict=True) if is_hidden]
        if not is_told_by_subtraction(unseen, outside=outside, smallest_shown=smallest_shown):
            return hidden
        others = [place for place, group in enumerate(groups) if any(group) and not hidden[place]]
        if not others:
            return hidden
        hidden[min(others, key=lambda place: sum(groups[place]))] = True


def is_told_by_subtraction(
    unseen: Sequence[Sequence[int]], *, outside: Sequence[int] = (), smallest_shown: int = SMALLEST_SHOWN
) -> bool:
    """Whether what is left when the shown groups are taken from a known total is one group alone, or few people."""
    filled = [group for group in unseen if any(group)]
    is_alone = len(filled) == 1 and not any(outside)
    together = map(sum, zip(*filled, *([outside] if outside else []), strict=True))
    return is_alone or any(0 < part < smallest_shown for part in together)


def hidden_sums(
    sums: Sequence[Collection[str]],
    partitions: Sequence[Mapping[str, int]],
    *,
    alike: Sequence[tuple[Collection[str], Collection[str]]] = (),
    smallest_shown: int = SMALLEST_SHOWN,
) -> list[bool]:
    """Which of the sums are hidden, where the first ones matter most.

    Each partition divides people into named parts, and a sum names parts; `alike` are two lists of parts that hold the
    same people. A sum is hidden when, with those shown before it, it would tell by any adding and subtracting how many
    are in parts of one partition that together hold 1 to 9. That a part is empty is taken as known.
    """
    filled = {name for partition in partitions for name, count in partition.items() if count}
    small = [_vector(parts, filled) for partition in partitions for parts in _small_sets(partition, smallest_shown)]
    known = _Span()
    for left, right in alike:
        known = known.with_vector(_difference(_vector(left, filled), _vector(right, filled), Fraction(1)))
    hidden = []
    for parts in sums:
        wider = known.with_vector(_vector(parts, filled))
        is_telling = any(wider.holds(vector) for vector in small)
        hidden.append(is_telling)
        known = known if is_telling else wider
    return hidden


_Vector = dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class _Span:
    """All that adding and subtracting makes of some sums; each row has a part of its own that no later one has."""

    rows: tuple[tuple[str, _Vector], ...] = ()

    def with_vector(self, vector: _Vector) -> "_Span":
        rest = self._reduced(vector)
        return _Span((*self.rows, (min(rest), rest))) if rest else self

    def holds(self, vector: _Vector) -> bool:
        return not self._reduced(vector)

    def _reduced(self, vector: _Vector) -> _Vector:
        for own, row in self.rows:
            if own in vector:
                vector = _difference(vector, row, vector[own] / row[own])
        return vector


def _vector(parts: Collection[str], filled: Collection[str]) -> _Vector:
    return {name: Fraction(1) for name in parts if name in filled}


def _difference(vector: _Vector, other: _Vector, times: Fraction) -> _Vector:
    found = {name: vector.get(name, Fraction()) - times * other.get(name, Fraction()) for name in {*vector, *other}}
    return {name: value for name, value in found.items() if value}


def _small_sets(partition: Mapping[str, int], smallest_shown: int) -> Iterator[tuple[str, ...]]:
    """Parts that are not empty and together hold fewer than may be told of."""
    filled = [name for name, count in partition.items() if 0 < count < smallest_shown]
    for size in range(1, len(filled) + 1):
        for names in combinations(filled, size):
            if sum(partition[name] for name in names) < smallest_shown:
                yield names
