"""Functions that ODK adds on choices, numbers and nodes (Q3). Source: ODK XForms specification, XPath functions."""

from __future__ import annotations

import base64
import hashlib
import math
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import cast

from desktop_app.questionnaire import faults
from desktop_app.questionnaire.xpath.convert import (
    NumberOf,
    all_texts,
    nodes_of,
    number_of,
    text_of,
    truth_of,
    value_number,
)
from desktop_app.questionnaire.xpath.errors import refuse
from desktop_app.questionnaire.xpath.function import Function, of_number, of_texts, tests_texts
from desktop_app.questionnaire.xpath.functions_core import joined
from desktop_app.questionnaire.xpath.nodes import XNode
from desktop_app.questionnaire.xpath.patterns import matches
from desktop_app.questionnaire.xpath.runtime import Arguments, Compiled, Context, node_text, spend
from desktop_app.questionnaire.xpath.values import (
    NAN,
    Value,
    is_blank,
    text_number,
    to_boolean,
)


def _if(arguments: Arguments, _position: int) -> Compiled:
    truth, then, otherwise = truth_of(arguments[0]), arguments[1], arguments[2]
    yes, no = then.run, otherwise.run
    kind = then.kind if then.kind == otherwise.kind else "any"
    return Compiled(kind, lambda c: yes(c) if truth(c) else no(c))


def _coalesce(arguments: Arguments, _position: int) -> Compiled:
    runs = tuple(argument.text or argument.run for argument in arguments)

    def evaluate(c: Context) -> Value:
        for run in runs:
            value = run(c)
            if not is_blank(value):
                return value
        return ""

    return Compiled("any", evaluate, number=_first_number(arguments))


def _first_number(arguments: Arguments) -> NumberOf | None:
    """`coalesce` as a number, the way of long sums; None where an argument is neither text nor number."""
    if not all(argument.text or argument.kind in ("text", "number") for argument in arguments):
        return None
    ways = tuple(
        (argument.kind == "number" and not argument.text, argument.text or argument.run) for argument in arguments
    )

    def number(c: Context) -> float:
        for is_number, run in ways:
            value = run(c)
            if is_number:
                if value == value:  # NaN is passed over
                    return float(cast("float", value))
            elif value:
                return text_number(cast("str", value), c.around.zone)
        return NAN

    return number


def _once(arguments: Arguments, _position: int) -> Compiled:
    run = arguments[0].run

    def evaluate(c: Context) -> Value:
        kept = node_text(c.node, c)
        if kept:
            return kept
        value = run(c)
        return "" if is_blank(value) else value

    return Compiled("any", evaluate)


def _selected(text: str, option: str) -> bool:
    return option.strip() in (text.split() or ("",))


def _selected_at(arguments: Arguments, _position: int) -> Compiled:
    text, place = text_of(arguments[0]), number_of(arguments[1])

    def evaluate(c: Context) -> str:
        options, wanted = text(c).split(), place(c)
        return options[int(wanted)] if 0 <= wanted < len(options) else ""

    return Compiled("text", evaluate)


def _count_selected(arguments: Arguments, _position: int) -> Compiled:
    text = text_of(arguments[0])
    return Compiled("number", lambda c: float(len(text(c).split())))


def _count_non_empty(arguments: Arguments, position: int) -> Compiled:
    nodes = nodes_of(arguments[0], "count-non-empty", position)
    return Compiled("number", lambda c: float(sum(node_text(node, c) != "" for node in nodes(c))))


def _truths(value: Value, context: Context) -> Iterator[bool]:
    if isinstance(value, list):
        yield from (node_text(node, context) != "" for node in value)
    else:
        yield to_boolean(value)


def _within(total: float, least: float, most: float) -> bool:
    return (least < 0 or total >= least) and (most < 0 or total <= most)


def _checklist(arguments: Arguments, _position: int) -> Compiled:
    least, most = number_of(arguments[0]), number_of(arguments[1])
    runs = tuple(argument.run for argument in arguments[2:])
    return Compiled("boolean", lambda c: _within(sum(t for run in runs for t in _truths(run(c), c)), least(c), most(c)))


def _weighted_checklist(arguments: Arguments, _position: int) -> Compiled:
    least, most = number_of(arguments[0]), number_of(arguments[1])
    pairs = tuple((truth.run, weight.run) for truth, weight in zip(arguments[2::2], arguments[3::2], strict=False))

    def evaluate(c: Context) -> bool:
        zone = c.around.zone
        weighed = (
            text_number(weight, zone)
            for truth_run, weight_run in pairs
            for truth, weight in zip(_truths(truth_run(c), c), all_texts(weight_run(c), c), strict=False)
            if truth
        )
        return _within(sum(weighed), least(c), most(c))

    return Compiled("boolean", evaluate)


