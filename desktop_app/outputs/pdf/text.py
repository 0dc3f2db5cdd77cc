"""Text objects and canvas that draw shaped Thai, whatever asked for it (X1, C3).

`_formatText` is the lowest point that all text of reportlab passes: strings, paragraphs, table cells, labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from reportlab.lib.rl_accel import fp_str
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFInfo
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from desktop_app.outputs.pdf.font import FAMILY, NEEDS_SHAPING, NO_TEXT, Placed, ThaiFont, register_fonts

_SPACE = Placed(32, 0, 0, 0)
_PIECES = re.compile(f"[ {NO_TEXT}]|[^ {NO_TEXT}]+")


class ThaiTextObject(PDFTextObject):  # type: ignore[misc]  # reportlab has no types
    """Writes Thai as shaped glyphs and tells readers the letters where glyphs alone would not."""

    _curSubset: int  # noqa: N815 - reportlab's name
    _wordSpace = 0.0  # noqa: N815 - it sets this only once a line is stretched

    def _formatText(self, text: Any) -> str:  # noqa: N802 - reportlab's name
        font = pdfmetrics.getFont(self._fontname)
        if not isinstance(font, ThaiFont) or not isinstance(text, str) or not NEEDS_SHAPING.search(text):
            return str(super()._formatText(text))
        text = text.replace("\u00a0", " ")
        stretch = -self._wordSpace * 1000 / self._fontsize if self._wordSpace else 0.0
        glyphs, exact = _glyphs(font, text, stretch)
        drawn = " ".join(self._operators(font, glyphs))
        letters = text.replace(NO_TEXT, "")
        if exact or not letters:
            return drawn
        return f"/Span <</ActualText <FEFF{letters.encode('utf-16-be').hex()}>>> BDC {drawn} EMC"

    def _operators(self, font: ThaiFont, glyphs: list[Placed]) -> Iterator[str]:
        """One TJ array for every stretch of glyphs with the same subset and rise."""
        rest = rise = self._rise
        document = self._canvas._doc  # noqa: SLF001 - a text object is the canvas's own part
        array = _Array(self._canvas._escape)  # noqa: SLF001
        for glyph, (subset, code) in zip(glyphs, self._coded(font, glyphs, document), strict=True):
            wanted = rest + glyph.rise * self._fontsize / 1000
            if subset != self._curSubset or wanted != rise:
                yield from array.flushed()
            if subset != self._curSubset:
                name = font.getSubsetInternalName(subset, document)
                yield f"{name} {fp_str(self._fontsize)} Tf {fp_str(self._leading)} TL"
                self._curSubset = subset
            if wanted != rise:
                yield f"{fp_str(wanted)} Ts"
                rise = wanted
            array.add(code, glyph)
        yield from array.flushed()
        if rise != rest:
            yield f"{fp_str(rest)} Ts"

    def _coded(self, font: ThaiFont, glyphs: list[Placed], document: Any) -> Iterator[tuple[int, bytes]]:
        """Subset and byte of every glyph; a bare stretch has code 0 and stays in the subset before it."""
        letters = "".join(chr(glyph.code) for glyph in glyphs if glyph.code)
        coded = iter([(subset, bytes((byte,))) for subset, run in font.splitString(letters, document) for byte in run])
        subset = self._curSubset
        for glyph in glyphs:
            if glyph.code:
                subset, byte = next(coded)
                yield subset, byte
            else:
                yield subset, b""


class _Array:
    """A TJ array being filled."""

    def __init__(self, escape: Any) -> None:
        self._escape = escape
        self._items: list[str] = []
        self._text = b""

    def add(self, code: bytes, glyph: Placed) -> None:
        """Add a glyph with the shifts before and after it."""
        self._shift(glyph.before)
        self._text += code
        self._shift(glyph.after)

    def flushed(self) -> Iterator[str]:
        """The operator for what was added, if anything; the array is empty afterwards."""
        self._close()
        if self._items:
            yield f"[{' '.join(self._items)}] TJ"
        self._items = []

    def _shift(self, amount: float) -> None:
        if abs(amount) > 1e-6:
            self._close()
            self._items.append(fp_str(amount))

    def _close(self) -> None:
        if self._text:
            self._items.append(f"({self._escape(self._text)})")
        self._text = b""


def _glyphs(font: ThaiFont, text: str, stretch: float) -> tuple[list[Placed], bool]:
    """Glyphs of a run, and whether readers get its letters right without being told."""
    glyphs: list[Placed] = []
    exact = True
    for piece in _PIECES.findall(text):
        if piece == " ":
            glyphs.append(_SPACE)
        elif piece == NO_TEXT:
            if stretch and glyphs:
                glyphs.append(Placed(0, stretch, 0, 0))
                exact = False  # a stretched word boundary looks like a space to a reader
        else:
            shaped = font.shape(piece)
            glyphs.extend(shaped.glyphs)
            exact = exact and shaped.exact
    return glyphs, exact


class DocumentInfo(PDFInfo):  # type: ignore[misc]  # reportlab has no types
    """The Info dictionary with entries of our own, names to ASCII values."""

    def __init__(self, entries: dict[str, str]) -> None:
        super().__init__()
        self.entries = entries

    def format(self, document: Any) -> bytes:
        """The dictionary as it stands in the file."""
        body: bytes = super().format(document)
        own = "".join(f"/{name} ({value})\n" for name, value in self.entries.items()).encode("ascii")
        return body[: body.rindex(b">>")] + own + b">>"


class ThaiCanvas(Canvas):  # type: ignore[misc]  # reportlab has no types
    """A canvas whose every text is shaped, and that never falls back to Helvetica."""

    def __init__(self, *args: Any, entries: dict[str, str] | None = None, **kwargs: Any) -> None:
        register_fonts()
        super().__init__(*args, **{**kwargs, "initialFontName": FAMILY})
        self._doc.info = DocumentInfo(entries or {})

    def beginText(self, x: float = 0, y: float = 0, direction: str | None = None) -> ThaiTextObject:  # noqa: N802
        """A fresh text object that shapes Thai."""
        return ThaiTextObject(self, x, y, direction=direction)
