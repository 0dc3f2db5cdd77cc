"""Tables as an Excel workbook that people can sort, filter and print (K6, X1, U17).

Written in openpyxl's write-only mode: ten thousand rows in seconds and little memory. Source of the
limits: ECMA-376 and Excel specifications (rows, characters of a cell).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.properties import PageSetupProperties

from desktop_app.errors import PhromError
from desktop_app.files import write_whole
from desktop_app.outputs.faults import TEXT_TOO_LONG
from desktop_app.questionnaire.scheme import Text
from desktop_app.thai.breaking import break_words
from desktop_app.thai.clean import clean
from desktop_app.thai.digits import Digits

NOT_OFFICIAL: Text = {"th": "ไม่ใช่แบบสำรวจทางการของ สพร.", "en": "Not an official survey of DGA."}
FONT = "TH Sarabun New"
FONT_SIZE = 16
ROW_HEIGHT = 26.0  # points; below 1.6 x the size Thai marks are clipped
A4 = 9  # number of the paper in the file format
MOST_ROWS = 1_048_576
MOST_LETTERS = 32_767
BANGKOK = timezone(timedelta(hours=7))

Kind = Literal["text", "integer", "number", "date", "moment"]
_MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_NO_TITLE = re.compile(r"[\[\]:*?/\\']")
_LONGEST_TITLE = 31
_UNIT_WIDTH = 1.15  # column units of Excel for a base letter of this font
_cleaned = lru_cache(maxsize=10_000)(clean)  # most texts of a table are the labels of choices
_CSV_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `width` is in base letters, 0 for the label's own; `wrap` lets long texts take lines.

    A `number` is rounded half up to `places`; `integer`, `number`, `date` and `moment` stay numbers in Excel.
    """

    label: str
    kind: Kind = "text"
    width: int = 0
    places: int = 2
    wrap: bool = False


@dataclass(frozen=True)
class Table:
    """One sheet: title, columns, rows of values (None is an empty cell), and lines to print under the table.

    Attributes:
        fixed: columns at the left that stay in view and are repeated on every page.
        pages_across: pages that the columns of a wide table may take side by side in print.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[object]]
    notes: tuple[str, ...] = ()
    fixed: int = 0
    pages_across: int = 1


def write_tables(
    path: Path,
    sheets: Sequence[Table],
    *,
    digits: Digits = "arabic",
    created_at: datetime | None = None,
    zone: tzinfo = BANGKOK,
    most_rows: int = MOST_ROWS,
) -> tuple[int, ...]:
    """Write the tables, one sheet each, more where a table has more rows than a sheet holds.

    Every sheet has its header frozen and filtered, repeats it in print, and says that it is not official.

    Args:
        path: the file; an earlier one is replaced only by a whole one.
        sheets: at least one table; rows may be a generator.
        digits: Thai or Arabic digits of numbers and dates, by format only.
        created_at: for the file's properties.
        zone: the clock of moments.
        most_rows: rows of one sheet, header included.

    Returns:
        Rows written, for each table.

    Raises:
        PhromError: OUT-02, a text is too long for a cell; THAI-01, a broken text; FILE-01. No file is written.
    """
    book = _new_book(created_at)
    try:
        written = tuple(_write_table(book, table, _Format(digits, zone), most_rows) for table in sheets)
    except PhromError:
        book.save(io.BytesIO())  # closes the half-written sheets
        raise
    stream = io.BytesIO()
    book.save(stream)
    write_whole(path, stream.getvalue())
    return written


def write_csv(path: Path, table: Table, *, zone: tzinfo = BANGKOK) -> int:
    """Write one table as CSV for Excel (UTF-8 with BOM); numbers plain, no text becomes a formula.

    Returns:
        Rows written.

    Raises:
        PhromError: THAI-01, a broken text; FILE-01.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([csv_safe(column.label) for column in table.columns])
    count = 0
    for row in table.rows:
        writer.writerow([_plain(column, value, zone) for column, value in zip(table.columns, row, strict=True)])
        count += 1
    write_whole(path, text.getvalue().encode("utf-8-sig"))
    return count


