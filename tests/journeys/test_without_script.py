"""The main job with scripts switched off: everything goes through links, forms and the server's own buttons."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from clinic_log.base.dates import day_in_zone, now_utc
from tests.journeys.conftest import Team, enter
from tests.journeys.screened import be_ready


def _days_ago(days: int) -> str:
    return (day_in_zone(now_utc(), "Europe/London") - timedelta(days=days)).isoformat()


def _answer(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=re.compile(f"^{question}")).get_by_role("radio", name=answer, exact=True).check()


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _register(page: Page) -> None:
    page.get_by_label("Main").get_by_role("link", name="Patients").click()
    page.get_by_role("link", name="New patient").first.click()
    page.get_by_label("Family name").fill("Lindqvist")
    page.get_by_label("Date of birth").fill("1981-03-04")
    _answer(page, "Sex", "Female")
    _press(page, "Register patient")
    expect(page.get_by_text("Patient registered")).to_be_visible()


def _open_episode(page: Page) -> None:
    page.get_by_role("link", name=re.compile("episode", re.IGNORECASE)).first.click()
    page.get_by_label("Condition").select_option(label="Neck pain")
    _answer(page, "Side", "Right")
    page.get_by_label("Episode starts").fill(_days_ago(3))
    _press(page, "Open the episode")
    expect(page.get_by_text("Episode opened")).to_be_visible()


def _begin_note(page: Page) -> None:
    page.get_by_role("link", name="New session").first.click()
    _press(page, "Start session")
    _answer(page, "Kind of visit", "Needling")
    page.get_by_role("checkbox", name=re.compile("Neck pain")).check()
    page.get_by_label("Day", exact=True).fill(_days_ago(1))
    page.get_by_label("Started at").fill("09:10")
    _answer(page, "How it ended", "As planned")
    _answer(page, "Agreement to needling today", "Agrees")
    _answer(page, "Pain before", "7")
    _answer(page, "Pain after", "5")
    _answer(page, "Side effects before leaving", "Asked: none")


def _add_site(page: Page) -> None:
    """The server adds an empty row and keeps what was typed."""
    _press(page, "Add site")
    expect(page.get_by_label("Started at")).to_have_value("09:10")
    site = page.locator("#sites")
    site.get_by_role("combobox", name="Muscle").select_option("soleus")
    site.get_by_role("radio", name="Right", exact=True).check()
    site.get_by_label("Needles", exact=True).fill("2")
    _answer(page, "Local twitch", "Obtained")
    _press(page, "Save")
    page.get_by_label("Out", exact=True).fill("2")
    _answer(page, "How they were counted", "Counted at removal")


def test_a_visit_is_recorded_and_signed_without_any_script(plain_page: Page, team: Team) -> None:
    page = plain_page

    enter(page, team.therapist, team.password)
    _register(page)
    _open_episode(page)
    be_ready(page, day=_days_ago(3))
    _begin_note(page)
    _add_site(page)
    _press(page, "Save")
    expect(page.locator("#sites")).to_contain_text("1 site, 2 needles")
    _press(page, "Sign…")
    _press(page, "Sign and lock")
    expect(page.get_by_text("Session signed")).to_be_visible()
    page.get_by_role("region", name="Patient").get_by_role("link").first.click()

    expect(page.locator("#sessions")).to_contain_text("1 session")
    expect(page.get_by_role("list", name="Sessions, the latest first")).to_contain_text("Needling")
    expect(page.locator("#sessions")).to_contain_text("Soleus")
