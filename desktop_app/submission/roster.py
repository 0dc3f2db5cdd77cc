"""The offices expected in a round: the denominator of every share (K3).

A roster travels as `roster.csv` (UTF-8, comma, header row) in the form release, without phone numbers.
Source: central desk, section "Roster".
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from desktop_app.errors import PhromError
from desktop_app.submission.faults import ROSTER_CELL, ROSTER_COLUMNS, ROSTER_UNREADABLE
from desktop_app.thai.clean import clean

FIELDS: Mapping[str, str] = {  # column of the file -> attribute of `Office`
    "office_code": "office_code",
    "office_name_th": "name_th",
    "office_name_en": "name_en",
    "short_name": "short_name",
    "respondent_level": "level",
    "ministry_key": "ministry_key",
    "province_code": "province_code",
    "phone": "phone",
}
COLUMNS = tuple(FIELDS)
OPTIONAL_COLUMNS = frozenset({"phone"})
LEVELS = ("department", "province", "local", "other")
LONGEST = 200  # characters of one cell, as a line of the package format
MOST_OFFICES = 100_000
MOST_BYTES = 64 * 2**20
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}", re.ASCII)
_KEY = re.compile(r"[A-Za-z0-9-]{0,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Office:
    """One office. `level` is `department`, `province`, `local` or `other`; "" where a text is unknown."""

    office_code: str
    name_th: str
    name_en: str = ""
    short_name: str = ""
    level: str = "other"
    ministry_key: str = ""
    province_code: str = ""
    phone: str = ""

    def columns(self) -> dict[str, str]:
        """Texts by column name: what fills the questions that are named like a column."""
        return {column: getattr(self, attribute) for column, attribute in FIELDS.items()}


@dataclass(frozen=True)
class Roster:
    """Offices in the order of the file; codes are unique."""

    offices: tuple[Office, ...] = ()

    @cached_property
    def _by_code(self) -> Mapping[str, Office]:
        return {office.office_code: office for office in self.offices}

    def get(self, office_code: str) -> Office | None:
        """The office with this code, if it is expected."""
        return self._by_code.get(office_code)

    def to_csv(self, *, with_phone: bool = False) -> bytes:
        """The roster as a file; phone numbers only where they stay with central."""
        columns = [column for column in COLUMNS if with_phone or column != "phone"]
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        for office in self.offices:
            cells = office.columns()
            writer.writerow([cells[column] for column in columns])
        return text.getvalue().encode()


def read_roster(data: bytes) -> Roster:
    """Read a roster file.

    Raises:
        PhromError: SUB-01 no UTF-8 table; SUB-02 headers missing, unknown or repeated; SUB-03 a cell
            that cannot be, with its row as a spreadsheet counts it and its column.
    """
    rows = _rows(_text(data))
    header = [cell.strip() for cell in next(rows, (0, []))[1]]
    _check_header(header)
    offices: dict[str, Office] = {}
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        office = _office(number, header, cells)
        if office.office_code in offices:
            raise _cell(number, "office_code", f"รหัส {office.office_code} ซ้ำ", f"{office.office_code} stands twice")
        offices[office.office_code] = office
        if len(offices) > MOST_OFFICES:
            raise _unreadable(f"มีมากกว่า {MOST_OFFICES} หน่วยงาน", f"more than {MOST_OFFICES} offices")
    if not offices:
        raise _unreadable("ไม่มีหน่วยงานในไฟล์", "no office in the file")
    return Roster(tuple(offices.values()))


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise _unreadable(f"ใหญ่กว่า {MOST_BYTES >> 20} MB", f"larger than {MOST_BYTES >> 20} MB")
    if data.startswith(b"PK"):
        raise _unreadable("เป็นไฟล์ Excel ไม่ใช่ CSV", "an Excel workbook, not CSV")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise _unreadable(f"แถว {line} ไม่ใช่ UTF-8", f"row {line} is not UTF-8") from problem
    if "\0" in text:
        raise _unreadable("มีอักขระ NUL", "it holds NUL characters")
    return text


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows numbered from 1."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, cells
    except csv.Error as problem:
        raise _unreadable(f"แถว {number + 1} เสียหาย", f"row {number + 1} is damaged ({problem})") from problem


def _check_header(header: list[str]) -> None:
    missing = [column for column in COLUMNS if column not in header and column not in OPTIONAL_COLUMNS]
    unknown = [column for column in header if column not in FIELDS]
    repeated = sorted({column for column in header if header.count(column) > 1})
    for names, thai, english in (
        (missing, "ขาด", "missing"),
        (unknown, "ไม่รู้จัก", "unknown"),
        (repeated, "ซ้ำ", "repeated"),
    ):
        if names:
            listed = ", ".join(name[:40] or "(blank)" for name in names[:8])
            raise ROSTER_COLUMNS.error(
                reason_th=f"{thai} {listed}", reason_en=f"{english} {listed}", columns=", ".join(COLUMNS)
            )


def _office(number: int, header: list[str], cells: list[str]) -> Office:
    if len(cells) != len(header):
        last = header[min(len(cells), len(header)) - 1]
        raise _cell(
            number, last, f"มี {len(cells)} ช่อง แทนที่จะเป็น {len(header)}", f"{len(cells)} cells, not {len(header)}"
        )
    texts = {column: _cleaned(number, column, cell) for column, cell in zip(header, cells, strict=True)}
    for column, text in texts.items():
        _check_cell(number, column, text)
    return Office(**{FIELDS[column]: text for column, text in texts.items()})


def _cleaned(number: int, column: str, cell: str) -> str:
    try:
        return clean(cell).strip()
    except PhromError as problem:
        raise _cell(number, column, problem.message("th"), problem.message("en")) from problem


def _check_cell(number: int, column: str, text: str) -> None:
    if len(text) > LONGEST:
        raise _cell(number, column, f"ยาวเกิน {LONGEST} ตัวอักษร", f"longer than {LONGEST} characters")
    if "\n" in text or "\t" in text:
        raise _cell(number, column, "มีหลายบรรทัดหรือมีแท็บ", "it holds a line break or a tab")
    if column == "office_code" and not _CODE.fullmatch(text):
        raise _cell(number, column, f"รหัส “{text}” ใช้ไม่ได้ (A-Z, 0-9, -)", f"“{text}” is no code (A-Z, 0-9, -)")
    if column == "office_name_th" and not text:
        raise _cell(number, column, "ไม่มีชื่อหน่วยงาน", "no name")
    if column == "respondent_level" and text not in LEVELS:
        allowed = ", ".join(LEVELS)
        raise _cell(number, column, f"“{text}” ไม่ใช่ระดับ ({allowed})", f"“{text}” is no level ({allowed})")
    if column in ("ministry_key", "province_code") and not _KEY.fullmatch(text):
        raise _cell(number, column, f"รหัส “{text}” ใช้ไม่ได้", f"“{text}” is no key")


def _unreadable(thai: str, english: str) -> PhromError:
    return ROSTER_UNREADABLE.error(reason_th=thai, reason_en=english)


def _cell(row: int, column: str, thai: str, english: str) -> PhromError:
    return ROSTER_CELL.error(row=row, column=column, reason_th=thai, reason_en=english)
