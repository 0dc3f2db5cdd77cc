"""Drawings on paper: radar, bars, QR code, dotted leaders. Geometry comes from `outputs/charts.py` (C3, U19)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.platypus import Flowable

from desktop_app.outputs.charts import Bars, Point, Radar
from desktop_app.outputs.pdf.font import FAMILY
from desktop_app.outputs.pdf.layout import INK, NAVY, PAPER, QUIET, RULE, TINT, WARM, draw_text, nominal
from desktop_app.thai.digits import Digits, in_digits

_MARK = 2.6  # half the width of a point mark
_QUIET_ZONE = 4  # modules of white around a QR code, ISO/IEC 18004
_LOOKS: dict[str, tuple[Any, tuple[float, ...]]] = {  # colour and dashes of a series by its role
    "own": (NAVY, ()),
    "ministry": (WARM, (4, 2)),
    "nation": (QUIET, (1, 2)),
}


class RadarDrawing(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A radar `height` points high, legend included; roles say how each series looks, the own one is filled."""

    def __init__(self, chart: Radar, roles: Sequence[str], height: float, digits: Digits) -> None:
        super().__init__()
        self.chart, self.roles, self.digits = chart, roles, digits
        self.radius = (height - 44 - 14 * len(roles)) / 2
        self.width, self.height = 2 * self.radius + 44, height

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its size."""
        return self.width, self.height

    def draw(self) -> None:
        """Rings, spokes, series, labels, legend."""
        canvas = self.canv
        canvas.saveState()
        canvas.translate(self.width / 2, self.height - self.radius - 22)
        self._net()
        for series, role in zip(self.chart.series, self.roles, strict=True):
            self._series(series, role)
        for label in self.chart.labels:
            x, y = self._at(label.at)
            words = in_digits(label.text, self.digits)
            draw_text(canvas, words, x, y - 4, points=15, bold=True, color=NAVY, align="middle")
        for label in self.chart.ring_labels:
            x, y = self._at(label.at)
            draw_text(canvas, in_digits(label.text, self.digits), x, y - 2.5, points=10, align="middle")
        self._legend()
        canvas.restoreState()

    def _at(self, point: Point) -> tuple[float, float]:
        return point.x * self.radius, point.y * self.radius

    def _net(self) -> None:
        canvas = self.canv
        canvas.setLineWidth(0.4)
        canvas.setStrokeColor(RULE)
        for number, ring in enumerate(self.chart.rings):
            outer = number == len(self.chart.rings) - 1
            canvas.setFillColor(TINT)
            self._outline(ring, closed=True, fill=0)
            if outer:
                canvas.setLineWidth(0.8)
                self._outline(ring, closed=True, fill=0)
        canvas.setLineWidth(0.4)
        for spoke in self.chart.spokes:
            canvas.line(0, 0, *self._at(spoke))

    def _series(self, series: Any, role: str) -> None:
        canvas = self.canv
        color, dashes = _LOOKS[role]
        canvas.setStrokeColor(color)
        canvas.setLineWidth(1.6 if role == "own" else 1.1)
        canvas.setDash(*([list(dashes)] if dashes else []))
        for run in series.runs:
            if role == "own" and series.closed:
                canvas.setFillColor(color)
                canvas.setFillAlpha(0.14)
                self._outline(run, closed=True, fill=1)
                canvas.setFillAlpha(1)
            else:
                self._outline(run, closed=series.closed, fill=0)
        canvas.setDash()
        for point in series.points:
            if point is not None:
                draw_mark(canvas, *self._at(point), role)

    def _outline(self, points: Sequence[Point], *, closed: bool, fill: int) -> None:
        if not points:
            return
        path = self.canv.beginPath()
        path.moveTo(*self._at(points[0]))
        for point in points[1:]:
            path.lineTo(*self._at(point))
        if closed:
            path.close()
        self.canv.drawPath(path, stroke=1, fill=fill)

    def _legend(self) -> None:
        canvas = self.canv
        for number, (series, role) in enumerate(zip(self.chart.series, self.roles, strict=True)):
            y = -self.radius - 26 - 14 * number
            x = -self.radius
            color, dashes = _LOOKS[role]
            canvas.setStrokeColor(color)
            canvas.setLineWidth(1.4)
            canvas.setDash(*([list(dashes)] if dashes else []))
            canvas.line(x, y + 3, x + 20, y + 3)
            canvas.setDash()
            draw_mark(canvas, x + 10, y + 3, role)
            draw_text(canvas, series.name, x + 26, y, points=13, color=INK)


class BarsDrawing(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Horizontal bars under one another with a scale; marks show published figures."""

    def __init__(
        self, chart: Bars, legend: Sequence[tuple[str, str]], width: float, row: float, digits: Digits
    ) -> None:
        super().__init__()
        self.chart, self.legend, self.digits = chart, legend, digits
        self.width, self.rows = width, row * len(chart.bars)
        self.height = self.rows + (32 if legend else 14)

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its size."""
        return self.width, self.height

    def draw(self) -> None:
        """Scale, bars, labels in front of them, marks."""
        canvas = self.canv
        canvas.saveState()
        canvas.translate(16, self.height - self.rows)
        wide = self.width - 24
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.4)
        for tick in self.chart.ticks:
            canvas.line(tick.at.x * wide, 0, tick.at.x * wide, self.rows)
            draw_text(canvas, in_digits(tick.text, self.digits), tick.at.x * wide, -10, points=11, align="middle")
        for bar in self.chart.bars:
            label = in_digits(bar.label, self.digits)
            draw_text(canvas, label, -7, bar.middle * self.rows - 3, points=13, align="right")
            if bar.length is not None:
                canvas.setFillColor(NAVY)
                height = (bar.top - bar.bottom) * self.rows
                canvas.rect(0, bar.bottom * self.rows, bar.length * wide, height, stroke=0, fill=1)
            for role, at in bar.marks:
                draw_mark(canvas, at * wide, bar.middle * self.rows, role)
        x = 0.0
        for role, name in self.legend:
            draw_mark(canvas, x + 3, -24, role)
            draw_text(canvas, name, x + 10, -27, points=13, color=INK)
            x += canvas.stringWidth(name, FAMILY, nominal(13)) + 28
        canvas.restoreState()


class InlineBar(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A thin bar for a table cell: `share` 0..1 of its width, None for nothing."""

    def __init__(self, share: float | None, width: float) -> None:
        super().__init__()
        self.share, self.width, self.height = share, width, 12.0

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its size."""
        return self.width, self.height

    def draw(self) -> None:
        """Track and bar."""
        canvas = self.canv
        canvas.setFillColor(TINT)
        canvas.rect(0, 2, self.width, 6, stroke=0, fill=1)
        if self.share is not None:
            canvas.setFillColor(NAVY)
            canvas.rect(0, 2, self.width * self.share, 6, stroke=0, fill=1)


class QrDrawing(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A QR code (error correction M) in a square of `side` points, quiet zone included."""

    def __init__(self, content: str, side: float) -> None:
        super().__init__()
        self.content, self.width, self.height = content, side, side

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its size."""
        return self.width, self.height

    def draw(self) -> None:
        """Dark modules as one filled path: neighbouring squares leave no hairlines."""
        canvas = self.canv
        modules = qr_modules(self.content)
        unit = self.width / (len(modules) + 2 * _QUIET_ZONE)
        canvas.setFillColor(PAPER)
        canvas.rect(0, 0, self.width, self.height, stroke=0, fill=1)
        path = canvas.beginPath()
        for row, line in enumerate(modules):
            y = self.height - (row + 1 + _QUIET_ZONE) * unit
            for start, length in _runs(line):
                path.rect((start + _QUIET_ZONE) * unit, y, length * unit, unit)
        canvas.setFillColor(INK)
        canvas.drawPath(path, stroke=0, fill=1)


class Leader(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Words and dotted lines to write on, drawn as lines and not as full stops in the text.

    `parts` are words, and widths in points for the dotted stretches between them.
    """

    def __init__(self, parts: Sequence[str | float], size: float = 16, height: float = 26) -> None:
        super().__init__()
        self.parts, self.size, self.height = parts, size, height

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """As wide as there is room."""
        self.width = width
        return width, self.height

    def draw(self) -> None:
        """From left to right."""
        canvas = self.canv
        x = 0.0
        for part in self.parts:
            if isinstance(part, str):
                draw_text(canvas, part, x, 5, points=self.size, color=INK)
                x += canvas.stringWidth(part, canvas._fontname, nominal(self.size)) + 4  # noqa: SLF001
            else:
                canvas.setStrokeColor(QUIET)
                canvas.setLineWidth(0.8)
                canvas.setDash([0.8, 2.2])
                canvas.line(x, 4, x + part, 4)
                canvas.setDash()
                x += part + 4


def draw_mark(canvas: Any, x: float, y: float, role: str) -> None:
    """A point of a series: disc, diamond or ring, so that colour is not needed to tell them apart."""
    color, _ = _LOOKS[role]
    canvas.setStrokeColor(color)
    canvas.setLineWidth(1.1)
    canvas.setFillColor(color if role == "own" else PAPER)
    if role == "ministry":
        path = canvas.beginPath()
        path.moveTo(x, y + _MARK * 1.3)
        for corner in ((x + _MARK * 1.3, y), (x, y - _MARK * 1.3), (x - _MARK * 1.3, y)):
            path.lineTo(*corner)
        path.close()
        canvas.drawPath(path, stroke=1, fill=1)
    else:
        canvas.circle(x, y, _MARK, stroke=1, fill=1)


def qr_modules(content: str) -> list[list[bool]]:
    """The matrix of a QR code, True for dark."""
    code = QrCodeWidget(content, barLevel="M").qr
    code.make()
    size = code.getModuleCount()
    return [[bool(code.isDark(row, column)) for column in range(size)] for row in range(size)]


def _runs(line: Sequence[bool]) -> list[tuple[int, int]]:
    """Starts and lengths of the dark stretches of a row."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(line):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((place, 1))
    return runs
