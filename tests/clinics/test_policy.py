"""What a clinic decides: defaults until somebody does, its own decisions after, each change on record."""

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.models import AuditEntry
from clinic_log.base.errors import ForbiddenError
from clinic_log.clinics.actions import change_policy
from clinic_log.clinics.queries import get_policy
from clinic_log.clinics.rules import SETTINGS, Policy, changes
from tests.accounts.factories import make_actor, make_clinic
from tests.accounts.signed_in import SignInFixture


def _reasons(db: Session) -> list[str | None]:
    return list(db.scalars(select(AuditEntry.reason).where(AuditEntry.action == "clinics.policy_changed")))


def test_a_clinic_lives_by_the_defaults_until_somebody_decides(db: Session) -> None:
    by = make_actor(db, Role.ADMINISTRATOR)

    assert get_policy(db, by=by) == Policy()
    assert change_policy(db, by=by, policy=Policy()) == ()
    assert _reasons(db) == []


def test_each_change_says_what_was_and_what_is(db: Session) -> None:
    by = make_actor(db, Role.ADMINISTRATOR)

    change_policy(db, by=by, policy=Policy(sides_count_apart=True))
    change_policy(db, by=by, policy=Policy(parts_count_apart=True))
    db.expire_all()

    assert get_policy(db, by=by) == Policy(parts_count_apart=True)
    back = "sides_count_apart: counts twice, now counts once"
    assert _reasons(db) == [
        "sides_count_apart: counts once, now counts twice",
        f"{back}; parts_count_apart: count as one muscle, now count separately",
    ]


def test_one_clinic_does_not_decide_for_another(db: Session) -> None:
    other = make_actor(db, Role.ADMINISTRATOR)

    change_policy(db, by=make_actor(db, Role.ADMINISTRATOR), policy=Policy(sides_count_apart=True))

    assert get_policy(db, by=other) == Policy()


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.STUDENT, Role.SUPERVISOR])
def test_only_an_administrator_decides(db: Session, role: Role) -> None:
    by = make_actor(db, role, clinic=make_clinic(db))

    with pytest.raises(ForbiddenError):
        change_policy(db, by=by, policy=Policy(sides_count_apart=True))


def test_every_setting_tells_its_two_answers_apart() -> None:
    for setting in SETTINGS:
        decided = Policy(**{setting.name: True})

        assert changes(Policy(), decided) == (f"{setting.name}: {setting.no}, now {setting.yes}",)


def test_the_page_shows_what_holds_and_keeps_what_is_chosen(sign_in: SignInFixture, engine: Engine) -> None:
    client = sign_in(Role.ADMINISTRATOR)
    chosen = {"sides_count_apart": "yes", "parts_count_apart": "no", "review_hours": "72"}

    missing = client.post("/clinic/settings", data={"sides_count_apart": "yes"})
    saved = client.post("/clinic/settings", data=chosen)
    again = client.post("/clinic/settings", data=chosen)

    assert (missing.status_code, saved.status_code, again.status_code) == (422, 303, 303)
    assert "Choose one of the two" in missing.text
    with Session(engine) as db:
        assert get_policy(db, by=client.actor) == Policy(sides_count_apart=True)
        assert len(_reasons(db)) == 1
    assert client.get("/clinic/settings").text.count("checked") == 2
