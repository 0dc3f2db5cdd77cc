"""Evidence of one question: choose or drop files, see them, take them off (O2)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from desktop_app.office.records import EvidenceFile
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.layout import Surface, clear, column, row
from desktop_app.ui.widgets.marks import IconMark
from desktop_app.ui.widgets.text import Elided, Label

KINDS = "*.pdf *.jpg *.jpeg *.png *.xlsx *.docx *.csv *.txt"
KILO = 1024


class EvidencePanel(Surface):
    """The files of a question; drop anywhere on it or use the button."""

    added = Signal(list)  # paths
    removed = Signal(object)  # EvidenceFile
    opened = Signal(object)  # EvidenceFile

    def __init__(self, program: Program, title: str) -> None:
        super().__init__("window", "line", radius=6)
        self._program = program
        self._title = title
        self.setAcceptDrops(True)
        self._files = column(spacing=2)
        self.choose = Button(program.tr("office.evidence_choose"), icon="clip", on=self._ask)
        self._hint = Label(program.tr("office.evidence_hint"), "small", "hint")
        foot = row(self.choose, self._hint, spacing=10)
        foot.setStretch(1, 1)
        self.setLayout(column(self._files, foot, spacing=6, margins=(12, 8, 12, 8)))

    def show_files(self, files: Sequence[EvidenceFile], *, read_only: bool) -> None:
        """List these files."""
        clear(self._files)
        for file in files:
            self._files.addLayout(self._line(file, read_only=read_only))
        self.choose.setVisible(not read_only)
        self._hint.setVisible(not read_only or not files)
        self.setAcceptDrops(not read_only)

    def _line(self, file: EvidenceFile, *, read_only: bool):  # type: ignore[no-untyped-def]
        tr = self._program.tr
        size = size_shown(self._program, file.size)
        name = Elided(file.original_name)
        line = row(IconMark("file"), name, Label(size, "small", "hint", wrap=False), spacing=8)
        line.setStretch(1, 1)
        line.addWidget(
            Button(
                tr("office.evidence_open"), "link", on=lambda: self.opened.emit(file),
                name=tr("office.evidence_open_name", name=file.original_name),
            )
        )  # fmt: skip
        if not read_only:
            line.addWidget(
                Button(
                    "", "quiet", icon="trash", on=lambda: self.removed.emit(file),
                    name=tr("office.evidence_remove_name", name=file.original_name),
                )
            )  # fmt: skip
        return line

    def _ask(self) -> None:
        kinds = self._program.tr("office.evidence_kinds")
        chosen, _ = QFileDialog.getOpenFileNames(self, self._title, "", f"{kinds} ({KINDS})")
        if chosen:
            self.added.emit([Path(name) for name in chosen])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped here."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self.set_surface("info_soft", "accent")

    def dragLeaveEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        """The files went elsewhere."""
        self.set_surface("window", "line")

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the dropped files."""
        self.set_surface("window", "line")
        event.acceptProposedAction()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.added.emit(paths)


def size_shown(program: Program, size: int) -> str:
    """A size in bytes as a person reads it."""
    if size < KILO * KILO:
        return program.digits(f"{max(1, round(size / KILO)):,} kB")
    return program.digits(f"{size / KILO / KILO:.1f} MB")
