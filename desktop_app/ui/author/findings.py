"""Findings of the linter as a table: on the author's page and before a release (Q2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.errors import PhromError
from desktop_app.outputs.workbook import Column, Table, write_csv
from desktop_app.questionnaire.findings import Finding
from desktop_app.thai.search import search_key
from desktop_app.ui.asking import ask_save
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import EmptyState
from desktop_app.ui.widgets.buttons import Button, Picker
from desktop_app.ui.widgets.fact_table import Fact, FactTable
from desktop_app.ui.widgets.fields import LineField
from desktop_app.ui.widgets.layout import Surface, column, row
from desktop_app.ui.widgets.text import Label

SEVERITIES = ("all", "error", "warning")


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding as a table shows it."""

    mark: str
    word: str
    code: str
    where: str
    message: str
    todo: str
    key: str  # what a text is looked for in
    finding: Finding


def finding_line(program: Program, finding: Finding) -> FindingLine:
    """A finding in the language of the window."""
    thai = program.language == "th"
    place = f"{finding.sheet}!{finding.cell or finding.row or ''}" if finding.sheet else "–"
    message, todo = (finding.message_th, finding.todo_th) if thai else (finding.message_en, finding.todo_en)
    return FindingLine(
        mark="error" if finding.is_error else "warning",
        word=program.tr("author.error" if finding.is_error else "author.warning"),
        code=finding.code,
        where=program.digits(place.rstrip("!")),
        message=message,
        todo=todo,
        key=search_key(" ".join((finding.code, place, finding.name, message, todo))),
        finding=finding,
    )


def _cells(finding: Finding, language: str) -> tuple[object, ...]:
    """A finding for a spreadsheet: code, place in parts, name, what is wrong, what to do."""
    thai = language == "th"
    words = (finding.message_th, finding.todo_th) if thai else (finding.message_en, finding.todo_en)
    place = (finding.sheet, finding.row or None, finding.column, finding.cell, finding.name)
    return finding.code, *place, *words


def counted(program: Program, findings: Sequence[Finding]) -> str:
    """How many errors and warnings, in words; what a form without any is told."""
    errors = sum(finding.is_error for finding in findings)
    figures = {"errors": program.digits(errors), "warnings": program.digits(len(findings) - errors)}
    key = "author.wrong" if errors else "author.doubts" if findings else "author.clean"
    return program.tr(key, **figures)


def tone_of(findings: Sequence[Finding]) -> str:
    """The tone of `counted`."""
    return "error" if any(one.is_error for one in findings) else "warning" if findings else "ok"


def finding_columns(program: Program, *, remedy: bool) -> tuple[Fact, ...]:
    """Sign, code, place, what is wrong; with `remedy` also the sign's word and what to do, where there is room."""
    tr = program.tr
    what = Fact(tr("author.what"), lambda line: line.message, stretch=True)
    todo = Fact(tr("author.remedy"), lambda line: line.todo, stretch=True)
    where = Fact(tr("author.where"), lambda line: line.where, width=10, tone=lambda _: "hint")
    if not remedy:
        code = Fact(tr("author.code"), lambda line: line.code, width=6, strong=True, mark=lambda line: line.mark)
        return code, where, what
    word = Fact(tr("author.finding"), lambda line: line.word, width=9, mark=lambda line: line.mark)
    return word, Fact(tr("author.code"), lambda line: line.code, width=5, strong=True), where, what, todo


