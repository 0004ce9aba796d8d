"""Practitioners against chance and case mix: never a rank, nobody compared under twenty."""

import pytest
from sqlalchemy.orm import Session

from clinic_log.base.dates import pretending
from clinic_log.biostatistics.funnels import Standing, standing
from clinic_log.episodes.rules import Chronicity
from clinic_log.outcomes.rules.strata import BaselinePain, baseline_of
from clinic_log.supervision.queries import load_funnel, load_names
from clinic_log.supervision.queries.cases import list_cases
from clinic_log.supervision.rules import Case, Funnel, Wanted, make_funnel
from tests.accounts.factories import make_clinic
from tests.queries import count_queries
from tests.supervision.clinic import SmallClinic, make_small_clinic
from tests.supervision.test_queries import NOON, YEAR

NAMES = {1: "Ada", 2: "Ben", 3: "Cleo", None: "Nobody"}


@pytest.fixture
def clinic(db: Session) -> SmallClinic:
    return make_small_clinic(db, make_clinic(db))


def cases_of(
    person: int, responders: int, others: int, *, missing: int = 0, baseline: BaselinePain = BaselinePain.FROM_4_TO_6
) -> list[Case]:
    evaluable = responders + others
    return [Case(person, baseline, Chronicity.ACUTE, "neck", evaluable + missing, evaluable, missing, responders)]


def _standings(funnel: Funnel) -> dict[str, Standing | None]:
    return {row.name: row.standing for row in funnel.rows}


def test_everybody_is_held_against_all_together_in_alphabetical_order() -> None:
    funnel = make_funnel([*cases_of(3, 4, 26), *cases_of(1, 44, 16), *cases_of(2, 31, 19)], names=NAMES)

    assert funnel.target == pytest.approx(79 / 140)
    assert list(_standings(funnel).items()) == [
        ("Ada", Standing.ALERT_HIGH),
        ("Ben", Standing.IN_CONTROL),
        ("Cleo", Standing.ALARM_LOW),
    ]
    assert funnel.finding == "Ada, Cleo: outside the expected range: look at case mix and data first."
    assert funnel.rows[2].verdict.endswith("(preliminary)")


def test_case_mix_takes_back_what_the_start_explains() -> None:
    easy = [*cases_of(1, 24, 6, baseline=BaselinePain.FROM_7), *cases_of(2, 24, 6, baseline=BaselinePain.FROM_7)]
    hard = [*cases_of(2, 6, 24, baseline=BaselinePain.UNDER_4), *cases_of(3, 6, 24, baseline=BaselinePain.UNDER_4)]

    ratios = [row.adjusted.ratio if row.adjusted else None for row in make_funnel(easy + hard, names=NAMES).rows]

    assert ratios == pytest.approx([1, 1, 1])


def test_nobody_is_compared_under_twenty_and_no_percentage_stands() -> None:
    funnel = make_funnel([*cases_of(1, 15, 15), *cases_of(2, 15, 15), *cases_of(3, 0, 19, missing=4)], names=NAMES)
    cleo = funnel.rows[2]

    assert (cleo.standing, cleo.responders, cleo.adjusted_words) == (None, "0 of 19", "")
    assert cleo.missing == "4 of 23"
    assert cleo.verdict == "fewer than 20 evaluable episodes: not compared"


def test_somebody_alone_with_twenty_is_told_so() -> None:
    funnel = make_funnel([*cases_of(1, 10, 15), *cases_of(2, 3, 5)], names=NAMES)

    assert [row.verdict for row in funnel.rows] == [
        "not compared",
        "fewer than 20 evaluable episodes: not compared",
    ]


@pytest.mark.parametrize(
    ("cases", "finding"),
    [
        pytest.param([], "Nobody has 20", id="nothing"),
        pytest.param(cases_of(1, 30, 0) + cases_of(2, 30, 0), "Nobody or everybody responded", id="everybody"),
        pytest.param(cases_of(1, 15, 15) + cases_of(2, 5, 5), "Only one practitioner has 20", id="one alone"),
        pytest.param(cases_of(1, 5, 5) + cases_of(2, 5, 5), "Nobody has 20", id="all few"),
    ],
)
def test_where_nothing_can_be_compared_it_says_why(cases: list[Case], finding: str) -> None:
    funnel = make_funnel(cases, names=NAMES)

    assert funnel.finding.startswith(finding)
    assert (funnel.curves, funnel.compared) == ((), ())


