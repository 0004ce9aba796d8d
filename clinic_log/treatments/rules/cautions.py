"""What is worth a second look before signing, and never stops it."""

from collections.abc import Iterator

from clinic_log.catalogue import measures
from clinic_log.treatments.rules.content import Gap, SessionContent


def cautions(content: SessionContent) -> tuple[Gap, ...]:
    """Same target twice, more motion than the joint allows. Dangers that need a reason are gaps (rules/hazards.py)."""
    return (
        *_twice(content),
        *_beyond_the_joint(content),
    )


def _twice(content: SessionContent) -> Iterator[Gap]:
    seen = set()
    for row in content.needlings:
        target = (row.muscle_slug or row.target_words, row.side, row.spinal_level, row.episode_id)
        if target in seen:
            yield Gap(f"needlings.{row.uid}", "This target already stands above on the same side. Keep both?")
        seen.add(target)


def _beyond_the_joint(content: SessionContent) -> Iterator[Gap]:
    for row in content.measurements:
        measure = measures.get(row.measure_slug)
        for name, value in (("before", row.before), ("after", row.after)):
            if value is not None and measure.max_plausible is not None and value > measure.max_plausible:
                unit = "°" if measure.unit == "deg" else f" {measure.unit}"
                text = f"{measure.short_label}, {name}: {value:g}{unit} is more than this joint allows. Check"
                yield Gap(f"measurements.{row.uid}.{name}", text)
