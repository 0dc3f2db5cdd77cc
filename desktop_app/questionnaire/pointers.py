"""Paths of expressions as direct pointers to live nodes, found once per form (Q3, Q4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from desktop_app.questionnaire.form import Kind
from desktop_app.questionnaire.live import Live, climb, instances_below
from desktop_app.questionnaire.schema import Place, Schema
from desktop_app.questionnaire.xpath import ast
from desktop_app.questionnaire.xpath.nodes import XNode
from desktop_app.questionnaire.xpath.runtime import Compiled, Context

HomeOf = Callable[[Context], Live]


class Pointers:
    """Resolves the paths of one node's expressions.

    `as_kept`: a relevance reads the node itself and what lies below it as answered, because whether that
    counts is just what is being decided.
    """

    def __init__(self, schema: Schema, numbers: Mapping[str, int], path: str, *, as_kept: bool) -> None:
        self._schema = schema
        self._numbers = numbers
        self._path = path
        self._as_kept = as_kept
        repeats = schema.repeats(path)
        is_repeat = schema.nodes[path].kind is Kind.REPEAT
        self._depth = len(repeats) - is_repeat

    def resolve(self, path: ast.Path, *, in_predicate: bool, everywhere: bool) -> Compiled | None:
        """A pointer for a simple path; None where it must be walked node by node."""
        if in_predicate and not path.absolute and path.start is None:
            return None
        place = self._schema.follow(path, self._path, everywhere=everywhere)
        if place is None or self._is_own_inside(place):
            return None
        return self._point(place)

    def _is_own_inside(self, place: Place) -> bool:
        """The node itself, or what a repeat holds seen from the repeat: walking is right and rare."""
        is_repeat = self._schema.nodes[self._path].kind is Kind.REPEAT
        return is_repeat and (place.path == self._path or place.path.startswith(f"{self._path}/"))

    def _point(self, place: Place) -> Compiled:
        node = self._schema.nodes[place.path]
        home = self._home(min(place.shared, self._depth))
        repeats = self._schema.repeats(place.path)
        number = self._numbers[place.path]
        if place.shared < len(repeats):
            through = tuple(self._numbers[repeat] for repeat in repeats[place.shared :])
            if node.kind is Kind.REPEAT:
                return Compiled("nodes", lambda c: list(instances_below(home(c), through)))
            return Compiled("nodes", lambda c: [one.members[number] for one in instances_below(home(c), through)])
        if node.kind is Kind.REPEAT:
            return Compiled("nodes", lambda c: [home(c)])
        if node.kind is Kind.LEAF:
            return self._leaf(place, home, number)
        return Compiled("nodes", lambda c: [home(c).members[number]])

    def _leaf(self, place: Place, home: HomeOf, number: int) -> Compiled:
        if self._as_kept and (place.path == self._path or place.path.startswith(f"{self._path}/")):
            return Compiled("text", lambda c: _readable(home(c).members[number]))
        if home is _own_home:  # what nearly every pointer is, without one more call
            return Compiled(
                "nodes",
                lambda c: [c.current.base.members[number]],  # type: ignore[attr-defined]
                text=lambda c: c.current.base.members[number].value,  # type: ignore[attr-defined]
            )
        return Compiled("nodes", lambda c: [home(c).members[number]], text=lambda c: home(c).members[number].value)

    def _home(self, shared: int) -> HomeOf:
        levels = self._depth - shared
        if levels == 0:
            return _own_home
        return lambda c: climb(_live(c.current).base, levels)


def _own_home(context: Context) -> Live:
    return _live(context.current).base


def _live(node: XNode) -> Live:
    return cast("Live", node)


def _readable(live: Live) -> str:
    return live.kept if live.fits else ""
