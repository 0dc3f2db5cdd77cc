"""Undo and redo of one open assessment across all its pages (O4). No Qt in here.

QUndoStack takes the ownership of Python commands away and crashes on teardown, hence forty lines of our own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["value", "reason", "note", "flag", "remark", "reply", "attachments", "add_row", "remove_row"]
DEPTH = 500  # steps kept


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a person did to one question; undoing sets `old`, redoing sets `new`."""

    kind: Kind
    ref: str
    old: str = ""
    new: str = ""
    merges: bool = False  # typed text: joined with the step before it, up to the end of a word


class History:
    """Steps done and undone."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def add(self, step: Step) -> None:
        """Remember what was just done; what was undone before is gone."""
        if step.old == step.new and step.kind not in ("add_row", "remove_row"):
            return
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if last is not None and _same_word(last, step):
            self._done[-1] = replace(last, new=step.new)
        else:
            self._done = [*self._done, step][-DEPTH:]

    def undo(self) -> Step | None:
        """The step to take back, or None; the caller sets its `old`."""
        return self._move(self._done, self._undone)

    def redo(self) -> Step | None:
        """The step to do again, or None; the caller sets its `new`."""
        return self._move(self._undone, self._done)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self._undone)

    def clear(self) -> None:
        """Forget all: after signing, older values come back through the history on disk."""
        self._done.clear()
        self._undone.clear()

    @staticmethod
    def _move(source: list[Step], target: list[Step]) -> Step | None:
        if not source:
            return None
        step = source.pop()
        target.append(step)
        return step


def _same_word(last: Step, step: Step) -> bool:
    """Whether typing goes on in the same question within a word."""
    joined = last.merges and step.merges and (last.kind, last.ref, last.new) == (step.kind, step.ref, step.old)
    return joined and not step.new.endswith((" ", "\n"))
