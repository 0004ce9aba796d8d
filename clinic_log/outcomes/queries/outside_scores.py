"""Scores outside a session: those that count, and all of an episode for its page."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Membership, User
from clinic_log.base.base_model import LARGEST_ID
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.base.text import fold
from clinic_log.catalogue import units
from clinic_log.episodes.models import Episode
from clinic_log.outcomes.models import OutcomeScore
from clinic_log.outcomes.queries.visits import list_episode_visits
from clinic_log.outcomes.rules import OutsideScore, find_measure
from clinic_log.outcomes.rules.counted_scores import counted_score_ids
from clinic_log.outcomes.rules.score_entries import HOW_WORDS, ScoreKey
from clinic_log.outcomes.rules.words import with_unit

_NOT_LAST: Final = "the course of pain goes by the visits and ends with a later score"
_MEASURED_THAT_DAY: Final = "a visit measured it on the same day"


def scoped_scores(by: Actor) -> Select[OutcomeScore]:
    """The scores of the clinic in which the person works, retracted ones too."""
    return select(OutcomeScore).where(OutcomeScore.clinic_id == by.clinic_id)


def outside_scores_of(db: Session, episode_ids: Sequence[int]) -> dict[int, list[OutsideScore]]:
    """What counts for some episodes, in order of time, in one statement. The caller has found the episodes."""
    rows = db.scalars(
        select(OutcomeScore)
        .where(OutcomeScore.episode_id.in_(episode_ids), OutcomeScore.retracted_at.is_(None))
        .order_by(OutcomeScore.taken_on, OutcomeScore.id)
    )
    found: dict[int, list[OutsideScore]] = defaultdict(list)
    for row in rows:
        found[row.episode_id].append(_plain(row))
    return found


def list_scores(db: Session, *, by: Actor, episode: Episode) -> Sequence[OutcomeScore]:
    """Every score of the episode outside a session, retracted ones too, the latest day first."""
    return db.scalars(
        scoped_scores(by)
        .where(OutcomeScore.episode_id == episode.id)
        .order_by(OutcomeScore.taken_on.desc(), OutcomeScore.id.desc())
    ).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One score as the page shows it, in the unit in which it was typed. `is_counted`: a figure rests on it."""

    id: int
    taken_on: date
    name: str
    detail: str
    value: str
    asked: str
    note: str
    license_note: str
    is_counted: bool
    why_not: str
    retracted_at: datetime | None
    retracted_by: str
    retraction_reason: str


def list_score_lines(db: Session, *, by: Actor, episode: Episode) -> list[ScoreLine]:
    """Every score of the episode outside a session, the latest day first, and which of them count."""
    rows = list_scores(db, by=by, episode=episode)
    outside = [_plain(row) for row in reversed(rows) if row.retracted_at is None]
    counted = counted_score_ids(list_episode_visits(db, episode.id), outside, pain_question=episode.pain_question)
    retracting = {row.retracted_by_id for row in rows if row.retracted_by_id is not None}
    names = dict(db.execute(select(User.id, User.display_name).where(User.id.in_(retracting))).all())
    return [
        _line(row, is_counted=row.id in counted, is_pain=row.measure_slug == episode.pain_question, names=names)
        for row in rows
    ]


def _line(row: OutcomeScore, *, is_counted: bool, is_pain: bool, names: Mapping[int, str]) -> ScoreLine:
    measure = find_measure(row.measure_slug)
    shown = units.convert(row.value, row.unit, row.entered_unit)
    detail = (row.site, row.side.value if row.side else "", row.mode, f"with {row.tool}" if row.tool else "")
    return ScoreLine(
        id=row.id,
        taken_on=row.taken_on,
        name=row.label,
        detail=", ".join(part for part in detail if part),
        value=with_unit(shown, row.entered_unit or row.unit),
        asked=f"{row.asked_by_name}, {HOW_WORDS[row.how]}",
        note=row.note,
        license_note=(measure.license_note or "") if measure else "",
        is_counted=is_counted,
        why_not=_NOT_LAST if is_pain else _MEASURED_THAT_DAY,
        retracted_at=row.retracted_at,
        retracted_by=names.get(row.retracted_by_id or 0, ""),
        retraction_reason=row.retraction_reason,
    )


def get_score(db: Session, *, by: Actor, episode: Episode, score_id: int) -> OutcomeScore:
    """A score of this episode, or NotFoundError."""
    row = db.scalars(
        scoped_scores(by).where(OutcomeScore.id == min(score_id, LARGEST_ID), OutcomeScore.episode_id == episode.id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such score.")
    return row


def list_recorded_with(db: Session, *, by: Actor, key: str) -> Sequence[OutcomeScore]:
    """What a form with this key has recorded already."""
    return db.scalars(
        scoped_scores(by).where(OutcomeScore.idempotency_key == key).order_by(OutcomeScore.position)
    ).all()


def keys_on_record(db: Session, *, by: Actor, episode: Episode, taken_on: date) -> set[ScoreKey]:
    """What is scored for this day already, without what was retracted."""
    rows = db.scalars(
        scoped_scores(by).where(
            OutcomeScore.episode_id == episode.id,
            OutcomeScore.taken_on == taken_on,
            OutcomeScore.retracted_at.is_(None),
        )
    )
    return {ScoreKey(row.measure_slug, row.side, row.mode, fold(row.site)) for row in rows}


def list_staff(db: Session, *, by: Actor) -> dict[int, str]:
    """Who works in the clinic, by id in the order of their names."""
    working = select(Membership.user_id).where(Membership.clinic_id == by.clinic_id)
    rows = db.execute(
        select(User.id, User.display_name)
        .where(User.id.in_(working), User.disabled_at.is_(None))
        .order_by(User.display_name, User.id)
    )
    return dict(rows.all())


def _plain(row: OutcomeScore) -> OutsideScore:
    return OutsideScore(
        id=row.id,
        measure_slug=row.measure_slug,
        label=row.label,
        unit=row.unit,
        value=row.value,
        taken_on=row.taken_on,
        asked_by_id=row.asked_by_id,
        side=row.side,
        mode=row.mode,
        site=row.site,
        tool=row.tool,
        entered_unit=row.entered_unit,
    )
