"""What an office knows, on disk in one file: the only place where durability is decided (O1, O3).

`OfficeStore` sits on ONE sqlite3 connection that holds `phrom.db` alone. Every method may be called from any
thread: a lock lets one in at a time. The window calls `append` from its writer thread (`writer.py`), since
a commit on an old hard disk takes up to 100 ms. A write that returns is on disk.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from sqlite_utils import Database

from desktop_app.errors import PhromError
from desktop_app.office import backups, faults
from desktop_app.office.database import connect, lock_file, note_opened, sorted_errors
from desktop_app.office.migrations import migrations
from desktop_app.office.records import AnswerEvent, EvidenceFile, Kind, Package, Release, State, Transition, Work

FILE_NAME = "phrom.db"

_ADD_EVENT = """INSERT INTO answer_event (assessment, revision, ref, kind, old, new, at, by, cause)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_WORK = """SELECT assessment.*, transition.revision, transition.after AS state FROM assessment
    JOIN transition ON transition.number = (
        SELECT number FROM transition WHERE transition.assessment = assessment.id
        ORDER BY revision DESC, number DESC LIMIT 1)"""


def open_store(folder: Path, *, clock: Callable[[], datetime]) -> OfficeStore:
    """Open the data folder of one user, making it where it is new and upgrading it where it is old.

    Args:
        folder: holds `phrom.db`, `evidence/`, `packages/`, `keys/`, `backups/`, `trust/`.
        clock: aware UTC now; used for backups and the note who has the store open.

    Raises:
        PhromError: OFF-01 open elsewhere (who, since), OFF-02 newer, OFF-05 damaged (with the newest backup;
            `restore_backup` mends it), OFF-07 another program's file, OFF-03/04/06 the disk refuses.
    """
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise faults.DISK_FAILED.error(name=folder.name, reason=problem.strerror) from problem
    try:
        db = connect(path)
    except PhromError as problem:
        if problem.fault is faults.STORE_DAMAGED:
            newest = backups.newest_sound(folder / "backups")
            raise faults.STORE_DAMAGED.error(name=path.name, backup=newest.name if newest else "-") from problem
        raise
    try:
        _upgrade(db, folder, clock())
        note_opened(path, clock())
    except BaseException:
        db.conn.close()
        raise
    return OfficeStore(folder, db, clock)


def restore_backup(folder: Path, moment: datetime) -> Path | None:
    """Put the newest sound backup in place of a damaged store, which is set aside, never deleted.

    Returns the backup taken, or None where there is none.
    """
    return backups.restore_newest(folder / FILE_NAME, folder / "backups", moment)


def _upgrade(db: Database, folder: Path, moment: datetime) -> None:
    """Bring the structure up to date, after a checked backup where there was something before."""
    with sorted_errors(FILE_NAME):
        pending = migrations.pending(db)
        if not pending:
            return
        if migrations.applied(db):
            backups.back_up(db.conn, folder / "backups", moment, "migration")
        migrations.apply(db)
        if db.execute("PRAGMA foreign_key_check").fetchall() or not _whole(db):
            raise faults.STORE_DAMAGED.error(name=FILE_NAME, backup="-")


