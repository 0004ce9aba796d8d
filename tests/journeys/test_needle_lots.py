"""A box that is set once for a room stands on the next session, and who was treated with its lot is one question."""

from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from tests.journeys.conftest import Team, enter, leave
from tests.journeys.screened import begin_with_needle
from tests.journeys.waiting import follow, ready


def test_a_lot_is_set_once_and_found_in_one_step(page: Page, team: Team, engine: Engine) -> None:
    enter(page, team.therapist, team.password)
    _open_box(page)

    begin_with_needle(page, team, engine)
    expect(page.get_by_text("Needles in use: Seirin 0.25 × 25, lot LT 47-11")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    ready(page)

    page.goto("/rooms")
    ready(page)
    leave(page)
    enter(page, team.supervisor, team.password)
    page.goto("/rooms")
    page.get_by_role("link", name="Who was treated with a lot").click()
    page.get_by_label("Lot as it stands on the box").fill("lt4711")
    page.get_by_role("button", name="List").click()
    expect(page.get_by_role("region", name="Treated with lot lt4711")).to_contain_text("1 patient, 1 visit")
    with page.expect_download() as file:
        page.get_by_role("link", name="As a file (CSV)").click()
    assert "LT 47-11" in file.value.path().read_text(encoding="utf-8")


def _open_box(page: Page) -> None:
    page.goto("/rooms")
    page.get_by_label("Name").fill("Room 1")
    page.get_by_role("button", name="Add", exact=True).click()
    follow(page.get_by_role("link", name="Open a box: Room 1"))
    page.get_by_label("Product").fill("Seirin 0.25 × 25")
    page.get_by_label("Lot", exact=True).fill("LT 47-11")
    page.get_by_role("button", name="Put it in use").click()
    expect(page.get_by_text("In use in Room 1: Seirin 0.25 × 25, lot LT 47-11")).to_be_visible()
