"""The moves of an assessment to newer versions of its form, as they are read afterwards (Q6, O3)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_app.office.moved import PastMove
from desktop_app.office.moving import Left
from desktop_app.questionnaire.form import Form
from desktop_app.ui.bridge import LiveWork
from desktop_app.ui.office.questions import told_value
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.fact_table import Fact, FactTable
from desktop_app.ui.widgets.layout import ScrollPage, column, holder, row
from desktop_app.ui.widgets.text import Label


def move_words(program: Program, move: PastMove) -> str:
    """From which version to which, when, by whom."""
    older, newer = (program.digits(one.form_version) for one in (move.older, move.newer))
    when = program.moment(move.event.at)
    return program.tr("office.moved_line", older=older, newer=newer, when=when, who=move.event.by)


def version_words(program: Program, work: LiveWork, package_id: str) -> str:
    """The version of a release that this assessment stands or stood on."""
    known = {one.package_id: one.form_version for move in work.past_moves for one in (move.older, move.newer)}
    return program.tr("office.version", version=program.digits(known[package_id]))


def left_table(program: Program, left: tuple[Left, ...], form: Form) -> FactTable:
    """Answers that did not or will not go along, in the words of the form they were given under."""
    tr = program.tr
    columns = (
        Fact(tr("office.question_number"), lambda one: program.digits(one.code), width=8, strong=True),
        Fact(tr("office.question"), lambda one: program.pick(one.label), stretch=True),
        Fact(tr("office.answer"), lambda one: told_value(program, form, one.ref, one.answer), stretch=True),
        Fact(tr("office.moving_why"), lambda one: program.pick(one.why), stretch=True, tone=lambda _: "warning"),
    )
    table = FactTable(tr("office.moving_left"), columns, sortable=False, wraps=True)
    table.show_rows(left)
    return table


def moves_line(program: Program, work: LiveWork, window: Callable[[], QWidget]) -> QWidget | None:
    """The last move in one line, and the way to all of them; None where there was none."""
    if not work.past_moves:
        return None
    words = Label(move_words(program, work.past_moves[-1]), "small", "hint", wrap=False)
    look = Button(program.tr("office.moved_look"), "link", on=lambda: PastMoves(window(), program, work).exec())
    return holder(row(words, look, None, spacing=6))


class PastMoves(Dialog):
    """Every move, the newest first, with the answers it left behind."""

    def __init__(self, parent: QWidget, program: Program, work: LiveWork) -> None:
        tr = program.tr
        super().__init__(parent, tr("office.moved_history"), width=820)
        self.body.addWidget(Label(tr("office.moved_history_why"), tone="hint"))
        self.tables: list[FactTable] = []
        content = column(spacing=8)
        for move in reversed(work.past_moves):
            content.addWidget(Label(move_words(program, move), "strong"))
            if not move.left:
                content.addWidget(Label(tr("office.moving_all")))
                continue
            table = left_table(program, move.left, move.older.form)
            self.tables.append(table)
            content.addWidget(table)
        content.addStretch(1)
        area = ScrollPage(holder(content), name=tr("office.moved_history"))
        area.setMinimumHeight(self.fontMetrics().height() * 10)
        self.body.addWidget(area)
        self.add_button(tr("shell.close"), "primary").setDefault(True)
