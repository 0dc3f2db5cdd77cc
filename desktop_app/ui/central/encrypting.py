"""Central's two encryption keys at the window: made, tested, and only then told to the offices (P6)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.central import encryption
from desktop_app.central.encryption import MadeKeys, Passphrases
from desktop_app.central.recipients import Recipient, all_recipients, pair_in_force
from desktop_app.central.registry import Registry
from desktop_app.trust.keys import LEAST_CHARACTERS
from desktop_app.ui.asking import ask_open, told, told_in
from desktop_app.ui.central.place import CentralPlace
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.fields import LineField
from desktop_app.ui.widgets.layout import Card, clear, column, holder, row
from desktop_app.ui.widgets.marks import Mark
from desktop_app.ui.widgets.secret import LONG_NAMES, PassphraseField, named
from desktop_app.ui.widgets.text import Label

USES = ("intake", "recovery")


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest pair of keys, and whether packages are encrypted to it."""

    newest: tuple[Recipient, ...]
    in_force: bool


def standing_of(registry: Registry) -> Standing:
    """Read it from the registry."""
    known = all_recipients(registry)
    made_at = known[-1].made_at if known else ""
    newest = tuple(one for one in known if one.made_at == made_at)
    return Standing(newest, bool(pair_in_force(newest)))


class EncryptionCard(Card):
    """Whether offices encrypt to this centre, and the next step towards it."""

    def __init__(self, program: Program, place: CentralPlace) -> None:
        tr = program.tr
        super().__init__(Label(tr("trust.encryption"), "heading"), spacing=6, padding=20)
        self._program, self._place = program, place
        self.standing: Standing | None = None
        self._words = Label("")
        self._keys = column(spacing=4)
        self.body.addWidget(self._words)
        self.body.addLayout(self._keys)
        self.make = Button(tr("trust.encryption_make"), icon="key", on=self._ask_make)
        self.prove = Button(tr("trust.encryption_prove"), icon="check", on=self._ask_prove)
        self.body.addLayout(row(self.make, self.prove, None, spacing=8))
        self.load()

    def load(self) -> None:
        """Read where encryption stands."""
        self._place.ask(standing_of, self._show, lambda problem: told(self._program, problem, "trust"))

    def _show(self, standing: Standing) -> None:
        tr = self._program.tr
        self.standing = standing
        state = "in_force" if standing.in_force else "waiting" if standing.newest else "none"
        self._words.setText(tr(f"trust.encryption_{state}"))
        self.prove.setVisible(bool(standing.newest) and not standing.in_force)
        clear(self._keys)
        for one in standing.newest:
            done = bool(one.proven_at)
            word = tr("trust.encryption_proven" if done else "trust.encryption_unproven")
            name = Label(tr(f"trust.encryption_{one.use}"), wrap=False)
            line = row(Mark("done" if done else "waiting", word), name, Label(word, tone="hint"), None, spacing=8)
            self._keys.addLayout(line)

    def _ask_make(self) -> None:
        self._ask(MakeDialog(self, self._program, self._place))

    def _ask_prove(self) -> None:
        self._ask(ProveDialog(self, self._program, self._place))

    def _ask(self, dialog: Dialog) -> None:
        dialog.exec()
        dialog.deleteLater()
        self.load()


class KeyDialog(Dialog):
    """Fields, a sentence that says what is missing, and work in the background."""

    def __init__(self, parent: QWidget | None, program: Program, place: CentralPlace, kind: str) -> None:
        tr = program.tr
        super().__init__(parent, tr(f"trust.encryption_{kind}_title"), width=620)
        self._program, self._place = program, place
        self.body.addWidget(Label(tr(f"trust.encryption_{kind}_why")))
        self._fields()
        self._words = Label("", "small", "hint")
        self.body.addWidget(self._words)
        self.act = Button(tr(f"trust.encryption_{kind}_do"), "primary", icon="key", on=self.go)
        self.add_act(self.act, tr("shell.cancel"))
        self.judge()

    def go(self) -> None:
        """Do what the button says."""
        raise NotImplementedError

    def reason_not(self) -> str:
        """Why it cannot be done yet, "" if it can."""
        raise NotImplementedError

    def judge(self, *_: object) -> None:
        """Wake the button, or say what is missing."""
        why = self.reason_not()
        self._words.setText(why)
        self._words.set_tone("hint")
        self.act.setEnabled(not why)

    def _fields(self) -> None:
        raise NotImplementedError

    def _secret(self, name: str) -> PassphraseField:
        words = self._program.tr(name)
        field = PassphraseField(self._program, words)
        field.field.typed.connect(self.judge)
        self.body.addWidget(named(words, field.field, field, letters=LONG_NAMES))
        return field

    def _place_field(self, name: str, ask) -> LineField:  # type: ignore[no-untyped-def]
        words = self._program.tr(name)
        field = LineField(words)
        field.typed.connect(self.judge)
        line = row(field, Button(self._program.tr("trust.choose"), icon="open", on=ask), spacing=8)
        line.setStretch(0, 1)
        self.body.addWidget(named(words, field, holder(line), letters=LONG_NAMES))
        return field

    def on_failed(self, problem: Exception) -> None:
        """Say an expected failure under the fields."""
        self.act.setEnabled(True)
        told_in(self._program, self._words, problem)


