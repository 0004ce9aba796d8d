"""The main job: a therapist imports a patient, logs and signs two visits, and a supervisor sees them counted."""

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from clinic_log.base.dates import day_in_zone, now_utc
from tests.journeys.conftest import Team, enter, leave
from tests.journeys.screened import be_ready

BUNDLE = Path(__file__).parents[1] / "interchange" / "data" / "synthea_patient.json"


def _import(page: Page) -> None:
    page.get_by_label("Main").get_by_role("link", name="Import").click()
    page.locator("input[type=file]").set_input_files(BUNDLE)
    page.get_by_role("button", name=re.compile("Check")).click()
    expect(page.get_by_text("1 patient would be taken")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("3 conditions became suggestions")).to_be_visible()


def _find_patient(page: Page) -> None:
    page.get_by_label("Main").get_by_role("link", name="Patients").click()
    page.get_by_label("Find a patient by name").fill("a")
    page.get_by_role("button", name="Search").click()
    page.locator("main").get_by_role("table").get_by_role("link").first.click()


def _answer(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=re.compile(f"^{question}")).get_by_role("radio", name=answer, exact=True).check()


def _open_episode(page: Page) -> None:
    page.get_by_role("link", name="Open an episode from it").first.click()
    _answer(page, "Side", "Right")
    page.get_by_label("Episode starts").fill(_days_ago(10))
    page.get_by_role("button", name="Open the episode").click()
    expect(page.get_by_text("1 open episode")).to_be_visible()


def _days_ago(days: int) -> str:
    return (day_in_zone(now_utc(), "Europe/London") - timedelta(days=days)).isoformat()


def _log_visit(page: Page, *, day: str, before: str, after: str, is_first: bool) -> None:
    page.get_by_role("link", name="New session").first.click()
    page.get_by_role("button", name=re.compile("Start session")).click()
    _answer(page, "Kind of visit", "Needling")
    expect(page.get_by_role("checkbox", name=re.compile("Ankle sprain"))).to_be_checked()
    page.get_by_role("button", name="Started now").click()
    expect(page.get_by_label("Day", exact=True)).to_have_value(_days_ago(0))
    page.get_by_label("Day", exact=True).fill(day)
    page.get_by_label("Started at").fill("09:10")
    _answer(page, "How it ended", "As planned")
    _answer(page, "Agreement to needling today", "Agrees")
    if not is_first:
        _answer(page, "Since last time", "Asked: none")
    _answer(page, "Pain before", before)
    _answer(page, "Pain after", after)
    if is_first:
        _add_site(page)
    else:
        page.locator("[data-ghosts]").get_by_role("button", name=re.compile("^Confirm")).click()
    _answer(page, "Local twitch", "Obtained")
    page.get_by_label("Out", exact=True).fill("2")
    _answer(page, "How they were counted", "Counted at removal")
    _answer(page, "Side effects before leaving", "Asked: none")
    page.get_by_role("button", name="Sign…").click()


def _add_site(page: Page) -> None:
    page.get_by_role("button", name="Add site").click()
    site = page.locator("#sites")
    site.get_by_role("combobox", name="Muscle").fill("gastroc")
    site.get_by_role("combobox", name="Muscle").press("Enter")
    site.get_by_role("radio", name="Right", exact=True).check()
    site.get_by_label("Needles", exact=True).fill("2")


def _sign(page: Page, password: str) -> None:
    if page.get_by_label("Your password").count():
        page.get_by_label("Your password").fill(password)
    page.get_by_role("button", name="Sign and lock").click()
    expect(page.get_by_text("Session signed")).to_be_visible()


def _expect_figures(page: Page) -> None:
    outcomes, safety = (
        page.get_by_role("region", name="Outcomes", exact=True),
        page.get_by_role("region", name="Safety"),
    )
    expect(outcomes).to_contain_text("2 sessions")
    expect(outcomes).to_contain_text("1 of 1 evaluable episodes (small number: no percentage)")
    expect(safety).to_contain_text("Asked in 2 of 2 needling sessions")
    expect(safety).to_contain_text("Asked in 1 of 2 needling sessions")
    expect(page.get_by_role("row", name=re.compile("^Ankle sprain"))).to_contain_text("1 of 1")
    expect(page.get_by_role("row", name=re.compile("^Ruth Adeyemi"))).to_contain_text("not compared")


def test_from_an_imported_patient_to_the_figures_of_the_team(page: Page, team: Team) -> None:
    enter(page, team.therapist, team.password)
    _import(page)
    _find_patient(page)
    _open_episode(page)
    be_ready(page, day=_days_ago(10))
    _log_visit(page, day=_days_ago(9), before="7", after="5", is_first=True)
    _sign(page, team.password)
    page.get_by_role("region", name="Patient").get_by_role("link").first.click()
    _log_visit(page, day=_days_ago(2), before="4", after="3", is_first=False)
    _sign(page, team.password)
    page.get_by_role("region", name="Patient").get_by_role("link").first.click()
    expect(page.get_by_text("Pain 7 → 4 over 2 sessions: a clinically important change.")).to_be_visible()
    leave(page)
    enter(page, team.supervisor, team.password)
    page.get_by_label("Main").get_by_role("link", name="Supervision").click()
    _expect_figures(page)
