"""Patterns of `regex()`: JavaScript's dialect, matched by a library that can be told when to stop (Q3).

Python's own `re` cannot be interrupted, and one careless pattern, `(a+)+$`, keeps it busy for hours.
"""

from __future__ import annotations

import re
import time
from functools import lru_cache
from typing import TYPE_CHECKING

from desktop_app.questionnaire import faults
from desktop_app.questionnaire.xpath.errors import refuse
from desktop_app.questionnaire.xpath.runtime import Context, meter_of, spend

if TYPE_CHECKING:
    import regex

MAX_PATTERN = 1_000  # characters; a longer one takes seconds to be read
_MOST_TIMES = 4  # digits of a repetition
_FOREIGN = frozenset("XRKGLMmN")  # escapes that the library adds; some take seconds to be read
_SETS = {"d": "0-9", "w": "0-9A-Za-z_"}  # in this dialect without Thai digits and letters
_PIECE = re.compile(
    r"(?P<dash>-(?=\\[dDwWsS]))|\\(?P<kind>[dDwW])(?P<after>-(?!\]))?|\\[sS]-(?!\])|\\[pPxu]\{[^}]*\}|\\.|[\[\]$]"
    r"|\{[0-9]+(?:,[0-9]*)?\}|\{",
    re.DOTALL,
)


def matches(pattern: str, text: str, context: Context, position: int) -> bool:
    """Whether the pattern is found anywhere in the text.

    Raises:
        ExpressionError: FORM-24, it cannot be read; FORM-25, it takes too long on this text. `position` is
            the offset of the call.
    """
    spend(context, 1 + len(text) // 100, position)
    compiled = _compiled(pattern)
    if compiled is None:
        raise refuse(faults.BAD_PATTERN, position, pattern=pattern)
    meter, start = meter_of(context), time.thread_time()
    try:
        found = compiled.search(text, timeout=meter.patience)
    except (TimeoutError, MemoryError) as error:
        raise refuse(faults.SLOW_PATTERN, position, pattern=pattern) from error
    meter.patience -= time.thread_time() - start
    if meter.patience <= 0:
        raise refuse(faults.SLOW_PATTERN, position, pattern=pattern)
    return found is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> regex.Pattern[str] | None:
    """The pattern ready to match, None where it cannot be read."""
    import regex  # ten milliseconds that a form without patterns does not need

    if len(pattern) > MAX_PATTERN:
        return None
    try:
        return regex.compile(translated(pattern))
    except (regex.error, RecursionError, OverflowError, ValueError):
        return None


def translated(pattern: str) -> str:
    r"""The same pattern in the library's dialect.

    `$` is the very end; a brace that counts nothing, and a dash beside `\w`, are themselves.

    Raises:
        ValueError: a part that the dialect does not have, or that is larger than sense.
    """
    inside = False

    def change(piece: re.Match[str]) -> str:
        nonlocal inside
        found = piece[0]
        if found == "[" and inside:
            return r"\["
        if found in ("[", "]"):
            inside = found == "["
            return found
        if found == "$":
            return found if inside else r"\Z"
        if found == "{":
            return r"\{"
        _check(found)
        if piece["dash"]:
            return r"\-" if inside else found
        if piece["kind"]:
            dash = piece["after"] or ""
            return _set(piece["kind"], inside=inside) + (rf"\{dash}" if dash and inside else dash)
        return found[:-1] + r"\-" if inside and found.endswith("-") else found

    return _PIECE.sub(change, pattern)


def _check(piece: str) -> None:
    if piece[0] == "{" and any(len(number) > _MOST_TIMES for number in piece.strip("{}").split(",")):
        raise ValueError("a repetition too large")
    if piece[0] == "\\" and piece[1] in _FOREIGN:
        raise ValueError("an escape of another dialect")


def _set(kind: str, *, inside: bool) -> str:
    chars = _SETS[kind.lower()]
    if inside:
        return chars if kind.islower() else f"\\{kind}"
    return f"[{chars}]" if kind.islower() else f"[^{chars}]"
