"""Why this score: every point and every lost point beside the answer it comes from (S3)."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.scoring.explain import explain
from desktop_app.scoring.explanation import ExplainedRow
from desktop_app.ui.bridge import LiveWork
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.table import Column, Table, TableModel
from desktop_app.ui.widgets.text import Label


def code_of(work: LiveWork, item: ExplainedRow) -> str:
    """Number of the question behind a row, or the name of the tree node that was capped."""
    return (work.code_of(item.ref) if item.ref else "") or item.name


def title_of(program: Program, work: LiveWork, item: ExplainedRow) -> str:
    """What the question behind a row asks, "" for a cap."""
    return work.title_of(item.ref, program.language) if item.ref else ""


def weight_of(item: ExplainedRow) -> Fraction:
    """What the column of weights is sorted by."""
    return item.weight


def points_of(item: ExplainedRow) -> Fraction:
    """What the column of points is sorted by."""
    return item.points


class Why(Dialog):
    """The sentence, then all rows; Enter on a row goes to its question."""

    go_to = Signal(str)  # ref

    def __init__(self, parent: QWidget, program: Program, work: LiveWork) -> None:
        super().__init__(parent, program.tr("office.why"), width=900)
        tr, digits = program.tr, program.digits
        explanation = explain(work.session, work.live)
        self.body.addWidget(Label(program.pick(explanation.sentence)))
        model = TableModel(
            [
                Column(tr("office.question_number"), lambda item: digits(code_of(work, item)), strong=True),
                Column(tr("office.question"), lambda item: title_of(program, work, item), stretch=True),
                Column(tr("office.why_cause"), lambda item: program.pick(item.detail)),
                Column(tr("office.why_weight"), lambda item: digits(item.shown_weight), "right", key=weight_of),
                Column(tr("office.why_points"), lambda item: digits(item.shown_points), "right", key=points_of),
                Column(
                    tr("office.why_lost"), lambda item: digits(item.shown_lost), "right", key=lambda i: i.lost,
                    tone=lambda item: "warning" if item.lost else "",
                ),
            ],
            explanation.rows,
        )  # fmt: skip
        self.table = Table(tr("office.why"), model)
        self.table.hug(15)
        self.table.opened.connect(self._on_open)
        self.body.addWidget(self.table)
        self.body.addWidget(Label(tr("office.why_foot"), "small", "hint"))
        self.add_button(tr("shell.close"), "primary").setDefault(True)

    def _on_open(self, item) -> None:  # type: ignore[no-untyped-def]
        if item.ref:
            self.accept()
            self.go_to.emit(item.ref)
