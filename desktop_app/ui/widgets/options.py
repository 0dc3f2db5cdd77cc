"""Options to choose from: an empty button and a wrapping text, the whole row the target."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QRadioButton, QSizePolicy, QWidget

from desktop_app.ui.theme.current import tokens
from desktop_app.ui.theme.style import PhromStyle
from desktop_app.ui.widgets.layout import column, row
from desktop_app.ui.widgets.text import Label

_DIGITS = {digit: number for digits in ("0123456789", "๐๑๒๓๔๕๖๗๘๙") for number, digit in enumerate(digits)}


class OptionRow(QWidget):
    """One option: one accessible radio button or check box, named by the stored text."""

    toggled_by_person = Signal(str)

    def __init__(self, key: str, text: str, *, digit: str = "", many: bool = False, gone: str = "") -> None:
        super().__init__()
        self.key = key
        self.button: QCheckBox | QRadioButton = QCheckBox() if many else QRadioButton()
        self.button.setAutoExclusive(False)
        self.button.setAccessibleName(f"{text} {gone}".strip())
        self.button.setFixedWidth(self.button.sizeHint().width())
        self.button.clicked.connect(lambda: self.toggled_by_person.emit(self.key))
        self.button.installEventFilter(self)
        self.label = Label(text)
        self.label.setBuddy(self.button)
        line = row(self.button, self.label, spacing=6, margins=(8, 2, 8, 2))
        line.setStretch(1, 1)
        line.setAlignment(self.button, Qt.AlignmentFlag.AlignTop)
        if gone:
            font = self.label.font()
            font.setStrikeOut(True)
            self.label.setFont(font)
            line.addWidget(Label(gone, "small", "warning", wrap=False))
        if digit:
            line.addWidget(Label(digit, "small", "hint", wrap=False))
        self.setLayout(line)
        self.button.setFixedHeight(self.label.fontMetrics().height())
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_chosen(self, chosen: bool) -> None:
        """Show whether this option is chosen, without telling anyone."""
        self.button.setChecked(chosen)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click anywhere in the row is a click on its button."""
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled() and self.button.isEnabled():
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)
            self.button.click()
        event.accept()

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:
        """Repaint the row's ring when the button gains or loses focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Surface of a chosen or hovered row, and the focus ring round the whole row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        chosen = self.button.isChecked()
        if chosen or (self.underMouse() and self.button.isEnabled()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens().color("selected" if chosen else "hover"))
            painter.drawRoundedRect(rect, 5, 5)
        style = QApplication.style()
        if self.button.hasFocus() and isinstance(style, PhromStyle):
            style.ring(painter, QRectF(self.rect()))


class OptionGroup(QWidget):
    """The options of one question: one tab stop, arrows choose without moving on, digits choose.

    `picked` carries the key a person chose or ("" for a single choice) cleared. The group never changes
    itself: whoever owns the answer calls `set_chosen`, so that what is shown is what is kept.
    """

    picked = Signal(str)
    cleared = Signal()
    digits_on = True

    def __init__(self, name: str, *, many: bool = False) -> None:
        super().__init__()
        self._many = many
        self._chosen: frozenset[str] = frozenset()
        self.rows: list[OptionRow] = []
        self._column = column(spacing=1)
        self.setLayout(self._column)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def add(self, option: OptionRow) -> None:
        """Put an option below the others."""
        self.rows.append(option)
        option.toggled_by_person.connect(self._on_pick)
        option.button.installEventFilter(self)
        self._column.addWidget(option)
        self._mend_tab_stop()

    def take_all(self) -> None:
        """Take all options out."""
        for option in self.rows:
            self._column.removeWidget(option)
            option.hide()
            option.deleteLater()
        self.rows = []

    def set_chosen(self, keys: Iterable[str]) -> None:
        """Show these options as chosen."""
        self._chosen = frozenset(keys)
        for option in self.rows:
            option.set_chosen(option.key in self._chosen)
        self._mend_tab_stop()

    def focus_first(self) -> None:
        """Give focus to the chosen option, else the first."""
        if (stop := self._stop()) is not None:
            stop.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:
        """Arrows, digits and Delete, only while one of the options has focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(watched, event)
        return False

    def _on_pick(self, key: str) -> None:
        self.set_chosen(self._chosen)  # what the click toggled is undone until the answer is kept
        self.picked.emit(key)

    def _on_key(self, watched: QWidget, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}
        if (step := steps.get(Qt.Key(event.key()))) is not None:
            self._step(watched, step)
            return True
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
            return True
        number = _DIGITS.get(event.text()) if self.digits_on and not _chorded(event) else None
        if number is not None:
            self._choose_number(number)
            return True
        return False

    def _step(self, watched: QWidget, step: int) -> None:
        here = next((at for at, option in enumerate(self.rows) if option.button is watched), 0)
        target = self.rows[(here + step) % len(self.rows)]
        target.button.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self._many and target.button.isEnabled():
            self.picked.emit(target.key)

    def _choose_number(self, number: int) -> None:
        wanted = next((o for o in self.rows if o.property("digit") == str(number)), None)
        if wanted is not None and wanted.button.isEnabled():
            wanted.button.setFocus(Qt.FocusReason.OtherFocusReason)
            self.picked.emit(wanted.key)

    def _stop(self) -> OptionRow | None:
        chosen = (option for option in self.rows if option.key in self._chosen)
        return next(chosen, self.rows[0] if self.rows else None)

    def _mend_tab_stop(self) -> None:
        stop = self._stop()
        for option in self.rows:
            policy = Qt.FocusPolicy.StrongFocus if option is stop else Qt.FocusPolicy.ClickFocus
            option.button.setFocusPolicy(policy)


def _chorded(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return held != Qt.KeyboardModifier.NoModifier
