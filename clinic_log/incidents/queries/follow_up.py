"""Finding follow-up links by their token, and what was answered by them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from clinic_log.accounts.rules.login_sessions import hash_token
from clinic_log.base.base_model import LARGEST_ID
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.incidents.models import FollowUpAnswer, FollowUpEffect, FollowUpLink
from clinic_log.incidents.rules.follow_up import MOST_ANSWERS, Confirmation, Sign, Told
from clinic_log.patients.models import Patient
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import SessionStatus

_NO_VISIT = (SessionStatus.DISCARDED, SessionStatus.RETRACTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingAnswer:
    """One answer with effects that wait to be confirmed. `first_id` is the effect that is decided first."""

    patient: Patient
    session_id: int
    practitioner_id: int
    answered_at: datetime
    first_id: int
    words: tuple[str, ...]
    is_warning: bool


def find_open_link(db: Session, *, token: str, now: datetime) -> FollowUpLink | None:
    """The link that still takes answers; None alike for one that is unknown, old, used up or stopped, and for a visit
    that was discarded or retracted.
    """
    return db.scalars(
        select(FollowUpLink)
        .join(TreatmentSession, TreatmentSession.id == FollowUpLink.session_id)
        .where(
            FollowUpLink.token_hash == hash_token(token),
            FollowUpLink.expires_at > now,
            FollowUpLink.stopped_at.is_(None),
            FollowUpLink.answer_count < MOST_ANSWERS,
            TreatmentSession.status.not_in(_NO_VISIT),
        )
    ).one_or_none()


def takes_answers(link: FollowUpLink, *, now: datetime) -> bool:
    return link.expires_at > now and link.stopped_at is None and link.answer_count < MOST_ANSWERS


def get_link(db: Session, *, by: Actor, link_id: int) -> FollowUpLink:
    return db.scalars(
        select(FollowUpLink).where(FollowUpLink.clinic_id == by.clinic_id, FollowUpLink.id == link_id)
    ).one()


def find_link_by_key(db: Session, *, by: Actor, key: str) -> FollowUpLink | None:
    return db.scalars(
        select(FollowUpLink).where(FollowUpLink.clinic_id == by.clinic_id, FollowUpLink.idempotency_key == key)
    ).one_or_none()


def list_links(db: Session, *, by: Actor, session_id: int) -> Sequence[FollowUpLink]:
    """The links of a visit, the latest first."""
    chosen = select(FollowUpLink).where(FollowUpLink.clinic_id == by.clinic_id, FollowUpLink.session_id == session_id)
    return db.scalars(chosen.order_by(FollowUpLink.id.desc())).all()


def list_answers(db: Session, *, by: Actor, session_id: int) -> Sequence[FollowUpAnswer]:
    """What was answered about a visit, the latest first, with what became of each effect."""
    return db.scalars(
        select(FollowUpAnswer)
        .join(FollowUpLink, FollowUpLink.id == FollowUpAnswer.link_id)
        .where(FollowUpLink.clinic_id == by.clinic_id, FollowUpAnswer.session_id == session_id)
        .options(selectinload(FollowUpAnswer.effects))
        .order_by(FollowUpAnswer.id.desc())
    ).all()


def scoped(by: Actor) -> Select[FollowUpEffect]:
    return select(FollowUpEffect).where(FollowUpEffect.clinic_id == by.clinic_id)


def get_effect(db: Session, *, by: Actor, patient: Patient, effect_id: int) -> FollowUpEffect:
    """An effect that the patient told of by a link, or NotFoundError."""
    effect = db.scalars(
        scoped(by)
        .where(FollowUpEffect.id == min(effect_id, LARGEST_ID), FollowUpEffect.patient_id == patient.id)
        .options(selectinload(FollowUpEffect.answer).selectinload(FollowUpAnswer.effects))
    ).one_or_none()
    if effect is None:
        raise NotFoundError("There is no such answer.")
    return effect


def list_waiting(
    db: Session, *, by: Actor, patient_id: int | None = None, practitioner_id: int | None = None
) -> list[WaitingAnswer]:
    """The answers of the clinic with something to confirm, those with a warning sign first, then the oldest first; of
    one patient, or of the visits of one practitioner, where they are named.
    """
    query = (
        scoped(by)
        .add_columns(FollowUpAnswer.answered_at, Patient, TreatmentSession.practitioner_id)
        .join(FollowUpAnswer, FollowUpAnswer.id == FollowUpEffect.answer_id)
        .join(Patient, Patient.id == FollowUpEffect.patient_id)
        .join(TreatmentSession, TreatmentSession.id == FollowUpEffect.session_id)
        .where(FollowUpEffect.state == Confirmation.WAITING)
        .order_by(FollowUpEffect.answer_id, FollowUpEffect.id)
    )
    if patient_id is not None:
        query = query.where(FollowUpEffect.patient_id == patient_id)
    if practitioner_id is not None:
        query = query.where(TreatmentSession.practitioner_id == practitioner_id)
    found: dict[int, WaitingAnswer] = {}
    for effect, answered_at, patient, treated_by in db.execute(query):
        known = found.get(effect.answer_id)
        found[effect.answer_id] = WaitingAnswer(
            patient=patient,
            session_id=effect.session_id,
            practitioner_id=treated_by,
            answered_at=answered_at,
            first_id=known.first_id if known else effect.id,
            words=(*(known.words if known else ()), effect.words),
            is_warning=effect.is_warning or (known is not None and known.is_warning),
        )
    return sorted(found.values(), key=lambda one: (not one.is_warning, one.answered_at))


def is_waiting(db: Session, *, session_id: int) -> bool:
    """Whether something that the patient told of this visit waits to be confirmed."""
    waiting = select(FollowUpEffect.id).where(
        FollowUpEffect.session_id == session_id, FollowUpEffect.state == Confirmation.WAITING
    )
    return db.scalar(waiting.limit(1)) is not None


def find_warning(db: Session, *, by: Actor, patient_id: int) -> FollowUpEffect | None:
    """The latest warning sign of the patient that nobody confirmed or set aside yet."""
    return db.scalars(
        scoped(by)
        .where(
            FollowUpEffect.patient_id == patient_id,
            FollowUpEffect.state == Confirmation.WAITING,
            FollowUpEffect.is_warning.is_(True),
        )
        .options(selectinload(FollowUpEffect.answer))
        .order_by(FollowUpEffect.id.desc())
        .limit(1)
    ).one_or_none()


def told_in(answer: FollowUpAnswer) -> Told:
    return Told(
        signs=tuple(Sign(one) for one in answer.signs),
        none_of_these=answer.none_of_these,
        soreness=answer.soreness,
        bruise=answer.bruise,
        other=answer.other,
        pain=answer.pain,
    )
