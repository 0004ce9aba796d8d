"""The team's page as a browser gets it."""

import hashlib

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.outcomes.factories import make_effect
from tests.supervision.clinic import make_small_clinic

EVERYTHING = "/supervision?period=everything"
PAGES = ("outcomes", "over-time", "practitioners", "technique-and-muscle", "literature", "data-quality")


@pytest.fixture
def client(sign_in: SignInFixture) -> SignedInClient:
    return sign_in(Role.SUPERVISOR)


def _fill(engine: Engine, client: SignedInClient, *, serious: bool = False) -> tuple[int, int]:
    """The hand-counted clinic in the supervisor's clinic; the ids of Ada and of patient A."""
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        clinic = make_small_clinic(db, db.get_one(Clinic, client.actor.clinic_id))
        if serious:
            make_effect(db, of=clinic.visits["D1"], kind="pneumothorax-suspected", serious=True)
        return clinic.ada.user_id, clinic.patients["A"].id


def _page(client: SignedInClient, address: str = EVERYTHING, *, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.get_data(as_text=True).split())


def test_the_figures_stand_with_their_counts(client: SignedInClient, engine: Engine) -> None:
    _fill(engine, client)

    page = _page(client)

    assert "17 <span" in page  # sessions
    assert "3 of 5 evaluable episodes" in page  # with the one of 2024
    assert "1 had no room" not in page
    assert "2 had no room to improve. 2 became worse." in page
    assert "Asked in 87 % (62–96 %), 13 of 15 needling sessions." in page
    assert "0 confirmed in 15 needling sessions; the true rate could still be up to 18 %." in page


def test_zero_confirmed_gives_way_to_a_suspected_event(client: SignedInClient, engine: Engine) -> None:
    _fill(engine, client, serious=True)

    page = _page(client)

    assert "0 confirmed" not in page
    assert "suspected, not confirmed" in page
    assert "/sessions/" in page


def test_an_empty_clinic_says_that_nothing_was_signed(client: SignedInClient) -> None:
    assert "Nothing signed in this period" in _page(client, "/supervision")


def test_the_filter_stands_in_the_address_and_is_repeated_in_words(client: SignedInClient, engine: Engine) -> None:
    ada, _ = _fill(engine, client)

    page = _page(client, f"{EVERYTHING}&practitioner={ada}&condition=neck-pain&rule=both")

    assert "Ada · Neck pain · responder: the important change and its percentage" in page
    assert f'<option selected value="{ada}">Ada</option>' in page
    assert "2 of 3 evaluable episodes" in page


def test_two_dates_make_a_period(client: SignedInClient, engine: Engine) -> None:
    _fill(engine, client)

    page = _page(client, "/supervision?period=dates&since=2026-09-23&until=2026-09-23")

    assert "23 Sep 2026 to 23 Sep 2026" in page


@pytest.mark.parametrize(
    ("filter_", "message"),
    [
        ("period=dates", "Enter the first day"),
        ("period=dates&since=2026-02-30&until=2026-03-01", "Enter a date with year"),
        ("period=dates&since=2026-03-02&until=2026-03-01", "The last day lies before the first"),
        ("period=dates&since=0001-01-01&until=2026-03-01", "between the years 1900 and 2999"),
        ("period=dates&since=2026-01-01&until=9999-12-31", "between the years 1900 and 2999"),
        ("period=always", "Choose from the list"),
        ("practitioner=987654", "Choose from the list"),
        ("practitioner=' OR 1=1", "Choose from the list"),
        ("condition=no-such-thing", "Choose from the list"),
        ("rule=substantial", "Choose from the list"),
    ],
)
def test_a_filter_that_cannot_be_says_so_beside_its_field(
    client: SignedInClient, engine: Engine, *, filter_: str, message: str
) -> None:
    _fill(engine, client)

    page = _page(client, f"/supervision?{filter_}", status=422)

    assert message in page
    assert "Responders" not in page


def test_an_empty_answer_means_everyone_and_everything(client: SignedInClient, engine: Engine) -> None:
    _fill(engine, client)

    assert "everyone · all conditions" in _page(
        client, "/supervision?period=&practitioner=&condition=&rule=&since=&until="
    )


def test_a_practitioner_does_not_see_the_team(sign_in: SignInFixture) -> None:
    assert sign_in(Role.PRACTITIONER).get("/supervision").status_code == 403


def test_no_patient_is_named(client: SignedInClient, engine: Engine) -> None:
    _fill(engine, client, serious=True)

    page = _page(client)

    assert "Of D" not in page
    assert "Maja" not in page


def test_a_look_is_on_record(client: SignedInClient, engine: Engine) -> None:
    _page(client, "/supervision")

    with Session(engine) as db:
        actions = db.scalars(select(AuditEntry.action)).all()
    assert "supervision.viewed" in actions


def test_control_charts_stand_with_their_finding_and_keep_the_filter(client: SignedInClient, engine: Engine) -> None:
    ada_id, _ = _fill(engine, client)

    page = _page(client, f"/supervision/over-time?period=everything&practitioner={ada_id}&baseline=6")

    for title in ("Responders", "Sessions with a side effect before leaving", "Side effects before leaving in 1,000"):
        assert title in page
    assert "No signal: every month lies within its limits" in page
    assert "Preliminary:" in page
    assert f"practitioner={ada_id}" in page  # the way to the other page
    assert "baseline: these months set the centre" in page


