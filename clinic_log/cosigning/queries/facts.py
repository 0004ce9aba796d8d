"""What the policy looks at before it asks for a co-signature."""

from collections import defaultdict

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Membership
from clinic_log.accounts.rules import Role
from clinic_log.base.permissions import Actor
from clinic_log.catalogue import adverse_events
from clinic_log.cosigning.rules import TreatedAs, treated_as
from clinic_log.treatments.models import AdverseEvent, TreatmentSession
from clinic_log.treatments.queries.late import is_reported_late
from clinic_log.treatments.rules import OverrideCode, Severity

_BEYOND_MILD = (Severity.MODERATE, Severity.SEVERE)


def treating_ids(treatment: TreatmentSession) -> frozenset[int]:
    """Who wrote the note and who inserted a needle."""
    inserted = {row.inserted_by_id for row in treatment.needlings if row.inserted_by_id is not None}
    return frozenset(inserted | {treatment.practitioner_id})


def as_what_treated(db: Session, *, by: Actor, treatment: TreatmentSession) -> frozenset[TreatedAs]:
    """By the roles that those who treated hold now."""
    rows = db.execute(
        select(Membership.user_id, Membership.role).where(
            Membership.clinic_id == by.clinic_id, Membership.user_id.in_(treating_ids(treatment))
        )
    )
    roles: dict[int, set[Role]] = defaultdict(set)
    for user_id, role in rows:
        roles[user_id].add(role)
    return frozenset(treated_as(held) for held in roles.values())


def has_effect_beyond_mild(treatment: TreatmentSession) -> bool:
    """Whether the note tells of a side effect that was moderate, severe or serious."""
    return any(
        event.is_serious or event.severity in _BEYOND_MILD or event.kind_slug in _serious()
        for event in treatment.adverse_events
    )


def has_late_effect_beyond_mild(db: Session, *, treatment: TreatmentSession) -> bool:
    """Whether a late report about the visit, corrected by no other, tells of one."""
    late = select(AdverseEvent.id).where(
        AdverseEvent.session_id == treatment.id,
        is_reported_late(),
        or_(AdverseEvent.is_serious, AdverseEvent.severity.in_(_BEYOND_MILD), AdverseEvent.kind_slug.in_(_serious())),
    )
    return db.scalars(late.limit(1)).first() is not None


def has_override(treatment: TreatmentSession) -> bool:
    """Whether a warning was passed with a reason in the note. A danger note that was read is none.

    The override of a contraindication is given beside the screening, and stands in the note that was signed under it.
    """
    return any(override.code is not OverrideCode.HAZARD_READ for override in treatment.overrides)


def _serious() -> list[str]:
    return [kind.slug for kind in adverse_events.serious_kinds()]
