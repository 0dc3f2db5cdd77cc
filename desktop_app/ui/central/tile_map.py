"""The 77 provinces as tiles: short name, both numbers, shade; arrows walk from neighbour to neighbour (K4, X2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.ui.central.counting import ShareLine
from desktop_app.ui.central.tiles import BAND_COUNT, COLUMNS, ROWS, SPOTS, STEPS, Spot, band
from desktop_app.ui.theme.current import tokens
from desktop_app.ui.theme.fonts import role_font
from desktop_app.ui.theme.tokens import contrast

BLENDS = (0.0, 0.14, 0.34, 0.86, 1.0)  # share of accent in a tile, by band; the middle is left out: no text reads on it
GAP = 3  # pixels between tiles
LEGEND_AT = (4.6, 11.05)  # column and row where the sea leaves room for the legend
STEP_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def shade(number: int) -> tuple[QColor, QColor]:
    """Ground and letters of a band, the letters whichever reads better."""
    palette = tokens()
    card, accent = QColor(palette.card), QColor(palette.accent)
    part = BLENDS[number]
    mixed = [round(a + (b - a) * part) for a, b in zip(card.getRgb()[:3], accent.getRgb()[:3], strict=True)]
    ground = QColor(*mixed)
    letters = max((palette.text, palette.on_accent), key=lambda one: contrast(one, ground.name()))
    return ground, QColor(letters)


class TileMap(QWidget):
    """Paints the grid; `chosen` carries a province code, "" when the choice is taken back."""

    chosen = Signal(str)

    def __init__(self, name: str, legend: Sequence[str]) -> None:
        super().__init__()
        self._lines: Mapping[str, ShareLine] = {}
        self._name, self._legend = name, tuple(legend)
        self._language = "th"
        self._at = ""
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)

    def show_shares(self, lines: Sequence[ShareLine], language: str) -> None:
        """Show these provinces."""
        self._lines = {line.key: line for line in lines}
        self._language = language
        self.update()

    def choose(self, province_code: str) -> None:
        """Mark a province without telling anyone."""
        self._at = province_code
        line = self._lines.get(province_code)
        self.setAccessibleName(f"{self._name}: {line.spoken}" if line else self._name)
        self.update()

    def sizeHint(self) -> QSize:
        """Room for short name and both numbers in every tile."""
        metrics = self.fontMetrics()
        return QSize(COLUMNS * (metrics.horizontalAdvance("มม 00/00") + 8), ROWS * (metrics.height() + GAP))

    def minimumSizeHint(self) -> QSize:
        """Never smaller than can be read."""
        metrics = self.fontMetrics()
        return QSize(COLUMNS * metrics.horizontalAdvance("มม 00/0"), ROWS * round(metrics.height() * 0.92))

    def spot_at(self, place: QPointF) -> Spot | None:
        """The province under a point."""
        return next((spot for spot in SPOTS if self._rect(spot.column, spot.row).contains(place)), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tiles, then the legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for spot in SPOTS:
            self._paint_tile(painter, spot)
        self._paint_legend(painter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Esc takes the choice back."""
        step = STEP_KEYS.get(Qt.Key(event.key()))
        if step is not None:
            self._walk(*step)
        elif event.key() == Qt.Key.Key_Escape and self._at:
            self._tell("")
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses, a second one takes it back."""
        spot = self.spot_at(event.position())
        code = spot.province_code if spot else ""
        self._tell("" if code == self._at else code)

    def event(self, event: QEvent) -> bool:
        """The tooltip says the name and both numbers."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self.spot_at(QPointF(event.pos()))
            line = self._lines.get(spot.province_code) if spot else None
            QToolTip.showText(event.globalPos(), line.spoken if line else "", self)
            return True
        return super().event(event)

    def _tell(self, code: str) -> None:
        self.choose(code)
        self.chosen.emit(code)

    def _walk(self, across: int, down: int) -> None:
        here = next((spot for spot in SPOTS if spot.province_code == self._at), None)
        if here is None:
            self._tell(SPOTS[0].province_code)
            return
        ahead = [
            spot for spot in SPOTS
            if (spot.column - here.column) * across > 0 or (spot.row - here.row) * down > 0
        ]  # fmt: skip

        def away(spot: Spot) -> tuple[int, int]:
            along = abs(spot.column - here.column) if across else abs(spot.row - here.row)
            aside = abs(spot.row - here.row) if across else abs(spot.column - here.column)
            return aside * 3 + along, along

        if ahead:
            self._tell(min(ahead, key=away).province_code)

    def _unit(self) -> tuple[float, float]:
        return self.width() / COLUMNS, self.height() / ROWS

    def _rect(self, column: int, row: int) -> QRectF:
        wide, high = self._unit()
        return QRectF(column * wide, row * high, wide - GAP, high - GAP)

    def _paint_tile(self, painter: QPainter, spot: Spot) -> None:
        line = self._lines.get(spot.province_code)
        rect = self._rect(spot.column, spot.row)
        ground, letters = shade(band(line.fraction * 100) if line else 0)
        chosen = spot.province_code == self._at
        edge = "focus" if chosen and self.hasFocus() else "text" if chosen else "outline"
        painter.setPen(QPen(tokens().color(edge), 2 if chosen else 0.7))
        painter.setBrush(ground)
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)
        painter.setPen(letters if line else tokens().color("hint"))
        name = spot.short_th if self._language == "th" else spot.short_en
        room = rect.adjusted(5, 0, -5, 0)
        painter.setFont(role_font(self.font(), "small_strong"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), name)
        used = painter.fontMetrics().horizontalAdvance(name) + 2
        painter.setFont(role_font(self.font(), "small"))
        figure = line.both if line else "–"
        if painter.fontMetrics().horizontalAdvance(figure) > room.width() - used and line:
            figure = line.percent.split(".")[0].rstrip(" %")
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), figure)

    def _paint_legend(self, painter: QPainter) -> None:
        wide, high = self._unit()
        left, top = LEGEND_AT[0] * wide, LEGEND_AT[1] * high
        painter.setFont(role_font(self.font(), "small"))
        step = high * 0.76  # five lines in the room of four tiles
        for number in range(BAND_COUNT):
            ground, _ = shade(number)
            sample = QRectF(left, top + number * step + step * 0.2, 22, step * 0.6)
            painter.setPen(QPen(tokens().color("outline"), 0.7))
            painter.setBrush(ground)
            painter.drawRoundedRect(sample, 3, 3)
            painter.setPen(tokens().color("hint"))
            words = QRectF(left + 30, top + number * step, self.width() - left - 30, step)
            painter.drawText(
                words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._legend[number]
            )


def legend_texts(digits) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
    """What the shades mean, in per cent."""
    edges = (0, *STEPS, 100)
    return tuple(digits(f"{low}–{high} %") for low, high in pairwise(edges))
