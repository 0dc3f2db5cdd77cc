"""Moving to a newer version of the form: what changes, what will not go along, then move or stay (Q6)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.errors import PhromError
from desktop_app.office.moving import Move, plan_move
from desktop_app.office.records import Release
from desktop_app.ui.bridge import OpenWork
from desktop_app.ui.office.move_lines import ChangeLine, change_lines, scoring_lines
from desktop_app.ui.office.moves import left_table
from desktop_app.ui.pages import Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import Banner
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.fact_table import Fact, FactTable
from desktop_app.ui.widgets.layout import ScrollPage, column, holder, row
from desktop_app.ui.widgets.text import Label
from desktop_app.ui.workplace import Workplace

GOES_LETTERS = 18
TONES = {"again": "warning", "gone": "warning", "along": "ok"}


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
            *self._scoring(),
            None,
            spacing=8,
            margins=(32, 18, 32, 12),
        )
        self.stay = Button(tr("office.moving_stay", version=older), on=program.back)
        self.move = Button(tr("office.moving_move", version=digits(record.form_version)), "primary", on=self._on_move)
        foot = row(None, self.stay, self.move, spacing=8, margins=(32, 8, 32, 12))
        self._area = ScrollPage(holder(content), name=self.title)
        whole = column(self._area, foot, spacing=0)
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
        self.left = left_table(self.program, self.planned.left, self.work.form)
        heading = self.program.tr("office.moving_left_count", count=self.program.digits(len(self.planned.left)))
        return Label(heading, "heading"), self._follow(self.left)

    def _changes(self) -> tuple[QWidget, ...]:
        tr, lines = self.program.tr, change_lines(self.program, self.work, self.planned)
        columns = (
            Fact(tr("office.question_number"), lambda line: line.code, width=8, strong=True),
            Fact(tr("office.question"), lambda line: line.question, stretch=True),
            Fact(tr("office.moving_what"), lambda line: line.what, stretch=True),
            Fact(tr("office.moving_goes"), lambda line: line.words, width=GOES_LETTERS, tone=_tone),
        )
        self.changes = FactTable(tr("office.moving_changes"), columns, sortable=False, wraps=True)
        self.changes.show_rows(lines)
        count = tr("office.moving_changes_count", count=self.program.digits(len(lines)))
        return Label(count, "heading"), self._follow(self.changes)

    def _scoring(self) -> tuple[QWidget, ...]:
        """The score tree and the levels, where they change."""
        tr, lines = self.program.tr, scoring_lines(self.program, self.work.form.scheme, self.planned)
        if not lines:
            return ()
        columns = (
            Fact(tr("office.moving_scoring_node"), lambda line: line.name, stretch=True, strong=True),
            Fact(tr("office.moving_what"), lambda line: line.what, stretch=True),
        )
        self.scoring = FactTable(tr("office.moving_scoring"), columns, sortable=False, wraps=True)
        self.scoring.show_rows(lines)
        return Label(tr("office.moving_scoring"), "heading"), self._follow(self.scoring)

    def _follow(self, table: FactTable) -> FactTable:
        """The page scrolls to the line chosen: a table as high as its lines has nothing to scroll."""
        table.chosen.connect(lambda _: self._show_line(table))
        return table

    def _show_line(self, table: FactTable) -> None:
        if table.hasFocus():
            line = table.visualRect(table.currentIndex()).center()
            place = table.viewport().mapTo(self._area.widget(), line)
            self._area.ensureVisible(place.x(), place.y(), 0, self.fontMetrics().height() * 3)

    def _on_move(self) -> None:
        version = self.program.digits(self._record.form_version)
        try:
            self._place.move(self._record)
        except PhromError as problem:
            self.program.fail(problem)
            return
        self.program.go("office", "tasks")
        self.program.notify("moved", "ok", self.program.tr("office.moved", version=version))


def _tone(line: ChangeLine) -> str:
    return TONES.get(line.goes, "hint")
