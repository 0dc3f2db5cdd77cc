"""Expressions: what does not parse, is not known, or compares with what cannot be (Q2).

E021, E102 to E104, E106, E107, W212 to W214. Cycles (E105) need the whole graph, see `cycles.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from desktop_app.questionnaire import faults
from desktop_app.questionnaire.findings import Finding
from desktop_app.questionnaire.lint_rules.draft import Draft, ExpressionCell, Question, named, names_in
from desktop_app.questionnaire.lint_rules.nearest import advice
from desktop_app.questionnaire.lint_rules.texts import unknown_name
from desktop_app.questionnaire.xpath.ast import (
    Call,
    Chain,
    Expression,
    Filter,
    Literal,
    Number,
    Path,
    Step,
    Variable,
    parts,
    walk,
)
from desktop_app.questionnaire.xpath.errors import ExpressionError, refuse
from desktop_app.questionnaire.xpath.functions import FUNCTIONS

_OUTSIDE_FUNCTIONS = frozenset(
    {"area", "distance", "geofence", "intersects", "pulldata", "search", "jr:itext", "property", "version",
     "id", "lang", "namespace-uri"}
)  # fmt: skip
_AXES = frozenset(
    {"child", "parent", "self", "ancestor", "ancestor-or-self", "descendant", "descendant-or-self",
     "following-sibling", "preceding-sibling"}
)  # fmt: skip
_SELECTED = ("selected", "is-selected")
_WHOLE_OF = ("sum", "max", "min")
_ENGLISH_DATES = re.compile(r"%[ab]")


def rules(draft: Draft) -> Iterator[Finding]:
    """All findings about expressions."""
    shown = frozenset(_shown_names(draft))
    for cell in draft.expressions:
        for name in dict.fromkeys(names_in(cell.text)):
            yield from unknown_name(draft, cell.sheet, cell.row, cell.column, name)
        if cell.tree is None:
            yield _unreadable(draft, cell)
            continue
        yield from functions(draft, cell, cell.tree)
        yield from outside(draft, cell, cell.tree)
        yield from lost_options(draft, cell, cell.tree)
        yield from blanks(draft, cell, cell.tree)
        yield from patterns(draft, cell, cell.tree)
        yield from filter_columns(draft, cell, cell.tree)
        yield from english_dates(draft, cell, cell.tree, shown)


def _at(draft: Draft, cell: ExpressionCell, key: str, name: str = "", **details: str | int) -> Finding:
    return draft.finding(key, cell.sheet, cell.row, cell.column, name or cell.name, **details)


def _unreadable(draft: Draft, cell: ExpressionCell) -> Finding:
    """E102, with the author's own spelling of the expression in the reason."""
    problem = cell.problem
    if problem is None:
        return _at(draft, cell, "E102", reason_th=cell.text, reason_en=cell.text)
    told = ExpressionError(problem.fault, {**problem.details, "expression": cell.text})
    return _at(draft, cell, "E102", reason_th=told.message("th"), reason_en=told.message("en"))


def functions(draft: Draft, cell: ExpressionCell, tree: Expression) -> Iterator[Finding]:
    """E103: functions that exist, with as many values as they take."""
    for part in walk(tree):
        if not isinstance(part, Call) or part.name in _OUTSIDE_FUNCTIONS:
            continue
        function = FUNCTIONS.get(part.name)
        if function is None:
            guess = advice(
                part.name,
                FUNCTIONS,
                else_th=faults.UNKNOWN_FUNCTION.next_th,
                else_en=faults.UNKNOWN_FUNCTION.next_en,
            )
            told = refuse(faults.UNKNOWN_FUNCTION, part.position, name=part.name)
            yield _function(draft, cell, told, str(guess["suggestion_th"]), str(guess["suggestion_en"]))
        elif not function.accepts(len(part.arguments)):
            given = len(part.arguments)
            told = refuse(faults.WRONG_ARGUMENTS, part.position, name=part.name, given=given)
            yield _function(draft, cell, told, told.remedy("th"), told.remedy("en"))


def _function(draft: Draft, cell: ExpressionCell, told: ExpressionError, todo_th: str, todo_en: str) -> Finding:
    return _at(
        draft, cell, "E103",
        reason_th=told.message("th"), reason_en=told.message("en"), todo_th=todo_th, todo_en=todo_en,
    )  # fmt: skip


def outside(draft: Draft, cell: ExpressionCell, tree: Expression) -> Iterator[Finding]:
    """E104: what hides dependencies or is not in the profile."""
    found = dict.fromkeys(_outside(tree, counted=False))
    yield from (_at(draft, cell, "E104", what=what) for what in found)


def _outside(part: Expression, *, counted: bool) -> Iterator[str]:
    if isinstance(part, Call) and part.name in _OUTSIDE_FUNCTIONS:
        yield f"{part.name}()"
    elif isinstance(part, Variable):
        yield f"${part.name}"
    elif isinstance(part, Path):
        for step in part.steps:
            yield from _outside_step(step, counted=counted)
    counting = isinstance(part, Call) and part.name == "count"
    for inner in parts(part):
        yield from _outside(inner, counted=counting)


