"""What stood before a visit, for its case file: alerts, credentials, screening and consent, version by version."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.accounts.queries.credentials import list_credentials
from clinic_log.accounts.rules.credentials import CredentialFacts
from clinic_log.base.dates import in_zone
from clinic_log.base.permissions import Actor
from clinic_log.episodes.models import Episode
from clinic_log.incidents.rules.case_file import Entry, Section
from clinic_log.patients.models import PatientAlert
from clinic_log.screening.models import ConsentWithdrawal, ContraindicationOverride, Screening
from clinic_log.screening.queries.consents import list_consents
from clinic_log.screening.rules.answers import Answer, Given, from_plain
from clinic_log.screening.rules.consent import CHAPERONE_WORDS, EXPLAINED_WORDS, StandingConsent
from clinic_log.treatments.rules.sentences import joined


def alerts_section(db: Session, patient_id: int) -> Section:
    rows = db.scalars(select(PatientAlert).where(PatientAlert.patient_id == patient_id).order_by(PatientAlert.id))
    entries = tuple(
        Entry(
            title=row.label,
            written_at=row.created_at,
            lines=(
                ("Level", row.level.value),
                *((("Detail", row.detail),) if row.detail else ()),
                *((("Ended", row.ended_at.isoformat(timespec="minutes")),) if row.ended_at else ()),
            ),
        )
        for row in rows
    )
    return Section(title="Alerts of the patient", empty="There never was one.", entries=entries)


def credentials_section(db: Session, *, by: Actor, user_ids: Collection[int]) -> Section:
    """Every version of the credentials of those who treated, also the replaced and ended ones."""
    names = {person.id: person.display_name for person in db.scalars(select(User).where(User.id.in_(user_ids)))}
    entries = tuple(
        Entry(title=one.title, written_at=one.recorded_at, lines=tuple(_credential_lines(one, names)))
        for user_id in sorted(user_ids)
        for one in reversed(list_credentials(db, by=by, user_id=user_id))
    )
    return Section(title="Credentials of those who treated", empty="None is on record.", entries=entries)


def screening_section(db: Session, *, by: Actor, patient_id: int) -> Section:
    """Every version of the answers of every episode, and what was let pass with its reason."""
    versions = db.execute(
        select(Screening, Episode.condition_label)
        .join(Episode, Episode.id == Screening.episode_id)
        .where(Screening.clinic_id == by.clinic_id, Screening.patient_id == patient_id)
        .order_by(Screening.id)
    )
    entries = [
        Entry(
            title=f"{label}, version {row.number}",
            written_at=row.answered_at,
            lines=(("Asked by", row.answered_by_name), *_answer_lines(from_plain(row.answers))),
        )
        for row, label in versions
    ]
    passed = db.scalars(
        select(ContraindicationOverride)
        .where(ContraindicationOverride.clinic_id == by.clinic_id, ContraindicationOverride.patient_id == patient_id)
        .order_by(ContraindicationOverride.id)
    )
    overrides = [
        Entry(
            title=f"Let pass: {row.code}",
            written_at=row.at,
            lines=(("By", joined((row.by_name, row.by_roles), ", ")), ("Reason", row.reason)),
        )
        for row in passed
    ]
    empty = "The contraindications were never asked."
    return Section(title="Screening, version by version", empty=empty, entries=(*entries, *overrides))


def consent_section(db: Session, *, by: Actor, patient_id: int) -> Section:
    """Every record of consent in writing; a withdrawal is an entry of its own, since it came later."""
    consents = list_consents(db, by=by, patient_id=patient_id)
    entries = [
        Entry(title=one.in_words, written_at=one.recorded_at, lines=tuple(_consent_lines(one)))
        for one in reversed(consents)
    ]
    words = {one.id: one.in_words for one in consents}
    rows = db.scalars(
        select(ConsentWithdrawal).where(ConsentWithdrawal.consent_id.in_(words)).order_by(ConsentWithdrawal.id)
    )
    withdrawals = [
        Entry(
            title="Withdrawn",
            written_at=row.created_at,
            lines=(
                ("Of", words[row.consent_id]),
                ("From", in_zone(row.withdrawn_at, by.zone).isoformat(timespec="minutes")),
                ("Why", row.reason or "not said"),
                ("Recorded by", row.recorded_by_name),
            ),
        )
        for row in rows
    ]
    empty = "No consent in writing is on record."
    return Section(title="Consent in writing", empty=empty, entries=(*entries, *withdrawals))


def _credential_lines(one: CredentialFacts, names: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    yield "Of", names[one.user_id]
    yield "Valid", f"from {one.valid_from.isoformat()} to {one.expires_on.isoformat() if one.expires_on else 'no day'}"
    if one.ended_as is not None:
        ended_on = one.ended_on.isoformat() if one.ended_on else ""
        yield "Ended", joined((one.ended_as.value.replace("_", " "), ended_on, one.end_reason), ", ")


def _answer_lines(answers: Sequence[Answer]) -> Iterator[tuple[str, str]]:
    yield "Yes", "; ".join(one.in_words for one in answers if one.given is Given.YES) or "to no question"
    yield "No", f"to {sum(one.given is Given.NO for one in answers)} of {len(answers)} questions"
    left_out = [one.label for one in answers if one.given is Given.NOT_ASKED]
    if left_out:
        yield "Not asked", "; ".join(left_out)


def _consent_lines(one: StandingConsent) -> Iterator[tuple[str, str]]:
    yield "Kind", one.details.kind.label
    yield "Recorded by", one.recorded_by
    explained = (words for code, words in EXPLAINED_WORDS.items() if code in one.details.explained)
    yield "Explained", "; ".join(explained) or "not recorded"
    if one.details.areas:
        yield "For", one.details.areas_in_words
    if one.details.chaperone is not None:
        yield "Chaperone", CHAPERONE_WORDS[one.details.chaperone]
    yield "Copy given", "yes" if one.details.copy_given else "no"
    yield "Expires on", one.expires_on.isoformat() if one.expires_on else "no day"
    if one.details.note:
        yield "Note", one.details.note
