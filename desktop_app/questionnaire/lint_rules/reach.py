"""W216: questions that can never be asked, whatever is answered before (Q2).

Only conditions over selects are tried, because only their answers can be listed; anything else may be
true for some answer and is left alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import product
from math import prod

from desktop_app.errors import PhromError
from desktop_app.questionnaire.findings import Finding
from desktop_app.questionnaire.lint_rules.draft import Draft, ExpressionCell, Question, named
from desktop_app.questionnaire.xpath.ast import Call, Path, walk
from desktop_app.questionnaire.xpath.compiler import compile_expression
from desktop_app.questionnaire.xpath.nodes import TreeNode, XNode, number_nodes
from desktop_app.questionnaire.xpath.runtime import Compiled, Context
from desktop_app.questionnaire.xpath.values import to_boolean

_MOST_ANSWERS = 2_000  # combinations tried for one condition; beyond, nothing is said
_MOST_WORK = 300_000  # combinations times parts of the conditions: half a second
_DECIDABLE = frozenset(
    {"not", "selected", "is-selected", "count-selected", "if", "true", "false", "boolean", "string", "number",
     "coalesce", "contains", "starts-with", "string-length"}
)  # fmt: skip


def rules(draft: Draft) -> Iterator[Finding]:
    """One finding per row whose conditions no answer fulfils."""
    for question in draft.asked:
        if question.row.get("relevant"):
            cells = tuple(draft.conditions_of(question))
            names = _selects(draft, cells)
            if names is not None and not _can_hold(draft, cells, names):
                yield draft.at(question, "W216", "relevant")


def _selects(draft: Draft, cells: Sequence[ExpressionCell]) -> tuple[str, ...] | None:
    """Names of the selects that decide, None where anything else has a say."""
    found: dict[str, None] = {}
    for cell in cells:
        for part in walk(cell.tree) if cell.tree is not None else ():
            if isinstance(part, Call) and part.name not in _DECIDABLE:
                return None
            if isinstance(part, Path):
                question = draft.by_name.get(named(part))
                if question is None or question.list_name not in draft.lists:
                    return None
                found[question.name] = None
        if cell.tree is None:
            return None
    return tuple(found)


def _can_hold(draft: Draft, cells: Sequence[ExpressionCell], names: Sequence[str]) -> bool:
    answers = [_answers(draft, draft.by_name[name]) for name in names]
    trees = [cell.tree for cell in cells if cell.tree is not None]
    combinations, size = prod(len(one) for one in answers), sum(1 for tree in trees for _ in walk(tree))
    if combinations > _MOST_ANSWERS or combinations * size > _MOST_WORK:
        return True
    conditions = [compile_expression(tree) for tree in trees]
    return any(_hold(conditions, dict(zip(names, texts, strict=True))) for texts in product(*answers))


def _answers(draft: Draft, question: Question) -> list[str]:
    """Blank and each option; of a select_multiple also all of them."""
    codes = [row.get("name") for row in draft.lists[question.list_name]]
    every = [" ".join(codes)] if question.word == "select_multiple" else []
    return ["", *codes, *every]


def _hold(conditions: Sequence[Compiled], answers: Mapping[str, str]) -> bool:
    world = _Answered(answers)
    context = Context(world.top, world)
    try:
        return all(to_boolean(condition.run(context)) for condition in conditions)
    except PhromError:
        return True  # what fails here has its own finding


class _Answered:
    """The answers as the document that ` /name ` is looked up in."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self.top = TreeNode("document")
        self.now = datetime(2000, 1, 1, tzinfo=UTC)
        self.zone: tzinfo = UTC
        self.chance = random.Random(1)  # noqa: S311  no condition that is tried here asks for chance
        for name, text in answers.items():
            node = TreeNode("element", name, parent=self.top)
            node.children.append(TreeNode("text", text=text, parent=node))
            self.top.children.append(node)
        number_nodes(self.top, 0)

    def root(self, _node: XNode) -> XNode:
        """The document."""
        return self.top

    def instance(self, _name: str) -> XNode | None:
        """None: the conditions that are tried ask for no list."""
        return None

    def choice_name(self, value: str, _question: str, _node: XNode) -> str:
        """The code, for the same reason."""
        return value

    def namespace(self, prefix: str) -> str:
        """The prefix, for the same reason."""
        return prefix
