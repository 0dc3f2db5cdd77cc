"""Where the nodes of a form stand: paths, repeats around them, and where a simple path leads (Q3, Q4)."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.questionnaire.form import Form, Kind, Node
from desktop_app.questionnaire.xpath import ast

_SIMPLE_AXES = frozenset({"child", "parent", "self"})


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the form as an expression reaches it.

    Attributes:
        path: the node; "" for what lies outside the primary instance.
        shared: of how many repeats around (and including) it, it is the same instance as the node that
            the expression belongs to.
    """

    path: str
    shared: int


FOREIGN = Place("", 0)


class Schema:
    """The nodes of a form by path, with what surrounds them."""

    def __init__(self, form: Form) -> None:
        self.nodes = form.nodes
        self.top = form.root.path
        self._repeats: dict[str, tuple[str, ...]] = {}
        self._measure(form.root, ())

    def _measure(self, node: Node, around: tuple[str, ...]) -> None:
        repeats = (*around, node.path) if node.kind is Kind.REPEAT else around
        self._repeats[node.path] = repeats
        for child in node.children:
            self._measure(child, repeats)

    def repeats(self, path: str) -> tuple[str, ...]:
        """Paths of the repeats around a node, outermost first, the node itself included."""
        return self._repeats[path]

    def depth(self, path: str) -> int:
        """Number of repeats around a node, itself included."""
        return len(self._repeats[path])

    def start(self, path: str) -> Place:
        """The node that an expression belongs to."""
        return Place(path, self.depth(path))

    def parent(self, place: Place) -> Place | None:
        """The node around; leaving a repeat forgets its instance."""
        above = place.path.rpartition("/")[0]
        if not above:
            return None
        return Place(above, min(place.shared, self.depth(above)))

    def child(self, place: Place, name: str) -> Place | None:
        """The child of that name."""
        path = f"{place.path}/{name}"
        return Place(path, place.shared) if path in self.nodes else None

    def same_instance(self, path: str, context: str) -> Place:
        """What an absolute path means, seen from `context`: the same instances as far as they go.

        The last step is not narrowed: `count(/data/rep)` counts all instances, wherever it stands.
        """
        shared, here = 0, self._repeats[context]
        if not here:
            return Place(path, 0)
        for one, other in zip(self.repeats(path), here, strict=False):
            if one != other or one == path:
                break
            shared += 1
        return Place(path, shared)

    def follow(self, path: ast.Path, context: str, *, everywhere: bool = False) -> Place | None:
        """Where a path without predicates leads from the node it belongs to; None where it cannot be told.

        `everywhere`: an absolute path keeps all instances.
        """
        if path.plain:
            if path.plain not in self.nodes:
                return None
            return Place(path.plain, 0) if everywhere else self.same_instance(path.plain, context)
        if not all(_is_simple(step) for step in path.steps):
            return None
        if path.absolute:
            return self._absolute(path, context, everywhere=everywhere)
        if path.start is not None and not is_current(path.start):
            return None
        return self._walk(self.start(context), path.steps)

    def _absolute(self, path: ast.Path, context: str, *, everywhere: bool) -> Place | None:
        if not path.steps or path.steps[0].axis != "child" or path.steps[0].test != self.top[1:]:
            return None
        place = self._walk(Place(self.top, 0), path.steps[1:])
        if place is None or everywhere:
            return place
        return self.same_instance(place.path, context)

    def _walk(self, place: Place, steps: tuple[ast.Step, ...]) -> Place | None:
        current: Place | None = place
        for step in steps:
            if current is None:
                return None
            if step.axis == "child":
                current = self.child(current, step.test)
            elif step.axis == "parent":
                current = self.parent(current)
        return current


def _is_simple(step: ast.Step) -> bool:
    if step.predicates or step.axis not in _SIMPLE_AXES:
        return False
    return step.test == "node()" if step.axis != "child" else step.test not in ("*", "node()", "text()")


def is_current(expression: ast.Expression) -> bool:
    """Whether it is `current()`."""
    return isinstance(expression, ast.Call) and expression.name == "current" and not expression.arguments
