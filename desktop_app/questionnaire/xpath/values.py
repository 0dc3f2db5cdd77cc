"""Values of expressions and how one kind becomes another (Q3). Source: XPath 1.0 section 4, profile 2.3."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Self

from desktop_app.questionnaire.xpath.moments import INVALID_DATE, Moment, moment_of_text
from desktop_app.questionnaire.xpath.nodes import XNode

NAN = float("nan")
_SHORT = 32  # characters; longer texts are not worth keeping
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_XML_SPACE = " \t\r\n"
_MOST_DIGITS = 309  # of a double, before its point


class DayCount(float):
    """What `number()` makes of a date text: the exact number, but shown as the calendar day."""

    __slots__ = ("shown",)
    shown: int

    def __new__(cls, number: float, shown: int) -> Self:
        """The exact number of days, and the whole number that stands for it as text."""
        made = super().__new__(cls, number)
        made.shown = shown
        return made


Value = float | str | bool | Moment | Sequence[XNode]


def text_number(text: str, zone: tzinfo) -> float:
    """The number a text means; a date text gives its date number, anything else NaN."""
    if text.isdigit() and text.isascii():
        return float(text)
    number = _short_number(text) if len(text) <= _SHORT else _number_in(text)
    if number is not None:
        return number
    stripped = text.strip(_XML_SPACE)
    if len(stripped) >= 8 and "-" in stripped:
        return moment_of_text(stripped, zone).number()
    return NAN


def _number_in(text: str) -> float | None:
    stripped = text.strip(_XML_SPACE)
    return float(stripped) if _NUMBER.fullmatch(stripped) else None


_short_number = lru_cache(maxsize=4_096)(_number_in)  # long sums read the same few texts at every answer


def number_text(number: float) -> str:
    """Shortest digits that give the number back, without exponent and without a trailing `.0`."""
    if number != number:
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if isinstance(number, DayCount):
        return str(number.shown)
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    shortest = repr(number)
    written = format(Decimal(shortest), "f") if "e" in shortest else shortest
    return written[:-2] if written.endswith(".0") else written


def to_number(value: Value, zone: tzinfo) -> float:
    """Any value as a number."""
    if isinstance(value, (float, bool)):
        return float(value)
    if isinstance(value, str):
        return text_number(value, zone)
    if isinstance(value, Moment):
        return value.number()
    return text_number(to_text(value), zone)


def to_text(value: Value) -> str:
    """Any value as text; a node-set gives its first node in document order."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, Moment):
        return value.text()
    return value[0].string_value() if value else ""


def to_boolean(value: Value) -> bool:
    """Any value as a truth: NaN, 0, "" and no nodes are false; so is what is no date."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value == value and value != 0
    if isinstance(value, Moment):
        return value.instant is not None
    return len(value) > 0


def is_blank(value: Value) -> bool:
    """Whether `coalesce` passes over it: empty text, NaN, no date."""
    if isinstance(value, str):
        return not value
    if isinstance(value, float):
        return value != value
    return to_text(value) in ("", INVALID_DATE) if isinstance(value, Moment) else to_text(value) == ""


def round_half_up(number: float, places: int = 0) -> float:
    """Round half away from zero on the shortest decimal text of the number."""
    if number != number or math.isinf(number):
        return number
    if places < -_MOST_DIGITS:
        return math.copysign(0.0, number)
    try:
        step = Decimal(1).scaleb(-places)
        return float(Decimal(repr(number)).quantize(step, rounding=ROUND_HALF_UP))
    except InvalidOperation:
        return number


def remainder(left: float, right: float) -> float:
    """`mod`: the sign is that of the left side; NaN for a zero divisor."""
    if right == 0 or math.isinf(left):
        return NAN
    return math.fmod(left, right)


def divide(left: float, right: float) -> float:
    """`div`: a zero divisor gives an infinity with the sign of both, or NaN."""
    if right != 0:
        return left / right
    if left == 0 or left != left:
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1.0, right)
