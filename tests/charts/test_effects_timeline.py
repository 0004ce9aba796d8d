"""Side effects over time: what was asked, what was found, and from when to when."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_log.charts import Chart, ChartText, EffectAnswer, EffectEvent, EffectSession, effects_timeline
from tests.charts.drawings import parse_all

START = date(2026, 10, 16)
ANSWERS = [EffectAnswer.PRESENT, EffectAnswer.NONE, EffectAnswer.NOT_ASKED, EffectAnswer.DRAFT]
SESSIONS = [EffectSession(str(i + 1), START + timedelta(7 * i), answer) for i, answer in enumerate(ANSWERS)]
days = st.integers(0, 700).map(lambda count: START + timedelta(count))


def timeline(events: list[EffectEvent], sessions: list[EffectSession] | None = None) -> Chart:
    shown = SESSIONS if sessions is None else sessions
    return effects_timeline(shown, events, ChartText("Side effects"), until=START + timedelta(28))


def test_each_answer_has_its_own_shape() -> None:
    drawing = parse_all(timeline([]).svg)[0]

    for css_class in ("c-present", "c-none", "c-missing", "c-draft"):
        assert len(drawing.all("circle", css_class)) == 1
    assert "?" in drawing.words()
    assert len(drawing.all("line", "c-none-bar")) == 1


def test_the_caption_counts_what_was_asked_in_signed_sessions() -> None:
    caption = timeline([]).caption

    assert caption.startswith("Asked in 2 of 3 sessions.")
    assert "not the same as none" in caption


def test_an_unresolved_event_runs_to_the_day_of_looking_with_an_open_end() -> None:
    drawing = parse_all(timeline([EffectEvent("Bruise", START)]).svg)[0]

    bar = drawing.all("line", "c-event")[0]

    assert drawing.centres("c-open-end") == [(float(bar.attrib["x2"]), float(bar.attrib["y2"]))]
    assert "Bruise: 16 Oct 2026, not resolved" in drawing.titles()


def test_a_resolved_event_ends_on_its_day() -> None:
    drawing = parse_all(timeline([EffectEvent("Soreness", START, START + timedelta(14), "settled")]).svg)[0]

    bar = drawing.all("line", "c-event")[0]

    assert (float(bar.attrib["x1"]), float(bar.attrib["x2"])) == (16, 320)
    assert {"Soreness", "settled"} <= set(drawing.words())


def test_the_table_has_sessions_and_events() -> None:
    chart = timeline([EffectEvent("Bruise", START, None, "day 7: ask today")])

    assert chart.table_rows[2] == ("Session 3", "30 Oct 2026", "not asked", "")
    assert chart.table_rows[-1] == ("Bruise", "16 Oct 2026", "not resolved", "day 7: ask today")


def test_many_sessions_are_told_apart_by_lanes_named_in_words() -> None:
    sessions = [EffectSession(str(i), START + timedelta(i), ANSWERS[i % 3]) for i in range(200)]

    words = parse_all(timeline([], sessions).svg)[0].words()

    assert {"present: 67 of 200", "asked, none: 67 of 200", "not asked: 66 of 200"} <= set(words)


def test_no_sessions_are_said_in_words() -> None:
    chart = timeline([], [])

    assert "No sessions yet" in parse_all(chart.svg)[0].words()
    assert chart.caption == "No sessions yet."


@settings(max_examples=40)
@given(
    st.lists(st.tuples(days, st.sampled_from(ANSWERS)), max_size=40),
    st.lists(st.tuples(st.text(max_size=50), days, st.none() | days), max_size=15),
)
def test_any_dates_are_drawn_inside_the_frame(
    held: list[tuple[date, EffectAnswer]], found: list[tuple[str, date, date | None]]
) -> None:
    sessions = [EffectSession(str(number), day, answer) for number, (day, answer) in enumerate(held)]

    chart = timeline([EffectEvent(*event) for event in found], sessions)

    for drawing in parse_all(chart.svg):
        assert drawing.outside() == []
