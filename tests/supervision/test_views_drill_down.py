"""From a month on a chart to its sessions, and the page against the literature."""

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.incidents.actions.reporting import open_review
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.outcomes.factories import make_effect
from tests.queries import count_queries
from tests.supervision.clinic import make_small_clinic


@pytest.fixture
def client(sign_in: SignInFixture, engine: Engine) -> SignedInClient:
    """The supervisor of the hand-counted clinic, one of whose visits has a review."""
    client = sign_in(Role.SUPERVISOR)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        clinic = make_small_clinic(db, db.get_one(Clinic, client.actor.clinic_id))
        event = make_effect(db, of=clinic.visits["D2"], kind="pneumothorax-suspected", serious=True)
        open_review(db, by=client.actor, event=event)
    return client


def _text(client: SignedInClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.text.split())


def test_a_month_leads_to_its_sessions_and_a_session_to_its_review(client: SignedInClient, engine: Engine) -> None:
    charts = _text(client, "/supervision/over-time?period=everything")
    assert "month=2026-09" in charts

    page = _text(client, "/supervision/sessions?period=everything&month=2026-09")

    assert "Sessions of September 2026" in page
    assert "12 needling sessions" in page
    assert page.index("Bruising, mild") < page.index("asked: none") < page.index("not asked")
    assert "/incidents/" in page
    with Session(engine) as db:
        seen = select(AuditEntry.reason).where(AuditEntry.action == "supervision.sessions_viewed")
        assert db.scalars(seen).all() == ["2026-09"]


def test_a_month_at_the_end_of_the_period_has_the_sessions_of_its_days_in_it(client: SignedInClient) -> None:
    """Its point counts no others."""
    whole = _text(client, "/supervision/sessions?period=everything&month=2026-09")
    dates = "period=dates&since=2026-09-10&until=2026-09-20"
    part = _text(client, f"/supervision/sessions?{dates}&month=2026-09")

    assert "12 needling sessions" in whole
    assert "10 Sep 2026 to 20 Sep 2026" in part
    assert "12 needling sessions" not in part


def test_the_filter_narrows_the_sessions_and_a_month_that_is_none_does_not_exist(client: SignedInClient) -> None:
    assert "6 needling sessions" not in _text(
        client, "/supervision/sessions?month=2026-09&condition=knee-osteoarthritis"
    )
    assert "No needling session in this month" in _text(client, "/supervision/sessions?month=2025-01")
    for month in ("2026-13", "9999-12", "0000-01"):
        assert client.get(f"/supervision/sessions?month={month}").status_code == 404
    assert client.get("/supervision/sessions?month=2026-09&period=always").status_code == 404


def test_it_is_for_supervisors_of_this_clinic(client: SignedInClient, sign_in: SignInFixture) -> None:
    colleague = sign_in(Role.PRACTITIONER, clinic=client.actor.clinic_id)
    stranger = sign_in(Role.SUPERVISOR)

    assert colleague.get("/supervision/sessions?month=2026-09").status_code == 403
    assert "No needling session in this month" in _text(stranger, "/supervision/sessions?month=2026-09")


def test_the_statements_do_not_grow_with_the_sessions(client: SignedInClient) -> None:
    with client.application.app_context():
        engine = client.application.extensions["sqlalchemy"].engine

    def statements(month: str) -> int:
        with count_queries(engine) as sent:
            assert client.get(f"/supervision/sessions?month={month}").status_code == 200
        return len(sent)

    statements("2026-09")
    assert statements("2026-09") == statements("2026-11")


def test_published_rates_stand_beside_our_own(client: SignedInClient, engine: Engine) -> None:
    page = _text(client, "/supervision/literature?period=everything")

    assert "Brady 2014 Ireland (dry needling)" in page
    assert "practitioner form, 10 months" in page
    assert "This clinic" in page
    assert "nothing here is tested against them" in page
    assert '<svg class="chart' not in page
    assert client.get("/supervision/literature?period=always").status_code == 422


def test_the_literature_leaves_as_a_file(client: SignedInClient, engine: Engine) -> None:
    response = client.get("/supervision/literature.csv?period=everything")

    assert (response.status_code, response.mimetype) == (200, "text/csv")
    assert "Brady 2014 Ireland (dry needling)" in response.text
    assert client.get("/supervision/literature.csv?period=always").status_code == 303
    with Session(engine) as db:
        assert "supervision.exported" in db.scalars(select(AuditEntry.action)).all()
