"""The page of one patient as a browser gets it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.episodes.rules import Side
from clinic_log.outcomes.actions import refresh_summary
from clinic_log.patient_record.queries import load_record
from clinic_log.patients.models import Patient
from clinic_log.patients.queries import get_patient
from clinic_log.treatments.actions import retract_session
from clinic_log.treatments.models import SessionVersion
from clinic_log.treatments.rules import (
    Asked,
    EffectTiming,
    SessionContent,
    SessionStatus,
    SignatureMeaning,
    VersionKind,
    VisitKind,
)
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.episodes.factories import make_suggestion, wrist_sprain
from tests.outcomes.factories import Taken, make_effect, make_open_episode, make_visit
from tests.patients.factories import make_patient
from tests.queries import count_queries
from tests.treatments.factories import bruise, days_ago, make_signed_session, needling_visit


@pytest.fixture
def client(sign_in: SignInFixture) -> SignedInClient:
    return sign_in(Role.PRACTITIONER)


def _page(client: SignedInClient, patient_id: int) -> str:
    """What a person reads: the text of the page with its runs of white space made one."""
    response = client.get(f"/patients/{patient_id}")
    assert response.status_code == 200
    return " ".join(response.get_data(as_text=True).split())


def _empty(engine: Engine, by: SignedIn) -> int:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        return make_patient(db, by=by).id


def _today(by: SignedIn) -> date:
    return day_in_zone(now_utc(), by.zone)


def _full(engine: Engine, by: SignedIn, *, weeks: int = 3) -> int:
    """Neck pain over some weeks, with a retracted visit and a draft that must count nowhere."""
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=by, family_name="Ünal <b>")
        start = _today(by) - timedelta(weeks=weeks)
        episode = make_open_episode(
            db,
            by=by,
            patient=patient,
            opened_on=start,
            tracked=[("ndi", None), ("cervical-rotation", Side.RIGHT)],
            label="Neck <i>pain</i>",
        )
        visits = []
        for week in range(weeks):
            visits.append(
                make_visit(
                    db,
                    by=by,
                    episodes=[episode],
                    on=start + timedelta(weeks=week),
                    pain=(7 - week % 5 * 2, 4 - week % 5),
                    taken=[Taken(before=44 - 12 * (week % 3), measure="ndi")],
                    before_leaving=(Asked.PRESENT, Asked.NONE, Asked.NOT_ASKED)[week % 3],
                    since=(Asked.NONE, Asked.PRESENT, None)[week % 3],
                )
            )
            _sign(db, visits[-1].id, by=by)
        make_effect(db, of=visits[0])
        make_effect(db, of=visits[1], kind="post-needling-soreness", told_in=visits[2])
        wrong = make_visit(db, by=by, episodes=[episode], on=_today(by), pain=(0, 0), status=SessionStatus.RETRACTED)
        wrong.retraction_reason = "Entered for the wrong patient"
        make_visit(db, by=by, episodes=[episode], on=_today(by), pain=(10, 10), status=SessionStatus.DRAFT)
        make_suggestion(db, by=by, patient=patient, found=wrist_sprain())
        refresh_summary(db, episode.id)
        return patient.id


def _sign(db: Session, session_id: int, *, by: SignedIn) -> None:
    db.add(
        SessionVersion(
            session_id=session_id,
            number=1,
            kind=VersionKind.ORIGINAL,
            content="",
            content_hash="",
            signer_id=by.user_id,
            signer_name=by.display_name,
            signer_roles="practitioner",
            meaning=SignatureMeaning.TREATED,
            signed_at=datetime(2026, 1, 1, tzinfo=UTC),
            zone=by.zone,
        )
    )


def test_the_course_stands_first_in_words(client: SignedInClient, engine: Engine) -> None:
    page = _page(client, _full(engine, client.actor))

    assert "Pain 7 → 3 over 3 sessions:" in page
    assert "a clinically important change." in page
    assert "3 signed sessions, 1 draft not counted" in page
    assert "Change after treatment, not proven to be caused by it" in page
    assert "more than error, 20.4 points" in page
    assert "not yet measured" in page


def test_a_retracted_session_and_a_draft_are_shown_and_count_nowhere(client: SignedInClient, engine: Engine) -> None:
    page = _page(client, _full(engine, client.actor))

    assert "timeline__entry--retracted" in page
    assert "Entered for the wrong patient" in page
    assert "draft, not signed, not counted" in page
    assert "Pain 10 → 10" not in page
    assert "Pain 0 → 0" not in page


def test_both_questions_about_side_effects_are_answered_apart(client: SignedInClient, engine: Engine) -> None:
    page = _page(client, _full(engine, client.actor))

    assert "Side effects before leaving: Bruising, mild; since then: asked, none" in page
    assert "Side effects before leaving: asked, none; since then: Post needling soreness, mild" in page
    assert "Side effects before leaving: not asked; since then: no contact yet" in page


def test_an_effect_stays_to_be_seen_when_its_visit_was_retracted(client: SignedInClient, engine: Engine) -> None:
    by = client.actor
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=by)
        content = needling_visit(started_at=days_ago(9))
        earlier = make_signed_session(db, by=by, patient=patient, content=content)
        serious = bruise(kind_slug="pneumothorax", is_serious=True, timing=EffectTiming.SINCE_LAST_TIME, site="")
        call = SessionContent(
            kind=VisitKind.PHONE, started_at=days_ago(8), since_previous=Asked.PRESENT, effects=(serious,)
        )
        make_signed_session(db, by=by, patient=patient, content=call)
        patient_id = patient.id
        retract_session(db, by=by, treatment=earlier, reason="Wrong day")

    page = _page(client, patient_id)

    assert "Told in a later note: Pneumothorax confirmed on imaging, serious, the visit itself was retracted" in page
    assert (
        "Pneumothorax confirmed on imaging, serious, the visit itself was retracted"
        in page[page.index("Side effects heard of since") :]
    )


def test_everything_typed_is_escaped(client: SignedInClient, engine: Engine) -> None:
    page = _page(client, _full(engine, client.actor))

    assert "Neck &lt;i&gt;pain&lt;/i&gt;" in page
    assert "<i>pain" not in page
    assert "Ünal <b>" not in page


def test_the_title_names_the_page_and_never_the_patient(client: SignedInClient, engine: Engine) -> None:
    assert "<title>Patient record – clinic_log</title>" in _page(client, _full(engine, client.actor))


def test_a_patient_without_anything_gets_one_thing_to_do(client: SignedInClient, engine: Engine) -> None:
    page = _page(client, _empty(engine, client.actor))

    assert "No open episode" in page
    assert "No sessions yet" in page


def test_suggestions_lead_to_an_episode(client: SignedInClient, engine: Engine) -> None:
    page = _page(client, _full(engine, client.actor))

    assert "Sprain of wrist" in page
    assert "episodes/new?suggestion=" in page


def test_an_open_draft_is_offered_to_who_began_it(client: SignedInClient, engine: Engine) -> None:
    assert "Continue the draft" in _page(client, _full(engine, client.actor))


def test_a_supervisor_reads_and_finds_nothing_to_write(
    sign_in: SignInFixture, client: SignedInClient, engine: Engine
) -> None:
    patient_id = _full(engine, client.actor)

    page = _page(sign_in(Role.SUPERVISOR, clinic=client.actor.clinic_id), patient_id)

    assert "New session" not in page
    assert "Open an episode" not in page
    assert "/edit" not in page
    assert "draft, not signed" in page


def test_an_unknown_and_a_foreign_patient_answer_alike(
    sign_in: SignInFixture, client: SignedInClient, engine: Engine
) -> None:
    foreign = _full(engine, sign_in(Role.PRACTITIONER).actor)

    answers = [client.get(f"/patients/{number}") for number in (foreign, 987_654, 2**80)]

    assert {answer.status_code for answer in answers} == {404}
    with Session(engine) as db:
        viewed = select(AuditEntry).where(AuditEntry.action == "patient.viewed")
        assert db.scalars(viewed).all() == []


def test_an_administrator_does_not_see_patients(sign_in: SignInFixture, client: SignedInClient, engine: Engine) -> None:
    patient_id = _empty(engine, client.actor)

    assert sign_in(Role.ADMINISTRATOR, clinic=client.actor.clinic_id).get(f"/patients/{patient_id}").status_code == 403


def test_each_look_is_on_record(client: SignedInClient, engine: Engine) -> None:
    patient_id = _empty(engine, client.actor)

    _page(client, patient_id)

    with Session(engine) as db:
        (entry,) = db.scalars(select(AuditEntry).where(AuditEntry.action == "patient.viewed"))
        assert (entry.patient_id, entry.user_id) == (patient_id, client.actor.user_id)


def test_many_sessions_are_folded_and_the_latest_stand_first(client: SignedInClient, engine: Engine) -> None:
    page = _page(client, _full(engine, client.actor, weeks=30))

    assert "12 earlier sessions" in page


def test_the_number_of_statements_does_not_grow_with_the_sessions(
    app: Flask, client: SignedInClient, engine: Engine
) -> None:
    numbers = []
    for weeks in (3, 40):
        patient_id = _full(engine, client.actor, weeks=weeks)
        with Session(engine) as db, count_queries(engine) as statements:
            patient = get_patient(db, by=client.actor, patient_id=patient_id)
            load_record(db, by=client.actor, patient=patient)
        numbers.append(len(statements))

    assert app.testing
    assert numbers[0] == numbers[1]


def test_headings_name_their_episode_only_where_several_are_open(client: SignedInClient, engine: Engine) -> None:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=client.actor)
        day = _today(client.actor) - timedelta(weeks=9)
        make_open_episode(db, by=client.actor, patient=patient, opened_on=day, label="Elbow pain", discharged_on=day)
        make_open_episode(db, by=client.actor, patient=patient, opened_on=day, label="Neck pain")
        patient_id = patient.id

    assert ": Neck pain, right, since" not in _page(client, patient_id)

    with own_transaction(engine) as db:
        patient = db.get_one(Patient, patient_id)
        make_open_episode(db, by=client.actor, patient=patient, opened_on=day, label="Heel pain")

    page = _page(client, patient_id)
    assert ": Neck pain, right, since" in page
    assert ": Heel pain, right, since" in page
