"""First page of a report: whose it is, what it says in one look, and where the file is (C3, C5)."""

from __future__ import annotations

from typing import Any

from reportlab.lib.enums import TA_CENTER
from reportlab.platypus import HRFlowable, Spacer, Table

from desktop_app.outputs import charts
from desktop_app.outputs.pdf.drawings import InlineBar, QrDrawing, RadarDrawing
from desktop_app.outputs.pdf.font import FAMILY
from desktop_app.outputs.pdf.layout import (
    CELL,
    CELL_BOLD,
    CELL_QUIET,
    CELL_RIGHT,
    HEAD,
    NAVY,
    QUIET,
    RULE,
    SMALL,
    TEXT_WIDTH,
    TINT,
    heading,
    style,
    table,
    text,
)
from desktop_app.outputs.pdf.wording import Wording
from desktop_app.outputs.report import ScoreLine, SelfAssessment

TITLE = style(30, bold=True, color=NAVY, pitch=1.25)
OFFICE = style(23, bold=True, pitch=1.3)
FIGURE = style(34, bold=True, color=NAVY, align=TA_CENTER, pitch=1.15)
FIGURE_LABEL = style(14, bold=True, align=TA_CENTER, pitch=1.2)
FIGURE_UNIT = style(12, color=QUIET, align=TA_CENTER, pitch=1.2)
RADAR_HEIGHT = 232.0  # with its legend, so that the cover stays one page
QR_SIDE = 82.0


def cover(report: SelfAssessment, words: Wording) -> list[Any]:
    """Title, figures, radar beside the dimensions, facts beside the QR code."""
    story: list[Any] = [
        text(words("round", round=words.digits(report.round)), SMALL),
        text(words("title"), TITLE),
        text(report.form_title, style(18, color=QUIET, after=2, pitch=1.3)),
        HRFlowable(width="100%", thickness=1.4, color=NAVY, spaceBefore=5, spaceAfter=9),
        text(report.office_name, OFFICE),
        Spacer(0, 8),
    ]
    if report.scored:
        story += [_figures(report, words), Spacer(0, 8), *heading(words("overview")), _overview(report, words)]
    return [*story, Spacer(0, 12), _facts(report, words)]


def _figures(report: SelfAssessment, words: Wording) -> Table:
    """Official score, attainable maximum and completeness always together, and the level."""
    shown = [
        (report.total, "official", "of_hundred"),
        (report.maximum, "attainable", "of_hundred"),
        (report.completeness, "completeness", "percent_of_weight"),
    ]
    cells = [
        [text(words("no_score") if figure is None else words.digits(figure), FIGURE), text(words(label), FIGURE_LABEL),
         text(words(unit), FIGURE_UNIT)]
        for figure, label, unit in shown
    ]  # fmt: skip
    if report.level:
        number, name = report.level
        level = [text(words.digits(str(number)), FIGURE), text(f"{words('level')} {name}", FIGURE_LABEL)]
        cells.append([*level, text(words("draft_level"), FIGURE_UNIT)])
    wide = TEXT_WIDTH / len(cells)
    look = [
        ("FONT", (0, 0), (-1, -1), FAMILY, 10),
        ("BACKGROUND", (0, 0), (-1, -1), TINT),
        ("LINEABOVE", (0, 0), (-1, 0), 1, NAVY),
        ("LINEAFTER", (0, 0), (-2, 0), 0.5, RULE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
    ]
    return Table([cells], colWidths=[wide] * len(cells), hAlign="LEFT", style=look)


def _overview(report: SelfAssessment, words: Wording) -> Table:
    """Radar on the left, the dimensions it numbers on the right."""
    drawing = radar_of(report, words)
    right = TEXT_WIDTH - drawing.width - 8
    widths = [16, right - 16 - 58 - 48, 58, 48]
    rows = [
        [
            text(words.digits(line.number), CELL_BOLD),
            text(line.label, CELL),
            text(words.score(line.shown), CELL_RIGHT),
            InlineBar(None if line.exact is None else float(line.exact) / 100, 44),
        ]
        for line in report.dimensions
    ]
    look = [
        ("FONT", (0, 0), (-1, -1), FAMILY, 10),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
    ]
    legend: Any = Table(rows, colWidths=widths, style=look) if rows else ""
    frame = [
        ("FONT", (0, 0), (-1, -1), FAMILY, 10),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ]
    return Table([[drawing, legend]], colWidths=[drawing.width + 8, right], hAlign="LEFT", style=frame)


def radar_of(report: SelfAssessment, words: Wording) -> RadarDrawing:
    """Own points over what was published, one spoke for each dimension by its number."""
    lines = report.dimensions
    series = [("own", words.series("own", report), [line.exact for line in lines])]
    for role in ("ministry", "nation"):
        values = [_published(line, role) for line in lines]
        if any(value is not None for value in values):
            series.insert(0, (role, words.series(role, report), values))
    chart = charts.radar([line.number for line in lines], [(name, values) for _, name, values in series])
    return RadarDrawing(chart, [role for role, _, _ in series], RADAR_HEIGHT, report.digits)


def _published(line: ScoreLine, role: str) -> Any:
    found = line.ministry if role == "ministry" else line.nation
    return found.exact if found else None


def _facts(report: SelfAssessment, words: Wording) -> Table:
    """What is needed to find this submission again, and the QR code that says the same."""
    signer = report.signer
    facts = [
        ("office_code", report.office_code),
        ("revision", words.digits(str(report.revision))),
        ("made_at", words("clock", moment=words.moment(report))),
        ("certified_by", f"{signer.name} ({signer.position})" if signer.position else signer.name),
        ("fingerprint_label", words.groups(report.fingerprint)),
    ]
    rows = [[text(words(label), HEAD), text(value, CELL)] for label, value in facts]
    left = TEXT_WIDTH - QR_SIDE - 12
    inner = table(rows, [104, left - 104], header=False)
    code = [QrDrawing(words.qr(report), QR_SIDE), text(words("scan"), style(11, color=QUIET, align=TA_CENTER))]
    look = [
        ("FONT", (0, 0), (-1, -1), FAMILY, 10),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("LEFTPADDING", (1, 0), (1, 0), 12),
    ]
    return Table([[inner, code]], colWidths=[left, QR_SIDE + 12], hAlign="LEFT", style=look)


def restricted_line(count: int, words: Wording) -> Any:
    """How many answers stand in the annex; nothing of what they say."""
    return text(words("restricted_count", count=words.digits(str(count))), CELL_QUIET)
