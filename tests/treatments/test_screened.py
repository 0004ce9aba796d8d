"""Needling waits for consent in writing and for the screening, and stops where a contraindication concerns it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.base.dates import now_utc, pretending
from clinic_log.catalogue.vocabulary import Region
from clinic_log.clinics.actions import change_policy
from clinic_log.clinics.rules import Policy
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import Side
from clinic_log.patients.models import Patient
from clinic_log.screening.actions import override_contraindication, withdraw_consent
from clinic_log.screening.rules.answers import Answer, Given
from clinic_log.screening.rules.consent import Chaperone, ConsentKind
from clinic_log.treatments.actions import record_session, sign_session
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries import content_of, matches_record, signed_narrative
from clinic_log.treatments.queries.risks import get_known_risks
from clinic_log.treatments.rules import (
    ContentError,
    NeedleSide,
    NeedlingEntry,
    OverrideCode,
    SessionContent,
    SignatureMeaning,
    StimulationEntry,
    VisitKind,
)
from clinic_log.treatments.rules.contraindications import concerns, concerns_visit
from clinic_log.treatments.views.screening_lines import warned_lines
from tests.accounts.factories import make_actor
from tests.episodes.factories import make_episode, today
from tests.patients.factories import make_patient
from tests.screening.factories import make_consent, make_screening, yes
from tests.treatments.factories import days_ago, make_draft_session, needling, needling_visit


def begin(db: Session, by: SignedIn, *, content: SessionContent | None = None) -> TreatmentSession:
    """A visit of a patient of whom nothing was asked, saved."""
    patient = make_patient(db, by=by)
    episode = make_episode(db, by=by, patient=patient)
    treatment = make_draft_session(db, by=by, patient=patient)
    content = replace(content or needling_visit(since_previous=None), episode_ids=(episode.id,))
    return record_session(db, by=by, treatment=treatment, content=content)


def patient_of(db: Session, treatment: TreatmentSession) -> Patient:
    return db.get_one(Patient, treatment.patient_id)


def episode_of(db: Session, treatment: TreatmentSession) -> Episode:
    return db.get_one(Episode, treatment.episodes[0].episode_id)


def left(db: Session, by: SignedIn, treatment: TreatmentSession) -> list[str]:
    """The fields that stop the signature; the text of a needle that is stopped."""
    try:
        sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED)
    except ContentError as error:
        return [gap.field.partition(".")[0] for gap in error.gaps]
    return []


def row(slug: str, side: NeedleSide | None = NeedleSide.LEFT, **changes: object) -> NeedlingEntry:
    return needling(muscle_slug=slug, side=side, **changes)


def test_a_visit_with_needles_waits_for_consent_and_screening(db: Session) -> None:
    by = make_actor(db)
    treatment = begin(db, by)
    assert left(db, by, treatment) == ["consent", "screening_confirmed"]
    make_consent(db, by=by, patient=patient_of(db, treatment))
    make_screening(db, by=by, episode=episode_of(db, treatment), rest=Given.NOT_ASKED)
    assert left(db, by, treatment) == ["screening_confirmed"]

    make_screening(db, by=by, episode=episode_of(db, treatment))

    assert left(db, by, treatment) == []
    narrative = " ".join(signed_narrative(treatment.versions[0]))
    assert "Consent in writing: form 1, given 1 Jan 2000 by the patient." in narrative
    assert "Screening (Neck pain) of" in narrative
    assert "version 2: no contraindication." in narrative
    assert matches_record(treatment.versions[0], treatment=treatment)


def test_a_visit_without_needles_asks_for_neither(db: Session) -> None:
    by = make_actor(db)
    phoned = SessionContent(kind=VisitKind.PHONE, started_at=days_ago(1))

    assert left(db, by, begin(db, by, content=phoned)) == []


def test_an_earlier_screening_is_confirmed_for_its_newest_version(db: Session) -> None:
    by = make_actor(db)
    treatment = begin(db, by)
    make_consent(db, by=by, patient=patient_of(db, treatment))
    with pretending(now_utc() - timedelta(days=9)):
        old = make_screening(db, by=by, episode=episode_of(db, treatment), positive=[yes("driving")])
    with pretending(now_utc() - timedelta(days=8)):
        new = make_screening(db, by=by, episode=episode_of(db, treatment))
    record_session(
        db, by=by, treatment=treatment, content=replace(content_of(treatment), screening_confirmed=str(old.id))
    )
    assert left(db, by, treatment) == ["screening_confirmed"]

    confirmed = replace(content_of(treatment), screening_confirmed=str(new.id))
    record_session(db, by=by, treatment=treatment, content=confirmed)

    assert left(db, by, treatment) == []
    assert "version 2, confirmed unchanged: no contraindication" in treatment.screening_words


@pytest.mark.parametrize("how", ["declined", "withdrawn", "expired", "given later"])
def test_nobody_signs_without_consent_that_stands(db: Session, how: str) -> None:
    by = make_actor(db, Role.PRACTITIONER, Role.ADMINISTRATOR)
    treatment = begin(db, by)
    patient, day = patient_of(db, treatment), today(by)
    make_screening(db, by=by, episode=episode_of(db, treatment))
    change_policy(db, by=by, policy=Policy(consent_days=30 if how == "expired" else 0))
    consent = make_consent(db, by=by, patient=patient, given_on=day - timedelta(days=0 if how == "given later" else 40))
    if how == "declined":
        make_consent(db, by=by, patient=patient, kind=ConsentKind.DECLINED, given_on=day - timedelta(days=2))
    if how == "withdrawn":
        withdraw_consent(db, by=by, consent=consent, withdrawn_on=day - timedelta(days=2))

    assert left(db, by, treatment) == ["consent"]


def test_a_consent_withdrawn_during_the_visit_stood_when_it_began(db: Session) -> None:
    by = make_actor(db)
    treatment = begin(db, by)
    make_screening(db, by=by, episode=episode_of(db, treatment))
    consent = make_consent(db, by=by, patient=patient_of(db, treatment))
    withdraw_consent(db, by=by, consent=consent, withdrawn_on=today(by))

    assert left(db, by, treatment) == []


def test_a_stop_is_lifted_by_an_override_that_the_note_keeps(db: Session) -> None:
    by = make_actor(db)
    treatment = begin(db, by)
    make_consent(db, by=by, patient=patient_of(db, treatment))
    positive = [yes("tumour-site", Region.NECK, Region.SHOULDER, Region.UPPER_BACK, side=Side.RIGHT)]
    screening = make_screening(db, by=by, episode=episode_of(db, treatment), positive=positive)
    assert left(db, by, treatment) == ["needlings"]

    override_contraindication(db, by=by, screening=screening, code="tumour-site", reason="Benign by biopsy")

    assert left(db, by, treatment) == []
    kept = [(one.code, one.subject, one.reason) for one in treatment.overrides if one.reason]
    assert kept == [(OverrideCode.CONTRAINDICATION, "tumour-site", "Benign by biopsy")]
    assert "Needled in spite of a contraindication (Malignancy at the site): Benign by biopsy; by Ruth Adeyemi." in (
        signed_narrative(treatment.versions[0])
    )
    assert matches_record(treatment.versions[0], treatment=treatment)


@pytest.mark.parametrize(
    ("answer", "needle", "expected"),
    [
        (yes("needle-phobia"), row("soleus"), True),
        (yes("local-infection", Region.LEG, side=Side.LEFT), row("soleus"), True),
        (yes("local-infection", Region.LEG, side=Side.LEFT), row("soleus", NeedleSide.RIGHT), False),
        (yes("local-infection", Region.LEG, side=Side.BOTH), row("soleus", NeedleSide.RIGHT), True),
        (yes("local-infection", Region.ARM), row("soleus"), False),
        (yes("local-infection"), row("soleus"), True),
        (yes("bleeding-no-compress"), row("rhomboid-major"), True),
        (yes("bleeding-no-compress"), row("extensor-digitorum"), False),
        (yes("bleeding-no-compress"), row("extensor-digitorum", depth_class="to-bone"), True),
        (yes("previous-pneumothorax"), row("rhomboid-major"), True),
        (yes("previous-pneumothorax"), row("soleus"), False),
        (yes("estim-device"), row("soleus"), False),
        (yes("diabetes"), row("soleus"), False),
        (yes("local-infection", Region.ARM), replace(row("soleus"), muscle_slug=None, target_words="Scar"), True),
    ],
)
def test_which_needles_an_answer_concerns(answer: Answer, needle: NeedlingEntry, *, expected: bool) -> None:
    assert concerns(answer, needle) == expected


def test_a_stimulator_stops_the_channels_and_not_the_needles() -> None:
    channel = StimulationEntry(uid="c", first_uid="a", second_uid="b")

    assert concerns_visit(yes("estim-device"), SessionContent(stimulations=(channel,)))
    assert not concerns_visit(yes("estim-device"), SessionContent(needlings=(row("soleus"),)))


@pytest.mark.parametrize(
    ("code", "stopped"),
    [
        ("estim-device", "no electrical stimulation"),
        ("medical-emergency", "nothing is needled"),
        ("local-infection", "not needled here"),
    ],
)
def test_the_card_of_a_stop_says_what_it_stops(db: Session, code: str, stopped: str) -> None:
    by = make_actor(db)
    treatment = begin(db, by)
    make_screening(db, by=by, episode=episode_of(db, treatment), positive=[yes(code)])
    known = get_known_risks(db, by=by, patient=patient_of(db, treatment))

    (card,) = warned_lines(known, SessionContent())

    assert card.words.endswith(f"absolute contraindication, {stopped}")


def test_coded_answers_bring_the_precautions_of_the_note_once(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    positive = [yes("anticoagulant", words="Warfarin"), yes("breast-implant", Region.THORAX, side=Side.LEFT)]
    make_screening(db, by=by, episode=make_episode(db, by=by, patient=patient), positive=positive)

    found = get_known_risks(db, by=by, patient=patient).precautions

    assert [(one.code, one.alert) for one in found] == [
        ("anticoagulant", "Anticoagulant or antiplatelet medicine (Warfarin)"),
        ("implant", "Breast, chest or buttock implant (thorax, left)"),
    ]
    assert found[1].regions == {Region.THORAX}


BREAST: dict[str, object] = {
    "kind": ConsentKind.INTIMATE_AREA,
    "areas": frozenset({"breast"}),
    "chaperone": Chaperone.DECLINED,
}


@pytest.mark.parametrize(
    "target",
    [
        row("pectoralis-minor"),
        needling(muscle_slug=None, target_kind="scar", target_words="Scar of the breast", twitch=None),
    ],
)
def test_an_intimate_area_needs_a_consent_of_its_own_that_names_it(db: Session, target: NeedlingEntry) -> None:
    by = make_actor(db)
    treatment = begin(db, by, content=needling_visit(since_previous=None, needlings=(target,)))
    patient = patient_of(db, treatment)
    make_consent(db, by=by, patient=patient)
    make_screening(db, by=by, episode=episode_of(db, treatment))
    make_consent(db, by=by, patient=patient, **BREAST | {"areas": frozenset({"groin"})})
    assert left(db, by, treatment) == ["consent"]
    given = make_consent(db, by=by, patient=patient, **BREAST)
    withdraw_consent(db, by=by, consent=given, withdrawn_on=today(by) - timedelta(days=2))
    assert left(db, by, treatment) == ["consent"]

    make_consent(db, by=by, patient=patient, **BREAST | {"given_on": today(by) - timedelta(days=1)})

    assert left(db, by, treatment) == []
    assert "Consent for an intimate area (breast): form 1, given" in treatment.screening_words


def test_consent_for_an_intimate_area_alone_is_no_consent_to_needling(db: Session) -> None:
    by = make_actor(db)
    treatment = begin(db, by, content=needling_visit(since_previous=None, needlings=(row("pectoralis-minor"),)))
    make_screening(db, by=by, episode=episode_of(db, treatment))
    make_consent(db, by=by, patient=patient_of(db, treatment), **BREAST)

    assert left(db, by, treatment) == ["consent"]
