"""What is worth a second look before signing, and never stops it."""

from collections.abc import Iterator

from clinic_log.catalogue import measures, muscles
from clinic_log.treatments.rules.content import Gap, SessionContent
from clinic_log.treatments.rules.states import NeedleSide


def cautions(content: SessionContent) -> tuple[Gap, ...]:
    """Same target twice, a needle longer than usual, both sides of the chest, more motion than the joint allows."""
    return (
        *_twice(content),
        *_long_needles(content),
        *_both_sides_of_the_chest(content),
        *_beyond_the_joint(content),
    )


def _twice(content: SessionContent) -> Iterator[Gap]:
    seen = set()
    for row in content.needlings:
        target = (row.muscle_slug or row.target_words, row.side, row.spinal_level, row.episode_id)
        if target in seen:
            yield Gap(f"needlings.{row.uid}", "This target already stands above on the same side. Keep both?")
        seen.add(target)


def _long_needles(content: SessionContent) -> Iterator[Gap]:
    for row in content.needlings:
        muscle = muscles.by_slug().get(row.muscle_slug or "")
        longest = muscle.usual_needle_length_mm_high if muscle else None
        if muscle and longest is not None and row.length_mm is not None and row.length_mm > longest:
            reviewed = "" if muscle.reviewed_by_clinician else ", not reviewed by a clinician"
            yield Gap(
                f"needlings.{row.uid}.length_mm",
                f"{row.length_mm:g} mm is longer than usual for {muscle.name} (up to {longest} mm{reviewed})",
            )


def _both_sides_of_the_chest(content: SessionContent) -> Iterator[Gap]:
    """By hazard and not by region; the South African guideline says to avoid it (record-fields, section 4)."""
    sides = {row.side for row in content.needlings if row.muscle_slug in _muscles_over_the_chest()}
    if {NeedleSide.LEFT, NeedleSide.RIGHT} <= sides:
        yield Gap("needlings", "Both sides of the chest were needled in one visit: a lung on each side is at risk")


def _beyond_the_joint(content: SessionContent) -> Iterator[Gap]:
    for row in content.measurements:
        measure = measures.get(row.measure_slug)
        for name, value in (("before", row.before), ("after", row.after)):
            if value is not None and measure.max_plausible is not None and value > measure.max_plausible:
                unit = "°" if measure.unit == "deg" else f" {measure.unit}"
                text = f"{measure.short_label}, {name}: {value:g}{unit} is more than this joint allows. Check"
                yield Gap(f"measurements.{row.uid}.{name}", text)


def _muscles_over_the_chest() -> frozenset[str]:
    return frozenset(muscle.slug for muscle in muscles.all_muscles() if muscle.is_over_chest)
