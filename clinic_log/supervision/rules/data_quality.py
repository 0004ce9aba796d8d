"""How far the record can be trusted: what was not asked, what was copied, and how late it was signed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields

from clinic_log.base.wording import counted
from clinic_log.supervision.rules.words import count_words, share_words

_MINUTES_PER_HOUR = 60
_MINUTES_PER_DAY = 24 * 60


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
    """One practitioner, or everyone, in words; a share stands with its interval and only from ten.

    `minutes_to_signature` is how many visits were signed so many minutes after they began.
    """

    name: str
    counts: RecordCounts
    minutes_to_signature: Mapping[int, int]

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
        middle = median_of_counts(self.minutes_to_signature)
        return _duration(middle) if middle is not None else "–"

    @property
    def signed(self) -> int:
        return sum(self.minutes_to_signature.values())

    @property
    def late(self) -> int:
        """How many were signed more than 48 hours after the visit began."""
        return sum(visits for minutes, visits in self.minutes_to_signature.items() if minutes >= 2 * _MINUTES_PER_DAY)

    @property
    def signed_late(self) -> str:
        return count_words(self.late, self.signed)


def quality_rows(
    counts: Mapping[int, RecordCounts],
    minutes: Mapping[int, Mapping[int, int]],
    *,
    names: Mapping[int | None, str],
) -> tuple[QualityRow, ...]:
    """Everyone first, then each practitioner in alphabetical order; empty where nothing is recorded."""
    people = sorted({*counts, *minutes}, key=lambda person: names.get(person, "Somebody").casefold())
    if not people:
        return ()
    rows = [
        QualityRow(
            name=names.get(person, "Somebody"),
            counts=counts.get(person, RecordCounts()),
            minutes_to_signature=minutes.get(person, {}),
        )
        for person in people
    ]
    together = QualityRow(
        name="Everyone",
        counts=sum((row.counts for row in rows), RecordCounts()),
        minutes_to_signature=sum((Counter(row.minutes_to_signature) for row in rows), Counter[int]()),
    )
    return (together, *rows)


def median_of_counts(counts: Mapping[int, int]) -> float | None:
    """The middle of values that stand with how often each occurs; None of nothing."""
    total = sum(counts.values())
    if not total:
        return None
    middles, seen = ((total - 1) // 2, total // 2), 0
    found: list[int] = []
    for value in sorted(counts):
        found += [value for place in middles if seen <= place < seen + counts[value]]
        seen += counts[value]
    return sum(found) / len(found)


def _duration(minutes: float) -> str:
    if minutes < _MINUTES_PER_HOUR:
        return counted(round(minutes), "minute")
    if minutes < 2 * _MINUTES_PER_DAY:
        return counted(round(minutes / _MINUTES_PER_HOUR), "hour")
    return counted(round(minutes / _MINUTES_PER_DAY), "day")
