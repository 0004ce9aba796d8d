"""A needle's size reads as it stands on the box."""

import pytest

from clinic_log.treatments.rules.codes import needle_size


@pytest.mark.parametrize(
    ("diameter_mm", "length_mm", "words"),
    [
        (0.3, 40.0, "0.30 × 40"),
        (0.25, 13.0, "0.25 × 13"),
        (0.125, 7.5, "0.125 × 7.5"),
        (None, 40.0, "40"),
        (None, None, ""),
    ],
)
def test_a_diameter_has_two_places_at_least(diameter_mm: float | None, length_mm: float | None, words: str) -> None:
    assert needle_size(diameter_mm, length_mm) == words
