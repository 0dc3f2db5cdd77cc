"""Labels and messages that show values: `${expression}` inside a text (Q4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PLACE = re.compile(r"\$\{([^}]*)\}")


def has_places(text: str) -> bool:
    """Whether the text shows a value."""
    return "${" in text and _PLACE.search(text) is not None


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """The text in order as (plain, expression) pairs; the last pair's expression may be ""."""
    end = 0
    for match in _PLACE.finditer(text):
        yield text[end : match.start()], match[1].strip()
        end = match.end()
    yield text[end:], ""
