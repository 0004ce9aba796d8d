"""On which days a credential counts, what it covers, and what is said when none does."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.accounts.rules.credentials import (
    CredentialEnd,
    CredentialFacts,
    CredentialKind,
    CredentialState,
    find_credential_problems,
    find_lacks,
    scope_left,
)
from tests.accounts.factories import certificate

DAY = date(2026, 11, 28)


def held(**changes: object) -> CredentialFacts:
    """A needling certificate of 2026 on record."""
    kept: dict[str, Any] = {"credential_id": 1, "user_id": 7, "recorded_at": datetime(2026, 1, 1, tzinfo=UTC)}
    return CredentialFacts(**asdict(certificate()) | kept | changes)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"expires_on": None}, CredentialState.VALID),
        ({"expires_on": DAY + timedelta(days=61)}, CredentialState.VALID),
        ({"expires_on": DAY + timedelta(days=60)}, CredentialState.EXPIRING),
        ({"expires_on": DAY}, CredentialState.EXPIRING),
        ({"expires_on": DAY - timedelta(days=1)}, CredentialState.EXPIRED),
        ({"valid_from": DAY}, CredentialState.EXPIRING),
        ({"valid_from": DAY + timedelta(days=1)}, CredentialState.NOT_YET),
        ({"ended_as": CredentialEnd.WITHDRAWN, "ended_on": DAY}, CredentialState.WITHDRAWN),
        ({"ended_as": CredentialEnd.WITHDRAWN, "ended_on": DAY + timedelta(days=1)}, CredentialState.EXPIRING),
        ({"ended_as": CredentialEnd.MISTAKE}, CredentialState.MISTAKE),
    ],
)
def test_a_credential_counts_from_its_first_to_its_last_day(changes: dict[str, object], state: CredentialState) -> None:
    one = held(**changes)

    assert one.state_on(DAY) is state
    assert one.is_valid_on(DAY) is (state in {CredentialState.VALID, CredentialState.EXPIRING})


@given(day=st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_no_day_outside_its_days_is_covered(day: date) -> None:
    one = held()

    assert one.is_valid_on(day) == (one.valid_from <= day <= (one.expires_on or day))


@pytest.mark.parametrize(
    ("regions", "techniques", "region", "technique", "is_covered"),
    [
        ((), (), "neck", "pistoning", True),
        (("neck",), (), "neck", "pistoning", True),
        (("neck",), (), "forearm", "pistoning", False),
        (("neck",), ("static",), "neck", "pistoning", False),
        (("neck",), ("static",), "neck", None, True),
        (("neck",), (), None, None, True),
        (("neck",), (), "behind the scar", None, True),
    ],
)
def test_a_certificate_covers_its_regions_and_techniques(
    *,
    regions: tuple[str, ...],
    techniques: tuple[str, ...],
    region: str | None,
    technique: str | None,
    is_covered: bool,
) -> None:
    one = held(regions=regions, techniques=techniques)

    assert one.permits(region=region, technique=technique) is is_covered
    assert (scope_left([one], day=DAY, region=region, technique=technique) is None) is is_covered


def test_one_of_several_certificates_is_enough() -> None:
    neck, leg = held(regions=("neck",)), held(regions=("leg", "foot"))

    assert scope_left([neck, leg], day=DAY, region="leg", technique=None) is None
    assert scope_left([neck, leg], day=DAY, region="hip", technique=None) == ("Neck", "Leg, Foot")


def test_without_a_certificate_that_counts_there_is_nothing_to_judge_by() -> None:
    past = held(regions=("neck",), expires_on=DAY - timedelta(days=1))
    registration = held(kind=CredentialKind.REGISTRATION, regions=("neck",))

    assert scope_left([past, registration], day=DAY, region="hip", technique=None) is None


@pytest.mark.parametrize(
    ("changes", "lack"),
    [
        ({"expires_on": date(2026, 11, 3)}, "The needling certificate expired on 3 Nov 2026"),
        (
            {"ended_as": CredentialEnd.WITHDRAWN, "ended_on": date(2026, 5, 2)},
            "The needling certificate does not count since 2 May 2026",
        ),
        (
            {"valid_from": date(2026, 12, 1), "expires_on": None},
            "The needling certificate counts only from 1 Dec 2026 on",
        ),
        ({"ended_as": CredentialEnd.MISTAKE}, "No needling certificate is on record"),
    ],
)
def test_what_is_lacking_is_said_with_its_day(changes: dict[str, object], lack: str) -> None:
    registration = held(kind=CredentialKind.REGISTRATION)

    assert find_lacks([registration, held(**changes)], day=DAY) == (lack,)


def test_nothing_is_lacking_where_both_kinds_count() -> None:
    assert find_lacks([held(), held(kind=CredentialKind.REGISTRATION)], day=DAY) == ()
    assert len(find_lacks([], day=DAY)) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"valid_from": date(1899, 1, 1), "expires_on": None}, "valid_from"),
        ({"expires_on": date(2025, 12, 31)}, "expires_on"),
        ({"expires_on": date(2126, 12, 31)}, "expires_on"),
    ],
)
def test_days_that_cannot_be_are_refused(changes: dict[str, object], field: str) -> None:
    assert [problem.field for problem in find_credential_problems(certificate(**changes))] == [field]


def test_a_credential_without_a_last_day_is_kept() -> None:
    assert not list(find_credential_problems(certificate(expires_on=None)))
