"""Who may open which address, what a refusal gives away, and what reading leaves behind: for every route there is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from clinic_log.accounts.rules import Role
from clinic_log.accounts.rules.roles import PERMISSIONS
from clinic_log.web.guards import needed_permission
from tests.architecture.access_table import ACCESS, HOLDERS, PUBLIC, WITHOUT_LINK, WITHOUT_PROOF
from tests.architecture.links import Crawler
from tests.architecture.place import UNKNOWN, Place, Values, answer, send, values_of
from tests.populated_clinic import FAMILY_NAME

ROOT = Path(__file__).parents[2]
GETS = [endpoint for endpoint, (method, _) in ACCESS.items() if method == "GET"]
UNSAFE = [endpoint for endpoint, (method, _) in ACCESS.items() if method != "GET"]
CLOSED = [endpoint for endpoint, (_, permission) in ACCESS.items() if permission != PUBLIC]
# 422 and 409: the request came in and was wrong by what it sent, since these tests send next to nothing.
LET_IN = {200, 302, 303, 409, 422}
FRAMES = {"base.html"}


def test_every_route_stands_in_the_table_with_its_method_and_permission(app: Flask) -> None:
    routes = {
        rule.endpoint: (
            ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})),
            str(needed_permission(app, rule.endpoint) or PUBLIC),
        )
        for rule in app.url_map.iter_rules()
    }

    assert routes == dict(ACCESS)


def test_every_role_has_the_permissions_of_the_table() -> None:
    permissions = frozenset().union(*PERMISSIONS.values())

    holders = {one.value: {role.value for role in Role if one in PERMISSIONS[role]} for one in permissions}

    assert holders == dict(HOLDERS)


def test_a_visitor_is_led_to_the_sign_in_and_nothing_happens(client: FlaskClient, place: Place) -> None:
    before = place.kept()

    for endpoint in CLOSED:
        response = send(client, endpoint, values_of(place.here, endpoint))

        assert response.status_code == 302, endpoint
        assert response.location.partition("?")[0] == "/sign-in", endpoint
        assert FAMILY_NAME not in response.get_data(as_text=True), endpoint
    assert place.kept() == before


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_what_the_table_says_and_a_refusal_is_on_record(role: Role, place: Place) -> None:
    client, other_browser = place.person(role), place.person(role)
    colleague = place.here.people[Role.SUPERVISOR if role is not Role.SUPERVISOR else Role.STUDENT]
    named = {"user_id": colleague.user_id, "login_session_id": other_browser.actor.login_session_id}
    refused = [endpoint for endpoint in CLOSED if role.value not in HOLDERS[ACCESS[endpoint][1]]]

    for endpoint in CLOSED:
        response = send(client, endpoint, values_of(place.here, endpoint, role=role) | named)

        if endpoint in refused:
            assert response.status_code == 403, endpoint
            assert FAMILY_NAME not in response.get_data(as_text=True), endpoint
        elif endpoint == "accounts.switch_clinic":
            assert response.status_code == 404  # no clinic is named
        else:
            assert response.status_code in LET_IN, endpoint
            assert "/confirm" not in (response.location or ""), endpoint
            assert "/sign-in" not in (response.location or "") or endpoint == "accounts.sign_out", endpoint
    assert place.refusals() == refused


def test_what_is_elsewhere_answers_like_what_does_not_exist(place: Place) -> None:
    client = place.everybody()

    for endpoint in CLOSED:
        own = values_of(place.here, endpoint)
        wrong = [own | changes for changes in _wrong_numbers(place, endpoint)]

        answers = {answer(send(client, endpoint, values)) for values in wrong}

        assert {status for status, _ in answers} <= {404}, endpoint
        assert len(answers) <= 1, endpoint


def _wrong_numbers(place: Place, endpoint: str) -> Iterator[Values]:
    """Each number unknown; each of the other clinic, alone and with what belongs to it; a part of another patient."""
    foreign = values_of(place.elsewhere, endpoint)
    names = place.number_names(endpoint)
    for name in names:
        yield {name: UNKNOWN}
    for name in names - {"number"}:
        yield {name: foreign[name]}
    if names:
        yield foreign
    if names > {"patient_id"}:
        yield {"patient_id": place.here.empty_patient_id}


def test_the_login_session_of_another_person_answers_like_one_that_does_not_exist(place: Place) -> None:
    client, other = place.person(Role.STUDENT), place.person(Role.PRACTITIONER)

    paths = [f"/account/sessions/{number}/end" for number in (other.actor.login_session_id, UNKNOWN)]
    answers = {answer(client.post(path)) for path in paths}

    assert [status for status, _ in answers] == [404]
    assert other.get("/account").status_code == 200


def test_a_number_in_a_form_or_a_query_tells_nothing_of_another_clinic(place: Place) -> None:
    client = place.everybody()
    opening = f"/patients/{place.here.patient_id}/episodes/new"

    opened = {
        answer(client.get(opening, query_string={"suggestion": number}))
        for number in (place.elsewhere.suggestion_id, UNKNOWN)
    }
    switched = {
        answer(client.post("/account/clinic", data={"clinic_id": number}))
        for number in (place.elsewhere.clinic_id, UNKNOWN)
    }

    assert [status for status, _ in opened] == [404]
    assert [status for status, _ in switched] == [404]


@pytest.mark.parametrize("role", Role)
def test_who_may_not_see_a_thing_does_not_learn_whether_it_exists(role: Role, place: Place) -> None:
    client = place.person(role)

    for endpoint in CLOSED:
        if role.value in HOLDERS[ACCESS[endpoint][1]]:
            continue
        own = values_of(place.here, endpoint)
        unknown = own | dict.fromkeys(place.number_names(endpoint), UNKNOWN)

        assert answer(send(client, endpoint, own)) == answer(send(client, endpoint, unknown)), endpoint


def test_reading_changes_nothing_but_the_audit(place: Place) -> None:
    client, before = place.everybody(), place.kept()

    for endpoint in GETS:
        status = send(client, endpoint, values_of(place.here, endpoint)).status_code

        assert status in {200, 302, 404}, endpoint
        assert status == 200 or ACCESS[endpoint][1] == PUBLIC, endpoint
        assert place.kept() == before, endpoint


def test_nothing_is_changed_without_the_proof_of_ones_own_page(place: Place) -> None:
    place.app.config["WTF_CSRF_ENABLED"] = True
    client = place.everybody()
    before = place.kept()

    statuses = {endpoint: send(client, endpoint, values_of(place.here, endpoint)).status_code for endpoint in UNSAFE}

    assert {one for one, status in statuses.items() if status != 400} == set(WITHOUT_PROOF)
    assert {statuses[one] for one in WITHOUT_PROOF} == {404}
    assert place.kept() == before


def test_every_page_is_reached_by_a_link_a_form_or_a_redirect_and_no_link_is_dead(
    client: FlaskClient, place: Place
) -> None:
    reached: set[str] = set()
    for role in Role:
        place.person(role)  # a second browser, which the page of the account offers to sign out
    for visitor in (client, *(place.person(role) for role in Role)):
        crawler = Crawler(visitor)
        crawler.walk("/")
        assert crawler.dead == []
        reached |= crawler.endpoints

    assert set(ACCESS) - reached == set(WITHOUT_LINK)


def test_every_template_is_rendered_by_some_view() -> None:
    pages = {
        path.relative_to(ROOT / "templates").as_posix()
        for path in (ROOT / "templates").rglob("*.html")
        if "components" not in path.parts and not path.name.startswith("_")
    }

    assert pages - FRAMES - _rendered() == set()


def _rendered() -> set[str]:
    """Names of templates in the program: whole, or as f"feature/{name}.html" with the name in the same module."""
    names: set[str] = set()
    for path in (ROOT / "clinic_log").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        texts = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        names |= {text for text in texts if text.endswith(".html")}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and ast.unparse(node).endswith(".html'"):
                start = node.values[0]
                assert isinstance(start, ast.Constant)
                names |= {f"{start.value!s}{text}.html" for text in texts}
    return names
