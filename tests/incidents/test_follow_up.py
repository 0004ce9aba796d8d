"""A link takes what the patient tells; a clinician confirms it or sets it aside; only then it counts."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.models import AuditEntry
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, TooManyAttemptsError
from clinic_log.incidents import receivers
from clinic_log.incidents.actions.by_link import SentAnswer, open_link, take_answer
from clinic_log.incidents.actions.follow_up import make_link, set_aside, stop_links
from clinic_log.incidents.actions.reporting import SentReport, report_effect
from clinic_log.incidents.models import FollowUpAnswer, FollowUpEffect, FollowUpLink, IncidentReview
from clinic_log.incidents.queries.follow_up import find_open_link, find_warning, get_effect, list_waiting
from clinic_log.incidents.rules.follow_up import MOST_ANSWERS, Bruise, Confirmation, Sign, Told
from clinic_log.incidents.rules.late import Report
from clinic_log.outcomes.queries.session_facts import facts_of
from clinic_log.patients.models import Patient
from clinic_log.treatments.actions import retract_session, sign_session
from clinic_log.treatments.models import LateReport, TreatmentSession
from clinic_log.treatments.rules import Asked, Severity, SignatureMeaning
from tests.accounts.factories import make_actor, make_clinic
from tests.incidents.factories import confirm, event_of, make_answer, make_visit
from tests.treatments.factories import days_ago, make_recorded_session, make_signed_session, needling_visit, uid

NOTHING = Told(none_of_these=True, soreness=0, bruise=Bruise.NONE)
SORE = Told(none_of_these=True, soreness=4, bruise=Bruise.NONE)
WARNING = Told(signs=(Sign.BREATHLESS,), soreness=0, bruise=Bruise.NONE)


@pytest.fixture
def clinic(db: Session) -> Clinic:
    receivers.connect()
    return make_clinic(db)


@pytest.fixture
def ada(db: Session, clinic: Clinic) -> SignedIn:
    return make_actor(db, Role.PRACTITIONER, clinic=clinic, name="Ada")


def link_of(db: Session, ada: SignedIn) -> tuple[TreatmentSession, FollowUpLink, str]:
    visit = make_visit(db, by=ada)
    return visit, *make_link(db, by=ada, treatment=visit, key=uid())


def since(visit: TreatmentSession) -> tuple[Asked | None, bool]:
    """What is known of the time since the visit, and whether something waits to be confirmed."""
    return visit.side_effects_since, visit.waits_for_confirmation


def actions(db: Session) -> list[str]:
    chosen = select(AuditEntry.action).where(AuditEntry.action.startswith("follow_up"))
    return list(db.scalars(chosen.order_by(AuditEntry.sequence)))


def test_of_a_link_only_the_hash_is_kept_and_it_works_for_seven_days(db: Session, ada: SignedIn) -> None:
    _, link, token = link_of(db, ada)
    now = now_utc()

    assert token not in {str(getattr(link, column.key)) for column in FollowUpLink.__table__.columns}
    assert find_open_link(db, token=token, now=now) is link
    assert find_open_link(db, token=token, now=now + timedelta(days=6, hours=23)) is link
    assert find_open_link(db, token=token, now=now + timedelta(days=7, seconds=5)) is None
    assert find_open_link(db, token=token + "x", now=now) is None


def test_a_link_that_was_stopped_used_up_or_whose_visit_was_retracted_works_no_longer(
    db: Session, ada: SignedIn
) -> None:
    visit, link, token = link_of(db, ada)
    _, other = make_link(db, by=ada, treatment=visit, key=uid())
    link.answer_count = MOST_ANSWERS
    assert find_open_link(db, token=token, now=now_utc()) is None
    assert find_open_link(db, token=other, now=now_utc()) is not None

    retract_session(db, by=ada, treatment=visit, reason="Another patient")
    assert find_open_link(db, token=other, now=now_utc()) is None

    visit, _, token = link_of(db, ada)
    assert stop_links(db, by=ada, treatment=visit) == 1
    assert stop_links(db, by=ada, treatment=visit) == 0
    with pytest.raises(NotFoundError):
        take_answer(db, token=token, sent=SentAnswer(told=NOTHING, key="k"), address=None, now=now_utc())


def test_the_same_form_again_makes_no_second_link_and_no_second_answer(db: Session, ada: SignedIn) -> None:
    visit = make_visit(db, by=ada)
    first, old = make_link(db, by=ada, treatment=visit, key="k")
    again, token = make_link(db, by=ada, treatment=visit, key="k")
    assert (first.id, old == token) == (again.id, False)
    assert find_open_link(db, token=old, now=now_utc()) is None

    sent = SentAnswer(told=SORE, key="one")
    ids = {take_answer(db, token=token, sent=sent, address=None, now=now_utc()).id for _ in range(2)}

    assert len(ids) == 1
    assert first.answer_count == 1


def test_openings_of_a_link_and_guesses_from_an_address_are_limited_and_on_record(db: Session, ada: SignedIn) -> None:
    _, _, token = link_of(db, ada)
    now = now_utc()

    for _ in range(20):
        assert open_link(db, token=token, address="192.0.2.7", now=now) is not None
        assert open_link(db, token="guessed", address="192.0.2.9", now=now) is None
    with pytest.raises(TooManyAttemptsError):
        open_link(db, token=token, address="192.0.2.8", now=now)
    with pytest.raises(TooManyAttemptsError):
        open_link(db, token="guessed", address="192.0.2.9", now=now)
    with pytest.raises(TooManyAttemptsError):  # also right ones: else a guess would be told from a find
        open_link(db, token=token, address="192.0.2.9", now=now + timedelta(seconds=5))
    assert open_link(db, token=token, address="192.0.2.8", now=now + timedelta(seconds=11)) is not None
    assert (actions(db).count("follow_up.opened"), actions(db).count("follow_up.refused")) == (21, 20)


def test_an_answer_without_an_effect_counts_at_once_as_asked_and_none(db: Session, ada: SignedIn) -> None:
    visit = make_visit(db, by=ada)

    make_answer(db, by=ada, treatment=visit, told=Told(none_of_these=True, soreness=0))
    assert visit.side_effects_since is None
    make_answer(db, by=ada, treatment=visit, told=NOTHING)

    assert visit.side_effects_since is Asked.NONE
    by = db.scalars(select(AuditEntry).where(AuditEntry.action == "follow_up.answered")).first()
    assert by is not None
    assert (by.user_id, by.user_name, by.address) == (None, "Patient, by follow-up link", "192.0.2.7")


def test_an_effect_counts_once_it_is_confirmed_and_no_more_when_it_is_taken_back(db: Session, ada: SignedIn) -> None:
    visit = make_visit(db, by=ada)
    answer = make_answer(db, by=ada, treatment=visit, told=SORE)
    assert (visit.side_effects_since, answer.effects[0].state) == (None, Confirmation.WAITING)

    effect = confirm(db, by=ada, effect=answer.effects[0], kind_slug="post-needling-soreness")

    assert (visit.side_effects_since, effect.state) == (Asked.PRESENT, Confirmation.CONFIRMED)
    report = db.get_one(LateReport, effect.late_report_id)
    assert (report.told_how, report.session_id) == ("follow-up", visit.id)
    taken_back = Report(effect=None, told_on=report.told_at.date(), told_how="phone", reason="It was another visit")
    event = event_of(db, report)
    report_effect(db, by=ada, treatment=visit, sent=SentReport(report=taken_back, key=uid(), corrects=event))
    assert visit.side_effects_since is Asked.NONE


def test_what_is_set_aside_needs_a_reason_and_leaves_none_where_everything_was_answered(
    db: Session, ada: SignedIn
) -> None:
    visit = make_visit(db, by=ada)
    half = make_answer(db, by=ada, treatment=visit, told=Told(none_of_these=True, other="The car park was full"))
    with pytest.raises(InvalidInputError):
        set_aside(db, by=ada, effect=half.effects[0], reason="")
    set_aside(db, by=ada, effect=half.effects[0], reason="Nothing of the body")
    assert visit.side_effects_since is None

    whole = make_answer(db, by=ada, treatment=visit, told=SORE)
    set_aside(db, by=ada, effect=whole.effects[0], reason="From the gym, as told by phone")

    assert visit.side_effects_since is Asked.NONE
    assert actions(db)[-1] == "follow_up.set_aside"


def test_a_warning_sign_waits_above_all_until_it_is_decided_and_confirming_it_opens_a_review(
    db: Session, ada: SignedIn
) -> None:
    visit = make_visit(db, by=ada)
    make_answer(db, by=ada, treatment=visit, told=SORE)
    answer = make_answer(db, by=ada, treatment=visit, told=WARNING)

    waiting = list_waiting(db, by=ada, practitioner_id=ada.user_id)
    assert [one.is_warning for one in waiting] == [True, False]
    assert find_warning(db, by=ada, patient_id=visit.patient_id) is answer.effects[0]
    assert actions(db)[-1] == "follow_up.warning_told"

    confirm(db, by=ada, effect=answer.effects[0], kind_slug="pneumothorax-suspected", severity=Severity.SEVERE)

    assert find_warning(db, by=ada, patient_id=visit.patient_id) is None
    assert db.scalar(select(func.count()).select_from(IncidentReview)) == 1


def test_a_decision_is_made_once_by_a_clinician_of_the_clinic(*, db: Session, clinic: Clinic, ada: SignedIn) -> None:
    visit = make_visit(db, by=ada)
    effect = make_answer(db, by=ada, treatment=visit, told=SORE).effects[0]
    student, stranger = make_actor(db, Role.STUDENT, clinic=clinic), make_actor(db, Role.PRACTITIONER)
    patient = db.get_one(Patient, visit.patient_id)

    with pytest.raises(ForbiddenError):
        confirm(db, by=student, effect=effect)
    with pytest.raises(NotFoundError):
        get_effect(db, by=stranger, patient=patient, effect_id=effect.id)
    with pytest.raises(NotFoundError):
        set_aside(db, by=stranger, effect=effect, reason="Mine")
    assert list_waiting(db, by=stranger) == []

    set_aside(db, by=ada, effect=effect, reason="From the gym")
    with pytest.raises(ConflictError):
        confirm(db, by=ada, effect=effect)


def test_what_is_answered_while_the_note_is_a_draft_counts_when_it_is_signed(db: Session, ada: SignedIn) -> None:
    draft = make_recorded_session(db, by=ada)
    seen = draft.revision
    make_answer(db, by=ada, treatment=draft, told=NOTHING)
    effect = make_answer(db, by=ada, treatment=draft, told=SORE).effects[0]
    with pytest.raises(ConflictError, match="signed"):
        confirm(db, by=ada, effect=effect)
    assert (draft.side_effects_since, draft.revision) == (None, seen)

    sign_session(db, by=ada, treatment=draft, meaning=SignatureMeaning.TREATED)
    waiting = draft.side_effects_since
    confirm(db, by=ada, effect=effect)

    assert (waiting, draft.side_effects_since) == (None, Asked.PRESENT)
    assert db.scalar(select(func.count()).select_from(FollowUpAnswer)) == 2
    assert db.scalar(select(func.count()).select_from(FollowUpEffect)) == 1


def test_none_does_not_hold_while_something_that_the_patient_told_waits(db: Session, ada: SignedIn) -> None:
    visit = make_visit(db, by=ada)
    patient = db.get_one(Patient, visit.patient_id)
    next_visit = needling_visit(started_at=days_ago(1), since_previous=Asked.NONE)
    make_signed_session(db, by=ada, patient=patient, content=next_visit)
    assert visit.side_effects_since is Asked.NONE

    effects = [make_answer(db, by=ada, treatment=visit, told=told).effects[0] for told in (SORE, WARNING)]

    assert since(visit) == (None, True)
    asked = facts_of(db, [visit.id])[visit.id].measures
    assert (asked.since_last_time_asked, asked.since_last_time_effect) == (0, 0)
    set_aside(db, by=ada, effect=effects[0], reason="From the gym")
    assert since(visit) == (None, True)
    set_aside(db, by=ada, effect=effects[1], reason="Short of breath on stairs as for years")
    assert since(visit) == (Asked.NONE, False)


def test_none_of_a_later_visit_does_not_hold_either_when_the_note_is_signed_last(db: Session, ada: SignedIn) -> None:
    patient = db.get_one(Patient, make_visit(db, by=ada, started_at=days_ago(9)).patient_id)
    between = needling_visit(started_at=days_ago(5), since_previous=Asked.NONE)
    draft = make_recorded_session(db, by=ada, patient=patient, content=between)
    effect = make_answer(db, by=ada, treatment=draft, told=SORE).effects[0]
    later = needling_visit(started_at=days_ago(1), since_previous=Asked.NONE)
    make_signed_session(db, by=ada, patient=patient, content=later)

    sign_session(db, by=ada, treatment=draft, meaning=SignatureMeaning.TREATED)

    assert since(draft) == (None, True)
    assert facts_of(db, [draft.id])[draft.id].measures.since_last_time_asked == 0
    set_aside(db, by=ada, effect=effect, reason="From the gym")
    assert since(draft) == (Asked.NONE, False)


def test_one_confirmed_effect_counts_while_another_waits(db: Session, ada: SignedIn) -> None:
    visit = make_visit(db, by=ada)
    bruised = Told(none_of_these=True, soreness=4, bruise=Bruise.SMALL)
    first, second = make_answer(db, by=ada, treatment=visit, told=bruised).effects

    confirm(db, by=ada, effect=first)

    assert since(visit) == (Asked.PRESENT, True)
    set_aside(db, by=ada, effect=second, reason="Told twice")
    assert since(visit) == (Asked.PRESENT, False)


def test_the_same_page_sent_again_is_one_answer_and_with_a_warning_sign_another(db: Session, ada: SignedIn) -> None:
    _, link, token = link_of(db, ada)

    def send(told: Told) -> FollowUpAnswer:
        return take_answer(db, token=token, sent=SentAnswer(told=told, key="page"), address=None, now=now_utc())

    first, again, changed = send(NOTHING), send(NOTHING), send(WARNING)

    assert (first, link.answer_count) == (again, 2)
    assert [effect.is_warning for effect in changed.effects] == [True]
