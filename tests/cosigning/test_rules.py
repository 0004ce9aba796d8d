"""Which versions a policy puts before a supervisor, whom it lets sign, and a draw that can be made again."""

import hmac
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.accounts.rules import Role
from clinic_log.clinics.rules import Policy
from clinic_log.cosigning.rules import (
    AskReason,
    NoteFacts,
    TreatedAs,
    draw_words,
    is_drawn,
    may_cosign,
    reason_words,
    reasons_for,
    treated_as,
)
from clinic_log.cosigning.rules.states import is_supervisors_own
from clinic_log.treatments.rules import SignatureMeaning

NOBODY = Policy(cosign_students=False, cosign_effects=False, cosign_overrides=False, cosign_one_in=0)
KEY = b"k" * 32


@pytest.mark.parametrize(
    ("facts", "reason", "setting"),
    [
        (NoteFacts(treated_as=frozenset({TreatedAs.STUDENT})), AskReason.STUDENT, "cosign_students"),
        (NoteFacts(treated_as=frozenset({TreatedAs.TRAINEE})), AskReason.TRAINEE, "cosign_students"),
        (NoteFacts(has_effect_beyond_mild=True), AskReason.EFFECT, "cosign_effects"),
        (NoteFacts(has_late_effect_beyond_mild=True), AskReason.LATE_EFFECT, "cosign_effects"),
        (NoteFacts(has_override=True), AskReason.OVERRIDE, "cosign_overrides"),
    ],
)
def test_each_setting_asks_for_its_own_notes(facts: NoteFacts, reason: AskReason, setting: str) -> None:
    values: dict[str, Any] = dict.fromkeys(("cosign_students", "cosign_effects", "cosign_overrides"), False)
    asked = Policy(**values | {setting: True})

    assert reasons_for(facts, policy=asked, is_drawn=False) == (reason,)
    assert reasons_for(facts, policy=NOBODY, is_drawn=False) == ()


def test_an_ordinary_note_waits_only_when_it_is_drawn() -> None:
    assert reasons_for(NoteFacts(), policy=Policy(), is_drawn=False) == ()
    assert reasons_for(NoteFacts(), policy=NOBODY, is_drawn=True) == (AskReason.DRAWN,)


def test_an_amended_note_asks_again_whatever_the_policy_says_now() -> None:
    facts = NoteFacts(was_cosigned=True, carried=(AskReason.OVERRIDE, AskReason.STUDENT))

    assert reasons_for(facts, policy=NOBODY, is_drawn=False) == (
        AskReason.STUDENT,
        AskReason.OVERRIDE,
        AskReason.AMENDED,
    )


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ({Role.PRACTITIONER}, TreatedAs.PRACTITIONER),
        ({Role.STUDENT}, TreatedAs.STUDENT),
        ({Role.STUDENT, Role.PRACTITIONER}, TreatedAs.TRAINEE),
        ({Role.STUDENT, Role.SUPERVISOR}, TreatedAs.STUDENT),
        (set(), TreatedAs.PRACTITIONER),
    ],
)
def test_who_is_a_practitioner_and_a_student_is_in_training(roles: set[Role], expected: TreatedAs) -> None:
    assert treated_as(roles) is expected


def _digest(session_id: int, version: int) -> bytes:
    return hmac.digest(KEY, draw_words(session_id, version).encode(), "sha256")


def test_the_draw_is_the_same_each_time_and_close_to_its_share() -> None:
    drawn = [number for number in range(1, 10_001) if is_drawn(_digest(number, 1), one_in=20)]

    assert drawn == [number for number in range(1, 10_001) if is_drawn(_digest(number, 1), one_in=20)]
    assert 420 <= len(drawn) <= 580  # 500 expected, standard deviation 22
    assert drawn != [number for number in range(1, 10_001) if is_drawn(_digest(number, 2), one_in=20)]


@given(digest=st.binary(min_size=32, max_size=32), one_in=st.integers(1, 1000))
def test_a_larger_share_draws_all_that_a_smaller_one_draws(digest: bytes, one_in: int) -> None:
    assert not is_drawn(digest, one_in=0)
    assert is_drawn(digest, one_in=1)
    assert not is_drawn(digest, one_in=one_in + 1) or is_drawn(digest, one_in=one_in)


@pytest.mark.parametrize(
    ("user_id", "expected"),
    [(1, False), (2, False), (3, True), (None, False)],
    ids=["treated", "signed", "other", "none"],
)
def test_nobody_cosigns_their_own(user_id: int | None, *, expected: bool) -> None:
    assert may_cosign(user_id, treated_ids={1}, signer_ids=[2]) is expected


@pytest.mark.parametrize(
    ("meaning", "roles", "signer", "expected"),
    [
        (SignatureMeaning.REVIEWED, ["supervisor"], 2, True),
        (SignatureMeaning.SUPERVISED, ["practitioner", "supervisor"], 2, True),
        (SignatureMeaning.SUPERVISED, ["practitioner"], 2, False),
        (SignatureMeaning.TREATED, ["supervisor"], 2, False),
        (SignatureMeaning.REVIEWED, ["supervisor"], 1, False),
    ],
)
def test_a_supervisors_own_signature_needs_no_second(
    meaning: SignatureMeaning, roles: list[str], signer: int, *, expected: bool
) -> None:
    assert is_supervisors_own(meaning, roles, signer_id=signer, treated_ids={1}) is expected


def test_reasons_are_said_in_one_order() -> None:
    assert reason_words(["drawn", "student"]) == "A student treated; drawn at random"
    assert reason_words(["unheard"]) == "Unheard"
    assert reason_words([]) == ""
