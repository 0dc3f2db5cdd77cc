"""Compiled expressions as numbers, texts, truths or node-sets, the way chosen once, when compiled (Q3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from desktop_app.questionnaire import faults
from desktop_app.questionnaire.xpath.errors import refuse
from desktop_app.questionnaire.xpath.nodes import XNode
from desktop_app.questionnaire.xpath.runtime import Compiled, Context, node_text
from desktop_app.questionnaire.xpath.values import Value, text_number, to_boolean, to_number, to_text

NumberOf = Callable[[Context], float]
TextOf = Callable[[Context], str]
TruthOf = Callable[[Context], bool]
NodesOf = Callable[[Context], Sequence[XNode]]


def value_text(value: Value, context: Context) -> str:
    """Any value as text; a node-set gives its first node."""
    if isinstance(value, list):
        return node_text(value[0], context) if value else ""
    return to_text(value)


def value_number(value: Value, context: Context) -> float:
    """Any value as a number."""
    if isinstance(value, list):
        return text_number(value_text(value, context), context.around.zone)
    return to_number(value, context.around.zone)


def all_texts(value: Value, context: Context) -> Sequence[str]:
    """Text of every node of a node-set, of any other value its own: how ODK joins."""
    if isinstance(value, list):
        return [node_text(node, context) for node in value]
    return (to_text(value),)


def number_of(compiled: Compiled) -> NumberOf:
    """The expression as a number."""
    if compiled.kind == "number":
        return cast("NumberOf", compiled.run)
    if compiled.number is not None:
        return compiled.number
    if compiled.kind == "text" or compiled.text is not None:
        text = text_of(compiled)
        return lambda c: text_number(text(c), c.around.zone)
    run = compiled.run
    return lambda c: value_number(run(c), c)


def text_of(compiled: Compiled) -> TextOf:
    """The expression as text."""
    if compiled.kind == "text":
        return cast("TextOf", compiled.run)
    if compiled.text is not None:
        return compiled.text
    run = compiled.run
    return lambda c: value_text(run(c), c)


def truth_of(compiled: Compiled) -> TruthOf:
    """The expression as a truth."""
    if compiled.kind == "boolean":
        return cast("TruthOf", compiled.run)
    run = compiled.run
    return lambda c: to_boolean(run(c))


def nodes_of(compiled: Compiled, name: str, position: int) -> NodesOf:
    """The expression as a node-set.

    Raises:
        ExpressionError: at evaluation, where the value is none; `name` says what needed it.
    """
    if compiled.kind == "nodes":
        return cast("NodesOf", compiled.run)
    run = compiled.run

    def nodes(context: Context) -> Sequence[XNode]:
        value = run(context)
        if not isinstance(value, list):
            raise refuse(faults.BAD_OPERAND, position, name=name)
        return value

    return nodes
