"""What a desk and a page are to the window: the contract of `shell/` with the folders of the desks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.ui.program import Program


def always() -> bool:
    """For commands that can be given at any time."""
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do: shown in a menu and in the command list (Ctrl+K).

    Attributes:
        key: `file.key` of its text, which is also its name in tests.
        run: what it does.
        menu: file, edit, view, go or help; "" for the command list alone.
        shortcut: as Qt writes it, for example "Ctrl+F"; "" for none.
        enabled: asked when the menu opens.
        group: number; a line is drawn between groups of a menu.
    """

    key: str
    run: Callable[[], object]
    menu: str = ""
    shortcut: str = ""
    enabled: Callable[[], bool] = always
    group: int = 0


@dataclass(frozen=True, slots=True)
class RailItem:
    """One line of the left rail.

    Attributes:
        page, target: where it leads; page "" makes it a heading.
        text: stored text.
        icon: name of an icon, or "".
        mark: state of `marks.STATES`, or "".
        mark_name: the word for the mark.
        detail: short text at the right, for example "9/14".
        level: 0 page, 1 section, 2 question.
    """

    page: str
    text: str
    target: str = ""
    icon: str = ""
    mark: str = ""
    mark_name: str = ""
    detail: str = ""
    level: int = 0


class Page(QWidget):
    """One screen. Built when shown, dropped when left; what must last lives in the desk.

    Attributes:
        screen: number of the screen, for example "W2".
        title: what it shows, for the window's title and assistive technology.
    """

    screen = ""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.program = program
        self.title = ""

    def panes(self) -> tuple[QWidget, ...]:
        """Areas that F6 walks through, besides the rail."""
        return (self,)

    def commands(self) -> tuple[Command, ...]:
        """What can be done here, besides the desk's commands."""
        return ()

    def start(self) -> None:
        """Called once it is shown: put focus where work begins, by default on its first control."""
        for widget in self.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
                widget.setFocus()
                return

    def leave(self) -> None:
        """Called before it is dropped: hand on what was typed."""

    def accept(self, page: str, target: str) -> bool:
        """Asked before another page is built: True if this page can show that place itself."""
        return False

    def here(self) -> str:
        """The target that would show this page at this very place again."""
        return ""


class Desk(QObject):
    """The pages of one role: office, review or central."""

    key = ""
    rail_changed = Signal()
    header_changed = Signal()

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.program = program

    def home(self) -> str:
        """Key of the first page."""
        return "home"

    def rail(self) -> tuple[RailItem, ...]:
        """Lines of the left rail, as things stand."""
        return ()

    def build(self, page: str, target: str) -> Page:
        """Make a page.

        Raises:
            KeyError: the desk has no such page, or it cannot be shown now.
        """
        raise KeyError(page)

    def header(self) -> tuple[str, str]:
        """What is open: title and state for the top line, "" for none."""
        return "", ""

    def commands(self) -> tuple[Command, ...]:
        """What can be done at this desk on any page."""
        return ()

    def take_files(self, paths: list[Path]) -> list[Path]:
        """Open files from a drop, a double click or a second start; gives back what is not for this desk."""
        return paths

    def may_close(self) -> bool:
        """Asked before the window closes; must not lose anything."""
        return True

    def close(self) -> None:
        """Let go of files and threads."""
