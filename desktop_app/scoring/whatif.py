"""What one more answer would bring, and the shortest way to a target (S6; questionnaire profile 3.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from desktop_app.scoring.explain import effective_weights, shares
from desktop_app.scoring.live import LiveScore
from desktop_app.scoring.plan import Row
from desktop_app.scoring.rounding import half_up
from desktop_app.scoring.rules import ONE, ZERO, Cause, Result
from desktop_app.scoring.score import NodeState
from desktop_app.scoring.tree import cap_result, combine
from desktop_app.scoring.view import ScoredSession

Leaf = tuple[int, int]  # position of the row in the plan, position of the instance (-1: no repeat)


@dataclass(frozen=True, slots=True)
class Gain:
    """What the official score would gain if this row stood at its cap.

    `id`, `path` and `ref` are those of `ExplainedRow`; `total` is the official score afterwards.
    """

    id: str
    path: str
    ref: str
    cause: Cause
    gain: Fraction
    shown: str
    total: Fraction


@dataclass(frozen=True, slots=True)
class Route:
    """Steps towards a target, each with the total that it reaches after those before it."""

    steps: tuple[Gain, ...]
    reached: bool


def gains(session: ScoredSession, live: LiveScore | None = None) -> tuple[Gain, ...]:
    """The gain of every row that counts and is below its cap, largest first."""
    live = live or LiveScore(session)
    return tuple(gain for _, gain in _ranked(live, {}) if gain.gain)


def route_to(session: ScoredSession, target: Fraction, live: LiveScore | None = None) -> Route:
    """The rows to bring to their cap, by falling gain, until the published score reaches `target`.

    Rows that are hidden and count zero are left out: they cannot be answered as things stand.
    """
    live = live or LiveScore(session)
    places = live.plan.scheme.places
    raised: dict[Leaf, Result] = {}
    steps: list[Gain] = []
    total = live.root.points
    while Fraction(half_up(total, places)) < target:
        found = next(((leaf, gain) for leaf, gain in _ranked(live, raised) if _open(gain)), None)
        if found is None:
            return Route(tuple(steps), reached=False)
        raised[found[0]] = _at_cap(live, found[0])
        steps.append(found[1])
        total = found[1].total
    return Route(tuple(steps), reached=True)


def _open(gain: Gain) -> bool:
    return gain.cause is not Cause.HIDDEN_ZERO


def _ranked(live: LiveScore, raised: Mapping[Leaf, Result]) -> list[tuple[Leaf, Gain]]:
    """Rows still below their cap by falling gain, then by what they lose now: `min` may need two."""
    now = _root(live, raised)
    found = [(leaf, _gain(live, leaf, raised, now)) for leaf in _leaves(live) if leaf not in raised]
    lost = _lost(live) if any(not gain.gain for _, gain in found) else {}
    return sorted(found, key=lambda entry: (-entry[1].gain, -lost.get(entry[0], ZERO)))


def _leaves(live: LiveScore) -> Iterator[Leaf]:
    """Rows and instances that count and have not reached their cap."""
    for index in live.plan.rows:
        row = live.plan.branches[index].row
        instances = live.cell(index).instances
        leaves = [(index, place) for place in range(len(instances))] or [(index, -1)]
        for leaf in leaves:
            result = _result(live, leaf)
            if row and result.state is not NodeState.NA and result.points < row.node.evaluation.cap:
                yield leaf


def _gain(live: LiveScore, leaf: Leaf, raised: Mapping[Leaf, Result], now: Fraction) -> Gain:
    index, place = leaf
    branch, instances = live.plan.branches[index], live.cell(index).instances
    row = _row(live, index)
    total = _root(live, {**raised, leaf: _at_cap(live, leaf)})
    own_ref = "" if row.repeats else row.node.path
    return Gain(
        id=instances[place].id if place >= 0 else branch.id,
        path=row.node.path,
        ref=instances[place].ref if place >= 0 else own_ref,
        cause=_result(live, leaf).cause,
        gain=total - now,
        shown=half_up(total - now, live.plan.scheme.places),
        total=total,
    )


def _root(live: LiveScore, raised: Mapping[Leaf, Result]) -> Fraction:
    """Official score with some rows raised; only their way to the root is computed anew."""
    results = {index: _raised_row(live, index, raised) for index in {leaf[0] for leaf in raised}}
    waiting = sorted({live.plan.branches[index].parent for index in results})
    while waiting:
        index = waiting.pop()
        branch = live.plan.branches[index]
        children = [results.get(child) or live.result(child) for child in branch.children]
        weights = [live.plan.branches[child].weight for child in branch.children]
        result = combine(branch.how, weights, children)
        cap = live.cap(index)
        results[index] = result if cap is None else cap_result(result, cap)
        if branch.parent >= 0 and branch.parent not in waiting:
            waiting = sorted([*waiting, branch.parent])
    return (results.get(0) or live.root).points


def _raised_row(live: LiveScore, index: int, raised: Mapping[Leaf, Result]) -> Result:
    if (index, -1) in raised:
        return raised[index, -1]
    instances = live.cell(index).instances
    results = [raised.get((index, place), found.result) for place, found in enumerate(instances)]
    return combine(_row(live, index).over, [ONE] * len(results), results)


def _at_cap(live: LiveScore, leaf: Leaf) -> Result:
    return replace(_result(live, leaf), state=NodeState.SCORED, points=_row(live, leaf[0]).node.evaluation.cap)


def _lost(live: LiveScore) -> dict[Leaf, Fraction]:
    """Effective weight times what each row lacks, where it stands now."""
    weights = effective_weights(live)
    found: dict[Leaf, Fraction] = {}
    for index, place in _leaves(live):
        instances = [instance.result for instance in live.cell(index).instances]
        over = _row(live, index).over
        share = shares(over, [ONE] * len(instances), instances)[place] if place >= 0 else ONE
        found[index, place] = weights[index] * share * (100 - _result(live, (index, place)).points)
    return found


def _result(live: LiveScore, leaf: Leaf) -> Result:
    index, place = leaf
    return live.cell(index).instances[place].result if place >= 0 else live.result(index)


def _row(live: LiveScore, index: int) -> Row:
    row = live.plan.branches[index].row
    if row is None:
        raise LookupError(index)
    return row
