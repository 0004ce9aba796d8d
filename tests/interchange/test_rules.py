"""Reading FHIR bundles: what is taken, what is left, what breaks a file."""

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.interchange.rules import BrokenFileError, Remark
from clinic_log.interchange.rules.bundles import Contents, read_bundle
from clinic_log.interchange.rules.elements import DEPTH_LIMIT, FILE_LIMIT_BYTES
from clinic_log.interchange.rules.people import Person
from clinic_log.interchange.rules.problems import Problem
from clinic_log.patients.rules import Identifier, Sex
from tests.interchange.bundles import ANKLE_SPRAIN, SYNTHEA, Resource, bundle, condition, patient

TODAY = date(2026, 11, 21)
MAIN = {"use": "official", "family": "Lindqvist", "given": ["Maja"]}


def _read(content: bytes) -> Contents:
    return read_bundle(content, today=TODAY)


def _person(resource: Resource, *, full_url: str = "") -> Person:
    (person,) = _read(bundle(resource, full_url=full_url)).people
    return person


def _problem(resource: Resource) -> Problem:
    contents = _read(bundle(patient(), resource))
    (problem,) = (*contents.stray_problems, *(one for found in contents.problems.values() for one in found))
    return problem


def test_a_bundle_of_another_program_is_read() -> None:
    contents = _read(SYNTHEA.read_bytes())

    (person,) = contents.people
    assert person.details is not None
    assert (person.details.family_name, person.details.given_names) == ("Koepp", "Willy")
    assert (person.details.born_on, person.details.sex) == (date(1977, 4, 11), Sex.MALE)
    assert person.details.phone == "555-850-7198"
    assert person.details.address == "755 Baumbach Mill Apt 56\nDedham Massachusetts 02026\nUS"
    assert [one.label for one in person.identifiers][1:] == [
        "Medical Record Number",
        "Social Security Number",
        "Driver's License",
        "Passport Number",
    ]
    found = [one.found for one in contents.problems[person.place] if one.found is not None]
    assert [(one.condition_slug, one.onset_on, one.resolved_on) for one in found] == [
        ("rheumatoid-arthritis", date(2009, 4, 4), date(2014, 2, 7)),
        ("whiplash", date(2016, 5, 22), date(2016, 6, 19)),
        ("ankle-sprain", date(2018, 3, 11), date(2018, 4, 1)),
    ]
    assert contents.others == {
        "Encounter": 1,
        "Immunization": 1,
        "Observation": 2,
        "Organization": 1,
        "Practitioner": 1,
    }


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[]", "an object is expected"),
        (b"null", "an object is expected"),
        (b'{"resourceType": "Patient"}', "a FHIR Bundle is expected"),
        (b'{"resourceType": 7}', "text is expected"),
        (b'{"resourceType": "Bundle", "type": "party"}', "no type of a Bundle"),
        (b'{"resourceType": "Bundle", "entry": {}}', "a list is expected"),
        (b'{"resourceType": "Bundle", "entry": [7]}', "an object is expected"),
        (b'{"resourceType": "Bundle", "entry": [{"resource": {}}]}', "the type of a resource is expected"),
        (b'{"resourceType": "Bundle", "total": NaN}', "a number that JSON does not know"),
        (b'{"resourceType": "Bundle", "total": ' + b"9" * 5000 + b"}", "a number that JSON does not know"),
        (b"[" * 100_000, "nested more than"),
        (b'{"a":' * (DEPTH_LIMIT + 1) + b"1" + b"}" * (DEPTH_LIMIT + 1), "nested more than"),
        (b" " * (FILE_LIMIT_BYTES + 1), "larger than"),
    ],
    ids=range(16),
)
def test_a_file_that_is_no_bundle_is_broken(content: bytes, reason: str) -> None:
    with pytest.raises(BrokenFileError, match=reason):
        _read(content)


