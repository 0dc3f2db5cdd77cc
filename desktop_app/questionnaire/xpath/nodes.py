"""What expressions walk over: a tree with parents, text and document order (Q3, Q4).

Secondary instances and test documents are `TreeNode`s; the live answers of a session bring their own
class with the same shape (`desktop_app.questionnaire.live`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from desktop_app.questionnaire.form import Element

NodeKind = Literal["document", "element", "attribute", "text", "other"]


class XNode(Protocol):
    """One node as expressions see it."""

    @property
    def kind(self) -> NodeKind:
        """What sort of node it is; `other` is never matched by a name."""

    @property
    def name(self) -> str:
        """Local name; "" where the kind has none."""

    @property
    def namespace(self) -> str:
        """Namespace of the name; "" for none and for that of XForms, which mean the same here."""

    @property
    def prefixed(self) -> str:
        """The name as written, with its prefix."""

    @property
    def parent(self) -> XNode | None:
        """The node around, None for the topmost."""

    @property
    def children(self) -> Sequence[XNode]:
        """Nodes directly below, in document order, attributes not among them."""

    @property
    def attributes(self) -> Sequence[XNode]:
        """Attribute nodes."""

    @property
    def order(self) -> tuple[int, ...]:
        """Place in document order, comparable within one document; documents come one after another."""

    def string_value(self) -> str:
        """Text of the node and of all below it."""


class TreeNode:
    """A plain, unchanging node."""

    __slots__ = ("attributes", "children", "kind", "name", "namespace", "order", "parent", "prefixed", "text")

    def __init__(
        self,
        kind: NodeKind,
        name: str = "",
        *,
        text: str = "",
        namespace: str = "",
        prefixed: str = "",
        parent: TreeNode | None = None,
    ) -> None:
        self.kind: NodeKind = kind
        self.name = name
        self.namespace = namespace
        self.prefixed = prefixed or name
        self.text = text
        self.parent = parent
        self.children: list[TreeNode] = []
        self.attributes: list[TreeNode] = []
        self.order: tuple[int, ...] = ()

    def string_value(self) -> str:
        """Text of the node and of all below it."""
        if self.kind in ("document", "element"):
            return "".join(child.string_value() for child in self.children if child.kind != "other")
        return self.text


def number_nodes(top: TreeNode, document: int) -> None:
    """Give every node below `top` its place in document order."""
    for place, node in enumerate(_in_order(top)):
        node.order = (document, place)


def _in_order(node: TreeNode) -> Iterator[TreeNode]:
    yield node
    yield from node.attributes
    for child in node.children:
        yield from _in_order(child)


def tree_of(element: Element, document: int) -> TreeNode:
    """An `<instance>` holding `element`, ready to be walked; `document` places it after others."""
    instance = TreeNode("element", "instance")
    instance.children.append(_grow(element, instance))
    number_nodes(instance, document)
    return instance


def _grow(element: Element, parent: TreeNode) -> TreeNode:
    node = TreeNode("element", element.name, parent=parent)
    node.attributes = [TreeNode("attribute", name, text=text, parent=node) for name, text in element.attributes.items()]
    if element.text:
        node.children.append(TreeNode("text", text=element.text, parent=node))
    node.children.extend(_grow(child, node) for child in element.children)
    return node
