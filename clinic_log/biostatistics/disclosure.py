"""Small cells that must not leave the clinic: a count of a few people may name them."""

from collections.abc import Sequence

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


def hidden_cells(counts: Sequence[int], *, smallest_shown: int = SMALLEST_SHOWN) -> list[bool]:
    """Which of the cells that add up to a shown total are hidden.

    Cells of 1 to 9 are, and when that is one cell alone, or what is hidden adds up to fewer than 10, the smallest
    other cell that is not 0 as well: else a subtraction tells it (complementary suppression). Where no other cell is
    left, the total must be hidden by whoever shows it.
    """
    hidden = [0 < count < smallest_shown for count in counts]
    while any(hidden) and _is_told_by_subtraction(counts, hidden, smallest_shown):
        others = [place for place, count in enumerate(counts) if count and not hidden[place]]
        if not others:
            break
        hidden[min(others, key=lambda place: counts[place])] = True
    return hidden


def _is_told_by_subtraction(counts: Sequence[int], hidden: Sequence[bool], smallest_shown: int) -> bool:
    together = sum(count for count, is_hidden in zip(counts, hidden, strict=True) if is_hidden)
    return sum(hidden) == 1 or together < smallest_shown
