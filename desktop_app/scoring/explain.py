"""Why the score is what it is: every point and every lost point traced to an answer (S3).

Σ points is the official score and Σ points + Σ lost is 100, exactly; the shown columns add up to the
shown totals. Source: questionnaire profile 3.6.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from desktop_app.scoring import sentences
from desktop_app.scoring.explanation import ExplainedRow, Explanation
from desktop_app.scoring.live import LiveScore
from desktop_app.scoring.plan import Row
from desktop_app.scoring.rounding import half_up, in_units, largest_remainder
from desktop_app.scoring.rules import HUNDRED, ONE, ZERO, Cause, Result
from desktop_app.scoring.score import NodeState
from desktop_app.scoring.tree import pick
from desktop_app.scoring.view import ScoredSession


def explain(session: ScoredSession, live: LiveScore | None = None) -> Explanation:
    """Trace every point of the score of `session`; `live` saves computing it again."""
    live = live or LiveScore(session)
    weights = effective_weights(live)
    rows = _with_columns(list(_rows(live, weights, 0)) if weights else [], live)
    return Explanation(rows, sentences.sentence(live, weights, rows))


def effective_weights(live: LiveScore) -> tuple[Fraction, ...]:
    """Effective weight of every branch of the plan: the product of w/Σw from the root.

    What is not applicable has none; under `min` the first smallest child has it all.
    """
    found = [ZERO] * len(live.plan.branches)
    if live.root.state is not NodeState.NA:
        found[0] = ONE
    for index, branch in enumerate(live.plan.branches):
        if branch.children:
            results = [live.result(child) for child in branch.children]
            weights = [live.plan.branches[child].weight for child in branch.children]
            for child, share in zip(branch.children, shares(branch.how, weights, results), strict=True):
                found[child] = found[index] * share
    return tuple(found)


def shares(how: str, weights: Sequence[Fraction], results: Sequence[Result]) -> list[Fraction]:
    """How the weight of a node is spread over its children; all 0 where none counts."""
    counted = [result.state is not NodeState.NA for result in results]
    if how == "mean":
        total = sum((w for w, counts in zip(weights, counted, strict=True) if counts), ZERO)
        return [w / total if counts and total else ZERO for w, counts in zip(weights, counted, strict=True)]
    candidates = [index for index, counts in enumerate(counted) if counts]
    if not candidates:
        return [ZERO] * len(results)
    decisive = candidates[pick(how, [results[index] for index in candidates])]
    return [ONE if index == decisive else ZERO for index in range(len(results))]


def _rows(live: LiveScore, weights: Sequence[Fraction], index: int) -> Iterator[ExplainedRow]:
    """Rows below a branch in the order of the score, a node's cap after its rows."""
    branch = live.plan.branches[index]
    if branch.row:
        yield from _row_and_instances(live, branch.row, index, weights[index])
    for child in branch.children:
        yield from _rows(live, weights, child)
    kept = live.uncapped(index) - live.result(index).points
    if kept and weights[index]:
        yield _cap(live, index, weights[index] * kept)


def _row_and_instances(live: LiveScore, row: Row, index: int, weight: Fraction) -> Iterator[ExplainedRow]:
    instances = live.cell(index).instances
    if not instances:
        ref = "" if row.repeats else row.node.path
        yield _explained(live, row, live.plan.branches[index].id, ref, live.result(index), weight)
        return
    spread = shares(row.over, [ONE] * len(instances), [found.result for found in instances])
    for found, share in zip(instances, spread, strict=True):
        yield _explained(live, row, found.id, found.ref, found.result, weight * share)


def _explained(live: LiveScore, row: Row, row_id: str, ref: str, result: Result, weight: Fraction) -> ExplainedRow:
    return ExplainedRow(
        id=row_id,
        kind="row",
        path=row.node.path,
        ref=ref,
        name=_name(row, row_id),
        state=result.state,
        cause=result.cause,
        raw=result.raw,
        score=None if result.state is NodeState.NA else result.points,
        weight=weight,
        points=weight * result.points,
        lost=weight * (HUNDRED - result.points),
        detail=sentences.detail(live, row, ref, result),
    )


def _name(row: Row, row_id: str) -> str:
    """Number or name to print; an instance adds where it stands, `1.1-01 [2]`."""
    places = "".join(part.partition("]")[0].join("[]") for part in row_id.split("[")[1:])
    return f"{row.name} {places}" if places else row.name


def _cap(live: LiveScore, index: int, kept: Fraction) -> ExplainedRow:
    node_id = live.plan.branches[index].id
    return ExplainedRow(
        id=node_id,
        kind="cap",
        path="",
        ref="",
        name=node_id,
        state=NodeState.SCORED,
        cause=Cause.CAPPED,
        raw=None,
        score=None,
        weight=ZERO,
        points=-kept,
        lost=kept,
        detail=sentences.CAUSES[Cause.CAPPED],
    )


def _with_columns(rows: list[ExplainedRow], live: LiveScore) -> tuple[ExplainedRow, ...]:
    """Fill the shown columns so that each adds up to its shown total."""
    places = live.plan.scheme.places
    whole = in_units(HUNDRED, places)
    total = in_units(live.root.points, places)
    counts = live.root.state is not NodeState.NA
    weight = _column([100 * row.weight for row in rows], whole if counts else 0, places)
    points = _column([row.points for row in rows], total if counts else 0, places)
    lost = _column([row.lost for row in rows], whole - total if counts else 0, places)
    return tuple(
        replace(row, shown_weight=w, shown_points=p, shown_lost=q)
        for row, w, p, q in zip(rows, weight, points, lost, strict=True)
    )


def _column(exact: Iterable[Fraction], total: int, places: int) -> list[str]:
    units = largest_remainder([value * 10**places for value in exact], total)
    return [half_up(Fraction(unit, 10**places), places) for unit in units]
