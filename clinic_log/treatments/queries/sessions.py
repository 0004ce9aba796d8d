"""Sessions of a patient and of a clinic, with all that belongs to them in a constant number of statements."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from clinic_log.accounts.models import User
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.patients.models import Patient
from clinic_log.treatments.models import SessionDraft, SessionVersion, TreatmentSession
from clinic_log.treatments.rules import COUNTED_STATUSES, Asked, SessionStatus
from clinic_log.treatments.rules.states import KINDS_NOT_ATTENDED

_LARGEST_ID: Final = 2**31 - 1  # a larger number in an address is no id


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsignedNote:
    """A session that waits for a signature, with whose it is."""

    treatment: TreatmentSession
    patient: Patient
    practitioner_name: str


def scoped(by: Actor) -> Select[TreatmentSession]:
    """What this person may see in this clinic: nothing discarded, unsigned notes only when they write or sign."""
    hidden = {SessionStatus.DISCARDED}
    if not (by.may(Permission.WRITE_SESSION) or by.may(Permission.SIGN_SESSION)):
        hidden.add(SessionStatus.DRAFT)
    return select(TreatmentSession).where(
        TreatmentSession.clinic_id == by.clinic_id, TreatmentSession.status.not_in(hidden)
    )


def get_session(db: Session, *, by: Actor, patient: Patient, session_id: int) -> TreatmentSession:
    """A session of this patient with everything in it, or NotFoundError."""
    treatment = db.scalars(
        scoped(by)
        .where(TreatmentSession.id == min(session_id, _LARGEST_ID), TreatmentSession.patient_id == patient.id)
        .options(*whole_session(), selectinload(TreatmentSession.versions))
    ).one_or_none()
    if treatment is None:
        raise NotFoundError("There is no such session.")
    return treatment


def list_sessions_of(db: Session, *, by: Actor, patient: Patient) -> Sequence[TreatmentSession]:
    """All sessions of a patient with everything in them but the signed texts, the latest first; one without a start
    stands where it was begun.
    """
    began = func.coalesce(TreatmentSession.started_at, TreatmentSession.created_at)
    return db.scalars(
        scoped(by)
        .where(TreatmentSession.patient_id == patient.id)
        .options(*whole_session(), selectinload(TreatmentSession.versions).defer(SessionVersion.content))
        .order_by(began.desc(), TreatmentSession.id.desc())
    ).all()


def count_sessions_of(db: Session, *, by: Actor, patient: Patient) -> int:
    of_patient = scoped(by).where(TreatmentSession.patient_id == patient.id).subquery()
    return db.scalars(select(func.count()).select_from(of_patient)).one()


def last_session_before(
    db: Session, *, by: Actor, patient_id: int, before: datetime, but: int | None = None
) -> TreatmentSession | None:
    """The visit about which "since last time, anything new?" is asked: the latest signed one that began before this
    moment and that the patient attended; `but` is the id of the visit in which it is asked.
    """
    of_patient = {"of_clinic": by.clinic_id, "of_patient": patient_id, "before": before, "but": but or 0}
    return db.scalars(_last_before(), of_patient).one_or_none()


@cache  # it takes longer to build than to ask
def _last_before() -> Select[TreatmentSession]:
    return (
        select(TreatmentSession)
        .where(
            TreatmentSession.clinic_id == bindparam("of_clinic"),
            TreatmentSession.patient_id == bindparam("of_patient"),
            TreatmentSession.status.in_(COUNTED_STATUSES),
            TreatmentSession.kind.not_in(KINDS_NOT_ATTENDED),
            TreatmentSession.started_at < bindparam("before"),
            TreatmentSession.id != bindparam("but"),
        )
        .order_by(TreatmentSession.started_at.desc(), TreatmentSession.id.desc())
        .limit(1)
    )


def list_needled(db: Session, *, by: Actor, patient_ids: Collection[int]) -> set[int]:
    """Those of these patients of whom a counted visit has needlings, which can be repeated."""
    needled = (
        select(TreatmentSession.patient_id)
        .where(
            TreatmentSession.clinic_id == by.clinic_id,
            TreatmentSession.patient_id.in_(patient_ids),
            TreatmentSession.status.in_(COUNTED_STATUSES),
            TreatmentSession.needlings.any(),
        )
        .distinct()
    )
    return set(db.scalars(needled))


def answers_about(earlier: TreatmentSession) -> Select[Asked | None]:
    """What counted later contacts answered about a visit."""
    return select(TreatmentSession.since_previous).where(
        TreatmentSession.previous_session_id == earlier.id,
        TreatmentSession.status.in_(COUNTED_STATUSES),
        TreatmentSession.since_previous.is_not(None),
    )


def later_bound_across(treatment: TreatmentSession) -> Select[TreatmentSession]:
    """The counted visits of the patient after this one that ask about this one, about one that was retracted, about one
    before it, or about none: those for which it may matter that this one was signed or retracted.
    """
    passed = select(TreatmentSession.id).where(
        TreatmentSession.patient_id == treatment.patient_id,
        or_(TreatmentSession.started_at <= treatment.started_at, TreatmentSession.status.not_in(COUNTED_STATUSES)),
    )
    return (
        select(TreatmentSession)
        .where(
            TreatmentSession.clinic_id == treatment.clinic_id,
            TreatmentSession.patient_id == treatment.patient_id,
            TreatmentSession.status.in_(COUNTED_STATUSES),
            TreatmentSession.started_at > treatment.started_at,
            or_(TreatmentSession.previous_session_id.is_(None), TreatmentSession.previous_session_id.in_(passed)),
        )
        .order_by(TreatmentSession.id)
        .execution_options(populate_existing=True)
    )


def get_draft(db: Session, *, by: Actor, treatment: TreatmentSession) -> SessionDraft | None:
    """What this person typed into this session; nobody else's."""
    if treatment.clinic_id != by.clinic_id:
        return None
    return db.scalars(
        select(SessionDraft).where(SessionDraft.session_id == treatment.id, SessionDraft.author_id == by.user_id)
    ).one_or_none()


