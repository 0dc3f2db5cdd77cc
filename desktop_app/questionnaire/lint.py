"""The form linter: everything that is wrong or doubtful in a form workbook, at once (Q2).

Errors stop a release, not drafting. A warning is accepted by a line of the author in the sheet
`_lint`: code, name, reason. Source: form profile "XLSForm + eval" v1, sections 1.9 and 1.10.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop_app.errors import PhromError
from desktop_app.questionnaire.findings import Finding, FormRefused, file_finding, sort_findings
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.lint_rules import columns, cycles, expressions, reach, scheme, scoring, texts
from desktop_app.questionnaire.lint_rules.draft import Draft
from desktop_app.questionnaire.lint_rules.releases import changed_texts
from desktop_app.questionnaire.program import program_of
from desktop_app.questionnaire.readers import read_form
from desktop_app.questionnaire.workbook import Workbook, read_workbook
from desktop_app.questionnaire.xform import parse_safely, read_xform
from desktop_app.questionnaire.xlsform import convert, join

_FAMILIES = (columns.rules, texts.rules, expressions.rules, cycles.rules, reach.rules, scoring.rules, scheme.rules)


@dataclass(frozen=True, slots=True)
class Checked:
    """All findings about a file, and the form in it as far as the linter could read one."""

    findings: tuple[Finding, ...]
    form: Form | None = None


def lint(path: Path, earlier: Path | None = None) -> tuple[Finding, ...]:
    """All findings about a form, sorted by sheet, row and column; never raises for what a file holds.

    A workbook gets every rule; an XForm only says whether it can be read, and that the profile wants
    a workbook. `earlier` is the workbook of the release before, to find texts that changed under the
    same name (W215).
    """
    return check(path, earlier).findings


def check(path: Path, earlier: Path | None = None) -> Checked:
    """As `lint`, with the form that had to be read for it."""
    if path.suffix.lower() != ".xlsx":
        return Checked(_foreign(path))
    try:
        book = read_workbook(path)
    except FormRefused as refused:
        return Checked(refused.findings)
    draft = Draft(book)
    found = [finding for rules in _FAMILIES for finding in rules(draft)]
    if earlier is not None:
        found += _since(draft, earlier)
    converted = _converted(path, draft, found)
    return Checked(sort_findings(without_accepted([*found, *converted.findings], book)), converted.form)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether the form may not be released."""
    return any(finding.is_error for finding in findings)


def _since(draft: Draft, earlier: Path) -> tuple[Finding, ...]:
    try:
        return tuple(changed_texts(draft, Draft(read_workbook(earlier))))
    except FormRefused as refused:
        return refused.findings


def _converted(path: Path, draft: Draft, found: list[Finding]) -> Checked:
    """What only the converted form shows and no rule explains: refusals, and what cannot run."""
    form = None
    try:
        form = join(read_xform(convert(path, draft.book).xform), draft.book)
        if not has_errors(found):
            program_of(form)
    except FormRefused as refused:
        return Checked(() if has_errors(found) else refused.findings)
    except PhromError as problem:
        return Checked((_cannot_run(draft, problem),), form)
    return Checked((), form)


def _cannot_run(draft: Draft, problem: PhromError) -> Finding:
    """A circle or an expression in a text that the cells alone do not show, at the row of its question."""
    chain, path = str(problem.details.get("chain", "")), str(problem.details.get("path", ""))
    name = (path or chain.partition(" ")[0]).rpartition("/")[2]
    row = draft.by_name[name].row.number if name in draft.by_name else 0
    if chain:
        return draft.finding("E105", "survey", row, name=name, chain=chain)
    reasons = {"reason_th": problem.message("th"), "reason_en": problem.message("en")}
    return draft.finding("E102", "survey", row, "", name, **reasons)


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
    return (finding, *(_data_file(name) for name in _data_files(path)))


def _data_files(path: Path) -> tuple[str, ...]:
    """Files that an XForm, already known to be readable, keeps beside itself (`jr://file…/name`)."""
    if path.suffix.lower() != ".xml":
        return ()
    sources = (str(one.get("src") or "") for one in parse_safely(path.read_bytes()).iter("{*}instance"))
    return tuple(source.rpartition("/")[2] for source in sources if source.startswith("jr://file"))


def _data_file(name: str) -> Finding:
    return file_finding(
        "E007",
        th=f"แบบสำรวจใช้ข้อมูลจากไฟล์ “{name}” ซึ่งอยู่นอกแบบสำรวจ โปรแกรมไม่อ่านไฟล์นี้ ข้อมูลส่วนนี้จึงว่าง",
        en=f"The form uses data of the file “{name}” beside it. The file is not read, so these data stay empty.",
        todo_th="ย้ายข้อมูลจากไฟล์มาไว้ในแบบสำรวจ",
        todo_en="Put the data of the file into the form itself.",
        name=name,
    )


def without_accepted(findings: Iterable[Finding], book: Workbook) -> list[Finding]:
    """Leave out warnings that the author accepted with a reason in the sheet `_lint`."""
    accepted = {(row.get("code"), row.get("name")) for row in book["_lint"].rows if row.get("reason")}
    return [one for one in findings if one.is_error or (one.code, one.name) not in accepted]
