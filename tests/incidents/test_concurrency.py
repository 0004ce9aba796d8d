"""Two people who close or write one review at the same moment: one does, the other is told."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction, reading
from clinic_log.base.dates import now_utc
from clinic_log.base.settings import Settings
from clinic_log.incidents import receivers
from clinic_log.incidents.actions.by_link import SentAnswer, take_answer
from clinic_log.incidents.actions.follow_up import make_link, set_aside
from clinic_log.incidents.actions.reviewing import move_review, write_findings
from clinic_log.incidents.models import FollowUpAnswer, FollowUpEffect, IncidentReview
from clinic_log.incidents.queries.reviews import get_review
from clinic_log.incidents.rules.follow_up import Confirmation, Told
from clinic_log.incidents.rules.reviewing import Findings, Move
from clinic_log.incidents.rules.states import Harm, Preventability, ReviewState, StepKind
from clinic_log.treatments.models import TreatmentSession
from tests.accounts.factories import make_actor, make_clinic
from tests.episodes.test_concurrency import both_at_once
from tests.incidents.factories import make_answer, make_serious_visit, make_visit

WHOLE = Findings(harm=Harm.MILD, preventability=Preventability.UNKNOWN, learning="The angle")


def opened(engine: Engine, settings: Settings) -> tuple[SignedIn, int, int]:
    """A supervisor, a triaged review with all its findings, and its revision."""
    receivers.connect()
    with own_transaction(engine) as db:
        give_key(db, settings.audit_key)
        clinic = make_clinic(db)
        make_serious_visit(db, by=make_actor(db, Role.PRACTITIONER, clinic=clinic))
        helen = make_actor(db, Role.SUPERVISOR, clinic=clinic)
        review = db.scalars(select(IncidentReview)).one()
        move_review(db, by=helen, review=review, move=Move(to=ReviewState.TRIAGED), revision=review.revision)
        write_findings(db, by=helen, review=review, findings=WHOLE, revision=review.revision)
        return helen, review.id, review.revision


def close(helen: SignedIn, review_id: int, revision: int) -> Callable[[Session], object]:
    def act(db: Session) -> object:
        review = get_review(db, by=helen, review_id=review_id)
        return move_review(db, by=helen, review=review, move=Move(to=ReviewState.CLOSED), revision=revision)

    return act


def write(helen: SignedIn, review_id: int, revision: int) -> Callable[[Session], object]:
    def act(db: Session) -> object:
        review = get_review(db, by=helen, review_id=review_id)
        return write_findings(db, by=helen, review=review, findings=Findings(learning="Else"), revision=revision)

    return act


@pytest.mark.parametrize("make", [close, write])
def test_of_two_who_close_or_write_at_once_one_is_told(
    engine: Engine, settings: Settings, make: Callable[[SignedIn, int, int], Callable[[Session], object]]
) -> None:
    helen, review_id, revision = opened(engine, settings)

    ended = both_at_once(engine, settings.audit_key, make(helen, review_id, revision))

    assert ended == ["conflict", "done"]
    with reading(engine) as db:
        review = get_review(db, by=helen, review_id=review_id)
        kinds = [step.kind for step in review.steps]
        assert len(kinds) == review.step_count == 4
        assert kinds[-1] is (StepKind.MOVED if make is close else StepKind.FOUND)


def test_of_two_who_decide_about_one_answer_one_is_told_and_one_sending_is_kept_once(
    engine: Engine, settings: Settings
) -> None:
    receivers.connect()
    with own_transaction(engine) as db:
        give_key(db, settings.audit_key)
        by = make_actor(db, Role.PRACTITIONER)
        visit = make_visit(db, by=by)
        effect_id = make_answer(db, by=by, treatment=visit, told=Told(none_of_these=True, soreness=3)).effects[0].id
        _, token = make_link(db, by=by, treatment=db.get_one(TreatmentSession, visit.id), key="another")

    def decide(db: Session) -> object:
        return set_aside(db, by=by, effect=db.get_one(FollowUpEffect, effect_id), reason="From the gym")

    def send(db: Session) -> object:
        sent = SentAnswer(told=Told(none_of_these=True), key="twice")
        return take_answer(db, token=token, sent=sent, address=None, now=now_utc())

    assert both_at_once(engine, settings.audit_key, decide) == ["conflict", "done"]
    assert both_at_once(engine, settings.audit_key, send) == ["done", "done"]
    with reading(engine) as db:
        assert db.scalars(select(FollowUpEffect.state)).all() == [Confirmation.SET_ASIDE]
        assert len(db.scalars(select(FollowUpAnswer)).all()) == 2
