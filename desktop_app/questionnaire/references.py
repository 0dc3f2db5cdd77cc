"""What an expression depends on: which nodes of the form it reads, and how (Q3, Q4).

Found without evaluating, by walking the expression over the form's paths. Source: profile, section 2.9.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from desktop_app.questionnaire.form import Kind
from desktop_app.questionnaire.schema import FOREIGN, Place, Schema, is_current
from desktop_app.questionnaire.xpath import ast

ReferenceKind = Literal["value", "count", "order"]


@dataclass(frozen=True, slots=True)
class Reference:
    """One thing an expression reads.

    Attributes:
        path: the node read.
        shared: number of repeats in which it is the same instance as the expression's own node.
        kind: its value; how many instances a repeat has; or at which place an instance stands.
    """

    path: str
    shared: int
    kind: ReferenceKind


def references(expression: ast.Expression, context: str, schema: Schema) -> tuple[Reference, ...]:
    """All that `expression`, which belongs to the node at path `context`, reads; in the order it is written."""
    walker = _Walker(schema, context)
    walker.read(expression, (schema.start(context),))
    return tuple(walker.found)


class _Walker:
    def __init__(self, schema: Schema, context: str) -> None:
        self._schema = schema
        self._context = context
        self._everywhere = False
        self.found: dict[Reference, None] = {}

    def read(self, expression: ast.Expression, here: Sequence[Place]) -> None:
        """Note what the expression reads for its value."""
        if isinstance(expression, ast.Call) and expression.name in _SPECIAL:
            self._special(expression, here)
            return
        for place in self._places(expression, here):
            self._note(place)

    def _special(self, call: ast.Call, here: Sequence[Place]) -> None:
        for number, argument in enumerate(call.arguments):
            if call.name == "position":
                self._order(self._places(argument, here))
            elif call.name == "count":
                self._counted(self._places(argument, here))
            elif number == 0 or number % 2 == 1:
                self._everywhere = True
                self.read(argument, here)
                self._everywhere = False
            else:
                self.read(argument, here)

    def _order(self, places: Iterable[Place]) -> None:
        for place in places:
            if place.path and self._schema.nodes[place.path].kind is Kind.REPEAT:
                shared = min(place.shared, self._schema.depth(place.path) - 1)
                self.found[Reference(place.path, shared, "order")] = None

    def _counted(self, places: Iterable[Place]) -> None:
        for place in places:
            for depth, repeat in enumerate(self._schema.repeats(place.path) if place.path else ()):
                if depth >= place.shared:
                    self.found[Reference(repeat, min(place.shared, depth), "count")] = None

    def _note(self, place: Place) -> None:
        if not place.path:
            return
        node = self._schema.nodes[place.path]
        if node.kind is Kind.LEAF:
            self.found[Reference(place.path, place.shared, "value")] = None
        elif node.kind is Kind.REPEAT and place.shared < self._schema.depth(place.path):
            self.found[Reference(place.path, place.shared, "count")] = None
        elif not self._context.startswith(f"{place.path}/") and place.path != self._context:
            for below in node.walk():
                if below.kind is Kind.LEAF:
                    self.found[Reference(below.path, place.shared, "value")] = None

    def _places(self, expression: ast.Expression, here: Sequence[Place]) -> tuple[Place, ...]:
        """Where a node-set expression leads; what it reads on the way is noted."""
        match expression:
            case ast.Path():
                return self._path(expression, here)
            case ast.Filter(base=base, predicates=predicates):
                places = self._places(base, here)
                self._predicates(predicates, places)
                return places
            case ast.Chain(first=first, links=links) if links[0].operator == "|":
                sides = (first, *(link.operand for link in links))
                return tuple(place for side in sides for place in self._places(side, here))
            case ast.Call():
                return self._call(expression, here)
        for part in ast.parts(expression):
            self.read(part, here)
        return ()

    def _call(self, call: ast.Call, here: Sequence[Place]) -> tuple[Place, ...]:
        if is_current(call):
            return (self._schema.start(self._context),)
        if call.name == "instance":
            return (FOREIGN,)
        if call.name == "randomize" and call.arguments:
            for seed in call.arguments[1:]:
                self.read(seed, here)
            return self._places(call.arguments[0], here)
        if call.name in _SPECIAL:
            self._special(call, here)
            return ()
        for argument in call.arguments:
            self.read(argument, here)
        if call.name in _READS_CONTEXT and not call.arguments:
            return tuple(here)
        return ()

    def _path(self, path: ast.Path, here: Sequence[Place]) -> tuple[Place, ...]:
        at_context = path.absolute or path.start is not None or here == (self._schema.start(self._context),)
        simple = self._schema.follow(path, self._context, everywhere=self._everywhere) if at_context else None
        if simple is not None:
            return (simple,)
        places: tuple[Place, ...] = tuple(here)
        if path.absolute:
            places = (Place("", -1),)
        elif path.start is not None:
            places = self._places(path.start, here)
        for step in path.steps:
            places = tuple(dict.fromkeys(after for place in places for after in self._step(place, step)))
            self._predicates(step.predicates, places)
        return places

    def _predicates(self, predicates: Sequence[ast.Expression], places: tuple[Place, ...]) -> None:
        for predicate in predicates:
            self.read(predicate, places)

    def _step(self, place: Place, step: ast.Step) -> Sequence[Place]:
        if place == FOREIGN:
            return (FOREIGN,)
        if place.shared < 0:  # the document itself
            top = Place(self._schema.top, 0)
            matches = step.axis == "child" and step.test in ("*", "node()", top.path[1:])
            return (top,) if matches else self._descend(top, step, itself=True) if "desc" in step.axis else ()
        match step.axis:
            case "self":
                return (place,)
            case "parent":
                above = self._schema.parent(place)
                return (above,) if above else ()
            case "child":
                return self._children(place, step.test)
            case "descendant" | "descendant-or-self":
                return self._descend(place, step, itself=step.axis.endswith("self"))
            case "ancestor" | "ancestor-or-self" | "attribute":
                return ()
        above = self._schema.parent(place)  # siblings, before or after
        return self._children(above, step.test) if above else ()

    def _children(self, place: Place, test: str) -> Sequence[Place]:
        nodes = self._schema.nodes[place.path].children
        return tuple(Place(child.path, place.shared) for child in nodes if test in ("*", "node()", child.name))

    def _descend(self, place: Place, step: ast.Step, *, itself: bool) -> Sequence[Place]:
        below = self._schema.nodes[place.path].walk()
        return tuple(
            Place(node.path, place.shared)
            for node in below
            if (itself or node.path != place.path) and step.test in ("*", "node()", node.name)
        )


# Functions that look at a node without reading its value.
_SPECIAL = frozenset({"position", "count", "indexed-repeat"})
# Without an argument these read the context node.
_READS_CONTEXT = frozenset({"string", "number", "string-length", "normalize-space"})
