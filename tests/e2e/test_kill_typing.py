"""Killed at any moment, no acknowledged answer is lost (O1).

`PHROM_KILLS=all pytest tests/e2e` kills fifty times.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

from desktop_app.office.database import file_is_sound
from desktop_app.office.records import Kind
from tests.e2e.typist import QUESTION
from tests.office.office_world import Clock, Office, round_package
from tests.simulator.world import world

KILLS = int(os.environ.get("PHROM_KILLS", "10").replace("all", "50"))
ROOT = Path(__file__).parents[2]


def type_and_kill(folder: Path, start: int, acknowledged: int) -> int:
    """Let the typist work until it has said so many numbers, kill it, and tell the last number it said."""
    command = [sys.executable, "-m", "tests.e2e.typist", str(folder), str(start)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as typist:
        assert typist.stdout is not None
        for _ in range(acknowledged):
            typist.stdout.readline()
        typist.kill()
        said = typist.stdout.read().splitlines()  # said before the kill, read after it
    complete = [line for line in said[:-1] if line] + [line for line in said[-1:] if line.isdigit()]
    return int(complete[-1]) if complete else start + acknowledged - 1


def test_every_acknowledged_answer_survives_the_kill(tmp_path: Path) -> None:
    """O1: kill -9 at random moments, again and again on the same data; all that was said "saved" is there."""
    office = Office(tmp_path / "data", round_package(world(), tmp_path), world(), Clock())
    office.store.close(backup=False)
    chance, start = random.Random(2569), 1
    for _ in range(KILLS):
        last = type_and_kill(office.folder, start, chance.randint(1, 60))
        assert file_is_sound(office.folder / "phrom.db")
        work = office.reopen()
        written = [int(event.new) for event in work.history(QUESTION)]
        assert written == list(range(1, len(written) + 1))
        assert len(written) >= last >= start
        assert office.store.is_sound()
        assert work.session.state(QUESTION).value == str(len(written))
        assert office.store.current(work.work.id, Kind.VALUE)[QUESTION] == str(len(written))
        start = len(written) + 1
        office.store.close(backup=False)
