"""What one text goes through when it is tried as an expression: everything that a form does with it.

It may be refused or fail in words. Any other exception, an error without its place, and a stage that takes
too long are findings.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import partial
from random import Random

from desktop_app.errors import PhromError
from desktop_app.questionnaire.form import Bind, Choice, ChoiceList, Control, DataType, Element, Form, Kind, Node
from desktop_app.questionnaire.lint_rules import cycles, expressions, reach
from desktop_app.questionnaire.lint_rules.draft import Draft
from desktop_app.questionnaire.references import references
from desktop_app.questionnaire.schema import Schema
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.questionnaire.workbook import Row, Sheet, Workbook
from desktop_app.questionnaire.xpath.compiler import compile_expression
from desktop_app.questionnaire.xpath.errors import ExpressionError
from desktop_app.questionnaire.xpath.nodes import TreeNode, XNode, tree_of
from desktop_app.questionnaire.xpath.parser import parse
from desktop_app.questionnaire.xpath.runtime import Context
from desktop_app.questionnaire.xpath.values import to_boolean, to_number, to_text

BANGKOK = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 20, 10, tzinfo=BANGKOK)
LONGEST = 10_240  # characters of one expression
SLOW = 1.0  # seconds of the processor that one stage may take


class TooSlowError(Exception):
    """A stage took longer than anybody should wait."""


def some_parts(text: str) -> Sequence[str]:
    """Two parts of a form to try a text as, always the same for the same text; all of them take their time."""
    first = zlib.crc32(text.encode("utf-8", "replace")) % len(PARTS)
    return PARTS[first], PARTS[first - 1]


def try_expression(text: str, slow: float = SLOW, parts: Sequence[str] | None = None) -> bool:
    """Put `text` through every stage; returns whether it could be read at all.

    `slow`: seconds that one call may take. `parts`: as which parts of a form it is tried, all where not said.

    Raises:
        TooSlowError: with the stage and its seconds.
        Exception: whatever came out that is not in the catalogue.
    """
    readable = _timed("parse", slow, lambda: _parse(text))
    if readable:
        _timed("evaluate", slow, lambda: _evaluate(text))
        for part in PARTS if parts is None else parts:
            _run_form(part, text, slow)
    _timed("lint", slow, lambda: _lint(text))
    return readable


def _timed(stage: str, slow: float, work: Callable[[], object]) -> bool:
    """Whether it went through without a refusal."""
    start, done = time.process_time(), True
    try:
        work()
    except PhromError as error:
        _check_words(error)
        done = False
    took = time.process_time() - start
    if took > slow:
        raise TooSlowError(f"{stage}: {took:.2f} s")
    return done


def _check_words(error: PhromError) -> None:
    for language in ("th", "en"):
        if not error.text(language):  # type: ignore[arg-type]
            raise AssertionError(error.code)


def _parse(text: str) -> None:
    _with_place(text, lambda: parse.__wrapped__(text))


def _with_place(text: str, work: Callable[[], object]) -> None:
    try:
        work()
    except ExpressionError as error:
        if not 1 <= error.position <= len(text) + 1:
            raise AssertionError(f"position {error.position} of {len(text)}") from error
        raise


# Evaluated by itself, on a document with attributes, text and a repeated element.


class World:
    """A small document, ten in the morning in Bangkok."""

    now = NOW
    zone = BANGKOK

    def __init__(self) -> None:
        self.chance = Random(1)
        items = tuple(Element("item", children=(Element("name", name), Element("score", "2"))) for name in "abc")
        leaves = (Element("n", "6"), Element("t", "คำตอบ"), Element("empty"), Element("day", "2026-11-20"))
        self.top = tree_of(Element("data", attributes={"id": "x", "version": "3"}, children=(*leaves, *items)), 0)

    def root(self, node: XNode) -> XNode:
        """The instance around the data."""
        return self.top

    def instance(self, name: str) -> TreeNode | None:
        """The document again."""
        return self.top if name == "l" else None

    def choice_name(self, value: str, question: str, node: XNode) -> str:
        """What was asked."""
        return f"{question}={value}"

    def namespace(self, prefix: str) -> str:
        """Prefixes stand for themselves."""
        return prefix


def _evaluate(text: str) -> None:
    world = World()
    compiled = compile_expression(parse(text))
    at_number = world.top.children[0].children[0]

    def run() -> None:
        value = compiled.run(Context(at_number, world))
        to_text(value), to_number(value, BANGKOK), to_boolean(value)

    _with_place(text, run)


# Evaluated as each part of a small form, with answers and instances that come and go.

_OF = {"a": "a", "b": "a", "c": "b"}
_CHOICES = tuple(Choice(name, {"th": f"ตัวเลือก {name}"}, columns={"of": of}) for name, of in _OF.items())
LISTS = {"l": ChoiceList("l", _CHOICES)}
PARTS = ("calculate", "relevant", "required", "read_only", "constraint", "choice_filter", "count", "label", "inside")


def form_with(part: str, text: str) -> Form:
    """A form that has `text` as that part of one of its nodes."""
    binds = {name: Bind(**{name: text}) for name in ("relevant", "required", "read_only", "constraint")}
    bind = binds.get(part, Bind())
    label = {"th": f"ค่า ${{{text}}}"} if part == "label" else {"th": "ข้อ"}
    where = "/data/rep" if part == "inside" else "/data"
    tried = {
        "calculate": Node(f"{where}/c", "c", Kind.LEAF, bind=Bind(calculate=text)),
        "inside": Node(f"{where}/c", "c", Kind.LEAF, bind=Bind(calculate=text)),
    }.get(part, Node(f"{where}/c", "c", Kind.LEAF, Control.INPUT, bind=bind, label=label))
    inside = (_leaf("/data/rep/x"), _leaf("/data/rep/y", DataType.INT), *((tried,) if part == "inside" else ()))
    children = (
        _leaf("/data/n", DataType.INT),
        _leaf("/data/t"),
        _leaf("/data/day", DataType.DATE),
        _leaf("/data/s", choices=True, choice_filter=text if part == "choice_filter" else ""),
        Node("/data/g", "g", Kind.GROUP, children=(_leaf("/data/g/a", DataType.DECIMAL), _leaf("/data/g/b"))),
        Node("/data/rep", "rep", Kind.REPEAT, children=inside),
        *_counted(text if part == "count" else "2"),
        *(() if part == "inside" else (tried,)),
    )
    return Form("fuzz", "1", {"th": "ลอง"}, ("th",), Node("/data", "data", Kind.GROUP, children=children), LISTS)


def _leaf(path: str, data_type: DataType = DataType.STRING, *, choices: bool = False, choice_filter: str = "") -> Node:
    control = Control.SELECT_ONE if choices else Control.INPUT
    return Node(
        path,
        path.rpartition("/")[2],
        Kind.LEAF,
        control,
        data_type,
        choice_list="l" if choices else "",
        choice_filter=choice_filter,
    )


def _counted(count: str) -> Iterator[Node]:
    yield Node("/data/k", "k", Kind.REPEAT, repeat_count=count, children=(_leaf("/data/k/z", DataType.INT),))


ANSWERS: Mapping[str, str] = {
    "/data/n": "6",
    "/data/t": "ก ข a b",
    "/data/day": "2026-11-20",
    "/data/s": "a",
    "/data/g/a": "0.5",
    "/data/rep[k1]/x": "a",
    "/data/rep[k1]/y": "3",
}


def _run_form(part: str, text: str, slow: float) -> None:
    """Start the form and work with it, each call on its own time."""
    form = form_with(part, text)
    if part in _REPEATED and _reads_itself(form, text, _REPEATED[part]):
        return
    if _timed(f"{part}, start", slow, lambda: _session(form)):
        _work_with(_session(form), part, slow)


def _session(form: Form) -> AnswerSession:
    return AnswerSession(form, clock=lambda: NOW, zone=BANGKOK, chance=Random(1))


def _work_with(session: AnswerSession, part: str, slow: float) -> None:
    for ref, text in ANSWERS.items():
        _timed(f"{part}, answer", slow, partial(session.answer, ref, text))
    _timed(f"{part}, add", slow, lambda: session.add_instance("/data/rep"))
    _timed(f"{part}, remove", slow, lambda: session.remove_instance("/data/rep[k1]"))
    _timed(f"{part}, look", slow, lambda: _look(session))


_REPEATED = {"inside": "/data/rep/c", "count": "/data/k"}


def _reads_itself(form: Form, text: str, path: str) -> bool:
    """Whether it reads itself in other instances: how long that goes on is the session's matter, and its tests'."""
    found = references(parse(text), path, Schema(form))
    return any(one.path.startswith(path) and one.shared == 0 for one in found)


def _look(session: AnswerSession) -> None:
    for _, ref in session.all_refs():
        session.state(ref), session.choices(ref), session.label(ref, "th")
    session.errors(), session.snapshot()


# As an author writes it, in a workbook that the linter reads.

_SURVEY = (
    {"type": "integer", "name": "n"},
    {"type": "text", "name": "t"},
    {"type": "select_one l", "name": "s"},
    {"type": "begin_repeat", "name": "rep"},
    {"type": "integer", "name": "y"},
    {"type": "end_repeat"},
)
_COLUMNS = {"relevant": "text", "constraint": "text", "calculation": "calculate", "choice_filter": "select_one l"}
_HEADERS = {name: number for number, name in enumerate(("type", "name", *_COLUMNS), start=1)}


def _lint(text: str) -> None:
    tried = ({"type": kind, "name": f"c_{column}", column: text} for column, kind in _COLUMNS.items())
    rows = tuple(Row(number, cells) for number, cells in enumerate((*_SURVEY, *tried), start=2))
    options = tuple(Row(number, {"list_name": "l", "name": name}) for number, name in enumerate("abc", start=2))
    survey = Sheet("survey", _HEADERS, rows)
    choices = Sheet("choices", {"list_name": 1, "name": 2, "of": 3}, options)
    draft = Draft(Workbook({"survey": survey, "choices": choices}))
    for rules in (expressions.rules, cycles.rules, reach.rules):
        for finding in rules(draft):
            if not (finding.message_th and finding.text("en")):
                raise AssertionError(finding.code)
