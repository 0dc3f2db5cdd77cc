"""Asking for files and folders, and telling what could not be done; the same for every desk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.errors import PhromError
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.text import Label


def open_folder(path: Path) -> None:
    """Show a folder in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def open_outside(path: Path) -> None:
    """Show a file in the system's own viewer; it is never run by us."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def ask_save(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Ask where to write a file."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, name, kinds)
    return Path(chosen) if chosen else None


def ask_open(parent: QWidget, title: str, kinds: str) -> Path | None:
    """Ask which file to open."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, "", kinds)
    return Path(chosen) if chosen else None


def told(program: Program, problem: Exception, key: str) -> bool:
    """Show an expected failure in a bar; a bug goes on to the crash report."""
    if not isinstance(problem, PhromError):
        program.tasks.problem.emit(problem)
        return False
    program.fail(problem, key=key)
    return True


def told_in(program: Program, words: Label, problem: Exception) -> None:
    """Show an expected failure in a line of a dialog; a bug goes on to the crash report."""
    if not isinstance(problem, PhromError):
        program.tasks.problem.emit(problem)
        return
    words.setText(f"{problem.message(program.language)} {problem.remedy(program.language)}")
    words.set_tone("error")
