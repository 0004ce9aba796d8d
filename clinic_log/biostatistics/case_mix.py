"""Observed against expected: a rate held against what episodes of the same kind reach everywhere in the clinic."""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from clinic_log.biostatistics.intervals import TWO_SIDED_95, check_confidence

FEWEST_IN_STRATUM = 20


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Observed over expected successes with Byar's limits; `rate` is the ratio times the overall rate."""

    observed: int
    expected: float
    ratio: float
    low: float
    high: float
    rate: float


def expected_probabilities(
    strata: Sequence[tuple[Hashable, ...]],
    successes: Sequence[bool],
    *,
    fewest: int = FEWEST_IN_STRATUM,
    numbers: Sequence[int] | None = None,
) -> list[float]:
    """For each episode the success rate of its stratum over all episodes given, in their order. Alike ones may stand
    once, with their `numbers`.

    Methods, section 10: a stratum is named by what was known at the start, the most telling first (baseline pain,
    duration, region). Strata under `fewest` episodes are merged: with those that share all but the last name, then
    all but the last two, at the end with each other; a rest that is still too small joins the smallest stratum. So
    the strata stay a partition, and over all episodes the expected successes are the observed ones.
    """
    each = [1] * len(strata) if numbers is None else list(numbers)
    labels = _merged(strata, each, fewest)
    sizes, reached = _sizes(labels, each), Counter[Hashable]()
    for label, success, number in zip(labels, successes, each, strict=True):
        reached[label] += success * number
    return [reached[label] / sizes[label] for label in labels]


def names_kept(
    strata: Sequence[tuple[Hashable, ...]], *, numbers: Sequence[int], fewest: int = FEWEST_IN_STRATUM
) -> list[int]:
    """By how many of its names each stratum stands apart once small ones are merged, in their order: 0 is by none."""
    labels = _merged(strata, numbers, fewest)
    return [
        len(label) if isinstance(label, tuple) and stratum[: len(label)] == label else 0
        for stratum, label in zip(strata, labels, strict=True)
    ]


def adjusted_rate(
    observed: int, expected: float, *, overall: float, confidence: float = TWO_SIDED_95
) -> Adjusted | None:
    """Observed over expected with Byar's limits, and the rate adjusted by it [E1]; None where nothing is expected.

    Methods, section 10: O (1 - 1/9O - z/3 sqrt(O))^3 / E and (O+1) (1 - 1/9(O+1) + z/3 sqrt(O+1))^3 / E.
    """
    check_confidence(confidence)
    if observed < 0 or expected < 0:
        raise ValueError("Counts cannot be negative.")
    if not expected:
        return None
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    low = _byar(observed, -z) / expected if observed else 0.0
    high = _byar(observed + 1, z) / expected
    ratio = observed / expected
    return Adjusted(observed, expected, ratio, low, high, min(1.0, ratio * overall))


def shrunken_mean(mean: float, size: int, *, overall: float, variance_between: float, variance_within: float) -> float:
    """The mean of a small group drawn towards the overall one, by how little the group tells [E2].

    Methods, section 10: weight w = tau^2 / (tau^2 + sigma^2 / n), shown w x mean + (1 - w) x overall. A group of
    nobody is the overall mean. ValueError for negative numbers and for two variances of 0, which weigh nothing.
    """
    if size < 0 or variance_between < 0 or variance_within < 0 or variance_between == variance_within == 0:
        raise ValueError("Sizes and variances cannot be negative, and one of the variances is above 0.")
    if size == 0:
        return overall
    weight = variance_between / (variance_between + variance_within / size)
    return weight * mean + (1 - weight) * overall


def _byar(count: int, z: float) -> float:
    return count * max(0.0, 1 - 1 / (9 * count) + z / (3 * math.sqrt(count))) ** 3


def _merged(strata: Sequence[tuple[Hashable, ...]], numbers: Sequence[int], fewest: int) -> list[Hashable]:
    labels: list[Hashable | None] = [None] * len(strata)
    for names in range(max(map(len, strata), default=0), -1, -1):
        groups = defaultdict[Hashable, list[int]](list)
        for place, stratum in enumerate(strata):
            if labels[place] is None:
                groups[stratum[:names]].append(place)
        for shared, places in groups.items():
            if sum(numbers[place] for place in places) >= fewest:
                for place in places:
                    labels[place] = shared
    kept = _sizes(labels, numbers)
    rest: Hashable = min(kept, key=lambda label: (kept[label], str(label)), default=())
    return [rest if label is None else label for label in labels]


def _sizes(labels: Sequence[Hashable | None], numbers: Sequence[int]) -> Counter[Hashable]:
    sizes = Counter[Hashable]()
    for label, number in zip(labels, numbers, strict=True):
        if label is not None:
            sizes[label] += number
    return sizes
