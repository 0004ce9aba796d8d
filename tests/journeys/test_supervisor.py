"""A supervisor's day: from the queue to a co-signature and the author; from a month on a chart to its report."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.accounts.queries import actor_of
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.app import connect_receivers
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.settings import Settings
from clinic_log.demo.clinic import Credentials, make_demonstration
from clinic_log.demo.people import CLINIC_ZONE, COLLEAGUES
from tests.conftest import AUDIT_KEY
from tests.cosigning.factories import make_waiting_note
from tests.journeys.conftest import Team, enter, leave
from tests.journeys.test_every_page import AXE
from tests.journeys.waiting import follow, ready

Make = Callable[[Session, SignedIn, SignedIn], None]


@dataclass(frozen=True)
class Demonstration:
    helen: Credentials
    unusual_month: date


@pytest.fixture
def prepare(engine: Engine, team: Team) -> Callable[[Make], None]:
    """Make something as the therapist and the supervisor of the journey."""

    def person(db: Session, email: str, role: Role) -> SignedIn:
        user = db.scalars(select(User).where(User.email == email)).one()
        return actor_of(user, user.memberships[0].clinic, roles=frozenset({role}))

    def made(make: Make) -> None:
        with own_transaction(engine) as db:
            give_key(db, AUDIT_KEY)
            make(db, person(db, team.therapist, Role.PRACTITIONER), person(db, team.supervisor, Role.SUPERVISOR))

    return made


@pytest.fixture
def demonstration(engine: Engine, settings: Settings) -> Demonstration:
    """The whole invented clinic, as `clinic-log demo` makes it today, with the sign-in of its supervisor."""
    connect_receivers()
    yesterday = day_in_zone(now_utc(), CLINIC_ZONE) - timedelta(days=1)
    people = make_demonstration(engine, settings, seed=7, last_day=yesterday, on_progress=lambda _done, _total: None)
    helen = next(person for person in people if person.roles == Role.SUPERVISOR)
    month = yesterday.replace(day=1)
    for _ in range(3):
        month = (month - timedelta(days=1)).replace(day=1)
    return Demonstration(helen, unusual_month=month)


def _two_notes_to_cosign(db: Session, ruth: SignedIn, _helen: SignedIn) -> None:
    for days in (4, 2):
        make_waiting_note(db, by=ruth, days=days)


def test_a_month_beyond_its_limits_leads_to_its_sessions_a_review_and_a_report(
    page: Page, demonstration: Demonstration
) -> None:
    month = demonstration.unusual_month
    enter(page, demonstration.helen.email, demonstration.helen.password)
    expect(page.get_by_text("Re-assessment due").first).to_be_visible()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Supervision").click()
    follow(page.get_by_role("link", name="Over time"))
    expect(page.get_by_text(re.compile(f"Beyond the limits: .*{month:%b %y}")).first).to_be_visible()
    assert Axe().run(page, options=AXE).response["violations"] == []

    follow(page.get_by_role("link", name=f"Sessions of {month:%b %y}"))
    expect(page.get_by_role("heading", name=f"Sessions of {month:%B %Y}")).to_be_visible()
    assert Axe().run(page, options=AXE).response["violations"] == []
    follow(page.get_by_role("link", name="Open the review").first)
    expect(page.get_by_text("Fainting with loss of consciousness, moderate").first).to_be_visible()

    page.go_back()
    follow(page.get_by_role("link", name="Back to the charts"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as CSV").click()
    text = download.value.path().read_text("utf-8")
    assert "Responders and side effects by month" in text
    assert f"{month:%Y-%m}" in text
    with page.expect_download() as download:
        page.get_by_role("link", name="Report as PDF").click()
    report = download.value.path().read_bytes()
    assert report.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", report)) >= 1

    follow(page.get_by_role("link", name="Practitioners"))
    rows = page.get_by_role("row").filter(has_text="(preliminary)")
    for colleague in COLLEAGUES[:4]:
        expect(rows.filter(has_text=colleague.name)).to_be_visible()
    assert Axe().run(page, options=AXE).response["violations"] == []


def test_notes_are_cosigned_and_sent_back_by_keys_and_the_author_answers(
    page: Page, team: Team, prepare: Callable[[Make], None]
) -> None:
    prepare(_two_notes_to_cosign)
    enter(page, team.supervisor, team.password)
    expect(page.get_by_text("2 things to decide")).to_be_visible()
    assert Axe().run(page, options=AXE).response["violations"] == []

    for key in "jjkc":
        page.keyboard.press(key)
    page.wait_for_url("**/co-sign#sign")
    ready(page)
    assert Axe().run(page, options=AXE).response["violations"] == []
    page.get_by_label("I reviewed").check()
    follow(page.get_by_role("button", name="Co-sign and open the next"))
    expect(page.get_by_text("Note co-signed")).to_be_visible()

    page.keyboard.press("s")
    page.keyboard.type("Which side was it?")
    follow(page.get_by_role("button", name="Send back", exact=True))
    expect(page.get_by_text("Nothing needs a decision")).to_be_visible()

    leave(page)
    enter(page, team.therapist, team.password)
    follow(page.get_by_role("link", name="Answer the question"))
    assert Axe().run(page, options=AXE).response["violations"] == []
    page.get_by_label("Answer", exact=True).fill("The right one.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("The note waits for a supervisor again")).to_be_visible()
    leave(page)
    enter(page, team.supervisor, team.password)
    expect(page.get_by_text("1 thing to decide")).to_be_visible()
