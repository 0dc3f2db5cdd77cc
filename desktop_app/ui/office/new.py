"""Starting an assessment: choose the round, then the office (W2, Ctrl+N)."""

from __future__ import annotations

from desktop_app.errors import PhromError
from desktop_app.ui.office.arrivals import ask_package
from desktop_app.ui.office.roster_picker import RosterPicker, name_of
from desktop_app.ui.pages import Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import EmptyState
from desktop_app.ui.widgets.buttons import Button, Picker
from desktop_app.ui.widgets.layout import Card, clear, column, row
from desktop_app.ui.widgets.text import Label
from desktop_app.ui.workplace import Workplace


class NewPage(Page):
    """Round and office; the round known last is chosen, the office of the settings too."""

    screen = "W2-new"

    def __init__(self, program: Program, place: Workplace) -> None:
        super().__init__(program)
        self._place = place
        self.title = program.tr("office.new")
        self._releases = place.releases()
        tr = program.tr
        if not self._releases:
            act = (tr("office.open_round"), lambda: ask_package(self, program, place))
            empty = EmptyState("inbox", tr("office.empty_rounds"), tr("office.empty_rounds_why"), [act])
            self.setLayout(column(Label(self.title, "title"), empty, None, margins=(32, 18, 32, 24)))
            return
        options = [(r.package_id, self._round_name(r)) for r in self._releases]
        self.round = Picker(tr("office.round"), options, options[0][0])
        self.round.activated.connect(lambda _: self._show_roster())
        self._area = column(spacing=0)
        self._chosen = Label("", "strong")
        self.begin = Button(tr("office.begin_assessment"), "primary", on=self._begin)
        self._late = Label("", tone="warning")
        label = Label(tr("office.round"), "strong", wrap=False)
        label.setBuddy(self.round)
        card = Card(
            row(label, self.round, None, spacing=12),
            self._late,
            4,
            Label(tr("office.choose_office"), "strong"),
            self._area,
            spacing=8,
        )
        foot = row(self._chosen, self.begin, spacing=12)
        foot.setStretch(0, 1)
        whole = column(Label(self.title, "title"), card, foot, spacing=12, margins=(32, 18, 32, 24))
        whole.setStretch(1, 1)
        card.setSizePolicy(card.sizePolicy().horizontalPolicy(), card.sizePolicy().Policy.Preferred)
        self.setLayout(whole)
        self._show_roster()

    def start(self) -> None:
        """Type the name of the office."""
        if self._releases:
            self.picker.field.setFocus()

    def _round_name(self, release) -> str:  # type: ignore[no-untyped-def]
        closes = self.program.date(release.closes_at.astimezone(self.program.zone).date(), "short")
        name = self.program.digits(release.round)
        title, version = self.program.pick(release.title), self.program.digits(release.form_version)
        return self.program.tr("office.round_name", round=name, title=title, closes=closes, version=version)

    def _show_roster(self) -> None:
        clear(self._area)
        release = self._place.release(self.round.chosen())
        self.picker = RosterPicker(self.program, release.roster, self.program.settings.office_code)
        self.picker.picked.connect(lambda _: self._show_chosen())
        self.picker.confirmed.connect(lambda _: self._begin())
        self._area.addWidget(self.picker)
        closes = release.closes_at
        day = self.program.date(closes.astimezone(self.program.zone).date())
        self._late.setText(self.program.tr("office.round_closed", day=day))
        self._late.setVisible(closes < self.program.clock())
        self._show_chosen()

    def _show_chosen(self) -> None:
        office = self.picker.office()
        tr = self.program.tr
        name = name_of(self.program, office) if office else ""
        self._chosen.setText(tr("office.chosen_office", name=name) if office else tr("office.no_office_chosen"))
        self.begin.setEnabled(office is not None)

    def _begin(self) -> None:
        office = self.picker.office()
        if office is None:
            return
        try:
            made = self._place.start(self._place.release(self.round.chosen()), office.office_code)
        except PhromError as problem:
            self.program.fail(problem, key="new")
            return
        self.program.change(office_code=office.office_code, first_run_done=True)
        self.program.go("office", "open", made)
