"""Living the plan: every act of the invented clinic, at its moment and in order, through the features' actions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Final

from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.base.dates import local_to_utc, pretending
from clinic_log.catalogue import conditions
from clinic_log.demo.between_visits import look_of, scores_of
from clinic_log.demo.follow_ups import ASKED_AFTER, WAITS_FOR, answer_by_link
from clinic_log.demo.people import CLINIC_ZONE, Person
from clinic_log.demo.plan import ClinicPlan, PlannedEpisode
from clinic_log.demo.screened import screen, screening_confirmed, stops_overridden
from clinic_log.demo.supervised import Step, weekly_supervision
from clinic_log.demo.unusual_month import is_in_unusual_month, is_quiet, with_more_effects
from clinic_log.demo.visits import (
    Slot,
    effects_since,
    missed_visit,
    needling_visit,
    refused_visit,
    serious_effect,
    stopped_visit,
    visit_without_needles,
)
from clinic_log.demo.warnings_answered import effect_updates, last_time_settled, precautions_passed
from clinic_log.episodes.actions import discharge_episode, open_episode
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import Discharge, EpisodeDetails
from clinic_log.outcomes.actions import record_flag_look, record_scores
from clinic_log.outcomes.rules import HowAsked
from clinic_log.outcomes.rules.score_entries import Asking, ScoresTaken
from clinic_log.patients.actions import add_alert, register_patient
from clinic_log.patients.models import Patient
from clinic_log.patients.rules import AlertFacts
from clinic_log.patients.rules.details import PatientDetails
from clinic_log.treatments.actions import record_session, sign_session, start_session
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries.content import lot_entry
from clinic_log.treatments.queries.last_time import list_ghosts
from clinic_log.treatments.queries.open_effects import list_open_effects
from clinic_log.treatments.queries.risks import get_known_risks
from clinic_log.treatments.rules import Asked, SessionContent, SignatureMeaning, VisitKind

_STUDENT: Final = 4
SUPERVISOR: Final = 5
_SIX_WEEKS: Final = timedelta(weeks=6)
_ASKED_BETWEEN: Final = 4  # every fourth episode is asked about between its visits
_RECENT: Final = timedelta(days=5)
_WITHOUT: Final = "Only slight pain; exercises and manual therapy."
_UNATTENDED: Final = frozenset({VisitKind.CANCELLED, VisitKind.DID_NOT_ATTEND})


@dataclass
class Builder:
    """The clinic while it grows. `team` is in the order of COLLEAGUES."""

    db: Session
    plan: ClinicPlan
    team: tuple[SignedIn, ...]
    seed: int
    last_moment: datetime
    patients: dict[int, Patient] = field(default_factory=dict)
    episodes: dict[int, Episode] = field(default_factory=dict)
    last_visit_had_needles: dict[int, bool] = field(default_factory=dict)
    last_visits: dict[int, TreatmentSession] = field(default_factory=dict)
    has_warning: bool = False
    quiet_visits: int = 0  # of the unusual month
    recent_visits: int = 0

    def steps(self) -> list[Step]:
        """Every act of the two years, in order. Those of one moment keep the order in which they are told."""
        told = [step for planned in self.plan.episodes for step in self._steps_of(planned)]
        told += weekly_supervision(self.db, supervisor=self.team[SUPERVISOR], until=self.last_moment)
        return sorted(told, key=lambda step: step.at)

    def _steps_of(self, planned: PlannedEpisode) -> Iterator[Step]:
        first = _moment(planned.visits[0])
        yield Step(first - timedelta(minutes=10), partial(self._open, planned))
        for index, local in enumerate(planned.visits):
            yield Step(_moment(local) + timedelta(minutes=50), partial(self._visit, planned, index))
        if planned.number % _ASKED_BETWEEN == 1:
            yield Step(first + timedelta(hours=1), partial(self._ask_at_start, planned))
            yield Step(first + _SIX_WEEKS, partial(self._ask, planned, HowAsked.PHONE))
        if planned.has_serious_event:
            call = _moment(planned.visits[-1]) + timedelta(hours=20)
            yield Step(call, partial(self._call_about_serious_event, planned, call))
        told = _moment(planned.visits[-1]) + ASKED_AFTER
        if self.last_moment - _RECENT < told <= self.last_moment and not planned.has_serious_event:
            yield Step(told, partial(self._answer_by_link, planned, told))
        if planned.discharge is not None:
            yield Step(_moment(planned.visits[-1]) + timedelta(hours=2), partial(self._discharge, planned))

    def _ask_at_start(self, planned: PlannedEpisode) -> None:
        """A questionnaire that the patient brings on paper, and the yellow flags."""
        self._ask(planned, HowAsked.PAPER)
        look = look_of(Random(f"{self.seed} {planned.number} flags"), day=planned.visits[0].date())  # noqa: S311 -- invented
        episode, key = self.episodes[planned.number], f"{planned.number}-flags"
        record_flag_look(self.db, by=self._practitioner(planned), episode=episode, look=look, key=key)

    def _ask(self, planned: PlannedEpisode, how: HowAsked) -> None:
        random = Random(f"{self.seed} {planned.number} asked")  # noqa: S311 -- invented data, not a secret
        entries = scores_of(random, planned.condition_slug, is_later=how is HowAsked.PHONE)
        if entries:
            by = self._practitioner(planned)
            day = planned.visits[0].date() + (_SIX_WEEKS if how is HowAsked.PHONE else timedelta())
            taken = ScoresTaken(Asking(taken_on=day, asked_by_id=by.user_id, how=how), entries)
            episode, key = self.episodes[planned.number], f"{planned.number}-{how}"
            record_scores(self.db, by=by, episode=episode, taken=taken, key=key)

    def _practitioner(self, planned: PlannedEpisode) -> SignedIn:
        return self.team[planned.colleague_index]

    def _open(self, planned: PlannedEpisode) -> None:
        by = self._practitioner(planned)
        patient = self.patients.get(planned.patient_index) or self._register(planned.patient_index, by)
        condition = conditions.get(planned.condition_slug)
        planned_visits, plan_until = planned.plan or (None, None)
        details = EpisodeDetails(
            condition_slug=condition.slug,
            region=condition.region,
            side=planned.side,
            onset_on=planned.onset_on,
            opened_on=planned.opened_on,
            goals=planned.goals,
            referral=planned.referral,
            tracked=planned.tracked,
            planned_visits=planned_visits,
            plan_until=plan_until,
        )
        episode = open_episode(self.db, by=by, patient=patient, details=details)
        self.episodes[planned.number] = episode
        alert = self.plan.people[planned.patient_index].alert
        screen(self.db, by=by, patient=patient, episode=episode, alert=alert[1] if alert else "")

    def _register(self, index: int, by: SignedIn) -> Patient:
        person = self.plan.people[index]
        patient = register_patient(self.db, by=by, details=_details(person))
        if person.alert is not None:
            level, label, detail = person.alert
            add_alert(self.db, by=by, patient=patient, alert=AlertFacts(level=level, label=label, detail=detail))
        self.patients[index] = patient
        return patient

    def _answer_by_link(self, planned: PlannedEpisode, moment: datetime) -> None:
        """The first patient who answers tells of warning signs; the latest answers still wait."""
        treatment = self.last_visits.get(planned.number)
        if treatment is None or not treatment.versions or treatment.kind in _UNATTENDED:
            return
        is_looked_at = self.last_moment - moment > WAITS_FOR
        has_warning = not is_looked_at and not self.has_warning
        self.has_warning = self.has_warning or has_warning
        by = self.team[0] if planned.colleague_index == _STUDENT else self._practitioner(planned)
        answer_by_link(self.db, by=by, treatment=treatment, has_warning=has_warning, is_looked_at=is_looked_at)

    def _discharge(self, planned: PlannedEpisode) -> None:
        day, reason = planned.discharge or (planned.opened_on, None)
        if reason is not None:
            discharge = Discharge(reason=reason, discharged_on=day)
            episode = self.episodes[planned.number]
            discharge_episode(self.db, by=self._practitioner(planned), episode=episode, discharge=discharge)

    def _visit(self, planned: PlannedEpisode, index: int) -> None:
        random = Random(f"{self.seed} {planned.number} {index}")  # noqa: S311 -- invented data, not a secret
        slot = self._slot(planned, index)
        content = _choose(random, slot, is_plain=planned.has_serious_event)
        if is_quiet(content) and is_in_unusual_month(slot.started_at, last_day=self.last_moment.date()):
            content = with_more_effects(random, content, place=self.quiet_visits)
            self.quiet_visits += 1
        if content.kind not in _UNATTENDED:
            content = self._with_since(random, planned.patient_index, content, asked_on=planned.visits[index].date())
        is_signed = planned.has_serious_event or not self._stays_draft(slot)
        self._write(planned, content, key=f"{planned.number}-{index}", is_signed=is_signed)

    def _stays_draft(self, slot: Slot) -> bool:
        """Every second one of the last days, so that some do whichever day it is."""
        if self.last_moment - slot.started_at >= _RECENT:
            return False
        self.recent_visits += 1
        return self.recent_visits % 2 == 1

    def _slot(self, planned: PlannedEpisode, index: int) -> Slot:
        motion = tuple((movement, *planned.motion[number][index]) for number, movement in enumerate(planned.tracked))
        return Slot(
            episode_id=self.episodes[planned.number].id,
            condition_slug=planned.condition_slug,
            side=planned.side,
            started_at=_moment(planned.visits[index]),
            pain=planned.pain[index],
            pain_question=self.episodes[planned.number].pain_question,
            motion=motion,
            is_first=index == 0,
            practitioner_id=self._practitioner(planned).user_id,
        )

    def _with_since(
        self, random: Random, patient_index: int, content: SessionContent, *, asked_on: date
    ) -> SessionContent:
        """Ask about the earlier visit, where there was one."""
        if patient_index not in self.last_visit_had_needles:
            return content
        if not self.last_visit_had_needles[patient_index]:
            return replace(content, since_previous=Asked.NONE)
        answer, effects = effects_since(random, asked_on=asked_on)
        return replace(content, since_previous=answer, effects=(*content.effects, *effects))

    def _call_about_serious_event(self, planned: PlannedEpisode, moment: datetime) -> None:
        content = SessionContent(
            kind=VisitKind.PHONE,
            started_at=moment,
            since_previous=Asked.PRESENT,
            effects=(serious_effect(),),
            episode_ids=(self.episodes[planned.number].id,),
            notes="Called at home. Breathless since yesterday afternoon; told to go to the emergency department now.",
            next_step="refer",
        )
        self._write(planned, content, key=f"{planned.number}-call", is_signed=True)

    def _write(self, planned: PlannedEpisode, content: SessionContent, *, key: str, is_signed: bool) -> None:
        by, patient = self._practitioner(planned), self.patients[planned.patient_index]
        treatment = start_session(self.db, by=by, patient=patient, idempotency_key=key)
        content = replace(content, lots=tuple(lot_entry(lot) for lot in treatment.lots))
        risks = get_known_risks(self.db, by=by, patient=patient, episode_ids=content.episode_ids)
        content = screening_confirmed(precautions_passed(content, risks.precautions), risks)
        stops_overridden(self.db, content, risks, by=self.team[SUPERVISOR], patient=patient)
        if content.since_previous is not None:
            still = list_open_effects(self.db, by=by, patient_id=patient.id, before=content.started_at)
            content = replace(content, effect_updates=effect_updates(Random(key), still))  # noqa: S311 -- invented data
        ghosts = list_ghosts(self.db, by=by, patient=patient, treatment=treatment, episode_ids=content.episode_ids)
        content = last_time_settled(content, ghosts) if is_signed else content
        record_session(self.db, by=by, treatment=treatment, content=content)
        self.last_visits[planned.number] = treatment
        if not is_signed:
            return
        if planned.colleague_index == _STUDENT:
            sign_session(self.db, by=self.team[0], treatment=treatment, meaning=SignatureMeaning.SUPERVISED)
        else:
            sign_session(self.db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED)
        if content.kind not in _UNATTENDED:
            self.last_visit_had_needles[planned.patient_index] = bool(content.needlings)


def live(builder: Builder, *, on_progress: Callable[[int, int], None]) -> None:
    """Do every step at its own moment; commit now and then. What lies after the last moment is left out."""
    steps = [step for step in builder.steps() if step.at <= builder.last_moment]
    for done, step in enumerate(steps, start=1):
        with pretending(step.at):
            step.act()
        if done % 50 == 0 or done == len(steps):
            builder.db.commit()
            on_progress(done, len(steps))


def last_moment_of(day: date) -> datetime:
    """The end of the clinic's working day."""
    return local_to_utc(datetime.combine(day, time(19)), CLINIC_ZONE)


