"""Signing, reading, amending and retracting a session."""

import re

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.treatments.rules import SessionStatus
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.clinics.policy_form import POLICY_FORM
from tests.queries import count_queries
from tests.treatments.pages import (
    PASSWORD,
    Desk,
    begin_work,
    blank_note,
    forget_the_proof,
    form_in,
    make_chart,
    needling_note,
    start_note,
    stored,
)


@pytest.fixture
def desk(sign_in: SignInFixture, engine: Engine) -> Desk:
    """A needling visit that was saved and can be signed."""
    desk = begin_work(sign_in(Role.PRACTITIONER), engine)
    assert (
        desk.client.post(desk.edit_url, data=needling_note(desk).with_values(notes="Slept badly.")).status_code == 303
    )
    return desk


def _sign(desk: Desk, client: SignedInClient | None = None, **changes: str | None) -> int:
    client = client or desk.client
    page = client.get(desk.url("sign"))
    return client.post(desk.url("sign"), data=form_in(page, "sign").with_values(**changes)).status_code


def test_a_note_is_written_signed_and_shown_without_scripts(desk: Desk) -> None:
    answer = desk.client.post(desk.edit_url, data=blank_note(desk).with_values(act="sign"))
    sign_page = desk.client.get(answer.location)

    signed = desk.client.post(answer.location, data=form_in(sign_page, "sign"))
    shown = desk.client.get(signed.location)

    assert "Signing means: I treated this patient, and this note is true and complete." in sign_page.text
    assert "Notes: Slept badly." in sign_page.text
    assert "Ruth Adeyemi: no needling certificate is on record" in sign_page.text  # seen, and stops nobody here
    assert signed.status_code == 303
    assert "Slept badly." in shown.text
    assert "Levator scapulae" in shown.text
    assert "Ruth Adeyemi" in shown.text
    assert "Unchanged since it was signed" in shown.text
    assert re.search(r"written \d+ days after the visit", shown.text)


def test_a_signed_note_cannot_be_written_any_more(desk: Desk) -> None:
    note = blank_note(desk)
    _sign(desk)

    assert desk.client.get(desk.edit_url).location == desk.url("")
    assert desk.client.post(desk.edit_url, data=note.with_values(notes="Changed")).location == desk.url("")
    assert "Changed" not in desk.client.get(desk.url("")).text


def test_a_needle_in_an_intimate_area_waits_for_a_consent_that_names_it(desk: Desk) -> None:
    note = blank_note(desk).with_values(**{"needlings-0-muscle": "pectoralis-minor"})
    assert desk.client.post(desk.edit_url, data=note).status_code == 303

    page = desk.client.get(desk.edit_url).text

    assert "Breast (Pectoralis minor): consent for this intimate area is missing" in page
    assert "Record consent for it" in page
    assert _sign(desk) == 422


def test_signing_twice_is_one_signature(desk: Desk) -> None:
    form = form_in(desk.client.get(desk.url("sign")), "sign")

    answers = [desk.client.post(desk.url("sign"), data=form).status_code for _ in range(2)]

    assert answers == [303, 303]
    with Session(desk.engine) as db:
        assert len(stored(db, desk.session_id).versions) == 1


def test_what_is_missing_stops_the_signature_and_leads_to_its_field(desk: Desk) -> None:
    note = blank_note(desk).with_values(needles_out="1")
    desk.client.post(desk.edit_url, data=note)
    form = form_in(desk.client.get(desk.url("sign")), "sign")

    answer = desk.client.post(desk.url("sign"), data=form)

    assert answer.status_code == 422
    assert "1 thing stops this note from being signed" in answer.text
    assert f'href="{desk.edit_url}#needles_out"' in answer.text


def test_signing_asks_for_the_password_when_the_proof_is_old(desk: Desk) -> None:
    forget_the_proof(desk)

    without = _sign(desk)
    wrong = _sign(desk, password="not this one")
    right = _sign(desk, password=PASSWORD)

    assert (without, wrong, right) == (422, 422, 303)


def test_guessing_the_password_is_slowed_down(desk: Desk) -> None:
    forget_the_proof(desk)

    answers = [_sign(desk, password=f"guess {number}") for number in range(12)]

    assert answers[0] == 422
    assert answers[-1] == 429


def test_what_was_typed_and_not_saved_cannot_slip_out_of_the_signature(desk: Desk) -> None:
    form = form_in(desk.client.get(desk.url("sign")), "sign")
    desk.client.post(desk.edit_url, data=blank_note(desk).with_values(notes="One more thing", add_row="needlings"))

    answer = desk.client.post(desk.url("sign"), data=form)

    assert answer.status_code == 422
    assert "is not saved" in answer.text


