"""One sqlite3 connection that keeps its word, and every way it can fail sorted in one place (O1).

TRUNCATE journal and not WAL: people copy `phrom.db` to a USB stick, and without its `-wal` such a copy is
unusable. EXTRA also syncs the folder, so that a commit outlives a power cut.
Source: SQLite documentation, pragma `synchronous`, `locking_mode`; result codes.
"""

from __future__ import annotations

import getpass
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from desktop_app.errors import Fault, PhromError
from desktop_app.office import faults
from desktop_app.office.migrations import APPLICATION_ID, LATEST

DURABLE = ("locking_mode = EXCLUSIVE", "journal_mode = TRUNCATE", "synchronous = EXTRA", "foreign_keys = ON")
BACKUP_WAITS = "-"  # shown where no backup exists

_PRIMARY_CODE = 0xFF  # an extended result code keeps its family in the low byte
_FAULT_OF_CODE = {
    sqlite3.SQLITE_FULL: faults.DISK_FULL,
    sqlite3.SQLITE_READONLY: faults.READ_ONLY,
    sqlite3.SQLITE_PERM: faults.READ_ONLY,
    sqlite3.SQLITE_BUSY: faults.STORE_LOCKED,
    sqlite3.SQLITE_LOCKED: faults.STORE_LOCKED,
    sqlite3.SQLITE_CORRUPT: faults.STORE_DAMAGED,
    sqlite3.SQLITE_NOTADB: faults.STORE_DAMAGED,
    sqlite3.SQLITE_IOERR: faults.DISK_FAILED,
    sqlite3.SQLITE_CANTOPEN: faults.DISK_FAILED,
}


def fault_of(problem: sqlite3.Error) -> Fault | None:
    """The fault behind an SQLite error, or None where the error is a mistake of ours."""
    return _FAULT_OF_CODE.get(getattr(problem, "sqlite_errorcode", -1) & _PRIMARY_CODE)


@contextmanager
def sorted_errors(name: str) -> Iterator[None]:
    """Turn what SQLite raises inside the block into a typed fault about the file `name`.

    Raises:
        PhromError: OFF-03 to OFF-06 and OFF-08. What is no fault of disk or file is raised as it was.
    """
    try:
        yield
    except sqlite3.Error as problem:
        fault = fault_of(problem)
        if fault is None:
            raise
        raise fault.error(name=name, reason=str(problem), backup=BACKUP_WAITS) from problem


def connect(path: Path) -> Database:
    """Open `path` for this process alone, checked and durable; a missing file is created empty.

    The connection may be used from any thread, one at a time: `OfficeStore` holds the lock.

    Raises:
        PhromError: OFF-01 open elsewhere, OFF-02 newer, OFF-04 read-only, OFF-05 damaged, OFF-06, OFF-07.
    """
    with sorted_errors(path.name):
        connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        with sorted_errors(path.name):
            for pragma in DURABLE:
                connection.execute(f"PRAGMA {pragma}")
            _take_the_file(connection)
            _check_identity(connection, path)
            return Database(connection)
    except PhromError as problem:
        connection.close()
        if problem.fault is faults.STORE_LOCKED:
            raise already_open(path) from problem
        raise
    except BaseException:
        connection.close()
        raise


def _take_the_file(connection: sqlite3.Connection) -> None:
    """Get the exclusive lock now, not at the first answer; it is held until the connection closes."""
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")


def _check_identity(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse foreign, newer and damaged files before anything is written to them."""
    identity, version, objects = (
        int(connection.execute(question).fetchone()[0])
        for question in ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_schema")
    )
    if identity == 0 and version == 0 and objects == 0:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        return
    if identity != APPLICATION_ID:
        raise faults.NOT_A_STORE.error(name=path.name)
    if version > LATEST:
        raise faults.STORE_NEWER.error(name=path.name, version=version, known=LATEST)
    if not is_sound(connection):
        raise faults.STORE_DAMAGED.error(name=path.name, backup=BACKUP_WAITS)


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether SQLite's own quick check finds nothing."""
    return bool(connection.execute("PRAGMA quick_check").fetchall() == [("ok",)])


def file_is_sound(path: Path) -> bool:
    """Whether the database file at `path` opens and passes the quick check; it is not changed."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        return False
    try:
        return is_sound(connection)
    except sqlite3.Error:
        return False
    finally:
        connection.close()


def lock_file(path: Path) -> Path:
    """Where it is written who has the store open; a note for people, the lock itself is SQLite's."""
    return path.with_name(path.name + ".open.json")


def note_opened(path: Path, moment: datetime) -> None:
    """Write who opened the store and when."""
    note = {"pid": os.getpid(), "since": moment.isoformat(), "user": _user()}
    try:
        lock_file(path).write_text(json.dumps(note), encoding="utf-8")
    except OSError as problem:
        raise faults.DISK_FAILED.error(name=path.name, reason=problem.strerror) from problem


def already_open(path: Path) -> PhromError:
    """The fault of a second opening, with what the first one left written."""
    try:
        note = json.loads(lock_file(path).read_text(encoding="utf-8"))
        who, since = f"{note['user']} (pid {note['pid']})", str(note["since"])
    except (OSError, ValueError, KeyError, TypeError):
        who, since = "?", "?"
    return faults.STORE_OPEN.error(name=path.parent.name, who=who, since=since)


def _user() -> str:
    """Login name, or "?" where the system knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"
