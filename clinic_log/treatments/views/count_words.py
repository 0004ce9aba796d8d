"""What a saved note says of its needles: which boxes were in use, how many came out, and how that was counted."""

from collections.abc import Iterator

from clinic_log.base.dates import day_in_zone
from clinic_log.treatments.rules import SessionContent
from clinic_log.treatments.rules.codes import words
from clinic_log.treatments.rules.lots import lot_words, lots_used
from clinic_log.treatments.rules.needle_count import is_in_one_number, region_lines
from clinic_log.treatments.rules.safety_sentences import counted_again, total_words


def needle_pairs(content: SessionContent, zone: str) -> Iterator[tuple[str, str]]:
    """Pairs of a name and words, in the order of the note."""
    day = day_in_zone(content.started_at, zone) if content.started_at else None
    for row in lots_used(content):
        yield "Needles in use", lot_words(row, day=day)
    lines = region_lines(content)
    if not lines and content.needles_out is None:
        return
    if not is_in_one_number(content):
        for line in lines:
            yield f"Needles, {line.label}", ". ".join(part for part in (line.in_words, line.note) if part)
    if len(lines) != 1 or is_in_one_number(content):
        yield "Needles in all", total_words(content)
    if content.counted_how:
        yield "How they were counted", words("count_state", content.counted_how)
    if content.count_note:
        yield "About the count", content.count_note
    yield from counted_again(content, zone)
