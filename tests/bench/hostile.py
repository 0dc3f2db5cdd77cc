"""Every hostile package through the centre's check, the worst of them against the limits of threats section 7 (P7)."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from desktop_app.central import intake
from tests.bench.measuring import Line, Memory, median, peak
from tests.hostile.centre import make_ground
from tests.hostile.every_case import every_case
from tests.hostile.test_at_the_centre import file_name, judged_as_the_cases_say
from tests.simulator.world import MOMENT, world

SECONDS, OCTETS = 0.1, 100 * 1024**2


def measure() -> Iterator[Line]:
    """Median of three times, and the peak of Python's own memory while a case is checked."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ground = make_ground(folder)
        cases = every_case(ground)
        registry = ground.centre.registry
        inspector = judged_as_the_cases_say(cases)(intake.world_of(registry, MOMENT, registry.folders.staging))
        times: dict[str, float] = {}
        peaks: dict[str, int] = {}
        for case in cases:
            path = folder / file_name(case)
            path.write_bytes(case.package(world()))

            def check(path: Path = path) -> None:
                found = inspector.inspect(path)
                if found.staged:
                    found.staged.unlink()

            times[case.name] = median(check, 3)
            peaks[case.name] = peak(check)
            path.unlink()
        ground.centre.close()
    slowest, largest = max(times, key=times.__getitem__), max(peaks, key=peaks.__getitem__)
    middle = statistics.median(times.values())
    yield Line(f"{len(cases)} hostile packages, the slowest", times[slowest], SECONDS, f"limit; {slowest}")
    yield Line("hostile packages, the median", middle, SECONDS, "limit")
    yield Memory("hostile packages, the largest peak", peaks[largest], OCTETS, f"limit; {largest}")
