"""A visit that begins now: the press is the answer, and nothing else is filled in."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from clinic_log.base.dates import now_utc
from clinic_log.treatments.actions import start_session
from clinic_log.treatments.queries import content_of
from clinic_log.treatments.rules import SessionContent, VisitKind
from tests.accounts.factories import make_actor
from tests.patients.factories import make_patient


@pytest.mark.parametrize("kind", [VisitKind.NEEDLING, VisitKind.EVALUATION])
def test_a_visit_that_begins_now_has_its_kind_and_start_and_no_more(db: Session, kind: VisitKind) -> None:
    by = make_actor(db)

    treatment = start_session(db, by=by, patient=make_patient(db, by=by), idempotency_key="a", begins_as=kind)

    content = content_of(treatment)
    assert content.started_at is not None
    assert now_utc() - content.started_at < timedelta(minutes=2)
    assert content == SessionContent(kind=kind, started_at=content.started_at)


def test_a_visit_that_does_not_begin_now_says_nothing(db: Session) -> None:
    by = make_actor(db)

    treatment = start_session(db, by=by, patient=make_patient(db, by=by), idempotency_key="a")

    assert content_of(treatment) == SessionContent()
