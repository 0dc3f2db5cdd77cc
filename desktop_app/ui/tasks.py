"""Long work off the window's thread: a generator of progress facts, run with progress and cancel."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal

from desktop_app.errors import PhromError


class Task(QObject):
    """One run. `fact` carries each fact, then exactly one of `done`, `stopped`, `failed`.

    `done` carries the generator's return value; `failed` a `PhromError` that a person can read or, for a
    bug, the exception itself, which the crash report takes over.
    """

    fact = Signal(object)
    done = Signal(object)
    stopped = Signal()
    failed = Signal(object)
    over = Signal(object)  # the task itself, after whichever of the three

    def __init__(self, work: Callable[[], Iterator[Any]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._worker = _Worker(work, self._stop)
        queued = Qt.ConnectionType.QueuedConnection
        self._worker.fact.connect(self.fact, queued)
        self._worker.ended.connect(self._on_end, queued)

    def start(self) -> Task:
        """Begin in the background."""
        self._worker.start()
        return self

    def cancel(self) -> None:
        """Stop after the item in hand, never inside one."""
        self._stop.set()

    def running(self) -> bool:
        """Whether it has not ended."""
        return self._worker.isRunning()

    def wait(self) -> None:
        """Block until the worker has ended; for closing the program."""
        self._worker.wait()

    def _on_end(self, how: str, what: object) -> None:
        self._worker.wait()
        if how == "done":
            self.done.emit(what)
        elif how == "stopped":
            self.stopped.emit()
        else:
            self.failed.emit(what)
        self.over.emit(self)


class _Worker(QThread):
    fact = Signal(object)
    ended = Signal(str, object)

    def __init__(self, work: Callable[[], Iterator[Any]], stop: threading.Event) -> None:
        super().__init__()
        self._work, self._stop = work, stop

    def run(self) -> None:
        try:
            how, what = self._drain(self._work())
        except PhromError as problem:
            how, what = "failed", problem
        except Exception as bug:  # noqa: BLE001  the worker's edge: it becomes a crash report in the window
            how, what = "failed", bug
        self.ended.emit(how, what)

    def _drain(self, facts: Iterator[Any]) -> tuple[str, object]:
        while True:
            try:
                self.fact.emit(next(facts))
            except StopIteration as end:
                return "done", end.value
            if self._stop.is_set():
                return "stopped", None


class Tasks(QObject):
    """All work in the background of one window, so that closing can ask and wait."""

    changed = Signal()
    problem = Signal(object)  # failures nobody else takes

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: list[Task] = []

    def run(
        self,
        work: Callable[[], Iterator[Any]],
        *,
        fact: Callable[[Any], object] | None = None,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        stopped: Callable[[], object] | None = None,
    ) -> Task:
        """Run `work()` (a generator of facts) in the background; callbacks come on the window's thread."""
        task = Task(work, self)
        pairs = ((task.fact, fact), (task.done, done), (task.failed, failed or self._untaken), (task.stopped, stopped))
        for signal, callback in pairs:
            if callback is not None:
                signal.connect(callback)
        task.over.connect(self._forget)
        self._running.append(task)
        self.changed.emit()
        return task.start()

    def call(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> Task:
        """Run a plain function in the background; `done` gets its result."""

        def once() -> Iterator[Any]:
            result = work()
            yield result
            return result

        return self.run(once, done=done, failed=failed)

    @property
    def running(self) -> tuple[Task, ...]:
        """What has not ended yet."""
        return tuple(self._running)

    def finish(self) -> None:
        """Cancel all and wait; for closing."""
        for task in self._running:
            task.cancel()
        for task in self._running:
            task.wait()

    def _untaken(self, problem: object) -> None:
        self.problem.emit(problem)

    def _forget(self, task: Task) -> None:
        if task in self._running:
            self._running.remove(task)
            task.deleteLater()
            self.changed.emit()
