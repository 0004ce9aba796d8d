"""What stands for a patient at a moment: the answers of each episode, what was overridden, and consent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from clinic_log.base.dates import day_in_zone
from clinic_log.base.wording import day_words
from clinic_log.screening.rules.answers import Answer, is_complete, positives
from clinic_log.screening.rules.consent import ConsentStanding, StandingConsent, standing_for_area, standing_of


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingScreening:
    """One version of the answers of an episode: the newest at its moment."""

    id: int
    episode_id: int
    episode_label: str
    number: int
    answered_at: datetime
    answered_by: str
    zone: str
    answers: tuple[Answer, ...]

    @property
    def answered_on(self) -> date:
        return day_in_zone(self.answered_at, self.zone)

    @property
    def is_complete(self) -> bool:
        return is_complete(self.answers)

    @property
    def positive(self) -> tuple[Answer, ...]:
        return positives(self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOverride:
    """That somebody lets an absolute contraindication of one version pass, and why."""

    screening_id: int
    code: str
    reason: str
    by_id: int | None
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Positive:
    """A yes that stands, with its override where it has one."""

    screening_id: int
    episode_id: int
    answer: Answer
    override: StandingOverride | None = None

    @property
    def stops(self) -> bool:
        """Whether it stops the needles that it concerns."""
        return self.answer.is_absolute and self.override is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The newest answers of each episode, the overrides of these versions, and every consent of the patient."""

    screenings: tuple[StandingScreening, ...] = ()
    overrides: tuple[StandingOverride, ...] = ()
    consents: tuple[StandingConsent, ...] = ()
    zone: str = "UTC"

    def of_episode(self, episode_id: int) -> StandingScreening | None:
        return next((one for one in self.screenings if one.episode_id == episode_id), None)

    def consent_at(self, at: datetime) -> ConsentStanding:
        """How consent in writing stands at this moment."""
        return standing_of(self.consents, at=at, zone=self.zone)

    def area_consent_at(self, area: str, at: datetime) -> ConsentStanding:
        """How consent for an intimate area stands at this moment."""
        return standing_for_area(self.consents, area, at=at, zone=self.zone)

    @property
    def positives(self) -> tuple[Positive, ...]:
        """Every yes of every episode: what one episode heard of a patient holds for the needles of all."""
        passed = {(one.screening_id, one.code): one for one in self.overrides}
        return tuple(
            Positive(
                screening_id=screening.id,
                episode_id=screening.episode_id,
                answer=answer,
                override=passed.get((screening.id, answer.code)),
            )
            for screening in self.screenings
            for answer in screening.positive
        )

    def unconfirmed(self, episode_ids: Collection[int], *, at: datetime) -> tuple[StandingScreening, ...]:
        """The screenings of these episodes that a visit at this moment has to confirm: those of an earlier day."""
        return tuple(
            one
            for one in self.screenings
            if one.episode_id in episode_ids and one.is_complete and one.answered_on < day_in_zone(at, one.zone)
        )


def since_words(screenings: Iterable[StandingScreening]) -> str:
    """'3 Nov 2026', or both ends where several episodes were asked on different days."""
    days = sorted({one.answered_on for one in screenings})
    return " and ".join(day_words(day) for day in (days if len(days) < 3 else (days[0], days[-1])))
