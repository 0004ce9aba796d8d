"""Saving what a visit holds: rows bound by their uid, labels as shown at this moment."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from clinic_log.accounts.models import Membership
from clinic_log.audit.actions import record_change
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.catalogue import VERSION
from clinic_log.episodes.actions import record_opened
from clinic_log.episodes.models import Episode
from clinic_log.patients.models import Patient
from clinic_log.treatments.actions.steps.counting import write_count
from clinic_log.treatments.actions.steps.earlier import find_earlier, settle_earlier
from clinic_log.treatments.actions.steps.locking import act, lock, require_draft
from clinic_log.treatments.actions.steps.new_episode import add_episode_of_note
from clinic_log.treatments.actions.steps.risk_rows import require_effects, write_risks
from clinic_log.treatments.actions.steps.rows import write_rows
from clinic_log.treatments.models import SessionEpisode, TreatmentSession
from clinic_log.treatments.queries.content import PLAIN_COLUMNS
from clinic_log.treatments.queries.credentials import get_inserting, writer_of
from clinic_log.treatments.queries.sessions import get_draft
from clinic_log.treatments.rules import NEW_EPISODE, ContentError, SessionContent
from clinic_log.treatments.rules.limits import REVISION_FIELD
from clinic_log.treatments.rules.needle_count import total_out
from clinic_log.treatments.rules.plausibility import Circumstances, refused
from clinic_log.treatments.rules.scope import inserters, with_scope


def record_session(
    db: Session, *, by: Actor, treatment: TreatmentSession, content: SessionContent, revision: int | None = None
) -> TreatmentSession:
    """Save the content of a draft. ContentError with every reason when a value cannot be kept, ConflictError when
    `revision` is not the one that the person saw, NotFoundError for an episode or a person that is not of this patient
    or clinic. The author's draft is kept until the session is signed.
    """
    by.require(Permission.WRITE_SESSION)
    lock(db, by=by, treatment=treatment, revision=revision)
    require_draft(treatment)
    patient = db.get_one(Patient, treatment.patient_id)
    earlier = find_earlier(db, by=by, treatment=treatment, content=content)
    _check(content, patient=patient, zone=treatment.zone, has_earlier_visit=earlier is not None)
    _require_episodes(db, by=by, patient=patient, content=content)
    _require_people(db, by=by, content=content)
    effects = require_effects(db, by=by, treatment=treatment, content=content)
    opened = add_episode_of_note(db, by=by, patient=patient, content=content) if content.new_episode else None
    settled = content.with_episodes_settled(new_episode_id=opened.id if opened else None)
    settled = replace(settled, needles_out=total_out(settled))
    settled = _with_scope(db, by=by, treatment=treatment, content=settled)
    with db.no_autoflush:  # rows are whole only when all are written
        _write(treatment, settled, by=by)
        write_risks(treatment, settled, by=by, effects=effects)
        settle_earlier(treatment, earlier)
    db.flush()
    _rebase_draft(db, by=by, treatment=treatment)
    if opened is not None:
        record_opened(db, by=by, episode=opened)
    record_change(db, by=by, act=act("recorded", treatment))
    return treatment


def _require_episodes(db: Session, *, by: Actor, patient: Patient, content: SessionContent) -> None:
    """NotFoundError when the visit or a row names an episode that is not this patient's."""
    named = content.named_episode_ids() - {NEW_EPISODE}
    known = db.scalars(
        select(Episode.id).where(
            Episode.clinic_id == by.clinic_id, Episode.patient_id == patient.id, Episode.id.in_(named)
        )
    )
    if named - set(known):
        raise NotFoundError("There is no such episode.")


def _check(content: SessionContent, *, patient: Patient, zone: str, has_earlier_visit: bool) -> None:
    circumstances = Circumstances(
        now=now_utc(),
        zone=zone,
        born_on=patient.born_on,
        deceased_on=patient.deceased_on,
        has_earlier_visit=has_earlier_visit,
    )
    gaps = refused(content, circumstances=circumstances)
    if gaps:
        raise ContentError(gaps)


def _with_scope(db: Session, *, by: Actor, treatment: TreatmentSession, content: SessionContent) -> SessionContent:
    """The content in which needlings are marked that no certificate of who inserted the needle covers."""
    people = inserters(content.needlings, writer_id=writer_of(by))
    inserting = get_inserting(db, by=by, treatment=treatment, started_at=content.started_at, people=people)
    return with_scope(content, inserting)


def _require_people(db: Session, *, by: Actor, content: SessionContent) -> None:
    """NotFoundError when a row names somebody who does not belong to this clinic."""
    named = {row.inserted_by_id for row in content.needlings} | {row.rater_id for row in content.measurements}
    named -= {None, by.user_id}
    if not named:
        return
    known = set(
        db.scalars(
            select(Membership.user_id).where(Membership.clinic_id == by.clinic_id, Membership.user_id.in_(named))
        )
    )
    if named - known:
        raise NotFoundError("There is no such person.")


def _write(treatment: TreatmentSession, content: SessionContent, *, by: Actor) -> None:
    for name in PLAIN_COLUMNS:
        if name not in {"needles_out", "counted_how"}:
            setattr(treatment, name, getattr(content, name))
    write_count(treatment, content, by=by)
    treatment.catalogue_version = VERSION
    treatment.written_at = treatment.written_at or now_utc()
    served = set(content.episode_ids)
    treatment.episodes = [row for row in treatment.episodes if row.episode_id in served]
    served -= {row.episode_id for row in treatment.episodes}
    treatment.episodes.extend(SessionEpisode(episode_id=episode_id) for episode_id in sorted(served))
    write_rows(treatment, content, by=by)
    flag_modified(treatment, "notes")  # a change of rows alone must raise the revision, too


def _rebase_draft(db: Session, *, by: Actor, treatment: TreatmentSession) -> None:
    """What the author typed now stands on the revision just saved, so that saving it again is no conflict."""
    draft = get_draft(db, by=by, treatment=treatment)
    if draft is not None:
        revision = str(treatment.revision)
        draft.fields = [[name, revision if name == REVISION_FIELD else text] for name, text in draft.fields]
        db.flush()
