"""The intervals that stand beside proportions."""

import math
from statistics import NormalDist

from clinic_log.biostatistics.intervals import TWO_SIDED_95, Interval, check_confidence, check_counts
from clinic_log.biostatistics.quantiles import beta_quantile


def wilson_interval(successes: int, trials: int, *, confidence: float = TWO_SIDED_95) -> Interval | None:
    """Wilson's score interval of a proportion, between 0 and 1; None without trials.

    Methods, section 7 [W1-W6]: c = (p + z^2/2n) / (1 + z^2/n), h = z / (1 + z^2/n) x sqrt(p(1-p)/n + z^2/4n^2).
    Exactly 0 when nothing and exactly 1 when everything succeeded. Impossible counts raise ValueError.
    """
    check_confidence(confidence)
    check_counts(successes, trials)
    if trials == 0:
        return None
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    p = successes / trials
    shrinkage = 1 + z**2 / trials
    centre = (p + z**2 / (2 * trials)) / shrinkage
    half_width = z / shrinkage * math.sqrt(p * (1 - p) / trials + z**2 / (4 * trials**2))
    low = 0.0 if successes == 0 else max(0.0, centre - half_width)
    high = 1.0 if successes == trials else min(1.0, centre + half_width)
    return Interval(low, high)


def exact_interval(successes: int, trials: int, *, confidence: float = TWO_SIDED_95) -> Interval | None:
    """Clopper and Pearson's limits of a proportion, between 0 and 1; None without trials.

    Methods, section 8 [A5]: never narrower than promised, so for events that are rare and serious. The limits are
    quantiles of the beta distributions (x, n - x + 1) and (x + 1, n - x). Impossible counts raise ValueError.
    """
    check_confidence(confidence)
    check_counts(successes, trials)
    if trials == 0:
        return None
    tail, others = (1 - confidence) / 2, trials - successes
    low = beta_quantile(tail, alpha=successes, beta=others + 1) if successes else 0.0
    high = beta_quantile(1 - tail, alpha=successes + 1, beta=others) if others else 1.0
    return Interval(low, high)
