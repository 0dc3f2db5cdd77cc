"""The live score beside the questions: three figures, six dimensions, what the last answer moved (S2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QStackedWidget, QWidget

from desktop_app.outputs import charts
from desktop_app.questionnaire.scheme import Scheme
from desktop_app.scoring.rounding import half_away
from desktop_app.scoring.score import Score
from desktop_app.ui.bridge import LiveWork, change_of
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.charts import BarRow, RadarChart
from desktop_app.ui.widgets.layout import Card, Divider, column, holder, row
from desktop_app.ui.widgets.table import Column, Table, TableModel
from desktop_app.ui.widgets.text import Elided, Label

DELTA_SHOWN_MS = 3000
VIEWS = ("bars", "radar", "table")


@dataclass(frozen=True, slots=True)
class DimensionView:
    """One dimension as shown: short number, name, points, and last year's where known."""

    number: str
    name: str
    shown: str
    exact: Fraction | None
    before: Fraction | None


def dimension_views(
    program: Program, scheme: Scheme, score: Score, last: Mapping[str, Fraction] | None = None
) -> tuple[DimensionView, ...]:
    """The dimensions of a form in sheet order."""
    views = []
    for number, dimension in enumerate(scheme.dimensions, start=1):
        node = score.node(dimension.id)
        shown = program.digits(node.shown) if node.shown is not None else program.tr("office.no_figure")
        before = (last or {}).get(dimension.id)
        name = program.pick(dimension.label)
        views.append(DimensionView(program.digits(number), name, shown, node.exact, before))
    return tuple(views)


def delta_words(program: Program, work: LiveWork, before: Score | None, now: Score | None, ref: str) -> str:
    """What the last answer moved, in points, "" where it moved nothing."""
    moved = change_of(before, now)
    if not moved or work.form.scheme is None:
        return ""
    sign = "+" if moved > 0 else "−"
    points = program.digits(f"{sign}{half_away(abs(moved), work.form.scheme.places)}")
    code = work.code_of(ref)
    return program.tr("office.delta_from", points=points, code=program.digits(code)) if code else points


class ScorePanel(QWidget):
    """Everything about the score that stands beside the questions."""

    why = Signal()

    def __init__(self, program: Program, work: LiveWork) -> None:
        super().__init__()
        self._program, self._work = program, work
        self.setAccessibleName(program.tr("office.live_score"))
        self._total = Label("", "figure", "accent", wrap=False)
        self._delta = Label("", "small_strong", wrap=False)
        self._maximum = Label("", wrap=False)
        self._complete = Label("", wrap=False)
        self._level = Label("", "small", "hint")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELTA_SHOWN_MS)
        self._timer.timeout.connect(lambda: self._delta.setText(""))
        self._views = QStackedWidget()
        self._build_views()
        self.setLayout(column(self._card(), None, spacing=8))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFixedWidth(round(self.fontMetrics().height() * 10.9))
        self.show_score(None, work.score, "")

    def show_score(self, before: Score | None, score: Score | None, ref: str) -> None:
        """Show the score as it stands; what the last answer moved stands beside it for three seconds."""
        scheme = self._work.form.scheme
        if score is None or scheme is None:
            return
        tr, digits = self._program.tr, self._program.digits
        none = tr("office.no_figure")
        self._total.setText(digits(score.total.shown) if score.total.shown else none)
        self._total.setAccessibleName(tr("office.total_is", total=self._total.text()))
        self._maximum.setText(digits(score.maximum.shown) if score.maximum.shown else none)
        self._complete.setText(digits(f"{score.completeness.shown} %") if score.completeness.shown else none)
        words = delta_words(self._program, self._work, before, score, ref)
        if words:
            self._delta.set_tone("ok" if words.startswith("+") else "warning")
            self._delta.setText(words)
            self._timer.start()
        self._show_level(score)
        self._show_dimensions(dimension_views(self._program, scheme, score))

    def show_table(self) -> None:
        """Ctrl+Shift+T: chart or table."""
        self.choose("table" if self._views.currentIndex() != 2 else "bars")

    def focus_first(self) -> None:
        """Give focus to the first button."""
        self._switch["bars"].setFocus()

    def _card(self) -> Card:
        tr = self._program.tr
        figures = row(
            column(Label(tr("office.maximum"), "small", "hint", wrap=False), self._maximum, spacing=0), None,
            column(Label(tr("office.completeness"), "small", "hint", wrap=False), self._complete, spacing=0), None,
        )  # fmt: skip
        total = row(self._total, self._delta, None, spacing=12)
        switch = row(spacing=0)
        self._switch: dict[str, Button] = {}
        group = QButtonGroup(self)
        for name in VIEWS:
            button = Button(tr(f"office.view_{name}"), "quiet", icon=name, on=lambda name=name: self.choose(name))
            button.setCheckable(True)
            group.addButton(button)
            self._switch[name] = button
            switch.addWidget(button)
        switch.addStretch(1)
        self.choose("bars")
        why = Button(tr("office.why"), "plain", on=self.why.emit)
        why.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return Card(
            Label(tr("office.live_score"), "small_strong", "hint"), holder(total), figures, self._level,
            Divider(), switch, self._views, 4, why, spacing=4, padding=16,
        )  # fmt: skip

    def _build_views(self) -> None:
        tr = self._program.tr
        scheme = self._work.form.scheme
        self._names: list[Elided] = []
        self._points: list[Label] = []
        self._bars: list[BarRow] = []
        lines = column(spacing=1)
        for _ in scheme.dimensions if scheme else ():
            name, points, bar = Elided("", "small"), Label("", "small_strong", wrap=False), BarRow("")
            line = row(name, points, spacing=6)
            line.setStretch(0, 1)
            lines.addLayout(line)
            lines.addWidget(bar)
            self._names.append(name)
            self._points.append(points)
            self._bars.append(bar)
        lines.addStretch(1)
        self._radar = RadarChart(tr("office.radar"))
        self._model = TableModel(
            [
                Column(tr("office.dimension"), lambda view: f"{view.number} {view.name}", stretch=True),
                Column(tr("office.points"), lambda view: view.shown, "right", strong=True),
            ]
        )
        self._table = Table(tr("office.dimension_table"), self._model, sortable=False)
        self._table.setToolTip("")
        for widget in (holder(lines), holder(column(self._radar, None, spacing=0)), self._table):
            self._views.addWidget(widget)

    def choose(self, name: str) -> None:
        """Show bars, radar or table."""
        self._views.setCurrentIndex(VIEWS.index(name))
        self._switch[name].setChecked(True)

    def _show_level(self, score: Score) -> None:
        scheme = self._work.form.scheme
        level = next((one for one in scheme.levels if one.level == score.level), None)
        name = self._program.pick(level.label) if level else ""
        self._level.setText(self._program.tr("office.draft_level", level=name))
        self._level.setVisible(level is not None)

    def _show_dimensions(self, views: tuple[DimensionView, ...]) -> None:
        last_year = self._program.tr("office.last_year")
        shape = charts.bars([(view.name, view.exact, [(last_year, view.before)]) for view in views])
        for view, bar, name, points, line in zip(views, shape.bars, self._names, self._points, self._bars, strict=True):
            text = f"{view.number} {view.name}"
            if name.text() != text:
                name.setText(text)
            if points.text() != view.shown:
                points.setText(view.shown)
            line.show_bar(bar, f"{text} {view.shown}")
        own = [view.exact for view in views]
        self._radar.show_values([view.number for view in views], [(self._program.tr("office.own"), own)])
        self._model.set_rows(views)
