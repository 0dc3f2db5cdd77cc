"""Trusting central at the window: the first bundle after a telephone call, later ones by opening them (P2, W1)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.errors import PhromError
from desktop_app.office.trusting import Introduction, built_in, introduce, state_of_bundle
from desktop_app.trust.faults import BAD_STATE
from desktop_app.trust.installed import Installed
from desktop_app.trust.keys import LEAST_GROUPS
from desktop_app.ui.asking import ask_open
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.groups import HeardGroups
from desktop_app.ui.widgets.text import Label
from desktop_app.ui.workplace import Workplace

NOTICE = "trust"
KEY_DAYS = 90  # before a certificate ends


class FirstTrustDialog(Dialog):
    """Six groups of the root's fingerprint, as central reads them out; nothing is trusted before they match."""

    def __init__(self, parent: QWidget | None, program: Program, found: Introduction) -> None:
        tr = program.tr
        super().__init__(parent, tr("trust.first_title"), width=600)
        self._program = program
        self.body.addWidget(Label(tr("trust.first_why", audience=found.audience)))
        self.groups = HeardGroups(program, found.root_sha256)
        self.groups.changed.connect(self._judge)
        self.body.addWidget(self.groups)
        self._why = Label(tr("trust.first_need", count=program.digits(LEAST_GROUPS)), "small", "hint")
        self.body.addWidget(self._why)
        self.act = Button(tr("trust.first_do"), "primary", icon="shield", on=self.accept)
        self.add_act(self.act, tr("shell.cancel"))
        self.groups.setFocus()
        self._judge()

    def heard(self) -> str:
        """What was typed."""
        return self.groups.heard().text

    def _judge(self) -> None:
        enough = self.groups.heard().enough
        self.act.setEnabled(enough)
        self._why.setVisible(not enough)


def take_bundles(program: Program, place: Workplace, paths: Sequence[Path], parent: QWidget | None = None) -> bool:
    """Put trust bundles in force; at the very first one a person compares its root by telephone.

    What is wrong is said in a bar, and what was in force stays.
    """
    try:
        installed = _taken(program, place, paths, parent)
    except PhromError as problem:
        if problem.code == "TRUST_GAP":
            language = program.language
            program.notify(NOTICE, "info", program.tr("trust.half"), problem.remedy(language))
        else:
            program.fail(problem, key=NOTICE)
        return False
    if installed is None:
        return False
    version, day = program.digits(installed.version), _day(program, installed)
    program.notify(NOTICE, "ok", program.tr("trust.taken", version=version, date=day))
    place.changed.emit()
    return True


def ask_bundles(parent: QWidget, program: Program, place: Workplace) -> bool:
    """Let the person choose a trust bundle and take it."""
    path = ask_open(parent, program.tr("trust.open"), f"{program.tr('trust.files')} (*.asice)")
    return path is not None and take_bundles(program, place, [path], parent)


def remind(program: Program, place: Workplace) -> None:
    """Say what will end soon or has ended, trust or key; nothing is stopped by it."""
    try:
        installed = place.installed()
        _remind_key(program, place)
    except PhromError as problem:
        program.fail(problem, key=NOTICE)
        return
    if installed is None:
        return
    state = state_of_bundle(installed, program.clock())
    if state == "current":
        return
    days = program.digits((installed.expires_at - program.clock()).days)
    words = program.tr(f"trust.{state}", days=days, date=_day(program, installed))
    act = (program.tr("trust.open_newer"), lambda: ask_bundles(QApplication.activeWindow(), program, place))
    program.notify("trust_ends", "warning", words, program.tr("trust.ending_why"), [act])


def _remind_key(program: Program, place: Workplace) -> None:
    ends = [key.leaf.not_after for key in place.keys.held(program.settings.office_code) if key.leaf]
    if not ends:
        return
    left = (max(ends) - program.clock()).days
    if left >= KEY_DAYS:
        return
    go = (program.tr("office.key"), lambda: program.go("office", "key"))
    words = program.tr("trust.key_ends", days=program.digits(max(0, left)))
    program.notify("key_ends", "warning", words, program.tr("trust.key_ends_why"), [go])


def _taken(program: Program, place: Workplace, paths: Sequence[Path], parent: QWidget | None) -> Installed | None:
    """The bundle then in force, None where the person did not want to trust it."""
    moment, newest = program.clock(), max(paths, key=lambda path: path.name)  # central reads out its newest root
    if _is_trusting(place):
        return place.take_bundles(paths, moment)
    pins = built_in()
    if pins is not None:
        return place.take_first(newest, moment, pins=pins, others=paths)
    dialog = FirstTrustDialog(parent or QApplication.activeWindow(), program, introduce(newest, moment))
    wanted, heard = dialog.exec() == Dialog.DialogCode.Accepted, dialog.heard()
    dialog.deleteLater()
    return place.take_first(newest, moment, heard=heard, others=paths) if wanted else None


def _is_trusting(place: Workplace) -> bool:
    """Whether a root is trusted; where the file that says so is damaged, the root is compared again."""
    try:
        return place.trust() is not None
    except PhromError as problem:
        if problem.fault is BAD_STATE:
            return False
        raise


def _day(program: Program, installed: Installed) -> str:
    return program.date(installed.expires_at.astimezone(program.zone).date())