def test_without_a_record_there_is_no_chart_and_that_is_said(client: SignedInClient) -> None:
    page = _page(client, "/supervision/over-time")

    assert "No evaluable episodes in the months that set the centre" in page
    assert '<svg class="chart' not in page


def test_a_chart_without_a_filter_that_can_be_is_refused_beside_its_field(client: SignedInClient) -> None:
    assert "Choose from the list" in _page(client, "/supervision/over-time?baseline=7", status=422)
    assert "Enter the first day" in _page(client, "/supervision/over-time?period=dates", status=422)


def test_practitioners_are_not_compared_while_they_are_few(client: SignedInClient, engine: Engine) -> None:
    _fill(engine, client)

    page = _page(client, "/supervision/practitioners?period=everything")

    assert "Nobody has 20 evaluable episodes: two are needed to compare." in page
    assert page.index("Ada") < page.index("Ben")
    assert "fewer than 20 evaluable episodes: not compared" in page
    assert "Choose from the list" in _page(client, "/supervision/practitioners?period=always", status=422)


def test_the_record_is_looked_at_by_practitioner(client: SignedInClient, engine: Engine) -> None:
    assert "Nothing recorded in this period" in _page(client, "/supervision/data-quality")
    _fill(engine, client)

    page = _page(client, "/supervision/data-quality?period=everything")

    assert page.index(">Everyone<") < page.index(">Ada<") < page.index(">Ben<")
    assert "Choose from the list" in _page(client, "/supervision/data-quality?period=always", status=422)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_leaves_as_a_file_that_says_how_it_was_counted(
    client: SignedInClient, engine: Engine, *, page: str
) -> None:
    _fill(engine, client)

    response = client.get(f"/supervision/{page}.csv?period=everything")

    assert (response.status_code, response.mimetype) == (200, "text/csv")
    assert f'filename="{page}.csv"' in response.headers["Content-Disposition"]
    text = response.get_data(as_text=True)
    assert "\nPeriod," in text
    assert "How this was counted" in text
    assert "not proven to be caused by it" in text
    assert ",hidden" in text
    document = client.get(f"/supervision/{page}.pdf?period=everything")
    assert (document.status_code, document.mimetype) == (200, "application/pdf")
    assert b"pdfuaid" in document.data
    with Session(engine) as db:
        exported = select(AuditEntry.reason).where(AuditEntry.action == "supervision.exported")
        assert db.scalars(exported.order_by(AuditEntry.sequence.desc())).first() == (
            f"{page}.pdf sha256 {hashlib.sha256(document.data).hexdigest()}"
        )


@pytest.mark.parametrize("page", ["outcomes", "over-time", "practitioners"])
def test_a_file_of_courses_holds_what_the_reporting_checklist_asks_for(
    client: SignedInClient, engine: Engine, *, page: str
) -> None:
    """Methods, section 14."""
    _fill(engine, client)

    text = client.get(f"/supervision/{page}.csv?rule=both").get_data(as_text=True)

    asked_for = {
        "Period": "1 Dec 2025 to",
        "Responder": "the important change and its percentage (NPRS: at least 2 points and 30 %)",
        "Completion": "",
        "Side effects asked": "",
        "Reading": '"Change after treatment',
        "Instrument": '"NPRS, 0 to 10 (catalogue ',
        "Asked by": '"The therapist at each visit',
        "Time window": '"From the first before-score',
        "Missing scores": '"Never filled in.',
        "Intervals": '"Proportions: Wilson, 95 %.',
        "Eligible for completion": "",
        "With a first score": "",
        "With a first and a last score": "",
        "of these at the floor": "",
        '"Responders, if no missing one responded"': "",
        "Responders by the important change or its percentage (NPRS: at least 2 points or 30 %)": "",
    }
    assert [name for name, words in asked_for.items() if f"\n{name},{words}" not in text] == []


@pytest.mark.parametrize("page", ["outcomes", "over-time", "practitioners", "technique-and-muscle"])
def test_a_file_of_a_period_without_a_record_says_so(client: SignedInClient, engine: Engine, *, page: str) -> None:
    _fill(engine, client)

    response = client.get(f"/supervision/{page}.csv?period=dates&since=2019-01-01&until=2019-03-31")

    text = response.get_data(as_text=True)
    assert "Nothing is recorded in this period." in text


def test_a_file_by_technique_tells_of_no_course(client: SignedInClient, engine: Engine) -> None:
    _fill(engine, client)

    for page in ("outcomes", "over-time"):
        text = client.get(f"/supervision/{page}.csv?period=everything&technique=not-recorded").get_data(as_text=True)

        assert "\nResponders,Not told by technique or muscle" in text.replace('"', "")
        assert "Evaluable" not in text


def test_a_file_for_a_filter_that_cannot_be_leads_to_the_page_that_says_so(client: SignedInClient) -> None:
    response = client.get("/supervision/over-time.csv?period=dates")

    assert response.status_code == 303
    assert response.location.endswith("/supervision/over-time?period=dates")
