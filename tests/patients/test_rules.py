"""Names, details, searches and resemblance, without a database."""

import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clinic_log.patients.rules import Sex
from clinic_log.patients.rules.details import find_problems, fold_record_number, next_record_number, tidy
from clinic_log.patients.rules.names import display_name, sort_name, spellings
from clinic_log.patients.rules.searching import (
    BirthMatch,
    mark_matches,
    match_birth_date,
    read_days,
    read_search,
    search_text,
)
from clinic_log.patients.rules.similarity import NameAndBirth, Resemblance, find_confusable, find_resemblance
from tests.patients.factories import make_details

TODAY = date(2026, 11, 21)
BORN = date(1981, 3, 4)
NAMES = st.text(st.characters(categories=["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "So"]), min_size=1, max_size=30).map(
    lambda name: unicodedata.normalize("NFC", name)
)


def _searched(family_name: str, given_names: str = "") -> str:
    return search_text(
        family_name=family_name, given_names=given_names, record_number="AB 004 218", identifiers=["99-7"], born_on=BORN
    )


def _answers(text: str, typed: str) -> bool:
    return all(any(part in text for part in term.spellings) for term in read_search(typed))


@given(name=NAMES, data=st.data())
@example(name="Straße", data=None).via("a letter that folds to two")
@example(name="İstanbul", data=None).via("a capital with a dot")
def test_any_part_of_a_name_is_found_in_any_case(name: str, data: st.DataObject | None) -> None:
    start = data.draw(st.integers(0, len(name) - 1)) if data else 0
    end = data.draw(st.integers(start + 1, len(name))) if data else 3
    part = name[start:end]

    text = _searched("Other", name)

    assert _answers(text, part)
    assert _answers(text, part.upper())
    assert _answers(text, part.lower())


@given(family=NAMES, given_name=NAMES)
def test_names_are_found_in_any_order(family: str, given_name: str) -> None:
    text = _searched(family, given_name)

    assert _answers(text, f"{given_name} {family}")
    assert _answers(text, f"{family}  {given_name}")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Sørensen", "sorensen"),
        ("Łukasiewicz", "LUKASIEWICZ"),
        ("Müller", "muller"),
        ("Müller", "mueller"),
        ("Muller", "Müller"),
        ("Mueller", "Müller"),
        ("O’Brien", "obrien"),
        ("O'Brien", "o’brien"),
        ("Smith-Jones", "smithjones"),
        ("Smith–Jones", "smith-jones"),
        ("José", "JOSE"),
        ("Jose\u0301", "josé"),
        ("Straße", "STRASSE"),
        ("Дмитрий", "дмитрии"),
        ("محمد", "حم"),
        ("Sean 🌱", "🌱"),
    ],
)
def test_the_usual_spellings_of_a_name_find_it(name: str, typed: str) -> None:
    assert _answers(_searched(name), typed)


@pytest.mark.parametrize(
    "typed", ["004 218", "004218", "ab004218", "AB 004", "99-7", "997", "1981-03-04", "04.03.1981"]
)
def test_numbers_and_the_birth_date_find_a_patient(typed: str) -> None:
    assert _answers(_searched("Lindqvist", "Maja"), typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("1981-03-04", "1981/3/4", "19810304", "4.3.1981", "04.03.1981", "4.3.81", "04/03/1981", "03/04/1981"),
        *("4-3-1981", "04031981", "4 mar 1981", "4 March 1981", "4th March 1981", "Mar 4, 1981", "March 4 1981"),
    ],
)
def test_a_birth_date_is_read_in_its_usual_spellings(typed: str) -> None:
    assert BORN in read_days(typed)
    assert any(BORN in term.days for term in read_search(f"lindqvist {typed}"))


@pytest.mark.parametrize("typed", ["", "31.2.1981", "0.0.0000", "4 mars hall 1981", "32/13/1981", "1981", "99999999"])
def test_what_is_no_date_is_not_read_as_one(typed: str) -> None:
    assert read_days(typed) == ()


@given(st.text(max_size=200))
def test_every_text_can_be_searched_and_marked(typed: str) -> None:
    segments = mark_matches(typed, read_search(typed))

    assert "".join(text for text, _is_match in segments) == typed


def test_the_matched_part_is_marked_in_the_name_as_it_is_written() -> None:
    terms = read_search("soren 1981")

    assert mark_matches("Sørensen", terms) == (("Søren", True), ("sen", False))
    assert match_birth_date(BORN, terms) is BirthMatch.YEAR
    assert match_birth_date(BORN, read_search("4.3.1981")) is BirthMatch.DAY
    assert match_birth_date(BORN, read_search("maja")) is BirthMatch.NONE


def test_a_name_is_shown_without_marks_that_reorder_the_line() -> None:
    assert display_name("Lind\u202eqvist", "Maja") == "Lindqvist, Maja"
    assert display_name("Suharto", "") == "Suharto"


