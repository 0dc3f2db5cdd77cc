"""A form release: the questionnaire, its compiled copies and the offices of a round, signed (Q6, S7)."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import parse_time
from desktop_app.package.refusal import refuse
from desktop_app.package.trusted import TrustedPackage
from desktop_app.questionnaire.findings import FormRefused
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.scheme import Text
from desktop_app.questionnaire.stored import load_form
from desktop_app.scoring.digest import scoring_json
from desktop_app.submission.roster import Roster, read_roster

MASTER, XFORM, SCORING, PARSED = "form/form.xlsx", "form/form.xml", "form/scoring.json", "form/parsed.json"
ROSTER, GUIDE = "roster.csv", "guide.pdf"
ROLES: Mapping[str, str] = {
    MASTER: "master",
    XFORM: "xform",
    SCORING: "scoring",
    PARSED: "parsed",
    ROSTER: "roster",
    GUIDE: "guide",
}


@dataclass(frozen=True)
class FormRelease:
    """One released form in one round.

    Attributes:
        title: by language.
        opens_at, closes_at: aware UTC.
        package_id: of the release package; what a submission names as `form_sha256`.
        workbook: the master, an .xlsx file.
        state: `open`, `closed` or `withdrawn`, as the trust bundle or the registry says.
    """

    form: Form
    form_id: str
    form_version: int
    round: str
    title: Text
    opens_at: datetime
    closes_at: datetime
    package_id: str
    roster: Roster
    workbook: bytes = field(repr=False)
    state: str = "open"


def list_files(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Path, role, digest and size of each file, sorted by path."""
    return [_listed(path, files[path]) for path in sorted(files)]


def open_release(package: TrustedPackage, state: str = "open") -> FormRelease:
    """The form of a verified release, from its compiled copy when that fits the payload, else from the master.

    Raises:
        PackageRefused: SCHEMA the package is no form release or its list of files is not the truth;
            FORM_TAMPERED the form is not the one that the payload and the scoring digest declare.
        PhromError: SUB-01 to SUB-03, the roster in it is damaged.
    """
    if package.kind is not PackageType.FORM_RELEASE:
        refuse("SCHEMA", place="type")
    payload = package.payload
    declared = _checked_files(package)
    form = _form(package, declared)
    return FormRelease(
        form=form,
        form_id=payload["form_id"],
        form_version=payload["form_version"],
        round=payload["round"],
        title=payload["title"],
        opens_at=parse_time(payload["opens_at"]),
        closes_at=parse_time(payload["closes_at"]),
        package_id=package.package_id,
        roster=read_roster(package.read(ROSTER)) if ROSTER in package.names else Roster(),
        workbook=package.read(MASTER),
        state=state,
    )


def _checked_files(package: TrustedPackage) -> dict[str, str]:
    """SHA-256 by path of all files that the payload lists, which are all there are."""
    listed = {entry["path"]: entry for entry in package.payload["files"]}
    others = {name for name in package.names if name != package.kind.payload}
    for name in sorted(listed.keys() ^ others):
        refuse("SCHEMA", place=f"files: {name}")
    for name, entry in listed.items():
        if entry != {**_listed(name, package.read(name)), "role": ROLES.get(name, "media")}:
            refuse("SCHEMA", place=f"files: {name}")
    return {name: entry["sha256"] for name, entry in listed.items()}


def _form(package: TrustedPackage, declared: Mapping[str, str]) -> Form:
    compiled = _compiled(package) if PARSED in declared else None
    if compiled is not None and _fits(compiled, package, declared):
        return compiled
    try:
        form = _read_master(package.read(MASTER))
    except FormRefused:
        refuse("FORM_TAMPERED")
    if not _fits(form, package, declared):
        refuse("FORM_TAMPERED")
    return form


def _compiled(package: TrustedPackage) -> Form | None:
    """The compiled copy; None where another version of the program wrote it and this one cannot read it."""
    try:
        return load_form(package.read(PARSED))
    except FormRefused:
        return None


def _fits(form: Form, package: TrustedPackage, declared: Mapping[str, str]) -> bool:
    """Whether the form is the one that the payload names and follows the declared scoring rules."""
    named = (package.payload["form_id"], str(package.payload["form_version"]))
    scoring = hashlib.sha256(scoring_json(form)).hexdigest()
    return (form.form_id, form.version) == named and declared.get(SCORING, scoring) == scoring


def _read_master(workbook: bytes) -> Form:
    from desktop_app.questionnaire.xlsform import read_xlsform  # a quarter of a second that offices never need

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(workbook)
        return read_xlsform(path)


def _listed(path: str, content: bytes) -> dict[str, Any]:
    return {
        "path": path,
        "role": ROLES.get(path, "media"),
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
    }
