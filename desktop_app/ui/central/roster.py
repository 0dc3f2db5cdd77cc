"""W18: the roster of offices, the state of their keys, and enrolment beside it (K3, P2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.central.registry import Registry
from desktop_app.central.rosters import current_roster, import_roster
from desktop_app.central.standing import OfficeKeyState, key_states
from desktop_app.files import read_whole
from desktop_app.submission.roster import MOST_BYTES, Office, Roster
from desktop_app.thai.collation import sort_key
from desktop_app.thai.search import search_key
from desktop_app.ui.asking import ask_open, told
from desktop_app.ui.central.common import MARGINS, count, group_name, office_name, page_head
from desktop_app.ui.central.enrol import EnrolPanel
from desktop_app.ui.central.place import CentralPlace
from desktop_app.ui.pages import Command, Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import EmptyState
from desktop_app.ui.widgets.buttons import Button, Picker
from desktop_app.ui.widgets.fact_table import Fact, FactTable, hugging
from desktop_app.ui.widgets.fields import SearchField
from desktop_app.ui.widgets.flow import Flow
from desktop_app.ui.widgets.layout import ScrollPage, clear, column, row
from desktop_app.ui.widgets.text import Label

KEY_MARKS = {"valid": "done", "ended": "warning", "revoked": "error", "none": "empty"}
KEY_FILTERS = ("all", "none", "valid", "ended", "revoked")
PANEL_WIDTH_EM = 15.5


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One office as the table shows it; texts are made once."""

    office: Office
    name: str
    level: str
    place: str
    key: str
    key_word: str
    ends: str
    searched: str
    order: object


def office_lines(program: Program, roster: Roster, states: Mapping[str, OfficeKeyState]) -> tuple[OfficeLine, ...]:
    """The roster as lines, sorted as Thai is."""
    lines = (_line(program, office, states.get(office.office_code)) for office in roster.offices)
    return tuple(sorted(lines, key=lambda line: line.order))


def _line(program: Program, office: Office, state: OfficeKeyState | None) -> OfficeLine:
    name = office_name(program, office)
    standing = state.standing if state else "none"
    kind, key = ("province", office.province_code) if office.level == "province" else ("ministry", office.ministry_key)
    searched = " ".join((office.office_code, office.name_th, office.name_en, office.short_name))
    ends = program.date(state.not_after.astimezone(program.zone).date(), "short") if state else "–"
    return OfficeLine(
        office=office,
        name=name,
        level=program.tr(f"central.level_{office.level}"),
        place=group_name(program, kind, key) if key else "–",
        key=standing,
        key_word=program.tr(f"central.key_{standing}"),
        ends=ends,
        searched=search_key(searched),
        order=sort_key(name),
    )


