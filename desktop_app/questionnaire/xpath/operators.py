"""Operators: comparison, arithmetic, logic (Q3). Source: XPath 1.0 sections 3.4 and 3.5, profile 2.3."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence

from desktop_app.questionnaire.xpath.convert import all_texts, number_of, text_of, truth_of
from desktop_app.questionnaire.xpath.moments import Moment
from desktop_app.questionnaire.xpath.runtime import Compiled, Context
from desktop_app.questionnaire.xpath.values import (
    Value,
    divide,
    remainder,
    text_number,
    to_boolean,
    to_number,
    to_text,
)

ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": divide,
    "mod": remainder,
}
_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_EQUALITY: dict[str, Callable[[object, object], bool]] = {"=": operator.eq, "!=": operator.ne}


def join_operator(symbol: str, left: Compiled, right: Compiled) -> Compiled:
    """`left symbol right`, both sides already compiled."""
    if symbol == "or":
        return _either(left, right)
    if symbol == "and":
        return _both(left, right)
    if symbol in ARITHMETIC:
        return fold_arithmetic((symbol,), (left, right))
    return _comparison(symbol, left, right)


def join_all(symbol: str, operands: Sequence[Compiled]) -> Compiled:
    """A chain of `or` or of `and`, evaluated from the left until it is decided."""
    truths = tuple(truth_of(operand) for operand in operands)
    decided_by = symbol == "or"

    def decide(c: Context) -> bool:
        for truth in truths:
            if truth(c) is decided_by:
                return decided_by
        return not decided_by

    return Compiled("boolean", decide)


def _either(left: Compiled, right: Compiled) -> Compiled:
    first, second = truth_of(left), truth_of(right)
    return Compiled("boolean", lambda c: first(c) or second(c))


def _both(left: Compiled, right: Compiled) -> Compiled:
    first, second = truth_of(left), truth_of(right)
    return Compiled("boolean", lambda c: first(c) and second(c))


def fold_arithmetic(symbols: Sequence[str], operands: Sequence[Compiled]) -> Compiled:
    """A chain of sums or of products, from the left, in one loop."""
    first = number_of(operands[0])
    steps = tuple(
        (ARITHMETIC[symbol], number_of(operand)) for symbol, operand in zip(symbols, operands[1:], strict=True)
    )

    def fold(c: Context) -> float:
        total = first(c)
        for work, number in steps:
            total = work(total, number(c))
        return total

    return Compiled("number", fold)


def negate(operand: Compiled) -> Compiled:
    """`-operand`."""
    number = number_of(operand)
    return Compiled("number", lambda c: -number(c))


def _comparison(symbol: str, left: Compiled, right: Compiled) -> Compiled:
    quick = _quick_comparison(symbol, left, right)
    if quick is not None:
        return quick
    first, second = left.run, right.run
    return Compiled("boolean", lambda c: compare(symbol, first(c), second(c), c))


def _quick_comparison(symbol: str, left: Compiled, right: Compiled) -> Compiled | None:
    """Comparisons whose kinds are known beforehand; a leaf stands for its text or number."""
    kinds = {_scalar_kind(left), _scalar_kind(right)}
    if symbol in _ORDER:
        if kinds <= {"text", "number"}:
            low, high, holds = number_of(left), number_of(right), _ORDER[symbol]
            return Compiled("boolean", lambda c: holds(low(c), high(c)))
        return None
    equal = _EQUALITY[symbol]
    if kinds == {"text"}:
        one, other = text_of(left), text_of(right)
        return Compiled("boolean", lambda c: equal(one(c), other(c)))
    if kinds <= {"text", "number"}:
        low, high = number_of(left), number_of(right)
        return Compiled("boolean", lambda c: equal(low(c), high(c)))
    return None


def _scalar_kind(compiled: Compiled) -> str:
    return "text" if compiled.text is not None else compiled.kind


def compare(symbol: str, left: Value, right: Value, context: Context) -> bool:
    """Compare any two values; with a node-set, whether some node makes it true."""
    left_set, right_set = isinstance(left, list), isinstance(right, list)
    if left_set and right_set:
        return _compare_sets(symbol, all_texts(left, context), all_texts(right, context), context)
    if left_set and not (isinstance(right, bool) and symbol in _EQUALITY):
        return any(_compare_single(symbol, one, right, context) for one in all_texts(left, context))
    if right_set and not (isinstance(left, bool) and symbol in _EQUALITY):
        return any(_compare_single(symbol, left, other, context) for other in all_texts(right, context))
    return _compare_single(symbol, left, right, context)


def _compare_sets(symbol: str, left: Sequence[str], right: Sequence[str], context: Context) -> bool:
    """Whether some pair makes it true, found without trying every pair."""
    if symbol == "=":
        return not set(left).isdisjoint(right)
    if symbol == "!=":
        return bool(left) and bool(right) and len({*left, *right}) > 1
    low, high = _range(left, context), _range(right, context)
    if low is None or high is None:
        return False
    lower = symbol in ("<", "<=")
    return _ORDER[symbol](low[0], high[1]) if lower else _ORDER[symbol](low[1], high[0])


def _range(texts: Sequence[str], context: Context) -> tuple[float, float] | None:
    """Smallest and largest number; None where no text is one."""
    zone = context.around.zone
    numbers = [number for number in (text_number(text, zone) for text in texts) if number == number]
    return (min(numbers), max(numbers)) if numbers else None


def _compare_single(symbol: str, left: Value, right: Value, context: Context) -> bool:
    zone = context.around.zone
    if symbol in _ORDER:
        return _ORDER[symbol](to_number(left, zone), to_number(right, zone))
    equal = _EQUALITY[symbol]
    if isinstance(left, bool) or isinstance(right, bool):
        return equal(to_boolean(left), to_boolean(right))
    if isinstance(left, (float, Moment)) or isinstance(right, (float, Moment)):
        return equal(to_number(left, zone), to_number(right, zone))
    return equal(to_text(left), to_text(right))