def test_a_note_that_changed_while_it_was_read_is_shown_again(desk: Desk, sign_in: SignInFixture) -> None:
    form = form_in(desk.client.get(desk.url("sign")), "sign")
    student = sign_in(Role.STUDENT, clinic=desk.client.actor.clinic_id)
    student.post(desk.edit_url, data=form_in(student.get(desk.edit_url)).with_values(notes="Changed"))

    answer = desk.client.post(desk.url("sign"), data=form)

    assert answer.status_code == 409
    assert "The note changed while you read it" in answer.text
    assert "Changed" in answer.text


def test_a_student_is_told_who_signs_and_cannot(desk: Desk, sign_in: SignInFixture) -> None:
    student = sign_in(Role.STUDENT, clinic=desk.client.actor.clinic_id)

    page = student.get(desk.url("sign"))

    assert "A practitioner or supervisor must sign this note" in page.text
    assert "Sign and lock" not in page.text
    assert student.post(desk.url("sign"), data={"meaning": "treated"}).status_code == 403


def test_somebody_else_supervised_or_reviewed_and_did_not_treat(desk: Desk, sign_in: SignInFixture) -> None:
    colleague = sign_in(Role.PRACTITIONER, clinic=desk.client.actor.clinic_id, name="Tom Brandt")

    page = colleague.get(desk.url("sign"))

    assert 'value="treated"' not in page.text
    assert _sign(desk, colleague) == 422
    assert _sign(desk, colleague, meaning="treated") == 422
    assert _sign(desk, colleague, meaning="supervised") == 303


def test_an_addendum_leaves_the_signed_words_and_can_be_read_by_version(desk: Desk) -> None:
    _sign(desk)

    form = form_in(desk.client.get(desk.url("")), "addendum").with_values(kind="addendum")
    empty = desk.client.post(desk.url("addendum"), data=form.with_values(text="Kept text", reason=""))
    added = desk.client.post(desk.url("addendum"), data=form.with_values(text="Bruise of 2 cm", reason="Seen later"))
    shown = desk.client.get(desk.url(""))

    assert (empty.status_code, added.status_code) == (422, 303)
    assert "Kept text" in empty.text
    assert "Bruise of 2 cm" in shown.text
    assert "Seen later" in shown.text
    assert "Slept badly." in shown.text
    assert "Bruise of 2 cm" not in desk.client.get(desk.url("versions/1")).text
    assert "Bruise of 2 cm" in desk.client.get(desk.url("versions/2")).text
    assert desk.client.get(desk.url("versions/3")).status_code == 404


def test_a_retracted_session_stays_readable_with_its_reason(desk: Desk) -> None:
    _sign(desk)

    empty = desk.client.post(desk.url("retract"), data={"reason": " "})
    done = desk.client.post(desk.url("retract"), data={"reason": "Wrong patient"})
    shown = desk.client.get(desk.url(""))

    assert (empty.status_code, done.status_code) == (422, 303)
    assert "Retracted: entered in error" in shown.text
    assert "Wrong patient" in shown.text
    assert "struck" in shown.text
    assert "Slept badly." in shown.text
    assert "Retract session" not in shown.text


def test_only_who_treated_or_supervises_retracts(desk: Desk, sign_in: SignInFixture) -> None:
    _sign(desk)
    colleague = sign_in(Role.PRACTITIONER, clinic=desk.client.actor.clinic_id, name="Tom Brandt")
    supervisor = sign_in(Role.SUPERVISOR, clinic=desk.client.actor.clinic_id, name="Ana Reis")

    assert "Retract session" not in colleague.get(desk.url("")).text
    assert colleague.post(desk.url("retract"), data={"reason": "Wrong"}).status_code == 403
    assert "Retract session" in supervisor.get(desk.url("")).text
    assert supervisor.post(desk.url("retract"), data={"reason": "Wrong"}).status_code == 303
    with Session(desk.engine) as db:
        assert stored(db, desk.session_id).status is SessionStatus.RETRACTED


def test_an_unsigned_note_is_read_only_for_others_and_can_be_signed_by_a_supervisor(
    desk: Desk, sign_in: SignInFixture
) -> None:
    student = sign_in(Role.STUDENT, clinic=desk.client.actor.clinic_id)
    supervisor = sign_in(Role.SUPERVISOR, clinic=desk.client.actor.clinic_id)

    page = student.get(desk.url(""))

    assert "Draft, not signed" in page.text
    assert "Begun by Ruth Adeyemi" in page.text
    assert "Check and sign" in supervisor.get(desk.url("")).text
    assert "Go on writing" not in supervisor.get(desk.url("")).text
    assert supervisor.get(desk.edit_url).status_code == 403


