"""Functions of XPath 1.0, section 4, as ODK forms extend them (Q3)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from desktop_app.questionnaire import faults
from desktop_app.questionnaire.xpath.axes import in_document_order
from desktop_app.questionnaire.xpath.convert import (
    all_texts,
    nodes_of,
    number_of,
    text_of,
    truth_of,
    value_number,
    value_text,
)
from desktop_app.questionnaire.xpath.errors import refuse
from desktop_app.questionnaire.xpath.function import (
    Function,
    context_nodes,
    context_text,
    of_number,
    of_texts,
    tests_texts,
)
from desktop_app.questionnaire.xpath.moments import Moment
from desktop_app.questionnaire.xpath.nodes import XNode
from desktop_app.questionnaire.xpath.runtime import MAX_TEXT, Arguments, Compiled, Context, node_text, spend
from desktop_app.questionnaire.xpath.values import (
    DayCount,
    round_half_up,
    text_number,
)

_XML_SPACE = re.compile("[ \\t\\r\\n]+")


def _string(arguments: Arguments, _position: int) -> Compiled:
    return Compiled("text", context_text(arguments))


def _concat(arguments: Arguments, position: int) -> Compiled:
    runs = tuple(argument.run for argument in arguments)
    return Compiled("text", lambda c: joined("", (text for run in runs for text in all_texts(run(c), c)), position))


def joined(glue: str, texts: Iterable[str], position: int) -> str:
    """The texts with `glue` between them.

    Raises:
        ExpressionError: FORM-26, longer than any text may become.
    """
    parts, length = [], 0
    for text in texts:
        length += len(text) + len(glue)
        if length > MAX_TEXT:
            raise refuse(faults.TEXT_TOO_LONG, position, limit=MAX_TEXT)
        parts.append(text)
    return glue.join(parts)


def _substring_before(text: str, mark: str) -> str:
    before, found, _ = text.partition(mark) if mark else ("", "", "")
    return before if found else ""


def _substring_after(text: str, mark: str) -> str:
    return text.partition(mark)[2] if mark else text


def _substring(arguments: Arguments, _position: int) -> Compiled:
    text, start = text_of(arguments[0]), number_of(arguments[1])
    length = number_of(arguments[2]) if len(arguments) > 2 else None

    def evaluate(c: Context) -> str:
        first = round_half_up(start(c))
        end = math.inf if length is None else first + round_half_up(length(c))
        whole = text(c)
        if not first < end:  # NaN on either side as well
            return ""
        return whole[int(min(max(first, 1), len(whole) + 1)) - 1 : int(min(max(end, 1), len(whole) + 1)) - 1]

    return Compiled("text", evaluate)


def _string_length(arguments: Arguments, _position: int) -> Compiled:
    text = context_text(arguments)
    return Compiled("number", lambda c: float(len(text(c))))


def _normalize_space(arguments: Arguments, _position: int) -> Compiled:
    text = context_text(arguments)
    return Compiled("text", lambda c: " ".join(filter(None, _XML_SPACE.split(text(c)))))


def _translate(text: str, old: str, new: str) -> str:
    table: dict[int, str] = {}
    for place, char in enumerate(old):
        table.setdefault(ord(char), new[place : place + 1])
    return text.translate(table)


def _boolean(arguments: Arguments, _position: int) -> Compiled:
    return Compiled("boolean", truth_of(arguments[0]))


def _not(arguments: Arguments, _position: int) -> Compiled:
    truth = truth_of(arguments[0])
    return Compiled("boolean", lambda c: not truth(c))


def _constant(*, truth: bool) -> Callable[[Arguments, int], Compiled]:
    return lambda _arguments, _position: Compiled("boolean", lambda _c: truth)


def _number(arguments: Arguments, _position: int) -> Compiled:
    """A date text keeps its calendar day when it is shown: in every zone `number('1970-01-02')` says 1."""
    run = arguments[0].run if arguments else (lambda c: node_text(c.node, c))

    def evaluate(c: Context) -> float:
        value = run(c)
        number = value_number(value, c)
        if isinstance(value, (float, bool, Moment)) or number != number:
            return number
        return _as_day(value_text(value, c).strip(), number)

    return Compiled("number", evaluate)


def _as_day(text: str, number: float) -> float:
    if "-" not in text[1:]:
        return number
    try:
        return DayCount(number, (date.fromisoformat(text) - date(1970, 1, 1)).days)
    except ValueError:
        return DayCount(number, math.floor(number)) if "T" in text or " " in text else number


def _sum(arguments: Arguments, position: int) -> Compiled:
    nodes = nodes_of(arguments[0], "sum", position)

    def evaluate(c: Context) -> float:
        zone = c.around.zone
        return float(sum(text_number(node_text(node, c), zone) for node in nodes(c)))

    return Compiled("number", evaluate)


def _whole(work: Callable[[float], int]) -> Callable[[float], float]:
    return lambda number: number if number != number or math.isinf(number) else float(work(number))


def _round(arguments: Arguments, _position: int) -> Compiled:
    number = number_of(arguments[0])
    places = number_of(arguments[1]) if len(arguments) > 1 else None

    def evaluate(c: Context) -> float:
        digits = 0.0 if places is None else places(c)
        return round_half_up(number(c), int(digits) if math.isfinite(digits) else 0)

    return Compiled("number", evaluate)


def _last(_arguments: Arguments, _position: int) -> Compiled:
    return Compiled("number", lambda c: float(c.size))


def _position_of(arguments: Arguments, position: int) -> Compiled:
    """`position()`, and ODK's `position(node)`: the place among its siblings of the same name."""
    if not arguments:
        return Compiled("number", lambda c: float(c.position))
    nodes = nodes_of(arguments[0], "position", position)

    def evaluate(c: Context) -> float:
        found = nodes(c)
        return float(_place(found[0], c, position)) if found else math.nan

    return Compiled("number", evaluate)


