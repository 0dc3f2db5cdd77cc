"""What pyxform refuses, in our words: sheet, row and remedy instead of its message (Q2).

pyxform's own codes and messages change between versions; a sentence that is not known here keeps its
first line as the reason, and an exception that is no message at all never shows a Python name.
"""

from __future__ import annotations

import re

from desktop_app.questionnaire.findings import Finding
from desktop_app.questionnaire.lint_rules.catalogue import Place, say
from desktop_app.questionnaire.lint_rules.nearest import Advice
from desktop_app.questionnaire.workbook import Workbook

_ROW = re.compile(r"\[row : (\d+)\]")
_SHEET = re.compile(r"[Oo]n the '(\w+)' sheet|sheet: '(\w+)'")
_COLUMN = re.compile(r"the '([\w:() ]+)' value")
_ANYTHING: Advice = {
    "suggestion_th": "แก้ให้ตรงกับที่มีในแบบสำรวจ",
    "suggestion_en": "Correct it to one that the form has.",
}
_TYPES: Advice = {
    "suggestion_th": "ใช้ชนิดที่แบบสำรวจรุ่นที่ 1 รองรับ เช่น text, integer, select_one",
    "suggestion_en": "Use a type of profile v1, for example text, integer or select_one.",
}
# First pattern that is found in the message decides; the group is the name.
_KNOWN: tuple[tuple[str, str], ...] = (
    (r"Unknown question type '([^']*)'", "E110"),
    (r"There is no survey element named '([^']*)'", "E021"),
    (r"Could not find the name '([^']*)'", "E021"),
    (r"List name not in choices sheet: (\S+)", "E022"),
    (r"Unmatched 'begin.*for the name '([^']*)'", "E023.begin"),
    (r"Unmatched 'end.*for the name '([^']*)'", "E023.end"),
    (r"Duplicate column header: (.+)", "E025"),
    (r"different names for the same column were found: '([^']*)'", "E025"),
    (r"Choice names must be unique()", "E029"),
    (r"(?:group with no name|must have a name)()", "E027"),
    (r"Question with no type()", "E031"),
    (r"Missing calculation()", "E028"),
    (r"must have a sheet called '?(\w+)", "E030"),
    (r"'name' value '([^']*)' is invalid. Questions, groups, and repeats must be unique", "E024"),
)


def reword(problem: Exception, book: Workbook) -> Finding:
    """One finding for what pyxform raised, with the name and cell that the workbook has there."""
    from pyxform.errors import PyXFormError  # loaded by now, or nothing of its would have been raised

    if not isinstance(problem, PyXFormError):
        return say("E032", Place())
    message = " ".join(str(problem).split())
    for pattern, key in _KNOWN:
        found = re.search(pattern, message)
        if found:
            place = _place(message, book, found[1].strip())
            advice = _TYPES if key == "E110" else _ANYTHING
            return say(key, place, what=place.name, other="-", **advice)
    return say("E020", _place(message, book, ""), reason=_reason(message))


def _place(message: str, book: Workbook, name: str) -> Place:
    row, sheet, column = _ROW.search(message), _SHEET.search(message), _COLUMN.search(message)
    where = next(filter(None, sheet.groups())) if sheet else "survey" if row else ""
    number = int(row[1]) if row else 0
    header = column[1] if column else ""
    cells = next((one for one in book[where].rows if one.number == number), None)
    return Place(
        sheet=where,
        row=number,
        column=header,
        cell=book[where].cell(number, header) if number else "",
        name=name or (cells.get("name") if cells else ""),
    )


def _reason(message: str) -> str:
    """The message without row number and links."""
    return re.sub(r"\s*Learn more: \S+", "", _ROW.sub("", message)).strip()[:300]
