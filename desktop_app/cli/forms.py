"""`phrom form …` and `phrom score`: for authors of questionnaires and for disputes about a score."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from desktop_app.cli.output import language, now, print_json, show
from desktop_app.errors import Fault
from desktop_app.files import read_whole
from desktop_app.questionnaire.lint import lint as lint_form
from desktop_app.questionnaire.play import play as play_form
from desktop_app.questionnaire.readers import read_form
from desktop_app.scoring.explain import explain
from desktop_app.scoring.explanation import Explanation
from desktop_app.scoring.rounding import ratio_text
from desktop_app.submission.score_file import score_file

MAX_JSON_BYTES = 16 << 20  # twice the largest payload a package may hold
FILE = click.Path(path_type=Path, dir_okay=False)

NOT_JSON = Fault(
    code="CLI-02",
    whose="file",
    th="ไฟล์ “{name}” ไม่ใช่ JSON ที่อ่านได้ (บรรทัด {line})",
    en="“{name}” is not readable JSON (line {line}).",
    next_th="แก้ไฟล์ให้เป็น JSON แบบ UTF-8 แล้วลองใหม่",
    next_en="Make it JSON in UTF-8, then try again.",
)


@click.group()
def form() -> None:
    """Questionnaires: check a workbook, replay answers."""


@form.command()
@click.argument("path", metavar="FORM.xlsx", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def lint(context: click.Context, path: Path, *, as_json: bool) -> None:
    """Find every mistake of a questionnaire, each with its cell and a remedy."""
    findings = lint_form(path)
    ok = not any(finding.severity == "error" for finding in findings)
    document = {"ok": ok, "findings": [finding.to_json() for finding in findings]}
    show(document, as_json, lambda: (finding.text(language()) for finding in findings))
    context.exit(0 if ok else 1)


@form.command()
@click.argument("path", metavar="FORM", type=FILE)
@click.argument("steps", metavar="STEPS.json", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document (it always does).")
def play(path: Path, steps: Path, *, as_json: bool) -> None:  # noqa: ARG001 (the flag changes nothing)
    """Replay recorded answers on a form (.xlsx or XForm .xml)."""
    print_json(play_form(read_form(path), read_json(steps)))


@click.command()
@click.argument("path", metavar="FORM", type=FILE)
@click.argument("answers", metavar="SUBMISSION.json", type=FILE)
@click.option("--explain", "explained", is_flag=True, help="Say where every point comes from.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def score(path: Path, answers: Path, *, explained: bool, as_json: bool) -> None:
    """Compute the score of a submission's answers."""
    found = score_file(path, answers, now())
    explanation = explain(found.session)
    document = found.score.to_json()
    if explained:
        document["explanation"] = explanation_document(explanation)

    def lines() -> list[str]:
        one = found.score
        shown = [f"{one.total.shown} (สูงสุด {one.maximum.shown} ครบ {one.completeness.shown} %)"]
        shown += [f"  {node.id}: {node.shown if node.shown is not None else '-'}" for node in one.nodes]
        return shown + ([explanation.sentence[language()]] if explained else [])

    show(document, as_json, lines)


def explanation_document(explanation: Explanation) -> dict[str, Any]:
    """Every point and every lost point, and the sentence that says it in one breath (S3)."""
    rows = [
        {
            "id": row.id,
            "name": row.name,
            "state": row.state,
            "cause": row.cause,
            "weight": row.shown_weight,
            "points": row.shown_points,
            "lost": row.shown_lost,
            "exact": {"weight": ratio_text(row.weight), "points": ratio_text(row.points), "lost": ratio_text(row.lost)},
            "detail": dict(row.detail),
        }
        for row in explanation.rows
    ]
    return {"sentence": dict(explanation.sentence), "rows": rows}


def read_json(path: Path) -> object:
    """Read a JSON file of any shape.

    Raises:
        PhromError: FILE-02 it cannot be read; CLI-02 it is no JSON, with the line.
    """
    data = read_whole(path, MAX_JSON_BYTES)
    try:
        return json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise NOT_JSON.error(name=path.name, line=line) from problem
    except (ValueError, RecursionError) as problem:
        raise NOT_JSON.error(name=path.name, line=getattr(problem, "lineno", 1)) from problem
