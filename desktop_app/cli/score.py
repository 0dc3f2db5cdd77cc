"""`phrom score`: for disputes about a score (S3, S7)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from desktop_app.cli.output import FILE, json_option, language, now, say, show
from desktop_app.scoring.explain import explain
from desktop_app.scoring.explanation import Explanation
from desktop_app.scoring.rounding import ratio_text
from desktop_app.scoring.score import Score
from desktop_app.submission.score_file import score_file


@click.command()
@click.argument("path", metavar="FORM", type=FILE)
@click.argument("answers", metavar="SUBMISSION.json", type=FILE)
@click.option("--explain", "explained", is_flag=True, help="Say where every point comes from.")
@json_option
def score(path: Path, answers: Path, *, explained: bool, as_json: bool) -> None:
    """Compute the score of a submission's answers."""
    found = score_file(path, answers, now())
    document = found.score.to_json()
    explanation = explain(found.session) if explained else None
    if explanation is not None:
        document["explanation"] = explanation_document(explanation)
    for problem in found.problems:
        say(f"{problem.ref}: {problem.message[language()]}")
    show(document, as_json, lambda: _lines(found.score, explanation))


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


def _lines(score: Score, explanation: Explanation | None) -> Iterator[str]:
    total, highest, complete = (one.shown or "-" for one in (score.total, score.maximum, score.completeness))
    thai = language() == "th"
    yield (
        f"{total} (สูงสุด {highest} ครบ {complete} %)" if thai else f"{total} (at most {highest}, {complete} % complete)"
    )
    for node in score.nodes:
        yield f"  {node.id}: {node.shown if node.shown is not None else '-'}"
    if explanation is not None:
        yield explanation.sentence[language()]
