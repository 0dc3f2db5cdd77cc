"""The longest turn of the author's window while a form of 2,000 questions is opened (Q1, X2)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

from tests.bench.measuring import Line

QUESTIONS = 2000
SCRIPT = """
import sys, tempfile, time
from pathlib import Path
from desktop_app import app as root
from desktop_app.ui.author.page import AuthorPage
from desktop_app.ui.program import Program
from tests.bench import generated_forms
questions, generated_forms.PER_SECTION = int(sys.argv[1]), int(sys.argv[2])
folder = Path(tempfile.mkdtemp())
form = generated_forms.write_workbook(questions, folder / "form.xlsx")
program = Program(root.folders_in(folder), root.now, root.ZONE)
app = root.make_application(program.settings)
window = root.make_window(app, program)
window.show()
program.go("central", "author", str(form))
page, turns = window.page, []
while page.preview is None or page.preview.cards._wanted() is not None:
    start = time.thread_time()
    app.processEvents()
    if page.preview is not None:
        turns.append(time.thread_time() - start)
print(sum(turns), max(turns), len(page.preview.cards.made))
window.close()
"""


def measure() -> Iterator[Line]:
    if not find_spec("PySide6"):
        return
    for each, words in ((20, "in pages of 20"), (QUESTIONS, "on one page")):
        whole, longest = _run(each)
        what = f"longest turn, form of {QUESTIONS:,} opened, {words}"
        yield Line(what, longest, whole, "all turns until what is seen is there")


def _run(per_section: int) -> tuple[float, float]:
    """Seconds of the window's thread until all that is seen stands, and of its longest turn."""
    command = [sys.executable, "-c", SCRIPT, str(QUESTIONS), str(per_section)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    whole, longest, _ = done.stdout.split()
    return float(whole), float(longest)
