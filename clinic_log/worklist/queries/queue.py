"""The supervisor's queue: each kind of row in statements whose number does not grow with what waits."""

from collections.abc import Iterator
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.base.dates import day_in_zone, local_to_utc
from clinic_log.base.permissions import Actor, Permission
from clinic_log.base.wording import day_words
from clinic_log.biostatistics.responders import Response
from clinic_log.clinics.queries import get_policy
from clinic_log.clinics.rules import Policy
from clinic_log.cosigning.queries.waiting import list_waiting
from clinic_log.cosigning.rules import reason_words
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import EpisodeState
from clinic_log.incidents.models import IncidentAction, IncidentReview
from clinic_log.incidents.rules.states import KIND_WORDS as INCIDENT_WORDS
from clinic_log.incidents.rules.states import STATE_WORDS, IncidentKind, ReviewState
from clinic_log.outcomes.models import EpisodeSummary
from clinic_log.patients.models import Patient
from clinic_log.supervision.queries.course_looks import looks_that_hold
from clinic_log.supervision.queries.serious_events import list_open_serious_events
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries import list_unsigned
from clinic_log.worklist.queries.open_effects import list_unresolved
from clinic_log.worklist.rules import is_overdue
from clinic_log.worklist.rules.queue import Queue, QueueKind, QueueRow, Who, course_words, queue_of


def get_queue(db: Session, *, by: Actor, now: datetime, chosen: QueueKind | None = None) -> Queue | None:
    """None for a person who does not supervise."""
    if not by.may(Permission.VIEW_SUPERVISION):
        return None
    rows = (
        *_incidents(db, by=by, now=now),
        *_events_without_review(db, by=by),
        *_unsigned(db, by=by, now=now),
        *_cosign(db, by=by),
        *_courses(db, by=by, now=now),
        *_plans(db, by=by, now=now),
        *_actions(db, by=by, now=now),
        *_unresolved(db, by=by, now=now),
    )
    return queue_of(rows, chosen=chosen)


def _incidents(db: Session, *, by: Actor, now: datetime) -> Iterator[QueueRow]:
    """Reviews that are not closed."""
    rows = db.execute(
        select(IncidentReview, Patient, User.display_name)
        .join(Patient, Patient.id == IncidentReview.patient_id)
        .outerjoin(TreatmentSession, TreatmentSession.id == IncidentReview.session_id)
        .outerjoin(User, User.id == TreatmentSession.practitioner_id)
        .where(IncidentReview.clinic_id == by.clinic_id, IncidentReview.state != ReviewState.CLOSED)
    )
    for review, patient, name in rows:
        is_near_miss = review.kind is IncidentKind.NEAR_MISS
        overdue = review.due_at < now
        what = review.words if is_near_miss else review.title
        due = f"{'was due' if overdue else 'due'} {day_words(day_in_zone(review.due_at, by.zone))}"
        yield QueueRow(
            kind=QueueKind.INCIDENT,
            why=_joined(what, STATE_WORDS[review.state].lower(), due),
            since=review.opened_at,
            page="incidents.show",
            place={"review_id": review.id},
            who=_who(patient),
            practitioner=name or "",
            is_urgent=overdue or review.kind is IncidentKind.SERIOUS_EVENT,
            tag=INCIDENT_WORDS[review.kind],
        )


def _events_without_review(db: Session, *, by: Actor) -> Iterator[QueueRow]:
    """Serious events that stand in an unsigned note, or were signed before reviews were kept."""
    events = [event for event in list_open_serious_events(db, by=by) if event.review_id is None]
    patients = _patients(db, {event.patient_id for event in events})
    for event in events:
        yield QueueRow(
            kind=QueueKind.INCIDENT,
            why=f"{event.label}, {'in an unsigned note' if event.is_draft else 'not reviewed yet'}",
            since=_midnight(event.held_on, by),
            page="treatments.show",
            place={"patient_id": event.patient_id, "session_id": event.session_id},
            who=patients.get(event.patient_id),
            practitioner=event.practitioner_name,
            is_urgent=True,
            tag="Serious event",
        )


def _unsigned(db: Session, *, by: Actor, now: datetime) -> Iterator[QueueRow]:
    """Notes whose visit began more than 48 hours ago; one that was saved can be read and signed from here."""
    for note in list_unsigned(db, by=by):
        began = note.treatment.started_at or note.treatment.created_at
        if is_overdue(began, now=now):
            is_saved = note.treatment.written_at is not None
            visit = f"Visit of {day_words(day_in_zone(began, note.treatment.zone))}"
            yield QueueRow(
                kind=QueueKind.UNSIGNED,
                why=f"{visit}, {'saved' if is_saved else 'begun and not saved'}",
                since=began,
                page="treatments.sign" if is_saved else "treatments.show",
                place=_session_place(note.treatment),
                who=_who(note.patient),
                practitioner=note.practitioner_name,
            )


def _cosign(db: Session, *, by: Actor) -> Iterator[QueueRow]:
    if not by.may(Permission.COSIGN_SESSION):
        return
    for note in list_waiting(db, by=by):
        version = f", version {note.version}" if note.version > 1 else ""
        yield QueueRow(
            kind=QueueKind.COSIGN,
            why=f"{reason_words(note.reasons)}{version}",
            since=note.waiting_since,
            page="cosigning.read",
            place=_session_place(note.treatment),
            who=_who(note.patient),
            practitioner=note.practitioner_name,
        )


