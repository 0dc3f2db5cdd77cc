"""The office's next key: before the old one ends, or after it was lost (P2, C2)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.office.keys import OfficeKey
from desktop_app.trust.keys import LEAST_CHARACTERS
from desktop_app.ui.asking import ask_save, told_in
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.options import OptionGroup, OptionRow
from desktop_app.ui.widgets.secret import PassphraseField, named
from desktop_app.ui.widgets.text import Label
from desktop_app.ui.workplace import Workplace

REASONS = ("expiring", "new-device", "new-signatory")


class NextKeyDialog(Dialog):
    """What both ways have in common: a new passphrase, typed twice, and work in the background."""

    def __init__(self, parent: QWidget | None, program: Program, place: Workplace, title: str, why: str) -> None:
        super().__init__(parent, program.tr(title), width=600)
        self._program, self._place = program, place
        self.body.addWidget(Label(program.tr(why)))
        self._before()
        tr = program.tr
        self.first = PassphraseField(program, tr("trust.secret_new"))
        self.second = PassphraseField(program, tr("trust.secret_again"))
        for name, field in (("trust.secret_new", self.first), ("trust.secret_again", self.second)):
            self.body.addWidget(named(tr(name), field.field, field))
            field.field.typed.connect(self._judge)
        self._words = Label("", "small", "hint")
        self.body.addWidget(self._words)
        self.act = Button(tr(self.verb), "primary", icon="key", on=self.go)
        self.add_act(self.act, tr("shell.cancel"))
        self._judge()

    verb = ""

    def go(self) -> None:
        """Do what the button says."""
        raise NotImplementedError

    def reason_not(self) -> str:
        """Why it cannot be done yet, "" if it can."""
        tr = self._program.tr
        if len(self.first.text()) < LEAST_CHARACTERS:
            left = self._program.digits(LEAST_CHARACTERS - len(self.first.text()))
            return tr("office.passphrase_short", count=left)
        return "" if self.first.text() == self.second.text() else tr("office.passphrase_differs")

    def _before(self) -> None:
        """Fields above the new passphrase."""

    def _judge(self, *_: object) -> None:
        why = self.reason_not()
        self._words.setText(why)
        self._words.set_tone("hint")
        self.act.setEnabled(not why)

    def _on_failed(self, problem: Exception) -> None:
        self.act.setEnabled(True)
        told_in(self._program, self._words, problem)


class RenewDialog(NextKeyDialog):
    """A new key, its request signed by the present one, saved as a file for central."""

    verb = "trust.renew_save"

    def __init__(self, parent: QWidget | None, program: Program, place: Workplace, key: OfficeKey) -> None:
        self._key = key
        self.reason = REASONS[0]
        super().__init__(parent, program, place, "trust.renew_title", "trust.renew_why")
        self.secret.setFocus()

    def choose(self, reason: str) -> None:
        """Why the key is renewed."""
        self.reason = reason
        self.reasons.set_chosen([reason])

    def go(self) -> None:
        """Ask where the request goes, then make it."""
        name = f"{self._key.office_code}-renewal.asice"
        target = ask_save(self, self._program.tr("trust.renew_save"), name, "Phrom (*.asice)")
        if target is not None:
            self.save(target)

    def save(self, target: Path) -> None:
        """Make key and request in the background."""
        place, program = self._place, self._program
        given = (self._key.office_code, self.secret.text(), self.first.text(), target, self.reason)
        moment = program.clock()
        self.act.setEnabled(False)
        program.tasks.call(
            lambda: place.request_renewal(*given, moment), lambda _: self._on_saved(target), self._on_failed
        )

    def reason_not(self) -> str:
        """As for every new key, and the present passphrase."""
        return super().reason_not() if self.secret.text() else self._program.tr("trust.need_secret")

    def _before(self) -> None:
        tr = self._program.tr
        self.reasons = OptionGroup(tr("trust.renew_reason"))
        for reason in REASONS:
            self.reasons.add(OptionRow(reason, tr(f"trust.reason_{reason}")))
        self.reasons.set_chosen([self.reason])
        self.reasons.picked.connect(self.choose)
        self.body.addWidget(Label(tr("trust.renew_reason"), "small_strong", "hint"))
        self.body.addWidget(self.reasons)
        name = tr("office.pin" if self._key.in_token else "trust.secret_now")
        self.secret = PassphraseField(self._program, name)
        self.secret.field.typed.connect(self._judge)
        self.body.addWidget(named(name, self.secret.field, self.secret))

    def _on_saved(self, target: Path) -> None:
        tr = self._program.tr
        self._program.notify("key", "ok", tr("trust.renew_done", name=target.name), tr("trust.renew_next"))
        self.accept()


class LostDialog(NextKeyDialog):
    """What to do when the key is gone, and the new key that begins the enrolment anew."""

    verb = "trust.lost_do"

    def __init__(self, parent: QWidget | None, program: Program, place: Workplace, office_code: str) -> None:
        self._office = office_code
        super().__init__(parent, program, place, "trust.lost_title", "trust.lost_why")
        self.first.setFocus()

    def go(self) -> None:
        """Make the key in the background."""
        keys, office, passphrase = self._place.keys, self._office, self.first.text()
        self.act.setEnabled(False)
        self._program.tasks.call(lambda: keys.make(office, passphrase), self._on_made, self._on_failed)

    def _on_made(self, _key: OfficeKey) -> None:
        self._program.notify("key", "ok", self._program.tr("office.key_made_now"))
        self.accept()
