"""The palette in the browser: finds, opens, begins once, repeats, and never leaves typed text behind unasked."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.treatments.models import TreatmentSession
from tests.journeys.conftest import Team, enter
from tests.journeys.test_keyboard import Chart, chart
from tests.journeys.waiting import ready

__all__ = ["chart"]


@pytest.fixture
def today(page: Page, team: Team, chart: Chart) -> Page:
    enter(page, team.therapist, team.password)
    return page


def _ask(page: Page, text: str) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    page.keyboard.type(text)
    expect(page.locator("#palette mark").first).to_be_visible()


def _sessions_of(engine: Engine, patient_id: int) -> int:
    with Session(engine) as db:
        of_patient = select(TreatmentSession.id).where(TreatmentSession.patient_id == patient_id)
        return len(db.scalars(of_patient).all())


def test_the_field_of_the_bar_opens_it_and_enter_opens_a_patient(today: Page, chart: Chart) -> None:
    today.get_by_role("link", name="Find a patient").click()
    expect(today.get_by_role("combobox", name="Find a patient")).to_be_focused()
    today.keyboard.type("lindq")
    expect(today.get_by_role("option", name=re.compile("^LINDQVIST", re.IGNORECASE))).to_be_visible()

    today.keyboard.press("Enter")

    today.wait_for_url(f"**/patients/{chart.patient_id}")
    assert "indq" not in today.url


def test_repeating_begins_one_session_however_often_the_key_is_pressed(
    today: Page, chart: Chart, engine: Engine
) -> None:
    _ask(today, "lindq")

    today.keyboard.press("Shift+Enter")
    today.keyboard.press("Shift+Enter")

    today.wait_for_url("**/edit#last-time")

    ready(today)
    assert _sessions_of(engine, chart.patient_id) == 2


def test_a_patient_with_a_waiting_note_leads_to_the_choice(today: Page, chart: Chart, engine: Engine) -> None:
    _ask(today, "okaf")

    today.keyboard.press("Control+Enter")

    today.wait_for_url("**/sessions/new")
    expect(today.get_by_text("You have begun a note for this patient")).to_be_visible()
    assert _sessions_of(engine, chart.patient_id + 1) == 1


def test_text_that_is_not_saved_holds_the_page(today: Page, chart: Chart) -> None:
    today.goto(f"/patients/{chart.patient_id + 1}/sessions/{chart.draft_id}/edit")
    ready(today)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    today.on("dialog", stay)
    today.route("**/draft", lambda route: route.abort())
    notes = today.get_by_role("textbox", name=re.compile("^Notes"))
    notes.press_sequentially("not kept yet")

    _ask(today, "lindq")
    today.keyboard.press("Enter")
    today.wait_for_timeout(500)

    assert asked == ["beforeunload"]
    today.keyboard.press("Escape")
    expect(notes).to_be_focused()
    expect(notes).to_have_value("not kept yet")


def test_a_supervisor_finds_patients_and_begins_nothing(
    page: Page, team: Team, *, chart: Chart, engine: Engine
) -> None:
    enter(page, team.supervisor, team.password)
    _ask(page, "lindq")

    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)

    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_text("New session")).to_have_count(0)
    assert _sessions_of(engine, chart.patient_id) == 1
