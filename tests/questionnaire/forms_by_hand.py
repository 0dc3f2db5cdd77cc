"""Small forms written down in a few lines, and sessions over them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any

from desktop_app.questionnaire.form import Bind, Choice, ChoiceList, Control, DataType, Form, Kind, Node
from desktop_app.questionnaire.scheme import Evaluation
from desktop_app.questionnaire.session import AnswerSession

BANGKOK = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)

_TYPES: Mapping[str, tuple[Control, DataType]] = {
    "text": (Control.INPUT, DataType.STRING),
    "integer": (Control.INPUT, DataType.INT),
    "decimal": (Control.INPUT, DataType.DECIMAL),
    "date": (Control.INPUT, DataType.DATE),
    "select_one": (Control.SELECT_ONE, DataType.STRING),
    "select_multiple": (Control.SELECT_MULTIPLE, DataType.STRING),
    "note": (Control.NOTE, DataType.STRING),
    "file": (Control.FILE, DataType.BINARY),
    "calculate": (Control.NONE, DataType.STRING),
}
_BINDS = ("relevant", "required", "read_only", "constraint", "calculate")


def leaf(type_name: str, name: str, evaluation: Evaluation | None = None, **facts: Any) -> Node:
    """A question; what the bind says and any field of `Node` by keyword, its path still without parents."""
    control, data_type = _TYPES[type_name]
    bind = Bind(**{key: facts.pop(key) for key in _BINDS if key in facts})
    facts.setdefault("label", {"th": f"ข้อ {name}", "en": f"Question {name}"})
    facts.setdefault("data_type", data_type)
    return Node(name, name, Kind.LEAF, control, bind=bind, evaluation=evaluation or Evaluation(), **facts)


def group(name: str, *children: Node, relevant: str = "", read_only: str = "") -> Node:
    """A group of questions."""
    return Node(name, name, Kind.GROUP, bind=Bind(relevant=relevant, read_only=read_only), children=children)


def repeat(name: str, *children: Node, count: str = "", relevant: str = "") -> Node:
    """A repeat."""
    return Node(name, name, Kind.REPEAT, bind=Bind(relevant=relevant), repeat_count=count, children=children)


def choice_list(name: str, *choices: Choice | str) -> ChoiceList:
    """A list of options; plain names get a label of their own."""
    made = (one if isinstance(one, Choice) else Choice(one, {"th": f"ตัวเลือก {one}", "en": one}) for one in choices)
    return ChoiceList(name, tuple(made))


def form(*children: Node, lists: tuple[ChoiceList, ...] = (), **facts: Any) -> Form:
    """A form with these nodes under `/data`."""
    root = _placed(group("data", *children), "")
    return Form("test", "1", {"th": "แบบทดสอบ"}, ("th", "en"), root, {one.name: one for one in lists}, **facts)


def _placed(node: Node, above: str) -> Node:
    path = f"{above}/{node.name}"
    children = tuple(_placed(child, path) for child in node.children)
    facts = {name: getattr(node, name) for name in Node.__slots__}
    return Node(**{**facts, "path": path, "children": children})


def session(made: Form, answers: Mapping[str, str] | None = None, **facts: Any) -> AnswerSession:
    """A session at ten in the morning of 20 November 2026 in Bangkok."""
    return AnswerSession(made, answers or {}, clock=lambda: NOW, zone=BANGKOK, chance=Random(7), **facts)


def value(live: AnswerSession, ref: str) -> str:
    """The text of a node."""
    return live.state(ref).value


def codes(live: AnswerSession) -> list[tuple[str, str]]:
    """All problems as (ref, code)."""
    return [(problem.ref, problem.code) for problem in live.errors()]
