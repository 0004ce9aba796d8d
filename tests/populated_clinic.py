"""A clinic in which every page has something to show, made by the actions that the product uses."""

import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.credentials import record_credential, renew_credential
from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.actions import give_key
from clinic_log.base.database import make_engine, own_transaction
from clinic_log.base.dates import now_utc
from clinic_log.catalogue.measures import Better
from clinic_log.catalogue.vocabulary import Region
from clinic_log.clinics.actions import add_measure, retire_measure
from clinic_log.clinics.rules import OwnMeasureDetails, TakenBy
from clinic_log.cosigning import receivers as cosigning
from clinic_log.cosigning.actions.cosigning import send_back
from clinic_log.cosigning.rules import Seen
from clinic_log.episodes.actions import discharge_episode
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import Discharge, DischargeReason, Side
from clinic_log.incidents import receivers as incidents
from clinic_log.incidents.actions.by_link import SentAnswer, take_answer
from clinic_log.incidents.actions.follow_up import make_link
from clinic_log.incidents.actions.reporting import SentReport, report_effect
from clinic_log.incidents.actions.reviewing import add_action
from clinic_log.incidents.models import IncidentReview
from clinic_log.incidents.rules.follow_up import Sign, Told
from clinic_log.incidents.rules.late import Report
from clinic_log.incidents.rules.reviewing import NewAction
from clinic_log.outcomes.actions import record_flag_look, record_scores, retract_flag_look, retract_score
from clinic_log.outcomes.models import OutcomeScore, YellowFlagLook
from clinic_log.outcomes.receivers import connect
from clinic_log.outcomes.rules import HowAsked
from clinic_log.outcomes.rules.prognosis import FlagLook, YellowFlag
from clinic_log.outcomes.rules.score_entries import Asking, ScoreEntry, ScoresTaken
from clinic_log.patients.actions import add_alert, end_alert
from clinic_log.patients.models import Patient, PatientAlert
from clinic_log.patients.rules import AlertFacts, AlertLevel
from clinic_log.reports.actions import MadeReport, keep_report
from clinic_log.reports.models import KeptReport
from clinic_log.reports.rules import ReportKind
from clinic_log.rooms.actions import add_room, open_box, retire_room
from clinic_log.rooms.rules import BoxDetails
from clinic_log.supervision.actions import keep_view
from clinic_log.treatments.actions import Addendum, add_addendum, retract_session
from clinic_log.treatments.actions.favourites import save_favourite
from clinic_log.treatments.models import Favourite, TreatmentSession
from clinic_log.treatments.rules import (
    Asked,
    EffectTiming,
    LotEntry,
    OverrideCode,
    OverrideEntry,
    SessionContent,
    Severity,
)
from clinic_log.treatments.rules.favourites import favourite_of
from tests.accounts.factories import certificate, make_actor, make_clinic
from tests.conftest import AUDIT_KEY
from tests.episodes.factories import make_episode, make_suggestion, neck_pain, today
from tests.patients.factories import make_patient
from tests.screening.factories import make_consent, make_screening, yes
from tests.treatments.factories import (
    bruise,
    days_ago,
    make_draft_session,
    make_recorded_session,
    make_signed_session,
    needling_visit,
    pain,
)

FAMILY_NAME = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh"
LONG_NAME = "Bartholomew Maximilian Alexander " * 2 + "the Younger"


@dataclass(frozen=True, kw_only=True)
class PopulatedClinic:
    """Who works there, and the ids that its addresses need."""

    clinic_id: int
    people: dict[Role, SignedIn]
    patient_id: int
    empty_patient_id: int
    episode_id: int
    discharged_id: int
    suggestion_id: int
    alert_id: int
    favourite_id: int
    view_id: int
    report_id: int
    score_id: int
    look_id: int
    measure_id: int
    retired_measure_id: int
    signed_id: int
    event_id: int
    review_id: int
    action_id: int
    effect_id: int
    question_id: int
    screening_id: int
    consent_id: int
    credential_id: int
    room_id: int
    retired_room_id: int
    box_id: int
    retracted_id: int
    drafts: dict[Role, int]


def populated_copy(template: Path, *, to: Path, names: tuple[str, ...]) -> list[PopulatedClinic]:
    """A migrated SQLite file, copied and filled with a clinic of each name."""
    shutil.copy(template, to)
    engine = make_engine(f"sqlite:///{to}")
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        clinics = [populate(db, make_clinic(db, name=name)) for name in names]
    engine.dispose()
    return clinics


