"""Checks for the fields of a payload, put together like the tables they come from.

A check takes a value and the place where it stands, and refuses with SCHEMA and that place.
Source: package-format sections 6 to 8.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from desktop_app.package.refusal import refuse

Check = Callable[[object, str], None]

MOST_LINE, MOST_TEXT, MOST_BASE64 = 200, 20_000, 4 * 1024 * 1024
MOST_OFFICE_CODE = 20


def record(fields: Mapping[str, Check]) -> Check:
    """An object with exactly these fields."""

    def check(value: object, place: str) -> None:
        if not isinstance(value, dict):
            refuse("SCHEMA", place=place or "{}")
        for name in sorted(fields.keys() ^ value.keys()):
            refuse("SCHEMA", place=join(place, name))
        for name, inner in fields.items():
            inner(value[name], join(place, name))

    return check


def mapping(key: Check, inner: Check) -> Check:
    """An object whose keys and values all pass."""

    def check(value: object, place: str) -> None:
        if not isinstance(value, dict):
            refuse("SCHEMA", place=place)
        for name, item in value.items():
            key(name, join(place, name))
            inner(item, join(place, name))

    return check


def array(inner: Check, *, least: int = 0) -> Check:
    """An array of at least `least` values that all pass."""

    def check(value: object, place: str) -> None:
        if not isinstance(value, list) or len(value) < least:
            refuse("SCHEMA", place=place)
        for number, item in enumerate(value):
            inner(item, f"{place}[{number}]")

    return check


def nullable(inner: Check) -> Check:
    """Null, or what passes."""

    def check(value: object, place: str) -> None:
        if value is not None:
            inner(value, place)

    return check


def either(*checks: tuple[type, Check]) -> Check:
    """The check that belongs to the value's type."""
    table = dict(checks)

    def check(value: object, place: str) -> None:
        inner = table.get(type(value))
        if inner is None:
            refuse("SCHEMA", place=place)
        inner(value, place)

    return check


def string(most: int, pattern: str | None = None, accept: Callable[[str], bool] | None = None) -> Check:
    """Text of at most `most` characters that matches `pattern` and satisfies `accept`."""
    compiled = re.compile(pattern, re.ASCII) if pattern else None

    def check(value: object, place: str) -> None:
        if not isinstance(value, str) or len(value) > most:
            refuse("SCHEMA", place=place)
        if (compiled and not compiled.fullmatch(value)) or (accept and not accept(value)):
            refuse("SCHEMA", place=place)

    return check


def integer(least: int) -> Check:
    """A whole number not below `least`."""

    def check(value: object, place: str) -> None:
        if type(value) is not int or value < least:  # bool is an int to Python, not to JSON
            refuse("SCHEMA", place=place)

    return check


def boolean(value: object, place: str) -> None:
    """True or false."""
    if type(value) is not bool:
        refuse("SCHEMA", place=place)


def one_of(*words: str) -> Check:
    """One of these words."""

    def check(value: object, place: str) -> None:
        if value not in words:
            refuse("SCHEMA", place=place)

    return check


def join(place: str, name: str) -> str:
    """Place of field `name` inside `place`."""
    return f"{place}.{name}" if place else name


def _is_time(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")
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
reference = string(MOST_LINE, r"(/[A-Za-z_][A-Za-z0-9_.-]*(\[[1-9]\d{0,5}\])?)+")
name = string(MOST_LINE, r"[A-Za-z0-9_./\[\]-]+")
version = string(40, r"\d{1,9}(\.\d{1,9}){0,3}")
labels = record({"th": line, "en": line})
texts = record({"th": text, "en": text})
