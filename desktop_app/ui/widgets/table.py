"""Tables: a model made of columns over rows of any kind, and the view for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QHeaderView, QTableView

from desktop_app.ui.theme.current import tokens
from desktop_app.ui.theme.fonts import role_font
from desktop_app.ui.widgets.text import show

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
STORED = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Column:
    """One column: heading, how a row becomes its stored text, and how it is set.

    Attributes:
        title: heading.
        text: stored text of a row's cell.
        align: "left", "right" (numbers) or "center".
        stretch: takes the room that is left.
        key: what rows are sorted by; the text if None.
        tone: token of the text's colour for a row, "" for the usual one.
        strong: whether the text is bold.
    """

    title: str
    text: Callable[[Any], str]
    align: str = "left"
    stretch: bool = False
    key: Callable[[Any], Any] | None = None
    tone: Callable[[Any], str] | None = None
    strong: bool = False


_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}


class TableModel(QAbstractTableModel):
    """Rows of facts; DisplayRole is what is shown, UserRole and EditRole what is stored."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Any] = ()) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows = list(rows)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def append(self, rows: Sequence[Any]) -> None:
        """Add rows at the end."""
        if rows:
            self.beginInsertRows(NOWHERE, len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, alignment, colour and weight of a cell."""
        roles = Qt.ItemDataRole
        column = self.columns[index.column()]
        item = self.rows[index.row()]
        if role == roles.DisplayRole:
            return show(column.text(item))
        if role in (roles.EditRole, STORED, roles.AccessibleTextRole):
            return column.text(item)
        if role == roles.TextAlignmentRole:
            return _ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter
        if role == roles.ForegroundRole and column.tone and (tone := column.tone(item)):
            return tokens().color(tone)
        if role == roles.FontRole and column.strong:
            font = QFont(QApplication.font())
            font.setBold(True)
            return font
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Headings of columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return show(column.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole:
            return tokens().color("hint")
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the rows by a column's key."""
        if not 0 <= column < len(self.columns):
            return
        chosen = self.columns[column]
        self.layoutAboutToBeChanged.emit()
        self.rows.sort(key=chosen.key or chosen.text, reverse=order == Qt.SortOrder.DescendingOrder)
        self.layoutChanged.emit()


class Table(QTableView):
    """Whole rows are chosen; Enter or a double click opens one; copying gives stored text."""

    opened = Signal(object)
    chosen = Signal(object)

    def __init__(self, name: str, model: TableModel, *, sortable: bool = True, wrap: bool = False) -> None:
        self._hugged: int | None = None
        super().__init__()
        self.setAccessibleName(name)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setWordWrap(wrap)
        self.setTabKeyNavigation(False)
        self.setProperty("calm", True)
        self.verticalHeader().hide()
        self.setModel(model)
        self._set_columns(model, wrap=wrap)
        self.setSortingEnabled(False)
        if sortable:
            self.horizontalHeader().setSectionsClickable(True)
            self.horizontalHeader().setSortIndicatorShown(False)
            self.horizontalHeader().sectionClicked.connect(self._sort_by)
        self._order: tuple[int, bool] = (-1, False)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows()[index.row()]))
        self.selectionModel().currentRowChanged.connect(self._on_row)

    def rows(self) -> list[Any]:
        """The rows as they stand."""
        return self.model().rows

    def current(self) -> Any:
        """The row chosen, or None."""
        index = self.currentIndex()
        return self.rows()[index.row()] if index.isValid() else None

    def fit_height(self) -> None:
        """As high as its rows: no scrolling of its own."""
        self.resizeRowsToContents()
        self.setFixedHeight(self._whole_height())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def hug(self, lines: int = 0) -> None:
        """No higher than its rows; where they are more, at least so many lines of text high."""
        whole = self._whole_height()
        self.setMaximumHeight(whole)
        self.setMinimumHeight(min(whole, self.fontMetrics().height() * lines))
        self._hugged = lines

    def updateGeometries(self) -> None:
        """Follow a change of rows or text size."""
        super().updateGeometries()
        if self._hugged is not None and self.maximumHeight() != self._whole_height():
            self.hug(self._hugged)

    def _whole_height(self) -> int:
        rows = sum(self.rowHeight(at) for at in range(self.model().rowCount()))
        return rows + self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth() + 2

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, copy copies the stored text of the row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current() is not None:
            self.opened.emit(self.current())
        elif event.matches(QKeySequence.StandardKey.Copy) and self.current() is not None:
            model = self.model()
            texts = (column.text(self.current()) for column in model.columns)
            QGuiApplication.clipboard().setText("\t".join(texts))
        else:
            super().keyPressEvent(event)

    def _set_columns(self, model: TableModel, *, wrap: bool) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(48)
        header.setFont(role_font(QApplication.font(), "small_strong"))
        for number, column in enumerate(model.columns):
            mode = QHeaderView.ResizeMode.Stretch if column.stretch else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(number, mode)
        rows = self.verticalHeader()
        if wrap:
            rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        else:
            rows.setDefaultSectionSize(self.fontMetrics().height() + 6)

    def _sort_by(self, column: int) -> None:
        descending = self._order == (column, False)
        self._order = (column, descending)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.model().sort(column, order)

    def _on_row(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(self.rows()[now.row()])
