"""When a muscle was last needled here, with which needle, twitch and side effects; never what became of the pain."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.base.wording import day_words
from clinic_log.episodes.models import Episode
from clinic_log.patients.models import Patient
from clinic_log.treatments.rules import Asked, EffectEntry, NeedleSide, NeedlingEntry
from clinic_log.treatments.rules.muscle_memory import LastNeedled, memory_of, remembered
from tests.accounts.signed_in import SignInFixture
from tests.conftest import AUDIT_KEY
from tests.queries import count_queries
from tests.treatments.factories import bruise, days_ago, make_signed_session, needling, needling_visit
from tests.treatments.pages import Desk, begin_work, blank_note

NONE, NOT_ASKED, PRESENT = Asked.NONE, Asked.NOT_ASKED, Asked.PRESENT
SOLEUS = needling(
    uid="one", muscle_slug="soleus", side=NeedleSide.LEFT, diameter_mm=0.3, length_mm=40, needles=2,
    technique="pistoning", twitch="ltr-yes",
)  # fmt: skip


def _last(
    *effects: EffectEntry,
    before: Asked | None = NONE,
    since: Asked | None = NONE,
    rows: tuple[NeedlingEntry, ...] = (SOLEUS,),
) -> LastNeedled:
    return LastNeedled(held_on=date(2026, 11, 13), rows=rows, before_leaving=before, since=since, effects=effects)


def test_it_says_the_day_the_needle_and_the_twitch() -> None:
    assert remembered(_last()).words == (
        "13 Nov 2026: 2 needles 0.30 × 40 mm, pistoning; twitch obtained; no side effects."
    )


def test_rows_of_the_same_muscle_are_one_memory() -> None:
    bare = replace(SOLEUS, uid="two", diameter_mm=None, length_mm=None, technique=None, twitch="ltr-no", needles=1)

    assert remembered(_last(rows=(bare, SOLEUS))).words.startswith(
        "13 Nov 2026: 3 needles 0.30 × 40 mm, pistoning; twitch obtained;"
    )
    assert remembered(_last(rows=(replace(bare, twitch=None),))).words.startswith(
        "13 Nov 2026: 1 needle size not recorded; twitch not recorded;"
    )


@pytest.mark.parametrize(
    ("before", "since", "words"),
    [
        (NONE, NONE, "no side effects"),
        (NONE, None, "no side effects before leaving, not asked since"),
        (NONE, NOT_ASKED, "no side effects before leaving, not asked since"),
        (NOT_ASKED, NONE, "no side effects since, not asked before leaving"),
        (NOT_ASKED, None, "side effects not asked"),
        (None, None, "side effects not asked"),
        (PRESENT, None, "side effects present, not named"),
    ],
)
def test_not_asked_is_never_none(before: Asked | None, since: Asked | None, words: str) -> None:
    assert remembered(_last(before=before, since=since)).words.endswith(f"; {words}.")


def test_an_effect_is_said_where_it_sits() -> None:
    here = bruise(muscle_slug="soleus", side=NeedleSide.LEFT, site="", label="Bruise")
    elsewhere = bruise(muscle_slug="soleus", side=NeedleSide.RIGHT, site="", label="Bruise")
    unplaced = bruise(muscle_slug=None, side=None, site="", label="Soreness")

    assert remembered(_last(here, before=PRESENT)).words.endswith("; bruise (mild) here.")
    assert remembered(_last(elsewhere, before=PRESENT)).words.endswith("; no side effect here, others elsewhere.")
    assert remembered(_last(unplaced, since=PRESENT)).words.endswith(
        "; soreness (mild) after that visit, place not said."
    )


def test_a_row_says_its_own_side_and_both_while_none_is_chosen() -> None:
    left = remembered(_last())
    right = remembered(_last(rows=(replace(SOLEUS, side=NeedleSide.RIGHT),)))

    def said(side: NeedleSide | None, slug: str = "soleus") -> str:
        return memory_of((left, right), muscle_slug=slug, side=side)

    assert said(NeedleSide.LEFT).startswith("Last needled here (left) 13 Nov 2026: 2 needles")
    assert "(right)" not in said(NeedleSide.LEFT)
    assert said(None).count("Last needled here") == 2
    assert said(NeedleSide.MIDLINE) == said(NeedleSide.LEFT, "gastrocnemius") == said(None, "") == ""


@pytest.fixture
def desk(sign_in: SignInFixture, engine: Engine) -> Desk:
    return begin_work(sign_in(Role.PRACTITIONER), engine)


def _add_visit(desk: Desk, *rows: NeedlingEntry, days: float) -> None:
    needles = sum(row.needles for row in rows)
    content = needling_visit(started_at=days_ago(days), needlings=rows, needles_out=needles)
    with own_transaction(desk.engine) as db:
        give_key(db, AUDIT_KEY)
        patient = db.get_one(Patient, desk.chart.patient_id)
        episode = db.get_one(Episode, desk.chart.episode_id)
        by = desk.client.actor
        make_signed_session(db, by=by, patient=patient, episode=episode, content=content)


def test_the_page_remembers_the_latest_visit_for_rows_there_and_rows_to_come(desk: Desk) -> None:
    _add_visit(desk, replace(SOLEUS, length_mm=50.0), days=30)
    _add_visit(desk, SOLEUS, needling(uid="two", muscle_slug="popliteus"), days=10)
    _add_visit(desk, needling(uid="three", muscle_slug="popliteus"), days=3)
    day = day_words(days_ago(10).date())

    page = desk.client.get(desk.edit_url).text
    filled = blank_note(desk).with_values(add_line="1", quick_entry="sol l x1")
    desk.client.post(desk.edit_url, data=filled)
    with_row = desk.client.get(desk.edit_url).text

    words = f"Last needled here (left) {day}: 2 needles 0.30 × 40 mm, pistoning; twitch obtained"
    assert page.count(words) == 1
    assert f"Last needled here (right) {day_words(days_ago(3).date())}" in page
    assert "× 50 mm" not in page.partition("data-muscle-memory")[2].partition("</template>")[0]
    assert with_row.count(words) == 2


def test_the_number_of_statements_does_not_grow_with_the_muscles(desk: Desk) -> None:
    _add_visit(desk, SOLEUS, days=90)
    desk.client.get(desk.edit_url)
    with count_queries(desk.engine_of_pages) as of_one:
        desk.client.get(desk.edit_url)
    for number, slug in enumerate(("soleus", "popliteus", "trapezius-upper", "splenius-capitis")):
        _add_visit(desk, needling(uid=f"n{number}", muscle_slug=slug, side=NeedleSide.RIGHT), days=80 - number)

    with count_queries(desk.engine_of_pages) as of_many:
        desk.client.get(desk.edit_url)

    assert len(of_many) == len(of_one)
