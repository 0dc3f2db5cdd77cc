"""One fixed order in which a form is computed, or the circle that makes it impossible (Q3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from desktop_app.questionnaire import faults

Vertex = tuple[int, int]  # number of a node, and which aspect of it


def ranks(
    before: Mapping[Vertex, Sequence[Vertex]], path: Callable[[Vertex], str], grows: Callable[[Vertex], bool]
) -> dict[Vertex, int]:
    """Number all vertices so that each comes after what it needs.

    `before` maps a vertex to what it needs; without recursion, since chains may be thousands long. A circle
    through a vertex that `grows` (a repeat whose number hangs on what its instances hold) is no mistake in
    itself: it settles once the last instance asks for no further one. It is only left without an order.

    Raises:
        PhromError: FORM-18 with the chain of paths, first and last the same.
    """
    done: dict[Vertex, int] = {}
    for start in before:
        if start not in done:
            _visit(start, before, done, path, grows)
    return done


def _visit(
    start: Vertex,
    before: Mapping[Vertex, Sequence[Vertex]],
    done: dict[Vertex, int],
    path: Callable[[Vertex], str],
    grows: Callable[[Vertex], bool],
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
            circle = _circle(list(open_vertices), following)
            if not any(map(grows, circle)):
                raise faults.CYCLE.error(chain=_chain(circle, path))
        else:
            open_vertices[following] = None
            stack.append((following, iter(before.get(following, ()))))


def _circle(opened: list[Vertex], closing: Vertex) -> list[Vertex]:
    return [*opened[opened.index(closing) :], closing]


def _chain(circle: list[Vertex], path: Callable[[Vertex], str]) -> str:
    names = [path(vertex) for vertex in circle]
    return " → ".join(name for place, name in enumerate(names) if place == 0 or name != names[place - 1])
