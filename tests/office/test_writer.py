"""The writer thread: says "saved" only after the commit, drops nothing, waits on closing (O1)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest

from desktop_app.errors import PhromError
from desktop_app.office import faults
from desktop_app.office.records import AnswerEvent, Kind
from desktop_app.office.store import OfficeStore
from desktop_app.office.writer import AnswerWriter, Fact, Failed, Recovered, Saved

from .conftest import WORK_ID, Clock

Make = Callable[..., AnswerEvent]
NEVER = 3600.0  # seconds; a test that waited this long would have failed long before


class Disk:
    """Takes batches, or refuses the first `refusals` of them."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.taken: list[str] = []

    def append(self, events: Sequence[AnswerEvent]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise faults.DISK_FULL.error(name="phrom.db")
        self.taken.extend(event.new for event in events)


class Told(list[Fact]):
    """All facts so far; `failed` is set with the first refusal."""

    def __init__(self) -> None:
        super().__init__()
        self.failed = threading.Event()

    def __call__(self, fact: Fact) -> None:
        self.append(fact)
        if isinstance(fact, Failed):
            self.failed.set()


def test_saved_is_said_after_the_commit_in_the_order_given(started: OfficeStore, event: Make) -> None:
    """O1: whoever hears "saved" finds the answer on disk."""
    seen: list[tuple[int, int]] = []

    def tell(fact: Fact) -> None:
        assert isinstance(fact, Saved)
        seen.append((fact.ticket, started.count_events(WORK_ID)))

    writer = AnswerWriter(started.append, tell, clock=Clock())
    tickets = [writer.record([event("a", str(number))]) for number in range(20)]
    writer.close()
    assert tickets == [ticket for ticket, _ in seen] == list(range(1, 21))
    assert all(on_disk >= ticket for ticket, on_disk in seen)
    assert started.current(WORK_ID, Kind.VALUE) == {"/data/a": "19"}


def test_a_refusal_is_told_once_per_try_and_nothing_is_lost(event: Make) -> None:
    """O1: full disk, tried again, recovered: all batches arrive in order."""
    disk, told = Disk(refusals=3), Told()
    writer = AnswerWriter(disk.append, told, clock=Clock(), retry_after=(0.0,))
    for number in range(4):
        writer.record([event("a", str(number))])
    while writer.waiting:
        try:
            writer.flush()
        except PhromError as problem:
            assert problem.code == "OFF-03"
    writer.close()
    assert disk.taken == ["0", "1", "2", "3"]
    kinds = [type(fact) for fact in told]
    assert kinds == [Failed] * 3 + [Recovered] + [Saved] * 4
    assert all(fact.problem.code == "OFF-03" for fact in told if isinstance(fact, Failed))


def test_the_pauses_grow_and_the_last_repeats(event: Make) -> None:
    """O1: the window can say in how many seconds the next try comes."""
    told = Told()
    disk = Disk(refusals=4)
    writer = AnswerWriter(disk.append, told, clock=Clock(), retry_after=(0.0, 0.001, 0.002))
    writer.record([event("a", "1")])
    while writer.waiting:
        try:
            writer.flush()
        except PhromError:
            continue
    writer.close()
    assert [fact.again_in for fact in told if isinstance(fact, Failed)] == [0.0, 0.001, 0.002, 0.002]


def test_try_again_does_not_wait_for_the_pause(event: Make) -> None:
    """O1: "ลองอีกครั้ง" in the window tries at once."""
    disk, told = Disk(refusals=1), Told()
    writer = AnswerWriter(disk.append, told, clock=Clock(), retry_after=(NEVER,))
    writer.record([event("a", "1")])
    assert told.failed.wait(10)
    writer.retry_now()
    writer.close()
    assert disk.taken == ["1"]


def test_closing_while_the_disk_refuses_keeps_the_answers(event: Make) -> None:
    """O1: the window asks the person; nothing is dropped until the person says so."""
    disk, told = Disk(refusals=1_000_000), Told()
    writer = AnswerWriter(disk.append, told, clock=Clock(), retry_after=(NEVER,))
    writer.record([event("a", "1")])
    assert told.failed.wait(10)
    with pytest.raises(PhromError) as refused:
        writer.close()
    assert (refused.value.code, writer.waiting) == ("OFF-03", 1)
    assert writer.abandon() == 1


def test_a_closed_writer_takes_nothing(event: Make) -> None:
    """O1: an answer that nobody would write is refused where it can still be kept."""
    writer = AnswerWriter(Disk().append, Told(), clock=Clock())
    writer.close()
    with pytest.raises(PhromError) as refused:
        writer.record([event("a", "1")])
    assert refused.value.code == "OFF-17"


def test_a_thread_that_died_is_noticed(event: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """O1 X5: a mistake of ours in the thread becomes a crash report and a sentence, never silence."""
    reported: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda crash: reported.append(crash.exc_type))

    def broken(events: Sequence[AnswerEvent]) -> None:
        raise ZeroDivisionError

    writer = AnswerWriter(broken, Told(), clock=Clock())
    writer.record([event("a", "1")])
    with pytest.raises(PhromError) as refused:
        writer.flush()
    writer._thread.join()
    assert (refused.value.code, reported) == ("OFF-17", [ZeroDivisionError])
    with pytest.raises(PhromError):
        writer.record([event("a", "2")])
