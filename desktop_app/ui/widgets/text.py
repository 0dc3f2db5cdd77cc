"""Text on the screen: shown with breaks between Thai words, handed out again without them (X1)."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QWidget

from desktop_app.thai import breaking
from desktop_app.ui.theme.fonts import role_font
from desktop_app.ui.theme.palette import TONES

ZERO_WIDTH_SPACE = "\u200b"
NO_BREAK_SPACE = "\u00a0"
_THAI = range(0x0E00, 0x0E80)


@lru_cache(maxsize=8192)
def show(text: str) -> str:
    """Stored text as Qt may wrap it: U+200B between Thai words. Never read it back."""
    if not any(ord(letter) in _THAI for letter in text):
        return text
    return breaking.show(text)


def stored(shown: str) -> str:
    """What a person copies: no invisible characters."""
    return shown.replace(ZERO_WIDTH_SPACE, "").replace(NO_BREAK_SPACE, " ")


class Label(QLabel):
    """Plain text, wrapped between words; `role` is a size of `fonts.ROLES`, `tone` one of `TONES`."""

    _stored = ""
    _role = "body"  # Qt sends events while the widget is still being made

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "text",
        *,
        wrap: bool = True,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role = role
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.set_tone(tone)
        if role != "body":
            self.setFont(role_font(QApplication.font(), role))
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text`; assistive technology gets it as it is stored."""
        self._stored = text
        super().setText(show(text) if self.wordWrap() else text)
        self.setAccessibleName(text)

    def text(self) -> str:
        """The stored text."""
        return self._stored

    def set_tone(self, tone: str) -> None:
        """Colour by meaning: text, hint, accent, ok, warning, error."""
        self.setForegroundRole(TONES[tone])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copying gives the stored text."""
        if event.matches(QKeySequence.StandardKey.Copy) and self.hasSelectedText():
            QGuiApplication.clipboard().setText(stored(self.selectedText()))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Follow a change of text size; a font set by hand does not follow by itself."""
        if event.type() == QEvent.Type.ApplicationFontChange and self._role != "body":
            self.setFont(role_font(QApplication.font(), self._role))
        return super().event(event)


class Elided(Label):
    """One line that ends in … where room is short; the whole text stays in the tooltip and the name."""

    def __init__(self, text: str = "", role: str = "body", tone: str = "text") -> None:
        super().__init__(text, role, tone, wrap=False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 6)

    def setText(self, text: str) -> None:
        """Show as much of `text` as fits."""
        super().setText(text)
        self._fit()

    def resizeEvent(self, event: QEvent) -> None:
        """Fit anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fitting = self.fontMetrics().elidedText(self._stored, Qt.TextElideMode.ElideRight, self.width())
        QLabel.setText(self, fitting)
        self.setToolTip(show(self._stored) if fitting != self._stored else "")
