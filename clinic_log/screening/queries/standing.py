"""Which answers, overrides and consents stand for a patient, now or at an earlier moment."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Result, Select, bindparam, or_, select
from sqlalchemy.orm import Session

from clinic_log.base.base_model import LARGEST_ID
from clinic_log.base.dates import day_in_zone
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import EpisodeState
from clinic_log.patients.models import Patient
from clinic_log.screening.models import ContraindicationOverride, Screening
from clinic_log.screening.queries.consents import list_consents
from clinic_log.screening.rules.answers import from_plain
from clinic_log.screening.rules.standing import Standing, StandingOverride, StandingScreening


def scoped(by: Actor) -> Select[Screening]:
    """The screenings of the clinic in which the person works."""
    return select(Screening).where(Screening.clinic_id == by.clinic_id)


def get_standing(db: Session, *, by: Actor, patient_id: int, episode_ids: Collection[int] = ()) -> Standing:
    """What stands now: of the open episodes of the patient, and of these."""
    here = {"of_clinic": by.clinic_id, "of_patient": patient_id, "of_episodes": list(episode_ids)}
    rows = db.execute(_versions_in_force(), here)
    return _standing(db, rows, by=by, patient_id=patient_id, at=None)


def standing_at(
    db: Session, *, by: Actor, patient_id: int, at: datetime, episode_ids: Collection[int] = ()
) -> Standing:
    """What stood at this moment: of the episodes that were open on its day, and of these."""
    was_open = or_(Episode.discharged_on.is_(None), Episode.discharged_on >= day_in_zone(at, by.zone))
    query = _versions(by, patient_id).where(Screening.answered_at <= at, or_(was_open, Episode.id.in_(episode_ids)))
    return _standing(db, db.execute(query), by=by, patient_id=patient_id, at=at)


def list_versions(db: Session, *, by: Actor, patient: Patient) -> list[StandingScreening]:
    """Every version of every episode, the newest first."""
    return [_screening(row, label) for row, label in db.execute(_versions(by, patient.id))]


def newest_of(db: Session, *, by: Actor, episode_id: int) -> Screening | None:
    newest = scoped(by).where(Screening.episode_id == episode_id).order_by(Screening.number.desc()).limit(1)
    return db.scalars(newest).one_or_none()


def get_screening(db: Session, *, by: Actor, patient: Patient, screening_id: int) -> Screening:
    """A version of this patient, or NotFoundError."""
    wanted = scoped(by).where(Screening.patient_id == patient.id, Screening.id == min(screening_id, LARGEST_ID))
    found = db.scalars(wanted).one_or_none()
    if found is None:
        raise NotFoundError("There is no such screening.")
    return found


def list_overrides(db: Session, *, screening: Screening) -> Sequence[ContraindicationOverride]:
    query = select(ContraindicationOverride).where(ContraindicationOverride.screening_id == screening.id)
    return db.scalars(query.order_by(ContraindicationOverride.id)).all()


def _versions(by: Actor, patient_id: int) -> Select[Screening, str]:
    return _all_versions().where(Screening.clinic_id == by.clinic_id, Screening.patient_id == patient_id)


def _all_versions() -> Select[Screening, str]:
    return (
        select(Screening, Episode.condition_label)
        .join(Episode, Episode.id == Screening.episode_id)
        .order_by(Screening.answered_at.desc(), Screening.id.desc())
    )


@cache  # it takes longer to build than to ask
def _versions_in_force() -> Select[Screening, str]:
    of_episodes = Episode.id.in_(bindparam("of_episodes", expanding=True))
    return _all_versions().where(
        Screening.clinic_id == bindparam("of_clinic"),
        Screening.patient_id == bindparam("of_patient"),
        or_(Episode.state == EpisodeState.OPEN, of_episodes),
    )


def _standing(
    db: Session, rows: Result[Screening, str], *, by: Actor, patient_id: int, at: datetime | None
) -> Standing:
    newest: dict[int, StandingScreening] = {}
    for row, label in rows:
        known = newest.get(row.episode_id)
        if known is None or known.number < row.number:
            newest[row.episode_id] = _screening(row, label)
    return Standing(
        screenings=tuple(sorted(newest.values(), key=lambda one: one.episode_id)),
        overrides=_overrides(db, newest.values(), at=at),
        consents=list_consents(db, by=by, patient_id=patient_id, at=at),
        zone=by.zone,
    )


def _overrides(
    db: Session, screenings: Iterable[StandingScreening], *, at: datetime | None
) -> tuple[StandingOverride, ...]:
    """Asked only where something could have been overridden."""
    ids = [one.id for one in screenings if any(answer.is_absolute for answer in one.positive)]
    if not ids:
        return ()
    query = select(ContraindicationOverride).where(ContraindicationOverride.screening_id.in_(ids))
    if at is not None:
        query = query.where(ContraindicationOverride.at <= at)
    return tuple(_override(row) for row in db.scalars(query.order_by(ContraindicationOverride.id)))


def _screening(row: Screening, label: str) -> StandingScreening:
    return StandingScreening(
        id=row.id,
        episode_id=row.episode_id,
        episode_label=label,
        number=row.number,
        answered_at=row.answered_at,
        answered_by=row.answered_by_name,
        zone=row.zone,
        answers=from_plain(row.answers),
    )


def _override(row: ContraindicationOverride) -> StandingOverride:
    return StandingOverride(
        screening_id=row.screening_id,
        code=row.code,
        reason=row.reason,
        by_id=row.created_by_id,
        by_name=row.by_name,
        at=row.at,
    )
