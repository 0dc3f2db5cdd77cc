"""Menus and shortcuts, made from the commands of window, desk and page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from desktop_app.ui.pages import Command
from desktop_app.ui.program import Program

MENUS = ("file", "edit", "view", "go", "help")


class Menus:
    """The menu bar and the actions behind it. A later command with the same key takes the place of an earlier."""

    def __init__(self, bar: QMenuBar, window: QWidget, program: Program) -> None:
        self._window, self._program = window, program
        self.commands: list[Command] = []
        self._actions: list[tuple[QAction, Command]] = []
        self._menus: dict[str, QMenu] = {}
        for name in MENUS:
            menu = bar.addMenu(program.tr(f"shell.menu_{name}"))
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(self._refresh)
            self._menus[name] = menu

    def show(self, commands: Sequence[Command]) -> None:
        """Offer these commands and no others."""
        for action, _ in self._actions:
            self._window.removeAction(action)
            action.deleteLater()
        for menu in self._menus.values():
            menu.clear()
        self.commands = list({command.key: command for command in commands}.values())
        self._actions = [(self._make(command), command) for command in self.commands]
        for name, menu in self._menus.items():
            self._fill(menu, [pair for pair in self._actions if pair[1].menu == name])
        self._refresh()

    def run(self, key: str) -> bool:
        """Give a command by its key; False if it is not offered here."""
        command = next((c for c in self.commands if c.key == key), None)
        if command is not None and command.enabled():
            command.run()
            return True
        return False

    def _make(self, command: Command) -> QAction:
        action = QAction(self._program.tr(command.key), self._window)
        action.setObjectName(command.key)
        if command.shortcut:
            action.setShortcut(QKeySequence(command.shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(self._guarded(command))
        self._window.addAction(action)
        return action

    @staticmethod
    def _guarded(command: Command) -> Callable[[], None]:
        def run() -> None:
            if command.enabled():
                command.run()

        return run

    @staticmethod
    def _fill(menu: QMenu, pairs: list[tuple[QAction, Command]]) -> None:
        group: int | None = None
        for action, command in sorted(pairs, key=lambda pair: pair[1].group):
            if group is not None and command.group != group:
                menu.addSeparator()
            group = command.group
            menu.addAction(action)
        menu.menuAction().setVisible(bool(pairs))

    def _refresh(self) -> None:
        """Grey out in the open menu what cannot be done now; shortcuts ask again when pressed."""
        for action, command in self._actions:
            action.setEnabled(bool(command.shortcut) or command.enabled())
