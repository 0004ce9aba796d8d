"""A practitioner sees the funnel with one point in it: their own."""

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.supervision.rules import make_funnel
from clinic_log.supervision.rules.own import YOU, seen_by
from tests.accounts.signed_in import SignInFixture
from tests.conftest import AUDIT_KEY
from tests.supervision.clinic import make_small_clinic
from tests.supervision.test_between import NAMES, cases_of


def test_the_own_point_stands_alone_against_the_rate_of_all() -> None:
    funnel = make_funnel([*cases_of(3, 4, 26), *cases_of(1, 444, 156), *cases_of(2, 31, 19)], names=NAMES)

    seen = seen_by(funnel, user_id=2)

    assert [row.name for row in seen.funnel.rows] == [YOU]
    assert seen.funnel.target == funnel.target
    assert seen.funnel.finding.startswith("You: ")
    assert max(seen.funnel.curves[0].sizes) == 55  # nothing tells how many episodes the others have
    assert not [name for name in ("Ada", "Cleo") if name in str(seen.funnel)]


def test_of_two_who_can_be_compared_nobody_sees_the_rate_of_both() -> None:
    funnel = make_funnel([*cases_of(1, 44, 16), *cases_of(2, 31, 19), *cases_of(3, 4, 3)], names=NAMES)

    seen = seen_by(funnel, user_id=2)

    assert seen.funnel.target is None
    assert not seen.funnel.curves
    assert "would tell you of a colleague" in seen.funnel.finding
    assert seen.row is not None
    assert not seen.row.adjusted_words


def test_who_has_no_episode_stands_on_no_chart_of_their_own() -> None:
    funnel = make_funnel([*cases_of(3, 4, 26), *cases_of(1, 44, 16)], names=NAMES)

    seen = seen_by(funnel, user_id=9)

    assert seen.row is None
    assert seen.funnel.finding == "No episode of this period is yours: you stand on no chart."


@pytest.mark.parametrize("user_id", [1, 2])
def test_a_funnel_that_compares_nobody_says_so(user_id: int) -> None:
    seen = seen_by(make_funnel([*cases_of(1, 4, 3), *cases_of(2, 2, 9)], names=NAMES), user_id=user_id)

    assert "you are not compared" in seen.funnel.finding


def test_the_page_names_nobody_else_and_the_look_is_on_record(sign_in: SignInFixture, engine: Engine) -> None:
    client = sign_in(Role.PRACTITIONER, name="Carla Engel")
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        make_small_clinic(db, db.get_one(Clinic, client.actor.clinic_id))

    page = client.get("/supervision/own?period=everything")

    assert page.status_code == 200
    assert not [name for name in (">Ada<", ">Ben<", "Of A") if name in page.text]
    assert "No episode of this period is yours" in page.text
    assert client.get("/supervision/own?period=always").status_code == 422
    assert client.get("/supervision/practitioners").status_code == 403
    assert sign_in(Role.STUDENT).get("/supervision/own").status_code == 403
    with Session(engine) as db:
        assert "supervision.own_viewed" in db.scalars(select(AuditEntry.action)).all()
