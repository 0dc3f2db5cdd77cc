"""Steps of a path at run time: axes, node tests, document order (Q3). Source: XPath 1.0 section 2."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from desktop_app.questionnaire.xpath.nodes import XNode
from desktop_app.questionnaire.xpath.runtime import Context

Axis = Callable[[XNode], Iterable[XNode]]
NodeTest = Callable[[XNode, Context], bool]


def _ancestors(node: XNode) -> Iterator[XNode]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def _self_and(axis: Axis) -> Axis:
    def nodes(node: XNode) -> Iterator[XNode]:
        yield node
        yield from axis(node)

    return nodes


def _descendants(node: XNode) -> Iterator[XNode]:
    for child in node.children:
        yield child
        yield from _descendants(child)


def _siblings(node: XNode) -> Sequence[XNode]:
    """Children of the same parent; a repeat, where its number is computed, is itself none of them."""
    return () if node.parent is None or node.kind == "attribute" else node.parent.children


def _following(node: XNode) -> Sequence[XNode]:
    return [sibling for sibling in _siblings(node) if sibling.order > node.order]


def _preceding(node: XNode) -> Sequence[XNode]:
    return [sibling for sibling in _siblings(node) if sibling.order < node.order][::-1]


AXES: dict[str, Axis] = {
    "child": lambda node: node.children,
    "parent": lambda node: () if node.parent is None else (node.parent,),
    "self": lambda node: (node,),
    "attribute": lambda node: node.attributes,
    "ancestor": _ancestors,
    "ancestor-or-self": _self_and(_ancestors),
    "descendant": _descendants,
    "descendant-or-self": _self_and(_descendants),
    "following-sibling": _following,
    "preceding-sibling": _preceding,
}
# Axes that give several nodes from one place in document order, so nothing needs sorting afterwards.
_REVERSED = frozenset({"ancestor", "ancestor-or-self", "preceding-sibling"})


def node_test(test: str, axis: str) -> NodeTest:
    """The test after `axis::`: a name, `*`, `prefix:*`, `node()` or `text()`."""
    kind = "attribute" if axis == "attribute" else "element"
    if test == "node()":
        return lambda _node, _context: True
    if test == "text()":
        return lambda node, _context: node.kind == "text"
    if test == "*":
        return lambda node, _context: node.kind == kind
    prefix, colon, local = test.rpartition(":")
    if not colon:
        return lambda node, _context: node.name == test and node.kind == kind and not node.namespace
    return _prefixed_test(prefix, local, kind)


def _prefixed_test(prefix: str, local: str, kind: str) -> NodeTest:
    def matches(node: XNode, context: Context) -> bool:
        if node.kind != kind or node.namespace != context.around.namespace(prefix):
            return False
        return local in ("*", node.name)

    return matches


def in_document_order(nodes: Iterable[XNode]) -> list[XNode]:
    """Each node once, sorted."""
    unique = {id(node): node for node in nodes}
    return sorted(unique.values(), key=lambda node: node.order)


def is_reversed(axis: str) -> bool:
    """Whether positions on this axis count backwards."""
    return axis in _REVERSED