def _whole(db: Database) -> bool:
    return bool(db.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


class OfficeStore:
    """The open store of one data folder. Use as a context manager or call `close`."""

    def __init__(self, folder: Path, db: Database, clock: Callable[[], datetime]) -> None:
        self.folder = folder
        self._db = db
        self._clock = clock
        self._lock = threading.RLock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The database file."""
        return self.folder / FILE_NAME

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside the block are committed together, or none of them.

        Raises:
            PhromError: OFF-03 to OFF-06, OFF-08; nothing of the block was kept, and it may be tried again.
        """
        with self._lock, sorted_errors(FILE_NAME), self._db.atomic():
            yield

    def close(self, *, backup: bool = True) -> None:
        """Back up, and let go of the file, also where the backup fails; a second call does nothing.

        Raises:
            PhromError: the backup failed; the store is closed all the same.
        """
        with self._lock:
            if self._closed:
                return
            try:
                if backup:
                    self.back_up("close")
            finally:
                self._closed = True
                lock_file(self.path).unlink(missing_ok=True)
                self._db.conn.close()

    def back_up(self, why: str = "hand") -> Path:
        """Write a checked backup now, evidence included; see `backups.back_up` for what can fail."""
        folder = self.folder / "backups"
        with self._lock:
            made = backups.back_up(self._db.conn, folder, self._clock(), why)
        backups.copy_evidence(self.folder / "evidence", folder)
        return made

    def append(self, events: Sequence[AnswerEvent]) -> tuple[int, ...]:
        """Write events in one durable commit and tell their running numbers.

        Raises:
            PhromError: OFF-03 to OFF-06, OFF-08; none was written, the caller keeps them and tries again.
        """
        with self.transaction():
            return tuple(self._insert_event(event) for event in events)

    def _insert_event(self, event: AnswerEvent) -> int:
        place = (event.assessment, event.revision, event.ref, event.kind.value)
        change = (event.old, event.new, event.at.isoformat(), event.by, event.cause)
        number = self._db.conn.execute(_ADD_EVENT, place + change).lastrowid
        assert number is not None  # noqa: S101  SQLite gives every inserted row one
        return number

    def current(self, assessment: str, kind: Kind) -> dict[str, str]:
        """What stands now: ref to text, in the order in which the refs were first answered; "" is kept."""
        sql = "SELECT ref, new FROM current_answer WHERE assessment = ? AND kind = ? ORDER BY number"
        return {row["ref"]: row["new"] for row in self._rows(sql, (assessment, kind.value))}

    def events(self, assessment: str, ref: str | None = None) -> tuple[AnswerEvent, ...]:
        """Everything that was set, oldest first; of one question where `ref` is given (O3)."""
        sql = "SELECT * FROM answer_event WHERE assessment = ?"
        values: tuple[str, ...] = (assessment,)
        if ref is not None:
            sql, values = f"{sql} AND ref = ?", (assessment, ref)
        return tuple(_event(row) for row in self._rows(f"{sql} ORDER BY number", values))

    def count_events(self, assessment: str) -> int:
        """How many events of the assessment are on disk."""
        (row,) = self._rows("SELECT count(*) AS n FROM answer_event WHERE assessment = ?", (assessment,))
        return int(row["n"])

    def add_release(self, release: Release) -> None:
        """Keep an opened round; the same one again changes nothing."""
        with self.transaction():
            self._db.table("form_release").insert(_columns(release), ignore=True)

    def releases(self) -> tuple[Release, ...]:
        """The rounds opened here, newest first."""
        sql = "SELECT * FROM form_release ORDER BY opened_at DESC, rowid DESC"
        return tuple(_release(row) for row in self._rows(sql))

    def release(self, package_id: str) -> Release:
        """One opened round.

        Raises:
            PhromError: OFF-14, it was never opened here.
        """
        rows = self._rows("SELECT * FROM form_release WHERE package_id = ?", (package_id,))
        if not rows:
            raise faults.NO_ASSESSMENT.error(name=package_id)
        return _release(rows[0])

    def start(self, work: Work, events: Sequence[AnswerEvent] = ()) -> None:
        """Keep a new assessment with its first state and first values, in one commit.

        Raises:
            PhromError: OFF-16, this office already has one in this round.
        """
        with self.transaction():
            self._refuse_second(work.release, work.office_code)
            self._db.table("assessment").insert(
                {
                    "id": work.id,
                    "release": work.release,
                    "office_code": work.office_code,
                    "created_at": work.created_at.isoformat(),
                    "created_by": work.created_by,
                }
            )
            first = Transition(work.id, work.revision, None, work.state, work.created_at, work.created_by)
            self.add_transition(first)
            self.append(events)

    def move(self, work: Work, release: str, events: Sequence[AnswerEvent]) -> None:
        """Put an assessment on another release, with what that changes, in one commit.

        Raises:
            PhromError: OFF-16, this office already has one on that release.
        """
        with self.transaction():
            self._refuse_second(release, work.office_code)
            self._db.conn.execute("UPDATE assessment SET release = ? WHERE id = ?", (release, work.id))
            self.append(events)

    def _refuse_second(self, release: str, office_code: str) -> None:
        taken = "SELECT 1 FROM assessment WHERE release = ? AND office_code = ?"
        if self._rows(taken, (release, office_code)):
            raise faults.ASSESSMENT_EXISTS.error(office=office_code, round=self.release(release).round)

    def works(self) -> tuple[Work, ...]:
        """All assessments with their present state, newest first."""
        return tuple(_work(row) for row in self._rows(f"{_WORK} ORDER BY created_at DESC, assessment.rowid DESC"))

    def work(self, assessment: str) -> Work:
        """One assessment with its present state.

        Raises:
            PhromError: OFF-14.
        """
        rows = self._rows(f"{_WORK} WHERE assessment.id = ?", (assessment,))
        if not rows:
            raise faults.NO_ASSESSMENT.error(name=assessment)
        return _work(rows[0])

    def add_transition(self, transition: Transition) -> None:
        """Add one row to the history of states; whether it is allowed is decided in `states.py`."""
        with self.transaction():
            row = _columns(transition)
            del row["number"]  # the store counts
            self._db.table("transition").insert(row)

    def transitions(self, assessment: str) -> tuple[Transition, ...]:
        """The history of states, oldest first."""
        sql = "SELECT * FROM transition WHERE assessment = ? ORDER BY number"
        return tuple(_transition(row) for row in self._rows(sql, (assessment,)))

    def add_evidence(self, file: EvidenceFile) -> None:
        """Keep the facts of a file that already lies in the evidence folder; the first name given stays."""
        with self.transaction():
            self._db.table("evidence_file").insert(_columns(file), ignore=True)

    def evidence(self) -> dict[str, EvidenceFile]:
        """All evidence files by SHA-256."""
        return {row["sha256"]: _evidence(row) for row in self._rows("SELECT * FROM evidence_file ORDER BY rowid")}

    def add_package(self, package: Package) -> None:
        """Keep that a package was sealed or received; the same one again changes nothing."""
        with self.transaction():
            if not self._rows("SELECT 1 FROM package WHERE package_id = ?", (package.package_id,)):
                self._db.table("package").insert(_columns(package))

    def packages(self, assessment: str | None = None) -> tuple[Package, ...]:
        """Packages sealed and received, oldest first; of one assessment where it is given."""
        where, values = ("", ()) if assessment is None else ("WHERE assessment = ?", (assessment,))
        rows = self._rows(f"SELECT * FROM package {where} ORDER BY rowid", values)  # noqa: S608  fixed text
        return tuple(_package(row) for row in rows)

    def next_seq(self, key: str) -> int:
        """The number that the next package signed with this key must carry, from 1."""
        sql = "SELECT coalesce(max(seq), 0) + 1 AS n FROM package WHERE direction = 'sealed' AND key = ?"
        (row,) = self._rows(sql, (key,))
        return int(row["n"])

    def setting(self, name: str, default: str = "") -> str:
        """A kept setting (role, office, language, …)."""
        rows = self._rows("SELECT value FROM setting WHERE name = ?", (name,))
        return str(rows[0]["value"]) if rows else default

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting."""
        with self.transaction():
            self._db.table("setting").insert({"name": name, "value": value}, pk="name", replace=True)

    def schema(self) -> str:
        """The structure as SQL, for comparing an upgraded store with a new one."""
        rows = self._rows("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
        return ";\n".join(row["sql"] for row in rows)

    def is_sound(self) -> bool:
        """Whether SQLite's quick check finds nothing."""
        with self._lock, sorted_errors(FILE_NAME):
            return bool(self._db.execute("PRAGMA quick_check").fetchall() == [("ok",)])

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        with self._lock, sorted_errors(FILE_NAME):
            return list(self._db.query(sql, list(values)))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _columns(record: Any) -> dict[str, Any]:
    """A record's fields as SQLite keeps them: times as ISO 8601 text, states as words, mappings as JSON."""
    return {item.name: _column(getattr(record, item.name)) for item in fields(record)}


def _column(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return json.dumps(dict(value), ensure_ascii=False)
    return value.value if isinstance(value, StrEnum) else value


def _event(row: Mapping[str, Any]) -> AnswerEvent:
    return AnswerEvent(**{**row, "kind": Kind(row["kind"]), "at": _moment(row["at"])})


def _release(row: Mapping[str, Any]) -> Release:
    times = {name: _moment(row[name]) for name in ("opens_at", "closes_at", "opened_at")}
    return Release(**{**row, **times, "title": json.loads(row["title"])})


def _work(row: Mapping[str, Any]) -> Work:
    return Work(**{**row, "created_at": _moment(row["created_at"]), "state": State(row["state"])})


def _transition(row: Mapping[str, Any]) -> Transition:
    before = State(row["before"]) if row["before"] else None
    return Transition(**{**row, "before": before, "after": State(row["after"]), "at": _moment(row["at"])})


def _evidence(row: Mapping[str, Any]) -> EvidenceFile:
    return EvidenceFile(**{**row, "added_at": _moment(row["added_at"])})


def _package(row: Mapping[str, Any]) -> Package:
    times = {name: _moment(row[name]) for name in ("signed_at", "recorded_at")}
    return Package(**{**row, **times, "facts": json.loads(row["facts"])})