def list_drafts_of_others(db: Session, *, by: Actor, treatment: TreatmentSession) -> Sequence[SessionDraft]:
    """What other people typed into this session; signing it lets go of these texts."""
    if treatment.clinic_id != by.clinic_id:
        return []
    of_others = (SessionDraft.session_id == treatment.id, SessionDraft.author_id != by.user_id)
    return db.scalars(select(SessionDraft).where(*of_others).order_by(SessionDraft.saved_at)).all()


def list_my_drafts(db: Session, *, by: Actor) -> list[UnsignedNote]:
    """The unsigned notes that this person began or typed into, the latest first."""
    typed_into = select(SessionDraft.session_id).where(SessionDraft.author_id == by.user_id)
    mine = (TreatmentSession.practitioner_id == by.user_id) | TreatmentSession.id.in_(typed_into)
    return _unsigned(db, by=by, only=mine)


def list_unsigned(db: Session, *, by: Actor) -> list[UnsignedNote]:
    """Every unsigned note of the clinic, the latest first."""
    return _unsigned(db, by=by)


def whole_session() -> tuple[ORMOption, ...]:
    """Everything in a session but its versions, one statement for each kind of row however many sessions there are."""
    return (
        selectinload(TreatmentSession.episodes),
        selectinload(TreatmentSession.needlings),
        selectinload(TreatmentSession.stimulations),
        selectinload(TreatmentSession.measurements),
        selectinload(TreatmentSession.adverse_events),
        selectinload(TreatmentSession.adjuncts),
        selectinload(TreatmentSession.counts),
        selectinload(TreatmentSession.vital_signs),
        selectinload(TreatmentSession.lots),
        selectinload(TreatmentSession.overrides),
        selectinload(TreatmentSession.effect_courses),
    )


def _unsigned(db: Session, *, by: Actor, only: ColumnElement[bool] | None = None) -> list[UnsignedNote]:
    query = (
        select(TreatmentSession, Patient, User.display_name)
        .join(Patient, Patient.id == TreatmentSession.patient_id)
        .join(User, User.id == TreatmentSession.practitioner_id)
        .where(TreatmentSession.clinic_id == by.clinic_id, TreatmentSession.status == SessionStatus.DRAFT)
        .order_by(TreatmentSession.created_at.desc(), TreatmentSession.id.desc())
    )
    if only is not None:
        query = query.where(only)
    return [
        UnsignedNote(treatment=treatment, patient=patient, practitioner_name=name)
        for treatment, patient, name in db.execute(query)
    ]
