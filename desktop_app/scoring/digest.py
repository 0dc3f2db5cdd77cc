"""The digest that says two scores follow the same rules (S7, questionnaire profile 3.8)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from desktop_app.questionnaire.form import Choice, Control, Form, Node
from desktop_app.questionnaire.scheme import Level, Scheme, TreeNode
from desktop_app.scoring.rounding import decimal_text


def scoring_json(form: Form) -> bytes:
    """Tree, rules, choice scores, levels and places as canonical JSON, without any label."""
    scheme = scheme_of(form)
    lists = sorted({node.choice_list for node in form.scored_rows if _has_list(node)})
    value = {
        "profile": 1,
        "places": scheme.places,
        "tree": [_tree_node(node) for node in scheme.tree],
        "rows": [_row(node) for node in form.scored_rows],
        "choices": {name: [_choice(choice) for choice in form.lists[name].choices] for name in lists},
        "levels": [_level(level) for level in scheme.levels],
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def scoring_sha256(form: Form) -> str:
    """SHA-256 of `scoring_json`, 64 lower-case hex digits."""
    return hashlib.sha256(scoring_json(form)).hexdigest()


def scheme_of(form: Form) -> Scheme:
    """The form's scoring rules; an empty tree for an instrument that is not scored."""
    return form.scheme or Scheme(tree=(), levels=())


def _has_list(node: Node) -> bool:
    return node.control in (Control.SELECT_ONE, Control.SELECT_MULTIPLE)


def _tree_node(node: TreeNode) -> dict[str, Any]:
    return {
        "id": node.id,
        "parent": node.parent,
        "level": node.level,
        "weight": decimal_text(node.weight),
        "aggregate": node.aggregate,
        "cap": None if node.cap is None else decimal_text(node.cap),
        "cap_if": node.cap_if,
    }


def _row(node: Node) -> dict[str, Any]:
    rule = node.evaluation
    return {
        "path": node.path,
        "node": rule.node,
        "weight": decimal_text(rule.weight),
        "rule": rule.rule,
        "params": dict(rule.params),
        "cap": decimal_text(rule.cap),
        "skip": rule.skip,
        "na": rule.na,
        "gate": None if rule.gate is None else decimal_text(rule.gate),
        "list": node.choice_list if _has_list(node) else "",
    }


def _choice(choice: Choice) -> dict[str, Any]:
    score = None if choice.score is None else decimal_text(choice.score)
    return {"name": choice.name, "score": score, "na": choice.na, "exclusive": choice.exclusive}


def _level(level: Level) -> dict[str, Any]:
    return {"level": level.level, "from": decimal_text(level.start), "gate": level.gate}
