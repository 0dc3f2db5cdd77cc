"""The enrolment panel: open a request, type what the caller reads, issue the certificate (P2, W18)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy

from desktop_app.central import enrolment, setup
from desktop_app.central.registry import Registry
from desktop_app.errors import PhromError
from desktop_app.files import read_whole
from desktop_app.package.kinds import PackageType
from desktop_app.submission.roster import Office
from desktop_app.trust.keys import LEAST_GROUPS
from desktop_app.trust.request import read_request
from desktop_app.ui.asking import ask_open, ask_save, told
from desktop_app.ui.central.common import office_name
from desktop_app.ui.central.place import CentralPlace
from desktop_app.ui.central.withdrawing import WithdrawDialog
from desktop_app.ui.heard import Heard
from desktop_app.ui.office.arrivals import kind_of
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.fields import LineField
from desktop_app.ui.widgets.groups import HeardGroups
from desktop_app.ui.widgets.layout import Card, column, holder, row
from desktop_app.ui.widgets.secret import PassphraseField
from desktop_app.ui.widgets.text import Label

MAX_REQUEST_BYTES = 1 << 16


class EnrolPanel(Card):
    """For one office: request, six groups, passphrase, certificate. Nothing here shows the fingerprint."""

    issued = Signal(object)  # Path of the certificate, None where one was withdrawn

    def __init__(self, program: Program, place: CentralPlace) -> None:
        super().__init__(spacing=5, padding=16)
        self._program, self._place = program, place
        self._office: Office | None = None
        self._request: bytes = b""
        self._renewal: Path | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._build()
        self._judge()

    def show_office(self, office: Office | None, *, has_key: bool = False) -> None:
        """Whose certificate it would be; a request that was opened stays open."""
        self._office = office
        self.withdraw.setEnabled(has_key)
        self._name.setText(office_name(self._program, office) if office else self._program.tr("central.choose_office"))
        self._code.setText(self._program.tr("central.code_is", code=office.office_code) if office else "")
        self._judge()

    def open_request(self, path: Path) -> bool:
        """Read a request or a renewal; what was typed before is forgotten."""
        self._renewal = path if kind_of(path) is PackageType.RENEWAL_REQUEST else None
        self._telephone.setVisible(self._renewal is None)
        if self._renewal is not None:
            self._file.setText(f"{path.name}: {self._program.tr('trust.renewal_of')}")
            self._judge()
            return True
        try:
            data = read_whole(path, MAX_REQUEST_BYTES)
            spki = read_request(data).spki_sha256
        except PhromError as problem:
            self._program.fail(problem, key="enrol")
            return False
        self._request = data
        self._file.setText(path.name)
        self.groups.expect(spki)
        self.groups.setFocus()
        self._judge()
        return True

    def heard(self) -> Heard:
        """What was typed so far, compared."""
        return self.groups.heard()

    def reason_not(self) -> str:
        """Why nothing can be issued yet, "" if it can."""
        tr = self._program.tr
        if self._renewal is not None:
            return "" if self.passphrase.text() else tr("central.need_passphrase")
        if self._office is None:
            return tr("central.need_office")
        if not self._request:
            return tr("central.need_request")
        if not self.heard().enough:
            return tr("central.need_groups", count=self._program.digits(LEAST_GROUPS))
        return "" if self.passphrase.text() else tr("central.need_passphrase")

    def issue(self, target: Path) -> None:
        """Sign the certificate in the background and write the file that goes back."""
        renewal, heard_, request = self._renewal, self.heard().text, self._request
        office = self._office.office_code if self._office else ""
        secret, signer, who = self.passphrase.text(), self.signer.text().strip(), self._place.who
        moment = self._program.clock()
        self.button.setEnabled(False)

        def work(registry: Registry) -> Path:
            keys = setup.open_keys(registry, secret)
            if renewal is not None:
                made = enrolment.renew(registry, renewal, keys.office_authority, moment, who, signer)
            else:
                made = enrolment.enrol(registry, office, request, heard_, keys.office_authority, moment, who, signer)
            return enrolment.write_answer(registry, made, keys.desk, target, moment, who)[0]

        self._place.ask(work, self._on_issued, self._on_refused)

    def _build(self) -> None:
        tr, program = self._program.tr, self._program
        self._name = Label(tr("central.choose_office"), "heading")
        self._code = Label("", "small", "hint", wrap=False)
        over = row(Label(tr("central.enrol"), "small_strong", "accent", wrap=False), None, self._code)
        self.body.addLayout(column(over, self._name, spacing=0))
        open_ = Button(tr("central.open_request"), icon="open", on=self._ask_request)
        self._file = Label(tr("central.no_request"), "small", "hint")
        line = row(open_, self._file, spacing=10)
        line.setStretch(1, 1)
        self.body.addWidget(Label(tr("central.step_request"), "strong"))
        self.body.addLayout(line)
        self.body.addSpacing(4)
        self.groups = HeardGroups(program)
        self.groups.changed.connect(self._judge)
        why = Label(tr("central.step_groups_why"), "small", "hint")
        self._telephone = holder(column(Label(tr("central.step_groups"), "strong"), why, self.groups, spacing=5))
        self.body.addWidget(self._telephone)
        self.signer = LineField(tr("central.signer"), hint=tr("central.signer_hint"))
        self.passphrase = PassphraseField(program, tr("central.passphrase"))
        for name, field in (("central.signer", self.signer), ("central.passphrase", self.passphrase)):
            self.body.addWidget(Label(tr(name), "small_strong", "hint"))
            self.body.addWidget(field)
        self.passphrase.field.typed.connect(self._judge)
        self._why = Label("", "small", "hint")
        self.button = Button(tr("central.issue"), "primary", icon="sign", on=self._ask_target)
        self.withdraw = Button(tr("trust.revoke"), "quiet", on=self._ask_withdraw)
        self.withdraw.setEnabled(False)
        foot = row(self._why, self.button, spacing=8)
        foot.setStretch(0, 1)
        self.body.addLayout(foot)
        self.body.addLayout(row(self.withdraw, None))
        self.body.addStretch(1)

    def _judge(self, *_: object) -> None:
        why = self.reason_not()
        self._why.setText(why)
        self.button.setEnabled(not why)

    def _on_issued(self, path: Path) -> None:
        self.passphrase.clear()
        self._request, self._renewal = b"", None
        self._telephone.show()
        self.groups.expect("")
        self._file.setText(self._program.tr("central.no_request"))
        self._judge()
        words = self._program.tr("central.issued", name=path.name)
        self._program.notify("enrol", "ok", words, self._program.tr("central.issued_next"))
        self.issued.emit(path)

    def _on_refused(self, problem: Exception) -> None:
        self.passphrase.clear()
        self._judge()
        self.passphrase.setFocus()
        told(self._program, problem, "enrol")

    def _ask_request(self) -> None:
        tr = self._program.tr
        path = ask_open(self, tr("central.open_request"), f"{tr('central.request_files')} (*.pem *.csr *.der *.asice)")
        if path is not None:
            self.open_request(path)

    def _ask_withdraw(self) -> None:
        dialog = WithdrawDialog(self, self._program, self._place, self._office)
        if dialog.exec() == WithdrawDialog.DialogCode.Accepted:
            self.issued.emit(None)
        dialog.deleteLater()

    def _ask_target(self) -> None:
        code = self._renewal.stem if self._renewal else self._office.office_code
        name = f"{code}-certificate.asice"
        target = ask_save(self, self._program.tr("central.issue"), name, "Phrom (*.asice)")
        if target is not None:
            self.issue(target)
