"""The workbook as its author sees it: questions, lists and expressions with their cells (Q2).

Rules look at the cells, not at the converted form, so that a form which does not convert still gets
all its findings at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from desktop_app.questionnaire.findings import Finding
from desktop_app.questionnaire.lint_rules.catalogue import Place, say
from desktop_app.questionnaire.workbook import Row, Workbook
from desktop_app.questionnaire.xpath.ast import Expression, Path
from desktop_app.questionnaire.xpath.errors import ExpressionError
from desktop_app.questionnaire.xpath.parser import parse

REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
SURVEY_EXPRESSIONS = (
    "required",
    "relevant",
    "constraint",
    "calculation",
    "default",
    "read_only",
    "choice_filter",
    "repeat_count",
)
_OTHER_EXPRESSIONS = (("eval_tree", "cap_if", "id"), ("eval_levels", "gate", "level"))
_WORDS = ("required", "read_only")  # yes and no are words, not expressions
_LOOKS_COMPUTED = re.compile(r"\$\{|[\w-]\(")


@dataclass(frozen=True, slots=True)
class Question:
    """One row of `survey` with a type; `around` holds the groups and repeats it stands in."""

    row: Row
    word: str
    list_name: str
    rest: str
    around: tuple[Question, ...]

    @property
    def name(self) -> str:
        """What stands in the column name."""
        return self.row.get("name")

    @property
    def begins(self) -> bool:
        """Whether it opens a group or repeat."""
        return self.word in ("begin_group", "begin_repeat")

    @property
    def ends(self) -> bool:
        """Whether it closes one."""
        return self.word in ("end_group", "end_repeat")

    @property
    def rule(self) -> str:
        """Its way of being scored, "" where it is not scored."""
        rule = self.row.get("eval_rule")
        return "" if rule == "none" else rule


@dataclass(frozen=True, slots=True)
class ExpressionCell:
    """One cell that holds an expression; `tree` is None where it cannot be read, `problem` says why."""

    sheet: str
    row: int
    column: str
    name: str
    text: str
    question: Question | None
    tree: Expression | None
    problem: ExpressionError | None


class Draft:
    """A workbook, read as a form once for all rules."""

    def __init__(self, book: Workbook) -> None:
        self.book = book

    def place(self, sheet: str, row: int, column: str = "", name: str = "") -> Place:
        """Where a finding points."""
        cell = self.book[sheet].cell(row, column) if column and row else ""
        return Place(self.book[sheet].name, row, column, cell, name)

    def finding(
        self, key: str, sheet: str, row: int, column: str = "", name: str = "", **details: str | int
    ) -> Finding:
        """A finding at a cell, a row or a header."""
        return say(key, self.place(sheet, row, column, name), **details)

    def at(self, question: Question, key: str, column: str = "name", **details: str | int) -> Finding:
        """A finding at a cell of a question."""
        return self.finding(key, "survey", question.row.number, column, question.name, **details)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Rows of `survey` that have a type, ends of groups included."""
        found: list[Question] = []
        around: tuple[Question, ...] = ()
        for row in self.book["survey"].rows:
            word, list_name, rest = _type(row.get("type"))
            if not word:
                continue
            question = Question(row, word, list_name, rest, around)
            if question.ends:
                around = around[:-1]
            elif question.begins:
                around = (*around, question)
            found.append(question)
        return tuple(found)

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """All rows but the ends of groups."""
        return tuple(question for question in self.questions if not question.ends)

    @cached_property
    def by_name(self) -> Mapping[str, Question]:
        """Rows by name, the first where a name is used twice."""
        return {question.name: question for question in reversed(self.asked) if question.name}

    @cached_property
    def lists(self) -> Mapping[str, tuple[Row, ...]]:
        """Options by list, in sheet order."""
        found: dict[str, list[Row]] = {}
        for row in self.book["choices"].rows:
            found.setdefault(row.get("list_name"), []).append(row)
        return {name: tuple(rows) for name, rows in found.items() if name}

    @cached_property
    def scored(self) -> tuple[Question, ...]:
        """Rows that say for which node they are scored and how."""
        return tuple(one for one in self.asked if one.rule and one.row.get("eval_node"))

    @cached_property
    def tree(self) -> Mapping[str, Row]:
        """Rows of `eval_tree` by id, the first where an id stands twice."""
        return {row.get("id"): row for row in reversed(self.book["eval_tree"].rows) if row.get("id")}

    @cached_property
    def parents(self) -> frozenset[str]:
        """Ids that a row of `eval_tree` hangs below."""
        return frozenset(row.get("parent") for row in self.tree.values())

    @cached_property
    def expressions(self) -> tuple[ExpressionCell, ...]:
        """Every cell that holds an expression, read once."""
        return tuple(self._survey_expressions()) + tuple(self._other_expressions())

    def _survey_expressions(self) -> Iterator[ExpressionCell]:
        for question in self.asked:
            for column in SURVEY_EXPRESSIONS:
                text = question.row.get(column)
                if text and not _is_word(column, text):
                    yield _cell("survey", question.row.number, column, question.name, text, question)

    def _other_expressions(self) -> Iterator[ExpressionCell]:
        for sheet, column, key in _OTHER_EXPRESSIONS:
            for row in self.book[sheet].rows:
                text = row.get(column)
                if text:
                    yield _cell(sheet, row.number, column, row.get(key), text, None)

    @cached_property
    def _survey_cells(self) -> Mapping[tuple[int, str], ExpressionCell]:
        return {(cell.row, cell.column): cell for cell in self.expressions if cell.sheet == "survey"}

    def conditions_of(self, question: Question) -> Iterator[ExpressionCell]:
        """The conditions that decide whether a row is asked, its own last."""
        for one in (*question.around, question):
            if cell := self._survey_cells.get((one.row.number, "relevant")):
                yield cell

    def constraint_of(self, question: Question) -> ExpressionCell | None:
        """The constraint of a row."""
        return self._survey_cells.get((question.row.number, "constraint"))


def _type(text: str) -> tuple[str, str, str]:
    """First word, list and what follows of `select_one list or_other`."""
    words = text.split()
    if not words:
        return "", "", ""
    if words[0] in ("select_one", "select_multiple") and len(words) > 1:
        return words[0], words[1], " ".join(words[2:])
    return words[0], "", " ".join(words[1:])


def _is_word(column: str, text: str) -> bool:
    """A bare word where yes, no or an expression is meant, or a constant default."""
    if column in _WORDS:
        return text.isalpha()
    return column == "default" and not _LOOKS_COMPUTED.search(text)


def _cell(sheet: str, row: int, column: str, name: str, text: str, question: Question | None) -> ExpressionCell:
    try:
        tree: Expression | None = parse(as_path(text))
    except ExpressionError as problem:
        return ExpressionCell(sheet, row, column, name, text, question, None, problem)
    return ExpressionCell(sheet, row, column, name, text, question, tree, None)


def as_path(text: str) -> str:
    """`${name}` as the path ` /name ` of the same length, so that positions stay true.

    No expression of the profile has an absolute path of one step otherwise: the root is not named.
    """
    return REFERENCE.sub(lambda found: f" /{found[1]} ".ljust(len(found[0])), text)


def named(path: Expression) -> str:
    """The name that a `${name}` means, "" for any other expression."""
    if isinstance(path, Path) and path.absolute and len(path.steps) == 1:
        return path.steps[0].test
    return ""


def names_in(text: str) -> tuple[str, ...]:
    """Names in `${…}` of an expression or text, in order."""
    return tuple(REFERENCE.findall(text))
