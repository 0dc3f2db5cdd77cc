"""Trust bundles at the central desk: what offices get, issuing the next one, changing the root (P2)."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.central import bundles
from desktop_app.central.authorities import roots_in_force
from desktop_app.central.bundles import BundleDone
from desktop_app.central.lists import trust_of
from desktop_app.central.registry import Registry
from desktop_app.package.extract import read_file
from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import parse_time
from desktop_app.ui.asking import open_folder, told, told_in
from desktop_app.ui.central.place import CentralPlace
from desktop_app.ui.heard import root_groups
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.layout import Card, Surface, column, row
from desktop_app.ui.widgets.options import OptionGroup, OptionRow
from desktop_app.ui.widgets.secret import PassphraseField
from desktop_app.ui.widgets.text import Label

PLAIN, NEW_ROOT, DROP = "plain", "new_root", "drop_root"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where trust stands: newest bundle, until when, its files, groups to read out, roots in force."""

    version: int
    expires_at: datetime | None
    files: tuple[Path, ...]
    groups: str
    roots: int


def standing_of(registry: Registry) -> Standing:
    """Read it from registry and folders.

    Raises:
        PhromError: a file of the trust folder is missing or damaged.
    """
    files = bundles.newest_files(registry)
    return Standing(
        bundles.bundle_version(registry), _expires(files), files, root_groups(trust_of(registry)),
        len(roots_in_force(registry)),
    )  # fmt: skip


def _expires(files: tuple[Path, ...]) -> datetime | None:
    if not files:
        return None
    return parse_time(json.loads(read_file(files[-1], PackageType.TRUST_BUNDLE.payload))["expires_at"])


class TrustCard(Card):
    """What offices are told to trust: the newest bundle, the groups to read out, and the next one."""

    def __init__(self, program: Program, place: CentralPlace) -> None:
        tr = program.tr
        super().__init__(Label(tr("trust.bundle"), "heading"), spacing=6, padding=20)
        self._program, self._place = program, place
        self.standing: Standing | None = None
        self._newest = Label("")
        self.body.addWidget(self._newest)
        self.body.addWidget(Label(tr("trust.issue_why"), tone="hint"))
        self.body.addSpacing(6)
        self.body.addWidget(Label(tr("trust.root_print"), "strong"))
        self._groups = Label("", "heading", selectable=True)
        area = Surface("window", "line", radius=6)
        area.setLayout(column(self._groups, margins=(16, 6, 16, 6)))
        self.body.addWidget(area)
        self.issue = Button(tr("trust.issue"), "primary", icon="sign", on=self._ask_issue)
        self.copy = Button(tr("trust.copy"), icon="shield", on=self._ask_copy)
        self.body.addLayout(row(self.issue, self.copy, None, spacing=8))
        self.load()

    def load(self) -> None:
        """Read where trust stands."""
        self._place.ask(standing_of, self._show, lambda problem: told(self._program, problem, "trust"))

    def copy_to(self, folder: Path) -> None:
        """Lay the files that offices need into a folder."""
        try:
            for path in self.standing.files:
                shutil.copyfile(path, folder / path.name)
        except OSError as problem:
            words = self._program.tr("central.copy_failed", reason=problem.strerror)
            self._program.notify("trust", "error", words)
            return
        self._program.notify("trust", "ok", self._program.tr("trust.copied", path=str(folder)))

    def _show(self, standing: Standing) -> None:
        self.standing = standing
        self._groups.setText(standing.groups)
        self.copy.setEnabled(bool(standing.files))
        if standing.expires_at is not None:
            day = self._program.date(standing.expires_at.astimezone(self._program.zone).date())
            words = self._program.tr("trust.newest", version=self._program.digits(standing.version), date=day)
            self._newest.setText(words)

    def _ask_copy(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._program.tr("trust.copy"))
        if chosen:
            self.copy_to(Path(chosen))

    def _ask_issue(self) -> None:
        dialog = IssueDialog(self, self._program, self._place, changing=bool(self.standing and self.standing.roots > 1))
        dialog.exec()
        dialog.deleteLater()
        self.load()


class IssueDialog(Dialog):
    """What kind of bundle, and the passphrase."""

    def __init__(self, parent: QWidget | None, program: Program, place: CentralPlace, *, changing: bool) -> None:
        tr = program.tr
        super().__init__(parent, tr("trust.issue_title"), width=560)
        self._program, self._place = program, place
        self.kinds = OptionGroup(tr("trust.issue_title"))
        for key in (PLAIN, DROP if changing else NEW_ROOT):
            self.kinds.add(OptionRow(key, tr(f"trust.{key}")))
        self.kinds.set_chosen([PLAIN])
        self.kind = PLAIN
        self.kinds.picked.connect(self.choose)
        self.body.addWidget(self.kinds)
        self.passphrase = PassphraseField(program, tr("trust.passphrase"))
        self.body.addWidget(Label(tr("trust.passphrase"), "small_strong", "hint"))
        self.body.addWidget(self.passphrase)
        self._words = Label("", "small", "hint")
        self.body.addWidget(self._words)
        self.act = Button(tr("trust.issue_do"), "primary", icon="sign", on=self.issue)
        self.add_act(self.act, tr("shell.cancel"))
        self.passphrase.field.typed.connect(lambda _: self.act.setEnabled(bool(self.passphrase.text())))
        self.act.setEnabled(False)
        self.passphrase.setFocus()

    def choose(self, kind: str) -> None:
        """Which kind of bundle it will be."""
        self.kind = kind
        self.kinds.set_chosen([kind])

    def issue(self) -> None:
        """Sign in the background."""
        secret, moment, who = self.passphrase.text(), self._program.clock(), self._place.who
        kind = self.kind
        self.act.setEnabled(False)
        self._words.setText(self._program.tr("central.opening_key"))

        def work(registry: Registry) -> BundleDone:
            if kind == NEW_ROOT:
                return bundles.change_root(registry, secret, moment, who)
            return bundles.issue_bundle(registry, secret, moment, who, drop_old_root=kind == DROP)

        self._place.ask(work, self._on_issued, self._on_failed)

    def _on_issued(self, done: BundleDone) -> None:
        tr = self._program.tr
        words = tr("trust.issued", version=self._program.digits(done.version))
        following = tr("trust.issued_pair" if len(done.files) > 1 else "trust.issued_next")
        open_ = (tr("central.open_folder"), lambda: open_folder(done.files[0].parent))
        self._program.notify("trust", "ok", words, following, actions=[open_])
        self.accept()

    def _on_failed(self, problem: Exception) -> None:
        self.passphrase.clear()
        self.passphrase.setFocus()
        told_in(self._program, self._words, problem)
