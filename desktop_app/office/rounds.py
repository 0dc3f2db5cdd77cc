"""Rounds on this computer: a verified form release, kept so that an assessment opens for ever (Q6).

The package is verified once, when it arrives; from then on the compiled form, the roster and the dates come from
the store, since a certificate may end while the answers must still open.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from desktop_app.office import faults
from desktop_app.office.records import Package, Release
from desktop_app.office.store import OfficeStore
from desktop_app.package.refusal import PackageRefused, refuse
from desktop_app.package.verify import TrustedPackage, verify
from desktop_app.questionnaire.findings import FormRefused
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.stored import dump_form, load_form
from desktop_app.questionnaire.xlsform import read_xlsform
from desktop_app.submission.release import ROSTER, FormRelease, open_release
from desktop_app.submission.roster import Office, Roster, read_roster
from desktop_app.trust.anchors import Trust
from desktop_app.trust.installed import read_installed

TRUST = "trust"  # folder of the data folder


def open_round(store: OfficeStore, path: Path, trust: Trust, moment: datetime) -> FormRelease:
    """Verify a form release from outside and keep it; the same one again changes nothing.

    Raises:
        PackageRefused: what is wrong with the file, or FORM_ROLLBACK, a later version of the round's form is here;
            nothing was kept.
        PhromError: the disk refused.
    """
    with verify(path, trust, trusted_moment(store, moment)) as package:
        release = open_release(package)
        _refuse_older(store, release)
        keep_file(store, package)
        roster = package.read(ROSTER) if ROSTER in package.names else b""
        row = received(package, moment)
    with store.transaction():
        store.add_release(
            Release(
                package_id=package.package_id,
                form_id=release.form_id,
                form_version=release.form_version,
                round=release.round,
                title=dict(release.title),
                opens_at=release.opens_at,
                closes_at=release.closes_at,
                opened_at=moment,
                parsed=dump_form(release.form),
                roster=roster,
                workbook=release.workbook,
            )
        )
        store.add_package(row)
    return release


def release_of(store: OfficeStore, package_id: str) -> FormRelease:
    """A round opened here, with dates and state as the register of the trust bundle in force has them.

    Source: package-format section 10, "Forms".

    Raises:
        PhromError: OFF-14, it was never opened here.
    """
    release = form_release(store.release(package_id))
    installed = read_installed(store.folder / TRUST)
    entry = installed.forms.get(package_id) if installed else None
    if entry is None:
        return release
    return replace(release, state=entry.state, opens_at=entry.opens_at, closes_at=entry.closes_at)


def _refuse_older(store: OfficeStore, release: FormRelease) -> None:
    """A later version of a round's form, once here, is never followed by an earlier one that was not."""
    here = [one for one in store.releases() if (one.form_id, one.round) == (release.form_id, release.round)]
    newest = max((one.form_version for one in here), default=0)
    if newest > release.form_version and release.package_id not in {one.package_id for one in here}:
        refuse("FORM_ROLLBACK")


def form_release(record: Release) -> FormRelease:
    """The release as the rest of the program knows it, from what the store keeps."""
    return FormRelease(
        form=_form(record),
        form_id=record.form_id,
        form_version=record.form_version,
        round=record.round,
        title=record.title,
        opens_at=record.opens_at,
        closes_at=record.closes_at,
        package_id=record.package_id,
        roster=read_roster(record.roster) if record.roster else Roster(),
        workbook=record.workbook,
    )


def _form(record: Release) -> Form:
    """The compiled form, or the workbook compiled anew where another version of the program compiled it."""
    try:
        return load_form(record.parsed)
    except FormRefused:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "form.xlsx"
            path.write_bytes(record.workbook)
            return read_xlsform(path)


def office_of(release: FormRelease, office_code: str) -> Office:
    """The office as the round's roster has it.

    Raises:
        PhromError: OFF-15.
    """
    office = release.roster.get(office_code)
    if office is None:
        raise faults.NOT_ON_ROSTER.error(office=office_code, round=release.round)
    return office


def received(package: TrustedPackage, moment: datetime, sent: Package | None = None, **facts: str) -> Package:
    """The row that says a verified package arrived here; `sent` is the package of ours that it answers."""
    return Package(
        package_id=package.package_id,
        direction="received",
        kind=package.kind.value,
        file_name=file_name(package),
        file_sha256=package.file_sha256,
        size=package.size,
        assessment=sent.assessment if sent else "",
        revision=sent.revision if sent else 0,
        key=package.signer.spki_sha256,
        seq=int(package.payload["seq"]),
        signed_at=package.signed_at,
        recorded_at=moment,
        facts=facts,
    )


def keep_file(store: OfficeStore, package: TrustedPackage) -> Path:
    """Keep a verified package in `packages/` as it was checked, whole or not at all.

    The file it came from may have changed since; the private copy cannot.

    Raises:
        PackageRefused: SYS_IO, the disk refused.
    """
    target = store.folder / "packages" / file_name(package)
    try:
        package.save(target)
    except PackageRefused as problem:
        raise faults.DISK_FAILED.error(name=target.name, reason=problem.details["place"]) from problem
    return target


def file_name(package: TrustedPackage) -> str:
    """Name of a received package in `packages/`: its identity."""
    return f"{package.package_id}.asice"


def trusted_moment(store: OfficeStore, moment: datetime) -> datetime:
    """The later of this computer's clock and the newest signature ever accepted here (package-format section 11)."""
    return max([moment, *(one.signed_at for one in store.packages() if one.direction == "received")])
