"""The score tree and the levels as the author wrote them (Q2, S1, S5): E131, E136, E137."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from desktop_app.questionnaire.eval_columns import BRIDGES, TREE_LEVELS, exact, percent
from desktop_app.questionnaire.findings import Finding
from desktop_app.questionnaire.lint_rules.draft import Draft
from desktop_app.questionnaire.workbook import Row

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,62}")


def rules(draft: Draft) -> Iterator[Finding]:
    """All findings about the tree, the levels and the bridge."""
    if draft.scored and not draft.tree:
        yield draft.finding("E030", "eval_tree", 0, name="eval_tree")
    for rule in (ids, shape, weights, values, levels, bridge):
        yield from rule(draft)


def ids(draft: Draft) -> Iterator[Finding]:
    """E131: ids in the right form, once each, and no names of questions."""
    for row in draft.book["eval_tree"].rows:
        name = row.get("id")
        if not _ID.fullmatch(name) or draft.tree[name] is not row:
            yield draft.finding("E131.id", "eval_tree", row.number, "id", name)
        elif name in draft.by_name:
            other = draft.by_name[name].row.number
            yield draft.finding("E131.question", "eval_tree", row.number, "id", name, other=other)


def shape(draft: Draft) -> Iterator[Finding]:
    """E131: one root, parents that exist, no loop, nothing empty."""
    rows = draft.tree
    roots = [row for row in rows.values() if not row.get("parent")]
    if rows and len(roots) != 1:
        yield draft.finding("E131.root", "eval_tree", 1, "parent", count=len(roots))
    scored = {one.row.get("eval_node") for one in draft.scored}
    parents = {row.get("parent") for row in rows.values()}
    for name, row in rows.items():
        parent = row.get("parent")
        if parent and parent not in rows:
            yield draft.finding("E131.parent", "eval_tree", row.number, "parent", name, what=parent)
        loop = _loop(name, draft)
        if loop:
            yield draft.finding("E131.loop", "eval_tree", row.number, "parent", name, chain=" → ".join(loop))
        if name not in parents and name not in scored:
            yield draft.finding("E131.empty", "eval_tree", row.number, "id", name)


def _loop(start: str, draft: Draft) -> list[str]:
    """The chain of parents that comes back to `start`, [] where it does not."""
    chain = [start]
    while (row := draft.tree.get(chain[-1])) and (parent := row.get("parent")):
        chain.append(parent)
        if parent == start:
            return chain
        if len(chain) > len(draft.tree):
            return []
    return []


def weights(draft: Draft) -> Iterator[Finding]:
    """E131: the weights of siblings, and of the rows of one indicator, sum to more than 0."""
    below: dict[str, list[str]] = {}
    for row in draft.tree.values():
        below.setdefault(row.get("parent"), []).append(row.get("weight"))
    for question in draft.scored:
        below.setdefault(question.row.get("eval_node"), []).append(question.row.get("eval_weight"))
    for name, texts in below.items():
        if name in draft.tree and all(exact(text or "1") == 0 for text in texts):
            row = draft.tree[name]
            yield draft.finding("E131.weights", "eval_tree", row.number, "id", name)


def values(draft: Draft) -> Iterator[Finding]:
    """E137: words and numbers of `eval_tree`."""
    for row in draft.book["eval_tree"].rows:
        for column, fine, allowed in (
            ("weight", exact(row.get("weight") or "1") is not None, "0, 1, 2.5 …"),
            ("level", row.get("level") in TREE_LEVELS, ", ".join(TREE_LEVELS)),
            ("aggregate", row.get("aggregate") in ("", "mean", "min"), "mean, min"),
            ("cap", percent(row.get("cap") or "0") is not None, "0 … 100"),
        ):
            if not fine:
                yield _value(draft, "eval_tree", row, column, row.get("id"), allowed)


def _value(draft: Draft, sheet: str, row: Row, column: str, name: str, allowed: str) -> Finding:
    what = row.get(column)
    return draft.finding("E137", sheet, row.number, column, name, what=what, allowed_th=allowed, allowed_en=allowed)


def levels(draft: Draft) -> Iterator[Finding]:
    """E136: level 1 from 0 without gate, then each number and bound above the one before."""
    rows = draft.book["eval_levels"].rows
    if not rows:
        return
    first = rows[0]
    if first.get("level") != "1" or percent(first.get("from")) != 0 or first.get("gate"):
        yield draft.finding("E136.first", "eval_levels", first.number, "from", first.get("level"))
    for before, row in pairwise(rows):
        lower, bound = percent(before.get("from")), percent(row.get("from"))
        rises = lower is not None and bound is not None and bound > lower
        numbered = row.get("level") == str(_whole(before.get("level")) + 1)
        if not rises or not numbered:
            yield draft.finding(
                "E136.order", "eval_levels", row.number, "from", row.get("level"), what=row.get("level")
            )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def bridge(draft: Draft) -> Iterator[Finding]:
    """E137: the words of `eval_bridge`, and names that the form has."""
    for row in draft.book["eval_bridge"].rows:
        if row.get("kind") not in BRIDGES:
            yield _value(draft, "eval_bridge", row, "kind", row.get("name"), ", ".join(BRIDGES))
