"""Yellow flags and the STarT Back screen: recorded, kept as they were, followed over time, never an outcome."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError
from clinic_log.outcomes.actions import record_flag_look, retract_flag_look
from clinic_log.outcomes.models import YellowFlagLook
from clinic_log.outcomes.queries.yellow_flags import flag_looks_of, list_flag_lines
from clinic_log.outcomes.rules import measure_courses
from clinic_log.outcomes.rules.prognosis import FlagLook, YellowFlag, prognosis_lines
from tests.accounts.factories import make_actor
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.outcomes.examples import measured, visit
from tests.outcomes.factories import make_open_episode
from tests.patients.factories import make_patient

DAY = date(2026, 9, 1)
WORK = FlagLook(looked_on=DAY, flags=(YellowFlag.WORK, YellowFlag.BELIEFS), note="Fears for the job")
NONE = FlagLook(looked_on=DAY + timedelta(days=30), flags=())


@pytest.mark.parametrize(
    ("total", "distress", "words"),
    [
        (3, 3, "3 of 9, distress 3 of 5, low risk"),
        (4, 3, "4 of 9, distress 3 of 5, medium risk"),
        (4, 4, "4 of 9, distress 4 of 5, high risk"),
        (6, None, "6 of 9, medium or high risk: the distress score decides"),
        (2, None, "2 of 9, low risk"),
    ],
)
def test_the_screen_gives_a_class_of_risk(total: float, distress: float | None, words: str) -> None:
    scores = [measured("startback-total", total), measured("startback-distress", distress)]

    courses = measure_courses([visit(1, *scores)], [], pain_question="nprs")

    assert prognosis_lines("chronic, 14 weeks at the start", courses, []) == (
        "Chronic, 14 weeks at the start.",
        f"STarT Back on 16 Oct 2026: {words}.",
    )


def test_first_and_latest_look_are_told_and_nothing_is_told_of_nothing() -> None:
    between = FlagLook(looked_on=DAY + timedelta(days=9), flags=(YellowFlag.FAMILY,))

    assert prognosis_lines("", [], []) == ()
    assert prognosis_lines("", [], [WORK, between, NONE]) == (
        "Yellow flags on 1 Sep 2026: work, beliefs about pain.",
        "Yellow flags on 1 Oct 2026: none found.",
    )


def test_looks_are_kept_one_after_the_other_and_audited(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    episode, other = (make_open_episode(db, by=by, patient=patient, opened_on=DAY) for _ in range(2))

    record_flag_look(db, by=by, episode=episode, look=NONE, key="b")
    first = record_flag_look(db, by=by, episode=episode, look=WORK, key="a")
    again = record_flag_look(db, by=by, episode=episode, look=WORK, key="a")

    looks = flag_looks_of(db, [episode.id, other.id])
    assert again is first
    assert [(look.looked_on, look.flags) for look in looks[episode.id]] == [
        (DAY, (YellowFlag.BELIEFS, YellowFlag.WORK)),
        (NONE.looked_on, ()),
    ]
    assert looks[episode.id][0].by_name == by.display_name
    entries = db.scalars(select(AuditEntry).where(AuditEntry.action == "yellow_flags.recorded")).all()
    assert len(entries) == 2
    with pytest.raises(ConflictError):
        record_flag_look(db, by=by, episode=other, look=WORK, key="a")


def test_a_look_that_cannot_be_kept_says_why(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by, born_on=date(1980, 1, 1))
    episode = make_open_episode(db, by=by, patient=patient, opened_on=DAY)
    wrong = [
        FlagLook(looked_on=date(2999, 1, 1), flags=()),
        FlagLook(looked_on=date(1979, 1, 1), flags=()),
        FlagLook(looked_on=DAY, flags=(), note="x" * 301),
    ]

    for look in wrong:
        with pytest.raises(InvalidInputError):
            record_flag_look(db, by=by, episode=episode, look=look, key="k")
    with pytest.raises(ForbiddenError):
        record_flag_look(db, by=make_actor(db, Role.SUPERVISOR), episode=episode, look=WORK, key="k")
    assert db.scalars(select(YellowFlagLook)).all() == []


def test_a_wrong_look_is_taken_back_with_a_reason_and_stays_readable(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    episode = make_open_episode(db, by=by, patient=patient, opened_on=DAY)
    wrong = record_flag_look(db, by=by, episode=episode, look=WORK, key="a")
    record_flag_look(db, by=by, episode=episode, look=NONE, key="b")

    for reason in ("  ", "x" * 301):
        with pytest.raises(InvalidInputError):
            retract_flag_look(db, by=by, row=wrong, reason=reason)
    with pytest.raises(ForbiddenError):
        retract_flag_look(db, by=make_actor(db, Role.SUPERVISOR), row=wrong, reason="Wrong patient")
    retract_flag_look(db, by=by, row=wrong, reason=" Wrong patient ")
    with pytest.raises(ConflictError):
        retract_flag_look(db, by=by, row=wrong, reason="Again")

    assert [look.looked_on for look in flag_looks_of(db, [episode.id])[episode.id]] == [NONE.looked_on]
    lines = list_flag_lines(db, by=by, episode=episode)
    assert [(line.look.flags, line.retracted_by, line.retraction_reason) for line in lines] == [
        ((), "", ""),
        ((YellowFlag.BELIEFS, YellowFlag.WORK), by.display_name, "Wrong patient"),
    ]
    entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "yellow_flags.retracted")).one()
    assert (entry.object_id, entry.reason) == (wrong.id, "Wrong patient")


def test_a_look_is_retracted_on_a_page_that_asks_why(sign_in: SignInFixture, engine: Engine) -> None:
    client: SignedInClient = sign_in(Role.PRACTITIONER)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=client.actor)
        episode, other = (make_open_episode(db, by=client.actor, patient=patient, opened_on=DAY) for _ in range(2))
        look = record_flag_look(db, by=client.actor, episode=episode, look=WORK, key="a")
        here = f"/patients/{patient.id}/episodes/{episode.id}"
        elsewhere = f"/patients/{patient.id}/episodes/{other.id}"
        retract = f"/yellow-flags/{look.id}/retract"

    asked = client.get(here + retract)
    silent = client.post(here + retract, data={"reason": " "})
    lost = client.post(elsewhere + retract, data={"reason": "Not here"})
    done = client.post(here + retract, data={"reason": "Wrong patient"})
    again = client.get(here + retract)
    shown, progress = client.get(f"{here}/yellow-flags").text, client.get(f"{here}/progress").text

    assert [answer.status_code for answer in (asked, silent, lost, done, again)] == [200, 422, 404, 303, 200]
    assert "Say what is wrong with it" in silent.text
    assert "This entry is retracted already." in again.text
    assert "Wrong patient" in shown
    assert "Yellow flags: not asked." in progress


def test_none_and_not_asked_are_two_answers_on_the_pages(sign_in: SignInFixture, engine: Engine) -> None:
    client: SignedInClient = sign_in(Role.PRACTITIONER)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=client.actor)
        episode = make_open_episode(db, by=client.actor, patient=patient, opened_on=DAY)
        here = f"/patients/{patient.id}/episodes/{episode.id}"
    sent = {"key": "one", "looked_on": "2026-09-02"}

    before = client.get(f"{here}/progress").text
    unsaid, neither, both = (
        client.post(f"{here}/yellow-flags", data=sent | answers)
        for answers in ({}, {"found": "present"}, {"found": "none", "flags": "work"})
    )
    late = client.post(f"{here}/yellow-flags", data={"key": "l", "looked_on": "2999-01-01", "found": "none"})
    done = client.post(f"{here}/yellow-flags", data=sent | {"found": "none"})
    after = client.get(f"{here}/progress").text

    assert "Yellow flags: not asked." in before
    assert [answer.status_code for answer in (unsaid, neither, both, late, done)] == [422, 422, 422, 422, 303]
    assert "Choose whether any was found" in unsaid.text
    assert "Choose which were present" in neither.text
    assert "“None” was chosen above" in both.text
    assert "This day lies in the future" in late.text
    assert "Yellow flags on 2 Sep 2026: none found." in after
    assert "not asked" not in after
