"""One month of the invented clinic in which more side effects were told than chance makes, for the control charts."""

from dataclasses import replace
from datetime import date, datetime
from random import Random
from typing import Final

from clinic_log.demo.visits import mild_effect
from clinic_log.treatments.rules import Asked, EffectTiming, SessionContent, Severity, VisitEnd

_MONTHS_AGO: Final = 3
_OF_FIVE: Final = (0, 2)  # places of five quiet visits; by turns, so that no draw of luck hides the month
_KINDS: Final = ("bruising", "pain-during", "lightheaded")


def is_in_unusual_month(moment: datetime, *, last_day: date) -> bool:
    """Whether the visit lies in the calendar month three before the last one."""
    months = (last_day.year - moment.year) * 12 + last_day.month - moment.month
    return months == _MONTHS_AGO


def is_quiet(content: SessionContent) -> bool:
    """Whether needles were used and nothing unwanted happened."""
    return bool(
        content.needlings
        and not content.effects_of(EffectTiming.BEFORE_LEAVING)
        and content.ended is VisitEnd.AS_PLANNED
    )


def with_more_effects(random: Random, content: SessionContent, *, place: int) -> SessionContent:
    """Two of five quiet visits, by their place among them, get a mild effect; in the first the patient faints, which a
    supervisor looks into.
    """
    if place % 5 not in _OF_FIVE:
        return content
    faints = place == 0
    day = content.started_at.date() if content.started_at is not None else None
    kind = "syncope" if faints else random.choice(_KINDS)
    effect = replace(mild_effect(kind, EffectTiming.BEFORE_LEAVING, number=8), onset_on=day, resolved_on=day)
    if faints:
        effect = replace(effect, severity=Severity.MODERATE)
    return replace(content, side_effects_before_leaving=Asked.PRESENT, effects=(*content.effects, effect))
