"""The bottom line: what is on disk, language, text size, palette."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.program import Program
from desktop_app.ui.settings import CHOICES, SCALES
from desktop_app.ui.theme.current import tokens
from desktop_app.ui.theme.fonts import role_font
from desktop_app.ui.widgets.buttons import Button, Picker
from desktop_app.ui.widgets.layout import row
from desktop_app.ui.widgets.marks import SavedMark
from desktop_app.ui.widgets.text import Elided, Label

STEP = 10  # per cent


class StatusLine(QWidget):
    """Says what is saved, and holds the three settings people reach for most."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        tr = program.tr
        self._mark = SavedMark("saved", "")
        self._text = Elided("", "small", "hint")
        self._scale = Button(self._scale_text(), "quiet", on=self.reset, name=tr("shell.scale_reset"))
        theme = Picker(
            tr("shell.theme"), [(n, tr(f"shell.theme_{n}")) for n in CHOICES["theme"]], program.settings.theme
        )
        theme.activated.connect(lambda: program.change(theme=theme.chosen()))
        theme.setFont(role_font(theme.font(), "small"))
        other = "en" if program.language == "th" else "th"
        language = Button(tr("shell.other_language"), "quiet", icon="globe", on=lambda: program.change(language=other))
        line = row(
            self._mark, self._text, None, language, 4,
            Button("A−", "quiet", on=self.smaller, name=tr("shell.scale_smaller")),
            self._scale,
            Button("A+", "quiet", on=self.larger, name=tr("shell.scale_larger")), 4,
            Label(tr("shell.theme"), "small", "hint", wrap=False), theme,
            spacing=4, margins=(14, 2, 12, 2),
        )  # fmt: skip
        line.setStretch(1, 1)
        self.setLayout(line)
        self.show_saved("", "")

    def show_saved(self, state: str, sentence: str) -> None:
        """State of `SavedMark` and what is on disk, "" while nothing is open."""
        self._mark.setVisible(bool(state))
        if state:
            self._mark.set_state(state, sentence)
        self._text.setText(sentence)

    def larger(self) -> None:
        """Text ten per cent larger."""
        self._set(self._program.settings.scale + STEP)

    def smaller(self) -> None:
        """Text ten per cent smaller."""
        self._set(self._program.settings.scale - STEP)

    def reset(self) -> None:
        """Text at 100 per cent."""
        self._set(100)

    def _set(self, scale: int) -> None:
        self._program.change(scale=min(SCALES[1], max(SCALES[0], scale)))
        self._scale.setText(self._scale_text())

    def _scale_text(self) -> str:
        return self._program.digits(f"{self._program.settings.scale} %")

    def paintEvent(self, event: QPaintEvent) -> None:
        """White, with a line above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens().color("rail"))
        painter.fillRect(0, 0, self.width(), 1, tokens().color("line"))
