"""What answers and consents mean, from plain values alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.catalogue import contraindications, needling
from clinic_log.catalogue.contraindications import Scope
from clinic_log.catalogue.vocabulary import Region
from clinic_log.episodes.rules import Side
from clinic_log.screening.rules.answers import (
    Answer,
    Given,
    complete_answers,
    find_problems,
    from_plain,
    is_complete,
    positives,
    to_plain,
)
from clinic_log.screening.rules.consent import (
    Chaperone,
    ConsentDetails,
    ConsentKind,
    ConsentState,
    Explained,
    GivenBy,
    StandingConsent,
    expected_kind,
    expiry_of,
    find_consent_problems,
    standing_of,
)
from tests.screening.factories import answers, consent_details, yes

ZONE = "Europe/London"
DAY = date(2026, 11, 3)
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
BORN = date(1981, 3, 4)


def standing(number: int, *, withdrawn_at: datetime | None = None, **changes: object) -> StandingConsent:
    details = consent_details(**{"given_on": DAY, **changes})
    return StandingConsent(
        id=number, details=details, expires_on=None, recorded_at=NOON, recorded_by="Ruth", withdrawn_at=withdrawn_at
    )


def state(*consents: StandingConsent, at: datetime = NOON) -> ConsentState:
    return standing_of(consents, at=at, zone=ZONE).state


def problems(**changes: object) -> list[str]:
    details = consent_details(**{"given_on": DAY, **changes})
    return [field for field, _ in find_consent_problems(details, today=DAY, born_on=BORN, adult_from_years=18)]


def test_every_contraindication_of_the_lists_is_asked_or_stands_elsewhere() -> None:
    listed = {code.code for name in ("contra_absolute", "contra_relative") for code in needling.codes(name)}

    asked = {one.slug for one in contraindications.asked()}

    assert listed - asked == {"no-consent", "child"}
    assert all(one.source for one in contraindications.asked())


def test_an_absolute_contraindication_concerns_needles() -> None:
    absolute = [one for one in contraindications.asked() if one.is_absolute]

    assert len(absolute) == 16
    assert all(one.scope is not Scope.PATIENT for one in absolute)


def test_what_is_not_ticked_is_what_the_rest_says() -> None:
    given_answers = answers(yes("diabetes"), rest=Given.NOT_ASKED)

    assert len(given_answers) == len(contraindications.asked())
    assert [answer.code for answer in positives(given_answers)] == ["diabetes"]
    assert not is_complete(given_answers)
    assert is_complete(answers(yes("diabetes")))


def test_an_answer_says_its_place_and_words() -> None:
    answer = yes("local-infection", Region.FOOT, Region.LEG, side=Side.LEFT, words="ulcer")

    assert answer.in_words == "Infection, broken or unhealthy skin at the site (leg, foot, left; ulcer)"


def test_a_question_that_is_gone_and_a_text_too_long_are_refused() -> None:
    gone = Answer(code="gone", label="Gone", given=Given.YES)
    long = yes("diabetes", words="x" * 201)

    assert [code for code, _ in find_problems([gone, long])] == ["gone", "diabetes"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(contraindications.asked()),
            st.text(max_size=20),
            st.frozensets(st.sampled_from(Region)),
            st.none() | st.sampled_from(Side),
        )
    )
)
def test_kept_answers_come_back_as_they_were(
    drawn: list[tuple[contraindications.Contraindication, str, frozenset[Region], Side | None]],
) -> None:
    positive = {one.slug: yes(one.slug, *regions, side=side, words=words) for one, words, regions, side in drawn}

    kept = complete_answers(positive, rest=Given.NO)

    assert from_plain(to_plain(kept)) == kept


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"given_on": DAY + timedelta(days=1)}, ["given_on"]),
        ({"given_on": date(1981, 3, 3)}, ["given_on", "given_by"]),
        ({"given_on": date(1999, 3, 3)}, ["given_by"]),
        ({"given_on": date(1999, 3, 3), "given_by": GivenBy.GUARDIAN, "giver_name": "Her mother"}, []),
        ({"given_on": date(1999, 3, 4), "given_by": GivenBy.GUARDIAN, "giver_name": "Her mother"}, ["given_by"]),
        ({"given_by": GivenBy.REPRESENTATIVE}, ["giver_name"]),
        ({"explained": frozenset({Explained.RISKS})}, ["explained"]),
        ({"form_version": ""}, ["form_version"]),
        ({"kind": ConsentKind.DECLINED, "explained": frozenset(), "form_version": ""}, []),
        ({"note": "x" * 301}, ["note"]),
    ],
)
def test_what_a_record_of_consent_must_say(changes: dict[str, object], fields: list[str]) -> None:
    assert problems(**changes) == fields


@pytest.mark.parametrize(
    ("changes", "days", "expires"),
    [
        ({}, 0, None),
        ({}, 365, date(2027, 11, 3)),
        ({"kind": ConsentKind.DECLINED}, 365, None),
        ({"given_on": date(1999, 3, 1), "given_by": GivenBy.GUARDIAN, "giver_name": "A"}, 0, date(1999, 3, 3)),
        ({"given_on": date(1999, 3, 1), "given_by": GivenBy.GUARDIAN, "giver_name": "A"}, 30, date(1999, 3, 3)),
    ],
)
def test_until_when_it_holds(changes: dict[str, object], days: int, expires: date | None) -> None:
    details: ConsentDetails = consent_details(**{"given_on": DAY, **changes})

    assert expiry_of(details, days=days, born_on=BORN, adult_from_years=18) == expires


def test_somebody_born_on_a_leap_day_comes_of_age_on_the_first_of_march() -> None:
    details = consent_details(given_on=date(2020, 1, 1), given_by=GivenBy.GUARDIAN, giver_name="A")

    assert expiry_of(details, days=0, born_on=date(2004, 2, 29), adult_from_years=18) == date(2022, 2, 28)


def test_the_last_record_of_the_day_decides() -> None:
    first, declined, later = (
        standing(1),
        standing(2, kind=ConsentKind.DECLINED),
        standing(3, given_on=DAY + timedelta(days=1)),
    )

    assert state() is ConsentState.MISSING
    assert state(first) is ConsentState.VALID
    assert state(declined, first) is ConsentState.DECLINED
    assert state(first, later) is ConsentState.VALID
    assert state(later) is ConsentState.MISSING
    assert state(standing(4, kind=ConsentKind.INTIMATE_AREA)) is ConsentState.MISSING


def test_a_withdrawal_holds_from_its_moment_on() -> None:
    withdrawn = standing(1, withdrawn_at=NOON)

    assert state(withdrawn, at=NOON - timedelta(minutes=1)) is ConsentState.VALID
    assert state(withdrawn) is ConsentState.WITHDRAWN
    assert state(withdrawn, standing(2)) is ConsentState.VALID


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, ConsentState.EXPIRED),
        (0, ConsentState.DUE),
        (29, ConsentState.DUE),
        (30, ConsentState.VALID),
    ],
)
def test_a_renewal_is_pointed_at_before_it_is_too_late(days: int, expected: ConsentState) -> None:
    consent = replace(standing(1), expires_on=DAY + timedelta(days=days))

    found = standing_of([consent], at=NOON, zone=ZONE)

    assert found.state is expected
    assert found.is_valid == (days >= 0)


def test_consent_for_an_intimate_area_names_it_and_comes_with_the_offer_of_a_chaperone() -> None:
    breast, kind = frozenset({"breast"}), ConsentKind.INTIMATE_AREA

    assert problems(kind=kind) == ["areas", "chaperone"]
    assert problems(kind=kind, areas=frozenset({"elbow"}), chaperone=Chaperone.ACCEPTED) == ["areas"]
    assert problems(kind=kind, areas=breast, chaperone=Chaperone.ACCEPTED) == []
    assert problems(areas=breast) == ["areas"]
    assert problems(chaperone=Chaperone.ACCEPTED) == ["chaperone"]


def test_after_a_refusal_alone_nothing_is_presumed_since_no_consent_was_given_that_could_be_renewed() -> None:
    kinds = {state: expected_kind(state) for state in ConsentState}

    assert kinds.pop(ConsentState.MISSING) is ConsentKind.FIRST
    assert (kinds.pop(ConsentState.VALID), kinds.pop(ConsentState.DECLINED)) == (None, None)
    assert set(kinds.values()) == {ConsentKind.RENEWED}
