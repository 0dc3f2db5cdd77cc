"""Backups of the office store: whole, checked, ten kept; and what to do with a damaged file (O7).

A backup is a database file of its own (`VACUUM INTO`), so it can be opened anywhere. Evidence never
changes, so each file goes to the backup folder once.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from desktop_app.files import sync_folder
from desktop_app.office import faults
from desktop_app.office.database import file_is_sound, lock_file, sorted_errors

KEPT = 10
STAMP = "%Y%m%dT%H%M%S%fZ"


def back_up(connection: sqlite3.Connection, folder: Path, moment: datetime, why: str = "close") -> Path:
    """Write a checked copy of the whole store into `folder` and keep the newest ten.

    Args:
        moment: aware UTC, part of the file's name.
        why: `close`, `hand`, `work`, `migration` or `import`, part of the file's name.

    Returns:
        The backup's path.

    Raises:
        PhromError: OFF-03 to OFF-06 the disk refused, OFF-09 the copy failed its check. Nothing is left behind.
    """
    target = folder / f"phrom-{moment.strftime(STAMP)}-{why}.db"
    part = target.with_suffix(".part")
    try:
        _write_copy(connection, part)
        part.replace(target)
        sync_folder(folder)
    except OSError as problem:
        raise faults.DISK_FAILED.error(name=target.name, reason=problem.strerror) from problem
    finally:
        part.unlink(missing_ok=True)
    for old in backups(folder)[KEPT:]:
        old.unlink(missing_ok=True)
    return target


def _write_copy(connection: sqlite3.Connection, part: Path) -> None:
    """VACUUM INTO, fsync, quick check."""
    part.parent.mkdir(parents=True, exist_ok=True)
    part.unlink(missing_ok=True)
    with sorted_errors(part.name):
        connection.execute("VACUUM INTO ?", (str(part),))
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    if not file_is_sound(part):
        raise faults.BACKUP_UNSOUND.error(name=part.name)


def backups(folder: Path) -> tuple[Path, ...]:
    """The backups in `folder`, newest first; their names sort by time."""
    return tuple(sorted(folder.glob("phrom-*.db"), reverse=True))


def newest_sound(folder: Path) -> Path | None:
    """The newest backup that passes its check."""
    return next((path for path in backups(folder) if file_is_sound(path)), None)


def copy_evidence(evidence: Path, folder: Path) -> int:
    """Bring every evidence file into `folder/evidence` once; tell how many were new.

    Raises:
        PhromError: OFF-06, the disk refused; files already there stay.
    """
    copied = 0
    try:
        for source in sorted(evidence.glob("??/*")):
            target = folder / "evidence" / source.parent.name / source.name
            if not target.exists():
                _place(source, target)
                copied += 1
    except OSError as problem:
        raise faults.DISK_FAILED.error(name="evidence", reason=problem.strerror) from problem
    return copied


def _place(source: Path, target: Path) -> None:
    """Link on the same disk, which costs no room; copy elsewhere."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        part = target.with_name(target.name + ".part")
        shutil.copyfile(source, part)
        part.replace(target)


def restore_newest(store: Path, folder: Path, moment: datetime) -> Path | None:
    """Set a damaged store aside, never deleting it, and put the newest sound backup in its place.

    Args:
        store: path of `phrom.db`; it must not be open.
        folder: where the backups lie.

    Returns:
        The backup that was taken, or None where there is no sound one (then nothing is moved).

    Raises:
        PhromError: OFF-06, the disk refused.
    """
    backup = newest_sound(folder)
    if backup is None:
        return None
    try:
        for damaged in _files_of(store):
            damaged.replace(damaged.with_name(f"damaged-{moment.strftime(STAMP)}-{damaged.name}"))
        part = store.with_name(store.name + ".part")
        shutil.copyfile(backup, part)
        part.replace(store)
        sync_folder(store.parent)
    except OSError as problem:
        raise faults.DISK_FAILED.error(name=store.name, reason=problem.strerror) from problem
    return backup


def _files_of(store: Path) -> Iterator[Path]:
    """The database file and its journal; a stray journal would be played into the restored file."""
    lock_file(store).unlink(missing_ok=True)
    for path in (store, store.with_name(store.name + "-journal")):
        if path.exists():
            yield path
