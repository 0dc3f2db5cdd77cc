"""Checks for the fields of a payload, put together like the tables they come from.

A check takes a value and tells where inside it the first thing is wrong: None nowhere, "" the value itself, else
the place below it.
Source: package-format sections 6 to 8.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache

Check = Callable[[object], str | None]

MOST_LINE, MOST_TEXT, MOST_BASE64 = 200, 20_000, 4 * 1024 * 1024
MOST_OFFICE_CODE = 20
HERE = ""


def record(fields: Mapping[str, Check]) -> Check:
    """An object with exactly these fields."""
    names, rows = fields.keys(), tuple(fields.items())

    def check(value: object) -> str | None:
        if type(value) is not dict:
            return HERE
        if value.keys() != names:
            return min(value.keys() ^ names)
        for name, inner in rows:
            wrong = inner(value[name])
            if wrong is not None:
                return join(name, wrong)
        return None

    return check


def mapping(key: Check, inner: Check) -> Check:
    """An object whose keys and values all pass."""

    def check(value: object) -> str | None:
        if not isinstance(value, dict):
            return HERE
        for name, item in value.items():
            if key(name) is not None:
                return str(name)
            wrong = inner(item)
            if wrong is not None:
                return join(name, wrong)
        return None

    return check


def array(inner: Check, *, least: int = 0) -> Check:
    """An array of at least `least` values that all pass."""

    def check(value: object) -> str | None:
        if not isinstance(value, list) or len(value) < least:
            return HERE
        for number, item in enumerate(value):
            wrong = inner(item)
            if wrong is not None:
                return join(f"[{number}]", wrong)
        return None

    return check


def nullable(inner: Check) -> Check:
    """Null, or what passes."""

    def check(value: object) -> str | None:
        return None if value is None else inner(value)

    return check


def either(*checks: tuple[type, Check]) -> Check:
    """The check that belongs to the value's type."""
    table = dict(checks)

    def check(value: object) -> str | None:
        inner = table.get(type(value))
        return HERE if inner is None else inner(value)

    return check


def string(most: int, pattern: str | None = None, accept: Callable[[str], bool] | None = None) -> Check:
    """Text of at most `most` characters that matches `pattern` and satisfies `accept`."""
    matches = re.compile(pattern, re.ASCII).fullmatch if pattern else None

    def check(value: object) -> str | None:
        if type(value) is not str or len(value) > most:
            return HERE
        if (matches and not matches(value)) or (accept and not accept(value)):
            return HERE
        return None

    return check


def line_of(pattern: str) -> Check:
    """A line that matches `pattern`, of the kind that comes again in every package, so that it is matched once."""
    matches = lru_cache(maxsize=4096)(re.compile(pattern, re.ASCII).fullmatch)

    def check(value: object) -> str | None:
        return None if type(value) is str and len(value) <= MOST_LINE and matches(value) else HERE

    return check


def integer(least: int) -> Check:
    """A whole number not below `least`."""

    def check(value: object) -> str | None:
        return None if type(value) is int and value >= least else HERE  # bool is an int to Python, not to JSON

    return check


def boolean(value: object) -> str | None:
    """True or false."""
    return None if type(value) is bool else HERE


def one_of(*words: str) -> Check:
    """One of these words."""

    def check(value: object) -> str | None:
        return None if value in words else HERE

    return check


def join(name: str, below: str) -> str:
    """Place `below` something called `name`."""
    if not below:
        return name
    return f"{name}{below}" if below.startswith("[") else f"{name}.{below}"


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_base64(text: str) -> bool:
    try:
        return base64.b64encode(base64.b64decode(text, validate=True)).decode("ascii") == text
    except (binascii.Error, ValueError):
        return False


def _is_no_negative_zero(text: str) -> bool:
    return not (text.startswith("-") and not text.strip("-0."))


def _is_line(text: str) -> bool:
    return "\n" not in text


line = string(MOST_LINE, accept=_is_line)
text = string(MOST_TEXT)
hex_digest = string(64, "[0-9a-f]{64}")
time = string(20, r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _is_time)
day = string(10, r"\d{4}-\d\d-\d\d", _is_date)
decimal = string(MOST_LINE, r"-?(0|[1-9]\d*)(\.\d+)?", _is_no_negative_zero)
fraction = string(MOST_TEXT, r"-?(0|[1-9]\d*)/[1-9]\d*")
uuid = string(36, "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
b64 = string(MOST_BASE64, "[A-Za-z0-9+/=]+", _is_base64)
office_code = string(MOST_OFFICE_CODE, "[A-Z0-9][A-Z0-9-]*")
round_name = string(20, "[a-z0-9-]+")
audience = string(40, "[a-z0-9-]{3,}")
oid = string(MOST_LINE, r"[0-2](\.(0|[1-9]\d*))+")
reference = line_of(r"(/[A-Za-z_][A-Za-z0-9_.-]*(\[[1-9]\d{0,5}\])?)+")
name = line_of(r"[A-Za-z0-9_./\[\]-]+")
version = string(40, r"\d{1,9}(\.\d{1,9}){0,3}")
labels = record({"th": line, "en": line})
texts = record({"th": text, "en": text})
