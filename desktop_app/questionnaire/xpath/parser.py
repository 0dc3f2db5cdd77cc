"""Tokens to a syntax tree, by recursive descent with a bound on depth (Q3).

Source: XPath 1.0 without variables; the grammar's levels from `or` down to unary minus and `|`.
"""

from __future__ import annotations

from functools import lru_cache

from desktop_app.questionnaire import faults
from desktop_app.questionnaire.xpath.ast import (
    Call,
    Chain,
    Expression,
    Filter,
    Link,
    Literal,
    Negation,
    Number,
    Path,
    Step,
    Variable,
)
from desktop_app.questionnaire.xpath.errors import ExpressionError, refuse
from desktop_app.questionnaire.xpath.lexer import END, LITERAL, NAME, NUMBER, TIMES, VARIABLE, Token, tokenize

# Deep enough for an if() per province and more; low enough that no stack overflows on a hostile form. An
# operator inside the right side of another is half a level: it takes half as much of the stack.
MAX_DEPTH = 90
_LEVEL, _HALF = 2, 1

_LEVELS = {
    symbol: level
    for level, symbols in enumerate(
        (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), (TIMES, "div", "mod"))
    )
    for symbol in symbols
}
_STARTS_STEP = frozenset({NAME, ".", "..", "@", "*"})
_STARTS_PRIMARY = frozenset({NUMBER, LITERAL, VARIABLE, "("})
_NODE_TYPES = frozenset({"node", "text", "comment", "processing-instruction"})
_DESCENDANTS = "descendant-or-self"


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Read one expression.

    Raises:
        ExpressionError: with the position of what could not be read.
    """
    return _Parser(text).whole()


class _Parser:
    """Reads one expression; `_mark` is the mark of the token that comes next."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokenize(text)
        self._next = 0
        self._mark = self._tokens[0].mark
        self._depth = 0

    def whole(self) -> Expression:
        expression = self._expression()
        if self._mark is not END:
            raise self._unexpected()
        return expression

    def _take(self) -> Token:
        token = self._tokens[self._next]
        if token.mark is not END:
            self._next += 1
            self._mark = self._tokens[self._next].mark
        return token

    def _accept(self, mark: str) -> bool:
        if self._mark == mark:
            self._next += 1
            self._mark = self._tokens[self._next].mark
            return True
        return False

    def _expect(self, mark: str) -> None:
        if not self._accept(mark):
            raise self._unexpected()

    def _followed_by(self, mark: str) -> bool:
        """Whether the token after the next has this mark."""
        return self._mark is not END and self._tokens[self._next + 1].mark == mark

    def _position(self) -> int:
        return self._tokens[self._next].position

    def _unexpected(self) -> ExpressionError:
        token = self._tokens[self._next]
        if token.mark is END:
            return refuse(faults.UNFINISHED, token.position, expression=self._text)
        return refuse(faults.SYNTAX, token.position, expression=self._text, found=token.text)

    def _expression(self) -> Expression:
        self._descend(_LEVEL)
        expression = self._binary(0)
        self._depth -= _LEVEL
        return expression

    def _descend(self, halves: int) -> None:
        self._depth += halves
        if self._depth > MAX_DEPTH * _LEVEL:
            raise refuse(faults.TOO_DEEP, self._position(), limit=MAX_DEPTH)

    def _binary(self, lowest: int) -> Expression:
        """Read a chain of operators of level `lowest` or above."""
        operand = self._unary()
        level = _LEVELS.get(self._mark, -1)
        while level >= lowest:
            links: list[Link] = []
            while _LEVELS.get(self._mark, -1) == level:
                token = self._take()
                self._descend(_HALF)
                links.append(Link(token.text, self._binary(level + 1), token.position))
                self._depth -= _HALF
            operand = Chain(operand, tuple(links))
            level = _LEVELS.get(self._mark, -1)
        return operand

    def _unary(self) -> Expression:
        if self._mark != "-":
            return self._union()
        minus: list[int] = []
        while self._mark == "-":
            minus.append(self._take().position)
        operand = self._union()
        if len(minus) > MAX_DEPTH:
            raise refuse(faults.TOO_DEEP, minus[0], limit=MAX_DEPTH)
        for position in reversed(minus[-2 + len(minus) % 2 :]):  # two of them only make a number of it
            operand = Negation(operand, position)
        return operand

    def _union(self) -> Expression:
        first = self._path()
        if self._mark != "|":
            return first
        links: list[Link] = []
        while self._mark == "|":
            position = self._take().position
            links.append(Link("|", self._path(), position))
        return Chain(first, tuple(links))

    def _path(self) -> Expression:
        if self._mark in ("/", "//"):
            return self._absolute()
        if self._starts_primary():
            return self._filtered()
        position = self._position()
        return Path(False, None, self._relative(), position)

    def _absolute(self) -> Path:
        position = self._position()
        if self._accept("//"):
            steps = (Step(_DESCENDANTS, "node()", (), position), *self._relative())
        else:
            self._expect("/")
            steps = self._relative() if self._mark in _STARTS_STEP else ()
        return Path(True, None, steps, position, _plain(steps))

    def _filtered(self) -> Expression:
        position = self._position()
        base = self._primary()
        predicates = self._predicates()
        if predicates:
            base = Filter(base, predicates, position)
        if self._mark not in ("/", "//"):
            return base
        slashes = self._take()
        descent = (Step(_DESCENDANTS, "node()", (), slashes.position),) if slashes.text == "//" else ()
        return Path(absolute=False, start=base, steps=(*descent, *self._relative()), position=position)

    def _relative(self) -> tuple[Step, ...]:
        steps = [self._step()]
        while self._mark in ("/", "//"):
            slashes = self._take()
            if slashes.text == "//":
                steps.append(Step(_DESCENDANTS, "node()", (), slashes.position))
            steps.append(self._step())
        return tuple(steps)

    def _starts_primary(self) -> bool:
        if self._mark is NAME:
            calls = self._tokens[self._next + 1].mark == "("
            return calls and self._tokens[self._next].text not in _NODE_TYPES
        return self._mark in _STARTS_PRIMARY

    def _step(self) -> Step:
        position = self._position()
        if self._accept("."):
            return Step("self", "node()", self._predicates(), position)
        if self._accept(".."):
            return Step("parent", "node()", self._predicates(), position)
        axis = self._axis()
        return Step(axis, self._node_test(), self._predicates(), position)

    def _axis(self) -> str:
        if self._mark is NAME and self._followed_by("::"):
            axis = self._take().text
            self._take()
            return axis
        return "attribute" if self._accept("@") else "child"

    def _node_test(self) -> str:
        if self._accept("*"):
            return "*"
        if self._mark is not NAME:
            raise self._unexpected()
        name = self._take().text
        if name in _NODE_TYPES and self._accept("("):
            self._accept(LITERAL)
            self._expect(")")
            return f"{name}()"
        return name

    def _predicates(self) -> tuple[Expression, ...]:
        if self._mark != "[":
            return ()
        predicates = []
        while self._accept("["):
            predicates.append(self._expression())
            self._expect("]")
        return tuple(predicates)

    def _primary(self) -> Expression:
        token = self._take()
        if token.mark is NUMBER:
            return Number(float(token.text), token.position)
        if token.mark is LITERAL:
            return Literal(token.text, token.position)
        if token.mark is VARIABLE:
            return Variable(token.text, token.position)
        if token.mark is NAME:
            return self._call(token)
        expression = self._expression()
        self._expect(")")
        return expression

    def _call(self, name: Token) -> Call:
        self._expect("(")
        arguments: list[Expression] = []
        while not self._accept(")"):
            if arguments:
                self._expect(",")
            arguments.append(self._expression())
        return Call(name.text, tuple(arguments), name.position)


def _plain(steps: tuple[Step, ...]) -> str:
    names = []
    for step in steps:
        if step.axis != "child" or step.predicates or step.test[-1] in "*)":
            return ""
        names.append(step.test)
    return "/" + "/".join(names)
