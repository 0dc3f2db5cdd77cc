"""Worker processes that check files; the death of one costs one file, not the run (K1, code CRASH)."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import FrameType

from desktop_app.central.inspect import Inspected, Inspector, World, sentences
from desktop_app.package.refusal import refusal

SECONDS_PER_FILE = 60  # package-format section 8
MEMORY_PER_WORKER = 512 << 20  # bytes of data, package-format section 8
AHEAD = 4  # files handed out per worker: enough to keep it busy, few enough to stop soon

_inspectors: list[Inspector] = []  # one per worker process, made by `_start`


def inspect_all(world: World, files: Sequence[Path], workers: int) -> Iterator[Inspected]:
    """Check all files, yielding each as it is done; `workers == 0` checks in this process, in order."""
    if workers == 0 or len(files) <= 1:
        inspector = Inspector(world)
        yield from (inspector.inspect(path) for path in files)
        return
    waiting = list(reversed(files))
    while waiting:
        suspects = yield from _run_pool(world, waiting, workers)
        for path in suspects:
            yield _inspect_alone(world, path)


def _run_pool(world: World, waiting: list[Path], workers: int) -> Generator[Inspected, None, list[Path]]:
    """Check files until none waits or a worker dies; returns those that were under way then."""
    under_way: dict[Future[Inspected], Path] = {}
    with _pool(world, workers) as pool:
        while waiting or under_way:
            try:
                while waiting and len(under_way) < workers * AHEAD:
                    under_way[pool.submit(_inspect, waiting[-1])] = waiting[-1]
                    waiting.pop()
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    del under_way[future]
                    yield result
            except BrokenProcessPool:
                return list(under_way.values())
    return []


def _inspect_alone(world: World, path: Path) -> Inspected:
    """Check one suspect in a process of its own, so that its death can only be its own doing."""
    with _pool(world, 1) as pool:
        try:
            return pool.submit(_inspect, path).result()
        except BrokenProcessPool:
            return Inspected(path.name, "CRASH", sentences(refusal("CRASH")))


def _pool(world: World, workers: int) -> ProcessPoolExecutor:
    # spawn: a forked copy of a process with windows and threads is not safe
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(world,))


def _start(world: World) -> None:
    _limit_memory()
    _inspectors.append(Inspector(world))


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
