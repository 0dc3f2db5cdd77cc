"""Choosing one office of a roster by typing part of its name, code or short name (W1)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.submission.roster import Office, Roster
from desktop_app.thai.collation import sort_key
from desktop_app.thai.search import search_key
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.fields import SearchField
from desktop_app.ui.widgets.layout import column
from desktop_app.ui.widgets.table import Column, Table, TableModel
from desktop_app.ui.widgets.text import Label

MOST_SHOWN = 300  # a longer list is for typing, not for scrolling


class RosterPicker(QWidget):
    """A field and the offices that match; `picked` carries the one chosen, or None."""

    picked = Signal(object)
    confirmed = Signal(object)

    def __init__(self, program: Program, roster: Roster, chosen: str = "") -> None:
        super().__init__()
        self._program = program
        offices = sorted(roster.offices, key=lambda office: sort_key(office.name_th))
        self._keyed = [(search_key(_searched(office)), office) for office in offices]
        tr = program.tr
        self.field = SearchField(tr("office.roster_search"))
        self._model = TableModel(
            [
                Column(tr("office.office_code"), lambda office: program.digits(office.office_code), strong=True),
                Column(tr("office.office_name"), lambda office: name_of(program, office), stretch=True),
                Column(tr("office.office_level"), lambda office: tr(f"office.level_{office.level}")),
            ]
        )
        self.table = Table(tr("office.roster"), self._model)
        self.table.setMinimumHeight(self.fontMetrics().height() * 7)
        self._count = Label("", "small", "hint")
        layout = column(self.field, self.table, self._count, spacing=6)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.field.typed.connect(self.search)
        self.table.chosen.connect(self.picked)
        self.table.opened.connect(self.confirmed)
        self.search("")
        self.choose(chosen)

    def search(self, typed: str) -> None:
        """Show the offices that hold what was typed."""
        wanted = search_key(typed)
        found = [office for key, office in self._keyed if wanted in key]
        self._model.set_rows(found[:MOST_SHOWN])
        digits = self._program.digits
        self._count.setText(
            self._program.tr(
                "office.roster_count", found=digits(f"{len(found):,}"), all=digits(f"{len(self._keyed):,}")
            )
        )
        if len(found) == 1:
            self.table.selectRow(0)
        else:
            self.picked.emit(None)

    def choose(self, office_code: str) -> None:
        """Choose an office by its code, if it is shown."""
        at = next((at for at, office in enumerate(self._model.rows) if office.office_code == office_code), None)
        if at is not None:
            self.table.selectRow(at)

    def office(self) -> Office | None:
        """The office chosen."""
        return self.table.current()


def name_of(program: Program, office: Office) -> str:
    """The office's name in the language of the window."""
    return office.name_th if program.language == "th" else office.name_en or office.name_th


def _searched(office: Office) -> str:
    return " ".join((office.office_code, office.name_th, office.name_en, office.short_name))
