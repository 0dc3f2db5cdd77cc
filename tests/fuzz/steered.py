"""The run that coverage steers: `python -m tests.fuzz.steered SECONDS FOLDER [SEEDS…]`, started by `make fuzz`.

A finding does not stop it: each different one is written once, the text and the way that led to the problem.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Any

INSTRUMENTED = 3  # times slower than without the counting of branches


class Findings:
    """What came out that should not, each place in the program once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: set[str] = set()

    def note(self, text: str, problem: BaseException) -> None:
        """Write down a text that led to a problem not yet seen."""
        place = _place(problem)
        if place not in self._places:
            self._places.add(place)
            name = f"{len(self._places):03d}"
            way = "".join(traceback.format_exception(problem)[-12:])
            (self._folder / f"{name}.txt").write_text(text, "utf-8", errors="surrogatepass")
            (self._folder / f"{name}.log").write_text(way, "utf-8", errors="replace")
            print(f"finding {name}: {place}", flush=True)


def _place(problem: BaseException) -> str:
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if "desktop_app" in frame.filename]
    where = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else str(problem).split(":")[0]
    return f"{type(problem).__name__} {where}"


def main(seconds: str, out: Path, seeds: list[str]) -> None:
    """Run; does not come back, libFuzzer ends the process."""
    import atheris

    with atheris.instrument_imports(include=["desktop_app.questionnaire"]):
        from tests.fuzz.target import LONGEST, SLOW, some_parts, try_expression
    from tests.fuzz.words import write_dictionary, write_seeds

    corpus, found = out / "corpus", out / "findings"
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

    options: list[Any] = [
        f"-max_len={LONGEST}",
        f"-max_total_time={seconds}",
        "-len_control=10",  # long texts soon
        "-timeout=30",  # the target measures each call itself; this only ends what hangs
        "-report_slow_units=30",
        "-rss_limit_mb=1500",
        f"-dict={write_dictionary(out / 'words.dict')}",
        f"-artifact_prefix={found}/",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus), *seeds], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
