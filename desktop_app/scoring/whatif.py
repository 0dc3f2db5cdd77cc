"""What one more answer would bring, and the shortest way to a target (S6; questionnaire profile 3.7).

The way is found by what every part of the tree could reach with each number of rows (`profiles.py`), so it is the
shortest in any tree, also where means, smallest values and caps stand inside each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from desktop_app.scoring.explain import effective_weights, shares
from desktop_app.scoring.live import LiveScore
from desktop_app.scoring.plan import Row
from desktop_app.scoring.profiles import Leaf, Profile, capped, fixed, greatest_of, least_of, mean, raisable
from desktop_app.scoring.rounding import half_up
from desktop_app.scoring.rules import ONE, ZERO, Cause, Result
from desktop_app.scoring.score import NodeState
from desktop_app.scoring.tree import cap_result, combine
from desktop_app.scoring.view import ScoredSession


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
    now = live.root.points
    found = [_gain(live, leaf, _Raised(live).raise_to_cap(leaf), now) for leaf in _leaves(live)]
    return tuple(sorted((one for one in found if one.gain), key=lambda one: -one.gain))


def route_to(session: ScoredSession, target: Fraction, live: LiveScore | None = None) -> Route:
    """The fewest rows to bring to their cap so that the published score reaches `target`.

    Of equally short ways the one that leads highest. Where no way leads there, the fewest rows that lead as high as
    possible. Steps come by falling gain, each with what it adds after those before it. Rows that are hidden and count
    zero are left out: they cannot be answered as things stand.
    """
    live = live or LiveScore(session)
    profile = _profile(live, 0) if live.plan.branches else None
    if profile is None:
        return Route((), reached=False)
    number = _fewest(profile, target, live.plan.scheme.places)
    steps = _steps(live, profile.pick(len(profile.values) - 1 if number is None else number))
    return Route(tuple(steps), reached=number is not None)


def _fewest(profile: Profile, target: Fraction, places: int) -> int | None:
    """By the published figure, so that nobody sees 70.00 and is told that 70 is not reached."""
    published = (Fraction(half_up(value, places)) for value in profile.values)
    return next((number for number, value in enumerate(published) if value >= target), None)


def _profile(live: LiveScore, index: int) -> Profile | None:
    """What the branch could reach; None where it does not count."""
    branch = live.plan.branches[index]
    if live.result(index).state is NodeState.NA:
        return None
    if branch.row:
        return _row_profile(live, index)
    counted = [(live.plan.branches[child].weight, _profile(live, child)) for child in branch.children]
    children = [(weight, profile) for weight, profile in counted if profile is not None]
    found = least_of([profile for _, profile in children]) if branch.how == "min" else mean(children)
    cap = live.cap(index)
    return found if cap is None else capped(found, cap)


def _row_profile(live: LiveScore, index: int) -> Profile:
    instances = live.cell(index).instances
    if not instances:
        return _leaf_profile(live, (index, -1))
    found = [
        _leaf_profile(live, (index, place))
        for place, one in enumerate(instances)
        if one.result.state is not NodeState.NA
    ]
    combined = {"min": least_of, "max": greatest_of}.get(_row(live, index).over)
    return combined(found) if combined else mean([(ONE, profile) for profile in found])


def _leaf_profile(live: LiveScore, leaf: Leaf) -> Profile:
    result = _result(live, leaf)
    if result.cause is Cause.HIDDEN_ZERO:
        return fixed(result.points)
    return raisable(result.points, _row(live, leaf[0]).node.evaluation.cap, leaf)


def _steps(live: LiveScore, leaves: Iterable[Leaf]) -> Iterator[Gain]:
    """The rows one after the other, those first that bring most by themselves, then those that lose most now."""
    lost = _lost(live)
    alone = {leaf: _Raised(live).raise_to_cap(leaf) for leaf in leaves}
    way = _Raised(live)
    now = live.root.points
    for leaf in sorted(alone, key=lambda leaf: (-alone[leaf], -lost.get(leaf, ZERO), leaf)):
        total = way.raise_to_cap(leaf)
        yield _gain(live, leaf, total, now)
        now = total


class _Raised:
    """The tree with some rows at their cap; only the way from each to the root is computed anew."""

    def __init__(self, live: LiveScore) -> None:
        self._live = live
        self._results: dict[int, Result] = {}
        self._instances: dict[Leaf, Result] = {}

    def raise_to_cap(self, leaf: Leaf) -> Fraction:
        """One more row; returns the official score then."""
        live, index = self._live, leaf[0]
        self._instances[leaf] = _at_cap(live, leaf)
        self._results[index] = _raised_row(live, index, self._instances)
        while (index := live.plan.branches[index].parent) >= 0:
            branch = live.plan.branches[index]
            children = [self._results.get(child) or live.result(child) for child in branch.children]
            weights = [live.plan.branches[child].weight for child in branch.children]
            result, cap = combine(branch.how, weights, children), live.cap(index)
            self._results[index] = result if cap is None else cap_result(result, cap)
        return (self._results.get(0) or live.root).points


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


def _gain(live: LiveScore, leaf: Leaf, total: Fraction, before: Fraction) -> Gain:
    index, place = leaf
    branch, instances = live.plan.branches[index], live.cell(index).instances
    row = _row(live, index)
    own_ref = "" if row.repeats else row.node.path
    return Gain(
        id=instances[place].id if place >= 0 else branch.id,
        path=row.node.path,
        ref=instances[place].ref if place >= 0 else own_ref,
        cause=_result(live, leaf).cause,
        gain=total - before,
        shown=half_up(total - before, live.plan.scheme.places),
        total=total,
    )


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
