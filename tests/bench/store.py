"""One answer on disk, against a bare sqlite3 commit with the same pragmas (O1)."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.office.database import DURABLE
from desktop_app.office.records import AnswerEvent, Kind, Release, State, Work
from desktop_app.office.store import open_store
from tests.bench.measuring import Line, median

MOMENT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
COMMITS = 500
RELEASE = Release("0" * 64, "bench", 1, "2569", {"th": "ทดสอบ"}, MOMENT, MOMENT, MOMENT, b"", b"", b"")
WORK = Work("bench", RELEASE.package_id, "50-001", MOMENT, "เจ้าหน้าที่ตัวอย่าง", 1, State.DRAFT)


def measure() -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder:
        bare = _bare(Path(folder) / "bare.db")
        with open_store(Path(folder) / "office", clock=lambda: MOMENT) as store:
            store.add_release(RELEASE)
            store.start(WORK)
            event = AnswerEvent("bench", 1, "/data/d1/q1", Kind.VALUE, "", "คำตอบ", MOMENT, "เจ้าหน้าที่ตัวอย่าง")
            ours = median(lambda: store.append([event]), COMMITS)
    yield Line("one answer on disk", ours, bare, "sqlite3 INSERT and COMMIT, same pragmas")


def _bare(path: Path) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in DURABLE:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE event (ref TEXT, old TEXT, new TEXT, at TEXT, by TEXT) STRICT")

    def commit() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO event VALUES ('/data/d1/q1', '', 'คำตอบ', '2026-03-01', 'x')")
        connection.execute("COMMIT")

    took = median(commit, COMMITS)
    connection.close()
    return took
