"""One fixed order in which a form is computed, or the circle that makes it impossible (Q3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from desktop_app.questionnaire import faults

Vertex = tuple[int, int]  # number of a node, and which aspect of it


def ranks(before: Mapping[Vertex, Sequence[Vertex]], path: Callable[[Vertex], str]) -> dict[Vertex, int]:
    """Number all vertices so that each comes after what it needs.

    `before` maps a vertex to what it needs; without recursion, since chains may be thousands long.

    Raises:
        PhromError: FORM-18 with the chain of paths, first and last the same.
    """
    done: dict[Vertex, int] = {}
    for start in before:
        if start not in done:
            _visit(start, before, done, path)
    return done


def _visit(
    start: Vertex,
    before: Mapping[Vertex, Sequence[Vertex]],
    done: dict[Vertex, int],
    path: Callable[[Vertex], str],
) -> None:
    stack: list[tuple[Vertex, Iterator[Vertex]]] = [(start, iter(before.get(start, ())))]
    open_vertices: dict[Vertex, None] = {start: None}
    while stack:
        vertex, needs = stack[-1]
        following = next((need for need in needs if need not in done), None)
        if following is None:
            stack.pop()
            del open_vertices[vertex]
            done[vertex] = len(done)
        elif following in open_vertices:
            raise faults.CYCLE.error(chain=_chain(list(open_vertices), following, path))
        else:
            open_vertices[following] = None
            stack.append((following, iter(before.get(following, ()))))


def _chain(opened: list[Vertex], closing: Vertex, path: Callable[[Vertex], str]) -> str:
    circle = [*opened[opened.index(closing) :], closing]
    names = [path(vertex) for vertex in circle]
    return " → ".join(name for place, name in enumerate(names) if place == 0 or name != names[place - 1])
