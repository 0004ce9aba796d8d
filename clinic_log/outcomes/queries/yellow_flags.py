"""Looks at the yellow flags of episodes, in order of time."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.outcomes.models import YellowFlagLook
from clinic_log.outcomes.rules.prognosis import FlagLook, YellowFlag


def flag_looks_of(db: Session, episode_ids: Sequence[int]) -> dict[int, list[FlagLook]]:
    """The looks at some episodes, in one statement. The caller has found the episodes."""
    rows = db.scalars(
        select(YellowFlagLook)
        .where(YellowFlagLook.episode_id.in_(episode_ids))
        .order_by(YellowFlagLook.looked_on, YellowFlagLook.id)
    )
    found: dict[int, list[FlagLook]] = defaultdict(list)
    for row in rows:
        flags = tuple(YellowFlag(code) for code in row.flags.split(",") if code)
        look = FlagLook(looked_on=row.looked_on, flags=flags, note=row.note, by_name=row.made_by_name)
        found[row.episode_id].append(look)
    return found


def find_look(db: Session, *, by: Actor, key: str) -> YellowFlagLook | None:
    """The look that a form with this key has recorded already."""
    return db.scalars(
        select(YellowFlagLook).where(YellowFlagLook.clinic_id == by.clinic_id, YellowFlagLook.idempotency_key == key)
    ).one_or_none()
