"""Expression text to tokens (Q3). Source: XPath 1.0, section 3.7, read leniently where ODK forms need it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from desktop_app.questionnaire import faults
from desktop_app.questionnaire.xpath.errors import refuse

# Characters; three times what a cell of Excel holds. One of this length is still read in a blink.
MAX_LENGTH = 100_000

Type = Literal["number", "literal", "name", "operator", "symbol", "variable", "end"]

_NAME = r"[^\W\d][\w.\-\u0300-\u036f\u0e31-\u0e4e]*"
_TOKEN = re.compile(
    rf"""\s*(?:
    (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<literal>"[^"]*"|'[^']*')
    |(?P<symbol>::|//|\.\.|!=|<=|>=|[()\[\].@,/|+\-=<>*])
    |(?P<variable>\${_NAME})
    |(?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
    )""",
    re.VERBOSE,
)
# Where an operand has ended, `and`, `or`, `div`, `mod` are operators, even when a digit follows (`1div2`).
_WORD_OPERATOR = re.compile(r"\s*(and|or|div|mod)(?![^\W\d]|[.\-])")
_OPERATORS = frozenset({"/", "//", "|", "+", "-", "=", "!=", "<", "<=", ">", ">=", "and", "or", "div", "mod"})
_BEFORE_OPERAND = frozenset({"@", "::", "(", "[", ",", "operator"})


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text. `text` of a literal is without its quotation marks."""

    type: Type
    text: str
    position: int


def tokenize(text: str) -> tuple[Token, ...]:
    """Split an expression; the last token is of type `end`.

    Raises:
        ExpressionError: a character that starts no token, a literal that is not closed, or too long a text.
    """
    if len(text) > MAX_LENGTH:
        raise refuse(faults.TOO_LONG, MAX_LENGTH, limit=MAX_LENGTH)
    tokens: list[Token] = []
    place, length = 0, len(text.rstrip())
    while place < length:
        token, place = _next_token(text, place, operand_ended=_operand_ended(tokens))
        tokens.append(token)
    return (*tokens, Token("end", "", len(text)))


def _next_token(text: str, place: int, *, operand_ended: bool) -> tuple[Token, int]:
    word = _WORD_OPERATOR.match(text, place) if operand_ended else None
    if word:
        return Token("operator", word[1], word.start(1)), word.end()
    match = _TOKEN.match(text, place)
    if match is None:
        raise _unreadable(text, place)
    kind = match.lastgroup or "symbol"
    found, start = match[kind], match.start(kind)
    if kind == "literal":
        return Token("literal", found[1:-1], start), match.end()
    if kind == "number":
        return Token("number", found, start), match.end()
    if kind == "variable":
        return Token("variable", found[1:], start), match.end()
    if kind == "name":
        return Token("name", found, start), match.end()
    star_multiplies = found == "*" and operand_ended
    is_operator = found in _OPERATORS or star_multiplies
    return Token("operator" if is_operator else "symbol", found, start), match.end()


def _operand_ended(tokens: list[Token]) -> bool:
    if not tokens:
        return False
    last = tokens[-1]
    return not (last.type == "operator" or (last.type == "symbol" and last.text in _BEFORE_OPERAND))


def _unreadable(text: str, place: int) -> Exception:
    start = place + len(text[place:]) - len(text[place:].lstrip())
    if text[start] in "\"'":
        return refuse(faults.UNFINISHED, len(text), expression=text)
    return refuse(faults.SYNTAX, start, expression=text, found=text[start])
