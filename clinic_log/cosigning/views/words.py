"""Co-signatures and questions as lines of a page."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from clinic_log.accounts.rules.people import role_labels
from clinic_log.accounts.rules.roles import Role
from clinic_log.cosigning.rules import SETTLED_WORDS
from clinic_log.treatments.views.signed_page import MEANINGS, SHORT_HASH

if TYPE_CHECKING:
    from clinic_log.cosigning.models import Cosignature, NoteQuestion
    from clinic_log.cosigning.queries.note import Beside
    from clinic_log.treatments.models import SessionVersion, TreatmentSession


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignatureLine:
    """Who co-signed which version, as what, meaning what and when; `covers` says whether it is of this very content."""

    number: int
    name: str
    roles: str
    meaning: str
    signed_at: datetime
    zone: str
    short_hash: str
    covers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """A question, and what came of it. `number` is the version that it is about."""

    id: int
    number: int
    name: str
    asked_at: datetime
    question: str
    is_open: bool
    answer: str
    outcome: str
    settled_by: str
    settled_at: datetime | None


def cosignature_line(beside: "Beside", version: "SessionVersion") -> CosignatureLine | None:
    """The co-signature of a version, where it has one."""
    kept = beside.cosignature_of(version)
    return line_of(kept, version) if kept is not None else None


def line_of(kept: "Cosignature", version: "SessionVersion") -> CosignatureLine:
    held = [Role(name) for name in kept.signer_roles.split()]
    return CosignatureLine(
        number=version.number,
        name=kept.signer_name,
        roles=", ".join(role_labels(held)).lower(),
        meaning=MEANINGS[kept.meaning],
        signed_at=kept.signed_at,
        zone=kept.zone,
        short_hash=kept.content_hash[:SHORT_HASH],
        covers=kept.content_hash == version.content_hash,
    )


def question_line(question: "NoteQuestion", treatment: "TreatmentSession") -> QuestionLine:
    number = next((one.number for one in treatment.versions if one.id == question.version_id), 0)
    return QuestionLine(
        id=question.id,
        number=number,
        name=question.asked_by_name,
        asked_at=question.asked_at,
        question=question.question,
        is_open=question.settled is None,
        answer=question.answer,
        outcome=SETTLED_WORDS[question.settled] if question.settled is not None else "Waits for the author",
        settled_by=question.settled_by_name,
        settled_at=question.settled_at,
    )
