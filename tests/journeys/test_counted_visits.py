"""Three visits of the published kind, replayed and counted: taps, keys and choices, without the digits of the PIN.

The limits are those of the product: a repeat visit in 30 actions and one more that confirms the screening, a new
pattern in 50, a first visit in 70. The counts are printed, with the keystroke-level estimate of their time (0.53 s an
action and 1.2 s a decision, after Card, Moran and Newell 1980). What is chosen, such as a segment or a muscle, is a
decision; a further key is none.
"""

import sys
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.passwords import hash_password
from clinic_log.accounts.models import User
from clinic_log.accounts.rules import SignedIn
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.base.dates import now_utc, pretending
from clinic_log.catalogue import body_chart, muscles
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import EpisodeDetails, Side, Tracked
from clinic_log.patients.models import Patient
from clinic_log.treatments.rules import NeedleSide
from tests.conftest import AUDIT_KEY
from tests.episodes.factories import make_episode, today
from tests.journeys.conftest import Team, enter
from tests.journeys.notes import person
from tests.journeys.test_body_chart import SCREEN
from tests.journeys.waiting import ready
from tests.patients.factories import make_patient
from tests.screening.factories import make_ready
from tests.treatments.factories import days_ago, make_signed_session, needling, needling_visit, pain

PIN = "284613"
SECONDS_AN_ACTION, SECONDS_A_DECISION = 0.53, 1.2


@dataclass
class Hands:
    """A person at the page, whose every action is counted."""

    page: Page
    actions: int = 0
    decisions: int = 0

    @property
    def seconds(self) -> float:
        return self.actions * SECONDS_AN_ACTION + self.decisions * SECONDS_A_DECISION

    def press(self, button: str) -> None:
        self._choose(self.page.get_by_role("button", name=button, exact=True))

    def follow(self, link: str) -> None:
        self._choose(self.page.get_by_role("link", name=link).first)

    def answer(self, question: str, answer: str) -> None:
        """Tap one segment of a question."""
        group = self.page.get_by_role("group", name=question).first
        self._choose(group.locator("label", has=self.page.get_by_text(answer, exact=True)).first)

    def choose(self, locator: Locator) -> None:
        self._choose(locator)

    def enter(self, field: Locator, text: str) -> None:
        """Tap a field and type into it: one action each, one decision in all."""
        self._choose(field)
        self.type(text)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.actions += len(text)

    def key(self, name: str) -> None:
        self.page.keyboard.press(name)
        self.actions += 1

    def select(self, field: Locator, value: str) -> None:
        """A choice of a list: opening it, and the choice."""
        field.select_option(value)
        self.actions += 2
        self.decisions += 1

    def tap_body(self, muscle: str, side: str) -> None:
        """Tap the region in which the muscle is the most usual, then the muscle."""
        region = min(
            (one for one in body_chart.regions_for_muscle(muscle, side=side) if one.view in {"front", "back"}),
            key=lambda one: one.muscles.index(muscle),
        )
        if not self.page.locator(f"[data-body-view={region.view}]").is_visible():
            self.choose(self.page.get_by_role("radio", name=region.view.capitalize(), exact=True).locator("xpath=.."))
        x, y = self.page.evaluate(SCREEN, [region.view, *region.centroid])
        self.page.mouse.click(x, y)
        self.actions += 1
        self.decisions += 1
        self._choose(self.page.locator(".body-panel").get_by_role("button", name=muscles.get(muscle).name).first)

    def sign(self) -> None:
        """The digits of the PIN are not counted."""
        self._choose(self.page.get_by_role("button", name="Sign…"))
        pin = self.page.get_by_label("Signing PIN of")
        expect(pin).to_be_focused()
        pin.fill(PIN)
        self.key("Enter")
        expect(self.page.get_by_text("Session signed")).to_be_visible()

    def _choose(self, locator: Locator) -> None:
        locator.click()
        self.actions += 1
        self.decisions += 1


