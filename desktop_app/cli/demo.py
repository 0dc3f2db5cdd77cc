"""`phrom demo`: the whole journey on sample data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile

import click
from click.termui import progressbar

from desktop_app.cli.output import FAILED, language, now, say, show
from desktop_app.demo.journey import FEWEST, play_journey
from desktop_app.demo.summary import Progress, Summary, tell

PICTURES = {"th": "ถ่ายภาพหน้าจอ", "en": "Taking pictures of the screens"}
MOST_SAID = 2000  # bytes of a failure's last words


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the files.")
@click.option("--offices", default=201, show_default=True, type=click.IntRange(FEWEST, 242), help="How many send.")
@click.option("--no-window", is_flag=True, help="Do not open the window at the end.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def demo(context: click.Context, out: Path, offices: int, *, no_window: bool, as_json: bool) -> None:
    """Play the whole journey on sample data and leave every file of it in a folder."""
    summary = _play(out, offices)
    pictures = _take_pictures(out / "screens")
    if pictures:
        summary = replace(summary, files={**summary.files, "screens": str(out / "screens")})
    show({**summary.to_json(), "pictures": pictures}, as_json, lambda: tell(summary, language(), _command()))
    if not no_window and _has_display() and find_spec("PySide6"):
        subprocess.run([sys.executable, "-m", "desktop_app", "--data", str(out / "office")], check=False)
    context.exit(FAILED if summary.surprises else 0)


def _play(out: Path, offices: int) -> Summary:
    """The journey with a bar on stderr for each of its stages."""
    stage = ""
    with ExitStack() as bars:
        for fact in play_journey(out, offices, clock=now):
            if isinstance(fact, Summary):
                return fact
            if fact.stage != stage:
                bars.close()
                stage = fact.stage
                bar = bars.enter_context(
                    progressbar(length=fact.total, label=_label(fact), file=sys.stderr, show_pos=True, width=24)
                )
            bar.update(1)
    raise AssertionError("the journey ends with its summary")


def _label(fact: Progress) -> str:
    return fact.text[language()]


def _take_pictures(folder: Path) -> int:
    """Pictures of every screen, by the window's own gallery; 0 where there is no PySide6."""
    if not find_spec("PySide6"):
        say("ไม่มี PySide6 จึงไม่มีภาพหน้าจอ" if language() == "th" else "No PySide6, so no pictures of the screens.")
        return 0
    with progressbar(_photographs(folder), label=PICTURES[language()], file=sys.stderr, show_pos=True) as taken:
        return sum(1 for _ in taken)


def _photographs(folder: Path) -> Iterator[str]:
    """One line per picture as it is taken; what the gallery complains of is said only if it fails."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUNBUFFERED": "1"}
    wanted = ("--lang", "th", "--theme", "light", "--out", str(folder))
    command = [sys.executable, "-m", "desktop_app.ui.gallery", *wanted]
    with (
        TemporaryFile() as complaints,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=complaints, text=True) as gallery,
    ):
        yield from gallery.stdout or ()
        if gallery.wait() != 0:
            complaints.seek(0)
            say(complaints.read()[-MOST_SAID:].decode("utf-8", "replace"))


def _command() -> str:
    """How this program is started here; `phrom` alone is not known outside of its virtual environment."""
    return "phrom" if shutil.which("phrom") else f"{sys.executable} -m desktop_app"


def _has_display() -> bool:
    return sys.platform == "win32" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
