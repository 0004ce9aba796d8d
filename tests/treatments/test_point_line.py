"""The point line: what each line means, what it asks, and what it does not understand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.catalogue import muscles, needling
from clinic_log.treatments.rules.point_line import (
    LINE_FIELDS,
    LineRow,
    PieceKind,
    catalogue_vocabulary,
    complete,
    print_line,
    read_line,
    row_title,
    row_words,
)
from clinic_log.treatments.rules.point_line.tokens import phrase
from tests.treatments.strategies import needlings

VOCABULARY = catalogue_vocabulary()

UT: dict[str, Any] = {"muscle_slug": "trapezius-upper", "side": "right"}
LEV: dict[str, Any] = {"muscle_slug": "levator-scapulae", "side": "right"}
INF: dict[str, Any] = {"muscle_slug": "infraspinatus", "side": "left"}
SIZE: dict[str, Any] = {"diameter_mm": 0.3, "length_mm": 40}

_EMPTY = LineRow()


def said(row: LineRow) -> dict[str, Any]:
    """What the row says beyond an empty one."""
    return {name: value for name in LINE_FIELDS if (value := getattr(row, name)) != getattr(_EMPTY, name)}


WHOLE: list[tuple[str, list[dict[str, Any]]]] = [
    ("ut r 30x40 piston 2x ltr", [UT | SIZE | {"technique": "pistoning", "needles": 2, "twitch": "ltr-yes"}]),
    ("lev r, inf l x2", [LEV, INF | {"needles": 2}]),
    ("UT Right", [UT]),
    ("r ut", [UT]),
    ("upper trap rt", [UT]),
    ("trap upper r", [UT]),
    ("le sc r", [LEV]),
    ("uft r", [UT]),
    ("inf l", [INF]),
    ("t min l", [{"muscle_slug": "teres-minor", "side": "left"}]),
    ("di1 r", [{"muscle_slug": "interosseus-dorsalis-1-manus", "side": "right"}]),
    ("sup l", [{"muscle_slug": "supinator", "side": "left"}]),
    ("pect maj clav l", [{"muscle_slug": "pectoralis-major-clavicular", "side": "left"}]),
    ("mult l l", [{"muscle_slug": "multifidus-lumborum", "side": "left"}]),
    ("procerus", [{"muscle_slug": "procerus"}]),
    ("procerus m", [{"muscle_slug": "procerus", "side": "midline"}]),
    ("lm r L4/5", [{"muscle_slug": "multifidus-lumborum", "side": "right", "spinal_level": "L4/5"}]),
    ("lm r t12-l1", [{"muscle_slug": "multifidus-lumborum", "side": "right", "spinal_level": "T12-L1"}]),
    ("ut r 30x40", [UT | SIZE]),
    ("ut r 30 x 40", [UT | SIZE]),
    ("ut r 30×40", [UT | SIZE]),
    ("ut r 0.3x40", [UT | SIZE]),
    ("ut r .30×40", [UT | SIZE]),
    ("ut r 0,30x40", [UT | SIZE]),
    ("ut r 40x0.30", [UT | SIZE]),
    ("ut r 0.30x40mm", [UT | SIZE]),
    ("ut r 25x25", [UT | {"diameter_mm": 0.25, "length_mm": 25}]),
    ("ut r 30x13", [UT | {"diameter_mm": 0.3, "length_mm": 13}]),
    ("ut r 0.30", [UT | {"diameter_mm": 0.3}]),
    ("ut r 40mm", [UT | {"length_mm": 40}]),
    ("ut r 40 mm", [UT | {"length_mm": 40}]),
    ("ut r 2x", [UT | {"needles": 2}]),
    ("ut r ×2", [UT | {"needles": 2}]),
    ("ut r 2n", [UT | {"needles": 2}]),
    ("ut r 2 needles", [UT | {"needles": 2}]),
    ("ut r 10min", [UT | {"dwell_minutes": 10}]),
    ("ut r 2,5 min", [UT | {"dwell_minutes": 2.5}]),
    ("ut r 5'", [UT | {"dwell_minutes": 5}]),
    ("ut r 6 insertions", [UT | {"insertions": 6}]),
    ("ut r wind", [UT | {"technique": "winding"}]),
    ("ut r slow piston", [UT | {"technique": "slow-pistoning"}]),
    ("ut r fast-in fast-out", [UT | {"technique": "pistoning"}]),
    ("ut r deep pincer", [UT | {"depth_class": "deep", "approach": "pincer"}]),
    ("ut r to bone prone", [UT | {"depth_class": "to-bone", "patient_position": "prone"}]),
    ("ut r side-lying left", [UT | {"patient_position": "side-lying-left"}]),
    ("ut r latent", [UT | {"point_kind": "latent"}]),
    ("ut r no trigger point", [UT | {"point_kind": "not-trp"}]),
    ("ut r ltr+", [UT | {"twitch": "ltr-yes"}]),
    ("ut r ltr-", [UT | {"twitch": "ltr-no"}]),
    ("ut r ltr−", [UT | {"twitch": "ltr-no"}]),
    ("ut r no ltr", [UT | {"twitch": "ltr-no"}]),
    ("ut r ltr0", [UT | {"twitch": "ltr-not-sought"}]),
    ("ut r not sought", [UT | {"twitch": "ltr-not-sought"}]),
    ("ut r familiar", [UT | {"other_responses": ("referred-familiar",)}]),
    ("ut r cramp not familiar", [UT | {"other_responses": ("cramp", "referred-unfamiliar")}]),
    ("ut r seek local twitch", [UT | {"response_sought": "ltr-yes"}]),
    ('ut r note "sore, ""hot"""', [UT | {"note": 'sore, "hot"'}]),
    ('scar "left knee" l', [{"target_kind": "scar", "target_words": "left knee", "side": "left"}]),
    ("ut b x1", [UT | {"side": "left", "needles": 1}, UT | {"needles": 1}]),
    ("ut bil", [UT | {"side": "left"}, UT]),
    ("lev r, inf l, 30x40 x1", [LEV | SIZE | {"needles": 1}, INF | SIZE | {"needles": 1}]),
    ("lev, inf r, l", [LEV | {"side": "left"}, INF | {"side": "right"}]),
    ("lev r 25x25, ut r, 30x40", [LEV | {"diameter_mm": 0.25, "length_mm": 25}, UT | SIZE]),
    ("lev r ltr, ut r", [LEV | {"twitch": "ltr-yes"}, UT]),
    ("lev r; ut r", [LEV, UT]),
    (" , lev r,, ", [LEV]),
]