def test_a_sort_name_fits_its_column_even_when_folding_makes_it_longer() -> None:
    assert len(sort_name("ﷺ" * 200, "ﷺ" * 200)) <= 420


def test_a_text_of_accents_alone_asks_for_nothing() -> None:
    assert spellings("\u0301") == ()
    assert read_search("\u0301 ") == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"family_name": ""}, "family_name"),
        ({"family_name": "\u200b"}, "family_name"),
        ({"family_name": "Lind\x00qvist"}, "family_name"),
        ({"given_names": "Ma\x1fja"}, "given_names"),
        ({"given_names": "\ud800"}, "given_names"),
        ({"family_name": "x" * 201}, "family_name"),
        ({"phone": "1" * 61}, "phone"),
        ({"address": "x" * 1001}, "address"),
        ({"email": "nobody"}, "email"),
        ({"email": "a b@example.org"}, "email"),
        ({"record_number": "--"}, "record_number"),
        ({"record_number": "ﷺ" * 10}, "record_number"),
        ({"born_on": date(2026, 11, 22)}, "born_on"),
        ({"born_on": date(1900, 11, 20)}, "born_on"),
        ({"deceased_on": date(1981, 3, 3)}, "deceased_on"),
        ({"deceased_on": date(2026, 11, 22)}, "deceased_on"),
    ],
)
def test_details_that_a_record_cannot_hold_are_refused_by_field(changes: dict[str, object], field: str) -> None:
    details = tidy(make_details(**changes))  # type: ignore[arg-type]  # the table above names fields freely

    assert set(find_problems(details, today=TODAY)) == {field}


@pytest.mark.parametrize(
    "changes",
    [
        {"born_on": TODAY},
        {"born_on": date(1901, 11, 21)},
        {"deceased_on": BORN},
        {"family_name": "李", "given_names": ""},
        {"family_name": "محمد"},
        {"given_names": "Maja 🌱"},
        {"family_name": "Koepp521"},
    ],
)
def test_unusual_but_true_details_are_taken(changes: dict[str, object]) -> None:
    details = tidy(make_details(**changes))  # type: ignore[arg-type]  # the table above names fields freely

    assert find_problems(details, today=TODAY) == {}


def test_names_are_kept_as_typed_but_for_superfluous_space() -> None:
    details = tidy(
        make_details(family_name="  van  der\u00a0Berg ", given_names="Jose\u0301", address="1 Mill\r\nLondon ")
    )

    assert (details.family_name, details.given_names) == ("van der Berg", "José")
    assert details.address == "1 Mill\nLondon"
    assert details.sex is Sex.FEMALE


def test_record_numbers_are_compared_without_case_and_space() -> None:
    assert fold_record_number("Ab 004 218") == fold_record_number("AB004218")
    assert next_record_number(0) == "000001"
    assert next_record_number(999_999) == "1000000"


@pytest.mark.parametrize(
    ("other", "resemblance"),
    [
        (NameAndBirth("LINDQVIST", "Maja", BORN), Resemblance.SAME_NAME_AND_BIRTH_DATE),
        (NameAndBirth("Maja", "Lindqvist", BORN), Resemblance.SAME_NAME_AND_BIRTH_DATE),
        (NameAndBirth("Lindquist", "Maya", BORN), Resemblance.SIMILAR_NAME_SAME_BIRTH_DATE),
        (NameAndBirth("Berg", "Maja", BORN), Resemblance.SIMILAR_NAME_SAME_BIRTH_DATE),
        (NameAndBirth("Lindqvist-Berg", "M", BORN), Resemblance.SIMILAR_NAME_SAME_BIRTH_DATE),
        (NameAndBirth("Lindqvist", "Maja", date(1981, 4, 3)), Resemblance.DAY_AND_MONTH_SWAPPED),
        (NameAndBirth("Lindqvist", "Maja", date(1955, 1, 1)), Resemblance.SAME_NAME),
        (NameAndBirth("Okafor", "Chidi", BORN), None),
        (NameAndBirth("Lindqvist", "Erik", date(1955, 1, 1)), None),
        (NameAndBirth("Berg", "Maja", date(1981, 4, 3)), None),
    ],
)
def test_people_who_may_be_one_are_recognised(other: NameAndBirth, resemblance: Resemblance | None) -> None:
    one = NameAndBirth("Lindqvist", "Maja", BORN)

    assert find_resemblance(one, other) is resemblance
    assert find_resemblance(other, one) is resemblance


def test_people_with_one_name_are_not_alike_because_they_have_no_other() -> None:
    assert find_resemblance(NameAndBirth("Suharto", "", BORN), NameAndBirth("Okafor", "", BORN)) is None


def test_names_that_look_alike_in_a_list_are_pointed_out() -> None:
    people = [
        NameAndBirth("Lindqvist", "Maja", BORN),
        NameAndBirth("Lindgren", "Marja", date(1981, 3, 14)),
        NameAndBirth("Lin", "Jia Hao", date(1981, 7, 9)),
    ]

    assert find_confusable(people) == {0, 1}
