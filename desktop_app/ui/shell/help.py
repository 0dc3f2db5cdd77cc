"""Keyboard map and the page about the program."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QWidget

from desktop_app.ui.pages import Command
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.table import Column, Table, TableModel
from desktop_app.ui.widgets.text import Label


class KeyMap(Dialog):
    """Every shortcut that works here, and the keys of the controls."""

    def __init__(self, parent: QWidget, program: Program, commands: Sequence[Command]) -> None:
        super().__init__(parent, program.tr("shell.keys"), width=620)
        tr = program.tr
        keys = [(c.shortcut, tr(c.key)) for c in commands if c.shortcut]
        keys += [(tr(f"shell.key_{n}"), tr(f"shell.key_{n}_does")) for n in ("digits", "arrows", "delete", "esc")]
        model = TableModel(
            [
                Column(tr("shell.key"), lambda pair: pair[0], strong=True),
                Column(tr("shell.key_does"), lambda pair: pair[1], stretch=True),
            ],
            keys,
        )
        table = Table(tr("shell.keys"), model, sortable=False)
        table.setMinimumHeight(self.fontMetrics().height() * 14)
        self.body.addWidget(table)
        self.add_button(tr("shell.close"), "primary").setDefault(True)


class About(Dialog):
    """Name, version, licences, and that this is no official survey."""

    def __init__(self, parent: QWidget, program: Program) -> None:
        super().__init__(parent, program.tr("shell.about"))
        self.body.addWidget(Label(program.tr("shell.about_what"), "strong"))
        self.body.addWidget(Label(program.tr("shell.about_unofficial")))
        self.body.addWidget(Label(program.tr("shell.about_licences"), "small", "hint"))
        words = program.tr("shell.about_version", version=_version(), qt=qVersion())
        self.body.addWidget(Label(words, "small", "hint", selectable=True))
        self.add_button(program.tr("shell.close"), "primary").setDefault(True)


def _version() -> str:
    try:
        return version("phrom")
    except PackageNotFoundError:
        return "0.1.0"
