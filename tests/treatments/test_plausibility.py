"""What a record refuses, each with a sentence beside its field."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic_log.base.dates import now_utc
from clinic_log.catalogue import measures
from clinic_log.treatments.rules import (
    AdjunctEntry,
    ChartPoint,
    EffectTiming,
    Gap,
    NeedleSide,
    SessionContent,
    StimulationEntry,
)
from clinic_log.treatments.rules.plausibility import Circumstances, refused
from tests.treatments.factories import bruise, days_ago, needling, needling_visit, pain
from tests.treatments.strategies import ZONE, contents

NOW = now_utc()
LIFE = Circumstances(now=NOW, zone=ZONE, born_on=date(1980, 5, 1), has_earlier_visit=True)


def reasons(content: SessionContent, circumstances: Circumstances = LIFE) -> list[tuple[str, str]]:
    """(field, message); of a row only the name of the field."""
    return [(_name(gap), gap.text) for gap in refused(content, circumstances=circumstances)]


def _name(gap: Gap) -> str:
    return gap.field.rpartition(".")[2]


def test_an_ordinary_visit_can_be_saved() -> None:
    assert reasons(needling_visit()) == []


def test_an_empty_note_can_be_saved() -> None:
    assert reasons(SessionContent()) == []


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"started_at": NOW + timedelta(minutes=5)}, "started_at", "future"),
        ({"started_at": datetime.fromisoformat("1980-04-30T10:00+00:00")}, "started_at", "before the patient was born"),
        ({"ended_at": days_ago(2)}, "ended_at", "ends before it starts"),
        ({"ended_at": NOW + timedelta(days=1)}, "ended_at", "more than a day"),
        ({"stopped_at": days_ago(2)}, "stopped_at", "outside its own time"),
        ({"started_at": None, "ended_at": days_ago(1)}, "started_at", "Enter when the visit started"),
        ({"needles_out": -1}, "needles_out", "Enter a value from 0 to 1000 needles"),
        ({"next_step": "celebrate"}, "next_step", "Choose from the list"),
        ({"notes": "a\0b"}, "notes", "U+0000"),
        ({"notes": "a" * 20_001}, "notes", "20,001 characters; 20,000 is the most"),
        ({"count_note": "a" * 301}, "count_note", "301 characters; 300 is the most"),
        ({"needlings": tuple(needling() for _ in range(41))}, "needlings", "41 rows are more than one visit can hold"),
        ({"adjuncts": (AdjunctEntry(code="none"), AdjunctEntry(code="heat"))}, "adjuncts", "cannot both be true"),
        ({"adjuncts": (AdjunctEntry(code="prayer"),)}, "code", "Choose from the list"),
        ({"adjuncts": (AdjunctEntry(code="heat"), AdjunctEntry(code="heat"))}, "heat", "comes twice"),
    ],
)
def test_a_visit_is_refused_with_a_sentence(changes: dict[str, object], field: str, text: str) -> None:
    ((name, message),) = reasons(needling_visit(**changes))

    assert name == field
    assert text in message


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"needles": 31}, "needles", "Enter a value from 1 to 30 needles"),
        ({"needles": 0}, "needles", "Enter a value from 1 to 30 needles"),
        ({"diameter_mm": 30}, "diameter_mm", "30 mm thick does not exist. Did you mean 0.30 mm?"),
        ({"diameter_mm": 25}, "diameter_mm", "Did you mean 0.25 mm?"),
        ({"diameter_mm": 300}, "diameter_mm", "Enter a value from 0.05 to 1 mm"),
        ({"diameter_mm": 0.01}, "diameter_mm", "Enter a value from 0.05 to 1 mm"),
        ({"length_mm": 0.3}, "length_mm", "Enter a value from 5 to 200 mm"),
        ({"insertions": 0}, "insertions", "Enter a value from 1 to 200 insertions"),
        ({"dwell_minutes": 1000}, "dwell_minutes", "Enter a value from 0 to 120 min"),
        ({"muscle_slug": "flux-capacitor"}, "muscle_slug", "Choose a muscle from the list"),
        ({"muscle_slug": None}, "muscle_slug", "Choose a muscle from the list"),
        ({"muscle_slug": None, "target_kind": "scar"}, "target_words", "Say in words what was needled"),
        ({"target_kind": "scar", "target_words": "scar"}, "target_kind", "not both"),
        ({"target_kind": "moon", "target_words": "x", "muscle_slug": None}, "target_kind", "Choose from the list"),
        ({"muscle_slug": "procerus", "side": NeedleSide.LEFT}, "side", "lies on the midline"),
        ({"technique": "dancing"}, "technique", "Choose from the list"),
        ({"twitch": "yes"}, "twitch", "Choose from the list"),
        ({"other_responses": ("none", "cramp")}, "other_responses", "cannot both be true"),
        ({"other_responses": ("bang",)}, "other_responses", "Choose from the list"),
        ({"note": "a" * 301}, "note", "300 is the most"),
        ({"dwell_minutes": float("nan")}, "dwell_minutes", "Enter a value from 0 to 120 min"),
    ],
)
def test_a_needling_is_refused_with_a_sentence(changes: dict[str, object], field: str, text: str) -> None:
    ((name, message),) = reasons(needling_visit(needlings=(needling(**changes),)))

    assert name == field
    assert text in message


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"before": 11}, "before", "Enter a value from 0 to 10 points"),
        ({"after": -1}, "after", "Enter a value from 0 to 10 points"),
        ({"before": None, "after": None}, "before", "say why it was not asked"),
        ({"measure_slug": "horoscope"}, "measure_slug", "Choose a measure from the list"),
        ({"measure_slug": "cervical-rotation", "before": 400}, "before", "220"),
        ({"mode": "sleeping"}, "mode", "Choose from the list"),
        ({"side": "left"}, "side", "has no side"),
    ],
)
def test_a_measurement_is_refused_with_a_sentence(changes: dict[str, object], field: str, text: str) -> None:
    ((name, message),) = reasons(needling_visit(measurements=(pain(**changes),)))

    assert name == field
    assert text in message


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"kind_slug": "levitation"}, "kind_slug", "Choose a side effect from the list"),
        ({"onset_on": date(2020, 1, 2), "resolved_on": date(2020, 1, 1)}, "resolved_on", "ends before it begins"),
        ({"onset_on": date(2199, 1, 1)}, "onset_on", "between the patient's birth and today"),
        ({"reported_by": "ghost"}, "reported_by", "Choose from the list"),
    ],
)
def test_a_side_effect_is_refused_with_a_sentence(changes: dict[str, object], field: str, text: str) -> None:
    ((name, message),) = reasons(needling_visit(effects=(bruise(**changes),)))

    assert name == field
    assert text in message


def test_an_effect_since_last_time_needs_an_earlier_visit() -> None:
    content = needling_visit(effects=(bruise(timing=EffectTiming.SINCE_LAST_TIME),))

    assert reasons(content) == []
    ((name, message),) = reasons(content, replace(LIFE, has_earlier_visit=False))
    assert (name, "no earlier visit" in message) == ("kind_slug", True)


def test_a_visit_after_the_patients_death_is_refused() -> None:
    ((name, message),) = reasons(needling_visit(), replace(LIFE, deceased_on=date(2020, 1, 1)))

    assert (name, "death" in message) == ("started_at", True)


def test_a_channel_joins_two_needlings_of_the_visit() -> None:
    first, second = needling(), needling()
    channel = StimulationEntry(uid="s", first_uid=first.uid, second_uid=second.uid, frequency_hz=2)
    visit = needling_visit(needlings=(first, second), needles_out=4)

    assert reasons(replace(visit, stimulations=(channel,))) == []
    assert reasons(replace(visit, stimulations=(replace(channel, second_uid=first.uid),)))[0][0] == "second_uid"
    assert reasons(replace(visit, stimulations=(replace(channel, first_uid="gone"),)))[0][0] == "first_uid"


def test_a_row_cannot_come_twice() -> None:
    row = needling()

    ((_, message),) = reasons(needling_visit(needlings=(row, row)))

    assert message == "This row comes twice"


@pytest.mark.parametrize("measure", measures.all_measures(), ids=lambda measure: measure.slug)
def test_every_measure_takes_its_own_ends_and_nothing_beyond(measure: measures.Measure) -> None:
    low, high = measure.hard_minimum, measure.hard_maximum
    assert low is not None
    assert high is not None

    assert reasons(needling_visit(measurements=(pain(before=low, after=high, measure_slug=measure.slug),))) == []
    assert (
        reasons(needling_visit(measurements=(pain(before=low - 1, after=high + 1, measure_slug=measure.slug),))) != []
    )


def test_names_in_any_script_are_kept() -> None:
    content = needling_visit(notes="Σπύρος 🙂 مريم", needlings=(needling(note="ağrı → yok"),))

    assert reasons(content) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(content=contents(), minutes=st.integers(3, 10_000))
def test_no_visit_starts_in_the_future(content: SessionContent, minutes: int) -> None:
    late = replace(content, started_at=NOW + timedelta(minutes=minutes), ended_at=None, stopped_at=None)

    assert "started_at" in dict(reasons(late))


def test_the_chart_point_is_plain_data() -> None:
    point = ChartPoint(version="1", view="front", x=1, y=2)

    assert reasons(needling_visit(needlings=(needling(chart=point),))) == []
