"""Counts for the team's page: the number of statements does not depend on the data."""

from dataclasses import replace

from sqlalchemy.orm import Session

from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Actor
from clinic_log.catalogue import adverse_events
from clinic_log.supervision.queries.cases import list_cases
from clinic_log.supervision.queries.data_quality import count_minutes_to_signature, count_record
from clinic_log.supervision.queries.episodes import count_effort, list_episode_groups
from clinic_log.supervision.queries.months import count_months, find_first_record
from clinic_log.supervision.queries.names import load_names
from clinic_log.supervision.queries.serious_events import count_told_warnings, list_serious_events
from clinic_log.supervision.queries.sessions import count_effects_by_condition, count_kinds, count_sessions
from clinic_log.supervision.queries.sites import list_site_counts
from clinic_log.supervision.rules import (
    Counted,
    Funnel,
    MonthCounts,
    Names,
    QualityRow,
    Report,
    Series,
    SiteTable,
    Wanted,
    make_funnel,
    make_report,
    make_series,
    months_of,
    quality_rows,
    site_tables,
    within,
)

__all__ = [
    "list_site_counts",
    "load_funnel",
    "load_months",
    "load_names",
    "load_over_time",
    "load_quality",
    "load_report",
    "load_sites",
]


def load_report(db: Session, *, by: Actor, wanted: Wanted, names: Names) -> Report:
    """The page for one filter, from the rows of the clinic in which the person works."""
    episodes = list_episode_groups(db, by=by, wanted=wanted)
    found = Counted(
        groups=episodes.by_practitioner,
        groups_by_condition=episodes.by_condition,
        sessions=count_sessions(db, by=by, wanted=wanted),
        effects_by_condition=count_effects_by_condition(db, by=by, wanted=wanted),
        serious_events=list_serious_events(db, by=by, wanted=wanted),
        told_warnings=count_told_warnings(db, by=by, wanted=wanted),
        kinds=count_kinds(db, by=by, wanted=wanted),
        kind_labels=_kind_labels(),
        effort=count_effort(db, by=by, wanted=wanted),
    )
    return make_report(wanted, found=found, names=names)


def load_funnel(db: Session, *, by: Actor, wanted: Wanted, names: Names) -> Funnel:
    """All practitioners of the clinic against all together, whoever the filter names."""
    everybody = replace(wanted, practitioner_id=None)
    return make_funnel(list_cases(db, by=by, wanted=everybody), names=names.practitioners)


def load_months(db: Session, *, by: Actor, wanted: Wanted) -> list[MonthCounts]:
    """What was counted in each month of the period, at most the last 60."""
    today = day_in_zone(now_utc(), by.zone)
    months = months_of(wanted, first_record=find_first_record(db, by=by, wanted=wanted), today=today)
    return count_months(db, by=by, wanted=within(wanted, months), months=months)


def load_over_time(db: Session, *, by: Actor, wanted: Wanted, baseline: int | None) -> tuple[Series, ...]:
    """The control charts of one filter. `baseline` is how many first months set their limits; None: all of them."""
    counts = load_months(db, by=by, wanted=wanted)
    return make_series(counts, baseline=baseline, has_courses=not wanted.sites)


def load_sites(db: Session, *, by: Actor, wanted: Wanted) -> tuple[SiteTable, ...]:
    """Twitch and side effects by technique, diameter, depth and muscle."""
    return site_tables(list_site_counts(db, by=by, wanted=wanted))


def load_quality(db: Session, *, by: Actor, wanted: Wanted, names: Names) -> tuple[QualityRow, ...]:
    """How complete the record of the filter is, by practitioner."""
    counts = count_record(db, by=by, wanted=wanted)
    minutes = count_minutes_to_signature(db, by=by, wanted=wanted)
    return quality_rows(counts, minutes, names=names.practitioners)


def _kind_labels() -> dict[str, str]:
    """Of the kinds that are counted; a serious one is listed by itself."""
    serious = {kind.slug for kind in adverse_events.serious_kinds()}
    return {kind.slug: kind.label for kind in adverse_events.all_kinds() if kind.slug not in serious}
