"""Date values of expressions: an instant in the zone of the session (Q3).

As a number it is days since 1970-01-01T00:00Z, with fraction; as text the local date, or date and time
when it is not midnight. Source: form profile section 2.3; ODK XForms specification, functions on dates.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
INVALID_DATE = "Invalid Date"

_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ](.+))?")
_TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)


class Moment:
    """A date value. `instant` is None for what is no date; `blank` tells the empty text apart."""

    __slots__ = ("blank", "instant", "whole_day")

    def __init__(self, instant: datetime | None, *, blank: bool = False, whole_day: bool = True) -> None:
        self.instant = instant
        self.blank = blank
        self.whole_day = whole_day

    def number(self) -> float:
        """Days since 1970-01-01T00:00Z; NaN for what is no date."""
        return float("nan") if self.instant is None else days_of(self.instant)

    def text(self) -> str:
        """Local date, or date and time when it is not midnight."""
        if self.instant is None:
            return "" if self.blank else INVALID_DATE
        if self.whole_day and self.instant.time() == time():
            return self.instant.date().isoformat()
        return self.instant.isoformat(timespec="milliseconds")


def days_of(instant: datetime) -> float:
    """An instant as days since 1970-01-01T00:00Z."""
    return (instant - EPOCH) / _DAY


def moment_of_text(text: str, zone: tzinfo) -> Moment:
    """Read a date or date-time text; without a zone of its own it is local time."""
    stripped = text.strip()
    if not stripped:
        return Moment(None, blank=True)
    return Moment(parse_instant(stripped, zone))


def moment_of_number(days: float, zone: tzinfo) -> Moment:
    """The instant that lies `days` after 1970-01-01T00:00Z, to the millisecond."""
    try:
        instant = EPOCH + timedelta(milliseconds=round(days * 86_400_000))
        return Moment(instant.astimezone(zone))
    except (ValueError, OverflowError):
        return Moment(None)


def parse_instant(text: str, zone: tzinfo) -> datetime | None:
    """`YYYY-MM-DD`, with an optional time, as an instant in `zone`; None for what is none."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    clock = parse_clock(match[4]) if match[4] else (time(), None)
    if clock is None:
        return None
    try:
        day = datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=clock[1] or zone)
        return datetime.combine(day.date(), clock[0], tzinfo=clock[1] or zone).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def parse_clock(text: str) -> tuple[time, tzinfo | None] | None:
    """`HH:MM[:SS[.sss]][±hh:mm]` as time of day and the zone written with it; None for what is none."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    clock = time(hour, minute, second, int(float(match[4] or 0) * 1_000_000))
    if match[5] is None:
        return clock, None
    zone = _offset(match[5])
    return None if zone is None else (clock, zone)


def _offset(text: str) -> tzinfo | None:
    """The written zone, None for one that does not exist."""
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 23 or minutes > 59:
        return None
    delta = timedelta(hours=hours, minutes=minutes)
    return timezone(-delta if text[0] == "-" else delta)


def day_fraction(text: str, zone: tzinfo, today: datetime) -> float:
    """A time, or the time of a date-time, as fraction of the local day; NaN for what is none."""
    instant = parse_instant(text, zone)
    if instant is None:
        clock = parse_clock(text)
        if clock is None:
            return float("nan")
        instant = datetime.combine(today.date(), clock[0], tzinfo=clock[1] or zone).astimezone(zone)
    since_midnight = datetime.combine(instant.date(), time(), tzinfo=instant.tzinfo)
    return (instant - since_midnight) / _DAY