def _regex(arguments: Arguments, position: int) -> Compiled:
    text, pattern = text_of(arguments[0]), text_of(arguments[1])
    return Compiled("boolean", lambda c: matches(pattern(c), text(c), c, position))


def _substr(arguments: Arguments, _position: int) -> Compiled:
    text, start = text_of(arguments[0]), number_of(arguments[1])
    end = number_of(arguments[2]) if len(arguments) > 2 else None

    def evaluate(c: Context) -> str:
        return text(c)[_index(start(c)) : None if end is None else _index(end(c))]

    return Compiled("text", evaluate)


def _index(number: float) -> int:
    return int(number) if math.isfinite(number) else 0


def _join(arguments: Arguments, position: int) -> Compiled:
    glue = text_of(arguments[0])
    runs = tuple(argument.run for argument in arguments[1:])

    def evaluate(c: Context) -> str:
        return joined(glue(c), (text for run in runs for text in all_texts(run(c), c)), position)

    return Compiled("text", evaluate)


def _extreme(name: str, pick: Callable[[Sequence[float]], float]) -> Function:
    def build(arguments: Arguments, _position: int) -> Compiled:
        runs = tuple(argument.run for argument in arguments)

        def evaluate(c: Context) -> float:
            numbers = [number for run in runs for number in _numbers(run(c), c)]
            return pick(numbers) if numbers and not any(map(math.isnan, numbers)) else NAN

        return Compiled("number", evaluate)

    return Function(name, 1, None, build)


def _numbers(value: Value, context: Context) -> Sequence[float]:
    zone = context.around.zone
    if isinstance(value, list):
        return [text_number(node_text(node, context), zone) for node in value]
    return (value_number(value, context),)


def _power(arguments: Arguments, _position: int) -> Compiled:
    base, exponent = number_of(arguments[0]), number_of(arguments[1])

    return Compiled("number", lambda c: _raised(base(c), exponent(c)))


def _raised(base: float, exponent: float) -> float:
    """A power as IEEE 754 has it, where Python raises instead: beyond all numbers, and zero below the line."""
    try:
        return math.pow(base, exponent)
    except (ValueError, OverflowError):
        if base < 0 and not exponent.is_integer():
            return NAN
        odd = math.fmod(exponent, 2) != 0
        return math.copysign(math.inf, base) if odd else math.inf


def _arc_tangent(arguments: Arguments, _position: int) -> Compiled:
    rise, run = number_of(arguments[0]), number_of(arguments[1])
    return Compiled("number", lambda c: math.atan2(rise(c), run(c)))


