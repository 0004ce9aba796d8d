"""The procedure code that a visit suggests: by distinct muscles, never by levels, needles or minutes."""

import pytest
from hypothesis import given

from clinic_log.catalogue import muscles
from clinic_log.treatments.rules import NeedleSide, NeedlingEntry
from clinic_log.treatments.rules.procedure_code import WHOLE_MUSCLES, count_muscles, suggested_code
from tests.treatments.factories import needling
from tests.treatments.strategies import contents

LEFT, RIGHT = NeedleSide.LEFT, NeedleSide.RIGHT
Row = tuple[str, NeedleSide | None, str]


def _rows(*rows: Row) -> tuple[NeedlingEntry, ...]:
    return tuple(needling(muscle_slug=slug, side=side, spinal_level=level) for slug, side, level in rows)


SOLEUS_BOTH = (("soleus", LEFT, ""), ("soleus", RIGHT, ""))
TRAPEZIUS = (("trapezius-upper", RIGHT, ""), ("trapezius-middle", RIGHT, ""), ("trapezius-lower", LEFT, ""))
LEVELS = tuple(("multifidus-lumborum", RIGHT, level) for level in ("L3", "L4", "L5"))


@pytest.mark.parametrize(
    ("rows", "sides", "parts", "counted", "code"),
    [
        ((), False, False, 0, None),
        ((("soleus", LEFT, ""),), False, False, 1, "20560"),
        (SOLEUS_BOTH, False, False, 1, "20560"),
        (SOLEUS_BOTH, True, False, 2, "20560"),
        ((*SOLEUS_BOTH, ("plantaris", LEFT, "")), False, False, 2, "20560"),
        ((*SOLEUS_BOTH, ("plantaris", LEFT, "")), True, False, 3, "20561"),
        (TRAPEZIUS, False, False, 1, "20560"),
        (TRAPEZIUS, True, False, 2, "20560"),
        (TRAPEZIUS, False, True, 3, "20561"),
        (TRAPEZIUS, True, True, 3, "20561"),
        (LEVELS, True, True, 1, "20560"),
        ((("soleus", LEFT, ""), ("plantaris", LEFT, ""), ("popliteus", LEFT, "")), False, False, 3, "20561"),
        ((("procerus", None, ""), ("procerus", None, "")), True, False, 1, "20560"),
    ],
)
def test_how_muscles_count(rows: tuple[Row, ...], *, sides: bool, parts: bool, counted: int, code: str | None) -> None:
    counts = count_muscles(_rows(*rows), sides_count_apart=sides, parts_count_apart=parts)

    assert counts.counted == counted
    assert suggested_code(counts) == code


def test_a_target_that_is_no_muscle_counts_nothing() -> None:
    scar = needling(muscle_slug=None, target_kind="scar", target_words="Scar of the knee")

    assert suggested_code(count_muscles([scar], sides_count_apart=True, parts_count_apart=True)) is None


def test_more_needles_and_insertions_count_nothing_more() -> None:
    few = count_muscles([needling(needles=1)], sides_count_apart=True, parts_count_apart=True)

    assert count_muscles([needling(needles=9, insertions=30)], sides_count_apart=True, parts_count_apart=True) == few


@given(contents())
def test_counting_sides_or_parts_apart_never_counts_less(content: object) -> None:
    rows = getattr(content, "needlings")  # noqa: B009 -- any content

    together = count_muscles(rows, sides_count_apart=False, parts_count_apart=False)
    parts = count_muscles(rows, sides_count_apart=False, parts_count_apart=True)

    assert together.muscles <= together.counting_sides
    assert together.muscles <= parts.muscles
    assert together.counting_sides <= parts.counting_sides


def test_every_part_of_the_catalogue_belongs_to_a_whole_muscle() -> None:
    """In Latin a part is called so: "pars descendens musculi trapezii"."""
    listed = {part for parts in WHOLE_MUSCLES.values() for part in parts}
    in_latin = {one.slug for one in muscles.all_muscles() if " musculi " in one.latin or ", caput" in one.latin}

    assert in_latin <= listed
    assert listed <= set(muscles.by_slug())
    assert all(len(parts) > 1 for parts in WHOLE_MUSCLES.values())
