"""W215: texts that changed between two releases though the name stayed (Q2, O5).

An answer is carried into the next year by name; where the question is no longer the same, the author
says so in `eval_bridge`.
"""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.questionnaire.findings import Finding
from desktop_app.questionnaire.lint_rules.draft import Draft, Question
from desktop_app.questionnaire.workbook import Row

_COMPARED = ("label::", "hint::", "constraint_message::", "required_message::")


def changed_texts(draft: Draft, earlier: Draft) -> Iterator[Finding]:
    """One finding per question whose text, options or messages differ and that no bridge explains."""
    bridged = {row.get("name") for row in draft.book["eval_bridge"].rows}
    version = next((row.get("version") for row in earlier.book["settings"].rows), "")
    for name, question in draft.by_name.items():
        before = earlier.by_name.get(name)
        if before is not None and name not in bridged:
            column = _difference(draft, question, earlier, before)
            if column:
                yield draft.at(question, "W215", column, version=version or "?")


def _difference(draft: Draft, question: Question, earlier: Draft, before: Question) -> str:
    """The first column that differs; `type` for the options."""
    headers = [*question.row.cells, *before.row.cells]
    for header in dict.fromkeys(headers):
        if header.startswith(_COMPARED) and question.row.get(header) != before.row.get(header):
            return header
    return "type" if _options(draft, question) != _options(earlier, before) else ""


def _options(draft: Draft, question: Question) -> list[tuple[str, ...]]:
    return [_said(row) for row in draft.lists.get(question.list_name, ())]


def _said(row: Row) -> tuple[str, ...]:
    labels = sorted(header for header in row.cells if header.startswith("label::"))
    return (row.get("name"), *(row.get(header) for header in labels))
