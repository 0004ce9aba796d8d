"""Recording consent in writing, and its withdrawal at any time. Neither is ever changed."""

from dataclasses import replace
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import day_in_zone, local_to_utc, now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.base.text import find_text_problem, normalise
from clinic_log.clinics.queries import get_policy
from clinic_log.patients.models import Patient
from clinic_log.patients.queries import lock_patient
from clinic_log.screening.models import Consent, ConsentWithdrawal
from clinic_log.screening.queries.consents import find_by_idempotency_key, find_withdrawal
from clinic_log.screening.rules.consent import (
    NOTE_LIMIT,
    ConsentDetails,
    ConsentKind,
    expiry_of,
    find_consent_problems,
)


def record_consent(db: Session, *, by: Actor, patient: Patient, details: ConsentDetails, key: str) -> Consent:
    """Keep what was signed, or that it was declined. The same form sent again is the same record; InvalidInputError for
    what cannot be true, as a day in the future or a minor who signs alone.
    """
    by.require(Permission.RECORD_SCREENING)
    details = replace(
        details,
        form_version=normalise(details.form_version).strip(),
        giver_name=normalise(details.giver_name).strip(),
        note=normalise(details.note).strip(),
    )
    policy, today = get_policy(db, by=by), day_in_zone(now_utc(), by.zone)
    years = policy.adult_from_years
    problems = find_consent_problems(details, today=today, born_on=patient.born_on, adult_from_years=years)
    for field, problem in problems:
        raise InvalidInputError(problem, field=field)
    lock_patient(db, by=by, patient_id=patient.id)
    known = find_by_idempotency_key(db, by=by, key=key)
    if known is not None:
        return _of_patient(known, patient)
    expires_on = expiry_of(details, days=policy.consent_days, born_on=patient.born_on, adult_from_years=years)
    consent = Consent(
        clinic_id=by.clinic_id,
        patient_id=patient.id,
        idempotency_key=key,
        kind=details.kind,
        form_version=details.form_version,
        explained=sorted(details.explained),
        copy_given=details.copy_given,
        given_by=details.given_by,
        giver_name=details.giver_name,
        areas=sorted(details.areas),
        chaperone=details.chaperone or "",
        given_on=details.given_on,
        expires_on=expires_on,
        note=details.note,
        recorded_at=now_utc(),
        recorded_by_name=by.display_name,
        created_by_id=by.user_id,
    )
    db.add(consent)
    db.flush()
    record_change(db, by=by, act=_act("declined" if details.kind is ConsentKind.DECLINED else "given", consent))
    return consent


def withdraw_consent(
    db: Session, *, by: Actor, consent: Consent, withdrawn_on: date, reason: str = ""
) -> ConsentWithdrawal:
    """From now on needling is not consented to; from the beginning of an earlier day, where the patient said so then.
    Said twice, the first holds. InvalidInputError for a day in the future or before the consent was given.
    """
    by.require(Permission.RECORD_SCREENING)
    if consent.kind is ConsentKind.DECLINED:
        raise ConflictError("This was declined. There is nothing to withdraw.")
    today, kept = day_in_zone(now_utc(), by.zone), normalise(reason).strip()
    if withdrawn_on > today:
        raise InvalidInputError("Enter today or an earlier day", field="withdrawn_on")
    if withdrawn_on < consent.given_on:
        raise InvalidInputError("This day lies before the consent was given", field="withdrawn_on")
    if problem := find_text_problem(kept, limit=NOTE_LIMIT):
        raise InvalidInputError(problem, field="reason")
    lock_patient(db, by=by, patient_id=consent.patient_id)
    known = find_withdrawal(db, consent=consent)
    if known is not None:
        return known
    moment = now_utc() if withdrawn_on == today else local_to_utc(datetime.combine(withdrawn_on, time()), by.zone)
    withdrawal = ConsentWithdrawal(
        consent_id=consent.id,
        withdrawn_at=moment,
        reason=kept,
        recorded_by_name=by.display_name,
        created_by_id=by.user_id,
        created_at=now_utc(),
    )
    db.add(withdrawal)
    db.flush()
    record_change(db, by=by, act=_act("withdrawn", consent))
    return withdrawal


def _of_patient(known: Consent, patient: Patient) -> Consent:
    if known.patient_id != patient.id:
        raise ConflictError("This form has already recorded the consent of another patient.")
    return known


def _act(verb: str, consent: Consent) -> Act:
    return Act(action=f"consent.{verb}", patient_id=consent.patient_id, object_type="consent", object_id=consent.id)
