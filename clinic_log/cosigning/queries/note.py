"""What stands beside one note: its requests, co-signatures and questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from clinic_log.base.base_model import LARGEST_ID
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.cosigning.models import Cosignature, CosignRequest, NoteQuestion
from clinic_log.cosigning.rules import RequestState
from clinic_log.treatments.models import SessionVersion, TreatmentSession

_Row = TypeVar("_Row", CosignRequest, Cosignature, NoteQuestion)
OPEN_STATES = (RequestState.WAITING, RequestState.SENT_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """All of one note, the oldest first."""

    requests: Sequence[CosignRequest]
    cosignatures: Sequence[Cosignature]
    questions: Sequence[NoteQuestion]

    def request_of(self, version: SessionVersion) -> CosignRequest | None:
        return next((one for one in self.requests if one.version_id == version.id), None)

    def cosignature_of(self, version: SessionVersion) -> Cosignature | None:
        return next((one for one in self.cosignatures if one.version_id == version.id), None)

    @property
    def open_requests(self) -> list[CosignRequest]:
        return [one for one in self.requests if one.state in OPEN_STATES]

    @property
    def open_questions(self) -> list[NoteQuestion]:
        return [one for one in self.questions if one.settled is None]


def read_beside(db: Session, *, by: Actor, treatment: TreatmentSession) -> Beside:
    """As it stands now, one statement for each kind; nothing for a session of another clinic."""
    return Beside(
        requests=_of(CosignRequest, db, by=by, treatment=treatment),
        cosignatures=_of(Cosignature, db, by=by, treatment=treatment),
        questions=_of(NoteQuestion, db, by=by, treatment=treatment),
    )


def _of(model: type[_Row], db: Session, *, by: Actor, treatment: TreatmentSession) -> Sequence[_Row]:
    return db.scalars(_beside(model), {"of_session": treatment.id, "of_clinic": by.clinic_id}).all()


@cache  # three of them; building one takes longer than asking it
def _beside(model: type[_Row]) -> Select[_Row]:
    here = (model.session_id == bindparam("of_session"), model.clinic_id == bindparam("of_clinic"))
    return select(model).where(*here).order_by(model.id).execution_options(populate_existing=True)


def get_question(db: Session, *, by: Actor, treatment: TreatmentSession, question_id: int) -> NoteQuestion:
    """A question about this note, or NotFoundError."""
    question = db.scalars(
        select(NoteQuestion).where(
            NoteQuestion.id == min(question_id, LARGEST_ID),
            NoteQuestion.session_id == treatment.id,
            NoteQuestion.clinic_id == by.clinic_id,
        )
    ).one_or_none()
    if question is None:
        raise NotFoundError("There is no such question.")
    return question
