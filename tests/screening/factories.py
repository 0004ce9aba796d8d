"""Screenings and consents for tests, made by the actions that the product uses."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.base.dates import now_utc
from clinic_log.catalogue import contraindications
from clinic_log.catalogue.vocabulary import Region
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import EpisodeState, Side
from clinic_log.patients.models import Patient
from clinic_log.screening.actions import answer_screening, record_consent
from clinic_log.screening.models import Consent, Screening
from clinic_log.screening.queries.consents import list_consents
from clinic_log.screening.queries.standing import newest_of
from clinic_log.screening.rules.answers import Answer, Given, complete_answers
from clinic_log.screening.rules.consent import ConsentDetails, ConsentKind, Explained, GivenBy

_numbers = count(1)


def yes(code: str, *regions: Region, side: Side | None = None, words: str = "") -> Answer:
    """That this contraindication is present, at these places."""
    label = contraindications.by_code()[code].label
    return Answer(code=code, label=label, given=Given.YES, words=words, regions=frozenset(regions), side=side)


def answers(*positive: Answer, rest: Given = Given.NO) -> tuple[Answer, ...]:
    """Every question answered: these with yes, all others with no."""
    return complete_answers({answer.code: answer for answer in positive}, rest=rest)


def make_screening(
    db: Session, *, by: SignedIn, episode: Episode, positive: Iterable[Answer] = (), rest: Given = Given.NO
) -> Screening:
    patient = db.get_one(Patient, episode.patient_id)
    return answer_screening(db, by=by, patient=patient, episode=episode, answers=answers(*positive, rest=rest))


def make_ready(db: Session, *, by: SignedIn, episode_ids: Iterable[int]) -> None:
    """Everything that must be known before needling, where nobody asked before: consent in writing, and answers without
    a contraindication. They are given today; the consent was signed long before every visit.
    """
    asker = replace(by, roles=frozenset({Role.PRACTITIONER}))
    for episode in db.scalars(select(Episode).where(Episode.id.in_(episode_ids)).order_by(Episode.id)).all():
        if not list_consents(db, by=by, patient_id=episode.patient_id):
            make_consent(db, by=asker, patient=db.get_one(Patient, episode.patient_id))
        if episode.state is EpisodeState.OPEN and newest_of(db, by=by, episode_id=episode.id) is None:
            make_screening(db, by=asker, episode=episode)


def consent_details(**changes: object) -> ConsentDetails:
    """A first form, signed by the patient today after everything was explained, with a copy."""
    details = ConsentDetails(
        kind=ConsentKind.FIRST,
        given_by=GivenBy.PATIENT,
        given_on=now_utc().date(),
        form_version="1",
        explained=frozenset(Explained),
        copy_given=True,
    )
    values: dict[str, Any] = changes
    return replace(details, **values)


def make_consent(db: Session, *, by: SignedIn, patient: Patient, **changes: object) -> Consent:
    """Consent signed long ago, unless the changes say when: by the patient from 18 on, else by a guardian."""
    of_age = patient.born_on.replace(day=1, year=patient.born_on.year + 18) + timedelta(days=31)
    known: dict[str, object] = {"given_on": max(date(2000, 1, 1), of_age)}
    if of_age > now_utc().date():
        known = {
            "given_on": max(date(2020, 1, 1), patient.born_on),
            "given_by": GivenBy.GUARDIAN,
            "giver_name": "A parent",
        }
    details = consent_details(**known | changes)
    return record_consent(db, by=by, patient=patient, details=details, key=f"consent{next(_numbers)}")
