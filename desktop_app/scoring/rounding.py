"""Exact numbers and their one rounding (S1): text to fraction, fraction to text."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction

_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")


def exact_number(text: str) -> Fraction | None:
    """The number that a canonical text writes, exactly; None when it is no decimal number."""
    stripped = text.strip()
    return Fraction(stripped) if _DECIMAL.fullmatch(stripped) and stripped.isascii() else None


def half_up(value: Fraction, places: int) -> str:
    """Write `value` with `places` decimals, a half always upwards: 2/3 is `66.67`, 12.5 is `13`.

    Source: questionnaire profile 3.5; scores are never negative, so upwards is away from zero.
    """
    return _with_point(in_units(value, places), places)


def in_units(value: Fraction, places: int) -> int:
    """`value` in whole units of the last shown place, a half upwards: 41.1428… at 2 places is 4114."""
    scale: int = 10**places
    return math.floor(value * scale + Fraction(1, 2))


def half_away(value: Fraction, places: int) -> str:
    """Write a difference between two scores with `places` decimals, a half away from zero."""
    written = half_up(abs(value), places)
    return f"-{written}" if value < 0 and written.strip("0.") else written


def decimal_text(value: Fraction) -> str:
    """Write a fraction that has a finite decimal form exactly and as short as possible.

    Raises:
        ValueError: the fraction has no finite decimal form, for example 1/3.
    """
    for places in range(64):
        scaled = value * 10**places
        if scaled.denominator == 1:
            return _with_point(scaled.numerator, places)
    raise ValueError(value)


def ratio_text(value: Fraction) -> str:
    """Write `n/d` in lowest terms, the denominator always there: `80/1`."""
    return f"{value.numerator}/{value.denominator}"


def largest_remainder(values: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers near `values` that add up to `total`: floors, then one more for the largest remainders.

    Ties go to the earlier value. `total` lies between the sum of the floors and that plus one each.
    """
    floors = [value.numerator // value.denominator for value in values]
    by_remainder = sorted(range(len(values)), key=lambda index: floors[index] - values[index])
    for index in by_remainder[: total - sum(floors)]:
        floors[index] += 1
    return floors


def _with_point(units: int, places: int) -> str:
    """Set the decimal point into a whole number of units of the last place."""
    if not places:
        return str(units)
    sign, digits = ("-" if units < 0 else ""), str(abs(units)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"
