"""Small evidence files that a person can open: PDF, workbook, table, text. Same input, same bytes."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas

from desktop_app.outputs.pdf.font import BOLD, FAMILY, register_fonts
from desktop_app.outputs.pdf.text import ThaiCanvas
from desktop_app.submission.roster import Office

MARK = "เอกสารตัวอย่างเพื่อสาธิตโปรแกรม ไม่ใช่เอกสารจริง"
LINE = 0.9 * cm
EPOCH = (2025, 9, 30, 0, 0, 0)

Cells = Sequence[Sequence[object]]


@dataclass(frozen=True)
class SampleFile:
    """One evidence file: its name as a person would call it, its bytes, and the questions it proves."""

    name: str
    content: bytes
    questions: tuple[str, ...]


def file_from_script(script: Mapping[str, Any]) -> SampleFile:
    """A file from its description: `name`, `questions`, and `title` with `lines`, or `rows`."""
    name = script["name"]
    kind = name.rpartition(".")[2]
    if kind == "pdf":
        content = pdf_file(script["title"], script["lines"])
    elif kind == "xlsx":
        content = workbook_file(script["rows"])
    elif kind == "csv":
        content = table_file(script["rows"])
    else:
        content = text_file(script["lines"])
    return SampleFile(name, content, tuple(script["questions"]))


def plan_file(office: Office) -> SampleFile:
    """The cover of an office's digital plan."""
    lines = ["ส่วนที่ 1 ความสอดคล้องกับแผนระดับชาติ", "ส่วนที่ 2 โครงการดิจิทัลประจำปีงบประมาณ พ.ศ. 2568"]
    content = pdf_file(f"แผนปฏิบัติการดิจิทัล {office.name_th}", lines)
    return SampleFile("แผนปฏิบัติการดิจิทัล.pdf", content, ("d1_1_1_01",))


def register_file(office: Office) -> SampleFile:
    """The head of an office's service register."""
    rows = [["หน่วยงาน", "บริการ", "ยื่นคำขอออนไลน์"], [office.name_th, "บริการตัวอย่าง ขอหนังสือรับรอง", "ได้"]]
    return SampleFile("ทะเบียนบริการ.csv", table_file(rows), ("d3_3_1_01_num",))


def pdf_file(title: str, lines: Sequence[str]) -> bytes:
    """One page: title, lines, and the mark that it is a sample."""
    register_fonts()
    target = io.BytesIO()
    page = ThaiCanvas(target, pagesize=A4, invariant=1)
    page.setTitle(title)
    _draw(page, title, list(lines))
    page.showPage()
    page.save()
    return target.getvalue()


def _draw(page: Canvas, title: str, lines: list[str]) -> None:
    height = A4[1] - 3 * cm
    page.setFont(BOLD, 18)
    page.drawString(3 * cm, height, title, shaping=True)
    page.setFont(FAMILY, 14)
    for line in ["", *lines]:
        height -= LINE
        page.drawString(3 * cm, height, line, shaping=bool(line))
    page.setFont(FAMILY, 11)
    page.drawString(3 * cm, 2 * cm, MARK, shaping=True)


def workbook_file(rows: Cells) -> bytes:
    """A workbook of one sheet with a bold header; the mark stands below."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in [*rows, [], [MARK]]:
        sheet.append(list(row))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter in "ABCDE":
        sheet.column_dimensions[letter].width = 28
    target = io.BytesIO()
    book.save(target)
    return _without_clock(target.getvalue())


def _without_clock(data: bytes) -> bytes:
    """The same workbook without the moment it was made, so that it is the same every time."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2025-09-30T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def table_file(rows: Cells) -> bytes:
    """A table that Excel opens with Thai letters intact."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([*rows, [MARK]])
    return text.getvalue().encode("utf-8-sig")


def text_file(lines: Sequence[str]) -> bytes:
    """Lines of text."""
    return "\r\n".join([*lines, "", MARK, ""]).encode()
