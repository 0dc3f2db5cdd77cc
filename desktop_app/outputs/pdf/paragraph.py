"""Paragraphs whose lines end between Thai words (X1, C3).

reportlab breaks lines at spaces only, and cuts a word wider than the column after any letter. Its fragment
words say by their class whether a space follows: `_HSFrag` yes, a plain list no. So each word is replaced by
its pieces, and everything else (bold runs, justification, splitting over pages) stays reportlab's.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus.paragraph import Paragraph, _getFragWords, _HSFrag, _processed_frags

from desktop_app.outputs.pdf.font import NO_TEXT, visible
from desktop_app.thai.breaking import bind, break_clusters, break_finely, break_letters, break_words

FragWord = list[Any]  # [width, (fragment, text), ...], the shape reportlab works with


class ThaiParagraph(Paragraph):  # type: ignore[misc]  # reportlab has no types
    """A paragraph that may end a line wherever a Thai word ends."""

    frags: list[Any]

    def breakLines(self, width: Any) -> Any:  # noqa: N802 - reportlab's name
        """Break into lines of the given widths (points; one, or first and later)."""
        if self.frags and not _processed_frags(self.frags):
            widths = width if isinstance(width, list | tuple) else [width]
            pieces = self._pieces(min(widths))
            if pieces:
                self.frags = pieces
        return super().breakLines(width)

    def getPlainText(self, identify: bool | None = None) -> str:  # noqa: FBT001, N802 - reportlab's signature
        """The stored text, without marks of the layout."""
        return str(super().getPlainText(identify)).replace(NO_TEXT, "").replace("\u00a0", " ")

    def _pieces(self, width: float) -> list[FragWord]:
        for frag in self.frags:
            if getattr(frag, "text", ""):
                frag.text = bind(frag.text)
        words = _getFragWords(self.frags, width)
        return [piece for word in words for piece in cut_word(word, width)]


def paragraph_text(text: str) -> str:
    """Stored text as paragraph markup: `& < >` are themselves, missing glyphs are shown by their code."""
    return escape(visible(text), quote=False).replace("\n", "<br/>")


def cut_word(word: FragWord, width: float) -> Iterator[FragWord]:
    """The pieces of one fragment word, each but the last ending in U+200B; inline objects stay _whole."""
    if any(hasattr(frag, "cbDefn") for frag, _ in word[1:]):
        yield word
        return
    letters = "".join(text for _, text in word[1:])
    pieces = list(_fitting(letters, word, width))
    if len(pieces) <= 1:
        yield word
        return
    start = 0
    for number, piece in enumerate(pieces, start=1):
        parts = _parts(word, start, start + len(piece))
        start += len(piece)
        if number < len(pieces):
            frag, text = parts[-1]
            parts[-1] = (frag, text + NO_TEXT)
            yield [_width(parts), *parts]
        else:
            yield type(word)([_width(parts), *parts]) if isinstance(word, _HSFrag) else [_width(parts), *parts]


def _fitting(letters: str, word: FragWord, width: float) -> Iterator[str]:
    """Words, finer where a name is wider than the column, syllable clusters where nothing else fits."""
    at = 0
    for piece in break_words(letters):
        for part in _narrower(piece, at, word, width):
            yield part
            at += len(part)


def _narrower(piece: str, at: int, word: FragWord, width: float) -> Iterator[str]:
    for cut in (_whole, break_finely, break_letters, break_clusters):
        parts = cut(piece)
        starts = [at + sum(map(len, parts[:number])) for number in range(len(parts))]
        widths = [_width(_parts(word, start, start + len(part))) for start, part in zip(starts, parts, strict=True)]
        if max(widths) <= width or cut is break_clusters:
            yield from parts
            return


def _whole(piece: str) -> tuple[str, ...]:
    """A piece that fits as it is."""
    return (piece,)


def _parts(word: FragWord, start: int, end: int) -> list[tuple[Any, str]]:
    """The letters from `start` to `end` of a fragment word, still with their fragments."""
    parts = []
    at = 0
    for frag, text in word[1:]:
        part = text[max(0, start - at) : max(0, end - at)]
        at += len(text)
        if part:
            parts.append((frag, part))
    return parts


def _width(parts: list[tuple[Any, str]]) -> float:
    return sum(float(stringWidth(text, frag.fontName, frag.fontSize)) for frag, text in parts)
