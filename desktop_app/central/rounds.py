"""Rounds and their form releases: a workbook becomes a signed file that opens in every office (Q6, K10)."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select, update

from desktop_app.central import faults, log, tables
from desktop_app.central.counter import next_seq, set_seq
from desktop_app.central.lists import archive_trust_of
from desktop_app.central.log import stamp
from desktop_app.central.registry import Folders, Registry
from desktop_app.central.rosters import current_roster
from desktop_app.central.setup import audience_of
from desktop_app.files import sync_folder
from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import parse_time
from desktop_app.package.seal import write_package
from desktop_app.package.trusted import TrustedPackage
from desktop_app.package.verify import verify
from desktop_app.questionnaire.findings import Finding, FormRefused
from desktop_app.submission.release import MASTER, SCORING, FormRelease, open_release
from desktop_app.submission.roster import Roster
from desktop_app.trust.signer import Signer

NAME = re.compile(r"[a-z0-9-]{1,20}", re.ASCII)
THAI_ZONE = ZoneInfo("Asia/Bangkok")


def start_of_day(day: date) -> datetime:
    """The first second of a Thai day, in UTC."""
    return datetime.combine(day, time.min, THAI_ZONE).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The last second of a Thai day, in UTC."""
    return datetime.combine(day, time(23, 59, 59), THAI_ZONE).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Round:
    """One collection: its name (`2569`), and when its form opens and closes (aware UTC)."""

    name: str
    opens_at: datetime
    closes_at: datetime


def release(registry: Registry, workbook: Path, round_: Round, signer: Signer, moment: datetime, by: str) -> Path:
    """Sign a questionnaire for a round and freeze the roster with it; returns the archived package.

    A further version of the form in the same round replaces the round's dates and roster by its own.

    Raises:
        PhromError: CEN-09 the form has errors; CEN-10 this form, version and round are released already; CEN-17
            impossible name or dates of a round; CEN-18 the round has another form; CEN-22 the round has a newer
            version; CEN-23 this version was released with other scoring; SUB-04 the version is no number.
    """
    from desktop_app.submission.publish import release_files, release_payload  # with pyxform; opening needs neither

    _demand_possible(round_)
    _demand_releasable(workbook)
    roster = current_roster(registry)
    files = release_files(workbook, roster)
    content = release_payload(files, round_.name, round_.opens_at, round_.closes_at)
    _demand_frozen(registry, content["form_id"], content["form_version"], files[SCORING], moment)
    common = {
        "audience": audience_of(registry),
        "created_at": stamp(moment),
        "app_version": registry.get_setting("app_version"),
    }
    made: list[Path] = []
    with log.recording(registry, made) as connection:
        replaces = _demand_new(connection, content["form_id"], content["form_version"], round_.name)
        payload = {**content, **common, "seq": next_seq(connection), "replaces": replaces}
        target = _write(registry.folders, payload, files, signer, moment)
        made.append(target)
        record_release(connection, payload, target.stem, roster)
        detail = json.dumps({"roster": roster.to_csv(with_phone=True).decode()}, ensure_ascii=False)
        log.append(connection, log.Entry(stamp(moment), by, "release", package_id=target.stem, detail=detail))
    return target


def record_release(connection: Connection, payload: Mapping[str, Any], package_id: str, roster: Roster) -> None:
    """Add a release and its round, dates and roster as they are now; inside the caller's transaction."""
    csv = roster.to_csv(with_phone=True)
    row = {name: payload[name] for name in ("round", "opens_at", "closes_at")}
    row |= {"roster_sha256": hashlib.sha256(csv).hexdigest(), "roster_csv": csv.decode()}
    same = tables.round_.c.round == payload["round"]
    if connection.execute(update(tables.round_).where(same).values(row)).rowcount == 0:
        connection.execute(insert(tables.round_), row)
    fields = {name: payload[name] for name in ("form_id", "form_version", "round")}
    fields |= {"package_id": package_id, "released_at": payload["created_at"], "state": "open"}
    connection.execute(insert(tables.form_release), fields)
    set_seq(connection, payload["seq"])


def _demand_releasable(workbook: Path) -> None:
    from desktop_app.questionnaire.lint import lint

    errors = [finding for finding in lint(workbook) if finding.is_error]
    if errors:
        first = errors[0].text("th")
        raise faults.FORM_NOT_RELEASABLE.error(name=workbook.name, count=len(errors), first=first)


def _demand_possible(round_: Round) -> None:
    if not NAME.fullmatch(round_.name) or round_.closes_at <= round_.opens_at:
        opens, closes = (f"{one.astimezone(THAI_ZONE):%Y-%m-%d}" for one in (round_.opens_at, round_.closes_at))
        raise faults.ROUND_IMPOSSIBLE.error(round=round_.name, opens=opens, closes=closes)