def _outside_step(step: Step, *, counted: bool) -> Iterator[str]:
    if step.axis == "attribute":
        yield f"@{step.test}"
    elif step.axis not in _AXES:
        yield f"{step.axis}::"
    elif step.test.endswith("()") and step.test != "node()":
        yield step.test
    elif step.axis == "descendant-or-self" and step.test == "node()":
        yield "//"
    elif step.test.endswith("*") and not counted:
        yield "*"


def lost_options(draft: Draft, cell: ExpressionCell, tree: Expression) -> Iterator[Finding]:
    """E106: a select compared with a code that its list does not have."""
    for target, option in _comparisons(tree):
        question = _question(draft, cell, target)
        if question is None or question.list_name not in draft.lists or not option:
            continue
        codes = [row.get("name") for row in draft.lists[question.list_name]]
        if option not in codes:
            guess = advice(
                option,
                codes,
                else_th=f"ใช้รหัสที่มีในรายการ: {', '.join(codes[:12])}",
                else_en=f"Use a code of the list: {', '.join(codes[:12])}.",
            )
            yield _at(draft, cell, "E106", question.name, option=option, list=question.list_name, **guess)


def _comparisons(tree: Expression) -> Iterator[tuple[Expression, str]]:
    for part in walk(tree):
        if isinstance(part, Call) and part.name in _SELECTED and len(part.arguments) == 2:
            yield part.arguments[0], _constant(part.arguments[1])
        elif isinstance(part, Chain) and len(part.links) == 1 and part.links[0].operator in ("=", "!="):
            sides = (part.first, part.links[0].operand)
            yield sides[0], _constant(sides[1])
            yield sides[1], _constant(sides[0])


def _constant(part: Expression) -> str:
    if isinstance(part, Literal):
        return part.text
    if isinstance(part, Number) and part.value.is_integer():
        return str(int(part.value))
    return ""


def _question(draft: Draft, cell: ExpressionCell, part: Expression) -> Question | None:
    """The row that a `${name}` means, or `.` in a constraint."""
    name = named(part)
    if name:
        return draft.by_name.get(name)
    is_self = isinstance(part, Path) and not part.absolute and part.start is None
    if is_self and isinstance(part, Path) and [step.axis for step in part.steps] == ["self"]:
        return cell.question if cell.column == "constraint" else None
    return None


def filter_columns(draft: Draft, cell: ExpressionCell, tree: Expression) -> Iterator[Finding]:
    """E107: a choice filter names columns that `choices` has."""
    if cell.column != "choice_filter":
        return
    known = draft.book["choices"].headers
    for column in dict.fromkeys(_columns(tree)):
        if column not in known:
            guess = advice(
                column,
                [one for one in known if "::" not in one],
                else_th="เพิ่มคอลัมน์นี้ในแผ่น choices หรือแก้ตัวกรอง",
                else_en="Add the column to the sheet choices, or correct the filter.",
            )
            yield _at(draft, cell, "E107", cell.name, what=column, **guess)


def _columns(part: Expression) -> Iterator[str]:
    """Bare names of a filter; what stands inside brackets belongs to another list."""
    if isinstance(part, Path):
        first = part.steps[0] if part.steps else None
        if not part.absolute and part.start is None and first and first.axis == "child":
            yield first.test
        if part.start is not None:
            yield from _columns(part.start)
    elif isinstance(part, Filter):
        yield from _columns(part.base)
    else:
        for inner in parts(part):
            yield from _columns(inner)


def blanks(draft: Draft, cell: ExpressionCell, tree: Expression) -> Iterator[Finding]:
    """W212: sums and extremes over answers that may stay blank."""
    for part in walk(tree):
        if isinstance(part, Call) and part.name in _WHOLE_OF:
            for argument in part.arguments:
                question = draft.by_name.get(named(argument))
                if question is not None and _may_be_blank(question):
                    yield _at(draft, cell, "W212", question.name, what=part.name)


def _may_be_blank(question: Question) -> bool:
    asked = question.word in ("integer", "decimal", "text", "select_one")
    hidden = any(one.row.get("relevant") for one in (*question.around, question))
    return asked and (question.row.get("required") != "yes" or hidden)


def patterns(draft: Draft, cell: ExpressionCell, tree: Expression) -> Iterator[Finding]:
    """W213: a pattern says where it begins and ends."""
    for part in walk(tree):
        if isinstance(part, Call) and part.name == "regex" and len(part.arguments) == 2:
            pattern = part.arguments[1]
            if isinstance(pattern, Literal) and not (pattern.text.startswith("^") and pattern.text.endswith("$")):
                yield _at(draft, cell, "W213")


def english_dates(draft: Draft, cell: ExpressionCell, tree: Expression, shown: frozenset[str]) -> Iterator[Finding]:
    """W214: names of days and months in a value that a text shows."""
    if cell.name not in shown:
        return
    for part in walk(tree):
        if isinstance(part, Call) and part.name in ("format-date", "format-date-time"):
            found = [_ENGLISH_DATES.search(_constant(one)) for one in part.arguments]
            for hit in found:
                if hit:
                    yield _at(draft, cell, "W214", what=hit[0])


def _shown_names(draft: Draft) -> Iterator[str]:
    for question in draft.asked:
        for header in question.row.cells:
            if header.startswith(("label::", "hint::", "guidance_hint::")):
                yield from names_in(question.row.get(header))
