"""Expression text to tokens (Q3). Source: XPath 1.0, section 3.7, read leniently where ODK forms need it."""

from __future__ import annotations

import re
from typing import NamedTuple

from desktop_app.questionnaire import faults
from desktop_app.questionnaire.xpath.errors import refuse

# Characters; three times what a cell of Excel holds. One of this length is still read in a blink.
MAX_LENGTH = 100_000

_NAME = r"[^\W\d][\w.\-\u0300-\u036f\u0e31-\u0e4e]*"
_TOKEN = re.compile(
    rf"""\s*(?:
    (?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<symbol>::|//|\.\.|!=|<=|>=|[()\[\].@,/|+\-=<>*])
    |(?P<literal>"[^"]*"|'[^']*')
    |(?P<variable>\${_NAME})
    )""",
    re.VERBOSE,
)
# Where an operand has ended, `and`, `or`, `div`, `mod` are operators, even when a digit follows (`1div2`).
_WORD_OPERATOR = re.compile(r"(and|or|div|mod)(?![^\W\d]|[.\-])")
_OPERATORS = frozenset({"/", "//", "|", "+", "-", "=", "!=", "<", "<=", ">", ">=", "and", "or", "div", "mod"})
_BEFORE_OPERAND = frozenset({"@", "::", "(", "[", ",", *_OPERATORS})

NUMBER, LITERAL, NAME, VARIABLE, TIMES, END = "number", "literal", "name", "variable", "times", "end"


class Token(NamedTuple):
    """A piece of the text.

    Attributes:
        mark: what the parser goes by: the sign or word of an operator or symbol, TIMES for a `*` that
            multiplies, else NUMBER, LITERAL, NAME, VARIABLE or END.
        text: as written; a literal without its quotation marks, a variable without `$`.
        position: offset in the text.
    """

    mark: str
    text: str
    position: int


def tokenize(text: str) -> list[Token]:
    """Split an expression; the last token is END.

    Raises:
        ExpressionError: a character that starts no token, a literal that is not closed, or too long a text.
    """
    if len(text) > MAX_LENGTH:
        raise refuse(faults.TOO_LONG, MAX_LENGTH, limit=MAX_LENGTH)
    tokens: list[Token] = []
    place, length, operand_ended = 0, len(text.rstrip()), False
    while place < length:
        token, place = _next_token(text, place, operand_ended)
        tokens.append(token)
        operand_ended = token[0] not in _BEFORE_OPERAND and token[0] is not TIMES
    tokens.append(Token(END, "", len(text)))
    return tokens


def _next_token(text: str, place: int, operand_ended: bool) -> tuple[Token, int]:  # noqa: FBT001 - the hottest call
    match = _TOKEN.match(text, place)
    if match is None:
        raise _unreadable(text, place)
    kind = match.lastgroup or ""
    found, start, end = match[kind], match.start(kind), match.end()
    if kind == "symbol":
        return Token(TIMES if found == "*" and operand_ended else found, found, start), end
    if kind == "name":
        word = _WORD_OPERATOR.match(text, start) if operand_ended else None
        return (Token(word[1], word[1], start), word.end()) if word else (Token(NAME, found, start), end)
    if kind == "literal":
        return Token(LITERAL, found[1:-1], start), end
    if kind == VARIABLE:
        return Token(VARIABLE, found[1:], start), end
    return Token(NUMBER, found, start), end


def _unreadable(text: str, place: int) -> Exception:
    start = place + len(text[place:]) - len(text[place:].lstrip())
    if text[start] in "\"'":
        return refuse(faults.UNFINISHED, len(text), expression=text)
    return refuse(faults.SYNTAX, start, expression=text, found=text[start])
