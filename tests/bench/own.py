"""Our engine, measured in a process of its own as the peers are: `python -m tests.bench.own FORM ANSWERS RUNS`."""

from __future__ import annotations

import gc
import json
import platform
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.questionnaire.session import AnswerSession
from desktop_app.questionnaire.stored import load_form
from desktop_app.questionnaire.xpath.parser import parse
from desktop_app.scoring.live import LiveScore
from tests.bench.generated_forms import TOTAL

MOMENT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


def load(path: Path) -> AnswerSession:
    """From the bytes of a released form to a session at rest."""
    parse.cache_clear()  # as in a program that has just been started
    return AnswerSession(load_form(path.read_bytes()), clock=lambda: MOMENT, zone=UTC)


def main(form: str, answers: str, runs: str) -> None:
    """Print what the peers print, and the times with the exact score."""
    passes = json.loads(Path(answers).read_text("utf-8"))
    loads, session = [], None
    for _ in range(int(runs)):
        session = None
        gc.collect()
        start = time.perf_counter()
        session = load(Path(form))
        loads.append((time.perf_counter() - start) * 1e3)
    assert session is not None
    live = LiveScore(session)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    engine: list[tuple[int, float]] = []
    both, totals = [], []
    for number, given in enumerate(passes):
        for ref, text in given:
            start = time.perf_counter()
            changes = session.answer(ref, text)
            total = session.state(TOTAL).value
            middle = time.perf_counter()
            live.update(changes)
            both.append((number, (time.perf_counter() - start) * 1e3))
            engine.append((number, (middle - start) * 1e3))
            totals.append(float(total))
    added = _instances(session)
    print(
        json.dumps(
            {
                "loads": loads, "times": engine, "scored": both, "totals": totals, "added": added,
                "kilobytes": max(memory, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss),
                "score": live.score.total.shown, "runtime": f"CPython {platform.python_version()}",
            }
        )
    )  # fmt: skip


def _instances(session: AnswerSession) -> list[float]:
    """Milliseconds of adding each of a hundred instances."""
    times = []
    for _ in range(100):
        start = time.perf_counter()
        session.add_instance("/data/results/projects")
        times.append((time.perf_counter() - start) * 1e3)
    return times


if __name__ == "__main__":
    main(*sys.argv[1:])
