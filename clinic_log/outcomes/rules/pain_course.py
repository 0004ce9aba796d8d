"""Pain over the visits of an episode: the course by its before-scores, and apart from it the immediate response."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from clinic_log.biostatistics import change, responders
from clinic_log.biostatistics.change import Distribution
from clinic_log.biostatistics.responders import ResponderRule, Response
from clinic_log.biostatistics.scores import ScorePair
from clinic_log.biostatistics.trend import Slope, slope_per_week
from clinic_log.catalogue.measures import DEFAULT_PAIN_QUESTION, Measure
from clinic_log.outcomes.rules.visits import OutsideScore, Score, Visit, find_measure, took_place


@dataclass(frozen=True, slots=True)
class PainPoint:
    """The episode's pain question in one visit; None means not asked."""

    visit: Visit
    before: float | None
    after: float | None
    not_asked_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class PainCourse:
    """Pain by one question over the visits that took place, in order of time.

    The course goes from the first before-score to the last, also where a visit had no needles (methods, sections 3
    and 4), or to `follow_up`: the latest answer outside a session, where it lies after the day of the last
    before-score. A follow-up is no visit: it stands in no count of them. `question` is None when the catalogue no
    longer knows it.
    """

    question_slug: str
    question: Measure | None
    points: tuple[PainPoint, ...]
    follow_up: PainPoint | None = None

    @property
    def label(self) -> str:
        """How a sentence names it: 'Pain' for the default question."""
        if self.question is None or self.question_slug == DEFAULT_PAIN_QUESTION:
            return "Pain"
        return self.question.short_label

    @cached_property
    def scored(self) -> tuple[PainPoint, ...]:
        """The points that decide: the visits with a before-score, and the follow-up behind them."""
        return self.scored_visits if self.follow_up is None else (*self.scored_visits, self.follow_up)

    @cached_property
    def scored_visits(self) -> tuple[PainPoint, ...]:
        return tuple(point for point in self.points if point.before is not None)

    @property
    def visits_without_score(self) -> int:
        return len(self.points) - len(self.scored_visits)

    @property
    def first(self) -> PainPoint | None:
        return self.scored[0] if self.scored else None

    @property
    def last(self) -> PainPoint | None:
        """The last point of a course; None with fewer than two scores."""
        return self.scored[-1] if len(self.scored) > 1 else None

    @property
    def pair(self) -> ScorePair:
        return change.course_pair(self._pairs, follow_up=self.follow_up.before if self.follow_up else None)

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


def pain_course(visits: Sequence[Visit], question_slug: str, *, outside: Iterable[OutsideScore] = ()) -> PainCourse:
    """The course by one question. A before and an after of different questions are never put together.

    `outside` are the scores of the episode outside a session, of any measure. They begin no course: the baseline is the
    first before-score of a visit.
    """
    ordered = sorted(visits, key=lambda visit: (visit.started_at, visit.session_id))
    all_points = (_point(visit, question_slug) for visit in ordered)
    points = tuple(point for point in all_points if took_place(point.visit.kind) or point.before is not None)
    return PainCourse(
        question_slug=question_slug,
        question=find_measure(question_slug),
        points=points,
        follow_up=_follow_up(points, question_slug, outside),
    )


def _follow_up(points: Sequence[PainPoint], question_slug: str, outside: Iterable[OutsideScore]) -> PainPoint | None:
    """On the day of a visit nobody can say whether an answer came before or after the needles: it is left out."""
    last_day = max((point.visit.held_on for point in points if point.before is not None), default=None)
    days_of_visits = {point.visit.held_on for point in points}
    later = [
        score
        for score in outside
        if score.measure_slug == question_slug and last_day is not None and score.taken_on > last_day
        if score.taken_on not in days_of_visits
    ]
    if not later:
        return None
    latest = max(later, key=lambda score: (score.taken_on, score.id))
    return PainPoint(latest.occasion(), latest.value, None)


def _point(visit: Visit, question_slug: str) -> PainPoint:
    """The first answer with a before-score when a visit has the question twice."""
    scores = visit.scores_of(question_slug)
    score = next((score for score in scores if score.before is not None), scores[0] if scores else _nothing())
    return PainPoint(visit, score.before, score.after, score.not_asked_reason)


def _nothing() -> Score:
    return Score(measure_slug="", label="", unit="", before=None)
