"""The supervisor of the invented clinic looks into what must be escalated and closes it; a serious event stays open."""

from typing import Final

from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.base.dates import now_utc
from clinic_log.incidents.actions.reviewing import move_review, write_findings
from clinic_log.incidents.queries.reviews import list_reviews
from clinic_log.incidents.rules.reviewing import Findings, Move
from clinic_log.incidents.rules.states import Harm, IncidentKind, Preventability, ReviewState

_FOUND: Final = Findings(
    harm=Harm.MILD,
    preventability=Preventability.PROBABLY,
    factors=("patient", "communication"),
    learning="Had not eaten since the morning. Ask before the first needle and treat lying down.",
)


def look_into_escalated(db: Session, *, by: SignedIn) -> None:
    for listed in list_reviews(db, by=by, now=now_utc()):
        review = listed.review
        if review.kind is IncidentKind.ESCALATED_EVENT and review.state is ReviewState.REPORTED:
            move_review(db, by=by, review=review, move=Move(to=ReviewState.TRIAGED), revision=review.revision)
            write_findings(db, by=by, review=review, findings=_FOUND, revision=review.revision)
            move_review(db, by=by, review=review, move=Move(to=ReviewState.CLOSED), revision=review.revision)
