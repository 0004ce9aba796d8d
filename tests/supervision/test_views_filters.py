"""The finer filter, the page by technique and muscle, and saved views, as a browser gets them."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.supervision.models import SavedView
from clinic_log.treatments.models import Needling
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.supervision.clinic import make_small_clinic, recount

EVERYTHING = "/supervision?period=everything"


@pytest.fixture
def client(sign_in: SignInFixture) -> SignedInClient:
    return sign_in(Role.SUPERVISOR)


@pytest.fixture(autouse=True)
def _clinic(client: SignedInClient, engine: Engine) -> None:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        make_small_clinic(db, db.get_one(Clinic, client.actor.clinic_id))
        for needling in db.query(Needling):
            needling.twitch = "ltr-yes" if needling.id % 2 else "ltr-no"
        recount(db)


def _page(client: SignedInClient, address: str, *, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.get_data(as_text=True).split())


def _post(client: SignedInClient, address: str, **fields: str) -> str:
    response = client.post(address, data=fields, follow_redirects=True)
    assert response.status_code in {200, 422}
    return " ".join(response.get_data(as_text=True).split())


def test_effects_stand_by_kind_and_effort_beside_the_responders(client: SignedInClient) -> None:
    page = _page(client, EVERYTHING)

    assert "Side effects by kind" in page
    assert "Expected soreness, counted apart" in page
    assert "On average of 3 responders, until the first important change" in page


def test_a_region_is_chosen_in_the_address(client: SignedInClient) -> None:
    page = _page(client, f"{EVERYTHING}&region=thigh")

    assert "region: Thigh" in page
    assert "3 sessions with needles" in page


def test_a_muscle_shows_sessions_and_no_responders(client: SignedInClient) -> None:
    page = _page(client, f"{EVERYTHING}&muscle=trapezius-upper")

    assert "muscle: Upper trapezius" in page
    assert "Not shown by technique or muscle" in page
    assert "evaluable episodes" not in page.split("What these numbers")[0]


def test_what_is_not_on_the_list_is_refused_beside_its_field(client: SignedInClient) -> None:
    assert "Choose from the list" in _page(client, f"{EVERYTHING}&muscle=nose", status=422)


def test_twitch_and_effects_stand_by_muscle(client: SignedInClient) -> None:
    page = _page(client, "/supervision/technique-and-muscle?period=everything")

    assert "Upper trapezius" in page
    assert "No change in pain stands here" in page
    assert "of 15" in page  # sites in which a twitch was sought
    assert _page(client, "/supervision/technique-and-muscle?period=everything&region=thigh").count("not shown") == 4
    assert "Psoas" not in _page(client, "/supervision/technique-and-muscle?period=everything&muscle=trapezius-upper")


def test_a_view_is_kept_opened_renamed_and_removed(client: SignedInClient, engine: Engine) -> None:
    neck = "period=everything&condition=neck-pain"
    assert "Keep the filter that you came with" in _page(client, f"/supervision/views?{neck}")

    page = _post(client, f"/supervision/views?{neck}", name="Necks")
    assert "View Necks kept" in page
    assert "Neck pain · responder" in page
    with Session(engine) as db:
        view_id = db.query(SavedView).one().id
    assert "Enter a name" in _post(client, f"/supervision/views/{view_id}", **{f"view-{view_id}-name": " "})
    assert "called necks already" in _post(client, f"/supervision/views?{neck}", name="necks")

    _post(client, f"/supervision/views/{view_id}/default")
    standing = client.get("/supervision")
    assert (standing.status_code, "condition=neck-pain" in standing.location) == (303, True)  # an address to be shared
    assert "Neck pain · responder" in _page(client, standing.location)
    assert "all conditions · responder" in _page(client, EVERYTHING)

    assert "All necks" in _post(client, f"/supervision/views/{view_id}", **{f"view-{view_id}-name": "All necks"})
    assert "No view kept yet" in _post(client, f"/supervision/views/{view_id}/remove")
