"""Fields for text and numbers. They report what is typed; whoever owns the answer decides.

The fields' own undo is off (undo belongs to the assessment), the wheel does nothing, and what is
typed is never changed while typing.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QTextOption
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy

from desktop_app.errors import PhromError
from desktop_app.thai.clean import clean
from desktop_app.ui.widgets.text import stored


def is_history_key(event: QEvent) -> bool:
    """Whether a key event asks to undo or redo."""
    kinds = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
    if event.type() not in kinds or not isinstance(event, QKeyEvent):
        return False
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


def plain_paste(text: str) -> str:
    """Pasted text without invisible and control characters; what cannot be cleaned stays out."""
    try:
        return clean(stored(text))
    except PhromError:
        return ""


class LineField(QLineEdit):
    """One line. `typed` at each change by a person, `left` when focus goes or Enter is pressed."""

    typed = Signal(str)
    left = Signal()

    def __init__(self, name: str, text: str = "", *, hint: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setText(text)
        self.textEdited.connect(self.typed)
        self.returnPressed.connect(self.left)

    def sizeHint(self) -> QSize:
        """Room for marks above and below, at least 28 pixels."""
        hint = super().sizeHint()
        return QSize(hint.width(), max(28, self.fontMetrics().height() + 8))

    def minimumSizeHint(self) -> QSize:
        """As high as the hint."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def set_value(self, text: str) -> None:
        """Show `text` unless the person is typing the same; the cursor stays."""
        if text != self.text():
            place = self.cursorPosition()
            self.setText(text)
            self.setCursorPosition(min(place, len(text)))

    def set_wrong(self, wrong: bool) -> None:
        """Draw the frame of a field with an error."""
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            self.update()

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the assessment."""
        if is_history_key(event):
            event.ignore()
            return False
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The person has left the field."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class NumberField(LineField):
    """A number, right-aligned; Thai and Arabic digits and separators are read by the engine."""

    entered = Signal()

    def __init__(self, name: str, text: str = "", *, width: int = 10) -> None:
        super().__init__(name, text)
        self._letters = width
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The person comes in."""
        self.entered.emit()
        super().focusInEvent(event)

    def sizeHint(self) -> QSize:
        """As wide as the numbers it is for."""
        width = self.fontMetrics().horizontalAdvance("0" * self._letters) + 22
        return QSize(width, super().sizeHint().height())


class TextArea(QPlainTextEdit):
    """Free text that grows from 2 to 8 lines, then scrolls. Tab moves on; paste is plain."""

    typed = Signal(str)
    left = Signal()
    LINES = (2, 8)

    def __init__(self, name: str, text: str = "", *, lines: tuple[int, int] = LINES) -> None:
        super().__init__()
        self._lines = lines
        self._quiet = False
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setPlainText(text)
        self.textChanged.connect(self._on_change)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._grow())
        self._grow()

    def set_value(self, text: str) -> None:
        """Show `text`; the cursor stays where it can."""
        if text == self.toPlainText():
            return
        place = self.textCursor().position()
        self._quiet = True
        self.setPlainText(text)
        self._quiet = False
        cursor = self.textCursor()
        cursor.setPosition(min(place, len(text)))
        self.setTextCursor(cursor)

    def set_wrong(self, wrong: bool) -> None:
        """Draw the frame of a field with an error."""
        self.setProperty("wrong", wrong)
        self.update()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste as plain, cleaned text."""
        self.insertPlainText(plain_paste(source.text()))

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the assessment; follow a change of text size."""
        if is_history_key(event):
            event.ignore()
            return False
        done = super().event(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._grow()
        return done

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The person has left the field."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def _on_change(self) -> None:
        self._grow()
        if not self._quiet:
            self.typed.emit(self.toPlainText())

    def _grow(self) -> None:
        least, most = self._lines
        lines = min(most, max(least, round(self.document().size().height())))
        edge = 2 * (self.frameWidth() + round(self.document().documentMargin())) + 2
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + edge)
        scrolls = self.document().size().height() > most
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(bar)


class SearchField(LineField):
    """A line that searches as one types; Esc empties it."""

    def __init__(self, name: str, hint: str = "") -> None:
        super().__init__(name, hint=hint or name)
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the field first; an empty field passes it on."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.typed.emit("")
        else:
            super().keyPressEvent(event)
