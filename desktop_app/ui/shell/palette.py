"""The command list (Ctrl+K): everything that menus hold, found by name in Thai or English."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop_app.thai.search import search_key
from desktop_app.ui.pages import Command
from desktop_app.ui.program import Program
from desktop_app.ui.texts import read_catalogue
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.fields import SearchField
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
        self._program, self._commands = program, commands
        self.field = SearchField(program.tr("shell.commands_hint"))
        self.list = QListWidget()
        self.list.setAccessibleName(program.tr("shell.commands"))
        self.list.setMinimumHeight(self.fontMetrics().height() * 11)
        self._none = Label(program.tr("shell.commands_none"), tone="hint")
        for widget in (self.field, self.list, self._none):
            self.body.addWidget(widget)
        self.add_button(program.tr("shell.close"))
        self.field.typed.connect(self._show)
        self.field.installEventFilter(self)
        self.field.left.connect(lambda: None)
        self.list.itemActivated.connect(lambda _: self.accept())
        self._show("")
        self.field.setFocus()

    def chosen(self) -> Command | None:
        """What to do once the dialog was accepted."""
        item = self.list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item is not None else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the field walk through the list; Enter takes the line chosen."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            row = self.list.currentRow() + steps[Qt.Key(event.key())]
            self.list.setCurrentRow(min(self.list.count() - 1, max(0, row)))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
            return True
        return False

    def _show(self, typed: str) -> None:
        self.list.clear()
        for command in matching(self._commands, typed):
            name = self._program.tr(command.key)
            item = QListWidgetItem(f"{name}\t{command.shortcut}" if command.shortcut else name)
            item.setData(Qt.ItemDataRole.UserRole, command)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name} {command.shortcut}".strip())
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._none.setVisible(self.list.count() == 0)
