"""An authored workbook read into a `Form`: pyxform converts, our columns are joined by path (Q1, Q2).

The only module that calls pyxform. Of its result only the XForm and the warnings are used, and
whatever it raises becomes a finding. Source: form profile "XLSForm + eval" v1, section 1.8.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.questionnaire.eval_columns import percent, read_bridge, read_evaluation, read_scheme
from desktop_app.questionnaire.findings import FormRefused
from desktop_app.questionnaire.form import Choice, ChoiceList, Control, Form, Node
from desktop_app.questionnaire.refusals import reword
from desktop_app.questionnaire.workbook import Row, Workbook, read_workbook
from desktop_app.questionnaire.xform import read_xform

_REFERENCE = re.compile(r"\$\{\s*([^}]+?)\s*\}")
_BEGIN, _END = re.compile(r"begin[ _](group|repeat|loop)", re.I), re.compile(r"end[ _](group|repeat|loop)", re.I)


@dataclass(frozen=True, slots=True)
class Converted:
    """What pyxform makes of a workbook."""

    xform: bytes
    warnings: tuple[str, ...]


def read_xlsform(path: Path) -> Form:
    """Read a form workbook, of the profile or foreign.

    Raises:
        FormRefused: the file or the form cannot be read; the findings say where and what to do.
    """
    book = Workbook({}) if path.suffix.lower() == ".xls" else read_workbook(path)
    return join(read_xform(convert(path, book).xform), book)


def convert(path: Path, book: Workbook) -> Converted:
    """Convert a workbook with pyxform; `book` is our own reading, for the addresses of findings.

    Raises:
        FormRefused: one finding, pyxform stops at the first mistake it meets.
    """
    from pyxform.xls2xform import convert as pyxform_convert  # a fifth of a second that only authors need

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl says about styles is nobody's concern here
        try:
            result = pyxform_convert(str(path), validate=False)
        except Exception as problem:
            raise FormRefused([reword(problem, book)]) from problem
    return Converted(result.xform.encode(), tuple(result.warnings))


def join(form: Form, book: Workbook) -> Form:
    """Add what only our own columns say: evaluation, scores, scheme, which texts are notes."""
    rows = dict(rows_by_path(book, form.root.path))
    paths = {node.name: node.path for node in form.root.walk()}

    def translate(expression: str) -> str:
        return _REFERENCE.sub(lambda found: f" {paths.get(found[1], found[1])} ", expression).strip()

    lists = {name: _scored(choices) for name, choices in form.lists.items()}
    root = _without_empty_meta(_evaluated(form.root, rows))
    return replace(form, root=root, lists=lists, scheme=read_scheme(book, translate), bridge=read_bridge(book))


def rows_by_path(book: Workbook, root: str) -> Iterator[tuple[str, Row]]:
    """Named rows of `survey` with the path that nesting gives them."""
    around = [root]
    for row in book["survey"].rows:
        kind, name = row.get("type"), row.get("name")
        if _END.fullmatch(kind):
            around = around[:-1] or [root]
        elif kind:
            path = f"{around[-1]}/{name}"
            if name:
                yield path, row
            if _BEGIN.fullmatch(kind):
                around.append(path)


def _evaluated(node: Node, rows: Mapping[str, Row]) -> Node:
    children = tuple(_evaluated(child, rows) for child in node.children)
    row = rows.get(node.path)
    if row is None:
        return replace(node, children=children)
    control = node.control
    if control is Control.NOTE and row.get("type") != "note":
        control = Control.INPUT  # a text that is shown but may not be changed, for example from the roster
    return replace(node, children=children, control=control, evaluation=read_evaluation(row))


def _without_empty_meta(root: Node) -> Node:
    """Drop the group in which pyxform puts the id of an instance: no question, no value of ours."""
    kept = tuple(
        child
        for child in root.children
        if not (child.name == "meta" and {one.name for one in child.children} <= {"instanceID"})
    )
    return replace(root, children=kept)


def _scored(choices: ChoiceList) -> ChoiceList:
    return ChoiceList(choices.name, tuple(_scored_choice(choice) for choice in choices.choices))


def _scored_choice(choice: Choice) -> Choice:
    score = choice.columns.get("score", "").strip()
    exclusive = choice.columns.get("exclusive", "").strip() == "yes"
    return replace(choice, score=percent(score), na=score == "na", exclusive=exclusive)
