"""The clinic as part of the filter: for somebody who supervises several, and for nobody else."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic, Membership
from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.treatments.models import TreatmentSession
from tests.accounts.factories import make_clinic
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.outcomes.factories import make_effect
from tests.queries import count_queries
from tests.supervision.clinic import make_small_clinic

EVERYTHING = "/supervision?period=everything"
PAGES = ("", "/over-time", "/practitioners", "/technique-and-muscle", "/literature", "/data-quality")


@pytest.fixture
def client(sign_in: SignInFixture) -> SignedInClient:
    return sign_in(Role.SUPERVISOR)


def _other_clinic(engine: Engine, client: SignedInClient, *roles: Role) -> int:
    """The hand-counted clinic, called Hill Road, in which the person of the client has these roles."""
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        clinic = make_clinic(db, name="Hill Road")
        db.add_all(Membership(user_id=client.actor.user_id, clinic_id=clinic.id, role=role) for role in roles)
        small = make_small_clinic(db, clinic)
        make_effect(db, of=small.visits["D1"], kind="pneumothorax-suspected", serious=True)
        return clinic.id


def _page(client: SignedInClient, address: str, *, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.get_data(as_text=True).split())


@pytest.mark.parametrize("page", PAGES)
def test_a_supervisor_of_two_clinics_chooses_one_and_its_name_stands_with_the_figures(
    client: SignedInClient, engine: Engine, page: str
) -> None:
    other = _other_clinic(engine, client, Role.SUPERVISOR)

    text = _page(client, f"/supervision{page}?period=everything&clinic={other}")

    assert f'<option selected value="{other}">Hill Road</option>' in text
    assert "Hill Road · everyone" in text
    assert f"clinic={other}" in text  # the links to the other pages keep it


def test_without_a_clinic_in_the_address_the_one_in_which_one_works_is_chosen(
    client: SignedInClient, engine: Engine
) -> None:
    _other_clinic(engine, client, Role.SUPERVISOR)

    page = _page(client, EVERYTHING)

    assert f'<option selected value="{client.actor.clinic_id}">{client.actor.clinic_name}</option>' in page


def test_the_figures_are_those_of_the_chosen_clinic_and_of_no_other(client: SignedInClient, engine: Engine) -> None:
    other = _other_clinic(engine, client, Role.SUPERVISOR)

    assert "Nothing signed in this period" in _page(client, EVERYTHING)
    assert "3 of 5 evaluable episodes" in _page(client, f"{EVERYTHING}&clinic={other}")


def test_records_of_another_clinic_open_once_one_works_there(client: SignedInClient, engine: Engine) -> None:
    other = _other_clinic(engine, client, Role.SUPERVISOR)
    address = f"{EVERYTHING}&clinic={other}"
    page = _page(client, address)
    assert "Work in Hill Road" in page
    assert "/sessions/" not in page

    moved = client.post("/account/clinic", data={"clinic_id": other, "next": address})

    assert moved.location == address
    assert "/sessions/" in _page(client, address)


def _own_clinic(engine: Engine, client: SignedInClient) -> None:
    """The hand-counted clinic also where the person works."""
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        small = make_small_clinic(db, db.get_one(Clinic, client.actor.clinic_id))
        make_effect(db, of=small.visits["D1"], kind="pneumothorax-suspected", serious=True)


def test_all_clinics_together_are_the_sum_of_each(client: SignedInClient, engine: Engine) -> None:
    _other_clinic(engine, client, Role.SUPERVISOR)
    _own_clinic(engine, client)
    own = _page(client, EVERYTHING)

    page = _page(client, f"{EVERYTHING}&clinic=all")

    assert "3 of 5 evaluable episodes" in own
    assert "6 of 10 evaluable episodes" in page
    assert "26 of 30 needling sessions" in page
    assert page.count("<td>Pneumothorax suspected</td>") == 2
    assert page.count('href="/patients/') == own.count('href="/patients/')  # those of here alone open
    assert "Work in Hill Road" in page


@pytest.mark.parametrize("page", PAGES)
def test_each_page_counts_all_clinics_in_as_many_statements_as_one(
    client: SignedInClient, engine: Engine, page: str
) -> None:
    other = _other_clinic(engine, client, Role.SUPERVISOR)
    _own_clinic(engine, client)
    address = f"/supervision{page}?period=everything&clinic="
    _page(client, f"{address}{other}")

    with count_queries(engine) as of_one:
        _page(client, f"{address}{other}")
    with count_queries(engine) as of_all:
        text = _page(client, f"{address}all")

    of_the_record = len(of_all) - len(of_one)  # that somebody looked is written in each clinic
    assert of_the_record <= sum("audit" in statement for statement in of_all) // 2
    assert "Hill Road · everyone" in text


def test_each_clinic_has_the_days_of_its_own_calendar(client: SignedInClient, engine: Engine) -> None:
    """At 22:00 on 31 August in London it is September in Auckland, where the visit is one of September's."""
    other = _other_clinic(engine, client, Role.SUPERVISOR)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        clinic = db.get_one(Clinic, other)
        clinic.zone = "Pacific/Auckland"
        visit = db.scalars(select(TreatmentSession).where(TreatmentSession.clinic_id == other)).first()
        assert visit is not None
        visit.started_at, visit.zone = datetime(2026, 8, 31, 22, tzinfo=UTC), clinic.zone
    address = "/supervision/sessions?clinic=all&month="

    assert "1 Sep 2026, 10:00" in _page(client, f"{address}2026-09")
    assert "1 Sep 2026, 10:00" not in _page(client, f"{address}2026-08")


