"""Importing files and folders: many at once, one bad file never stops the rest (K1, K2).

Files are checked in worker processes, one writer loads. One file is one transaction, so an import can
stop after any file and be offered again: what is archived already is a duplicate and costs nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from sqlalchemy import Connection, select

from desktop_app.central import faults, log, tables
from desktop_app.central.inspect import Inspected, Inspector, Received, ReleaseFile, World, is_sealed, sentences
from desktop_app.central.lists import archive_trust_of
from desktop_app.central.load import load, received_at
from desktop_app.central.log import stamp
from desktop_app.central.pool import Make, inspect_all
from desktop_app.central.receipts_due import answerable, note_disputed, note_receipt
from desktop_app.central.recipients import all_recipients, proven_digests
from desktop_app.central.registry import Folders, Registry
from desktop_app.central.settling import note_number
from desktop_app.errors import PhromError
from desktop_app.files import CANNOT_WRITE, sync_folder
from desktop_app.package.codes import CODES
from desktop_app.package.payloads import parse_time
from desktop_app.package.refusal import refusal
from desktop_app.submission.answers import BANGKOK
from desktop_app.thai.dates import format_date
from desktop_app.trust.keys import encryption_key_to_der

STATES = {"H": "held", "W": "waiting", "Q": "refused", "R": "failed", "-": "duplicate"}
KEPT_HELD = ("held", "waiting", "failed")  # after which a file that was held stays so
STRANGERS = frozenset({"OFFICE_UNKNOWN", "OFFICE_MISMATCH"})
ABANDONED = timedelta(days=1)  # after which a private folder belongs to no run that still goes on
PACKAGE_SUFFIX = ".asice"
PACKAGE_SUFFIXES = (PACKAGE_SUFFIX, f"{PACKAGE_SUFFIX}.p7m")


@dataclass(frozen=True, slots=True)
class FileDone:
    """One file's fate. `state` is one of K2, `code` and `flags` are of the package format, section 17.

    `revision` is 0 where the file was not read so far.
    """

    number: int
    total: int
    name: str
    state: str
    code: str
    message: Mapping[str, str]
    office_code: str = ""
    package_id: str = ""
    flags: tuple[str, ...] = ()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How one file ends: code, state, the code's sentence with its places filled in, and flags.

    `answered`: the package itself is here, so its office has another receipt and gets none for this file. `disputed`:
    ids of the others that wait for a person beside it.
    """

    code: str
    state: str
    message: Mapping[str, str]
    flags: tuple[str, ...] = ()
    answered: bool = False
    disputed: tuple[str, ...] = ()


