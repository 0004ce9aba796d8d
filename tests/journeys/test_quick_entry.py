"""Quick entry in a browser: lines become sites, and what is not clear stays in the field until it is."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import Engine

from clinic_log.accounts.queries import find_user_by_email, list_places
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.patients.models import Patient
from tests.conftest import AUDIT_KEY
from tests.episodes.factories import make_episode
from tests.journeys.conftest import Team, enter
from tests.journeys.notes import expect_saved, person
from tests.journeys.test_every_page import AT_REST, AXE
from tests.journeys.waiting import ready
from tests.treatments.factories import make_draft_session, make_signed_session


@pytest.fixture
def address(team: Team, engine: Engine) -> str:
    """The page of a note that was only begun."""
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        user = find_user_by_email(db, team.therapist)
        assert user is not None
        treatment = make_draft_session(db, by=list_places(db, user_id=user.id)[0])
        return f"/patients/{treatment.patient_id}/sessions/{treatment.id}/edit"


@pytest.fixture
def line(page: Page, team: Team, address: str) -> Locator:
    """The field, ready to be typed into."""
    enter(page, team.therapist, team.password)
    page.goto(address)
    ready(page)
    field = page.get_by_role("combobox", name="Quick entry")
    field.focus()
    return field


@pytest.fixture
def touched(chromium: Browser, server_address: str) -> Iterator[Page]:
    """A tablet that is used with a finger."""
    context = chromium.new_context(base_url=server_address, has_touch=True, is_mobile=True, locale="en-GB")
    yield context.new_page()
    context.close()


def _sites(page: Page) -> Locator:
    return page.locator("#needlings > li")


def _preview(page: Page) -> Locator:
    return page.locator("[data-line-preview]")


def _type(line: Locator, text: str) -> None:
    line.press_sequentially(text, delay=20)


def test_a_line_is_shown_in_words_while_it_is_typed_and_enter_adds_it(page: Page, line: Locator) -> None:
    _type(line, "ut r 30x40 piston 2x ltr")
    expect(_preview(page)).to_contain_text("diameter 0.30")
    expect(_preview(page)).to_contain_text("length 40")
    expect(_sites(page)).to_have_count(0)

    line.press("Enter")

    expect(_sites(page)).to_have_count(1)
    expect(_sites(page)).to_contain_text("Upper trapezius")
    expect(_sites(page)).to_contain_text("0.30 × 40")
    expect(_sites(page).locator("[name$=-twitch]:checked")).to_have_value("ltr-yes")
    expect(line).to_have_value("")
    expect(line).to_be_focused()
    expect(page.locator("[data-line-spoken]")).to_have_text("Site 1 added: Upper trapezius, right")


def test_several_targets_become_several_sites_and_survive_a_reload(page: Page, line: Locator) -> None:
    _type(line, "lev r, inf l x2")
    line.press("Enter")

    expect(_sites(page)).to_have_count(2)
    expect(page.locator("[data-line-spoken]")).to_contain_text("Site 2 added: Infraspinatus, left")
    expect(_sites(page).nth(0).locator("[name$=-needles]")).to_have_value("")
    expect(_sites(page).nth(1).locator("[name$=-needles]")).to_have_value("2")
    expect(_sites(page).locator("[name$=-twitch]:checked")).to_have_count(0)
    expect(page.locator("form[data-unsaved]")).to_have_count(0)
    page.reload()
    ready(page)
    expect(_sites(page)).to_have_count(2)


def test_a_word_that_is_not_understood_is_marked_and_nothing_is_added(page: Page, line: Locator) -> None:
    _type(line, "ut r pistn")
    line.press("Enter")

    expect(_preview(page)).to_contain_text("pistn: not understood. Did you mean pistoning?")
    expect(page.locator("[data-line-spoken]")).to_have_text(re.compile(r"^Not added\. pistn: not understood\."))
    expect(page.locator(".point-line__piece--unknown")).to_have_attribute("data-text", "pistn")
    expect(_sites(page)).to_have_count(0)
    expect(line).to_have_value("ut r pistn")
    line.press("Backspace")
    expect(page.locator("[data-line-spoken]")).not_to_contain_text("Not added")
    line.press("n")

    page.get_by_role("button", name="pistoning").click()
    expect(line).to_have_value("ut r pistoning")
    expect(line).to_be_focused()
    line.press("Enter")
    expect(_sites(page)).to_have_count(1)


def test_a_missing_side_is_answered_by_its_button(page: Page, line: Locator) -> None:
    _type(line, "ut 30x40")
    line.press("Enter")
    expect(_preview(page)).to_contain_text("Upper trapezius: left or right?")
    expect(_sites(page)).to_have_count(0)

    _preview(page).get_by_role("button", name="Left").click()
    expect(line).to_have_value("ut left 30x40")
    line.press("Enter")

    expect(_sites(page)).to_contain_text("Left")


def test_a_missing_side_is_answered_from_the_keyboard(page: Page, line: Locator) -> None:
    _type(line, "ut")
    expect(_preview(page).get_by_role("button", name="Right")).to_be_visible()

    for _ in range(4):  # Add, ?, Left, Right
        page.keyboard.press("Tab")
    expect(_preview(page).get_by_role("button", name="Right")).to_be_focused()
    page.keyboard.press("Enter")

    expect(line).to_be_focused()
    expect(line).to_have_value("ut right")


def test_a_word_that_can_be_several_muscles_is_completed_from_the_keyboard(page: Page, line: Locator) -> None:
    _type(line, "glu")
    expect(page.get_by_role("option", name="Gluteus medius")).to_be_visible()

    line.press("ArrowDown")
    expect(line).to_have_attribute("aria-activedescendant", re.compile(r"-1$"))
    line.press("Tab")
    expect(line).to_be_focused()
    expect(line).to_have_value("gluteus medius ")
    _type(line, "r sup")
    expect(page.get_by_role("option", name="Superficial")).to_be_visible()
    line.press("Enter")
    expect(line).to_have_value("gluteus medius r superficial ")
    expect(_sites(page)).to_have_count(0)
    expect(_preview(page)).to_contain_text("depth superficial")
    line.press("Enter")

    expect(_sites(page)).to_contain_text("Gluteus medius")


def test_escape_closes_the_list_and_enter_then_says_what_is_missing(page: Page, line: Locator) -> None:
    _type(line, "scal r")
    line.press("Home")
    for _ in range(4):
        line.press("ArrowRight")
    line.press_sequentially("e")
    expect(page.get_by_role("option")).to_have_count(3)
    line.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    line.press("Enter")

    expect(_preview(page)).to_contain_text("scale: which muscle?")
    expect(_sites(page)).to_have_count(0)


def test_enter_pressed_twice_adds_once_and_before_the_preview_came_it_waits(page: Page, line: Locator) -> None:
    line.fill("sol l x1")
    line.press("Enter")
    line.press("Enter")

    expect(_sites(page)).to_have_count(1)
    expect(line).to_have_value("")
    expect(page.locator("[data-line-spoken]")).to_have_text("Site 1 added: Soleus, left")
    assert _sites(page).count() == 1


def test_without_a_connection_the_line_stays_and_says_so(page: Page, line: Locator) -> None:
    page.context.set_offline(offline=True)
    _type(line, "ut r")
    line.press("Enter")

    expect(_preview(page)).to_contain_text("It stays here")
    expect(line).to_have_value("ut r")
    expect(_sites(page)).to_have_count(0)
    page.context.set_offline(offline=False)
    line.press("Enter")
    expect(_sites(page)).to_have_count(1)


def test_what_still_stands_in_the_line_survives_a_reload_and_stops_saving(page: Page, line: Locator) -> None:
    _type(line, "ut r x2")
    expect_saved(page)
    page.reload()
    ready(page)
    expect(line).to_have_value("ut r x2")
    expect(_preview(page)).to_contain_text("Upper trapezius, right")

    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("link", name="The quick entry line still holds text")).to_be_visible()
    expect(line).to_have_value("ut r x2")


def test_the_words_of_the_line_are_shown_under_a_question_mark(page: Page, line: Locator) -> None:
    page.get_by_role("link", name="How to write the line").click()

    dialog = page.get_by_role("dialog", name="How to write the quick entry line")
    expect(dialog).to_contain_text("ut r 30x40 piston 2x ltr")
    expect(dialog).to_contain_text("Levator scapulae")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(line).to_have_value("")


@pytest.mark.parametrize("text", ["ut r 30x40 x2", "ut pistn 13", "glu"])
def test_every_state_can_be_read_by_everybody(page: Page, line: Locator, text: str) -> None:
    _type(line, text)
    expect(_preview(page)).not_to_be_empty()

    found = []
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.evaluate(AT_REST)
        found += [violation["id"] for violation in Axe().run(page, options=AXE).response["violations"]]

    assert found == []


def test_under_a_finger_the_line_is_folded_away_until_it_is_asked_for(touched: Page, team: Team, address: str) -> None:
    enter(touched, team.therapist, team.password)
    touched.goto(address)
    ready(touched)
    line = touched.get_by_role("combobox", name="Quick entry")
    expect(line).to_be_hidden()

    touched.locator("summary", has_text="Quick entry").tap()
    line.fill("ut r x1")
    touched.get_by_role("button", name="Add", exact=True).tap()

    expect(_sites(touched)).to_have_count(1)


def test_without_scripts_the_same_line_is_asked_about_and_added(plain_page: Page, team: Team, address: str) -> None:
    enter(plain_page, team.therapist, team.password)
    plain_page.goto(address)
    line = plain_page.get_by_label("Quick entry", exact=True)
    line.fill("ut x2")
    plain_page.get_by_role("button", name="Add", exact=True).click()
    expect(plain_page.get_by_text("Upper trapezius: left or right?")).to_be_visible()
    expect(line).to_have_value("ut x2")

    plain_page.get_by_role("button", name="Right", exact=True).click()
    expect(line).to_have_value("ut right x2")
    plain_page.get_by_role("button", name="Add", exact=True).click()

    expect(_sites(plain_page)).to_have_count(1)
    expect(_sites(plain_page)).to_contain_text("Upper trapezius")
    expect(line).to_have_value("")


@pytest.fixture
def needled_before(team: Team, engine: Engine, address: str) -> None:
    """A signed visit of the same patient: the right upper trapezius."""
    by = person(engine, team.therapist)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = db.get_one(Patient, int(address.split("/")[2]))
        make_signed_session(db, by=by, patient=patient, episode=make_episode(db, by=by, patient=patient))


@pytest.mark.usefixtures("needled_before")
def test_a_site_says_when_its_muscle_was_last_needled(page: Page, line: Locator) -> None:
    """Whichever way a site comes to be; another side says its own, and nothing where there was nothing."""
    memory = _sites(page).locator("[data-memory]")

    _type(line, "ut r")
    line.press("Enter")
    expect(memory).to_contain_text("Last needled here (right)")
    expect(memory).to_contain_text(
        "2 needles 0.25 × 25 mm, pistoning; twitch obtained; no side effects before leaving, not asked since."
    )

    _sites(page).locator("summary").first.click()
    _sites(page).locator("[name$=-side][value=left]").check()
    expect(memory).to_be_hidden()
