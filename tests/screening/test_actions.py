"""Answers and consents are kept as versions, alerts follow them, and overrides need a reason."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.models import AuditEntry
from clinic_log.base.dates import now_utc, pretending
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError
from clinic_log.catalogue.vocabulary import Region
from clinic_log.clinics.actions import change_policy
from clinic_log.clinics.rules import Policy
from clinic_log.episodes.rules import Side
from clinic_log.patients.actions import end_alert
from clinic_log.patients.queries import list_alerts, list_ended_alerts
from clinic_log.screening.actions import override_contraindication, withdraw_consent
from clinic_log.screening.models import Consent, ConsentWithdrawal, Screening
from clinic_log.screening.queries import NeedledVisit, what_stood
from clinic_log.screening.queries.consents import list_consents
from clinic_log.screening.queries.standing import get_standing, list_versions
from clinic_log.screening.rules.answers import Given
from clinic_log.screening.rules.consent import ConsentState
from tests.accounts.factories import make_actor, make_clinic
from tests.episodes.factories import make_episode, today
from tests.patients.factories import make_patient
from tests.screening.factories import consent_details, make_consent, make_screening, yes


def audited(db: Session) -> list[str]:
    return list(db.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)))


def test_answers_are_versions_and_alerts_follow_the_newest(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    episode = make_episode(db, by=by, patient=patient)
    make_screening(db, by=by, episode=episode, positive=[yes("diabetes"), yes("needle-phobia")])
    second = make_screening(db, by=by, episode=episode, positive=[yes("diabetes", words="Type 2")])

    versions = list_versions(db, by=by, patient=patient)

    assert [version.number for version in versions] == [2, 1]
    assert versions[0].id == second.id
    assert [(alert.code, alert.detail) for alert in list_alerts(db, patient=patient)] == [("diabetes", "Type 2")]
    assert {alert.code for alert in list_ended_alerts(db, patient=patient)} == {"diabetes", "needle-phobia"}
    assert audited(db)[-1] == "screening.answered"


def test_the_same_answers_of_the_same_day_are_the_same_version(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    episode = make_episode(db, by=by, patient=patient)

    first = make_screening(db, by=by, episode=episode)
    same = make_screening(db, by=by, episode=episode)
    with pretending(now_utc() + timedelta(days=2)):
        later = make_screening(db, by=by, episode=episode)

    assert (same.id, later.number) == (first.id, 2)


def test_a_yes_of_another_open_episode_keeps_its_alert(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    neck, knee = (make_episode(db, by=by, patient=patient) for _ in range(2))
    make_screening(db, by=by, episode=neck, positive=[yes("over-implant", Region.SHOULDER)])

    make_screening(db, by=by, episode=knee)

    assert [alert.code for alert in list_alerts(db, patient=patient)] == ["over-implant"]
    with pytest.raises(ConflictError, match="follows from the screening"):
        end_alert(db, by=by, patient=patient, alert=list_alerts(db, patient=patient)[0])


def test_an_override_needs_a_reason_and_goes_on_while_its_answer_stays(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    episode = make_episode(db, by=by, patient=patient)
    infected = yes("local-infection", Region.FOOT, side=Side.LEFT)
    screening = make_screening(db, by=by, episode=episode, positive=[infected])

    with pytest.raises(InvalidInputError, match="Say why"):
        override_contraindication(db, by=by, screening=screening, code="local-infection", reason="  ")
    with pytest.raises(ConflictError):
        override_contraindication(db, by=by, screening=screening, code="needle-phobia", reason="Why not")
    first = override_contraindication(db, by=by, screening=screening, code="local-infection", reason="Healed")
    again = override_contraindication(db, by=by, screening=screening, code="local-infection", reason="Other")
    make_screening(db, by=by, episode=episode, positive=[infected, yes("diabetes")])
    kept = get_standing(db, by=by, patient_id=patient.id)
    make_screening(db, by=by, episode=episode, positive=[yes("local-infection", Region.LEG)])
    changed = get_standing(db, by=by, patient_id=patient.id)

    assert again.id == first.id
    assert [(one.code, one.reason, one.at) for one in kept.overrides] == [("local-infection", "Healed", first.at)]
    assert not any(one.stops for one in kept.positives)
    assert [one.stops for one in changed.positives] == [True]
    with pytest.raises(ConflictError):
        override_contraindication(db, by=by, screening=screening, code="local-infection", reason="Healed")


def test_a_clinic_can_leave_overrides_to_supervisors(db: Session) -> None:
    clinic = make_clinic(db)
    by = make_actor(db, Role.PRACTITIONER, Role.ADMINISTRATOR, clinic=clinic)
    student = make_actor(db, Role.STUDENT, clinic=clinic)
    episode = make_episode(db, by=by, patient=make_patient(db, by=by))
    screening = make_screening(db, by=by, episode=episode, positive=[yes("metal-allergy")])
    change_policy(db, by=by, policy=Policy(supervisors_override=True))

    with pytest.raises(ForbiddenError):
        override_contraindication(db, by=student, screening=screening, code="metal-allergy", reason="Gold needles")
    with pytest.raises(ForbiddenError, match="a supervisor overrides"):
        override_contraindication(db, by=by, screening=screening, code="metal-allergy", reason="Gold needles")

    helen = make_actor(db, Role.SUPERVISOR, clinic=clinic)
    done = override_contraindication(db, by=helen, screening=screening, code="metal-allergy", reason="Gold needles")
    assert done.by_roles == "supervisor"
    assert audited(db)[-1] == "screening.overridden"


def test_nothing_that_was_kept_can_be_changed(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    make_screening(db, by=by, episode=make_episode(db, by=by, patient=patient))
    consent = make_consent(db, by=by, patient=patient)
    withdraw_consent(db, by=by, consent=consent, withdrawn_on=today(by))

    changes = (
        update(Screening).values(number=9),
        delete(Screening),
        update(Consent).values(note="Other"),
        delete(Consent),
        update(ConsentWithdrawal).values(reason="Other"),
        delete(ConsentWithdrawal),
    )
    for change in changes:
        with pytest.raises(DatabaseError, match="never changed"), db.begin_nested():
            db.execute(change.execution_options(synchronize_session=False))


def test_consent_is_recorded_once_and_withdrawn_at_any_time(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    consent = make_consent(db, by=by, patient=patient)
    before = now_utc()

    first = withdraw_consent(db, by=by, consent=consent, withdrawn_on=today(by), reason="Afraid by now")
    again = withdraw_consent(db, by=by, consent=consent, withdrawn_on=today(by), reason="Twice")

    assert again.id == first.id
    standing = get_standing(db, by=by, patient_id=patient.id)
    assert standing.consent_at(before - timedelta(seconds=1)).state is ConsentState.VALID
    assert standing.consent_at(now_utc()).state is ConsentState.WITHDRAWN
    assert audited(db)[-2:] == ["consent.given", "consent.withdrawn"]


@pytest.mark.parametrize(("days", "field"), [(1, "withdrawn_on"), (-15_000, "withdrawn_on")])
def test_a_withdrawal_lies_between_the_consent_and_today(db: Session, days: int, field: str) -> None:
    by = make_actor(db)
    consent = make_consent(db, by=by, patient=make_patient(db, by=by))

    with pytest.raises(InvalidInputError) as refused:
        withdraw_consent(db, by=by, consent=consent, withdrawn_on=today(by) + timedelta(days=days))

    assert refused.value.field == field


def test_a_consent_of_the_future_is_refused_and_one_expires_by_the_policy(db: Session) -> None:
    by = make_actor(db, Role.PRACTITIONER, Role.ADMINISTRATOR)
    patient = make_patient(db, by=by)
    change_policy(db, by=by, policy=Policy(consent_days=90))

    with pytest.raises(InvalidInputError, match="cannot be dated in the future"):
        make_consent(db, by=by, patient=patient, given_on=today(by) + timedelta(days=1))
    make_consent(db, by=by, patient=patient, given_on=today(by))

    assert consent_details().kind.label == "Written, signed before the first session"
    assert [one.expires_on for one in list_consents(db, by=by, patient_id=patient.id)] == [
        today(by) + timedelta(days=90)
    ]


def test_what_stood_leaves_out_what_came_later(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    episode = make_episode(db, by=by, patient=patient)
    start = now_utc()
    with pretending(start - timedelta(days=9)):
        consent = make_consent(db, by=by, patient=patient)
        screening = make_screening(db, by=by, episode=episode, positive=[yes("metal-allergy")])
    with pretending(start - timedelta(days=8)):
        override_contraindication(db, by=by, screening=screening, code="metal-allergy", reason="Gold needles")
    make_screening(db, by=by, episode=episode, rest=Given.NOT_ASKED)
    withdraw_consent(db, by=by, consent=consent, withdrawn_on=today(by) - timedelta(days=8))

    visit = NeedledVisit(
        patient_id=patient.id,
        episode_ids=[episode.id],
        started_at=start - timedelta(days=8),
        signed_at=start - timedelta(days=7),
    )
    stood = what_stood(db, by=by, visit=visit)

    assert [one.number for one in stood.standing.screenings] == [1]
    assert [one.reason for one in stood.standing.overrides] == ["Gold needles"]
    assert stood.consent.state is ConsentState.VALID
