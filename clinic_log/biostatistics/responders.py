"""Who got better by enough to matter."""

from enum import StrEnum

from clinic_log.biostatistics.change import exceeds_mdc, important_change, improvement, percent_improvement
from clinic_log.biostatistics.scores import TOLERANCE, MeasureFacts, has_direction, lower_is_better, starts_at_zero

# Substantial relief of chronic pain: Dworkin 2008, doi:10.1016/j.jpain.2007.09.005 (methods, section 3).
SUBSTANTIAL_PERCENT = 50


class Response(StrEnum):
    RESPONDER = "responder"
    NON_RESPONDER = "non_responder"
    WORSE = "worse"
    FLOOR = "floor"
    MISSING = "missing"


class ResponderRule(StrEnum):
    """What makes a responder: the MCID or its percentage, both of them, or half of the pain gone."""

    EITHER = "either"
    BOTH = "both"
    SUBSTANTIAL = "substantial"


def classify(before: float | None, after: float | None, *, measure: MeasureFacts, rule: str = "either") -> Response:
    """What became of one episode, from its first before-score to its last.

    Methods, section 3; the first match wins: a score missing; worse by the MCID or more, before the floor, so that
    harm is never hidden (0 -> 3 is worse); less room to improve than the MCID; the rule. The MCID alone decides, not
    the MDC. ValueError for a measure without any threshold, an unknown rule, or `substantial` for anything but pain.
    """
    chosen = _usable_rule(rule, measure)
    gained = improvement(before, after, measure=measure)
    if before is None or after is None or gained is None:
        return Response.MISSING
    if _is_worse(before, gained, measure=measure):
        return Response.WORSE
    if not has_room(before, measure=measure):
        return Response.FLOOR
    if _meets(chosen, before, after, measure=measure):
        return Response.RESPONDER
    return Response.NON_RESPONDER


def is_important(
    before: float | None, after: float | None, *, measure: MeasureFacts, rule: str = "either"
) -> bool | None:
    """Whether a change, for better or worse, may be called clinically important; None when nothing can be said.

    Methods, section 3: a responder or a worse one whose change also reaches the MDC, where one is known, since an
    MCID inside measurement error proves nothing for one patient. None for a missing score, for a baseline without
    room, and for a measure without a threshold.
    """
    if not has_threshold(measure):
        return None
    response = classify(before, after, measure=measure, rule=rule)
    if response in {Response.MISSING, Response.FLOOR}:
        return None
    return response is not Response.NON_RESPONDER and exceeds_mdc(before, after, measure=measure) is not False


def has_threshold(measure: MeasureFacts) -> bool:
    """Whether anything is known of what counts as an important change, so that it can be classified. Never of a measure
    without a direction.
    """
    if not has_direction(measure):
        return False
    return measure.mcid is not None or (measure.mcid_percent is not None and starts_at_zero(measure))


def has_room(before: float, *, measure: MeasureFacts) -> bool:
    """Whether the baseline leaves room for an important change: the distance to the best end is at least the MCID.

    Methods, section 3: no room with NPRS below 2 or LEFS above 71. A measure without a best end always has room.
    """
    best = measure.minimum if lower_is_better(measure) else measure.maximum
    if best is None:
        return True
    room = abs(before - best)
    return room > TOLERANCE and room >= _threshold(before, measure) - TOLERANCE


def _usable_rule(rule: str, measure: MeasureFacts) -> ResponderRule:
    chosen = ResponderRule(rule)
    if not has_threshold(measure):
        raise ValueError("This measure has no threshold for an important change.")
    if chosen is ResponderRule.SUBSTANTIAL and (measure.construct != "pain" or not starts_at_zero(measure)):
        raise ValueError("The substantial rule is for pain scales that start at 0.")
    return chosen


def _threshold(before: float, measure: MeasureFacts) -> float:
    least = important_change(before, measure=measure)
    if least is None:
        raise ValueError("This measure has no threshold for an important change.")
    return least


def _is_worse(before: float, gained: float, *, measure: MeasureFacts) -> bool:
    """From a baseline of 0 a percentage has no size: there any loss is worse when only a percentage is known."""
    return gained < -TOLERANCE and -gained >= _threshold(before, measure) - TOLERANCE


def _meets(rule: ResponderRule, before: float, after: float, *, measure: MeasureFacts) -> bool:
    """The threshold that a measure lacks asks for nothing: the other one then serves `either` and `both`."""
    percent = percent_improvement(before, after, measure=measure)
    if rule is ResponderRule.SUBSTANTIAL:
        return _reaches(percent, SUBSTANTIAL_PERCENT)
    known: list[bool] = []
    if measure.mcid is not None:
        known.append(_reaches(improvement(before, after, measure=measure), measure.mcid))
    if measure.mcid_percent is not None and starts_at_zero(measure):
        known.append(_reaches(percent, measure.mcid_percent))
    return any(known) if rule is ResponderRule.EITHER else all(known)


def _reaches(value: float | None, threshold: float) -> bool:
    return value is not None and value >= threshold - TOLERANCE