@pytest.mark.parametrize(
    ("changes", "place", "reason"),
    [
        ({"birthDate": None}, "birthDate", "the date of birth is missing"),
        ({"birthDate": "last year"}, "birthDate", "a date such as"),
        ({"birthDate": "1981-02-31"}, "birthDate", "there is no such day"),
        ({"birthDate": 1981}, "birthDate", "text is expected"),
        ({"birthDate": "2200-01-01"}, "birthDate", "lies in the future"),
        ({"birthDate": "1850-01-01"}, "birthDate", "more than 125 years back"),
        ({"deceasedDateTime": "1980-01-01"}, "deceasedDateTime", "before the date of birth"),
        ({"deceasedBoolean": "yes"}, "deceasedBoolean", "true or false is expected"),
        ({"name": None}, "name", "the name is missing"),
        ({"name": []}, "name", "the name is missing"),
        ({"name": {"family": "Lindqvist"}}, "name", "a list is expected"),
        ({"name": ["Lindqvist"]}, "name[0]", "an object is expected"),
        ({"name": [{"family": ["Lindqvist"]}]}, "name[0].family", "text is expected"),
        ({"name": [{"family": "Lind\x00qvist"}]}, "name[0].family", "cannot be kept (U+0000)"),
        ({"name": [{"family": "Lind\ud800qvist"}]}, "name[0].family", "cannot be kept (U+D800)"),
        ({"name": [{"family": "x" * 201}]}, "name", "201 characters"),
        ({"name": [{"family": "x" * 10_000_000}]}, "name[0].family", "more than 20,000 characters"),
        ({"gender": "often"}, "gender", "male, female, other or unknown"),
        ({"identifier": [{"system": 1}]}, "identifier[0].system", "text is expected"),
        ({"identifier": [{"system": "a", "value": str(n)} for n in range(101)]}, "identifier", "more than 100"),
    ],
    ids=range(20),
)
def test_a_patient_who_is_described_wrongly_breaks_the_file_and_the_place_is_named(
    changes: dict[str, object], place: str, reason: str
) -> None:
    with pytest.raises(BrokenFileError) as broken:
        _read(bundle(patient("1"), patient(**changes)))

    assert broken.value.place == f"entry[1].resource.{place}"
    assert reason in broken.value.reason


@pytest.mark.parametrize("birth", ["1981", "1981-03"])
def test_a_patient_without_a_day_of_birth_is_left_out(birth: str) -> None:
    person = _person(patient(birthDate=birth))

    assert person.details is None
    assert person.left_out == "the date of birth has no day"


def test_a_patient_without_an_identifier_is_left_out() -> None:
    person = _person(patient(identifier=[{"value": "17"}, {"system": "urn:oid:1"}]))

    assert person.details is None
    assert "no identifier" in person.left_out


def test_the_worldwide_address_of_an_entry_serves_as_identifier() -> None:
    person = _person(patient(identifier=None), full_url="urn:uuid:7a1f")

    assert [(one.system, one.value) for one in person.identifiers] == [("urn:ietf:rfc:3986", "urn:uuid:7a1f")]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([{"use": "nickname", "given": ["Mimi"]}, MAIN], ("Lindqvist", "Maja")),
        ([{"use": "old", "family": "Berg"}, {"family": "Lindqvist", "given": ["Maja", None]}], ("Lindqvist", "Maja")),
        ([{"text": "Suharto"}], ("Suharto", "")),
        ([{"given": ["Suharto"]}], ("Suharto", "")),
        ([{"family": "Koepp521", "given": ["Willy12"]}], ("Koepp521", "Willy12")),
        ([{"family": "محمد", "given": ["علي"]}], ("محمد", "علي")),
        ([{"family": "Carlin", "given": ["Sea\u0301n 🌱"]}], ("Carlin", "Seán 🌱")),
    ],
    ids=range(7),
)
def test_the_official_name_comes_first_and_is_kept_as_it_is(
    names: list[dict[str, object]], expected: tuple[str, str]
) -> None:
    details = _person(patient(name=names)).details

    assert details is not None
    assert (details.family_name, details.given_names) == expected


def test_contact_that_a_record_cannot_hold_is_left_out_with_a_remark() -> None:
    telecom = [
        {"system": "phone", "value": "1" * 61, "use": "home"},
        {"system": "phone", "value": "555", "use": "work"},
        {"system": "email", "value": "nobody"},
    ]
    person = _person(patient(telecom=telecom, address=[{"line": ["x" * 1001]}, {"use": "work", "text": "1 Mill"}]))

    assert person.details is not None
    assert (person.details.phone, person.details.email, person.details.address) == ("555", "", "1 Mill")
    assert [remark.place for remark in person.remarks] == [
        "entry[0].resource.telecom[0].value",
        "entry[0].resource.telecom",
        "entry[0].resource.address[0]",
    ]


@pytest.mark.parametrize(
    ("changes", "day", "without_day"),
    [
        ({"deceasedDateTime": "2006-05-08T23:30:00-05:00"}, date(2006, 5, 8), False),
        ({"deceasedDateTime": "2006"}, None, True),
        ({"deceasedBoolean": True}, None, True),
        ({"deceasedBoolean": False}, None, False),
        ({}, None, False),
    ],
)
def test_a_death_is_read_with_its_day_or_without(
    changes: dict[str, object], day: date | None, *, without_day: bool
) -> None:
    person = _person(patient(**changes))

    assert person.details is not None
    assert (person.details.deceased_on, person.died_without_day) == (day, without_day)


