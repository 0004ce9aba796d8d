"""What the page of a patient says of measures, side effects and sessions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from clinic_log.charts import CAUSALITY
from clinic_log.episodes.rules import DischargeReason, EpisodeState, Side
from clinic_log.outcomes.rules import MeasureKey, Score, Visit
from clinic_log.outcomes.rules.measure_rows import MeasureRow
from clinic_log.outcomes.rules.progress import EpisodeFacts, EpisodeProgress, RecordFacts, episode_progress
from clinic_log.outcomes.rules.words import span_words, visit_labels
from clinic_log.patient_record.rules import (
    EffectFacts,
    SessionFacts,
    VersionFacts,
    effects_part,
    session_entries,
    with_later_contact,
)
from clinic_log.treatments.rules import Asked, EffectTiming, SessionStatus, Severity, VisitKind
from tests.outcomes.examples import measured, pain, visit, visits_with_pain

EPISODE = EpisodeFacts(
    id=7,
    label="Neck pain",
    side=Side.RIGHT,
    icd10="M54.2",
    onset_on=date(2026, 8, 7),
    opened_on=date(2026, 10, 16),
    goals="",
    pain_question="nprs",
    tracked=(MeasureKey("ndi"),),
    state=EpisodeState.OPEN,
    discharged_on=None,
    discharge_reason=None,
    planned_visits=None,
)
RECORD = RecordFacts(today=date(2026, 11, 14), people={1: "Ruth Adeyemi"})
HELD_AT = datetime(2026, 10, 16, 10, tzinfo=UTC)
SESSION = SessionFacts(
    id=1,
    status=SessionStatus.SIGNED,
    kind=VisitKind.NEEDLING,
    zone="Europe/London",
    begun_at=HELD_AT,
    started_at=HELD_AT,
    written_at=HELD_AT + timedelta(minutes=20),
    practitioner_name="Ruth Adeyemi",
    retraction_reason="",
    before_leaving=Asked.NONE,
    since=None,
    versions=(VersionFacts(HELD_AT + timedelta(hours=1), "Ruth Adeyemi"),),
    needled=("Upper trapezius R",),
    episode_ids=frozenset({7}),
)
BRUISE = EffectFacts(
    session_id=1,
    held_on=date(2026, 10, 16),
    timing=EffectTiming.BEFORE_LEAVING,
    label="Bruise",
    severity=Severity.MILD,
    is_serious=False,
    site="right neck",
    onset_on=None,
    resolved_on=None,
)


def _part(visits: list[Visit], **changes: object) -> EpisodeProgress:
    return episode_progress(replace(EPISODE, **changes), visits, record=RECORD)  # type: ignore[arg-type] # names are checked by replace


def _row(*scores: Score) -> MeasureRow:
    visits = [visit(number, score) for number, score in enumerate(scores, start=1)]
    return _part(visits, tracked=()).measures[0]


def _lines(session: SessionFacts, *others: SessionFacts, effects: tuple[EffectFacts, ...] = ()) -> str:
    entries = session_entries(
        [session, *others], effects=effects, pain={1: [("Pain", 7, 5)]}, episode_names={7: "Neck"}
    )
    return " / ".join(entries[0].lines)


def test_an_episode_is_described_in_one_line() -> None:
    part = _part(visits_with_pain([(7, 5), (3, 2)]), drafts=1, planned_visits=8)

    assert part.name == "Neck pain, right"
    assert part.description == (
        "M54.2 · since 16 Oct 2026 (subacute, 10 weeks at the start) · Ruth Adeyemi · "
        "2 signed sessions of 8 planned, 1 draft not counted"
    )


def test_the_definition_says_what_is_compared_and_what_is_missing() -> None:
    part = _part(visits_with_pain([(7, 5), (None, None), (3, 2)]))

    assert part.definition == (
        "Before-score of the first visit to before-score of the last, 16 Oct to 30 Oct 2026. "
        "Important means at least 2 points or 30 %, and no less than the measurement error (2). "
        "1 of 3 visits has no before-score."
    )


def test_the_immediate_response_stands_apart() -> None:
    assert _part(visits_with_pain([(7, 4), (6, 4), (5, 3)])).immediate == (
        "Median 2 lower after the visit than before it (quartiles 2 to 2.5, 3 visits). "
        "Never added up; this is not the course."
    )
    assert _part(visits_with_pain([(7, 8)])).immediate.startswith("1 higher after the one visit")
    assert not _part(visits_with_pain([(7, None)])).immediate


def test_the_pain_figure_carries_the_sentence_on_causality_and_its_data() -> None:
    chart = _part([visit(1, pain(7, 5)), visit(2, pain(None, reason="in a hurry")), visit(3, pain(3))]).pain_chart

    assert chart is not None
    assert CAUSALITY in chart.caption
    assert [row[:3] for row in chart.table_rows] == [
        ("16 Oct, session 1", "7", "5"),
        ("23 Oct, session 2", "not asked", "not asked"),
        ("30 Oct, session 3", "3", "not asked"),
    ]
    assert chart.table_rows[1][-1] == "not asked: in a hurry"


def test_without_a_visit_there_is_no_figure_and_the_tracked_measure_says_so() -> None:
    part = _part([])

    assert part.pain_chart is None
    assert [(row.name, row.real, row.taken) for row in part.measures] == [
        ("Neck Disability Index (percent)", "not yet measured", "0 of 0 visits")
    ]


def test_a_measure_that_changed_by_more_than_its_error() -> None:
    row = _row(
        measured("cervical-rotation", 48, side=Side.RIGHT, mode="active"),
        measured("cervical-rotation", 60, side=Side.RIGHT, mode="active"),
    )

    assert (row.detail, row.first, row.latest, row.change) == ("right, active", "48°", "60°", "+12°")
    assert (row.direction, row.real, row.is_real) == ("better", "more than error, 9.6°", True)
    assert (row.important, row.is_important) == ("not known", False)
    assert row.is_unverified


def test_the_words_for_importance() -> None:
    assert _row(measured("psfs", 3.3), measured("psfs", 6.3)).important == "important"
    assert _row(measured("psfs", 3.3), measured("psfs", 4.3)).important == "smaller than important, 2"
    assert _row(measured("ndi", 44), measured("ndi", 26)).important == "not shown: within error"
    assert _row(measured("lefs", 78), measured("lefs", 80)).important == "no room at the start"
    assert _row(measured("fiqr", 50), measured("fiqr", 48)).important == "smaller than important"


def test_what_is_not_comparable_is_neither_better_nor_worse() -> None:
    row = _row(measured("grip-strength", 20, rater=1), measured("grip-strength", 40, rater=2))

    assert (row.real, row.important, row.direction) == ("not comparable, other rater", "", "")


def test_one_value_stands_alone() -> None:
    row = _row(measured("ndi", 44))

    assert (row.first, row.latest, row.change, row.real) == ("44 %", "", "", "one value so far")


def test_small_figures_need_two_values() -> None:
    assert not _part([visit(1, measured("ndi", 44))]).measure_charts
    (chart,) = _part([visit(1, measured("ndi", 44)), visit(2, measured("ndi", 26))]).measure_charts
    assert chart.title == "NDI"


def test_a_discharged_episode_says_why() -> None:
    part = _part(
        [],
        state=EpisodeState.DISCHARGED,
        discharged_on=date(2026, 11, 1),
        discharge_reason=DischargeReason.GOALS_REACHED,
    )

    assert not part.is_open
    assert part.discharge == "goals reached"


@pytest.mark.parametrize(
    ("answer", "words"),
    [(Asked.NONE, "asked, none"), (Asked.NOT_ASKED, "not asked"), (None, "not asked"), (Asked.PRESENT, "present")],
)
def test_not_asked_is_never_none(answer: Asked | None, words: str) -> None:
    assert f"Side effects before leaving: {words};" in _lines(replace(SESSION, before_leaving=answer))


def test_effects_are_named_with_their_severity() -> None:
    session = replace(SESSION, before_leaving=Asked.PRESENT)

    assert _lines(session, effects=(BRUISE, replace(BRUISE, label="Nausea", is_serious=True, site=""))) == (
        "Pain 7 → 5; needled Upper trapezius R / "
        "Side effects before leaving: Bruise, mild, right neck and Nausea, serious; since then: no contact yet"
    )


def test_since_then_needs_a_later_contact() -> None:
    later = replace(SESSION, id=2, started_at=HELD_AT + timedelta(days=7))
    missed = replace(later, kind=VisitKind.DID_NOT_ATTEND)
    draft = replace(later, status=SessionStatus.DRAFT)

    assert _lines(SESSION, later).endswith("since then: not asked")
    assert _lines(SESSION, missed).endswith("since then: no contact yet")
    assert _lines(SESSION, draft).endswith("since then: no contact yet")
    assert with_later_contact([later, SESSION]) == {1}


def test_an_entry_says_its_state() -> None:
    amended = replace(
        SESSION,
        status=SessionStatus.AMENDED,
        versions=(*SESSION.versions, VersionFacts(HELD_AT + timedelta(days=1), "Ruth Adeyemi")),
    )
    retracted = replace(SESSION, status=SessionStatus.RETRACTED, retraction_reason="Wrong patient")
    draft = replace(SESSION, status=SessionStatus.DRAFT, versions=(), started_at=None)

    said = session_entries([SESSION, amended, retracted, draft], effects=(), pain={}, episode_names={7: "Neck"})

    assert [(entry.state, entry.status) for entry in said] == [
        ("plain", "signed 16 Oct 2026, 12:00 by Ruth Adeyemi"),
        ("plain", "signed 16 Oct 2026, 12:00 by Ruth Adeyemi; amended 17 Oct 2026, 11:00, 1 addendum"),
        ("retracted", "not counted: Wrong patient; signed 16 Oct 2026, 12:00 by Ruth Adeyemi"),
        ("draft", "draft, not signed, not counted"),
    ]
    assert said[3].when == "no start yet"


def test_a_late_note_says_how_late_it_is() -> None:
    late = replace(SESSION, written_at=HELD_AT + timedelta(hours=6, minutes=10), before_leaving=None)

    (entry,) = session_entries([late], effects=(), pain={}, episode_names={7: "Neck"})

    assert entry.late == "written 6 h after the visit"
    assert entry.warning == "side effects not asked"


def test_episodes_are_named_where_there_are_several() -> None:
    (one,) = session_entries([SESSION], effects=(), pain={}, episode_names={7: "Neck"})
    (two,) = session_entries([SESSION], effects=(), pain={}, episode_names={7: "Neck", 8: "Knee"})

    assert (one.episodes, two.episodes) == ("", "Neck")


def test_the_two_questions_are_counted_apart() -> None:
    sessions = [
        replace(SESSION, id=1, before_leaving=Asked.PRESENT, since=Asked.NONE),
        replace(SESSION, id=2, before_leaving=None, since=Asked.NOT_ASKED),
        replace(SESSION, id=3, before_leaving=Asked.NONE, since=None),
    ]
    answers = [each.answers(has_later_contact=each.id < 3) for each in sessions]

    before, since = (
        effects_part(answers, [BRUISE], timing=timing, today=date(2026, 11, 20)).chart for timing in EffectTiming
    )

    assert before.caption.startswith(
        "Before leaving: asked for 2 of 3 sessions. Present (dot) 1, none (ring with a bar) 1"
    )
    assert since.caption.startswith("At the next contact or by link: asked for 1 of 2 sessions. Present (dot) 0")
    assert "Bruise, mild, right neck" in {row[0] for row in before.table_rows}
    assert "Bruise, mild, right neck" not in {row[0] for row in since.table_rows}


def test_days_carry_the_year_where_they_need_it() -> None:
    assert span_words(date(2025, 12, 1), date(2026, 1, 5)) == "1 Dec 2025 to 5 Jan 2026"
    assert visit_labels([date(2025, 12, 1), date(2026, 1, 5)]) == ["1 Dec 25", "5 Jan 26"]
    assert visit_labels([date(2026, 1, 5)]) == ["5 Jan"]


def test_what_waits_to_be_confirmed_is_neither_none_nor_not_asked() -> None:
    waiting = replace(SESSION, waits=True)
    part = effects_part(
        [waiting.answers(has_later_contact=False)], [], timing=EffectTiming.SINCE_LAST_TIME, today=HELD_AT.date()
    )

    assert _lines(waiting).endswith("since then: told by link, waits to be confirmed")
    assert "asked for 0 of 1 session" in part.chart.caption
    assert "For 1 of these, what was told by link waits to be confirmed and counts in neither." in part.chart.caption
