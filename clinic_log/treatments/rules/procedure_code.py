"""Which procedure code a visit's needling suggests, by the number of distinct muscles. A suggestion, never submitted.

It is no part of the signed note: it follows from how the clinic counts, which may change, and says nothing of what was
done that the note does not say already. A spinal level is never a muscle of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from clinic_log.treatments.rules.content import NeedlingEntry

# Muscles of which the catalogue knows only the parts that are needled on their own.
WHOLE_MUSCLES: Final = MappingProxyType(
    {
        "occipitofrontalis": ("frontalis", "occipitalis"),
        "sternocleidomastoid": ("scm-sternal", "scm-clavicular"),
        "digastric": ("digastric-anterior", "digastric-posterior"),
        "trapezius": ("trapezius-upper", "trapezius-middle", "trapezius-lower"),
        "deltoid": ("deltoid-anterior", "deltoid-middle", "deltoid-posterior"),
        "biceps brachii": ("biceps-brachii-long-head", "biceps-brachii-short-head"),
        "triceps brachii": (
            *("triceps-brachii-long-head", "triceps-brachii-lateral-head", "triceps-brachii-medial-head"),
        ),
        "pectoralis major": ("pectoralis-major-clavicular", "pectoralis-major-sternocostal"),
        "iliocostalis lumborum": ("iliocostalis-thoracis", "iliocostalis-lumborum"),
        "longissimus thoracis": ("longissimus-thoracis", "longissimus-lumborum"),
        "levator ani": ("pubococcygeus", "iliococcygeus"),
        "biceps femoris": ("biceps-femoris-long-head", "biceps-femoris-short-head"),
        "gastrocnemius": ("gastrocnemius-medial-head", "gastrocnemius-lateral-head"),
    }
)
_WHOLE_OF: Final = {part: whole for whole, parts in WHOLE_MUSCLES.items() for part in parts}
_FEW: Final = "20560"  # 1 or 2 muscles
_MANY: Final = "20561"  # 3 or more muscles
_MANY_FROM: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleCounts:
    """The muscles of a visit, counted in each way; parts are told apart or taken together in all of them alike."""

    muscles: int
    counting_sides: int
    sides_count_apart: bool

    @property
    def counted(self) -> int:
        """The number by which the clinic counts."""
        return self.counting_sides if self.sides_count_apart else self.muscles


def count_muscles(
    needlings: Iterable[NeedlingEntry], *, sides_count_apart: bool, parts_count_apart: bool
) -> MuscleCounts:
    """Levels, needles, insertions and targets that are no muscle count nothing."""
    found = {
        (row.muscle_slug if parts_count_apart else _WHOLE_OF.get(row.muscle_slug, row.muscle_slug), row.side)
        for row in needlings
        if row.muscle_slug
    }
    return MuscleCounts(
        muscles=len({muscle for muscle, _side in found}),
        counting_sides=len(found),
        sides_count_apart=sides_count_apart,
    )


def suggested_code(counts: MuscleCounts) -> str | None:
    """One code a visit; None when no muscle was needled."""
    if not counts.counted:
        return None
    return _MANY if counts.counted >= _MANY_FROM else _FEW
