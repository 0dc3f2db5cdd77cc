"""What a session tells its client: states, changes, problems, snapshots. Frozen values only (Q4, Q5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from desktop_app.questionnaire.scheme import Text

ProblemCode = Literal[
    "bad_type",
    "constraint",
    "not_offered",
    "required",
    "reason_missing",
    "evidence_missing",
    "expression_error",
]
ChangeKind = Literal["value", "relevant", "required", "read_only", "errors", "choices", "label", "instances"]

# An answer with one of these counts as invalid: blank for the score, whatever else it may be.
INVALID: frozenset[str] = frozenset({"bad_type", "constraint", "not_offered"})


@dataclass(frozen=True, slots=True)
class State:
    """All that a client may show of one node.

    Attributes:
        ref: the node, with instance keys inside repeats.
        value: canonical text as kept, or what was typed where it cannot be read. A hidden answer is
            still given here (it comes back), so look at `relevant` first.
        relevant: whether the node is asked, all around it included.
        required: whether a blank keeps the assessment from finishing.
        read_only: whether the window lets nobody type here.
        problems: codes of `errors()` in their fixed order; () while not relevant.
        reason: why the row is not applicable or has no denominator.
        attachments: number of valid evidence files.
    """

    ref: str
    value: str
    relevant: bool
    required: bool
    read_only: bool
    problems: tuple[str, ...] = ()
    reason: str = ""
    attachments: int = 0

    @property
    def valid(self) -> bool:
        """Whether type, constraint and offered choices hold; a missing answer does not count."""
        return INVALID.isdisjoint(self.problems)


@dataclass(frozen=True, slots=True)
class Change:
    """What differs from before at one ref: kinds of `ChangeKind`."""

    ref: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """All differences of one call, in document order, each ref at most once.

    A node that appeared has every kind that differs from nothing; one that is gone appears as the kind
    `instances` of its repeat.
    """

    changes: tuple[Change, ...] = ()

    def __iter__(self) -> Iterator[Change]:
        """The changes in document order."""
        return iter(self.changes)

    def __len__(self) -> int:
        """Number of refs that differ."""
        return len(self.changes)

    @property
    def refs(self) -> tuple[str, ...]:
        """The refs alone."""
        return tuple(change.ref for change in self.changes)

    def kinds(self, ref: str) -> frozenset[str]:
        """What differs at `ref`; empty where nothing does."""
        return next((change.kinds for change in self.changes if change.ref == ref), frozenset())


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that keeps the assessment from finishing: where, what, and what to do."""

    ref: str
    code: ProblemCode
    message: Text
    todo: Text


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a submission takes from a session, keyed by refs with positions, in document order.

    Attributes:
        answers: relevant, non-blank, not calculated values as canonical text.
        reasons: declared reasons of relevant rows.
        attachments: number of valid evidence files of relevant rows that have any.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    attachments: Mapping[str, int] = field(default_factory=dict)
