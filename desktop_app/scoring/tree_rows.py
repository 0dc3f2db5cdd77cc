"""The score tree as lines that a person reads: node or row, its share among its siblings, how it counts (S1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from desktop_app.questionnaire.scheme import Text
from desktop_app.scoring.live import LiveScore
from desktop_app.scoring.plan import Branch
from desktop_app.scoring.rules import HUNDRED, ZERO
from desktop_app.scoring.score import NodeState


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One line of the tree, parents before children.

    Attributes:
        depth: 0 for the root.
        name: id of a tree node, number or name of a row.
        path: the row's question, "" for a tree node.
        share: weight among its siblings in percent, before anything is left out; None for the root.
        how: `mean` or `min` of a tree node, the rule of a row.
        cap: upper bound, None where it is 100.
        points: official points as they stand, None where it does not count.
    """

    depth: int
    name: str
    label: Text
    path: str
    share: Fraction | None
    how: str
    cap: Fraction | None
    points: Fraction | None


def tree_rows(live: LiveScore) -> tuple[TreeRow, ...]:
    """All branches in the order of the score."""
    return tuple(_rows(live, 0, 0, None)) if live.plan.branches else ()


def _rows(live: LiveScore, index: int, depth: int, share: Fraction | None) -> Iterator[TreeRow]:
    branch = live.plan.branches[index]
    result = live.result(index)
    yield TreeRow(
        depth=depth,
        name=branch.row.name if branch.row else branch.id,
        label=_label(branch),
        path=branch.row.node.path if branch.row else "",
        share=share,
        how=branch.row.node.evaluation.rule if branch.row else branch.how,
        cap=_cap(branch),
        points=None if result.state is NodeState.NA else result.points,
    )
    total = sum((live.plan.branches[child].weight for child in branch.children), ZERO)
    for child in branch.children:
        weight = live.plan.branches[child].weight
        yield from _rows(live, child, depth + 1, HUNDRED * weight / total if total else ZERO)


def _label(branch: Branch) -> Text:
    if branch.row:
        return branch.row.node.label
    return branch.tree_node.label if branch.tree_node else {}


def _cap(branch: Branch) -> Fraction | None:
    if branch.row:
        cap = branch.row.node.evaluation.cap
        return cap if cap < HUNDRED else None
    return branch.tree_node.cap if branch.tree_node else None
