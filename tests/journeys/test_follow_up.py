"""A patient tells of a warning sign on a phone without scripts; the therapist confirms it; a supervisor closes it."""

import re

from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from clinic_log.accounts.rules import SignedIn
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.base.dates import day_in_zone, now_utc
from tests.conftest import AUDIT_KEY
from tests.incidents.factories import make_visit
from tests.journeys.conftest import Team, enter, leave
from tests.journeys.notes import person
from tests.journeys.waiting import follow, ready
from tests.patients.factories import make_patient

PHONE = (390, 844)


def test_from_a_link_to_a_closed_review(*, page: Page, plain_page: Page, team: Team, engine: Engine) -> None:
    session = _signed_visit(engine, person(engine, team.therapist))
    enter(page, team.therapist, team.password)

    link = _make_link(page, session)
    _tell_of_breathlessness(plain_page, link)
    _confirm(page)
    leave(page)
    enter(page, team.supervisor, team.password)
    _review(page)


def _signed_visit(engine: Engine, by: SignedIn) -> str:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=by)
        return f"/patients/{patient.id}/sessions/{make_visit(db, by=by, patient=patient).id}"


def _make_link(page: Page, session: str) -> str:
    page.goto(session)
    ready(page)
    page.get_by_role("link", name="Follow-up link").click()
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_role("img", name="QR code of the link")).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_be_visible()
    return page.get_by_label("Link", exact=True).input_value()


def _tell_of_breathlessness(phone: Page, link: str) -> None:
    phone.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    phone.goto(link)
    advice = phone.get_by_text("nearest emergency department")
    expect(advice).to_be_hidden()
    phone.get_by_role("checkbox", name="Short of breath").check()
    expect(advice).to_be_visible()
    phone.get_by_role("radio", name="2", exact=True).first.check()
    phone.get_by_role("button", name="Send to the clinic").click()
    expect(phone.get_by_role("heading", name="Get help now")).to_be_visible()
    assert phone.context.cookies() == []


def _confirm(page: Page) -> None:
    page.goto("/")
    ready(page)
    expect(page.get_by_text("1 patient tells of a warning sign")).to_be_visible()
    page.get_by_role("link", name=re.compile("Confirm or set aside")).click()
    page.get_by_role("radio", name="Severe").check()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Confirmed; it stands beside the note")).to_be_visible()
    expect(page.get_by_role("heading", name="Soreness 2 of 10")).to_be_visible()
    page.get_by_label("Why it is no side effect").fill("Sore from the gym")
    page.get_by_role("button", name="Set aside").click()
    expect(page.get_by_text("Set aside; it stays readable")).to_be_visible()


def _review(page: Page) -> None:
    page.get_by_role("link", name="Incidents", exact=True).click()
    follow(page.get_by_role("link", name=re.compile("Serious event")))
    _move(page, "Triaged")
    for group, answer in (("Harm in the end", "Moderate"), ("Could it have been prevented", "Cannot be said")):
        page.get_by_role("group", name=re.compile(group)).get_by_role("radio", name=answer).check()
    page.get_by_label("What was learned").fill("Needle along the rib")
    page.get_by_role("button", name="Keep findings").click()
    expect(page.get_by_text("Findings kept")).to_be_visible()
    _enter_pulse(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Case file (ZIP)").click()
    assert taken.value.suggested_filename.startswith("case-file-")
    _move(page, "Close")
    expect(page.get_by_text(re.compile("closed .* by Helen Novak"))).to_be_visible()


def _move(page: Page, state: str) -> None:
    page.get_by_role("group", name="Next state").get_by_role("radio", name=state).check()
    page.get_by_role("button", name="Change the state").click()
    expect(page.get_by_text("State changed", exact=True)).to_be_visible()
    ready(page)


def _enter_pulse(page: Page) -> None:
    ready(page)
    readings = page.get_by_role("region", name="Vital signs").first
    readings.get_by_label("Day").fill(day_in_zone(now_utc(), "Europe/London").isoformat())
    readings.get_by_label("Time").fill("00:01")
    readings.get_by_label("Pulse").fill("88")
    page.get_by_role("button", name="Add vital signs").click()
    expect(page.get_by_text("Vital signs kept")).to_be_visible()
    ready(page)
