"""Which muscles and words lie in an intimate area."""

import pytest

from clinic_log.catalogue import intimate_areas, muscles
from clinic_log.catalogue.vocabulary import Region


def test_every_muscle_of_the_pelvis_lies_in_one_and_none_in_two() -> None:
    listed = [slug for area in intimate_areas.all_areas() for slug in area.muscles]
    pelvis = {muscle.slug for muscle in muscles.all_muscles() if muscle.region is Region.PELVIS}

    assert pelvis <= set(listed)
    assert len(listed) == len(set(listed))
    assert all(area.source and not area.reviewed_by_clinician for area in intimate_areas.all_areas())


@pytest.mark.parametrize(
    ("words", "areas"),
    [
        ("Scar below the left breast", ["breast"]),
        ("Inguinal ligament", ["groin"]),
        ("Perineal scar", ["pelvic-floor"]),
        ("Breastbone", ["breast"]),
        ("Patellar tendon", []),
        ("Analgesic pump scar", []),
    ],
)
def test_words_name_an_area(words: str, areas: list[str]) -> None:
    assert [area.slug for area in intimate_areas.all_areas() if area.is_named_in(words)] == areas
