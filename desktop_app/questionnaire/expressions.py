"""Expressions to be read, not run: their syntax tree and the nodes they name, for clients that put them into words."""

from __future__ import annotations

from desktop_app.questionnaire.form import Form, Node
from desktop_app.questionnaire.xpath import ast
from desktop_app.questionnaire.xpath.errors import ExpressionError
from desktop_app.questionnaire.xpath.parser import parse

__all__ = ["ast", "named_nodes", "parsed", "resolve"]


def parsed(expression: str) -> ast.Expression | None:
    """The parsed form of an expression, None where it has a mistake that the linter tells."""
    try:
        return parse(expression)
    except ExpressionError:
        return None


def named_nodes(form: Form, context: Node, expression: str) -> tuple[Node, ...]:
    """The nodes that an expression names by a simple path, each once, in the order it is written."""
    tree = parsed(expression)
    paths = [one for one in ast.walk(tree) if isinstance(one, ast.Path)] if tree else []
    found = [resolve(form, context, path) for path in paths]
    return tuple({node.path: node for node in found if node is not None}.values())


def resolve(form: Form, context: Node, path: ast.Path) -> Node | None:
    """The node that a path without predicates names, seen from `context`."""
    if path.start is not None and not _is_current(path.start):
        return None
    where = "" if path.absolute else context.path
    for step in path.steps:
        if step.predicates or step.axis not in ("child", "parent", "self"):
            return None
        if step.axis == "parent":
            where = where.rpartition("/")[0]
        elif step.axis == "child":
            where = f"{where}/{step.test}"
    return form.nodes.get(where)


def _is_current(expression: ast.Expression) -> bool:
    return isinstance(expression, ast.Call) and expression.name == "current"
