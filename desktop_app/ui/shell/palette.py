"""The command list (Ctrl+K): everything that menus hold, found by name in Thai or English."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop_app.thai.search import search_key
from desktop_app.ui.pages import Command
from desktop_app.ui.program import Program
from desktop_app.ui.texts import read_catalogue
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.fields import SearchField
from desktop_app.ui.widgets.table import Column, Table, TableModel
from desktop_app.ui.widgets.text import Label


def matching(commands: Sequence[Command], typed: str) -> list[Command]:
    """Commands whose name in either language holds what was typed, those at the start first."""
    wanted = search_key(typed)
    catalogue = read_catalogue()
    found = []
    for command in commands:
        names = [search_key(name) for name in catalogue[command.key].values()]
        places = [name.find(wanted) for name in names if wanted in name]
        if places and command.enabled():
            found.append((min(places) > 0, command))
    return [command for _, command in sorted(found, key=lambda pair: pair[0])]


class CommandList(Dialog):
    """Type, choose with the arrows, Enter does it."""

    def __init__(self, parent: QWidget, program: Program, commands: Sequence[Command]) -> None:
        super().__init__(parent, program.tr("shell.commands"))
        self._commands = commands
        self.field = SearchField(program.tr("shell.commands_hint"))
        self._model = TableModel(
            [
                Column(program.tr("shell.commands"), lambda command: program.tr(command.key), stretch=True),
                Column(program.tr("shell.key"), lambda command: command.shortcut, "right", tone=lambda _: "hint"),
            ]
        )
        self.table = Table(program.tr("shell.commands"), self._model, sortable=False)
        self.table.horizontalHeader().hide()
        self.table.setMinimumHeight(self.fontMetrics().height() * 11)
        self._none = Label(program.tr("shell.commands_none"), tone="hint")
        for widget in (self.field, self.table, self._none):
            self.body.addWidget(widget)
        self.add_button(program.tr("shell.close"))
        self.field.typed.connect(self._show)
        self.field.installEventFilter(self)
        self.table.opened.connect(self.accept)
        self._show("")
        self.field.setFocus()

    def chosen(self) -> Command | None:
        """What to do once the dialog was accepted."""
        found: Command | None = self.table.current()
        return found

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the field walk through the list; Enter takes the line chosen."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            at = self.table.currentIndex().row() + steps[Qt.Key(event.key())]
            self.table.selectRow(min(len(self._model.rows) - 1, max(0, at)))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
            return True
        return False

    def _show(self, typed: str) -> None:
        self._model.set_rows(matching(self._commands, typed))
        self.table.selectRow(0)
        self.table.setVisible(bool(self._model.rows))
        self._none.setVisible(not self._model.rows)
