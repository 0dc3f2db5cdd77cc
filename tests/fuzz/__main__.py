"""`make fuzz`: expressions made by chance and steered by coverage, for as long as one wants to wait.

Needs atheris (`pip install atheris`), which nothing else here does; says so and ends well where it is absent.
Findings do not stop the run: each different one is written once into the folder given, and told at the end.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from pathlib import Path

INSTRUMENTED = 3  # times slower than without the counting of branches
ADVICE = "make fuzz needs atheris, which is not installed: .venv/bin/python -m pip install atheris"


class Findings:
    """What came out that should not, each place in the program once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.places: set[str] = set()

    def note(self, text: str, problem: BaseException) -> None:
        """Keep the text and the way that led to the problem."""
        place = _place(problem)
        if place not in self.places:
            self.places.add(place)
            way = "".join(traceback.format_exception(problem)[-12:])
            name = f"{len(self.places):03d}"
            (self._folder / f"{name}.txt").write_text(text, "utf-8", errors="surrogatepass")
            (self._folder / f"{name}.log").write_text(way, "utf-8", errors="replace")
            print(f"finding {name}: {place}", flush=True)


def _place(problem: BaseException) -> str:
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if "desktop_app" in frame.filename]
    last = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else ""
    words = str(problem).split(":")[0] if not frames else ""
    return f"{type(problem).__name__} {last}{words}"


def main() -> int:
    """Fuzz for the minutes asked; 1 where anything was found."""
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--out", type=Path, default=Path("fuzz"), help="corpus and findings are kept here")
    parser.add_argument("--seeds", type=Path, nargs="*", default=[], help="more folders of expressions, one a file")
    chosen = parser.parse_args()
    try:
        import atheris
    except ImportError:
        print(ADVICE)
        return 0
    return _fuzz(atheris, chosen)


def _fuzz(atheris: object, chosen: argparse.Namespace) -> int:
    with atheris.instrument_imports(include=["desktop_app.questionnaire"]):  # type: ignore[attr-defined]
        from tests.fuzz.target import LONGEST, SLOW, some_parts, try_expression
    from tests.fuzz.words import write_dictionary, write_seeds

    corpus, found = chosen.out / "corpus", chosen.out / "findings"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    write_seeds(corpus)
    findings = Findings(found)

    def one(data: bytes) -> None:
        text = data.decode("utf-8", "replace")[:LONGEST]
        try:
            try_expression(text, SLOW * INSTRUMENTED, some_parts(text))
        except Exception as problem:  # noqa: BLE001  whatever comes out is what is looked for
            findings.note(text, problem)

    import atexit

    atexit.register(lambda: print(f"{len(findings.places)} finding(s) in {found}"))
    options = [
        f"-max_len={LONGEST}",
        f"-max_total_time={int(chosen.minutes * 60)}",
        "-len_control=10",
        "-timeout=30",  # the target measures each stage itself; this only ends what hangs
        "-rss_limit_mb=1500",
        f"-dict={write_dictionary(chosen.out / 'words.dict')}",
        f"-artifact_prefix={found}/",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus), *map(str, chosen.seeds)], one)  # type: ignore[attr-defined]
    atheris.Fuzz()  # type: ignore[attr-defined]
    return int(bool(findings.places))


if __name__ == "__main__":
    sys.exit(main())
