"""Canonical JSON: one permitted spelling for every value.

Source: package-format section 6; RFC 8785 for the values that section allows.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NoReturn

from desktop_app.package.refusal import refuse

MOST_DEPTH = 12
MOST_INTEGER = 2**53 - 1
MOST_DIGITS = 17  # of an integer's text: sign and sixteen digits
MOST_KEY = 200
KEY = re.compile(rf"[A-Za-z0-9_./\[\]-]{{1,{MOST_KEY}}}", re.ASCII)
FORBIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
SURROGATE = re.compile("[\ud800-\udfff]")
UNUSUAL_ESCAPE = re.compile(rb'\\[^"\\nt]')
STRING = re.compile(rb'"[^"]*"?')
NO_STRUCTURE = bytes(set(range(256)) - set(b'"[]{}'))
MARK = b"\xef\xbb\xbf"


_matches_key = lru_cache(maxsize=4096)(KEY.fullmatch)  # the same keys come in every package of a form


def to_bytes(value: Mapping[str, object]) -> bytes:
    """Write an object in its one permitted spelling.

    Raises:
        PackageRefused: JSON_KEY, JSON_INT, JSON_FLOAT, JSON_DEPTH, JSON_SYNTAX (a value that JSON does not
            have), TEXT_CONTROL, TEXT_SURROGATE or TEXT_NFC.
    """
    _check(value, 1)
    return _spell(value)


def from_bytes(data: bytes) -> dict[str, object]:
    """Read an object, refusing every spelling but the permitted one.

    Raises:
        PackageRefused: a code JSON_… or TEXT_… of package-format section 17, the first that applies.
    """
    if data.startswith(MARK):
        refuse("JSON_BOM")
    text = _decode(data)
    _check_depth(data)
    value = _parse(text)
    if not isinstance(value, dict):
        refuse("JSON_SYNTAX", place="{}")
    if UNUSUAL_ESCAPE.search(data) or forbidden_in(text):
        _check(value, 1)  # finds the text to blame, or that only the spelling made it look so
    if _spell(value) != data:
        refuse("JSON_NOT_CANONICAL")
    return value


def forbidden_in(text: str) -> str | None:
    """Code of what makes `text` unfit for a package (TEXT_…), or None."""
    if not text.isprintable():  # many times faster than the patterns; all that is forbidden is not printable
        if SURROGATE.search(text):
            return "TEXT_SURROGATE"
        if FORBIDDEN.search(text):
            return "TEXT_CONTROL"
    if not unicodedata.is_normalized("NFC", text):
        return "TEXT_NFC"
    return None


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        refuse("JSON_UTF8", place=f"byte {problem.start}")


def _check_depth(data: bytes) -> None:
    """Count brackets outside of strings before anything recursive sees the bytes."""
    unescaped = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    marks = unescaped.translate(None, NO_STRUCTURE).replace(b'""', b"")  # a pair changes neither side's place
    depth = 0
    for bracket in STRING.sub(b"", marks):
        if bracket in b"[{":
            depth += 1
            if depth > MOST_DEPTH:
                refuse("JSON_DEPTH")
        else:
            depth -= 1


def _parse(text: str) -> object:
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_integer,
            strict=False,  # control characters get their own code afterwards
        )
    except json.JSONDecodeError as problem:
        refuse("JSON_SYNTAX", place=f"character {problem.pos}")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        refuse("JSON_DUPLICATE_KEY")
    for key in result:
        if len(key) > MOST_KEY or not _matches_key(key):
            _check_key(key)
    return result


def _constant(name: str) -> NoReturn:
    refuse("JSON_CONST", place=name)


def _float(text: str) -> NoReturn:
    refuse("JSON_FLOAT", place=text[:30])


def _integer(text: str) -> int:
    if len(text) > MOST_DIGITS or abs(int(text)) > MOST_INTEGER:
        refuse("JSON_INT", place=text[:30])
    return int(text)


def _check(value: object, depth: int) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, Mapping):
        _check_depth_of(depth)
        for key, inner in value.items():
            _check_key(key)
            _check(inner, depth + 1)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        _check_depth_of(depth)
        for inner in value:
            _check(inner, depth + 1)
    else:
        _check_atom(value)


def _check_atom(value: object) -> None:
    if isinstance(value, float):
        refuse("JSON_FLOAT", place=str(value))
    if isinstance(value, int):
        if abs(value) > MOST_INTEGER:
            refuse("JSON_INT", place=f"{value.bit_length()} bits")
    elif value is not None:
        refuse("JSON_SYNTAX", place=type(value).__name__)


def _check_depth_of(depth: int) -> None:
    if depth > MOST_DEPTH:
        refuse("JSON_DEPTH")


def _check_text(text: str) -> None:
    code = forbidden_in(text)
    if code is not None:
        refuse(code, place=ascii(text[:40]))


def _check_key(key: object) -> None:
    if not isinstance(key, str) or not KEY.fullmatch(key):
        refuse("JSON_KEY", place=ascii(str(key)[:40]))


def _spell(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return text.encode("utf-8")


def _plain(value: object) -> object:
    """Frozen mappings and tuples are values too."""
    return dict(value) if isinstance(value, Mapping) else list(value)  # type: ignore[call-overload]
