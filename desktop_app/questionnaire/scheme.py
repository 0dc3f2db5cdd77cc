"""How a form is scored: the weighted tree and the rule of every row (S1, S4, S5).

Plain frozen facts, read from the `eval_*` columns and sheets of a form; the arithmetic lives in
`desktop_app.scoring`. Weights, caps and scores are exact fractions of the text in the cells.
Source: form profile "XLSForm + eval" v1, sections 1.5 and 1.6 (docs/adr/0001).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Text = Mapping[str, str]  # language code ("th", "en") -> stored text

Rule = Literal["choice", "multi_sum", "multi_share", "share", "bands", "calc", "none"]
Sensitivity = Literal["open", "internal", "personal", "restricted"]
EvidenceDemand = Literal["none", "optional", "required", "gate"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The `eval_*` columns of one row of the survey sheet.

    Attributes:
        code: number printed before the question, for example `1.1-01`; "" where none.
        node: id of the tree leaf this row scores for; "" where the row is not scored.
        weight: share among the rows of the same leaf, never negative.
        weight_text: the weight as the form has it.
        params: `eval_params`, keys to values; `${name}` stays as written without `${}`.
        cap: upper bound of the row's score, 0 to 100.
        skip: what the row counts as while it is not relevant.
        na: whether the officer may declare the row not applicable, with a reason.
        gate: score bound until a valid file is attached; only with `evidence == "gate"`.
    """

    code: str = ""
    node: str = ""
    weight: Fraction = Fraction(1)
    weight_text: str = "1"
    rule: Rule = "none"
    params: Mapping[str, str] = field(default_factory=dict)
    cap: Fraction = Fraction(100)
    skip: Literal["na", "zero"] = "na"
    na: bool = False
    evidence: EvidenceDemand = "none"
    gate: Fraction | None = None
    sensitivity: Sensitivity = "open"
    source: str = ""

    @property
    def scored(self) -> bool:
        """Whether this row counts in the tree."""
        return bool(self.node) and self.rule != "none"


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One node of the score tree above the questions; `parent` is "" for the one root."""

    id: str
    parent: str
    level: Literal["total", "dimension", "indicator"]
    weight: Fraction
    weight_text: str
    label: Text
    aggregate: Literal["mean", "min"] = "mean"
    cap: Fraction | None = None
    cap_if: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A named band of the published score: reached from `start` on when `gate` holds (S5)."""

    level: int
    start: Fraction
    label: Text
    gate: str = ""


BridgeKind = Literal["same", "reworded", "changed", "dropped"]


@dataclass(frozen=True, slots=True)
class Bridge:
    """What became of a question of an earlier version, as the author says it; `same` and `reworded` carry an answer.

    Attributes:
        from_version, from_name: the earlier version, and the question's name there.
        name: its name now; "" where it was dropped.
    """

    from_version: str
    from_name: str
    name: str
    kind: BridgeKind


@dataclass(frozen=True, slots=True)
class Scheme:
    """The whole scoring of a form. `tree` is in sheet order, the root first."""

    tree: tuple[TreeNode, ...]
    levels: tuple[Level, ...]
    places: int = 2

    @property
    def root(self) -> TreeNode:
        """The node without a parent."""
        return next(node for node in self.tree if not node.parent)

    def children(self, parent: str) -> tuple[TreeNode, ...]:
        """Tree nodes directly under `parent`, in sheet order."""
        return tuple(node for node in self.tree if node.parent == parent)

    @property
    def dimensions(self) -> tuple[TreeNode, ...]:
        """The nodes of level `dimension`, in sheet order."""
        return tuple(node for node in self.tree if node.level == "dimension")
