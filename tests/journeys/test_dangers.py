"""A danger note interrupts once for an episode and muscle, and a side effect is followed until it is gone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine, select

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.treatments.rules import Asked, NeedleSide
from tests.accounts.factories import make_actor
from tests.conftest import AUDIT_KEY
from tests.episodes.factories import make_episode
from tests.journeys.conftest import Team, enter
from tests.journeys.waiting import ready
from tests.patients.factories import make_patient
from tests.treatments.factories import bruise, days_ago, make_signed_session, needling_visit

Begin = Callable[[Page], str]


@pytest.fixture
def begin(engine: Engine, team: Team) -> Begin:
    """Begin a note of a patient whose last visit left a bruise in the right upper trapezius."""

    def note(page: Page) -> str:
        enter(page, team.therapist, team.password)
        page.goto(f"/patients/{_patient(engine, team)}/sessions/new")
        ready(page)
        page.get_by_role("button", name=re.compile("Start session")).click()
        page.wait_for_url("**/edit")
        ready(page)
        return page.url

    return note


def _patient(engine: Engine, team: Team) -> int:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        clinic = db.scalars(select(Clinic).where(Clinic.name == team.clinic)).one()
        ruth: SignedIn = make_actor(db, Role.PRACTITIONER, clinic=clinic, name="Helper")
        patient = make_patient(db, by=ruth)
        episode = make_episode(db, by=ruth, patient=patient)
        effect = bruise(site="", muscle_slug="trapezius-upper", side=NeedleSide.RIGHT)
        content = needling_visit(
            started_at=days_ago(2), since_previous=None, effects=(effect,), side_effects_before_leaving=Asked.PRESENT
        )
        make_signed_session(db, by=ruth, patient=patient, episode=episode, content=content)
        return patient.id


def _choose(page: Page, muscle: str) -> Locator:
    page.get_by_role("button", name="Add site").click()
    row = page.locator("#needlings > .needle-row").last
    row.get_by_role("combobox", name="Muscle").fill(muscle)
    row.get_by_role("combobox", name="Muscle").press("Enter")
    return row


def _answers(page: Page, question: str) -> Locator:
    """What is chosen in a question."""
    return page.get_by_role("group", name=re.compile(f"^{question}")).get_by_role("radio", checked=True)


def test_the_card_takes_the_focus_once_for_an_episode_and_muscle(page: Page, begin: Begin) -> None:
    begin(page)

    row = _choose(page, "levator")
    card = row.get_by_role("group", name="Read before needling: Levator scapulae")
    expect(card).to_be_focused()
    expect(card).to_contain_text("Reviewed by a clinician: no")
    card.get_by_role("checkbox", name="I have read this").check()
    second = _choose(page, "levator")
    known = _choose(page, "upper trap")

    expect(second.get_by_role("group", name=re.compile("Read before"))).to_be_hidden()
    expect(known.get_by_role("group", name=re.compile("Read before"))).to_be_hidden()
    expect(page.get_by_role("group", name=re.compile("Warning signs given"))).to_be_visible()


def test_a_long_needle_and_both_sides_ask_for_a_reason_while_writing(page: Page, begin: Begin) -> None:
    begin(page)

    first = _choose(page, "upper trap")
    first.get_by_role("radio", name="Right", exact=True).check()
    first.get_by_label("Length", exact=True).select_option("50")
    expect(first.get_by_label("Why a longer needle")).to_be_visible()
    first.get_by_label("Length", exact=True).select_option("25")
    expect(first.get_by_label("Why a longer needle")).to_be_hidden()
    second = _choose(page, "upper trap")
    second.get_by_role("radio", name="Left", exact=True).check()

    expect(page.get_by_label("Why both sides of the chest")).to_be_visible()


def test_a_bruise_is_asked_about_and_nothing_is_chosen_beforehand(page: Page, begin: Begin) -> None:
    begin(page)
    question = page.get_by_role("group", name=re.compile("Bruise .*Upper trapezius, right, day 3: how is it now"))

    expect(question.get_by_role("radio", checked=True)).to_have_count(0)
    expect(
        page.get_by_role("group", name=re.compile("^Since last time")).get_by_role("radio", checked=True)
    ).to_have_count(0)
    question.get_by_role("radio", name="Gone").check()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(question.get_by_role("radio", name="Gone")).to_be_checked()
    expect(
        page.get_by_role("group", name="Side effects before leaving").get_by_role("radio", checked=True)
    ).to_have_count(0)


def test_a_chip_adds_the_row_of_its_kind_without_a_severity(page: Page, begin: Begin) -> None:
    begin(page)
    effects = page.locator("#effects")
    effects.get_by_role("radio", name="Present").check()
    chip = effects.get_by_role("button", name="Bruise or small haematoma")

    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(effects.get_by_role("combobox", name="Side effect")).to_have_value("Bruise or small haematoma")
    expect(effects.locator(".entry-row").get_by_role("radio", checked=True)).to_have_count(0)
    chip.click()

    expect(effects.locator(".entry-row")).to_have_count(0)


def test_without_scripts_the_card_stands_after_saving(plain_page: Page, begin: Begin) -> None:
    page = plain_page
    begin(page)

    page.get_by_role("button", name="Add site").click()
    page.get_by_role("combobox", name="Muscle").select_option("levator-scapulae")
    page.get_by_label("Needles", exact=True).fill("1")
    page.get_by_role("button", name="Save", exact=True).click()
    card = page.get_by_role("group", name="Read before needling: Levator scapulae")
    expect(card).to_be_visible()
    card.get_by_role("checkbox").check()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("[name=needlings-0-hazard_read]")).to_be_checked()
    page.get_by_role("button", name="Bruise or small haematoma").last.click()
    expect(page.locator("#effects_before").get_by_role("combobox", name="Side effect")).to_have_value("bruising")
