"""Finding text however it was typed (O4, X1): digits of either kind, any case, broken marks, loose spaces."""

from __future__ import annotations

import re

from desktop_app.thai.clean import clean
from desktop_app.thai.digits import to_arabic

_SPACE = re.compile(r"\s+")
# What clean() may move or join stays inside one of these, so positions can be followed through it.
_MARKS = "\u0e31-\u0e3a\u0e47-\u0e4e"
_CLUSTER = re.compile(f"(?:\u0e40\u0e40|[^{_MARKS}])?[{_MARKS}\u200b-\u200f\u2060\ufeff\uf700-\uf71a]*", re.DOTALL)


def search_key(text: str) -> str:
    """The form in which texts are compared: clean, 0-9, case folded, one space between words."""
    return _SPACE.sub(" ", to_arabic(clean(text)).casefold()).strip()


def find(needle: str, text: str) -> list[tuple[int, int]]:
    """Places of `needle` in `text` as [start, end) of `text` itself, left to right, not overlapping.

    Spaces do not count on either side; tones do. A blank needle is found nowhere.
    """
    wanted = search_key(needle).replace(" ", "")
    if not wanted:
        return []
    letters, spans = _followed(text)
    places = []
    at = letters.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        places.append((spans[at][0], spans[end - 1][1]))
        at = letters.find(wanted, end)
    return places


def _followed(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The loose key of `text` and, for each of its characters, where in `text` it comes from."""
    letters: list[str] = []
    spans: list[tuple[int, int]] = []
    for match in _CLUSTER.finditer(text):
        cluster = match.group()
        tidy = clean(cluster)
        for number, letter in enumerate(tidy):
            span = (match.start() + number, match.start() + number + 1) if tidy == cluster else match.span()
            key = _SPACE.sub("", to_arabic(letter).casefold())
            letters.append(key)
            spans.extend([span] * len(key))
    return "".join(letters), spans
