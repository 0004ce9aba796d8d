"""Pain over the visits of an episode: the course by its before-scores, and apart from it the immediate response."""

from collections.abc import Sequence
from dataclasses import dataclass

from clinic_log.biostatistics import change, responders
from clinic_log.biostatistics.change import Distribution
from clinic_log.biostatistics.responders import ResponderRule, Response
from clinic_log.biostatistics.scores import ScorePair
from clinic_log.biostatistics.trend import Slope, slope_per_week
from clinic_log.catalogue.measures import DEFAULT_PAIN_QUESTION, Measure
from clinic_log.outcomes.rules.visits import Score, Visit, find_measure, took_place


@dataclass(frozen=True, slots=True)
class PainPoint:
    """The episode's pain question in one visit; None means not asked."""

    visit: Visit
    before: float | None
    after: float | None
    not_asked_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PainCourse:
    """Pain by one question over the visits that took place, in order of time.

    The course goes from the first before-score to the last, also where a visit had no needles (methods, sections 3
    and 4). `question` is None when the catalogue no longer knows it.
    """

    question_slug: str
    question: Measure | None
    points: tuple[PainPoint, ...]

    @property
    def label(self) -> str:
        """How a sentence names it: 'Pain' for the default question."""
        if self.question is None or self.question_slug == DEFAULT_PAIN_QUESTION:
            return "Pain"
        return self.question.short_label

    @property
    def scored(self) -> tuple[PainPoint, ...]:
        """The points with a before-score; they decide."""
        return tuple(point for point in self.points if point.before is not None)

    @property
    def visits_without_score(self) -> int:
        return len(self.points) - len(self.scored)

    @property
    def first(self) -> PainPoint | None:
        return self.scored[0] if self.scored else None

    @property
    def last(self) -> PainPoint | None:
        """The last point of a course; None with fewer than two before-scores."""
        return self.scored[-1] if len(self.scored) > 1 else None

    @property
    def pair(self) -> ScorePair:
        return change.course_pair(self._pairs)

    @property
    def improvement(self) -> float | None:
        """Points better over the course, negative when worse; None without a course or a known question."""
        if self.question is None:
            return None
        return change.improvement(self.pair.before, self.pair.after, measure=self.question)

    @property
    def immediate(self) -> Distribution | None:
        """Improvements within single visits, described and never added up (methods, section 4)."""
        if self.question is None:
            return None
        return change.describe_immediate_responses(self._pairs, measure=self.question)

    @property
    def slope(self) -> Slope | None:
        """Points a week over the before-scores, negative when pain falls; None under three dates."""
        scored = self.scored
        return slope_per_week(
            [point.visit.held_on for point in scored], [point.before for point in scored if point.before is not None]
        )

    @property
    def had_room(self) -> bool | None:
        """Whether the first score left room for an important change; None without a score or a threshold."""
        first = self.pair.before
        if first is None or self.question is None or not responders.has_threshold(self.question):
            return None
        return responders.has_room(first, measure=self.question)

    def response(self, rule: ResponderRule = ResponderRule.EITHER) -> Response | None:
        """The class of the episode by the MCID alone; None when the question has no known threshold."""
        if self.question is None or not responders.has_threshold(self.question):
            return None
        return responders.classify(self.pair.before, self.pair.after, measure=self.question, rule=rule)

    def is_important(self, rule: ResponderRule = ResponderRule.EITHER) -> bool | None:
        """Whether the change may be called important: it also reaches the MDC, where one is known."""
        if self.question is None:
            return None
        return responders.is_important(self.pair.before, self.pair.after, measure=self.question, rule=rule)

    @property
    def _pairs(self) -> list[ScorePair]:
        return [ScorePair(point.before, point.after) for point in self.points]


def pain_course(visits: Sequence[Visit], question_slug: str) -> PainCourse:
    """The course by one question. A before and an after of different questions are never put together."""
    ordered = sorted(visits, key=lambda visit: (visit.started_at, visit.session_id))
    points = (_point(visit, question_slug) for visit in ordered)
    return PainCourse(
        question_slug=question_slug,
        question=find_measure(question_slug),
        points=tuple(point for point in points if took_place(point.visit.kind) or point.before is not None),
    )


def _point(visit: Visit, question_slug: str) -> PainPoint:
    """The first answer with a before-score when a visit has the question twice."""
    scores = visit.scores_of(question_slug)
    score = next((score for score in scores if score.before is not None), scores[0] if scores else _nothing())
    return PainPoint(visit, score.before, score.after, score.not_asked_reason)


def _nothing() -> Score:
    return Score(measure_slug="", label="", unit="", before=None)
