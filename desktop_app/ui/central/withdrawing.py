"""Withdrawing an office's certificate: why, since when, and the passphrase (P2, W18)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.central import authorities, enrolment, rounds, setup
from desktop_app.central.registry import Registry
from desktop_app.submission.roster import Office
from desktop_app.thai.dates import parse_date
from desktop_app.ui.asking import told_in
from desktop_app.ui.central.common import office_name
from desktop_app.ui.central.place import CentralPlace
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.date_field import DateField
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.options import OptionGroup, OptionRow
from desktop_app.ui.widgets.secret import LONG_NAMES, PassphraseField, named
from desktop_app.ui.widgets.text import Label

LOST, SUPERSEDED = "keyCompromise", "superseded"
WORDS = {LOST: "trust.revoke_lost", SUPERSEDED: "trust.revoke_superseded"}


class WithdrawDialog(Dialog):
    """What was received stays; what the key signs from now on, or from the day it was lost, counts no more."""

    def __init__(self, parent: QWidget | None, program: Program, place: CentralPlace, office: Office) -> None:
        tr = program.tr
        self._name = office_name(program, office)
        super().__init__(parent, tr("trust.revoke_title", name=self._name), width=560)
        self._program, self._place, self._office = program, place, office
        self.body.addWidget(Label(tr("trust.revoke_why")))
        self.reason = LOST
        self.reasons = OptionGroup(tr("trust.revoke_title", name=self._name))
        for key, word in WORDS.items():
            self.reasons.add(OptionRow(key, tr(word)))
        self.reasons.set_chosen([self.reason])
        self.reasons.picked.connect(self.choose)
        self.body.addWidget(self.reasons)
        self._since = ""
        self.since = DateField(tr("trust.revoke_since"), program.language, program.today())
        self.since.typed.connect(self._on_since)
        self.body.addWidget(named(tr("trust.revoke_since"), self.since, letters=LONG_NAMES))
        self.passphrase = PassphraseField(program, tr("trust.passphrase"))
        self.body.addWidget(named(tr("trust.passphrase"), self.passphrase.field, self.passphrase, letters=LONG_NAMES))
        self._words = Label("", "small", "hint")
        self.body.addWidget(self._words)
        self.act = Button(tr("trust.revoke_do"), "danger", on=self.withdraw)
        self.add_act(self.act, tr("shell.cancel"), apart=True)
        self.act.setEnabled(False)
        self.passphrase.field.typed.connect(self._judge)
        self._judge()

    def choose(self, reason: str) -> None:
        """Why it is withdrawn; only a lost key has a day from which it counts no more."""
        self.reason = reason
        self.reasons.set_chosen([reason])
        self.since.setEnabled(reason == LOST)
        self._judge()

    def reason_not(self) -> str:
        """Why it cannot be withdrawn yet, "" if it can."""
        tr = self._program.tr
        if self.reason == LOST and self._since and parse_date(self._since) is None:
            return tr("trust.revoke_date")
        return "" if self.passphrase.text() else tr("central.need_passphrase")

    def withdraw(self) -> None:
        """Write the next revocation list in the background."""
        code, reason, secret = self._office.office_code, self.reason, self.passphrase.text()
        day = parse_date(self._since) if reason == LOST and self._since else None
        since = rounds.start_of_day(day) if day else None
        moment, who = self._program.clock(), self._place.who
        self.act.setEnabled(False)

        def work(registry: Registry) -> None:
            issuer = setup.open_keys(registry, secret).office_authority
            serials = enrolment.valid_serials(registry, code)
            authorities.revoke(registry, issuer, serials, reason, moment, who, since)

        self._place.ask(work, self._on_withdrawn, self._on_failed)

    def _on_since(self, text: str) -> None:
        self._since = text
        self._judge()

    def _judge(self, *_: object) -> None:
        why = self.reason_not()
        self._words.setText(why)
        self._words.set_tone("hint")
        self.act.setEnabled(not why)

    def _on_withdrawn(self, _: object) -> None:
        tr = self._program.tr
        go = (tr("trust.issue"), lambda: self._program.go("central", "setup"))
        self._program.notify("enrol", "ok", tr("trust.revoked", name=self._name), tr("trust.revoked_next"), [go])
        self.accept()

    def _on_failed(self, problem: Exception) -> None:
        self._judge()
        told_in(self._program, self._words, problem)
