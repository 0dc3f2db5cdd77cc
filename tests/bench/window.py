"""The first usable window against a bare PySide6 window, each in a process of its own."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

from tests.bench.measuring import Line

RUNS = 5
BARE = """
import time
begin = time.perf_counter()
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.show()
app.processEvents()
print(time.perf_counter() - begin)
"""
OURS = """
import sys, tempfile, time
from pathlib import Path
begin = time.perf_counter()
from desktop_app import app as root
from desktop_app.ui.program import Program
folders = root.folders_in(Path(tempfile.mkdtemp()))
program = Program(folders, root.now, root.ZONE)
app = root.make_application(program.settings)
window = root.make_window(app, program)
window.show()
app.processEvents()
print(time.perf_counter() - begin)
"""


def measure() -> Iterator[Line]:
    if not find_spec("PySide6"):
        return
    yield Line("first usable window, imports included", _run(OURS), _run(BARE), "a bare PySide6 window")


def _run(script: str) -> float:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", script]

    def once() -> float:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return float(done.stdout.splitlines()[-1])

    once()
    return statistics.median(once() for _ in range(RUNS))
