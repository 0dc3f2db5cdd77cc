"""`phrom score`: for disputes about a score (S3, S7)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from desktop_app.cli.output import FILE, json_option, language, now, say, show
from desktop_app.scoring.explain import explain
from desktop_app.scoring.explanation import Explanation
from desktop_app.scoring.live import LiveScore
from desktop_app.scoring.rounding import half_away, half_up, ratio_text
from desktop_app.scoring.score import Score
from desktop_app.scoring.sensitivity import Shift, shifts
from desktop_app.scoring.whatif import Route, route_to
from desktop_app.submission.score_file import score_file


@click.command()
@click.argument("path", metavar="FORM", type=FILE)
@click.argument("answers", metavar="SUBMISSION.json", type=FILE)
@click.option("--explain", "explained", is_flag=True, help="Say where every point comes from.")
@click.option(
    "--target", type=click.FloatRange(0, 100), help="Say which rows lead to this score, the fewest there are."
)
@click.option("--sensitivity", is_flag=True, help="Say what other weights of the dimensions would do.")
@json_option
def score(
    path: Path, answers: Path, *, explained: bool, target: float | None, sensitivity: bool, as_json: bool
) -> None:
    """Compute the score of a submission's answers."""
    found = score_file(path, answers, now())
    document = found.score.to_json()
    lines = list(_lines(found.score))
    live = LiveScore(found.session)
    if explained:
        explanation = explain(found.session, live)
        document["explanation"] = explanation_document(explanation)
        lines.append(explanation.sentence[language()])
    if target is not None:
        route = route_to(found.session, Fraction(str(target)), live)
        document["route"] = route_document(route)
        lines += _route_lines(route, target, live.plan.scheme.places)
    if sensitivity:
        moved = shifts(live)
        document["sensitivity"] = [shift_document(one) for one in moved]
        lines += [_shift_line(one) for one in moved]
    for problem in found.problems:
        say(f"{problem.ref}: {problem.message[language()]}")
    show(document, as_json, lambda: lines)


def route_document(route: Route) -> dict[str, Any]:
    """The fewest rows that lead to a target, each with the exact total after it (S6)."""
    steps = [
        {"id": step.id, "cause": step.cause, "gain": step.shown, "total": ratio_text(step.total)}
        for step in route.steps
    ]
    return {"reached": route.reached, "highest": ratio_text(route.highest), "steps": steps}


def _route_lines(route: Route, target: float, places: int) -> Iterator[str]:
    thai, highest = language() == "th", half_up(route.highest, places)
    if not route.reached:
        yield f"ไปไม่ถึง {target:g} สูงสุดที่ทำได้ {highest}" if thai else f"{target:g} is out of reach; at most {highest}"
    elif not route.steps:
        yield f"ถึง {target:g} แล้ว" if thai else f"{target:g} is reached already"
    else:
        count = len(route.steps)
        yield f"ถึง {target:g} ได้ด้วย {count} ข้อ:" if thai else f"{target:g} is reached; rows needed: {count}"
    for step in route.steps:
        yield f"  {step.id}: +{step.shown}"


def shift_document(shift: Shift) -> dict[str, Any]:
    """The score and level under one set of weights (S8)."""
    variation = shift.variation
    weights = {node: half_up(weight, 2) for node, weight in variation.weights.items()}
    moved = {"node": variation.node, "delta": half_away(variation.delta, 2), "weights": weights}
    return {**moved, "total": shift.total.to_json(), "level": shift.level}


def _shift_line(shift: Shift) -> str:
    variation, level = shift.variation, "ระดับ" if language() == "th" else "level"
    delta = half_away(variation.delta, 1)
    return (
        f"  {variation.node} {'' if delta.startswith('-') else '+'}{delta}: {shift.total.shown} ({level} {shift.level})"
    )


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


def _lines(score: Score) -> Iterator[str]:
    total, highest, complete = (one.shown or "-" for one in (score.total, score.maximum, score.completeness))
    thai = language() == "th"
    yield (
        f"{total} (สูงสุด {highest} ครบ {complete} %)" if thai else f"{total} (at most {highest}, {complete} % complete)"
    )
    for node in score.nodes:
        yield f"  {node.id}: {node.shown if node.shown is not None else '-'}"
