"""`make fuzz`: expressions made by chance and steered by coverage, for as long as one wants to wait.

Needs atheris (`pip install atheris`), which nothing else here does; says so and ends well where it is absent.
The steered run is a process of its own, since libFuzzer ends its process as it likes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ADVICE = "make fuzz needs atheris, which is not installed: .venv/bin/python -m pip install atheris"


def main(arguments: list[str] | None = None) -> int:
    """Fuzz for the minutes asked; 1 where anything was found."""
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--out", type=Path, default=Path("fuzz"), help="corpus and findings are kept here")
    parser.add_argument("--seeds", type=Path, nargs="*", default=[], help="more folders of expressions, one a file")
    chosen = parser.parse_args(arguments)
    if find_spec("atheris") is None:
        print(ADVICE)
        return 0
    for old in (chosen.out / "findings").glob("*"):
        old.unlink()
    seconds = str(int(chosen.minutes * 60))
    command = [sys.executable, "-m", "tests.fuzz.steered", seconds, str(chosen.out), *map(str, chosen.seeds)]
    ended = subprocess.run(command, check=False).returncode
    found = sorted(path.name for path in (chosen.out / "findings").iterdir() if path.suffix != ".log")
    print(f"{len(found)} finding(s) in {chosen.out / 'findings'}: {', '.join(found)}")
    return int(bool(found) or ended != 0)


if __name__ == "__main__":
    sys.exit(main())
