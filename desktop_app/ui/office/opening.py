"""Opening a round file, and choosing a trust folder; what fails is said in a bar."""

from __future__ import annotations

from pathlib import Path

from desktop_app.errors import PhromError
from desktop_app.submission.release import FormRelease
from desktop_app.trust.anchors import read_trust_folder
from desktop_app.ui.office.trusting import take_bundles
from desktop_app.ui.program import Program
from desktop_app.ui.workplace import Workplace

TRUST_SIGN = "root.pem"  # a folder that holds it is a trust folder
BUNDLES = "trust-*.asice"  # as central names them


def take_round(program: Program, place: Workplace, path: Path) -> FormRelease | None:
    """Verify and keep a round file; trust that lies beside it is taken first where there is none yet."""
    if not _is_trusting(place):
        bundles = sorted(path.parent.glob(BUNDLES))
        folder = next((f for f in (path.parent, path.parent / "trust") if (f / TRUST_SIGN).exists()), None)
        if bundles:
            take_bundles(program, place, bundles)
        elif folder is not None:
            take_trust(program, folder)
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


def _is_trusting(place: Workplace) -> bool:
    try:
        return place.trust() is not None
    except PhromError:
        return False
