"""Opening files that arrive at the office: round files and the trust folder; what fails is said in a bar."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.errors import PhromError
from desktop_app.submission.release import FormRelease
from desktop_app.trust.anchors import read_trust_folder
from desktop_app.ui.program import Program
from desktop_app.ui.workplace import Workplace

TRUST_SIGN = "root.pem"  # a folder that holds it is a trust folder


def ask_round_file(parent: QWidget, program: Program, place: Workplace) -> None:
    """Let the person choose a round file and take it."""
    name = program.tr("office.round_files")
    chosen, _ = QFileDialog.getOpenFileName(parent, program.tr("office.open_round"), "", f"{name} (*.asice)")
    if chosen:
        take_round(program, place, Path(chosen))


def take_round(program: Program, place: Workplace, path: Path) -> FormRelease | None:
    """Verify and keep a round file; a trust folder beside it is taken first where none is chosen yet."""
    if not program.settings.trust_folder:
        beside = next((f for f in (path.parent, path.parent / "trust") if (f / TRUST_SIGN).exists()), None)
        if beside is not None:
            take_trust(program, beside)
    try:
        release = place.take_round(path)
    except PhromError as problem:
        program.fail(problem, key="round")
        return None
    program.change(recent=program.settings.with_recent(path).recent)
    title, name = program.pick(release.title), program.digits(release.round)
    go = (program.tr("office.new"), lambda: program.go("office", "new"))
    program.notify("round", "ok", program.tr("office.round_taken", round=name, title=title), actions=[go])
    return release


def take_trust(program: Program, folder: Path) -> bool:
    """Choose a trust folder if it can be read."""
    try:
        read_trust_folder(folder)
    except PhromError as problem:
        program.fail(problem, key="trust")
        return False
    program.change(trust_folder=str(folder))
    program.withdraw("trust")
    return True
