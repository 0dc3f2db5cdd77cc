"""Did you mean: the known word nearest to a misspelt one, as what to do (Q2)."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

Advice = dict[str, str | int]


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like `word`, "" where none is alike."""
    by_case = {one.lower(): one for one in known}
    found = get_close_matches(word.lower(), by_case, n=1, cutoff=0.6)
    return by_case[found[0]] if found else ""


def advice(word: str, known: Iterable[str], *, else_th: str, else_en: str) -> Advice:
    """The places `suggestion_th` and `suggestion_en`: the nearest word, or what else to do."""
    guess = nearest(word, known)
    if not guess:
        return {"suggestion_th": else_th, "suggestion_en": else_en}
    return {"suggestion_th": f"แก้เป็น “{guess}”", "suggestion_en": f"Change it to “{guess}”."}
