"""The office's signing key in three steps: request, fingerprint read to central, certificate (P2)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.errors import PhromError
from desktop_app.files import read_whole, write_whole
from desktop_app.office.keys import LARGEST, OfficeKey
from desktop_app.trust.keys import LEAST_CHARACTERS
from desktop_app.ui.asking import ask_open, told
from desktop_app.ui.office.arrivals import SUFFIX
from desktop_app.ui.office.renewing import LostDialog, NextKeyDialog, RenewDialog
from desktop_app.ui.pages import Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import Banner, EmptyState
from desktop_app.ui.widgets.buttons import Button, Picker
from desktop_app.ui.widgets.fields import LineField
from desktop_app.ui.widgets.layout import Card, ScrollPage, Surface, clear, column, holder, row
from desktop_app.ui.widgets.marks import Mark
from desktop_app.ui.widgets.secret import PassphraseField, named
from desktop_app.ui.widgets.text import Label
from desktop_app.ui.workplace import Workplace

if TYPE_CHECKING:
    from desktop_app.trust.token import TokenInfo

REMIND_DAYS = 90  # before the certificate ends


class TokenForm(QWidget):
    """Which module, which of its tokens, and the PIN; `changed` when the answer to `reason_not` may be another."""

    changed = Signal()

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        tr = program.tr
        self._found: tuple[TokenInfo, ...] = ()
        self.module = LineField(tr("office.token_module"))
        self.module.typed.connect(lambda _: self.changed.emit())
        self.module.left.connect(self._on_edited)
        choose = Button(tr("office.token_choose"), icon="open", on=self._ask_module)
        self.tokens = Picker(tr("office.token"), [])
        self.tokens.currentIndexChanged.connect(self.changed)
        self.pin = PassphraseField(program, tr("office.pin"))
        self.pin.field.typed.connect(self.changed)
        where = row(self.module, choose, spacing=8)
        where.setStretch(0, 1)
        self.setLayout(
            column(
                Label(tr("office.token_why")),
                named(tr("office.token_module"), self.module, holder(where)),
                named(tr("office.token"), self.tokens, self.tokens),
                named(tr("office.pin"), self.pin.field, self.pin),
                spacing=6,
            )
        )
        self._looked_at = ""
        self._show_found(())

    def chosen(self) -> tuple[Path, TokenInfo, str]:
        """Module, token and PIN, where `reason_not` is blank."""
        return Path(self._looked_at), self._found[self.tokens.currentIndex()], self.pin.text()

    def reason_not(self) -> str:
        """Why no key can be made yet, "" if it can."""
        tr = self._program.tr
        if not self._looked_at or self._looked_at != self.module.text().strip():
            return tr("office.token_need_module")
        if not self._found:
            return tr("office.token_none")
        return "" if self.pin.text() else tr("office.token_need_pin")

    def look(self) -> None:
        """Ask the module, in the background, which tokens are plugged in."""
        module = self.module.text().strip()
        if not module:
            return
        from desktop_app.trust.token import list_tokens  # with its native binding, for those who have a token

        self._program.tasks.call(
            lambda: list_tokens(Path(module)),
            lambda found: self._on_found(module, found),
            lambda problem: (self._on_found("", ()), told(self._program, problem, "key")),
        )

    def _on_edited(self) -> None:
        """Enter, or another field: not again what was looked at already."""
        if self.module.text().strip() != self._looked_at:
            self.look()

    def _on_found(self, module: str, found: tuple[TokenInfo, ...]) -> None:
        self._looked_at = module
        self._show_found(found)

    def _show_found(self, found: tuple[TokenInfo, ...]) -> None:
        self._found = found
        self.tokens.set_options([(one.serial, f"{one.label}  ({one.serial})") for one in found])
        self.tokens.setEnabled(bool(found))
        self.changed.emit()

    def _ask_module(self) -> None:
        chosen = ask_open(self, self._program.tr("office.token_module"), "PKCS#11 (*.dll *.so *.dylib)")
        if chosen:
            self.module.setText(str(chosen))
            self.look()


class KeyPage(Page):
    """Where the office's key stands, and the next step."""

    screen = "W1-key"

    def __init__(self, program: Program, place: Workplace) -> None:
        super().__init__(program)
        self._place = place
        self.title = program.tr("office.key")
        self._area = column(spacing=12)
        head = column(Label(self.title, "title"), Label(program.tr("office.key_hint"), tone="hint"), spacing=0)
        content = holder(column(head, self._area, None, spacing=12, margins=(32, 18, 32, 24)))
        content.setMaximumWidth(980)
        self.setLayout(column(ScrollPage(content, name=self.title), spacing=0))
        self._show()

    def _show(self) -> None:
        clear(self._area)
        office = self.program.settings.office_code
        if not office:
            act = (self.program.tr("office.new"), lambda: self.program.go("office", "new"))
            self._area.addWidget(
                EmptyState(
                    "office",
                    self.program.tr("office.key_no_office"),
                    self.program.tr("office.key_no_office_why"),
                    [act],
                )
            )
            return
        held = self._place.keys.held(office)
        self._area.addWidget(self._step_make(office, held))
        self._area.addWidget(self._step_read(held))
        self._area.addWidget(self._step_certificate(held))
        if any(key.leaf for key in held):
            self._area.addWidget(self._next_key(office))

    def _step_make(self, office: str, held: tuple[OfficeKey, ...]) -> QWidget:
        tr = self.program.tr
        step = KeyStep(self.program, 1, tr("office.key_make"), done=bool(held))
        if held:
            step.add(Label(tr("office.key_made", office=self.program.digits(office)), tone="hint"))
            save = Button(tr("office.key_save_request"), on=lambda: self._save_request(_in_hand(held)))
            step.add(row(save, None))
            return step
        self.where = Picker(
            tr("office.key_where"), [("file", tr("office.key_in_file")), ("token", tr("office.key_in_token"))]
        )
        self.where.currentIndexChanged.connect(self._on_where)
        step.add(named(tr("office.key_where"), self.where, self.where))
        self._file_form = self._passphrases()
        self.token = TokenForm(self.program)
        self.token.changed.connect(self._judge)
        self.token.hide()
        step.add(self._file_form)
        step.add(self.token)
        self._verdict = Label("", "small", "hint")
        self.make = Button(tr("office.key_make_button"), "primary", on=lambda: self._make(office))
        line = row(self._verdict, self.make, spacing=10)
        line.setStretch(0, 1)
        step.add(line)
        self._judge()
        return step

    def _passphrases(self) -> QWidget:
        tr = self.program.tr
        self.first = PassphraseField(self.program, tr("office.passphrase"))
        self.second = PassphraseField(self.program, tr("office.passphrase_again"))
        for field in (self.first, self.second):
            field.field.typed.connect(lambda _: self._judge())
        return holder(
            column(
                Label(tr("office.key_make_why", count=self.program.digits(LEAST_CHARACTERS))),
                named(tr("office.passphrase"), self.first.field, self.first),
                named(tr("office.passphrase_again"), self.second.field, self.second),
                spacing=6,
            )
        )

    def _on_where(self) -> None:
        in_token = self.where.chosen() == "token"
        self._file_form.setVisible(not in_token)
        self.token.setVisible(in_token)
        self._judge()

    def _step_read(self, held: tuple[OfficeKey, ...]) -> QWidget:
        tr = self.program.tr
        certified = bool(held) and _in_hand(held).certificate is not None
        step = KeyStep(self.program, 2, tr("office.key_read"), done=certified)
        if not held:
            step.add(Label(tr("office.key_read_later"), tone="hint"))
            return step
        step.add(Label(tr("office.key_read_why")))
        groups = _in_hand(held).fingerprint.upper().split()
        area = Surface("window", "line", radius=6)
        lines = [Label("   ".join(groups[at : at + 8]), "heading", selectable=True) for at in range(0, len(groups), 8)]
        area.setLayout(column(*lines, spacing=0, margins=(16, 6, 16, 6)))
        step.add(area)
        return step

    def _step_certificate(self, held: tuple[OfficeKey, ...]) -> QWidget:
        tr = self.program.tr
        certified = [key for key in held if key.leaf]
        step = KeyStep(self.program, 3, tr("office.key_certificate"), done=bool(certified))
        if certified:
            leaf = max((key.leaf for key in certified), key=lambda leaf: leaf.not_after)
            day = self.program.date(leaf.not_after.astimezone(self.program.zone).date())
            left = (leaf.not_after - self.program.clock()).days
            step.add(Label(tr("office.key_ready", date=day), tone="ok"))
            if left < REMIND_DAYS:
                step.add(Banner("warning", tr("office.key_ends", days=self.program.digits(max(0, left)))))
        else:
            step.add(Label(tr("office.key_certificate_why")))
        open_ = Button(
            tr("office.key_open_certificate"),
            "primary" if held and not certified else "plain",
            icon="open",
            on=self._ask_certificate,
        )
        open_.setEnabled(bool(held))
        step.add(row(open_, None))
        return step

    def _next_key(self, office: str) -> QWidget:
        """What to do before the certificate ends, or when the key is gone."""
        tr = self.program.tr
        self.renew = Button(tr("trust.renew"), icon="key", on=lambda: self._ask(self._renewal(office)))
        self.lost = Button(tr("trust.lost"), "quiet", on=lambda: self._ask(self._loss(office)))
        return Card(row(self.renew, self.lost, None, spacing=8), padding=18)

    def _renewal(self, office: str) -> RenewDialog:
        return RenewDialog(self, self.program, self._place, self._place.keys.certified(office))

    def _loss(self, office: str) -> LostDialog:
        return LostDialog(self, self.program, self._place, office)

    def _ask(self, dialog: NextKeyDialog) -> None:
        dialog.exec()
        dialog.deleteLater()
        self._show()

    def _judge(self) -> None:
        if self.where.chosen() == "token":
            reason = self.token.reason_not()
            self._tell(reason or self.program.tr("office.token_ready"), good=not reason)
            return
        tr = self.program.tr
        one, two = self.first.text(), self.second.text()
        if len(one) < LEAST_CHARACTERS:
            left = self.program.digits(LEAST_CHARACTERS - len(one))
            words, good = tr("office.passphrase_short", count=left), False
        elif one != two:
            words, good = tr("office.passphrase_differs"), False
        else:
            words, good = tr("office.passphrase_good"), True
        self._tell(words, good=good)

    def _tell(self, words: str, *, good: bool) -> None:
        self._verdict.setText(words)
        self._verdict.set_tone("ok" if good else "hint")
        self.make.setEnabled(good)

    def _make(self, office: str) -> None:
        keys = self._place.keys
        self.make.setEnabled(False)
        if self.where.chosen() == "token":
            module, chosen, pin = self.token.chosen()
            self.token.pin.clear()
            self.program.tasks.call(
                lambda: keys.make_in_token(office, module, chosen, pin), self._on_made, self._on_refused
            )
        else:
            passphrase = self.first.text()
            self.program.tasks.call(lambda: keys.make(office, passphrase), self._on_made, self._on_refused)

    def _on_made(self, key: OfficeKey) -> None:
        words = "office.key_made_in_token" if key.in_token else "office.key_made_now"
        self.program.notify("key", "ok", self.program.tr(words))
        self._show()

    def _on_refused(self, problem: Exception) -> None:
        self._judge()
        if isinstance(problem, PhromError):
            self.program.fail(problem, key="key")
        else:
            raise problem

    def _save_request(self, key: OfficeKey) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.program.tr("office.key_save_request"), f"{key.office_code}.request.pem", "PEM (*.pem)"
        )
        if not chosen:
            return
        try:
            write_whole(Path(chosen), read_whole(key.request_file, LARGEST))
        except PhromError as problem:
            self.program.fail(problem, key="key")
            return
        self.program.notify("key", "ok", self.program.tr("office.key_request_saved", name=Path(chosen).name))

    def _ask_certificate(self) -> None:
        tr = self.program.tr
        kinds = f"{tr('trust.certificate_files')} (*.asice *.pem *.crt *.cer)"
        chosen = ask_open(self, tr("office.key_open_certificate"), kinds)
        if chosen:
            self.accept_certificate(chosen)

    def accept_certificate(self, path: Path) -> None:
        """Install the certificate that central sent: its signed file, or the bare certificate."""
        try:
            if path.suffix == SUFFIX:
                self._place.take_certificate(path)
            else:
                trust = self._place.trust_needed(path.name)
                self._place.keys.accept(read_whole(path, LARGEST), trust, self.program.clock())
        except PhromError as problem:
            self.program.fail(problem, key="key")
            return
        self.program.notify("key", "ok", self.program.tr("office.key_installed"))
        self._show()


def _in_hand(held: tuple[OfficeKey, ...]) -> OfficeKey:
    """The key that a person is busy with: the newest one that waits for its certificate, else the newest."""
    waiting = [key for key in held if key.certificate is None]
    return max(waiting or held, key=lambda key: key.made_at)


class KeyStep(Card):
    """One numbered step; its mark says whether it is done."""

    def __init__(self, program: Program, number: int, title: str, *, done: bool) -> None:
        super().__init__(spacing=6, padding=18)
        word = program.tr("office.step_done" if done else "office.step_open")
        name = Label(f"{program.digits(number)}  {title}", "heading")
        head = row(Mark("done" if done else "empty", word), name, spacing=10)
        head.setStretch(1, 1)
        self.body.addLayout(head)

    def add(self, item) -> None:  # type: ignore[no-untyped-def]
        """Put a widget or a row below."""
        if isinstance(item, QWidget):
            self.body.addWidget(item)
        else:
            self.body.addLayout(item)
