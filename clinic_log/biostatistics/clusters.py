"""How much less several values of one patient tell than as many patients."""

import math


def design_effect(cluster_size: float, *, correlation: float) -> float:
    """By how much several values of one patient widen a variance: 1 + (m - 1) x ICC (methods, section 1 [O2]).

    So n values carry the information of n / design effect independent ones. `cluster_size` is the mean number of
    values a patient, at least 1; `correlation` the intraclass correlation, 0 to 1. ValueError outside these.
    """
    if not (math.isfinite(cluster_size) and cluster_size >= 1 and 0 <= correlation <= 1):
        raise ValueError("A patient has at least one value, and the correlation lies between 0 and 1.")
    return 1 + (cluster_size - 1) * correlation
