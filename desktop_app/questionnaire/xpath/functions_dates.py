"""Functions on dates and times (Q3). Source: ODK XForms specification, functions on dates; profile 2.3."""

from __future__ import annotations

import re
from datetime import datetime, time

from desktop_app.questionnaire.xpath.convert import text_of
from desktop_app.questionnaire.xpath.function import Function
from desktop_app.questionnaire.xpath.moments import (
    Moment,
    day_fraction,
    moment_of_number,
    moment_of_text,
)
from desktop_app.questionnaire.xpath.runtime import Arguments, Compiled, Context
from desktop_app.questionnaire.xpath.values import Value, to_text

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def to_moment(value: Value, context: Context) -> Moment:
    """Any value as a date value: numbers count days, texts are read, a truth is no date."""
    if isinstance(value, Moment):
        return value
    if isinstance(value, bool):
        return Moment(None)
    if isinstance(value, float):
        return moment_of_number(value, context.around.zone)
    return moment_of_text(to_text(value), context.around.zone)


def _date(arguments: Arguments, _position: int) -> Compiled:
    run = arguments[0].run
    return Compiled("moment", lambda c: to_moment(run(c), c))


def _today(_arguments: Arguments, _position: int) -> Compiled:
    def evaluate(c: Context) -> Moment:
        return Moment(datetime.combine(c.around.now.date(), time(), tzinfo=c.around.zone))

    return Compiled("moment", evaluate)


def _now(_arguments: Arguments, _position: int) -> Compiled:
    return Compiled("moment", lambda c: Moment(c.around.now, whole_day=False))


def _decimal_date_time(arguments: Arguments, _position: int) -> Compiled:
    run = arguments[0].run
    return Compiled("number", lambda c: to_moment(run(c), c).number())


def _decimal_time(arguments: Arguments, _position: int) -> Compiled:
    text = text_of(arguments[0])
    return Compiled("number", lambda c: day_fraction(text(c), c.around.zone, c.around.now))


def _format(arguments: Arguments, _position: int) -> Compiled:
    run, pattern = arguments[0].run, text_of(arguments[1])

    def evaluate(c: Context) -> str:
        moment = to_moment(run(c), c)
        return "" if moment.instant is None else _formatted(moment.instant, pattern(c))

    return Compiled("text", evaluate)


def _formatted(instant: datetime, pattern: str) -> str:
    """The escapes of ODK's `format-date`; English names of days and months in every language."""
    parts = {
        "Y": f"{instant.year:04d}",
        "y": f"{instant.year % 100:02d}",
        "m": f"{instant.month:02d}",
        "n": str(instant.month),
        "b": _MONTHS[instant.month - 1],
        "d": f"{instant.day:02d}",
        "e": str(instant.day),
        "H": f"{instant.hour:02d}",
        "h": str(instant.hour),
        "M": f"{instant.minute:02d}",
        "S": f"{instant.second:02d}",
        "3": f"{instant.microsecond // 1000:03d}",
        "a": _DAYS[instant.weekday()],
        "W": str(instant.isocalendar().week),
        "%": "%",
    }
    return re.sub(r"%(.)", lambda match: parts.get(match[1], match[0]), pattern)


DATES: tuple[Function, ...] = (
    Function("today", 0, 0, _today),
    Function("now", 0, 0, _now),
    Function("date", 1, 1, _date),
    Function("date-time", 1, 1, _date),
    Function("decimal-date-time", 1, 1, _decimal_date_time),
    Function("decimal-time", 1, 1, _decimal_time),
    Function("format-date", 2, 2, _format),
    Function("format-date-time", 2, 2, _format),
)
