"""Who set what and when at one question, and bringing an older answer back (O3)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.errors import PhromError
from desktop_app.office.records import AnswerEvent, Kind
from desktop_app.ui.bridge import LiveWork
from desktop_app.ui.office.questions import shown_value
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
        events = [event for ref in refs for event in work.assessment.history(ref)]
        events.sort(key=lambda event: event.number, reverse=True)
        if not events:
            self.body.addWidget(EmptyState("history", tr("office.history_none"), tr("office.history_none_why")))
            self.add_button(tr("shell.close"), "primary").setDefault(True)
            return
        model = TableModel(
            [
                Column(tr("office.history_when"), lambda event: program.moment(event.at)),
                Column(tr("office.history_who"), lambda event: event.by),
                Column(tr("office.history_what"), lambda event: tr(f"office.kind_{event.kind.value}")),
                Column(tr("office.history_old"), lambda event: self._words(event, event.old), stretch=True),
                Column(tr("office.history_new"), lambda event: self._words(event, event.new), stretch=True),
            ],
            events,
        )
        self.table = Table(tr("office.history"), model, sortable=False)
        self.table.setMinimumHeight(self.fontMetrics().height() * 10)
        self.table.chosen.connect(lambda _: self._show_button())
        self.body.addWidget(self.table)
        self.restore = Button(tr("office.history_restore"), on=self._restore)
        self._buttons.insertWidget(0, self.restore)
        self.add_button(tr("shell.close"), "primary").setDefault(True)
        self._show_button()

    def _words(self, event: AnswerEvent, text: str) -> str:
        """An answer in words of the form; other texts as they are."""
        session, program = self._work.session, self._program
        node = session.node(event.ref)
        if event.kind is Kind.ATTACHMENTS:
            known = self._work.assessment.store.evidence()
            return ", ".join(known[digest].original_name for digest in text.split() if digest in known)
        if event.kind is not Kind.VALUE:
            return text
        options = self._work.form.lists.get(node.choice_list)
        if options is None:
            return shown_value(program, node, text)
        found = (options.get(name) for name in text.split())
        return ", ".join(program.pick(choice.label) for choice in found if choice)

    def _show_button(self) -> None:
        event = self.table.current()
        self.restore.setEnabled(event is not None and self._work.may_change(event.ref) and event.kind is Kind.VALUE)

    def _restore(self) -> None:
        event = self.table.current()
        try:
            self._work.answer(event.ref, event.new)
        except PhromError as problem:
            self._program.fail(problem)
        self.accept()
