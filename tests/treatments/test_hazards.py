"""Dangers wait for an answer: notes that must be read, and warnings that are passed with a reason."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.catalogue import muscles
from clinic_log.patients.actions import add_alert
from clinic_log.patients.rules import AlertFacts, AlertLevel
from clinic_log.treatments.actions import discard_session, retract_session, sign_session
from clinic_log.treatments.queries import content_of, matches_record
from clinic_log.treatments.queries.risks import get_known_risks
from clinic_log.treatments.rules import (
    ContentError,
    NeedleSide,
    NeedlingEntry,
    OverrideCode,
    OverrideEntry,
    SessionContent,
    SignatureMeaning,
    StimulationEntry,
)
from clinic_log.treatments.rules.hazards import KnownRisks, interrupts, risk_gaps
from clinic_log.treatments.rules.narrative import narrate
from clinic_log.treatments.rules.precautions import precautions_in
from tests.accounts.factories import make_actor
from tests.episodes.factories import make_episode
from tests.patients.factories import make_patient
from tests.treatments.factories import make_recorded_session, make_signed_session, needling, needling_visit, read


def row(slug: str, side: NeedleSide | None = NeedleSide.RIGHT, **changes: object) -> NeedlingEntry:
    return needling(muscle_slug=slug, side=side, length_mm=None, episode_id=5, **changes)


def gaps(*rows: NeedlingEntry, known: KnownRisks | None = None, **changes: object) -> list[str]:
    content = replace(SessionContent(needlings=rows), **changes)  # type: ignore[arg-type] # names are checked by replace
    return [gap.field.rpartition(".")[2] for gap in risk_gaps(content, known or KnownRisks())]


@pytest.mark.parametrize(
    ("slug", "asked"),
    [
        ("trapezius-upper", ["hazard_read", "warning_signs_given"]),
        ("multifidus-cervicis", ["hazard_read"]),
        ("rectus-abdominis", ["hazard_read"]),
        ("procerus", ["hazard_read"]),
        ("soleus", []),
    ],
)
def test_the_note_of_a_dangerous_muscle_must_be_read(slug: str, asked: list[str]) -> None:
    assert gaps(row(slug)) == asked


def test_a_note_is_read_once_for_an_episode_and_muscle() -> None:
    known = KnownRisks(read=frozenset({(5, "procerus")}))

    assert gaps(row("procerus"), row("procerus")) == ["hazard_read"]
    assert gaps(row("procerus"), known=known) == []
    assert gaps(replace(row("procerus"), episode_id=6), known=known) == ["hazard_read"]
    assert gaps(row("procerus"), overrides=(read("procerus"),)) == []


@given(st.sampled_from(muscles.all_muscles()))
def test_exactly_the_four_hazards_interrupt(muscle: muscles.Muscle) -> None:
    dangers = {"pneumothorax", "spinal-canal", "viscera", "eye"}

    assert interrupts(muscle) == bool(dangers & {hazard.value for hazard in muscle.hazards})
    assert ("hazard_read" in gaps(row(muscle.slug))) == interrupts(muscle)


def test_both_sides_of_the_chest_need_a_reason_by_hazard() -> None:
    rows = (row("rhomboid-major"), row("pectoralis-minor", NeedleSide.LEFT))
    why = OverrideEntry(code=OverrideCode.BOTH_SIDES, reason="Symptoms on both sides")

    assert "both_sides_reason" in gaps(*rows)
    assert "both_sides_reason" not in gaps(*rows, overrides=(why,))
    assert "both_sides_reason" not in gaps(row("soleus"), row("soleus", NeedleSide.LEFT))
    assert "both_sides_reason" in gaps(rows[0], overrides=(why,))  # a reason without its warning is no fact


def test_warning_signs_that_were_not_given_need_a_reason() -> None:
    seen = (row("rhomboid-major"),)

    assert "warning_signs_reason" in gaps(*seen, warning_signs_given=False)
    assert "warning_signs_reason" not in gaps(*seen, warning_signs_given=False, warning_signs_reason="Has them")
    assert "warning_signs_given" not in gaps(*seen, warning_signs_given=True)


@pytest.mark.parametrize(
    "answer",
    [{"warning_signs_given": True}, {"warning_signs_given": False}, {"warning_signs_reason": "Has them"}],
)
def test_nothing_is_signed_about_warning_signs_of_a_visit_without_needles_over_the_chest(
    answer: dict[str, Any],
) -> None:
    assert gaps(row("soleus"), **answer) == ["warning_signs_given"]
    assert gaps(**answer) == ["warning_signs_given"]


def test_a_needle_longer_than_usual_needs_a_reason() -> None:
    long = replace(row("soleus"), length_mm=75)
    why = OverrideEntry(code=OverrideCode.LONG_NEEDLE, subject=long.uid, reason="Large build")

    assert gaps(long) == ["long_needle_reason"]
    assert gaps(replace(long, length_mm=50)) == []
    assert gaps(long, overrides=(why,)) == []
    assert gaps(replace(long, length_mm=50), overrides=(why,)) == ["long_needle_reason"]


@pytest.mark.parametrize(
    ("alert", "slug", "side", "asked"),
    [
        ("On apixaban", "piriformis", "right", ["anticoagulant"]),
        ("On apixaban", "sartorius", "right", []),
        ("Pregnant", "gluteus-medius", "left", ["pregnancy"]),
        ("Pregnant", "soleus", "left", []),
        ("Lymphoedema, left arm", "supinator", "left", ["lymphoedema"]),
        ("Lymphoedema, left arm", "supinator", "right", []),
        ("Lymphoedema, left arm", "soleus", "left", []),
        ("Right hip replacement", "piriformis", "right", ["implant"]),
        ("Pacemaker", "soleus", "left", []),
        ("Fainted at a blood test", "piriformis", "right", []),
    ],
)
def test_a_precaution_is_asked_where_it_matters(*, alert: str, slug: str, side: str, asked: list[str]) -> None:
    known = KnownRisks(precautions=precautions_in([alert]))

    assert gaps(row(slug, NeedleSide(side)), known=known) == asked


def test_a_pacemaker_matters_beside_electrical_stimulation() -> None:
    rows = (row("soleus"), row("sartorius"))
    channel = StimulationEntry(uid="s", first_uid=rows[0].uid, second_uid=rows[1].uid)
    known = KnownRisks(precautions=precautions_in(["Pacemaker (no electrical stimulation)"]))

    assert gaps(*rows, known=known, stimulations=(channel,)) == ["implant"]


def test_a_precaution_is_asked_once_for_the_visit() -> None:
    known = KnownRisks(precautions=precautions_in(["On apixaban", "Takes warfarin"]))

    assert gaps(row("piriformis"), row("popliteus"), known=known) == ["anticoagulant"]


def test_what_is_said_names_no_technique() -> None:
    texts = [gap.text for gap in risk_gaps(SessionContent(needlings=(row("trapezius-upper"),)))]

    assert not any(word in text.lower() for text in texts for word in ("angle", "pincer", "tangential", "insert"))


@pytest.fixture
def by(db: Session) -> SignedIn:
    return make_actor(db)


def test_a_note_read_in_a_signed_visit_is_known_in_the_next(db: Session, by: SignedIn) -> None:
    patient = make_patient(db, by=by)
    episode = make_episode(db, by=by, patient=patient)

    signed = make_signed_session(db, by=by, patient=patient, episode=episode)

    assert get_known_risks(db, by=by, patient=patient).read == {(episode.id, "trapezius-upper")}
    (entry,) = content_of(signed).overrides
    assert (entry.by_id, entry.at is not None) == (by.user_id, True)
    assert matches_record(signed.versions[0], treatment=signed)


def test_what_a_discarded_or_retracted_visit_read_is_asked_again(db: Session, by: SignedIn) -> None:
    patient = make_patient(db, by=by)
    discard_session(db, by=by, treatment=make_recorded_session(db, by=by, patient=patient))
    signed = make_signed_session(db, by=by, patient=patient, content=needling_visit(since_previous=None))
    retract_session(db, by=by, treatment=signed, reason="Another patient")

    assert get_known_risks(db, by=by, patient=patient).read == frozenset()


def test_nobody_signs_past_a_precaution_without_a_reason(db: Session, by: SignedIn) -> None:
    patient = make_patient(db, by=by)
    add_alert(db, by=by, patient=patient, alert=AlertFacts(level=AlertLevel.DANGER, label="On apixaban"))
    treatment = make_recorded_session(db, by=by, patient=patient)

    with pytest.raises(ContentError, match="On apixaban"):
        sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED)


def test_a_reason_is_narrated_with_who_gave_it(db: Session, by: SignedIn) -> None:
    content = needling_visit(overrides=(OverrideEntry(code=OverrideCode.BOTH_SIDES, reason="Both hurt", by_id=1),))

    assert "Both sides of the chest in one visit: Both hurt; by Ruth." in narrate(
        content, zone="UTC", names={1: "Ruth"}
    )
