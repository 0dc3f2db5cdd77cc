"""W20: the program met a bug. What is safe, until when, and a report whose contents are shown first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.errors import PhromError
from desktop_app.files import write_whole
from desktop_app.ui.crash import report_contents, report_zip
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import Banner
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.table import Column, Table, TableModel
from desktop_app.ui.widgets.text import Label


class Stopped(Dialog):
    """Says what happened and what is safe; the work can go on."""

    def __init__(self, parent: QWidget | None, program: Program, description: str, safe: str) -> None:
        super().__init__(parent, program.tr("shell.stopped"), width=620)
        self._program = program
        tr = program.tr
        self.contents = report_contents(program.settings, program.folders.log, description)
        self.body.addWidget(Banner("error", tr("shell.stopped_what"), safe))
        self.body.addWidget(Label(tr("shell.stopped_report"), tone="hint"))
        sizes = [(name, program.digits(f"{len(data):,}")) for name, data in self.contents.items()]
        model = TableModel(
            [
                Column(tr("shell.report_file"), lambda row: row[0], stretch=True),
                Column(tr("shell.report_bytes"), lambda row: row[1], "right"),
            ],
            sizes,
        )
        table = Table(tr("shell.stopped_report"), model, sortable=False)
        table.setMaximumHeight(self.fontMetrics().height() * 8)
        self.body.addWidget(table)
        self.saved = Label("", tone="ok")
        self.body.addWidget(self.saved)
        save = Button(tr("shell.report_save"), on=self._ask)
        self._buttons.insertWidget(0, save)
        self.add_button(tr("shell.stopped_go_on"), "primary", accepts=True).setDefault(True)

    def save(self, path: Path) -> None:
        """Write the report whose contents the table shows."""
        try:
            write_whole(path, report_zip(self.contents))
        except PhromError as problem:
            self.saved.set_tone("error")
            self.saved.setText(problem.message(self._program.language))
            return
        self.saved.set_tone("ok")
        self.saved.setText(self._program.tr("shell.report_saved", name=path.name))

    def _ask(self) -> None:
        name = f"phrom-report-{self._program.clock():%Y%m%d-%H%M%S}.zip"
        chosen, _ = QFileDialog.getSaveFileName(self, self._program.tr("shell.report_save"), name, "*.zip")
        if chosen:
            self.save(Path(chosen))
