"""Responders and completion among the episodes of a period, from counts of alike episodes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clinic_log.biostatistics.intervals import Interval
from clinic_log.biostatistics.proportions import wilson_interval
from clinic_log.biostatistics.responders import Response

# Product conventions, not published limits (methods, section 6).
LEAST_COMPLETION = 0.60
LARGEST_DIFFERENCE = 0.10
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeGroup:
    """How many episodes are alike in all of this. No response: their question has no known threshold."""

    practitioner_id: int | None
    condition_slug: str | None
    response: Response | None
    had_room: bool | None
    is_eligible: bool
    episodes: int

    @property
    def is_evaluable(self) -> bool:
        """Both scores are there and the first one left room; one that became worse without room is not."""
        judged = self.response in {Response.RESPONDER, Response.NON_RESPONDER, Response.WORSE}
        return judged and self.had_room is not False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeCounts:
    """Episodes by what became of them (methods, sections 3 and 6).

    episodes = evaluable + no_room + missing + unjudged. `no_room` holds the floor and those that became worse without
    room; `worse` counts every worse one; `with_baseline` have a first score of a known threshold. Those with
    `eligible_` are discharged or open for more than eight weeks.
    """

    episodes: int = 0
    evaluable: int = 0
    responders: int = 0
    worse: int = 0
    worse_without_room: int = 0
    floor: int = 0
    missing: int = 0
    unjudged: int = 0
    eligible: int = 0
    eligible_evaluable: int = 0
    eligible_missing: int = 0
    with_baseline: int = 0

    @property
    def no_room(self) -> int:
        return self.floor + self.worse_without_room

    @property
    def missing_under_way(self) -> int:
        """Without a last score, but still open and not yet eight weeks old."""
        return self.missing - self.eligible_missing

    @property
    def rate(self) -> float | None:
        return self.responders / self.evaluable if self.evaluable else None

    @property
    def interval(self) -> Interval | None:
        return wilson_interval(self.responders, self.evaluable)

    @property
    def with_missing(self) -> int:
        return self.evaluable + self.missing

    @property
    def rate_with_missing(self) -> float | None:
        """The rate when every missing episode counts as one that did not respond [Q1]."""
        return self.responders / self.with_missing if self.with_missing else None

    @property
    def completion(self) -> float | None:
        """The share of eligible episodes whose last score can be evaluated; None when none is eligible."""
        return self.eligible_evaluable / self.eligible if self.eligible else None

    @property
    def has_too_few_scores(self) -> bool:
        """Whether so much is missing that no rate may be the headline (methods, section 6)."""
        if self.completion is not None and self.completion < LEAST_COMPLETION - _TOLERANCE:
            return True
        if self.rate is None or self.rate_with_missing is None:
            return False
        return abs(self.rate - self.rate_with_missing) > LARGEST_DIFFERENCE + _TOLERANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortCounts:
    """What it took the responders of whom it is known, together; `effort_timed` sessions have a recorded end."""

    reached: int = 0
    effort_sessions: int = 0
    effort_needles: int = 0
    effort_minutes: int = 0
    effort_timed: int = 0


def count_outcomes(groups: Iterable[EpisodeGroup]) -> OutcomeCounts:
    """Add up groups of alike episodes."""
    kept = list(groups)
    eligible = [group for group in kept if group.is_eligible]
    return OutcomeCounts(
        episodes=_total(kept),
        evaluable=_total(group for group in kept if group.is_evaluable),
        responders=_total(_with(Response.RESPONDER, kept)),
        worse=_total(_with(Response.WORSE, kept)),
        worse_without_room=_total(group for group in _with(Response.WORSE, kept) if group.had_room is False),
        floor=_total(_with(Response.FLOOR, kept)),
        missing=_total(_with(Response.MISSING, kept)),
        unjudged=_total(_with(None, kept)),
        eligible=_total(eligible),
        eligible_evaluable=_total(group for group in eligible if group.is_evaluable),
        eligible_missing=_total(_with(Response.MISSING, eligible)),
        with_baseline=_total(group for group in kept if group.had_room is not None),
    )


def _with(response: Response | None, groups: Iterable[EpisodeGroup]) -> Iterator[EpisodeGroup]:
    return (group for group in groups if group.response is response)


def _total(groups: Iterable[EpisodeGroup]) -> int:
    return sum(group.episodes for group in groups)
