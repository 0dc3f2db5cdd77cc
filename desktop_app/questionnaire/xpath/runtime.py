"""What a compiled expression is given when it runs: the node, its place, and the surroundings (Q3, Q4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from random import Random
from typing import Literal, Protocol

from desktop_app.questionnaire import faults
from desktop_app.questionnaire.xpath.errors import refuse
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


# What one evaluation may take: a tenth of a second, three times what filtering all subdistricts needs. Steps are
# counted, not timed, so that every machine comes to the same end.
MAX_STEPS = 100_000
CHEAP = 8  # nodes that are passed by in the time of one step
# Characters of a text that an expression makes. Without a bound a calculation that reads itself as part of a
# group would double at every change.
MAX_TEXT = 100_000
PATIENCE = 0.4  # seconds of matching with patterns; see `patterns.py`


class Meter:
    """What one evaluation has left; shared by all its contexts.

    Attributes:
        steps: nodes that may still be looked at.
        patience: seconds left for patterns.
        position: offset of the part that was last charged.
    """

    __slots__ = ("patience", "position", "steps")

    def __init__(self) -> None:
        self.steps = MAX_STEPS
        self.patience = PATIENCE
        self.position = 0


class Context:
    """Where evaluation stands. Predicates make a new one; only the meter is added later, when needed."""

    __slots__ = ("around", "current", "meter", "node", "position", "size")

    def __init__(
        self,
        node: XNode,
        around: Surroundings,
        position: int = 1,
        size: int = 1,
        current: XNode | None = None,
        meter: Meter | None = None,
    ) -> None:
        self.node = node
        self.around = around
        self.position = position
        self.size = size
        self.current = node if current is None else current
        self.meter = meter


def meter_of(context: Context) -> Meter:
    """The meter of this evaluation, made when it is first asked for: most expressions walk nowhere."""
    meter = context.meter
    if meter is None:
        meter = context.meter = Meter()
    return meter


def spend(context: Context, steps: int, position: int | None = None) -> None:
    """Charge work to the evaluation; `position` is the offset of what causes it.

    Raises:
        ExpressionError: FORM-23, the evaluation has taken all that it may.
    """
    meter = meter_of(context)
    meter.steps -= steps
    if position is not None:
        meter.position = position
    if meter.steps < 0:
        raise refuse(faults.TOO_MUCH_WORK, meter.position, limit=MAX_STEPS)


def node_text(node: XNode, context: Context) -> str:
    """Text of a node; what is asked again and again, inside brackets, is charged by its size.

    Raises:
        ExpressionError: FORM-23; FORM-26, a text longer than any may become.
    """
    if context.meter is not None:
        spend(context, _size(node))
    text = node.string_value()
    if len(text) > MAX_TEXT:
        raise refuse(faults.TEXT_TOO_LONG, meter_of(context).position, limit=MAX_TEXT)
    return text


def _size(node: XNode) -> int:
    return 1 + sum(_size(child) for child in node.children)


ValueKind = Literal["number", "text", "boolean", "moment", "nodes", "any"]
Evaluate = Callable[[Context], Value]


@dataclass(frozen=True, slots=True)
class Compiled:
    """An expression ready to run.

    Attributes:
        kind: what `run` returns, known before it runs ("any" where it is not).
        run: evaluates in a context.
        text: a shorter way for one leaf that is always there: returns its value.
        number: a shorter way to what `run` means as a number.
    """

    kind: ValueKind
    run: Evaluate
    text: Callable[[Context], str] | None = None
    number: Callable[[Context], float] | None = None


Arguments = Sequence[Compiled]
