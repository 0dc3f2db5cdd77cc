"""What the `eval_*` columns and sheets of a workbook say, as scoring facts (Q1, S1, S4, S5).

Reading is forgiving: a cell that says nothing usable counts as its default, so that a draft opens in
the author's view; the linter names every such cell and stops the release.
Source: form profile "XLSForm + eval" v1, sections 1.4 to 1.6.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Literal, TypeVar, get_args

from desktop_app.questionnaire.scheme import (
    Bridge,
    BridgeKind,
    Evaluation,
    EvidenceDemand,
    Level,
    Rule,
    Scheme,
    Sensitivity,
    Text,
    TreeNode,
)
from desktop_app.questionnaire.workbook import Row, Sheet, Workbook
from desktop_app.questionnaire.xform_text import language_code

RULES: tuple[Rule, ...] = get_args(Rule)
SENSITIVITIES: tuple[Sensitivity, ...] = get_args(Sensitivity)
DEMANDS: tuple[EvidenceDemand, ...] = get_args(EvidenceDemand)
TREE_LEVELS: tuple[Literal["total", "dimension", "indicator"], ...] = ("total", "dimension", "indicator")
BRIDGES: tuple[BridgeKind, ...] = get_args(BridgeKind)
T = TypeVar("T", bound=str)
_DECIMAL = re.compile(r"\d+(\.\d+)?")
_NAMED = re.compile(r"\$\{\s*([^}\s]+)\s*\}")


def exact(text: str) -> Fraction | None:
    """A decimal number of at least 0 as an exact fraction, None for any other text."""
    return Fraction(text) if _DECIMAL.fullmatch(text) else None


def percent(text: str) -> Fraction | None:
    """A decimal number of 0 to 100 as an exact fraction, None for any other text."""
    number = exact(text)
    return number if number is not None and number <= 100 else None


def parameters(text: str) -> dict[str, str]:
    """`key=value` pairs between blanks; `${name}` gives the bare name."""
    pairs = (part.partition("=") for part in text.split())
    return {key: _NAMED.sub(r"\1", value) for key, equals, value in pairs if equals and key}


def read_evaluation(row: Row) -> Evaluation:
    """The `eval_*` cells of one row of `survey`."""
    weight = _weight_text(row.get("eval_weight"))
    demand, gate = evidence(row.get("eval_evidence"))
    return Evaluation(
        code=row.get("eval_code"),
        node=row.get("eval_node"),
        weight=exact(weight) or Fraction(0),
        weight_text=weight,
        rule=_among(row.get("eval_rule"), RULES, "none"),
        params=parameters(row.get("eval_params")),
        cap=_cap(row.get("eval_cap")),
        skip="zero" if row.get("eval_skip") == "zero" else "na",
        na=row.get("eval_na") == "yes",
        evidence=demand,
        gate=gate,
        sensitivity=_among(row.get("eval_sensitivity"), SENSITIVITIES, "open"),
        source=row.get("eval_source"),
    )


def _cap(text: str) -> Fraction:
    cap = percent(text)
    return Fraction(100) if cap is None else cap


def _weight_text(text: str) -> str:
    return text if exact(text) is not None else "1"


def evidence(text: str) -> tuple[EvidenceDemand, Fraction | None]:
    """`eval_evidence`: the demand and, for `gate:<n>`, the bound."""
    if text.startswith("gate:"):
        bound = percent(text.removeprefix("gate:"))
        return ("gate", bound) if bound is not None else ("none", None)
    return _among(text, tuple(one for one in DEMANDS if one != "gate"), "none"), None


def _among(text: str, allowed: Iterable[T], default: T) -> T:
    return next((one for one in allowed if one == text), default)


def read_scheme(book: Workbook, translate: Callable[[str], str]) -> Scheme | None:
    """Tree and levels; None for a form without them or with a tree that is no tree.

    `translate` turns `${name}` in conditions into paths.
    """
    tree = tuple(_tree_node(book["eval_tree"], row, translate) for row in book["eval_tree"].rows)
    if not is_tree(tree):
        return None
    levels = [_level(book["eval_levels"], row, translate) for row in book["eval_levels"].rows]
    settings = next(iter(book["settings"].rows), Row(2, {}))
    places = settings.get("eval_places")
    return Scheme(
        tree=tree,
        levels=tuple(level for level in levels if level is not None),
        places=int(places) if places in ("0", "1", "2", "3", "4") else 2,
    )


def read_bridge(book: Workbook) -> tuple[Bridge, ...]:
    """What `eval_bridge` says of earlier versions; rows without a known kind or an earlier name count for nothing."""
    return tuple(
        Bridge(row.get("from_version"), row.get("from_name"), row.get("name"), kind)
        for row in book["eval_bridge"].rows
        for kind in BRIDGES
        if row.get("kind") == kind and row.get("from_name")
    )


def is_tree(tree: tuple[TreeNode, ...]) -> bool:
    """One root, ids once each, and every node hangs below the root."""
    parents = {node.id: node.parent for node in tree}
    roots = [node for node in tree if not node.parent]
    if len(roots) != 1 or len(parents) != len(tree):
        return False
    return all(_reaches(node.id, roots[0].id, parents) for node in tree)


def _reaches(start: str, root: str, parents: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    while start in parents and start not in seen:
        if start == root:
            return True
        seen.add(start)
        start = parents[start]
    return False


def labels(sheet: Sheet, row: Row, column: str = "label") -> Text:
    """Texts of `label::Thai (th)` and its sisters by language code."""
    found: dict[str, str] = {}
    for header in sheet.headers:
        name, _, language = header.partition("::")
        text = row.get(header)
        if name.strip() == column and text:
            found.setdefault(language_code(language) if language else "th", text)
    return found


def _tree_node(sheet: Sheet, row: Row, translate: Callable[[str], str]) -> TreeNode:
    weight = _weight_text(row.get("weight"))
    return TreeNode(
        id=row.get("id"),
        parent=row.get("parent"),
        level=_among(row.get("level"), TREE_LEVELS, "indicator"),
        weight=exact(weight) or Fraction(0),
        weight_text=weight,
        label=labels(sheet, row),
        aggregate="min" if row.get("aggregate") == "min" else "mean",
        cap=percent(row.get("cap")),
        cap_if=translate(row.get("cap_if")),
    )


def _level(sheet: Sheet, row: Row, translate: Callable[[str], str]) -> Level | None:
    start, number = percent(row.get("from")), row.get("level")
    if start is None or not number.isascii() or not number.isdigit():
        return None
    return Level(int(number), start, labels(sheet, row), translate(row.get("gate")))
