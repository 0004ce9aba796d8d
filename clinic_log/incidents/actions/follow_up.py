"""Making follow-up links, and deciding what a patient told by one: confirmed, or set aside with a reason."""

from sqlalchemy.orm import Session

from clinic_log.accounts.rules.login_sessions import hash_token, make_token
from clinic_log.audit.actions import Act, record_change, record_changes
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.incidents.actions.reporting import SentReport, report_effect
from clinic_log.incidents.actions.steps.settling import settle_answer
from clinic_log.incidents.models import FollowUpEffect, FollowUpLink
from clinic_log.incidents.queries.follow_up import find_link_by_key, list_links
from clinic_log.incidents.rules.follow_up import LINK_LASTS, Confirmation
from clinic_log.treatments.actions.steps.locking import lock
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import SessionStatus

_KEY_LIMIT = 64
_WITHOUT_LINK = (SessionStatus.DISCARDED, SessionStatus.RETRACTED)


def make_link(
    db: Session, *, by: Actor, treatment: TreatmentSession, key: str, is_sent_by_mail: bool = False
) -> tuple[FollowUpLink, str]:
    """A link for the patient of this visit with its token, which is shown once and kept nowhere: only its hash is.

    The same key again gives the same link with a fresh token, with which the one shown before works no longer.
    """
    by.require(Permission.REPORT_INCIDENT)
    if not 0 < len(key) <= _KEY_LIMIT:
        raise InvalidInputError("This page is out of date. Open it again.", field="idempotency_key")
    lock(db, by=by, treatment=treatment)
    if treatment.status in _WITHOUT_LINK:
        raise ConflictError("This note was discarded or retracted, so there is nothing to ask about.")
    token, now = make_token(), now_utc()
    link = find_link_by_key(db, by=by, key=key)
    if link is not None and link.session_id != treatment.id:
        raise ConflictError("This page was already used for another visit. Open it again.")
    if link is None:
        link = FollowUpLink(
            clinic_id=by.clinic_id,
            patient_id=treatment.patient_id,
            session_id=treatment.id,
            idempotency_key=key,
            is_sent_by_mail=is_sent_by_mail,
            created_by_id=by.user_id,
        )
        db.add(link)
    link.token_hash, link.expires_at = hash_token(token), now + LINK_LASTS
    db.flush()
    record_change(db, by=by, act=_link_act("link_made", link))
    return link, token


def note_mail(db: Session, *, by: Actor, link: FollowUpLink, is_sent: bool) -> None:
    """Whether the link went off by e-mail. One that did not works no longer: nobody has it."""
    by.require(Permission.REPORT_INCIDENT)
    if not is_sent:
        link.stopped_at, link.stopped_by_id = now_utc(), by.user_id
        db.flush()
    record_change(db, by=by, act=_link_act("mailed" if is_sent else "not_mailed", link))


def stop_links(db: Session, *, by: Actor, treatment: TreatmentSession) -> int:
    """Let every link of the visit work no longer; how many that were."""
    by.require(Permission.REPORT_INCIDENT)
    lock(db, by=by, treatment=treatment)
    now = now_utc()
    working = [
        link
        for link in list_links(db, by=by, session_id=treatment.id)
        if link.stopped_at is None and link.expires_at > now
    ]
    for link in working:
        link.stopped_at, link.stopped_by_id = now, by.user_id
    db.flush()
    record_changes(db, by=by, acts=(_link_act("link_stopped", link) for link in working))
    return len(working)


def confirm_effect(db: Session, *, by: Actor, effect: FollowUpEffect, sent: SentReport) -> FollowUpEffect:
    """What the patient told becomes a late report of the signed visit, in the clinician's words. ConflictError when
    somebody decided already or the note is not signed; ContentError with what the report lacks.
    """
    by.require(Permission.SIGN_SESSION)
    treatment = _lock_waiting(db, by=by, effect=effect)
    report = report_effect(db, by=by, treatment=treatment, sent=sent)
    effect.late_report_id = report.id
    _decide(db, by=by, effect=effect, to=Confirmation.CONFIRMED)
    settled = settle_answer(db, by=by, answer=effect.answer, treatment=treatment)
    record_changes(db, by=by, acts=(_effect_act("confirmed", effect), *settled))
    return effect


def set_aside(db: Session, *, by: Actor, effect: FollowUpEffect, reason: str) -> FollowUpEffect:
    """What the patient told was no unwanted effect of the visit, and why. It stays readable and counts in no figure."""
    by.require(Permission.SIGN_SESSION)
    if not reason:
        raise InvalidInputError("Say why it is set aside", field="reason")
    treatment = _lock_waiting(db, by=by, effect=effect)
    effect.reason = reason
    _decide(db, by=by, effect=effect, to=Confirmation.SET_ASIDE)
    settled = settle_answer(db, by=by, answer=effect.answer, treatment=treatment)
    record_changes(db, by=by, acts=(_effect_act("set_aside", effect), *settled))
    return effect


def _lock_waiting(db: Session, *, by: Actor, effect: FollowUpEffect) -> TreatmentSession:
    treatment = db.get_one(TreatmentSession, effect.session_id)
    lock(db, by=by, treatment=treatment)
    db.refresh(effect, with_for_update=True)
    if effect.state is not Confirmation.WAITING:
        raise ConflictError("Somebody decided this in the meantime. Read the page again.")
    return treatment


def _decide(db: Session, *, by: Actor, effect: FollowUpEffect, to: Confirmation) -> None:
    effect.state, effect.decided_at, effect.decided_by_id = to, now_utc(), by.user_id
    db.flush()
    db.expire(effect.answer, ["effects"])


def _link_act(verb: str, link: FollowUpLink) -> Act:
    return Act(action=f"follow_up.{verb}", patient_id=link.patient_id, object_type="follow_up_link", object_id=link.id)


def _effect_act(verb: str, effect: FollowUpEffect) -> Act:
    return Act(
        action=f"follow_up.{verb}", patient_id=effect.patient_id, object_type="follow_up_effect", object_id=effect.id
    )
