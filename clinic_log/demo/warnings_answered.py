"""How the people of the invented clinic answer warnings and what was needled last time, and what they hear about side
effects that were not over.
"""

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Final

from clinic_log.catalogue import muscles
from clinic_log.treatments.queries.open_effects import OpenEffect
from clinic_log.treatments.rules import (
    EffectState,
    EffectUpdateEntry,
    Fate,
    Ghost,
    OverrideCode,
    OverrideEntry,
    SessionContent,
)
from clinic_log.treatments.rules.hazards import interrupts, needs_warning_signs
from clinic_log.treatments.rules.last_time import unsettled, with_confirmed, with_fate
from clinic_log.treatments.rules.precautions import PatientPrecaution

_OVER_SHARE: Final = 0.94


def with_warnings_answered(content: SessionContent) -> SessionContent:
    """Danger notes read, and the warning signs given in writing where the chest was needled."""
    slugs = dict.fromkeys(row.muscle_slug or "" for row in content.needlings)
    read = [slug for slug in slugs if interrupts(muscles.get(slug))]
    return replace(
        content,
        warning_signs_given=True if needs_warning_signs(content) else None,
        overrides=tuple(OverrideEntry(code=OverrideCode.HAZARD_READ, subject=slug) for slug in read),
    )


def precautions_passed(content: SessionContent, found: Iterable[PatientPrecaution]) -> SessionContent:
    """The reason why needling went on, for each precaution of the patient that matters in this visit."""
    codes = dict.fromkeys(one.code for one in found if one.concerns_visit(content))
    reasons = (
        OverrideEntry(code=OverrideCode.PRECAUTION, subject=code, reason="Discussed with the patient, who agrees.")
        for code in codes
    )
    return replace(content, overrides=(*content.overrides, *reasons))


def last_time_settled(content: SessionContent, ghosts: Iterable[Ghost]) -> SessionContent:
    """What was needled last time: confirmed where it is needled again, else dropped."""
    again = {(row.muscle_slug, row.side): row.uid for row in content.needlings}
    left = unsettled(content, ghosts)
    repeated = {ghost.token: uid for ghost in left if (uid := again.get((ghost.entry.muscle_slug, ghost.entry.side)))}
    dropped = [ghost.token for ghost in left if ghost.token not in repeated]
    settled = with_fate(with_confirmed(content.last_time, repeated), dropped, Fate.DROPPED)
    return replace(content, last_time=settled)


def effect_updates(random: Random, effects: Iterable[OpenEffect]) -> tuple[EffectUpdateEntry, ...]:
    """What the visit hears about side effects that were not over: nearly always that they are."""
    return tuple(
        EffectUpdateEntry(
            event_id=effect.id,
            state=EffectState.GONE if random.random() < _OVER_SHARE else EffectState.STILL_THERE,
        )
        for effect in effects
        if not effect.is_serious
    )
