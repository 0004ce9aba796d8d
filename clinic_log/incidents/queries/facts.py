"""What the record said of a visit when its review was opened, as lines to be kept."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.accounts.queries.credentials import list_credentials_on
from clinic_log.base.dates import day_in_zone, in_zone, now_utc
from clinic_log.base.permissions import Actor
from clinic_log.incidents.queries.reviews import find_late_report
from clinic_log.incidents.rules.late import ReportedVisit
from clinic_log.incidents.rules.states import TOLD_HOW_WORDS
from clinic_log.patients.models import Patient
from clinic_log.patients.queries import list_alerts
from clinic_log.screening.queries.stood import NeedledVisit, what_stood
from clinic_log.treatments.models import AdverseEvent, Needling, TreatmentSession
from clinic_log.treatments.rules import Agreement, OverrideCode
from clinic_log.treatments.rules.codes import needle_size, words
from clinic_log.treatments.rules.sentences import joined

Fact = tuple[str, str]

_AGREEMENT = {
    Agreement.AGREES: "Agrees",
    Agreement.DECLINES: "Declines",
    Agreement.NOT_ASKED: "Not asked",
}
_OVERRIDES = {
    OverrideCode.HAZARD_READ: "danger note read",
    OverrideCode.BOTH_SIDES: "both sides of the chest",
    OverrideCode.LONG_NEEDLE: "long needle",
    OverrideCode.PRECAUTION: "precaution",
    OverrideCode.CONTRAINDICATION: "contraindication",
    OverrideCode.OUTSIDE_CREDENTIAL: "outside the permitted regions or techniques",
}
NOT_RECORDED = "not recorded"


def involved_in(treatment: TreatmentSession) -> list[int]:
    """Who treated or inserted a needle, by id."""
    inserted = (row.inserted_by_id for row in treatment.needlings)
    return sorted({treatment.practitioner_id, *(one for one in inserted if one is not None)})


def visit_facts(
    db: Session, treatment: TreatmentSession, *, by: Actor, event: AdverseEvent | None = None
) -> list[list[str]]:
    """Pairs of a label and a line; what the record does not say stands as not recorded."""
    ids = {*involved_in(treatment), *(row.by_id for row in treatment.overrides if row.by_id is not None)}
    names = {person.id: person.display_name for person in db.scalars(select(User).where(User.id.in_(ids)))}
    before = (*_credentials(db, treatment, by=by, names=names), *_stood_before(db, treatment, by=by))
    return [list(fact) for fact in (*_facts(db, treatment, event=event, names=names), *before)]


def visit_reported(db: Session, treatment: TreatmentSession) -> ReportedVisit:
    """What a report about the visit is judged by."""
    patient = db.get_one(Patient, treatment.patient_id)
    return ReportedVisit(
        held_on=day_in_zone(treatment.started_at or treatment.created_at, treatment.zone),
        today=day_in_zone(now_utc(), treatment.zone),
        born_on=patient.born_on,
    )


def _facts(
    db: Session, treatment: TreatmentSession, *, event: AdverseEvent | None, names: dict[int, str]
) -> Iterator[Fact]:
    yield "Visit", _when(treatment)
    yield "Kind of visit", words("visit_kind", treatment.kind) or NOT_RECORDED
    yield "Practitioner", names.get(treatment.practitioner_id, NOT_RECORDED)
    if event is not None:
        yield from _event(db, event)
    for row in treatment.needlings:
        yield "Needle", _needling(row, names=names, event=event)
    if not treatment.needlings:
        yield "Needle", "none recorded"
    for box in treatment.lots:
        yield "Needle lot", joined((box.product, f"lot {box.lot}"), ", ")
    yield from _count(treatment)
    yield "Agreement", _AGREEMENT[treatment.agreement] if treatment.agreement else NOT_RECORDED
    given = {True: "given", False: f"not given: {treatment.warning_signs_reason}", None: NOT_RECORDED}
    yield "Warning signs explained", given[treatment.warning_signs_given]
    sites = {row.uid: joined((row.target_label, row.side or ""), ", ") for row in treatment.needlings}
    for override in treatment.overrides:
        subject, by = sites.get(override.subject, override.subject), names.get(override.by_id or 0, "")
        yield "Warning answered", joined((_OVERRIDES[override.code], subject, override.reason, by), ", ")
    alerts = list_alerts(db, patient=db.get_one(Patient, treatment.patient_id))
    yield "Alerts in force", joined(tuple(alert.label for alert in alerts), "; ") or "none"
    if treatment.versions:
        newest = treatment.versions[-1]
        yield "Signed text", f"version {newest.number} by {newest.signer_name}, SHA-256 {newest.content_hash}"


def _credentials(db: Session, treatment: TreatmentSession, *, by: Actor, names: dict[int, str]) -> Iterator[Fact]:
    """What those who treated were registered and certified for on the day of the visit."""
    day = day_in_zone(treatment.started_at or treatment.created_at, treatment.zone)
    valid = list_credentials_on(db, by=by, user_ids=involved_in(treatment), day=day)
    for user_id, credentials in valid.items():
        titles = "; ".join(one.title for one in credentials) or "none that was valid on that day"
        yield "Credentials", f"{names.get(user_id, NOT_RECORDED)}: {titles}"


def _stood_before(db: Session, treatment: TreatmentSession, *, by: Actor) -> Iterator[Fact]:
    """The screening answers and the consent that stood when the note was signed."""
    if treatment.started_at is None:
        return
    visit = NeedledVisit(
        patient_id=treatment.patient_id,
        episode_ids=[link.episode_id for link in treatment.episodes],
        started_at=treatment.started_at,
        signed_at=treatment.versions[0].signed_at if treatment.versions else now_utc(),
    )
    stood = what_stood(db, by=by, visit=visit)
    for screening in stood.standing.screenings:
        yes = "; ".join(one.in_words for one in screening.positive) or "yes to no question"
        rest = "" if screening.is_complete else "; not every question was asked"
        yield "Screening", f"{screening.episode_label}, version {screening.number}: {yes}{rest}"
    if not stood.standing.screenings:
        yield "Screening", NOT_RECORDED
    yield "Consent in writing", stood.consent.words


def _event(db: Session, event: AdverseEvent) -> Iterator[Fact]:
    report = find_late_report(db, event_id=event.id)
    how = TOLD_HOW_WORDS[report.told_how] if report is not None else words("told_how", event.told_how)
    yield "Told by", joined((words("reported_by", event.reported_by), how.lower()), ", ") or NOT_RECORDED
    yield "Began on", event.onset_on.isoformat() if event.onset_on else NOT_RECORDED
    yield "What was done", event.action or NOT_RECORDED


def _when(treatment: TreatmentSession) -> str:
    if treatment.started_at is None:
        return NOT_RECORDED
    start = in_zone(treatment.started_at, treatment.zone)
    end = f" to {in_zone(treatment.ended_at, treatment.zone):%H:%M}" if treatment.ended_at else ""
    return f"{start:%Y-%m-%d %H:%M}{end} ({treatment.zone})"


def _needling(row: Needling, *, names: dict[int, str], event: AdverseEvent | None) -> str:
    size = needle_size(row.diameter_mm, row.length_mm)
    insertions = f", {row.insertions} insertions" if row.insertions is not None else ""
    is_here = event is not None and row.muscle_slug is not None and _is_at(row, event)
    return joined(
        (
            joined((row.target_label, row.side or "", row.spinal_level), ", "),
            f"{row.needles} needle{'' if row.needles == 1 else 's'}{insertions}",
            f"{size} mm" if size else "size not recorded",
            f"depth: {words('depth', row.depth_class)}" if row.depth_class else "depth not recorded",
            words("technique", row.technique),
            words("twitch", row.twitch) and f"twitch: {words('twitch', row.twitch).lower()}",
            f"inserted by {names[row.inserted_by_id]}" if row.inserted_by_id in names else "",
            "where the effect sits" if is_here else "",
        ),
        " · ",
    )


def _is_at(row: Needling, event: AdverseEvent) -> bool:
    return (row.muscle_slug, row.side) == (event.muscle_slug, event.side)


def _count(treatment: TreatmentSession) -> Iterator[Fact]:
    needles_in = sum(row.needles for row in treatment.needlings)
    if needles_in:
        out = "not counted" if treatment.needles_out is None else f"{treatment.needles_out} out"
        yield "Needle count", f"{needles_in} in, {out}"
    for reading in treatment.vital_signs:
        parts = (
            f"{reading.systolic_mmhg}/{reading.diastolic_mmhg} mmHg" if reading.systolic_mmhg is not None else "",
            f"pulse {reading.pulse_per_minute}" if reading.pulse_per_minute is not None else "",
            f"oxygen {reading.oxygen_percent} %" if reading.oxygen_percent is not None else "",
            f"breaths {reading.breaths_per_minute}" if reading.breaths_per_minute is not None else "",
            reading.note,
        )
        yield "Vital signs", joined(parts, ", ")
