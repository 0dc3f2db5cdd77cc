"""The score of an assessment as it stands: three figures, a level, and every node (S1, S2, S5).

Frozen values without arithmetic; `compute.py` and `live.py` make them. Points run from 0 to 100.
Source: questionnaire profile 3.3 to 3.5; JSON form: package format, section 7, `score`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

from desktop_app.scoring.rounding import half_up, ratio_text

ALGORITHM_VERSION = "phrom-score/1"


class NodeState(StrEnum):
    """Whether a node counts, and whether anything below it has been answered."""

    SCORED = "scored"
    MISSING = "missing"
    NA = "na"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, exact and as shown; both None where there is none, which is not the same as 0."""

    exact: Fraction | None
    shown: str | None

    @classmethod
    def of(cls, exact: Fraction | None, places: int) -> Figure:
        """Round `exact` half up to `places` decimals, once."""
        return cls(exact, None if exact is None else half_up(exact, places))

    def to_json(self) -> dict[str, str | None]:
        """`{"exact": "288/7", "shown": "41.14"}`."""
        return {"exact": None if self.exact is None else ratio_text(self.exact), "shown": self.shown}


@dataclass(frozen=True, slots=True)
class ScoreNode:
    """One node: tree id, question name, or the ref (with positions) of a question in a repeat.

    `weight` is the text of the form (an instance: `1`); `exact` and `shown` are None for `na`.
    """

    id: str
    weight: str
    exact: Fraction | None
    shown: str | None
    state: NodeState

    def to_json(self) -> dict[str, str | None]:
        """The node as a submission carries it."""
        exact = None if self.exact is None else ratio_text(self.exact)
        return {
            "id": self.id,
            "weight": self.weight,
            "exact": exact,
            "shown": self.shown,
            "state": self.state.value,
        }


@dataclass(frozen=True)
class Score:
    """The whole score. Nodes are depth first in sheet order, rows after their node.

    Attributes:
        algorithm_version: the arithmetic, `phrom-score/1`.
        scoring_sha256: digest of the form's rules; scores compare only where it is equal.
        total: official figure, a missing answer counts 0.
        maximum: what can still be reached with the answers given so far.
        completeness: effective weight of what has been scored, in percent.
        level: highest level reached, None where the total is None.
    """

    algorithm_version: str
    scoring_sha256: str
    total: Figure
    maximum: Figure
    completeness: Figure
    level: int | None
    nodes: tuple[ScoreNode, ...]

    @cached_property
    def _by_id(self) -> Mapping[str, ScoreNode]:
        return {node.id: node for node in self.nodes}

    def node(self, node_id: str) -> ScoreNode:
        """The node with this id.

        Raises:
            KeyError: the form has no such node.
        """
        return self._by_id[node_id]

    def to_json(self) -> dict[str, Any]:
        """The object `score` of a submission."""
        return {
            "algorithm_version": self.algorithm_version,
            "scoring_sha256": self.scoring_sha256,
            "total": self.total.to_json(),
            "maximum": self.maximum.to_json(),
            "completeness": self.completeness.to_json(),
            "level": self.level,
            "nodes": [node.to_json() for node in self.nodes],
        }
