"""Signature block of a report, kept together on one page (C3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reportlab.lib.enums import TA_CENTER
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from desktop_app.outputs.pdf.drawings import Leader, QrDrawing
from desktop_app.outputs.pdf.font import FAMILY
from desktop_app.outputs.pdf.layout import (
    BODY,
    CELL,
    CELL_QUIET,
    HEAD,
    NAVY,
    RULE,
    TEXT_WIDTH,
    TINT,
    draw_text,
    heading,
    style,
    text,
)
from desktop_app.outputs.pdf.wording import Wording
from desktop_app.outputs.report import SelfAssessment

CENTERED = style(16, align=TA_CENTER, pitch=1.3)
FIELD_WIDTH, FIELD_HEIGHT = 140.0, 84.0
BLOCK_WIDTH = 290.0
QR_SIDE = 92.0

Found = Callable[[int, float, float, float, float], None]  # page from 0; left, bottom, width, height in points


def signing(report: SelfAssessment, words: Wording, found: Found) -> list[Any]:
    """Who prepared it, who certifies it, and all sixteen groups of the fingerprint; one block, one page."""
    block: list[Any] = [*heading(words("signing"))[1:], text(words("certify"), BODY), Spacer(0, 8)]
    if report.preparer:
        block += [_beside("", _person(words("prepared_by"), report.preparer, "", words)), Spacer(0, 14)]
    block += [_beside(_Field(report, words, found), _certifier(report, words)), Spacer(0, 12), _proof(report, words)]
    return [Spacer(0, 10), KeepTogether(block)]


class _Field(Flowable):  # type: ignore[misc]  # reportlab has no types
    """The frame in which the file's digital signature lies, with the name it is expected from."""

    def __init__(self, report: SelfAssessment, words: Wording, found: Found) -> None:
        super().__init__()
        self.width, self.height = FIELD_WIDTH, FIELD_HEIGHT
        self._lines = [words("digital_field"), report.signer.name]
        self._found = found

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its size."""
        return self.width, self.height

    def draw(self) -> None:
        """Frame and caption; reports its place on the page."""
        canvas = self.canv
        x, y = canvas.absolutePosition(0, 0)
        self._found(canvas.getPageNumber() - 1, x, y, self.width, self.height)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.6)
        canvas.rect(0, 0, self.width, self.height, stroke=1, fill=0)
        caption, name = self._lines
        draw_text(canvas, caption, self.width / 2, self.height - 16, points=12, align="middle")
        lines = text(name, style(13, align=TA_CENTER, pitch=1.25))
        _, high = lines.wrapOn(canvas, self.width - 12, self.height)
        lines.drawOn(canvas, 6, (self.height - 16 - high) / 2)


def _beside(left: Any, right: list[Any]) -> Table:
    """The block of a person on the right half of the page."""
    look = [
        ("FONT", (0, 0), (-1, -1), FAMILY, 10),
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ]
    return Table([[left, right]], colWidths=[TEXT_WIDTH - BLOCK_WIDTH, BLOCK_WIDTH], hAlign="LEFT", style=look)


def _certifier(report: SelfAssessment, words: Wording) -> list[Any]:
    signer = report.signer
    role = {"department": "cio", "province": "pcio"}.get(report.respondent_level, "cio_other")
    acting = words("acting_for", name=signer.acting_for) if signer.acting_for else ""
    lines = _person(words("certified_by"), signer.name, signer.position, words)
    lines += [text(line, CENTERED) for line in (words(role), acting) if line]
    day, month, year = words("day_line").split("|")
    return [*lines, Leader([day, 50.0, month, 84.0, year, 50.0])]


def _person(role: str, name: str, position: str, words: Wording) -> list[Any]:
    """`ลงชื่อ …`, the name in brackets, the position or a line to write it on."""
    lines: list[Any] = [
        text(role, style(14, bold=True, color=NAVY, align=TA_CENTER)),
        Leader([words("signed"), BLOCK_WIDTH - 50.0]),
        text(f"({name})", CENTERED),
    ]
    if position:
        return [*lines, text(f"{words('position')} {position}", CENTERED)]
    return [*lines, Leader([words("position"), BLOCK_WIDTH - 62.0])]


def _proof(report: SelfAssessment, words: Wording) -> Table:
    """Fingerprint in full beside its QR code."""
    groups = words.groups(report.fingerprint).split(" ")
    lines = [" ".join(groups[start : start + 4]) for start in range(0, len(groups), 4)]
    left: list[Any] = [text(words("fingerprint"), HEAD)]
    left += [text(line, style(17, bold=True, color=NAVY, pitch=1.25)) for line in lines]
    left += [Spacer(0, 3), text(words("digital"), CELL_QUIET)]
    right = [QrDrawing(words.qr(report), QR_SIDE), text(words("scan"), style(11, align=TA_CENTER))]
    look = [
        ("FONT", (0, 0), (-1, -1), FAMILY, 10),
        ("BACKGROUND", (0, 0), (-1, -1), TINT),
        ("LINEABOVE", (0, 0), (-1, 0), 1, NAVY),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 8),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
        ("LEFTPADDING", (0, 0), (-1, -1), 10),
    ]
    return Table([[left, right]], colWidths=[TEXT_WIDTH - QR_SIDE - 24, QR_SIDE + 24], hAlign="LEFT", style=look)


def replaced_line(letters: tuple[str, ...], words: Wording) -> list[Any]:
    """A visible warning where the officer's text has characters that the font lacks."""
    if not letters:
        return []
    codes = ", ".join(f"U+{ord(letter):04X}" for letter in letters)
    return [Spacer(0, 6), text(words("replaced", letters=codes), CELL)]
