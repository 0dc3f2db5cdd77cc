"""Who set what and when at one question, under every version of the form, and bringing an answer back (O3, Q6)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.errors import PhromError
from desktop_app.office.moved import Said
from desktop_app.office.records import Kind
from desktop_app.ui.bridge import LiveWork
from desktop_app.ui.office.moves import version_words
from desktop_app.ui.office.questions import told_value
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import EmptyState
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.table import Column, Table, TableModel


class AnswerHistory(Dialog):
    """All events of the leaves of one card, newest first."""

    def __init__(self, parent: QWidget, program: Program, work: LiveWork, refs: tuple[str, ...]) -> None:
        super().__init__(parent, program.tr("office.history_of", code=program.digits(work.code_of(refs[0]))), width=820)
        self._program, self._work = program, work
        tr = program.tr
        lines = {line.event.number: line for ref in refs for line in work.said(ref)}
        rows = [lines[number] for number in sorted(lines, reverse=True)]
        if not rows:
            self.body.addWidget(EmptyState("history", tr("office.history_none"), tr("office.history_none_why")))
            self.add_button(tr("shell.close"), "primary").setDefault(True)
            return
        model = TableModel(
            [
                Column(tr("office.history_when"), lambda line: program.moment(line.event.at)),
                Column(tr("office.history_who"), lambda line: line.event.by),
                Column(tr("office.history_what"), lambda line: tr(f"office.kind_{line.event.kind.value}")),
                Column(tr("office.history_old"), lambda line: self._words(line, line.event.old), stretch=True),
                Column(tr("office.history_new"), lambda line: self._words(line, line.event.new), stretch=True),
            ],
            rows,
        )
        self.table = Table(tr("office.history"), model, sortable=False)
        self.table.hug(10)
        self.table.chosen.connect(lambda _: self._show_button())
        self.body.addWidget(self.table)
        self.restore = Button(tr("office.history_restore"), on=self._restore)
        self._buttons.insertWidget(0, self.restore)
        self.add_button(tr("shell.close"), "primary").setDefault(True)
        self._show_button()

    def _words(self, line: Said, text: str) -> str:
        """An answer in the words of the form it was given under, a release by its version; other texts as they are."""
        event, program = line.event, self._program
        if event.kind is Kind.ATTACHMENTS:
            known = self._work.assessment.store.evidence()
            return ", ".join(known[digest].original_name for digest in text.split() if digest in known)
        if event.kind is Kind.FORM:
            return version_words(program, self._work, text)
        return told_value(program, line.form, event.ref, text) if event.kind is Kind.VALUE else text

    def _show_button(self) -> None:
        line = self.table.current()
        fits = line is not None and line.fits and line.event.kind is Kind.VALUE
        self.restore.setEnabled(fits and self._work.may_change(line.ref))

    def _restore(self) -> None:
        line = self.table.current()
        try:
            self._work.answer(line.ref, line.event.new)
        except PhromError as problem:
            self._program.fail(problem)
        self.accept()
