"""Control charts with varying limits: is a month beyond what chance explains, and has the level shifted?"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clinic_log.biostatistics.intervals import check_counts
from clinic_log.biostatistics.runs import Runs, find_runs

_SIGMAS = 3
_EQUAL = 1e-9


@dataclass(frozen=True, slots=True)
class ControlChart:
    """One value, limit and verdict a point, in the order that was given; None where nothing was exposed.

    A lower limit of 0 means that no fall could be a signal, not that all is well.
    """

    centre: float
    values: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    beyond_limits: tuple[bool, ...]
    runs: Runs


def p_chart(counts: Sequence[int], sizes: Sequence[int], *, baseline: int | None = None) -> ControlChart | None:
    """Proportions of varying size with limits three standard errors from the centre, cut at 0 and 1.

    Methods, section 11 [PC1, PC2]: centre = sum of counts / sum of sizes, limits centre +/- 3 sqrt(centre (1 -
    centre) / n). With `baseline` only so many first points set the centre, and all are held against it: a month that
    went wrong must not widen its own limits. None when the points that set the centre are of size 0. Counts that are
    negative or above their size, lengths that differ, and a baseline that is no number of the points raise ValueError.
    """
    for count, size in zip(counts, sizes, strict=True):
        check_counts(count, size)
    return _chart(counts, sizes, baseline, variance=lambda centre: centre * (1 - centre), highest=1.0)


def u_chart(counts: Sequence[int], exposures: Sequence[float], *, baseline: int | None = None) -> ControlChart | None:
    """Events per unit of varying exposure with limits three standard errors from the centre, cut at 0.

    Centre = sum of counts / sum of exposures, limits centre +/- 3 sqrt(centre / exposure): the Poisson limits of
    Montgomery, Introduction to Statistical Quality Control. A session may hold two events, so a value may exceed 1.
    `baseline`, None and ValueError as for `p_chart`; an event without exposure is refused too.
    """
    for count, exposure in zip(counts, exposures, strict=True):
        if count < 0 or exposure < 0 or (count and not exposure):
            raise ValueError("Events and exposure cannot be negative, and events need an exposure.")
    return _chart(counts, exposures, baseline, variance=lambda centre: centre, highest=math.inf)


def _chart(
    counts: Sequence[int],
    exposures: Sequence[float],
    baseline: int | None,
    *,
    variance: Callable[[float], float],
    highest: float,
) -> ControlChart | None:
    if baseline is not None and not 0 < baseline <= len(counts):
        raise ValueError("The baseline is the number of first points that set the centre.")
    exposed = math.fsum(exposures[:baseline])
    if not exposed:
        return None
    centre = sum(counts[:baseline]) / exposed
    widths = [_SIGMAS * math.sqrt(variance(centre) / exposure) if exposure else None for exposure in exposures]
    values = tuple(count / size if size else None for count, size in zip(counts, exposures, strict=True))
    lower = tuple(None if width is None else max(0.0, centre - width) for width in widths)
    upper = tuple(None if width is None else min(highest, centre + width) for width in widths)
    return ControlChart(
        centre=centre,
        values=values,
        lower=lower,
        upper=upper,
        beyond_limits=tuple(map(_is_beyond, values, lower, upper)),
        runs=find_runs([value for value in values if value is not None], centre=centre),
    )


def _is_beyond(value: float | None, lower: float | None, upper: float | None) -> bool:
    if value is None or lower is None or upper is None:
        return False
    return value < lower - _EQUAL or value > upper + _EQUAL