def test_a_default_view_of_a_clinic_that_was_lost_leads_to_ones_own(client: SignedInClient, engine: Engine) -> None:
    other = _other_clinic(engine, client, Role.SUPERVISOR)
    client.post(f"/supervision/views?clinic={other}&period=everything", data={"name": "Hill"})
    client.post("/supervision/views/1/default")
    assert f"clinic={other}" in client.get("/supervision").location

    with own_transaction(engine) as db:
        db.execute(delete(Membership).where(Membership.clinic_id == other, Membership.user_id == client.actor.user_id))

    assert client.get("/supervision").location == "/supervision?period=everything"


def test_who_may_see_one_clinic_alone_is_offered_no_sum(client: SignedInClient, engine: Engine) -> None:
    _other_clinic(engine, client, Role.PRACTITIONER)

    assert "Choose from the list" in _page(client, f"{EVERYTHING}&clinic=all", status=422)
    assert "All my clinics" not in _page(client, EVERYTHING)


@pytest.mark.parametrize("roles", [(), (Role.PRACTITIONER,), (Role.ADMINISTRATOR,)])
def test_without_the_right_there_a_clinic_is_refused_beside_its_field(
    client: SignedInClient, engine: Engine, roles: tuple[Role, ...]
) -> None:
    other = _other_clinic(engine, client, *roles)

    page = _page(client, f"{EVERYTHING}&clinic={other}", status=422)

    assert "Choose from the list" in page
    assert "Hill Road" not in page
    assert client.get(f"/supervision/outcomes.csv?clinic={other}").status_code == 303
    assert client.get(f"/supervision/sessions?clinic={other}").status_code == 404


def test_what_leaves_the_clinic_and_who_looked_belong_to_the_chosen_one(client: SignedInClient, engine: Engine) -> None:
    other = _other_clinic(engine, client, Role.SUPERVISOR)

    text = _page(client, f"/supervision/outcomes.csv?period=everything&clinic={other}")

    assert "Period,Everything" in text
    assert "Counted for,Hill Road; everyone" in text
    with Session(engine) as db:
        seen = db.scalars(select(AuditEntry).where(AuditEntry.action == "supervision.exported")).one()
        assert seen.clinic_id == other
        assert seen.user_id == client.actor.user_id


def test_somebody_of_one_clinic_is_not_asked_for_it(client: SignedInClient, engine: Engine) -> None:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        make_small_clinic(db, db.get_one(Clinic, client.actor.clinic_id))

    page = _page(client, EVERYTHING)

    assert 'name="clinic"' not in page
    assert "&amp;clinic=" not in page
    assert "?clinic=" not in page
