"""How far an average falls by itself when only people with high scores are treated."""

from statistics import NormalDist


def expected_fall(cutoff: float, *, mean: float, total_sd: float, within_person_sd: float) -> float:
    """The fall in points that is expected without any treatment among those who score `cutoff` or more.

    Methods, section 5 [T1, T2], after Barnett 2005: (s_w^2 / s_t) x phi(z) / (1 - Phi(z)), z = (cutoff - mean) / s_t,
    for scores that are normally distributed over people. ValueError for deviations that cannot be: a total that is
    not positive, or a part of it that is negative or larger than the whole.
    """
    if total_sd <= 0 or not 0 <= within_person_sd <= total_sd:
        raise ValueError("The total deviation is positive, and that within a person lies between 0 and the total.")
    normal, z = NormalDist(), (cutoff - mean) / total_sd
    above = normal.cdf(-z)  # not 1 - cdf(z), which loses all its digits far above the mean
    hazard = normal.pdf(z) / above if above else z
    return within_person_sd**2 / total_sd * hazard
