"""Importing files and folders: many at once, one bad file never stops the rest (K1, K2).

Files are checked in worker processes, one writer loads. One file is one transaction, so an import can
stop after any file and be offered again: what is archived already is a duplicate and costs nothing.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from desktop_app.central import faults, log, tables
from desktop_app.central.inspect import Inspected, ReleaseFile, World, sentences
from desktop_app.central.load import is_archived, load, stamp, state_of
from desktop_app.central.pool import inspect_all
from desktop_app.central.receipts import note_receipt
from desktop_app.central.registry import Registry
from desktop_app.errors import PhromError
from desktop_app.files import sync_folder
from desktop_app.package.codes import CODES
from desktop_app.package.refusal import refusal

STATES = {"H": "held", "W": "waiting", "Q": "refused", "R": "failed", "-": "duplicate"}
PACKAGE_SUFFIX = ".asice"


@dataclass(frozen=True, slots=True)
class FileDone:
    """One file's fate. `state` is one of K2, `code` one of the package format's result codes."""

    number: int
    total: int
    name: str
    state: str
    code: str
    message: Mapping[str, str]
    office_code: str = ""
    package_id: str = ""


def find_packages(paths: Iterable[Path]) -> tuple[Path, ...]:
    """All files that were meant: named files as they are, folders searched for packages, in name order.

    Raises:
        PhromError: CEN-11, a path does not exist.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found.extend(sorted(one for one in path.rglob(f"*{PACKAGE_SUFFIX}") if one.is_file()))
        elif path.exists():
            found.append(path)
        else:
            raise faults.NO_SUCH_PATH.error(name=path)
    return tuple(found)


def import_paths(
    registry: Registry, paths: Iterable[Path], moment: datetime, by: str, workers: int | None = None
) -> Iterator[FileDone]:
    """Offer every package in `paths` to the registry; one fact per file, in the order they are done.

    Args:
        moment: trusted time of verification, read once per run (aware UTC).
        by: who imports, for the log.
        workers: processes that check; 0 checks in this one; the number of cores when not given.

    Raises:
        PhromError: CEN-11 before anything is imported; CEN-05 when the database itself fails.
    """
    files = find_packages(paths)
    log.write_lines(registry)
    world = world_of(registry, moment)
    count = os.cpu_count() or 1 if workers is None else workers
    for number, inspected in enumerate(inspect_all(world, files, count), start=1):
        yield _take(registry, inspected, moment, by, number, len(files))


def world_of(registry: Registry, moment: datetime) -> World:
    """What the registry knows that a check needs."""
    with registry.reading() as connection:
        releases = connection.execute(select(tables.form_release.c.package_id, tables.form_release.c.state)).all()
        keys = connection.execute(select(tables.certificate.c.spki_sha256, tables.certificate.c.office_code)).all()
    files = tuple(ReleaseFile(registry.folders.archived(row.package_id), row.state) for row in releases)
    offices = {row.spki_sha256: row.office_code for row in keys}
    return World(registry.folders.trust, registry.folders.staging, files, offices, moment)


def _take(registry: Registry, inspected: Inspected, moment: datetime, by: str, number: int, total: int) -> FileDone:
    try:
        code, state = _load(registry, inspected, moment, by)
    except PhromError as problem:
        code, state = "SYS_DB", "failed"
        inspected = replace(inspected, message=sentences(problem))
    log.write_lines(registry)
    _dispose(registry, inspected, state)
    message = inspected.message if code in (inspected.code, "SYS_DB") else sentences(refusal(code))
    return FileDone(number, total, inspected.name, state, code, message, inspected.office_code, inspected.package_id)


def _load(registry: Registry, inspected: Inspected, moment: datetime, by: str) -> tuple[str, str]:
    """Stages 11 to 13 in one transaction: freshness, rows, log, receipt due."""
    received = inspected.received
    with registry.writing() as connection:
        code, state = inspected.code, STATES.get(CODES[inspected.code].disposition, "accepted")
        if received and is_archived(connection, received.package_id):
            code, state = "DUPLICATE", "duplicate"
        elif received:
            _archive(registry, inspected)
            standing = load(connection, received, inspected.file_sha256, inspected.size, moment)
            late = _is_late(connection, received.package_id)
            code, state = standing.code, state_of(standing.code, late=late)
        logged = log.append(connection, _entry(inspected, code, state, moment, by))
        note_receipt(connection, inspected, code, state, logged, moment)
    return code, state


def _is_late(connection: Connection, package_id: str) -> bool:
    query = select(tables.submission.c.late).where(tables.submission.c.package_id == package_id)
    return bool(connection.execute(query).scalar_one())


def _entry(inspected: Inspected, code: str, state: str, moment: datetime, by: str) -> log.Entry:
    return log.Entry(
        at=stamp(moment),
        by=by,
        action="offer",
        state=state,
        code=code,
        file_name=inspected.name,
        file_sha256=inspected.file_sha256,
        package_id=inspected.package_id or None,
        office_code=inspected.office_code or None,
        detail=json.dumps(dict(inspected.message), ensure_ascii=False),
    )


def _archive(registry: Registry, inspected: Inspected) -> None:
    """Put the staged copy where its id says, durably, before any row speaks of it."""
    if inspected.received is None or inspected.staged is None:
        return
    target = registry.folders.archived(inspected.received.package_id)
    if target.exists():
        return  # a crash came between archive and row; the content is the same by its id
    target.parent.mkdir(parents=True, exist_ok=True)
    with inspected.staged.open("rb+") as stream:
        os.fsync(stream.fileno())
    inspected.staged.replace(target)
    sync_folder(target.parent)


def _dispose(registry: Registry, inspected: Inspected, state: str) -> None:
    """Keep refused, held and waiting files under the digest of their bytes; drop other copies."""
    staged = inspected.staged
    if staged is None or not staged.exists():
        return
    folders = {"refused": registry.folders.quarantine, "held": registry.folders.held, "waiting": registry.folders.held}
    folder = folders.get(state)
    if folder is None:
        staged.unlink()
        return
    shutil.move(staged, folder / f"{inspected.file_sha256}{PACKAGE_SUFFIX}")


def tally(done: Sequence[FileDone]) -> dict[str, int]:
    """How many files ended in each code; the sum is the number of files offered."""
    counts: dict[str, int] = {}
    for one in done:
        counts[one.code] = counts.get(one.code, 0) + 1
    return dict(sorted(counts.items()))
