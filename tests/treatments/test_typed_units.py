"""Weights and lengths in the unit in which the therapist thinks: kept in one, shown as typed; and at which muscle."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from clinic_log.catalogue import measures
from clinic_log.episodes.rules import Side
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.queries import content_of
from clinic_log.treatments.rules import MeasurementEntry, SessionContent
from clinic_log.treatments.rules.narrative import narrate
from clinic_log.treatments.rules.signing import missing_for_signing
from clinic_log.treatments.views.note_measures import measure_lines
from clinic_log.treatments.views.reading import change_of
from tests.accounts.factories import make_actor
from tests.treatments.factories import make_recorded_session, needling_visit
from tests.treatments.sent import make_facts

GRIP = {
    "patient_id": "7",
    "measurements-0-uid": "g",
    "measurements-0-measure": "grip-strength",
    "measurements-0-side": "left",
    "measurements-0-before": "50",
    "measurements-0-after": "66.5",
}
LB = GRIP | {"measurements-0-unit": "lb"}


def _form(fields: dict[str, str], *, pounds: bool = False) -> SessionForm:
    facts = replace(make_facts(), uses_pounds_and_inches=pounds)
    return SessionForm.from_fields([[name, text] for name, text in fields.items()], facts=facts)


def _entry(fields: dict[str, str]) -> MeasurementEntry:
    form = _form(fields)
    assert form.validate(), form.all_errors()
    return form.to_content().measurements[0]


def test_pounds_are_kept_as_kilograms() -> None:
    entry = _entry(LB)

    assert entry.before == pytest.approx(22.6796185)
    assert entry.after == pytest.approx(30.163892605)
    assert entry.entered_unit == "lb"
    assert _entry(GRIP | {"measurements-0-unit": "kg"}) == _entry(GRIP)


def test_the_page_shows_again_what_was_typed() -> None:
    content = SessionContent(measurements=(_entry(LB),))
    form = SessionForm.from_content(content, facts=make_facts())
    row = next(form.measurements.rows())

    assert (row.before.data, row.after.data, row.unit.data) == (50, 66.5, "lb")


def test_the_verdict_and_the_limits_are_in_the_unit_that_was_typed() -> None:
    (line,) = measure_lines(_form(LB), {})
    beyond = _form(LB | {"measurements-0-before": "221"})
    beyond.validate()

    assert line.result.change == "+16.5 lb"
    assert line.measure is not None
    assert line.measure.unit == "lb"
    assert line.measure.mcid == pytest.approx(14.330, abs=1e-3)
    assert dict(beyond.all_errors())["measurements-0-before"] == ("Grip strength: Enter a value from 0 to 220.462 lb")


def test_a_unit_of_another_measure_is_refused_beside_its_field() -> None:
    form = _form(GRIP | {"measurements-0-unit": "cm"})

    assert not form.validate()
    assert [control for control, _text in form.all_errors()] == ["measurements-0-unit"]


def test_where_pounds_are_usual_a_number_without_a_unit_is_asked_about() -> None:
    form = _form(GRIP, pounds=True)

    assert not form.validate()
    assert dict(form.all_errors())["measurements-0-unit"] == "Grip strength: Choose the unit: kg or lb"


def test_where_pounds_are_usual_a_tracked_measure_stands_ready_in_pounds() -> None:
    facts = make_facts()
    episode = replace(facts.episodes[0], tracked=(("grip-strength", Side.LEFT), ("ndi", None)))
    facts = replace(facts, episodes=(episode,), uses_pounds_and_inches=True)

    rows = SessionForm.from_content(SessionContent(), facts=facts).measurements.rows()

    assert {row.measure.data: row.unit.data for row in rows} == {"nprs": None, "grip-strength": "lb", "ndi": None}


def test_where_pounds_are_usual_a_movement_is_still_taped_in_centimetres() -> None:
    facts = make_facts()
    tracked = (("fingertip-to-floor", None), ("vertical-jump", None), ("walk-6min", None))
    episode = replace(facts.episodes[0], tracked=tracked)
    facts = replace(facts, episodes=(episode,), uses_pounds_and_inches=True)

    rows = {
        row.measure.data: row for row in SessionForm.from_content(SessionContent(), facts=facts).measurements.rows()
    }

    assert {slug: row.unit.data for slug, row in rows.items() if slug != "nprs"} == {
        "fingertip-to-floor": "cm",
        "vertical-jump": "in",
        "walk-6min": "ft",
    }


def test_the_record_says_what_was_typed(db: Session) -> None:
    grip = _entry(LB)
    treatment = make_recorded_session(db, by=make_actor(db), content=needling_visit(measurements=(grip,)))
    db.expire_all()

    content = content_of(treatment)

    assert change_of(content.measurements[0])[0] == "+16.5 lb"
    assert "before 50 lb, after 66.5 lb" in " ".join(narrate(content, zone="Europe/London", names={}))


def test_strength_by_hand_says_of_which_muscle_before_it_is_signed() -> None:
    row = MeasurementEntry(uid="m", measure_slug="mmt", side=Side.LEFT, before=4, episode_id=1)
    content = SessionContent(measurements=(row,), episode_ids=(1,))
    said = replace(content, measurements=(replace(row, site="Deltoid"),))

    asked, quiet = (
        [
            gap.field
            for gap in missing_for_signing(each, has_earlier_visit=False)
            if gap.field.startswith("measurements")
        ]
        for each in (content, said)
    )

    assert asked == ["measurements.m.site"]
    assert quiet == []


def test_only_what_is_taken_at_one_place_asks_for_it() -> None:
    asked = {measure.slug for measure in measures.all_measures() if measure.asks_where}

    assert asked == {"ppt", "mmt", "hhd-force", "muscle-tone-palpation", "taut-band"}
