"""Writing how many needles came out: the last count of each region, and every count with its time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Actor
from clinic_log.treatments.models import NeedleCount, TreatmentSession
from clinic_log.treatments.rules import SessionContent
from clinic_log.treatments.rules.needle_count import is_in_one_number, region_lines

_Kept = dict[str, Any]


def write_count(treatment: TreatmentSession, content: SessionContent, *, by: Actor) -> None:
    """Keep the count, and in `recounts` each number that is new, also one that corrects an earlier one. That the answer
    to how it was counted changed is kept with the number it concerns.
    """
    now = now_utc()
    before = {row.region: row for row in treatment.counts}
    had = {row.region: row.needles_out for row in treatment.counts}
    if is_in_one_number(content):
        had |= {"": treatment.needles_out}
    is_retold = treatment.counted_how not in {None, content.counted_how}
    kept = [
        {"at": now.isoformat(), "by": by.user_id, **count}
        for count in _counts(content)
        if count["out"] != had.get(count["region"]) or is_retold
    ]
    if kept:
        treatment.recounts = [*(treatment.recounts or []), *kept]
    treatment.needles_out, treatment.counted_how = content.needles_out, content.counted_how
    treatment.counts = _rows(content, before, by=by, now=now)


def _counts(content: SessionContent) -> Iterator[_Kept]:
    how = content.counted_how.value if content.counted_how else None
    if is_in_one_number(content):
        yield {"region": "", "label": "", "out": content.needles_out, "how": how}
    for row in content.counts:
        if row.needles_out is not None:
            yield {"region": row.region, "label": row.label, "out": row.needles_out, "how": how}


def _rows(content: SessionContent, before: dict[str, NeedleCount], *, by: Actor, now: datetime) -> list[NeedleCount]:
    needles_in = {line.region: line.needles_in for line in region_lines(content)}
    rows = []
    for position, entry in enumerate(content.counts):
        row = before.get(entry.region) or NeedleCount(region=entry.region)
        if row.needles_out != entry.needles_out:
            is_counted = entry.needles_out is not None
            row.counted_at, row.counted_by_id = (now, by.user_id) if is_counted else (None, None)
        row.position, row.label, row.needles_in = position, entry.label, needles_in.get(entry.region, 0)
        row.needles_out, row.note = entry.needles_out, entry.note
        rows.append(row)
    return rows