@pytest.mark.parametrize(("line", "rows"), WHOLE, ids=[line for line, _ in WHOLE])
def test_a_line_means_these_rows_and_nothing_more(line: str, rows: list[dict[str, Any]]) -> None:
    read = read_line(line, VOCABULARY)

    assert [said(row) for row in read.rows] == rows
    assert read.is_whole


UNKNOWN = [
    ("ut r pistn", "pistn: not understood. Did you mean pistoning?", "ut r pistoning"),
    ("levtor r", "levtor: not understood. Did you mean levator?", "levator r"),
    ("ut r qqq", "qqq: not understood.", ""),
    ("ut r ?", "?: not understood.", ""),
    ("ut?", "ut?: not understood.", ""),
    ("ut r x50", "x50: enter a value from 1 to 30 needles", ""),
    ("ut r 0.3x4", "0.3x4: enter a value from 5 to 200 mm", ""),
    ("ut r 300min", "300min: enter a value from 0 to 120 min", ""),
    ("ut r 30G", "30G: a gauge, not millimetres. Enter the diameter, such as 0.30", ""),
    ("ut r 2.5 needles", "2.5 needles: enter a whole number", ""),
    ("ut r 1.5x40", "1.5x40: enter diameter x length, such as 0.30x40", ""),
    ("ut r C9", "C9: not understood.", ""),
    ('ut r "sore, l', '"sore, l: close the quotation mark.', ""),
    ("tendon r", 'tendon: put the words in quotation marks, such as tendon "common extensor origin"', ""),
]


