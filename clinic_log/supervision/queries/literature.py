"""The clinic's side effects by kind, in the needling sessions in which somebody asked: two statements and one more."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.catalogue import adverse_events
from clinic_log.supervision.queries.filters import session_filter
from clinic_log.supervision.queries.serious_events import count_told_warnings, list_open_serious_events
from clinic_log.supervision.rules import Wanted
from clinic_log.supervision.rules.literature import OwnCounts
from clinic_log.treatments.models import AdverseEvent, Needling, TreatmentSession
from clinic_log.treatments.queries.late import is_told_and_counts
from clinic_log.treatments.rules import COUNTED_STATUSES, Asked, EffectTiming, Severity

_ANSWERS = {
    EffectTiming.BEFORE_LEAVING: TreatmentSession.side_effects_before_leaving,
    EffectTiming.SINCE_LAST_TIME: TreatmentSession.side_effects_since,
}
_ASKED = (Asked.NONE, Asked.PRESENT)


def count_own_effects(db: Session, *, by: Actor, wanted: Wanted) -> OwnCounts:
    """Effects by kind and, rolled up, by how grave they were; mild is what nobody called more than mild."""
    return OwnCounts(
        effects=_effects(db, by=by, wanted=wanted),
        asked=_asked(db, by=by, wanted=wanted),
        has_open_serious=bool(list_open_serious_events(db, by=by) or count_told_warnings(db, by=by, wanted=wanted)),
    )


def _needled(by: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    has_needles = select(Needling.id).where(Needling.session_id == TreatmentSession.id).exists()
    return [TreatmentSession.status.in_(COUNTED_STATUSES), has_needles, *session_filter(by, wanted)]


def _asked(db: Session, *, by: Actor, wanted: Wanted) -> Mapping[EffectTiming, int]:
    sums = [func.sum(case((answer.in_(_ASKED), 1), else_=0)) for answer in _ANSWERS.values()]
    row = db.execute(select(*sums).where(*_needled(by, wanted))).one()
    return {timing: int(number or 0) for timing, number in zip(_ANSWERS, row, strict=True)}


def _effects(db: Session, *, by: Actor, wanted: Wanted) -> Mapping[tuple[str, EffectTiming], int]:
    is_serious = or_(
        AdverseEvent.is_serious, AdverseEvent.kind_slug.in_([kind.slug for kind in adverse_events.serious_kinds()])
    )
    is_beyond_mild = AdverseEvent.severity.in_((Severity.MODERATE, Severity.SEVERE))
    grade = case((is_serious, "any-serious"), (is_beyond_mild, "any-significant"), else_="any-mild").label("grade")
    is_asked = or_(*(and_(AdverseEvent.timing == timing, answer.in_(_ASKED)) for timing, answer in _ANSWERS.items()))
    rows = db.execute(
        select(AdverseEvent.kind_slug, grade, AdverseEvent.timing, func.count())
        .join(TreatmentSession, TreatmentSession.id == AdverseEvent.session_id)
        .where(is_asked, is_told_and_counts(), *_needled(by, wanted))
        .group_by(AdverseEvent.kind_slug, grade, AdverseEvent.timing)
    )
    counts = Counter[tuple[str, EffectTiming]]()
    for kind, graded, timing, number in rows:
        counts[kind, timing] += number
        counts[graded, timing] += number
    return counts
