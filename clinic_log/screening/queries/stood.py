"""What stood before the needles of one visit, for who looks at it later: co-signing, the case file of an incident."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.screening.queries.standing import standing_at
from clinic_log.screening.rules.consent import ConsentStanding
from clinic_log.screening.rules.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedledVisit:
    """Which visit is asked about: for which episodes, when it began, and when its note was signed."""

    patient_id: int
    episode_ids: Collection[int]
    started_at: datetime
    signed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """The newest answers, the overrides and the consent that stood. The overrides under which a signed note was needled
    stand in the note itself as well, as overrides with the code `contraindication`.
    """

    standing: Standing
    consent: ConsentStanding


def what_stood(db: Session, *, by: Actor, visit: NeedledVisit) -> Stood:
    """What was known of the visit when its note was signed. What was answered, signed or withdrawn afterwards is left
    out, since nobody could know of it.
    """
    standing = standing_at(db, by=by, patient_id=visit.patient_id, at=visit.signed_at, episode_ids=visit.episode_ids)
    return Stood(standing=standing, consent=standing.consent_at(visit.started_at))
