"""A side effect told after the signature is a fact beside the signed note, counted under the question it answers."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.models import AuditEntry
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import ConflictError, NotFoundError
from clinic_log.incidents.actions.reporting import SentReport, report_effect, tell_course
from clinic_log.incidents.models import IncidentReview
from clinic_log.incidents.rules.late import Course, Report
from clinic_log.outcomes.receivers import connect
from clinic_log.patients.models import Patient
from clinic_log.supervision.queries.serious_events import list_serious_events
from clinic_log.supervision.queries.sessions import count_sessions
from clinic_log.supervision.rules import EffectCounts, Wanted
from clinic_log.treatments.models import AdverseEvent
from clinic_log.treatments.queries import matches_record, verify_version
from clinic_log.treatments.queries.late import list_course, list_late_effects
from clinic_log.treatments.queries.open_effects import list_open_effects, resolved_days
from clinic_log.treatments.rules import Asked, EffectState, EffectTiming, Severity
from tests.accounts.factories import make_actor
from tests.incidents.factories import event_of, late, make_late_report, make_visit
from tests.patients.factories import make_patient
from tests.treatments.factories import days_ago, make_draft_session, make_signed_session, needling_visit, uid


@pytest.fixture
def by(db: Session) -> SignedIn:
    connect()
    return make_actor(db, Role.PRACTITIONER, Role.SUPERVISOR)


@pytest.fixture
def patient(db: Session, by: SignedIn) -> Patient:
    return make_patient(db, by=by)


def figures(db: Session, by: SignedIn) -> tuple[EffectCounts, EffectCounts]:
    everything = Wanted(first_day=None, last_day=day_in_zone(now_utc(), by.zone))
    counts = count_sessions(db, by=by, wanted=everything)
    return counts.before_leaving, counts.since_last_time


def acts(db: Session) -> list[str]:
    return list(db.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence.desc()).limit(2)))


def test_the_signed_note_stays_as_it_was_signed(db: Session, by: SignedIn, patient: Patient) -> None:
    visit = make_visit(db, by=by, patient=patient)

    report = make_late_report(db, by=by, treatment=visit)

    db.expire(visit)
    (version,) = visit.versions
    assert verify_version(version)
    assert matches_record(version, treatment=visit)
    assert (visit.side_effects_before_leaving, visit.side_effects_since) == (Asked.NONE, None)
    assert event_of(db, report).reported_in_id is None
    assert (report.reporter_name, report.created_by_id) == (by.display_name, by.user_id)
    assert acts(db)[0] == "session.reported_late"


def test_it_counts_where_the_question_was_asked_and_apart_where_nobody_asked(
    db: Session, by: SignedIn, patient: Patient
) -> None:
    visit = make_visit(db, by=by, patient=patient)  # before leaving: asked, none; since then: nobody asked yet

    make_late_report(db, by=by, treatment=visit, timing=EffectTiming.BEFORE_LEAVING)
    make_late_report(db, by=by, treatment=visit)

    before, since = figures(db, by)
    assert (before.asked, before.with_effect, before.effects, before.unasked) == (1, 1, 1, 0)
    assert (since.asked, since.with_effect, since.effects, since.unasked) == (0, 0, 0, 1)

    make_signed_session(db, by=by, patient=patient, content=needling_visit(since_previous=Asked.NONE))

    _, since = figures(db, by)
    assert (since.asked, since.with_effect, since.effects, since.unasked) == (1, 1, 1, 0)


def test_an_open_one_is_asked_again_at_the_next_visit(db: Session, by: SignedIn, patient: Patient) -> None:
    visit = make_visit(db, by=by, patient=patient)
    event = event_of(db, make_late_report(db, by=by, treatment=visit))

    assert [one.id for one in list_open_effects(db, by=by, patient_id=patient.id)] == [event.id]
    assert list_open_effects(db, by=by, patient_id=patient.id, before=days_ago(5)) == ()


def test_what_became_of_it_is_told_later_and_the_newest_word_counts(
    db: Session, by: SignedIn, patient: Patient
) -> None:
    visit = make_visit(db, by=by, patient=patient)
    event = event_of(db, make_late_report(db, by=by, treatment=visit))
    today = day_in_zone(now_utc(), visit.zone)
    gone = Course(state=EffectState.GONE, told_on=today, told_how="phone", resolved_on=today)

    tell_course(db, by=by, event=event, course=gone)
    assert resolved_days(db, event_ids=[event.id]) == {event.id: today}
    assert list_open_effects(db, by=by, patient_id=patient.id) == ()

    tell_course(db, by=by, event=event, course=Course(state=EffectState.STILL_THERE, told_on=today, told_how="phone"))
    assert resolved_days(db, event_ids=[event.id]) == {}
    told = [(line.course.state, line.told_in_id) for line in list_course(db, by=by, event=event)]
    assert told == [(EffectState.GONE, None), (EffectState.STILL_THERE, None)]
    assert acts(db)[0] == "session.effect_course_told"


def test_a_correction_is_a_further_report_and_the_first_stays_readable(
    db: Session, by: SignedIn, patient: Patient
) -> None:
    visit = make_visit(db, by=by, patient=patient)
    first = event_of(db, make_late_report(db, by=by, treatment=visit))
    right = late(visit, severity=Severity.MODERATE, reason="It was larger than first told")

    second = report_effect(db, by=by, treatment=visit, sent=SentReport(report=right, key=uid(), corrects=first))
    never = Report(effect=None, told_on=right.told_on, told_how="phone", reason="Another patient")
    report_effect(db, by=by, treatment=visit, sent=SentReport(report=never, key=uid(), corrects=event_of(db, second)))

    listed = list_late_effects(db, by=by, session_id=visit.id)
    assert [one.corrected for one in listed] == ["It was larger than first told", "Another patient", ""]
    assert list_open_effects(db, by=by, patient_id=patient.id) == ()
    assert figures(db, by)[1].unasked == 0
    with pytest.raises(ConflictError, match="corrected"):
        report_effect(db, by=by, treatment=visit, sent=SentReport(report=right, key=uid(), corrects=first))


def test_a_serious_one_opens_a_review_at_once_and_stands_on_the_list(
    db: Session, by: SignedIn, patient: Patient
) -> None:
    visit = make_visit(db, by=by, patient=patient)

    event = event_of(db, make_late_report(db, by=by, treatment=visit, kind_slug="pneumothorax"))

    review = db.scalars(select(IncidentReview)).one()
    everything = Wanted(first_day=None, last_day=day_in_zone(now_utc(), by.zone))
    assert review.event_id == event.id
    assert [one.kind_slug for one in list_serious_events(db, by=by, wanted=everything)] == ["pneumothorax"]
    assert acts(db) == ["incident.opened", "session.reported_late"]


def test_the_same_form_sent_twice_is_one_report(db: Session, by: SignedIn, patient: Patient) -> None:
    visit, key = make_visit(db, by=by, patient=patient), uid()

    first = report_effect(db, by=by, treatment=visit, sent=SentReport(report=late(visit), key=key))
    again = report_effect(db, by=by, treatment=visit, sent=SentReport(report=late(visit), key=key))

    assert first.id == again.id
    assert len(db.scalars(select(AdverseEvent)).all()) == 1


def test_only_a_signed_visit_of_the_own_clinic_takes_a_report(db: Session, by: SignedIn, patient: Patient) -> None:
    visit = make_visit(db, by=by, patient=patient)
    draft = make_draft_session(db, by=by, patient=patient)
    stranger = make_actor(db, clinic=db.merge(Clinic(name="Other", name_folded="other", zone="Europe/London")))

    with pytest.raises(ConflictError, match="signed"):
        report_effect(db, by=by, treatment=draft, sent=SentReport(report=late(visit), key=uid()))
    with pytest.raises(NotFoundError):
        report_effect(db, by=stranger, treatment=visit, sent=SentReport(report=late(visit), key=uid()))


@pytest.mark.parametrize("statement", ["UPDATE adverse_event SET label = 'x'", "DELETE FROM late_report"])
def test_nobody_changes_a_report_once_it_is_made(
    *, db: Session, by: SignedIn, patient: Patient, statement: str
) -> None:
    make_late_report(db, by=by, treatment=make_visit(db, by=by, patient=patient))

    with pytest.raises(DatabaseError, match="never changed"), db.begin_nested():
        db.execute(text(statement))
