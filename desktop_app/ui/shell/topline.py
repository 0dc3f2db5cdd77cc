"""The top line: name, menus, what is open, search and commands."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QMenuBar, QSizePolicy, QWidget

from desktop_app.ui.program import Program
from desktop_app.ui.theme.current import tokens
from desktop_app.ui.theme.icons import icon_pixmap
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.layout import row
from desktop_app.ui.widgets.text import Elided, Label


class TopLine(QWidget):
    """The dark line with the menus in it."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.menus = QMenuBar()
        self.menus.setNativeMenuBar(False)
        self.menus.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.search = Button(program.tr("shell.search_button"), "header", icon="search")
        self.commands = Button(program.tr("shell.commands_button"), "header", icon="more")
        self.contents = Button("", "header", icon="list", name=program.tr("shell.rail"))
        self.contents.setCheckable(True)
        self._brand = Label(program.tr("shell.brand"), "heading", "on_accent", wrap=False)
        self._title = Elided("", "strong", "on_accent")
        line = row(
            34, self._brand, 12, self.contents, self.menus, 16, self._title, 8, self.search, self.commands,
            spacing=6, margins=(12, 3, 12, 3),
        )  # fmt: skip
        line.setStretch(line.indexOf(self._title), 1)
        self.setLayout(line)
        self.menus.setContentsMargins(0, 0, 0, 0)
        self.dress()

    def show_open(self, title: str, state: str) -> None:
        """Name what is open, and its state."""
        self._title.setText("   ·   ".join(part for part in (title, state) if part))

    def dress(self) -> None:
        """Colours of this line: its text is light in every palette."""
        palette = QPalette(self.palette())
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
            palette.setColor(role, tokens().color("on_header"))
        palette.setColor(QPalette.ColorRole.HighlightedText, tokens().color("on_header"))
        for widget in (self.menus, self._brand, self._title):
            widget.setPalette(palette)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground and the mark of the program."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens().color("header"))
        picture = icon_pixmap("phrom-light", tokens().on_header, 26, self.devicePixelRatioF())
        painter.drawPixmap(14, (self.height() - 26) // 2, picture)
