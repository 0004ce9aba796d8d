"""What the page of a saved note shows: the note in words, who signed what and when, and what was heard later."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from clinic_log.accounts.rules.people import ROLE_LABELS
from clinic_log.accounts.rules.roles import Role
from clinic_log.base.permissions import Permission
from clinic_log.episodes.queries import list_episodes
from clinic_log.patients.queries import list_alerts
from clinic_log.treatments.actions import verify_version
from clinic_log.treatments.forms import signing
from clinic_log.treatments.queries import content_of, matches_record, signed_narrative
from clinic_log.treatments.queries.later import list_heard_later
from clinic_log.treatments.rules import SessionStatus, VersionKind
from clinic_log.treatments.rules.codes import words
from clinic_log.treatments.rules.signing import may_retract
from clinic_log.treatments.rules.timing import late_words, written_late_by
from clinic_log.treatments.views.body import body_marks
from clinic_log.treatments.views.finding import Visit
from clinic_log.treatments.views.reading import ASKED_WORDS, effect_words, in_words, joined
from clinic_log.web.template_tools import clock, moment

if TYPE_CHECKING:
    from clinic_log.treatments.models import SessionVersion, TreatmentSession

MEANINGS: Final = dict(signing.MEANINGS)
VERSION_KINDS: Final = {
    VersionKind.ORIGINAL: "Note",
    VersionKind.ADDENDUM: "Addendum",
    VersionKind.LATE_ENTRY: "Late entry",
    VersionKind.CLARIFICATION: "Clarification",
    VersionKind.CORRECTION: "Correction",
}
SHORT_HASH: Final = 12


@dataclass(frozen=True, kw_only=True)
class SignatureLine:
    """One signed version: who, as what, meaning what, when, and whether it is still what was signed."""

    number: int
    kind: str
    name: str
    roles: str
    meaning: str
    signed_at: datetime
    zone: str
    short_hash: str
    is_unchanged: bool
    reason: str
    addendum: str


def signed_page(visit: Visit) -> dict[str, Any]:
    """The values of the page, read in a constant number of statements."""
    treatment, names = visit.treatment, visit.names
    episodes = list_episodes(visit.db, by=visit.by, patient=visit.patient)
    content = content_of(treatment)
    labels = {one.id: joined((one.condition_label, one.side or "")) for one in episodes}
    signatures = [signature_of(version) for version in treatment.versions]
    newest = treatment.versions[-1] if treatment.versions else None
    is_changed = newest is not None and not matches_record(newest, treatment=treatment)
    return {
        "patient": visit.patient,
        "alerts": list_alerts(visit.db, patient=visit.patient),
        "treatment": treatment,
        "title": words("visit_kind", content.kind) or "Session",
        "when": _when(treatment),
        "practitioner": names.get(treatment.practitioner_id, ""),
        "note": in_words(content, zone=treatment.zone, names=names, episodes=labels),
        "marks": body_marks(content),
        "signatures": signatures,
        "is_changed": is_changed,
        "signed_words": signed_narrative(newest) if newest is not None and is_changed else (),
        "newest": newest.number if newest is not None else 0,
        "addenda": [one for one in signatures if one.addendum],
        "heard": ASKED_WORDS[treatment.side_effects_since] if treatment.side_effects_since else "",
        "heard_effects": [effect_words(row) for row in list_heard_later(visit.db, treatment=treatment)],
        "retracted_by": names.get(treatment.retracted_by_id or 0, ""),
        **_may(visit),
    }


def signature_of(version: "SessionVersion") -> SignatureLine:
    return SignatureLine(
        number=version.number,
        kind=VERSION_KINDS[version.kind],
        name=version.signer_name,
        roles=joined(tuple(_role(name) for name in version.signer_roles.split())),
        meaning=MEANINGS[version.meaning],
        signed_at=version.signed_at,
        zone=version.zone,
        short_hash=version.content_hash[:SHORT_HASH],
        is_unchanged=verify_version(version),
        reason=version.reason,
        addendum=version.addendum,
    )


def _role(name: str) -> str:
    return ROLE_LABELS[Role(name)][0].lower()


def _when(treatment: "TreatmentSession") -> str:
    """20 Nov 2026, 13:40 to 14:10, written 6 h after the visit; the clock is that of the place of the visit."""
    if treatment.started_at is None:
        return "Start not entered"
    until = f" to {clock(treatment.ended_at, treatment.zone)}" if treatment.ended_at else ""
    late = late_words(written_late_by(treatment.started_at, treatment.written_at))
    return joined((f"{moment(treatment.started_at, treatment.zone)}{until}", late), " · ")


def _may(visit: Visit) -> dict[str, bool]:
    """What the person can do from here. Whether it is theirs to do, the action decides."""
    treatment, status = visit.treatment, visit.treatment.status
    is_signed = status in {SessionStatus.SIGNED, SessionStatus.AMENDED}
    is_draft = status is SessionStatus.DRAFT
    return {
        "is_draft": is_draft,
        "is_retracted": status is SessionStatus.RETRACTED,
        "may_write": is_draft and visit.by.may(Permission.WRITE_SESSION),
        "may_sign": is_draft and treatment.written_at is not None and visit.by.may(Permission.SIGN_SESSION),
        "may_add": is_signed and visit.by.may(Permission.SIGN_SESSION),
        "may_retract": is_signed and _is_own_or_supervised(visit),
    }


def _is_own_or_supervised(visit: Visit) -> bool:
    treatment = visit.treatment
    return visit.by.may(Permission.RETRACT_SESSION) and may_retract(
        visit.by.user_id,
        practitioner_id=treatment.practitioner_id,
        first_signer_id=treatment.versions[0].signer_id if treatment.versions else None,
        is_supervisor=Role.SUPERVISOR.value in visit.by.role_names,
    )
