"""Which boxes stand on a session, and who was treated with a lot; on both databases."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.rooms.actions import open_box, put_away
from clinic_log.treatments.actions import discard_session, record_session, sign_session
from clinic_log.treatments.queries import content_of, matches_record, signed_narrative
from clinic_log.treatments.queries.lots import list_known_lots, list_treated_with
from clinic_log.treatments.rules import ContentError, LotEntry, SessionContent, SignatureMeaning, VisitKind
from tests.accounts.factories import make_actor
from tests.patients.factories import make_patient
from tests.queries import count_queries
from tests.rooms.factories import box, make_room
from tests.treatments.factories import (
    days_ago,
    make_draft_session,
    make_recorded_session,
    make_signed_session,
    needling_visit,
    settle_last_time,
    uid,
)


@pytest.fixture
def by(db: Session) -> SignedIn:
    return make_actor(db)


def with_lot(lot: str, **changes: object) -> SessionContent:
    return needling_visit(lots=(LotEntry(uid=uid(), product="Seirin J", lot=lot),), **changes)


def test_the_boxes_in_use_stand_on_a_session_that_begins_and_stay(db: Session, by: SignedIn) -> None:
    room = make_room(db, by=by, boxes=(box(), box(lot="B 2", expires_on=None)))
    treatment = make_draft_session(db, by=by)
    put_away(db, by=by, box=room.boxes[0])
    open_box(db, by=by, room=room, box=box(lot="C 3"))

    later = make_draft_session(db, by=by)

    assert [row.lot for row in content_of(treatment).lots] == ["LT 47-11", "B 2"]
    assert [row.lot for row in content_of(later).lots] == ["B 2", "C 3"]


def test_lots_are_signed_with_the_note(db: Session, by: SignedIn) -> None:
    lots = (LotEntry(uid="one", product="Seirin J", lot="LT 47-11", expires_on=date(2020, 1, 31)),)
    treatment = make_signed_session(db, by=by, content=needling_visit(lots=lots))

    said = "Needles in use: Seirin J, lot LT 47-11, use by 31 Jan 2020, expired on the day of the visit."
    assert said in signed_narrative(treatment.versions[0])
    assert matches_record(treatment.versions[0], treatment=treatment)


def test_a_lot_is_corrected_for_one_session(db: Session, by: SignedIn) -> None:
    make_room(db, by=by, boxes=(box(),))
    treatment = make_recorded_session(db, by=by, content=needling_visit())
    record_session(
        db, by=by, treatment=treatment, content=replace(content_of(treatment), lots=with_lot("OTHER 1").lots)
    )

    assert [row.lot for row in content_of(treatment).lots] == ["OTHER 1"]
    assert [row.lot for row in content_of(make_draft_session(db, by=by)).lots] == ["LT 47-11"]


def test_a_visit_without_needles_has_no_lot(db: Session, by: SignedIn) -> None:
    make_room(db, by=by, boxes=(box(),))
    patient = make_patient(db, by=by)
    treatment = make_draft_session(db, by=by, patient=patient)
    phoned = SessionContent(kind=VisitKind.PHONE, started_at=days_ago(1), lots=content_of(treatment).lots)
    record_session(db, by=by, treatment=treatment, content=phoned)
    settle_last_time(db, by=by, treatment=treatment)

    sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED)

    assert treatment.lots == []
    assert not any("Needles in use" in text for text in signed_narrative(treatment.versions[0]))
    assert list_treated_with(db, by=by, lot="LT 47-11") == []


def test_a_row_without_a_lot_is_refused(db: Session, by: SignedIn) -> None:
    with pytest.raises(ContentError, match="Enter the lot"):
        make_recorded_session(db, by=by, content=with_lot(" - "))


def test_who_was_treated_is_found_however_the_lot_was_typed(db: Session, engine: Engine, by: SignedIn) -> None:
    supervisor = make_actor(db, Role.SUPERVISOR, clinic=db.get_one(Clinic, by.clinic_id))
    signed = make_signed_session(db, by=by, content=with_lot("LT 47-11", started_at=days_ago(5)))
    draft = make_recorded_session(db, by=by, content=with_lot("lt4711", started_at=days_ago(1)))
    make_signed_session(db, by=by, content=with_lot("LT 4712"))
    gone = make_recorded_session(db, by=by, content=with_lot("LT4711"))
    discard_session(db, by=by, treatment=gone)
    make_signed_session(db, by=make_actor(db), content=with_lot("LT4711"))

    with count_queries(engine) as statements:
        found = list_treated_with(db, by=supervisor, lot="Lt.47/11")

    assert len(statements) == 1
    assert [(row.session_id, row.lot) for row in found] == [(draft.id, "lt4711"), (signed.id, "LT 47-11")]
    assert {row.practitioner_name for row in found} == {by.display_name}
    assert [one.visits for one in list_known_lots(db, by=supervisor)] == [1, 2]
    assert list_treated_with(db, by=supervisor, lot=" ") == []
