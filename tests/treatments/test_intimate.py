"""In which intimate areas needles lie."""

import pytest

from clinic_log.treatments.rules.intimate import areas_needled
from tests.treatments.factories import needling, needling_visit


@pytest.mark.parametrize(
    ("target", "areas"),
    [
        ({"muscle_slug": "pectineus"}, ["groin"]),
        ({"muscle_slug": None, "target_kind": "scar", "target_words": "Groin to perineum"}, ["groin", "pelvic-floor"]),
        ({"muscle_slug": None, "target_kind": "scar", "target_words": "Over the patella"}, []),
    ],
)
def test_each_area_that_a_target_reaches_is_needled(target: dict[str, str | None], areas: list[str]) -> None:
    content = needling_visit(needlings=(needling(twitch=None, **target),))

    assert [area.slug for area in areas_needled(content)] == areas
