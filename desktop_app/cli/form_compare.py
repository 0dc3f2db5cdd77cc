"""`phrom form compare`: what changes between two versions of a questionnaire (Q6, K10)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from desktop_app.cli.output import FILE, json_option, language, show
from desktop_app.questionnaire.differences import Comparison, Difference, sentence
from desktop_app.questionnaire.differences import compare as compare_forms
from desktop_app.questionnaire.readers import read_form
from desktop_app.scoring.digest import scoring_sha256


@click.command()
@click.argument("older", metavar="OLDER.xlsx", type=FILE)
@click.argument("newer", metavar="NEWER.xlsx", type=FILE)
@json_option
def compare(older: Path, newer: Path, *, as_json: bool) -> None:
    """List what changes from one version of a form to the next, and which answers go along."""
    old, new = read_form(older), read_form(newer)
    found = compare_forms(old, new)
    same = scoring_sha256(old) == scoring_sha256(new)
    document = {
        "versions": list(found.versions),
        "same_scoring": same,
        "tree": list(found.tree),
        "levels": found.levels,
        "questions": [_document(one) for one in found.questions],
    }
    show(document, as_json, lambda: _lines(found, same_scoring=same))


def _document(one: Difference) -> dict[str, Any]:
    return {"fate": one.fate, "old": one.old, "new": one.new, "code": one.code, "label": dict(one.label),
            "parts": list(one.parts), "carries": one.carries}  # fmt: skip


def _lines(found: Comparison, *, same_scoring: bool) -> Iterator[str]:
    speech = language()
    thai = speech == "th"
    older, newer = found.versions
    count = len(found.questions)
    yield f"รุ่นที่ {older} → {newer}: ต่างกัน {count} ข้อ" if thai else f"Version {older} → {newer}: {count} differences"
    for one in found.questions:
        label = one.label.get(speech) or next(iter(one.label.values()), "")
        yield f"  {one.code or (one.new or one.old).rpartition('/')[2]} {label}: {sentence(one)[speech]}"
    if found.tree:
        yield ("  โครงคะแนน: " if thai else "  Score tree: ") + ", ".join(found.tree)
    if found.levels:
        yield "  เกณฑ์ระดับเปลี่ยน" if thai else "  The levels changed"
    if same_scoring:
        yield "เกณฑ์คะแนนเหมือนเดิม คะแนนเทียบกันได้" if thai else "The scoring is the same; scores compare."
    else:
        yield "เกณฑ์คะแนนต่างกัน คะแนนเทียบกันไม่ได้" if thai else "The scoring differs; scores do not compare."
