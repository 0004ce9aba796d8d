"""What a measure was earlier, or is on another page, is compared only with the same motion of the same side."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from clinic_log.episodes.rules import Side, Tracked
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.forms.two_texts import NOT_THERE, Texts, differences
from clinic_log.treatments.queries import get_note_facts
from clinic_log.treatments.queries.later import latest_values
from clinic_log.treatments.rules import MeasurementEntry, SessionContent
from clinic_log.treatments.rules.favourites import FavouriteSet, MeasureAsked, missing_in
from clinic_log.treatments.views.note_measures import MeasureLine, measure_lines
from tests.accounts.factories import make_actor
from tests.episodes.factories import make_episode, neck_pain
from tests.patients.factories import make_patient
from tests.treatments.factories import days_ago, make_draft_session, make_signed_session, needling_visit, uid
from tests.treatments.sent import make_facts

_MOTION = "shoulder-flexion"


def _taken(mode: str, value: float, *, side: Side = Side.RIGHT) -> MeasurementEntry:
    return MeasurementEntry(uid=uid(), measure_slug=_MOTION, side=side, mode=mode, before=value)


def _line(app: Flask, db: Session, *earlier: tuple[MeasurementEntry, ...], now: MeasurementEntry) -> MeasureLine:
    """The line of the measure in a note that follows these visits, the first of them the oldest."""
    by = make_actor(db)
    patient = make_patient(db, by=by)
    episode = make_episode(db, by=by, patient=patient)
    for place, rows in enumerate(earlier):
        visit = needling_visit(started_at=days_ago(9 - place), measurements=rows)
        make_signed_session(db, by=by, patient=patient, episode=episode, content=visit)
    treatment = make_draft_session(db, by=by, patient=patient)
    facts = get_note_facts(db, by=by, patient=patient, treatment=treatment)
    known = latest_values(db, by=by, treatment=treatment, before=facts.now, slugs={_MOTION})
    content = SessionContent(episode_ids=(episode.id,), measurements=(now,))
    form = SessionForm.from_content(content.with_episodes_settled(), facts=facts, revision=1)
    with app.test_request_context():
        (line,) = (line for line in measure_lines(form, known) if line.form.uid.data == now.uid)
    return line


def test_the_last_value_is_that_of_the_same_kind_of_motion(app: Flask, db: Session) -> None:
    line = _line(
        app,
        db,
        (_taken("active", 110), _taken("active", 140, side=Side.LEFT)),
        (_taken("passive", 150), _taken("passive", 165, side=Side.LEFT)),
        now=_taken("active", 120),
    )

    assert line.last == 110
    assert line.facts[0].startswith("Last 110° active, ")
    assert line.detail == "left 140°"


def test_a_row_that_names_no_kind_of_motion_shows_the_last_value_with_its_kind(app: Flask, db: Session) -> None:
    line = _line(app, db, (_taken("active", 110),), (_taken("passive", 150),), now=_taken("", 120))

    assert line.facts[0].startswith("Last 150° passive, ")


def test_a_kind_of_motion_that_was_never_taken_has_no_last_value(app: Flask, db: Session) -> None:
    assert _line(app, db, (_taken("active", 110),), now=_taken("passive", 120)).facts[0] == "Not measured before"


@pytest.mark.parametrize(("standing", "is_added"), [("active", False), ("", False), ("passive", True)])
def test_a_favourite_adds_the_kind_of_motion_that_does_not_stand(standing: str, is_added: bool) -> None:  # noqa: FBT001
    asked = MeasureAsked(_MOTION, Side.RIGHT, "active")

    missing = missing_in(
        FavouriteSet(measures=(asked,)),
        SessionContent(),
        episode_id=None,
        standing={MeasureAsked(_MOTION, Side.RIGHT, standing)},
    )

    assert bool(missing.measures) is is_added


@pytest.mark.parametrize(
    ("mine", "theirs", "lone"), [("active", "passive", 2), ("active", "active", 0), ("", "active", 0)]
)
def test_two_texts_pair_only_rows_of_one_kind_of_motion(mine: str, theirs: str, lone: int) -> None:
    facts = make_facts()
    forms = [
        SessionForm.from_content(SessionContent(measurements=(_taken(mode, value),)), facts=facts, revision=1)
        for mode, value in ((mine, 110), (theirs, 150))
    ]

    found = [one for one in differences(Texts(*forms)) if one.key.startswith("measurements.")]

    assert len([one for one in found if NOT_THERE in {one.mine, one.theirs}]) == lone


def test_what_means_nothing_without_a_place_stands_ready_where_it_was_taken_last(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    tracked = (Tracked("ppt", Side.RIGHT), Tracked("mmt", Side.RIGHT))
    episode = make_episode(db, by=by, patient=patient, details=replace(neck_pain(by), tracked=tracked))

    def threshold(site: str) -> MeasurementEntry:
        return MeasurementEntry(uid=uid(), measure_slug="ppt", side=Side.RIGHT, before=2.5, site=site)

    for days, sites in ((9, ["Masseter"]), (5, ["Levator scapulae", "Upper trapezius"])):
        visit = needling_visit(started_at=days_ago(days), measurements=tuple(map(threshold, sites)))
        make_signed_session(db, by=by, patient=patient, episode=episode, content=visit)
    facts = get_note_facts(db, by=by, patient=patient, treatment=make_draft_session(db, by=by, patient=patient))
    form = SessionForm.from_content(SessionContent(), facts=facts)

    rows = [(row.measure.data, row.site.data) for row in form.measurements.rows() if row.measure.data != "nprs"]

    assert rows == [("ppt", "Levator scapulae"), ("ppt", "Upper trapezius"), ("mmt", "")]
    assert form.to_content().measurements == ()


def test_motion_stands_ready_in_the_modes_and_with_the_tool_of_the_last_time(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    tracked = (Tracked("cervical-rotation", Side.RIGHT),)
    episode = make_episode(db, by=by, patient=patient, details=replace(neck_pain(by), tracked=tracked))

    def rotation(mode: str, tool: str) -> MeasurementEntry:
        return MeasurementEntry(
            uid=uid(), measure_slug="cervical-rotation", side=Side.RIGHT, before=50, mode=mode, tool=tool
        )

    last = (rotation("active", "goniometer"), rotation("passive", "goniometer"))
    for days, taken in ((9, (rotation("active", "tape"),)), (5, last), (2, ())):
        visit = needling_visit(started_at=days_ago(days), measurements=taken)
        make_signed_session(db, by=by, patient=patient, episode=episode, content=visit)
    facts = get_note_facts(db, by=by, patient=patient, treatment=make_draft_session(db, by=by, patient=patient))
    form = SessionForm.from_content(SessionContent(), facts=facts)

    rows = [(row.mode.data, row.tool.data, row.rater.data) for row in form.measurements.rows() if row.side.data]

    assert rows == [("active", "goniometer", None), ("passive", "goniometer", None)]
    assert form.to_content().measurements == ()
