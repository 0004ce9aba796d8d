"""Quantiles of the distributions behind exact limits."""

from math import ceil, isfinite
from types import ModuleType


def gamma_quantile(probability: float, *, shape: float) -> float:
    """Of the gamma distribution of scale 1; half the chi-squared quantile of twice the degrees of freedom."""
    return float(_special().gammaincinv(shape, probability))


def beta_quantile(probability: float, *, alpha: float, beta: float) -> float:
    return float(_special().betaincinv(alpha, beta, probability))


def student_quantile(probability: float, *, degrees_of_freedom: float) -> float:
    return float(_special().stdtrit(degrees_of_freedom, probability))


def binomial_cdf(successes: int, trials: int, *, probability: float) -> float:
    """The chance of at most so many successes; 0 below none, 1 from all of the trials on."""
    if successes < 0:
        return 0.0
    return float(_special().bdtr(min(successes, trials), trials, probability))


def binomial_quantile(tail: float, trials: int, *, probability: float) -> int:
    """The fewest successes of which at most so many happen with a chance of `tail` or more."""
    between = float(_special().bdtrik(tail, trials, probability))  # a fraction, and no number at all below none
    fewest = min(trials, max(0, ceil(between))) if isfinite(between) else 0
    while fewest > 0 and binomial_cdf(fewest - 1, trials, probability=probability) >= tail:
        fewest -= 1
    while fewest < trials and binomial_cdf(fewest, trials, probability=probability) < tail:
        fewest += 1
    return fewest


def _special() -> ModuleType:
    from scipy import special  # noqa: PLC0415 - half a second to load, and few pages need an exact limit

    return special
