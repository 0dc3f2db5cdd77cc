"""An .xlsx workbook as text cells with addresses (Q1, Q2). What the cells mean is others' business.

Read with openpyxl, apart from pyxform, because findings need rows, headers and addresses as Excel
shows them and because pyxform knows nothing of `eval_*`.
"""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import PhromError
from desktop_app.files import read_whole
from desktop_app.questionnaire.findings import Finding, FormRefused, file_finding

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FILE_LIMIT = 16 * 2**20  # bytes; a form of 2,000 questions has 0.3 MB
UNPACKED_LIMIT = 128 * 2**20  # bytes over all parts, against archives that swell
MAX_ROWS, MAX_COLUMNS = 20_000, 200
_LOOK_BEYOND = 100  # rows; a formatted but empty column goes on for a million
# What openpyxl lets through on damaged parts, besides its own exception.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    SyntaxError,  # of XML, from either parser that openpyxl may use
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    OSError,
    EOFError,
    RuntimeError,  # encrypted parts, methods of compression nobody has
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headers; `cells` holds the non-blank texts by header, as typed."""

    number: int
    cells: Mapping[str, str]

    def get(self, header: str) -> str:
        """Text of a cell as the form means it: outer white space gone, no-break spaces plain."""
        return self.cells.get(header, "").replace("\u00a0", " ").strip()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name as typed, headers with their column number from 1, rows in order.

    `repeated` holds headers that stand more than once, with the columns of the later ones; `cut` is
    the first row with content that was left unread because the sheet is too long, 0 where all was read.
    """

    name: str
    headers: Mapping[str, int] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    repeated: tuple[tuple[str, int], ...] = ()
    cut: int = 0

    def cell(self, row: int, header: str) -> str:
        """Address such as `G17`, "" for a header that the sheet does not have."""
        column = self.headers.get(header)
        from openpyxl.utils import get_column_letter

        return f"{get_column_letter(column)}{row}" if column else ""


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets by name in lower case, in the order of the tabs."""

    sheets: Mapping[str, Sheet]

    def __getitem__(self, name: str) -> Sheet:
        """The sheet, or an empty one of this name."""
        return self.sheets.get(name) or Sheet(name)


def read_workbook(path: Path) -> Workbook:
    """Read every sheet of an .xlsx file as text.

    Raises:
        FormRefused: E001, missing, too large, damaged, or no .xlsx at all.
    """
    try:
        data = read_whole(path, FILE_LIMIT)
    except PhromError as problem:
        raise FormRefused([_unreadable(path, problem.message("th"), problem.message("en"))]) from problem
    try:
        return _read(data)
    except _DAMAGE as problem:
        raise FormRefused([no_workbook(path, data)]) from problem


def _read(data: bytes) -> Workbook:
    from openpyxl import load_workbook  # a tenth of a second that a window with a released form does not need
    from openpyxl.utils.exceptions import InvalidFileException

    with zipfile.ZipFile(BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > UNPACKED_LIMIT:
            raise ValueError("too large when unpacked")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and extensions that openpyxl does not keep
        try:
            book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        except InvalidFileException as problem:
            raise ValueError(str(problem)) from problem
        try:
            return Workbook({sheet.title.strip().lower(): _sheet(sheet) for sheet in book.worksheets})
        finally:
            book.close()


def _sheet(sheet: Worksheet) -> Sheet:
    rows = sheet.iter_rows(max_row=MAX_ROWS + _LOOK_BEYOND, max_col=MAX_COLUMNS, values_only=True)
    first = [cell_text(value).strip() for value in next(iter(rows), ())]
    headers: dict[str, int] = {}
    repeated: list[tuple[str, int]] = []
    for column, header in enumerate(first, start=1):
        if header in headers:
            repeated.append((header, column))
        elif header:
            headers[header] = column
    columns = {column - 1: header for header, column in headers.items()}
    found = tuple(_rows(rows, columns))
    kept = tuple(row for row in found if row.number <= MAX_ROWS)
    cut = found[len(kept)].number if len(found) > len(kept) else 0
    return Sheet(sheet.title, headers, kept, tuple(repeated), cut)


def _rows(rows: Iterator[tuple[object, ...]], columns: Mapping[int, str]) -> Iterator[Row]:
    for number, values in enumerate(rows, start=2):
        texts = {columns[at]: cell_text(value) for at, value in enumerate(values) if at in columns}
        cells = {header: text for header, text in texts.items() if text.strip()}
        if cells:
            yield Row(number, cells)


def cell_text(value: object) -> str:
    """Text of a cell as its author sees it: whole numbers without point, no exponents."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    return str(value)


def _unreadable(path: Path, reason_th: str, reason_en: str) -> Finding:
    return file_finding(
        "E001",
        th=reason_th,
        en=reason_en,
        todo_th="ตรวจว่าไฟล์ยังอยู่ที่เดิมและเปิดได้",
        todo_en="Check that the file is still there and can be opened.",
        name=path.name,
    )


def no_workbook(path: Path, data: bytes) -> Finding:
    """Finding for a file that is no readable workbook; old .xls content is called by its name."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return file_finding(
            "E001",
            th=f"“{path.name}” เป็นสมุดงาน Excel รุ่นเก่า (.xls) แม้ชื่อไฟล์จะเป็นอย่างอื่น หรือถูกตั้งรหัสผ่าน",
            en=f"“{path.name}” is a workbook of the old .xls kind whatever its name says, or has a password.",
            todo_th="เปิดด้วย Excel หรือ LibreOffice แล้วบันทึกเป็น .xlsx โดยไม่ตั้งรหัสผ่าน",
            todo_en="Open it in Excel or LibreOffice and save it as .xlsx without a password.",
            name=path.name,
        )
    return _unreadable(
        path,
        f"“{path.name}” ไม่ใช่สมุดงาน .xlsx หรือไฟล์เสียหาย",
        f"“{path.name}” is no .xlsx workbook, or it is damaged.",
    )
