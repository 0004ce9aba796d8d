"""The form reads what a therapist types, says what is wrong beside each field, and keeps everything typed."""

import pytest

from clinic_log.treatments.forms import SessionForm, fields_of, with_row_button
from clinic_log.treatments.forms.as_sent import fields_of_form
from clinic_log.treatments.rules import NEW_EPISODE, ContentError, Gap, NewEpisode, VisitKind
from tests.treatments.factories import needling, needling_visit
from tests.treatments.sent import make_facts

FACTS = make_facts()
ROW = {"needlings-0-uid": "a", "needlings-0-muscle": "trapezius-upper", "needlings-0-needles": "2"}
VISIT = {"patient_id": "7", "kind": "needling", "start_day": "2025-11-20", "start_clock": "14:02"}

READING = {"vital_signs-0-uid": "v", "vital_signs-0-pulse_per_minute": "60"}


def form_of(fields: dict[str, str], *, zone: str | None = None) -> SessionForm:
    facts = make_facts(zone=zone) if zone else FACTS
    return SessionForm.from_fields([[name, text] for name, text in ({"patient_id": "7"} | fields).items()], facts=facts)


def messages(fields: dict[str, str]) -> dict[str, str]:
    form = form_of(fields)
    form.validate()
    return dict(form.all_errors())


def test_an_ordinary_visit_is_read() -> None:
    form = form_of(
        VISIT | ROW | {"measurements-0-uid": "m", "measurements-0-measure": "nprs", "measurements-0-before": "6"}
    )

    assert form.validate(), form.all_errors()
    content = form.to_content()
    assert content.kind is VisitKind.NEEDLING
    assert content.started_at is not None
    assert content.started_at.isoformat() == "2025-11-20T14:02:00+00:00"
    assert content.needlings[0].needles == 2
    assert content.measurements[0].before == 6


def test_a_page_just_opened_answers_nothing() -> None:
    form = form_of({})

    assert form.validate(), form.all_errors()
    content = form.to_content()
    assert content.side_effects_before_leaving is None
    assert content.agreement is None
    assert content.started_at is None


def test_pain_of_nothing_is_a_value() -> None:
    form = form_of({"measurements-0-measure": "nprs", "measurements-0-before": "0", "measurements-0-uid": "m"})

    assert form.validate(), form.all_errors()
    assert form.to_content().measurements[0].before == 0


def test_a_comma_is_understood() -> None:
    form = form_of(ROW | {"needlings-0-dwell_minutes": "12,5"})

    assert form.validate(), form.all_errors()
    assert form.to_content().needlings[0].dwell_minutes == 12.5


