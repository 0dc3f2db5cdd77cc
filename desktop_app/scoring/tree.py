"""How the children of a node combine (S1; questionnaire profile 3.3 and 3.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from desktop_app.scoring.rules import ONE, ZERO, Result, not_applicable
from desktop_app.scoring.score import NodeState


@dataclass(frozen=True, slots=True)
class Instance:
    """Result of a row in one instance of its repeat; `id` is the ref with positions."""

    id: str
    ref: str
    result: Result


@dataclass(frozen=True, slots=True)
class Cell:
    """What one branch of the plan came to.

    `uncapped` are a node's points before its cap; `instances` those of a row inside a repeat.
    """

    result: Result
    uncapped: Fraction
    instances: tuple[Instance, ...] = ()


def cap_result(result: Result, cap: Fraction) -> Result:
    """A node's result under its cap, which bounds what is attainable too."""
    return replace(result, points=min(result.points, cap), best=min(result.best, cap))


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
    decisive = counted[pick(how, [result for _, result in counted])][1]
    best = (min if how == "min" else max)(result.best for _, result in counted)
    return Result(state, decisive.points, best, decisive.done)


def pick(how: str, results: Sequence[Result]) -> int:
    """Which child decides under `min` or `max`: the first smallest, or the first greatest."""
    return (min if how == "min" else max)(range(len(results)), key=lambda index: results[index].points)


def exact_sum(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """Σ w·s exactly; adding whole numbers per denominator keeps a long sum fast."""
    by_denominator: dict[int, int] = {}
    for weight, value in pairs:
        if value:
            denominator = weight.denominator * value.denominator
            product = weight.numerator * value.numerator
            by_denominator[denominator] = by_denominator.get(denominator, 0) + product
    return sum((Fraction(n, d) for d, n in by_denominator.items()), ZERO)
