"""Finding patients, on both databases."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.base.errors import NotFoundError
from clinic_log.patients.actions import add_alert, register_patient
from clinic_log.patients.queries import (
    count_patients,
    find_similar,
    get_alert,
    get_patient,
    list_by_identifiers,
    search_patients,
)
from clinic_log.patients.rules import AlertFacts, AlertLevel
from clinic_log.patients.rules.searching import BirthMatch, Segment
from clinic_log.patients.rules.similarity import NameAndBirth, Resemblance
from tests.accounts.factories import make_actor
from tests.patients.factories import make_details, make_patient
from tests.queries import count_queries

BORN = date(1981, 3, 4)


def _plain(segments: tuple[Segment, ...]) -> str:
    return "".join(text for text, _is_match in segments)


def _names(db: Session, by: SignedIn, text: str) -> list[str]:
    return [_plain(found.family_name) for found in search_patients(db, by=by, text=text).found]


@pytest.fixture
def by(db: Session) -> SignedIn:
    by = make_actor(db)
    make_patient(db, by=by, family_name="Lindqvist", given_names="Maja", record_number="004 218")
    make_patient(db, by=by, family_name="Lin", given_names="Jia Hao", born_on=date(1981, 7, 9))
    make_patient(db, by=by, family_name="Carlin", given_names="Seán", born_on=date(1990, 1, 30))
    make_patient(db, by=by, family_name="Okafor", given_names="Chidi", born_on=date(1975, 12, 22))
    return by


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("lin", ["Lin", "Lindqvist", "Carlin"]),
        ("LIN 1981", ["Lin", "Lindqvist"]),
        ("1981 lin", ["Lin", "Lindqvist"]),
        ("sean", ["Carlin"]),
        ("hao jia", ["Lin"]),
        ("004218", ["Lindqvist"]),
        ("4.3.1981", ["Lindqvist"]),
        ("03/04/1981", ["Lindqvist"]),
        ("qvist 4 Mar 1981", ["Lindqvist"]),
        ("22 december 1975", ["Okafor"]),
        ("lin okafor", []),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("", []),
        ("   ", []),
        ("' OR 1=1 --", []),
    ],
)
def test_a_search_finds_who_answers_to_every_part(db: Session, by: SignedIn, *, text: str, names: list[str]) -> None:
    assert _names(db, by, text) == names


def test_the_places_that_matched_are_told(db: Session, by: SignedIn) -> None:
    (found,) = search_patients(db, by=by, text="qvi 1981 218").found

    assert found.family_name == (("Lind", False), ("qvi", True), ("st", False))
    assert found.record_number == (("004 ", False), ("218", True))
    assert found.birth_match is BirthMatch.YEAR


def test_a_search_says_when_there_are_more(db: Session, by: SignedIn) -> None:
    result = search_patients(db, by=by, text="lin", limit=2)

    assert len(result.found) == 2
    assert result.more_exist
    assert result.in_clinic == 4
    assert not search_patients(db, by=by, text="lin", limit=3).more_exist


def test_another_clinic_finds_nobody_of_this_one(db: Session, by: SignedIn) -> None:
    elsewhere = make_actor(db)
    patient_id = search_patients(db, by=by, text="okafor").found[0].patient_id

    assert _names(db, elsewhere, "lin") == []
    assert count_patients(db, by=elsewhere) == 0
    assert find_similar(db, by=elsewhere, person=NameAndBirth("Lindqvist", "Maja", BORN)) == []
    assert list_by_identifiers(db, by=elsewhere, identifiers=[("a", "b")]) == []
    for unknown in (patient_id, 0, -1, 2**31, 10**30):
        with pytest.raises(NotFoundError, match="There is no such patient"):
            get_patient(db, by=elsewhere, patient_id=unknown)


def test_an_alert_is_found_only_through_its_patient(db: Session, by: SignedIn) -> None:
    one, other = make_patient(db, by=by), make_patient(db, by=by)
    alert = add_alert(db, by=by, patient=one, alert=AlertFacts(level=AlertLevel.DANGER, label="On apixaban"))

    assert get_alert(db, patient=one, alert_id=alert.id) is alert
    with pytest.raises(NotFoundError):
        get_alert(db, patient=other, alert_id=alert.id)


def test_a_search_shows_alerts_that_stand(db: Session, by: SignedIn) -> None:
    patient = make_patient(db, by=by, family_name="Adeyemi")
    add_alert(db, by=by, patient=patient, alert=AlertFacts(level=AlertLevel.CAUTION, label="Faints"))
    add_alert(db, by=by, patient=patient, alert=AlertFacts(level=AlertLevel.DANGER, label="On apixaban"))
    db.expire(patient)

    (found,) = search_patients(db, by=by, text="adeyemi").found

    assert [alert.label for alert in found.alerts] == ["On apixaban", "Faints"]


def test_similar_patients_come_with_the_reason_the_strongest_first(db: Session, by: SignedIn) -> None:
    make_patient(db, by=by, family_name="Lindquist", given_names="Maja")
    make_patient(db, by=by, family_name="Lindqvist", given_names="Maja", born_on=date(1981, 4, 3))
    make_patient(db, by=by, family_name="Maja", given_names="Lindqvist", born_on=date(1960, 1, 1))

    similar = find_similar(db, by=by, person=NameAndBirth("LINDQVIST", "Maja", BORN))

    assert [one.resemblance for one in similar] == list(Resemblance)


def test_the_patient_whom_this_form_registered_is_not_similar_to_itself(db: Session, by: SignedIn) -> None:
    register_patient(db, by=by, details=make_details(family_name="Berg"), idempotency_key="once")
    person = NameAndBirth("Berg", "Maja", BORN)

    assert [one.family_name for one in find_similar(db, by=by, person=person, except_key="once")] == ["Lindqvist"]
    assert len(find_similar(db, by=by, person=person, except_key="other")) == 2


def test_a_search_sends_the_same_number_of_statements_for_one_and_for_many(
    db: Session, by: SignedIn, engine: Engine
) -> None:
    def statements(text: str) -> int:
        db.expire_all()
        with count_queries(engine) as sent:
            search_patients(db, by=by, text=text)
        return len(sent)

    for number in range(12):
        make_patient(db, by=by, family_name=f"Linnea{number}")

    assert statements("okafor") == statements("lin") == 4
