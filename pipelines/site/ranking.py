"""The arithmetic of a fair ranking: the interval of a share, and distances from targets that can be compared."""

import math
from fractions import Fraction

from pipelines.declare.rounding import HIGHER, Number, exact

LEAST_CASES = 30
"""A unit with fewer cases is ranked only where its interval clears the target."""
Z = 1.959963984540054
"""The quantile of the normal distribution that leaves 2.5 % above it."""
WHOLE = 100


def interval(numerator: int, denominator: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, between 0 and 1; nothing is known of a share of nothing."""
    if not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} of {denominator} is no share")
    if not denominator:
        return 0.0, 1.0
    total = denominator + Z**2
    middle = (numerator + Z**2 / 2) / total
    half = Z / total * math.sqrt(numerator * (denominator - numerator) / denominator + Z**2 / 4)
    low = middle - half if numerator else 0.0
    return low, middle + half if numerator < denominator else 1.0


def distance(value: Number, target: Number, better: str, *, is_counted: bool, is_share: bool) -> Fraction:
    """The distance of a value from the target that it misses, from 0 to 1.

    A share in per cent: the gap over the room between the target and the worst possible value. A count: the gap over
    the larger of the two plus `LEAST_CASES`, so that few things weigh little. Others: the gap over the larger of the
    two.
    """
    at, aim = exact(value), exact(target)
    gap = abs(at - aim)
    if not gap:
        return Fraction(0)
    if is_share and 0 <= aim <= WHOLE:
        room = aim if better == HIGHER else WHOLE - aim
    else:
        room = max(abs(at), abs(aim)) + (LEAST_CASES if is_counted else 0)
    return min(gap / room, Fraction(1)) if room else Fraction(1)
