"""The sessions behind a point on a chart, on both databases."""

from datetime import date

from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.supervision.queries.month_sessions import list_month_sessions
from clinic_log.supervision.rules import Wanted
from clinic_log.treatments.rules import Asked
from tests.accounts.factories import make_actor, make_clinic
from tests.supervision.clinic import make_small_clinic

SEPTEMBER = Wanted(first_day=date(2026, 9, 1), last_day=date(2026, 9, 30))


def test_those_with_a_side_effect_stand_first_and_another_clinic_sees_none(db: Session) -> None:
    clinic = make_small_clinic(db, make_clinic(db))

    found = list_month_sessions(db, by=clinic.supervisor, wanted=SEPTEMBER)

    answers = [row.answer for row in found.rows]
    assert (found.total, len(answers)) == (12, 12)
    assert answers[:3] == [Asked.PRESENT] * 3
    assert Asked.PRESENT not in answers[3:]
    assert found.rows[0].effects == ("Bruising, mild", "Bleeding minor, mild")
    assert list_month_sessions(db, by=make_actor(db, Role.SUPERVISOR), wanted=SEPTEMBER).total == 0
