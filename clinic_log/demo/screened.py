"""What is asked and signed before the needles of the invented clinic."""

from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.base.dates import age_on, day_in_zone, now_utc
from clinic_log.catalogue import conditions, contraindications, intimate_areas
from clinic_log.catalogue.vocabulary import Region
from clinic_log.clinics.rules import Policy
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import Side
from clinic_log.patients.models import Patient
from clinic_log.screening.actions import answer_screening, override_contraindication, record_consent
from clinic_log.screening.queries.consents import list_consents
from clinic_log.screening.queries.standing import get_screening
from clinic_log.screening.rules.answers import Answer, Given, complete_answers
from clinic_log.screening.rules.consent import (
    FORM_VERSION,
    Chaperone,
    ConsentDetails,
    ConsentKind,
    Explained,
    GivenBy,
    standing_of,
)
from clinic_log.treatments.rules import SessionContent
from clinic_log.treatments.rules.contraindications import concerns_visit
from clinic_log.treatments.rules.hazards import KnownRisks
from clinic_log.treatments.rules.screened import to_confirm

_ARM: Final = frozenset({Region.ARM, Region.FOREARM, Region.HAND})
# By what the patient says at the desk: the question that it answers, with its words and place.
_FOUND: Final = {
    "On apixaban": ("anticoagulant", "Apixaban", frozenset(), None),
    "Pacemaker": ("estim-device", "Pacemaker", frozenset(), None),
    "Pregnant": ("pregnancy", "", frozenset(), None),
    "Needle anxiety": ("needle-anxiety", "", frozenset(), None),
    "Lymphoedema, left arm": ("lymphoedema-limb", "After breast surgery", _ARM, Side.LEFT),
    "Fainted at a blood test": ("needle-anxiety", "Fainted at a blood test", frozenset(), None),
}


def screen(db: Session, *, by: SignedIn, patient: Patient, episode: Episode, alert: str) -> None:
    """Consent in writing where none stands, one that names the intimate areas, and the questions of the episode."""
    consents = list_consents(db, by=by, patient_id=patient.id)
    if not standing_of(consents, at=now_utc(), zone=by.zone).is_valid:
        kind = ConsentKind.RENEWED if consents else ConsentKind.FIRST
        record_consent(db, by=by, patient=patient, details=_signed(kind, by, patient), key=f"consent-{episode.id}")
    if areas := _intimate_areas(episode):
        details = replace(_signed(ConsentKind.INTIMATE_AREA, by, patient), areas=areas, chaperone=_chaperone(episode))
        record_consent(db, by=by, patient=patient, details=details, key=f"intimate-{episode.id}")
    positive = {one.code: one for one in _positive(alert)}
    answers = complete_answers(positive, rest=Given.NO)
    answer_screening(db, by=by, patient=patient, episode=episode, answers=answers)


def screening_confirmed(content: SessionContent, risks: KnownRisks) -> SessionContent:
    """The visit in which the patient says that nothing has changed."""
    if risks.standing is None:
        return content
    versions = (str(one.id) for one in to_confirm(content, risks.standing))
    return replace(content, screening_confirmed=" ".join(versions))


def stops_overridden(
    db: Session, content: SessionContent, risks: KnownRisks, *, by: SignedIn, patient: Patient
) -> None:
    """The supervisor lets pass what would stop this visit."""
    for one in risks.standing.positives if risks.standing else ():
        if one.stops and concerns_visit(one.answer, content):
            screening = get_screening(db, by=by, patient=patient, screening_id=one.screening_id)
            override_contraindication(
                db, by=by, screening=screening, code=one.answer.code, reason="The surgeon agrees; superficial only."
            )


def _intimate_areas(episode: Episode) -> frozenset[str]:
    """Where the muscles lie that the condition suggests."""
    suggested = set(conditions.get(episode.condition_slug or "").suggested_muscles)
    return frozenset(area.slug for area in intimate_areas.all_areas() if area.muscles & suggested)


def _chaperone(episode: Episode) -> Chaperone:
    """Offered each time, and wanted in every other episode."""
    return Chaperone.ACCEPTED if episode.id % 2 else Chaperone.DECLINED


def _signed(kind: ConsentKind, by: SignedIn, patient: Patient) -> ConsentDetails:
    today = day_in_zone(now_utc(), by.zone)
    is_minor = age_on(today, born_on=patient.born_on) < Policy().adult_from_years
    return ConsentDetails(
        kind=kind,
        given_by=GivenBy.GUARDIAN if is_minor else GivenBy.PATIENT,
        giver_name=f"Sam {patient.family_name}, parent" if is_minor else "",
        given_on=today,
        form_version=FORM_VERSION,
        explained=frozenset(Explained),
        copy_given=True,
    )


def _positive(alert: str) -> list[Answer]:
    if alert not in _FOUND:
        return []
    code, words, regions, side = _FOUND[alert]
    label = contraindications.by_code()[code].label
    return [Answer(code=code, label=label, given=Given.YES, words=words, regions=regions, side=side)]
