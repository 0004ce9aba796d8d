"""Scores outside a session, as a therapist on the telephone records them."""

from datetime import date

from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from tests.conftest import AUDIT_KEY
from tests.journeys.conftest import Team, enter
from tests.journeys.notes import person
from tests.journeys.waiting import ready
from tests.outcomes.factories import make_open_episode, make_visit
from tests.patients.factories import make_patient


def _scores(engine: Engine, team: Team) -> str:
    by = person(engine, team.therapist)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=by)
        episode = make_open_episode(db, by=by, patient=patient, opened_on=date(2026, 9, 1))
        make_visit(db, by=by, episodes=[episode], on=date(2026, 9, 1), pain=(8, 6))
        return f"/patients/{patient.id}/episodes/{episode.id}/scores"


def test_a_measure_that_is_chosen_says_at_once_whose_it_is_and_in_which_unit(
    page: Page, team: Team, engine: Engine
) -> None:
    enter(page, team.therapist, team.password)
    page.goto(_scores(engine, team))
    ready(page)

    page.get_by_label("Another measure").first.fill("quickd")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Institute for Work & Health")).to_be_visible()
    page.get_by_label("Another measure").nth(1).fill("single-leg hop")
    page.keyboard.press("Enter")
    row = page.locator("[data-score-row]").nth(1)
    row.get_by_label("in", exact=True).check()
    row.get_by_label("Left").check()
    row.get_by_label("Score").fill("39.5")
    page.locator("[data-score-row]").first.get_by_label("Score").fill("45.5")
    page.get_by_label("By phone").check()
    page.get_by_role("button", name="Record scores").click()

    expect(page.get_by_text("2 scores recorded")).to_be_visible()
    expect(page.get_by_text("39.5 in")).to_be_visible()
