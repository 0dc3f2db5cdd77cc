"""Small painted signs: state of a question, durability of an answer, a bar. Each has a word too."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui.theme.current import tokens
from desktop_app.ui.theme.icons import icon_pixmap

STATES = {  # state -> token
    "done": "ok",
    "empty": "outline",
    "part": "accent",
    "error": "error",
    "flag": "warning",
    "warning": "warning",
    "waiting": "hint",
    "none": "line",
}
SAVED = {"typing": "hint", "saving": "accent", "saved": "ok", "failed": "error"}


class Mark(QWidget):
    """A sign as large as the text beside it; `name` is the word that says the same."""

    tone_of = STATES

    def __init__(self, state: str, name: str) -> None:
        super().__init__()
        self.state = state
        self.set_state(state, name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_state(self, state: str, name: str) -> None:
        """Show another state; `name` is its word."""
        self.state = state
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:
        """A square that grows with the text."""
        side = max(14, round(self.fontMetrics().height() * 0.6))
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sign of the state."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = tokens().color(self.tone_of[self.state])
        side = min(self.width(), self.height()) - 2.0
        rect = QRectF(1, 1, side, side)
        rect.moveCenter(QRectF(self.rect()).center())
        painter.setPen(QPen(color, max(1.4, side * 0.1)))
        self.draw(painter, rect)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """The sign within `rect`, the pen already in its colour."""
        draw_sign(painter, rect, self.state)


class SavedMark(Mark):
    """Durability of one answer: ○ typing, ◔ on its way, ● on disk, ▲ failed (O1)."""

    tone_of = SAVED

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """One of the four signs."""
        inner = rect.adjusted(1.5, 1.5, -1.5, -1.5)
        color = painter.pen().color()
        if self.state == "failed":
            painter.setBrush(color)
            painter.drawPolygon(QPolygonF([_at(inner, 0.5, 0), _at(inner, 1, 1), _at(inner, 0, 1)]))
            return
        if self.state == "saved":
            painter.setBrush(color)
        painter.drawEllipse(inner)
        if self.state == "saving":
            painter.setBrush(color)
            painter.drawPie(inner, 0, 90 * 16)


def draw_sign(painter: QPainter, rect: QRectF, state: str) -> None:
    """Draw the sign of a state of `STATES`; told apart by shape, not by colour alone."""
    color = painter.pen().color()
    width = painter.pen().widthF()
    if state == "done":
        painter.setBrush(color)
        painter.drawEllipse(rect)
        mark = QPen(tokens().color("card"), width * 1.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(mark)
        painter.drawPolyline([_at(rect, 0.28, 0.52), _at(rect, 0.44, 0.68), _at(rect, 0.73, 0.35)])
    elif state in ("error", "warning"):
        painter.setBrush(color)
        corners = (
            [_at(rect, 0.5, 0.04), _at(rect, 1, 0.94), _at(rect, 0, 0.94)]
            if state == "warning"
            else [_at(rect, x, y) for x, y in OCTAGON]
        )
        painter.drawPolygon(QPolygonF(corners))
        painter.setPen(QPen(tokens().color("card"), width * 1.2))
        top = 0.36 if state == "warning" else 0.24
        painter.drawLine(_at(rect, 0.5, top), _at(rect, 0.5, 0.6))
        painter.drawPoint(_at(rect, 0.5, 0.78))
    elif state == "part":
        painter.drawEllipse(rect)
        painter.setBrush(color)
        painter.drawPie(rect, 90 * 16, -180 * 16)
    elif state == "flag":
        painter.drawLine(_at(rect, 0.2, 0), _at(rect, 0.2, 1))
        painter.setBrush(color)
        painter.drawPolygon(QPolygonF([_at(rect, 0.2, 0.05), _at(rect, 0.95, 0.3), _at(rect, 0.2, 0.58)]))
    elif state == "waiting":
        painter.drawEllipse(rect)
        painter.drawPolyline([_at(rect, 0.5, 0.22), _at(rect, 0.5, 0.53), _at(rect, 0.7, 0.64)])
    elif state == "empty":
        painter.drawEllipse(rect)
    else:
        painter.drawLine(_at(rect, 0.25, 0.5), _at(rect, 0.75, 0.5))


OCTAGON = ((0.3, 0), (0.7, 0), (1, 0.3), (1, 0.7), (0.7, 1), (0.3, 1), (0, 0.7), (0, 0.3))


def _at(rect: QRectF, x: float, y: float) -> QPointF:
    return QPointF(rect.left() + x * rect.width(), rect.top() + y * rect.height())


class Bar(QWidget):
    """A bar from 0 to 1; `name` says the same in words."""

    def __init__(self, fraction: float = 0.0, name: str = "", *, tone: str = "accent", thick: int = 8) -> None:
        super().__init__()
        self._fraction, self._tone, self._thick = 0.0, tone, thick
        self.setMinimumWidth(48)
        self.setFixedHeight(thick + 2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_fraction(fraction, name)

    def set_fraction(self, fraction: float, name: str, tone: str = "") -> None:
        """Fill the bar up to `fraction`."""
        self._fraction = min(1.0, max(0.0, fraction))
        self._tone = tone or self._tone
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint track and fill."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(0, (self.height() - self._thick) / 2, self.width(), self._thick)
        radius = self._thick / 2
        painter.setBrush(tokens().color("track"))
        painter.drawRoundedRect(track, radius, radius)
        if self._fraction > 0:
            filled = QRectF(track)
            filled.setWidth(max(self._thick, track.width() * self._fraction))
            painter.setBrush(tokens().color(self._tone))
            painter.drawRoundedRect(filled, radius, radius)


class IconMark(QWidget):
    """An icon as decoration beside text that says the same; assistive technology does not see it."""

    def __init__(self, icon: str, tone: str = "hint", size: int = 0) -> None:
        super().__init__()
        self._icon, self._tone, self._size = icon, tone, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As large as the text beside it, or as asked for."""
        side = self._size or max(16, round(self.fontMetrics().height() * 0.72))
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon."""
        side = min(self.width(), self.height())
        picture = icon_pixmap(self._icon, getattr(tokens(), self._tone), side, self.devicePixelRatioF())
        QPainter(self).drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, picture)
