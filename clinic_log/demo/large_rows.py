"""The rows of a large, plausible clinic of one seed: the same people and months however many sessions there are.

Nobody's signed text stands in it: `clinic-log check notes` would name every note.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from hashlib import sha256
from random import Random
from typing import Any, Final

from clinic_log.demo.large_courses import (
    BEFORE,
    CONDITIONS,
    COURSE_WEIGHTS,
    COURSES,
    DAYS_BETWEEN,
    NEEDS,
    NOT_YET,
    SERIOUS,
    SESSION_MINUTES,
    SIGNED_AFTER_MINUTES,
    SINCE,
    condition_of,
    facts_like,
    need_of,
    outcome_of,
    pain_at,
)
from clinic_log.demo.large_figures import CELL_COLUMNS, Figures
from clinic_log.episodes.rules import chronicity
from clinic_log.outcomes.rules import EpisodeOutcome
from clinic_log.outcomes.rules.session_facts import Case, Measures, SessionFacts

Rows = dict[str, list[tuple[Any, ...]]]

MONTHS: Final = 36
MOST_VISITS: Final = 10  # of one episode
_LEAVES_AT_ONCE: Final = 0.05  # the share of episodes with one visit
_ONSET_WEEKS: Final = (2, 4, 8, 20, 40, None)
_KEPT: Final = tuple(each.name for each in fields(EpisodeOutcome))
_STILL_OPEN_DAYS: Final = 30

# The columns that differ; those that a table needs besides are the same in every row.
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "patient": ("id", "record_number", "record_number_folded", "record_number_value", "family_name", "given_names",
                "born_on", "sex", "search_text", "sort_name"),
    "episode": ("id", "patient_id", "condition_slug", "condition_label", "region", "onset_on", "opened_on", "state",
                "discharged_on", "discharge_reason"),
    "treatment_session": ("id", "patient_id", "practitioner_id", "created_by_id", "created_at", "idempotency_key",
                          "started_at", "ended_at", "written_at", "previous_session_id", "side_effects_before_leaving",
                          "side_effects_since", "needles_out"),
    "session_episode": ("session_id", "episode_id"),
    "needling": ("session_id", "episode_id", "uid", "position", "muscle_slug", "target_label", "diameter_mm",
                 "depth_class", "technique", "twitch"),
    "measurement": ("session_id", "episode_id", "uid", "before", "after"),
    "adverse_event": ("patient_id", "session_id", "reported_in_id", "uid", "position", "timing", "kind_slug", "label",
                      "is_serious", "created_at"),
    "session_version": ("session_id", "content", "content_hash", "signer_id", "signer_name", "signed_at"),
    "session_summary": ("session_id", "clinic_id", "patient_id", "practitioner_id", "held_on", "month",
                        "minutes_to_signature", *Measures._fields),
    "session_case": ("session_id", *Case._fields),
    "session_kind": ("session_id", "timing", "kind", "effects"),
    "episode_summary": ("episode_id", "patient_id", *Case._fields, *_KEPT),
    **CELL_COLUMNS,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """So many patients and sessions, by these people (id, name), up to this day."""

    patients: int
    sessions: int
    clinic_id: int
    people: tuple[tuple[int, str], ...]
    last_day: date
    seed: int


class LargeClinic:
    """Makes rows patient by patient, and after the last of them the rollups."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.figures = Figures(wish.clinic_id)
        self.random = Random(wish.seed)  # noqa: S311 -- invented patients
        self.sessions = 0
        self.episodes = 0
        first_month = wish.last_day.replace(day=1)
        for _month in range(MONTHS - 1):
            first_month = (first_month - timedelta(days=1)).replace(day=1)
        self.first_day = first_month

    def parts(self, sessions: int) -> Iterator[Rows]:
        """All rows, by table, in parts of about so many sessions; the rollups are the last part."""
        rows = self._nothing()
        visits, more = divmod(self.wish.sessions, self.wish.patients)
        for patient_id in range(1, self.wish.patients + 1):
            self._add_patient(rows, patient_id, visits + (patient_id <= more))
            if len(rows["treatment_session"]) >= sessions:
                yield rows
                rows = self._nothing()
        yield rows
        yield self.figures.rows()

    def _nothing(self) -> Rows:
        return {table: [] for table in COLUMNS}

    def _add_patient(self, rows: Rows, patient_id: int, visits: int) -> None:
        number = f"{patient_id:07}"
        born_on = date(1938, 6, 1) + timedelta(days=self.random.randrange(25_000))
        rows["patient"].append(
            (patient_id, number, number, patient_id, f"Invented {number}", "Person", f"{born_on}",
             "female" if patient_id % 2 else "male", f"invented {number} person", f"invented {number} person")
        )  # fmt: skip
        days = self._days(visits)
        practitioner = self.wish.people[self.random.randrange(len(self.wish.people))]
        while days:
            count = 1 if self.random.random() < _LEAVES_AT_ONCE else min(MOST_VISITS, len(days))
            held, days = days[:count], days[count:]
            self._add_episode(rows, patient_id, held, practitioner=practitioner, is_last=not days)
        self.figures.end_patient()

    def _days(self, visits: int) -> list[date]:
        window = (self.wish.last_day - self.first_day).days
        gap = min(DAYS_BETWEEN, max(1, window // max(visits, 1)))
        free = max(0, window - gap * visits)
        start = self.first_day + timedelta(days=self.random.randint(0, free))
        return [min(start + timedelta(days=gap * visit), self.wish.last_day) for visit in range(visits)]

    def _add_episode(
        self, rows: Rows, patient_id: int, days: list[date], *, practitioner: tuple[int, str], is_last: bool
    ) -> None:
        self.episodes += 1
        place = self.random.randrange(CONDITIONS)
        need_number = self.random.randrange(NEEDS)
        condition, need = condition_of(place), need_of(place, need_number)
        weeks = self.random.choice(_ONSET_WEEKS)
        onset_on = days[0] - timedelta(weeks=weeks) if weeks is not None else None
        lasting = chronicity(onset_on, opened_on=days[0])
        case = Case(condition.slug, condition.region.value, lasting.value if lasting else "")
        is_open = is_last and (self.wish.last_day - days[-1]).days < _STILL_OPEN_DAYS
        rows["episode"].append(
            (self.episodes, patient_id, condition.slug, condition.label, condition.region.value,
             f"{onset_on}" if onset_on else None, f"{days[0]}", "open" if is_open else "discharged",
             None if is_open else f"{days[-1]}", None if is_open else "goals_reached")
        )  # fmt: skip
        shape = (self.random.randint(3, 9), self.random.choices(COURSES, COURSE_WEIGHTS)[0], len(days), len(need.sites))
        outcome = outcome_of(shape, days=days, practitioner_id=practitioner[0])
        self._add_summary(rows, patient_id, case=case, outcome=outcome)
        pains = [pain_at(shape[0], shape[1], visit) for visit in range(len(days))]
        kind = (place, need_number, case.chronicity)
        self._add_visits(rows, patient_id, list(zip(days, pains, strict=True)), kind=kind, practitioner=practitioner)

    def _add_summary(self, rows: Rows, patient_id: int, *, case: Case, outcome: EpisodeOutcome) -> None:
        kept = [getattr(outcome, name) for name in _KEPT]
        rows["episode_summary"].append(
            (self.episodes, patient_id, *case, *(f"{each}" if isinstance(each, date) else each for each in kept))
        )
        self.figures.add_episode(case, outcome)

    def _add_visits(
        self,
        rows: Rows,
        patient_id: int,
        visits: list[tuple[date, int]],
        *,
        kind: tuple[int, int, str],
        practitioner: tuple[int, str],
    ) -> None:
        need = need_of(*kind[:2])
        before = self.random.choices(range(len(BEFORE)), [weight for _, _, weight in BEFORE], k=len(visits))
        since = self.random.choices(range(len(SINCE)), [weight for _, _, weight in SINCE], k=len(visits))
        since[-1] = NOT_YET
        for place, (day, pain) in enumerate(visits):
            like = facts_like(kind, before[place], since[place])
            self.sessions += 1
            self.figures.add_visit(like, practitioner_id=practitioner[0], month=day.replace(day=1))
            self._add_visit(rows, patient_id, (day, pain), like=like, practitioner=practitioner, is_first=place == 0)
            answers = (before[place], since[place])
            self._add_effects(rows, patient_id, at=f"{day} 10:30:00.000000", answers=answers)
            for position, (label, site) in enumerate(zip(need.labels, need.sites, strict=True)):
                rows["needling"].append(
                    (self.sessions, self.episodes, f"n{position}", position, site.muscle, label,
                     float(site.diameter), site.depth, site.technique, site.twitch)
                )  # fmt: skip

    def _add_visit(  # noqa: PLR0913 -- one visit
        self,
        rows: Rows,
        patient_id: int,
        held: tuple[date, int],
        *,
        like: SessionFacts,
        practitioner: tuple[int, str],
        is_first: bool,
    ) -> None:
        (day, pain), session_id, (person, name) = held, self.sessions, practitioner
        began = f"{day} 10:00:00.000000"
        signed = f"{day + timedelta(days=1)} 11:00:00.000000"
        answers = like.measures
        rows["treatment_session"].append(
            (session_id, patient_id, person, person, began, f"g{session_id}", began,
             f"{day} 10:{SESSION_MINUTES}:00.000000", began, None if is_first else session_id - 1,
             _answer(answers.before_leaving_asked, answers.before_leaving_effect + answers.before_leaving_soreness),
             _since(answers), len(like.sites))
        )  # fmt: skip
        rows["session_episode"].append((session_id, self.episodes))
        rows["measurement"].append((session_id, self.episodes, "pain", pain, max(pain - 1, 0)))
        content = f'{{"generated": {session_id}}}'
        rows["session_version"].append(
            (session_id, content, sha256(content.encode("ascii")).hexdigest(), person, name, signed)
        )
        rows["session_summary"].append(
            (
                session_id,
                self.wish.clinic_id,
                patient_id,
                person,
                f"{day}",
                f"{day:%Y-%m}-01",
                SIGNED_AFTER_MINUTES,
                *answers,
            )
        )
        rows["session_case"] += [(session_id, *case) for case in like.cases]
        rows["session_kind"] += [(session_id, *kind) for kind in like.kinds]

    def _add_effects(self, rows: Rows, patient_id: int, *, at: str, answers: tuple[int, int]) -> None:
        told = ((BEFORE[answers[0]][1], "before_leaving", 0), (SINCE[answers[1]][1], "since_last_time", 1))
        for kinds, timing, later in told:
            for position, kind in enumerate(kinds):
                rows["adverse_event"].append(
                    (patient_id, self.sessions, self.sessions + later, f"{timing}{position}", position, timing, kind,
                     kind.replace("-", " ").capitalize(), kind == SERIOUS, at)
                )  # fmt: skip


def _answer(asked: int, told: int) -> str:
    if not asked:
        return "not_asked"
    return "present" if told else "none"


def _since(answers: Measures) -> str | None:
    if not answers.since_last_time_asked:
        return None
    return _answer(1, answers.since_last_time_effect + answers.since_last_time_soreness)
