"""Official Thai page layout: margins, type sizes, styles, tables, header and footer of every page (C3).

"16 pt" in Thai offices means 16 pt of TH Sarabun New, whose consonants are 0.400 em high; those of the
bundled Sarabun are 0.586 em. Sizes here are nominal and scaled, so that print looks as officials expect.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Frame, PageTemplate, Table
from reportlab.platypus.doctemplate import LayoutError

from desktop_app.outputs.pdf.font import BOLD, FAMILY, visible
from desktop_app.outputs.pdf.paragraph import ThaiParagraph, paragraph_text
from desktop_app.outputs.pdf.text import ThaiCanvas
from desktop_app.thai.breaking import break_letters

PAGE_WIDTH, PAGE_HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 3 * cm, 2 * cm, 2.5 * cm, 2 * cm
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
TEXT_HEIGHT = PAGE_HEIGHT - TOP - BOTTOM

SCALE = 0.400 / 0.586  # consonant height of TH Sarabun New over that of Sarabun
PITCH = 21.3 / 16  # line pitch of TH Sarabun New at single spacing

INK = HexColor(0x1B1F24)
QUIET = HexColor(0x55606B)
NAVY = HexColor(0x1F3A5F)
RULE = HexColor(0xB8C1CC)
TINT = HexColor(0xEEF2F7)
WARM = HexColor(0x9A5B13)  # the second colour: what needs work, and the ministry in charts

CELL_PADDING = {"TOP": 3, "BOTTOM": 5}  # stacked marks reach far up, lower vowels far down


def nominal(points: float) -> float:
    """Size of Sarabun that looks like `points` of TH Sarabun New: 16 gives 10.9."""
    return points * SCALE


@lru_cache(maxsize=64)
def style(
    points: float = 16,
    *,
    bold: bool = False,
    color: Color = INK,
    align: int = TA_LEFT,
    before: float = 0,
    after: float = 0,
    indent: float = 0,
    pitch: float = PITCH,
) -> ParagraphStyle:
    """A paragraph style in nominal points; spaces and indent in real points."""
    return ParagraphStyle(
        f"nominal-{points}",
        fontName=BOLD if bold else FAMILY,
        fontSize=nominal(points),
        leading=points * pitch,
        textColor=color,
        alignment=align,
        spaceBefore=before,
        spaceAfter=after,
        leftIndent=indent,
        splitLongWords=0,
    )


BODY = style(16, after=4)
SMALL = style(13, color=QUIET, pitch=1.25)
CELL = style(14, pitch=1.22)
CELL_BOLD = style(14, bold=True, pitch=1.22)
CELL_RIGHT = style(14, align=TA_RIGHT, pitch=1.22)
CELL_CENTER = style(14, align=TA_CENTER, pitch=1.22)
CELL_QUIET = style(13, color=QUIET, pitch=1.22)
HEAD = style(13, bold=True, color=NAVY, pitch=1.22)
HEAD_CENTER = style(13, bold=True, color=NAVY, align=TA_CENTER, pitch=1.22)
HEAD_RIGHT = style(13, bold=True, color=NAVY, align=TA_RIGHT, pitch=1.22)
HEADING = style(20, bold=True, color=NAVY, before=12, after=5)
SUBHEADING = style(17, bold=True, color=NAVY, before=9, after=3)


def text(words: str, look: ParagraphStyle = BODY) -> ThaiParagraph:
    """Stored text as a paragraph: `& < >` are themselves, missing glyphs are shown."""
    return ThaiParagraph(paragraph_text(words), look)


def table(
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    *,
    header: bool = True,
    ruled: bool = True,
    extra: Sequence[Any] = (),
) -> Table:
    """A table as wide as its columns say, its header row repeated on every page; `ruled` below every row.

    Raises:
        LayoutError: wider than the page's text; readers lose text of such a table.
    """
    if sum(widths) > TEXT_WIDTH + 0.01:
        raise LayoutError(f"a table of {sum(widths):.1f} pt does not fit {TEXT_WIDTH:.1f} pt")
    look = [
        ("FONT", (0, 0), (-1, -1), FAMILY, nominal(14)),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ("TOPPADDING", (0, 0), (-1, -1), CELL_PADDING["TOP"]),
        ("BOTTOMPADDING", (0, 0), (-1, -1), CELL_PADDING["BOTTOM"]),
    ]
    if ruled:
        look.append(("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE))
    if header:
        look += [
            ("BACKGROUND", (0, 0), (-1, 0), TINT),
            ("LINEABOVE", (0, 0), (-1, 0), 0.8, NAVY),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, NAVY),
            ("VALIGN", (0, 0), (-1, 0), "MIDDLE"),
        ]
    return Table(rows, colWidths=list(widths), repeatRows=1 if header else 0, hAlign="LEFT", style=[*look, *extra])


class Heading(ThaiParagraph):
    """A heading that also stands in the outline; levels 0 and 1."""

    def __init__(self, words: str, level: int = 0) -> None:
        super().__init__(paragraph_text(words), HEADING if level == 0 else SUBHEADING)
        self.title = words
        self.level = level

    def draw(self) -> None:
        """Draw, and set the bookmark the outline points to."""
        key = f"h{id(self)}"
        self.canv.bookmarkHorizontal(key, 0, self.height)
        self.canv.addOutlineEntry(self.title, key, self.level, closed=0)
        super().draw()


def heading(words: str, level: int = 0, room: float = 110) -> list[Any]:
    """A heading of the report with at least `room` points below it on the same page."""
    return [CondPageBreak(room), Heading(words, level)]


class _RoomToBegin(CondPageBreak):  # type: ignore[misc]  # reportlab has no types
    """Ends the page where what follows could not begin on it: all of `heads`, and of `body` what it never parts."""

    def __init__(self, heads: Sequence[Any], body: Any) -> None:
        super().__init__(0)
        self._heads, self._body = heads, body

    def wrap(self, width: float, room: float) -> tuple[float, float]:
        """Measure what follows, and end the page if need be."""
        left = room
        for part in self._heads:
            left -= part.wrap(width, room)[1] + part.getSpaceBefore() + part.getSpaceAfter()
        whole = self._body.wrap(width, room)[1] <= left
        self.height = 0 if whole or self._body.split(width, left) else room + 1
        size: tuple[float, float] = super().wrap(width, room)
        return size


def headed(heads: Sequence[Any], body: Any) -> list[Any]:
    """`heads` and the beginning of a table on one page; the rest of it may go on overleaf.

    `keepWithNext` would push a whole long table to the next page.
    """
    return [_RoomToBegin(heads, body), *heads, body]


class Report(BaseDocTemplate):  # type: ignore[misc]  # reportlab has no types
    """A document whose pages all carry the same header, and footers that know how many pages there are.

    A footer is a form drawn by name on its page and defined when the last page is done.
    """

    def __init__(
        self,
        *,
        header: Callable[[Any], None],
        footer: Callable[[Any, int, int], None],
        entries: dict[str, str],
        moment: str,
        **metadata: str,
    ) -> None:
        self.stream = io.BytesIO()
        super().__init__(self.stream, pagesize=A4, pageCompression=1, invariant=1, **metadata)
        self._moment = moment
        self._header = header
        self._footer = footer
        self._entries = entries
        frame = Frame(LEFT, BOTTOM, TEXT_WIDTH, TEXT_HEIGHT, 0, 0, 0, 0, id="text")
        self.addPageTemplates(PageTemplate("page", [frame], onPage=self._begin, onPageEnd=self._finish))

    def make(self, story: list[Any]) -> bytes:
        """Lay the story out and return the file."""
        self.build(story, canvasmaker=self._new_canvas)
        return self.stream.getvalue()

    def _new_canvas(self, stream: Any, **settings: Any) -> ThaiCanvas:
        canvas = ThaiCanvas(stream, entries=self._entries, **settings)
        canvas.setDateFormatter(lambda *_: self._moment)
        canvas.setViewerPreference("DisplayDocTitle", "true")
        canvas.showOutline()
        return canvas

    def _begin(self, canvas: Any, _document: Any) -> None:
        canvas.saveState()
        self._header(canvas)
        canvas.restoreState()

    def _finish(self, canvas: Any, document: Any) -> None:
        canvas.doForm(f"footer{document.page}")

    def _endBuild(self) -> None:  # noqa: N802 - reportlab's name
        self._doSave = False
        super()._endBuild()
        for page in range(1, self.page + 1):
            self.canv.beginForm(f"footer{page}", 0, 0, PAGE_WIDTH, PAGE_HEIGHT)
            self._footer(self.canv, page, self.page)
            self.canv.endForm()
        self.canv.save()


def fitted(canvas: Any, words: str, room: float, points: float = 12) -> str:
    """`words` if they are not wider than `room`, else as much as fits with an ellipsis."""
    size = nominal(points)
    if canvas.stringWidth(words, FAMILY, size) <= room:
        return words
    kept = ""
    for piece in break_letters(words):
        if canvas.stringWidth(f"{kept}{piece}…", FAMILY, size) > room:
            break
        kept += piece
    return f"{kept.rstrip()}…"


def draw_text(
    canvas: Any, words: str, x: float, y: float, *, points: float = 12, bold: bool = False, color: Color = QUIET,
    align: str = "left",
) -> None:  # fmt: skip
    """One line of text on the canvas, nominal size, aligned at x; missing glyphs are shown."""
    words = visible(words)
    canvas.setFillColor(color)
    canvas.setFont(BOLD if bold else FAMILY, nominal(points))
    draw = {"left": canvas.drawString, "right": canvas.drawRightString, "middle": canvas.drawCentredString}[align]
    draw(x, y, words)


PAPER = white
