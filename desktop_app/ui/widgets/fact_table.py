"""Tables of facts from the core: calm rows with signs, bars and boxes beside the words that say the same.

Rows are frozen values whose texts were made once, so that ten thousand of them scroll as quickly as ten.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.ui.theme.current import tokens
from desktop_app.ui.theme.fonts import role_font
from desktop_app.ui.widgets.layout import column, follows_font, holder
from desktop_app.ui.widgets.marks import STATES, draw_sign
from desktop_app.ui.widgets.table import Column, Index, Table, TableModel

MARK = Qt.ItemDataRole.UserRole + 1
BAR = Qt.ItemDataRole.UserRole + 2
BOX = Qt.ItemDataRole.UserRole + 3
LEAST_STRETCH = 14  # letters of a column that stretches
PAD = 10  # pixels at either side of a cell
ALWAYS_WHOLE = 8  # rows of a hugging table that are never scrolled
MOST_HIGH = 1 << 16  # pixels; more than any cell needs
ROW_AIR = 2  # pixels above and below the line of a row, together; the font itself leaves room for marks


@dataclass(frozen=True, slots=True)
class Box:
    """A distribution on a line from 0 to 100 points: quartiles and mean."""

    p25: float
    p50: float
    p75: float
    mean: float


@dataclass(frozen=True, slots=True)
class Fact(Column):
    """A column of a fact table.

    Attributes:
        width: room in letters; 0 leaves it to the heading. Columns that stretch need none.
        mark: state of `marks.STATES` drawn before the text; the text says the same.
        bar: 0 to 1, drawn as a bar instead of the text, which a neighbouring column shows.
        box: quartiles, drawn instead of the text, which neighbouring columns show.
    """

    width: int = 0
    mark: Callable[[Any], str] | None = None
    bar: Callable[[Any], float | None] | None = None
    box: Callable[[Any], Box | None] | None = None


class FactModel(TableModel):
    """`TableModel` that also hands out marks, bars and boxes."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """As `TableModel`; besides `MARK`, `BAR` and `BOX`, and the whole text as tooltip."""
        drawn = {MARK: "mark", BAR: "bar", BOX: "box"}.get(role)
        column = self.columns[index.column()]
        if drawn:
            made = getattr(column, drawn, None)
            return made(self.rows[index.row()]) if made else None
        if role == Qt.ItemDataRole.ToolTipRole and len(text := column.text(self.rows[index.row()])) > 24:
            return super().data(index, Qt.ItemDataRole.DisplayRole) if text else None
        return super().data(index, role)

    def lines(self) -> list[str]:
        """All rows as text, columns joined by a bar; for tests and for reading aloud."""
        return [" | ".join(column.text(row) for column in self.columns) for row in self.rows]


class FactTable(Table):
    """The view of a `FactModel`: hairlines, padded cells, a soft selection that keyboard focus makes strong."""

    def __init__(
        self, name: str, columns: Sequence[Fact], *, sortable: bool = True, hugs: bool = False, wraps: bool = False
    ) -> None:
        """`hugs` ends the table below its last row; it never leaves an empty area.

        `wraps` shows every text whole, on as many lines as it needs, and the whole table: the page scrolls, not it.
        """
        self.facts = FactModel(columns)
        self._hugs, self._wraps = hugs, wraps
        super().__init__(name, self.facts, sortable=sortable)
        self.setWordWrap(wraps)
        if wraps:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(FactDelegate(self))
        header = FactHeader(self)
        self.setHorizontalHeader(header)
        header.setSectionsClickable(sortable)
        if wraps:
            self._soon = QTimer(self)
            self._soon.setSingleShot(True)
            self._soon.timeout.connect(self._fit_height)
            header.sectionResized.connect(lambda *_: self._soon.start(0))
        if sortable:
            header.sectionClicked.connect(self._sort_by)
            header.sectionClicked.connect(lambda _: header.show_order(*self._order))
        self.setHorizontalScrollMode(self.ScrollMode.ScrollPerPixel)
        self._fit_columns()

    def show_rows(self, rows: Sequence[Any], *, keep: bool = False) -> None:
        """Show these rows; with `keep` the row chosen stays chosen where it is among them."""
        chosen = self.current() if keep else None
        self.facts.set_rows(rows)
        self._fit_height()
        if chosen is not None and chosen in self.facts.rows:
            self.selectRow(self.facts.rows.index(chosen))

    def changeEvent(self, event: QEvent) -> None:
        """Columns and rows follow the text size."""
        super().changeEvent(event)
        if follows_font(event) and hasattr(self, "facts"):
            self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A column that stretches never shrinks to nothing; the table scrolls sideways instead."""
        super().resizeEvent(event)
        self._fit_stretching()

    def resizeRowsToContents(self) -> None:
        """Rows as high as their cells ask for; Qt would ask the hidden heading of each row too."""
        for at in range(len(self.facts.rows)):
            self.setRowHeight(at, self.sizeHintForRow(at))

    def _fit_stretching(self) -> None:
        header = self.horizontalHeader()
        stretching = [number for number, fact in enumerate(self.facts.columns) if fact.stretch]
        if not stretching:
            return
        taken = sum(header.sectionSize(at) for at in range(header.count()) if at not in stretching)
        least = LEAST_STRETCH * self.fontMetrics().averageCharWidth() + 2 * PAD
        narrow = (self.viewport().width() - taken) // len(stretching) < least
        mode = QHeaderView.ResizeMode.Interactive if narrow else QHeaderView.ResizeMode.Stretch
        for number in stretching:
            header.setSectionResizeMode(number, mode)
            if narrow:
                header.resizeSection(number, least)

    def _fit_columns(self) -> None:
        header, letter = self.horizontalHeader(), self.fontMetrics().averageCharWidth()
        for number, fact in enumerate(self.facts.columns):
            modes = QHeaderView.ResizeMode
            if fact.stretch:
                header.setSectionResizeMode(number, modes.Stretch)
                continue
            header.setSectionResizeMode(number, modes.Interactive)
            least = header.fontMetrics().horizontalAdvance(fact.title) + 2 * PAD + 14
            sign = sign_room(self.fontMetrics().height()) if fact.mark else 0
            header.resizeSection(number, max(least, fact.width * letter + sign + 2 * PAD))
        self.verticalHeader().setMinimumSectionSize(self.fontMetrics().height() + ROW_AIR)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + ROW_AIR)
        self._fit_height()

    def _fit_height(self) -> None:
        if self._wraps:
            self.fit_height()
        elif self._hugs:
            rows = max(1, len(self.facts.rows)) * (self.fontMetrics().height() + ROW_AIR)
            whole = rows + self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth() + 2
            self.setMaximumHeight(whole)
            self.setMinimumHeight(whole if len(self.facts.rows) <= ALWAYS_WHOLE else 0)


