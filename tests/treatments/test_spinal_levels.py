"""A spinal level is one that a spine has."""

import pytest

from clinic_log.treatments.rules.spinal_levels import is_spinal_level


@pytest.mark.parametrize("text", ["C5", "c5", "T12", "L4-5", "L4/L5", "S1", "T12-L1", "C5 – 6"])
def test_levels_of_the_spine_are_taken(text: str) -> None:
    assert is_spinal_level(text)


@pytest.mark.parametrize("text", ["C9", "C9 banana", "T13", "L6", "5", "C0", "neck", "L4-L9", "C5-", "٣"])
def test_what_no_spine_has_is_refused(text: str) -> None:
    assert not is_spinal_level(text)
