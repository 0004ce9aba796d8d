"""Outcomes and safety as they leave the clinic: every figure of the page, and none that tells of a few people."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_log.biostatistics.responders import Response
from clinic_log.outcomes.rules.session_facts import EXPECTED_SORENESS
from clinic_log.supervision.rules import (
    Counted,
    EffectCounts,
    EpisodeGroup,
    KindCounts,
    Names,
    SeriousEvent,
    SessionCounts,
    Wanted,
    count_outcomes,
    make_report,
)
from clinic_log.supervision.rules.leaving import Hiding, Leaving, outcomes_leaving
from clinic_log.treatments.rules import EffectTiming
from tests.supervision.tables import BASIS, rows_of

HIDING = Hiding()
HIDDEN = HIDING.word
BEFORE, SINCE = EffectTiming.BEFORE_LEAVING, EffectTiming.SINCE_LAST_TIME
NAMES = Names(
    practitioners={1: "Ada", 2: "Ben", None: "Nobody"},
    conditions={"neck-pain": "Neck pain", "knee": "Knee", "elbow": "Elbow", None: "In own words"},
)
LABELS = {"bruising": "Bruise", "headache": "Headache", "nausea": "Nausea"}
WANTED = Wanted(first_day=date(2026, 1, 1), last_day=date(2026, 11, 20))


def _group(
    condition: str, response: Response | None, episodes: int, *, person: int = 1, room: bool | None = True
) -> EpisodeGroup:
    return EpisodeGroup(
        practitioner_id=person, condition_slug=condition, response=response, had_room=room, is_eligible=True,
        episodes=episodes,
    )  # fmt: skip


def _kind(kind: str, sessions: int, effects: int) -> KindCounts:
    return KindCounts(timing=BEFORE, kind=kind, sessions=sessions, effects=effects)


def _told(**changes: int) -> EffectCounts:
    known = {"needling_sessions": 300, "asked": 240, "with_effect": 60, "effects": 70, "with_soreness": 40, **changes}
    return EffectCounts(timing=BEFORE, **known)


def _left(
    groups: Sequence[EpisodeGroup],
    *,
    told: EffectCounts | None = None,
    kinds: Iterable[KindCounts] = (),
    by_condition: dict[str | None, EffectCounts] | None = None,
    serious: Sequence[SeriousEvent] = (),
) -> Leaving:
    told = told or _told()
    since = EffectCounts(timing=SINCE, needling_sessions=told.needling_sessions, asked=told.asked)
    sessions = SessionCounts(
        sessions=told.needling_sessions + 20, patients=90, needling_sessions=told.needling_sessions, not_attended=12,
        before_leaving=told, since_last_time=since,
    )  # fmt: skip
    found = Counted(
        groups=groups, groups_by_condition=groups, sessions=sessions, effects_by_condition=by_condition or {},
        serious_events=serious, kinds=tuple(kinds), kind_labels=LABELS,
    )  # fmt: skip
    outcomes = count_outcomes(groups)
    basis = replace(BASIS, outcomes=outcomes, by_other_rule=outcomes, sessions=sessions)
    return outcomes_leaving(make_report(WANTED, found=found, names=NAMES), basis, HIDING)


def _condition(name: str, responders: int, others: int, *, missing: int = 0) -> list[EpisodeGroup]:
    found = [_group(name, Response.RESPONDER, responders), _group(name, Response.NON_RESPONDER, others)]
    return [*found, _group(name, Response.MISSING, missing)]


def test_each_condition_leaves_with_what_is_missing_and_what_became_worse() -> None:
    groups = [
        *_condition("neck-pain", 40, 30, missing=12),
        *_condition("knee", 30, 20, missing=20),
        _group("knee", Response.WORSE, 10),
        _group("knee", Response.FLOOR, 15, room=False),
    ]

    rows = rows_of(_left(groups), "Responders by condition")

    assert rows["Neck pain"] == ("70", "40", "57 %", "45–68 %", "12", "0", "0", "")
    assert rows["Knee"] == ("60", "30", "", "", "20", "15", "10", "too few follow-up scores")


def test_a_figure_stands_beside_the_conditions_that_have_a_rate() -> None:
    groups = [*_condition("neck-pain", 40, 30), *_condition("knee", 30, 25), *_condition("elbow", 2, 3)]
    groups += _condition("in-hand", 20, 20)

    table = next(table for table in _left(groups).tables if table.title == "Responders by condition")

    assert table.chart is not None
    assert [row[0] for row in table.chart.table_rows] == ["Knee", "Neck pain"]
    assert table.chart.caption.endswith("Not drawn: 2 without a rate in the table.")


def test_practitioners_are_compared_from_20_episodes() -> None:
    groups = [_group("knee", Response.RESPONDER, 15), _group("knee", Response.RESPONDER, 30, person=2)]

    rows = rows_of(_left(groups), "Responders by practitioner")

    assert rows["Ada"][-1] == "under 20: not compared"
    assert rows["Ada"][2] == ""
    assert (rows["Ben"][2], rows["Ben"][-1]) == ("100 %", "preliminary")


def test_kinds_leave_with_both_rates_and_a_rare_one_takes_another_with_it() -> None:
    kinds = [
        _kind("bruising", 30, 34),
        _kind("headache", 20, 20),
        _kind("nausea", 4, 4),
        _kind(EXPECTED_SORENESS, 40, 40),
    ]

    rows = rows_of(_left([], told=_told(effects=58), kinds=kinds), "Side effects by kind, before leaving")

    assert rows["Bruise"] == ("30", "12 %", "8.9–17 %", "34", "141.7", "98.1–198.0")
    assert rows["Headache"] == rows["Nausea"] == (HIDDEN, "", "", HIDDEN, "", "")
    assert rows["Expected soreness, counted apart"][0] == "40"


def test_the_kinds_of_serious_effects_do_not_follow_from_what_the_others_leave_of_the_total() -> None:
    kinds = [_kind("bruising", 30, 34), _kind("headache", 20, 20)]

    rows = rows_of(_left([], told=_told(effects=57), kinds=kinds), "Side effects by kind, before leaving")

    assert rows["Headache"][0] == HIDDEN  # else three effects are of another kind


def test_kinds_are_hidden_where_they_would_add_up_to_all_but_a_few() -> None:
    told = _told(asked=104, needling_sessions=150, with_effect=100, effects=100)
    kinds = [_kind("bruising", 60, 60), _kind("headache", 40, 40)]

    rows = rows_of(_left([], told=told, kinds=kinds), "Side effects by kind, before leaving")

    assert {row[0] for row in rows.values()} == {HIDDEN}  # else four sessions were without any


def test_sessions_leave_and_that_there_was_no_serious_event_only_where_there_was_none() -> None:
    event = SeriousEvent(
        patient_id=1, record_number="1", session_id=1, held_on=date(2026, 3, 1), kind_slug="pneumothorax",
        label="Pneumothorax", resolved_on=None, practitioner_name="Ada", is_draft=False,
    )  # fmt: skip
    name = "Serious events, each reviewed on its own"

    none, one, draft = (
        rows_of(_left([], serious=events), "Sessions and serious events")
        for events in ([], [event], [replace(event, is_draft=True)])
    )

    assert (none["Signed sessions"], none["Patients seen in them"]) == (("320",), ("90",))
    assert none["Visits missed or cancelled, not counted"] == ("12",)
    assert none[name][0].startswith("0 confirmed in 300 needling sessions; the true rate could still be up to 1.0 %")
    assert one[name] == (HIDDEN,)
    assert draft[name] == ("none confirmed; some are being looked at",)


def test_side_effects_leave_by_condition() -> None:
    asked = _told(asked=120, with_effect=30)
    told: dict[str | None, EffectCounts] = {"neck-pain": asked, "knee": asked}

    title = "Sessions with a side effect before leaving, by condition"
    rows = rows_of(_left([*_condition("neck-pain", 20, 20), *_condition("knee", 20, 20)], by_condition=told), title)

    assert rows["Knee"] == ("120", "30", "25 %", "18–33 %")


numbers = st.one_of(st.integers(0, 12), st.integers(0, 60))
became = st.sampled_from(
    [
        (Response.RESPONDER, True),
        (Response.NON_RESPONDER, True),
        (Response.WORSE, True),
        (Response.WORSE, False),
        (Response.FLOOR, False),
        (Response.MISSING, True),
        (Response.MISSING, None),
        (None, None),
    ]
)


@st.composite
def alike(draw: st.DrawFn) -> EpisodeGroup:
    response, room = draw(became)
    condition, person = draw(st.sampled_from(["neck-pain", "knee", "elbow"])), draw(st.sampled_from([1, 2]))
    group = _group(condition, response, draw(numbers), person=person, room=room)
    return replace(group, is_eligible=draw(st.booleans()))


def _numbers(cells: Iterable[str]) -> list[int]:
    return [int(cell) for cell in cells if cell.isdecimal()]


@settings(max_examples=150)
@given(st.lists(alike(), max_size=24))
def test_no_table_leaves_a_few_of_the_total_that_another_one_tells(groups: list[EpisodeGroup]) -> None:
    """Whoever takes the rows that are shown from the total of all finds none, or many."""
    leaving = _left(groups)
    total = rows_of(leaving, "Episodes of the period")
    columns = {
        0: "Evaluable",
        1: "Responders",
        4: "Without a last score",
        5: "Without room to improve",
        6: "Became worse, with or without room",
    }

    for title in ("Responders by condition", "Responders by practitioner"):
        rows = rows_of(leaving, title).values()
        for at, name in columns.items():
            cells = [row[at] for row in rows]
            assert all(not 0 < number < 10 for number in _numbers(cells))
            if total[name][0] != HIDDEN:
                assert not 0 < int(total[name][0]) - sum(_numbers(cells)) < 10
            elif cells and HIDDEN not in cells:
                assert not any(_numbers(cells))  # else they add up to what is hidden
        for size, reached, *_ in rows:
            if HIDDEN not in {size, reached}:
                assert not 0 < int(size) - int(reached) < 10


kinds_told = st.lists(
    st.tuples(st.sampled_from([*LABELS, "pneumothorax"]), numbers, st.integers(0, 5)), unique_by=lambda each: each[0]
)


@given(kinds_told, st.integers(0, 15))
def test_no_kind_follows_from_the_others_and_the_total(kinds: list[tuple[str, int, int]], unnamed: int) -> None:
    counts = [_kind(kind, sessions, sessions + more) for kind, sessions, more in kinds if sessions]
    effects = sum(one.effects for one in counts) + unnamed
    told = _told(asked=400, needling_sessions=400, with_effect=min(effects, 200), effects=effects)

    leaving = _left([], told=told, kinds=counts)

    rows = rows_of(leaving, "Side effects by kind, before leaving").values()
    total = rows_of(leaving, "Side effects of needling sessions")["Side effects, of which a session may have several"][
        0
    ]
    shown = _numbers(row[3] for row in rows)
    assert all(not 0 < number < 10 for number in (*shown, *_numbers(row[0] for row in rows)))
    if total != HIDDEN and shown:
        assert not 0 < int(total) - sum(shown) < 10
