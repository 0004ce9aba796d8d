"""Every page, held upright and on a wide dark screen: nothing in the way of anybody, nothing wider than the screen."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy import Engine

from clinic_log.accounts.actions.invitations import make_link_token
from clinic_log.accounts.rules import Role
from clinic_log.base.database import own_transaction
from clinic_log.base.dates import now_utc
from tests.accounts.factories import make_user
from tests.accounts.signed_in import SignInFixture
from tests.patients.factories import DETAILS
from tests.populated_clinic import FAMILY_NAME, LONG_NAME, PopulatedClinic, populated_copy

BUNDLE: Final = Path(__file__).parents[1] / "interchange" / "data" / "synthea_patient.json"
TABLET: Final[ViewportSize] = {"width": 820, "height": 1180}
DESKTOP: Final[ViewportSize] = {"width": 1280, "height": 800}
# Without preload, since axe would fetch style sheets in a way that the content security policy refuses.
AXE: Final = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "preload": False,
}
STARTED: Final = r"""Promise.all([...document.querySelectorAll("[data-behaviour]")]
    .flatMap((element) => element.dataset.behaviour.split(/\s+/))
    .map((name) => new URL(`${name.replaceAll("-", "_")}.js`, document.querySelector("script[type=module]").src))
    .map((address) => import(address)))"""
AT_REST: Final = "document.getAnimations().forEach((animation) => animation.finish())"
FITS: Final = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def populated(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PopulatedClinic]:
    path = tmp_path_factory.mktemp("populated") / "one_clinic.sqlite3"
    (clinic,) = populated_copy(sqlite_template, to=path, names=("Riverside",))
    return path, clinic


@pytest.fixture
def database_url(request: pytest.FixtureRequest, populated: tuple[Path, PopulatedClinic], tmp_path: Path) -> str:
    """A copy of the populated database; of the empty one for a test that asks for it."""
    is_empty = getattr(request, "param", "") == "empty"
    template = request.getfixturevalue("sqlite_template") if is_empty else populated[0]
    shutil.copy(template, tmp_path / "clinic_log.sqlite3")
    return f"sqlite:///{tmp_path / 'clinic_log.sqlite3'}"


@dataclass
class Visit:
    """A person's way through the pages, and what was wrong on it."""

    page: Page
    clinic: PopulatedClinic
    wrong: list[str] = field(default_factory=list)
    axe: Axe = field(default_factory=Axe)

    @property
    def patient(self) -> str:
        return f"/patients/{self.clinic.patient_id}"

    def open(self, *paths: str) -> None:
        for path in paths:
            answer = self.page.goto(path)
            if answer is None or answer.status >= 500:
                self.wrong.append(f"{path}: {answer.status if answer else 'no answer'}")
            self.look(path)

    def look(self, name: str) -> None:
        """Look at the page as it stands, in both ways. Titles name no patient."""
        self.page.evaluate(STARTED)
        title = self.page.title()
        if any(part in title for part in (LONG_NAME.split()[0], FAMILY_NAME, DETAILS.given_names)):
            self.wrong.append(f"{name}: the title is {title}")
        for scheme, size in (("dark", DESKTOP), ("light", TABLET)):
            self.page.set_viewport_size(size)
            self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
            self.page.evaluate(AT_REST)
            if not self.page.evaluate(FITS):
                self.wrong.append(f"{name}: scrolls sideways at {size['width']}")
            self.wrong.extend(f"{name}, {scheme}: {found}" for found in self._barriers())

    def press(self, button: str, name: str) -> None:
        """Send the form as it stands, and look at the answer."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).first.click()
        self.look(name)

    def _barriers(self) -> Iterator[str]:
        for violation in self.axe.run(self.page, options=AXE).response["violations"]:
            nodes: list[dict[str, Any]] = violation["nodes"]
            yield f"{violation['id']} at {', '.join(str(node['target']) for node in nodes[:3])} ({len(nodes)})"


@pytest.fixture
def enter_as(page: Page, sign_in: SignInFixture, populated: tuple[Path, PopulatedClinic]) -> Callable[[Role], Visit]:
    """Give the browser the cookie of somebody with this role."""

    def enter(role: Role) -> Visit:
        client = sign_in.as_person(populated[1].people[role])
        cookie = client.get_cookie("clinic_log")
        assert cookie is not None
        page.context.add_cookies([{"name": "clinic_log", "value": cookie.value, "domain": "127.0.0.1", "path": "/"}])
        return Visit(page, populated[1])

    return enter


@pytest.mark.parametrize("database_url", ["empty"], indirect=True)
def test_the_page_of_the_first_visit(page: Page, populated: tuple[Path, PopulatedClinic]) -> None:
    visit = Visit(page, populated[1])

    visit.open("/")
    visit.press("Create the clinic", "set-up, refused")

    assert page.url.endswith("/set-up")
    assert visit.wrong == []


def test_the_pages_of_a_visitor(page: Page, engine: Engine, populated: tuple[Path, PopulatedClinic]) -> None:
    visit = Visit(page, populated[1])
    with own_transaction(engine) as db:
        token = make_link_token(db, user=make_user(db), created_by_id=None, now=now_utc())

    visit.open("/sign-in", "/nowhere", "/welcome/unknown", f"/welcome/{token}")
    visit.press("Set the password", "welcome, refused")
    visit.open("/sign-in")
    visit.press("Sign in", "sign in, refused")

    assert visit.wrong == []


def test_the_pages_about_a_patient(enter_as: Callable[[Role], Visit]) -> None:
    visit = enter_as(Role.PRACTITIONER)
    here, clinic = visit.patient, visit.clinic

    visit.open("/", "/patients", here, f"/patients/{clinic.empty_patient_id}", f"{here}/correct", f"{here}/alerts")
    visit.press("Add alert", "alert, refused")
    visit.open("/patients/new")
    visit.press("Register patient", "register, refused")
    visit.open("/patients")
    visit.page.get_by_label("Find a patient by name").fill(FAMILY_NAME[:6])
    visit.press("Search", "search, found")
    visit.page.get_by_label("Find a patient by name").fill("nobody of this name")
    visit.press("Search", "search, nobody")

    assert visit.wrong == []


def test_the_pages_about_an_episode(enter_as: Callable[[Role], Visit]) -> None:
    visit = enter_as(Role.PRACTITIONER)
    episodes, clinic = f"{visit.patient}/episodes", visit.clinic

    visit.open(f"{episodes}/{clinic.episode_id}/correct", f"{episodes}/{clinic.episode_id}/discharge")
    visit.press("Discharge", "discharge, refused")
    visit.open(f"{episodes}/{clinic.discharged_id}/reopen")
    visit.press("Undo the discharge", "reopen, refused")
    visit.open(f"{episodes}/new?suggestion={clinic.suggestion_id}", f"{episodes}/new")
    visit.press("Open the episode", "open episode, refused")
    visit.open(f"{visit.patient}/screening", f"{episodes}/{clinic.episode_id}/screening", f"{visit.patient}/consent")
    visit.press("Keep consent", "consent, refused")
    visit.open(f"{visit.patient}/consents/{clinic.consent_id}/withdraw")
    visit.open(f"{episodes}/{clinic.episode_id}/progress", f"{episodes}/{clinic.episode_id}/scores")
    visit.press("Record scores", "scores, refused")
    visit.open(f"{episodes}/{clinic.episode_id}/yellow-flags")
    visit.press("Record yellow flags", "yellow flags, refused")
    visit.open(f"{episodes}/{clinic.episode_id}/scores/{clinic.score_id}/retract")
    visit.press("Retract", "retraction of a score, refused")

    assert visit.wrong == []


def test_the_pages_of_a_session(enter_as: Callable[[Role], Visit]) -> None:
    visit = enter_as(Role.PRACTITIONER)
    sessions, clinic = f"{visit.patient}/sessions", visit.clinic
    draft, begun = clinic.drafts[Role.PRACTITIONER], clinic.drafts[Role.STUDENT]

    visit.open(f"{sessions}/new", f"{sessions}/{draft}/edit", f"{sessions}/{draft}/sign", f"{sessions}/{draft}/discard")
    visit.open(f"{sessions}/{clinic.signed_id}/versions/1", f"{sessions}/{clinic.retracted_id}")
    visit.open(f"{sessions}/{begun}", f"{sessions}/{begun}/edit")
    visit.press("Sign…", "note, incomplete")
    visit.page.get_by_label("Started at").fill("25:99")
    visit.press("Save", "note, refused")
    visit.open(f"{sessions}/{clinic.signed_id}")
    visit.press("Sign what is added", "addendum, refused")

    assert visit.wrong == []


def test_the_pages_of_a_student(enter_as: Callable[[Role], Visit]) -> None:
    visit = enter_as(Role.STUDENT)

    visit.open("/", f"{visit.patient}/sessions/{visit.clinic.drafts[Role.STUDENT]}/sign")
    visit.open(
        "/supervision",
        "/supervision/over-time?period=everything&baseline=6",
        "/supervision/practitioners?period=everything",
        "/supervision/data-quality?period=everything",
        "/account",
        "/account/password",
        "/confirm",
    )
    visit.press("Go on", "confirm, refused")

    assert visit.wrong == []


def test_the_pages_of_a_supervisor(enter_as: Callable[[Role], Visit]) -> None:
    visit = enter_as(Role.SUPERVISOR)

    visit.open("/", "/supervision", visit.patient, f"{visit.patient}/sessions/{visit.clinic.signed_id}")

    assert visit.wrong == []


def test_the_pages_of_incidents_and_of_a_follow_up_link(enter_as: Callable[[Role], Visit]) -> None:
    visit = enter_as(Role.SUPERVISOR)
    here, clinic = visit.patient, visit.clinic
    session, review = f"{here}/sessions/{clinic.signed_id}", f"/incidents/{clinic.review_id}"

    visit.open("/incidents", f"{session}/effects/new", f"{session}/effects/{clinic.event_id}/correct")
    visit.open(f"{here}/effects/{clinic.event_id}/course", review)
    visit.press("Add vital signs", "vital signs, refused")
    visit.open(review)
    visit.press("Add contact", "contact, refused")
    visit.open(f"{here}/follow-up/{clinic.effect_id}")
    visit.press("Confirm", "confirmation, refused")
    visit.open(f"{session}/follow-up")
    visit.press("Make another link", "a new link")
    link = visit.page.get_by_label("Link", exact=True).input_value()
    visit.open(link, "/follow-up/nothing", link)
    visit.press("Send to the clinic", "answer, refused")
    visit.page.get_by_role("checkbox", name="Fever").check()
    visit.press("Send to the clinic", "answer, kept")

    assert visit.wrong == []


def _check_files(visit: Visit, answer: str) -> None:
    """The answer comes into the page, without another one."""
    visit.page.get_by_role("button", name="Check the files").click()
    expect(visit.page.get_by_text(answer).first).to_be_visible()


def test_the_pages_of_an_administrator(enter_as: Callable[[Role], Visit]) -> None:
    visit = enter_as(Role.ADMINISTRATOR)
    student = f"/people/{visit.clinic.people[Role.STUDENT].user_id}"

    visit.open("/", "/people", student, f"{student}/roles", f"{student}/disable", f"{student}/sign-out")
    visit.open("/people/invite")
    visit.press("Invite", "invite, refused")
    visit.open("/clinic/settings", "/clinic/measures")
    visit.press("Add measure", "own measure, refused")
    visit.open("/import")
    _check_files(visit, "Choose at least one file")
    visit.look("import, refused")
    visit.page.locator("input[type=file]").set_input_files(BUNDLE)
    _check_files(visit, "1 patient would be taken")
    visit.look("import, checked")

    assert visit.wrong == []


def test_the_dialogs_that_open_on_every_page(enter_as: Callable[[Role], Visit]) -> None:
    visit = enter_as(Role.PRACTITIONER)
    draft = visit.clinic.drafts[Role.PRACTITIONER]
    visit.open(f"{visit.patient}/sessions/{draft}/edit", "/help/shortcuts")

    visit.page.keyboard.press("Control+k")
    expect(visit.page.locator("#palette [role=option]").first).to_be_visible()
    visit.look("palette")
    visit.page.keyboard.type(FAMILY_NAME[:6])
    expect(visit.page.locator("#palette mark").first).to_be_visible()
    visit.look("palette, found")
    visit.page.get_by_role("button", name="Close").click()
    visit.page.locator(".app-bar__person summary").click()
    visit.page.locator(".app-bar__person").get_by_role("link", name="Keyboard shortcuts").click()
    expect(visit.page.get_by_role("dialog").get_by_role("heading", name="Session note")).to_be_visible()
    visit.look("shortcuts")

    assert visit.wrong == []
