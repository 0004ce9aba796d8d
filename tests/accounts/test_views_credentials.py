"""The pages of credentials: an administrator keeps them, a person sees their own."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.credentials import record_credential
from clinic_log.accounts.models import Credential
from clinic_log.accounts.rules import Role
from clinic_log.accounts.rules.credentials import CredentialEnd
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from tests.accounts.factories import certificate
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.episodes.factories import today

PAPER = {
    "kind": "needling",
    "issuing_body": "Needling Academy",
    "number": "DN-4711",
    "valid_from": "2026-01-01",
    "expires_on": "2027-12-31",
    "regions": ["neck", "shoulder"],
    "note": "",
}


@pytest.fixture
def administrator(sign_in: SignInFixture) -> SignedInClient:
    return sign_in(Role.ADMINISTRATOR, name="Helen Novak")


@pytest.fixture
def ruth(administrator: SignedInClient, sign_in: SignInFixture) -> SignedInClient:
    return sign_in(clinic=administrator.actor.clinic_id)


def kept(engine: Engine) -> list[Credential]:
    with Session(engine) as db:
        return list(db.scalars(select(Credential).order_by(Credential.id)))


def test_a_certificate_is_added_renewed_and_ended(
    administrator: SignedInClient, ruth: SignedInClient, engine: Engine
) -> None:
    person = f"/people/{ruth.actor.user_id}"
    assert "No credential on record" in administrator.get(person).text

    added = administrator.post(f"{person}/credentials/new", data=PAPER)
    first = kept(engine)[0]
    assert added.location == f"{person}#credentials"
    assert first.regions == ["neck", "shoulder"]

    renewal = administrator.get(f"{person}/credentials/{first.id}/renew").text
    assert 'value="2028-01-01"' in renewal
    assert 'value="DN-4711"' in renewal
    later = PAPER | {"valid_from": "2028-01-01", "expires_on": "2029-12-31"}
    assert administrator.post(f"{person}/credentials/{first.id}/renew", data=later).status_code == 302

    second = kept(engine)[1]
    end = {"ended_as": "withdrawn", "on": "2028-03-01", "reason": "Moved abroad"}
    assert administrator.post(f"{person}/credentials/{second.id}/end", data=end).status_code == 302
    page = administrator.get(person).text
    assert second.replaces_id == first.id
    assert "2 earlier versions" in page
    assert "counts no more from 1 Mar 2028 on: Moved abroad" in page


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": ""}, "Choose what it is"),
        ({"number": ""}, "Enter its number"),
        ({"valid_from": "2028-01-01"}, "The last day lies before the first"),
        ({"expires_on": "31.12.2027"}, "Enter a date with year, month and day"),
        ({"regions": ["the moon"]}, "Choose from what is shown"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_field(
    *, administrator: SignedInClient, ruth: SignedInClient, engine: Engine, changes: dict[str, str], message: str
) -> None:
    answer = administrator.post(f"/people/{ruth.actor.user_id}/credentials/new", data=PAPER | changes)

    assert answer.status_code == 422
    assert message in answer.text
    assert "Needling Academy" in answer.text
    assert kept(engine) == []


def test_the_end_asks_for_its_day_and_its_reason(
    administrator: SignedInClient, ruth: SignedInClient, engine: Engine
) -> None:
    person = f"/people/{ruth.actor.user_id}"
    administrator.post(f"{person}/credentials/new", data=PAPER)
    address = f"{person}/credentials/{kept(engine)[0].id}/end"

    blank = administrator.post(address, data={})
    undated = administrator.post(address, data={"ended_as": CredentialEnd.WITHDRAWN.value, "reason": "Gave it up"})

    assert (blank.status_code, undated.status_code) == (422, 422)
    assert "Choose what happened" in blank.text
    assert "Enter the first day on which it no longer counts" in undated.text


def test_a_person_reads_their_own_and_changes_nothing(
    administrator: SignedInClient, ruth: SignedInClient, engine: Engine
) -> None:
    administrator.post(f"/people/{ruth.actor.user_id}/credentials/new", data=PAPER)

    own = ruth.get("/account").text

    assert "Needling certificate, Needling Academy" in own
    assert "covers neck, shoulder" in own
    assert "Renew…" not in own
    assert ruth.get(f"/people/{ruth.actor.user_id}/credentials/new").status_code == 403
    assert "Credentials" not in administrator.get("/account").text


def test_what_expires_soon_stands_on_the_first_page(
    *, administrator: SignedInClient, ruth: SignedInClient, sign_in: SignInFixture, engine: Engine
) -> None:
    soon = today(administrator.actor) + timedelta(days=30)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        details = certificate(expires_on=soon)
        record_credential(db, by=administrator.actor, user_id=ruth.actor.user_id, details=details)
    supervisor = sign_in(Role.SUPERVISOR, clinic=administrator.actor.clinic_id)
    other = sign_in(clinic=administrator.actor.clinic_id)

    assert "Your own" in ruth.get("/").text
    assert "Ruth Adeyemi" in supervisor.get("/").text
    assert "Renew…" in administrator.get("/").text
    assert "Renew…" not in supervisor.get("/").text
    assert "Credentials to renew" not in other.get("/").text