@pytest.mark.parametrize(("line", "words", "instead"), UNKNOWN, ids=[line for line, *_ in UNKNOWN])
def test_what_is_not_understood_is_said_with_what_was_probably_meant(line: str, words: str, instead: str) -> None:
    read = read_line(line, VOCABULARY)

    first = read.unknown[0]
    assert first.words == words
    assert [option.line for option in first.options] == ([instead] if instead else [])
    assert not read.is_whole


ASKED: list[tuple[str, str, list[str]]] = [
    ("ut", "Upper trapezius: left or right?", ["ut left", "ut right"]),
    ("ut, 30x40", "Upper trapezius: left or right?", ["ut left, 30x40", "ut right, 30x40"]),
    ("mult l", "Lumbar multifidus: left or right?", ["mult l left", "mult l right"]),
    ("procerus r", "Procerus lies on the midline and has no side", ["procerus"]),
    ("scal r", "scal: which muscle?", ["anterior scalene r", "middle scalene r", "posterior scalene r"]),
    ("ut r 40x30", "40x30 can be read in more than one way. Which is it?", ["ut r 0.40x30", "ut r 0.30x40"]),
    ("ut r 13x25", "13x25 can be read in more than one way. Which is it?", ["ut r 0.13x25", "ut r 0.25x13"]),
    ("ut r 2x40", "2x40 can be read in more than one way. Which is it?", ["ut r x2 40mm"]),
    ("ut r 13", "13: what is it?", ["ut r x13", "ut r 13mm", "ut r 13min"]),
    ("ut r 30", "30: what is it?", ["ut r x30", "ut r 30mm", "ut r 30min", "ut r 0.30"]),
    ("ut r l", "The side is said twice: r or l?", ["ut r", "ut l"]),
    ("ut r, l", "The side is said twice: the site has its own. Remove one", []),
    ("ut r sup", "sup: what is meant?", ["ut r superficial", "ut r supine", "ut r, sup"]),
    ("lev r ut", "ut: another muscle? Put a comma before it", ["lev r, ut"]),
    ("30x40", "Which muscle?", []),
    ('lm r level "X9"', "X9: enter a spinal level, such as C5, T4-5 or L4/L5", []),
]


@pytest.mark.parametrize(("line", "words", "lines"), ASKED, ids=[line for line, *_ in ASKED])
def test_what_could_be_read_in_two_ways_or_is_missing_is_asked(line: str, words: str, lines: list[str]) -> None:
    read = read_line(line, VOCABULARY)

    assert [issue.words for issue in read.questions] == [words]
    assert [option.line for option in read.questions[0].options] == lines
    assert not read.is_whole


def test_nothing_is_said_of_an_empty_line() -> None:
    read = read_line("  ", VOCABULARY)

    assert (read.rows, read.unknown, read.questions) == ((), (), ())
    assert not read.is_whole


def test_the_muscles_that_are_used_most_are_offered_first() -> None:
    read = read_line("scal", VOCABULARY, favourites=["scalenus-posterior"])

    assert read.questions[0].options[0].label == "Posterior scalene"
    assert read.rows == ()


def test_a_word_that_can_be_several_things_is_completed_and_an_understood_one_is_left_alone() -> None:
    assert [one.before for one in complete("lev r, glu", VOCABULARY)] == [
        "lev r, gluteus maximus ",
        "lev r, gluteus medius ",
        "lev r, gluteus minimus ",
    ]
    for finished in ("ut", "ut r piston", "ut r 13", "ut r pistn", "scal r", ""):
        assert complete(finished, VOCABULARY) == ()


