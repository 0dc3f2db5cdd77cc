"""The parsed form of an expression: frozen nodes that know where they stand in the text (Q3).

Operators of one level are kept as one flat chain, so that a sum of five hundred terms is not five
hundred levels deep.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float
    position: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A text between quotation marks."""

    text: str
    position: int


@dataclass(frozen=True, slots=True)
class Variable:
    """`$name`; read, so that the linter can name it, never evaluated."""

    name: str
    position: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function call."""

    name: str
    arguments: tuple[Expression, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Link:
    """One operator of a chain and its right side."""

    operator: str
    operand: Expression
    position: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands joined from left to right by operators of one level."""

    first: Expression
    links: tuple[Link, ...]

    @property
    def position(self) -> int:
        """Where the chain starts."""
        return self.first.position


@dataclass(frozen=True, slots=True)
class Negation:
    """`-operand`."""

    operand: Expression
    position: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path. `test` is a name, `*`, `prefix:*`, `node()` or another node type with `()`."""

    axis: str
    test: str
    predicates: tuple[Expression, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the root (`absolute`), from the nodes of `start`, or from the context node.

    `plain` is the path as text, `/data/d2/name`, where it is absolute and nothing but names; else "".
    """

    absolute: bool
    start: Expression | None
    steps: tuple[Step, ...]
    position: int
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """Predicates on something that is not a path: `(a | b)[1]`."""

    base: Expression
    predicates: tuple[Expression, ...]
    position: int


Expression = Number | Literal | Variable | Call | Chain | Negation | Path | Filter


def parts(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside, predicates included, in the order they are written."""
    match expression:
        case Call():
            return expression.arguments
        case Chain():
            return (expression.first, *(link.operand for link in expression.links))
        case Negation():
            return (expression.operand,)
        case Path():
            start = (expression.start,) if expression.start is not None else ()
            return (*start, *(inner for step in expression.steps for inner in step.predicates))
        case Filter():
            return (expression.base, *expression.predicates)
        case _:
            return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and everything inside, outermost first."""
    yield expression
    for part in parts(expression):
        yield from walk(part)
