"""Labels never touch and never leave the drawing."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from clinic_log.charts.chart import ticks
from clinic_log.charts.labels import Board, Box, Spot, shorten, stacked, text_width, thinned, wrapped

WORDS = st.text(max_size=80)


@given(st.lists(st.floats(0, 700), max_size=60).map(sorted), st.floats(1, 120))
def test_thinned_labels_are_apart_and_end_with_the_last(positions: list[float], width: float) -> None:
    shown = thinned(positions, [width] * len(positions))

    assert all(positions[right] - positions[left] >= width for left, right in pairwise(shown))
    assert shown[-1:] == ([len(positions) - 1] if positions else [])


@given(WORDS, st.floats(0, 300))
def test_shortened_words_fit_their_room(words: str, room: float) -> None:
    assert text_width(shorten(words, room)) <= room


@given(WORDS, st.floats(20, 300))
def test_wrapped_lines_fit_their_room(words: str, room: float) -> None:
    assert all(text_width(line) <= room for line in wrapped(words, room))


@given(st.lists(st.floats(-50, 300), max_size=4))
def test_stacked_blocks_never_touch(wanted: list[float]) -> None:
    tops = stacked(wanted, [40] * len(wanted), top=0, bottom=250)

    assert all(below - above >= 39.99 for above, below in pairwise(tops))
    assert all(0 <= top <= 210 for top in tops)


@given(st.floats(-1000, 1000), st.floats(0.5, 2000))
def test_ticks_are_at_most_six_and_on_the_axis(low: float, width: float) -> None:
    values = ticks(low, low + width)

    assert 2 <= len(values) <= 6
    assert all(low - 1e-6 * width <= value <= low + width * (1 + 1e-6) for value in values)


def test_a_pain_axis_is_read_in_twos() -> None:
    assert ticks(0, 10) == [0, 2, 4, 6, 8, 10]


def test_a_label_takes_the_first_free_place() -> None:
    board = Board(Box(0, 0, 100, 100), [Box(40, 0, 60, 30)])

    spot = board.place("5", [Spot(50, 20), Spot(50, 60)])

    assert spot == Spot(50, 60)


def test_a_label_without_a_free_place_is_left_out_unless_it_is_needed() -> None:
    board = Board(Box(0, 0, 100, 100), [Box(0, 0, 100, 100)])

    assert board.place("5", [Spot(50, 50)]) is None
    assert board.place("5", [Spot(50, 50)], needed=True) == Spot(50, 50)
    assert board.place("5", [Spot(500, 50)], needed=True) is None
