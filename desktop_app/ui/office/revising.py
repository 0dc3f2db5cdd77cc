"""Editing after signing: the signed revision stays as it is, and the next one starts as a draft (C2)."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.errors import PhromError
from desktop_app.office.outbox import last_word
from desktop_app.office.records import State
from desktop_app.ui.bridge import OpenWork
from desktop_app.ui.office.answered import demands_revision, in_words, mark_of, said, unsettled
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.fields import LineField
from desktop_app.ui.widgets.layout import Card, column, row
from desktop_app.ui.widgets.marks import Mark
from desktop_app.ui.widgets.secret import named
from desktop_app.ui.widgets.text import Label

SIGNED = (State.SIGNED, State.EXPORTED, State.RECEIVED)  # what was returned says itself how it is revised


def start_revision(program: Program, work: OpenWork, reason: str) -> None:
    """Start the next revision and show its tasks; what fails is told and changes nothing."""
    try:
        work.transition(lambda: work.assessment.revise(reason))
    except PhromError as problem:
        program.fail(problem, key="state")
        return
    program.go("office", "tasks")


class SignedCard(Card):
    """Says that answers are read-only, and offers the next revision."""

    def __init__(self, program: Program, work: OpenWork) -> None:
        super().__init__(padding=16)
        self._program, self._work = program, work
        tr = program.tr
        answer = last_word(work.assessment.store.packages(), work.assessment.work.id, work.assessment.work.revision)
        state, why, mark = program.pick(work.state.label), tr("office.signed_why"), "done"
        if answer is not None and unsettled(answer):
            (state, why), mark = in_words(program, *said(answer)), mark_of(*said(answer))
        head = tr("office.signed_head", number=program.digits(work.assessment.work.revision), state=state)
        words = column(Label(head, "heading"), Label(why, tone="hint"), spacing=0)
        self.start = Button(tr("office.revise"), "primary" if demands_revision(answer) else "plain", on=self._ask)
        line = row(Mark(mark, state), words, self.start, spacing=14)
        line.setStretch(1, 1)
        self.body.addLayout(line)

    def _ask(self) -> None:
        dialog = ReviseDialog(self.window(), self._program, self._work)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            start_revision(self._program, self._work, dialog.reason.text())
        dialog.deleteLater()


class ReviseDialog(Dialog):
    """What starts, what stays, and why: the reason goes into the history."""

    def __init__(self, parent: QWidget | None, program: Program, work: OpenWork) -> None:
        tr = program.tr
        number = work.assessment.work.revision
        figures = {"next": program.digits(number + 1), "number": program.digits(number)}
        super().__init__(parent, tr("office.revise_title", **figures), width=600)
        self.body.addWidget(Label(tr("office.revise_about", **figures)))
        self.reason = LineField(tr("office.revise_why"))
        self.body.addWidget(named(tr("office.revise_why"), self.reason))
        self._words = Label(tr("office.revise_need"), "small", "hint")
        self.body.addWidget(self._words)
        self.act = self.add_button(tr("office.start_revision"), "primary", accepts=True)
        self.add_button(tr("shell.cancel"))
        self.reason.typed.connect(self._judge)
        self._judge("")
        self.reason.setFocus()

    def _judge(self, text: str) -> None:
        self.act.setEnabled(bool(text.strip()))
        self._words.setVisible(not text.strip())
