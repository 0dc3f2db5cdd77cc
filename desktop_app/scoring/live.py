"""The score that follows every change: only the path from the changed rows to the root (S2).

Between two calls the score is at rest and equals what `compute_score` gives from nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from desktop_app.questionnaire.changes import Change, ChangeSet
from desktop_app.scoring.levels import reached_level
from desktop_app.scoring.plan import Branch, Row, ScorePlan, plan_of
from desktop_app.scoring.rounding import half_up
from desktop_app.scoring.rules import Result, not_applicable, score_empty, score_row
from desktop_app.scoring.score import ALGORITHM_VERSION, Figure, NodeState, Score, ScoreNode
from desktop_app.scoring.tree import ONE, Cell, combine, combine_branch
from desktop_app.scoring.view import ScoredSession, View


class LiveScore:
    """Keeps the result of every branch, and renews what a change can touch.

    Raises:
        PhromError: SCORE-01, the form has no scoring rules.
    """

    def __init__(self, session: ScoredSession) -> None:
        self.session = session
        self.plan: ScorePlan = plan_of(session.form)
        self._view = View(session, self.plan)
        self._caps = self._caps_now()
        self._cells = [Cell(not_applicable())] * len(self.plan.branches)
        self._written: list[tuple[ScoreNode, ...]] = [()] * len(self.plan.branches)
        self._renew(range(len(self.plan.branches)))
        self.score = self._score()

    def update(self, changes: ChangeSet) -> Score:
        """The score after `changes`, which the session has already made."""
        if any("instances" in change.kinds for change in changes):
            self._view.forget_instances()
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

    def cap_holds(self, index: int) -> bool:
        """Whether the cap of the tree node at this position is in force."""
        return self._caps.get(index, False)

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
            self._cells[index] = self._row(branch.row) if branch.row else Cell(self._combined(index, branch))
            self._written[index] = tuple(self._written_nodes(branch, self._cells[index]))

    def _row(self, row: Row) -> Cell:
        if not row.repeats:
            return Cell(score_row(self._view, row, row.node.path))
        refs = self._view.instances(row)
        if not refs:
            return Cell(score_empty(self._view, row))
        results = [score_row(self._view, row, ref) for ref in refs]
        over = row.node.evaluation.params.get("over", "mean")
        instances = zip(map(self.session.to_positions, refs), results, strict=True)
        return Cell(combine(over, [ONE] * len(refs), results), tuple(instances))

    def _combined(self, index: int, branch: Branch) -> Result:
        weights = [self.plan.branches[child].weight for child in branch.children]
        results = [self._cells[child].result for child in branch.children]
        return combine_branch(branch, weights, results, capped=self.cap_holds(index))

    def _caps_now(self) -> dict[int, bool]:
        return {
            index: not condition or self.session.holds(condition)
            for index, condition in self.plan.cap_conditions.items()
        }

    def _written_nodes(self, branch: Branch, cell: Cell) -> Iterable[ScoreNode]:
        yield self._node(branch.id, branch.weight_text, cell.result)
        for ref, result in cell.instances:
            yield self._node(ref, "1", result)

    def _node(self, node_id: str, weight: str, result: Result) -> ScoreNode:
        if result.state is NodeState.NA:
            return ScoreNode(node_id, weight, None, None, result.state)
        shown = half_up(result.points, self.plan.scheme.places)
        return ScoreNode(node_id, weight, result.points, shown, result.state)

    def _score(self) -> Score:
        root, places = self._cells[0].result, self.plan.scheme.places
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
