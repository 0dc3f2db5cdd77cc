"""Opening a round file, and choosing a trust folder; what fails is said in a bar."""

from __future__ import annotations

import hashlib
from pathlib import Path

from desktop_app.errors import PhromError
from desktop_app.office.trusting import built_in
from desktop_app.submission.release import FormRelease
from desktop_app.trust.anchors import read_trust_folder
from desktop_app.trust.faults import TRUST_UNKNOWN_CA
from desktop_app.ui.office.trusting import take_bundles
from desktop_app.ui.program import Program
from desktop_app.ui.workplace import Workplace

TRUST_SIGN = "root.pem"  # a folder that holds it is a trust folder
BUNDLES = "trust-*.asice"  # as central names them


def take_round(program: Program, place: Workplace, path: Path) -> FormRelease | None:
    """Verify and keep a round file; bundles that lie beside it are taken first where nothing is trusted yet.

    A trust folder beside it is not: whoever made the file may have made that, too, and nobody compares it.
    """
    if not is_trusting(place):
        bundles = sorted(path.parent.glob(BUNDLES))
        if bundles:
            take_bundles(program, place, bundles)
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
    """Choose a trust folder if it can be read; a program that knows its roots believes no others."""
    try:
        found, pins = read_trust_folder(folder), built_in()
        if pins and not {hashlib.sha256(root).hexdigest() for root in found.roots} <= pins.roots:
            raise TRUST_UNKNOWN_CA.error()
    except PhromError as problem:
        program.fail(problem, key="trust")
        return False
    program.change(trust_folder=str(folder))
    program.withdraw("trust")
    return True


def is_trusting(place: Workplace) -> bool:
    """Whether this computer trusts a root already."""
    try:
        return place.trust() is not None
    except PhromError:
        return False
