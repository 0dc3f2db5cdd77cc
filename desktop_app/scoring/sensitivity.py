"""How much ranks and levels hang on the weights of the dimensions (S8; questionnaire profile 3.7).

Each top weight is moved five points up and down, on the scale on which all of them make 100; the others keep their
proportions and make up the rest. Source: the handbook on composite indicators of the OECD asks how robust ranks are;
the step of five points is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from desktop_app.questionnaire.scheme import Level, Scheme
from desktop_app.scoring.levels import reached_level
from desktop_app.scoring.live import LiveScore
from desktop_app.scoring.rounding import half_up
from desktop_app.scoring.rules import ZERO
from desktop_app.scoring.score import Figure, NodeState

STEP = Fraction(5)  # points of 100
WHOLE = Fraction(100)


@dataclass(frozen=True, slots=True)
class Variation:
    """One set of top weights.

    Attributes:
        node: id of the dimension whose weight is moved.
        delta: by how many points of 100; smaller than five where the weight would leave 0 to 100.
        weights: points of 100 by dimension, in tree order.
    """

    node: str
    delta: Fraction
    weights: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Shift:
    """One office under one variation: the score it would have, and the level."""

    variation: Variation
    total: Figure
    level: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One office as results know it: exact points by dimension (None: not applicable), total, level."""

    scores: Mapping[str, Fraction | None]
    total: Fraction | None
    level: int | None


@dataclass(frozen=True, slots=True)
class Movement:
    """All offices under one variation.

    Attributes:
        ranks: how many offices have another rank.
        furthest: by how many places the one that moves most.
        levels: how many offices have another level.
        n: how many offices have a score.
    """

    variation: Variation
    ranks: int
    furthest: int
    levels: int
    n: int


def variations(scheme: Scheme) -> tuple[Variation, ...]:
    """Each top weight moved down and up; none where there is only one, or where the smallest dimension decides."""
    if not scheme.tree or scheme.root.aggregate != "mean":
        return ()
    nodes = scheme.children(scheme.root.id)
    total = sum((node.weight for node in nodes), ZERO)
    if not total:
        return ()
    shares = {node.id: WHOLE * node.weight / total for node in nodes}
    moved = ((node, max(ZERO, min(WHOLE, shares[node] + step))) for node in shares for step in (-STEP, STEP))
    return tuple(
        Variation(node, share - shares[node], _scaled(shares, node, share))
        for node, share in moved
        if share != shares[node] and shares[node] != WHOLE
    )


def _scaled(shares: Mapping[str, Fraction], node: str, share: Fraction) -> dict[str, Fraction]:
    factor = (WHOLE - share) / (WHOLE - shares[node])
    return {other: share if other == node else old * factor for other, old in shares.items()}


def shifts(live: LiveScore) -> tuple[Shift, ...]:
    """One office's score and level under every variation, its gates as they stand."""
    plan = live.plan
    found: list[Shift] = []
    varied = variations(plan.scheme)
    scores = {plan.branches[child].id: _points(live, child) for child in plan.branches[0].children} if varied else {}
    for variation in varied:
        total = Figure.of(_total(scores, variation.weights, live.cap(0)), plan.scheme.places)
        found.append(Shift(variation, total, reached_level(live.session, plan, total)))
    return tuple(found)


def _points(live: LiveScore, index: int) -> Fraction | None:
    result = live.result(index)
    return None if result.state is NodeState.NA else result.points


def _total(
    scores: Mapping[str, Fraction | None], weights: Mapping[str, Fraction], cap: Fraction | None = None
) -> Fraction | None:
    """The root with other weights: what is not applicable hands its weight to the rest."""
    counted = [(weights[node], points) for node, points in scores.items() if points is not None and node in weights]
    whole = sum((weight for weight, _ in counted), ZERO)
    if not whole:
        return None
    total = sum((weight * points for weight, points in counted), ZERO) / whole
    return total if cap is None else min(total, cap)


def movements(scheme: Scheme, offices: Sequence[Standing]) -> tuple[Movement, ...]:
    """How many ranks and levels of these offices move under every variation.

    Ranks are by exact total, ties share the better one. An office whose gate keeps it below the level of its score
    stays below it: the gate asks for answers, not for weights. A cap of the root that holds for some offices only is
    not known here, so it is left out.
    """
    scored = [office for office in offices if office.total is not None]
    before = _ranks([office.total or ZERO for office in scored])
    return tuple(_movement(scheme, variation, scored, before) for variation in variations(scheme))


def _movement(scheme: Scheme, variation: Variation, offices: Sequence[Standing], before: Sequence[int]) -> Movement:
    totals = [_total(office.scores, variation.weights) or ZERO for office in offices]
    places = [abs(one - other) for one, other in zip(before, _ranks(totals), strict=True)]
    levels = [_level_then(scheme, office, total) != office.level for office, total in zip(offices, totals, strict=True)]
    return Movement(variation, sum(map(bool, places)), max(places, default=0), sum(levels), len(offices))


def _ranks(totals: Sequence[Fraction]) -> list[int]:
    first: dict[Fraction, int] = {}
    for place, total in enumerate(sorted(totals, reverse=True), start=1):
        first.setdefault(total, place)
    return [first[total] for total in totals]


def _level_then(scheme: Scheme, office: Standing, total: Fraction) -> int | None:
    """The level of a new total; a gate that closed a level before closes it still."""
    reached = _level_of(scheme.levels, total, scheme.places)
    open_level = _level_of(scheme.levels, office.total or ZERO, scheme.places)
    if reached is None or office.level is None or open_level is None or office.level >= open_level:
        return reached
    return min(reached, office.level)


def _level_of(levels: Iterable[Level], total: Fraction, places: int) -> int | None:
    published = Fraction(half_up(total, places))
    return max((level.level for level in levels if level.start <= published), default=None)
