"""The intake log: every file ever offered and every act of a person, append-only and hash-chained.

Each row is also a line of JSON in `log/intake.jsonl`. Packages and log together are the truth: the
registry can be rebuilt from them (`rebuild.py`). Source: package-format section 11; threats, A8.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, insert, or_, select

from desktop_app.central import faults, tables
from desktop_app.central.registry import Registry
from desktop_app.files import CANNOT_READ, CANNOT_WRITE
from desktop_app.submission.clock import BUDDHIST, is_buddhist, on_the_wall

ASUNDER = timedelta(minutes=5)  # how far the clocks of two computers that share a registry may differ
DATED = ("revoke", "renew", "bundle"), ("accepted", "late", "superseded", "conflict")
"""Actions and states of entries that time has judged: revocation lists, and files that were taken."""
GENESIS = "0" * 64  # what the first row names as the one before it


def stamp(moment: datetime) -> str:
    """An instant as packages write it, `2026-03-31T07:03:22Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `detail` is JSON with all that a rebuild needs beyond the package itself."""

    at: str
    by: str
    action: str
    state: str = ""
    code: str = ""
    file_name: str = ""
    file_sha256: str = ""
    package_id: str | None = None
    office_code: str | None = None
    detail: str = "{}"


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry with its place in the chain."""

    log_index: int
    prev_sha256: str
    sha256: str


@contextmanager
def recording(registry: Registry, made: Iterable[Path] = ()) -> Iterator[Connection]:
    """One transaction for an act; what it appends is a line of the file, too, when this ends.

    Args:
        made: files that the act writes, filled in while it runs; if the act fails, none of them stays.

    Raises:
        PhromError: CEN-14 the log is damaged, CEN-19 registry and log are not in step, before anything is changed;
            CEN-05 the database refused; FILE-01 the disk refused the lines: the rows are safe, the lines follow later.
    """
    try:
        with checked(registry) as connection:
            yield connection
    except BaseException:
        for path in made:
            with suppress(OSError):  # a disk that is gone cannot be tidied either
                path.unlink(missing_ok=True)
        raise
    write_lines(registry)


@contextmanager
def checked(registry: Registry) -> Iterator[Connection]:
    """One transaction, begun only when registry and log are in step; `write_lines` is left to the caller."""
    with registry.writing() as connection:
        _demand_in_step(connection, registry.folders.log)
        yield connection


def demand_clock(registry: Registry, moment: datetime) -> None:
    """Refuse to judge by a clock that cannot be right: set back, it would bring withdrawn keys back (section 11).

    Files that were refused or wait do not count, so that a clock that was ahead for a while stops nobody.

    Raises:
        PhromError: CEN-27, a Buddhist year, or before a list was issued or a file was taken.
    """
    table, (actions, states) = tables.intake_log.c, DATED
    query = select(func.max(table.at)).where(or_(table.action.in_(actions), table.state.in_(states)))
    with registry.reading() as connection:
        newest = connection.execute(query).scalar() or ""
    clock = on_the_wall(moment)
    if is_buddhist(moment):
        raise faults.CLOCK_WRONG.error(clock=clock, **BUDDHIST)
    if stamp(moment + ASUNDER) < newest:
        last = on_the_wall(datetime.fromisoformat(newest))
        raise faults.CLOCK_WRONG.error(
            clock=clock,
            why_th=f"อยู่ก่อน {last} ที่ส่วนกลางรับไฟล์หรือออกบัญชีเพิกถอนครั้งล่าสุด",
            why_en=f"it is before {last}, when central last took a file or issued a revocation list",
        )


def append(connection: Connection, entry: Entry) -> Logged:
    """Add an entry inside the caller's transaction; the line follows with `write_lines`."""
    last = connection.execute(
        select(tables.intake_log.c.log_index, tables.intake_log.c.sha256)
        .order_by(tables.intake_log.c.log_index.desc())
        .limit(1)
    ).first()
    index, before = (last.log_index + 1, last.sha256) if last else (1, GENESIS)
    logged = Logged(index, before, _digest(index, before, entry))
    connection.execute(insert(tables.intake_log), {**asdict(entry), **asdict(logged)})
    return logged


def write_lines(registry: Registry) -> None:
    """Bring the file of lines up to the rows; also mends a crash between commit and line.

    Raises:
        PhromError: CEN-14, CEN-19 as `recording`; FILE-01, the disk refused; the rows are safe and the lines
            follow next time.
    """
    path = registry.folders.log
    with registry.writing() as connection:  # one process at a time appends lines
        written = _demand_in_step(connection, path)
        query = select(tables.intake_log).where(tables.intake_log.c.log_index > written)
        rows = connection.execute(query.order_by(tables.intake_log.c.log_index)).mappings().all()
        if not rows:
            return
        try:
            with path.open("a", encoding="utf-8") as stream:
                stream.writelines(_line(dict(row)) + "\n" for row in rows)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as problem:
            raise CANNOT_WRITE.error(name=path.name, reason=problem.strerror) from problem


def read_lines(path: Path) -> Iterator[tuple[Logged, Entry]]:
    """The log as it lies on disk, chain checked; a torn last line, left by a power cut, is none.

    Raises:
        PhromError: FILE-02 there is no log; CEN-14, a line is damaged or the chain is broken; the line is named.
    """
    before = GENESIS
    try:
        stream = path.open("rb")
    except OSError as problem:
        raise CANNOT_READ.error(name=path.name, reason=problem.strerror) from problem
    with stream:
        for number, line in enumerate(stream, start=1):
            try:
                logged, entry = _parsed(line)
            except (ValueError, TypeError, KeyError, AttributeError) as problem:
                if not line.endswith(b"\n"):
                    return
                raise faults.LOG_DAMAGED.error(name=path.name, line=number) from problem
            if logged != Logged(number, before, _digest(number, before, entry)):
                raise faults.LOG_DAMAGED.error(name=path.name, line=number)
            before = logged.sha256
            yield logged, entry


def _parsed(line: bytes) -> tuple[Logged, Entry]:
    found = json.loads(line.decode("utf-8"))
    logged = Logged(found.pop("log_index"), found.pop("prev_sha256"), found.pop("sha256"))
    return logged, Entry(**found)


def count(registry: Registry) -> int:
    """How many rows the log has."""
    with registry.reading() as connection:
        return connection.execute(select(func.count()).select_from(tables.intake_log)).scalar_one()


def _digest(index: int, before: str, entry: Entry) -> str:
    return hashlib.sha256(_line({"log_index": index, "prev_sha256": before, **asdict(entry)}).encode()).hexdigest()


def _line(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _demand_in_step(connection: Connection, path: Path) -> int:
    """Index of the last line, 0 without one; the row of that index must be the same."""
    last = _last_line(path)
    if last is None:
        return 0
    query = select(tables.intake_log.c.sha256).where(tables.intake_log.c.log_index == last.log_index)
    if connection.execute(query).scalar() != last.sha256:
        raise faults.LOG_AHEAD.error(name=path.name, line=last.log_index)
    return last.log_index


def _last_line(path: Path) -> Logged | None:
    try:
        line = _last_whole_line(path)
    except OSError as problem:
        raise CANNOT_WRITE.error(name=path.name, reason=problem.strerror) from problem
    if not line:
        return None
    try:
        return _parsed(line)[0]
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise faults.LOG_DAMAGED.error(name=path.name, line="-1") from problem


def _last_whole_line(path: Path) -> bytes:
    """The last line, b"" without one; a torn one after it, left by a power cut, is cut off."""
    if not path.exists():
        return b""
    with path.open("rb+") as stream:
        last, end = b"", 0
        size = stream.seek(0, os.SEEK_END)
        # The last line lies in the last block, unless it carries a whole roster: then read on.
        for block in (1 << 16, 1 << 22, size):
            start = max(0, size - block)
            stream.seek(start)
            whole, newline, _torn = stream.read().rpartition(b"\n")
            before, earlier, line = whole.rpartition(b"\n")
            if newline and (earlier or start == 0):
                last, end = line, start + len(before) + len(earlier) + len(line) + 1
                break
        if end != size:
            stream.truncate(end)
    return last