def _write(
    folders: Folders, payload: dict[str, Any], files: Mapping[str, bytes], signer: Signer, moment: datetime
) -> Path:
    """Write the release and give it its place in the archive."""
    staged = folders.staging / f"{uuid.uuid4().hex}.asice"
    sealed = write_package(staged, PackageType.FORM_RELEASE, payload, files, signer, moment)
    target = folders.archived(sealed.package_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    staged.replace(target)
    sync_folder(target.parent)
    return target


def open_round(registry: Registry, round_name: str, moment: datetime) -> FormRelease:
    """The newest form release of a round, verified again as of the day it was released.

    Args:
        moment: this computer's clock; one that is behind the release is told.

    Raises:
        PhromError: CEN-08 no such round; a package code, the archived file is damaged.
    """
    table = tables.form_release.c
    query = select(table.package_id, table.released_at).where(table.round == round_name)
    with registry.reading() as connection:
        row = connection.execute(query.order_by(table.form_version.desc()).limit(1)).first()
    if row is None:
        raise faults.ROUND_UNKNOWN.error(round=round_name)
    with _archived(registry, row, moment) as package:
        return open_release(package)


def open_version(registry: Registry, round_name: str, form_version: int) -> FormRelease:
    """The release of this very version of a round's form, verified as of its own day.

    Raises:
        PhromError: CEN-08 no such release; a package code, the archived file is damaged.
    """
    table = tables.form_release.c
    query = select(table.package_id, table.released_at)
    with registry.reading() as connection:
        row = connection.execute(query.where(table.round == round_name, table.form_version == form_version)).first()
    if row is None:
        raise faults.ROUND_UNKNOWN.error(round=round_name)
    with _archived(registry, row, parse_time(row.released_at)) as package:
        return open_release(package)


def open_form(registry: Registry, package_id: str, moment: datetime) -> FormRelease:
    """The form release that a submission names, verified again as of the day it was released.

    Raises:
        PhromError: CEN-08 no release has this id; a package code, the archived file is damaged.
    """
    table = tables.form_release.c
    query = select(table.package_id, table.released_at).where(table.package_id == package_id)
    with registry.reading() as connection:
        row = connection.execute(query).first()
    if row is None:
        raise faults.ROUND_UNKNOWN.error(round=package_id)
    with _archived(registry, row, moment) as package:
        return open_release(package)


def check(registry: Registry, workbook: Path, moment: datetime) -> tuple[Finding, ...]:
    """What the linter finds in a workbook that is to be released, texts that changed since its last release too (W215).

    Never raises for what the file holds; a package code, the archived release is damaged.
    """
    from desktop_app.questionnaire.lint import lint  # with pyxform, which other pages never need
    from desktop_app.questionnaire.workbook import read_workbook

    try:
        rows = read_workbook(workbook)["settings"].rows
    except FormRefused as refused:
        return refused.findings
    earlier = _newest(registry, rows[0].get("form_id"), rows[0].get("version")) if rows else None
    if earlier is None:
        return lint(workbook)
    with tempfile.TemporaryDirectory() as folder, _archived(registry, earlier, moment) as package:
        before = Path(folder) / "earlier.xlsx"
        before.write_bytes(package.read(MASTER))
        return lint(workbook, before)


def _newest(registry: Registry, form_id: str, version: str) -> Any:
    """The newest release of this form that is older than `version`, None where there is none."""
    table = tables.form_release.c
    query = select(table.package_id, table.released_at, table.form_version).where(table.form_id == form_id)
    with registry.reading() as connection:
        rows = connection.execute(query.order_by(table.form_version.desc())).all()
    this = int(version) if version.isascii() and version.isdigit() else 0
    return next((row for row in rows if row.form_version < this or not this), None)


def _archived(registry: Registry, row: Any, moment: datetime) -> TrustedPackage:
    """An archived release, verified as of its own day; `moment` is this computer's clock."""
    released_at = min(moment, parse_time(row.released_at))
    return verify(registry.folders.archived(row.package_id), archive_trust_of(registry), released_at)


def _demand_frozen(registry: Registry, form_id: str, version: int, scoring: bytes, moment: datetime) -> None:
    """One version of a form scores in one way, whatever the round."""
    table = tables.form_release.c
    same = (table.form_id == form_id, table.form_version == version)
    with registry.reading() as connection:
        row = connection.execute(select(table.package_id, table.released_at, table.round).where(*same)).first()
    if row is None:
        return
    with _archived(registry, row, moment) as package:
        if package.read(SCORING) != scoring:
            raise faults.SCORING_FROZEN.error(form=form_id, version=version, round=row.round)


def _demand_new(connection: Connection, form_id: object, version: int, round_name: str) -> str | None:
    """Refuse what cannot follow on the round's releases; the id of the one that it replaces."""
    table = tables.form_release.c
    columns = (table.form_id, table.form_version, table.package_id)
    known = connection.execute(select(*columns).where(table.round == round_name).order_by(table.form_version)).all()
    if any((row.form_id, row.form_version) == (form_id, version) for row in known):
        raise faults.RELEASE_EXISTS.error(form=form_id, version=version, round=round_name)
    if known and known[0].form_id != form_id:
        raise faults.ROUND_OF_OTHER_FORM.error(round=round_name, known=known[0].form_id, form=form_id)
    if known and known[-1].form_version > version:
        raise faults.VERSION_FALLS.error(round=round_name, known=known[-1].form_version, version=version)
    return known[-1].package_id if known else None
