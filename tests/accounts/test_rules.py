"""Passwords, waiting times, names and the ends of sessions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.accounts.actions.passwords import hash_password, is_password
from clinic_log.accounts.rules import Role
from clinic_log.accounts.rules.login_sessions import Ending, LoginSessionFacts, find_ending, needs_proof
from clinic_log.accounts.rules.names import checked_email, checked_name, name_key
from clinic_log.accounts.rules.passwords import find_password_fault, is_too_long
from clinic_log.accounts.rules.people import Person, PersonAct, PersonState, offered_acts
from clinic_log.accounts.rules.throttle import address_bucket, unknown_bucket, wait_in_words, wait_left
from clinic_log.base.errors import InvalidInputError

NOW = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
WORDS = ["Canal Street Physiotherapy", "Ruth Adeyemi", "ruth.adeyemi@canalstreet.example"]


@pytest.mark.parametrize(
    "password",
    [
        "three quiet herons",
        "correct horse battery",
        "xkfjwqpzmvbn",
        "пароль для клиники",
        "🐦🌧️🪨🌿🔔🧵🪵🐚🍂🧊🪶🌙",
        "a long sentence that nobody else would think of " * 5,
    ],
)
def test_a_password_that_is_hard_to_guess_may_be_chosen_whatever_its_characters(password: str) -> None:
    assert find_password_fault(password, words=WORDS) is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", "12 characters or more"),
        ("passwordpassword", "easy to guess"),
        ("Password123!", "easy to guess"),
        ("123456789012", "easy to guess"),
        ("qwertyuiop12", "easy to guess"),
        ("aaaaaaaaaaaaaaaaaaaa", "easy to guess"),
        ("clinic_log_clinic_log", "easy to guess"),
        ("canalstreetphysiotherapy", "easy to guess"),
        ("CanalStreet2026!", "easy to guess"),
        ("ruthadeyemi1", "easy to guess"),
        ("RuthAdeyemiRuthAdeyemi", "easy to guess"),
        ("three\x00quiet herons", "no keyboard types"),
        ("x" * 1025, "longer than 1,024 bytes"),
        ("🐦" * 257, "longer than 1,024 bytes"),
    ],
)
def test_a_password_that_is_short_common_or_made_of_names_is_refused(password: str, fault: str) -> None:
    assert fault in (find_password_fault(password, words=WORDS) or "")


def test_a_password_of_128_characters_and_more_is_kept_whole() -> None:
    password = "a long sentence that nobody else would think of " * 5

    hashed = hash_password(password)

    assert is_password(password, hashed)
    assert not is_password(password[:-1], hashed)


def test_passwords_are_kept_as_argon2id_with_19_mib_and_two_passes() -> None:
    assert hash_password("three quiet herons").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_no_password_fits_an_account_that_has_none() -> None:
    assert not is_password("There is no account with this password.", None)
    assert not is_password("", None)


@given(st.text(max_size=2000))
def test_any_text_is_either_too_long_or_can_be_checked(text: str) -> None:
    fault = find_password_fault(text[:40], words=[text])

    assert fault is None or fault
    assert is_too_long(text) or len(text.encode("utf-8", "surrogatepass")) <= 1024


@pytest.mark.parametrize(
    ("attempts", "wait_s"), [(0, 0), (4, 0), (5, 10), (6, 20), (7, 40), (11, 640), (12, 900), (500, 900)]
)
def test_the_wait_doubles_from_the_fifth_attempt_up_to_a_quarter_of_an_hour(attempts: int, wait_s: int) -> None:
    assert wait_left("user:1", [NOW] * attempts, now=NOW) == timedelta(seconds=wait_s)


def test_an_address_has_twenty_attempts_free() -> None:
    assert wait_left("address:192.0.2.1", [NOW] * 19, now=NOW) == timedelta(0)
    assert wait_left("address:192.0.2.1", [NOW] * 20, now=NOW) == timedelta(seconds=10)


def test_the_wait_runs_from_the_last_attempt() -> None:
    assert wait_left("user:1", [NOW - timedelta(seconds=8)] * 5, now=NOW) == timedelta(seconds=2)
    assert wait_left("user:1", [NOW - timedelta(seconds=11)] * 5, now=NOW) == timedelta(0)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 second"), (40, "40 seconds"), (60, "1 minute"), (61, "2 minutes"), (900, "15 minutes")],
)
def test_a_wait_is_told_in_whole_seconds_or_minutes(seconds: float, words: str) -> None:
    assert wait_in_words(timedelta(seconds=seconds)) == words


def test_addresses_of_one_ipv6_network_count_together() -> None:
    assert address_bucket("2001:db8::1") == address_bucket("2001:db8::ffff:2")
    assert address_bucket("2001:db8::1") != address_bucket("2001:db8:0:1::1")
    assert address_bucket(None) == address_bucket("nonsense") == "address:unknown"


def test_invented_names_share_a_few_buckets() -> None:
    assert len({unknown_bucket(f"name{number}") for number in range(5000)}) == 64


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ruth@Example.org", "ruth@example.ORG"),
        ("Stra\u00dfe Clinic", "STRASSE CLINIC"),
        ("\uff32uth", "ruth"),
        ("e\u0301clair", "\u00c9clair"),
        ("Canal  Street", "canal street"),
        ("\u212bngstrom", "\u00e5ngstrom"),
    ],
)
def test_two_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@given(st.text())
def test_folding_a_name_twice_changes_nothing(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


def test_an_accent_makes_another_address() -> None:
    assert name_key("jose@example.org") != name_key("josé@example.org")


@pytest.mark.parametrize("name", ["Zoë 🙂", "رُوث أدييمي", "李小龍", "O’Brien-Núñez", "🙂", "Nguyễn Thị"])
def test_a_name_in_any_script_is_kept(name: str) -> None:
    assert checked_name(name, field="name") == name


@pytest.mark.parametrize(
    "name", ["", "   ", "\u200b\u200d", "\u202e", "Ru\x00th", "Ru\x1bth", "\ud800", "R" * 201, "ﷺ" * 100]
)
def test_a_name_that_cannot_be_kept_or_seen_is_refused(name: str) -> None:
    with pytest.raises(InvalidInputError):
        checked_name(name, field="name")


@pytest.mark.parametrize("email", ["", "ruth", "ruth@", "@example.org", "ru th@example.org", "a@b@c", "x@" + "y" * 254])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(InvalidInputError):
        checked_email(email, field="email")


def facts(
    *, last_input_at: datetime = NOW, expires_at: datetime = NOW + timedelta(hours=1), ended_at: datetime | None = None
) -> LoginSessionFacts:
    return LoginSessionFacts(
        last_input_at=last_input_at, expires_at=expires_at, ended_at=ended_at, is_disabled=False, has_role=True
    )


def test_a_session_lasts_until_the_very_moment_of_a_limit() -> None:
    limit = timedelta(minutes=15)
    almost = timedelta(microseconds=1)

    assert find_ending(facts(last_input_at=NOW - limit + almost), now=NOW, idle_limit=limit) is None
    assert find_ending(facts(last_input_at=NOW - limit), now=NOW, idle_limit=limit) is Ending.IDLE
    assert find_ending(facts(expires_at=NOW + almost), now=NOW, idle_limit=limit) is None
    assert find_ending(facts(expires_at=NOW), now=NOW, idle_limit=limit) is Ending.TOO_LONG
    assert find_ending(facts(ended_at=NOW), now=NOW, idle_limit=limit) is Ending.ENDED


def test_a_proof_lasts_five_minutes() -> None:
    assert not needs_proof(NOW - timedelta(minutes=4, seconds=59), now=NOW)
    assert needs_proof(NOW - timedelta(minutes=5), now=NOW)
    assert needs_proof(None, now=NOW)


def person(*, has_password: bool = True, is_disabled: bool = False) -> Person:
    return Person(
        user_id=1,
        display_name="Ruth Adeyemi",
        email="ruth@example.org",
        roles=frozenset({Role.STUDENT}),
        has_password=has_password,
        is_disabled=is_disabled,
        works_elsewhere=False,
    )


def test_a_person_is_offered_only_what_their_state_allows() -> None:
    assert person(has_password=False).state is PersonState.INVITED
    assert PersonAct.SIGN_OUT not in offered_acts(person(has_password=False), is_oneself=False)
    assert offered_acts(person(is_disabled=True), is_oneself=False) == [PersonAct.ENABLE, PersonAct.REMOVE]
    assert offered_acts(person(), is_oneself=True) == []