def csv_safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_CSV_RISKY) else text


def rounded(value: Fraction | Decimal | float, places: int) -> Decimal:
    """Round half up, away from zero, to `places` decimals; exact before."""
    exact = value if isinstance(value, Fraction) else Fraction(value)
    below = exact.denominator
    whole = (2 * abs(exact.numerator) * 10**places + below) // (2 * below)
    return Decimal(whole if exact >= 0 else -whole).scaleb(-places)


def base_letters(text: str) -> int:
    """Letters that take width: marks above and below do not."""
    return len(_MARKS.sub("", unicodedata.normalize("NFC", text)))


@dataclass(frozen=True, slots=True)
class _Format:
    digits: Digits
    zone: tzinfo

    def of(self, column: Column) -> str:
        """The number format of a column, in Thai digits where that is the setting."""
        thai = self.digits == "thai"
        if column.kind in ("date", "moment"):
            clock = " hh:mm" if column.kind == "moment" else ""
            return f"[$-{'D' if thai else '1'}07041E]d mmm yyyy{clock}"
        figures = "#,##0" if column.kind == "integer" or not column.places else "#,##0." + "0" * column.places
        return f"[$-D00041E]{figures}" if thai else figures


def _new_book(created_at: datetime | None) -> Workbook:
    book = Workbook(write_only=True)
    # The Normal style's font is number 0 of this table; styling each cell would double the time.
    fonts = IndexedList([Font(name=FONT, sz=FONT_SIZE, family=2)])
    vars(book)["_fonts"] = fonts  # private to openpyxl: the version is pinned and a test reads styles.xml
    book.properties.creator = "Phrom"
    if created_at:
        book.properties.created = created_at.replace(tzinfo=None)
        book.properties.modified = created_at.replace(tzinfo=None)
    return book


def _write_table(book: Workbook, table: Table, form: _Format, most_rows: int) -> int:
    rows = iter(table.rows)
    room = most_rows - 1 - (len(table.notes) + 2)  # header, blank line, notes, the line about officialdom
    written = 0
    part = 1
    first = list(islice(rows, 1))
    while True:
        sheet = book.create_sheet(_sheet_title(book, table.title, part))
        count = _write_sheet(sheet, table, chain(first, islice(rows, room - len(first))), form, written)
        written += count
        first = list(islice(rows, 1))
        part += 1
        if not first:
            return written


def _write_sheet(sheet: Any, table: Table, rows: Iterable[Sequence[object]], form: _Format, before: int) -> int:
    _prepare(sheet, table)
    sheet.row_dimensions[1].height = ROW_HEIGHT * max(_lines(one.label, _width(one)) for one in table.columns)
    sheet.append([_header_cell(sheet, column.label) for column in table.columns])
    high = any(column.wrap for column in table.columns)
    makers = [_cell_maker(sheet, column, form, high=high) for column in table.columns]
    wrapped = [number for number, column in enumerate(table.columns) if column.wrap]
    count = 0
    for row in rows:
        count += 1
        cells = _cells(table, makers, row, before + count)
        if wrapped:
            lines = max(_lines(str(row[number] or ""), _width(table.columns[number])) for number in wrapped)
            sheet.row_dimensions[count + 1].height = ROW_HEIGHT * lines
        sheet.append(cells)
    last = get_column_letter(len(table.columns))
    sheet.auto_filter.ref = f"A1:{last}{count + 1}"
    for line in ("", *table.notes, NOT_OFFICIAL["th"]):
        sheet.append([_text_cell(sheet, clean(line))] if line else [])
    return count


def _cells(table: Table, makers: list[Callable[[object], object]], row: Sequence[object], number: int) -> list[object]:
    cells = []
    for column, make, value in zip(table.columns, makers, row, strict=True):
        if isinstance(value, str) and len(value) > MOST_LETTERS:
            raise TEXT_TOO_LONG.error(
                table=table.title, row=number, column=column.label, length=len(value), limit=MOST_LETTERS
            )
        cells.append(make(value))
    return cells