def _moment(local: datetime) -> datetime:
    return local_to_utc(local, CLINIC_ZONE)


def _details(person: Person) -> PatientDetails:
    return PatientDetails(
        family_name=person.family_name,
        given_names=person.given_names,
        born_on=person.born_on,
        sex=person.sex,
        record_number=person.record_number,
        phone=person.phone,
    )


def _choose(random: Random, slot: Slot, *, is_plain: bool) -> SessionContent:
    """What kind of visit it becomes: nearly always one with needles."""
    others: tuple[tuple[float, Callable[[], SessionContent]], ...] = (
        (0.035, lambda: missed_visit(slot, VisitKind.CANCELLED)),
        (0.060, lambda: missed_visit(slot, VisitKind.DID_NOT_ATTEND)),
        (0.075, lambda: refused_visit(slot)),
        (0.085, lambda: stopped_visit(random, slot)),
        (0.125, lambda: visit_without_needles(slot, VisitKind.NO_NEEDLES, _WITHOUT)),
    )
    chance = random.random()
    if slot.is_first and not is_plain:
        others = ((0.10, lambda: visit_without_needles(slot, VisitKind.EVALUATION, "")),)
    chosen = next((make for below, make in others if chance < below), None)
    return needling_visit(random, slot) if is_plain or chosen is None else chosen()