class RosterPage(Page):
    """Table at the left, the enrolment of the chosen office at the right."""

    screen = "W18"

    def __init__(self, program: Program, place: CentralPlace) -> None:
        super().__init__(program)
        self._place = place
        self.title = program.tr("central.roster")
        tr = program.tr
        self.lines: tuple[OfficeLine, ...] = ()
        self._import = Button(tr("central.import_roster"), icon="upload", on=self._ask_roster)
        self.search = SearchField(tr("central.roster_search"))
        self.search.typed.connect(self.show_found)
        self.keys = Picker(tr("central.key"), [(name, tr(f"central.keys_{name}")) for name in KEY_FILTERS], "all")
        self.keys.activated.connect(lambda _: self.show_found())
        self.counted = Label("", "small", "hint", wrap=False)
        self.table = FactTable(self.title, self._columns(), hugs=True)
        self.table.chosen.connect(
            lambda line: self.panel.show_office(line.office, has_key=line.key in ("valid", "ended"))
        )
        self.panel = EnrolPanel(program, place)
        self.panel.issued.connect(lambda _: self.load())
        side = ScrollPage(Flow(column(self.panel, spacing=0)), name=tr("central.enrol"))
        side.setMaximumWidth(round(PANEL_WIDTH_EM * self.fontMetrics().height()))
        line = row(self.search, self.keys, self.counted, spacing=8)
        line.setStretch(0, 1)
        left = column(line, hugging(self.table), spacing=8)
        left.setStretch(1, 1)
        self._body = row(left, side, spacing=16)
        self._body.setStretch(0, 4)
        self._body.setStretch(1, 3)
        self._area = column(spacing=0)
        whole = column(page_head(self.title, tr("central.roster_hint"), self._import), self._area, self._body,
                       spacing=10, margins=MARGINS)  # fmt: skip
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self._parts = (self.search, self.keys, self.counted, self.table, side)
        self.load()

    def start(self) -> None:
        """Type to find an office."""
        self.search.setFocus()

    def panes(self) -> tuple[QWidget, ...]:
        """Table, then enrolment."""
        return (self.table, self.panel)

    def commands(self) -> tuple[Command, ...]:
        """Search and import by key."""
        return (
            Command("shell.find", self.search.setFocus, "edit", "Ctrl+F", group=2),
            Command("central.import_roster", self._ask_roster, "file", group=1),
        )

    def load(self) -> None:
        """Read roster and keys in the background."""
        moment = self.program.clock()
        self._place.ask(
            lambda registry: (current_roster(registry), key_states(registry, moment)), self._on_loaded, self._on_failed
        )

    def take_roster(self, path: Path) -> None:
        """Put a roster file in force."""
        moment, who = self.program.clock(), self._place.who

        def work(registry: Registry) -> Roster:
            return import_roster(registry, read_whole(path, MOST_BYTES), moment, who)

        self._import.setEnabled(False)
        self._place.ask(work, self._on_imported, self._on_failed)

    def take_request(self, path: Path) -> bool:
        """A request file that was dropped."""
        return self.panel.open_request(path)

    def show_found(self, *_: object) -> None:
        """The offices that hold what was typed and have keys as asked."""
        wanted, key = search_key(self.search.text()), self.keys.chosen()
        found = [line for line in self.lines if wanted in line.searched and key in ("all", line.key)]
        self.table.show_rows(found, keep=True)
        digits = (count(self.program, len(found)), count(self.program, len(self.lines)))
        self.counted.setText(self.program.tr("central.found_of", found=digits[0], all=digits[1]))

    def _columns(self) -> tuple[Fact, ...]:
        tr = self.program.tr
        return (
            Fact(tr("central.code"), lambda line: self.program.digits(line.office.office_code), width=8),
            Fact(tr("central.office"), lambda line: line.name, stretch=True, key=lambda line: line.order),
            Fact(tr("central.level"), lambda line: line.level, width=8, tone=lambda _: "hint"),
            Fact(tr("central.key"), lambda line: line.key_word, width=11, mark=lambda line: KEY_MARKS[line.key]),
            Fact(tr("central.ends"), lambda line: line.ends, "right", width=9, tone=lambda _: "hint"),
        )

    def _on_loaded(self, found: tuple[Roster, Mapping[str, OfficeKeyState]]) -> None:
        roster, states = found
        self.lines = office_lines(self.program, roster, states)
        clear(self._area)
        for part in self._parts:
            part.setVisible(bool(roster.offices))
        if not roster.offices:
            tr = self.program.tr
            act = (tr("central.import_roster"), self._ask_roster)
            self._area.addWidget(
                EmptyState("office", tr("central.empty_roster"), tr("central.empty_roster_why"), [act])
            )
            self._area.addStretch(1)
        self.show_found()

    def _on_imported(self, roster: Roster) -> None:
        self._import.setEnabled(True)
        offices = count(self.program, len(roster.offices))
        self.program.notify("roster", "ok", self.program.tr("central.roster_taken", count=offices))
        self._place.changed.emit()
        self.load()

    def _on_failed(self, problem: Exception) -> None:
        self._import.setEnabled(True)
        told(self.program, problem, "roster")

    def _ask_roster(self) -> None:
        tr = self.program.tr
        path = ask_open(self, tr("central.import_roster"), f"{tr('central.roster_files')} (*.csv)")
        if path is not None:
            self.take_roster(path)
