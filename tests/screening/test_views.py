"""The pages of screening and consent: what is refused stands beside its field, and the way leads back to the note."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.catalogue.vocabulary import Region
from clinic_log.clinics.actions import change_policy
from clinic_log.clinics.rules import Policy
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import Side
from clinic_log.screening.models import Consent, ContraindicationOverride, Screening
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.episodes.factories import make_episode, today
from tests.patients.factories import make_patient
from tests.queries import count_queries
from tests.screening.factories import make_consent, make_screening, yes
from tests.treatments.pages import form_in


@dataclass
class Desk:
    """A practitioner and a patient with one episode, of whom nothing was asked."""

    engine: Engine
    ruth: SignedInClient
    patient_id: int
    episode_id: int

    @property
    def overview(self) -> str:
        return f"/patients/{self.patient_id}/screening"

    @property
    def questions(self) -> str:
        return f"/patients/{self.patient_id}/episodes/{self.episode_id}/screening"

    @property
    def consent(self) -> str:
        return f"/patients/{self.patient_id}/consent"

    def infected(self) -> int:
        """The screening that stops the left foot."""
        positive = [yes("local-infection", Region.FOOT, side=Side.LEFT)]
        with own_transaction(self.engine) as db:
            give_key(db, AUDIT_KEY)
            episode = db.get_one(Episode, self.episode_id)
            return make_screening(db, by=self.ruth.actor, episode=episode, positive=positive).id


@pytest.fixture
def desk(engine: Engine, sign_in: SignInFixture) -> Desk:
    ruth = sign_in(Role.PRACTITIONER, Role.ADMINISTRATOR)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=ruth.actor)
        return Desk(engine, ruth, patient.id, make_episode(db, by=ruth.actor, patient=patient).id)


def signed(desk: Desk, **changes: str | list[str]) -> dict[str, str | list[str]]:
    fields: dict[str, str | list[str]] = {
        "idempotency_key": "one",
        "kind": "written-first",
        "given_by": "patient",
        "given_on": today(desk.ruth.actor).isoformat(),
        "form_version": "1",
        "explained": ["risks", "benefits", "alternatives", "not_acupuncture", "training"],
        "copy_given": "yes",
    }
    return fields | changes


def test_the_questions_are_answered_by_ticks_and_one_answer_for_the_rest(desk: Desk) -> None:
    page = desk.ruth.get(desk.questions)
    assert "Needle phobia" in page.text

    unfinished = desk.ruth.post(desk.questions, data={"questions-diabetes-is_yes": "y"})
    half = desk.ruth.post(desk.questions, data={"questions-diabetes-words": "Type 2", "rest": "no"})
    answered = desk.ruth.post(
        desk.questions,
        data={"questions-diabetes-is_yes": "y", "questions-diabetes-words": "<b>Type 2</b>", "rest": "no"},
        follow_redirects=True,
    )

    assert (unfinished.status_code, half.status_code) == (422, 422)
    assert "Say what was answered to the others" in unfinished.text
    assert "Tick this answer, or remove what stands below it" in half.text
    assert "Screening kept" in answered.text
    assert "&lt;b&gt;Type 2&lt;/b&gt;" in answered.text
    assert form_in(desk.ruth.get(desk.questions), "screening")["questions-diabetes-words"] == "<b>Type 2</b>"
    with Session(desk.engine) as db:
        assert db.scalars(select(Screening.number)).all() == [1]


def test_a_positive_answer_stands_in_the_banner_of_every_page(desk: Desk) -> None:
    desk.infected()

    for page in (f"/patients/{desk.patient_id}", desk.overview, f"/patients/{desk.patient_id}/alerts"):
        assert "Infection, broken or unhealthy skin at the site" in desk.ruth.get(page).text

    alerts = desk.ruth.get(f"/patients/{desk.patient_id}/alerts").text
    assert "from the screening" in alerts
    assert "/end" not in alerts


def test_an_override_needs_a_reason_and_a_supervisor_where_the_clinic_says_so(desk: Desk) -> None:
    screening_id = desk.infected()
    address = f"/patients/{desk.patient_id}/screenings/{screening_id}/override"

    empty = desk.ruth.post(address, data={"code": "local-infection", "reason": ""})
    assert empty.status_code == 422
    assert "Say why needling goes on" in empty.text
    with own_transaction(desk.engine) as db:
        give_key(db, AUDIT_KEY)
        change_policy(db, by=desk.ruth.actor, policy=Policy(supervisors_override=True))
    refused = desk.ruth.post(address, data={"code": "local-infection", "reason": "Healed"})
    assert refused.status_code == 403
    assert "a supervisor overrides" in refused.text or "A supervisor of this clinic" in refused.text
    with own_transaction(desk.engine) as db:
        give_key(db, AUDIT_KEY)
        change_policy(db, by=desk.ruth.actor, policy=Policy())
    done = desk.ruth.post(address, data={"code": "local-infection", "reason": "Healed"}, follow_redirects=True)

    assert "Overridden with a reason" in done.text
    assert "overridden" in done.text
    with Session(desk.engine) as db:
        assert db.scalars(select(ContraindicationOverride.reason)).all() == ["Healed"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"explained": ["risks"]}, "Explain first: benefits, alternatives"),
        ({"given_by": "guardian"}, "is 18 or older and signs"),
        ({"given_by": "representative"}, "Enter who signed for the patient"),
        ({"given_on": ""}, "Enter the day on which it was signed"),
        ({"given_on": "soon"}, "Enter a date with year"),
        ({"form_version": ""}, "Enter the version that stands on the form"),
        ({"kind": ""}, "Choose what was signed"),
    ],
)
def test_consent_that_cannot_be_kept_says_so_beside_its_field(
    desk: Desk, changes: dict[str, str | list[str]], message: str
) -> None:
    answer = desk.ruth.post(desk.consent, data=signed(desk, **changes))

    assert answer.status_code == 422
    assert message in answer.text


def test_consent_in_the_future_is_refused_and_sent_twice_is_one(desk: Desk) -> None:
    tomorrow = (today(desk.ruth.actor) + timedelta(days=1)).isoformat()
    future = desk.ruth.post(desk.consent, data=signed(desk, given_on=tomorrow))
    answers = [desk.ruth.post(desk.consent, data=signed(desk)) for _ in range(2)]

    assert future.status_code == 422
    assert "cannot be dated in the future" in future.text
    assert [answer.status_code for answer in answers] == [303, 303]
    with Session(desk.engine) as db:
        assert len(db.scalars(select(Consent)).all()) == 1
    assert "Consent valid" in desk.ruth.get(f"/patients/{desk.patient_id}").text


def test_consent_is_withdrawn_and_the_banner_says_so(desk: Desk) -> None:
    desk.ruth.post(desk.consent, data=signed(desk))
    with Session(desk.engine) as db:
        consent_id = db.scalars(select(Consent.id)).one()
    address = f"/patients/{desk.patient_id}/consents/{consent_id}/withdraw"
    day = today(desk.ruth.actor)
    page = desk.ruth.get(address)

    late = desk.ruth.post(address, data={"withdrawn_on": (day + timedelta(days=1)).isoformat()})
    done = desk.ruth.post(address, data={"withdrawn_on": day.isoformat()}, follow_redirects=True)

    assert "form 1, given" in page.text
    assert late.status_code == 422
    assert "Enter today or an earlier day" in late.text
    assert "Consent withdrawn" in done.text


def test_the_page_that_was_left_for_the_questions_is_come_back_to(desk: Desk) -> None:
    answered = desk.ruth.post(f"{desk.questions}?session_id=7", data={"rest": "no"})
    kept = desk.ruth.post(f"{desk.consent}?session_id=7", data=signed(desk))

    assert answered.location == f"/patients/{desk.patient_id}/sessions/7/edit"
    assert kept.location == answered.location


def test_looking_is_audited_and_takes_the_same_number_of_statements(desk: Desk) -> None:
    def count() -> int:
        with count_queries(desk.engine) as statements:
            assert desk.ruth.get(desk.overview).status_code == 200
        return len(statements)

    desk.infected()
    few = count()
    with own_transaction(desk.engine) as db:
        give_key(db, AUDIT_KEY)
        episode = db.get_one(Episode, desk.episode_id)
        patient = make_patient(db, by=desk.ruth.actor)
        for number in range(3):
            make_screening(db, by=desk.ruth.actor, episode=episode, positive=[yes("metal-allergy", words=str(number))])
            make_consent(db, by=desk.ruth.actor, patient=patient)

    assert count() == few
    with Session(desk.engine) as db:
        assert "screening.viewed" in db.scalars(select(AuditEntry.action)).all()
