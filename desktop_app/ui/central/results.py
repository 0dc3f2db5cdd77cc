"""W17: results of a round: dimensions with quartiles, groups, ranking; the rule stands under every table (K6)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop_app.central import rounds
from desktop_app.central.coverage import Coverage, coverage
from desktop_app.central.export import export_results
from desktop_app.central.faults import NOTHING_RECEIVED
from desktop_app.central.registry import Registry
from desktop_app.central.results import RULE, WEIGHTS_RULE, Group, Results, compute_results
from desktop_app.errors import PhromError
from desktop_app.questionnaire.form import Form
from desktop_app.submission.reference import group_names
from desktop_app.thai.search import search_key
from desktop_app.ui.asking import ask_save, told
from desktop_app.ui.central.common import count, group_name, round_layout, round_picker
from desktop_app.ui.central.counting import RankLine, group_lines, main_nodes, node_lines, rank_lines, weight_lines
from desktop_app.ui.central.place import CentralPlace
from desktop_app.ui.pages import Command, Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import EmptyState
from desktop_app.ui.widgets.buttons import Button, Picker
from desktop_app.ui.widgets.charts import RadarChart, tones_for
from desktop_app.ui.widgets.fact_table import Fact, FactTable, hugging
from desktop_app.ui.widgets.fields import SearchField
from desktop_app.ui.widgets.layout import Card, Surface, clear, column, holder, row
from desktop_app.ui.widgets.text import Label

VIEWS = ("dimensions", "groups", "offices", "weights")
KINDS = ("level", "ministry", "province")
RADAR_SIDE = 178  # pixels
CHART_FROM_LINES = 22  # height of the page in lines of text; below it the table needs the room


class Swatch(Surface):
    """The colour of a series in the legend."""

    def __init__(self, tone: str) -> None:
        super().__init__(tone, "", radius=3)
        self.setFixedSize(14, 14)


@dataclass(frozen=True, slots=True)
class Found:
    """What the page shows, gathered in one reading of the registry."""

    results: Results
    coverage: Coverage
    form: Form


def gather(registry: Registry, name: str, moment) -> Found:  # type: ignore[no-untyped-def]
    """Results, coverage and form of a round.

    Raises:
        PhromError: CEN-12 nothing has been accepted; CEN-08 no such round.
    """
    results = compute_results(registry, name, moment)
    return Found(results, coverage(registry, name), rounds.open_round(registry, name, moment).form)


class ResultsPage(Page):
    """Three views of the same figures, one note under all of them."""

    screen = "W17"

    def __init__(self, program: Program, place: CentralPlace) -> None:
        super().__init__(program)
        self._place = place
        self.title = program.tr("central.results")
        self.found: Found | None = None
        tr = program.tr
        self.rounds = round_picker(program, place, self._on_round)
        self._export = Button(tr("central.export"), "primary", icon="download", on=self._ask_export)
        self._export.setEnabled(False)
        self._about = Label("", tone="hint")
        self._area = column(spacing=8)
        self.setLayout(round_layout(program, self.title, self._about, self.rounds, self._export, self._area))
        if place.the_round():
            self.load()
        elif place.standing:
            self._empty("no_round", "release")
        else:
            place.counted.connect(self._on_counted)

    def commands(self) -> tuple[Command, ...]:
        """Export and views by key."""
        ready = lambda: self.found is not None  # noqa: E731
        views = (Command(f"central.view_{name}", lambda at=at: self.show_view(at), "view", "", ready, 3)
                 for at, name in enumerate(VIEWS))  # fmt: skip
        return (Command("central.export", self._ask_export, "file", "Ctrl+E", ready, group=1), *views)

    def panes(self) -> tuple[QWidget, ...]:
        """Head, then table."""
        return (self, self._views.currentWidget()) if self.found else (self,)

    def load(self) -> None:
        """Compute in the background."""
        name, moment = self.rounds.chosen(), self.program.clock()
        self._place.ask(lambda registry: gather(registry, name, moment), self.show_found, self._on_failed)

    def show_found(self, found: Found) -> None:
        """Show the results of a round."""
        self.found = found
        clear(self._area)
        scheme, results, program = found.form.scheme, found.results, self.program
        if scheme is None:
            self._empty("no_scheme", "release")
            return
        self._export.setEnabled(True)
        as_of = program.moment(results.as_of)
        self._about.setText(program.tr("central.results_about", title=program.pick(found.form.title),
                                       version=program.digits(results.form_version), as_of=as_of))  # fmt: skip
        self._views = QStackedLayout()
        for view in (self._dimensions(), self._groups(), self._offices(), self._weights()):
            self._views.addWidget(view)
        self._tabs = [
            Button(program.tr(f"central.view_{name}"), "quiet", on=lambda at=at: self.show_view(at))
            for at, name in enumerate(VIEWS)
        ]
        for tab in self._tabs:
            tab.setCheckable(True)
        self._area.addLayout(row(*self._tabs, None, spacing=4))
        self._area.addLayout(self._views, 1)
        self._area.addWidget(Label(self._note(), "small", "hint"))
        self.show_view(0)

    def show_view(self, at: int) -> None:
        """Dimensions, groups, offices or weights."""
        self._views.setCurrentIndex(at)
        for number, tab in enumerate(self._tabs):
            tab.setChecked(number == at)

    def write_export(self, target: Path) -> None:
        """Write the workbook in the background."""
        found = self.found
        self._export.setEnabled(False)

        def work() -> tuple[Path, int]:
            return target, export_results(target, found.results, found.coverage, found.form, group_names())

        self.program.tasks.call(work, self._on_exported, self._on_export_failed)

    def _note(self) -> str:
        """Rule of averaging, version, as-of: under every table."""
        program, results = self.program, self.found.results
        said = program.tr("central.version_note", form=results.form_id, version=program.digits(results.form_version),
                          round=program.digits(results.round), as_of=program.moment(results.as_of))  # fmt: skip
        return f"{program.pick(RULE)} {said}"

    def _dimensions(self) -> QWidget:
        tr, program, results = self.program.tr, self.program, self.found.results
        options = [("nation:", group_name(program, "nation", ""))]
        for kind in KINDS:
            names = group_lines(program, results, kind, self.found.form.scheme)
            options += [(f"{kind}:{line.group.key}", f"{tr(f'central.by_{kind}')}: {line.name}") for line in names]
        self.group = Picker(tr("central.group"), options)
        self.group.activated.connect(lambda _: self._show_group())
        self.deep = Button(tr("central.indicators"), "quiet", on=self._show_group)
        self.deep.setCheckable(True)
        self._counted = Label("", "strong", wrap=False)
        columns = (
            Fact(tr("central.number"), lambda line: line.id, width=4, tone=lambda _: "hint"),
            Fact(tr("central.dimension"), lambda line: line.label, stretch=True),
            Fact(tr("central.weight"), lambda line: line.weight, "right", width=5, tone=lambda _: "hint"),
            Fact(tr("central.n"), lambda line: line.n, "right", width=6),
            Fact(tr("central.mean"), lambda line: line.mean, "right", width=8, strong=True),
            Fact(tr("central.p25"), lambda line: line.p25, "right", width=7),
            Fact(tr("central.p50"), lambda line: line.p50, "right", width=7),
            Fact(tr("central.p75"), lambda line: line.p75, "right", width=7),
            Fact(tr("central.spread"), str, width=22, box=lambda line: line.box),
        )
        self.nodes = FactTable(tr("central.view_dimensions"), columns, sortable=False, hugs=True)
        self._key = Label(tr("central.spread_key"), "small", "hint", wrap=False)
        tools = row(Label(tr("central.group"), wrap=False), self.group, self._counted, None, self._key, self.deep,
                    spacing=10)  # fmt: skip
        self.group.setMaximumWidth(self.fontMetrics().averageCharWidth() * 44)
        self._chart = self._radar()
        view = column(tools, self.nodes, self._chart, None, spacing=8)
        view.setStretch(1, 1000)
        self._show_group()
        return holder(view)

    def _radar(self) -> QWidget:
        """The means as a radar beside the table with the same figures; the whole country for comparison."""
        self.radar = RadarChart(self.program.tr("central.radar"))
        self.radar.setFixedSize(RADAR_SIDE * 5 // 4, RADAR_SIDE)
        self._legend = column(spacing=4)
        return Card(row(self.radar, column(None, self._legend, None), spacing=28), padding=12)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chart gives its room to the table where there is little."""
        super().resizeEvent(event)
        if self.found is not None and hasattr(self, "_chart"):
            self._fit_chart()

    def _fit_chart(self) -> None:
        lines = self.height() / self.fontMetrics().height()
        self._chart.setVisible(lines >= CHART_FROM_LINES and not self.deep.isChecked())

    def _show_radar(self, group: Group) -> None:
        program, nation = self.program, self.found.results.group("nation")
        dimensions = self.found.form.scheme.dimensions
        shown = [
            (group_name(program, one.kind, one.key), one) for one in ((group,) if group is nation else (nation, group))
        ]
        series = [
            (name, [found.mean if (found := one.nodes.get(node.id)) else None for node in dimensions])
            for name, one in shown
        ]
        self.radar.show_values([program.digits(node.id) for node in dimensions], series)
        clear(self._legend)
        for (name, _), tone in zip(series, tones_for(len(series)), strict=True):
            self._legend.addLayout(row(Swatch(tone), Label(name, wrap=False), None, spacing=8))
        self._legend.addWidget(Label(program.tr("central.radar_rings"), "small", "hint"))

    def _show_group(self) -> None:
        kind, _, key = self.group.chosen().partition(":")
        group = self.found.results.group(kind, key)
        lines = node_lines(self.program, group, self.found.form.scheme, deep=self.deep.isChecked()) if group else ()
        self.nodes.show_rows(lines)
        self._fit_chart()
        if group:
            self._show_radar(group)
        counted = count(self.program, group.n if group else 0)
        self._counted.setText(self.program.tr("central.n_is", count=counted))

    def _figure_columns(self) -> tuple[Fact, ...]:
        nodes = main_nodes(self.found.form.scheme)
        titles = [self.program.tr("central.total")] + [self.program.digits(node.id) for node in nodes[1:]]

        def figure(at: int) -> Fact:
            text = (lambda line: line.means[at]) if at < len(titles) else None
            return Fact(titles[at], text, "right", width=5, key=lambda line: line.orders[at], strong=at == 0)

        return tuple(figure(at) for at in range(len(titles)))

    def _groups(self) -> QWidget:
        tr = self.program.tr
        self.kind = Picker(tr("central.by"), [(kind, tr(f"central.by_{kind}")) for kind in KINDS])
        self.kind.activated.connect(lambda _: self._show_groups())
        columns = (
            Fact(tr("central.group"), lambda line: line.name, stretch=True, key=lambda line: line.order),
            Fact(tr("central.n"), lambda line: line.n, "right", width=6, key=lambda line: line.group.n),
            *self._figure_columns(),
        )
        self.by_group = FactTable(tr("central.view_groups"), columns, hugs=True)
        view = column(
            row(Label(tr("central.by"), wrap=False), self.kind, None, spacing=10), hugging(self.by_group), spacing=8
        )
        view.setStretch(1, 1)
        self._show_groups()
        return holder(view)

    def _show_groups(self) -> None:
        lines = group_lines(self.program, self.found.results, self.kind.chosen(), self.found.form.scheme)
        self.by_group.show_rows(lines)

    def _offices(self) -> QWidget:
        tr = self.program.tr
        self.ranks = rank_lines(self.program, self.found.results, self.found.form.scheme)
        self.search = SearchField(tr("central.roster_search"))
        self.search.typed.connect(self._show_offices)
        columns = (
            Fact(tr("central.rank"), lambda line: line.rank, "right", width=5, key=lambda line: line.result.rank),
            Fact(tr("central.code"), lambda line: line.code, width=8, tone=lambda _: "hint"),
            Fact(tr("central.office"), self._office_words, stretch=True),
            Fact(tr("central.level"), lambda line: line.level, width=6, tone=lambda _: "hint"),
            *(self._score_column(at, column) for at, column in enumerate(self._figure_columns())),
            Fact(tr("central.maturity"), lambda line: line.maturity, "right", width=4),
        )
        self.offices = FactTable(tr("central.view_offices"), columns, hugs=True)
        view = column(self.search, hugging(self.offices), spacing=8)
        view.setStretch(1, 1)
        self._show_offices()
        return holder(view)

    def _weights(self) -> QWidget:
        """What other weights would do to ranks and levels (S8)."""
        tr = self.program.tr
        columns = (
            Fact(tr("central.number"), lambda line: line.id, width=4, tone=lambda _: "hint"),
            Fact(tr("central.weight_moved"), lambda line: line.label, stretch=True),
            Fact(tr("central.weight_delta"), lambda line: line.delta, "right", width=8),
            Fact(tr("central.weight_new"), lambda line: line.weight, "right", width=8),
            Fact(tr("central.ranks_moved"), lambda line: line.ranks, "right", width=12, strong=True),
            Fact(tr("central.furthest"), lambda line: line.furthest, "right", width=12),
            Fact(tr("central.levels_moved"), lambda line: line.levels, "right", width=12, strong=True),
        )
        self.weights = FactTable(tr("central.view_weights"), columns, sortable=False, hugs=True)
        self.weights.show_rows(weight_lines(self.program, self.found.results, self.found.form.scheme))
        rule = Label(self.program.pick(WEIGHTS_RULE), "small", "hint")
        view = column(hugging(self.weights), rule, spacing=8)
        view.setStretch(0, 1)
        return holder(view)

    def _office_words(self, line: RankLine) -> str:
        return f"{line.name} ({self.program.tr('central.state_late')})" if line.late else line.name

    @staticmethod
    def _score_column(at: int, like: Fact) -> Fact:
        return Fact(like.title, lambda line: line.scores[at], "right", width=5, key=lambda line: line.orders[at],
                    strong=at == 0)  # fmt: skip

    def _show_offices(self, *_: object) -> None:
        wanted = search_key(self.search.text())
        self.offices.show_rows([line for line in self.ranks if wanted in line.searched], keep=True)

    def _empty(self, key: str, page: str) -> None:
        clear(self._area)
        tr = self.program.tr
        act = (tr(f"central.{'import' if page == 'intake' else page}"), lambda: self.program.go("central", page))
        self._area.addWidget(EmptyState("chart", tr(f"central.{key}"), tr(f"central.{key}_why"), [act]))
        self._area.addStretch(1)

    def _on_round(self, _: int) -> None:
        self._place.round = self.rounds.chosen()
        self.load()

    def _on_counted(self) -> None:
        self._place.counted.disconnect(self._on_counted)
        self.program.go("central", "results")

    def _on_failed(self, problem: Exception) -> None:
        if isinstance(problem, PhromError) and problem.fault is NOTHING_RECEIVED:
            self._empty("no_results", "intake")
        else:
            told(self.program, problem, "results")

    def _ask_export(self) -> None:
        name = f"results-{self.found.results.round}.xlsx"
        target = ask_save(self, self.program.tr("central.export"), name, "Excel (*.xlsx)")
        if target is not None:
            self.write_export(target)

    def _on_exported(self, written: tuple[Path, int]) -> None:
        self._export.setEnabled(True)
        words = self.program.tr("central.exported", name=written[0].name, count=count(self.program, written[1]))
        self.program.notify("results", "ok", words)

    def _on_export_failed(self, problem: Exception) -> None:
        self._export.setEnabled(True)
        told(self.program, problem, "results")
