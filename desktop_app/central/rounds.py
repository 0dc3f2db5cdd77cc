"""Rounds and their form releases: a workbook becomes a signed file that opens in every office (Q6, K10)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select

from desktop_app.central import faults, log, tables
from desktop_app.central.load import stamp
from desktop_app.central.registry import Registry
from desktop_app.central.rosters import current_roster
from desktop_app.central.setup import audience_of
from desktop_app.files import sync_folder
from desktop_app.package.kinds import PackageType
from desktop_app.package.seal import write_package
from desktop_app.package.verify import verify
from desktop_app.questionnaire.lint import lint
from desktop_app.submission.publish import release_files, release_payload
from desktop_app.submission.release import FormRelease, open_release
from desktop_app.submission.roster import Roster
from desktop_app.trust.anchors import read_trust_folder
from desktop_app.trust.signer import Signer

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

    Raises:
        PhromError: CEN-09 the form has errors; CEN-10 this form, version and round are released already.
    """
    errors = [finding for finding in lint(workbook) if finding.severity == "error"]
    if errors:
        first = errors[0].text("th")
        raise faults.FORM_NOT_RELEASABLE.error(name=workbook.name, count=len(errors), first=first)
    roster = current_roster(registry)
    files = release_files(workbook, roster)
    payload = {
        **release_payload(files, round_.name, round_.opens_at, round_.closes_at),
        "audience": audience_of(registry),
        "created_at": stamp(moment),
        "app_version": registry.get_setting("app_version"),
        "seq": _next_release(registry),
    }
    _demand_new(registry, payload["form_id"], payload["form_version"], round_.name)
    staged = registry.folders.staging / f"release-{round_.name}.asice"
    sealed = write_package(staged, PackageType.FORM_RELEASE, payload, files, signer, moment)
    target = registry.folders.archived(sealed.package_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    staged.replace(target)
    sync_folder(target.parent)
    with registry.writing() as connection:
        record_release(connection, payload, sealed.package_id, roster)
        detail = json.dumps({"roster": roster.to_csv(with_phone=True).decode()}, ensure_ascii=False)
        log.append(connection, log.Entry(stamp(moment), by, "release", package_id=sealed.package_id, detail=detail))
    log.write_lines(registry)
    return target


def record_release(connection: Connection, payload: Mapping[str, object], package_id: str, roster: Roster) -> None:
    """Add a release and, the first time, its round with the roster frozen; inside the caller's transaction."""
    name = payload["round"]
    known = connection.execute(select(tables.round_.c.round).where(tables.round_.c.round == name)).first()
    if known is None:
        csv = roster.to_csv(with_phone=True)
        row = {"round": name, "opens_at": payload["opens_at"], "closes_at": payload["closes_at"]}
        row |= {"roster_sha256": hashlib.sha256(csv).hexdigest(), "roster_csv": csv.decode()}
        connection.execute(insert(tables.round_), row)
    connection.execute(
        insert(tables.form_release),
        {
            "package_id": package_id,
            "form_id": payload["form_id"],
            "form_version": payload["form_version"],
            "round": name,
            "state": "open",
        },
    )


def open_round(registry: Registry, round_name: str, moment: datetime) -> FormRelease:
    """The newest form release of a round, verified again.

    Raises:
        PhromError: CEN-08, no such round.
    """
    table = tables.form_release.c
    query = select(table.package_id).where(table.round == round_name).order_by(table.form_version.desc()).limit(1)
    with registry.reading() as connection:
        package_id = connection.execute(query).scalar()
    if package_id is None:
        raise faults.ROUND_UNKNOWN.error(round=round_name)
    trust = read_trust_folder(registry.folders.trust)
    return open_release(verify(registry.folders.archived(package_id), trust, moment))


def _next_release(registry: Registry) -> int:
    with registry.reading() as connection:
        return len(connection.execute(select(tables.form_release.c.package_id)).all()) + 1


def _demand_new(registry: Registry, form_id: object, version: object, round_name: str) -> None:
    table = tables.form_release.c
    query = select(table.package_id).where(
        table.form_id == form_id, table.form_version == version, table.round == round_name
    )
    with registry.reading() as connection:
        if connection.execute(query).first():
            raise faults.RELEASE_EXISTS.error(form=form_id, version=version, round=round_name)
