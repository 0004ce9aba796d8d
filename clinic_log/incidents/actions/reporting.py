"""What is told of outside a visit: a side effect, what became of one, and what nearly happened."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act, record_change, record_changes
from clinic_log.base.dates import local_to_utc, now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError, NotFoundError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.catalogue import adverse_events
from clinic_log.incidents.actions.steps.opening import NearMiss, act, open_event_review, open_near_miss
from clinic_log.incidents.models import IncidentReview
from clinic_log.incidents.queries.facts import visit_reported
from clinic_log.incidents.queries.reviews import find_by_key, find_event_review
from clinic_log.incidents.rules.late import Course, Report, course_gaps, report_gaps
from clinic_log.patients.queries import lock_patient
from clinic_log.treatments.actions.steps.earlier import note_answers
from clinic_log.treatments.actions.steps.locking import lock
from clinic_log.treatments.actions.steps.telling import tell_changed
from clinic_log.treatments.models import AdverseEvent, AdverseEventCourse, LateReport, TreatmentSession
from clinic_log.treatments.queries.open_effects import event_words
from clinic_log.treatments.rules import COUNTED_STATUSES, ContentError, EffectEntry, EffectState

_KEY_LIMIT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class SentReport:
    """A report as a form sent it: the key makes one report of two sendings, `corrects` is the effect it replaces."""

    report: Report
    key: str
    corrects: AdverseEvent | None = None


def report_effect(db: Session, *, by: Actor, treatment: TreatmentSession, sent: SentReport) -> LateReport:
    """A fact beside a signed visit: its note, its versions and its answers stay as they were signed.

    ContentError with what is missing, ConflictError for a visit that is not signed or an effect that somebody corrected
    already. The same key again gives the report that it made. What needs a review opens one at once.
    """
    by.require(Permission.REPORT_INCIDENT)
    _require_key(sent.key)
    lock(db, by=by, treatment=treatment)
    known = db.scalars(
        select(LateReport).where(LateReport.clinic_id == by.clinic_id, LateReport.idempotency_key == sent.key)
    ).one_or_none()
    if known is not None:
        return _same(known, treatment)
    _require_signed(treatment)
    visit = visit_reported(db, treatment)
    gaps = report_gaps(sent.report, visit, is_correction=sent.corrects is not None)
    if gaps:
        raise ContentError(gaps)
    if sent.corrects is not None:
        _require_correctable(db, sent.corrects, treatment=treatment)
    kept, review = _keep(db, by=by, treatment=treatment, sent=sent)
    note_answers(db, (treatment.id,))
    done = tell_changed(db, by=by, treatment=treatment)
    verb = "corrected_late_report" if sent.corrects is not None else "reported_late"
    opened = () if review is None else (act("opened", review),)
    record_changes(db, by=by, acts=(*done, _act(verb, treatment, kept.id), *opened))
    return kept


def tell_course(db: Session, *, by: Actor, event: AdverseEvent, course: Course) -> AdverseEventCourse:
    """What became of an effect, heard outside a visit. Told again, the newest counts; what was told before stays."""
    by.require(Permission.REPORT_INCIDENT)
    treatment = db.get_one(TreatmentSession, event.session_id)
    lock(db, by=by, treatment=treatment)
    visit = visit_reported(db, treatment)
    gaps = course_gaps(course, visit, onset_on=event.onset_on)
    if gaps:
        raise ContentError(gaps)
    told_on = course.told_on or visit.today
    is_gone = course.state is EffectState.GONE
    row = AdverseEventCourse(
        event_id=event.id,
        told_at=_told_at(told_on, zone=treatment.zone),
        told_how=course.told_how,
        told_to_id=by.user_id,
        position=0,
        state=course.state,
        resolved_on=(course.resolved_on or told_on) if is_gone else None,
        note=course.note,
        words=event_words(event),
    )
    db.add(row)
    db.flush()
    done = tell_changed(db, by=by, treatment=treatment)
    told = _act("effect_course_told", treatment, event.id, object_type="adverse_event")
    record_changes(db, by=by, acts=(told, *done))
    return row


def record_near_miss(db: Session, *, by: Actor, near_miss: NearMiss) -> IncidentReview:
    """What nearly happened, with a review. The same key again gives the review that it opened."""
    by.require(Permission.REPORT_INCIDENT)
    _require_key(near_miss.key)
    lock_patient(db, by=by, patient_id=near_miss.patient_id)
    known = find_by_key(db, by=by, key=near_miss.key)
    if known is not None:
        return known
    review = open_near_miss(db, by=by, near_miss=near_miss)
    record_change(db, by=by, act=act("opened", review))
    return review


def open_review(db: Session, *, by: Actor, event: AdverseEvent) -> IncidentReview:
    """The review of an effect that was recorded before reviews were kept, or of one that a supervisor wants to look at.
    The review that it has already, where it has one; ConflictError for one that needs none.
    """
    by.require(Permission.REVIEW_INCIDENTS)
    lock_patient(db, by=by, patient_id=event.patient_id)
    known = find_event_review(db, by=by, event_id=event.id)
    if known is not None:
        return known
    review = open_event_review(db, by=by, event=event)
    if review is None:
        raise ConflictError("This side effect is neither serious nor one to escalate.")
    record_change(db, by=by, act=act("opened", review))
    return review


def _keep(
    db: Session, *, by: Actor, treatment: TreatmentSession, sent: SentReport
) -> tuple[LateReport, IncidentReview | None]:
    row = _row(by, treatment, sent)
    event = _event(by, treatment, sent.report.effect) if sent.report.effect is not None else None
    if event is not None:
        db.add(event)
        db.flush()
        row.event_id = event.id
    db.add(row)
    db.flush()
    return row, open_event_review(db, by=by, event=event) if event is not None else None


def _row(by: Actor, treatment: TreatmentSession, sent: SentReport) -> LateReport:
    report, corrects = sent.report, sent.corrects
    return LateReport(
        clinic_id=by.clinic_id,
        patient_id=treatment.patient_id,
        session_id=treatment.id,
        corrects_event_id=corrects.id if corrects is not None else None,
        idempotency_key=sent.key,
        told_at=_told_at(report.told_on or date.min, zone=treatment.zone),
        told_how=report.told_how,
        reason=report.reason if corrects is not None else "",
        reporter_name=by.display_name,
        zone=treatment.zone,
        created_by_id=by.user_id,
    )


def _event(by: Actor, treatment: TreatmentSession, effect: EffectEntry) -> AdverseEvent:
    names = ("uid", "timing", "kind_slug", "severity", "is_serious", "site", "muscle_slug", "side", "onset_on")
    values: dict[str, Any] = {name: getattr(effect, name) for name in (*names, "resolved_on", "reported_by", "action")}
    return AdverseEvent(
        **values,
        clinic_id=by.clinic_id,
        patient_id=treatment.patient_id,
        session_id=treatment.id,
        position=0,
        label=adverse_events.get(effect.kind_slug).label,
        created_by_id=by.user_id,
    )


def _told_at(day: date, *, zone: str) -> datetime:
    """The last moment of the day in the zone, so that it follows the visits of that day; now, for today."""
    ends = local_to_utc(datetime.combine(day + timedelta(days=1), time.min), zone) - timedelta(seconds=1)
    return min(ends, now_utc())


def _same(known: LateReport, treatment: TreatmentSession) -> LateReport:
    if known.session_id != treatment.id:
        raise ConflictError("This page was already used for another report. Open it again.")
    return known


def _require_key(key: str) -> None:
    if not 0 < len(key) <= _KEY_LIMIT:
        raise InvalidInputError("This page is out of date. Open it again.", field="idempotency_key")


def _require_signed(treatment: TreatmentSession) -> None:
    if treatment.status not in COUNTED_STATUSES:
        raise ConflictError("Only a signed visit takes a late report. What a draft tells of is written into its note.")


def _require_correctable(db: Session, event: AdverseEvent, *, treatment: TreatmentSession) -> None:
    if event.session_id != treatment.id or event.reported_in_id is not None:
        raise NotFoundError("There is no such report.")
    if db.scalars(select(LateReport.id).where(LateReport.corrects_event_id == event.id)).first() is not None:
        raise ConflictError("Somebody corrected this report in the meantime. Read the page again.")


def _act(verb: str, treatment: TreatmentSession, object_id: int | None, *, object_type: str = "late_report") -> Act:
    return Act(
        action=f"session.{verb}",
        patient_id=treatment.patient_id,
        object_type=object_type,
        object_id=object_id,
        version=treatment.versions[-1].number if treatment.versions else None,
    )
