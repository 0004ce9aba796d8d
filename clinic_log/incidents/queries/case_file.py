"""Gathering the case file of an incident from the record and its audit."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.audit.models import AuditEntry
from clinic_log.base.dates import local_to_utc
from clinic_log.base.permissions import Actor
from clinic_log.incidents.models import FollowUpAnswer, IncidentReview
from clinic_log.incidents.queries.case_before import (
    alerts_section,
    consent_section,
    credentials_section,
    screening_section,
)
from clinic_log.incidents.queries.facts import involved_in
from clinic_log.incidents.queries.follow_up import list_answers
from clinic_log.incidents.queries.reviews import findings_of, readings_of
from clinic_log.incidents.rules.case_file import CaseFile, Entry, Section, View
from clinic_log.incidents.rules.follow_up import CONFIRMATION_WORDS
from clinic_log.incidents.rules.report import ActionLine, ContactLine, ReportSource, StepLine
from clinic_log.incidents.rules.states import TOLD_HOW_WORDS
from clinic_log.treatments.models import AdverseEvent, TreatmentSession
from clinic_log.treatments.queries.content import signed_narrative
from clinic_log.treatments.queries.late import list_courses_told_outside, list_late_effects
from clinic_log.treatments.queries.verification import verify_version
from clinic_log.treatments.rules import EffectTiming
from clinic_log.treatments.rules.safety_sentences import vital_signs_sentence
from clinic_log.treatments.rules.sentences import joined

_ANSWERED = {True: "yes", False: "no"}


def load_case_file(db: Session, *, by: Actor, review: IncidentReview) -> CaseFile:
    """Everything of the record that the incident touches, with the moment since when it stands there."""
    treatment = db.get(TreatmentSession, review.session_id) if review.session_id is not None else None
    event = db.get(AdverseEvent, review.event_id) if review.event_id is not None else None
    sections = [
        screening_section(db, by=by, patient_id=review.patient_id),
        consent_section(db, by=by, patient_id=review.patient_id),
        alerts_section(db, review.patient_id),
    ]
    if treatment is not None:
        credentials = credentials_section(db, by=by, user_ids=involved_in(treatment))
        sections = [_note(treatment), *sections, credentials, _late(db, by, treatment), _answers(db, by, treatment)]
    return CaseFile(
        happened_at=_happened_at(review, treatment, event),
        known_at=review.opened_at,
        zone=review.zone,
        sections=tuple(sections),
        views=tuple(_views(db, review)),
    )


def _happened_at(review: IncidentReview, treatment: TreatmentSession | None, event: AdverseEvent | None) -> datetime:
    """The end of the day on which the effect began, where it began after the visit; else the end of the visit; the
    opening of the review where no visit is known.
    """
    if treatment is None:
        return review.opened_at
    if event is not None and event.timing is EffectTiming.SINCE_LAST_TIME and event.onset_on is not None:
        ends = datetime.combine(event.onset_on + timedelta(days=1), time.min)
        return min(local_to_utc(ends, treatment.zone), review.opened_at)
    return treatment.ended_at or treatment.started_at or treatment.created_at


def _note(treatment: TreatmentSession) -> Section:
    entries = tuple(
        Entry(
            title=f"Version {version.number}, {version.kind.value.replace('_', ' ')}",
            written_at=version.signed_at,
            lines=(
                ("Signed by", joined((version.signer_name, version.signer_roles), ", ")),
                ("SHA-256", version.content_hash),
                ("Still what was signed", _ANSWERED[verify_version(version)]),
                *((("Reason", version.reason),) if version.reason else ()),
                *((("Added", version.addendum),) if version.addendum else ()),
            ),
            text="\n".join(signed_narrative(version)),
        )
        for version in treatment.versions
    )
    return Section(title="The note, version by version", empty="The note is not signed.", entries=entries)


def _late(db: Session, by: Actor, treatment: TreatmentSession) -> Section:
    late = list_late_effects(db, by=by, session_id=treatment.id)
    courses = list_courses_told_outside(db, event_ids=[one.event.id for one in late if one.event is not None])
    told = [
        Entry(
            title=one.words or "Taken back: there was no such effect",
            written_at=one.report.created_at,
            lines=(
                ("Told", f"{one.told_at.date().isoformat()}, {TOLD_HOW_WORDS[one.report.told_how].lower()}"),
                ("Written by", one.report.reporter_name),
                *((("Corrects an earlier report", one.report.reason),) if one.report.reason else ()),
                *((("Corrected since", one.corrected),) if one.is_corrected else ()),
            ),
        )
        for one in late
    ]
    heard = [
        Entry(title=f"{row.words}: {row.state.value.replace('_', ' ')}", written_at=row.told_at)
        for row in courses
        if row.told_at is not None
    ]
    return Section(title="Told after the signature", empty="Nothing was.", entries=tuple(told + heard))


def _answers(db: Session, by: Actor, treatment: TreatmentSession) -> Section:
    answers = list_answers(db, by=by, session_id=treatment.id)
    entries = tuple(
        Entry(
            title="Answer of the patient",
            written_at=answer.answered_at,
            lines=tuple(_answer_lines(answer)),
        )
        for answer in reversed(answers)
    )
    return Section(title="Told by follow-up link", empty="No answer came.", entries=entries)


def _answer_lines(answer: FollowUpAnswer) -> Iterator[tuple[str, str]]:
    if answer.none_of_these:
        yield "Warning signs", "none of these"
    for effect in answer.effects:
        yield "Told", joined((effect.words, CONFIRMATION_WORDS[effect.state].lower(), effect.reason), "; ")
    if answer.pain is not None:
        yield "Pain then", f"{answer.pain} of 10"


def _views(db: Session, review: IncidentReview) -> Iterator[View]:
    """Every line of the audit about the patient, in order."""
    rows = db.scalars(
        select(AuditEntry)
        .where(AuditEntry.clinic_id == review.clinic_id, AuditEntry.patient_id == review.patient_id)
        .order_by(AuditEntry.sequence)
    )
    for row in rows:
        yield View(
            at=row.at,
            who=row.user_name,
            roles=row.roles,
            act=joined((row.action, row.object_type or "", str(row.object_id or "")), " "),
            outcome=row.outcome,
            sequence=row.sequence,
        )


def load_report(db: Session, *, review: IncidentReview) -> ReportSource:
    """The review as its report tells it."""
    names = _names(db, review)
    return ReportSource(
        kind=review.kind,
        state=review.state,
        title=review.words or review.title,
        opened_at=review.opened_at,
        due_at=review.due_at,
        closed=(review.closed_at, names.get(review.closed_by_id or 0, "")) if review.closed_at else None,
        hold=(review.hold_at, review.hold_reason) if review.hold_at else None,
        zone=review.zone,
        facts=review.facts,
        findings=findings_of(review),
        contacts=[
            ContactLine(at=row.at, with_whom=row.with_whom, how=row.how, advice=row.advice, by_name=row.by_name)
            for row in review.contacts
        ],
        vital_signs=[vital_signs_sentence(one, review.zone) for one in readings_of(review)],
        actions=[
            ActionLine(
                what=row.what,
                owner=names.get(row.owner_id, ""),
                due_on=row.due_on,
                done_at=row.done_at,
                result=row.result,
            )
            for row in review.actions
        ],
        steps=[StepLine(at=row.at, kind=row.kind, words=row.words, by_name=row.by_name) for row in review.steps],
    )


def _names(db: Session, review: IncidentReview) -> dict[int, str]:
    """Who is named in a review, by id."""
    ids = {review.closed_by_id, *(action.owner_id for action in review.actions)}
    people = db.scalars(select(User).where(User.id.in_([one for one in ids if one is not None])))
    return {person.id: person.display_name for person in people}
