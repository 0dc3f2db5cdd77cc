"""`python -m desktop_app`: without arguments the window, with arguments the command line."""

from __future__ import annotations

import multiprocessing
import sys


def main() -> None:
    """Start Phrom. Files given by double-click open in the window; commands run without Qt."""
    multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    if all(_is_file_to_open(argument) for argument in arguments):
        from desktop_app.app import run

        sys.exit(run(arguments))
    from desktop_app.cli import main as command_line

    command_line()


def _is_file_to_open(argument: str) -> bool:
    return argument.lower().endswith((".asice", ".asice.p7m", ".phrom"))


if __name__ == "__main__":
    main()
