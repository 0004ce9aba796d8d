"""Asking for a co-signature, in the transaction of the act that signed, amended or retracted the note."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act, keyed_digest
from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Actor
from clinic_log.clinics.queries import get_policy
from clinic_log.cosigning.models import CosignRequest
from clinic_log.cosigning.queries.facts import (
    as_what_treated,
    has_effect_beyond_mild,
    has_late_effect_beyond_mild,
    has_override,
    treating_ids,
)
from clinic_log.cosigning.queries.note import Beside, read_beside
from clinic_log.cosigning.rules import (
    AskReason,
    NoteFacts,
    RequestState,
    Settled,
    draw_words,
    is_drawn,
    reason_words,
    reasons_for,
)
from clinic_log.cosigning.rules.states import is_supervisors_own
from clinic_log.treatments.models import SessionVersion, TreatmentSession
from clinic_log.treatments.rules import SessionStatus


def ask_for_signed(db: Session, *, by: Actor, treatment: TreatmentSession) -> tuple[Act, ...]:
    """A request for the version that was just signed, where the policy asks for one."""
    if not treatment.versions:
        return ()
    return tuple(_ask(db, by=by, treatment=treatment, beside=Beside(requests=(), cosignatures=(), questions=())))


def ask_for_changed(db: Session, *, by: Actor, treatment: TreatmentSession, is_amended: bool) -> tuple[Act, ...]:
    """What a signed note waits for after it was amended or retracted, or after something was told of it later."""
    if not treatment.versions:
        return ()
    beside, newest = read_beside(db, by=by, treatment=treatment), treatment.versions[-1]
    if treatment.status is SessionStatus.RETRACTED:
        return tuple(_let_go(beside, treatment, by=by, settled=Settled.RETRACTED))
    if not is_amended:
        is_known = beside.request_of(newest) is not None or beside.cosignature_of(newest) is not None
        return () if is_known else tuple(_ask_for_late_effect(db, by=by, treatment=treatment))
    lapsed = _let_go(beside, treatment, by=by, settled=Settled.AMENDED)
    return (*lapsed, *_ask(db, by=by, treatment=treatment, beside=beside))


def add_request(
    db: Session, *, by: Actor, version: SessionVersion, reasons: tuple[AskReason, ...], state: RequestState
) -> CosignRequest:
    request = CosignRequest(
        clinic_id=by.clinic_id,
        session_id=version.session_id,
        version_id=version.id,
        reasons=[reason.value for reason in reasons],
        state=state,
        waiting_since=now_utc(),
        created_by_id=by.user_id,
    )
    db.add(request)
    db.flush()
    return request


def act(verb: str, treatment: TreatmentSession, *, version: int, reason: str | None = None) -> Act:
    return Act(
        action=f"session.{verb}",
        patient_id=treatment.patient_id,
        object_type="treatment_session",
        object_id=treatment.id,
        version=version,
        reason=reason,
    )


def _ask(db: Session, *, by: Actor, treatment: TreatmentSession, beside: Beside) -> Iterator[Act]:
    newest, policy = treatment.versions[-1], get_policy(db, by=by)
    if is_supervisors_own(
        newest.meaning, newest.signer_roles.split(), signer_id=newest.signer_id, treated_ids=treating_ids(treatment)
    ):
        return
    lapsed = [AskReason(word) for one in beside.requests if one.state is RequestState.LAPSED for word in one.reasons]
    facts = NoteFacts(
        treated_as=as_what_treated(db, by=by, treatment=treatment),
        has_effect_beyond_mild=has_effect_beyond_mild(treatment),
        has_late_effect_beyond_mild=has_late_effect_beyond_mild(db, treatment=treatment),
        has_override=has_override(treatment),
        was_cosigned=bool(beside.cosignatures),
        carried=tuple(lapsed),
    )
    digest = keyed_digest(db, draw_words(treatment.id, newest.number))
    reasons = reasons_for(facts, policy=policy, is_drawn=is_drawn(digest, one_in=policy.cosign_one_in))
    if reasons:
        add_request(db, by=by, version=newest, reasons=reasons, state=RequestState.WAITING)
        yield act("cosignature_asked", treatment, version=newest.number, reason=reason_words(reasons))


def _ask_for_late_effect(db: Session, *, by: Actor, treatment: TreatmentSession) -> Iterator[Act]:
    """A note that waited for nobody does so once a late report tells of something beyond mild."""
    if get_policy(db, by=by).cosign_effects and has_late_effect_beyond_mild(db, treatment=treatment):
        newest, reasons = treatment.versions[-1], (AskReason.LATE_EFFECT,)
        add_request(db, by=by, version=newest, reasons=reasons, state=RequestState.WAITING)
        yield act("cosignature_asked", treatment, version=newest.number, reason=reason_words(reasons))


def _let_go(beside: Beside, treatment: TreatmentSession, *, by: Actor, settled: Settled) -> Iterator[Act]:
    """Nothing waits for the earlier versions any more, and what was asked about them comes to rest."""
    for request in beside.open_requests:
        request.state = RequestState.LAPSED
    for question in beside.open_questions:
        question.settled, question.settled_at = settled, now_utc()
        question.settled_by_id, question.settled_by_name = by.user_id, by.display_name
        yield act(f"question_{settled.value}", treatment, version=treatment.versions[-1].number)
