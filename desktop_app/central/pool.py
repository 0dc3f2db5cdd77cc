"""Worker processes that check files; the death of one costs one file, not the run (K1, code CRASH)."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import FrameType

from desktop_app.central.inspect import Inspected, Inspector, World, crashed

SECONDS_PER_FILE = 60  # package-format section 8
MEMORY_PER_WORKER = 512 << 20  # bytes of data, package-format section 8
AHEAD = 4  # files handed out per worker: enough to keep it busy, few enough to stop soon

Make = Callable[[World], Inspector]

_inspectors: list[Inspector] = []  # one per worker process, made by `_start`


def inspect_all(world: World, files: Sequence[Path], workers: int, make: Make = Inspector) -> Iterator[Inspected]:
    """Check all files, yielding each as it is done; `workers == 0` checks in this process, in order.

    Args:
        make: opens the world once per worker.

    Raises:
        PhromError: the world cannot be opened; nothing has been checked then.
    """
    if not files:
        return
    inspector = make(world)
    if workers == 0:
        for path in files:
            yield _inspect_here(inspector, path, world)
        return
    waiting = list(reversed(files))
    while waiting:
        suspects = yield from _run_pool(world, waiting, min(workers, len(files)), make)
        for path in suspects:
            yield _inspect_alone(world, path, make)


def _inspect_here(inspector: Inspector, path: Path, world: World) -> Inspected:
    try:
        return inspector.inspect(path)
    except Exception:  # noqa: BLE001 (the boundary per file: what one file does to its check is its own fate)
        return crashed(path, world.staging)


def _run_pool(world: World, waiting: list[Path], workers: int, make: Make) -> Generator[Inspected, None, list[Path]]:
    """Check files until none waits or a worker dies; returns those that were under way then."""
    under_way: dict[Future[Inspected], Path] = {}
    pool = _pool(world, workers, make)
    try:
        while waiting or under_way:
            while waiting and len(under_way) < workers * AHEAD:
                under_way[pool.submit(_inspect, waiting[-1])] = waiting[-1]
                waiting.pop()
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                problem = future.exception()
                if isinstance(problem, BrokenProcessPool):
                    return list(under_way.values())
                path = under_way.pop(future)
                yield future.result() if problem is None else crashed(path, world.staging)
    except BrokenProcessPool:  # while handing out the next file
        return list(under_way.values())
    finally:
        pool.shutdown(cancel_futures=True)
    return []


def _inspect_alone(world: World, path: Path, make: Make) -> Inspected:
    """Check one suspect in a process of its own, so that its death can only be its own doing."""
    with _pool(world, 1, make) as pool:
        future = pool.submit(_inspect, path)
        return future.result() if future.exception() is None else crashed(path, world.staging)


def _pool(world: World, workers: int, make: Make) -> ProcessPoolExecutor:
    # spawn: a forked copy of a process with windows and threads is not safe
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(world, make))


def _start(world: World, make: Make) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who stops an import stops the parent; workers then end quietly
    _limit_memory()
    _inspectors.append(make(world))


def _inspect(path: Path) -> Inspected:
    timed = hasattr(signal, "setitimer")
    if timed:
        signal.signal(signal.SIGALRM, _too_long)
        signal.setitimer(signal.ITIMER_REAL, SECONDS_PER_FILE)
    try:
        return _inspectors[0].inspect(path)
    finally:
        if timed:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _too_long(_number: int, _frame: FrameType | None) -> None:
    os._exit(1)  # ends the worker at once; the parent turns its death into CRASH for this file


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no resource limits of this kind
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_PER_WORKER, MEMORY_PER_WORKER))
