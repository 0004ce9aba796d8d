"""Quantiles of the distributions behind exact limits."""

from types import ModuleType


def gamma_quantile(probability: float, *, shape: float) -> float:
    """Of the gamma distribution of scale 1; half the chi-squared quantile of twice the degrees of freedom."""
    return float(_special().gammaincinv(shape, probability))


def student_quantile(probability: float, *, degrees_of_freedom: float) -> float:
    return float(_special().stdtrit(degrees_of_freedom, probability))


def _special() -> ModuleType:
    from scipy import special  # noqa: PLC0415 - half a second to load, and few pages need an exact limit

    return special
