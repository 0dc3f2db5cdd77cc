"""W16: who has sent and who has not; every share with both its numbers, the map with its table twin (K4)."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop_app.central.coverage import Coverage
from desktop_app.central.coverage import coverage as count_round
from desktop_app.ui.asking import told
from desktop_app.ui.central.common import MARGINS, count, round_layout, round_picker
from desktop_app.ui.central.counting import (
    KINDS,
    MissingLine,
    ReturnedLine,
    ShareLine,
    belongs,
    missing_lines,
    returned_lines,
    share_line,
    share_lines,
)
from desktop_app.ui.central.place import CentralPlace
from desktop_app.ui.central.tile_map import TileMap, legend_texts
from desktop_app.ui.pages import Command, Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import EmptyState
from desktop_app.ui.widgets.buttons import Button, Picker
from desktop_app.ui.widgets.fact_table import Fact, FactTable, hugging
from desktop_app.ui.widgets.layout import Card, ScrollPage, clear, column, holder, row
from desktop_app.ui.widgets.marks import Bar, Mark
from desktop_app.ui.widgets.text import Label

MAP_SHARE = 0.6  # of the width, at most
GROUPS_SHOWN = 6  # letters of the digest that names a roster


class CoveragePage(Page):
    """Total, map or table of groups, the offices that are missing, and those that have not answered a return."""

    screen = "W16"

    def __init__(self, program: Program, place: CentralPlace) -> None:
        super().__init__(program)
        self._place = place
        self.title = program.tr("central.coverage")
        self.coverage: Coverage | None = None
        self._group = ""
        tr = program.tr
        self.rounds = round_picker(program, place, self._on_round)
        self.kinds = Picker(tr("central.by"), [(kind, tr(f"central.by_{kind}")) for kind in KINDS])
        self.kinds.activated.connect(lambda _: self.show_kind())
        self._about = Label("", tone="hint")
        self._area = column(spacing=10)
        self.setLayout(round_layout(program, self.title, self._about, self.rounds, self.kinds, self._area))
        if place.the_round():
            self.load()
        elif place.standing:
            self._area.addWidget(self._no_round())
            self._area.addStretch(1)
        else:
            place.counted.connect(self._on_counted)

    def start(self) -> None:
        """The map or the table has focus once it is there."""
        self.kinds.setFocus()

    def panes(self) -> tuple[QWidget, ...]:
        """Map or groups, then the offices to be called."""
        return (self.map, self.groups, self.missing, self.returned) if self.coverage else (self,)

    def commands(self) -> tuple[Command, ...]:
        """Map and table by key."""
        return (Command("central.map_or_table", self.swap, "view", "Ctrl+Shift+T", lambda: bool(self.coverage)),)

    def load(self) -> None:
        """Count in the background."""
        name = self.rounds.chosen()
        self._place.ask(lambda registry: count_round(registry, name), self.show_coverage, self._on_failed)

    def show_coverage(self, found: Coverage) -> None:
        """Show a round's coverage."""
        self.coverage = found
        clear(self._area)
        about = self.program.tr("central.denominator", round=self.program.digits(found.round),
                                roster=found.roster_sha256[:GROUPS_SHOWN].upper())  # fmt: skip
        self._about.setText(about)
        self._area.addWidget(self._total(found))
        self._area.addWidget(self._body(found), 1)
        self.show_kind()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the map has no room, its table twin says the same."""
        super().resizeEvent(event)
        if self.coverage is not None:
            self._fit_map()

    def _fit_map(self) -> None:
        room = (self.width() - 2 * MARGINS[0]) * MAP_SHARE
        fits = self.map.minimumSizeHint().width() <= room
        self._map_frame.setVisible(fits and self.kinds.chosen() == "province")

    def swap(self) -> None:
        """Map and table are twins: the same numbers, the other way."""
        self.show_tab(1 if self._side.currentIndex() == 0 else 0)

    def _total(self, found: Coverage) -> QWidget:
        line = share_line(self.program, "total", found.total)
        tr = self.program.tr
        figure = Label(line.percent, "figure", wrap=False)
        words = Label(tr("central.sent_of", counted=count(self.program, found.total.counted),
                         expected=count(self.program, found.total.expected)), "strong")  # fmt: skip
        bar = Bar(line.fraction, words.text(), thick=8)
        area = row(figure, column(words, bar, spacing=4), spacing=18, margins=(18, 4, 18, 6))
        area.setStretch(1, 1)
        if found.total.returned:
            owed = tr("central.returned_count", count=count(self.program, found.total.returned))
            area.addLayout(row(Mark("waiting", owed), Button(owed, "link", on=lambda: self.show_tab(2)), spacing=4))
        card = Card(padding=4)
        card.body.addLayout(area)
        self.total_words = words.text()
        return card

    def _body(self, found: Coverage) -> QWidget:
        tr, program = self.program.tr, self.program
        legend = legend_texts(program.digits)
        self.map = TileMap(tr("central.map"), legend)
        self.map.chosen.connect(self.choose_group)
        self.groups = FactTable(tr("central.groups"), self._group_columns(), hugs=True)
        self.groups.chosen.connect(lambda line: self.choose_group(line.key))
        self.missing = FactTable(tr("central.missing"), self._missing_columns(), hugs=True)
        self.returned = FactTable(tr("central.returned"), self._returned_columns(), hugs=True)
        frame = Card(ScrollPage(self.map, name=tr("central.map")), padding=10)
        frame.setSizePolicy(self.map.sizePolicy())
        self._map_frame = frame
        self._tabs = {
            "groups": Button(tr("central.table"), "quiet", on=lambda: self.show_tab(0)),
            "missing": Button("", "quiet", on=lambda: self.show_tab(1)),
            "returned": Button("", "quiet", on=lambda: self.show_tab(2)),
        }
        self._tabs["returned"].setVisible(bool(found.returned))
        for button in self._tabs.values():
            button.setCheckable(True)
        self._all = Button(tr("central.all_groups"), "link", on=lambda: self.choose_group(""))
        tabs = row(*self._tabs.values(), None, self._all, spacing=4)
        self._side = QStackedLayout()
        for table in (self.groups, self.missing, self.returned):
            self._side.addWidget(hugging(table))
        right = column(tabs, self._side, spacing=6)
        right.setStretch(1, 1)
        body = row(frame, right, spacing=16)
        body.setStretch(0, 10)
        body.setStretch(1, 9)
        return holder(body)

    def _group_columns(self) -> tuple[Fact, ...]:
        tr = self.program.tr
        return (
            Fact(tr("central.group"), lambda line: line.name, stretch=True, key=lambda line: line.order),
            Fact(tr("central.sent_all"), lambda line: line.both, "right", width=8, key=lambda line: line.share.counted),
            Fact("", str, width=6, bar=lambda line: line.fraction, key=lambda line: line.fraction),
            Fact(tr("central.share"), lambda line: line.percent, "right", width=6, key=lambda line: line.fraction),
            *self._group_returned(),
        )

    def _group_returned(self) -> tuple[Fact, ...]:
        """The column of what was returned, where anything was."""
        if not self.coverage or not self.coverage.returned:
            return ()
        title = self.program.tr("central.returned_short")
        return (Fact(title, lambda line: line.returned, "right", width=5, key=lambda line: line.share.returned),)

    def _missing_columns(self) -> tuple[Fact, ...]:
        tr = self.program.tr
        return (
            Fact(tr("central.code"), lambda line: line.code, width=8),
            Fact(tr("central.office"), lambda line: line.name, stretch=True, key=lambda line: line.order),
            Fact(tr("central.phone"), lambda line: line.phone, width=10),
        )

    def _returned_columns(self) -> tuple[Fact, ...]:
        tr = self.program.tr
        return (
            Fact(tr("central.office"), lambda line: line.name, stretch=True, key=lambda line: line.order),
            Fact(
                tr("central.return_due"), lambda line: line.due, width=18, key=lambda line: line.due_order,
                mark=lambda line: "error" if line.overdue else "waiting",
                tone=lambda line: "error" if line.overdue else "",
            ),
            Fact(tr("central.phone"), lambda line: line.phone, width=10),
        )  # fmt: skip

    def show_kind(self) -> None:
        """Groups of the kind chosen."""
        if self.coverage is None:
            return
        kind = self.kinds.chosen()
        self.lines: tuple[ShareLine, ...] = share_lines(self.program, self.coverage, kind)
        self.absent: tuple[MissingLine, ...] = missing_lines(self.program, self.coverage.missing)
        self.owing: tuple[ReturnedLine, ...] = returned_lines(self.program, self.coverage)
        self._fit_map()
        if kind == "province":
            self.map.show_shares(self.lines, self.program.language)
        self.groups.show_rows(self.lines)
        self.choose_group("")
        self.show_tab(self._side.currentIndex())

    def choose_group(self, key: str) -> None:
        """One group, or all of them."""
        self._group = key
        kind = self.kinds.chosen()
        self.map.choose(key)
        absent = [line for line in self.absent if belongs(line.office, kind, key)]
        owing = [line for line in self.owing if belongs(line.office, kind, key)]
        self.missing.show_rows(absent)
        self.returned.show_rows(owing)
        chosen = next((line for line in self.lines if line.key == key), None)
        if chosen is None:
            self.groups.clearSelection()
        elif self.groups.current() is not chosen:
            self.groups.selectRow(self.groups.rows().index(chosen))
        for name, lines in (("missing", absent), ("returned", owing)):
            figures = count(self.program, len(lines))
            words = self.program.tr(f"central.{name}_count", count=figures)
            if chosen is not None:
                words = self.program.tr(f"central.{name}_in", name=chosen.name, count=figures)
            self._tabs[name].setText(words)
            self._tabs[name].setAccessibleName(words)
        self._all.setVisible(bool(key))

    def show_tab(self, number: int) -> None:
        """Table of groups (0), the offices that are missing (1), or those that have not answered a return (2)."""
        self._side.setCurrentIndex(number)
        self._mark_tabs()

    def _mark_tabs(self) -> None:
        for at, button in enumerate(self._tabs.values()):
            button.setChecked(at == self._side.currentIndex())

    def _on_round(self, _: int) -> None:
        self._place.round = self.rounds.chosen()
        self.load()

    def _on_counted(self) -> None:
        self._place.counted.disconnect(self._on_counted)
        self.program.go("central", "coverage")

    def _on_failed(self, problem: Exception) -> None:
        told(self.program, problem, "coverage")

    def _no_round(self) -> QWidget:
        tr = self.program.tr
        act = (tr("central.release"), lambda: self.program.go("central", "release"))
        return EmptyState("map", tr("central.no_round"), tr("central.no_round_why"), [act])