def test_a_spread_wider_than_chance_is_cautioned_about() -> None:
    funnel = make_funnel([*cases_of(1, 5, 25), *cases_of(2, 25, 5)], names=NAMES)

    assert any("scatter more than chance" in words and "less than it seems" in words for words in funnel.cautions)


@pytest.mark.parametrize(
    ("score", "question", "expected"),
    [
        (3.9, "nprs", BaselinePain.UNDER_4),
        (4, "nprs", BaselinePain.FROM_4_TO_6),
        (6.9, "nprs", BaselinePain.FROM_4_TO_6),
        (7, "nprs", BaselinePain.FROM_7),
        (39, "vas", BaselinePain.UNDER_4),
        (70, "vas", BaselinePain.FROM_7),
        (None, "nprs", BaselinePain.UNKNOWN),
        (40, "lefs", BaselinePain.UNKNOWN),
    ],
)
def test_the_baseline_has_three_classes(score: float | None, question: str, expected: BaselinePain) -> None:
    assert baseline_of(score, pain_question=question) is expected


def test_it_says_what_was_adjusted_for() -> None:
    """Fifty of 55 episodes have at least twenty of their kind; the other five are too few."""
    cases = [*cases_of(1, 10, 5), *cases_of(2, 10, 5), *cases_of(1, 12, 8, baseline=BaselinePain.FROM_7)]
    others = [case._replace(region="thigh") for case in cases_of(2, 3, 2, baseline=BaselinePain.FROM_7)]

    funnel = make_funnel([*cases, *others], names=NAMES)

    assert "in 50 of 55 evaluable episodes, duration too in 50 and region too in 50" in funnel.adjusted_for


def test_a_point_lies_outside_exactly_where_it_is_drawn_outside() -> None:
    """Twelve who scatter more than chance widen the limits; the first would lie outside those of chance alone."""
    people = ((34, 16), *((26 + 7 * (place % 3 - 1), 24 - 7 * (place % 3 - 1)) for place in range(11)))
    cases = [case for person, counts in enumerate(people) for case in cases_of(person, *counts)]
    funnel = make_funnel(cases, names={person: f"P{person:02}" for person in range(len(people))})
    assert any("limits are widened" in caution for caution in funnel.cautions)

    alert = funnel.curves[0]
    limit = alert.limits[alert.sizes.index(50)]
    drawn = {row.name: not limit.low <= (row.counts.rate or 0) <= limit.high for row in funnel.rows}
    assert {row.name: row.is_outside for row in funnel.rows} == drawn
    assert funnel.target is not None
    assert standing(34, 50, target=funnel.target) is not Standing.IN_CONTROL
    assert not drawn["P00"]


def test_cases_are_those_that_the_report_counts(db: Session, clinic: SmallClinic) -> None:
    cases = list_cases(db, by=clinic.supervisor, wanted=YEAR)

    assert sum(case.episodes for case in cases) == 7  # H belongs to nobody
    assert sum(case.evaluable for case in cases) == 3
    assert {case.region for case in cases} == {"neck", "thigh"}


def test_the_filter_of_a_person_does_not_hide_the_others_and_statements_stay(db: Session, clinic: SmallClinic) -> None:
    by = clinic.supervisor
    wanted = Wanted(first_day=YEAR.first_day, last_day=YEAR.last_day, practitioner_id=clinic.ben.user_id)
    names = load_names(db, by=by)

    with pretending(NOON), count_queries(db.get_bind().engine) as statements:
        funnel = load_funnel(db, by=by, wanted=wanted, names=names)

    assert [row.name for row in funnel.rows] == ["Ada", "Ben"]
    assert len(statements) == 1
