"""A data folder, a clock that only tests move, and a small assessment in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.office.records import AnswerEvent, Kind, Release, State, Work
from desktop_app.office.store import OfficeStore, open_store

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
RELEASE_ID = "a" * 64
WORK_ID = "01956b3c-8f00-7000-8000-000000000001"


class Clock:
    """Aware UTC; each reading is one second later, so that order can be seen."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ข้อมูลพร้อม"


@pytest.fixture
def store(folder: Path, clock: Clock) -> Iterator[OfficeStore]:
    with open_store(folder, clock=clock) as opened:
        yield opened


@pytest.fixture
def release() -> Release:
    title = {"th": "ความพร้อมรัฐบาลดิจิทัล", "en": "Readiness"}
    return Release(
        RELEASE_ID, "mini", 1, "2569", title, START, START + timedelta(days=30), START, b"form", b"roster", b"book"
    )


@pytest.fixture
def started(store: OfficeStore, release: Release) -> OfficeStore:
    """A store with one empty assessment of office 50-001."""
    store.add_release(release)
    store.start(Work(WORK_ID, RELEASE_ID, "50-001", START, "เจ้าหน้าที่ตัวอย่าง", 1, State.DRAFT))
    return store


@pytest.fixture
def event() -> Callable[..., AnswerEvent]:
    """Make an event at `/data/<name>`."""

    def make(name: str, new: str, old: str = "", kind: Kind = Kind.VALUE) -> AnswerEvent:
        return AnswerEvent(WORK_ID, 1, f"/data/{name}", kind, old, new, START, "เจ้าหน้าที่ตัวอย่าง")

    return make
