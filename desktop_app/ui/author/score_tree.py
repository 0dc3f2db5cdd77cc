"""The score tree beside the preview: three figures, level, and every node with its share and points (S1, S2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtWidgets import QWidget

from desktop_app.scoring.rounding import half_up
from desktop_app.scoring.tree_rows import TreeRow, tree_rows
from desktop_app.ui.bridge import LiveWork
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.fact_table import Fact, FactTable
from desktop_app.ui.widgets.layout import Card, column, row
from desktop_app.ui.widgets.text import Label

INDENT = "   "
SHARE_PLACES = 1


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One line of the tree as shown."""

    name: str
    label: str
    share: str
    how: str
    points: str
    strong: bool
    path: str


class ScoreTree(QWidget):
    """Figures above, the tree below; follows every answer of the preview."""

    def __init__(self, program: Program, work: LiveWork, on_open: Callable[[str], object]) -> None:
        super().__init__()
        self._program, self._work = program, work
        tr = program.tr
        self._figures = [Label("", "heading", wrap=False) for _ in range(3)]
        names = ("office.live_score", "office.maximum", "office.completeness")
        figures = row(
            *(
                column(Label(tr(name), "small", "hint", wrap=False), figure, spacing=0)
                for name, figure in zip(names, self._figures, strict=True)
            ),
            None,
            spacing=28,
        )
        self._level = Label("", "small", "hint")
        columns = (
            Fact(tr("author.node"), lambda line: line.name, width=11, strong=True),
            Fact(tr("author.label"), lambda line: line.label, stretch=True),
            Fact(tr("author.share"), lambda line: line.share, "right", width=6),
            Fact(tr("office.points"), lambda line: line.points, "right", width=6),
            Fact(tr("author.how"), lambda line: line.how, width=9, tone=lambda _: "hint"),
        )
        self.table = FactTable(tr("author.tree"), columns, sortable=False)
        self.table.opened.connect(lambda line: on_open(line.path) if line.path else None)
        whole = column(Card(figures, self._level, spacing=4, padding=14), self.table, spacing=8)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        work.scored.connect(lambda *_: self.show_score())
        self.show_score()

    def show_score(self) -> None:
        """The score as it stands."""
        live, score = self._work.live, self._work.score
        if live is None or score is None:
            return
        digits, none = self._program.digits, self._program.tr("office.no_figure")
        shown = (score.total.shown, score.maximum.shown, score.completeness.shown)
        for figure, text, unit in zip(self._figures, shown, ("", "", " %"), strict=True):
            figure.setText(digits(f"{text}{unit}") if text else none)
        self._level.setText(self._level_words(score.level))
        self.table.show_rows([self._line(one, live.plan.scheme.places) for one in tree_rows(live)], keep=True)

    def _level_words(self, level: int | None) -> str:
        levels = self._work.form.scheme.levels if self._work.form.scheme else ()
        found = next((one for one in levels if one.level == level), None)
        if found is None:
            return self._program.tr("author.no_level")
        name = self._program.pick(found.label)
        return self._program.tr("author.level", level=self._program.digits(found.level), name=name)

    def _line(self, one: TreeRow, places: int) -> TreeLine:
        program = self._program
        cap = program.tr("author.cap", cap=program.digits(_short(one.cap))) if one.cap is not None else ""
        return TreeLine(
            name=INDENT * one.depth + program.digits(one.name),
            label=program.pick(one.label),
            share="" if one.share is None else program.digits(f"{half_up(one.share, SHARE_PLACES)} %"),
            how=f"{one.how} {cap}".strip(),
            points=program.tr("office.no_figure")
            if one.points is None
            else program.digits(half_up(one.points, places)),
            strong=not one.path,
            path=one.path,
        )


def _short(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else half_up(number, 2)
