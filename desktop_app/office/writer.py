"""One thread that brings answers to disk, so that typing never waits for it (O1).

Every batch given to `record` is one durable commit, in the order given. What becomes of it is told as a fact,
from the writer's own thread: `Saved` only after the commit returned, `Failed` while the disk refuses, `Recovered`
when it takes answers again. Nothing is dropped: a refused batch is tried again after 1, 2, 4 … 30 s.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop_app.errors import PhromError
from desktop_app.office import faults
from desktop_app.office.records import AnswerEvent

RETRY_AFTER = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)  # seconds; the last one repeats


@dataclass(frozen=True, slots=True)
class Saved:
    """A batch is on disk: what `record` returned, the refs in it, when, and how many batches still wait."""

    ticket: int
    refs: tuple[str, ...]
    at: datetime
    waiting: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The disk refused: why, how many batches wait, and in how many seconds it is tried again."""

    problem: PhromError
    waiting: int
    again_in: float


@dataclass(frozen=True, slots=True)
class Recovered:
    """The disk takes answers again after `Failed`."""

    at: datetime


Fact = Saved | Failed | Recovered


class AnswerWriter:
    """The queue and its thread. `record` and `flush` are what `Assessment` needs of it."""

    def __init__(
        self,
        append: Callable[[Sequence[AnswerEvent]], object],
        tell: Callable[[Fact], None],
        *,
        clock: Callable[[], datetime],
        retry_after: Sequence[float] = RETRY_AFTER,
    ) -> None:
        """Start the thread.

        Args:
            append: `OfficeStore.append`, or what stands for it; raises PhromError when the disk refuses.
            tell: is called with every fact, on the writer's thread.
            clock: aware UTC now, for the times in facts.
            retry_after: seconds before each further try; the last one repeats.
        """
        self._append = append
        self._tell = tell
        self._clock = clock
        self._retry_after = tuple(retry_after)
        self._waiting: deque[tuple[int, tuple[AnswerEvent, ...]]] = deque()
        self._changed = threading.Condition()
        self._given = 0
        self._failures = 0
        self._hurry = False
        self._closing = False
        self._running = True
        self._last_problem: PhromError | None = None
        self._thread = threading.Thread(target=self._run, name="answer-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many batches are not on disk yet."""
        with self._changed:
            return len(self._waiting)

    def record(self, events: Sequence[AnswerEvent]) -> int:
        """Take a batch and return at once with its ticket; `Saved` follows.

        Raises:
            PhromError: OFF-17, the thread has died or was closed; the caller keeps the answer.
        """
        with self._changed:
            if self._closing or not self._running:
                raise faults.WRITER_STOPPED.error(count=len(self._waiting) + 1)
            self._given += 1
            self._waiting.append((self._given, tuple(events)))
            self._changed.notify_all()
            return self._given

    def retry_now(self) -> None:
        """Do not wait for the next try: the person asked."""
        with self._changed:
            self._hurry = True
            self._changed.notify_all()

    def flush(self, timeout: float | None = None) -> None:
        """Wait until everything given so far is on disk.

        Args:
            timeout: seconds; None waits as long as tries go well and gives up at the first refusal.

        Raises:
            PhromError: why the disk refuses, or OFF-17 when the thread is gone; nothing is dropped.
        """
        with self._changed:
            self._hurry = True
            self._changed.notify_all()
            failed_before = self._failures
            self._changed.wait_for(lambda: self._at_rest(failed_before), timeout)
            if not self._waiting:
                return
            raise self._last_problem or faults.WRITER_STOPPED.error(count=len(self._waiting))

    def close(self, timeout: float | None = None) -> None:
        """Bring all to disk and end the thread; on refusal the writer stays usable.

        Raises:
            PhromError: as `flush`.
        """
        self.flush(timeout)
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()

    def abandon(self) -> int:
        """End the thread without the rest, because the person said so; tells how many batches were given up."""
        with self._changed:
            lost = len(self._waiting)
            self._waiting.clear()
            self._closing = True
            self._changed.notify_all()
        self._thread.join()
        return lost

    def _at_rest(self, failed_before: int) -> bool:
        refused = self._failures > failed_before
        return not self._waiting or refused or not self._running

    def _run(self) -> None:
        try:
            self._write_all()
        finally:
            with self._changed:
                self._running = False
                self._changed.notify_all()

    def _write_all(self) -> None:
        tries = 0
        while (batch := self._next()) is not None:
            try:
                self._append(batch[1])
            except PhromError as problem:
                self._refused(problem, tries)
                tries += 1
                continue
            self._written(batch, recovered=tries > 0)
            tries = 0

    def _next(self) -> tuple[int, tuple[AnswerEvent, ...]] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            return self._waiting[0] if self._waiting else None

    def _refused(self, problem: PhromError, tries: int) -> None:
        pause = self._retry_after[min(tries, len(self._retry_after) - 1)]
        with self._changed:
            waiting = len(self._waiting)
            self._last_problem = problem
            self._hurry = False
            self._failures += 1
            self._changed.notify_all()
        self._tell(Failed(problem, waiting, pause))
        with self._changed:
            self._changed.wait_for(lambda: self._hurry or self._closing, pause)

    def _written(self, batch: tuple[int, tuple[AnswerEvent, ...]], *, recovered: bool) -> None:
        with self._changed:
            if self._waiting and self._waiting[0] is batch:
                self._waiting.popleft()
            waiting = len(self._waiting)
            self._last_problem = None
        moment = self._clock()
        if recovered:
            self._tell(Recovered(moment))
        refs = tuple(dict.fromkeys(event.ref for event in batch[1]))
        self._tell(Saved(batch[0], refs, moment, waiting))
        with self._changed:
            self._changed.notify_all()  # after the fact, so that whoever flushed has been told