def populate(db: Session, clinic: Clinic) -> PopulatedClinic:
    """A patient with a long name, alerts, three signed visits (one amended, one with a serious event told later), a
    retracted one, drafts of two people, a discharged episode and a suggestion; and a patient with nothing.
    """
    connect()
    incidents.connect()
    cosigning.connect()
    people = {role: make_actor(db, role, clinic=clinic, name=f"{role.value.title()} of {clinic.name}") for role in Role}
    ruth = people[Role.PRACTITIONER]
    patient = make_patient(db, by=ruth, family_name=FAMILY_NAME, given_names=LONG_NAME)
    alert = _add_alerts(db, by=ruth, patient=patient)
    episode = make_episode(db, by=ruth, patient=patient)
    screening_id, consent_id = _add_screening(db, by=ruth, episode=episode, patient=patient)
    rooms = _add_rooms(db, people=people)
    signed, retracted = _add_visits(db, by=ruth, episode=episode, patient=patient)
    event_id = _add_late_report(db, by=ruth, treatment=signed)
    review_id, action_id = _add_to_review(db, by=people[Role.SUPERVISOR], patient=patient)
    return PopulatedClinic(
        clinic_id=clinic.id,
        people=people,
        patient_id=patient.id,
        empty_patient_id=make_patient(db, by=ruth).id,
        episode_id=episode.id,
        discharged_id=_add_discharged(db, by=ruth, patient=patient).id,
        suggestion_id=make_suggestion(db, by=ruth, patient=patient).id,
        alert_id=alert.id,
        favourite_id=_add_favourite(db, by=people[Role.SUPERVISOR]).id,
        view_id=keep_view(db, by=people[Role.SUPERVISOR], name="Necks", chosen={"period": "everything"}).id,
        report_id=_add_report(db, by=people[Role.PRACTITIONER], episode=episode).id,
        score_id=_add_scores(db, by=ruth, episode=episode).id,
        look_id=_add_flag_looks(db, by=ruth, episode=episode).id,
        **_add_measures(db, by=people[Role.ADMINISTRATOR]),
        signed_id=signed.id,
        event_id=event_id,
        review_id=review_id,
        action_id=action_id,
        effect_id=_add_answer(db, by=ruth, treatment=signed),
        question_id=_add_question(db, by=people[Role.SUPERVISOR], treatment=signed),
        screening_id=screening_id,
        consent_id=consent_id,
        credential_id=_add_credentials(db, people=people),
        **rooms,
        retracted_id=retracted.id,
        drafts=_add_drafts(db, people=people, patient=patient),
    )


def _add_alerts(db: Session, *, by: SignedIn, patient: Patient) -> PatientAlert:
    """Two that stand, the second of which is given back, and one that has ended."""
    danger = AlertFacts(level=AlertLevel.DANGER, label="Takes an anticoagulant", detail="Warfarin, INR 2.5 in October")
    caution = AlertFacts(level=AlertLevel.CAUTION, label="Faints at the sight of needles")
    ended = add_alert(
        db, by=by, patient=patient, alert=AlertFacts(level=AlertLevel.CAUTION, label="Expects a child", detail="")
    )
    end_alert(db, by=by, patient=patient, alert=ended)
    add_alert(db, by=by, patient=patient, alert=danger)
    return add_alert(db, by=by, patient=patient, alert=caution)


def _add_screening(db: Session, *, by: SignedIn, episode: Episode, patient: Patient) -> tuple[int, int]:
    """The ids of the newest answers, one of which stops the left foot, and of the consent."""
    consent = make_consent(db, by=by, patient=patient)
    make_screening(db, by=by, episode=episode, positive=[yes("diabetes", words="Type 2 since 2011")])
    infected = yes("local-infection", Region.FOOT, side=Side.LEFT, words="An ulcer at the heel")
    screening = make_screening(db, by=by, episode=episode, positive=[yes("diabetes", words="Type 2"), infected])
    return screening.id, consent.id


def _visit(**changes: object) -> SessionContent:
    """An ordinary visit in which needling went on in spite of the anticoagulant."""
    content = needling_visit(**changes)
    why = OverrideEntry(code=OverrideCode.PRECAUTION, subject="anticoagulant", reason="Talked over with her doctor")
    return replace(content, overrides=(*content.overrides, why))


