"""The shape of one function of the expression language, and makers for the common sorts (Q3)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop_app.questionnaire.xpath.convert import nodes_of, number_of, text_of
from desktop_app.questionnaire.xpath.nodes import XNode
from desktop_app.questionnaire.xpath.runtime import Arguments, Compiled, Context, node_text
from desktop_app.questionnaire.xpath.values import NAN

Build = Callable[[Arguments, int], Compiled]


@dataclass(frozen=True, slots=True)
class Function:
    """A function by name.

    Attributes:
        least, most: how many values it takes; `most` is None where there is no bound.
        build: compiles a call from its compiled values and its place in the text.
    """

    name: str
    least: int
    most: int | None
    build: Build

    def accepts(self, given: int) -> bool:
        """Whether it takes this many values."""
        return self.least <= given and (self.most is None or given <= self.most)


def of_number(name: str, work: Callable[[float], float]) -> Function:
    """One number in, one number out; what mathematics leaves undefined is NaN, beyond all numbers is infinity."""

    def build(arguments: Arguments, _position: int) -> Compiled:
        number = number_of(arguments[0])

        def evaluate(c: Context) -> float:
            try:
                return float(work(number(c)))
            except ValueError:
                return NAN
            except OverflowError:
                return math.inf

        return Compiled("number", evaluate)

    return Function(name, 1, 1, build)


def of_texts(name: str, work: Callable[..., str], least: int, most: int | None = None) -> Function:
    """Texts in, text out."""

    def build(arguments: Arguments, _position: int) -> Compiled:
        texts = tuple(text_of(argument) for argument in arguments)
        return Compiled("text", lambda c: work(*(text(c) for text in texts)))

    return Function(name, least, least if most is None else most, build)


def tests_texts(name: str, work: Callable[[str, str], bool]) -> Function:
    """Two texts in, a truth out."""

    def build(arguments: Arguments, _position: int) -> Compiled:
        first, second = text_of(arguments[0]), text_of(arguments[1])
        return Compiled("boolean", lambda c: work(first(c), second(c)))

    return Function(name, 2, 2, build)


def context_text(arguments: Arguments) -> Callable[[Context], str]:
    """Text of the first value, or of the context node where no value is given."""
    return text_of(arguments[0]) if arguments else lambda c: node_text(c.node, c)


def context_nodes(arguments: Arguments, name: str, position: int) -> Callable[[Context], Sequence[XNode]]:
    """The first value as nodes, or the context node where no value is given."""
    return nodes_of(arguments[0], name, position) if arguments else lambda c: [c.node]
