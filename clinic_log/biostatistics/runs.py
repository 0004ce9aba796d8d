"""Runs about a centre line: has the process shifted, though no single point stands out?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from clinic_log.biostatistics.quantiles import binomial_quantile

_CROSSINGS_TAIL = 0.05
_EQUAL = 1e-9


@dataclass(frozen=True, slots=True)
class Runs:
    """The longest run on one side of the centre and how often the line is crossed, each with its limit.

    Points on the centre count for neither. Without a point beside the centre everything is 0.
    """

    longest_run: int
    longest_run_limit: int
    crossings: int
    crossings_limit: int

    @property
    def signal(self) -> bool:
        """Whether a run is too long or the crossings are too few for chance."""
        return self.longest_run > self.longest_run_limit or self.crossings < self.crossings_limit


def find_runs(values: Sequence[float], *, centre: float) -> Runs:
    """The runs rules of Anhøj and Olesen 2014 (PLoS ONE 9:e113825) for points in the order of time.

    The longest run may have round(log2(n) + 3) points, the crossings are at least the 5th percentile of a binomial
    with n - 1 trials and probability 0.5, where n counts the points that do not lie on the centre.
    """
    sides = [value > centre for value in values if abs(value - centre) > _EQUAL]
    if not sides:
        return Runs(0, 0, 0, 0)
    lengths = [len(list(run)) for _, run in groupby(sides)]
    return Runs(
        longest_run=max(lengths),
        longest_run_limit=round(math.log2(len(sides)) + 3),
        crossings=len(lengths) - 1,
        crossings_limit=binomial_quantile(_CROSSINGS_TAIL, len(sides) - 1, probability=0.5),
    )
