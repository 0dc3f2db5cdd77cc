"""Making the registry anew from the packages and the log, which are the truth (K8, threats 9)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from desktop_app.central import faults, log, tables
from desktop_app.central.authorities import ROOTS, set_numbers, withdraw
from desktop_app.central.bundles import VERSION, put_form_state
from desktop_app.central.counter import set_seq
from desktop_app.central.coverage import COUNTED
from desktop_app.central.decisions import record_decision
from desktop_app.central.enrolment import record_certificate, set_overlap
from desktop_app.central.freshness import LOST
from desktop_app.central.inspect import received_from
from desktop_app.central.lists import archive_trust_of
from desktop_app.central.load import load
from desktop_app.central.log import Entry, Logged
from desktop_app.central.receipts import mark_issued
from desktop_app.central.receipts_due import note_disputed, note_lost, note_receipt
from desktop_app.central.recipients import note_made, note_proven
from desktop_app.central.registry import Folders, Registry, create_registry, discard, put_setting
from desktop_app.central.returns import record_return
from desktop_app.central.rosters import apply_roster
from desktop_app.central.rounds import record_release
from desktop_app.central.settling import note_number
from desktop_app.files import sync_folder
from desktop_app.package.payloads import parse_time
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.trusted import TrustedPackage
from desktop_app.package.verify import verify
from desktop_app.submission.roster import read_roster

ARCHIVED = (*COUNTED, "superseded", "conflict")


@dataclass(frozen=True, slots=True)
class Replayed:
    """One line of the log done again."""

    number: int
    total: int
    action: str


def rebuild(where: Path | str, folder: Path) -> Iterator[Replayed]:
    """Make a registry at `where` by doing again, line by line, what the log in `folder` tells.

    A SQLite file gets its name only when it is whole; stopped or failed, nothing of it stays.

    Raises:
        PhromError: CEN-03 a registry is there already; FILE-02 there is no log; CEN-14 the log is damaged;
            CEN-15 a package that the log names is gone or no longer what it was.
    """
    lines = list(log.read_lines(Folders(folder).log))
    if isinstance(where, Path) and where.exists():
        raise faults.REGISTRY_EXISTS.error(name=where.name)
    unfinished = where.with_name(f"{where.name}.part") if isinstance(where, Path) else where
    if isinstance(unfinished, Path):
        discard(unfinished)
    registry = create_registry(unfinished, folder)
    try:
        for number, (logged, entry) in enumerate(lines, start=1):
            _replay(registry, logged, entry)
            yield Replayed(number, len(lines), entry.action)
    except BaseException:
        registry.close()
        discard(unfinished)
        raise
    registry.close()
    if isinstance(where, Path) and isinstance(unfinished, Path):
        unfinished.replace(where)
        discard(unfinished)
        sync_folder(where.parent)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the log, its detail read, and the archived package that it speaks of, verified again."""

    logged: Logged
    entry: Entry
    detail: dict[str, Any]
    package: TrustedPackage | None


def _replay(registry: Registry, logged: Logged, entry: Entry) -> None:
    """Do one line again; what it needs from the registry is read before its transaction begins."""
    archived = entry.state in ARCHIVED or (entry.state, entry.code) == ("held", LOST)
    package = _package(registry, entry) if entry.action == "release" or archived else None
    line = _Line(logged, entry, json.loads(entry.detail), package)
    with package or nullcontext(), registry.writing() as connection:
        connection.execute(insert(tables.intake_log), {**asdict(entry), **asdict(logged)})
        ACTS[entry.action](connection, line)


def _package(registry: Registry, entry: Entry) -> TrustedPackage:
    """The package as it was judged then: by the clock of the entry, with the revocation lists of its day."""
    path = registry.folders.archived(entry.package_id or "")
    try:
        package = verify(path, archive_trust_of(registry), parse_time(entry.at))
    except PackageRefused as problem:
        raise faults.PACKAGE_GONE.error(package=entry.package_id, code=problem.code) from problem
    if package.package_id != entry.package_id:
        raise faults.PACKAGE_GONE.error(package=entry.package_id, code="DIGEST")
    return package


def _init(connection: Connection, line: _Line) -> None:
    settings = [{"name": name, "value": value} for name, value in line.detail.items()]
    connection.execute(insert(tables.setting), settings)


def _roster(connection: Connection, line: _Line) -> None:
    apply_roster(connection, read_roster(line.detail["csv"].encode()))


def _enrol(connection: Connection, line: _Line) -> None:
    leaf = base64.b64decode(line.detail["certificate"])
    record_certificate(connection, line.entry.office_code or "", leaf, parse_time(line.entry.at))
    if "replaces" in line.detail:
        set_overlap(connection, line.detail["replaces"], line.detail["overlap_until"])
    _come(connection, line)


def _signed(connection: Connection, line: _Line) -> None:
    """A file was signed and sent: only the counter moved."""
    set_seq(connection, line.detail["seq"])


def _lists(connection: Connection, line: _Line) -> None:
    detail = line.detail
    withdraw(connection, detail["serials"], detail["reason"], line.entry.at, detail.get("invalid_since"))
    set_numbers(connection, detail["crl_numbers"])


def _revoke(connection: Connection, line: _Line) -> None:
    _lists(connection, line)
    note_lost(connection, line.logged)


def _bundle(connection: Connection, line: _Line) -> None:
    put_setting(connection, VERSION, str(line.detail["version"]))
    put_setting(connection, ROOTS, json.dumps(line.detail["roots"]))
    set_numbers(connection, line.detail["crl_numbers"])


def _form_state(connection: Connection, line: _Line) -> None:
    put_form_state(connection, line.detail)


def _encryption_keys(connection: Connection, line: _Line) -> None:
    note_made(connection, line.detail["intake"], line.detail["recovery"], line.entry.at)


def _prove_key(connection: Connection, line: _Line) -> None:
    note_proven(connection, line.detail["certificate_sha256"], line.entry.at)


def _release(connection: Connection, line: _Line) -> None:
    if line.package is not None:
        roster = read_roster(line.detail["roster"].encode())
        record_release(connection, line.package.payload, line.package.package_id, roster)


def _offer(connection: Connection, line: _Line) -> None:
    package, entry = line.package, line.entry
    disputed: tuple[str, ...] = ()
    if package is not None:
        received = received_from(package, entry.office_code or "")
        disputed = load(connection, received, entry.file_sha256, package.size, parse_time(entry.at)).disputed
    _come(connection, line)
    note_receipt(connection, entry, line.logged)
    note_disputed(connection, disputed, line.logged)


def _come(connection: Connection, line: _Line) -> None:
    if "numbered" in line.detail:
        note_number(connection, **line.detail["numbered"])


def _receipt(connection: Connection, line: _Line) -> None:
    detail = line.detail
    mark_issued(connection, line.entry.package_id or "", detail["verdict"], detail["receipt"])
    set_seq(connection, detail["seq"])


def _decide(connection: Connection, line: _Line) -> None:
    record_decision(connection, line.entry, line.logged)


def _return(connection: Connection, line: _Line) -> None:
    record_return(connection, line.entry)


ACTS: Mapping[str, Callable[[Connection, _Line], None]] = {
    "init": _init,
    "roster": _roster,
    "enrol": _enrol,
    "certificate": _signed,
    "revoke": _revoke,
    "renew": _lists,
    "bundle": _bundle,
    "encryption-keys": _encryption_keys,
    "prove-key": _prove_key,
    "release": _release,
    "form-state": _form_state,
    "offer": _offer,
    "receipt": _receipt,
    "return": _return,
    "decide": _decide,
}
