"""What follows from the details of an episode, by table and by search for counter-examples."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.catalogue import conditions, measures
from clinic_log.catalogue.vocabulary import Region
from clinic_log.episodes import rules
from clinic_log.episodes.rules import (
    Chronicity,
    Discharge,
    DischargeReason,
    EpisodeDetails,
    Side,
    SuggestedCondition,
    Tracked,
)

BORN_ON = date(1980, 5, 17)
TODAY = date(2026, 11, 20)
NECK_PAIN = EpisodeDetails(condition_slug="neck-pain", side=Side.RIGHT, opened_on=TODAY)

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


def problems_of(details: EpisodeDetails) -> list[str]:
    found = rules.find_problems(rules.settled(details), born_on=BORN_ON, today=TODAY)
    return [problem.field for problem in found]


@pytest.mark.parametrize(
    ("days_before", "expected"),
    [
        (0, Chronicity.ACUTE),
        (41, Chronicity.ACUTE),
        (42, Chronicity.SUBACUTE),
        (84, Chronicity.SUBACUTE),
        (85, Chronicity.CHRONIC),
        (4000, Chronicity.CHRONIC),
    ],
)
def test_chronicity_changes_at_six_and_after_twelve_weeks(days_before: int, expected: Chronicity) -> None:
    assert rules.chronicity(TODAY - timedelta(days=days_before), opened_on=TODAY) is expected


@given(onset_on=days, opened_on=days)
def test_chronicity_is_known_exactly_when_the_onset_is_not_after_the_start(onset_on: date, opened_on: date) -> None:
    assert (rules.chronicity(onset_on, opened_on=opened_on) is None) == (onset_on > opened_on)


@given(onset_on=days, opened_on=days, later=st.integers(0, 3000))
def test_an_older_onset_is_never_more_acute(onset_on: date, opened_on: date, later: int) -> None:
    order = [Chronicity.ACUTE, Chronicity.SUBACUTE, Chronicity.CHRONIC]
    earlier = min(onset_on, opened_on)
    older = earlier - timedelta(days=later) if (earlier - date.min).days > later else earlier

    newer_kind = rules.chronicity(earlier, opened_on=opened_on)
    older_kind = rules.chronicity(older, opened_on=opened_on)

    assert newer_kind is not None
    assert older_kind is not None
    assert order.index(older_kind) >= order.index(newer_kind)


@pytest.mark.parametrize(
    ("days_before", "words"),
    [
        (None, ""),
        (-1, ""),
        (0, "acute, 0 days at the start"),
        (1, "acute, 1 day at the start"),
        (13, "acute, 13 days at the start"),
        (14, "acute, 2 weeks at the start"),
        (84, "subacute, 12 weeks at the start"),
        (98, "chronic, 14 weeks at the start"),
    ],
)
def test_the_duration_is_said_in_words(days_before: int | None, words: str) -> None:
    onset_on = None if days_before is None else TODAY - timedelta(days=days_before)

    assert rules.duration_in_words(onset_on, opened_on=TODAY) == words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("M54.2", "M54.2"),
        (" m54.2 ", "M54.2"),
        ("m542", "M54.2"),
        ("M54 2", "M54.2"),
        ("S83.511A", "S83.511A"),
        ("m16", "M16"),
        ("G89.29", "G89.29"),
        ("neck", "neck"),
        ("M54.", "M54."),
        ("", ""),
    ],
)
def test_an_icd10_code_is_written_with_capitals_and_its_point(typed: str, kept: str) -> None:
    assert rules.written_icd10(typed) == kept


@given(st.text(max_size=12))
def test_writing_a_code_twice_changes_nothing_more(typed: str) -> None:
    once = rules.written_icd10(typed)

    assert rules.written_icd10(once) == once


def test_every_code_of_the_catalogue_is_a_code() -> None:
    codes = [code for condition in conditions.all_conditions() for code in condition.icd10]

    assert codes
    assert all(rules.is_icd10(code) and rules.written_icd10(code) == code for code in codes)


def test_the_condition_fills_in_what_was_left_empty() -> None:
    kept = rules.settled(NECK_PAIN)

    assert (kept.condition_label, kept.icd10, kept.region) == ("Neck pain", "M54.2", Region.NECK)


def test_what_was_said_is_not_overwritten_by_the_condition() -> None:
    said = replace(NECK_PAIN, condition_label="Stiff after rowing", icd10="M53.1", region=Region.UPPER_BACK)

    kept = rules.settled(said)

    assert (kept.condition_slug, kept.condition_label) == ("neck-pain", "Stiff after rowing")
    assert (kept.icd10, kept.region) == ("M53.1", Region.UPPER_BACK)


def test_the_free_text_entry_is_kept_as_no_listed_condition() -> None:
    typed = EpisodeDetails(
        condition_slug="other", condition_label="Pain 🎯 بعد السقوط", region=Region.GENERAL, opened_on=TODAY
    )

    kept = rules.settled(typed)

    assert kept.condition_slug is None
    assert kept.condition_label == "Pain 🎯 بعد السقوط"
    assert problems_of(typed) == []


def test_the_pain_question_and_repeats_are_not_tracked() -> None:
    twice = replace(NECK_PAIN, tracked=(Tracked("nprs"), Tracked("ndi"), Tracked("ndi"), Tracked("vas-pain")))

    assert rules.settled(twice).tracked == (Tracked("ndi"), Tracked("vas-pain"))


Change = Callable[[EpisodeDetails], EpisodeDetails]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda d: d, []),
        (lambda d: replace(d, condition_slug=None), ["condition_slug", "region"]),
        (lambda d: replace(d, condition_slug="no-such"), ["condition_slug", "region"]),
        (lambda d: replace(d, condition_slug="other", region=Region.NECK), ["condition_slug"]),
        (lambda d: replace(d, condition_slug=None, condition_label="Sore neck"), ["region"]),
        (lambda d: replace(d, condition_slug=None, condition_label="Sore", region=Region.NECK, side=None), []),
        (lambda d: replace(d, side=None), ["side"]),
        (lambda d: replace(d, condition_slug="tension-type-headache", side=None), []),
        (lambda d: replace(d, icd10="neck"), ["icd10"]),
        (lambda d: replace(d, onset_on=TODAY), []),
        (lambda d: replace(d, onset_on=TODAY + timedelta(days=1)), ["onset_on"]),
        (lambda d: replace(d, onset_on=BORN_ON), []),
        (lambda d: replace(d, onset_on=BORN_ON - timedelta(days=1)), ["onset_on"]),
        (lambda d: replace(d, onset_on=TODAY, opened_on=TODAY - timedelta(days=3)), ["onset_on"]),
        (lambda d: replace(d, opened_on=TODAY + timedelta(days=1)), ["opened_on"]),
        (lambda d: replace(d, opened_on=BORN_ON - timedelta(days=1)), ["opened_on"]),
        (lambda d: replace(d, pain_question="ndi"), ["pain_question"]),
        (lambda d: replace(d, pain_question="post-needling-soreness"), ["pain_question"]),
        (lambda d: replace(d, tracked=(Tracked("no-such"),)), ["tracked"]),
        (lambda d: replace(d, tracked=(Tracked("cervical-rotation"),)), ["tracked"]),
        (lambda d: replace(d, tracked=(Tracked("cervical-rotation", Side.BOTH),)), ["tracked"]),
        (lambda d: replace(d, tracked=(Tracked("ndi", Side.LEFT),)), ["tracked"]),
        (lambda d: replace(d, planned_visits=0), ["planned_visits"]),
        (lambda d: replace(d, planned_visits=200), []),
        (lambda d: replace(d, planned_visits=201), ["planned_visits"]),
        (lambda d: replace(d, plan_until=TODAY), []),
        (lambda d: replace(d, plan_until=TODAY - timedelta(days=1)), ["plan_until"]),
    ],
)
def test_each_problem_is_found_at_its_field(change: Change, expected: list[str]) -> None:
    assert problems_of(change(NECK_PAIN)) == expected


@pytest.mark.parametrize("condition", conditions.all_conditions(), ids=lambda condition: condition.slug)
@pytest.mark.parametrize("side", [Side.LEFT, Side.RIGHT, Side.BOTH])
def test_every_condition_can_be_opened_with_all_its_measures(condition: conditions.Condition, side: Side) -> None:
    suggested = [measures.get(slug) for slug in condition.suggested_measures]
    sides = [Side.LEFT, Side.RIGHT] if side is Side.BOTH else [side]
    tracked = tuple(Tracked(one.slug, each) for one in suggested for each in (sides if one.sided else [None]))
    details = EpisodeDetails(
        condition_slug=condition.slug,
        condition_label="Own words" if condition.slug == rules.FREE_TEXT_CONDITION else "",
        region=condition.region,
        side=side,
        opened_on=TODAY,
        tracked=tracked,
    )

    assert problems_of(details) == []


def test_every_pain_question_of_the_catalogue_may_be_followed() -> None:
    for question in measures.pain_questions():
        assert problems_of(replace(NECK_PAIN, pain_question=question.slug)) == []


STARTED_ON = TODAY - timedelta(days=30)


@pytest.mark.parametrize(
    ("discharge", "expected"),
    [
        (Discharge(reason=DischargeReason.PLATEAU, discharged_on=TODAY), []),
        (Discharge(reason=DischargeReason.PLATEAU, discharged_on=STARTED_ON), []),
        (Discharge(reason=DischargeReason.PLATEAU, discharged_on=STARTED_ON - timedelta(days=1)), ["discharged_on"]),
        (Discharge(reason=DischargeReason.PLATEAU, discharged_on=TODAY + timedelta(days=1)), ["discharged_on"]),
        (Discharge(reason=DischargeReason.OTHER, discharged_on=TODAY), ["note"]),
        (Discharge(reason=DischargeReason.OTHER, discharged_on=TODAY, note="  "), ["note"]),
        (Discharge(reason=DischargeReason.OTHER, discharged_on=TODAY, note="Joined a study"), []),
    ],
)
def test_a_discharge_lies_within_the_episode_and_says_why(discharge: Discharge, expected: list[str]) -> None:
    found = rules.find_discharge_problems(discharge, opened_on=STARTED_ON, today=TODAY)

    assert [problem.field for problem in found] == expected


GOUT = SuggestedCondition(condition_slug="gout", source_label="Gout", source="urn:other", source_id="1")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (GOUT, None),
        (replace(GOUT, condition_slug="no-such"), "condition_slug"),
        (replace(GOUT, source=""), "source"),
        (replace(GOUT, source_id="x" * 121), "source"),
        (replace(GOUT, source_label="x" * 301), "source_label"),
    ],
)
def test_a_suggestion_needs_a_known_condition_and_its_source(found: SuggestedCondition, expected: str | None) -> None:
    problem = rules.find_suggestion_problem(found)

    assert (problem.field if problem else None) == expected
