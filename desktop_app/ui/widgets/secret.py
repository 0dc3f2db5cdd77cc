"""A passphrase or PIN on the screen: hidden, with a way to look."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.fields import LineField
from desktop_app.ui.widgets.layout import holder, row
from desktop_app.ui.widgets.text import Label

NAME_WIDTH = 150  # pixels, least of the names before the fields of a form


class PassphraseField(QWidget):
    """A hidden line that can be shown; paste is allowed."""

    def __init__(self, program: Program, name: str) -> None:
        super().__init__()
        self.field = LineField(name)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self._show = Button(
            program.tr("office.show_passphrase"), "quiet", name=f"{program.tr('office.show_passphrase')} {name}"
        )
        self._show.setCheckable(True)
        self._show.toggled.connect(self._on_show)
        line = row(self.field, self._show, spacing=4)
        line.setStretch(0, 1)
        self.setLayout(line)
        self.setFocusProxy(self.field)

    def text(self) -> str:
        """What was typed."""
        return self.field.text()

    def clear(self) -> None:
        """Forget it."""
        self.field.clear()

    def _on_show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.field.setEchoMode(mode)


def named(name: str, field: QWidget, line: QWidget, *, width: int = NAME_WIDTH) -> QWidget:
    """A field, or a line that holds it, behind its name; `width` is the least of the name, in pixels."""
    label = Label(name, wrap=False)
    label.setBuddy(field)
    label.setMinimumWidth(width)
    whole = row(label, line, spacing=10)
    whole.setStretch(1, 1)
    return holder(whole)
