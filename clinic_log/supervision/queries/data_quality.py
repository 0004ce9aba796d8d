"""What the record of a period leaves open, by practitioner, in a number of statements that does not grow."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, Select, case, func, select
from sqlalchemy.orm import Session

from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Actor
from clinic_log.base.scope import of_clinics
from clinic_log.outcomes.models import SessionCell, SessionSummary
from clinic_log.outcomes.rules.cells import Facet, signature_step
from clinic_log.supervision.queries.filters import began, parts_of, site_filter, source_of, summary_filter
from clinic_log.supervision.queries.sessions import sums, whole
from clinic_log.supervision.rules import RecordCounts, Wanted
from clinic_log.treatments.models import Needling, TreatmentSession
from clinic_log.treatments.rules import EffectTiming, SessionStatus

_OLD_DRAFT = timedelta(days=1)
_ASKED = f"{EffectTiming.BEFORE_LEAVING.value}_asked"
_SAME_NAME = ("sessions", "needling_sessions", "pain_before", "pain_both", "sites", "copied")


def count_record(db: Session, *, by: Actor, wanted: Wanted) -> Mapping[int, RecordCounts]:
    """By practitioner. Drafts are those of today, whatever the period: they are old from one day on."""
    source = source_of(by, wanted, is_by_person=True)
    found = defaultdict[int, RecordCounts](RecordCounts)
    rows = db.execute(
        select(source.table.practitioner_id, *sums(source.table, (*_SAME_NAME, _ASKED)))
        .where(*source.where)
        .group_by(source.table.practitioner_id)
    )
    is_of_sites = bool(wanted.sites) and not source.is_rollup
    for row in rows:
        counts = {name: whole(getattr(row, name)) for name in _SAME_NAME}
        if is_of_sites:
            counts |= {"sites": 0, "copied": 0}
        found[row.practitioner_id] += RecordCounts(asked=whole(getattr(row, _ASKED)), **counts)
    for row in db.execute(_chosen_sites(by, wanted)) if is_of_sites else ():
        found[row.practitioner_id] += RecordCounts(sites=row.sites, copied=whole(row.copied))
    # Not grouped: for that SQLite would walk through the sessions of each practitioner to find the few drafts.
    drafts = db.scalars(
        select(TreatmentSession.practitioner_id).where(
            of_clinics(TreatmentSession.clinic_id, by=by, clinics=wanted.clinic_ids),
            TreatmentSession.status == SessionStatus.DRAFT,
            began() < now_utc() - _OLD_DRAFT,
        )
    )
    for practitioner_id, old in Counter(drafts).items():
        found[practitioner_id] += RecordCounts(old_drafts=old)
    return found


def _chosen_sites(by: Actor, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    """The sites of the technique and the muscle of the filter, not the others of their sessions, as in the rollups."""
    summary = SessionSummary
    return (
        select(
            summary.practitioner_id,
            func.count().label("sites"),
            func.sum(case((Needling.origins.is_not(None), 1), else_=0)).label("copied"),
        )
        .join(Needling, Needling.session_id == summary.session_id)
        .where(summary.needling_sessions == 1, *summary_filter(by, wanted), *site_filter(wanted))
        .group_by(summary.practitioner_id)
    )


def count_minutes_to_signature(db: Session, *, by: Actor, wanted: Wanted) -> Mapping[int, Mapping[int, int]]:
    """How many counted visits were signed so many minutes after they began, in steps, by practitioner."""
    source = parts_of(by, wanted, Facet.SIGNED_AFTER, is_by_person=True)
    rows: Sequence[Row[*tuple[Any, ...]]]
    if source is not None:
        keys = (SessionCell.practitioner_id, source.label)
        rows = db.execute(select(*keys, func.sum(SessionCell.sessions)).where(*source.where).group_by(*keys)).all()
    else:
        exact = (SessionSummary.practitioner_id, SessionSummary.minutes_to_signature)
        known = SessionSummary.minutes_to_signature.is_not(None)
        rows = db.execute(select(*exact, func.count()).where(known, *summary_filter(by, wanted)).group_by(*exact)).all()
    found: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for practitioner_id, minutes, visits in rows:
        if visits:
            found[practitioner_id][signature_step(int(minutes or 0))] += whole(visits)
    return found