def test_a_row_is_worded_as_it_would_be_stored() -> None:
    (row,) = read_line("ut r 30x40 piston 2x ltr 5min", VOCABULARY).rows

    assert row_title(row) == "Upper trapezius, right"
    assert row_words(row) == (
        *("2 needles", "diameter 0.30", "length 40", "pistoning"),
        *("twitch: obtained", "5 min in place"),
    )


def test_every_muscle_is_read_by_its_name_and_by_each_word_that_is_its_alone() -> None:
    for known in VOCABULARY.muscles:
        for name in (known.muscle.name, *(one.text for one in known.muscle.synonyms)):
            slugs = VOCABULARY.muscles_for(phrase(name))
            assert known.muscle.slug in slugs, name
    by_abbreviation = [
        (one.text, muscle.slug)
        for muscle in muscles.all_muscles()
        for one in muscle.synonyms
        if one.kind == "abbreviation"
    ]
    assert [slug for text, slug in by_abbreviation] == [
        VOCABULARY.muscles_for(phrase(text))[0] for text, _ in by_abbreviation
    ]


def test_every_code_of_the_lists_has_a_spelling_of_its_own() -> None:
    spelled = [(term.field, term.value, phrase(term.spellings[0])) for term in VOCABULARY.terms]

    for field, value, words in spelled:
        assert [(term.field, term.value) for term in VOCABULARY.terms_for(words)] == [(field, value)]
    lists = {"technique": "technique", "depth": "depth_class", "trp_kind": "point_kind", "approach": "approach"}
    for list_name, field in lists.items():
        codes = {code.code for code in needling.codes(list_name)}
        assert {value for name, value, _ in spelled if name == field} == codes


@st.composite
def rows(draw: st.DrawFn) -> LineRow:
    """Every row that the form can hold, as far as a line can say it: no episode, no person, no place on the chart."""
    entry = draw(needlings("row"))
    values = {name: getattr(entry, name) for name in LINE_FIELDS if name != "needles"}
    return LineRow(**values, needles=draw(st.none() | st.integers(1, 30)))


@given(rows())
def test_every_row_can_be_printed_as_a_line_and_read_back_the_same(row: LineRow) -> None:
    read = read_line(print_line(row), VOCABULARY)

    assert read.rows == (row,)
    assert read.unknown == ()
    has_its_side = row.side is not None or row.muscle_slug is None or not muscles.get(row.muscle_slug).has_side
    assert read.is_whole == has_its_side


@given(st.lists(rows(), min_size=1, max_size=4))
def test_several_rows_are_one_line(several: list[LineRow]) -> None:
    read = read_line(", ".join(map(print_line, several)), VOCABULARY)

    assert read.rows == tuple(several)


_TYPED = st.sampled_from(
    ["ut", "lev", "r", "l", "b", ",", " ", "30x40", "2x", "ltr", "ltr-", "13", "scal", "no", "tendon", '"', "C5", "sup"]
)
_LINES = st.text(max_size=60) | st.lists(_TYPED | st.text(max_size=4), max_size=12).map(" ".join)


@given(_LINES)
def test_any_text_can_be_read_and_each_of_its_characters_is_accounted_for(text: str) -> None:
    read = read_line(text, VOCABULARY)
    complete(text, VOCABULARY)

    assert "".join(piece.text for piece in read.pieces) == text
    between = "".join(piece.text for piece in read.pieces if piece.kind is PieceKind.BETWEEN)
    assert all(character.isspace() or character in ",;" for character in between)
    if any(piece.kind is PieceKind.UNKNOWN for piece in read.pieces):
        assert read.unknown


@given(_LINES)
def test_choosing_an_answer_gives_another_line_and_never_an_error(text: str) -> None:
    read = read_line(text, VOCABULARY)

    for issue in (*read.unknown, *read.questions):
        for option in issue.options:
            read_line(option.line, VOCABULARY)
