"""Last time's rows in a browser: confirmed, dropped, taken back, on both sides, and brought back by removing a site."""

import re

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine

from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.treatments.actions.favourites import save_favourite
from clinic_log.treatments.rules.favourites import FavouriteSet
from tests.conftest import AUDIT_KEY
from tests.episodes.factories import make_episode
from tests.journeys.conftest import Team, enter
from tests.journeys.notes import expect_saved, person
from tests.journeys.waiting import ready
from tests.patients.factories import make_patient
from tests.treatments.factories import days_ago, make_signed_session, needling, needling_visit

NAMES = {"soleus": "Soleus", "infraspinatus": "Infraspinatus", "tibialis-anterior": "Tibialis anterior"}


def _begin(page: Page, team: Team, engine: Engine) -> None:
    """A note after a visit in which three muscles of the right side were needled, with a favourite at hand."""
    by = person(engine, team.therapist)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=by)
        episode = make_episode(db, by=by, patient=patient)
        rows = tuple(needling(muscle_slug=slug) for slug in NAMES)
        content = needling_visit(started_at=days_ago(7), needlings=rows, needles_out=6, since_previous=None)
        make_signed_session(db, by=by, patient=patient, episode=episode, content=content)
        favourite = FavouriteSet(needlings=(needling(muscle_slug="gastrocnemius-medial-head"),))
        save_favourite(db, by=by, name="Calf", chosen=favourite, for_clinic=False)
        patient_id = patient.id
    enter(page, team.therapist, team.password)
    page.goto(f"/patients/{patient_id}/sessions/new")
    page.get_by_role("button", name="Needling, starting now").click()
    page.wait_for_url("**/edit*")
    ready(page)


def _ghost(page: Page, slug: str) -> Locator:
    return page.locator(".ghost-row", has_text=NAMES[slug])


def _sites(page: Page) -> Locator:
    return page.locator("#needlings > li")


def _twitch(site: Locator) -> Locator:
    return site.get_by_role("group", name=re.compile("twitch", re.IGNORECASE)).get_by_role("radio", checked=True)


def _answer_twitch(site: Locator, words: str) -> None:
    site.locator("label", has=site.page.get_by_text(words, exact=True)).first.click()


def _reload(page: Page) -> None:
    expect_saved(page)
    page.reload()
    ready(page)


def test_rows_of_last_time_are_confirmed_dropped_and_taken_back_by_keys(page: Page, team: Team, engine: Engine) -> None:
    _begin(page, team, engine)
    last_time = page.locator("#last_time")

    _ghost(page, "soleus").get_by_role("button", name="Confirm").focus()
    page.keyboard.press("Enter")
    expect(_sites(page)).to_have_count(1)
    expect(last_time).to_contain_text("1 confirmed")
    expect(_ghost(page, "infraspinatus").get_by_role("button", name="Confirm")).to_be_focused()
    page.keyboard.press("d")
    expect(_ghost(page, "infraspinatus")).to_contain_text("Dropped.")
    expect(last_time).to_contain_text("1 to confirm")
    _ghost(page, "infraspinatus").get_by_role("button", name="Undo").click()
    expect(_ghost(page, "infraspinatus").get_by_role("button", name="Confirm")).to_be_focused()
    expect(last_time).to_contain_text("2 to confirm")

    _sites(page).first.locator("summary").first.focus()
    page.keyboard.press("Delete")
    expect(_sites(page)).to_have_count(0)
    expect(_ghost(page, "soleus").get_by_role("button", name="Confirm")).to_be_visible()
    expect(last_time).to_contain_text("3 to confirm")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(_sites(page)).to_have_count(1)
    expect(_ghost(page, "soleus")).to_be_hidden()
    expect(last_time).to_contain_text("2 to confirm")

    _reload(page)
    expect(last_time).to_contain_text("1 confirmed")
    expect(_sites(page)).to_have_count(1)


def test_both_sides_answer_for_themselves_and_copied_values_are_confirmed(
    page: Page, team: Team, engine: Engine
) -> None:
    _begin(page, team, engine)
    _ghost(page, "soleus").get_by_role("button", name="Confirm").click()
    _answer_twitch(_sites(page).nth(0), "Obtained")

    _sites(page).nth(0).locator("summary").first.click()
    page.get_by_role("button", name="Both sides").first.click()
    expect(_sites(page)).to_have_count(2)
    expect(_sites(page).nth(1).locator(".needle-row__line")).to_contain_text("Left")
    expect(_twitch(_sites(page).nth(1))).to_have_count(0)
    _answer_twitch(_sites(page).nth(1), "Sought, none")

    expect_saved(page)
    page.get_by_role("button", name="Apply Calf").click()
    page.wait_for_load_state()
    ready(page)
    filled = _sites(page).nth(2)
    expect(filled).to_have_attribute("data-unconfirmed", "")
    expect(filled.get_by_text("not confirmed", exact=True)).to_be_visible()
    filled.locator("summary").first.click()
    filled.get_by_role("button", name="Confirm values").click()
    expect(filled).not_to_have_attribute("data-unconfirmed", "")
    expect(filled.get_by_text("not confirmed", exact=True)).to_be_hidden()

    _reload(page)
    expect(_twitch(_sites(page).nth(0))).to_have_value("ltr-yes")
    expect(_twitch(_sites(page).nth(1))).to_have_value("ltr-no")
    expect(_sites(page).nth(2)).not_to_have_attribute("data-unconfirmed", "")