class Findings(QWidget):
    """Counts, filter, table, and below it the whole of the finding chosen."""

    opened = Signal(object)  # Finding

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self._lines: tuple[FindingLine, ...] = ()
        self._name = ""
        tr = program.tr
        self.state = Label("", "strong")
        self.filter = Picker(tr("author.show"), [(name, tr(f"author.show_{name}")) for name in SEVERITIES])
        self.filter.activated.connect(lambda _: self._show())
        self.find = LineField(tr("author.find"), hint=tr("author.find"))
        self.find.typed.connect(lambda _: self._show())
        self.copy = Button(tr("author.copy"), "quiet", on=self.copy_text)
        self.save = Button(tr("author.csv"), "quiet", on=self._ask_csv)
        self.table = FactTable(tr("author.findings"), finding_columns(program, remedy=False), sortable=False)
        self.table.opened.connect(lambda line: self.opened.emit(line.finding))
        self.table.chosen.connect(self._show_detail)
        self._message, self._todo = Label("", "strong", selectable=True), Label("", selectable=True)
        self._detail = Surface("info_soft", "", radius=6)
        self._detail.setLayout(column(self._message, self._todo, spacing=2, margins=(12, 8, 12, 8)))
        self._clean = EmptyState("check", tr("author.nothing"), tr("author.nothing_why"))
        head = row(self.state, self.copy, self.save, spacing=8)
        head.setStretch(0, 1)
        self._sieve = row(self.find, self.filter, spacing=8)
        self._sieve.setStretch(0, 1)
        whole = column(head, self._sieve, self.table, self._clean, self._detail, spacing=8)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def show_findings(self, findings: Sequence[Finding], name: str = "") -> None:
        """Show these of a file with this name; the chosen one and the place are kept where they are still there."""
        self._name = name
        self._lines = tuple(finding_line(self._program, one) for one in findings)
        self.state.setText(counted(self._program, findings))
        self.state.set_tone(tone_of(findings))
        self._show()

    def text(self) -> str:
        """All that is shown, one finding a line, as the command line prints it."""
        return "\n".join(line.finding.text(self._program.language) for line in self._shown())

    def copy_text(self) -> None:
        """Onto the clipboard."""
        QApplication.clipboard().setText(self.text())
        self._program.announce(self._program.tr("author.copied"))

    def write_csv(self, path: Path) -> int:
        """Write all that is shown for Excel; returns the number of findings.

        Raises:
            PhromError: FILE-01 it cannot be written; THAI-01 a text of the form is broken.
        """
        tr, language = self._program.tr, self._program.language
        labels = ("finding", "code", "sheet", "row", "column", "cell", "question", "what", "remedy")
        columns = tuple(Column(tr(f"author.{name}"), "integer" if name == "row" else "text") for name in labels)
        rows = [(line.word, *_cells(line.finding, language)) for line in self._shown()]
        return write_csv(path, Table(tr("author.findings"), columns, rows))

    def _ask_csv(self) -> None:
        tr = self._program.tr
        path = ask_save(self, tr("author.csv"), tr("author.csv_file", name=self._name), "CSV (*.csv)")
        if path is None:
            return
        try:
            count = self._program.digits(self.write_csv(path))
        except PhromError as problem:
            self._program.fail(problem, key="findings")
            return
        self._program.notify("findings", "ok", tr("author.csv_done", name=path.name, count=count))

    def _shown(self) -> list[FindingLine]:
        wanted, words = self.filter.chosen(), search_key(self.find.text())
        return [line for line in self._lines if wanted in ("all", line.mark) and words in line.key]

    def _show(self) -> None:
        lines, place = self._shown(), self.table.verticalScrollBar().value()
        self.table.show_rows(lines, keep=True)
        self.table.verticalScrollBar().setValue(place)
        if lines and self.table.current() is None:
            self.table.selectRow(0)
        for widget in (self.table, self.copy, self.save):
            widget.setVisible(bool(lines))
        for widget in (self.filter, self.find):
            widget.setVisible(bool(self._lines))
        self._clean.setVisible(not lines)
        self._show_detail(self.table.current() if lines else None)

    def _show_detail(self, line: FindingLine | None) -> None:
        self._detail.setVisible(line is not None)
        if line is not None:
            place = f" {line.where}" if line.finding.sheet else ""
            self._message.setText(f"{line.code}{place}: {line.message}")
            self._todo.setText(f"→ {line.todo}")
