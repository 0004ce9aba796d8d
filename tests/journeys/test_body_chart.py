"""The body chart in a real browser: with the mouse, with the keyboard alone, and by names the same rows come about."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import dist
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine

from clinic_log.accounts.rules import Role
from clinic_log.catalogue import body_chart
from tests.accounts.signed_in import SignInFixture
from tests.journeys.test_every_page import AXE
from tests.journeys.waiting import ready
from tests.treatments.pages import make_chart

MARKED = ("chart_version", "chart_view", "chart_x", "chart_y", "muscle", "region", "side")
ROWS = """[...document.querySelectorAll("#needlings > *")].map((row) => Object.fromEntries(
    [...new FormData(document.getElementById("note"))]
        .filter(([name]) => name.startsWith(row.querySelector("[name$='-uid']").name.replace(/uid$/, "")))
        .map(([name, value]) => [name.split("-").at(-1), value])))"""
SCREEN = """([view, x, y]) => {
    const svg = document.querySelector(`[data-body-view="${view}"] svg`);
    svg.closest(".body-view").scrollIntoView({ block: "center" });
    const place = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
    return [place.x, place.y];
}"""
# How many regions the arrow keys reach from the first region of a view.
REACHED = """async (view) => {
    const base = new URL("body_regions.js", document.querySelector("script[type=module]").src);
    const { nextRegion, regionsOf } = await import(base);
    const regions = regionsOf(document.querySelector(`[data-body-view="${view}"] svg`));
    const reached = new Set([regions[0]]);
    for (const region of reached) {
        for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) reached.add(nextRegion(region, key));
    }
    return [reached.size, regions.length];
}"""


@dataclass
class Note:
    """A note that was just begun, in the browser of its author."""

    page: Page

    @property
    def rows(self) -> list[dict[str, str]]:
        """The sites as the form would send them."""
        sent: list[dict[str, str]] = self.page.evaluate(ROWS)
        return [{name: row.get(name, "") for name in MARKED} for row in sent]

    @property
    def panel(self) -> Locator:
        return self.page.locator(".body-panel")

    def site(self, number: int) -> Locator:
        return self.page.locator("#needlings > *").nth(number - 1)

    def region(self, view: str, slug: str, side: str) -> Locator:
        return self.page.locator(f'[data-body-view="{view}"] [data-region="{slug}"][data-side="{side}"]')

    def tap(self, view: str, x: float, y: float) -> None:
        self.page.mouse.click(*self.page.evaluate(SCREEN, [view, x, y]))

    def tap_region(self, view: str, slug: str, side: str) -> None:
        self.tap(view, *middle(view, slug, side))

    def choose(self, name: str) -> None:
        self.panel.get_by_role("button", name=name).click()

    def await_saved(self) -> None:
        """Until the last change is confirmed by the server."""
        with self.page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
            pass


def middle(view: str, slug: str, side: str) -> tuple[float, float]:
    return next(
        region.centroid for region in body_chart.get_view(view).regions if (region.slug, region.side) == (slug, side)
    )


@pytest.fixture
def open_note(sign_in: SignInFixture, engine: Engine) -> Callable[[Page], Note]:
    """Opens a new note in the browser, as the therapist who began it."""

    def open_it(page: Page) -> Note:
        client = sign_in(Role.PRACTITIONER)
        chart = make_chart(engine, client.actor)
        cookie = client.get_cookie("clinic_log")
        assert cookie is not None
        page.context.add_cookies([{"name": "clinic_log", "value": cookie.value, "domain": "127.0.0.1", "path": "/"}])
        page.goto(f"/patients/{chart.patient_id}/sessions/new")
        ready(page)
        page.get_by_role("button", name="Start session").click()
        page.wait_for_url("**/edit")
        ready(page)
        return Note(page)

    return open_it


@pytest.fixture
def note(page: Page, open_note: Callable[[Page], Note]) -> Note:
    note = open_note(page)
    expect(page.locator('[data-body-view="back"] [role=button]').first).to_be_attached()
    return note


def add_by_name(note: Note, region: str, muscle: str) -> None:
    note.page.get_by_text("Add by region and muscle").click()
    note.page.get_by_role("combobox", name="Region").fill(region)
    note.page.get_by_role("combobox", name="Region").press("Enter")
    note.page.get_by_label("Likely muscle").select_option(label=muscle)
    note.page.get_by_role("button", name="Add site here").click()


def test_mouse_keyboard_and_names_make_the_same_row(note: Note) -> None:
    note.tap_region("back", "upper-trapezius", "right")
    note.choose("Levator scapulae")
    note.region("back", "upper-trapezius", "right").focus()
    note.page.keyboard.press("Enter")
    expect(note.panel).to_be_visible()
    note.page.keyboard.press("Tab")
    note.page.keyboard.press("Enter")
    expect(note.page.locator("#needlings > *")).to_have_count(2)
    add_by_name(note, "upper trap right", "Levator scapulae")
    expect(note.page.locator("#needlings > *")).to_have_count(3)

    tapped, typed, named = note.rows

    assert typed == named
    assert {**tapped, "chart_x": "", "chart_y": ""} == {**typed, "chart_x": "", "chart_y": ""}
    assert abs(float(tapped["chart_x"]) - float(typed["chart_x"])) < 2
    assert typed["muscle"] == "levator-scapulae"
    assert (typed["side"], typed["region"], typed["chart_view"]) == ("right", "Upper trapezius", "back")
    marks = _marks(note)
    assert len(marks) == 3
    assert all(dist(one[:2], other[:2]) >= one[2] + other[2] for one, other in combinations(marks, 2))


def _marks(note: Note) -> list[tuple[float, float, float]]:
    """Centre and radius of each mark, in units of the drawing."""
    read = "discs => discs.map(disc => ['cx', 'cy', 'r'].map(name => Number(disc.getAttribute(name))))"
    found: list[list[float]] = note.page.locator(".b-disc circle").evaluate_all(read)
    return [(x, y, r) for x, y, r in found]


def test_arrow_keys_reach_every_region_of_front_and_back(note: Note) -> None:
    for view in ("front", "back"):
        reached, all_of_them = note.page.evaluate(REACHED, view)
        assert reached == all_of_them


def test_the_drawing_is_one_tab_stop_that_says_region_and_side(note: Note) -> None:
    region = note.region("back", "upper-trapezius", "right")
    region.focus()
    expect(region).to_have_accessible_name("Upper trapezius, right")

    note.page.keyboard.press("ArrowDown")

    stops = note.page.locator('[data-body-view="back"] [data-region][tabindex="0"]')
    expect(stops).to_have_count(1)
    expect(stops).to_be_focused()
    expect(stops).to_have_accessible_name(re.compile(", right"))


def test_the_midline_asks_left_or_right_before_a_row_appears(note: Note) -> None:
    note.tap_region("front", "sternum", "midline")
    expect(note.panel).to_contain_text("Breastbone: left or right?")
    assert note.rows == []

    note.choose("Left")
    note.choose("Sternalis")

    assert [(row["side"], row["muscle"]) for row in note.rows] == [("left", "sternalis")]


def test_a_muscle_without_a_side_is_on_the_midline_wherever_it_was_tapped(note: Note) -> None:
    note.tap_region("front", "forehead", "left")
    note.choose("Procerus")

    assert note.rows[0]["side"] == "midline"
    expect(note.site(1).get_by_text("Left and right disagree")).to_be_hidden()


def test_a_tap_is_taken_back_and_another_muscle_is_searched(note: Note) -> None:
    note.tap_region("back", "infraspinatus", "left")
    note.choose("Take back")
    assert note.rows == []

    note.tap_region("back", "infraspinatus", "left")
    note.choose("Another muscle…")

    expect(note.site(1).get_by_role("combobox", name="Muscle")).to_be_focused()


def test_looking_closer_opens_the_nearer_view_and_a_tap_there_is_a_site_there(note: Note) -> None:
    note.tap_region("front", "jaw", "left")
    note.choose("Look closer")
    expect(note.page.locator('[data-body-view="head-left"]')).to_be_visible()
    assert note.rows == []

    note.tap_region("head-left", "throat", "left")
    expect(note.panel).to_contain_text("At risk: windpipe, thyroid gland and carotid artery.")
    note.choose("Take back")
    note.tap_region("head-left", "masseter", "left")
    note.panel.locator(".body-panel__choices button").first.click()

    assert [(row["chart_view"], row["side"]) for row in note.rows] == [("head-left", "left")]
    note.page.get_by_role("radio", name="Back").check(force=True)
    expect(note.page.locator('[data-body-view="head-left"]')).to_be_hidden()


def test_a_tap_beside_the_body_means_the_nearest_region_and_one_far_away_nothing(note: Note) -> None:
    note.tap("front", 285, 30)
    assert note.rows == []

    note.tap("front", 222, 50)
    expect(note.panel).to_be_visible()

    assert (note.rows[0]["region"], note.rows[0]["side"]) == ("Forehead and temple", "left")
    assert float(note.rows[0]["chart_x"]) < 218


def test_a_tap_on_a_mark_opens_its_site(note: Note) -> None:
    note.tap_region("back", "infraspinatus", "right")
    note.choose("Infraspinatus")
    note.tap_region("back", "infraspinatus", "right")

    assert len(note.rows) == 1
    expect(note.site(1).locator("details").first).to_have_attribute("open", "")


def test_a_mark_is_pushed_moved_and_removed_with_a_way_back(note: Note) -> None:
    note.tap_region("back", "infraspinatus", "right")
    note.choose("Infraspinatus")
    begun = note.rows[0]
    note.page.locator(".b-disc").focus()
    note.page.keyboard.press("ArrowDown")
    pushed = note.rows[0]
    assert float(pushed["chart_y"]) > float(begun["chart_y"])
    expect(note.page.locator(".b-disc")).to_be_focused()

    note.page.keyboard.press("Enter")
    note.site(1).get_by_role("button", name="Move", exact=True).click()
    note.tap_region("back", "supraspinatus", "right")
    moved = note.rows[0]
    assert moved["region"] == "Supraspinatus"
    note.page.get_by_role("button", name="Undo").click()
    assert note.rows[0] == pushed

    note.site(1).get_by_role("button", name="Remove mark").click()
    assert note.rows[0] == {**pushed, "chart_version": "", "chart_view": "", "chart_x": "", "chart_y": ""}
    note.page.get_by_role("button", name="Undo").click()
    assert note.rows[0] == pushed


def test_a_site_that_was_typed_is_placed_on_the_chart(note: Note) -> None:
    note.page.get_by_role("button", name="Add site", exact=True).click()
    note.site(1).get_by_role("button", name="Place on the chart").click()
    note.tap_region("back", "supraspinatus", "right")

    assert (note.rows[0]["side"], note.rows[0]["region"]) == ("right", "Supraspinatus")


def test_marks_follow_rows_that_are_removed_and_put_back(note: Note) -> None:
    for slug, muscle in (("infraspinatus", "Infraspinatus"), ("supraspinatus", "Supraspinatus")):
        note.tap_region("back", slug, "right")
        note.choose(muscle)
    numbers = note.page.locator(".b-disc text")
    expect(numbers).to_have_text(["1", "2"])

    note.site(1).locator("summary").first.focus()
    note.page.keyboard.press("Delete")
    expect(numbers).to_have_text(["1"])
    expect(note.region("back", "infraspinatus", "right")).not_to_have_class(re.compile("b-needled"))
    note.page.get_by_role("button", name="Undo").click()

    expect(numbers).to_have_text(["1", "2"])
    expect(note.region("back", "infraspinatus", "right")).to_have_class(re.compile("b-needled"))


def test_marks_are_there_again_after_the_page_was_loaded_again(note: Note) -> None:
    note.tap_region("back", "infraspinatus", "right")
    note.choose("Infraspinatus")
    note.await_saved()
    before = note.rows

    note.page.reload()
    ready(note.page)

    expect(note.page.locator(".b-disc")).to_have_accessible_name(re.compile("Site 1: Infraspinatus, right"))
    assert note.rows == before


@pytest.mark.parametrize(
    ("answer", "side", "has_mark"), [("Keep left", "left", False), ("Change the row", "right", True)]
)
def test_left_against_right_is_asked_and_answered_by_a_person(
    note: Note, answer: str, side: str, *, has_mark: bool
) -> None:
    note.tap_region("back", "infraspinatus", "right")
    note.choose("Infraspinatus")
    note.tap_region("back", "infraspinatus", "right")
    note.site(1).get_by_role("radio", name="Left", exact=True).check()
    asked = note.site(1).get_by_role("alert").filter(has_text="Left and right disagree")
    expect(asked).to_contain_text("The mark is on the right, the row says left.")
    assert (note.rows[0]["side"], note.rows[0]["chart_view"]) == ("left", "back")

    asked.get_by_role("button", name=answer).click()

    expect(asked).to_be_hidden()
    assert (note.rows[0]["side"], bool(note.rows[0]["chart_view"])) == (side, has_mark)


def test_the_chart_is_in_nobodys_way(note: Note) -> None:
    def barriers() -> list[Any]:
        found = Axe().run(note.page, context=".body-map", options=AXE).response["violations"]
        return [(each["id"], each["nodes"][0]["html"][:200]) for each in found]

    note.tap_region("back", "infraspinatus", "right")
    assert barriers() == []
    note.choose("Infraspinatus")
    note.tap_region("front", "jaw", "left")
    note.choose("Look closer")
    expect(note.page.locator('[data-body-view="head-left"]')).to_be_visible()
    note.page.get_by_text("Add by region and muscle").click()
    assert barriers() == []


def test_without_scripts_a_region_adds_the_row_and_its_mark_is_told_in_words(
    plain_page: Page, open_note: Callable[[Page], Note]
) -> None:
    page = open_note(plain_page).page

    page.get_by_text("Add by region and muscle").click()
    page.get_by_label("Region", exact=True).first.select_option("back/upper-trapezius/right")
    page.get_by_role("button", name="Add site here").click()

    site = page.locator("#needlings > *")
    expect(site).to_contain_text("Back: upper trapezius, right")
    page.locator("summary", has_text="Marks in words: Back").click()
    expect(page.get_by_role("table", name="Marks in words: Back")).to_contain_text("Back: upper trapezius, right")
    site.get_by_role("button", name="Remove mark").click()
    expect(page.locator("#needlings > *")).not_to_contain_text("Back: upper trapezius, right")
