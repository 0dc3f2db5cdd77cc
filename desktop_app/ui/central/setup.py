"""The beginning of the central desk: make a registry, or open one that exists; what to give to the offices."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop_app.central import setup
from desktop_app.central.registry import Registry, open_registry
from desktop_app.errors import PhromError
from desktop_app.thai.dates import BE_OFFSET
from desktop_app.trust.keys import LEAST_CHARACTERS
from desktop_app.ui.asking import ask_open, open_folder, told
from desktop_app.ui.central.common import MARGINS, page_head
from desktop_app.ui.central.encrypting import EncryptionCard
from desktop_app.ui.central.place import REGISTRY_FILE, CentralPlace
from desktop_app.ui.central.trusting import TrustCard
from desktop_app.ui.pages import Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.fields import LineField
from desktop_app.ui.widgets.flow import Flow
from desktop_app.ui.widgets.layout import Card, ScrollPage, column, holder, row
from desktop_app.ui.widgets.secret import LONG_NAMES, PassphraseField, named
from desktop_app.ui.widgets.text import Label


class CentralSetup(Page):
    """Make or open a registry; with one open, where it lies and what offices get."""

    screen = "W1-central"

    def __init__(self, program: Program, place: CentralPlace) -> None:
        super().__init__(program)
        self._place = place
        self.title = program.tr("central.set_up")
        there = place.where is not None and place.where.exists()
        parts = (self._present(),) if there else ()
        hint = program.tr("central.set_up_hint_open" if there else "central.set_up_hint")
        opening = (self._opening(),) if there else (self._making(), self._opening())
        content = Flow(column(page_head(self.title, hint), *parts, *opening, None, spacing=14, margins=MARGINS))
        content.setMaximumWidth(980)
        self.setLayout(column(ScrollPage(content, name=self.title), spacing=0))

    def _present(self) -> QVBoxLayout:
        """What is open, and what the offices need from it."""
        tr, place = self.program.tr, self._place
        standing = place.standing
        title = standing.organisation if standing else place.where.name
        card = Card(Label(title, "heading"), spacing=6, padding=20)
        if standing:
            card.body.addWidget(Label(tr("central.deployment_is", name=standing.audience), tone="hint"))
        card.body.addWidget(Label(tr("central.registry_at", path=str(place.where)), tone="hint", selectable=True))
        show = Button(tr("central.open_folder"), icon="open", on=lambda: open_folder(place.folders.root))
        card.body.addLayout(row(show, None, spacing=8))
        self.trust = TrustCard(self.program, place)
        self.encryption = EncryptionCard(self.program, place)
        return column(card, self.trust, self.encryption, spacing=14)

    def _making(self) -> QWidget:
        """Fields for a new registry."""
        tr, program = self.program.tr, self.program
        card = Card(Label(tr("central.make"), "heading"), Label(tr("central.make_why"), tone="hint"), padding=20)
        year = program.today().year + BE_OFFSET
        self.folder = LineField(tr("central.folder"), str(program.folders.data / "central"))
        choose = Button(tr("central.choose_folder"), icon="open", on=self._ask_folder)
        self.organisation = LineField(tr("central.organisation"))
        self.audience = LineField(tr("central.audience"), f"phrom-{year}")
        self.first = PassphraseField(program, tr("central.passphrase"))
        self.second = PassphraseField(program, tr("central.passphrase_again"))
        where = row(self.folder, choose, spacing=8)
        where.setStretch(0, 1)
        card.body.addWidget(named(tr("central.organisation"), self.organisation, letters=LONG_NAMES))
        card.body.addWidget(named(tr("central.audience"), self.audience, letters=LONG_NAMES))
        card.body.addWidget(named(tr("central.folder"), self.folder, holder(where), letters=LONG_NAMES))
        card.body.addWidget(named(tr("central.passphrase"), self.first.field, self.first, letters=LONG_NAMES))
        card.body.addWidget(named(tr("central.passphrase_again"), self.second.field, self.second, letters=LONG_NAMES))
        card.body.addWidget(Label(tr("central.passphrase_why"), "small", "hint"))
        self._verdict = Label("", "small", "hint")
        self.make = Button(tr("central.make_button"), "primary", on=self.make_registry)
        foot = row(self._verdict, self.make, spacing=10)
        foot.setStretch(0, 1)
        card.body.addLayout(foot)
        for field in (self.organisation, self.audience, self.first.field, self.second.field):
            field.typed.connect(self._judge)
        self._judge()
        return card

    def _opening(self) -> QWidget:
        tr = self.program.tr
        words = column(
            Label(tr("central.open_registry"), "heading"), Label(tr("central.open_why"), tone="hint"), spacing=0
        )
        act = Button(tr("central.open_registry_button"), icon="open", on=self._ask_registry)
        line = row(words, act, spacing=12)
        line.setStretch(0, 1)
        return Card(line, padding=20)

    def start(self) -> None:
        """Begin with the name, or with what offices need."""
        first = getattr(self, "organisation", None) or self.trust.issue
        first.setFocus()

    def reason_not(self) -> str:
        """Why the registry cannot be made yet, "" if it can."""
        tr, digits = self.program.tr, self.program.digits
        if not self.organisation.text().strip():
            return tr("central.need_organisation")
        if not self.audience.text().strip():
            return tr("central.need_audience")
        missing = LEAST_CHARACTERS - len(self.first.text())
        if missing > 0:
            return tr("central.need_letters", count=digits(missing))
        return "" if self.first.text() == self.second.text() else tr("central.passphrase_differs")

    def make_registry(self) -> None:
        """Make keys, trust folder and registry in the background."""
        program = self.program
        target = Path(self.folder.text().strip()) / REGISTRY_FILE
        given = (self.organisation.text().strip(), self.audience.text().strip(), self.first.text())
        moment, who = program.clock(), self._place.who
        self.make.setEnabled(False)
        self._verdict.setText(program.tr("central.making"))

        def work() -> Path:
            registry, _ = setup.init(target, *given, moment, who, None)
            registry.close()
            return target

        program.tasks.call(work, self._on_made, self._on_refused)

    def use_registry(self, path: Path) -> bool:
        """Open a registry that exists, after a look whether it is one."""
        try:
            registry: Registry = open_registry(path)
            registry.close()
        except PhromError as problem:
            self.program.fail(problem, key="central")
            return False
        self._place.use(path)
        self.program.go("central", "intake")
        return True

    def _judge(self, *_: object) -> None:
        why = self.reason_not()
        self._verdict.setText(why or self.program.tr("central.can_make"))
        self._verdict.set_tone("hint" if why else "ok")
        self.make.setEnabled(not why)

    def _on_made(self, path: Path) -> None:
        self._place.use(path)
        self.program.notify("central", "ok", self.program.tr("central.made"), self.program.tr("central.made_next"))
        self.program.go("central", "roster")

    def _on_refused(self, problem: Exception) -> None:
        self._judge()
        told(self.program, problem, "central")

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.program.tr("central.folder"))
        if chosen:
            self.folder.setText(chosen)

    def _ask_registry(self) -> None:
        tr = self.program.tr
        path = ask_open(self, tr("central.open_registry"), f"{tr('central.registry_files')} (*.db)")
        if path is not None:
            self.use_registry(path)
