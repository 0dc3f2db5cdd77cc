"""What a compiled expression is given when it runs: the node, its place, and the surroundings (Q3, Q4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from random import Random
from typing import Literal, Protocol

from desktop_app.questionnaire.xpath.nodes import XNode
from desktop_app.questionnaire.xpath.values import Value


class Surroundings(Protocol):
    """The world of one document: clock, zone, chance and what functions ask for.

    `now` is aware, in `zone`, and stays the same throughout one change.
    """

    now: datetime
    zone: tzinfo
    chance: Random

    def root(self, node: XNode) -> XNode:
        """Parent of the topmost element: what `/` means, seen from `node`."""

    def instance(self, name: str) -> XNode | None:
        """The `<instance>` with this id."""

    def choice_name(self, value: str, question: str, node: XNode) -> str:
        """Label of an option, for `jr:choice-name`; `question` is a path, relative ones from `node`."""

    def namespace(self, prefix: str) -> str:
        """The namespace a prefix stands for; the prefix itself where none is declared."""


class Context:
    """Where evaluation stands. Predicates make a new one; nothing is written to it after."""

    __slots__ = ("around", "current", "node", "position", "size")

    def __init__(
        self, node: XNode, around: Surroundings, position: int = 1, size: int = 1, current: XNode | None = None
    ) -> None:
        self.node = node
        self.around = around
        self.position = position
        self.size = size
        self.current = node if current is None else current


ValueKind = Literal["number", "text", "boolean", "moment", "nodes", "any"]
Evaluate = Callable[[Context], Value]


@dataclass(frozen=True, slots=True)
class Compiled:
    """An expression ready to run.

    Attributes:
        kind: what `run` returns, known before it runs ("any" where it is not).
        run: evaluates in a context.
        text: a shorter way for one leaf that is always there: returns its value.
    """

    kind: ValueKind
    run: Evaluate
    text: Callable[[Context], str] | None = None


Arguments = Sequence[Compiled]