@pytest.mark.parametrize("gender", [None, "unknown"])
def test_a_sex_that_is_not_told_is_unknown(gender: str | None) -> None:
    details = _person(patient(gender=gender)).details

    assert details is not None
    assert details.sex is Sex.UNKNOWN


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/p17"},
        {"reference": "Patient/p17/_history/3"},
        {"reference": "https://example.org/fhir/Patient/p17"},
        {"reference": "Patient?identifier=urn:oid:1.2.3|17"},
        {"identifier": {"system": "urn:oid:1.2.3", "value": "17"}},
    ],
)
def test_a_condition_finds_its_patient(subject: dict[str, object]) -> None:
    contents = _read(bundle(patient(), condition(subject=subject)))

    assert not contents.stray_problems
    assert [one.found.condition_slug for one in contents.problems[contents.people[0].place] if one.found] == [
        "ankle-sprain"
    ]


def test_a_condition_finds_its_patient_by_the_address_of_the_entry() -> None:
    content = json.dumps(
        {
            "resourceType": "Bundle",
            "entry": [
                {"fullUrl": "urn:uuid:1", "resource": patient()},
                {"fullUrl": "urn:uuid:2", "resource": condition(reference="urn:uuid:1")},
            ],
        }
    ).encode()

    assert not _read(content).stray_problems


@pytest.mark.parametrize("reference", ["Patient/other", "urn:uuid:0", "#contained", ""])
def test_a_condition_of_nobody_in_the_file_is_told_apart(reference: str) -> None:
    assert len(_read(bundle(patient(), condition(reference=reference))).stray_problems) == 1


def test_a_number_that_two_patients_carry_leads_to_neither() -> None:
    subject = {"identifier": {"system": "urn:oid:1.2.3", "value": "17"}}
    twin = patient(id="other", name=[{"family": "Berg"}])

    assert len(_read(bundle(patient(), twin, condition(subject=subject))).stray_problems) == 1


def test_two_patients_with_one_address_break_the_file() -> None:
    with pytest.raises(BrokenFileError, match="another patient of this file has the same address"):
        _read(bundle(patient("17"), patient("18", id="p17")))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"code": {"coding": [{"system": "http://snomed.info/sct", "code": "53741008"}]}}, "not a condition"),
        ({"code": {"coding": [{**ANKLE_SPRAIN, "system": "urn:other"}]}}, "not a condition"),
        ({"code": None}, "not a condition"),
        ({"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}, "refuted or entered in error"),
        ({"id": None}, "nothing by which to know it again"),
    ],
)
def test_a_condition_that_is_not_taken_has_a_reason(changes: dict[str, object], reason: str) -> None:
    problem = _problem(condition(**changes))

    assert problem.found is None
    assert reason in problem.left_out


@pytest.mark.parametrize(
    ("changes", "days", "remarks"),
    [
        ({}, (date(2020, 5, 31), None), 0),
        ({"onsetDateTime": "2020"}, (None, None), 1),
        ({"onsetDateTime": None, "onsetPeriod": {"start": "2020-01-02"}}, (date(2020, 1, 2), None), 0),
        ({"abatementDateTime": "2020-06-30"}, (date(2020, 5, 31), date(2020, 6, 30)), 0),
        ({"abatementDateTime": "2019-06-30"}, (None, None), 1),
        ({"onsetDateTime": "2100-01-01"}, (None, None), 1),
    ],
)
def test_the_days_of_a_condition_are_taken_when_they_can_be(
    changes: dict[str, object], days: tuple[date | None, date | None], remarks: int
) -> None:
    problem = _problem(condition(**changes))

    assert problem.found is not None
    assert (problem.found.onset_on, problem.found.resolved_on) == days
    assert len(problem.remarks) == remarks


def test_remarks_and_identifiers_are_plain_values() -> None:
    assert Remark("a", "b") == Remark("a", "b")
    assert _person(patient()).identifiers == (Identifier("urn:oid:1.2.3", "17", "Record number"),)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["resourceType", "id", "identifier", "name", "birthDate", "gender", "telecom", "address"]), JSON
    ),
    st.sampled_from(["Patient", "Condition", "Bundle"]),
)
def test_any_json_is_read_or_broken_and_nothing_else(changes: dict[str, object], kind: str) -> None:
    resource = {**patient(), "resourceType": kind, **changes}

    with suppress(BrokenFileError):
        _read(bundle(resource))
