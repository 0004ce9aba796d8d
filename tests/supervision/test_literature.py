"""Published rates stand beside the clinic's own in words, with unit and way of asking, and nothing compares them."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.catalogue import published_rates
from clinic_log.supervision.queries.literature import count_own_effects
from clinic_log.supervision.rules import Wanted
from clinic_log.supervision.rules.leaving import Hiding, literature_leaving
from clinic_log.supervision.rules.literature import (
    ASKED_WORDS,
    OWN_UNIT,
    ROLL_UP_WORDS,
    OwnCounts,
    RateSection,
    rate_sections,
)
from clinic_log.treatments.rules import EffectTiming, Severity
from tests.accounts.factories import make_actor, make_clinic
from tests.outcomes.factories import make_effect
from tests.queries import count_queries
from tests.supervision.clinic import TODAY, SmallClinic, make_small_clinic, recount
from tests.supervision.tables import BASIS

BEFORE, SINCE = EffectTiming.BEFORE_LEAVING, EffectTiming.SINCE_LAST_TIME
WANTED = Wanted(first_day=date(2025, 11, 21), last_day=TODAY)


def _section(own: OwnCounts, slug: str) -> RateSection:
    return next(section for section in rate_sections(own) if section.slug == slug)


def _own(count: int, asked: int, slug: str = "bruising", *, is_open: bool = False) -> tuple[str, str, str, str]:
    counts = OwnCounts(effects={(slug, BEFORE): count}, asked={BEFORE: asked}, has_open_serious=is_open)
    line = _section(counts, slug).own[0]
    return line.number, line.rate, line.interval, line.note


@pytest.mark.parametrize(
    ("count", "asked", "expected"),
    [
        (20, 20464, ("20 in 20,464", "0.10", "0.06–0.2", "")),  # methods [A1], here in 100
        (0, 7629, ("0 in 7,629", "0", "", "the true rate could still be up to 0.04 %")),  # methods [A3]
        (3, 9, ("3 in 9", "", "", "small number: count only")),
        (0, 0, ("0 in 0", "", "", "nobody asked in this period")),
    ],
)
def test_the_clinics_own_rate_carries_its_doubt(count: int, asked: int, expected: tuple[str, ...]) -> None:
    assert _own(count, asked) == expected


def test_zero_serious_events_are_not_claimed_beside_an_open_one() -> None:
    assert _own(0, 300, "any-serious", is_open=True)[1:] == ("", "", "an open serious event is being looked at")
    assert _own(0, 300, "pneumothorax", is_open=True)[3] == "an open serious event is being looked at"
    assert _own(0, 300, "bruising", is_open=True)[1] == "0"


def test_a_serious_event_is_beyond_mild_too() -> None:
    own = OwnCounts(effects={("any-significant", BEFORE): 2, ("any-serious", BEFORE): 1}, asked={BEFORE: 300})

    assert _section(own, "any-significant").own[0].number == "3 in 300"
    assert _own(0, 300, "any-significant", is_open=True)[1:] == ("", "", "an open serious event is being looked at")


def test_every_published_rate_is_shown_once_with_its_unit_and_how_it_was_asked() -> None:
    sections = rate_sections(OwnCounts(effects={}, asked={}))

    lines = [line for section in sections for line in section.published]

    assert len(lines) == len(published_rates.all_rates())
    assert all(line.asked and line.unit and line.rate for line in lines)
    assert {line.unit for section in sections for line in section.own} == {OWN_UNIT}
    assert [section.slug for section in sections[:3]] == ["any-mild", "any-significant", "any-serious"]
    brady = next(line for line in _section(OwnCounts(effects={}, asked={}), "bruising").published)
    assert (brady.source, brady.number, brady.rate) == ("Boyce 2020 USA (dry needling)", "of 20,464", "7.7")


def _published(slug: str, source: str) -> tuple[str, str]:
    """The interval of a study and what is noted of it."""
    lines = _section(OwnCounts(effects={}, asked={}), slug).published
    return next((line.interval, line.note) for line in lines if line.source.startswith(source))


def test_each_interval_of_a_study_says_whose_it_is() -> None:
    by_counts, by_authors = "interval: Wilson, from the counts", "interval: as published"

    assert _published("bruising", "Brady 2014") == ("7.0–8.2", by_counts)
    assert _published("any-significant", "MacPherson 2001") == (
        "0.09–0.2",
        f"partly checked; {by_authors}; 43/34407 = 0.125%; published CI uses re-weighting",
    )
    assert _published("any-significant", "Brady 2014") == (
        "up to 0.04",
        f"{by_authors}; Upper bound is the authors' 3/n figure",
    )
    assert _published("bruising", "Boyce 2020") == ("not reported", "")


def _left(own: OwnCounts) -> dict[tuple[str, str], tuple[str, ...]]:
    """The clinic's rows by table and by how it was asked."""
    tables = literature_leaving(own, BASIS, Hiding(10)).tables
    return {(table.title, row[1]): row[3:] for table in tables for row in table.rows if row[0] == "This clinic"}


