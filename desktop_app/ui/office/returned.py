"""The questions that central returned, before everything else on the task list (P5, W10)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.office.corrections import Asked
from desktop_app.office.records import State
from desktop_app.questionnaire.refs import UnknownRef
from desktop_app.ui.bridge import OpenWork
from desktop_app.ui.office.questions import asked_words, due_words
from desktop_app.ui.office.revising import start_revision
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.layout import Card, Divider, column, holder, row, same_width
from desktop_app.ui.widgets.marks import Mark
from desktop_app.ui.widgets.text import Label


class ReturnedCard(Card):
    """Until when, how many are left, and each question with what central says about it."""

    def __init__(self, program: Program, work: OpenWork) -> None:
        super().__init__(spacing=6, padding=16)
        self._program, self._work = program, work
        correction = work.assessment.correction
        self._begun = work.assessment.revising is not None and work.state is not State.RETURNED
        unsettled = set(work.assessment.unsettled()) if self._begun else set()
        waiting = len(unsettled) if self._begun else len(correction.items)
        figures = {"count": program.digits(len(correction.items)), "date": due_words(program, correction.due_at)}
        self.head = program.tr("office.returned_head", **figures)
        self.left = program.tr("office.returned_left", count=program.digits(waiting))
        words = column(Label(self.head, "heading"), Label(self.left, tone="hint" if waiting else "ok"), spacing=0)
        head = row(Mark("error" if waiting else "done", self.left), words, spacing=14)
        head.setStretch(1, 1)
        self.start = Button(program.tr("office.start_revision"), "primary", on=self._revise)
        self.start.setVisible(not self._begun)
        head.addWidget(self.start)
        self.body.addLayout(head)
        self._acts: list[Button] = []
        for item in correction.items:
            self.body.addWidget(Divider())
            self.body.addWidget(self._line(item, unsettled))
        same_width(self._acts)

    def _line(self, item: Asked, unsettled: set[str]) -> QWidget:
        program, work = self._program, self._work
        try:
            ref = work.session.state(work.session.to_keys(item.question)).ref
            title = f"{program.digits(work.code_of(ref))} {work.title_of(ref, program.language)}".strip()
        except UnknownRef:  # a row that was removed since
            ref, title = "", item.question
        settled = self._begun and ref not in unsettled
        word = program.tr("office.returned_done" if settled else "office.returned_open")
        words = column(Label(title, "strong"), Label(asked_words(program, item), "small"), spacing=0)
        line = row(Mark("done" if settled else "waiting", word), words, spacing=14)
        line.setStretch(1, 1)
        if ref and self._begun:
            verb = program.tr("office.look" if settled else "office.go_mend")
            act = Button(verb, on=lambda: program.go("office", "section", ref), name=f"{verb} {title}")
            self._acts.append(act)
            line.addWidget(act)
        return holder(line)

    def _revise(self) -> None:
        """Start the revision; the reason is the return itself."""
        start_revision(self._program, self._work, self._program.tr("office.revise_reason"))
