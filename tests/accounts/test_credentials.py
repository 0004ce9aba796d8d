"""Keeping credentials on record, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.credentials import end_credential, record_credential, renew_credential
from clinic_log.accounts.models import Clinic
from clinic_log.accounts.queries.credentials import list_credentials, list_credentials_on, list_expiring
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.accounts.rules.credentials import CredentialEnd, CredentialKind
from clinic_log.audit.models import AuditEntry
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from tests.accounts.factories import certificate, make_actor
from tests.queries import count_queries

DAY = date(2026, 11, 28)


@pytest.fixture
def by(db: Session) -> SignedIn:
    return make_actor(db, Role.ADMINISTRATOR)


@pytest.fixture
def ruth(db: Session, by: SignedIn) -> SignedIn:
    return colleague(db, by)


def colleague(db: Session, by: SignedIn, *roles: Role) -> SignedIn:
    return make_actor(db, *roles, clinic=db.get_one(Clinic, by.clinic_id))


def acts(db: Session) -> list[str]:
    chosen = select(AuditEntry.action).where(AuditEntry.action.like("accounts.credential%"))
    return list(db.scalars(chosen.order_by(AuditEntry.sequence)))


def test_a_renewal_is_a_new_version_and_the_old_one_stays(db: Session, by: SignedIn, ruth: SignedIn) -> None:
    old = record_credential(db, by=by, user_id=ruth.user_id, details=certificate(regions=("neck",)))
    later = certificate(valid_from=date(2027, 1, 1), expires_on=date(2027, 12, 31))
    renew_credential(db, by=by, user_id=ruth.user_id, credential_id=old.id, details=later)
    db.expire_all()

    new, kept = list_credentials(db, by=ruth, user_id=ruth.user_id)
    assert (new.expires_on, new.is_replaced) == (date(2027, 12, 31), False)
    assert (kept.expires_on, kept.regions, kept.is_replaced) == (date(2026, 12, 31), ("neck",), True)
    assert acts(db) == ["accounts.credential_recorded", "accounts.credential_renewed"]


def test_which_credentials_counted_on_a_day(*, db: Session, engine: Engine, by: SignedIn, ruth: SignedIn) -> None:
    old = record_credential(db, by=by, user_id=ruth.user_id, details=certificate())
    later = certificate(valid_from=date(2027, 1, 1), expires_on=None)
    new = renew_credential(db, by=by, user_id=ruth.user_id, credential_id=old.id, details=later)
    people = (ruth.user_id, by.user_id)

    with count_queries(engine) as statements:
        then = list_credentials_on(db, by=by, user_ids=people, day=DAY)
    now = list_credentials_on(db, by=by, user_ids=people, day=date(2027, 6, 1))

    assert len(statements) == 1
    assert [one.credential_id for one in then[ruth.user_id]] == [old.id]
    assert [one.credential_id for one in now[ruth.user_id]] == [new.id]
    assert then[by.user_id] == ()


def test_sending_the_same_twice_keeps_one(db: Session, by: SignedIn, ruth: SignedIn) -> None:
    first, again = (
        record_credential(db, by=by, user_id=ruth.user_id, details=certificate(techniques=("static",))) for _ in "12"
    )
    later = certificate(valid_from=date(2027, 1, 1), expires_on=None)
    renewals = {
        renew_credential(db, by=by, user_id=ruth.user_id, credential_id=first.id, details=later).id for _ in "12"
    }

    assert first is again
    assert len(renewals) == 1
    assert len(acts(db)) == 2


def test_a_version_is_renewed_once_and_by_its_kind(db: Session, by: SignedIn, ruth: SignedIn) -> None:
    old = record_credential(db, by=by, user_id=ruth.user_id, details=certificate())
    other = certificate(kind=CredentialKind.REGISTRATION)
    with pytest.raises(InvalidInputError, match="same kind"):
        renew_credential(db, by=by, user_id=ruth.user_id, credential_id=old.id, details=other)
    renew_credential(db, by=by, user_id=ruth.user_id, credential_id=old.id, details=certificate(number="B"))

    with pytest.raises(ConflictError):
        renew_credential(db, by=by, user_id=ruth.user_id, credential_id=old.id, details=certificate(number="C"))


def test_a_renewal_that_was_a_mistake_takes_over_nothing(db: Session, by: SignedIn, ruth: SignedIn) -> None:
    old = record_credential(db, by=by, user_id=ruth.user_id, details=certificate())
    slip = renew_credential(
        db, by=by, user_id=ruth.user_id, credential_id=old.id, details=certificate(number="of somebody else")
    )
    end_credential(
        db,
        by=by,
        user_id=ruth.user_id,
        credential_id=slip.id,
        ended_as=CredentialEnd.MISTAKE,
        reason="Another person's",
    )
    right = renew_credential(db, by=by, user_id=ruth.user_id, credential_id=old.id, details=certificate(number="B"))

    states = {one.credential_id: one.is_replaced for one in list_credentials(db, by=by, user_id=ruth.user_id)}
    assert states == {old.id: True, slip.id: False, right.id: False}


def test_a_withdrawn_one_counts_until_the_day_before(db: Session, by: SignedIn, ruth: SignedIn) -> None:
    row = record_credential(db, by=by, user_id=ruth.user_id, details=certificate())
    with pytest.raises(InvalidInputError, match="first day"):
        _withdraw(db, by, row.id, holder=ruth, on=date(2025, 1, 1))
    _withdraw(db, by, row.id, holder=ruth, on=DAY)

    assert list_credentials_on(db, by=by, user_ids=[ruth.user_id], day=DAY)[ruth.user_id] == ()
    assert list_credentials_on(db, by=by, user_ids=[ruth.user_id], day=DAY - timedelta(days=1))[ruth.user_id]
    with pytest.raises(ConflictError, match="ended already"):
        _withdraw(db, by, row.id, holder=ruth, on=DAY)


def _withdraw(db: Session, by: SignedIn, credential_id: int, *, holder: SignedIn, on: date) -> None:
    end_credential(
        db,
        by=by,
        user_id=holder.user_id,
        credential_id=credential_id,
        ended_as=CredentialEnd.WITHDRAWN,
        ended_on=on,
        reason="Moved abroad",
    )


def test_what_expires_is_told_to_the_person_and_to_those_who_answer_for_them(
    *, db: Session, by: SignedIn, ruth: SignedIn
) -> None:
    supervisor, other = colleague(db, by, Role.SUPERVISOR), colleague(db, by)
    for holder, days in ((ruth, 60), (ruth, 61), (other, -3)):
        details = certificate(number=str(days), expires_on=DAY + timedelta(days=days))
        record_credential(db, by=by, user_id=holder.user_id, details=details)
    elsewhere = make_actor(db, Role.SUPERVISOR)

    told = {
        who: [one.credential.number for one in list_expiring(db, by=actor, today=DAY)]
        for who, actor in (("own", ruth), ("all", supervisor), ("people", by), ("elsewhere", elsewhere))
    }

    assert told == {"own": ["60"], "all": ["-3", "60"], "people": ["-3", "60"], "elsewhere": []}


def test_only_who_manages_people_of_the_clinic_keeps_credentials(db: Session, by: SignedIn, ruth: SignedIn) -> None:
    stranger = make_actor(db, Role.ADMINISTRATOR)

    with pytest.raises(ForbiddenError):
        record_credential(db, by=ruth, user_id=ruth.user_id, details=certificate())
    with pytest.raises(NotFoundError):
        record_credential(db, by=stranger, user_id=ruth.user_id, details=certificate())
    row = record_credential(db, by=by, user_id=ruth.user_id, details=certificate())
    with pytest.raises(NotFoundError):
        _withdraw(db, stranger, row.id, holder=ruth, on=DAY)
    assert list_credentials(db, by=stranger, user_id=ruth.user_id) == []
