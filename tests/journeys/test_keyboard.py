"""A whole visit without a mouse, what the keys do in the note, and that no key acts while somebody types."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic, User
from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from tests.accounts.factories import actor_of
from tests.conftest import AUDIT_KEY
from tests.episodes.factories import make_episode
from tests.journeys.conftest import Team, enter
from tests.journeys.keyboard import Keyboard
from tests.journeys.waiting import ready
from tests.patients.factories import make_patient
from tests.screening.factories import make_ready
from tests.treatments.factories import days_ago, make_draft_session, make_signed_session, needling_visit

FAMILY_NAME = "Lindqvist"


@dataclass(frozen=True)
class Chart:
    """A patient whose episode tracks the neck disability index and the rotation to the right; seen once."""

    patient_id: int
    draft_id: int


@pytest.fixture
def chart(engine: Engine, team: Team) -> Chart:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient_id, draft_id = _make_chart(db, team)
    return Chart(patient_id, draft_id)


def _make_chart(db: Session, team: Team) -> tuple[int, int]:
    user = db.scalars(select(User).where(User.email == team.therapist)).one()
    by = actor_of(user, db.scalars(select(Clinic)).one(), Role.PRACTITIONER)
    patient = make_patient(db, by=by, family_name=FAMILY_NAME)
    episode = make_episode(db, by=by, patient=patient)
    visit = needling_visit(started_at=days_ago(7), since_previous=None)
    make_signed_session(db, by=by, patient=patient, episode=episode, content=visit)
    other = make_patient(db, by=by, family_name="Okafor")
    make_ready(db, by=by, episode_ids=[make_episode(db, by=by, patient=other).id])
    return patient.id, make_draft_session(db, by=by, patient=other).id


@pytest.fixture
def note(page: Page, team: Team, chart: Chart) -> Page:
    """The note of a first visit, open."""
    enter(page, team.therapist, team.password)
    page.goto(f"/patients/{chart.patient_id + 1}/sessions/{chart.draft_id}/edit")
    ready(page)
    expect(page.locator("[role=combobox]").first).to_be_attached()
    page.wait_for_function("document.querySelector('.stepper input')")
    return page


def test_a_bar_of_two_rows_still_leaves_room_for_what_has_the_focus(note: Page) -> None:
    note.set_viewport_size({"width": 390, "height": 800})

    taken = note.locator(".action-bar").evaluate("bar => bar.offsetHeight")
    note.wait_for_function(
        "taken => parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) > taken", arg=taken
    )

    assert taken > 100


def _field(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=re.compile(f"^{name}"))


def test_a_visit_without_a_mouse_from_the_patient_to_the_signature(page: Page, team: Team, chart: Chart) -> None:
    enter(page, team.therapist, team.password)
    keys = Keyboard(page)

    _begin(keys)
    _refused_to_sign(keys)
    _visit_and_check_in(keys)
    _measure(keys)
    _drop_last_time(keys)
    _needle(keys)
    _close(keys)
    expect(page.locator(".action-bar__missing")).to_be_hidden()
    keys.press("Control+Shift+Enter")
    page.wait_for_url("**/sign")
    if page.get_by_label("Your password").count():
        keys.tab_to("Your password")
        keys.type(team.password)
    keys.tab_to("Sign and lock")
    keys.press("Enter")

    expect(page.get_by_text("Session signed")).to_be_visible()
    assert f"/patients/{chart.patient_id}/" in page.url


def _begin(keys: Keyboard) -> None:
    keys.press("Control+k")
    expect(keys.page.locator("#palette [role=option]").first).to_be_visible()
    keys.type("lindq")
    expect(keys.page.get_by_role("option", name=re.compile("New session with"))).to_be_visible()
    keys.press("Control+Enter")
    keys.page.wait_for_url("**/edit")
    ready(keys.page)


def _refused_to_sign(keys: Keyboard) -> None:
    """The list of what is missing takes the focus, and its first line leads to the control."""
    keys.press("Control+Shift+Enter")
    expect(keys.page.locator(".error-summary")).to_be_focused()
    keys.press("Tab", "Enter")
    assert keys.focused()["group"].startswith("Kind of visit")


def _visit_and_check_in(keys: Keyboard) -> None:
    keys.choose("Kind of visit", "Needling")
    keys.tab_to("Started now")
    keys.press("Enter")
    keys.choose("How it ended", "As planned")
    keys.press("Alt+2")
    keys.choose("Since last time", "Asked: none")
    keys.press("Tab")
    keys.choose("Agreement to needling", "Agrees")


def _measure(keys: Keyboard) -> None:
    keys.press("Alt+3", "7")
    keys.press("Tab", "5")
    row = keys.page.locator(".pain-row").first
    expect(row.locator("[data-result=change]")).to_have_text("−2")
    expect(row.locator("[data-result=verdict]")).to_have_text("more than error")
    keys.tab_to("Neck rotation right before")
    keys.type("58,5")
    keys.press("Tab")
    keys.type("70")


def _drop_last_time(keys: Keyboard) -> None:
    keys.press("Alt+4")
    expect(keys.page.get_by_role("button", name=re.compile("^Confirm")).first).to_be_focused()
    keys.tab_to("Drop all")
    keys.press("Enter")
    expect(keys.page.get_by_role("button", name=re.compile("^Undo"))).to_be_focused()


def _needle(keys: Keyboard) -> None:
    keys.press("Alt+a")
    expect(keys.page.locator("#needlings > li").last.get_by_role("combobox", name="Muscle")).to_be_focused()
    keys.type("soleus")
    keys.press("Enter")
    keys.press("Tab")
    keys.choose("Side", "Right")
    keys.tab_to("Needles")
    keys.type("2")
    keys.press("Tab")
    keys.choose("Local twitch", "Obtained")
    keys.press("Escape")
    assert keys.focused()["role"] == "summary"


def _close(keys: Keyboard) -> None:
    expect(keys.page.locator("#count").get_by_label("Out", exact=True)).to_be_visible()
    keys.press("Alt+5")
    keys.tab_to("Out")
    keys.type("2")
    keys.press("Tab")
    keys.choose("How they were counted", "Counted at removal")
    keys.press("Alt+6")
    keys.choose("Side effects before leaving", "Asked: none")
    keys.press("Alt+7")
    keys.tab_to("Notes")
    keys.type("d?k")
    assert keys.focused()["label"].startswith("Notes")
    keys.press("Control+Enter")
    keys.page.wait_for_url("**/edit#closing")
    ready(keys.page)
    expect(_field(keys.page, "Notes")).to_have_value("d?k")
    expect(_field(keys.page, "Neck rotation right before")).to_have_value("58.5")


def test_no_key_of_one_letter_acts_while_somebody_types(note: Page) -> None:
    keys = Keyboard(note)
    for field in (_field(note, "Notes"), _field(note, "Home programme")):
        field.focus()
        keys.type("d?k/")

        expect(field).to_have_value("d?k/")
        expect(note.locator("dialog[open]")).to_have_count(0)
    note.get_by_role("radio", name="Needling", exact=True).focus()
    keys.press("?")
    expect(note.locator("dialog[open]")).to_have_count(0)


def test_the_shortcuts_open_under_a_question_mark_and_give_the_focus_back(note: Page) -> None:
    keys = Keyboard(note)
    note.get_by_role("button", name="Add site").focus()

    keys.press("?")
    shown = note.get_by_role("dialog", name="Keyboard shortcuts")

    expect(shown.get_by_role("heading", name="Session note")).to_be_visible()
    keys.press("Control+k")
    expect(note.get_by_role("dialog")).to_have_count(1)
    keys.press("Escape")
    expect(shown).to_be_hidden()
    assert keys.focused()["label"].startswith("Add site")


def test_a_verdict_never_stands_beside_numbers_that_it_was_not_about(note: Page) -> None:
    row = note.locator("[data-measure]", has=_field(note, "Neck rotation right before"))
    verdict, change = row.locator("[data-result=verdict]"), row.locator("[data-result=change]")
    before, after = _field(note, "Neck rotation right before"), _field(note, "Neck rotation right after")

    before.fill("58,5")
    expect(verdict).to_have_text("not yet measured")
    after.fill("66")
    expect(verdict).to_be_hidden()
    expect(change).to_have_text("+7.5°")
    expect(verdict).to_have_text("within error, 9.6°")
    expect(row.locator("svg .c-after")).to_have_count(1)
    after.press("PageUp")
    expect(change).to_have_text("+12.5°")
    expect(verdict).to_have_text("more than error")
    expect(before).to_have_value("58,5")
    note.context.set_offline(True)
    after.fill("6")
    note.wait_for_timeout(1500)
    expect(verdict).to_be_hidden()
    note.context.set_offline(False)
    expect(change).to_have_text("−52.5°", timeout=15_000)


def test_digits_choose_a_score_one_and_zero_are_ten_and_delete_takes_it_back(note: Page) -> None:
    keys = Keyboard(note)
    group = note.get_by_role("group", name=re.compile("^Pain before"))
    chosen = group.locator("input:checked")
    group.get_by_role("radio").first.focus()

    keys.press("1", "0")
    expect(chosen).to_have_value("10")
    note.wait_for_timeout(700)
    keys.press("0")
    expect(chosen).to_have_value("0")
    keys.press("Delete")
    expect(chosen).to_have_count(0)


def test_what_is_known_stands_beside_a_measure_and_is_never_its_value(page: Page, team: Team, chart: Chart) -> None:
    enter(page, team.therapist, team.password)
    page.goto(f"/patients/{chart.patient_id}/sessions/new")
    ready(page)
    page.get_by_role("button", name="Start session").click()
    page.wait_for_url("**/edit")
    ready(page)
    row = page.locator(".pain-row").first

    expect(row.locator(".measure-about__facts")).to_contain_text("Last 6 → 4, ")
    expect(row.locator(".measure-about__facts")).to_contain_text("MDC 2")
    expect(row.locator("input:checked")).to_have_count(0)
    rotation = page.locator("[data-measure]", has=_field(page, "Neck rotation right before"))
    expect(rotation).to_contain_text("Not measured before")
    expect(rotation).to_contain_text("Reference 60–80°, MDC 9.6°, not fully verified")
    expect(_field(page, "Neck rotation right before")).to_have_value("")


def test_sites_are_reordered_and_removed_by_keys_and_stay_so(note: Page) -> None:
    keys = Keyboard(note)
    for name in ("brachiorad", "soleus"):
        keys.press("Alt+a")
        expect(note.locator("#needlings > li").last.get_by_role("combobox", name="Muscle")).to_be_focused()
        keys.type(name)
        keys.press("Enter", "Tab", "Escape")
    lines = note.locator("#needlings > li summary strong")
    expect(lines).to_have_text(["Brachioradialis", "Soleus"])

    keys.press("Alt+ArrowUp")

    expect(lines).to_have_text(["Soleus", "Brachioradialis"])
    assert "Soleus" in keys.focused()["label"]
    expect(note.locator("[data-status-words]")).to_contain_text("Saved")
    note.wait_for_timeout(1500)
    note.reload()
    ready(note)
    expect(lines).to_have_text(["Soleus", "Brachioradialis"])
    note.locator("#needlings > li > details > summary").nth(1).focus()
    keys.press("Delete")
    expect(lines).to_have_text(["Soleus"])
    note.get_by_role("button", name="Undo").press("Enter")
    expect(lines).to_have_count(2)