def test_a_side_effect_heard_later_stands_with_the_visit_that_it_followed(desk: Desk) -> None:
    _sign(desk)
    later = Desk(desk.client, desk.chart, desk.engine, start_note(desk.client, desk.chart, "later"))
    page = blank_note(later).with_values(
        kind="phone", start_day="2026-11-03", start_clock="09:00", since_previous="present", add_row="effects_since"
    )
    later.client.post(later.edit_url, data=page)
    page = blank_note(later).with_values(
        **{"effects_since-0-kind": "bruising", "effects_since-0-severity": "mild", "effects_since-0-site": "shin"},
        **{"effects_since-0-reported_by": "patient", "effects_since-0-told_how": "asked"},
    )
    assert later.client.post(later.edit_url, data=page).status_code == 303

    assert _sign(later) == 303

    earlier = desk.client.get(desk.url("")).text
    assert "Heard since" in earlier
    assert "Bruise or small haematoma, mild, shin, told by patient, when asked" in earlier


def test_reading_a_session_is_audited_and_costs_the_same_whatever_it_holds(desk: Desk, engine: Engine) -> None:
    _sign(desk)
    chart = make_chart(engine, desk.client.actor)
    small = Desk(desk.client, chart, engine, start_note(desk.client, chart, "small"))
    note = blank_note(small).with_values(kind="cancelled", start_day="2026-11-02", start_clock="09:00")
    small.client.post(small.edit_url, data=note)
    _sign(small)

    with count_queries(desk.engine_of_pages) as full:
        desk.client.get(desk.url(""))
    with count_queries(desk.engine_of_pages) as little:
        small.client.get(small.url(""))

    assert abs(len(full) - len(little)) <= 2
    assert any("audit_entry" in statement for statement in full)


def test_a_supervisor_who_was_present_signs_a_students_note_and_never_treated(
    sign_in: SignInFixture, engine: Engine
) -> None:
    student = begin_work(sign_in(Role.STUDENT), engine)
    note = needling_note(student)
    supervisor = sign_in(Role.SUPERVISOR, clinic=student.client.actor.clinic_id, name="Helen Novak")
    practitioner = sign_in(Role.PRACTITIONER, clinic=student.client.actor.clinic_id, name="Tom Brandt")
    named = note.with_values(**{"needlings-0-inserted_by": str(practitioner.actor.user_id)})
    assert student.client.post(student.edit_url, data=named).status_code == 303

    page = supervisor.get(student.url("sign"))
    treated = _sign(student, supervisor, meaning="treated")
    supervised = _sign(student, supervisor, meaning="supervised")
    shown = student.client.get(student.url(""))

    assert 'value="treated"' not in page.text
    assert "I supervised this visit and was present." in page.text
    assert "Edit entries" not in page.text
    assert (treated, supervised) == (422, 303)
    assert "Helen Novak" in shown.text
    assert "“I supervised this visit and was present.”" in shown.text


def test_a_supervisor_reads_what_is_missing_without_links_that_lead_nowhere(desk: Desk, sign_in: SignInFixture) -> None:
    desk.client.post(desk.edit_url, data=blank_note(desk).with_values(needles_out="1"))
    supervisor = sign_in(Role.SUPERVISOR, clinic=desk.client.actor.clinic_id)

    page = supervisor.get(desk.url("sign"))

    assert "1 thing stops this note from being signed" in page.text
    assert desk.edit_url not in page.text


def test_text_that_the_writer_has_not_saved_is_named_before_somebody_else_signs(
    desk: Desk, sign_in: SignInFixture
) -> None:
    desk.client.post(desk.edit_url, data=blank_note(desk).with_values(notes="One more thing", add_row="needlings"))
    supervisor = sign_in(Role.SUPERVISOR, clinic=desk.client.actor.clinic_id)

    assert "Ruth Adeyemi typed something at" in supervisor.get(desk.url("sign")).text


def test_the_code_is_suggested_as_the_clinic_counts_and_is_not_signed(desk: Desk, sign_in: SignInFixture) -> None:
    administrator = sign_in(Role.ADMINISTRATOR, clinic=desk.client.actor.clinic_id)
    before = desk.client.get(desk.url("sign")).text
    counted_apart = {**POLICY_FORM, "sides_count_apart": "yes", "parts_count_apart": "yes"}
    assert administrator.post("/clinic/settings", data=counted_apart).status_code == 303
    after = desk.client.get(desk.url("sign")).text

    assert "1 muscle; 1 counting sides" in before
    assert "20560" in before
    assert "both sides count once, parts of a muscle count as one" in before
    assert "each side counts, parts of a muscle count separately" in after
    _sign(desk)
    with Session(desk.engine) as db:
        assert "20560" not in stored(db, desk.session_id).versions[0].content
