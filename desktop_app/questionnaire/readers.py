"""A form file of any kind, read by what its name ends in (Q1, Q2)."""

from __future__ import annotations

from pathlib import Path

from desktop_app.errors import PhromError
from desktop_app.files import read_whole
from desktop_app.questionnaire.findings import Finding, FormRefused, file_finding
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.xform import LIMIT, read_xform
from desktop_app.questionnaire.xlsform import read_xlsform

WORKBOOKS = (".xlsx", ".xlsm", ".xls")


def read_form(path: Path) -> Form:
    """Read a form workbook or an XForm.

    Raises:
        FormRefused: missing, of another kind, damaged, or no usable form; the findings say which.
    """
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS:
        return read_xlsform(path)
    if suffix == ".xml":
        return read_xform(_content(path))
    raise FormRefused([_other_kind(path)])


def _content(path: Path) -> bytes:
    try:
        return read_whole(path, LIMIT)
    except PhromError as problem:
        finding = file_finding(
            "E001",
            th=problem.message("th"),
            en=problem.message("en"),
            todo_th=problem.remedy("th"),
            todo_en=problem.remedy("en"),
            name=path.name,
        )
        raise FormRefused([finding]) from problem


def _other_kind(path: Path) -> Finding:
    return file_finding(
        "E001",
        th=f"“{path.name}” ไม่ใช่ไฟล์แบบสำรวจ แบบสำรวจเป็นสมุดงาน .xlsx หรือ XForm .xml",
        en=f"“{path.name}” is no form file; a form is an .xlsx workbook or an XForm .xml.",
        todo_th="เลือกไฟล์ .xlsx หรือ .xml",
        todo_en="Choose an .xlsx or .xml file.",
        name=path.name,
    )
