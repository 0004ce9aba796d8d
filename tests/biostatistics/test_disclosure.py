"""No small cell leaves the clinic, whether it stands there or can be worked out from what does."""

from itertools import chain, combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clinic_log.biostatistics.disclosure import hidden_groups, hidden_sums, is_revealing


@pytest.mark.parametrize(
    ("count", "size", "expected"),
    [(8, 9, True), (12, 40, False), (0, 25, False), (25, 25, False), (3, 30, True), (28, 30, True)],
)
def test_small_cells_are_hidden(*, count: int, size: int, expected: bool) -> None:
    """Z1."""
    assert is_revealing(count, size) is expected


def test_the_rule_for_us_medicare_hides_ten_as_well() -> None:
    assert not is_revealing(10, 40)
    assert is_revealing(10, 40, smallest_shown=11)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        pytest.param([40, 30, 20], [False, False, False], id="nothing is small"),
        pytest.param([40, 30, 3], [False, True, True], id="one alone takes a second with it"),
        pytest.param([40, 12, 3, 0], [False, True, True, False], id="a zero hides nothing"),
        pytest.param([40, 8, 9], [False, True, True], id="two hide each other"),
        pytest.param([40, 1, 2], [True, True, True], id="two that are few together take a third"),
        pytest.param([3, 0], [True, False], id="nothing is left to hide it with"),
        pytest.param([], [], id="no cells"),
    ],
)
def test_what_subtraction_tells_is_hidden_too(counts: list[int], hidden: list[bool]) -> None:
    assert hidden_groups([(count,) for count in counts]) == hidden


@given(st.lists(st.integers(0, 60), max_size=12))
def test_hidden_cells_are_never_alone_while_another_could_hide_them(counts: list[int]) -> None:
    hidden = hidden_groups([(count,) for count in counts])

    assert all(is_hidden for count, is_hidden in zip(counts, hidden, strict=True) if 0 < count < 10)
    if sum(hidden) == 1:
        assert all(count == 0 or is_hidden for count, is_hidden in zip(counts, hidden, strict=True))


def test_groups_are_hidden_as_a_whole_until_all_of_the_hidden_together_are_many() -> None:
    groups = [(20, 20), (3, 30), (12, 18), (0, 15)]

    assert hidden_groups(groups) == [False, True, True, True]  # 3 and 0 responders together are still 3


def test_what_stands_in_no_row_is_hidden_among_the_others() -> None:
    assert hidden_groups([(40,), (20,)], outside=(3,)) == [False, True]
    assert hidden_groups([(40,), (4,)], outside=(30,)) == [False, True]
    assert hidden_groups([(40,), (20,)], outside=(30,)) == [False, False]


def test_a_group_that_is_hidden_for_another_reason_takes_one_with_it() -> None:
    assert hidden_groups([(40,), (20,), (0,)], forced=[False, True, True]) == [True, True, False]


groups_of_two = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8)


@given(groups_of_two, st.tuples(st.integers(0, 40), st.integers(0, 40)))
def test_no_part_of_hidden_groups_follows_from_the_totals(
    groups: list[tuple[int, int]], outside: tuple[int, int]
) -> None:
    hidden = hidden_groups(groups, outside=outside)

    unseen = [group for group, is_hidden in zip(groups, hidden, strict=True) if is_hidden]
    seen = [group for group, is_hidden in zip(groups, hidden, strict=True) if not is_hidden]
    assert all(not 0 < part < 10 for part in chain.from_iterable(seen))
    if any(any(group) for group in seen):
        assert len(unseen) != 1 or any(outside)
        together = [sum(parts) for parts in zip(outside, *unseen, strict=True)]
        assert all(not 0 < part < 10 for part in together)


def test_the_sums_that_matter_most_are_shown_and_a_later_one_that_would_tell_is_not() -> None:
    became = {"responders": 60, "others": 30, "missing": 15, "unjudged": 3}
    sums = [("responders", "others"), ("missing",), tuple(became), ("unjudged",)]

    assert hidden_sums(sums, [became]) == [False, False, True, True]


def test_two_ways_of_dividing_the_same_people_tell_of_each_other() -> None:
    became = {"evaluable": 90, "missing": 33}
    ripe = {"ripe evaluable": 90, "young evaluable": 0, "ripe missing": 30, "young missing": 3}
    alike = [
        (("evaluable",), ("ripe evaluable", "young evaluable")),
        (("missing",), ("ripe missing", "young missing")),
    ]
    eligible = ("ripe evaluable", "ripe missing")

    assert hidden_sums([("evaluable",), ("missing",), eligible], [became, ripe], alike=alike) == [False, False, True]
    assert hidden_sums([("evaluable",), eligible, ("missing",)], [became, ripe], alike=alike) == [False, False, True]


def test_three_overlapping_sums_tell_what_no_two_of_them_do() -> None:
    parts = {"a": 4, "b": 30, "c": 50}

    assert hidden_sums([("a", "b"), ("b", "c"), ("a", "c")], [parts]) == [False, False, True]


_NAMES = "abcde"
partitions = st.fixed_dictionaries({name: st.integers(0, 25) for name in _NAMES})
subsets = st.lists(st.sets(st.sampled_from(_NAMES), min_size=1), min_size=1, max_size=7)


@given(partitions, subsets)
def test_no_few_people_follow_by_adding_and_subtracting(parts: dict[str, int], sums: list[set[str]]) -> None:
    """Somebody who adds sums of different people, and subtracts one that lies in another, as long as that tells more.

    Who is in an empty part is known to them.
    """
    hidden = hidden_sums(sums, [parts])
    filled = {name for name, count in parts.items() if count}
    assume(filled)

    known = {frozenset(wanted & filled) for wanted, is_hidden in zip(sums, hidden, strict=True) if not is_hidden}
    before = 0
    while len(known) > before:
        before = len(known)
        for one, other in list(combinations(known, 2)):
            known |= {one | other} if not one & other else set()
            known |= {one - other} if other < one else set()
            known |= {other - one} if one < other else set()

    assert all(not 0 < sum(parts[name] for name in people) < 10 for people in known)


@given(partitions, subsets)
def test_a_sum_is_hidden_only_where_something_is_small(parts: dict[str, int], sums: list[set[str]]) -> None:
    if all(not 0 < count < 10 for count in parts.values()):
        assert not any(hidden_sums(sums, [parts]))
