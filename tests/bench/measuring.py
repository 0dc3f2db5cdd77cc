"""Medians and lines that the benchmarks share."""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One comparison; times in seconds."""

    what: str
    ours: float
    against: float
    peer: str

    def text(self) -> str:
        ratio = self.ours / self.against if self.against else float("nan")
        return f"{self.what:<52}{_time(self.ours):>14}{_time(self.against):>14}{ratio:>8.3f}  {self.peer}"


@dataclass(frozen=True)
class Memory(Line):
    """Octets instead of seconds."""

    def text(self) -> str:
        ours, against = (f"{octets / 1024**2:.1f} MB" for octets in (self.ours, self.against))
        return f"{self.what:<52}{ours:>14}{against:>14}{self.ours / self.against:>8.3f}  {self.peer}"


def peak(work: Callable[[], object]) -> int:
    """Most octets of Python's own memory at any moment of one call."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _time(seconds: float) -> str:
    return f"{seconds * 1e3:.3f} ms" if seconds < 1 else f"{seconds:.2f} s"


def median(work: Callable[[], object], runs: int) -> float:
    """Median seconds of `runs` calls after one that is not counted."""
    work()
    return statistics.median(_once(work) for _ in range(runs))


def in_turns(ours: Callable[[], object], other: Callable[[], object], runs: int) -> tuple[float, float]:
    """Median seconds of both, each called after the other, so that a slow moment of the machine meets both alike."""
    ours(), other()
    pairs = [(_once(ours), _once(other)) for _ in range(runs)]
    return statistics.median(one for one, _ in pairs), statistics.median(one for _, one in pairs)


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def percentile(times: list[float], share: float) -> float:
    """The value below which `share` of the times lie."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]
