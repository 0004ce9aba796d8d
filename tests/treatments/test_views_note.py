"""Writing a note without scripts: nothing typed is lost, nothing impossible is saved."""

import re

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.treatments.models import SessionDraft, TreatmentSession
from clinic_log.treatments.rules import SessionStatus
from tests.accounts.signed_in import SignInFixture
from tests.queries import count_queries
from tests.treatments.pages import (
    Desk,
    begin_work,
    blank_note,
    form_in,
    make_chart,
    needling_note,
    start_note,
    stored,
)


@pytest.fixture
def desk(sign_in: SignInFixture, engine: Engine) -> Desk:
    client = sign_in(Role.PRACTITIONER)
    return begin_work(client, engine)


def test_looking_at_the_page_of_a_new_session_creates_nothing(desk: Desk) -> None:
    with Session(desk.engine) as db:
        before = db.scalar(select(func.count()).select_from(TreatmentSession))

    page = desk.client.get(f"/patients/{desk.chart.patient_id}/sessions/new")

    assert page.status_code == 200
    with Session(desk.engine) as db:
        assert db.scalar(select(func.count()).select_from(TreatmentSession)) == before


def test_starting_twice_with_the_same_key_makes_one_note(desk: Desk) -> None:
    first, second = start_note(desk.client, desk.chart), start_note(desk.client, desk.chart)

    assert first == second
    with Session(desk.engine) as db:
        assert db.scalar(select(func.count()).select_from(TreatmentSession)) == 1


def test_my_unsigned_note_is_offered_before_another_is_begun(desk: Desk) -> None:
    page = desk.client.get(f"/patients/{desk.chart.patient_id}/sessions/new")

    assert desk.edit_url in page.text
    assert "Go on writing" in page.text


def test_a_visit_is_saved_and_shown_again_as_it_was_typed(desk: Desk) -> None:
    note = needling_note(desk).with_values(notes="Slept badly.", act="save")

    saved = desk.client.post(desk.edit_url, data=note)
    page = desk.client.get(desk.edit_url)

    assert saved.status_code == 303
    assert re.search(r"Saved \d\d:\d\d", page.text)
    shown = form_in(page)
    assert shown["needlings-0-muscle"] == "levator-scapulae"
    assert shown["measurements-0-before"] == "7"
    assert shown["notes"] == "Slept badly."
    assert "Draft restored" not in page.text


def test_saving_the_same_page_twice_is_harmless(desk: Desk) -> None:
    note = needling_note(desk).with_values(act="save")

    answers = [desk.client.post(desk.edit_url, data=note).status_code for _ in range(2)]

    assert answers == [303, 303]