def _add_visits(
    db: Session, *, by: SignedIn, episode: Episode, patient: Patient
) -> tuple[TreatmentSession, TreatmentSession]:
    """The visit that has an addendum, and the one that is retracted."""
    bruised = _visit(
        started_at=days_ago(21),
        since_previous=None,
        side_effects_before_leaving=Asked.PRESENT,
        effects=(bruise(),),
        notes="A long note. " * 40,
    )
    first = make_signed_session(db, by=by, patient=patient, episode=episode, content=bruised)
    add_addendum(
        db,
        by=by,
        treatment=first,
        addendum=Addendum(text="The bruise was on the left.", reason="Written on the wrong side"),
    )
    serious = bruise(
        timing=EffectTiming.SINCE_LAST_TIME,
        kind_slug="pneumothorax-suspected",
        severity=Severity.SEVERE,
        is_serious=True,
        action="Sent to the emergency department",
        reported_by="patient",
    )
    told = _visit(
        started_at=days_ago(14),
        since_previous=Asked.PRESENT,
        effects=(serious,),
        measurements=(pain(before=5, after=3),),
    )
    make_signed_session(db, by=by, patient=patient, episode=episode, content=told)
    later = _visit(started_at=days_ago(7), measurements=(pain(before=3, after=2),))
    make_signed_session(db, by=by, patient=patient, episode=episode, content=later)
    wrong = _visit(started_at=days_ago(3))
    retracted = make_signed_session(db, by=by, patient=patient, episode=episode, content=wrong)
    retract_session(db, by=by, treatment=retracted, reason="This was another patient")
    return first, retracted


def _add_late_report(db: Session, *, by: SignedIn, treatment: TreatmentSession) -> int:
    """The id of a side effect that was told after the signature."""
    effect = bruise(
        timing=EffectTiming.SINCE_LAST_TIME,
        kind_slug="syncope",
        severity=Severity.MODERATE,
        reported_by="patient",
        action="Lay down until it passed",
    )
    told = Report(effect=effect, told_on=today(by), told_how="phone")
    kept = report_effect(db, by=by, treatment=treatment, sent=SentReport(report=told, key="late-report"))
    assert kept.event_id is not None
    return kept.event_id


def _add_to_review(db: Session, *, by: SignedIn, patient: Patient) -> tuple[int, int]:
    """The ids of the review of the serious event, and of an action that waits in it."""
    query = select(IncidentReview).where(IncidentReview.patient_id == patient.id).order_by(IncidentReview.id).limit(1)
    review = db.scalars(query).one()
    action = NewAction(what="Refresh the landmarks of the chest", owner_id=by.user_id, due_on=today(by))
    add_action(db, by=by, review=review, action=action)
    return review.id, review.actions[0].id


def _add_answer(db: Session, *, by: SignedIn, treatment: TreatmentSession) -> int:
    """The id of a warning sign that the patient told by a follow-up link."""
    _, token = make_link(db, by=by, treatment=treatment, key="follow-up")
    told = Told(signs=(Sign.FAINTED,), soreness=4, other="A long word: " + "x" * 80)
    sent = SentAnswer(told=told, key="answer")
    return take_answer(db, token=token, sent=sent, address=None, now=now_utc()).effects[0].id


def _add_question(db: Session, *, by: SignedIn, treatment: TreatmentSession) -> int:
    """The id of the question with which a note was sent back to its author."""
    newest = treatment.versions[-1]
    seen = Seen(number=newest.number, content_hash=newest.content_hash)
    return send_back(db, by=by, treatment=treatment, seen=seen, question="Which side was the bruise on?").id


def _add_discharged(db: Session, *, by: SignedIn, patient: Patient) -> Episode:
    episode = make_episode(db, by=by, patient=patient, details=neck_pain(by))
    discharge = Discharge(reason=DischargeReason.GOALS_REACHED, discharged_on=today(by))
    return discharge_episode(db, by=by, episode=episode, discharge=discharge)


def _add_report(db: Session, *, by: SignedIn, episode: Episode) -> KeptReport:
    made = MadeReport(kind=ReportKind.SUMMARY, text="", content=b"%PDF-1.7", made_at=now_utc(), key="report")
    return keep_report(db, by=by, episode=episode, made=made)


