"""Makes the window's font Phrom UI from Sarabun: taller line metrics and an empty U+200B glyph.

Sarabun's own metrics are smaller than Thai ink, so Qt cuts vowels and tone marks off in labels,
fields and tables; and without a glyph for U+200B a fallback font changes the height of wrapped
lines. Run after a new Sarabun: `python resources/fonts/build_ui_font.py`. The result is the same
byte for byte on every run. Licence of both: OFL 1.1, no reserved font name (OFL.txt).
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

HERE = Path(__file__).resolve().parent
FAMILY = "Phrom UI"
FACES = {"Regular": "Sarabun-Regular.ttf", "Bold": "Sarabun-Bold.ttf"}
ASCENT_EM, DESCENT_EM = 1.28, 0.56  # measured: ink of ปั้น ผู้ ฐู reaches 1.25 up and 0.55 down
ZERO_WIDTH_SPACE = 0x200B
USE_TYPO_METRICS = 1 << 7


def build(face: str) -> bytes:
    """The bytes of one face, "Regular" or "Bold"."""
    font = TTFont(HERE / FACES[face], recalcTimestamp=False)
    raise_metrics(font)
    add_empty_glyph(font)
    rename(font, face)
    buffer = BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def raise_metrics(font: TTFont) -> None:
    """Give every line room for marks above and vowels below."""
    em = font["head"].unitsPerEm
    ascent, descent = round(ASCENT_EM * em), round(DESCENT_EM * em)
    hhea, os2 = font["hhea"], font["OS/2"]
    hhea.ascent, hhea.descent, hhea.lineGap = ascent, -descent, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ascent, -descent, 0
    os2.usWinAscent, os2.usWinDescent = ascent, descent
    os2.fsSelection |= USE_TYPO_METRICS


def add_empty_glyph(font: TTFont) -> None:
    """Map U+200B to a glyph without ink or width."""
    if ZERO_WIDTH_SPACE in font.getBestCmap():
        return
    name = "uni200B"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = Glyph()
    font["hmtx"][name] = (0, 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ZERO_WIDTH_SPACE] = name


def rename(font: TTFont, face: str) -> None:
    """A name of its own, so that an installed Sarabun never takes its place."""
    plain = FAMILY.replace(" ", "")
    names = {1: FAMILY, 2: face, 3: f"{plain}-{face}", 4: f"{FAMILY} {face}", 6: f"{plain}-{face}"}
    for record in list(font["name"].names):
        if record.nameID in (16, 17, 21, 22, 25):
            font["name"].removeNames(nameID=record.nameID)
        elif record.nameID in names:
            record.string = names[record.nameID]


def main() -> None:
    """Write both faces beside this script."""
    for face in FACES:
        (HERE / f"PhromUI-{face}.ttf").write_bytes(build(face))


if __name__ == "__main__":
    main()
