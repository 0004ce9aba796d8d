"""The progress page on paper: who it is about on every sheet, and nothing folded away or cut off."""

import os
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import Page, ViewportSize
from sqlalchemy import Engine

from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.treatments.models import Needling
from clinic_log.treatments.rules import NeedleSide
from tests.conftest import AUDIT_KEY
from tests.journeys.conftest import Team, enter
from tests.journeys.notes import person
from tests.outcomes.factories import Taken, make_open_episode, make_visit
from tests.patients.factories import make_patient

_PICTURES = os.environ.get("CLINIC_LOG_PICTURES", "")
A4_INSIDE: ViewportSize = {"width": 680, "height": 1000}  # in CSS pixels, without the margins of the print style
HEAD = "getComputedStyle(document.querySelector('.patient-banner')).display"
CUT_OFF = """[document.documentElement, ...document.querySelectorAll("main *:not(.visually-hidden, svg *)")]
    .filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX !== "visible")
    .map((each) => `${each.tagName}.${each.className}`)"""
TOO_WIDE = """[...document.querySelectorAll("main td, main th, main svg")]
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > document.body.clientWidth + 1)
    .map((each) => each.textContent.trim().slice(0, 30))"""
FOLDED = """[...document.querySelectorAll("details td")].filter((each) => !each.checkVisibility()).length"""


def _long_course(engine: Engine, team: Team) -> str:
    """The address of the progress of sixty visits of somebody with long names."""
    by, opened = person(engine, team.therapist), date(2025, 9, 1)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(
            db, by=by, family_name="Wolfeschlegelsteinhausenbergerdorff-" * 4, given_names="Maria " * 12
        )
        episode = make_open_episode(db, by=by, patient=patient, opened_on=opened, label="Neck pain with headache " * 4)
        for number in range(60):
            taken = [Taken(before=40 + number / 4, measure="cervical-rotation", mode="active", rater_id=by.user_id)]
            on = opened + timedelta(days=6 * number)
            visit = make_visit(db, by=by, episodes=[episode], on=on, pain=(7, 5), taken=taken)
            visit.needlings.append(_needling(episode.id, twitch=("ltr-yes", "ltr-no", "ltr-not-sought")[number % 3]))
        return f"/patients/{patient.id}/episodes/{episode.id}/progress"


def _needling(episode_id: int, *, twitch: str) -> Needling:
    return Needling(
        episode_id=episode_id,
        uid=uuid4().hex,
        position=1,
        target_kind="muscle",
        muscle_slug="sternocleidomastoid",
        target_label="Sternocleidomastoid, clavicular head",
        side=NeedleSide.LEFT,
        needles=12,
        twitch=twitch,
    )


def test_sixty_visits_of_somebody_with_long_names_fit_on_paper(page: Page, team: Team, engine: Engine) -> None:
    enter(page, team.therapist, team.password)
    page.goto(_long_course(engine, team))

    page.set_viewport_size(A4_INSIDE)
    page.emulate_media(media="print")

    assert page.evaluate(HEAD) == "table-header-group"
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(FOLDED) == 0
    assert page.locator(".data-table--dense").count() == 5
    assert page.locator(".chart-figure__data tbody tr").count() == 120
    if _PICTURES:
        page.pdf(path=Path(_PICTURES) / "sixty-visits.pdf", prefer_css_page_size=True)
