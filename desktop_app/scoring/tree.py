"""How the children of a node combine (S1; questionnaire profile 3.3 and 3.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from desktop_app.scoring.plan import Branch
from desktop_app.scoring.rules import ZERO, Result, not_applicable
from desktop_app.scoring.score import NodeState

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one branch of the plan came to; `instances` are the results of a row inside a repeat."""

    result: Result
    instances: tuple[tuple[str, Result], ...] = ()


def combine_branch(branch: Branch, weights: Sequence[Fraction], results: Sequence[Result], *, capped: bool) -> Result:
    """Result of a tree node over its children; `capped` says whether its cap holds now."""
    node = branch.tree_node
    result = combine("mean" if node is None else node.aggregate, weights, results)
    if node is None or node.cap is None or not capped or result.state is NodeState.NA:
        return result
    return replace(result, points=min(result.points, node.cap), best=min(result.best, node.cap))


def combine(how: str, weights: Sequence[Fraction], results: Sequence[Result]) -> Result:
    """Combine children by `mean`, `min` or `max`, those that are NA left out.

    No child left, or none with a weight under `mean`: the node is NA.
    """
    counted = [(w, r) for w, r in zip(weights, results, strict=True) if r.state is not NodeState.NA]
    total = exact_sum((w, ONE) for w, _ in counted)
    if not counted or (how == "mean" and not total):
        return not_applicable()
    scored = any(result.state is NodeState.SCORED for _, result in counted)
    state = NodeState.SCORED if scored else NodeState.MISSING
    if how == "mean":
        return Result(
            state,
            exact_sum((w, r.points) for w, r in counted) / total,
            exact_sum((w, r.best) for w, r in counted) / total,
            exact_sum((w, r.done) for w, r in counted) / total,
        )
    decisive = pick(how, [result for _, result in counted])
    best = (min if how == "min" else max)(result.best for _, result in counted)
    return Result(state, decisive.points, best, decisive.done)


def pick(how: str, results: Sequence[Result]) -> Result:
    """The child that decides under `min` or `max`: the first smallest, or the first greatest."""
    return (min if how == "min" else max)(results, key=lambda result: result.points)


def exact_sum(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """Σ w·s exactly; adding whole numbers per denominator keeps a long sum fast."""
    by_denominator: dict[int, int] = {}
    for weight, value in pairs:
        if value:
            denominator = weight.denominator * value.denominator
            product = weight.numerator * value.numerator
            by_denominator[denominator] = by_denominator.get(denominator, 0) + product
    return sum((Fraction(n, d) for d, n in by_denominator.items()), ZERO)
