"""A clinic's records in bulk: plain rows, every number worked out from a counter, so that two runs have the same data.

A patient has one episode of eight weekly visits, all within the last year, so that the period which the team's page
counts by default grows as the data do. Eight people treat, whatever the size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.base.dates import now_utc
from clinic_log.catalogue import VERSION, conditions
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import DischargeReason, EpisodeState, Side
from clinic_log.outcomes.actions import rebuild_summaries
from clinic_log.outcomes.rules import Score
from clinic_log.patients.models import Patient
from clinic_log.patients.rules import Sex
from clinic_log.treatments.models import (
    AdverseEvent,
    Measurement,
    Needling,
    SessionEpisode,
    SessionVersion,
    TreatmentSession,
)
from clinic_log.treatments.rules import (
    Asked,
    EffectTiming,
    NeedleSide,
    SessionStatus,
    Severity,
    SignatureMeaning,
    VersionKind,
    VisitKind,
)

VISITS: Final = 8
LONG_COURSE: Final = 10 * VISITS
FULL_COURSE: Final = 200
# What every visit of the full course measures beside its pain, first value and step at each visit.
_MEASURES: Final = (
    ("ndi", None, 60, -0.2),
    ("psfs", None, 2, 0.03),
    ("pain-days-7", None, 7, -0.03),
    ("cervical-rotation", Side.LEFT, 50, 0.1),
    ("cervical-rotation", Side.RIGHT, 40, 0.1),
    ("cervical-flexion", None, 30, 0.1),
    ("cervical-extension", None, 35, 0.1),
    ("grip-strength", Side.LEFT, 20, 0.05),
    ("grip-strength", Side.RIGHT, 24, 0.05),
    ("ppt", None, 200, 0.5),
)
_EFFECT_EVERY: Final = 10
_SERIOUS_EVERY: Final = 1000
_CONDITIONS: Final = 12
_PAIN: Final = "nprs"
_MODELS: Final = (
    Patient, Episode, TreatmentSession, SessionEpisode, Needling, Measurement, AdverseEvent, SessionVersion,

)  # fmt: skip

_Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Course:
    """One patient with one episode."""

    by: SignedIn
    patient_id: int
    episode_id: int
    first_day: date
    visits: int
    has_measures: bool

    def day(self, place: int) -> date:
        return self.first_day + timedelta(days=7 * place)

    def pain_before(self, place: int) -> int:
        """From a first score of 4 to 9, down by one at each visit in most courses, not in every fourth."""
        first = 4 + self.patient_id % 6
        return first if self.patient_id % 4 == 0 else max(first - place, 0)


@dataclass(frozen=True, kw_only=True)
class Filled:
    """Patients by how many visits they had: eight, eighty, two hundred with ten measures at each, and none. The number
    of a patient is also that of the one episode.
    """

    short: int
    long: int
    full: int
    empty: int


def fill(db: Session, *, people: Sequence[SignedIn], sessions: int) -> Filled:
    """Signed sessions in an empty clinic, with summaries."""
    builder = _Builder(people)
    long = builder.add_course(0, visits=LONG_COURSE)
    patients = [builder.add_course(number, visits=VISITS) for number in range(1, 1 + sessions // VISITS)]
    full = builder.add_course(0, visits=FULL_COURSE, has_measures=True)
    empty = builder.add_course(0, visits=0)
    for model in _MODELS:
        db.execute(insert(model), builder.rows[model.__tablename__])
    rebuild_summaries(db, on_progress=lambda _what, _done: None)
    return Filled(short=patients[0], long=long, full=full, empty=empty)


def _measured(place: int) -> tuple[Score, ...]:
    return tuple(
        Score(measure_slug=slug, label=slug, unit="", side=side, before=round(first + step * place, 1))
        for slug, side, first, step in _MEASURES
    )


class _Builder:
    """Rows by table, in the order of their ids."""

    def __init__(self, people: Sequence[SignedIn]) -> None:
        self.people = people
        self.rows: dict[str, list[_Row]] = {model.__tablename__: [] for model in _MODELS}
        self.now = now_utc()

    def add_course(self, number: int, *, visits: int, has_measures: bool = False) -> int:
        """A patient with an episode and its visits; the patient's id."""
        days_ago = 60 + number % 300 if visits == VISITS else 7 * visits
        course = _Course(
            by=self.people[number % len(self.people)],
            patient_id=self._next_id("patient"),
            episode_id=self._next_id("episode"),
            first_day=(self.now - timedelta(days=days_ago)).date(),
            visits=visits,
            has_measures=has_measures,
        )
        self._add_patient(course)
        self._add_episode(course, is_discharged=number % 3 != 0)
        for place in range(visits):
            self._add_visit(course, place)
        return course.patient_id

    def _add_patient(self, course: _Course) -> None:
        number = f"{course.patient_id:06}"
        self._add(
            "patient",
            id=course.patient_id,
            revision=1,
            clinic_id=course.by.clinic_id,
            record_number=number,
            record_number_folded=number,
            record_number_value=course.patient_id,
            family_name=f"Family {number}",
            given_names="Given",
            born_on=date(1950 + course.patient_id % 50, 6, 1),
            sex=Sex.FEMALE if course.patient_id % 2 else Sex.MALE,
            search_text=f"family {number} given",
            sort_name=f"family {number} given",
        )

    def _add_episode(self, course: _Course, *, is_discharged: bool) -> None:
        condition = conditions.all_conditions()[course.patient_id % _CONDITIONS]
        self._add(
            "episode",
            id=course.episode_id,
            revision=1,
            clinic_id=course.by.clinic_id,
            patient_id=course.patient_id,
            condition_slug=condition.slug,
            condition_label=condition.label,
            catalogue_version=VERSION,
            region=condition.region.value,
            side=Side.RIGHT,
            opened_on=course.first_day,
            pain_question=_PAIN,
            state=EpisodeState.DISCHARGED if is_discharged else EpisodeState.OPEN,
            discharged_on=course.day(course.visits - 1) if is_discharged else None,
            discharge_reason=DischargeReason.GOALS_REACHED if is_discharged else None,
        )

    def _add_visit(self, course: _Course, place: int) -> None:
        session_id, by = self._next_id("treatment_session"), course.by
        started_at = datetime.combine(course.day(place), time(10, tzinfo=UTC))
        has_effect = session_id % _EFFECT_EVERY == 0
        self._add(
            "treatment_session",
            id=session_id,
            revision=2,
            clinic_id=by.clinic_id,
            patient_id=course.patient_id,
            practitioner_id=by.user_id,
            created_by_id=by.user_id,
            created_at=started_at,
            idempotency_key=f"key{session_id}",
            status=SessionStatus.SIGNED,
            catalogue_version=VERSION,
            zone=by.zone,
            kind=VisitKind.NEEDLING,
            started_at=started_at,
            written_at=started_at,
            side_effects_before_leaving=Asked.PRESENT if has_effect else Asked.NONE,
            needles_out=2,
        )
        self._add("session_episode", session_id=session_id, episode_id=course.episode_id)
        for position, side in enumerate((NeedleSide.LEFT, NeedleSide.RIGHT)):
            self._add_needling(session_id, course.episode_id, position=position, side=side)
        pain = course.pain_before(place)
        score = Score(measure_slug=_PAIN, label="Pain now", unit="points", before=pain, after=max(pain - 2, 0))
        scores = (score, *_measured(place)) if course.has_measures else (score,)
        for position, each in enumerate(scores):
            self._add_measurement(session_id, course.episode_id, each, position=position)
        if has_effect:
            self._add_effect(session_id, course)
        self._add_version(session_id, by, started_at)

    def _add_needling(self, session_id: int, episode_id: int, *, position: int, side: NeedleSide) -> None:
        self._add(
            "needling",
            session_id=session_id,
            episode_id=episode_id,
            uid=f"needling{position}",
            position=position,
            target_kind="muscle",
            muscle_slug="trapezius-upper",
            target_label="Upper trapezius",
            side=side,
            needles=1,
        )

    def _add_measurement(self, session_id: int, episode_id: int, score: Score, *, position: int) -> None:
        self._add(
            "measurement",
            session_id=session_id,
            episode_id=episode_id,
            uid=f"measured{position}",
            position=position,
            measure_slug=score.measure_slug,
            label=score.label,
            unit=score.unit,
            side=score.side,
            before=score.before,
            after=score.after,
        )

    def _add_effect(self, session_id: int, course: _Course) -> None:
        is_serious = session_id % _SERIOUS_EVERY == 0
        self._add(
            "adverse_event",
            clinic_id=course.by.clinic_id,
            patient_id=course.patient_id,
            session_id=session_id,
            reported_in_id=session_id,
            uid="effect",
            position=0,
            timing=EffectTiming.BEFORE_LEAVING,
            kind_slug="syncope" if is_serious else "bruising",
            label="Fainting" if is_serious else "Bruising",
            severity=Severity.MILD,
            is_serious=is_serious,
        )

    def _add_version(self, session_id: int, by: SignedIn, signed_at: datetime) -> None:
        content = f'{{"session": {session_id}}}'
        self._add(
            "session_version",
            session_id=session_id,
            number=1,
            kind=VersionKind.ORIGINAL,
            content=content,
            content_hash=sha256(content.encode("ascii")).hexdigest(),
            signer_id=by.user_id,
            signer_name=by.display_name,
            signer_roles="practitioner",
            meaning=SignatureMeaning.TREATED,
            signed_at=signed_at,
            zone=by.zone,
        )

    def _add(self, table: str, **values: object) -> None:
        self.rows[table].append(values)

    def _next_id(self, table: str) -> int:
        return len(self.rows[table]) + 1
