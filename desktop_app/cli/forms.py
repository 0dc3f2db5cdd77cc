"""`phrom form …`: for authors of questionnaires."""

from __future__ import annotations

import json
from pathlib import Path

import click

from desktop_app.cli.lazy import LazyGroup
from desktop_app.cli.output import FILE, json_option, language, print_json, show
from desktop_app.errors import Fault
from desktop_app.files import read_whole
from desktop_app.questionnaire.lint import has_errors
from desktop_app.questionnaire.lint import lint as lint_form
from desktop_app.questionnaire.play import play as play_form
from desktop_app.questionnaire.readers import read_form

MAX_JSON_BYTES = 16 << 20  # twice the largest payload a package may hold

NOT_JSON = Fault(
    code="CLI-02",
    whose="file",
    th="ไฟล์ “{name}” ไม่ใช่ JSON ที่อ่านได้ (บรรทัด {line})",
    en="“{name}” is not readable JSON (line {line}).",
    next_th="แก้ไฟล์ให้เป็น JSON แบบ UTF-8 แล้วลองใหม่",
    next_en="Make it JSON in UTF-8, then try again.",
)


@click.group(
    cls=LazyGroup,
    lazy={"codebook": "desktop_app.cli.form_codebook:codebook", "compare": "desktop_app.cli.form_compare:compare"},
)
def form() -> None:
    """Questionnaires: check a workbook, replay answers, write the codebook, compare versions."""


@form.command()
@click.argument("path", metavar="FORM.xlsx", type=FILE)
@click.option("--since", type=FILE, help="Workbook of the release before, to find texts that changed (W215).")
@json_option
@click.pass_context
def lint(context: click.Context, path: Path, since: Path | None, *, as_json: bool) -> None:
    """Find every mistake of a questionnaire, each with its cell and a remedy."""
    findings = lint_form(path, since)
    ok = not has_errors(findings)
    document = {"ok": ok, "findings": [finding.to_json() for finding in findings]}
    show(document, as_json, lambda: (finding.text(language()) for finding in findings))
    context.exit(0 if ok else 1)


@form.command()
@click.argument("path", metavar="FORM", type=FILE)
@click.argument("steps", metavar="STEPS.json", type=FILE)
@click.option("--json", "_as_json", is_flag=True, help="Print one JSON document (it always does).")
def play(path: Path, steps: Path, *, _as_json: bool) -> None:
    """Replay recorded answers on a form (.xlsx or XForm .xml)."""
    print_json(play_form(read_form(path), read_json(steps)))


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
