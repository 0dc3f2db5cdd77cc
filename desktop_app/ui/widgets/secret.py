"""A passphrase or PIN on the screen: hidden, with a way to look."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.fields import LineField
from desktop_app.ui.widgets.layout import holder, row
from desktop_app.ui.widgets.text import Label

# Least room of the names before the fields of a form, so that its fields begin below each other.
NAMES, LONG_NAMES = 19, 24  # letters


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


class FieldName(Label):
    """A name that leaves room for longer ones in the same form, at every text size."""

    def __init__(self, name: str, letters: int) -> None:
        super().__init__(name, wrap=False)
        self._letters = letters

    def minimumSizeHint(self) -> QSize:
        """At least as wide as the longest name is expected to be."""
        least = self._letters * self.fontMetrics().averageCharWidth()
        return super().minimumSizeHint().expandedTo(QSize(least, 0))

    sizeHint = minimumSizeHint  # noqa: N815  Qt's name


def named(name: str, field: QWidget, line: QWidget | None = None, *, letters: int = NAMES) -> QWidget:
    """A field, or a line that holds it, behind its name; `letters` is the least room of the name."""
    label = FieldName(name, letters)
    label.setBuddy(field)
    whole = row(label, line or field, spacing=10)
    whole.setStretch(1, 1)
    return holder(whole)
