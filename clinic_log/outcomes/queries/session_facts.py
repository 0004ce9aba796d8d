"""What counted sessions add to the figures: as their records say, and as it was kept."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Integer, Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from clinic_log.base.dates import day_in_zone
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import chronicity
from clinic_log.outcomes.models import SessionCase, SessionKind, SessionSummary
from clinic_log.outcomes.rules import took_place
from clinic_log.outcomes.rules.session_facts import (
    Case,
    KindTold,
    Measures,
    SessionFacts,
    Site,
    ToldEffect,
    count_answer,
    count_kinds,
    count_sites,
)
from clinic_log.treatments.models import AdverseEvent, Measurement, Needling, SessionEpisode, SessionVersion
from clinic_log.treatments.models import TreatmentSession as Treated
from clinic_log.treatments.queries.late import is_told_and_counts
from clinic_log.treatments.rules import COUNTED_STATUSES, Asked, EffectTiming

AnyRow = Row[*tuple[Any, ...]]
_Sites = defaultdict[int, list[Site]]

_SECONDS_PER_MINUTE = 60


def case_of(condition_slug: str | None, region: str, onset_on: date | None, *, opened_on: date) -> Case:
    """For what an episode is counted."""
    lasting = chronicity(onset_on, opened_on=opened_on)
    return Case(condition_slug or "", region, lasting.value if lasting else "")


def facts_of(db: Session, session_ids: Sequence[int]) -> dict[int, SessionFacts]:
    """From the records of those that are signed or amended, in five statements; the others are left out."""
    return _facts_of(db, session_ids, sites=_sites(db, session_ids))


def kept_facts(db: Session, session_ids: Sequence[int]) -> dict[int, SessionFacts]:
    """As they were kept. Sites are read where they were recorded: those of a signed note never change."""
    return _kept_facts(db, session_ids, sites=_sites(db, session_ids))


def facts_now_and_kept(
    db: Session, session_ids: Sequence[int]
) -> tuple[dict[int, SessionFacts], dict[int, SessionFacts]]:
    """Both, with the sites read once."""
    sites = _sites(db, session_ids)
    return _facts_of(db, session_ids, sites=sites), _kept_facts(db, session_ids, sites=sites)


def _facts_of(db: Session, session_ids: Sequence[int], *, sites: _Sites) -> dict[int, SessionFacts]:
    told, cases, pain = _told(db, session_ids), _cases(db, session_ids), _pain(db, session_ids)
    return {
        row.id: SessionFacts(
            session_id=row.id,
            clinic_id=row.clinic_id,
            patient_id=row.patient_id,
            practitioner_id=row.practitioner_id,
            held_on=day_in_zone(row.started_at, row.zone),
            minutes_to_signature=_minutes(row.started_at, row.signed_at),
            measures=_measures(row, sites=sites[row.id], told=told[row.id], pain=pain[row.id]),
            cases=frozenset(cases[row.id]),
            kinds=_kinds(row, sites=sites[row.id], told=told[row.id]),
            sites=tuple(sites[row.id]),
        )
        for row in _ask(db, _HELD, session_ids)
    }


def _kept_facts(db: Session, session_ids: Sequence[int], *, sites: _Sites) -> dict[int, SessionFacts]:
    kinds: defaultdict[int, set[KindTold]] = defaultdict(set)
    for session_id, *kind in _ask(db, _KEPT_KINDS, session_ids):
        kinds[session_id].add(KindTold._make(kind))
    cases: defaultdict[int, set[Case]] = defaultdict(set)
    for session_id, *case in _ask(db, _KEPT_CASES, session_ids):
        cases[session_id].add(Case._make(case))
    return {
        row.session_id: SessionFacts(
            session_id=row.session_id,
            clinic_id=row.clinic_id,
            patient_id=row.patient_id,
            practitioner_id=row.practitioner_id,
            held_on=row.held_on,
            minutes_to_signature=row.minutes_to_signature,
            measures=Measures._make(getattr(row, name) for name in Measures._fields),
            cases=frozenset(cases[row.session_id]),
            kinds=frozenset(kinds[row.session_id]),
            sites=tuple(sites[row.session_id]),
        )
        for row in _ask(db, _KEPT, session_ids)
    }


# Made once: a signature asks all of them, and making one takes longer than asking it.
_IDS: Final = bindparam("session_ids", type_=Integer, expanding=True)
_HELD: Final = (
    select(
        Treated.id,
        Treated.clinic_id,
        Treated.patient_id,
        Treated.practitioner_id,
        Treated.kind,
        Treated.started_at,
        Treated.zone,
        Treated.side_effects_before_leaving,
        Treated.side_effects_since,
        func.min(SessionVersion.signed_at).label("signed_at"),
    )
    .outerjoin(SessionVersion, SessionVersion.session_id == Treated.id)
    .where(Treated.id.in_(_IDS), Treated.status.in_(COUNTED_STATUSES))
    .group_by(Treated.id)
)
_SITES: Final = (
    select(
        Needling.session_id,
        Needling.technique,
        Needling.diameter_mm,
        Needling.depth_class,
        Needling.muscle_slug,
        Needling.twitch,
        Needling.origins.is_not(None).label("is_copied"),
    )
    .where(Needling.session_id.in_(_IDS))
    .order_by(Needling.session_id, Needling.position, Needling.id)
)
_TOLD: Final = select(
    AdverseEvent.session_id,
    AdverseEvent.timing,
    AdverseEvent.kind_slug,
    AdverseEvent.severity,
    AdverseEvent.is_serious,
).where(AdverseEvent.session_id.in_(_IDS), is_told_and_counts())
_CASES: Final = (
    select(SessionEpisode.session_id, Episode.condition_slug, Episode.region, Episode.onset_on, Episode.opened_on)
    .join(Episode, Episode.id == SessionEpisode.episode_id)
    .where(SessionEpisode.session_id.in_(_IDS))
)
_PAIN: Final = (
    select(Measurement.session_id, Measurement.after.is_not(None))
    .join(Episode, Episode.id == Measurement.episode_id)
    .where(
        Measurement.session_id.in_(_IDS),
        Measurement.measure_slug == Episode.pain_question,
        Measurement.before.is_not(None),
    )
)
_KEPT: Final = select(*SessionSummary.__table__.columns).where(SessionSummary.session_id.in_(_IDS))
_KEPT_KINDS: Final = select(SessionKind.session_id, SessionKind.timing, SessionKind.kind, SessionKind.effects).where(
    SessionKind.session_id.in_(_IDS)
)
_KEPT_CASES: Final = select(
    SessionCase.session_id, SessionCase.condition, SessionCase.region, SessionCase.chronicity
).where(SessionCase.session_id.in_(_IDS))


def _ask(db: Session, statement: Select[*tuple[Any, ...]], session_ids: Sequence[int]) -> Sequence[AnyRow]:
    return db.execute(statement, {_IDS.key: session_ids}).all()


def _sites(db: Session, session_ids: Sequence[int]) -> _Sites:
    found: _Sites = defaultdict(list)
    for session_id, technique, diameter, depth, muscle, twitch, is_copied in _ask(db, _SITES, session_ids):
        site = Site(
            technique or "",
            f"{diameter:.2f}" if diameter is not None else "",
            depth or "",
            muscle or "",
            twitch or "",
            bool(is_copied),
        )
        found[session_id].append(site)
    return found


def _told(db: Session, session_ids: Sequence[int]) -> defaultdict[int, list[ToldEffect]]:
    found: defaultdict[int, list[ToldEffect]] = defaultdict(list)
    for session_id, *effect in _ask(db, _TOLD, session_ids):
        found[session_id].append(ToldEffect._make(effect))
    return found


def _cases(db: Session, session_ids: Sequence[int]) -> defaultdict[int, set[Case]]:
    found: defaultdict[int, set[Case]] = defaultdict(set)
    for session_id, condition_slug, region, onset_on, opened_on in _ask(db, _CASES, session_ids):
        found[session_id].add(case_of(condition_slug, region, onset_on, opened_on=opened_on))
    return found


def _pain(db: Session, session_ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    """For each session how many followed pain questions have a before-score, and how many of them an after-score."""
    before: Counter[int] = Counter()
    both: Counter[int] = Counter()
    for session_id, has_after in _ask(db, _PAIN, session_ids):
        before[session_id] += 1
        both[session_id] += bool(has_after)
    return defaultdict(lambda: (0, 0), {key: (before[key], both[key]) for key in before})


def _measures(row: AnyRow, *, sites: Sequence[Site], told: Sequence[ToldEffect], pain: tuple[int, int]) -> Measures:
    if not took_place(row.kind):
        return Measures(not_attended=1, pain_before=pain[0], pain_both=pain[1])
    answers = [0] * 10
    if sites:
        answers = [
            number
            for timing, answer in _answers(row).items()
            for number in count_answer(answer, (effect for effect in told if effect.timing is timing))
        ]
    return Measures._make((1, 0, int(bool(sites)), *answers, *pain, *count_sites(sites).values()))


def _kinds(row: AnyRow, *, sites: Sequence[Site], told: Sequence[ToldEffect]) -> frozenset[KindTold]:
    if not sites or not told or not took_place(row.kind):
        return frozenset()
    return count_kinds(_answers(row), told)


def _answers(row: AnyRow) -> dict[EffectTiming, Asked | None]:
    return {
        EffectTiming.BEFORE_LEAVING: row.side_effects_before_leaving,
        EffectTiming.SINCE_LAST_TIME: row.side_effects_since,
    }


def _minutes(started_at: datetime, signed_at: datetime | None) -> int | None:
    return int((signed_at - started_at).total_seconds() // _SECONDS_PER_MINUTE) if signed_at is not None else None
