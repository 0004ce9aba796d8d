"""Looks at the yellow flags of episodes, in order of time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.base.base_model import LARGEST_ID
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.episodes.models import Episode
from clinic_log.outcomes.models import YellowFlagLook
from clinic_log.outcomes.rules.prognosis import FlagLook, YellowFlag


def flag_looks_of(db: Session, episode_ids: Sequence[int]) -> dict[int, list[FlagLook]]:
    """The looks at some episodes that stand, in one statement. The caller has found the episodes."""
    rows = db.scalars(
        select(YellowFlagLook)
        .where(YellowFlagLook.episode_id.in_(episode_ids), YellowFlagLook.retracted_at.is_(None))
        .order_by(YellowFlagLook.looked_on, YellowFlagLook.id)
    )
    found: dict[int, list[FlagLook]] = defaultdict(list)
    for row in rows:
        found[row.episode_id].append(_plain(row))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagLine:
    """One look as the page shows it; a retracted one says by whom, when and why."""

    id: int
    look: FlagLook
    retracted_at: datetime | None
    retracted_by: str
    retraction_reason: str


def list_flag_lines(db: Session, *, by: Actor, episode: Episode) -> list[FlagLine]:
    """Every look at the episode, retracted ones too, the latest day first. One statement."""
    rows = db.execute(
        select(YellowFlagLook, User.display_name)
        .outerjoin(User, User.id == YellowFlagLook.retracted_by_id)
        .where(YellowFlagLook.clinic_id == by.clinic_id, YellowFlagLook.episode_id == episode.id)
        .order_by(YellowFlagLook.looked_on.desc(), YellowFlagLook.id.desc())
    )
    return [
        FlagLine(
            id=row.id,
            look=_plain(row),
            retracted_at=row.retracted_at,
            retracted_by=name or "",
            retraction_reason=row.retraction_reason,
        )
        for row, name in rows
    ]


def get_flag_look(db: Session, *, by: Actor, episode: Episode, look_id: int) -> YellowFlagLook:
    """A look at this episode, or NotFoundError."""
    row = db.scalars(
        select(YellowFlagLook).where(
            YellowFlagLook.clinic_id == by.clinic_id,
            YellowFlagLook.id == min(look_id, LARGEST_ID),
            YellowFlagLook.episode_id == episode.id,
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such entry.")
    return row


def _plain(row: YellowFlagLook) -> FlagLook:
    flags = tuple(YellowFlag(code) for code in row.flags.split(",") if code)
    return FlagLook(looked_on=row.looked_on, flags=flags, note=row.note, by_name=row.made_by_name)


def find_look(db: Session, *, by: Actor, key: str) -> YellowFlagLook | None:
    """The look that a form with this key has recorded already."""
    return db.scalars(
        select(YellowFlagLook).where(YellowFlagLook.clinic_id == by.clinic_id, YellowFlagLook.idempotency_key == key)
    ).one_or_none()
