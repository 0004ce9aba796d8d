"""A review opens with the act that makes an incident known, keeps every step, and is closed by somebody else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.models import AuditEntry
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from clinic_log.clinics.actions import change_policy
from clinic_log.clinics.rules import Policy
from clinic_log.incidents.actions.reporting import open_review, record_near_miss
from clinic_log.incidents.actions.reviewing import (
    add_action,
    add_contact,
    finish_action,
    move_review,
    set_hold,
    write_findings,
)
from clinic_log.incidents.models import IncidentReview
from clinic_log.incidents.queries.reviews import find_hold, get_review, list_reviews
from clinic_log.incidents.receivers import connect
from clinic_log.incidents.rules.reviewing import Contact, Findings, Move, NewAction
from clinic_log.incidents.rules.states import Harm, Hold, IncidentKind, Preventability, ReviewState, StepKind
from clinic_log.treatments.actions import sign_session
from clinic_log.treatments.models import AdverseEvent
from clinic_log.treatments.rules import SignatureMeaning
from tests.accounts.factories import make_actor, make_clinic
from tests.incidents.factories import make_serious_visit, make_visit, near_miss
from tests.patients.factories import make_patient
from tests.treatments.factories import make_recorded_session

WHOLE = Findings(
    harm=Harm.MODERATE,
    preventability=Preventability.PROBABLY,
    factors=("technique",),
    learning="Needle along the rib, not towards the lung",
)


@pytest.fixture
def clinic(db: Session) -> Clinic:
    connect()
    return make_clinic(db)


@pytest.fixture
def ada(db: Session, clinic: Clinic) -> SignedIn:
    """Who treats, and supervises as well."""
    return make_actor(db, Role.PRACTITIONER, Role.SUPERVISOR, clinic=clinic, name="Ada")


@pytest.fixture
def helen(db: Session, clinic: Clinic) -> SignedIn:
    return make_actor(db, Role.SUPERVISOR, clinic=clinic, name="Helen")


def reviewed(db: Session, ada: SignedIn) -> IncidentReview:
    make_serious_visit(db, by=ada)
    return db.scalars(select(IncidentReview)).one()


def go(db: Session, by: SignedIn, review: IncidentReview, *states: ReviewState) -> None:
    for state in states:
        move_review(db, by=by, review=review, move=Move(to=state), revision=review.revision)


def test_signing_a_serious_event_opens_its_review_with_the_facts_as_they_stood(db: Session, ada: SignedIn) -> None:
    review = reviewed(db, ada)

    facts = {label: line for label, line in review.facts}  # noqa: C416 -- pairs are lists, which dict() is not typed for
    assert (review.kind, review.state) == (IncidentKind.SERIOUS_EVENT, ReviewState.REPORTED)
    assert review.due_at - review.opened_at == timedelta(hours=72)
    assert review.involved_ids == [ada.user_id]
    assert facts["Practitioner"] == "Ada"
    assert facts["Needle"].startswith("Upper trapezius, right · 2 needles · 0.25 × 25 mm")
    assert facts["Signed text"].startswith("version 1 by Ada, SHA-256")
    assert [step.kind for step in review.steps] == [StepKind.OPENED]
    told = ("incident.opened", "session.signed")  # what other features did stands beside them
    acts = select(AuditEntry.action).where(AuditEntry.action.in_(told))
    entries = db.scalars(acts.order_by(AuditEntry.sequence.desc()).limit(2)).all()
    assert list(entries) == ["incident.opened", "session.signed"]


def test_an_everyday_effect_and_an_unsigned_note_open_none(db: Session, ada: SignedIn) -> None:
    make_visit(db, by=ada)
    draft = make_recorded_session(db, by=ada)

    assert db.scalars(select(IncidentReview)).all() == []
    sign_session(db, by=ada, treatment=draft, meaning=SignatureMeaning.TREATED)
    assert db.scalars(select(IncidentReview)).all() == []


def test_the_clinic_decides_by_when_it_is_due(db: Session, clinic: Clinic, ada: SignedIn) -> None:
    change_policy(db, by=make_actor(db, Role.ADMINISTRATOR, clinic=clinic), policy=Policy(review_hours=24))

    review = reviewed(db, ada)

    assert review.due_at - review.opened_at == timedelta(hours=24)


def test_only_a_supervisor_who_did_not_treat_closes_it(db: Session, ada: SignedIn, helen: SignedIn) -> None:
    review = reviewed(db, ada)
    write_findings(db, by=ada, review=review, findings=WHOLE, revision=review.revision)
    go(db, ada, review, ReviewState.TRIAGED, ReviewState.INVESTIGATING)
    student = make_actor(db, Role.STUDENT, clinic=db.get_one(Clinic, ada.clinic_id))

    with pytest.raises(ForbiddenError, match="Another supervisor"):
        go(db, ada, review, ReviewState.CLOSED)
    with pytest.raises(ForbiddenError):
        go(db, student, review, ReviewState.CLOSED)
    assert (review.state, review.closed_at) == (ReviewState.INVESTIGATING, None)

    go(db, helen, review, ReviewState.CLOSED)

    assert (review.state, review.closed_by_id) == (ReviewState.CLOSED, helen.user_id)


def test_it_is_closed_only_when_it_is_whole_and_opened_again_with_a_reason(
    db: Session, ada: SignedIn, helen: SignedIn
) -> None:
    review = reviewed(db, ada)
    go(db, helen, review, ReviewState.TRIAGED)
    add_action(db, by=helen, review=review, action=new_action(ada))

    with pytest.raises(InvalidInputError, match=r"how much harm .* Finish the action"):
        go(db, helen, review, ReviewState.CLOSED)

    write_findings(db, by=helen, review=review, findings=WHOLE, revision=review.revision)
    finish_action(db, by=ada, review=review, action=review.actions[0], result="Shown to the team")
    go(db, helen, review, ReviewState.CLOSED)
    with pytest.raises(ConflictError, match="closed"):
        write_findings(db, by=helen, review=review, findings=Findings(), revision=review.revision)
    with pytest.raises(InvalidInputError, match="opened again"):
        go(db, helen, review, ReviewState.INVESTIGATING)

    again = Move(to=ReviewState.INVESTIGATING, note="A second scan came")
    move_review(db, by=helen, review=review, move=again, revision=review.revision)

    assert (review.state, review.closed_at) == (ReviewState.INVESTIGATING, None)
    assert [step.kind for step in review.steps] == [
        StepKind.OPENED,
        StepKind.MOVED,
        StepKind.ACTION_ADDED,
        StepKind.FOUND,
        StepKind.ACTION_DONE,
        StepKind.MOVED,
        StepKind.MOVED,
    ]


def new_action(owner: SignedIn) -> NewAction:
    due = day_in_zone(now_utc(), owner.zone) + timedelta(days=14)
    return NewAction(what="Refresh the chest landmarks", owner_id=owner.user_id, due_on=due)


def test_findings_that_were_written_over_stay_in_the_journal(db: Session, ada: SignedIn, helen: SignedIn) -> None:
    review = reviewed(db, ada)
    write_findings(db, by=helen, review=review, findings=WHOLE, revision=review.revision)
    write_findings(db, by=helen, review=review, findings=replace(WHOLE, harm=Harm.SEVERE), revision=review.revision)

    assert [step.words.partition(";")[0] for step in review.steps[1:]] == ["Harm: Moderate", "Harm: Severe or lasting"]


def test_the_second_of_two_supervisors_is_told(db: Session, ada: SignedIn, helen: SignedIn) -> None:
    review = reviewed(db, ada)
    seen = review.revision
    add_contact(db, by=ada, review=review, contact=contact())

    with pytest.raises(ConflictError, match="Nothing of yours is lost"):
        write_findings(db, by=helen, review=review, findings=WHOLE, revision=seen)


def contact() -> Contact:
    return Contact(at=now_utc(), with_whom="The patient", how="phone", advice="Go to the emergency department now")


def test_somebody_elses_action_is_finished_by_a_supervisor_only(
    *, db: Session, clinic: Clinic, ada: SignedIn, helen: SignedIn
) -> None:
    review = reviewed(db, ada)
    add_action(db, by=helen, review=review, action=new_action(ada))
    colleague = make_actor(db, Role.PRACTITIONER, clinic=clinic)

    with pytest.raises(ConflictError, match="somebody else's"):
        finish_action(db, by=colleague, review=review, action=review.actions[0], result="")
    with pytest.raises(InvalidInputError, match="of this clinic"):
        add_action(db, by=helen, review=review, action=replace(new_action(ada), owner_id=999_999))


def test_a_legal_hold_stands_until_it_is_lifted_with_a_reason(db: Session, ada: SignedIn, helen: SignedIn) -> None:
    review = reviewed(db, ada)
    with pytest.raises(InvalidInputError):
        set_hold(db, by=helen, review=review, hold=Hold.PLACE, reason="")

    set_hold(db, by=helen, review=review, hold=Hold.PLACE, reason="A claim was announced")
    assert find_hold(db, by=ada, patient_id=review.patient_id) == review.hold_at is not None

    set_hold(db, by=helen, review=review, hold=Hold.LIFT, reason="The claim was withdrawn")
    assert find_hold(db, by=ada, patient_id=review.patient_id) is None
    assert [step.kind for step in review.steps][-2:] == [StepKind.HOLD_PLACED, StepKind.HOLD_LIFTED]


def test_a_near_miss_opens_one_review_for_two_taps(db: Session, ada: SignedIn, helen: SignedIn) -> None:
    patient = make_patient(db, by=ada)
    miss = near_miss(patient, words="The wrong side was uncovered")

    first, again = record_near_miss(db, by=ada, near_miss=miss), record_near_miss(db, by=ada, near_miss=miss)

    assert first.id == again.id
    assert (first.kind, first.words, first.facts) == (IncidentKind.NEAR_MISS, "The wrong side was uncovered", [])
    assert first.involved_ids == [ada.user_id]
    listed = list_reviews(db, by=helen, now=now_utc() + timedelta(days=4))
    assert [(one.review.kind, one.is_overdue) for one in listed] == [(IncidentKind.NEAR_MISS, True)]


def test_a_review_of_another_clinic_does_not_exist(db: Session, ada: SignedIn) -> None:
    review = reviewed(db, ada)
    stranger = make_actor(db, Role.SUPERVISOR)

    with pytest.raises(NotFoundError):
        get_review(db, by=stranger, review_id=review.id)
    with pytest.raises(NotFoundError):
        add_contact(db, by=stranger, review=review, contact=contact())
    assert list_reviews(db, by=stranger, now=now_utc()) == []


def test_a_supervisor_opens_the_review_of_an_event_that_was_signed_before_reviews_were_kept(
    *, db: Session, clinic: Clinic, ada: SignedIn, helen: SignedIn
) -> None:
    review = reviewed(db, ada)
    event_id = review.event_id
    visit = make_visit(db, by=ada)
    assert event_id is not None

    event = db.get_one(AdverseEvent, event_id)

    assert open_review(db, by=helen, event=event).id == review.id
    with pytest.raises(ForbiddenError):
        open_review(db, by=make_actor(db, Role.PRACTITIONER, clinic=clinic), event=event)
    assert visit.adverse_events == []