def test_a_comma_is_understood_in_a_number(desk: Desk) -> None:
    note = needling_note(desk)
    note = note.with_values(**{"needlings-0-dwell_minutes": "12,5"})

    assert desk.client.post(desk.edit_url, data=note).status_code == 303

    with Session(desk.engine) as db:
        assert stored(db, desk.session_id).needlings[0].dwell_minutes == 12.5


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"needlings-0-needles": "31"}, "1 to 30"),
        ({"measurements-0-before": "11"}, "0 to 10"),
        ({"measurements-2-before": "400"}, "220"),
        ({"start_day": "2999-01-01"}, "future"),
        ({"start_day": "1950-01-01"}, "born"),
        ({"stopped_clock": "12:00", "end_clock": "12:00"}, "end"),
        ({"notes": "a\0b"}, "cannot be kept"),
        ({"notes": "x" * 20_001}, "20,000"),
        ({"needlings-0-muscle": "no-such-muscle"}, "Choose from the list"),
        ({"patient_id": "999"}, "another patient"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_stays_on_the_page(
    desk: Desk, changes: dict[str, str], message: str
) -> None:
    note = needling_note(desk).with_values(home_programme="Deep neck flexors", **changes)

    answer = desk.client.post(desk.edit_url, data=note)

    assert answer.status_code == 422
    assert message in answer.text
    assert "Error: Session note" in answer.text
    assert form_in(answer)["home_programme"] == "Deep neck flexors"
    for name, value in changes.items():
        if name not in {"notes", "needlings-0-muscle", "patient_id"}:
            assert form_in(answer)[name] == value


def test_refused_text_is_there_again_when_the_page_is_opened_anew(desk: Desk) -> None:
    note = needling_note(desk).with_values(**{"needlings-0-needles": "thirty"})
    desk.client.post(desk.edit_url, data=note)

    page = desk.client.get(desk.edit_url)

    assert form_in(page)["needlings-0-needles"] == "thirty"
    assert "Draft restored from" in page.text


def test_ten_megabytes_of_text_are_refused_with_a_message(desk: Desk) -> None:
    note = needling_note(desk).with_values(notes="x" * 10_000_000)

    assert desk.client.post(desk.edit_url, data=note).status_code == 422


def test_a_body_over_the_limit_gets_its_own_page(desk: Desk) -> None:
    answer = desk.client.post(desk.edit_url, data={"notes": "x" * 17_000_000})

    assert answer.status_code == 413
    assert "too large" in answer.text


def test_a_row_more_loses_nothing_that_was_typed(desk: Desk) -> None:
    note = needling_note(desk).with_values(notes="Half a sent", start_clock="1", add_row="needlings")

    answer = desk.client.post(desk.edit_url, data=note)
    page = blank_note(desk)

    assert answer.status_code == 303
    assert page["notes"] == "Half a sent"
    assert page["start_clock"] == "1"
    assert page["needlings-0-muscle"] == "levator-scapulae"
    assert page["needlings-1-uid"]


def test_pressing_the_button_for_a_row_twice_adds_one(desk: Desk) -> None:
    pressed = blank_note(desk).with_values(add_row="needlings")
    for _ in range(2):
        desk.client.post(desk.edit_url, data=pressed)

    page = blank_note(desk)

    assert "needlings-0-uid" in page
    assert "needlings-1-uid" not in page


def test_a_row_less_leaves_the_others_and_a_later_one_gets_a_name_of_its_own(desk: Desk) -> None:
    note = needling_note(desk).with_values(add_row="needlings")
    desk.client.post(desk.edit_url, data=note)
    two = blank_note(desk).with_values(**{"needlings-1-muscle": "infraspinatus"})
    desk.client.post(desk.edit_url, data=two.with_values(remove_row=two["needlings-0-uid"]))
    left = desk.client.get(desk.edit_url)
    desk.client.post(desk.edit_url, data=form_in(left).with_values(add_row="needlings"))

    page = blank_note(desk)

    rows = [name.removesuffix("uid") for name in page if name.startswith("needlings-") and name.endswith("-uid")]
    assert [page[f"{row}muscle"] for row in rows] == ["infraspinatus", ""]
    assert two["needlings-0-uid"] not in {page[f"{row}uid"] for row in rows}
    assert len({page[f"{row}uid"] for row in rows}) == 2


@pytest.mark.parametrize(
    "visit",
    [
        {"kind": "did-not-attend"},
        {"kind": "cancelled"},
        {"kind": "phone"},
        {"kind": "no-needles", "no_needles_reason": "Fever since yesterday"},
        {"kind": "no-needles", "agreement": "declines"},
        {"kind": "evaluation", "ended": "stopped-early", "stopped_reason": "Felt faint"},
    ],
)
def test_a_visit_without_needles_needs_little_more_than_its_kind_and_start(desk: Desk, visit: dict[str, str]) -> None:
    note = blank_note(desk).with_values(start_day="2026-11-02", start_clock="09:00", act="sign", **visit)

    to_sign = desk.client.post(desk.edit_url, data=note)
    page = desk.client.get(to_sign.location)
    signed = desk.client.post(to_sign.location, data=form_in(page, "sign"))

    assert to_sign.location.endswith("/sign")
    assert signed.status_code == 303


def test_a_new_episode_is_opened_from_inside_the_note_once(desk: Desk) -> None:
    note = blank_note(desk).with_values(
        **{
            "kind": "evaluation",
            "start_day": "2026-11-02",
            "start_clock": "09:00",
            "episodes": "new",
            "new_episode-condition": "neck-pain",
            "new_episode-side": "left",
        }
    )

    for _ in range(2):
        assert desk.client.post(desk.edit_url, data=note).status_code == 303
    again = desk.client.post(desk.edit_url, data=blank_note(desk).with_values(notes="More"))

    assert again.status_code == 303
    with Session(desk.engine) as db:
        served = stored(db, desk.session_id).episodes
        assert len(served) == 1
        assert served[0].episode_id != desk.chart.episode_id


def test_two_people_do_not_overwrite_each_other(desk: Desk, sign_in: SignInFixture) -> None:
    colleague = sign_in(Role.STUDENT, clinic=desk.client.actor.clinic_id, name="Sam Okafor")
    mine = blank_note(desk).with_values(notes="Mine")
    colleague.post(desk.edit_url, data=form_in(colleague.get(desk.edit_url)).with_values(notes="Sam's"))

    answer = desk.client.post(desk.edit_url, data=mine)

    assert answer.status_code == 409
    assert "Nothing is lost" in answer.text
    assert "Mine" in answer.text
    assert "Sam&#39;s" in answer.text
    with Session(desk.engine) as db:
        assert stored(db, desk.session_id).notes == "Sam's"


def test_an_old_page_of_my_own_does_not_overwrite_what_i_typed_later(desk: Desk) -> None:
    old = blank_note(desk).with_values(notes="Old", start_day="2999-01-01")
    later = blank_note(desk).with_values(notes="Later", add_row="needlings")
    desk.client.post(desk.edit_url, data=later)

    answer = desk.client.post(desk.edit_url, data=old)

    assert answer.status_code == 409
    assert "Old" in form_in(answer, "conflict")["mine"]
    assert blank_note(desk)["notes"] == "Later"


def test_another_persons_unsaved_text_is_never_shown(desk: Desk, sign_in: SignInFixture) -> None:
    desk.client.post(desk.edit_url, data=blank_note(desk).with_values(notes="Secret", start_day="2999-01-01"))
    colleague = sign_in(Role.STUDENT, clinic=desk.client.actor.clinic_id, name="Sam Okafor")

    assert "Secret" in desk.client.get(desk.edit_url).text
    assert "Secret" not in colleague.get(desk.edit_url).text
    assert "Secret" not in colleague.get(desk.edit_url.removesuffix("/edit")).text


def test_an_unknown_a_foreign_and_another_patients_session_answer_alike(desk: Desk, sign_in: SignInFixture) -> None:
    stranger = sign_in(Role.PRACTITIONER, name="Of another clinic")
    other = make_chart(desk.engine, desk.client.actor)
    session_id = desk.session_id
    for page in ("", "/edit", "/sign", "/discard"):
        addresses = [
            (desk.client, f"/patients/{desk.chart.patient_id}/sessions/999999{page}"),
            (desk.client, f"/patients/{other.patient_id}/sessions/{session_id}{page}"),
            (desk.client, f"/patients/999999/sessions/{session_id}{page}"),
            (stranger, f"/patients/{desk.chart.patient_id}/sessions/{session_id}{page}"),
        ]

        answers = {(person.get(address).status_code) for person, address in addresses}

        assert answers == {404}
    assert stranger.post(desk.edit_url, data={"notes": "x"}).status_code == 404


def test_a_discarded_note_is_gone_from_every_page(desk: Desk) -> None:
    discard = desk.edit_url.replace("/edit", "/discard")

    assert "Discard draft" in desk.client.get(discard).text
    assert desk.client.post(discard).status_code == 303

    assert desk.client.get(desk.edit_url).status_code == 404
    with Session(desk.engine) as db:
        assert stored(db, desk.session_id).status is SessionStatus.DISCARDED


def test_a_student_writes_and_a_supervisor_does_not(desk: Desk, sign_in: SignInFixture) -> None:
    student = sign_in(Role.STUDENT, clinic=desk.client.actor.clinic_id)
    supervisor = sign_in(Role.SUPERVISOR, clinic=desk.client.actor.clinic_id)

    assert student.get(desk.edit_url).status_code == 200
    assert supervisor.get(desk.edit_url).status_code == 403


def test_what_is_left_stands_in_the_step_bar_and_beside_the_button(desk: Desk) -> None:
    note = needling_note(desk).with_values(needles_out="1", side_effects_before_leaving=None, act="sign")

    answer = desk.client.post(desk.edit_url, data=note)

    assert answer.status_code == 422
    assert "2 things stop this note from being signed" in answer.text
    assert "Count the needles out again: 2 in, 1 out" in answer.text
    assert 'href="#side_effects_before_leaving"' in answer.text
    assert blank_note(desk)["needles_out"] == "1"


def test_the_number_of_statements_does_not_grow_with_the_note(desk: Desk) -> None:
    with count_queries(desk.engine_of_pages) as empty:
        desk.client.get(desk.edit_url)
    note = needling_note(desk)
    for number in range(1, 6):
        note = note.with_values(
            **{
                f"needlings-{number}-uid": f"uid{number}",
                f"needlings-{number}-muscle": "infraspinatus",
                f"needlings-{number}-side": "left",
                f"needlings-{number}-needles": "1",
            }
        )
    assert desk.client.post(desk.edit_url, data=note).status_code == 303

    with count_queries(desk.engine_of_pages) as full:
        desk.client.get(desk.edit_url)

    assert len(full) <= len(empty) + 1
    assert len(full) < 44


def test_a_refused_text_is_kept_once_as_it_was_typed(desk: Desk) -> None:
    desk.client.post(desk.edit_url, data=blank_note(desk).with_values(notes=" Half\n", start_day="x"))

    with Session(desk.engine) as db:
        drafts = db.scalars(select(SessionDraft)).all()
        assert len(drafts) == 1
        assert ["notes", " Half\n"] in drafts[0].fields
