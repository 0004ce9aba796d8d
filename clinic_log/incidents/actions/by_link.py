"""What a patient does by a follow-up link. The token is the proof, and nobody is signed in."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.attempts import count_attempt, require_no_wait
from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules.throttle import guess_bucket, link_bucket
from clinic_log.audit.actions import Act, Somebody, record_change, record_changes, record_event
from clinic_log.base.dates import day_in_zone
from clinic_log.base.errors import NotFoundError
from clinic_log.clinics.queries import get_policy
from clinic_log.incidents.actions.steps.settling import settle_answer
from clinic_log.incidents.models import FollowUpAnswer, FollowUpEffect, FollowUpLink
from clinic_log.incidents.queries.follow_up import find_open_link
from clinic_log.incidents.rules.follow_up import MOST_ANSWERS, ByLink, Told, effects_of, sending_key
from clinic_log.treatments.actions.steps.locking import lock
from clinic_log.treatments.models import TreatmentSession

_STRANGER = "visitor with a link"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLink:
    """What the page of a link says: nothing of the patient."""

    clinic_name: str
    emergency_advice: str
    held_on: date
    open_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAnswer:
    """What the form sent; with the key of its page two sendings of the same are one answer."""

    told: Told
    key: str


def open_link(db: Session, *, token: str, address: str | None, now: datetime) -> OpenLink | None:
    """What the page of the link shows, or None alike for every link that does not work.

    Openings count for each link, links that do not work for each address: TooManyAttemptsError while one of them waits.
    Run it in a transaction of its own: what is counted must outlive a refusal.
    """
    require_no_wait(db, buckets=(guess_bucket(address),), now=now)
    link = find_open_link(db, token=token, now=now)
    if link is None:
        count_attempt(db, buckets=(guess_bucket(address),), now=now)
        refused = Act(action="follow_up.refused", outcome="refused")
        record_event(db, by=Somebody(name=_STRANGER, address=address), act=refused)
        return None
    count_attempt(db, buckets=(link_bucket(link.id),), now=now)
    treatment = db.get_one(TreatmentSession, link.session_id)
    by = _actor(treatment, address)
    opened = Act(action="follow_up.opened", patient_id=link.patient_id, object_type="follow_up_link", object_id=link.id)
    record_change(db, by=by, act=opened)
    return OpenLink(
        clinic_name=db.get_one(Clinic, link.clinic_id).name,
        emergency_advice=get_policy(db, by=by).emergency_advice,
        held_on=day_in_zone(treatment.started_at or treatment.created_at, treatment.zone),
        open_until=day_in_zone(link.expires_at, treatment.zone),
    )


def take_answer(db: Session, *, token: str, sent: SentAnswer, address: str | None, now: datetime) -> FollowUpAnswer:
    """Keep what was told; the same again from the same page gives the answer that it made. NotFoundError for a link
    that does not, or no longer, work. Its effects wait for a clinician; an answer without any counts at once.
    """
    link = find_open_link(db, token=token, now=now)
    if link is None:
        raise NotFoundError("This link does not work.")
    treatment = db.get_one(TreatmentSession, link.session_id)
    by = _actor(treatment, address)
    lock(db, by=by, treatment=treatment)
    db.refresh(link, with_for_update=True)
    key = sending_key(sent.key, sent.told)
    known = select(FollowUpAnswer).where(FollowUpAnswer.link_id == link.id, FollowUpAnswer.idempotency_key == key)
    same = db.scalars(known).one_or_none()
    if same is not None:
        return same
    if link.answer_count >= MOST_ANSWERS:  # somebody else sent the last one in the meantime
        raise NotFoundError("This link does not work.")
    answer = _keep(db, link, sent, now=now)
    settled = settle_answer(db, by=by, answer=answer, treatment=treatment)
    has_warning = any(effect.is_warning for effect in answer.effects)
    answered = Act(
        action="follow_up.warning_told" if has_warning else "follow_up.answered",
        patient_id=link.patient_id,
        object_type="follow_up_answer",
        object_id=answer.id,
    )
    record_changes(db, by=by, acts=(answered, *settled))
    return answer


def _keep(db: Session, link: FollowUpLink, sent: SentAnswer, *, now: datetime) -> FollowUpAnswer:
    told = sent.told
    answer = FollowUpAnswer(
        link_id=link.id,
        session_id=link.session_id,
        idempotency_key=sending_key(sent.key, told),
        answered_at=now,
        signs=[sign.value for sign in told.signs],
        none_of_these=told.none_of_these,
        soreness=told.soreness,
        bruise=told.bruise,
        other=told.other,
        pain=told.pain,
    )
    of_visit = {name: getattr(link, name) for name in ("clinic_id", "patient_id", "session_id")}
    answer.effects = [
        FollowUpEffect(code=one.code, words=one.words, is_warning=one.is_warning, **of_visit)
        for one in effects_of(told)
    ]
    link.answer_count += 1
    db.add(answer)
    db.flush()
    return answer


def _actor(treatment: TreatmentSession, address: str | None) -> ByLink:
    return ByLink(clinic_id=treatment.clinic_id, zone=treatment.zone, address=address)
