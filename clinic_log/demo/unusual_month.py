"""One month of the invented clinic in which more side effects were told than chance makes, for the control charts."""

from dataclasses import replace
from datetime import date, datetime
from random import Random
from typing import Final

from clinic_log.demo.visits import mild_effect
from clinic_log.treatments.rules import Asked, EffectTiming, SessionContent, Severity, VisitEnd

_MONTHS_AGO: Final = 3
_SHARE: Final = 0.3
_KINDS: Final = ("bruising", "pain-during", "lightheaded")


def is_in_unusual_month(moment: datetime, *, last_day: date) -> bool:
    """Whether the visit lies in the calendar month three before the last one."""
    months = (last_day.year - moment.year) * 12 + last_day.month - moment.month
    return months == _MONTHS_AGO


def with_more_effects(random: Random, content: SessionContent, *, faints: bool) -> SessionContent:
    """Nearly every third quiet needling visit gets a mild effect; one patient faints, which a supervisor looks into."""
    if (
        not content.needlings
        or content.effects_of(EffectTiming.BEFORE_LEAVING)
        or content.ended is not VisitEnd.AS_PLANNED
    ):
        return content
    if not faints and random.random() >= _SHARE:
        return content
    day = content.started_at.date() if content.started_at is not None else None
    kind = "syncope" if faints else random.choice(_KINDS)
    effect = replace(mild_effect(kind, EffectTiming.BEFORE_LEAVING, number=8), onset_on=day, resolved_on=day)
    if faints:
        effect = replace(effect, severity=Severity.MODERATE)
    return replace(content, side_effects_before_leaving=Asked.PRESENT, effects=(*content.effects, effect))
