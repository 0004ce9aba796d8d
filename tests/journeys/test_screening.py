"""A first visit from the note to consent and questions and back, a stop, and its override; at three widths."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from tests.episodes.factories import today
from tests.journeys.conftest import Team, enter
from tests.journeys.notes import person
from tests.journeys.screened import answer_no, begin_with_needle, record_consent
from tests.journeys.test_every_page import AXE
from tests.journeys.waiting import follow, ready

_PICTURES = os.environ.get("CLINIC_LOG_PICTURES", "")
_WIDTHS = ((390, 844), (820, 1180), (1280, 800))


def _look(page: Page, name: str) -> None:
    """Check the page with axe and for width; keep pictures of it when a folder for them is named."""
    for width, height in _WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)
        if _PICTURES:
            page.screenshot(path=Path(_PICTURES) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 820, "height": 1180})
    assert Axe().run(page, options=AXE).response["violations"] == []


def _sign_consent(page: Page, day: str) -> None:
    follow(page.get_by_role("button", name="Record consent"))
    _look(page, "consent")
    record_consent(page, day=day)
    page.wait_for_url("**/edit*")
    expect(page.locator("#screening")).to_contain_text("Consent valid")


def _answer_an_infection(page: Page) -> None:
    follow(page.get_by_role("button", name="Ask the screening"))
    page.get_by_role("checkbox", name="Infection, broken or unhealthy skin").check()
    where = page.get_by_role("group", name="Where: Infection, broken or unhealthy skin")
    where.get_by_role("checkbox", name="Leg").check()
    page.get_by_role("group", name="Side: Infection").get_by_role("radio", name="Left").check()
    _look(page, "questions")
    answer_no(page)
    page.wait_for_url("**/edit*")
    ready(page)


def _override(page: Page) -> None:
    follow(page.get_by_role("button", name="Override with a reason"))
    _look(page, "override")
    page.get_by_role("button", name="Override Infection").click()
    expect(page.get_by_text("Say why needling goes on").first).to_be_visible()
    page.get_by_label("Why needling goes on").fill("Healed last week, looked at today")
    page.get_by_role("button", name="Override Infection").click()
    page.wait_for_url("**/edit*")
    ready(page)


def test_a_note_leads_to_consent_and_questions_and_stops_what_they_stop(page: Page, team: Team, engine: Engine) -> None:
    enter(page, team.therapist, team.password)
    note = begin_with_needle(page, team, engine)
    _look(page, "note-nothing-asked")

    _sign_consent(page, today(person(engine, team.therapist)).isoformat())
    _answer_an_infection(page)

    assert page.url.partition("#")[0] == note.partition("#")[0]
    row = page.locator("#needlings")
    expect(row).to_contain_text("absolute contraindication, not needled here")
    expect(page.get_by_role("region", name="Patient")).to_contain_text("Infection, broken or unhealthy skin")
    _look(page, "note-stopped")
    follow(page.get_by_role("button", name="Sign…"))
    expect(page.locator(".error-summary")).to_contain_text("not needled here")

    _override(page)

    expect(row).to_contain_text("overridden by Ruth Adeyemi, Healed last week")


def test_what_is_refused_of_an_area_stands_in_sight_although_another_kind_is_chosen(
    page: Page, team: Team, engine: Engine
) -> None:
    enter(page, team.therapist, team.password)
    begin_with_needle(page, team, engine)
    follow(page.get_by_role("button", name="Record consent"))
    page.get_by_role("radio", name="intimate").check()
    page.get_by_role("checkbox", name="Breast").check()
    page.get_by_role("radio", name="First").check()
    expect(page.get_by_role("checkbox", name="Breast")).to_be_hidden()

    record_consent(page, day=today(person(engine, team.therapist)).isoformat())

    expect(page.get_by_role("checkbox", name="Breast")).to_be_visible()
    expect(page.locator("main .form-field__error")).to_contain_text("untick the area")