def _prepare(sheet: Any, table: Table) -> None:
    """Widths, heights and print set-up; in write-only mode they come before the first row."""
    for number, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _width(column) * _UNIT_WIDTH + 2
    sheet.sheet_format.defaultRowHeight = ROW_HEIGHT
    sheet.sheet_format.customHeight = True
    sheet.freeze_panes = f"{get_column_letter(table.fixed + 1)}2"
    sheet.print_title_rows = "1:1"
    if table.fixed:
        sheet.print_title_cols = f"A:{get_column_letter(table.fixed)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = table.pages_across, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter.left.text = NOT_OFFICIAL["th"]
    sheet.oddFooter.right.text = "หน้า &P จาก &N"


def _sheet_title(book: Workbook, title: str, part: int) -> str:
    """A name Excel takes: 31 characters, none of its forbidden signs, different from every other sheet's."""
    plain = _NO_TITLE.sub(" ", clean(title)).strip() or "ตาราง"
    taken = {name.casefold() for name in book.sheetnames}
    number = part
    while True:
        ending = f" ({number})" if number > 1 else ""
        name = plain[: _LONGEST_TITLE - len(ending)] + ending
        if name.casefold() not in taken:
            return name
        number += 1


def _width(column: Column) -> int:
    return column.width or max(8, min(base_letters(column.label), 40))


def _lines(text: str, width: int) -> int:
    """Lines a wrapped text takes, broken where we would break it."""
    lines = 0
    for paragraph in text.split("\n"):
        lines += 1
        used = 0
        for piece in break_words(paragraph):
            letters = base_letters(piece)
            if used and used + letters > width:
                lines += 1
                used = 0
            lines += max(0, letters - 1) // width
            used += letters
    return lines


def _header_cell(sheet: Any, label: str) -> Cell:
    cell = _text_cell(sheet, clean(label))
    cell.font = Font(name=FONT, sz=FONT_SIZE, bold=True)
    cell.fill = PatternFill("solid", fgColor="E6ECF3")
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = Border(bottom=Side("thin", color="1F3A5F"))
    return cell


def _text_cell(sheet: Any, text: str) -> Cell:
    """A text that stays a text: openpyxl would take a leading `=` for a formula."""
    cell = WriteOnlyCell(sheet, value=text)
    if text.startswith("="):
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


def _cell_maker(sheet: Any, column: Column, form: _Format, *, high: bool) -> Callable[[object], object]:
    """What turns a value into a cell of this column. One cell serves all rows: it is written at once.

    Args:
        high: rows may take several lines, so every cell stands at the top of its row.
    """
    if column.kind == "text":
        return _text_maker(sheet, column, high=high)
    cell = WriteOnlyCell(sheet)
    if high:
        cell.alignment = Alignment(vertical="top")
    cell.number_format = shape = form.of(column)
    dated = column.kind in ("date", "moment")

    def make(value: object) -> object:
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return _text_cell(sheet, clean(value))  # a word where a figure would be, such as "ไม่มีข้อมูลเผยแพร่"
        cell.value = _number(column, value, form.zone)
        if dated:
            cell.number_format = shape  # openpyxl changes it with every date
        return cell

    return make


def _text_maker(sheet: Any, column: Column, *, high: bool) -> Callable[[object], object]:
    alignment = Alignment(wrap_text=column.wrap, vertical="top")

    def make(value: object) -> object:
        if value is None or value == "":
            return None
        text = _cleaned(str(value))
        if not high and not text.startswith("="):
            return text
        cell = _text_cell(sheet, text)
        if high:
            cell.alignment = alignment
        return cell

    return make


def _number(column: Column, value: object, zone: tzinfo) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return value
    if isinstance(value, Fraction | Decimal | int | float):
        return int(value) if column.kind == "integer" else rounded(value, column.places)
    raise TypeError(f"column {column.label!r} takes no {type(value).__name__}")


def _plain(column: Column, value: object, zone: tzinfo) -> str:
    """A value as CSV has it: ISO dates, plain numbers."""
    if value is None:
        return ""
    if column.kind == "text" or isinstance(value, str):
        return csv_safe(clean(str(value)))
    number = _number(column, value, zone)
    return number.isoformat() if isinstance(number, date) else str(number)
