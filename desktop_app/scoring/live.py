"""The score that follows every change: only the path from the changed rows to the root (S2).

Between two calls the score is at rest and equals what `compute_score` gives from nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import chain

from desktop_app.questionnaire.changes import Change, ChangeSet
from desktop_app.scoring.levels import reached_level
from desktop_app.scoring.plan import Branch, Row, ScorePlan, plan_of
from desktop_app.scoring.rounding import half_up
from desktop_app.scoring.rules import ONE, ZERO, Result, not_applicable, score_empty, score_row
from desktop_app.scoring.score import ALGORITHM_VERSION, Figure, NodeState, Score, ScoreNode
from desktop_app.scoring.tree import Cell, Instance, cap_result, combine
from desktop_app.scoring.view import ScoredSession, View


class LiveScore:
    """Keeps the result of every branch, and renews what a change can touch."""

    def __init__(self, session: ScoredSession) -> None:
        self.session = session
        self.plan: ScorePlan = plan_of(session.form)
        self.view = View(session, self.plan)
        self._caps = self._caps_now()
        self._cells = [Cell(not_applicable(), ZERO)] * len(self.plan.branches)
        self._written: list[tuple[ScoreNode, ...]] = [()] * len(self.plan.branches)
        self._renew(range(len(self.plan.branches)))
        self.score = self._score()

    def update(self, changes: ChangeSet) -> Score:
        """The score after `changes`, which the session has already made."""
        if any("instances" in change.kinds for change in changes):
            self.view.forget_instances()
        touched = {row for change in changes for row in self._rows_touched(change)}
        caps = self._caps_now()
        touched |= {index for index, holds in caps.items() if holds != self._caps[index]}
        self._caps = caps
        self._renew(self._with_ancestors(touched))
        self.score = self._score()
        return self.score

    def cell(self, index: int) -> Cell:
        """What the branch at this position of the plan came to."""
        return self._cells[index]

    def result(self, index: int) -> Result:
        """Result of the branch at this position of the plan."""
        return self._cells[index].result

    @property
    def root(self) -> Result:
        """Result of the whole tree; not applicable where the form has none."""
        return self._cells[0].result if self._cells else not_applicable()

    def uncapped(self, index: int) -> Fraction:
        """Points of the branch at this position before its node cap."""
        return self._cells[index].uncapped

    def cap(self, index: int) -> Fraction | None:
        """Upper bound of the tree node at this position, while its condition holds."""
        node = self.plan.branches[index].tree_node
        return node.cap if node and self._caps.get(index) else None

    def _rows_touched(self, change: Change) -> tuple[int, ...]:
        if change.kinds == {"label"}:
            return ()
        return self.plan.touched_by.get(self._path(change.ref), ())

    def _path(self, ref: str) -> str:
        return self.session.node(ref).path if "[" in ref else ref

    def _with_ancestors(self, touched: set[int]) -> set[int]:
        found: set[int] = set()
        for start in touched:
            index = start
            while index >= 0 and index not in found:
                found.add(index)
                index = self.plan.branches[index].parent
        return found

    def _renew(self, indexes: Iterable[int]) -> None:
        """Compute the branches anew, children before parents."""
        for index in sorted(indexes, reverse=True):
            branch = self.plan.branches[index]
            cell = self._row(branch.row) if branch.row else self._node(index, branch)
            self._cells[index] = cell
            self._written[index] = tuple(self._write(branch, cell))

    def _row(self, row: Row) -> Cell:
        if not row.repeats:
            return _of_row(score_row(self.view, row, row.node.path))
        refs = self.view.instances(row)
        if not refs:
            return _of_row(score_empty(self.view, row))
        results = [score_row(self.view, row, ref) for ref in refs]
        ids = map(self.session.to_positions, refs)
        return _of_row(combine(row.over, [ONE] * len(refs), results), tuple(map(Instance, ids, refs, results)))

    def _node(self, index: int, branch: Branch) -> Cell:
        weights = [self.plan.branches[child].weight for child in branch.children]
        result = combine(branch.how, weights, [self._cells[child].result for child in branch.children])
        cap = self.cap(index)
        return Cell(result if cap is None else cap_result(result, cap), result.points)

    def _caps_now(self) -> dict[int, bool]:
        return {
            index: not condition or self.session.holds(condition)
            for index, condition in self.plan.cap_conditions.items()
        }

    def _write(self, branch: Branch, cell: Cell) -> Iterable[ScoreNode]:
        yield self._written_node(branch.id, branch.weight_text, cell.result)
        for instance in cell.instances:
            yield self._written_node(instance.id, "1", instance.result)

    def _written_node(self, node_id: str, weight: str, result: Result) -> ScoreNode:
        if result.state is NodeState.NA:
            return ScoreNode(node_id, weight, None, None, result.state)
        shown = half_up(result.points, self.plan.scheme.places)
        return ScoreNode(node_id, weight, result.points, shown, result.state)

    def _score(self) -> Score:
        root, places = self.root, self.plan.scheme.places
        none = root.state is NodeState.NA
        total = Figure.of(None if none else root.points, places)
        return Score(
            algorithm_version=ALGORITHM_VERSION,
            scoring_sha256=self.plan.scoring_sha256,
            total=total,
            maximum=Figure.of(None if none else root.best, places),
            completeness=Figure.of(None if none else 100 * root.done, places),
            level=reached_level(self.session, self.plan, total),
            nodes=tuple(chain.from_iterable(self._written)),
        )


def _of_row(result: Result, instances: tuple[Instance, ...] = ()) -> Cell:
    return Cell(result, result.points, instances)
