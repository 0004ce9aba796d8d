"""The progress of one episode as it is shown: its sentence, what the sentence means, pain, measures, needlings."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from clinic_log.base.wording import counted, day_words
from clinic_log.charts import Chart
from clinic_log.clinics.rules import Policy
from clinic_log.episodes.rules import DischargeReason, EpisodeState, Side, duration_in_words
from clinic_log.outcomes.rules import (
    Headline,
    MeasureCourse,
    MeasureKey,
    OutsideScore,
    PainCourse,
    Plan,
    Signal,
    Visit,
    headline,
    importance_in_words,
    measure_courses,
    pain_course,
    signals,
)
from clinic_log.outcomes.rules.effort import effort_in_words, effort_until_important
from clinic_log.outcomes.rules.figures import measure_figure, pain_figure
from clinic_log.outcomes.rules.measure_rows import MeasureRow, measure_row, short_name
from clinic_log.outcomes.rules.needled_matrix import (
    EffectWords,
    NeedledFacts,
    NeedledMatrix,
    needled_matrices,
)
from clinic_log.outcomes.rules.other_treatments import GivenFacts, OtherTreatment, other_treatments
from clinic_log.outcomes.rules.prognosis import FlagLook, prognosis_lines
from clinic_log.outcomes.rules.signals import reassessment_day
from clinic_log.outcomes.rules.words import plain, span_words


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeFacts:
    """What is on record of an episode; `drafts` counts its unsigned sessions."""

    id: int
    label: str
    side: Side | None
    icd10: str
    onset_on: date | None
    opened_on: date
    goals: str
    pain_question: str
    tracked: tuple[MeasureKey, ...]
    state: EpisodeState
    discharged_on: date | None
    discharge_reason: DischargeReason | None
    planned_visits: int | None
    plan_until: date | None = None
    drafts: int = 0
    flag_looks: tuple[FlagLook, ...] = ()

    @property
    def duration(self) -> str:
        """'chronic, 14 weeks at the start'; empty when the onset is not known."""
        return duration_in_words(self.onset_on, opened_on=self.opened_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """What the page of an episode takes from beyond it: the day of looking, names of practitioners by id, what the
    clinic has decided, the needlings, both side-effect answers of each session in words, other treatments, and whether
    there is no other episode.
    """

    today: date
    people: Mapping[int, str]
    policy: Policy = field(default_factory=Policy)
    needled: Sequence[NeedledFacts] = ()
    effects: EffectWords = field(default_factory=dict)
    given: Sequence[GivenFacts] = ()
    is_only: bool = True  # the only open one


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeProgress:
    """What the page shows of an episode. `suffix` tells its headings from those of other open episodes."""

    facts: EpisodeFacts
    name: str
    suffix: str
    description: str
    headline: Headline
    definition: str
    signals: tuple[Signal, ...]
    slope: str
    immediate: str
    effort: str
    pain_chart: Chart | None
    measures: tuple[MeasureRow, ...]
    measure_charts: tuple[Chart, ...]
    matrices: tuple[NeedledMatrix, ...]
    others: tuple[OtherTreatment, ...]
    reassess_on: date | None
    prognosis: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.facts.state is EpisodeState.OPEN

    @property
    def discharge(self) -> str:
        """Why it ended: 'goals reached'."""
        return self.facts.discharge_reason.value.replace("_", " ") if self.facts.discharge_reason else ""


def episode_progress(
    facts: EpisodeFacts, visits: Sequence[Visit], *, record: RecordFacts, outside: Sequence[OutsideScore] = ()
) -> EpisodeProgress:
    """`visits` are the signed and amended ones that served the episode, `outside` its scores outside a session."""
    name = f"{facts.label}, {facts.side.value}" if facts.side else facts.label
    suffix = "" if record.is_only else f": {name}, since {day_words(facts.opened_on)}"
    course = pain_course(visits, facts.pain_question, outside=outside)
    courses = measure_courses(visits, facts.tracked, pain_question=facts.pain_question, outside=outside)
    names = dict.fromkeys(record.people.get(visit.practitioner_id, "") for visit in visits)
    return EpisodeProgress(
        facts=facts,
        name=name,
        suffix=suffix,
        description=_description(course, facts, people=[name for name in names if name]),
        headline=headline(course),
        definition=_definition(course),
        signals=_signals(course, courses, facts=facts, record=record),
        slope=_slope(course),
        immediate=_immediate(course),
        effort=_effort(course, _own(visits, facts, record)),
        pain_chart=pain_figure(course, suffix=suffix, episode_id=facts.id),
        measures=tuple(measure_row(each) for each in courses),
        measure_charts=_measure_charts(courses, facts.id, suffix=suffix),
        matrices=needled_matrices(_own(visits, facts, record), course=course, effects=record.effects),
        others=other_treatments(record.given, visits),
        prognosis=prognosis_lines(facts.duration, courses, facts.flag_looks),
        reassess_on=reassessment_day(course, plan=_plan(facts, record), policy=record.policy),
    )


def _own(visits: Sequence[Visit], facts: EpisodeFacts, record: RecordFacts) -> list[NeedledFacts]:
    """The needlings of the episode; one that names no episode belongs to the only one that its visit served."""
    served = {visit.session_id for visit in visits if visit.has_insertion}
    return [row for row in record.needled if row.session_id in served and row.episode_id in {facts.id, None}]


def _signals(
    course: PainCourse, courses: Sequence[MeasureCourse], *, facts: EpisodeFacts, record: RecordFacts
) -> tuple[Signal, ...]:
    if facts.state is not EpisodeState.OPEN:
        return ()
    return signals(course, courses, plan=_plan(facts, record), policy=record.policy)


def _plan(facts: EpisodeFacts, record: RecordFacts) -> Plan:
    return Plan(today=record.today, planned_visits=facts.planned_visits, until=facts.plan_until)


def _slope(course: PainCourse) -> str:
    """Points a week with their limits, from three dates on; what was seen, never extended."""
    slope = course.slope
    if slope is None:
        return ""
    limits = f"{plain(round(slope.low, 1))} to {plain(round(slope.high, 1))}"
    return (
        f"{plain(round(slope.per_week, 1))} points a week over {_scores_in_words(course)} "
        f"(95 % interval {limits}). It describes these days and says nothing of the next."
    )


def _scores_in_words(course: PainCourse) -> str:
    before_scores = counted(len(course.scored_visits), "before-score")
    return before_scores if course.follow_up is None else f"{before_scores} and a follow-up"


def _measure_charts(courses: Sequence[MeasureCourse], episode_id: int, *, suffix: str) -> tuple[Chart, ...]:
    by_key = {course.key: course for course in courses}
    charts = (
        measure_figure(
            course,
            title=short_name(course) + suffix,
            chart_id=f"measure-{episode_id}-{number}",
            other_side=_other_side(course, by_key),
        )
        for number, course in enumerate(courses, start=1)
    )
    return tuple(chart for chart in charts if chart is not None)


def _other_side(course: MeasureCourse, by_key: Mapping[MeasureKey, MeasureCourse]) -> MeasureCourse | None:
    other = by_key.get(course.key.of_other_side) if course.key.of_other_side else None
    return other.in_unit_of(course) if other else None


def _description(course: PainCourse, facts: EpisodeFacts, *, people: Sequence[str]) -> str:
    """'M54.2 · since 9 Oct 2026 (subacute, 10 weeks at the start) · Ruth Adeyemi · 5 signed sessions'."""
    since = f"since {day_words(facts.opened_on)}" + (f" ({facts.duration})" if facts.duration else "")
    parts = [facts.icd10, since, ", ".join(people), _sessions(course, facts)]
    return " · ".join(part for part in parts if part)


def _sessions(course: PainCourse, facts: EpisodeFacts) -> str:
    of_plan = f" of {facts.planned_visits} planned" if facts.planned_visits else ""
    signed = f"{counted(len(course.points), 'signed session')}{of_plan}"
    return f"{signed}, {counted(facts.drafts, 'draft')} not counted" if facts.drafts else signed


def _definition(course: PainCourse) -> str:
    """What the headline compares, what 'important' means, and what is missing."""
    first, last = course.first, course.last
    sentences = []
    if first is not None and last is not None:
        span = span_words(first.visit.held_on, last.visit.held_on)
        end = "a follow-up outside a session" if course.follow_up is not None else "before-score of the last"
        sentences.append(f"Before-score of the first visit to {end}, {span}.")
        importance = importance_in_words(course.question)
        if importance:
            sentences.append(f"Important means {importance}.")
    missing = course.visits_without_score
    if missing:
        verb = "has" if missing == 1 else "have"
        sentences.append(f"{missing} of {counted(len(course.points), 'visit')} {verb} no before-score.")
    return " ".join(sentences)


def _immediate(course: PainCourse) -> str:
    """The immediate response in words, apart from the course; empty where no visit has both scores."""
    described = course.immediate
    if described is None:
        return ""
    if described.count == 1:
        change = _lower_or_higher(described.median)
        return f"{change} after the one visit with both scores. This is not the course."
    quartiles = f"quartiles {plain(described.lower_quartile)} to {plain(described.upper_quartile)}"
    return (
        f"Median {_lower_or_higher(described.median).lower()} after the visit than before it "
        f"({quartiles}, {counted(described.count, 'visit')}). Never added up; this is not the course."
    )


def _effort(course: PainCourse, needled: Sequence[NeedledFacts]) -> str:
    needles: Counter[int] = Counter()
    for row in needled:
        needles[row.session_id] += row.needles
    return effort_in_words(effort_until_important(course, needles))


def _lower_or_higher(improvement: float) -> str:
    if not improvement:
        return "No change"
    return f"{plain(abs(improvement))} {'lower' if improvement > 0 else 'higher'}"
