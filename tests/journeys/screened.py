"""What is signed and asked before the first needle, through the pages, with or without scripts."""

from playwright.sync_api import Page
from sqlalchemy import Engine

from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from tests.conftest import AUDIT_KEY
from tests.episodes.factories import make_episode
from tests.journeys.conftest import Team
from tests.journeys.notes import expect_saved, person
from tests.journeys.waiting import ready
from tests.patients.factories import make_patient

_EXPLAINED = (
    "Risks and side effects",
    "Benefits",
    "Alternatives",
    "That it is not acupuncture",
    "The therapist's training",
)


def begin_with_needle(page: Page, team: Team, engine: Engine) -> str:
    """A note of a patient of whom nothing was asked, with one needle in the left calf; the therapist is signed in."""
    by = person(engine, team.therapist)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=by)
        make_episode(db, by=by, patient=patient)
        address = f"/patients/{patient.id}/sessions/new"
    page.goto(address)
    ready(page)
    page.get_by_role("button", name="Needling, starting now").click()
    page.wait_for_url("**/edit*")
    ready(page)
    page.get_by_role("button", name="Add site").click()
    site = page.locator("#sites")
    site.get_by_role("combobox", name="Muscle").fill("soleus")
    site.get_by_role("combobox", name="Muscle").press("Enter")
    site.get_by_role("radio", name="Left", exact=True).check()
    site.get_by_label("Needles", exact=True).fill("1")
    expect_saved(page)
    return page.url


def record_consent(page: Page, *, day: str) -> None:
    """On the page that records consent."""
    page.get_by_role("radio", name="The patient", exact=True).check()
    page.get_by_label("Signed on").fill(day)
    for name in _EXPLAINED:
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("group", name="Copy given").get_by_role("radio", name="Yes").check()
    page.get_by_role("button", name="Keep consent").click()


def answer_no(page: Page) -> None:
    """On the page of the questions."""
    page.get_by_role("radio", name="All others: asked, no").check()
    page.get_by_role("button", name="Keep the answers").click()


def be_ready(page: Page, *, day: str) -> None:
    """From a page about the patient to consent and screening, and back to the record."""
    page.get_by_role("region", name="Patient").get_by_role("link", name="Consent missing").click()
    page.get_by_role("link", name="Record consent").click()
    record_consent(page, day=day)
    page.get_by_role("link", name="Ask the questions").click()
    answer_no(page)
    page.get_by_role("link", name="Back to the patient").click()
