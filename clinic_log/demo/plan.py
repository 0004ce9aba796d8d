"""The two years of the invented clinic: who comes when, with what, to whom, and how it goes."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

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

PATIENTS: Final = 80
_EPISODES: Final = 104
_DAYS: Final = 730
_STUDENT_EPISODES: Final = 3
_ONE_SERIOUS_CONDITION: Final = "thoracic-pain"

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
    "hamstring-strain": 3,
    "achilles-tendinopathy": 3,
}
_VISITS: Final = (1, 3, 5, 7, 8, 9, 9, 9, 10, 10, 11, 12, 14, 16)
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
    episodes = [_episode(random, number, last_day=last_day) for number in range(_EPISODES)]
    episodes.append(_serious_episode(random, last_day=last_day))
    return ClinicPlan(tuple(people), tuple(episodes))


def _episode(random: Random, number: int, *, last_day: date) -> PlannedEpisode:
    slug = random.choices(list(_CONDITIONS), weights=list(_CONDITIONS.values()))[0]
    first_day = last_day - timedelta(days=_DAYS - int((_DAYS - 12) * (number / _EPISODES) ** 0.9) - random.randrange(6))
    times = visit_times(random, first_day=first_day, last_day=last_day, visits=random.choice(_VISITS))
    times = times or visit_times(random, first_day=last_day - timedelta(days=4), last_day=last_day, visits=1)
    course = choose_course(random)
    episode = PlannedEpisode(
        number=number,
        patient_index=number % PATIENTS,
        colleague_index=4 if number < _STUDENT_EPISODES else random.choices((0, 1, 2, 3), weights=(32, 28, 22, 18))[0],
        condition_slug=slug,
        side=random.choice((Side.LEFT, Side.RIGHT, Side.RIGHT)) if conditions.get(slug).sided else None,
        onset_on=None
        if random.random() < 0.08
        else first_day - timedelta(days=random.choice((9, 20, 45, 70, 120, 400))),
        goals=random.choice(_GOALS),
        referral=random.choice(_REFERRALS),
        tracked=(),
        visits=tuple(times),
        pain=tuple(pain_over_visits(random, course, len(times))),
        motion=(),
        discharge=_discharge(random, course, times[-1].date(), last_day=last_day),
        has_serious_event=False,
    )
    return _with_motion(random, episode)


def _serious_episode(random: Random, *, last_day: date) -> PlannedEpisode:
    first_day = last_day - timedelta(days=24)
    times = visit_times(random, first_day=first_day, last_day=last_day - timedelta(days=4), visits=3)
    episode = PlannedEpisode(
        number=_EPISODES,
        patient_index=PATIENTS // 2,
        colleague_index=1,
        condition_slug=_ONE_SERIOUS_CONDITION,
        side=Side.RIGHT,
        onset_on=first_day - timedelta(days=60),
        goals=_GOALS[4],
        referral="",
        tracked=(),
        visits=tuple(times),
        pain=tuple(pain_over_visits(random, Course.STAYS, len(times))),
        motion=(),
        discharge=None,
        has_serious_event=True,
    )
    return _with_motion(random, episode)


def _discharge(
    random: Random, course: Course, last_visit: date, *, last_day: date
) -> tuple[date, DischargeReason] | None:
    if (last_day - last_visit).days < 21 or random.random() < 0.06:
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
