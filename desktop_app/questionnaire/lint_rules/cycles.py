"""E105: questions that depend on each other in a circle, the whole chain by name (Q2).

Only values that are calculated, conditions of asking and numbers of instances can make a circle:
nothing depends on a constraint, on `required` or on the choices offered. A row that names itself, and a
group that is asked by an answer inside it, are no circle. Source: form profile v1, section 2.9.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from desktop_app.questionnaire.findings import Finding
from desktop_app.questionnaire.lint_rules.draft import Draft, ExpressionCell, Question
from desktop_app.questionnaire.xpath.ast import Path, walk

_DECIDING = ("calculation", "relevant", "repeat_count")
Graph = Mapping[str, Mapping[str, ExpressionCell]]


def rules(draft: Draft) -> Iterator[Finding]:
    """One finding per circle, at the first row of the sheet that takes part."""
    graph = _graph(draft)
    reported: set[frozenset[str]] = set()
    for name in graph:
        chain = _circle(name, graph)
        if chain and frozenset(chain) not in reported:
            reported.add(frozenset(chain))
            cell = graph[chain[0]][chain[1]]
            text = " → ".join(chain)
            yield draft.finding("E105", cell.sheet, cell.row, cell.column, cell.name, chain=text)


def _graph(draft: Draft) -> Graph:
    """Name of a row to the names its value depends on, each with the cell that says so."""
    graph: dict[str, dict[str, ExpressionCell]] = {}
    cells = _deciding_cells(draft)
    for question in draft.asked:
        needed = graph.setdefault(question.name, {})
        for decider in (question, *question.around):
            for cell in cells.get(decider.row.number, ()):
                if decider is question or cell.column != "calculation":
                    for name in _needed(draft, decider, cell):
                        if name != question.name:
                            needed.setdefault(name, cell)
    return graph


def _deciding_cells(draft: Draft) -> Mapping[int, list[ExpressionCell]]:
    found: dict[int, list[ExpressionCell]] = {}
    for cell in draft.expressions:
        if cell.sheet == "survey" and cell.column in _DECIDING:
            found.setdefault(cell.row, []).append(cell)
    return found


def _needed(draft: Draft, decider: Question, cell: ExpressionCell) -> Iterator[str]:
    """Rows that an expression names, without the decider itself and what lies inside it."""
    for part in walk(cell.tree) if cell.tree is not None else ():
        if isinstance(part, Path) and part.steps:
            other = draft.by_name.get(part.steps[-1].test)
            if other is not None and other is not decider and decider not in other.around:
                yield other.name


def _circle(start: str, graph: Graph) -> tuple[str, ...]:
    """The shortest chain of dependencies from a row back to itself, () where there is none."""
    before: dict[str, str] = {}
    waiting = [start]
    for name in waiting:
        for needed in graph.get(name, ()):
            if needed == start:
                return (*_way(start, name, before), start)
            if needed not in before:
                before[needed] = name
                waiting.append(needed)
    return ()


def _way(start: str, end: str, before: Mapping[str, str]) -> tuple[str, ...]:
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return tuple(reversed(way))