@pytest.mark.parametrize(
    ("fields", "control", "text"),
    [
        (ROW | {"needlings-0-needles": "31"}, "needlings-0-needles", "from 1 to 30"),
        (ROW | {"needlings-0-needles": "many"}, "needlings-0-needles", "Enter a whole number"),
        (ROW | {"needlings-0-needles": ""}, "needlings-0-needles", "Enter how many needles were used"),
        (ROW | {"needlings-0-muscle": "flux"}, "needlings-0-muscle", "Choose from the list"),
        (
            ROW | {"needlings-0-muscle": "", "needlings-0-muscle-typed": "flux"},
            "needlings-0-muscle",
            "“flux” is not on",
        ),
        (ROW | {"needlings-0-muscle": ""}, "needlings-0-muscle", "Choose the muscle, or another target in words"),
        (ROW | {"needlings-0-target_words": "scar"}, "needlings-0-target_words", "not both"),
        (
            ROW | {"needlings-0-muscle": "", "needlings-0-target_words": "scar"},
            "needlings-0-target_kind",
            "what kind of target",
        ),
        (ROW | {"needlings-0-diameter_other": "30"}, "needlings-0-diameter_other", "Did you mean 0.30 mm?"),
        (ROW | {"needlings-0-diameter": "other"}, "needlings-0-diameter_other", "Enter the diameter in mm"),
        (
            ROW | {"needlings-0-length": "40", "needlings-0-length_other": "45"},
            "needlings-0-length_other",
            "not both",
        ),
        (
            {"measurements-0-measure": "cervical-rotation", "measurements-0-after": "400"},
            "measurements-0-after",
            "from 0 to 220",
        ),
        ({"measurements-0-measure": "nprs", "measurements-0-before": "11"}, "measurements-0-before", "from 0 to 10"),
        ({"measurements-0-before": "5"}, "measurements-0-measure", "Choose what was measured"),
        (VISIT | {"start_day": "2099-01-01"}, "start_clock", "future"),
        (VISIT | {"start_day": "1949-01-01"}, "start_clock", "before the patient was born"),
        (VISIT | {"end_clock": "13:00"}, "end_clock", "ends before it starts"),
        (VISIT | {"start_clock": "17:30", "end_clock": "00:20"}, "end_clock", "ends before it starts"),
        (
            VISIT | READING | {"vital_signs-0-taken_clock": "13:50"},
            "vital_signs-0-taken_clock",
            "before",
        ),
        (VISIT | {"start_day": ""}, "start_day", "Enter the day of the visit"),
        (VISIT | {"start_clock": ""}, "start_clock", "Enter when the visit started"),
        (VISIT | {"start_day": "20.11.2025"}, "start_day", "Enter a date"),
        (VISIT | {"notes": "a\0b"}, "notes", "U+0000"),
        (VISIT | {"notes": "a" * 20_001}, "notes", "Shorten it"),
        (VISIT | {"kind": "party"}, "kind", "Choose one of the answers shown"),
        (VISIT | {"effects_before-0-site": "neck"}, "effects_before-0-kind", "Choose the side effect"),
        (VISIT | {"stimulations-0-minutes": "5"}, "stimulations-0-first", "two needlings"),
        (VISIT | {"adjunct_details-heat-minutes": "5"}, "adjuncts", "Details of 'Heat' were entered"),
        (VISIT | {"episodes": "new"}, "new_episode-condition", "Choose the condition of the new episode"),
        (VISIT | {"new_episode-words": "Sore thumb"}, "episodes", "Choose 'New episode' as well"),
        (VISIT | {"episodes": "12345"}, "episodes", "Choose from what is shown"),
    ],
)
def test_a_wrong_value_has_a_sentence_beside_its_field(fields: dict[str, str], control: str, text: str) -> None:
    found = messages(fields)

    assert text in found[control]
    assert list(found) == [control] or len(found) == 2


def test_every_mistake_of_a_page_is_named_at_once() -> None:
    found = messages(
        VISIT | ROW | {"end_clock": "13:00", "needlings-0-needles": "31", "needlings-0-diameter_other": "30"}
    )

    assert set(found) == {"end_clock", "needlings-0-needles", "needlings-0-diameter_other"}


def test_the_clocks_of_a_visit_past_midnight_are_of_the_next_day() -> None:
    late = VISIT | {"start_clock": "23:40", "end_clock": "00:20", "ended": "stopped-early", "stopped_clock": "00:05"}
    form = form_of(late | READING | {"vital_signs-0-taken_clock": "00:10"})

    assert form.validate()
    content = form.to_content()
    again = SessionForm.from_content(content, facts=form.facts)

    late_times = (content.stopped_at, content.vital_signs[0].taken_at, content.ended_at)
    assert [f"{moment:%Y-%m-%d %H:%M}" for moment in late_times if moment] == [
        "2025-11-21 00:05",
        "2025-11-21 00:10",
        "2025-11-21 00:20",
    ]
    assert (str(again.start_day.data), str(again.end_clock.data)) == ("2025-11-20", "00:20:00")


def test_a_time_that_the_clock_skips_is_refused() -> None:
    form = form_of({"start_day": "2025-03-30", "start_clock": "01:30"}, zone="Europe/London")

    assert not form.validate()
    assert "01:30 did not exist" in dict(form.all_errors())["start_clock"]


def test_everything_typed_is_still_there_after_a_refusal() -> None:
    fields = VISIT | ROW | {"needlings-0-needles": "31 or so", "start_day": "20.11.2025", "notes": "a\0b"}
    form = form_of(fields)
    form.validate()

    shown = dict(fields_of_form(form))

    for name, text in fields.items():
        assert shown[name] == text


def test_a_page_of_another_patient_is_refused() -> None:
    form = form_of(VISIT | {"patient_id": "8"})

    assert not form.validate()
    assert form.form_errors == ["This page belongs to another patient. Nothing was saved."]


def test_too_many_rows_are_counted_and_refused() -> None:
    rows = {f"needlings-{number}-needles": "1" for number in range(41)}

    found = messages(rows)

    assert "41 rows are more than one visit can hold (40)" in found["needlings"]


