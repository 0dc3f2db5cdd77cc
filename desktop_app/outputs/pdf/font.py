"""Sarabun shaped by HarfBuzz, in a file that still holds the text (X1, C3).

reportlab's own shaping draws well and ruins the text layer: its substituted glyphs have private codes, so a
paragraph can neither be searched nor copied. Here every pair of glyph and text has one private code, and
the file's ToUnicode table says the text. Source: ISO 32000-1, 9.10.3 (ToUnicode CMaps).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import uharfbuzz
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

from desktop_app.resources import FONTS

FAMILY = "Sarabun"
BOLD = "Sarabun-Bold"
ITALIC = "Sarabun-Italic"
BOLD_ITALIC = "Sarabun-BoldItalic"
_FACES = {FAMILY: "Sarabun-Regular", BOLD: BOLD, ITALIC: ITALIC, BOLD_ITALIC: BOLD_ITALIC}

NO_TEXT = "\u200b"  # ToUnicode of a glyph whose letters stand on its neighbour
SARA_AM = "\u0e33"
NIKHAHIT = "\u0e4d"

_FIRST_PRIVATE = 0xE000
_LAST_PRIVATE = 0xF8FF
_NUDGE = 15  # thousandths of an em: a nikhahit moved by less is drawn as part of the font's own SARA AM
_FEATURES = {"kern": False, "liga": False}  # so that a shaped word is as wide as stringWidth says
_ROWS = 100  # rows a bfchar block may have
_MISSING_HYPHEN = {"\u2011": "-"}


@dataclass(frozen=True, slots=True)
class Placed:
    """One glyph as it is drawn: its code in the font, and shifts in thousandths of an em.

    `before` and `after` go into a TJ array as they are (a positive number moves left).
    """

    code: int
    before: float
    after: float
    rise: float


@dataclass(frozen=True, slots=True)
class Shaped:
    """A shaped word. `exact` is False where readers need ActualText to get the letters right."""

    glyphs: tuple[Placed, ...]
    exact: bool


class ThaiFont(TTFont):  # type: ignore[misc]  # reportlab has no types
    """A TrueType face that shapes Thai and writes the text of every glyph into the file."""

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, str(path), asciiReadable=False, shapable=False)
        self.face.charWidths[ord(NO_TEXT)] = 0
        self._hb_font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(path.read_bytes())))
        self._scale = 1000 / self._hb_font.face.upem
        self._codes: dict[tuple[int, str], int] = {}
        self._texts: dict[int, str] = {}
        self.shape = lru_cache(maxsize=20_000)(self._shape)

    def covers(self, letter: str) -> bool:
        """Whether the face has a glyph for `letter`."""
        return letter in "\u00a0\u200b" or ord(letter) in self.face.charToGlyph

    def text_of(self, code: int) -> str:
        """What a reader gets for an internal code."""
        return self._texts.get(code, chr(code))

    def _shape(self, word: str) -> Shaped:
        """Glyphs of a word without spaces, one internal code for each."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(word)
        buffer.script, buffer.language, buffer.direction = "Thai", "th", "ltr"
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        uharfbuzz.shape(self._hb_font, buffer, _FEATURES)
        drawn = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
        starts = sorted({info.cluster for info, _ in drawn})
        glyphs: list[Placed] = []
        exact = True
        for start, end in zip(starts, [*starts[1:], len(word)], strict=True):
            cluster = [pair for pair in drawn if pair[0].cluster == start]
            placed, readable = self._place(word[start:end], cluster)
            glyphs += placed
            exact = exact and readable
        return Shaped(tuple(glyphs), exact)

    def _place(self, letters: str, cluster: list[tuple[Any, Any]]) -> tuple[list[Placed], bool]:
        """Give each glyph of one cluster its letters; False if a reader cannot put them together."""
        if self._is_own_sara_am(letters, cluster):
            return [Placed(ord(SARA_AM), 0, 0, 0)], True
        texts, readable = _shared_out(letters, len(cluster))
        moved = any(position.x_offset or position.y_offset for _, position in cluster)
        placed = [
            self._placed(self._code(info.codepoint, text), position)
            for (info, position), text in zip(cluster, texts, strict=True)
        ]
        return placed, readable and not moved

    def _is_own_sara_am(self, letters: str, cluster: list[tuple[Any, Any]]) -> bool:
        if letters != SARA_AM or len(cluster) != 2 or not self.covers(SARA_AM):
            return False
        info, position = cluster[0]
        plain = info.codepoint == self.face.charToGlyph.get(ord(NIKHAHIT))
        return plain and abs(position.x_offset * self._scale) <= _NUDGE and not position.y_offset

    def _placed(self, code: int, position: Any) -> Placed:
        offset = position.x_offset * self._scale
        after = self.face.charWidths[code] - position.x_advance * self._scale + offset
        return Placed(code, -offset, after, position.y_offset * self._scale)

    def _code(self, glyph: int, text: str) -> int:
        """The internal code of a glyph that stands for `text`: the real one where the font maps it so."""
        if len(text) == 1 and self.face.charToGlyph.get(ord(text)) == glyph:
            return ord(text)
        if (glyph, text) not in self._codes:
            code = _FIRST_PRIVATE + len(self._codes)
            while code in self.face.charToGlyph:
                code += 1
            if code > _LAST_PRIVATE:
                raise OverflowError(f"{self.fontName}: more glyphs with own text than private codes")
            self._codes[glyph, text] = code
            self._texts[code] = text
            self.face.charToGlyph[code] = glyph
            self.face.charWidths[code] = self.face.hmetrics[glyph][0] * self._scale
        return self._codes[glyph, text]

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Write the subsets as reportlab does, then say in each what its codes mean."""
        state = self.state[doc]
        used = dict(state.assignments)
        subsets = len(state.subsets)
        super().addObjects(doc)
        for number in range(subsets):
            base = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX)).decode("latin-1")
            rows = {32: " "} | {
                code & 0xFF: self.text_of(letter) for letter, code in used.items() if code >> 8 == number and letter
            }
            doc.idToObject[f"toUnicodeCMap:{base}"].content = to_unicode(base, rows)


def _shared_out(letters: str, glyphs: int) -> tuple[list[str], bool]:
    """Texts for the glyphs of one cluster, and whether reading them in order gives `letters`."""
    if len(letters) == glyphs:
        return list(letters), True
    if glyphs == 1:
        return [letters], True
    rest = glyphs - len(letters)
    if letters.endswith(SARA_AM) and rest > 0:
        return [NO_TEXT] * rest + list(letters), False
    return [letters, *[NO_TEXT] * (glyphs - 1)], False


def to_unicode(name: str, rows: dict[int, str]) -> str:
    """A ToUnicode CMap: what each code of a subset says, in UTF-16BE."""
    lines = [f"<{code:02X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in sorted(rows.items())]
    blocks = [lines[start : start + _ROWS] for start in range(0, len(lines), _ROWS)]
    body = [line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")]
    head = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    return "\n".join([*head, *body, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


@lru_cache(maxsize=1)
def register_fonts() -> dict[str, ThaiFont]:
    """Load the four faces once in a process and make `<b>` and `<i>` find them."""
    faces = {name: ThaiFont(name, FONTS / f"{file}.ttf") for name, file in _FACES.items()}
    for name, face in faces.items():
        pdfmetrics.registerFont(face)
        if pdfmetrics.getFont(name) is not face:  # reportlab keeps the first object that carries a face
            raise RuntimeError(f"{name} was registered before by somebody else, and Thai would be measured wrong")
    for name in faces:
        addMapping(name, 0, 0, name)
    for bold, italic, name in ((0, 0, FAMILY), (1, 0, BOLD), (0, 1, ITALIC), (1, 1, BOLD_ITALIC)):
        addMapping(FAMILY, bold, italic, name)
    addMapping(BOLD, 0, 1, BOLD_ITALIC)
    return faces


def visible(text: str) -> str:
    """`text` with each character the font lacks replaced by its code: never a silent empty box."""
    font = register_fonts()[FAMILY]
    if all(font.covers(letter) or letter.isspace() for letter in text):
        return text
    return "".join(letter if font.covers(letter) or letter.isspace() else _replaced(letter) for letter in text)


def missing_letters(text: str) -> tuple[str, ...]:
    """The characters of `text` that the font lacks and `visible` replaces, each once, in order."""
    font = register_fonts()[FAMILY]
    lacking = (letter for letter in text if not letter.isspace() and not font.covers(letter))
    return tuple(dict.fromkeys(letter for letter in lacking if letter not in _MISSING_HYPHEN))


def _replaced(letter: str) -> str:
    return _MISSING_HYPHEN.get(letter) or f"[U+{ord(letter):04X}]"


NEEDS_SHAPING = re.compile(f"[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e\u0e24\u0e26{NO_TEXT}]")
