"""W1, first start: who sits here, whom this computer trusts, the round, the office. Every step can be skipped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.errors import PhromError
from desktop_app.ui.heard import root_groups
from desktop_app.ui.office.arrivals import ask_package
from desktop_app.ui.office.key import KeyStep
from desktop_app.ui.office.opening import take_trust
from desktop_app.ui.office.trusting import ask_bundles
from desktop_app.ui.pages import Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.fields import LineField
from desktop_app.ui.widgets.layout import ScrollPage, clear, column, holder, row
from desktop_app.ui.widgets.options import OptionGroup, OptionRow
from desktop_app.ui.widgets.text import Label
from desktop_app.ui.workplace import Workplace

ROLES = (("office", "office.role_office"), ("review", "office.role_review"), ("central", "office.role_central"))


class SetupPage(Page):
    """All steps below each other; what is done says so and can be changed."""

    screen = "W1"

    def __init__(self, program: Program, place: Workplace) -> None:
        super().__init__(program)
        self._place = place
        self.title = program.tr("office.set_up")
        tr = program.tr
        self._steps = column(spacing=12)
        later = Button(tr("office.set_up_later"), on=self._finish)
        done = Button(tr("office.set_up_done"), "primary", on=self._finish)
        head = column(Label(tr("office.welcome"), "title"), Label(tr("office.welcome_hint"), tone="hint"), spacing=0)
        content = holder(column(head, self._steps, row(later, None, done), None, spacing=14, margins=(32, 18, 32, 24)))
        content.setMaximumWidth(980)
        self.setLayout(column(ScrollPage(content, name=self.title), spacing=0))
        place.changed.connect(self._show)
        self._show()

    def start(self) -> None:
        """Begin at the first step, which is read first."""
        self._roles.focus_first()

    def leave(self) -> None:
        """Keep name and position."""
        self._keep_person()
        self._place.changed.disconnect(self._show)

    def _show(self) -> None:
        clear(self._steps)
        for step in (self._who(), self._trust(), self._round(), self._office()):
            self._steps.addWidget(step)

    def _who(self) -> QWidget:
        tr, settings = self.program.tr, self.program.settings
        step = KeyStep(self.program, 1, tr("office.step_who"), done=bool(settings.person))
        self._roles = OptionGroup(tr("office.step_who"))
        for key, name in ROLES:
            self._roles.add(OptionRow(key, tr(name)))
        self._roles.set_chosen([settings.desk])
        self._roles.picked.connect(self._choose_role)
        step.add(self._roles)
        self._person = LineField(tr("office.person"), settings.person)
        self._position = LineField(tr("office.position"), settings.position)
        for name, field in (("office.person", self._person), ("office.position", self._position)):
            label = Label(tr(name), wrap=False)
            label.setBuddy(field)
            label.setFixedWidth(150)
            line = row(label, field, spacing=10)
            line.setStretch(1, 1)
            step.add(line)
            field.left.connect(self._keep_person)
        step.add(Label(tr("office.person_why"), "small", "hint"))
        return step

    def _trust(self) -> QWidget:
        tr, place = self.program.tr, self._place
        try:
            trust, installed = place.trust(), place.installed()
        except PhromError as problem:
            self.program.fail(problem, key="trust")
            trust, installed = None, None
        step = KeyStep(self.program, 2, tr("office.step_trust"), done=trust is not None)
        if installed is not None:
            day = self.program.date(installed.expires_at.astimezone(self.program.zone).date())
            version = self.program.digits(installed.version)
            step.add(Label(tr("trust.in_force", version=version, audience=installed.audience, date=day)))
        elif trust is not None:
            step.add(Label(tr("office.trust_taken", name=Path(self.program.settings.trust_folder).name)))
            step.add(Label(tr("office.trust_compare"), tone="hint"))
            step.add(Label(root_groups(trust), "heading", selectable=True))
        else:
            step.add(Label(tr("trust.why")))
        open_ = Button(
            tr("trust.open_newer" if trust else "trust.open"),
            "plain" if trust else "primary",
            icon="shield",
            on=lambda: ask_bundles(self, self.program, place),
        )
        folder = Button(tr("trust.folder"), "quiet", on=self._ask_trust)
        folder.setVisible(installed is None)
        step.add(row(open_, folder, None, spacing=8))
        return step

    def _round(self) -> QWidget:
        tr, releases = self.program.tr, self._place.releases()
        step = KeyStep(self.program, 3, tr("office.step_round"), done=bool(releases))
        for release in releases[:3]:
            closes = self.program.date(release.closes_at.astimezone(self.program.zone).date())
            name = self.program.digits(release.round)
            title = self.program.pick(release.title)
            step.add(Label(tr("office.round_name", round=name, title=title, closes=closes)))
        if not releases:
            step.add(Label(tr("office.empty_rounds_why")))
        act = Button(tr("office.open_round"), icon="open", on=lambda: ask_package(self, self.program, self._place))
        step.add(row(act, None))
        return step

    def _office(self) -> QWidget:
        tr, works = self.program.tr, self._place.lines()
        step = KeyStep(self.program, 4, tr("office.step_office"), done=bool(works))
        for line in works[:3]:
            step.add(Label(line.office.name_th if self.program.language == "th" else line.office.name_en))
        if not works:
            step.add(Label(tr("office.step_office_why")))
        new = Button(tr("office.new"), icon="office", on=lambda: self.program.go("office", "new"))
        new.setEnabled(bool(self._place.releases()))
        key = Button(tr("office.key"), icon="key", on=lambda: self.program.go("office", "key"))
        step.add(row(new, key, None))
        return step

    def _choose_role(self, key: str) -> None:
        self._roles.set_chosen([key])
        self.program.change(desk=key)

    def _keep_person(self) -> None:
        self.program.change(person=self._person.text().strip(), position=self._position.text().strip())

    def _ask_trust(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.program.tr("office.trust_choose"))
        if chosen and take_trust(self.program, Path(chosen)):
            self._show()

    def _finish(self) -> None:
        self._keep_person()
        self.program.change(first_run_done=True)
        self.program.go(self.program.settings.desk, "")
