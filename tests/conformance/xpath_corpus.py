"""Recorded expression cases: their documents as trees, and the comparison of results."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from xml.parsers import expat
from zoneinfo import ZoneInfo

from desktop_app.errors import PhromError
from desktop_app.questionnaire.xpath.compiler import compile_expression
from desktop_app.questionnaire.xpath.nodes import NodeKind, TreeNode, XNode, number_nodes
from desktop_app.questionnaire.xpath.parser import parse
from desktop_app.questionnaire.xpath.runtime import Context
from desktop_app.questionnaire.xpath.values import Value, to_boolean, to_number, to_text

NAMESPACES = {
    "xhtml": "http://www.w3.org/1999/xhtml",
    "h": "http://www.w3.org/1999/xhtml",
    "jr": "http://openrosa.org/javarosa",
    "mathml": "http://www.w3.org/1998/Math/MathML",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
XFORMS = "http://www.w3.org/2002/xforms"


class Document:
    """A case's context document; also the surroundings its expressions run in."""

    def __init__(self, xml: str) -> None:
        self.top = TreeNode("document")
        self.prefixes = dict(NAMESPACES)
        self.now = datetime(2026, 11, 20, tzinfo=UTC)
        self.zone: tzinfo = UTC
        self.chance = random.Random(1)
        if xml.strip():
            _Reader(self).parser.Parse(xml.encode(), True)
        number_nodes(self.top, 0)
        self.instances = list(_instances(self.top))

    def root(self, node: XNode) -> XNode:
        """The first `<instance>` of an XForm, else the document."""
        return self.instances[0] if self.instances else self.top

    def instance(self, name: str) -> XNode | None:
        """The `<instance>` with this id."""
        return next((i for i in self.instances for a in i.attributes if (a.name, a.text) == ("id", name)), None)

    def choice_name(self, value: str, question: str, node: XNode) -> str:
        """No case asks for it."""
        raise NotImplementedError

    def namespace(self, prefix: str) -> str:
        """Prefixes of the case's document and the fixed ones."""
        return self.prefixes.get(prefix, prefix)


def _instances(top: TreeNode) -> Iterator[TreeNode]:
    html = [node for node in top.children if node.name == "html"]
    heads = [node for page in html for node in page.children if node.name == "head"]
    models = [node for head in heads for node in head.children if node.name == "model"]
    yield from (node for model in models for node in model.children if node.name == "instance")


class _Reader:
    """Builds the tree while expat reads; namespaces are resolved by hand, since prefixes are kept too."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._stack = [document.top]
        self._scopes: list[Mapping[str, str]] = [{"xml": NAMESPACES["xml"]}]
        self.parser = expat.ParserCreate(namespace_separator=None)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.CommentHandler = lambda text: self._add(TreeNode("other", text=text, parent=self._top))
        self.parser.ProcessingInstructionHandler = self._instruction

    @property
    def _top(self) -> TreeNode:
        return self._stack[-1]

    def _add(self, node: TreeNode) -> None:
        self._top.children.append(node)

    def _start(self, tag: str, marks: Mapping[str, str]) -> None:
        spaces = {name.partition(":")[2]: uri for name, uri in marks.items() if _declares(name)}
        scope = {**self._scopes[-1], **spaces}
        for prefix, uri in spaces.items():
            self._document.prefixes.setdefault(prefix, uri)
        node = _named("element", tag, scope, self._top)
        node.attributes = [_named("attribute", name, scope, node, text) for name, text in marks.items()]
        node.attributes = [mark for mark in node.attributes if not _declares(mark.prefixed)]
        self._add(node)
        self._stack.append(node)
        self._scopes.append(scope)

    def _end(self, _tag: str) -> None:
        self._stack.pop()
        self._scopes.pop()

    def _text(self, data: str) -> None:
        last = self._top.children[-1] if self._top.children else None
        if last is not None and last.kind == "text":
            last.text += data
        elif self._top is not self._document.top:
            self._add(TreeNode("text", text=data, parent=self._top))

    def _instruction(self, target: str, text: str) -> None:
        self._add(TreeNode("other", target, text=text, parent=self._top))


def _declares(name: str) -> bool:
    return name == "xmlns" or name.startswith("xmlns:")


def _named(kind: NodeKind, written: str, scope: Mapping[str, str], parent: TreeNode, text: str = "") -> TreeNode:
    """A node with its namespace; an attribute without prefix has none, and that of XForms counts as none."""
    prefix, _, local = written.rpartition(":")
    uri = scope.get(prefix, "") if prefix or kind == "element" else ""
    space = "" if uri == XFORMS else uri
    return TreeNode(kind, local, text=text, namespace=space, prefixed=written, parent=parent)


def node_at(document: Document, path: list[object]) -> TreeNode:
    """The node a case names by child indexes."""
    node = document.top
    for part in path:
        if isinstance(part, str):
            return next(a for a in node.attributes if a.prefixed == part[1:])
        node = node.children[int(str(part))]
    return node


def path_of(node: XNode) -> list[object]:
    """The child indexes that lead to a node."""
    if node.kind == "attribute" and node.parent is not None:
        return [*path_of(node.parent), f"@{node.prefixed}"]
    if node.parent is None:
        return []
    place = next(i for i, child in enumerate(node.parent.children) if child is node)
    return [*path_of(node.parent), place]


def evaluate(case: Mapping[str, object], document: Document) -> Value:
    """Run a case's expression in its document."""
    zone = ZoneInfo(str(case["tz"]))
    clock = case.get("clock")
    moment = datetime.fromisoformat(str(clock)) if clock else datetime(2026, 11, 20, 9, 34, 15, tzinfo=UTC)
    document.zone, document.now = zone, moment.astimezone(zone)
    node = node_at(document, list(case.get("context_node") or []))  # type: ignore[call-overload]
    return compile_expression(parse(str(case["expression"]))).run(Context(node, document))


def passes(case: Mapping[str, object], document: Document) -> bool:
    """Whether the case gives what was recorded."""
    try:
        return _agrees(case, evaluate(case, document), document)
    except PhromError:
        return case["result_type"] == "error"


def _agrees(case: Mapping[str, object], value: Value, document: Document) -> bool:
    expected = case["expected"]
    match case["result_type"]:
        case "boolean":
            return to_boolean(value) is expected
        case "number":
            return _same_number(to_number(value, document.zone), expected, case.get("round_factor"))
        case "string":
            text = to_text(value)
            if case.get("compare") == "regex":
                body, _, flags = str(expected)[1:].rpartition("/")
                return re.search(body, text, re.IGNORECASE if "i" in flags else 0) is not None
            return text == expected
        case "nodeset":
            if not isinstance(value, list):
                return False
            paths = [path_of(node) for node in value]
            if case.get("compare") == "unordered":
                return sorted(map(str, paths)) == sorted(map(str, expected))  # type: ignore[call-overload]
            return paths == expected
        case "count":
            return isinstance(value, list) and len(value) == expected
        case "string-length":
            return len(to_text(value)) == expected
        case _:
            return False


def _same_number(found: float, expected: object, factor: object) -> bool:
    wanted = float(str(expected).replace("Infinity", "inf"))
    if factor:
        found = math.floor(found * float(str(factor)) + 0.5) / float(str(factor))
    if math.isnan(wanted) or math.isnan(found):
        return math.isnan(wanted) and math.isnan(found)
    return found == wanted or math.isclose(found, wanted, rel_tol=1e-9)
