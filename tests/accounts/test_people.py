"""What an administrator does about the people of a clinic, and what happens to these people."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Invitation, Membership, User
from clinic_log.accounts.rules import Role
from clinic_log.audit.models import AuditEntry
from clinic_log.base.dates import now_utc
from tests.accounts.conftest import PASSWORD, AddPerson, Saving
from tests.accounts.signed_in import SignedInClient, SignInFixture

NEW_PASSWORD = "seven amber kettles"


@pytest.fixture
def administrator(sign_in: SignInFixture) -> SignedInClient:
    return sign_in(Role.ADMINISTRATOR, name="Helen Novak")


def invite(client: FlaskClient, email: str = "ruth@example.org", name: str = "Ruth Adeyemi", **roles: str) -> str:
    """The path of the link that the page shows."""
    answer = client.post("/people/invite", data={"email": email, "name": name, **(roles or {"practitioner": "y"})})
    assert answer.status_code == 200, answer.text
    return path_in(answer.text)


def path_in(page: str) -> str:
    found = re.search(r"/welcome/[\w-]+", page)
    assert found is not None
    return found[0]


def accept(client: FlaskClient, link: str, password: str = NEW_PASSWORD) -> int:
    return client.post(link, data={"new_password": password, "again": password}).status_code


def user_named(engine: Engine, email: str) -> User:
    with Session(engine) as db:
        return db.scalars(select(User).where(User.email == email)).one()


def roles_of(engine: Engine, user_id: int) -> list[str]:
    with Session(engine) as db:
        return sorted(db.scalars(select(Membership.role).where(Membership.user_id == user_id)))


def test_somebody_invited_sets_their_own_password_and_signs_in(
    administrator: SignedInClient, client: FlaskClient, engine: Engine
) -> None:
    link = invite(administrator, practitioner="y", supervisor="y")

    assert client.get(link).status_code == 200
    assert accept(client, link) == 302
    answer = client.post("/sign-in", data={"email": "ruth@example.org", "password": NEW_PASSWORD})

    assert answer.location == "/"
    assert roles_of(engine, user_named(engine, "ruth@example.org").id) == ["practitioner", "supervisor"]


def test_unknown_used_and_old_links_answer_alike(administrator: SignedInClient, client: FlaskClient) -> None:
    used, old = invite(administrator), invite(administrator, "old@example.org")
    accept(client, used)

    with time_machine.travel(now_utc() + timedelta(days=7, seconds=1), tick=False):
        shown = [client.get(path) for path in (used, old, "/welcome/unknown", "/welcome/%00")]
        sent = {accept(client, path) for path in (used, old, "/welcome/unknown")}

    assert {answer.status_code for answer in shown} == sent == {404}
    assert all("This link does not work" in answer.text for answer in shown)


def test_of_an_invitation_only_the_hash_of_its_token_is_kept(administrator: SignedInClient, engine: Engine) -> None:
    token = invite(administrator).removeprefix("/welcome/")

    with Session(engine) as db:
        row = db.scalars(select(Invitation)).one()
    assert len(token) == 43
    assert token not in row.token_hash
    assert row.expires_at - row.created_at == pytest.approx(timedelta(days=7), abs=timedelta(seconds=1))


def test_a_password_made_of_the_invited_person_s_name_is_refused(
    administrator: SignedInClient, client: FlaskClient
) -> None:
    link = invite(administrator)

    answer = client.post(link, data={"new_password": "RuthAdeyemi12", "again": "RuthAdeyemi12"})

    assert answer.status_code == 422
    assert "easy to guess" in answer.text


def test_somebody_with_an_account_just_gets_roles_and_no_link(
    administrator: SignedInClient, add_person: AddPerson, engine: Engine
) -> None:
    known = add_person("ruth@example.org")

    answer = administrator.post(
        "/people/invite", data={"email": "RUTH@example.org", "name": "Another Name", "student": "y"}
    )

    assert answer.location == "/people"
    assert roles_of(engine, known.user_id) == ["practitioner", "student"]
    assert user_named(engine, "ruth@example.org").display_name == "Ruth Adeyemi"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"email": "", "name": "Ruth", "student": "y"}, "Enter the person&#39;s e-mail address"),
        ({"email": "ruth", "name": "Ruth", "student": "y"}, "Enter an e-mail address, such as"),
        ({"email": "ruth@example.org", "name": "", "student": "y"}, "Enter the person&#39;s name"),
        ({"email": "ruth@example.org", "name": "Ru\x00th", "student": "y"}, "U+0000"),
        ({"email": "ruth@example.org", "name": "R" * 201, "student": "y"}, "200 is the most"),
        ({"email": "ruth@example.org", "name": "Ruth"}, "Choose one role or more"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_with_what_was_typed(
    administrator: SignedInClient, fields: dict[str, str], message: str
) -> None:
    answer = administrator.post("/people/invite", data=fields)

    assert answer.status_code == 422
    assert message in answer.text


def test_somebody_who_works_here_cannot_be_invited_twice(administrator: SignedInClient) -> None:
    invite(administrator)

    answer = administrator.post("/people/invite", data={"email": "Ruth@Example.org", "name": "Ruth", "student": "y"})

    assert answer.status_code == 422
    assert "already works in your clinic" in answer.text


def test_a_name_that_would_reverse_the_page_is_shown_without_its_marks(administrator: SignedInClient) -> None:
    invite(administrator, name="Ruth \u202egnp.exe 🙂")

    page = administrator.get("/people").text

    assert "Ruth gnp.exe 🙂" in page
    assert "\u202e" not in page


def test_the_list_shows_everybody_of_this_clinic_and_nobody_of_another(
    administrator: SignedInClient, add_person: AddPerson
) -> None:
    add_person("ruth@example.org", Role.STUDENT, clinic=administrator.actor.clinic_id)
    add_person("stranger@example.org", name="Stranger")

    page = administrator.get("/people").text

    assert "ruth@example.org" in page
    assert "Student" in page
    assert "stranger@example.org" not in page


def test_only_an_administrator_sees_people(sign_in: SignInFixture) -> None:
    client = sign_in(Role.PRACTITIONER, Role.SUPERVISOR, Role.STUDENT)

    assert client.get("/people").status_code == 403
    assert client.post("/people/invite", data={"email": "a@b", "name": "A", "student": "y"}).status_code == 403
    assert client.post(f"/people/{client.actor.user_id}/roles", data={"administrator": "y"}).status_code == 403


def test_somebody_of_another_clinic_answers_like_nobody(administrator: SignedInClient, add_person: AddPerson) -> None:
    stranger = add_person("stranger@example.org").user_id

    for user_id in (stranger, 999_999):
        assert administrator.get(f"/people/{user_id}").status_code == 404
        assert administrator.get(f"/people/{user_id}/roles").status_code == 404
        assert administrator.post(f"/people/{user_id}/roles", data={"student": "y"}).status_code == 404
        assert administrator.post(f"/people/{user_id}/disable").status_code == 404
        assert administrator.post(f"/people/{user_id}/reset").status_code == 404


def test_new_roles_hold_at_the_person_s_next_request_and_are_audited(
    administrator: SignedInClient, sign_in: SignInFixture, engine: Engine
) -> None:
    other = sign_in(Role.STUDENT, clinic=administrator.actor.clinic_id)
    assert other.get("/people").status_code == 403

    answer = administrator.post(f"/people/{other.actor.user_id}/roles", data={"administrator": "y"})

    assert answer.status_code == 302
    assert other.get("/people").status_code == 200
    with Session(engine) as db:
        entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "accounts.roles_changed")).one()
    assert (entry.object_id, entry.reason) == (other.actor.user_id, "student → administrator")


def test_the_last_administrator_stays_one(administrator: SignedInClient, engine: Engine) -> None:
    own = administrator.actor.user_id
    with Session(engine) as db:
        user = db.get_one(User, own)
        user.password_hash = "set"
        db.commit()

    answer = administrator.post(f"/people/{own}/roles", data={"practitioner": "y"})

    assert answer.status_code == 422
    assert "the last administrator" in answer.text
    assert roles_of(engine, own) == ["administrator"]


def test_an_administrator_beside_another_may_step_down(
    administrator: SignedInClient, add_person: AddPerson, engine: Engine
) -> None:
    add_person("second@example.org", Role.ADMINISTRATOR, clinic=administrator.actor.clinic_id)
    own = administrator.actor.user_id

    assert administrator.post(f"/people/{own}/roles", data={"practitioner": "y"}).status_code == 302
    assert roles_of(engine, own) == ["practitioner"]


@pytest.mark.parametrize("act", ["disable", "remove", "reset"])
def test_nobody_shuts_themselves_out(administrator: SignedInClient, act: str) -> None:
    assert administrator.post(f"/people/{administrator.actor.user_id}/{act}").status_code == 409


def test_a_disabled_person_is_out_at_once_and_back_when_enabled(
    administrator: SignedInClient, client: FlaskClient, add_person: AddPerson
) -> None:
    person = add_person("ruth@example.org", clinic=administrator.actor.clinic_id)
    credentials = {"email": person.email, "password": PASSWORD}
    client.post("/sign-in", data=credentials)
    assert client.get("/account").status_code == 200

    administrator.post(f"/people/{person.user_id}/disable")
    assert client.get("/account").status_code == 302
    assert client.post("/sign-in", data=credentials).status_code == 422

    administrator.post(f"/people/{person.user_id}/enable")
    assert client.get("/account").status_code == 302
    assert client.post("/sign-in", data=credentials).status_code == 302


def test_a_reset_ends_the_sessions_and_the_password_until_the_link_is_used(
    administrator: SignedInClient, client: FlaskClient, add_person: AddPerson
) -> None:
    person = add_person("ruth@example.org", clinic=administrator.actor.clinic_id)
    client.post("/sign-in", data={"email": person.email, "password": PASSWORD})

    first = path_in(administrator.post(f"/people/{person.user_id}/reset").text)
    second = path_in(administrator.post(f"/people/{person.user_id}/reset").text)

    assert client.get("/account").status_code == 302
    assert client.post("/sign-in", data={"email": person.email, "password": PASSWORD}).status_code == 422
    assert client.get(first).status_code == 404
    assert accept(client, second) == 302
    assert client.post("/sign-in", data={"email": person.email, "password": NEW_PASSWORD}).status_code == 302


def test_signing_somebody_out_ends_their_sessions(administrator: SignedInClient, sign_in: SignInFixture) -> None:
    other = sign_in(clinic=administrator.actor.clinic_id)

    administrator.post(f"/people/{other.actor.user_id}/sign-out")

    assert other.get("/account").status_code == 302
    assert administrator.get("/account").status_code == 200


def test_somebody_removed_from_the_clinic_disappears_from_it(
    administrator: SignedInClient, sign_in: SignInFixture
) -> None:
    other = sign_in(clinic=administrator.actor.clinic_id)

    administrator.post(f"/people/{other.actor.user_id}/remove")

    assert other.get("/account").status_code == 302
    assert administrator.get(f"/people/{other.actor.user_id}").status_code == 404


@pytest.mark.parametrize("act", ["disable", "reset"])
def test_an_account_that_works_elsewhere_too_cannot_be_taken_over(
    administrator: SignedInClient, add_person: AddPerson, saving: Saving, *, act: str
) -> None:
    person = add_person("ruth@example.org")
    with saving() as db:
        db.add(Membership(user_id=person.user_id, clinic_id=administrator.actor.clinic_id, role=Role.STUDENT))

    assert administrator.post(f"/people/{person.user_id}/{act}").status_code == 403
    assert administrator.post(f"/people/{person.user_id}/remove").status_code == 302
