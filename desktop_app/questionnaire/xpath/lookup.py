"""`instance('l')/root/item[name = …]/score`: an item of a list found by its code, not by looking at each (Q4).

The way an XLSForm reads a column of `choices`. Secondary instances never change, so the items can be sorted by
that child once; the answer is then one look-up, whatever the length of the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.questionnaire.xpath import ast
from desktop_app.questionnaire.xpath.convert import TextOf
from desktop_app.questionnaire.xpath.nodes import XNode
from desktop_app.questionnaire.xpath.runtime import Compiled, Context

Index = dict[str, list[XNode]]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A path of that shape, taken apart.

    Attributes:
        instance: id of the secondary instance.
        above: names of the steps to the items, the items' own last.
        key: child whose text is compared.
        wanted: the other side of the comparison.
        below: names of the steps from the item on.
    """

    instance: str
    above: tuple[str, ...]
    key: str
    wanted: ast.Expression
    below: tuple[str, ...]


def as_lookup(path: ast.Path) -> Lookup | None:
    """The path taken apart, None for any other shape."""
    instance = _instance(path.start)
    held = [place for place, step in enumerate(path.steps) if step.predicates]
    if not instance or len(held) != 1 or not all(map(_is_name, path.steps)):
        return None
    names = tuple(step.test for step in path.steps)
    compared = _comparison(path.steps[held[0]])
    if compared is None:
        return None
    return Lookup(instance, names[: held[0] + 1], *compared, names[held[0] + 1 :])


def _instance(start: ast.Expression | None) -> str:
    if isinstance(start, ast.Call) and start.name == "instance" and len(start.arguments) == 1:
        argument = start.arguments[0]
        return argument.text if isinstance(argument, ast.Literal) else ""
    return ""


def _is_name(step: ast.Step) -> bool:
    return step.axis == "child" and step.test[-1] not in "*)" and ":" not in step.test


def _comparison(step: ast.Step) -> tuple[str, ast.Expression] | None:
    """The child that is compared, and with what; the other side must not depend on the item."""
    predicate = step.predicates[0]
    if len(step.predicates) > 1 or not isinstance(predicate, ast.Chain) or len(predicate.links) > 1:
        return None
    sides = (predicate.first, predicate.links[0].operand)
    if predicate.links[0].operator != "=":
        return None
    for one, other in (sides, sides[::-1]):
        key = _child_name(one)
        if key and _is_independent(other):
            return key, other
    return None


def _child_name(part: ast.Expression) -> str:
    """The name, where the part is nothing but the name of a child."""
    if not isinstance(part, ast.Path) or part.absolute or part.start is not None or len(part.steps) != 1:
        return ""
    step = part.steps[0]
    return step.test if _is_name(step) and not step.predicates else ""


def _is_independent(part: ast.Expression) -> bool:
    """Whether it is the same for every item: a text, or a question named from the root or from `current()`."""
    if isinstance(part, ast.Path):
        return bool(part.plain) or (_is_current(part.start) and not any(step.predicates for step in part.steps))
    return isinstance(part, ast.Literal)


def _is_current(part: ast.Expression | None) -> bool:
    return isinstance(part, ast.Call) and part.name == "current"


def look_up(lookup: Lookup, wanted: TextOf) -> Compiled:
    """The compiled path; `wanted` gives the text that the key must have."""
    index = _Index(lookup)

    def nodes(context: Context) -> list[XNode]:
        instance = context.around.instance(lookup.instance)
        found: Sequence[XNode] = () if instance is None else index.of(instance).get(wanted(context), ())
        return _down(found, lookup.below)

    return Compiled("nodes", nodes)


class _Index:
    """Items by the text of their key, made at the first use of an instance and kept while it is asked for."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._made: tuple[XNode, Index] | None = None

    def of(self, instance: XNode) -> Index:
        made = self._made
        if made is None or made[0] is not instance:
            made = self._made = instance, self._sorted(instance)
        return made[1]

    def _sorted(self, instance: XNode) -> Index:
        found: Index = {}
        for item in _down([instance], self._lookup.above):
            for text in {key.string_value() for key in _down([item], (self._lookup.key,))}:
                found.setdefault(text, []).append(item)
        return found


def _down(nodes: Sequence[XNode], names: Sequence[str]) -> list[XNode]:
    for name in names:
        nodes = [child for node in nodes for child in node.children if _is_called(child, name)]
    return list(nodes)


def _is_called(node: XNode, name: str) -> bool:
    return node.name == name and node.kind == "element" and not node.namespace