class MakeDialog(KeyDialog):
    """Two keys, each with a passphrase of its own; the recovery key goes to a stick that is locked away."""

    def __init__(self, parent: QWidget | None, program: Program, place: CentralPlace) -> None:
        super().__init__(parent, program, place, "make")
        self.central.setFocus()

    def go(self) -> None:
        """Make both in the background."""
        secret, folder = self.central.text(), Path(self.folder.text().strip())
        new = Passphrases(self.first["intake"].text(), self.first["recovery"].text())
        moment, who = self._program.clock(), self._place.who
        self.act.setEnabled(False)
        self._words.setText(self._program.tr("central.opening_key"))
        self._place.ask(
            lambda registry: encryption.make_keys(registry, secret, new, folder, moment, who),
            self._on_made, self.on_failed,
        )  # fmt: skip

    def reason_not(self) -> str:
        """Passphrases long enough and typed twice alike, a folder that is there."""
        tr = self._program.tr
        if not self.central.text():
            return tr("central.need_passphrase")
        for use in USES:
            one, two, name = self.first[use].text(), self.second[use].text(), tr(f"trust.encryption_{use}")
            if len(one) < LEAST_CHARACTERS:
                left = self._program.digits(LEAST_CHARACTERS - len(one))
                return f"{name}: {tr('office.passphrase_short', count=left)}"
            if one != two:
                return f"{name}: {tr('office.passphrase_differs')}"
        return "" if Path(self.folder.text().strip() or "-").is_dir() else tr("trust.encryption_need_folder")

    def _fields(self) -> None:
        self.central = self._secret("trust.passphrase")
        self.first: dict[str, PassphraseField] = {}
        self.second: dict[str, PassphraseField] = {}
        for use in USES:
            self.first[use] = self._secret(f"trust.encryption_{use}_secret")
            self.second[use] = self._secret(f"trust.encryption_{use}_again")
        self.folder = self._place_field("trust.encryption_folder", self._ask_folder)

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._program.tr("trust.encryption_folder"))
        if chosen:
            self.folder.setText(chosen)
            self.judge()

    def _on_made(self, made: MadeKeys) -> None:
        tr = self._program.tr
        self._program.notify("trust", "ok", tr("trust.encryption_made"),
                             tr("trust.encryption_made_next", path=str(made.recovery)))  # fmt: skip
        self.accept()


class ProveDialog(KeyDialog):
    """The key file where it will be kept, and its passphrase once more: it must open a test file."""

    def __init__(self, parent: QWidget | None, program: Program, place: CentralPlace) -> None:
        super().__init__(parent, program, place, "prove")
        self.file.setFocus()

    def go(self) -> None:
        """Open the test file in the background."""
        path, secret = Path(self.file.text().strip()), self.secret.text()
        moment, who = self._program.clock(), self._place.who
        self.act.setEnabled(False)
        self._place.ask(
            lambda registry: (encryption.prove_key(registry, path, secret, moment, who), standing_of(registry)),
            self._on_proven, self.on_failed,
        )  # fmt: skip

    def reason_not(self) -> str:
        """A file that is there, and something typed."""
        tr = self._program.tr
        if not Path(self.file.text().strip() or "-").is_file():
            return tr("trust.encryption_need_file")
        return "" if self.secret.text() else tr("trust.need_secret")

    def _fields(self) -> None:
        self.file = self._place_field("trust.encryption_file", self._ask_file)
        self.secret = self._secret("trust.encryption_secret")

    def _ask_file(self) -> None:
        path = ask_open(self, self._program.tr("trust.encryption_file"), "PEM (*.key.pem)")
        if path is not None:
            self.file.setText(str(path))
            self.judge()

    def _on_proven(self, found: tuple[Recipient, Standing]) -> None:
        tr = self._program.tr
        following = tr("trust.encryption_ready" if found[1].in_force else "trust.encryption_other")
        name = tr(f"trust.encryption_{found[0].use}")
        self._program.notify("trust", "ok", tr("trust.encryption_passed", name=name), following)
        self.accept()
