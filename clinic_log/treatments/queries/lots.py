"""Who was treated with needles of a lot, and which lots are on record. For a recall: all spellings of a lot are one."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.base.permissions import Actor
from clinic_log.patients.models import Patient
from clinic_log.patients.queries import scoped as visible_patients
from clinic_log.rooms.rules import BoxDetails, lot_key
from clinic_log.treatments.models import Needling, SessionLot, TreatmentSession
from clinic_log.treatments.queries.sessions import scoped as visible_sessions
from clinic_log.treatments.rules import LotEntry, SessionStatus

_LOTS_LISTED = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatedWith:
    """One visit in which a box of the lot was in use and a needle was put in."""

    session_id: int
    patient_id: int
    record_number: str
    family_name: str
    given_names: str
    born_on: date
    phone: str
    started_at: datetime | None
    zone: str
    status: SessionStatus
    practitioner_name: str
    product: str
    lot: str
    expires_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLot:
    """A lot that stands on sessions, as it was typed last, and on how many visits with needles."""

    lot: str
    product: str
    visits: int
    last_at: datetime | None


def entry_of(box: BoxDetails) -> LotEntry:
    return LotEntry(uid=uuid4().hex, product=box.product, lot=box.lot, expires_on=box.expires_on)


def list_treated_with(db: Session, *, by: Actor, lot: str) -> list[TreatedWith]:
    """Every visit with needles of the lot, however it was typed, drafts and retracted ones too, the latest first. One
    statement.
    """
    key = lot_key(lot)
    if not key:
        return []
    treatments, patients = visible_sessions(by).subquery(), visible_patients(by).subquery()
    rows = db.execute(
        select(
            TreatmentSession.id.label("session_id"),
            Patient.id.label("patient_id"),
            *(Patient.record_number, Patient.family_name, Patient.given_names, Patient.born_on, Patient.phone),
            *(TreatmentSession.started_at, TreatmentSession.zone, TreatmentSession.status),
            User.display_name.label("practitioner_name"),
            *(SessionLot.product, SessionLot.lot, SessionLot.expires_on),
        )
        .join(TreatmentSession, TreatmentSession.id == SessionLot.session_id)
        .join(Patient, Patient.id == TreatmentSession.patient_id)
        .join(User, User.id == TreatmentSession.practitioner_id)
        .where(
            SessionLot.lot_key == key,
            TreatmentSession.id.in_(select(treatments.c.id)),
            Patient.id.in_(select(patients.c.id)),
            _has_needles(),
        )
        .order_by(TreatmentSession.started_at.desc().nulls_first(), TreatmentSession.id.desc(), SessionLot.position)
    )
    return [TreatedWith(**row._mapping) for row in rows]  # noqa: SLF001 -- the documented way to a row as a mapping


def list_known_lots(db: Session, *, by: Actor) -> list[KnownLot]:
    """The lots that stand on visits with needles, the latest used first. One statement."""
    treatments = visible_sessions(by).subquery()
    rows = db.execute(
        select(
            func.max(SessionLot.lot),
            func.max(SessionLot.product),
            func.count(func.distinct(SessionLot.session_id)),
            func.max(TreatmentSession.started_at),
        )
        .join(TreatmentSession, TreatmentSession.id == SessionLot.session_id)
        .where(TreatmentSession.id.in_(select(treatments.c.id)), _has_needles())
        .group_by(SessionLot.lot_key)
        .order_by(func.max(TreatmentSession.started_at).desc().nulls_last(), func.max(SessionLot.lot))
        .limit(_LOTS_LISTED)
    )
    return [KnownLot(lot=lot, product=product, visits=visits, last_at=at) for lot, product, visits, at in rows]


def _has_needles() -> ColumnElement[bool]:
    return select(Needling.id).where(Needling.session_id == TreatmentSession.id).exists()
