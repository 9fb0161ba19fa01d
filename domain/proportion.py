"""A share estimated from a sample, with the interval it lies in. 比例与置信区间."""

import math
from dataclasses import dataclass

Z95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution: both tails of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value between its two 95 % limits."""

    value: float
    low: float
    high: float


def wilson(hits: int, of: int) -> Estimate:
    """The share `hits / of` with its Wilson score interval; of none it may be anything, and stands at one half.

    Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212: the limits
    are the roots π of (p - π)² = z² π (1 - π) / n. Raises `ValueError` for counts that are none of a sample.
    """
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of} is no share")
    if of == 0:
        return Estimate(0.5, 0.0, 1.0)
    p, spread = hits / of, Z95 * Z95 / of
    middle = (p + spread / 2) / (1 + spread)
    half = math.sqrt(p * (1 - p) * spread + spread * spread / 4) / (1 + spread)
    low = 0.0 if hits == 0 else middle - half
    high = 1.0 if hits == of else middle + half
    return Estimate(p, low, high)


def weighted_sum(parts: list[tuple[float, Estimate]]) -> Estimate:
    """The sum of independent estimates, each times a weight that is not negative, with limits recovered from theirs.

    Zou, G. Y., and Donner, A. (2008), Construction of confidence limits about effect measures, Statistics in Medicine 27,
    1693-1702 (the method MOVER): the distances of each part's limits from its value are added as squares.
    """
    value = sum(weight * one.value for weight, one in parts)
    below = math.sqrt(sum((weight * (one.value - one.low)) ** 2 for weight, one in parts))
    above = math.sqrt(sum((weight * (one.high - one.value)) ** 2 for weight, one in parts))
    return Estimate(value, value - below, value + above)
