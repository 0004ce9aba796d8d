"""What a clinic decides: defaults until somebody does, its own decisions after, each change on record."""

from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.models import AuditEntry
from clinic_log.base.errors import ForbiddenError
from clinic_log.clinics.actions import change_policy
from clinic_log.clinics.queries import get_policy
from clinic_log.clinics.rules import NUMBER_SETTINGS, SETTINGS, NumberSetting, Policy, changes
from tests.accounts.factories import make_actor, make_clinic
from tests.accounts.signed_in import SignInFixture
from tests.clinics.policy_form import POLICY_FORM


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
        changed: dict[str, Any] = {setting.name: not getattr(Policy(), setting.name)}
        decided = Policy(**changed)

        told = f"{setting.name}: {setting.answer(Policy())}, now {setting.answer(decided)}"
        assert changes(Policy(), decided) == (told,)
        assert setting.no != setting.yes


def test_the_page_shows_what_holds_and_keeps_what_is_chosen(sign_in: SignInFixture, engine: Engine) -> None:
    client = sign_in(Role.ADMINISTRATOR)
    chosen = {**POLICY_FORM, "sides_count_apart": "yes"}

    missing = client.post("/clinic/settings", data={"sides_count_apart": "yes"})
    saved = client.post("/clinic/settings", data=chosen)
    again = client.post("/clinic/settings", data=chosen)

    assert (missing.status_code, saved.status_code, again.status_code) == (422, 303, 303)
    assert "Choose one of the two" in missing.text
    with Session(engine) as db:
        assert get_policy(db, by=client.actor) == Policy(sides_count_apart=True)
        assert len(_reasons(db)) == 1
    page = client.get("/clinic/settings").text
    assert page.count("checked") == len(SETTINGS)
    assert "Of 1 to 10, as US Medicare asks" in page


def test_a_number_is_kept_with_its_unit_on_record(sign_in: SignInFixture, engine: Engine) -> None:
    client = sign_in(Role.ADMINISTRATOR)

    client.post("/clinic/settings", data={**POLICY_FORM, "review_at_visit": "6", "reassess_after_days": "90"})

    with Session(engine) as db:
        assert get_policy(db, by=client.actor) == Policy(review_at_visit=6, reassess_after_days=90)
        assert _reasons(db) == [
            "review_at_visit: 4 visits, now 6 visits; reassess_after_days: only by the plan, now 90 days"
        ]
    page = client.get("/clinic/settings").text
    assert 'value="90"' in page
    assert "not a published limit" in page


@pytest.mark.parametrize("setting", NUMBER_SETTINGS, ids=lambda setting: setting.name)
def test_a_number_outside_its_range_is_refused(sign_in: SignInFixture, setting: NumberSetting) -> None:
    client = sign_in(Role.ADMINISTRATOR)

    below = setting.least - 1 if setting.least > 1 else -1  # 0 may have a meaning of its own
    for number in (below, setting.most + 1):
        answer = client.post("/clinic/settings", data={**POLICY_FORM, setting.name: str(number)})

        assert answer.status_code == 422
        assert f"Enter a value from {setting.least} to {setting.most} {setting.noun}s" in answer.text
        assert f'value="{number}"' in answer.text
