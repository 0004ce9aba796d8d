"""What must be known beside a visit before it is signed: the patient's precautions, and danger notes read before."""

from collections.abc import Collection
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.patients.models import Patient
from clinic_log.patients.queries import list_alerts
from clinic_log.patients.rules import AlertFacts
from clinic_log.screening.queries.standing import get_standing
from clinic_log.treatments.models import Needling, SessionOverride, TreatmentSession
from clinic_log.treatments.rules import COUNTED_STATUSES, OverrideCode
from clinic_log.treatments.rules.hazards import KnownRisks
from clinic_log.treatments.rules.precautions import precautions_in, precautions_of


def get_known_risks(
    db: Session, *, by: Actor, patient: Patient, but: int | None = None, episode_ids: Collection[int] = ()
) -> KnownRisks:
    """A danger note counts as read for an episode once a signed visit needled the muscle for it and had it read. What
    a draft that was discarded, or a visit that was retracted, had read is asked again: nobody stands for it. Screenings
    are those of open episodes and of `episode_ids`.
    """
    of_others = {"of_clinic": by.clinic_id, "of_patient": patient.id, "but": but or 0}
    read = db.execute(_read_for_episodes(), of_others)
    standing = get_standing(db, by=by, patient_id=patient.id, episode_ids=episode_ids)
    alerts = list_alerts(db, patient=patient)
    written = (alert for alert in alerts if alert.code is None)
    texts = [f"{one.label} ({one.detail})" if one.detail else one.label for one in written]
    return KnownRisks(
        precautions=(*precautions_of(one.answer for one in standing.positives), *precautions_in(texts)),
        standing=standing,
        alerts=tuple(AlertFacts(level=one.level, label=one.label, detail=one.detail) for one in alerts),
        read=frozenset((episode_id, slug) for episode_id, slug in read if slug is not None),
    )


@cache  # it takes longer to build than to ask
def _read_for_episodes() -> Select[int | None, str | None]:
    return (
        select(Needling.episode_id, Needling.muscle_slug)
        .join(TreatmentSession, TreatmentSession.id == Needling.session_id)
        .join(
            SessionOverride,
            (SessionOverride.session_id == Needling.session_id) & (SessionOverride.subject == Needling.muscle_slug),
        )
        .where(
            TreatmentSession.clinic_id == bindparam("of_clinic"),
            TreatmentSession.patient_id == bindparam("of_patient"),
            TreatmentSession.status.in_(COUNTED_STATUSES),
            TreatmentSession.id != bindparam("but"),
            SessionOverride.code == OverrideCode.HAZARD_READ,
        )
        .distinct()
    )
