"""Pictures of every screen: `python -m desktop_app.ui.gallery [SCREEN] --lang th --theme light --scale 100 --out DIR`.

Each desk registers its screens in its own `gallery.py` (`SCREENS`); a sample office and a fixed clock make two
runs give the same pictures. They are for people to look at.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.util
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.ui.gallery_office import MOMENT, sample_data
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.program import Folders, Program

SIZE = (1366, 768)
DESKS = ("shell", "office", "review", "central")
SETTLE_TURNS = 4  # layouts settle over several turns of the event loop


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture to take.

    Attributes:
        id: screen and state, for example "W4" or "W4-error"; part of the file's name.
        make: brings the window to that state; may return a dialog to be photographed instead.
    """

    id: str
    make: Callable[[MainWindow], QWidget | None]
    sample: bool = True  # with the sample office's data, else an empty folder


def screens() -> tuple[Screen, ...]:
    """Every registered screen, in the order of the desks."""
    found: list[Screen] = []
    for desk in DESKS:
        name = f"desktop_app.ui.{desk}.gallery"
        if importlib.util.find_spec(name) is not None:
            found.extend(importlib.import_module(name).SCREENS)
    return tuple(found)


@contextmanager
def sample_window(folder: Path, language: str, theme: str, scale: int, *, sample: bool = True) -> Iterator[MainWindow]:
    """A window over the sample office's data or an empty folder, with the gallery's clock."""
    if sample:
        sample_data(folder / "data")
    from desktop_app import app as root

    program = Program(Folders(folder / "data", folder / "config", folder / "log"), lambda: MOMENT, root.ZONE)
    program.settings = replace(program.settings, language=language, theme=theme, scale=scale, first_run_done=True)
    program.texts = type(program.texts)(language)
    window = root.make_window(root.make_application(program.settings), program)
    window.resize(*SIZE)
    window.show()
    window.activateWindow()
    settle()
    try:
        yield window
    finally:
        window.close()
        window.deleteLater()
        settle()


def settle() -> None:
    """Let layouts and deferred deletions come to rest."""
    for _ in range(SETTLE_TURNS):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def photograph(screen: Screen, out: Path, language: str, theme: str, scale: int) -> Path:
    """Write one picture; returns its path."""
    target = out / f"{screen.id}__{language}__{theme}__{scale}.png"
    with (
        tempfile.TemporaryDirectory(prefix="phrom-gallery-", ignore_cleanup_errors=True) as folder,
        sample_window(Path(folder), language, theme, scale, sample=screen.sample) as window,
    ):
        subject = screen.make(window) or window
        if subject is not window:
            subject.show()
        settle()
        subject.grab().save(str(target))
        if subject is not window:
            subject.close()
    return target


def variants(options: argparse.Namespace) -> list[tuple[str, str, int]]:
    """Language, palette and text size of each run asked for."""
    languages = [options.lang] if options.lang else ["th", "en"]
    themes = [options.theme] if options.theme else ["light", "dark", "contrast"]
    runs = [(language, theme, options.scale or 100) for language in languages for theme in themes]
    if not (options.lang or options.theme or options.scale):
        runs += [("th", "light", 150), ("th", "light", 200)]
    return runs


def main() -> None:
    """Take the pictures that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="gallery", description=__doc__)
    parser.add_argument("screen", nargs="*", help="screens, for example W4; all without")
    parser.add_argument("--lang", choices=("th", "en"))
    parser.add_argument("--theme", choices=("light", "dark", "contrast"))
    parser.add_argument("--scale", type=int)
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    options.out.mkdir(parents=True, exist_ok=True)
    wanted = [s for s in screens() if not options.screen or s.id in options.screen]
    gc.disable()  # pages end on this thread, below, and never in a worker's
    for language, theme, scale in variants(options):
        for screen in wanted:
            print(photograph(screen, options.out, language, theme, scale))  # noqa: T201  a tool for the terminal
            gc.collect()


if __name__ == "__main__":
    main()
