"""What the page of a note must know beside the note: the patient's life, episodes, people, and the earlier visit."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Membership, User
from clinic_log.accounts.rules import Role
from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Actor
from clinic_log.clinics.queries import get_policy
from clinic_log.episodes.models import Episode
from clinic_log.episodes.queries import list_episodes
from clinic_log.episodes.rules import EpisodeState, Side
from clinic_log.patients.models import Patient
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries.credentials import get_inserting
from clinic_log.treatments.queries.last_time import list_ghosts
from clinic_log.treatments.queries.later import Manners, latest_manners
from clinic_log.treatments.queries.open_effects import OpenEffect, list_open_effects
from clinic_log.treatments.queries.risks import get_known_risks
from clinic_log.treatments.queries.sessions import last_session_before
from clinic_log.treatments.rules import Ghost, NeedleSide
from clinic_log.treatments.rules.hazards import NOTHING_KNOWN, KnownRisks
from clinic_log.treatments.rules.last_time import open_effect_words
from clinic_log.treatments.rules.scope import Inserting


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeFact:
    """An episode that the visit may serve, with what is measured in it: (measure, side)."""

    id: int
    label: str
    side: Side | None
    region: str
    pain_question: str
    tracked: tuple[tuple[str, Side | None], ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may insert needles or measure."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class EarlierVisit:
    """The visit about which "since last time, anything new?" is asked, with the muscles and sides that were needled."""

    id: int
    started_at: datetime
    places: tuple[tuple[str, NeedleSide | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFacts:
    """Plain facts for one note; what a form offers and judges by."""

    patient_id: int
    born_on: date
    deceased_on: date | None
    zone: str
    now: datetime
    writer_id: int | None
    episodes: tuple[EpisodeFact, ...]
    people: tuple[Person, ...]
    earlier: EarlierVisit | None
    ghosts: tuple[Ghost, ...] = ()
    risks: KnownRisks = NOTHING_KNOWN
    inserting: Inserting | None = None
    open_effects: tuple[OpenEffect, ...] = ()
    uses_pounds_and_inches: bool = False
    manners: Manners = field(default_factory=dict)


def get_note_facts(db: Session, *, by: Actor, patient: Patient, treatment: TreatmentSession | None = None) -> NoteFacts:
    """Facts for a note of this patient, a new one when `treatment` is None. Open episodes are offered, and those that
    the session already serves.
    """
    now = now_utc()
    served = {row.episode_id for row in treatment.episodes} if treatment else set()
    before = (treatment.started_at if treatment else None) or now
    but = treatment.id if treatment else None
    earlier = last_session_before(db, by=by, patient_id=patient.id, before=before, but=but)
    episodes = tuple(
        _episode(episode)
        for episode in list_episodes(db, by=by, patient=patient)
        if episode.state is EpisodeState.OPEN or episode.id in served
    )
    people = _people(db, by=by, treatment=treatment)
    open_effects = list_open_effects(db, by=by, patient_id=patient.id, before=before, but=but)
    return NoteFacts(
        patient_id=patient.id,
        born_on=patient.born_on,
        deceased_on=patient.deceased_on,
        zone=treatment.zone if treatment else by.zone,
        now=now,
        writer_id=by.user_id,
        episodes=episodes,
        people=people,
        earlier=_earlier(earlier),
        ghosts=tuple(
            replace(ghost, open_effect=open_effect_words(open_effects, ghost.entry))
            for ghost in list_ghosts(
                db, by=by, patient=patient, treatment=treatment, episode_ids=[episode.id for episode in episodes]
            )
        ),
        risks=get_known_risks(db, by=by, patient=patient, but=but, episode_ids=served),
        inserting=_inserting(db, by=by, treatment=treatment, people=people),
        open_effects=open_effects,
        uses_pounds_and_inches=get_policy(db, by=by).pounds_and_inches,
        manners=latest_manners(db, by=by, patient_id=patient.id, before=before, but=but),
    )


def _inserting(
    db: Session, *, by: Actor, treatment: TreatmentSession | None, people: Iterable[Person]
) -> Inserting | None:
    if treatment is None:
        return None
    ids = [person.id for person in people]
    return get_inserting(db, by=by, treatment=treatment, started_at=treatment.started_at, people=ids)


def _earlier(visit: TreatmentSession | None) -> EarlierVisit | None:
    if visit is None or visit.started_at is None:
        return None
    places = ((row.muscle_slug, row.side) for row in visit.needlings if row.muscle_slug is not None)
    return EarlierVisit(visit.id, visit.started_at, tuple(dict.fromkeys(places)))


def _episode(episode: Episode) -> EpisodeFact:
    return EpisodeFact(
        id=episode.id,
        label=episode.condition_label,
        side=episode.side,
        region=episode.region,
        pain_question=episode.pain_question,
        tracked=tuple((tracked.measure_slug, tracked.side) for tracked in episode.tracked_measures),
    )


def _people(db: Session, *, by: Actor, treatment: TreatmentSession | None) -> tuple[Person, ...]:
    """Those who treat in this clinic and those whom the session already names, by name."""
    named: set[int | None] = set()
    if treatment is not None:
        named |= {row.inserted_by_id for row in treatment.needlings}
        named |= {row.rater_id for row in treatment.measurements}
    treating = select(Membership.user_id).where(
        Membership.clinic_id == by.clinic_id, Membership.role.in_((Role.PRACTITIONER, Role.STUDENT))
    )
    rows = db.execute(
        select(User.id, User.display_name)
        .where((User.id.in_(treating) & User.disabled_at.is_(None)) | User.id.in_(named - {None}))
        .order_by(User.display_name, User.id)
    )
    return tuple(Person(user_id, name) for user_id, name in rows)
