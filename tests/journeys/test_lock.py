"""The locked page: out of sight, opened in place by its own person and by nobody else."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, update

from clinic_log.accounts.models import LoginSession
from clinic_log.base.database import own_transaction
from clinic_log.base.dates import now_utc
from tests.journeys.conftest import Team, enter, leave
from tests.journeys.notes import begin_note, expect_saved, kept_notes, notes_field, person, type_notes
from tests.journeys.test_every_page import AXE
from tests.journeys.waiting import ready


def _end_every_session(engine: Engine) -> None:
    with own_transaction(engine) as db:
        db.execute(update(LoginSession).values(ended_at=now_utc()))


def _unlock(page: Page, password: str, email: str | None = None) -> None:
    lock = page.get_by_role("dialog", name=re.compile("sign in to go on"))
    if email is not None:
        lock.get_by_label("Email").fill(email)
    lock.get_by_label("Password").fill(password)
    lock.get_by_role("button", name="Sign in").click()


def _expect_locked(page: Page) -> None:
    expect(page.get_by_role("dialog", name=re.compile("sign in to go on"))).to_be_visible()
    expect(page.get_by_role("region", name="Patient")).to_have_count(0)  # neither seen nor read out
    expect(page.locator("#content")).to_be_hidden()


def test_an_expired_sign_in_is_renewed_in_place_and_what_was_typed_is_sent(
    page: Page, team: Team, engine: Engine
) -> None:
    begin_note(page, team, engine)
    type_notes(page, "Confirmed. ")
    _end_every_session(engine)

    notes_field(page).fill("Confirmed. Typed after the sign-in was over.")  # at once: the lock takes the keys away
    _expect_locked(page)
    assert Axe().run(page, options=AXE).response["violations"] == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    _expect_locked(page)
    _unlock(page, "not the password")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    _unlock(page, team.password)

    expect(notes_field(page)).to_have_value("Confirmed. Typed after the sign-in was over.")
    expect_saved(page)
    ruth = person(engine, team.therapist)
    assert kept_notes(engine) == [(ruth.user_id, "Confirmed. Typed after the sign-in was over.")]
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/edit")
    ready(page)
    expect(notes_field(page)).to_have_value("Confirmed. Typed after the sign-in was over.")


def test_another_person_who_signs_in_there_does_not_see_the_page(page: Page, team: Team, engine: Engine) -> None:
    begin_note(page, team, engine)
    type_notes(page, "Of Ruth.")
    _end_every_session(engine)
    notes_field(page).press_sequentially(" Not confirmed.")
    _expect_locked(page)

    _unlock(page, team.password, email=team.supervisor)
    expect(page.get_by_role("alert")).to_contain_text("will be lost")
    _unlock(page, team.password)

    page.wait_for_url(re.compile(r"/$"))
    expect(page.locator("body")).to_contain_text("Helen Novak")
    assert "Of Ruth" not in page.content()
    ruth = person(engine, team.therapist)
    assert kept_notes(engine) == [(ruth.user_id, "Of Ruth.")]
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("Of Ruth.")


def test_signing_out_in_one_tab_locks_the_others(page: Page, team: Team, engine: Engine) -> None:
    begin_note(page, team, engine)
    type_notes(page, "In the first tab.")
    other = page.context.new_page()
    other.goto("/")
    ready(other)

    leave(other)
    _expect_locked(page)

    enter(other, team.supervisor, team.password)
    ready(other)
    _expect_locked(page)
    _unlock(page, team.password)
    expect(notes_field(page)).to_have_value("In the first tab.")
    expect(other.get_by_role("dialog", name=re.compile("Helen Novak, sign in to go on"))).to_be_visible()


def test_signing_in_again_in_another_tab_opens_the_page_and_renews_its_proof(
    page: Page, team: Team, engine: Engine
) -> None:
    begin_note(page, team, engine)
    _end_every_session(engine)
    other = page.context.new_page()
    enter(other, team.therapist, team.password)

    expect(page.get_by_role("dialog", name=re.compile("sign in to go on"))).to_have_count(0)
    type_notes(page, "Under the new proof.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/edit")
    ready(page)

    expect(notes_field(page)).to_have_value("Under the new proof.")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> dict[str, timedelta]:
    """Moves the clock of sign-ins at the server forward."""
    moved = {"by": timedelta()}
    monkeypatch.setattr("clinic_log.accounts.login.now_utc", lambda: now_utc() + moved["by"])
    monkeypatch.setattr("clinic_log.accounts.views.in_place.now_utc", lambda: now_utc() + moved["by"])
    return moved


def test_a_page_left_alone_locks_and_asking_the_server_does_not_keep_it_open(
    page: Page, later: dict[str, timedelta], *, team: Team, engine: Engine
) -> None:
    page.clock.install()
    begin_note(page, team, engine)
    type_notes(page, "Before lunch.")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/sign-in/state" in request.url else None)

    for minutes in range(1, 15):
        later["by"] = timedelta(minutes=minutes)
        _let_it_ask(page, asked)
    expect(notes_field(page)).to_be_visible()
    later["by"] = timedelta(minutes=15, seconds=1)
    _let_it_ask(page, asked)

    _expect_locked(page)
    expect(page.get_by_text("Locked after 15 minutes. Your draft from")).to_be_visible()
    assert len(asked) >= 14


def _let_it_ask(page: Page, asked: list[str]) -> None:
    """Two seconds at a time, since the page waits for its next minute only once it has read the last answer."""
    known = len(asked)
    for _ in range(100):
        page.clock.run_for(2_000)
        if len(asked) > known:
            return
    raise AssertionError("The page did not ask.")


def test_typing_moves_the_lock_and_retries_do_not(
    page: Page, later: dict[str, timedelta], *, team: Team, engine: Engine
) -> None:
    begin_note(page, team, engine)
    later["by"] = timedelta(minutes=14)
    type_notes(page, "Still writing.")
    later["by"] = timedelta(minutes=28)

    type_notes(page, " And still.")

    later["by"] = timedelta(minutes=44)
    page.evaluate("dispatchEvent(new Event('focus'))")
    _expect_locked(page)
