"""Charts painted from the geometry of `outputs/charts.py`; every chart stands beside a table with the same figures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.outputs import charts
from desktop_app.outputs.charts import Bar as BarShape
from desktop_app.outputs.charts import Point
from desktop_app.ui.theme.current import tokens
from desktop_app.ui.theme.fonts import role_font

SERIES_TONES = ("last_year", "warning", "accent")  # the own office last, in accent
LABEL_ROOM = 1.3  # the outer ring takes 1/1.3 of the radius, labels the rest


def tones_for(count: int) -> tuple[str, ...]:
    """Tokens of `count` series, the own office always last."""
    return SERIES_TONES[-count:] if count <= len(SERIES_TONES) else ("hint",) * (count - 3) + SERIES_TONES


class RadarChart(QWidget):
    """A radar; `name` says in words what it shows."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._shape = charts.radar((), ())
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_values(self, labels: Sequence[str], series: Sequence[tuple[str, charts.Values]]) -> None:
        """Show these spokes and series; points 0 to 100."""
        self._shape = charts.radar(labels, series)
        self.update()

    def sizeHint(self) -> QSize:
        """A square as wide as there is room."""
        return QSize(240, 240)

    def heightForWidth(self, width: int) -> int:
        """As high as wide, up to a sensible size."""
        return min(width, 420)

    def hasHeightForWidth(self) -> bool:
        """The chart stays round."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rings, spokes, series, labels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = min(self.width(), self.height()) / 2 / LABEL_ROOM
        centre = QPointF(self.width() / 2, self.height() / 2)

        def at(point: Point) -> QPointF:
            return QPointF(centre.x() + point.x * radius, centre.y() - point.y * radius)

        painter.setPen(QPen(tokens().color("line"), 1))
        for ring in self._shape.rings:
            painter.drawPolygon(QPolygonF([at(point) for point in ring]))
        for spoke in self._shape.spokes:
            painter.drawLine(centre, at(spoke))
        for series, tone in zip(self._shape.series, tones_for(len(self._shape.series)), strict=True):
            self._paint_series(painter, series, tokens().color(tone), at)
        painter.setPen(tokens().color("text"))
        painter.setFont(role_font(self.font(), "small_strong"))
        for label in self._shape.labels:
            _draw_label(painter, label, at(label.at))

    @staticmethod
    def _paint_series(painter: QPainter, series: charts.Series, color: QColor, at) -> None:  # type: ignore[no-untyped-def]
        fill = QColor(color)
        fill.setAlpha(48)
        painter.setPen(QPen(color, 2))
        for run in series.runs:
            painter.setBrush(fill if series.closed else Qt.BrushStyle.NoBrush)
            points = QPolygonF([at(point) for point in run])
            painter.drawPolygon(points) if series.closed else painter.drawPolyline(points)
        painter.setBrush(color)
        for point in series.points:
            if point is not None:
                painter.drawEllipse(at(point), 2.6, 2.6)


class BarRow(QWidget):
    """One bar of `charts.bars` with marks of other values, as wide as there is room."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._shape: BarShape | None = None
        self.setAccessibleName(name)
        self.setFixedHeight(14)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bar(self, shape: BarShape, name: str) -> None:
        """Show this bar; `name` says the same in words."""
        self._shape = shape
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track, bar, marks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(0, 3, self.width(), 8)
        painter.setBrush(tokens().color("track"))
        painter.drawRoundedRect(track, 4, 4)
        if self._shape is None:
            return
        if self._shape.length:
            painter.setBrush(tokens().color("accent"))
            painter.drawRoundedRect(QRectF(0, 3, max(8.0, self.width() * self._shape.length), 8), 4, 4)
        painter.setPen(QPen(tokens().color("last_year"), 2))
        for _, place in self._shape.marks:
            x = min(self.width() - 1.0, max(1.0, self.width() * place))
            painter.drawLine(QPointF(x, 0), QPointF(x, 14))


def _draw_label(painter: QPainter, label: charts.Label, place: QPointF) -> None:
    width = painter.fontMetrics().horizontalAdvance(label.text)
    height = painter.fontMetrics().height()
    left = {"start": 0.0, "middle": -width / 2, "end": -float(width)}[label.anchor]
    room = QRectF(place.x() + left, place.y() - height / 2, width + 1, height)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, label.text)
