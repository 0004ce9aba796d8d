"""How far the record can be trusted: what was not asked, what was copied, and how late it was signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from statistics import median

from clinic_log.base.wording import counted
from clinic_log.supervision.rules.words import count_words, share_words

_HOURS_PER_DAY = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCounts:
    """What one practitioner's record of a period holds.

    `pain_before` are signed sessions with a score of the followed pain question before the treatment, `pain_both` those
    that also have one after it. `copied` are needle sites in which something still stands as it was copied.
    """

    sessions: int = 0
    needling_sessions: int = 0
    asked: int = 0
    pain_before: int = 0
    pain_both: int = 0
    sites: int = 0
    copied: int = 0
    old_drafts: int = 0

    def __add__(self, other: "RecordCounts") -> "RecordCounts":
        names = [field.name for field in fields(self)]
        return RecordCounts(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityRow:
    """One practitioner, or everyone, in words; a share stands with its interval and only from ten."""

    name: str
    counts: RecordCounts
    hours_to_signature: tuple[float, ...]

    @property
    def without_after(self) -> str:
        return share_words(self.counts.pain_before - self.counts.pain_both, self.counts.pain_before)

    @property
    def not_asked(self) -> str:
        return share_words(self.counts.needling_sessions - self.counts.asked, self.counts.needling_sessions)

    @property
    def copied(self) -> str:
        return share_words(self.counts.copied, self.counts.sites)

    @property
    def to_signature(self) -> str:
        """The middle time from the start of a visit to its first signature: '35 minutes', '9 hours', '3 days'."""
        return _duration(median(self.hours_to_signature)) if self.hours_to_signature else "–"

    @property
    def signed_late(self) -> str:
        """How many were signed more than 48 hours after the visit began."""
        late = sum(hours > 2 * _HOURS_PER_DAY for hours in self.hours_to_signature)
        return count_words(late, len(self.hours_to_signature))


def quality_rows(
    counts: Mapping[int, RecordCounts], hours: Mapping[int, Sequence[float]], *, names: Mapping[int | None, str]
) -> tuple[QualityRow, ...]:
    """Everyone first, then each practitioner in alphabetical order; empty where nothing is recorded."""
    people = sorted({*counts, *hours}, key=lambda person: names.get(person, "Somebody").casefold())
    if not people:
        return ()
    rows = [
        QualityRow(
            name=names.get(person, "Somebody"),
            counts=counts.get(person, RecordCounts()),
            hours_to_signature=tuple(hours.get(person, ())),
        )
        for person in people
    ]
    together = QualityRow(
        name="Everyone",
        counts=sum((row.counts for row in rows), RecordCounts()),
        hours_to_signature=tuple(hour for row in rows for hour in row.hours_to_signature),
    )
    return (together, *rows)


def _duration(hours: float) -> str:
    if hours < 1:
        return counted(round(hours * 60), "minute")
    if hours < 2 * _HOURS_PER_DAY:
        return counted(round(hours), "hour")
    return counted(round(hours / _HOURS_PER_DAY), "day")
