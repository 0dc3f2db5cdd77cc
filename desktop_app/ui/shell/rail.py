"""The left rail: pages of the desk and, with an assessment open, its sections and questions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_app.ui.pages import RailItem
from desktop_app.ui.program import Program
from desktop_app.ui.theme.current import tokens
from desktop_app.ui.theme.fonts import role_font
from desktop_app.ui.theme.icons import icon_pixmap
from desktop_app.ui.theme.style import PhromStyle
from desktop_app.ui.widgets.layout import Divider, ScrollPage, column
from desktop_app.ui.widgets.marks import STATES, draw_sign
from desktop_app.ui.widgets.text import Label, show, stored

WIDTH_EM = 17.5
LINE_SHARE = 0.74  # of a line's height where two lines belong together; marks still clear each other
MOST_LINES = 3  # of the name of a section


def rail_width(widget: QWidget) -> int:
    """Width of the rail at the widget's text size."""
    return round(WIDTH_EM * widget.fontMetrics().height() / 1.84)


def lines_of(text: str, font: QFont, width: float, most: int) -> list[str]:
    """A text broken between words into at most `most` lines, the last one ending in … where it must."""
    layout = QTextLayout(show(text), font)
    layout.beginLayout()
    pieces: list[str] = []
    while (line := layout.createLine()).isValid() and len(pieces) < most:
        line.setLineWidth(width)
        pieces.append(show(text)[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    used = sum(len(piece) for piece in pieces)
    rest = show(text)[used:]
    *whole, last = [stored(piece) for piece in (*pieces[:-1], pieces[-1] + rest)]
    fitting = QFontMetrics(font).elidedText(last.strip(), Qt.TextElideMode.ElideRight, round(width))
    return [*(piece.strip() for piece in whole), fitting]


class RailButton(QAbstractButton):
    """One line of the rail, painted: icon or mark, text on up to `MOST_LINES` lines, figure at the right."""

    def __init__(self, item: RailItem) -> None:
        super().__init__()
        self.item = item
        self.here = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_item(item)

    def show_item(self, item: RailItem) -> None:
        """Show the same line with other marks or figures."""
        self.item = item
        spoken = " ".join(part for part in (item.text, item.detail, item.mark_name) if part)
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.update()

    def set_here(self, here: bool) -> None:
        """Whether this is the page shown."""
        self.here = here
        self.setAccessibleDescription("●" if here else "")
        self.update()

    def sizeHint(self) -> QSize:
        """One line of text high, at least 28 pixels."""
        small = self.item.level > 1
        width = rail_width(self)
        height = self.fontMetrics().height() + (0 if small else 8)
        if (lines := self._line_count(width)) > 1:
            height = round(self.fontMetrics().height() * LINE_SHARE * lines) + 10
        return QSize(width, max(28, height))

    def _line_count(self, width: int) -> int:
        if self.item.level != 1:
            return 1
        detail = self.fontMetrics().horizontalAdvance(self.item.detail) + 24 if self.item.detail else 14
        room = width - (16 + self.item.level * 8 + self.fontMetrics().height()) - detail - 12
        return len(lines_of(self.item.text, role_font(self.font(), "strong"), room, MOST_LINES))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        left = self._paint_sign(painter)
        right = self._paint_detail(painter)
        font = role_font(self.font(), "strong" if self.here else "body")
        if self.item.level > 1:
            font = role_font(self.font(), "small_strong" if self.here else "small")
        painter.setFont(font)
        painter.setPen(tokens().color("accent" if self.here else "text"))
        room = float(self.width() - left - right)
        lines = lines_of(self.item.text, font, room, self._line_count(self.width()))
        step = painter.fontMetrics().height() * LINE_SHARE
        top = (self.height() - step * len(lines)) / 2
        for number, text in enumerate(lines):
            line = QRectF(left, top + number * step, room, step)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(line, int(flags) | int(Qt.TextFlag.TextDontClip), text)

    def _paint_ground(self, painter: QPainter) -> None:
        rect = QRectF(self.rect()).adjusted(6, 1, -6, -1)
        surface = "selected" if self.here else "hover" if self.underMouse() else ""
        painter.setPen(Qt.PenStyle.NoPen)
        if surface:
            painter.setBrush(tokens().color(surface))
            painter.drawRoundedRect(rect, 5, 5)
        if self.here:
            painter.setBrush(tokens().color("accent"))
            painter.drawRoundedRect(QRectF(rect.left(), rect.top() + 5, 3, rect.height() - 10), 1.5, 1.5)
        style = self.style()
        if self.hasFocus() and isinstance(style, PhromStyle):
            style.ring(painter, rect)

    def _paint_sign(self, painter: QPainter) -> float:
        """Draw icon or mark; returns where the text begins."""
        side = round(self.fontMetrics().height() * (0.5 if self.item.level > 1 else 0.62))
        left = 16 + self.item.level * 8
        if self.item.icon:
            color = tokens().accent if self.here else tokens().hint
            picture = icon_pixmap(self.item.icon, color, side + 2, self.devicePixelRatioF())
            painter.drawPixmap(left, (self.height() - side - 2) // 2, picture)
        elif self.item.mark:
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(tokens().color(STATES[self.item.mark]))
            pen.setWidthF(max(1.3, side * 0.1))
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            draw_sign(painter, QRectF(left, (self.height() - side) / 2, side, side), self.item.mark)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            return left
        return left + side + 9

    def _paint_detail(self, painter: QPainter) -> float:
        """Draw the figure at the right; returns the room it takes."""
        if not self.item.detail:
            return 14
        painter.setFont(role_font(self.font(), "small"))
        painter.setPen(tokens().color("hint"))
        width = painter.fontMetrics().horizontalAdvance(self.item.detail)
        room = QRectF(self.width() - width - 16, 0, width + 2, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.item.detail)
        return width + 24


class Rail(QWidget):
    """All lines of the rail; only lines that differ are made anew."""

    chosen = Signal(str, str)  # page, target

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._lines: list[QWidget] = []
        self._items: tuple[RailItem, ...] = ()
        self._here = ("", "")
        self._content = QWidget()
        self._column = column(spacing=0, margins=(0, 8, 0, 8))
        self._column.addStretch(1)
        self._content.setLayout(self._column)
        self._scroll = ScrollPage(self._content, name=program.tr("shell.rail"))
        self.setLayout(column(self._scroll, spacing=0))
        self.setAccessibleName(program.tr("shell.rail"))
        self._fit()

    def show_items(self, items: Sequence[RailItem]) -> None:
        """Show these lines; where only marks and figures differ, the lines stay."""
        same = [(i.page, i.target, i.text, i.level) for i in items] == [
            (i.page, i.target, i.text, i.level) for i in self._items
        ]
        self._items = tuple(items)
        if same:
            for line, item in zip(self._lines, items, strict=True):
                if isinstance(line, RailButton) and line.item != item:
                    line.show_item(item)
        else:
            self._build()
        self.show_here(*self._here)

    def show_here(self, page: str, target: str) -> None:
        """Mark the line of the page shown; without an exact line, that of its page."""
        self._here = (page, target)
        buttons = [line for line in self._lines if isinstance(line, RailButton)]
        exact = [b for b in buttons if (b.item.page, b.item.target) == (page, target)]
        loose = [b for b in buttons if b.item.page == page and not b.item.target]
        marked = (exact or loose)[:1]
        for button in buttons:
            button.set_here(button in marked)
        if marked:
            self._scroll.ensureWidgetVisible(marked[0])

    def focus_here(self) -> None:
        """Give focus to the line of the page shown."""
        buttons = [line for line in self._lines if isinstance(line, RailButton)]
        marked = [button for button in buttons if button.here] or buttons
        if marked:
            marked[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk through the lines, Enter opens one."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        buttons = [line for line in self._lines if isinstance(line, RailButton)]
        focused = next((at for at, button in enumerate(buttons) if button.hasFocus()), None)
        if focused is not None and event.key() in steps:
            target = min(len(buttons) - 1, max(0, focused + steps[Qt.Key(event.key())]))
            buttons[target].setFocus(Qt.FocusReason.TabFocusReason)
        elif focused is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            buttons[focused].click()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        self.setFixedWidth(rail_width(self))

    def _build(self) -> None:
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [self._make(item) for item in self._items]
        for number, line in enumerate(self._lines):
            self._column.insertWidget(number, line)

    def _make(self, item: RailItem) -> QWidget:
        if not item.page:
            heading = Label(item.text, "small_strong", "hint")
            heading.setContentsMargins(18, 10, 12, 2)
            return heading
        button = RailButton(item)
        button.clicked.connect(lambda: self.chosen.emit(button.item.page, button.item.target))
        return button


class RailSide(QWidget):
    """The rail with the choice of the desk below it."""

    def __init__(self, rail: Rail, picker: QWidget) -> None:
        super().__init__()
        foot = column(Divider(), picker, spacing=8, margins=(12, 4, 13, 10))
        whole = column(rail, foot, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def paintEvent(self, event: QPaintEvent) -> None:
        """White, with a line at the right."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens().color("rail"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), tokens().color("line"))
