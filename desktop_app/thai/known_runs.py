"""The table of known runs: Thai of the shipped texts, cut into words beforehand (X1).

`python -m desktop_app.thai.known_runs` makes it anew; a test fails when it is stale. It only saves the time of
loading the dictionary: what it lacks is cut by the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from desktop_app.files import write_whole
from desktop_app.resources import FORMS, REFERENCE, ROOT, TRANSLATIONS
from desktop_app.thai.breaking import CUT, KNOWN_RUNS, RUN, segment_run


def sources() -> Iterator[Path]:
    """Files whose Thai a person sees: words of the window, listings of the forms, names, messages."""
    yield from sorted(TRANSLATIONS.glob("*.json"))
    yield from sorted(FORMS.glob("*.txt"))
    yield from sorted(REFERENCE.glob("*.csv"))
    yield from sorted((ROOT / "desktop_app").rglob("faults.py"))


def known_runs(paths: Iterable[Path]) -> str:
    """The table: one run a line in the order of code points, words parted by a bar."""
    runs = {run for path in paths for run in RUN.findall(path.read_text(encoding="utf-8"))}
    return "".join(f"{_marked(run)}\n" for run in sorted(runs))


def _marked(run: str) -> str:
    edges = (0, *segment_run(run), len(run))
    return CUT.join(run[start:end] for start, end in pairwise(edges))


if __name__ == "__main__":
    write_whole(KNOWN_RUNS, known_runs(sources()).encode())
