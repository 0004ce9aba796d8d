"""Which effects are reviewed, how a review moves, and what closing needs."""

from datetime import UTC, date, datetime, timedelta

import pytest

from clinic_log.incidents.rules.late import Course, Report, ReportedVisit, course_gaps, report_gaps
from clinic_log.incidents.rules.reviewing import Findings, due_after, kind_of, may_close, missing_for_closing
from clinic_log.incidents.rules.states import (
    MOVES,
    Harm,
    IncidentKind,
    Preventability,
    ReviewState,
    is_overdue,
    may_move,
)
from clinic_log.treatments.rules import EffectEntry, EffectState, EffectTiming, Severity

SINCE = EffectTiming.SINCE_LAST_TIME
VISIT = ReportedVisit(held_on=date(2026, 11, 3), today=date(2026, 11, 20), born_on=date(1980, 1, 1))
WHOLE = Findings(harm=Harm.MILD, preventability=Preventability.PREVENTABLE, learning="Look at the screen first")


def effect(**changes: object) -> EffectEntry:
    values: dict[str, object] = {
        "uid": "a",
        "timing": SINCE,
        "kind_slug": "bruising",
        "severity": Severity.MILD,
        "reported_by": "patient",
    }
    return EffectEntry(**(values | changes))  # type: ignore[arg-type] # a test names what it changes


def report(**changes: object) -> Report:
    return Report(effect=effect(**changes), told_on=date(2026, 11, 5), told_how="phone")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"kind_slug": "bruising"}, None),
        ({"kind_slug": "needle-bent", "severity": Severity.MODERATE}, None),
        ({"kind_slug": "syncope", "severity": Severity.MODERATE}, IncidentKind.ESCALATED_EVENT),
        ({"kind_slug": "bruising", "severity": Severity.SEVERE}, IncidentKind.ESCALATED_EVENT),
        ({"kind_slug": "pneumothorax-suspected"}, IncidentKind.SERIOUS_EVENT),
        ({"kind_slug": "bruising", "is_serious": True}, IncidentKind.SERIOUS_EVENT),
    ],
)
def test_what_is_serious_or_must_be_escalated_is_reviewed(
    changes: dict[str, object], kind: IncidentKind | None
) -> None:
    assert kind_of(effect(**changes)) is kind


def test_a_review_goes_one_state_further_and_may_be_opened_again() -> None:
    moves = {(one, other) for one in ReviewState for other in ReviewState if may_move(one, other)}

    assert moves == {
        (ReviewState.REPORTED, ReviewState.TRIAGED),
        (ReviewState.TRIAGED, ReviewState.INVESTIGATING),
        (ReviewState.TRIAGED, ReviewState.CLOSED),
        (ReviewState.INVESTIGATING, ReviewState.ACTIONS),
        (ReviewState.INVESTIGATING, ReviewState.CLOSED),
        (ReviewState.ACTIONS, ReviewState.INVESTIGATING),
        (ReviewState.ACTIONS, ReviewState.CLOSED),
        (ReviewState.CLOSED, ReviewState.INVESTIGATING),
    }
    assert set(MOVES) == set(ReviewState)


def test_an_open_review_is_overdue_after_its_time_and_a_closed_one_never() -> None:
    known = datetime(2026, 11, 1, 9, tzinfo=UTC)
    due = due_after(known, hours=72)

    assert due == datetime(2026, 11, 4, 9, tzinfo=UTC)
    assert not is_overdue(ReviewState.REPORTED, due_at=due, now=due)
    assert is_overdue(ReviewState.ACTIONS, due_at=due, now=due + timedelta(seconds=1))
    assert not is_overdue(ReviewState.CLOSED, due_at=due, now=due + timedelta(days=9))


def test_closing_needs_findings_and_every_action_done_and_a_near_miss_only_the_lesson() -> None:
    serious, near = IncidentKind.SERIOUS_EVENT, IncidentKind.NEAR_MISS

    assert missing_for_closing(serious, WHOLE, open_actions=0) == ()
    assert missing_for_closing(serious, WHOLE, open_actions=2) == ("Finish every action",)
    assert len(missing_for_closing(serious, Findings(), open_actions=0)) == 3
    assert missing_for_closing(near, Findings(), open_actions=0) == ("Write what was learned",)
    assert missing_for_closing(near, Findings(learning="Count twice"), open_actions=0) == ()


def test_nobody_closes_a_review_of_what_they_did_themselves() -> None:
    assert may_close(7, involved_ids=[1, 2])
    assert not may_close(2, involved_ids=[1, 2])
    assert not may_close(None, involved_ids=[])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"severity": None}, "severity"),
        ({"kind_slug": "no-such-thing"}, "kind"),
        ({"reported_by": ""}, "reported_by"),
        ({"onset_on": date(2026, 11, 2)}, "onset_on"),
        ({"onset_on": date(2026, 11, 21)}, "onset_on"),
        ({"timing": EffectTiming.BEFORE_LEAVING, "onset_on": date(2026, 11, 4)}, "onset_on"),
        ({"onset_on": date(2026, 11, 6), "resolved_on": date(2026, 11, 5)}, "resolved_on"),
    ],
)
def test_a_report_says_beside_the_field_what_it_lacks(changes: dict[str, object], field: str) -> None:
    gaps = report_gaps(report(**changes), VISIT, is_correction=False)

    assert {gap.field for gap in gaps} == {field}


def test_a_report_says_when_and_how_it_was_told_and_a_correction_says_why() -> None:
    bare = Report(effect=None, told_on=date(2026, 11, 2), told_how="")

    assert report_gaps(report(), VISIT, is_correction=False) == ()
    assert [gap.field for gap in report_gaps(bare, VISIT, is_correction=False)] == ["kind", "told_on", "told_how"]
    assert [gap.field for gap in report_gaps(bare, VISIT, is_correction=True)] == ["told_on", "told_how", "reason"]


@pytest.mark.parametrize(
    ("state", "resolved_on", "field"),
    [
        (None, None, "state"),
        (EffectState.STILL_THERE, date(2026, 11, 4), "resolved_on"),
        (EffectState.GONE, date(2026, 11, 6), "resolved_on"),
        (EffectState.GONE, date(2026, 11, 1), "resolved_on"),
        (EffectState.WORSE, None, "note"),
    ],
)
def test_what_became_of_an_effect_fits_its_days(
    state: EffectState | None, resolved_on: date | None, field: str
) -> None:
    course = Course(state=state, told_on=date(2026, 11, 5), told_how="phone", resolved_on=resolved_on)

    assert [gap.field for gap in course_gaps(course, VISIT, onset_on=date(2026, 11, 3))] == [field]