def test_a_flood_of_rows_is_counted_and_not_built() -> None:
    form = form_of({f"needlings-{number}-needles": "1" for number in range(5_000)})
    form.validate()

    assert "5000 rows" in dict(form.all_errors())["needlings"]
    assert len(form.needlings) == 120


def test_rows_are_bound_by_their_uid_and_not_by_their_place() -> None:
    form = form_of(
        {
            "needlings-7-uid": "late",
            "needlings-7-muscle": "trapezius-upper",
            "needlings-7-needles": "3",
            "needlings-2-uid": "early",
            "needlings-2-muscle": "levator-scapulae",
            "needlings-2-needles": "1",
        }
    )

    assert form.validate(), form.all_errors()
    assert [(row.uid, row.needles) for row in form.to_content().needlings] == [("late", 3), ("early", 1)]
    assert form.control_id("needlings.late.side") == "needlings-1-side"


def test_a_row_in_which_nothing_was_answered_is_not_saved() -> None:
    form = form_of({"needlings-0-uid": "a", "needlings-0-target_kind": "muscle", "measurements-0-measure": "nprs"})

    assert form.validate(), form.all_errors()
    assert form.to_content().needlings == ()
    assert form.to_content().measurements == ()


def test_the_measures_of_an_episode_stand_ready_without_a_value() -> None:
    form = SessionForm.from_content(needling_visit(episode_ids=(5,), measurements=()), facts=make_facts(tracked=True))

    ready = [(row.measure.data, row.episode.data, row.before.data) for row in form.measurements.rows()]
    assert ready == [("nprs", "5", None), ("ndi", "5", None)]


def test_a_refusal_of_the_rules_stands_beside_the_field_of_its_row() -> None:
    row = needling()
    form = SessionForm.from_content(needling_visit(needlings=(row,)), facts=FACTS)

    form.show(ContentError([Gap(f"needlings.{row.uid}.side", "Choose the side"), Gap("nowhere", "Odd")]).gaps)

    assert dict(form.all_errors()) == {"": "Odd", "needlings-0-side": "Upper trapezius: Choose the side"}


def test_a_new_episode_can_be_described_in_the_note() -> None:
    form = form_of(VISIT | ROW | {"needlings-0-episode": "new", "new_episode-condition": "neck-pain"})

    assert form.validate(), form.all_errors()
    content = form.to_content()
    assert content.new_episode == NewEpisode(condition_slug="neck-pain")
    assert content.needlings[0].episode_id == NEW_EPISODE


def test_the_row_for_scripts_has_places_for_its_number_and_uid() -> None:
    row = form_of({}).empty_row("needlings")

    assert row["muscle"].name == "needlings-__index__-muscle"
    assert row.uid.data == "__uid__"
    assert "__index__" in str(row["side"]())


def test_muscles_are_found_by_their_synonyms() -> None:
    html = str(form_of(ROW).needlings[0].form.muscle())

    assert "<optgroup" in html
    assert 'data-search="' in html


def test_a_button_adds_a_row_and_keeps_everything() -> None:
    fields = with_row_button([("notes", ["half a th"]), ("needlings-0-uid", ["a"]), ("add_row", ["needlings"])])

    assert fields is not None
    assert fields[:2] == [["notes", "half a th"], ["needlings-0-uid", "a"]]
    assert fields[2][0] == "needlings-1-uid"
    assert len(fields) == 3


def test_a_button_removes_one_row_and_nothing_else() -> None:
    sent = [
        ("needlings-0-uid", ["a"]),
        ("needlings-0-muscle", ["trapezius-upper"]),
        ("needlings-10-uid", ["b"]),
        ("needlings-10-needles", ["2"]),
        ("remove_row", ["a"]),
    ]

    assert with_row_button(sent) == [["needlings-10-uid", "b"], ["needlings-10-needles", "2"]]


@pytest.mark.parametrize("button", [("add_row", ["castles"]), ("remove_row", ["unknown"]), ("remove_row", [""])])
def test_an_unknown_button_changes_nothing(button: tuple[str, list[str]]) -> None:
    assert with_row_button([("notes", ["x"]), button]) == [["notes", "x"]]


def test_without_a_row_button_nothing_is_rewritten() -> None:
    assert with_row_button([("notes", ["x"])]) is None


def test_a_draft_keeps_no_proof_and_no_button() -> None:
    sent = [("csrf_token", ["t"]), ("act", ["save"]), ("notes", ["x"]), ("episodes", ["5", "9"])]

    assert fields_of(sent) == [["notes", "x"], ["episodes", "5"], ["episodes", "9"]]
