"""Every way in which the disk fails becomes one typed fault, sorted in one place (O1)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.errors import PhromError
from desktop_app.office import faults
from desktop_app.office.database import sorted_errors


def made(path: Path) -> Path:
    """A small database file."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    return path


def read_only(path: Path) -> None:
    with closing(sqlite3.connect(f"{made(path).as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("INSERT INTO t VALUES (1)")


def busy(path: Path) -> None:
    holder = sqlite3.connect(made(path), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with closing(holder), closing(sqlite3.connect(path, timeout=0)) as connection:
        connection.execute("INSERT INTO t VALUES (1)")


def full(path: Path) -> None:
    with closing(sqlite3.connect(made(path))) as connection:
        connection.execute("PRAGMA max_page_count = 2")
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")


def damaged(path: Path) -> None:
    content = bytearray(made(path).read_bytes())
    content[100:] = b"\xff" * (len(content) - 100)
    path.write_bytes(bytes(content))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("SELECT * FROM t")


def foreign(path: Path) -> None:
    path.write_bytes(b"no database at all " * 100)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("SELECT 1 FROM sqlite_schema")


def gone(path: Path) -> None:
    sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)


@pytest.mark.parametrize(
    ("fail", "fault"),
    [
        (read_only, faults.READ_ONLY),
        (busy, faults.STORE_LOCKED),
        (full, faults.DISK_FULL),
        (damaged, faults.STORE_DAMAGED),
        (foreign, faults.STORE_DAMAGED),
        (gone, faults.DISK_FAILED),
    ],
    ids=lambda one: getattr(one, "__name__", getattr(one, "code", "")),
)
def test_each_refusal_of_the_disk_has_its_own_sentence(
    tmp_path: Path, fail: Callable[[Path], None], fault: faults.Fault
) -> None:
    """O1: real failures of a real file; the message names the file in both languages."""
    with pytest.raises(PhromError) as refused, sorted_errors("phrom.db"):
        fail(tmp_path / "x.db")
    assert refused.value.fault is fault
    assert all("phrom.db" in refused.value.message(language) for language in ("th", "en"))


def test_a_mistake_of_ours_is_not_taken_for_the_disks(tmp_path: Path) -> None:
    """X5: a wrong statement stays what it is and becomes a crash report."""
    with (
        closing(sqlite3.connect(":memory:")) as connection,
        pytest.raises(sqlite3.OperationalError),
        sorted_errors("phrom.db"),
    ):
        connection.execute("SELECT * FROM nowhere")
