"""The release page: a form is checked, dated, signed and written as the round file for every office (Q6, K10)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.central import coverage, rounds, setup
from desktop_app.central.registry import Registry
from desktop_app.files import read_whole, write_whole
from desktop_app.package.container import MOST_FILE
from desktop_app.questionnaire.findings import Finding
from desktop_app.questionnaire.lint import has_errors
from desktop_app.resources import FORMS
from desktop_app.submission.release import FormRelease
from desktop_app.thai.dates import BE_OFFSET, parse_date
from desktop_app.ui.asking import ask_open, ask_save, told
from desktop_app.ui.author.findings import counted, finding_columns, finding_line, tone_of
from desktop_app.ui.central.common import MARGINS, count, page_head
from desktop_app.ui.central.place import CentralPlace
from desktop_app.ui.pages import Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import EmptyState
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.date_field import DateField
from desktop_app.ui.widgets.fact_table import FactTable
from desktop_app.ui.widgets.fields import LineField
from desktop_app.ui.widgets.flow import Flow
from desktop_app.ui.widgets.layout import Card, ScrollPage, clear, column, holder, row
from desktop_app.ui.widgets.secret import LONG_NAMES, PassphraseField, named
from desktop_app.ui.widgets.text import Label

SHIPPED_FORM = FORMS / "readiness-2560.xlsx"


class ReleasePage(Page):
    """Form and findings, round and dates, passphrase, and the rounds released so far."""

    screen = "W18-release"

    def __init__(self, program: Program, place: CentralPlace) -> None:
        super().__init__(program)
        self._place = place
        self.title = program.tr("central.release")
        self.workbook: Path | None = None
        self.findings: tuple[Finding, ...] = ()
        self._checked = False
        tr = program.tr
        self._rounds = column(spacing=6)
        content = Flow(
            column(
                page_head(self.title, tr("central.release_hint")),
                self._form_card(), self._round_card(), self._rounds, None,
                spacing=12, margins=MARGINS,
            )
        )  # fmt: skip
        content.setMaximumWidth(1120)
        self.setLayout(column(ScrollPage(content, name=self.title), spacing=0))
        place.counted.connect(self._judge)
        self._judge()
        self._load_rounds()

    def start(self) -> None:
        """The form comes first."""
        self._choose.setFocus()

    def leave(self) -> None:
        """Stop watching."""
        self._place.counted.disconnect(self._judge)

    def take_workbook(self, path: Path) -> None:
        """Check a form in the background and show every finding."""
        self.workbook, self._checked, self.findings = path, False, ()
        self._file.setText(path.name)
        self._state.setText(self.program.tr("central.checking_form"))
        self._state.set_tone("hint")
        self._judge()
        moment = self.program.clock()
        self._place.ask(lambda registry: rounds.check(registry, path, moment), self._on_checked, self._on_failed)

    def dates(self) -> tuple[date | None, date | None]:
        """First and last day as typed."""
        return tuple(parse_date(field.property("raw") or "") for field in (self.opens, self.closes))

    def reason_not(self) -> str:
        """Why nothing can be released yet, "" if it can."""
        tr, standing = self.program.tr, self._place.standing
        opens, closes = self.dates()
        checks = (
            (standing is not None and not standing.offices, "central.need_roster"),
            (self.workbook is None, "central.need_form"),
            (not self._checked, "central.checking_form"),
            (has_errors(self.findings), "central.need_clean_form"),
            (not self.name.text().strip(), "central.need_round"),
            (opens is None or closes is None, "central.need_dates"),
            (opens is not None and closes is not None and opens > closes, "central.need_order"),
            (not self.passphrase.text(), "central.need_passphrase"),
        )
        return next((tr(key) for wrong, key in checks if wrong), "")

    def write_round(self, target: Path) -> None:
        """Sign the release in the background and write it to `target`."""
        opens, closes = self.dates()
        name = self.name.text().strip()
        round_ = rounds.Round(name, rounds.start_of_day(opens), rounds.end_of_day(closes))
        secret, workbook = self.passphrase.text(), self.workbook
        moment, who = self.program.clock(), self._place.who
        self.button.setEnabled(False)
        self._why.setText(self.program.tr("central.releasing"))

        def work(registry: Registry) -> Path:
            keys = setup.open_keys(registry, secret)
            archived = rounds.release(registry, workbook, round_, keys.desk, moment, who)
            write_whole(target, read_whole(archived, MOST_FILE))
            return target

        self._place.ask(work, self._on_released, self._on_refused)

    def _form_card(self) -> QWidget:
        tr = self.program.tr
        card = Card(Label(tr("central.step_form"), "heading"), spacing=8, padding=20)
        self._choose = Button(tr("central.choose_form"), icon="open", on=self._ask_form)
        shipped = Button(tr("central.shipped_form"), "quiet", on=lambda: self.take_workbook(SHIPPED_FORM))
        self._file = Label(tr("central.no_form"), tone="hint")
        self._author = Button(
            tr("author.preview"), "quiet", on=lambda: self.program.go("central", "author", str(self.workbook))
        )
        self._author.hide()
        line = row(self._choose, shipped, self._file, self._author, spacing=10)
        line.setStretch(2, 1)
        self._state = Label("", "strong")
        self.table = FactTable(
            tr("author.findings"), finding_columns(self.program, remedy=True), sortable=False, hugs=True
        )
        self.table.hide()
        card.body.addLayout(line)
        card.body.addWidget(self._state)
        card.body.addWidget(self.table)
        self._state.hide()
        return card

    def _round_card(self) -> QWidget:
        tr, program = self.program.tr, self.program
        card = Card(Label(tr("central.step_round"), "heading"), spacing=8, padding=20)
        self.name = LineField(tr("central.round"), str(program.today().year + BE_OFFSET))
        self.name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.opens = DateField(tr("central.opens"), program.language, program.today())
        self.closes = DateField(tr("central.closes"), program.language, program.today())
        self.passphrase = PassphraseField(program, tr("central.passphrase"))
        for field in (self.opens, self.closes):
            field.typed.connect(lambda text, field=field: self._on_date(field, text))
        for field in (self.name, self.passphrase.field):
            field.typed.connect(self._judge)
        card.body.addWidget(named(tr("central.round"), self.name, holder(row(self.name, None)), letters=LONG_NAMES))
        card.body.addWidget(named(tr("central.opens"), self.opens, letters=LONG_NAMES))
        card.body.addWidget(named(tr("central.closes"), self.closes, letters=LONG_NAMES))
        card.body.addWidget(named(tr("central.passphrase"), self.passphrase.field, self.passphrase, letters=LONG_NAMES))
        self._roster = Label("", "small", "hint")
        card.body.addWidget(self._roster)
        self._why = Label("", "small", "hint")
        self.button = Button(tr("central.write_round"), "primary", icon="sign", on=self._ask_target)
        foot = row(self._why, self.button, spacing=12)
        foot.setStretch(0, 1)
        card.body.addLayout(foot)
        return card

    def _load_rounds(self) -> None:
        moment = self.program.clock()

        def work(registry: Registry) -> list[FormRelease]:
            return [rounds.open_round(registry, name, moment) for name in coverage.rounds(registry)]

        self._place.ask(work, self._on_rounds, self._on_failed)

    def _on_rounds(self, found: list[FormRelease]) -> None:
        tr, program = self.program.tr, self.program
        clear(self._rounds)
        if not found:
            self._rounds.addWidget(EmptyState("inbox", tr("central.no_rounds"), tr("central.no_rounds_why")))
            return
        self._rounds.addWidget(Label(tr("central.rounds"), "heading"))
        card = Card(spacing=8, padding=16)
        for release in found:
            days = [program.date(at.astimezone(program.zone).date()) for at in (release.opens_at, release.closes_at)]
            about = tr("central.round_about", version=program.digits(release.form_version), opens=days[0],
                       closes=days[1], offices=count(program, len(release.roster.offices)))  # fmt: skip
            name = tr("central.round_is", round=program.digits(release.round), title=program.pick(release.title))
            card.body.addLayout(column(Label(name, "strong"), Label(about, "small", "hint"), spacing=0))
        self._rounds.addWidget(card)

    def _on_checked(self, findings: tuple[Finding, ...]) -> None:
        self.findings, self._checked = findings, True
        self._state.setText(counted(self.program, findings))
        self._state.set_tone(tone_of(findings))
        self._state.show()
        self.table.show_rows([finding_line(self.program, one) for one in findings])
        self.table.setVisible(bool(findings))
        self._author.show()
        self._judge()

    def _on_date(self, field: DateField, text: str) -> None:
        field.setProperty("raw", text)
        self._judge()

    def _judge(self, *_: object) -> None:
        why = self.reason_not()
        self._why.setText(why)
        self.button.setEnabled(not why)
        standing = self._place.standing
        if standing is not None:
            words = self.program.tr("central.roster_goes", count=count(self.program, standing.offices))
            self._roster.setText(words)

    def _on_released(self, path: Path) -> None:
        tr = self.program.tr
        self.passphrase.clear()
        self._judge()
        self.program.notify("release", "ok", tr("central.released", name=path.name), tr("central.released_next"))
        self._place.changed.emit()
        self._load_rounds()

    def _on_refused(self, problem: Exception) -> None:
        self.passphrase.clear()
        self._judge()
        told(self.program, problem, "release")

    def _on_failed(self, problem: Exception) -> None:
        told(self.program, problem, "release")

    def _ask_form(self) -> None:
        tr = self.program.tr
        path = ask_open(self, tr("central.choose_form"), f"{tr('central.form_files')} (*.xlsx *.xml)")
        if path is not None:
            self.take_workbook(path)

    def _ask_target(self) -> None:
        name = f"round-{self.name.text().strip()}.asice"
        target = ask_save(self, self.program.tr("central.write_round"), name, "Phrom (*.asice)")
        if target is not None:
            self.write_round(target)
