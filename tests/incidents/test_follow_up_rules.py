"""What of an answer is an unwanted effect, when the question counts as answered, and what the code draws."""

import re

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.catalogue import adverse_events
from clinic_log.incidents.rules.follow_up import (
    PROPOSED_KINDS,
    SIGN_WORDS,
    Bruise,
    Sign,
    SignsGap,
    Told,
    effects_of,
    find_signs_gap,
)
from clinic_log.incidents.rules.follow_up_texts import ENGLISH, texts_in
from clinic_log.incidents.views.qr_code import QrCode

NOTHING = Told(none_of_these=True, soreness=0, bruise=Bruise.NONE, pain=6)

answers = st.builds(
    Told,
    signs=st.lists(st.sampled_from(Sign), unique=True).map(tuple),
    none_of_these=st.booleans(),
    soreness=st.none() | st.integers(0, 10),
    bruise=st.none() | st.sampled_from(Bruise),
    other=st.text(max_size=20),
    pain=st.none() | st.integers(0, 10),
)


def test_nothing_unwanted_is_an_answer_and_pain_is_no_side_effect() -> None:
    assert effects_of(NOTHING) == ()
    assert NOTHING.is_whole


@pytest.mark.parametrize(
    "told",
    [Told(), Told(none_of_these=True), Told(none_of_these=True, soreness=0), Told(soreness=0, bruise=Bruise.NONE)],
)
def test_a_blank_is_never_none(told: Told) -> None:
    assert effects_of(told) == ()
    assert not told.is_whole


def test_what_is_told_stands_in_words_with_the_warning_signs_first() -> None:
    told = Told(signs=(Sign.FEVER, Sign.BREATHLESS), soreness=3, bruise=Bruise.LARGE, other="Could not sleep")

    effects = effects_of(told)

    assert [one.words for one in effects] == [
        "Short of breath",
        "Fever",
        "Soreness 3 of 10",
        "Bruise, large",
        "Other: Could not sleep",
    ]
    assert [one.is_warning for one in effects] == [True, True, False, False, False]


@given(answers)
def test_every_ticked_sign_is_a_warning_and_nothing_else_is(told: Told) -> None:
    warnings = [one.code for one in effects_of(told) if one.is_warning]

    assert sorted(warnings) == sorted(told.signs)


def test_the_signs_have_to_be_answered_and_not_twice() -> None:
    assert find_signs_gap(Told()) is SignsGap.MISSING
    assert find_signs_gap(Told(signs=(Sign.FEVER,), none_of_these=True)) is SignsGap.CONTRADICTION
    assert find_signs_gap(Told(signs=(Sign.FEVER,))) is None
    assert find_signs_gap(NOTHING) is None


def test_every_code_has_its_words_and_every_proposal_is_of_the_catalogue() -> None:
    assert set(SIGN_WORDS) == set(ENGLISH.sign_words) == set(Sign)
    assert set(ENGLISH.bruise_words) == set(Bruise)
    assert set(ENGLISH.signs_gaps) == set(SignsGap)
    assert set(PROPOSED_KINDS.values()) <= set(adverse_events.by_slug())
    assert texts_in("tlh") is ENGLISH


def test_the_code_draws_the_dark_modules_of_the_link() -> None:
    link = "https://log.example.org/follow-up/" + "x" * 43

    code = QrCode.of(link)

    rows = [list(row) for row in segno.make(link, error="m", micro=False).matrix_iter(border=4)]
    drawn = [[0] * code.size for _ in range(code.size)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code.path):
        drawn[int(y)][int(x) : int(x) + int(width)] = [1] * int(width)
    assert drawn == [[int(module) for module in row] for row in rows]
