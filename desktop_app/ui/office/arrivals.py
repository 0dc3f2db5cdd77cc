"""Whatever central sends is opened by one door: the file's own type says where it belongs (P2, P4, P5)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.errors import PhromError
from desktop_app.package.extract import peek_kind
from desktop_app.package.kinds import PackageType
from desktop_app.ui.asking import ask_open
from desktop_app.ui.office.opening import take_round
from desktop_app.ui.office.trusting import take_bundles
from desktop_app.ui.program import Program
from desktop_app.ui.workplace import Workplace

SUFFIX = ".asice"
ANSWERS = frozenset({PackageType.RECEIPT, PackageType.RETURN})
ARRIVALS = frozenset({PackageType.TRUST_BUNDLE, PackageType.ENROL_CERT, PackageType.FORM_RELEASE})


def kind_of(path: Path) -> PackageType | None:
    """Type that a package's file names show; None for what is no package or cannot be read."""
    try:
        return peek_kind(path)
    except PhromError:
        return None


def ask_package(parent: QWidget, program: Program, place: Workplace) -> None:
    """Let the person choose a file that central sent, and open it."""
    path = ask_open(parent, program.tr("office.open_round"), f"{program.tr('trust.files')} (*{SUFFIX})")
    if path is not None:
        take_packages(program, place, [path], parent)


def take_packages(program: Program, place: Workplace, paths: Sequence[Path], parent: QWidget | None = None) -> None:
    """Open package files, trust bundles first, since the others may need them."""
    bundles = [path for path in paths if kind_of(path) is PackageType.TRUST_BUNDLE]
    if bundles:
        take_bundles(program, place, bundles, parent)
    for path in paths:
        if path in bundles:
            continue
        if kind_of(path) is PackageType.ENROL_CERT:
            _take_certificate(program, place, path)
        else:
            take_round(program, place, path)


def _take_certificate(program: Program, place: Workplace, path: Path) -> None:
    try:
        place.take_certificate(path)
    except PhromError as problem:
        program.fail(problem, key="key")
        return
    program.notify("key", "ok", program.tr("office.key_installed"))
    place.changed.emit()