def _logarithm(work: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: -math.inf if number == 0 else work(number)


def _truncated(number: float) -> float:
    return float(math.trunc(number)) if math.isfinite(number) else number


def _boolean_from_string(arguments: Arguments, _position: int) -> Compiled:
    text = text_of(arguments[0])
    return Compiled("boolean", lambda c: text(c) in ("1", "true"))


def _uuid(arguments: Arguments, position: int) -> Compiled:
    if not arguments:
        return Compiled("text", lambda c: str(uuid.UUID(int=c.around.chance.getrandbits(128), version=4)))
    length = number_of(arguments[0])

    def evaluate(c: Context) -> str:
        size = length(c)
        if not 0 <= size <= _LONGEST_UUID:
            raise refuse(faults.BAD_OPERAND, position, name="uuid")
        spend(c, int(size), position)
        return "".join(c.around.chance.choices(_LETTERS, k=int(size)))

    return Compiled("text", evaluate)


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_LONGEST_UUID = 10_000


def _random(_arguments: Arguments, _position: int) -> Compiled:
    return Compiled("number", lambda c: c.around.chance.random())


def _randomize(arguments: Arguments, position: int) -> Compiled:
    nodes = nodes_of(arguments[0], "randomize", position)
    seed = number_of(arguments[1]) if len(arguments) > 1 else None

    def evaluate(c: Context) -> list[XNode]:
        if seed is None:
            return _shuffled(nodes(c), c.around.chance.random)
        start = seed(c)
        if not math.isfinite(start):
            raise refuse(faults.BAD_OPERAND, position, name="randomize")
        return _shuffled(nodes(c), _park_miller(int(start)))

    return Compiled("nodes", evaluate)


def _shuffled(nodes: Sequence[XNode], draw: Callable[[], float]) -> list[XNode]:
    """Fisher-Yates from the end, as the ODK specification fixes it, so that a seed means one order."""
    shuffled = list(nodes)
    for last in range(len(shuffled) - 1, 0, -1):
        other = int(draw() * (last + 1))
        shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
    return shuffled


def _park_miller(seed: int) -> Callable[[], float]:
    state = seed % 2147483647
    if state <= 0:
        state += 2147483646

    def draw() -> float:
        nonlocal state
        state = state * 16807 % 2147483647
        return (state - 1) / 2147483646

    return draw


_DIGESTS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


def _digest(arguments: Arguments, position: int) -> Compiled:
    text, algorithm = text_of(arguments[0]), text_of(arguments[1])
    encoding = text_of(arguments[2]) if len(arguments) > 2 else lambda _c: "base64"

    def evaluate(c: Context) -> str:
        name, written = _DIGESTS.get(algorithm(c)), encoding(c)
        if name is None or written not in ("base64", "hex"):
            raise refuse(faults.BAD_OPERAND, position, name="digest")
        digest = hashlib.new(name, text(c).encode(), usedforsecurity=False)
        return digest.hexdigest() if written == "hex" else base64.b64encode(digest.digest()).decode()

    return Compiled("text", evaluate)


def _base64_decode(text: str) -> str:
    try:
        return base64.b64decode(text).decode("utf-8", errors="replace")
    except ValueError:
        return ""


def _instance(arguments: Arguments, _position: int) -> Compiled:
    name = text_of(arguments[0])

    def evaluate(c: Context) -> list[XNode]:
        found = c.around.instance(name(c))
        return [] if found is None else [found]

    return Compiled("nodes", evaluate)


def _current(_arguments: Arguments, _position: int) -> Compiled:
    return Compiled("nodes", lambda c: [c.current])


def _indexed_repeat(arguments: Arguments, position: int) -> Compiled:
    """`indexed-repeat(target, repeat, n, …)`: the target inside the n-th instance of each repeat."""
    target = nodes_of(arguments[0], "indexed-repeat", position)
    levels = tuple(
        (nodes_of(group, "indexed-repeat", position), number_of(index))
        for group, index in zip(arguments[1::2], arguments[2::2], strict=False)
    )

    def evaluate(c: Context) -> list[XNode]:
        found = list(target(c))
        within: XNode | None = None
        for groups, index in levels:
            wanted = index(c)
            instances = [node for node in groups(c) if within is None or _is_inside(node, within)]
            if not 1 <= wanted <= len(instances):
                return []
            within = instances[int(wanted) - 1]
        return [node for node in found if within is None or _is_inside(node, within)]

    return Compiled("nodes", evaluate)


def _is_inside(node: XNode, around: XNode) -> bool:
    above: XNode | None = node
    while above is not None:
        if above is around:
            return True
        above = above.parent
    return False


def _choice_name(arguments: Arguments, _position: int) -> Compiled:
    value, question = text_of(arguments[0]), text_of(arguments[1])
    return Compiled("text", lambda c: c.around.choice_name(value(c), question(c).strip(), c.node))


def _sine_guard(work: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: NAN if math.isinf(number) else work(number)


ODK: tuple[Function, ...] = (
    Function("if", 3, 3, _if),
    Function("coalesce", 1, None, _coalesce),
    Function("once", 1, 1, _once),
    tests_texts("selected", _selected),
    tests_texts("is-selected", _selected),
    Function("selected-at", 2, 2, _selected_at),
    Function("count-selected", 1, 1, _count_selected),
    Function("count-non-empty", 1, 1, _count_non_empty),
    Function("checklist", 2, None, _checklist),
    Function("weighted-checklist", 2, None, _weighted_checklist),
    Function("regex", 2, 2, _regex),
    tests_texts("ends-with", str.endswith),
    Function("substr", 2, 3, _substr),
    Function("join", 1, None, _join),
    _extreme("max", max),
    _extreme("min", min),
    Function("pow", 2, 2, _power),
    of_number("int", _truncated),
    of_number("abs", abs),
    of_number("sqrt", math.sqrt),
    of_number("exp", math.exp),
    of_number("exp10", lambda number: 10.0**number),
    of_number("log", _logarithm(math.log)),
    of_number("log10", _logarithm(math.log10)),
    of_number("sin", _sine_guard(math.sin)),
    of_number("cos", _sine_guard(math.cos)),
    of_number("tan", _sine_guard(math.tan)),
    of_number("asin", math.asin),
    of_number("acos", math.acos),
    of_number("atan", math.atan),
    Function("atan2", 2, 2, _arc_tangent),
    Function("pi", 0, 0, lambda _arguments, _position: Compiled("number", lambda _c: math.pi)),
    Function("boolean-from-string", 1, 1, _boolean_from_string),
    Function("uuid", 0, 1, _uuid),
    Function("random", 0, 0, _random),
    Function("randomize", 1, 2, _randomize),
    Function("digest", 2, 3, _digest),
    of_texts("base64-decode", _base64_decode, 1),
    Function("instance", 1, 1, _instance),
    Function("current", 0, 0, _current),
    Function("indexed-repeat", 3, None, _indexed_repeat),
    Function("jr:choice-name", 2, 2, _choice_name),
)
