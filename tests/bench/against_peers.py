"""`make bench-engine`: our engine beside others, on the same forms and answers in the same run (Q4, S2).

Each engine runs in a process of its own. Times are milliseconds. Only a wrong total makes it fail, never the clock.
"""

from __future__ import annotations

import json
import math
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.questionnaire.session import AnswerSession
from desktop_app.questionnaire.stored import dump_form
from desktop_app.questionnaire.workbook import read_workbook
from desktop_app.questionnaire.xlsform import convert, read_xlsform
from tests.bench.generated_forms import TOTAL, answers, survey_model, write_workbook
from tests.bench.measuring import percentile
from tests.bench.own import MOMENT

SIZES = (120, 500, 2_000)
PASSES = 4  # the first warms up and is not counted
RUNS = 5
PATIENCE = 90  # seconds of answering after which a slow peer is stopped and judged by what it has done
PEERS = Path(__file__).parent / "peers"
HEAP = "--max-old-space-size=8192"


@dataclass(frozen=True)
class Case:
    """One form with its answers, written for every engine."""

    size: int
    folder: Path

    @property
    def answers(self) -> Path:
        return self.folder / "answers.json"


def prepare(size: int, folder: Path) -> Case:
    """Write workbook, XForm, compiled copy, survey-core model and answers."""
    case = Case(size, folder)
    folder.mkdir()
    workbook = write_workbook(size, folder / "form.xlsx")
    form = read_xlsform(workbook)
    (folder / "parsed.json").write_bytes(dump_form(form))
    (folder / "form.xml").write_bytes(convert(workbook, read_workbook(workbook)).xform)
    (folder / "model.json").write_text(json.dumps(survey_model(size), ensure_ascii=False), "utf-8")
    session = AnswerSession(form, clock=lambda: MOMENT, zone=MOMENT.tzinfo)
    case.answers.write_text(json.dumps(answers(form, session, PASSES), ensure_ascii=False), "utf-8")
    return case


def ours(case: Case) -> dict[str, Any]:
    """Our own figures."""
    return _run([sys.executable, "-m", "tests.bench.own", case.folder / "parsed.json", case.answers, RUNS])


def peer(script: str, file: str, case: Case) -> dict[str, Any] | None:
    """A peer's figures; None where it fails, which is said."""
    node = ["node", HEAP, "--expose-gc", PEERS / script]
    try:
        return _run([*node, case.folder / file, case.answers, TOTAL, RUNS, PATIENCE], limit=1_200)
    except subprocess.SubprocessError as problem:
        said = (getattr(problem, "stderr", "") or str(problem)).splitlines()
        print(f"  {script} at {case.size}: {next((line for line in said if 'Error' in line), said[-1])[:110]}")
        return None


def _run(command: list[object], limit: float = 1_800) -> dict[str, Any]:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True, timeout=limit)
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def install_peers() -> str:
    """Have the peers ready; why they are not, "" if they are."""
    if not shutil.which("npm"):
        return "Node.js is not here, so our figures stand alone."
    if (PEERS / "node_modules" / "survey-core").is_dir():
        return ""
    command = ["npm", "ci", "--silent", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=PEERS, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else "The peers could not be installed, so our figures stand alone."


def figures(found: Mapping[str, Any]) -> dict[str, float]:
    """The figures of a table row."""
    return {
        "best": min(found["loads"]), "first": found["loads"][0],
        "p50": percentile(counted(found["times"]), 0.5), "p95": percentile(counted(found["times"]), 0.95),
        "MB": found["kilobytes"] / 1024,
    }  # fmt: skip


def counted(times: list[tuple[int, float]]) -> list[float]:
    """Times of all passes but the first, which warms up; of that one where there is no other."""
    return [time for number, time in times if number] or [time for _, time in times]


def show(name: str, found: Mapping[str, Any]) -> None:
    """One row."""
    row = figures(found)
    print(
        f"  {name:<30}{row['best']:>9.1f}{row['first']:>9.1f}{row['p50']:>10.4f}{row['p95']:>10.4f}"
        f"{row['MB']:>8.0f}  {found['totals'][-1]:.6f}"
    )


def compare(name: str, found: Mapping[str, Any], own: Mapping[str, Any]) -> bool:
    """The peer's row and how many times faster we are; whether the totals agree."""
    show(name, found)
    mine, theirs = figures(own), figures(found)
    ratios = "  ".join(f"{key} {theirs[key] / mine[key]:.1f} ×" for key in ("best", "p50", "p95", "MB"))
    print(f"  {'':<30}ours against it: {ratios}")
    pairs = list(zip(found["totals"], own["totals"], strict=False))
    wrong = [place for place, (one, other) in enumerate(pairs, 1) if not math.isclose(one, other, rel_tol=1e-9)]
    if len(pairs) < len(own["totals"]):
        print(f"  {'':<30}stopped after {PATIENCE} s and {len(pairs)} answers")
    if wrong:
        print(f"  its total differs from ours after answer {wrong[0]} and {len(wrong)} times in all")
    return not wrong


def measure(case: Case, *, with_peers: bool) -> bool:
    """One table; whether all totals agree."""
    own = ours(case)
    count = sum(map(len, json.loads(case.answers.read_text("utf-8"))))
    print(f"\n{case.size} questions, {count} answers in {PASSES} passes")
    print(f"  {'':<30}{'load':>9}{'first':>9}{'p50':>10}{'p95':>10}{'MB':>8}  total")
    show("Phrom, engine", own)
    both = [percentile(counted(own["scored"]), share) for share in (0.5, 0.95)]
    print(f"  {'Phrom, engine and exact score':<48}{both[0]:>10.4f}{both[1]:>10.4f}{'':>8}  score {own['score']}")
    print(f"  add a repeat instance, first and hundredth: {own['added'][0]:.3f} and {own['added'][-1]:.3f}")
    if not with_peers:
        return True
    agree = True
    for name, script, file in (
        ("@getodk/xforms-engine 0.22.0", "xforms.mjs", "form.xml"),
        ("survey-core 3.1.1", "survey.mjs", "model.json"),
    ):
        found = peer(script, file, case)
        agree = agree and (found is None or compare(name, found, own))
    return agree


NOTES = """
Load: from the bytes on disk to an instance at rest; ours from the compiled copy that a release carries, the XForms
engine from the XForm of the same workbook, survey-core from an equivalent model made by hand (it reads no XForms). Best
and first of {runs} loads in one process; imports are not counted. One answer: giving it and reading the form's total,
model only, nothing painted; the first pass over the form warms up and is not counted. MB: peak of the process, with
runtime and document object model (jsdom). The peers run on {node}, we on CPython {python}; {machine}, {cores} cores.
Targets at 2,000: load ≤ 400, p95 ≤ 0.2 engine and ≤ 1 with score, ≤ 120 MB; 5 × (load) and 25 × (one answer) faster
than the fastest that reads the same XForm."""


def main(sizes: tuple[int, ...]) -> None:
    """Measure every size; exit 1 only where totals differ."""
    missing = install_peers()
    if missing:
        print(missing)
    with tempfile.TemporaryDirectory() as folder:
        cases = [prepare(size, Path(folder) / str(size)) for size in sizes]
        agree = [measure(case, with_peers=not missing) for case in cases]
    node = (
        subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
        if not missing
        else "-"
    )
    print(
        NOTES.format(
            runs=RUNS, node=f"Node.js {node.strip()}", python=platform.python_version(),
            machine=platform.machine(), cores=os.cpu_count(),
        )
    )  # fmt: skip
    sys.exit(0 if all(agree) else 1)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
