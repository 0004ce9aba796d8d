"""A certificate that covers the neck alone: said beside a needle elsewhere, on the worklist, and stopping by policy."""

from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.clinics.actions import change_policy
from clinic_log.clinics.rules import Policy
from tests.conftest import AUDIT_KEY
from tests.episodes.factories import today
from tests.journeys.conftest import Team, enter
from tests.journeys.notes import person
from tests.journeys.screened import begin_with_needle
from tests.journeys.waiting import follow, ready


def test_a_needle_outside_the_certificate_is_seen_and_stopped(page: Page, team: Team, engine: Engine) -> None:
    enter(page, team.therapist, team.password)
    note, by = begin_with_needle(page, team, engine), person(engine, team.therapist)
    page.reload()
    ready(page)
    sites = page.locator("#sites")
    expect(sites.get_by_text("Ruth Adeyemi: no needling certificate is on record")).to_be_visible()

    _add_certificate(page, by.user_id, last_day=(today(by) + timedelta(days=30)).isoformat())
    page.goto("/")
    expect(page.get_by_role("region", name="Credentials to renew")).to_contain_text("expires soon")

    page.goto(note)
    ready(page)
    expect(sites.get_by_label("Needles", exact=True)).to_be_hidden()  # the row is closed
    expect(sites.get_by_text("Outside the permitted regions or techniques")).to_be_visible()
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        change_policy(db, by=by, policy=Policy(credentials_required=True))
    follow(page.get_by_role("button", name="Sign…"))
    summary = page.locator(".error-summary")
    expect(summary).to_contain_text("Soleus, outside what is permitted: the needling certificate covers Neck")
    expect(summary).to_contain_text("a supervisor who did not treat signs this")


def _add_certificate(page: Page, user_id: int, *, last_day: str) -> None:
    page.goto(f"/people/{user_id}")
    follow(page.get_by_role("link", name="Add a credential"))
    page.get_by_role("radio", name="Needling certificate").check()
    page.get_by_label("Issued by").fill("Dry Needling Academy")
    page.get_by_label("Number").fill("DN-7")
    page.get_by_label("Valid from").fill("2020-01-01")
    page.get_by_label("Last day").fill(last_day)
    page.get_by_role("checkbox", name="Neck").check()
    page.get_by_role("button", name="Keep the credential").click()
    page.wait_for_url(f"**/people/{user_id}*")
