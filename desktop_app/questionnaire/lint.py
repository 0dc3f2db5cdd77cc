"""The form linter: everything that is wrong or doubtful in a form workbook, at once (Q2).

Errors stop a release, not drafting. A warning is accepted by a line of the author in the sheet
`_lint`: code, name, reason. Source: form profile "XLSForm + eval" v1, sections 1.9 and 1.10.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from desktop_app.questionnaire.findings import Finding, FormRefused, file_finding, sort_findings
from desktop_app.questionnaire.lint_rules import columns, cycles, expressions, scheme, scoring, texts
from desktop_app.questionnaire.lint_rules.draft import Draft
from desktop_app.questionnaire.readers import read_form
from desktop_app.questionnaire.workbook import Workbook, read_workbook
from desktop_app.questionnaire.xlsform import read_xlsform

_FAMILIES = (columns.rules, texts.rules, expressions.rules, cycles.rules, scoring.rules, scheme.rules)


def lint(path: Path) -> tuple[Finding, ...]:
    """All findings about a form, sorted by sheet, row and column; never raises for what a file holds.

    A workbook gets every rule; an XForm only says whether it can be read, and that the profile wants
    a workbook.
    """
    if path.suffix.lower() != ".xlsx":
        return _foreign(path)
    try:
        book = read_workbook(path)
    except FormRefused as refused:
        return refused.findings
    draft = Draft(book)
    found = [finding for rules in _FAMILIES for finding in rules(draft)]
    found += _converted(path, found)
    return sort_findings(without_accepted(found, book))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether the form may not be released."""
    return any(finding.is_error for finding in findings)


def _converted(path: Path, found: list[Finding]) -> tuple[Finding, ...]:
    """What the converter refuses and no rule explains."""
    try:
        read_xlsform(path)
    except FormRefused as refused:
        return () if has_errors(found) else refused.findings
    return ()


def _foreign(path: Path) -> tuple[Finding, ...]:
    try:
        read_form(path)
    except FormRefused as refused:
        return refused.findings
    finding = file_finding(
        "E006",
        th=f"“{path.name}” เปิดได้ แต่เผยแพร่เป็นแบบสำรวจไม่ได้ เพราะไม่ใช่สมุดงาน .xlsx ตามแบบสำรวจรุ่นที่ 1",
        en=f"“{path.name}” can be opened but not released: it is no .xlsx workbook of profile v1.",
        todo_th="ใช้สมุดงาน .xlsx ต้นฉบับ",
        todo_en="Use the .xlsx workbook it was made from.",
        name=path.name,
    )
    return (finding,)


def without_accepted(findings: Iterable[Finding], book: Workbook) -> list[Finding]:
    """Leave out warnings that the author accepted with a reason in the sheet `_lint`."""
    accepted = {(row.get("code"), row.get("name")) for row in book["_lint"].rows if row.get("reason")}
    return [one for one in findings if one.is_error or (one.code, one.name) not in accepted]
