"""A later visit hears whether a side effect is gone; the signed note that told of it stays as it is."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.patients.models import Patient
from clinic_log.treatments.actions import retract_session, sign_session
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries import content_of, matches_record, signed_narrative
from clinic_log.treatments.queries.open_effects import list_open_effects, resolved_days
from clinic_log.treatments.rules import (
    Asked,
    ContentError,
    EffectState,
    EffectUpdateEntry,
    NeedleSide,
    SessionContent,
    SignatureMeaning,
)
from clinic_log.treatments.rules.effect_course import day_number, told_words
from tests.accounts.factories import make_actor
from tests.patients.factories import make_patient
from tests.treatments.factories import bruise, days_ago, make_recorded_session, make_signed_session, needling_visit


@pytest.fixture
def by(db: Session) -> SignedIn:
    return make_actor(db)


@pytest.fixture
def patient(db: Session, by: SignedIn) -> Patient:
    return make_patient(db, by=by)


def bruised(db: Session, by: SignedIn, patient: Patient) -> TreatmentSession:
    """A signed visit two days ago that left a bruise."""
    effect = bruise(site="", muscle_slug="trapezius-upper", side=NeedleSide.RIGHT)
    content = needling_visit(
        started_at=days_ago(2), effects=(effect,), side_effects_before_leaving=Asked.PRESENT, since_previous=None
    )
    return make_signed_session(db, by=by, patient=patient, content=content)


def hears(event_id: int, state: EffectState = EffectState.GONE) -> SessionContent:
    return needling_visit(effect_updates=(EffectUpdateEntry(event_id=event_id, state=state),))


@pytest.mark.parametrize(
    ("onset", "day"), [(date(2026, 1, 5), 1), (date(2026, 1, 3), 3), (None, 2), (date(2026, 1, 9), 1)]
)
def test_the_first_day_is_the_day_on_which_it_began(onset: date | None, day: int) -> None:
    assert day_number(date(2026, 1, 5), onset_on=onset, seen_on=date(2026, 1, 4)) == day


def test_an_effect_stays_open_until_somebody_heard_that_it_is_gone(db: Session, by: SignedIn, patient: Patient) -> None:
    earlier = bruised(db, by, patient)
    (effect,) = list_open_effects(db, by=by, patient_id=patient.id)
    assert (effect.words, effect.day) == ("Bruise or small haematoma, mild, Upper trapezius, right", 3)

    later = make_recorded_session(db, by=by, patient=patient, content=hears(effect.id))
    assert list_open_effects(db, by=by, patient_id=patient.id) == (effect,)  # a draft is no fact

    sign_session(db, by=by, treatment=later, meaning=SignatureMeaning.TREATED)

    assert list_open_effects(db, by=by, patient_id=patient.id) == ()
    assert effect.id in resolved_days(db, event_ids=[effect.id])
    assert earlier.adverse_events[0].resolved_on is None
    assert matches_record(earlier.versions[0], treatment=earlier)
    assert matches_record(later.versions[0], treatment=later)
    assert content_of(later).effect_updates[0].words == effect.words


def test_retracting_what_heard_it_opens_it_again(db: Session, by: SignedIn, patient: Patient) -> None:
    bruised(db, by, patient)
    (effect,) = list_open_effects(db, by=by, patient_id=patient.id)
    later = make_signed_session(db, by=by, patient=patient, content=hears(effect.id))

    retract_session(db, by=by, treatment=later, reason="Another patient")

    assert [one.id for one in list_open_effects(db, by=by, patient_id=patient.id)] == [effect.id]
    assert resolved_days(db, event_ids=[effect.id]) == {}


def test_what_was_heard_last_is_said_when_it_is_asked_again(db: Session, by: SignedIn, patient: Patient) -> None:
    bruised(db, by, patient)
    (effect,) = list_open_effects(db, by=by, patient_id=patient.id)
    assert effect.heard is None
    worse = EffectUpdateEntry(event_id=effect.id, state=EffectState.WORSE, note="Told to see the doctor")

    visit = make_signed_session(db, by=by, patient=patient, content=needling_visit(effect_updates=(worse,)))
    (effect,) = list_open_effects(db, by=by, patient_id=patient.id)

    assert effect.heard is not None
    assert (effect.heard.state, effect.heard.over_by) == (EffectState.WORSE, None)
    said = next(
        text for text in signed_narrative(visit.versions[0]) if text.startswith(f"From earlier, {effect.words}")
    )
    assert "worse; what was done: Told to see the doctor" in said
    assert matches_record(visit.versions[0], treatment=visit)


def test_a_worse_effect_asks_what_was_done(db: Session, by: SignedIn, patient: Patient) -> None:
    bruised(db, by, patient)
    (effect,) = list_open_effects(db, by=by, patient_id=patient.id)

    with pytest.raises(ContentError, match="Say what was done or advised"):
        make_signed_session(db, by=by, patient=patient, content=hears(effect.id, EffectState.WORSE))


@pytest.mark.parametrize("state", [EffectState.STILL_THERE, EffectState.NOT_ASKED])
def test_still_there_and_not_asked_leave_it_open(
    *, db: Session, by: SignedIn, patient: Patient, state: EffectState
) -> None:
    bruised(db, by, patient)
    (effect,) = list_open_effects(db, by=by, patient_id=patient.id)

    make_signed_session(db, by=by, patient=patient, content=hears(effect.id, state))

    assert [one.id for one in list_open_effects(db, by=by, patient_id=patient.id)] == [effect.id]


def test_an_effect_of_another_patient_does_not_exist(db: Session, by: SignedIn, patient: Patient) -> None:
    bruised(db, by, make_patient(db, by=by))

    with pytest.raises(ContentError):
        make_recorded_session(db, by=by, patient=patient, content=hears(1))


def test_a_new_note_has_no_answer_about_side_effects(db: Session, by: SignedIn, patient: Patient) -> None:
    columns = TreatmentSession.__table__.c
    for name in ("since_previous", "side_effects_before_leaving", "side_effects_since"):
        assert columns[name].default is None
        assert columns[name].server_default is None
        assert columns[name].nullable


@pytest.mark.parametrize(
    ("who", "how", "words"),
    [
        ("patient", "asked", "told by patient, when asked"),
        ("patient", "", "told by patient"),
        ("", "asked", "when asked"),
        ("", "", ""),
    ],
)
def test_who_told_of_an_effect_and_how_is_said_as_far_as_it_is_known(who: str, how: str, words: str) -> None:
    assert told_words(bruise(reported_by=who, told_how=how)) == words
