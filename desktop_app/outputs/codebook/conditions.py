"""Conditions of a form as sentences: `${a1} != 'none'` as “ข้อ 1.1-01 ไม่ได้ตอบว่า “ไม่มี”” (Q7).

Covers what authors write every day. An expression with anything else in it is not translated by halves:
it has no sentence, and the codebook shows the expression itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.outputs.codebook.naming import item
from desktop_app.questionnaire.expressions import ast, parsed, resolve
from desktop_app.questionnaire.form import Form, Node

_COMPARES: Mapping[str, Mapping[str, str]] = {
    "th": {"=": "เท่ากับ", "!=": "ไม่เท่ากับ", "<": "น้อยกว่า", "<=": "ไม่เกิน", ">": "มากกว่า", ">=": "ไม่น้อยกว่า"},
    "en": {"=": "equals", "!=": "differs from", "<": "is less than", "<=": "is at most", ">": "is more than",
           ">=": "is at least"},
}  # fmt: skip
_WORDS: Mapping[str, Mapping[str, str]] = {
    "th": {
        "and": " และ ", "or": " หรือ ", "not": "ไม่ใช่กรณีที่ ({0})",
        "is": "{0} ตอบว่า “{1}”", "is_not": "{0} ไม่ได้ตอบว่า “{1}”", "blank": "{0} ไม่มีคำตอบ", "answered": "{0} มีคำตอบ",
        "selected": "{0} เลือก “{1}”", "not_selected": "{0} ไม่ได้เลือก “{1}”",
        "count-selected": "จำนวนตัวเลือกที่เลือกใน {0}", "count": "จำนวนรายการใน {0}", "sum": "ผลรวมของ {0}",
        "string-length": "จำนวนอักขระของ {0}",
        "today": "วันที่ตอบ", "true": "ทุกกรณี", "false": "ไม่มีกรณีใด",
    },
    "en": {
        "and": " and ", "or": " or ", "not": "it is not so that ({0})",
        "is": "{0} is “{1}”", "is_not": "{0} is not “{1}”", "blank": "{0} has no answer",
        "answered": "{0} has an answer",
        "selected": "{0} includes “{1}”", "not_selected": "{0} does not include “{1}”",
        "count-selected": "number of options chosen in {0}", "count": "number of entries in {0}", "sum": "sum of {0}",
        "string-length": "number of characters in {0}",
        "today": "the day of answering", "true": "always", "false": "never",
    },
}  # fmt: skip
_ARITHMETIC = {"+": "+", "-": "-", "*": "×", "div": "÷"}


class _UnsaidError(Exception):
    """The expression holds something that has no words here."""


def sentence(form: Form, context: Node, expression: str, language: str) -> str | None:
    """The condition in words, None where it has none.

    Args:
        context: the node that the expression belongs to.
        language: `th` or `en`.
    """
    tree = parsed(expression)
    if tree is None:
        return None
    try:
        return _Speaker(form, context, language).condition(tree)
    except _UnsaidError:
        return None


class _Speaker:
    def __init__(self, form: Form, context: Node, language: str) -> None:
        self._form = form
        self._context = context
        self._language = language
        self._words = _WORDS[language]

    def condition(self, expression: ast.Expression) -> str:
        """Something that holds or does not."""
        match expression:
            case ast.Chain(links=links) if links[0].operator in ("and", "or"):
                return self._joined(expression)
            case ast.Chain(first=left, links=(ast.Link(operator=sign, operand=right),)) if sign in _COMPARES["th"]:
                return self._comparison(left, sign, right)
            case ast.Call():
                return self._call(expression)
        raise _UnsaidError

    def _joined(self, chain: ast.Chain) -> str:
        parts = (chain.first, *(link.operand for link in chain.links))
        return self._words[chain.links[0].operator].join(self._inner(part) for part in parts)

    def _inner(self, part: ast.Expression) -> str:
        said = self.condition(part)
        nested = isinstance(part, ast.Chain) and part.links[0].operator in ("and", "or")
        return f"({said})" if nested else said

    def _comparison(self, left: ast.Expression, sign: str, right: ast.Expression) -> str:
        node = self._node(left)
        if node is not None and isinstance(right, ast.Literal) and sign in ("=", "!="):
            return self._answer(node, right.text, holds=sign == "=")
        return f"{self._value(left)} {_COMPARES[self._language][sign]} {self._value(right)}"

    def _answer(self, node: Node, text: str, *, holds: bool) -> str:
        if not text:
            return self._words["blank" if holds else "answered"].format(self._item(node))
        return self._words["is" if holds else "is_not"].format(self._item(node), self._choice(node, text))

    def _call(self, call: ast.Call) -> str:
        match call.name, call.arguments:
            case (("true" | "false"), ()):
                return self._words[call.name]
            case (("selected" | "is-selected"), (where, ast.Literal(text=code))):
                return self._chosen("selected", where, code)
            case "not", (ast.Call(name="selected" | "is-selected", arguments=(where, ast.Literal(text=code))),):
                return self._chosen("not_selected", where, code)
            case "not", (inner,):
                return self._words["not"].format(self.condition(inner))
        raise _UnsaidError

    def _chosen(self, word: str, where: ast.Expression, code: str) -> str:
        node = self._node(where)
        if node is None:
            raise _UnsaidError
        return self._words[word].format(self._item(node), self._choice(node, code))

    def _value(self, expression: ast.Expression) -> str:
        match expression:
            case ast.Number(value=number):
                return f"{number:.0f}" if number.is_integer() else str(number)
            case ast.Literal(text=text) if text:
                return f"“{text}”"
            case ast.Call(name="today", arguments=()):
                return self._words["today"]
            case ast.Call(name="number" | "int" | "string", arguments=(inner,)):
                return self._value(inner)
            case ast.Call(name="count" | "sum" | "count-selected" | "string-length" as name, arguments=(inner,)):
                return self._words[name].format(self._value(inner))
            case ast.Chain(first=first, links=links) if all(link.operator in _ARITHMETIC for link in links):
                rest = "".join(f" {_ARITHMETIC[link.operator]} {self._value(link.operand)}" for link in links)
                return self._value(first) + rest
        node = self._node(expression)
        if node is None:
            raise _UnsaidError
        return self._item(node)

    def _node(self, expression: ast.Expression) -> Node | None:
        return resolve(self._form, self._context, expression) if isinstance(expression, ast.Path) else None

    def _item(self, node: Node) -> str:
        return item(self._form, node, self._language)

    def _choice(self, node: Node, code: str) -> str:
        choices = self._form.lists.get(node.choice_list)
        found = choices.get(code) if choices else None
        labels = found.label if found else {}
        return labels.get(self._language) or next(iter(labels.values()), code)