@dataclass
class Room:
    """The therapist, signed in, and the patient who comes in."""

    hands: Hands
    by: SignedIn
    engine: Engine

    def patient(self, details: EpisodeDetails | None, *, last_time: tuple[str, ...] = ()) -> int:
        """A patient with an episode, and with these muscles needled on the right in an earlier visit."""
        with own_transaction(self.engine) as db:
            give_key(db, AUDIT_KEY)
            patient = make_patient(db, by=self.by)
            episode = make_episode(db, by=self.by, patient=patient, details=details) if details else None
            if episode is not None and last_time:
                with pretending(days_ago(7)):
                    make_ready(db, by=self.by, episode_ids=[episode.id])
                self._needle(db, episode, last_time)
            return patient.id

    def _needle(self, db: Session, episode: Episode, last_time: tuple[str, ...]) -> None:
        rows = tuple(needling(muscle_slug=slug, side=NeedleSide.RIGHT, needles=1) for slug in last_time)
        content = needling_visit(
            started_at=days_ago(7), needlings=rows, measurements=(pain(),), needles_out=len(rows), since_previous=None
        )
        make_signed_session(
            db, by=self.by, patient=db.get_one(Patient, episode.patient_id), episode=episode, content=content
        )

    def begin(self, patient_id: int, how: str) -> None:
        self.hands.page.goto(f"/patients/{patient_id}")
        ready(self.hands.page)
        self.hands.follow("New session")
        self.hands.press(how)
        self.hands.page.wait_for_url("**/edit*")
        ready(self.hands.page)


@pytest.fixture
def room(page: Page, team: Team, engine: Engine) -> Room:
    with own_transaction(engine) as db:
        user = db.get_one(User, person(engine, team.therapist).user_id)
        user.pin_hash, user.pin_changed_at = hash_password(PIN), now_utc()
    page.set_viewport_size({"width": 1180, "height": 820})
    enter(page, team.therapist, team.password)
    return Room(Hands(page), person(engine, team.therapist), engine)


def _calf_pain(by: SignedIn) -> EpisodeDetails:
    return EpisodeDetails(
        condition_slug="plantar-heel-pain",
        side=Side.RIGHT,
        opened_on=today(by),
        tracked=(Tracked("ankle-dorsiflexion", Side.RIGHT), Tracked("ankle-plantarflexion", Side.RIGHT)),
    )


def _elbow_pain(by: SignedIn) -> EpisodeDetails:
    return EpisodeDetails(
        condition_slug="lateral-elbow-tendinopathy",
        side=Side.RIGHT,
        opened_on=today(by),
        tracked=(Tracked("wrist-flexion", Side.RIGHT), Tracked("wrist-extension", Side.RIGHT)),
    )


def _ask(hands: Hands, *, is_first: bool = False) -> None:
    if not is_first:
        _tap(hands, "Unchanged since")
        hands.answer("Since last time, anything new?", "Asked: none")
    hands.answer("Agreement to needling today", "Agrees")


def _tap(hands: Hands, words: str) -> None:
    hands.choose(hands.page.locator("#screening label", has_text=words))


def _sign_and_ask(hands: Hands) -> None:
    """Consent in writing, and the questions of the episode: nothing found."""
    page = hands.page
    hands.press("Record consent")
    ready(page)
    hands.answer("Who signed", "The patient")
    hands.press("All was explained")
    hands.answer("Copy given", "Yes")
    hands.press("Keep consent")
    page.wait_for_url("**/edit*")
    ready(page)
    hands.choose(page.get_by_role("button", name="Ask the screening"))
    ready(page)
    hands.answer("All that is not ticked", "All others: asked, no")
    hands.press("Keep the answers")
    page.wait_for_url("**/edit*")
    ready(page)


def _measure(hands: Hands, pain_scores: tuple[str, str], motions: dict[str, tuple[str, str]]) -> None:
    """Pain before and after as one tap each, motion as numbers."""
    for when, score in zip(("Pain before", "Pain after"), pain_scores, strict=True):
        hands.answer(when, score)
    for name, values in motions.items():
        for when, value in zip(("before", "after"), values, strict=True):
            hands.enter(hands.page.get_by_role("textbox", name=f"{name} {when}", exact=True), value)


def _finish(hands: Hands, out: str) -> None:
    hands.enter(hands.page.locator("#count").get_by_label("Out", exact=True).first, out)
    hands.answer("How they were counted", "Counted at removal")
    hands.answer("Side effects before leaving", "Asked: none")
    hands.answer("How it ended", "As planned")
    hands.sign()


