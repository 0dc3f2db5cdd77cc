"""Rows, columns, cards and scrolling pages: the few arrangements every screen is made of."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.theme.current import tokens

GAP = 8
Item = QWidget | QLayout | int | None


def row(*items: Item, spacing: int = GAP, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Widgets and layouts side by side; an int is a gap in pixels, None takes up the slack."""
    layout = QHBoxLayout()
    _fill(layout, items, spacing, margins)
    return layout


def column(*items: Item, spacing: int = GAP, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Widgets and layouts below each other; an int is a gap in pixels, None takes up the slack."""
    layout = QVBoxLayout()
    _fill(layout, items, spacing, margins)
    return layout


def _fill(layout: QBoxLayout, items: tuple[Item, ...], spacing: int, margins: tuple[int, int, int, int]) -> None:
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)


def holder(layout: QLayout) -> QWidget:
    """A plain widget around a layout."""
    widget = QWidget()
    widget.setLayout(layout)
    return widget


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


def same_width(widgets: Iterable[QWidget]) -> None:
    """Make widgets that stand below each other as wide as the widest of them asks to be."""
    some = tuple(widgets)
    widest = max((one.sizeHint().width() for one in some), default=0)
    for one in some:
        one.setMinimumWidth(widest)


def reveal(widget: QWidget, shown: bool) -> None:
    """Show or hide a part of a page; before it has a parent, showing it would make a window of it."""
    if shown and widget.parentWidget() is None:
        return
    widget.setVisible(shown)


class Surface(QFrame):
    """A rounded area in one of the tokens' surfaces with a thin line round it."""

    def __init__(self, fill: str = "card", edge: str = "line", radius: int = 8) -> None:
        super().__init__()
        self._fill, self._edge, self._radius = fill, edge, radius

    def set_surface(self, fill: str, edge: str) -> None:
        """Change the tokens of area and line ("" for no line)."""
        if (fill, edge) != (self._fill, self._edge):
            self._fill, self._edge = fill, edge
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the area."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QPen(tokens().color(self._edge), 1) if self._edge else Qt.PenStyle.NoPen
        painter.setPen(edge)
        painter.setBrush(tokens().color(self._fill))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._radius, self._radius)


class Card(Surface):
    """A white area with padding; add to `.body`."""

    def __init__(self, *items: Item, spacing: int = GAP, padding: int = 16) -> None:
        super().__init__()
        self.body = column(*items, spacing=spacing, margins=(padding, padding - 4, padding, padding - 4))
        self.setLayout(self.body)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)


class Divider(QWidget):
    """A thin line across."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line."""
        QPainter(self).fillRect(self.rect(), tokens().color("line"))


class ScrollPage(QScrollArea):
    """A column that scrolls up and down, never sideways, and keeps what has focus in view."""

    def __init__(self, content: QWidget, *, name: str = "") -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(content)
        content.setAutoFillBackground(False)  # setWidget has just turned it on
        QApplication.instance().focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        inside = self.widget()
        if now is not None and inside is not None and inside.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, self.fontMetrics().height() * 2)


class NoWheel:
    """Mix-in: the wheel changes a control only while it has focus, else the page scrolls."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pass the wheel on unless the person is in this control."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def follows_font(event: QEvent) -> bool:
    """Whether an event tells a widget that text size has changed."""
    return event.type() in (QEvent.Type.ApplicationFontChange, QEvent.Type.FontChange)
