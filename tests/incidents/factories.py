"""Incidents for tests, made by the actions that the product uses."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.incidents.actions.by_link import SentAnswer, take_answer
from clinic_log.incidents.actions.follow_up import confirm_effect, make_link
from clinic_log.incidents.actions.reporting import SentReport, report_effect
from clinic_log.incidents.actions.steps.opening import NearMiss
from clinic_log.incidents.models import FollowUpAnswer, FollowUpEffect
from clinic_log.incidents.rules.follow_up import Told
from clinic_log.incidents.rules.late import Report
from clinic_log.patients.models import Patient
from clinic_log.treatments.models import AdverseEvent, LateReport, TreatmentSession
from clinic_log.treatments.rules import Asked, EffectTiming, Severity
from tests.treatments.factories import bruise, days_ago, make_signed_session, needling_visit, uid


def make_visit(db: Session, *, by: SignedIn, patient: Patient | None = None, **changes: object) -> TreatmentSession:
    """A signed visit five days ago that nothing was told of."""
    content = needling_visit(**({"started_at": days_ago(5), "since_previous": None} | changes))
    return make_signed_session(db, by=by, patient=patient, content=content)


def make_serious_visit(db: Session, *, by: SignedIn, patient: Patient | None = None) -> TreatmentSession:
    """A signed visit five days ago after which a lung was suspected before leaving."""
    effect = bruise(kind_slug="pneumothorax-suspected", severity=Severity.SEVERE, reported_by="patient")
    return make_visit(db, by=by, patient=patient, effects=(effect,), side_effects_before_leaving=Asked.PRESENT)


def late(treatment: TreatmentSession, **changes: object) -> Report:
    """What the patient told by phone on the day after the visit: a bruise, unless the changes say otherwise."""
    told = {name: changes.pop(name) for name in ("told_on", "told_how", "reason") if name in changes}
    effect = bruise(**({"timing": EffectTiming.SINCE_LAST_TIME, "reported_by": "patient"} | changes))
    started = treatment.started_at
    assert started is not None
    day = day_in_zone(started + timedelta(days=1), treatment.zone)
    values: dict[str, Any] = {"told_on": day, "told_how": "phone"} | told
    return Report(effect=effect, **values)


def make_late_report(db: Session, *, by: SignedIn, treatment: TreatmentSession, **changes: object) -> LateReport:
    return report_effect(db, by=by, treatment=treatment, sent=SentReport(report=late(treatment, **changes), key=uid()))


def event_of(db: Session, report: LateReport) -> AdverseEvent:
    assert report.event_id is not None
    return db.get_one(AdverseEvent, report.event_id)


def near_miss(patient: Patient, treatment: TreatmentSession | None = None, words: str = "") -> NearMiss:
    return NearMiss(patient_id=patient.id, treatment=treatment, words=words, key=uid())


def make_answer(db: Session, *, by: SignedIn, treatment: TreatmentSession, told: Told) -> FollowUpAnswer:
    """What the patient of a visit tells by a fresh link."""
    _, token = make_link(db, by=by, treatment=treatment, key=uid())
    sent = SentAnswer(told=told, key=uid())
    return take_answer(db, token=token, sent=sent, address="192.0.2.7", now=now_utc())


def confirm(db: Session, *, by: SignedIn, effect: FollowUpEffect, **changes: object) -> FollowUpEffect:
    """Confirmed as a mild bruise, unless the changes say otherwise."""
    treatment = db.get_one(TreatmentSession, effect.session_id)
    values: dict[str, Any] = {"severity": Severity.MILD, "told_how": "follow-up"} | changes
    return confirm_effect(db, by=by, effect=effect, sent=SentReport(report=late(treatment, **values), key=uid()))
