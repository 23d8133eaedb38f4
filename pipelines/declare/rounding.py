"""Numbers as people read them. A value is exact until it is shown, and rounding happens here and nowhere else.

Rounding is half-up. A percentage is never shown as 0, 100 or −100 that it is not, and a value that misses its target
never as the target. It gets as many decimals as make the two differ. Doubles are added up in the order of their size,
so that a figure has the same bits by every way of computing it.
"""

from decimal import Decimal
from fractions import Fraction

from pipelines.declare.header import PERCENT

NOTHING = "—"
DIGITS = 15
"""The digits of a double that are its number; later digits are noise of the arithmetic that made it."""
LANDMARKS = (Fraction(0), Fraction(100), Fraction(-100))
"""Percentages that are shown only for values exactly equal to them."""
HIGHER, LOWER = "higher", "lower"

Number = int | float | Decimal | Fraction


def exact(value: Number) -> Fraction:
    """The exact number: a double represents the shortest decimal that it is near to, 120.94999… for 120.95."""
    if isinstance(value, float) and not value.is_integer():
        return Fraction(Decimal(f"{value:.{DIGITS}g}"))
    return Fraction(value)


def shown(
    value: Number | None, unit: str, missed: Number | None = None, *, places: int | None = None, signed: bool = False
) -> str:
    """A value with its unit: one decimal for a percentage or a broken number, none for a whole one, or `places`.

    `missed` is a target that the value does not reach; the text differs from the target's. `signed` shows a plus.
    """
    if value is None:
        return NOTHING
    number = exact(value)
    if places is None:
        places = 0 if unit != PERCENT and number.denominator == 1 else 1
    apart = [*(LANDMARKS if unit == PERCENT else ()), *([] if missed is None else [exact(missed)])]
    while any(number != other and rounded(number, places) == rounded(other, places) for other in apart):
        places += 1
    sign = "+" if signed and number > 0 else ""
    return f"{sign}{rounded(number, places):,.{places}f} {unit}".strip()


def per_cent(value: Number) -> str:
    """A share in per cent as it is shown, the sign close to its number."""
    return shown(value, PERCENT).replace(f" {PERCENT}", PERCENT)


def share(part: int, whole: int) -> str:
    """The share that `part` is of `whole`; nothing where the whole is nothing."""
    return per_cent(Fraction(100 * part, whole)) if whole else NOTHING


def rounded(number: Fraction, places: int) -> Decimal:
    """The nearest decimal of so many places; halves are rounded away from zero, and zero has no sign."""
    units = (2 * abs(number.numerator) * 10**places + number.denominator) // (2 * number.denominator)
    return Decimal(-units if number < 0 else units).scaleb(-places)


def scaled(units: int, scale: int) -> Decimal:
    """So many units of 10^-scale."""
    return Decimal(units).scaleb(-scale)


def verdict(value: Number | None, target: Number | None, better: str) -> str:
    """`met`, `missed`, or `none` where there is no value, no target, or no better direction."""
    if value is None or target is None or better not in (HIGHER, LOWER):
        return "none"
    gap = exact(value) - exact(target)
    return "met" if (gap >= 0 if better == HIGHER else gap <= 0) else "missed"


def missed_by(value: Number | None, target: Number | None, better: str) -> Number | None:
    """The target where the value misses it; `shown` makes the value differ from it."""
    return target if verdict(value, target, better) == "missed" else None


def in_order(aggregate: str, expression: str) -> str:
    """SQL of a sum or mean of doubles whose bits do not depend on the order in which rows come."""
    return f"{aggregate}({expression} ORDER BY {expression})"
