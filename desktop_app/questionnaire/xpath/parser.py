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
from desktop_app.questionnaire.xpath.lexer import Token, tokenize

# Deep enough for an if() per province and more; low enough that no stack overflows on a hostile form. An
# operator inside the right side of another is half a level: it takes half as much of the stack.
MAX_DEPTH = 90
_LEVEL, _HALF = 2, 1

_LEVELS = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)
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
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokenize(text)
        self._next = 0
        self._depth = 0

    def whole(self) -> Expression:
        expression = self._expression()
        if self._peek.type != "end":
            raise self._unexpected()
        return expression

    @property
    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += token.type != "end"
        return token

    def _sees(self, *texts: str) -> bool:
        return self._peek.type in ("symbol", "operator") and self._peek.text in texts

    def _accept(self, text: str) -> bool:
        if self._sees(text):
            self._next += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._unexpected()

    def _unexpected(self) -> ExpressionError:
        token = self._peek
        if token.type == "end":
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
            raise refuse(faults.TOO_DEEP, self._peek.position, limit=MAX_DEPTH)

    def _binary(self, lowest: int) -> Expression:
        """Read a chain of operators of level `lowest` or above."""
        operand = self._unary()
        level = self._level()
        while level >= lowest:
            links: list[Link] = []
            while self._level() == level:
                token = self._take()
                self._descend(_HALF)
                links.append(Link(token.text, self._binary(level + 1), token.position))
                self._depth -= _HALF
            operand = Chain(operand, tuple(links))
            level = self._level()
        return operand

    def _level(self) -> int:
        token = self._peek
        if token.type == "operator":
            for number, operators in enumerate(_LEVELS):
                if token.text in operators:
                    return number
        return -1

    def _unary(self) -> Expression:
        minus: list[int] = []
        while self._sees("-"):
            minus.append(self._take().position)
        operand = self._union()
        if len(minus) > MAX_DEPTH:
            raise refuse(faults.TOO_DEEP, minus[0], limit=MAX_DEPTH)
        for position in reversed(minus[-2 + len(minus) % 2 :]):  # two of them only make a number of it
            operand = Negation(operand, position)
        return operand

    def _union(self) -> Expression:
        first = self._path()
        links: list[Link] = []
        while self._sees("|"):
            position = self._take().position
            links.append(Link("|", self._path(), position))
        return Chain(first, tuple(links)) if links else first

    def _path(self) -> Expression:
        token = self._peek
        if self._sees("/", "//"):
            return self._absolute()
        if self._starts_primary():
            return self._filtered()
        return Path(absolute=False, start=None, steps=self._relative(), position=token.position)

    def _absolute(self) -> Path:
        position = self._peek.position
        if self._accept("//"):
            steps = (Step(_DESCENDANTS, "node()", (), position), *self._relative())
        else:
            self._expect("/")
            steps = self._relative() if self._starts_step() else ()
        return Path(absolute=True, start=None, steps=steps, position=position)

    def _filtered(self) -> Expression:
        position = self._peek.position
        base = self._primary()
        predicates = self._predicates()
        if predicates:
            base = Filter(base, predicates, position)
        if not self._sees("/", "//"):
            return base
        slashes = self._take()
        descent = (Step(_DESCENDANTS, "node()", (), slashes.position),) if slashes.text == "//" else ()
        return Path(absolute=False, start=base, steps=(*descent, *self._relative()), position=position)

    def _relative(self) -> tuple[Step, ...]:
        steps = [self._step()]
        while self._sees("/", "//"):
            slashes = self._take()
            if slashes.text == "//":
                steps.append(Step(_DESCENDANTS, "node()", (), slashes.position))
            steps.append(self._step())
        return tuple(steps)

    def _starts_step(self) -> bool:
        return self._peek.type == "name" or self._sees(".", "..", "@", "*")

    def _starts_primary(self) -> bool:
        token = self._peek
        if token.type in ("number", "literal", "variable") or self._sees("("):
            return True
        following = self._tokens[min(self._next + 1, len(self._tokens) - 1)]
        calls = token.type == "name" and following.type == "symbol" and following.text == "("
        return calls and token.text not in _NODE_TYPES

    def _step(self) -> Step:
        position = self._peek.position
        if self._accept("."):
            return Step("self", "node()", self._predicates(), position)
        if self._accept(".."):
            return Step("parent", "node()", self._predicates(), position)
        axis = self._axis()
        return Step(axis, self._node_test(), self._predicates(), position)

    def _axis(self) -> str:
        if self._accept("@"):
            return "attribute"
        following = self._tokens[min(self._next + 1, len(self._tokens) - 1)]
        if self._peek.type == "name" and following.type == "symbol" and following.text == "::":
            axis = self._take().text
            self._take()
            return axis
        return "child"

    def _node_test(self) -> str:
        if self._accept("*"):
            return "*"
        if self._peek.type != "name":
            raise self._unexpected()
        name = self._take().text
        if name in _NODE_TYPES and self._sees("("):
            self._take()
            if self._tokens[self._next].type == "literal":
                self._take()
            self._expect(")")
            return f"{name}()"
        return name

    def _predicates(self) -> tuple[Expression, ...]:
        predicates = []
        while self._accept("["):
            predicates.append(self._expression())
            self._expect("]")
        return tuple(predicates)

    def _primary(self) -> Expression:
        token = self._take()
        match token.type:
            case "number":
                return Number(float(token.text), token.position)
            case "literal":
                return Literal(token.text, token.position)
            case "variable":
                return Variable(token.text, token.position)
            case "name":
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