def _twitches(hands: Hands, *answers: str) -> None:
    for at, answer in enumerate(answers):
        site = hands.page.locator("#needlings > li").nth(at)
        hands.choose(site.locator("label", has=hands.page.get_by_text(answer, exact=True)))


def _report(hands: Hands, visit: str, *, most: int, capsys: pytest.CaptureFixture[str]) -> None:
    told = f"{visit}: {hands.actions} actions (at most {most}), {hands.decisions} decisions, {hands.seconds:.0f} s"
    with capsys.disabled():
        sys.stdout.write(f"\n{told}\n")
    assert hands.actions <= most


def test_a_repeat_visit(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    """Calf and heel: four muscles as last time, pain and two motions before and after."""
    calf = ("gastrocnemius-medial-head", "gastrocnemius-lateral-head", "soleus", "tibialis-posterior")
    patient_id, hands = room.patient(_calf_pain(room.by), last_time=calf), room.hands

    room.begin(patient_id, "Needling, starting now")
    _ask(hands)
    hands.press("Repeat all")
    expect(hands.page.locator("#needlings > li")).to_have_count(4)
    _twitches(hands, "Obtained", "Obtained", "Sought, none", "Not sought")
    _measure(hands, ("5", "3"), {"Ankle dorsiflexion right": ("12", "15"), "Ankle plantarflexion right": ("38", "41")})
    _finish(hands, "4")

    _report(hands, "Repeat visit, 4 muscles, screening confirmed", most=31, capsys=capsys)


def test_a_new_pattern(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    """Elbow: last time's muscle is dropped, three others are tapped on the chart, with needle and number."""
    patient_id = room.patient(_elbow_pain(room.by), last_time=("extensor-digitorum",))
    hands = room.hands

    room.begin(patient_id, "Needling, starting now")
    _ask(hands)
    hands.press("Drop all")
    _needle_elbow(hands)
    _twitches(hands, "Obtained", "Sought, none", "Obtained")
    _measure(hands, ("7", "4"), {"Wrist flexion right": ("62", "70"), "Wrist extension right": ("55", "60")})
    _finish(hands, "4")

    _report(hands, "New pattern, 3 muscles", most=50, capsys=capsys)


def test_a_first_visit(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    """Elbow: the episode is opened with what its condition suggests, then the first visit."""
    patient_id, hands = room.patient(None), room.hands
    page = hands.page

    page.goto(f"/patients/{patient_id}")
    ready(page)
    hands.follow("Open an episode")
    hands.enter(page.locator("input[role=combobox]#condition"), "tennis")
    hands.key("Enter")
    hands.answer("Side", "Right")
    hands.press("Fill in from the condition")
    for measure in ("Pain-free grip strength, right", "Grip strength, right"):
        hands.choose(page.locator("label", has=page.get_by_text(measure, exact=True)))
    hands.press("Open the episode")
    page.wait_for_url(f"**/patients/{patient_id}")
    room.begin(patient_id, "Evaluation, starting now")
    _sign_and_ask(hands)
    _ask(hands, is_first=True)
    _needle_elbow(hands)
    _twitches(hands, "Obtained", "Sought, none", "Obtained")
    _measure(hands, ("6", "4"), {"Pain-free grip strength right": ("18", "22"), "Grip strength right": ("27", "29")})
    _finish(hands, "4")

    _report(hands, "First visit, 3 muscles, with consent and screening", most=70, capsys=capsys)


def _needle_elbow(hands: Hands) -> None:
    """Three muscles about the right elbow on the chart; each gets its needle and number."""
    targets = (("extensor-carpi-radialis-brevis", "2"), ("abductor-pollicis-longus", "1"), ("brachioradialis", "1"))
    for at, (muscle, needles) in enumerate(targets):
        hands.tap_body(muscle, "right")
        site = hands.page.locator("#needlings > li").nth(at)
        expect(site).to_be_visible()
        hands.enter(site.get_by_label("Needles", exact=True), needles)
        if at == 0:
            hands.select(site.get_by_label("Diameter", exact=True), "0.25")
            hands.select(site.get_by_label("Length", exact=True), "25")
        else:
            hands.choose(site.get_by_role("button", name="Needle as above"))
