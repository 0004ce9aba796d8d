"""Two supervisors at once: one co-signature, and the other is told."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.audit.actions import give_key
from clinic_log.base.database import for_writing
from clinic_log.base.errors import ConflictError
from clinic_log.cosigning.actions.cosigning import cosign, send_back
from clinic_log.cosigning.models import Cosignature, CosignRequest, NoteQuestion
from clinic_log.cosigning.rules import RequestState
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import SignatureMeaning
from tests.conftest import AUDIT_KEY
from tests.cosigning.factories import make_team, make_waiting_note, seen


def test_of_many_supervisors_at_once_one_cosigns_or_asks(engine: Engine) -> None:
    with Session(for_writing(engine)) as db, db.begin():
        give_key(db, AUDIT_KEY)
        team = make_team(db)
        note = make_waiting_note(db, by=team.ruth)
        session_id, read = note.id, seen(note)

    def attempt(number: int) -> str:
        by: SignedIn = team.helen if number % 2 else team.ada
        with Session(for_writing(engine)) as db, db.begin():
            give_key(db, AUDIT_KEY)
            treatment = db.get_one(TreatmentSession, session_id)
            try:
                if number == 0:
                    send_back(db, by=by, treatment=treatment, seen=read, question="Which side?")
                else:
                    cosign(db, by=by, treatment=treatment, seen=read, meaning=SignatureMeaning.REVIEWED)
            except ConflictError as conflict:
                return str(conflict)
        return ""

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(attempt, range(4)))

    with Session(engine) as db:
        signer = db.scalars(select(Cosignature.signer_name)).one()
        states = db.scalars(select(CosignRequest.state)).all()
        questions = db.scalars(select(NoteQuestion.settled)).all()
    assert states == [RequestState.COSIGNED]
    assert None not in questions
    assert any(f"{signer} co-signed" in words for words in told)
