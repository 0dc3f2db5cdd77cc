"""`python -m desktop_app`: without a command the window, with one the command line."""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path

DATA = "--data"  # opens the window on another data folder than the person's own, as the demo does


def main() -> None:
    """Start Phrom. Files given by double-click open in the window; commands run without Qt."""
    multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    if arguments[:1] == [DATA] and len(arguments) > 1:
        sys.exit(_open_window(arguments[2:], Path(arguments[1])))
    if all(_is_file_to_open(argument) for argument in arguments):
        sys.exit(_open_window(arguments, None))
    from desktop_app.cli.root import main as command_line

    sys.exit(command_line(arguments))


def _open_window(files: list[str], data: Path | None) -> int:
    from desktop_app.app import folders_in, run

    return run(files, None if data is None else folders_in(data))


def _is_file_to_open(argument: str) -> bool:
    return argument.lower().endswith((".asice", ".asice.p7m", ".phrom"))


if __name__ == "__main__":
    main()
