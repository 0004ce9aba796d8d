"""What waits for one person, in a number of statements that does not grow with what waits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor, Permission
from clinic_log.cosigning.queries.waiting import OpenQuestion, list_open_questions
from clinic_log.episodes.models import Episode
from clinic_log.incidents.queries.follow_up import WaitingAnswer, list_waiting
from clinic_log.outcomes.models import EpisodeSummary
from clinic_log.patients.models import Patient
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries import UnsignedNote, list_my_drafts
from clinic_log.treatments.queries import scoped as visible_sessions
from clinic_log.treatments.rules import COUNTED_STATUSES, SessionStatus
from clinic_log.treatments.rules.states import KINDS_NOT_ATTENDED
from clinic_log.worklist.rules import LATELY, day_bounds, is_overdue, waited_in_words

_SEEN_LATELY_LIMIT = 12
_NOT_IN_FORCE = (SessionStatus.DISCARDED, SessionStatus.RETRACTED)


@dataclass(frozen=True, kw_only=True)
class WaitingNote:
    """A note that is not signed; `waited` says since when, counted from the visit."""

    treatment: TreatmentSession
    patient: Patient
    practitioner_name: str
    began_at: datetime
    waited: str
    is_overdue: bool


@dataclass(frozen=True, kw_only=True)
class VisitToday:
    treatment: TreatmentSession
    patient: Patient
    began_at: datetime


@dataclass(frozen=True, kw_only=True)
class SeenLately:
    """A patient whom the person treated; the latest episode with its summary, where one has been signed."""

    patient: Patient
    seen_at: datetime
    episode: Episode | None
    summary: EpisodeSummary | None


@dataclass(frozen=True, kw_only=True)
class MyWork:
    """For those who write notes. `told` are answers by follow-up links about their own visits, `questions` those of a
    supervisor about notes that they wrote or signed.
    """

    told: list[WaitingAnswer]
    questions: list[OpenQuestion]
    waiting: list[WaitingNote]
    today: list[VisitToday]
    lately: list[SeenLately]


def get_my_work(db: Session, *, by: Actor, now: datetime) -> MyWork | None:
    """None for a person who writes no notes."""
    if not by.may(Permission.WRITE_SESSION):
        return None
    today = _list_today(db, by=by, now=now)
    seen_today = {visit.patient.id for visit in today}
    return MyWork(
        told=list_waiting(db, by=by, practitioner_id=by.user_id),
        questions=list_open_questions(db, by=by),
        waiting=_waiting(list_my_drafts(db, by=by), now=now),
        today=today,
        lately=_list_lately(db, by=by, now=now, but=seen_today),
    )


def list_told_to_team(db: Session, *, by: Actor) -> list[WaitingAnswer]:
    """For those who supervise all answers by follow-up links that wait to be confirmed; nothing for others."""
    return list_waiting(db, by=by) if by.may(Permission.VIEW_SUPERVISION) else []


def _began_at(treatment: TreatmentSession) -> datetime:
    """When the visit began; when the note was begun, while nobody has said."""
    return treatment.started_at or treatment.created_at


def _waiting(notes: Collection[UnsignedNote], *, now: datetime) -> list[WaitingNote]:
    """The longest waiting first."""
    waiting = [
        WaitingNote(
            treatment=note.treatment,
            patient=note.patient,
            practitioner_name=note.practitioner_name,
            began_at=_began_at(note.treatment),
            waited=waited_in_words(_began_at(note.treatment), now=now),
            is_overdue=is_overdue(_began_at(note.treatment), now=now),
        )
        for note in notes
    ]
    return sorted(waiting, key=lambda note: (note.began_at, note.treatment.id))


def _list_today(db: Session, *, by: Actor, now: datetime) -> list[VisitToday]:
    """The person's own visits that began today on the clock of the clinic, in their order; retracted ones left out."""
    begins, ends = day_bounds(now, zone=by.zone)
    began = func.coalesce(TreatmentSession.started_at, TreatmentSession.created_at)
    rows = db.execute(
        visible_sessions(by)
        .add_columns(Patient)
        .join(Patient, Patient.id == TreatmentSession.patient_id)
        .where(
            TreatmentSession.practitioner_id == by.user_id,
            TreatmentSession.status.not_in(_NOT_IN_FORCE),
            began >= begins,
            began < ends,
        )
        .order_by(began, TreatmentSession.id)
    )
    return [
        VisitToday(treatment=treatment, patient=patient, began_at=_began_at(treatment)) for treatment, patient in rows
    ]


def _list_lately(db: Session, *, by: Actor, now: datetime, but: Collection[int]) -> list[SeenLately]:
    """The patients whom the person treated before today, the latest first."""
    begins, _ends = day_bounds(now, zone=by.zone)
    last_seen = func.max(TreatmentSession.started_at).label("last_seen")
    seen = (
        select(TreatmentSession.patient_id, last_seen)
        .where(
            TreatmentSession.clinic_id == by.clinic_id,
            TreatmentSession.practitioner_id == by.user_id,
            TreatmentSession.status.in_(COUNTED_STATUSES),
            TreatmentSession.kind.not_in(KINDS_NOT_ATTENDED),
            TreatmentSession.started_at >= begins - LATELY,
            TreatmentSession.started_at < begins,
            TreatmentSession.patient_id.not_in(but),
        )
        .group_by(TreatmentSession.patient_id)
        .order_by(last_seen.desc())
        .limit(_SEEN_LATELY_LIMIT)
        .subquery()
    )
    rows = db.execute(
        select(Patient, seen.c.last_seen)
        .join(seen, seen.c.patient_id == Patient.id)
        .order_by(seen.c.last_seen.desc(), Patient.id)
    ).all()
    courses = _latest_courses(db, [patient.id for patient, _seen_at in rows])
    return [
        SeenLately(patient=patient, seen_at=seen_at, episode=episode, summary=summary)
        for patient, seen_at in rows
        for episode, summary in [courses.get(patient.id, (None, None))]
    ]


def _latest_courses(db: Session, patient_ids: Collection[int]) -> dict[int, tuple[Episode, EpisodeSummary]]:
    """For each patient the episode in which something was counted last."""
    rows = db.execute(
        select(Episode, EpisodeSummary)
        .join(EpisodeSummary, EpisodeSummary.episode_id == Episode.id)
        .where(Episode.patient_id.in_(patient_ids), EpisodeSummary.counted_on.is_not(None))
        .order_by(EpisodeSummary.counted_on, Episode.id)
    )
    return {episode.patient_id: (episode, summary) for episode, summary in rows}