class FactHeader(QHeaderView):
    """Small headings over a line, aligned as their columns; the order is a sign beside the heading."""

    def __init__(self, table: Table) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._order = (-1, False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(36)

    def show_order(self, column: int, descending: bool) -> None:
        """Show by which column rows are sorted."""
        self._order = (column, descending)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """One line of small letters."""
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + ROW_AIR)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint a heading."""
        model = self.model()
        text = model.headerData(section, Qt.Orientation.Horizontal)
        align = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        painter.save()
        painter.fillRect(rect, tokens().color("card"))
        painter.setPen(QPen(tokens().color("outline"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(role_font(self.parent().font(), "small_strong"))
        painter.setPen(tokens().color("hint"))
        sorted_here = self._order[0] == section
        room = rect.adjusted(PAD, 0, -PAD, 0)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(align), shown)
        if sorted_here:
            self._paint_order(painter, rect)
        painter.restore()

    def _paint_order(self, painter: QPainter, rect: QRect) -> None:
        x, y = rect.right() - 5.0, rect.center().y() + 1.0
        turn = 1 if self._order[1] else -1
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens().color("accent"), 1.6))
        painter.drawPolyline(
            [QPointF(x - 3, y - 1.5 * turn), QPointF(x, y + 1.5 * turn), QPointF(x + 3, y - 1.5 * turn)]
        )


class FactDelegate(QStyledItemDelegate):
    """Paints cells in the tokens of the theme."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Ground, hairline, then bar, box, or sign and words."""
        painter.save()
        rect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, tokens().color("selected" if selected else "card"))
        painter.setPen(QPen(tokens().color("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = QRectF(rect).adjusted(PAD, 0, -PAD, 0)
        if (bar := index.data(BAR)) is not None:
            paint_bar(painter, inner, bar)
        elif (box := index.data(BOX)) is not None:
            paint_box(painter, inner, box)
        else:
            self._paint_words(painter, inner, option, index)
        if selected:
            self._paint_chosen(painter, option, index)
        painter.restore()

    def _paint_words(self, painter: QPainter, room: QRectF, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        if mark := index.data(MARK):
            side = sign_side(option.fontMetrics.height())
            sign = QRectF(room.left(), room.center().y() - side / 2, side, side)
            painter.setPen(QPen(tokens().color(STATES[mark]), max(1.4, side * 0.1)))
            draw_sign(painter, sign, mark)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            room = room.adjusted(sign_room(option.fontMetrics.height()), 0, 0, 0)
        font = index.data(Qt.ItemDataRole.FontRole)
        painter.setFont(font if isinstance(font, QFont) else option.font)
        tone = index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setPen(tone if isinstance(tone, QColor) else tokens().color("text"))
        text = index.data(Qt.ItemDataRole.DisplayRole) or ""
        align = int(index.data(Qt.ItemDataRole.TextAlignmentRole))
        if wraps(option):
            painter.drawText(room, align | Qt.TextFlag.TextWordWrap, text)
            return
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, align, shown)

    def _paint_chosen(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        focused = option.widget is not None and option.widget.hasFocus()
        accent = tokens().color("focus" if focused else "accent")
        rect = option.rect
        if index.column() == 0:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), accent)
        if focused:
            painter.setPen(QPen(accent, 1.4))
            painter.drawLine(QPointF(rect.left(), rect.top() + 0.7), QPointF(rect.right() + 1, rect.top() + 0.7))
            painter.drawLine(QPointF(rect.left(), rect.bottom() + 0.3), QPointF(rect.right() + 1, rect.bottom() + 0.3))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Padded words, on as many lines as their column asks for where the table wraps."""
        text = index.data(Qt.ItemDataRole.DisplayRole) or ""
        if not wraps(option):
            return QSize(option.fontMetrics.horizontalAdvance(text) + 2 * PAD, option.fontMetrics.height() + ROW_AIR)
        font = index.data(Qt.ItemDataRole.FontRole)
        metrics = QFontMetrics(font) if isinstance(font, QFont) else option.fontMetrics
        room = QRect(0, 0, max(1, option.rect.width() - 2 * PAD), MOST_HIGH)
        lines = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), text)
        return QSize(option.rect.width(), max(metrics.height(), lines.height()) + ROW_AIR)


def wraps(option: QStyleOptionViewItem) -> bool:
    """Whether the table of a cell shows texts on several lines."""
    return isinstance(option.widget, FactTable) and option.widget.wordWrap()


def hugging(table: FactTable) -> QWidget:
    """A hugging table at the top of the room it has."""
    line = column(table, None, spacing=0)
    line.setStretch(0, 1000)
    return holder(line)


def sign_side(line_height: int) -> int:
    """Side of a sign beside text of this height, pixels."""
    return round(line_height * 0.52)


def sign_room(line_height: int) -> int:
    """Room that a sign takes with the gap after it."""
    return sign_side(line_height) + 7


def paint_bar(painter: QPainter, room: QRectF, fraction: float, tone: str = "accent") -> None:
    """A bar from 0 to 1 in the middle of `room`."""
    track = QRectF(room.left(), room.center().y() - 4, room.width(), 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens().color("track"))
    painter.drawRoundedRect(track, 4, 4)
    if fraction > 0:
        track.setWidth(max(8.0, track.width() * min(1.0, fraction)))
        painter.setBrush(tokens().color("ok" if fraction >= 1 else tone))
        painter.drawRoundedRect(track, 4, 4)


def paint_box(painter: QPainter, room: QRectF, box: Box) -> None:
    """Line from 0 to 100, box from the first to the third quartile, median as a line, mean as a diamond."""
    middle = room.center().y()

    def at(points: float) -> float:
        return room.left() + room.width() * points / 100

    painter.setPen(QPen(tokens().color("track"), 2))
    painter.drawLine(QPointF(at(0), middle), QPointF(at(100), middle))
    painter.setPen(QPen(tokens().color("accent"), 1.2))
    painter.setBrush(tokens().color("info_soft"))
    painter.drawRect(QRectF(at(box.p25), middle - 6, max(2.0, at(box.p75) - at(box.p25)), 12))
    painter.setPen(QPen(tokens().color("accent"), 2))
    painter.drawLine(QPointF(at(box.p50), middle - 6), QPointF(at(box.p50), middle + 6))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens().color("text"))
    x = at(box.mean)
    painter.drawPolygon(
        [QPointF(x, middle - 4), QPointF(x + 4, middle), QPointF(x, middle + 4), QPointF(x - 4, middle)]
    )