def _courses(db: Session, *, by: Actor, now: datetime) -> Iterator[QueueRow]:
    """Open episodes whose latest score is worse by an important amount, or without an important change by the visit or
    the day that the clinic has set. One without a change that a supervisor looked at waits until something changes.
    """
    policy, today = get_policy(db, by=by), day_in_zone(now, by.zone)
    responses = (Response.WORSE.value, Response.NON_RESPONDER.value)
    rows = db.execute(
        select(Episode, EpisodeSummary, Patient, User.display_name)
        .join(EpisodeSummary, EpisodeSummary.episode_id == Episode.id)
        .join(Patient, Patient.id == Episode.patient_id)
        .outerjoin(User, User.id == EpisodeSummary.practitioner_id)
        .where(*_open(by), EpisodeSummary.response_either.in_(responses))
    ).all()
    looks = looks_that_hold(db, by=by, summaries=[summary for _, summary, _, _ in rows], today=today)
    for episode, summary, patient, name in rows:
        is_worse = summary.response_either == Response.WORSE
        if summary.last_score_on is None or not (is_worse or _is_late(summary, policy, today=today)):
            continue
        look = looks.get(episode.id) if not is_worse else None
        yield QueueRow(
            kind=QueueKind.WORSE if is_worse else QueueKind.NOT_IMPROVING,
            why=course_words(_label(episode), (summary.first_before, summary.last_before), visits=summary.visits),
            since=_midnight(summary.last_score_on, by),
            page="outcomes.progress",
            place={"patient_id": patient.id, "episode_id": episode.id},
            who=_who(patient),
            practitioner=name or "",
            looked_at=f"{look.note} ({look.made_by_name}, {day_words(look.looked_on)})" if look is not None else "",
        )


def _is_late(summary: EpisodeSummary, policy: Policy, *, today: date) -> bool:
    if summary.visits >= policy.review_at_visit:
        return True
    return summary.first_score_on is not None and (today - summary.first_score_on).days >= policy.review_after_days


def _plans(db: Session, *, by: Actor, now: datetime) -> Iterator[QueueRow]:
    """Open episodes whose planned time or planned visits are over, so that a re-assessment is due."""
    today = day_in_zone(now, by.zone)
    is_over: ColumnElement[bool] = or_(
        Episode.plan_until < today,
        and_(Episode.planned_visits > 0, EpisodeSummary.visits >= Episode.planned_visits),
    )
    rows = db.execute(
        select(Episode, EpisodeSummary.visits, EpisodeSummary.counted_on, Patient, User.display_name)
        .outerjoin(EpisodeSummary, EpisodeSummary.episode_id == Episode.id)
        .join(Patient, Patient.id == Episode.patient_id)
        .outerjoin(User, User.id == EpisodeSummary.practitioner_id)
        .where(*_open(by), is_over)
    )
    for episode, visits, counted_on, patient, name in rows:
        ended_on = episode.plan_until if episode.plan_until is not None and episode.plan_until < today else None
        over = f"the plan ran until {day_words(ended_on)}" if ended_on else f"{visits} planned visits are over"
        yield QueueRow(
            kind=QueueKind.FOLLOW_UP,
            why=f"{_label(episode)}: {over}, re-assessment due",
            since=_midnight(ended_on or counted_on or today, by),
            page="outcomes.progress",
            place={"patient_id": patient.id, "episode_id": episode.id},
            who=_who(patient),
            practitioner=name or "",
            tag="Re-assessment due",
        )


def _actions(db: Session, *, by: Actor, now: datetime) -> Iterator[QueueRow]:
    """What somebody was to do after an incident and did not by its day."""
    rows = db.execute(
        select(IncidentAction, User.display_name, Patient)
        .join(IncidentReview, IncidentReview.id == IncidentAction.review_id)
        .join(Patient, Patient.id == IncidentReview.patient_id)
        .join(User, User.id == IncidentAction.owner_id)
        .where(
            IncidentReview.clinic_id == by.clinic_id,
            IncidentAction.done_at.is_(None),
            IncidentAction.due_on < day_in_zone(now, by.zone),
        )
    )
    for action, owner, patient in rows:
        yield QueueRow(
            kind=QueueKind.FOLLOW_UP,
            why=f"{action.what}, due {day_words(action.due_on)}",
            since=_midnight(action.due_on, by),
            page="incidents.show",
            place={"review_id": action.review_id},
            who=_who(patient),
            practitioner=owner,
            tag="Action overdue",
        )


def _unresolved(db: Session, *, by: Actor, now: datetime) -> Iterator[QueueRow]:
    """Side effects beyond mild of which nobody heard for a week whether they are over."""
    for found in list_unresolved(db, by=by, now=now):
        yield QueueRow(
            kind=QueueKind.FOLLOW_UP,
            why=f"{found.words}: not known to be over",
            since=found.seen_at,
            page="patient_record.show",
            place={"patient_id": found.patient.id},
            who=_who(found.patient),
            practitioner=found.practitioner_name,
        )


def _open(by: Actor) -> tuple[ColumnElement[bool], ...]:
    return Episode.clinic_id == by.clinic_id, Episode.state != EpisodeState.DISCHARGED


def _label(episode: Episode) -> str:
    return _joined(episode.condition_label, episode.side.value if episode.side else "")


def _patients(db: Session, ids: set[int]) -> dict[int, Who]:
    return {patient.id: _who(patient) for patient in db.scalars(select(Patient).where(Patient.id.in_(ids)))}


def _who(patient: Patient) -> Who:
    return Who(
        id=patient.id,
        family_name=patient.family_name,
        given_names=patient.given_names,
        record_number=patient.record_number,
    )


def _session_place(treatment: TreatmentSession) -> dict[str, int]:
    return {"patient_id": treatment.patient_id, "session_id": treatment.id}


def _midnight(day: date, by: Actor) -> datetime:
    return local_to_utc(datetime.combine(day, time.min), by.zone)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
