"""What a report is written from, and the reports that were made."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from itertools import groupby

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import Session, undefer

from clinic_log.base.base_model import LARGEST_ID
from clinic_log.base.dates import day_in_zone
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.episodes.models import Episode
from clinic_log.outcomes.queries import list_progress, list_visits_by_episode
from clinic_log.outcomes.rules import took_place
from clinic_log.patients.models import Patient
from clinic_log.reports.models import KeptReport
from clinic_log.reports.rules import ReportSource, TimedTreatment
from clinic_log.treatments.models import Adjunct, SessionEpisode, Stimulation, TreatmentSession
from clinic_log.treatments.rules import COUNTED_STATUSES


def scoped(by: Actor) -> Select[KeptReport]:
    """The reports of the clinic in which the person works."""
    return select(KeptReport).where(KeptReport.clinic_id == by.clinic_id)


def load_source(db: Session, *, by: Actor, patient: Patient, episode: Episode) -> ReportSource:
    """What is on record of an episode that the caller has found for this person."""
    visits = list_visits_by_episode(db, by=by, patient_id=patient.id)
    (progress,) = list_progress(db, by=by, episodes=[episode], visits=visits)
    held = [visit.session_id for visit in visits.get(episode.id, ()) if took_place(visit.kind)]
    return ReportSource(
        progress=progress,
        referral=episode.referral,
        visits=len(held),
        timed=_list_timed(db, episode_id=episode.id, numbers={each: number for number, each in enumerate(held, 1)}),
    )


def list_reports(db: Session, *, by: Actor, episode: Episode) -> Sequence[KeptReport]:
    """The reports of an episode without their files, the latest first."""
    return db.scalars(
        scoped(by).where(KeptReport.episode_id == episode.id).order_by(KeptReport.made_at.desc(), KeptReport.id.desc())
    ).all()


def get_report(db: Session, *, by: Actor, patient: Patient, report_id: int) -> KeptReport:
    """A report of this patient with its file, or NotFoundError."""
    report = db.scalars(
        scoped(by)
        .where(KeptReport.id == min(report_id, LARGEST_ID), KeptReport.patient_id == patient.id)
        .options(undefer(KeptReport.content))
    ).one_or_none()
    if report is None:
        raise NotFoundError("There is no such report.")
    return report


def find_made(db: Session, *, by: Actor, key: str) -> KeptReport | None:
    """The report that a form with this key has made already."""
    return db.scalars(scoped(by).where(KeptReport.idempotency_key == key)).one_or_none()


def is_unchanged(report: KeptReport) -> bool:
    """Whether the file is still the one that was made."""
    return hmac.compare_digest(hashlib.sha256(report.content).hexdigest(), report.sha256)


def _list_timed(db: Session, *, episode_id: int, numbers: Mapping[int, int]) -> tuple[TimedTreatment, ...]:
    """Treatments with minutes in the counted visits of the episode. Channels of stimulation run side by side, so the
    longest of a visit stands for all.
    """
    served = select(SessionEpisode.session_id).where(SessionEpisode.episode_id == episode_id)
    visit = (TreatmentSession.id.in_(served), TreatmentSession.status.in_(COUNTED_STATUSES))
    adjuncts = (
        select(Adjunct.session_id, Adjunct.label, Adjunct.minutes, Adjunct.position)
        .join(TreatmentSession, TreatmentSession.id == Adjunct.session_id)
        .where(*visit, Adjunct.minutes.is_not(None))
    )
    stimulated = (
        select(
            Stimulation.session_id,
            literal("Electrical stimulation"),
            func.max(Stimulation.minutes),
            literal(-1),  # it belongs to the needles, which come before what was done beside them
        )
        .join(TreatmentSession, TreatmentSession.id == Stimulation.session_id)
        .where(*visit, Stimulation.minutes.is_not(None))
        .group_by(Stimulation.session_id)
    )
    timed = union_all(adjuncts, stimulated).subquery()
    rows = db.execute(
        select(TreatmentSession.id, TreatmentSession.started_at, TreatmentSession.zone, timed.c.label, timed.c.minutes)
        .join(timed, timed.c.session_id == TreatmentSession.id)
        .order_by(TreatmentSession.started_at, TreatmentSession.id, timed.c.position)
    ).all()
    others = _other_episodes(db, episode_id=episode_id)
    return tuple(
        TimedTreatment(
            numbers.get(row.id, 0),
            day_in_zone(row.started_at, row.zone),
            row.label,
            row.minutes,
            others.get(row.id, ()),
        )
        for row in rows
        if row.started_at
    )


def _other_episodes(db: Session, *, episode_id: int) -> dict[int, tuple[str, ...]]:
    """For each visit that served this episode and others, the names of the others."""
    served = select(SessionEpisode.session_id).where(SessionEpisode.episode_id == episode_id)
    rows = db.execute(
        select(SessionEpisode.session_id, Episode.condition_label)
        .join(Episode, Episode.id == SessionEpisode.episode_id)
        .where(SessionEpisode.session_id.in_(served), Episode.id != episode_id)
        .order_by(SessionEpisode.session_id, Episode.id)
    )
    return {
        session_id: tuple(label for _session, label in labels)
        for session_id, labels in groupby(rows, key=lambda row: row.session_id)
    }
