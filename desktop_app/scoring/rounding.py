"""Exact numbers and their one rounding (S1): text to fraction, fraction to text."""

from __future__ import annotations

import re
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
    scaled = value * 10**places
    return _with_point((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), places)


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


def _with_point(units: int, places: int) -> str:
    """Set the decimal point into a whole number of units of the last place."""
    if not places:
        return str(units)
    sign, digits = ("-" if units < 0 else ""), str(abs(units)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"
