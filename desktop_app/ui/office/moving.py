"""Moving to a newer version of the form: what changes, what will not go along, then move or stay (Q6)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.errors import PhromError
from desktop_app.office.moving import Left, Move, plan_move
from desktop_app.office.records import Release
from desktop_app.questionnaire.differences import Difference, sentence
from desktop_app.ui.bridge import OpenWork
from desktop_app.ui.office.questions import shown_value
from desktop_app.ui.pages import Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import Banner
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.fact_table import Fact, FactTable, hugging
from desktop_app.ui.widgets.layout import ScrollPage, column, holder, row
from desktop_app.ui.widgets.text import Label
from desktop_app.ui.workplace import Workplace


class MovingPage(Page):
    """Nothing has happened yet while this page is shown; staying is the button that has focus."""

    screen = "W2-moving"

    def __init__(self, program: Program, place: Workplace, work: OpenWork, record: Release) -> None:
        super().__init__(program)
        self._place, self._record = place, record
        work.assessment.flush()
        self.work = work
        self.planned: Move = plan_move(work.assessment, record)
        tr, digits = program.tr, program.digits
        self.title = tr("office.moving", version=digits(record.form_version))
        older = digits(work.assessment.release.form_version)
        content = column(
            Label(self.title, "title"),
            Label(tr("office.moving_hint", older=older, newer=digits(record.form_version)), tone="hint"),
            4,
            self._scores(),
            *self._left(),
            *self._changes(),
            None,
            spacing=8,
            margins=(32, 18, 32, 12),
        )
        self.stay = Button(tr("office.moving_stay", version=older), on=program.back)
        self.move = Button(tr("office.moving_move", version=digits(record.form_version)), "primary", on=self._on_move)
        foot = row(None, self.stay, self.move, spacing=8, margins=(32, 8, 32, 12))
        whole = column(ScrollPage(holder(content), name=self.title), foot, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def start(self) -> None:
        """Staying changes nothing, so it comes first; what led here need not be said again."""
        self.program.withdraw("newer")
        self.stay.setFocus()

    def _scores(self) -> QWidget:
        """Both figures, and whether they say anything about each other."""
        tr, none = self.program.tr, self.program.tr("office.no_figure")
        before, after = (
            self.program.digits(one.total.shown) if one.total.shown else none
            for one in (self.planned.before, self.planned.after)
        )
        words = tr("office.moving_scores", before=before, after=after)
        key = "office.moving_comparable" if self.planned.comparable else "office.moving_incomparable"
        return Banner("info", words, tr(key))

    def _left(self) -> tuple[QWidget, ...]:
        """Answers that will not go along, with what was answered."""
        if not self.planned.left:
            return (Banner("ok", self.program.tr("office.moving_all")),)
        tr = self.program.tr
        columns = (
            Fact(tr("office.question_number"), self._code, width=8, strong=True),
            Fact(tr("office.question"), lambda one: self.program.pick(one.label), stretch=True),
            Fact(tr("office.answer"), self._answer, stretch=True),
            Fact(
                tr("office.moving_why"), lambda one: self.program.pick(one.why), stretch=True, tone=lambda _: "warning"
            ),
        )
        self.left = FactTable(tr("office.moving_left"), columns, sortable=False, hugs=True)
        self.left.show_rows(self.planned.left)
        heading = tr("office.moving_left_count", count=self.program.digits(len(self.planned.left)))
        return Label(heading, "heading"), hugging(self.left)

    def _changes(self) -> tuple[QWidget, ...]:
        tr, program = self.program.tr, self.program
        columns = (
            Fact(tr("office.question_number"), lambda one: program.digits(one.code), width=8, strong=True),
            Fact(tr("office.question"), lambda one: program.pick(one.label), stretch=True),
            Fact(tr("office.moving_what"), self._what, stretch=True),
        )
        self.changes = FactTable(tr("office.moving_changes"), columns, sortable=False, hugs=True)
        self.changes.show_rows(self.planned.comparison.questions)
        count = tr("office.moving_changes_count", count=program.digits(len(self.planned.comparison.questions)))
        return Label(count, "heading"), hugging(self.changes)

    def _code(self, one: Left) -> str:
        return self.program.digits(self.work.code_of(one.ref))

    def _answer(self, one: Left) -> str:
        session = self.work.session
        node = session.node(one.ref)
        chosen = (
            [choice for choice in session.choices(one.ref) if choice.name in one.answer.split()]
            if node.choice_list
            else []
        )
        return ", ".join(self.program.pick(choice.label) for choice in chosen) or shown_value(
            self.program, node, one.answer
        )

    def _what(self, one: Difference) -> str:
        return self.program.pick(sentence(one))

    def _on_move(self) -> None:
        version = self.program.digits(self._record.form_version)
        try:
            self._place.move(self._record)
        except PhromError as problem:
            self.program.fail(problem)
            return
        self.program.go("office", "tasks")
        self.program.notify("moved", "ok", self.program.tr("office.moved", version=version))
