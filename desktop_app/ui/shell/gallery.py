"""Pictures of what belongs to no desk: commands, keys, about, and the stop after a bug."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.ui.gallery import Screen
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.shell.help import About, KeyMap
from desktop_app.ui.shell.palette import CommandList
from desktop_app.ui.shell.stopped import Stopped


def _commands(window: MainWindow) -> QWidget:
    return CommandList(window, window.program, window.menus.commands)


def _keys(window: MainWindow) -> QWidget:
    return KeyMap(window, window.program, window.menus.commands)


def _about(window: MainWindow) -> QWidget:
    return About(window, window.program)


def _stopped(window: MainWindow) -> QWidget:
    program = window.program
    program.folders.log.mkdir(parents=True, exist_ok=True)
    (program.folders.log / "phrom.log").write_text("stopped", "ascii")
    return Stopped(window, program, "section.py:120 show_state\nKeyError", program.tr("shell.stopped_safe"))


SCREENS = (
    Screen("commands", _commands),
    Screen("keys", _keys),
    Screen("about", _about),
    Screen("W20", _stopped),
)
