"""The two years of the invented clinic: who comes when, with what, to whom, and how it goes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from clinic_log.base.dates import age_on
from clinic_log.catalogue import conditions, measures
from clinic_log.demo.courses import (
    Course,
    PainScores,
    choose_course,
    motion_over_visits,
    pain_over_visits,
    visit_times,
)
from clinic_log.demo.people import Person, invent_people
from clinic_log.demo.visits import tracked_motion
from clinic_log.episodes.rules import DischargeReason, Side, Tracked

PATIENTS: Final = 130
_EPISODES: Final = 192
_DAYS: Final = 730
_GROWTH: Final = 0.6  # below 1 there are more episodes from month to month
# Whose the next nineteen episodes are, in any order, so that everybody has enough to be compared.
_TURNS: Final = (*(0,) * 6, *(1,) * 5, *(2,) * 4, *(3,) * 4)
_STUDENT_EPISODES: Final = 3
_ONE_SERIOUS_CONDITION: Final = "thoracic-pain"
_SERIOUS_DAYS_AGO: Final = (18, 11, 3)  # its visits; a review is due after three days
_GROIN: Final = "groin-pain"

_CONDITIONS: Final = {
    "neck-pain-with-headache": 16,
    "neck-pain": 12,
    "rotator-cuff-related-pain": 15,
    "low-back-pain-chronic": 14,
    "low-back-pain-acute": 6,
    "lateral-elbow-tendinopathy": 9,
    "gluteal-tendinopathy": 7,
    "knee-osteoarthritis": 6,
    "plantar-heel-pain": 5,
    "temporomandibular-disorder": 4,
    "thoracic-pain": 5,
    "hip-osteoarthritis": 3,
    "hamstring-strain": 3,
    "achilles-tendinopathy": 3,
}
# In completed years: arthritis is not for the young, and consent for an intimate area is for the patient to give.
_FROM_YEARS: Final = {"knee-osteoarthritis": 45, "hip-osteoarthritis": 45, _GROIN: 18}
_ONE_IN_GROIN: Final = 60
_VISITS: Final = (1, 3, 4, 4, 5, 5, 6, 6, 6, 7, 7, 8, 9, 12)
_PLANS: Final = ((4, 28), (6, 42), (8, 56))  # visits and days until the patient is examined again
_PLAN_SHARE: Final = 0.45
_FORGOTTEN_UP_TO_DAYS: Final = 120  # until somebody notices that the episode is still open
_FORGOTTEN_SHARE: Final = 0.15
_LATE_AND_WORSE: Final = (12, 16, 20)  # episodes before the last one, each with enough visits to still go on
_ENOUGH_VISITS: Final = 9
_GOALS: Final = (
    "Drive for an hour without pain",
    "Sleep through the night",
    "Lift the grandchild",
    "Return to five-a-side football",
    "Work a full day at the desk",
    "Run 5 km again",
    "Carry the shopping",
)
_REFERRALS: Final = ("", "", "Dr Patel, general practice", "Dr Sørensen, rheumatology", "Self-referred")


@dataclass(frozen=True, kw_only=True)
class PlannedEpisode:
    """One problem of one patient, with everything that will be measured at each of its visits."""

    number: int
    patient_index: int
    colleague_index: int
    condition_slug: str
    side: Side | None
    onset_on: date | None
    goals: str
    referral: str
    tracked: tuple[Tracked, ...]
    plan: tuple[int, date] | None
    visits: tuple[datetime, ...]
    pain: tuple[PainScores, ...]
    motion: tuple[tuple[tuple[float | None, float | None], ...], ...]
    discharge: tuple[date, DischargeReason] | None
    has_serious_event: bool

    @property
    def opened_on(self) -> date:
        return self.visits[0].date()


@dataclass(frozen=True)
class ClinicPlan:
    people: tuple[Person, ...]
    episodes: tuple[PlannedEpisode, ...]


def plan_clinic(seed: int, *, last_day: date) -> ClinicPlan:
    """The whole plan; visits are wall-clock times in the zone of the clinic, none after last_day."""
    random = Random(seed)  # noqa: S311 -- invented data, not a secret
    people = invent_people(random, PATIENTS, last_day=last_day)
    turns = _turns(random)
    episodes = [
        _episode(random, number, colleague_index, person=people[number % PATIENTS], last_day=last_day)
        for number, colleague_index in zip(range(_EPISODES), turns, strict=False)
    ]
    episodes.append(_serious_episode(random, last_day=last_day))
    return ClinicPlan(tuple(people), tuple(episodes))


def _turns(random: Random) -> Iterator[int]:
    """Who takes each episode: the student the first ones, then the practitioners by turns."""
    yield from (4,) * _STUDENT_EPISODES
    while True:
        yield from random.sample(_TURNS, len(_TURNS))


def _condition(random: Random, number: int, *, years: int) -> str:
    if number % _ONE_IN_GROIN == _ONE_IN_GROIN // 2 and years >= _FROM_YEARS[_GROIN]:
        return _GROIN
    weights = {slug: weight for slug, weight in _CONDITIONS.items() if years >= _FROM_YEARS.get(slug, 0)}
    return random.choices(list(weights), weights=list(weights.values()))[0]


def _episode(random: Random, number: int, colleague_index: int, *, person: Person, last_day: date) -> PlannedEpisode:
    share = (number / _EPISODES) ** _GROWTH
    first_day = last_day - timedelta(days=_DAYS - int((_DAYS - 12) * share) - random.randrange(6))
    slug = _condition(random, number, years=age_on(first_day, born_on=person.born_on))
    is_late_and_worse = _EPISODES - number in _LATE_AND_WORSE
    visits = _ENOUGH_VISITS if is_late_and_worse else random.choice(_VISITS)
    times = visit_times(random, first_day=first_day, last_day=last_day, visits=visits)
    times = times or visit_times(random, first_day=last_day - timedelta(days=4), last_day=last_day, visits=1)
    course = Course.WORSENS if is_late_and_worse else choose_course(random)
    episode = PlannedEpisode(
        number=number,
        patient_index=number % PATIENTS,
        colleague_index=colleague_index,
        condition_slug=slug,
        side=random.choice((Side.LEFT, Side.RIGHT, Side.RIGHT)) if conditions.get(slug).sided else None,
        onset_on=None
        if random.random() < 0.08
        else first_day - timedelta(days=random.choice((9, 20, 45, 70, 120, 400))),
        goals=random.choice(_GOALS),
        referral=random.choice(_REFERRALS),
        tracked=(),
        plan=_plan(random, times[0].date()),
        visits=tuple(times),
        pain=tuple(pain_over_visits(random, course, len(times))),
        motion=(),
        discharge=_discharge(random, course, times[-1].date(), last_day=last_day),
        has_serious_event=False,
    )
    return _with_motion(random, episode)


def _serious_episode(random: Random, *, last_day: date) -> PlannedEpisode:
    days = [last_day - timedelta(days=ago) for ago in _SERIOUS_DAYS_AGO]
    times = [visit_times(random, first_day=day, last_day=last_day, visits=1)[0] for day in days]
    episode = PlannedEpisode(
        number=_EPISODES,
        patient_index=PATIENTS // 2,
        colleague_index=1,
        condition_slug=_ONE_SERIOUS_CONDITION,
        side=Side.RIGHT,
        onset_on=days[0] - timedelta(days=60),
        goals=_GOALS[4],
        referral="",
        tracked=(),
        plan=None,
        visits=tuple(times),
        pain=tuple(pain_over_visits(random, Course.STAYS, len(times))),
        motion=(),
        discharge=None,
        has_serious_event=True,
    )
    return _with_motion(random, episode)


def _plan(random: Random, opened_on: date) -> tuple[int, date] | None:
    """How many visits are planned, and until which day; mostly nobody says."""
    visits, days = random.choice(_PLANS)
    return (visits, opened_on + timedelta(days=days)) if random.random() < _PLAN_SHARE else None


def _discharge(
    random: Random, course: Course, last_visit: date, *, last_day: date
) -> tuple[date, DischargeReason] | None:
    days = (last_day - last_visit).days
    if days < 21 or (days < _FORGOTTEN_UP_TO_DAYS and random.random() < _FORGOTTEN_SHARE):
        return None
    if course is Course.IMPROVES:
        return last_visit, DischargeReason.GOALS_REACHED
    if course is Course.WORSENS:
        return last_visit, DischargeReason.REFERRED_ON
    return last_visit, random.choice((DischargeReason.PLATEAU, DischargeReason.DID_NOT_RETURN))


def _with_motion(random: Random, episode: PlannedEpisode) -> PlannedEpisode:
    tracked = tracked_motion(episode.condition_slug, episode.side)
    return replace(episode, tracked=tracked, motion=_motions(random, tracked, len(episode.visits)))


def _motions(
    random: Random, tracked: tuple[Tracked, ...], visits: int
) -> tuple[tuple[tuple[float | None, float | None], ...], ...]:
    series = []
    for movement in tracked:
        measure = measures.get(movement.slug)
        usual = measure.reference_low or 60.0
        series.append(
            tuple(
                motion_over_visits(
                    random,
                    start=usual * random.uniform(0.55, 0.8),
                    gain=usual * random.uniform(0.05, 0.3),
                    visits=visits,
                    limit=measure.max_plausible or usual,
                )
            )
        )
    return tuple(series)
