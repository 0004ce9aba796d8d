"""A note on the screen of a person who has just begun it."""

import re

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.queries import find_user_by_email, list_places
from clinic_log.accounts.rules import SignedIn
from clinic_log.treatments.models import SessionDraft
from tests.journeys.conftest import Team, enter
from tests.journeys.waiting import ready
from tests.treatments.pages import make_chart

_LONGEST_RETRY_MS = 60_000


def person(engine: Engine, email: str) -> SignedIn:
    """Somebody of the team in their clinic."""
    with Session(engine) as db:
        user = find_user_by_email(db, email)
        assert user is not None
        return list_places(db, user_id=user.id)[0]


def begin_note(page: Page, team: Team, engine: Engine) -> str:
    """Sign in as the therapist and begin a note of a new patient. Returns its address."""
    enter(page, team.therapist, team.password)
    chart = make_chart(engine, person(engine, team.therapist))
    page.goto(f"/patients/{chart.patient_id}/sessions/new")
    page.get_by_role("button", name="Start session").click()
    page.wait_for_url("**/edit")
    ready(page)
    return page.url


def notes_field(page: Page) -> Locator:
    return page.locator("textarea[name=notes]")


def type_notes(page: Page, text: str) -> None:
    """Type key by key, and wait until the server said that it is there."""
    with page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        notes_field(page).press_sequentially(text)
    expect_saved(page)


def expect_saved(page: Page) -> None:
    saved = re.compile(r"^Saved \d\d:\d\d$")
    expect(page.locator("[data-status-words]")).to_have_text(saved, timeout=_LONGEST_RETRY_MS)
    expect(page.locator("form[data-unsaved]")).to_have_count(0)


def kept_notes(engine: Engine) -> list[tuple[int, str]]:
    """(author, notes) of every draft on the server."""
    with Session(engine) as db:
        return [
            (draft.author_id, next((text for name, text in draft.fields if name == "notes"), ""))
            for draft in db.scalars(select(SessionDraft).order_by(SessionDraft.id))
        ]
