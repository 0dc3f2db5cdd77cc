"""What an explanation of a score consists of. Frozen values without arithmetic (S3)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from desktop_app.questionnaire.scheme import Text
from desktop_app.scoring.rules import Cause
from desktop_app.scoring.score import NodeState


@dataclass(frozen=True, slots=True)
class ExplainedRow:
    """Where points came from or went: one row (in a repeat: one instance), or the cap of a node.

    Attributes:
        id: as in the score: question name, ref of an instance, or tree id for a cap.
        kind: `row` or `cap`; a cap has negative points and no weight of its own.
        path: path of the question; "" for a cap.
        ref: the question with instance keys, as a session knows it; "" for a cap or an empty repeat.
        name: number or name to print, `1.1-01`.
        score: points of the row itself, 0 to 100; None where it does not count.
        weight: effective weight, a share of 1.
        detail: a few words about the cause.
        shown_weight, shown_points, shown_lost: as printed, weight in percent.
    """

    id: str
    kind: Literal["row", "cap"]
    path: str
    ref: str
    name: str
    state: NodeState
    cause: Cause
    raw: Fraction | None
    score: Fraction | None
    weight: Fraction
    points: Fraction
    lost: Fraction
    detail: Text
    shown_weight: str = ""
    shown_points: str = ""
    shown_lost: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """All rows in the order of the score, and the sentence that says it in one breath."""

    rows: tuple[ExplainedRow, ...]
    sentence: Text

    def row(self, row_id: str) -> ExplainedRow:
        """The row with this id.

        Raises:
            KeyError: there is none.
        """
        found = next((row for row in self.rows if row.id == row_id and row.kind == "row"), None)
        if found is None:
            raise KeyError(row_id)
        return found
