"""Needle lots on the pages of a note, and the list of who was treated with a lot."""

from urllib.parse import quote

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.treatments.rules import LotEntry
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.patients.factories import make_patient
from tests.rooms.factories import box, make_room
from tests.treatments.factories import make_signed_session, needling_visit
from tests.treatments.pages import begin_work, blank_note, form_in, needling_note, stored


def open_room(engine: Engine, client: SignedInClient, **changes: object) -> None:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        make_room(db, by=client.actor, boxes=(box(**changes),))


def lots_of(engine: Engine, session_id: int) -> list[str]:
    with Session(engine) as db:
        return [row.lot for row in stored(db, session_id).lots]


def test_a_note_shows_the_box_of_the_room_and_signs_it(sign_in: SignInFixture, engine: Engine) -> None:
    client = sign_in()
    open_room(engine, client)
    desk = begin_work(client, engine)

    page = client.get(desk.edit_url).text
    client.post(desk.edit_url, data=needling_note(desk))
    client.post(desk.url("sign"), data=form_in(client.get(desk.url("sign")), "sign"))

    assert "Needles in use: Seirin J 0.25 × 25, lot LT 47-11, use by 31 Mar 2031" in page
    assert "lot LT 47-11, use by 31 Mar 2031" in client.get(desk.url("")).text


def test_an_expired_box_is_warned_of(sign_in: SignInFixture, engine: Engine) -> None:
    client = sign_in()
    open_room(engine, client, expires_on=None)
    desk = begin_work(client, engine)
    assert "This box had expired" not in client.get(desk.edit_url).text

    client.post(desk.edit_url, data=blank_note(desk).with_values(**{"lots-0-expires_on": "2020-01-31"}))

    assert "This box had expired on the day of the visit" in client.get(desk.edit_url).text


def test_a_lot_is_corrected_added_and_removed_in_the_note(sign_in: SignInFixture, engine: Engine) -> None:
    client = sign_in()
    open_room(engine, client)
    desk = begin_work(client, engine)

    client.post(desk.edit_url, data=blank_note(desk).with_values(**{"lots-0-lot": "OTHER 1"}))
    assert lots_of(engine, desk.session_id) == ["OTHER 1"]
    client.post(desk.edit_url, data=blank_note(desk).with_values(add_row="lots"))
    client.post(desk.edit_url, data=blank_note(desk).with_values(**{"lots-1-lot": "SECOND"}))
    assert lots_of(engine, desk.session_id) == ["OTHER 1", "SECOND"]
    client.post(desk.edit_url, data=blank_note(desk).with_values(take_lots="mine"))
    client.post(desk.edit_url, data=blank_note(desk))
    assert lots_of(engine, desk.session_id) == ["LT 47-11"]
    note = blank_note(desk)
    client.post(desk.edit_url, data=note.with_values(remove_row=note["lots-0-uid"]))
    client.post(desk.edit_url, data=blank_note(desk))
    assert lots_of(engine, desk.session_id) == []


def test_without_a_box_the_button_says_where_to_set_one(sign_in: SignInFixture, engine: Engine) -> None:
    desk = begin_work(sign_in(), engine)

    page = desk.client.post(
        desk.edit_url, data=blank_note(desk).with_values(take_lots="mine"), follow_redirects=True
    ).text

    assert "no box is set for your room" in page
    assert "Set it under Rooms and needles" in page


def test_who_was_treated_is_listed_exported_and_on_record(sign_in: SignInFixture, engine: Engine) -> None:
    ruth = sign_in()
    helen = sign_in(Role.SUPERVISOR, clinic=ruth.actor.clinic_id)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=ruth.actor, family_name="=Huang", given_names="Wei")
        lots = (LotEntry(uid="one", product="Seirin J", lot="LT 47-11"),)
        make_signed_session(db, by=ruth.actor, patient=patient, content=needling_visit(lots=lots))

    page = helen.get("/lots?lot=" + quote("lt4711")).text
    file = helen.get("/lots.csv?lot=lt4711")

    assert "1 patient, 1 visit" in page
    assert page.count('aria-current="page"') == 1
    assert "=Huang" in page
    assert "'=Huang,Wei" in file.text
    assert "1 visit of 1 patient" in file.text
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "Nobody was treated with this lot" in helen.get("/lots?lot=99").text
    assert "Lot LT 47-11" in helen.get("/lots").text
    assert ruth.get("/lots?lot=lt4711").status_code == 403
    with Session(engine) as db:
        acts = db.execute(select(AuditEntry.action, AuditEntry.reason).where(AuditEntry.action.like("lots.%")))
        assert [tuple(act) for act in acts] == [
            ("lots.traced", "lt4711"),
            ("lots.exported", "lt4711"),
            ("lots.traced", "99"),
        ]
