"""Signing by PIN, a supervisor who was present, later versions and their comparison, as people do it."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, select

from clinic_log.accounts.models import User
from clinic_log.accounts.queries import actor_of
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from tests.conftest import AUDIT_KEY
from tests.journeys.conftest import Team, enter, leave
from tests.journeys.test_every_page import AXE
from tests.journeys.waiting import ready
from tests.treatments.factories import make_recorded_session

PIN = "284613"
_PICTURES = os.environ.get("CLINIC_LOG_PICTURES", "")


def _look(page: Page, name: str) -> None:
    """Check the page with axe; keep pictures of it when a folder for them is named."""
    assert Axe().run(page, options=AXE).response["violations"] == []
    if not _PICTURES:
        return
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (820, 1280):
            page.set_viewport_size({"width": width, "height": 1180 if width == 820 else 800})
            page.screenshot(path=Path(_PICTURES) / f"{name}-{width}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 820, "height": 1180})


@pytest.fixture
def note(engine: Engine, team: Team) -> str:
    """The address of a note that the therapist saved and can sign."""
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        user = db.scalars(select(User).where(User.email == team.therapist)).one()
        by: SignedIn = actor_of(user, user.memberships[0].clinic, roles=frozenset({Role.PRACTITIONER}))
        treatment = make_recorded_session(db, by=by)
        return f"/patients/{treatment.patient_id}/sessions/{treatment.id}"


def _set_pin(page: Page, password: str) -> None:
    page.get_by_role("link", name="Set a signing PIN").click()
    page.get_by_label("Your password").fill(password)
    page.get_by_label("New signing PIN", exact=True).fill(PIN)
    page.get_by_label("New signing PIN again").fill(PIN)
    _look(page, "pin")
    page.get_by_role("button", name="Set the PIN").click()


def test_a_pin_is_set_on_the_way_and_signs_with_enter(page: Page, team: Team, note: str) -> None:
    enter(page, team.therapist, team.password)
    page.goto(f"{note}/sign")
    ready(page)
    _set_pin(page, team.password)

    pin = page.get_by_label("Signing PIN of Ruth Adeyemi")
    expect(pin).to_be_focused()
    _look(page, "sign")
    pin.fill("111222")
    pin.press("Enter")
    expect(page.locator("#pin-error")).to_contain_text("4 tries are left")
    _look(page, "sign-wrong-pin")
    pin.fill(PIN)
    pin.press("Enter")
    expect(page.get_by_text("Session signed")).to_be_visible()


def _add(page: Page, *, kind: str, password: str) -> None:
    page.get_by_role("radio", name=kind).check()
    page.get_by_label("What is added").fill(f"{kind}: the bruise was on the left.")
    page.get_by_label("Why it is added now").fill("Seen on reading it again")
    if page.get_by_label("Password of").count():
        page.get_by_label("Password of").fill(password)
    page.get_by_role("button", name="Sign what is added").click()
    expect(page.get_by_text(f"{kind} signed")).to_be_visible()


def test_a_supervisor_signs_as_present_and_later_versions_are_compared(page: Page, team: Team, note: str) -> None:
    enter(page, team.supervisor, team.password)
    page.goto(note)
    ready(page)
    page.get_by_role("link", name="Check and sign").click()
    _look(page, "sign-supervisor")
    page.get_by_role("radio", name="I supervised this visit and was present.").check()
    page.get_by_role("button", name="Sign and lock").click()
    expect(page.get_by_text("Session signed")).to_be_visible()
    leave(page)

    enter(page, team.therapist, team.password)
    page.goto(note)
    ready(page)
    for kind in ("Addendum", "Late entry", "Clarification", "Correction"):
        _add(page, kind=kind, password=team.password)
    _look(page, "versions")
    page.get_by_role("link", name="Compare versions").click()
    expect(page.get_by_text("4 sentences added, 0 removed")).to_be_visible()
    _look(page, "compare")


def test_the_clinic_decides_how_sides_count(page: Page, team: Team, note: str) -> None:
    enter(page, team.therapist, team.password)
    page.get_by_label("Main").get_by_role("link", name="Clinic settings").click()
    page.get_by_role("radio", name="Counts twice").check()
    _look(page, "clinic-settings")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("Settings saved")).to_be_visible()
    page.goto(f"{note}/sign")
    ready(page)
    expect(page.get_by_text("In this clinic each side counts")).to_be_visible()
