"""`phrom demo`: the whole journey on sample data."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click
from click.termui import progressbar

from desktop_app.cli.output import language, now, say
from desktop_app.demo.journey import Progress, Summary, play_journey


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder for the files.")
@click.option("--offices", default=201, show_default=True, type=click.IntRange(2, 242), help="How many offices send.")
@click.option("--no-window", is_flag=True, help="Do not open the window at the end.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def demo(out: Path, offices: int, *, no_window: bool, as_json: bool) -> None:
    """Play the whole journey on sample data and leave every file of it in a folder."""
    summary = _show(out, offices)
    pictures = _take_pictures(out / "screens")
    if as_json:
        from desktop_app.cli.output import print_json

        print_json({**summary.to_json(), "pictures": pictures})
    else:
        _tell(summary, pictures, out)
    if not no_window and _has_display() and find_spec("PySide6"):
        subprocess.run([sys.executable, "-m", "desktop_app", "--data", str(out / "office")], check=False)


def _show(out: Path, offices: int) -> Summary:
    bar = None
    stage = ""
    for fact in play_journey(out, offices, clock=now):
        if isinstance(fact, Summary):
            if bar is not None:
                bar.__exit__(None, None, None)
            return fact
        if fact.stage != stage:
            if bar is not None:
                bar.__exit__(None, None, None)
            stage = fact.stage
            bar = progressbar(length=fact.total, label=_label(fact), file=sys.stderr, show_pos=True, width=24)
            bar.__enter__()
        if bar is not None:
            bar.update(1)
    raise AssertionError("the journey ends with its summary")


def _label(fact: Progress) -> str:
    return fact.text[language()]


def _take_pictures(folder: Path) -> int:
    """Pictures of every screen, by the window's own gallery; 0 where there is no PySide6."""
    if not find_spec("PySide6"):
        say("ไม่มี PySide6 จึงไม่มีภาพหน้าจอ" if language() == "th" else "No PySide6, so no pictures of the screens.")
        return 0
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "desktop_app.ui.gallery", "--lang", "th", "--out", str(folder)]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        say(done.stderr[-2000:])
    return len(list(folder.glob("*.png")))


def _has_display() -> bool:
    return sys.platform == "win32" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _tell(summary: Summary, pictures: int, out: Path) -> None:
    for line in summary.lines(language()):
        click.echo(line)
    click.echo(f"{pictures} → {out / 'screens'}")
