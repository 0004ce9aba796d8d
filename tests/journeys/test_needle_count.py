"""Needles in, needles out: the count that knows no answer, what stops the signature, and a visit that stops at once."""

import re

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries import content_of
from clinic_log.treatments.rules import SessionContent, VisitEnd
from tests.journeys.conftest import Team
from tests.journeys.notes import begin_note, expect_saved
from tests.journeys.waiting import ready


def _saved(engine: Engine) -> SessionContent:
    with Session(engine) as db:
        return content_of(db.scalars(select(TreatmentSession)).one())


def _save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    ready(page)
    expect(page.locator(".error-summary")).to_have_count(0)


def _refused(page: Page) -> Locator:
    with page.expect_navigation():
        page.get_by_role("button", name="Sign…").click()
    ready(page)
    return page.locator(".error-summary")


def test_a_count_is_told_after_it_was_made_and_a_mismatch_stops_only_the_signature(
    page: Page, team: Team, engine: Engine
) -> None:
    begin_note(page, team, engine)
    line = page.get_by_role("combobox", name="Quick entry")
    line.fill("sol l x2 static 10min")
    line.press("Enter")
    count = page.locator("[data-count-region]").first
    expect(count.locator("[data-count-in]")).to_have_text("In: shown after the count")
    expect(page.locator("#sites .sheet__note")).to_have_text("1 site")

    count.get_by_label("Out", exact=True).fill("1")
    expect(count.locator("[data-count-in]")).to_have_text("In 2")
    expect(count.locator("[data-count-state]")).to_have_text("1 not counted out")
    expect(page.locator("#sites .sheet__note")).to_have_text("1 site, 2 needles")
    page.get_by_role("radio", name="Counted at removal", exact=True).check()
    expect(count.locator("[data-count-state]")).to_have_text("1 still in? Count again")

    _save(page)
    assert _saved(engine).needles_out == 1
    mismatch = re.compile("Count the needles out again: 2 in, 1 out")
    expect(_refused(page)).to_contain_text(mismatch)
    count.get_by_label("Why the numbers differ").fill("One needle bent and was discarded at once")
    expect(_refused(page)).not_to_contain_text(mismatch)


def test_rapid_removal_stops_the_visit_and_asks_for_the_count_afterwards(
    page: Page, team: Team, engine: Engine
) -> None:
    begin_note(page, team, engine)
    line = page.get_by_role("combobox", name="Quick entry")
    line.fill("sol l x2 static 10min")
    line.press("Enter")
    page.get_by_role("button", name="Started now").click()
    page.locator("#sites").get_by_role("button", name="Rapid removal").click()
    dialog = page.get_by_role("dialog", name="Rapid removal")
    expect(dialog).to_contain_text(re.compile(r"Marked as stopped early at \d\d:\d\d\."))
    dialog.get_by_role("checkbox", name="Fainting or faintness (vasovagal)").check()
    dialog.get_by_role("button", name="The patient is safe: count").click()

    expect(dialog).to_be_hidden()
    expect(page.locator("#count-title")).to_be_focused()
    expect(page.get_by_label("Why it was stopped early")).to_have_value("Fainting or faintness (vasovagal)")
    signs = page.locator("#vital-signs")
    expect(signs.get_by_role("button", name="Add reading")).to_be_visible()
    signs.get_by_role("button", name="Add reading").click()
    signs.get_by_label("Pulse").fill("52")
    page.locator("[data-count-region]").first.get_by_label("Out", exact=True).fill("2")
    page.get_by_role("radio", name="Counted after removal", exact=True).check()
    expect_saved(page)
    _save(page)

    content = _saved(engine)
    assert content.ended is VisitEnd.STOPPED_EARLY
    assert content.stopped_at is not None
    assert (content.needles_out, content.vital_signs[0].pulse_per_minute) == (2, 52)
    expect(page.locator("#count")).to_contain_text("The visit was stopped early")