def test_what_leaves_hides_small_counts_of_the_clinic_and_none_of_the_studies() -> None:
    effects = {("bruising", BEFORE): 4, ("bruising", SINCE): 40, ("any-mild", BEFORE): 4, ("any-mild", SINCE): 40}
    own = OwnCounts(effects=effects, asked={BEFORE: 300, SINCE: 200})

    leaving = literature_leaving(own, BASIS, Hiding(10))

    table = next(table for table in leaving.tables if table.title == "Bruise or small haematoma")
    assert [row[3] for row in table.rows[:2]] == [Hiding(10).word, "40 in 200"]
    assert any(row[3] == "576 in 7,629" for row in table.rows)


def test_a_small_count_that_the_others_would_tell_takes_one_of_them_with_it() -> None:
    """All 70 effects are mild or more than that, and once more of one kind or another."""
    effects = {("any-mild", BEFORE): 45, ("any-significant", BEFORE): 22, ("any-serious", BEFORE): 3}
    kinds = {("bruising", BEFORE): 40, ("headache", BEFORE): 26, ("pneumothorax", BEFORE): 3}

    shown = _left(OwnCounts(effects=effects | kinds, asked={BEFORE: 300, SINCE: 0}))

    asked = ASKED_WORDS[BEFORE]
    assert [shown[ROLL_UP_WORDS[grade], asked][0] for grade in ROLL_UP_WORDS] == ["45 in 300", "25 in 300", "hidden"]
    assert shown["Bruise or small haematoma", asked][0] == "40 in 300"
    assert shown["Any serious event", asked] == ("hidden", "", "", "")


def _count(db: Session, clinic: SmallClinic) -> OwnCounts:
    return count_own_effects(db, by=clinic.supervisor, wanted=WANTED)


def test_own_effects_are_counted_by_kind_question_and_grade_where_somebody_asked(db: Session) -> None:
    clinic = make_small_clinic(db, make_clinic(db))
    make_effect(db, of=clinic.visits["D2"], kind="bruising", severity=Severity.MODERATE)
    recount(db)

    own = _count(db, clinic)

    assert own.asked == {BEFORE: 11, SINCE: 5}
    assert (own.effects["bruising", BEFORE], own.effects["bruising", SINCE]) == (2, 1)
    assert own.effects["post-needling-soreness", BEFORE] == 2
    assert (own.effects["any-mild", BEFORE], own.effects["any-significant", BEFORE]) == (5, 1)
    assert own.effects["headache", BEFORE] == 0  # of a visit without needles, and of a retracted one
    assert not own.has_open_serious
    make_effect(db, of=clinic.visits["B1"], kind="pneumothorax", serious=True)
    recount(db)
    again = _count(db, clinic)
    assert (again.effects["any-serious", BEFORE], again.has_open_serious) == (1, True)


def test_another_clinic_counts_nothing_and_the_statements_are_few(db: Session, engine: Engine) -> None:
    clinic = make_small_clinic(db, make_clinic(db))
    with count_queries(engine) as sent:
        _count(db, clinic)

    stranger = count_own_effects(db, by=make_actor(db, Role.SUPERVISOR), wanted=WANTED)

    assert (stranger.asked, sum(stranger.effects.values())) == ({BEFORE: 0, SINCE: 0}, 0)
    assert len(sent) <= 5
