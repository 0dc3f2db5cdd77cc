"""The answers of a session as scoring reads them: by path, seen from one row (S1).

`ScoredSession` is the part of `AnswerSession` that a score needs; it never asks for more.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from desktop_app.questionnaire.changes import State
from desktop_app.questionnaire.form import Choice, Form, Node
from desktop_app.scoring.plan import Row, ScorePlan
from desktop_app.scoring.rounding import exact_number


class ScoredSession(Protocol):
    """What scoring asks of the live answers of one assessment; `AnswerSession` fulfils it."""

    @property
    def form(self) -> Form:
        """The form that is being answered."""

    def refs(self) -> tuple[str, ...]:
        """All live leaves in document order."""

    def state(self, ref: str) -> State:
        """Value, relevance, problems, reason and number of files of a node."""

    def node(self, ref: str) -> Node:
        """The node of the form that a ref is an instance of."""

    def choices(self, ref: str) -> tuple[Choice, ...]:
        """The options offered now."""

    def to_positions(self, ref: str) -> str:
        """The ref with positions from 1 in place of instance keys."""

    def holds(self, expression: str) -> bool:
        """Whether an expression of the scoring sheets (`cap_if`, `gate`) is true now."""


class View:
    """Finds the live questions that a row names, in the row's own instance where there is one."""

    def __init__(self, session: ScoredSession, plan: ScorePlan) -> None:
        self.session = session
        self.plan = plan
        self._in_repeats: dict[str, list[str]] | None = None

    def forget_instances(self) -> None:
        """Look the instances up anew, because some came or went."""
        self._in_repeats = None

    def instances(self, row: Row) -> tuple[str, ...]:
        """Refs of a row that stands in a repeat, one per live instance."""
        return self.seen_from("", row.node.path)

    def seen_from(self, ref: str, path: str) -> tuple[str, ...]:
        """Live refs of `path` as the node at `ref` means it: same instance, or else all of them."""
        repeats = self.plan.repeats[path]
        if not repeats:
            return (path,)
        shared = _shared_prefix(ref, repeats)
        return tuple(found for found in self._live().get(path, ()) if found.startswith(shared))

    def state_of(self, ref: str, path: str) -> State | None:
        """State of the one question that `path` means at `ref`; None where there is not exactly one."""
        found = self.seen_from(ref, path)
        return self.session.state(found[0]) if len(found) == 1 else None

    def number(self, ref: str, path: str) -> Fraction | None:
        """The relevant, readable number that `path` means at `ref`."""
        state = self.state_of(ref, path)
        return exact_number(state.value) if state and state.relevant else None

    def undecided(self, ref: str, conditions: tuple[str, ...], asking: frozenset[str] = frozenset()) -> bool:
        """Whether something that decides about `ref` has not been answered, so that it may still be asked.

        A question that is itself hidden counts as open while its own condition is undecided: along a
        chain of conditions nothing is decided before the first answer is given.
        """
        return any(
            self._open(found, path, asking | {path})
            for path in conditions
            if path not in asking
            for found in self.seen_from(ref, path)
        )

    def _open(self, ref: str, path: str, asking: frozenset[str]) -> bool:
        state = self.session.state(ref)
        if state.relevant:
            return not state.value or "bad_type" in state.problems
        return self.undecided(ref, self.plan.conditions[path], asking)

    def _live(self) -> dict[str, list[str]]:
        if self._in_repeats is None:
            self._in_repeats = {}
            for ref in self.session.refs():
                if "[" in ref:
                    self._in_repeats.setdefault(self.session.node(ref).path, []).append(ref)
        return self._in_repeats


def _shared_prefix(ref: str, repeats: tuple[str, ...]) -> str:
    """The part of `ref` that names the instances it shares with nodes inside `repeats`.

    `/data/a[k1]/b[k2]/x` seen by a node in the repeats `/data/a` and `/data/a/c` gives `/data/a[k1]/`.
    """
    steps = ref.split("/")
    shared = ""
    for repeat in repeats:
        depth = repeat.count("/") + 1
        own = steps[:depth]
        if len(steps) <= depth or "/".join(step.partition("[")[0] for step in own) != repeat:
            break
        shared = "/".join(own) + "/"
    return shared
