"""Which consents a patient has given, with their withdrawals, in one statement."""

from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from clinic_log.base.base_model import LARGEST_ID
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.patients.models import Patient
from clinic_log.screening.models import Consent, ConsentWithdrawal
from clinic_log.screening.rules.consent import Chaperone, ConsentDetails, Explained, StandingConsent


def list_consents(
    db: Session, *, by: Actor, patient_id: int, at: datetime | None = None
) -> tuple[StandingConsent, ...]:
    """Every record, the newest first; with `at` those that were recorded by then, withdrawn as was known then."""
    query = _of_patient()
    if at is not None:
        query = query.where(Consent.recorded_at <= at)
    rows = db.execute(query, {"of_clinic": by.clinic_id, "of_patient": patient_id})
    return tuple(_consent(row, withdrawal, at=at) for row, withdrawal in rows)


@cache  # it takes longer to build than to ask
def _of_patient() -> Select[Consent, ConsentWithdrawal]:
    return (
        select(Consent, ConsentWithdrawal)
        .outerjoin(ConsentWithdrawal, ConsentWithdrawal.consent_id == Consent.id)
        .where(Consent.clinic_id == bindparam("of_clinic"), Consent.patient_id == bindparam("of_patient"))
        .order_by(Consent.given_on.desc(), Consent.id.desc())
    )


def get_consent(db: Session, *, by: Actor, patient: Patient, consent_id: int) -> Consent:
    """A consent of this patient, or NotFoundError."""
    wanted = select(Consent).where(
        Consent.clinic_id == by.clinic_id,
        Consent.patient_id == patient.id,
        Consent.id == min(consent_id, LARGEST_ID),
    )
    found = db.scalars(wanted).one_or_none()
    if found is None:
        raise NotFoundError("There is no such consent.")
    return found


def find_withdrawal(db: Session, *, consent: Consent) -> ConsentWithdrawal | None:
    return db.scalars(select(ConsentWithdrawal).where(ConsentWithdrawal.consent_id == consent.id)).one_or_none()


def find_by_idempotency_key(db: Session, *, by: Actor, key: str) -> Consent | None:
    """The consent that the form with this key recorded before."""
    mine = select(Consent).where(Consent.clinic_id == by.clinic_id, Consent.idempotency_key == key)
    return db.scalars(mine).one_or_none()


def _consent(row: Consent, withdrawal: ConsentWithdrawal | None, *, at: datetime | None) -> StandingConsent:
    is_known = withdrawal is not None and (at is None or withdrawal.created_at <= at)
    return StandingConsent(
        id=row.id,
        details=ConsentDetails(
            kind=row.kind,
            given_by=row.given_by,
            given_on=row.given_on,
            form_version=row.form_version,
            explained=frozenset(map(Explained, row.explained)),
            copy_given=row.copy_given,
            giver_name=row.giver_name,
            areas=frozenset(row.areas),
            chaperone=Chaperone(row.chaperone) if row.chaperone else None,
            note=row.note,
        ),
        expires_on=row.expires_on,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by_name,
        withdrawn_at=withdrawal.withdrawn_at if withdrawal is not None and is_known else None,
        withdrawal_reason=withdrawal.reason if withdrawal is not None and is_known else "",
    )
