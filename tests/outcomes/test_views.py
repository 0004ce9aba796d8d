"""The progress page of one episode."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.episodes.rules import Side
from tests.accounts.factories import make_actor, make_clinic
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.outcomes.factories import Taken, make_open_episode, make_visit
from tests.patients.factories import make_patient
from tests.queries import count_queries

OPENED = date(2026, 9, 1)


@pytest.fixture
def client(sign_in: SignInFixture) -> SignedInClient:
    return sign_in(Role.PRACTITIONER)


def _episode(client: SignedInClient, engine: Engine, *, visits: int, taken: Sequence[Taken] = ()) -> str:
    """The address of the progress of an episode with so many visits, at each of which the same was measured."""
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=client.actor)
        episode = make_open_episode(db, by=client.actor, patient=patient, opened_on=OPENED)
        for number in range(visits):
            day = OPENED + timedelta(days=number)
            make_visit(db, by=client.actor, episodes=[episode], on=day, pain=(7, 5), taken=taken)
        return f"/patients/{patient.id}/episodes/{episode.id}/progress"


def test_it_says_the_finding_what_was_needled_and_what_to_notice(client: SignedInClient, engine: Engine) -> None:
    page = client.get(_episode(client, engine, visits=5)).get_data(as_text=True)

    assert "Pain 7 → 7 over 5 sessions:" in page
    assert "No important change at visit 5." in page
    assert "What was needled" in page
    assert "0 points a week over 5 before-scores" in page


def test_an_episode_without_visits_says_so(client: SignedInClient, engine: Engine) -> None:
    page = client.get(_episode(client, engine, visits=0)).get_data(as_text=True)

    assert "No session signed yet" in page


def test_the_number_of_statements_does_not_grow_with_visits_or_measures(client: SignedInClient, engine: Engine) -> None:
    sides = (Side.LEFT, Side.RIGHT)
    slugs = ("cervical-rotation", "cervical-lateral-flexion", "grip-strength", "pain-free-grip", "ppt")
    ten = [Taken(before=40, measure=slug, side=side) for slug in slugs for side in sides]
    few, many = _episode(client, engine, visits=2), _episode(client, engine, visits=200, taken=ten)
    client.get(few)

    with count_queries(engine) as of_few:
        client.get(few)
    with count_queries(engine) as of_many:
        page = client.get(many).text

    assert len(of_many) == len(of_few)
    assert page.count("<figure") == 11


def test_an_episode_of_another_patient_or_clinic_does_not_exist(client: SignedInClient, engine: Engine) -> None:
    own = _episode(client, engine, visits=1)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        stranger = make_actor(db, clinic=make_clinic(db, name="Elsewhere"))
        patient = make_patient(db, by=stranger)
        episode = make_open_episode(db, by=stranger, patient=patient, opened_on=OPENED)
        foreign = f"/patients/{patient.id}/episodes/{episode.id}/progress"
        mixed = f"{own.split('/episodes')[0]}/episodes/{episode.id}/progress"

    assert client.get(foreign).status_code == 404
    assert client.get(mixed).status_code == 404