def _add_scores(db: Session, *, by: SignedIn, episode: Episode) -> OutcomeScore:
    """Two outside a session: one that stands, and one that is retracted."""
    asking = Asking(taken_on=today(by), asked_by_id=by.user_id, how=HowAsked.PHONE, note="Called back")
    entries = [ScoreEntry(measure_slug="ndi", value=26), ScoreEntry(measure_slug="psfs", value=4)]
    standing, wrong = record_scores(db, by=by, episode=episode, taken=ScoresTaken(asking, entries), key="scores")
    retract_score(db, by=by, score=wrong, reason="Asked the wrong patient")
    return standing


def _add_flag_looks(db: Session, *, by: SignedIn, episode: Episode) -> YellowFlagLook:
    """One that stands, and one that is retracted."""
    looks = [FlagLook(looked_on=today(by), flags=flags) for flags in ((YellowFlag.WORK,), ())]
    standing, wrong = (
        record_flag_look(db, by=by, episode=episode, look=look, key=f"look{len(look.flags)}") for look in looks
    )
    retract_flag_look(db, by=by, row=wrong, reason="Of another patient")
    return standing


def _add_measures(db: Session, *, by: SignedIn) -> dict[str, int]:
    """One in use and one that is retired."""
    used, retired = (add_measure(db, by=by, details=plank_hold(name=name)) for name in ("Side plank", "Old plank"))
    retire_measure(db, by=by, measure=retired)
    return {"measure_id": used.id, "retired_measure_id": retired.id}


def plank_hold(**changes: object) -> OwnMeasureDetails:
    """A measure that a clinic might add."""
    known: dict[str, Any] = {
        "name": "Side plank",
        "unit": "s",
        "minimum": 0,
        "maximum": 300,
        "better": Better.HIGHER,
        "taken_by": TakenBy.CLINICIAN,
    }
    return OwnMeasureDetails(**known | changes)


def _add_credentials(db: Session, *, people: dict[Role, SignedIn]) -> int:
    """One of the supervisor that was renewed, and the renewal, which expires soon and whose id is given."""
    by, holder = people[Role.ADMINISTRATOR], people[Role.SUPERVISOR].user_id
    day = today(by)
    old = record_credential(db, by=by, user_id=holder, details=certificate(valid_from=day - timedelta(days=800)))
    details = certificate(valid_from=day - timedelta(days=400), expires_on=day + timedelta(days=20), regions=("neck",))
    return renew_credential(db, by=by, user_id=holder, credential_id=old.id, details=details).id


def _add_rooms(db: Session, *, people: dict[Role, SignedIn]) -> dict[str, int]:
    """One with a box that has expired, one without a box, and one that is retired."""
    ruth, administrator = people[Role.PRACTITIONER], people[Role.ADMINISTRATOR]
    used, _other, retired = (add_room(db, by=administrator, name=name) for name in ("Room 1", "Room 2", "Old couch"))
    retire_room(db, by=administrator, room=retired)
    box = BoxDetails(product="Seirin J-Type 0.25 × 25", lot="LT 47-11", expires_on=today(ruth) - timedelta(days=30))
    opened = open_box(db, by=ruth, room=used, box=box)
    return {"room_id": used.id, "retired_room_id": retired.id, "box_id": opened.id}


def _add_favourite(db: Session, *, by: SignedIn) -> Favourite:
    """One of the clinic."""
    chosen = favourite_of(needling_visit())
    return save_favourite(db, by=by, name=f"A favourite with a long name {'x' * 50}", chosen=chosen, for_clinic=True)


def _add_drafts(db: Session, *, people: dict[Role, SignedIn], patient: Patient) -> dict[Role, int]:
    """One that could be signed, by the practitioner, and one that was only begun, by the student."""
    lot = LotEntry(uid="lot", product="Seirin J-Type 0.25 × 25", lot="LT 47-11")
    content = _visit(started_at=days_ago(0) - timedelta(hours=2), lots=(lot,))
    complete = make_recorded_session(db, by=people[Role.PRACTITIONER], patient=patient, content=content)
    begun = make_draft_session(db, by=people[Role.STUDENT], patient=patient)
    return {Role.PRACTITIONER: complete.id, Role.STUDENT: begun.id}