def _place(node: XNode, context: Context, position: int) -> int:
    siblings = node.parent.children if node.parent is not None else (node,)
    spend(context, len(siblings), position)
    same = [sibling for sibling in siblings if sibling.kind == node.kind and sibling.name == node.name]
    return next((place for place, sibling in enumerate(same, start=1) if sibling is node), 1)


def _count(arguments: Arguments, position: int) -> Compiled:
    nodes = nodes_of(arguments[0], "count", position)
    return Compiled("number", lambda c: float(len(nodes(c))))


def _name(name: str, pick: Callable[[XNode], str]) -> Function:
    def build(arguments: Arguments, position: int) -> Compiled:
        nodes = context_nodes(arguments, name, position)

        def evaluate(c: Context) -> str:
            found = nodes(c)
            return pick(found[0]) if found else ""

        return Compiled("text", evaluate)

    return Function(name, 0, 1, build)


def _id(arguments: Arguments, position: int) -> Compiled:
    run = arguments[0].run

    def evaluate(c: Context) -> list[XNode]:
        wanted = {word for text in all_texts(run(c), c) for word in text.split()}
        everything = list(_everything(_top(c.node)))
        spend(c, len(everything), position)
        return in_document_order(node for node in everything if _identifier(node) in wanted)

    return Compiled("nodes", evaluate)


def _top(node: XNode) -> XNode:
    while node.parent is not None:
        node = node.parent
    return node


def _everything(node: XNode) -> Iterator[XNode]:
    yield node
    for child in node.children:
        yield from _everything(child)


def _identifier(node: XNode) -> str | None:
    return next((mark.string_value() for mark in node.attributes if mark.prefixed in ("id", "xml:id")), None)


def _lang(arguments: Arguments, _position: int) -> Compiled:
    text = text_of(arguments[0])

    def evaluate(c: Context) -> bool:
        wanted, spoken = text(c).lower(), _language(c.node).lower()
        return spoken == wanted or spoken.startswith(f"{wanted}-")

    return Compiled("boolean", evaluate)


def _language(node: XNode | None) -> str:
    while node is not None:
        for mark in node.attributes:
            if mark.prefixed == "xml:lang":
                return mark.string_value()
        node = node.parent
    return ""


CORE: tuple[Function, ...] = (
    Function("string", 0, 1, _string),
    Function("concat", 0, None, _concat),
    tests_texts("starts-with", str.startswith),
    tests_texts("contains", lambda text, part: part in text),
    of_texts("substring-before", _substring_before, 2),
    of_texts("substring-after", _substring_after, 2),
    Function("substring", 2, 3, _substring),
    Function("string-length", 0, 1, _string_length),
    Function("normalize-space", 0, 1, _normalize_space),
    of_texts("translate", _translate, 3),
    Function("boolean", 1, 1, _boolean),
    Function("not", 1, 1, _not),
    Function("true", 0, 0, _constant(truth=True)),
    Function("false", 0, 0, _constant(truth=False)),
    Function("number", 0, 1, _number),
    Function("sum", 1, 1, _sum),
    of_number("floor", _whole(math.floor)),
    of_number("ceiling", _whole(math.ceil)),
    Function("round", 1, 2, _round),
    Function("last", 0, 0, _last),
    Function("position", 0, 1, _position_of),
    Function("count", 1, 1, _count),
    _name("local-name", lambda node: node.name),
    _name("name", lambda node: node.prefixed),
    _name("namespace-uri", lambda node: node.namespace),
    Function("id", 1, 1, _id),
    Function("lang", 1, 1, _lang),
)