def find_packages(paths: Iterable[Path]) -> tuple[Path, ...]:
    """All files that were meant: named files as they are, folders searched for packages, in name order.

    Raises:
        PhromError: CEN-11, a path does not exist.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found.extend(sorted(one for one in path.rglob("*") if _is_package(one)))
        elif path.exists():
            found.append(path)
        else:
            raise faults.NO_SUCH_PATH.error(name=path)
    return tuple(found)


def any_sealed(files: Iterable[Path]) -> bool:
    """Whether an encrypted file is among them, so that the intake key is needed."""
    return any(map(is_sealed, files))


def import_paths(
    registry: Registry,
    paths: Iterable[Path],
    moment: datetime,
    by: str,
    workers: int | None = None,
    make: Make = Inspector,
    decryption: Sequence[RSAPrivateKey] = (),
) -> Iterator[FileDone]:
    """Offer every package in `paths` to the registry; one fact per file, in the order they are done.

    May be stopped after any fact and run again: what is archived already is a duplicate.

    Args:
        moment: trusted time of verification, read once per run (aware UTC).
        by: who imports, for the log.
        workers: processes that check; 0 checks in this one; the number of cores when not given.
        make: opens the world of the checks, once per worker.
        decryption: open intake keys (`encryption.open_intake_keys`); without them encrypted files are refused.

    Raises:
        PhromError: before anything is imported: CEN-11 no such path, CEN-27 the clock, CEN-14 or CEN-19 the log,
            CEN-05 the database, FILE-01 no place for private copies;
            after the last file: FILE-01, the disk refuses the log's lines; the rows are safe.
    """
    files = find_packages(paths)
    log.demand_clock(registry, moment)
    log.write_lines(registry)
    count = os.cpu_count() or 1 if workers is None else workers
    with _private_folder(registry.folders.staging, moment) as staging:
        world = world_of(registry, moment, staging, decryption)
        for number, inspected in enumerate(inspect_all(world, files, count, make), start=1):
            yield _take(registry, inspected, moment, by, number, len(files))
    log.write_lines(registry)


@contextmanager
def _private_folder(where: Path, moment: datetime) -> Iterator[Path]:
    """A folder for the copies of this run; FILE-01 where the disk has no place for it."""
    try:
        _remove_abandoned(where, moment)
        folder = tempfile.TemporaryDirectory(dir=where, ignore_cleanup_errors=True)
    except OSError as problem:
        raise CANNOT_WRITE.error(name=where.name, reason=problem.strerror) from problem
    with folder:
        yield Path(folder.name)


def _remove_abandoned(where: Path, moment: datetime) -> None:
    """Copies of runs that were killed; what was encrypted may lie there in the open. Another run keeps its own."""
    for folder in where.iterdir():
        if folder.stat().st_mtime < (moment - ABANDONED).timestamp():
            shutil.rmtree(folder, ignore_errors=True)


def world_of(registry: Registry, moment: datetime, staging: Path, decryption: Sequence[RSAPrivateKey] = ()) -> World:
    """What the registry knows that a check needs."""
    table = tables.form_release.c
    with registry.reading() as connection:
        releases = connection.execute(select(table.package_id, table.released_at, table.state)).all()
        keys = connection.execute(select(tables.certificate.c.spki_sha256, tables.certificate.c.office_code)).all()
    files = tuple(
        ReleaseFile(registry.folders.archived(row.package_id), parse_time(row.released_at), row.state)
        for row in releases
    )
    # A package may still name the authority by a root that was dropped since; whose key it is says the roster.
    return World(
        archive_trust_of(registry),
        staging,
        files,
        {row.spki_sha256: row.office_code for row in keys},
        moment,
        proven_digests(all_recipients(registry)),
        tuple(map(encryption_key_to_der, decryption)),
    )


def _is_package(path: Path) -> bool:
    return path.name.lower().endswith(PACKAGE_SUFFIXES) and path.is_file()


def _take(registry: Registry, inspected: Inspected, moment: datetime, by: str, number: int, total: int) -> FileDone:
    try:
        outcome = _settle_file(registry, inspected, moment, by)
    except PhromError as problem:
        outcome = _Outcome("SYS_DB", "failed", sentences(problem))
    with suppress(PhromError):  # the rows are safe; lines that the disk refuses follow after the last file
        log.write_lines(registry)
    if inspected.staged is not None:
        with suppress(OSError):  # a disk that is gone cannot be tidied either
            inspected.staged.unlink(missing_ok=True)
    revision = inspected.payload["revision"] if inspected.payload else 0
    facts = (inspected.office_code, inspected.package_id, outcome.flags, revision)
    return FileDone(number, total, inspected.name, outcome.state, outcome.code, outcome.message, *facts)


def _settle_file(registry: Registry, inspected: Inspected, moment: datetime, by: str) -> _Outcome:
    try:
        return _settle(registry, inspected, moment, by)
    except OSError as problem:  # the archive's disk: nothing was loaded, and the log says so
        message = sentences(refusal("SYS_IO", place=problem.strerror))
        return _settle(registry, replace(inspected, code="SYS_IO", message=message, received=None), moment, by)


def _settle(registry: Registry, inspected: Inspected, moment: datetime, by: str) -> _Outcome:
    """Stages 11 to 13 in one transaction: freshness, file in its place, rows, log, receipt due."""
    with log.checked(registry) as connection:
        outcome = _judge(connection, registry.folders, inspected, moment)
        entry = _entry(inspected, outcome, moment, by)
        logged = log.append(connection, entry)
        note_receipt(connection, entry, logged)
        note_disputed(connection, outcome.disputed, logged)
    if outcome.state not in KEPT_HELD:  # only now: until the row is safe, what is held may be the only copy
        with suppress(OSError):
            registry.folders.held_file(inspected.file_sha256).unlink(missing_ok=True)
    return outcome


def _judge(connection: Connection, folders: Folders, inspected: Inspected, moment: datetime) -> _Outcome:
    received = inspected.received
    decided = _rejected(connection, inspected.file_sha256)
    if decided is not None:
        return decided
    # A file that was taken stays taken, also when its certificate ended or was withdrawn since.
    # Identity is the manifest, once its files were found to be the listed ones: an office that signs it again, with
    # its renewed key perhaps, brings nothing new. Another's signature on it is for a person to see.
    whole = inspected.package_id if inspected.payload is not None else ""
    before = received_at(connection, "" if inspected.code in STRANGERS else whole, inspected.file_sha256)
    if before is not None:
        return _Outcome("DUPLICATE", "duplicate", _dated(before, lambda day: refusal("DUPLICATE", date=day)))
    if received is None:
        state = STATES[CODES[inspected.code].disposition]
        _set_aside(folders, inspected, state)
        if numbered := _numbered(inspected, state):
            note_number(connection, **numbered)
        here = received_at(connection, whole, inspected.file_sha256) is not None
        return _Outcome(inspected.code, state, inspected.message, answered=here)
    _archive(folders, inspected, received)
    loaded = load(connection, received, inspected.file_sha256, inspected.size, moment)
    message = sentences(refusal(loaded.code, revision=loaded.newest))
    return _Outcome(loaded.code, loaded.state, message, loaded.flags, disputed=loaded.disputed)


def _rejected(connection: Connection, file_sha256: str) -> _Outcome | None:
    """The outcome of a file about which a person decided before: it stays so, whatever a check says today."""
    table = tables.rejected.c
    row = connection.execute(select(tables.rejected).where(table.file_sha256 == file_sha256)).first()
    if row is None:
        return None
    told = _dated(row.rejected_at, lambda day: faults.REJECTED_BEFORE.error(date=day, reason=row.reason))
    return _Outcome(row.code, "refused", told, answered=True)


def _numbered(inspected: Inspected, state: str) -> dict[str, Any]:
    """Key and number of a submission that came and is not loaded; nothing of one that the disk has refused."""
    if inspected.payload is None or state == "failed":
        return {}
    return {"signer_spki": inspected.signer_spki, "seq": inspected.payload["seq"]}


def _dated(at: str, make: Callable[[str], PhromError]) -> dict[str, str]:
    """A message that names the day of an instant, by language."""
    day = parse_time(at).astimezone(BANGKOK).date()
    return {
        "th": make(format_date(day, digits="arabic")).message("th"),
        "en": make(format_date(day, language="en")).message("en"),
    }


def _entry(inspected: Inspected, outcome: _Outcome, moment: datetime, by: str) -> log.Entry:
    payload = None if outcome.answered else inspected.payload
    detail = {"message": dict(outcome.message), **answerable(payload, outcome.flags)}
    if inspected.received is None and (numbered := _numbered(inspected, outcome.state)):
        detail["numbered"] = numbered
    return log.Entry(
        at=stamp(moment),
        by=by,
        action="offer",
        state=outcome.state,
        code=outcome.code,
        file_name=inspected.name,
        file_sha256=inspected.file_sha256,
        package_id=inspected.package_id or None,
        office_code=inspected.office_code or None,
        detail=json.dumps(detail, ensure_ascii=False),
    )


def _archive(folders: Folders, inspected: Inspected, received: Received) -> None:
    """Put the staged copy where its id says, durably, before any row speaks of it.

    No row speaks of what may lie there already, so it is left from an import that was cut short.
    """
    _move(inspected, folders.archived(received.package_id))


def _set_aside(folders: Folders, inspected: Inspected, state: str) -> None:
    """Keep refused, held and waiting files under the digest of their bytes, each once."""
    held = folders.held_file(inspected.file_sha256)
    target = {"refused": folders.quarantine / held.name, "held": held, "waiting": held}.get(state)
    if target is not None and not target.exists():
        _move(inspected, target)


def _move(inspected: Inspected, target: Path) -> None:
    if inspected.staged is None:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with inspected.staged.open("rb+") as stream:
        os.fsync(stream.fileno())
    inspected.staged.replace(target)
    sync_folder(target.parent)


def tally(done: Sequence[FileDone]) -> dict[str, int]:
    """How many files ended in each code; the sum is the number of files offered."""
    counts: dict[str, int] = {}
    for one in done:
        counts[one.code] = counts.get(one.code, 0) + 1
    return dict(sorted(counts.items()))
