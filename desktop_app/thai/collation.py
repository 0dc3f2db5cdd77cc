"""Thai dictionary order (X1): one key for screen, paper and workbook, the same on every system.

Rule: Royal Society dictionary order as ICU's th_TH follows it. Consonants first, a leading vowel counts
after its consonant, tones and other signs only break ties.
"""

from __future__ import annotations

import re

from desktop_app.thai.clean import clean
from desktop_app.thai.digits import to_arabic

SortKey = tuple[str, tuple[str, ...], str]

_LEADING_VOWEL = re.compile("([\u0e40-\u0e44])([\u0e01-\u0e2e])")
_SECONDARY = "\u0e47-\u0e4c\u0e4e"  # maitaikhu, tones, thanthakhat, yamakkan
_LETTER_WITH_MARKS = re.compile(f"([^{_SECONDARY}])([{_SECONDARY}]*)")
_IGNORED = re.compile(r"[^\w\u0e30-\u0e3a\u0e47-\u0e4e]|[ๆฯ_]")


def sort_key(text: str) -> SortKey:
    """Key for `sorted`: letters, then the marks on each letter, then the text itself."""
    folded = _IGNORED.sub("", to_arabic(clean(text)).casefold())
    pairs = _LETTER_WITH_MARKS.findall(_LEADING_VOWEL.sub(r"\2\1", _behind(folded)))
    letters = "".join(letter for letter, _ in pairs)
    return letters, tuple(marks for _, marks in pairs), text


def _behind(text: str) -> str:
    """`text` without marks that have no letter before them."""
    return text.lstrip("\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e")
