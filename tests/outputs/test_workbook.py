"""Workbooks re-opened: what was written is what stands there."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from desktop_app.errors import PhromError
from desktop_app.outputs.workbook import (
    FONT,
    NOT_OFFICIAL,
    Column,
    Table,
    base_letters,
    csv_safe,
    rounded,
    write_csv,
    write_tables,
)
from desktop_app.thai.collation import sort_key
from tests.thai.thai_strings import GOLDEN_ORDER, MIXED_ORDER, STRINGS

COLUMNS = (
    Column("รหัส"),
    Column("คะแนน", "number"),
    Column("จำนวน", "integer"),
    Column("วันที่", "date"),
    Column("หมายเหตุ", wrap=True, width=20),
)
ROW = ("001", Fraction(2, 3) * 100, 12, date(2026, 3, 31), "ดีมาก")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "ผล.xlsx"


def test_values_keep_their_kind(target: Path) -> None:
    """K6: numbers are numbers rounded once, dates are dates, a code keeps its zeros, blank is blank."""
    assert write_tables(target, [Table("ผล", COLUMNS, [ROW, (None, None, None, None, None)])]) == (1 + 1,)
    sheet = load_workbook(target)["ผล"]
    assert [cell.value for cell in sheet[1]] == [column.label for column in COLUMNS]
    code, score, count, day, remark = sheet[2]
    assert (code.value, code.data_type) == ("001", "s")
    assert (score.value, score.number_format) == (66.67, "#,##0.00")
    assert (count.value, day.value.date(), remark.value) == (12, date(2026, 3, 31), "ดีมาก")
    assert day.number_format == "[$-107041E]d mmm yyyy"
    assert [cell.value for cell in sheet[3]] == [None] * 5


def test_every_sheet_says_it_is_not_official_and_prints_well(target: Path) -> None:
    """K6: content rule 1.1; header frozen, filtered and repeated, A4 landscape, page x of y."""
    write_tables(target, [Table("ผล", COLUMNS, [ROW], notes=("ค่าเฉลี่ยปัดเศษครั้งเดียว",))])
    sheet = load_workbook(target)["ผล"]
    assert [sheet.cell(row, 1).value for row in (3, 4, 5)] == [None, "ค่าเฉลี่ยปัดเศษครั้งเดียว", NOT_OFFICIAL["th"]]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E2"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.oddFooter.left.text == NOT_OFFICIAL["th"]
    assert sheet.oddFooter.right.text == "หน้า &P จาก &N"


def test_a_wide_table_keeps_its_first_columns_in_view(target: Path) -> None:
    """Q7: while scrolling and on every printed page; rows of several lines begin at their top."""
    columns = (*COLUMNS[:2], Column("ก", wrap=True, width=4))
    write_tables(target, [Table("ผล", columns, [("001", 1, "ยาว " * 9)], fixed=1, pages_across=3)])
    sheet = load_workbook(target)["ผล"]
    assert (sheet.freeze_panes, sheet.print_title_cols, sheet.page_setup.fitToWidth) == ("B2", "$A:$A", 3)
    assert [cell.alignment.vertical for cell in sheet[2]] == ["top"] * 3
    assert [bool(cell.alignment.wrap_text) for cell in sheet[2]] == [False, False, True]


def test_thai_digits_are_a_format_and_never_a_text(target: Path) -> None:
    """X1: the number stays a number."""
    write_tables(target, [Table("ผล", COLUMNS, [ROW])], digits="thai")
    _, score, count, day, _ = load_workbook(target)["ผล"][2]
    assert score.number_format == "[$-D00041E]#,##0.00"
    assert count.number_format == "[$-D00041E]#,##0"
    assert day.number_format == "[$-D07041E]d mmm yyyy"
    assert score.data_type == "n"


@pytest.mark.parametrize("text", ["=ร้อยละ", "=1+1", "=", "+66", "-1", "@กรม", "A&B <ก>", "ก\nข", *STRINGS[:20]])
def test_no_text_becomes_a_formula(text: str, target: Path) -> None:
    """K6 P: what a person wrote is a text, wrapped or not, in header and note too."""
    columns = (Column(text), Column("ก", wrap=True))
    write_tables(target, [Table("ผล", columns, [(text, text)], notes=(text,))])
    sheet = load_workbook(target)["ผล"]
    cells = (sheet["A1"], sheet["A2"], sheet["B2"], sheet["A4"])
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s")] * 4
    assert sheet["A2"].quotePrefix == text.startswith("=")


def test_control_characters_do_not_eat_the_rows_after_them(target: Path) -> None:
    """K6 P: in write-only mode one bad character would lose every later row."""
    rows = [("ก\u000bข",), ("รัฐ\u200bบาล",), ("สุดท้าย",)]
    assert write_tables(target, [Table("ผล", (Column("ก"),), rows)]) == (3,)
    sheet = load_workbook(target)["ผล"]
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == ["กข", "รัฐบาล", "สุดท้าย"]


@pytest.mark.parametrize(("text", "code"), [("ก" * 40_000, "OUT-02"), ("ก\ud800", "THAI-01")])
def test_what_excel_would_cut_is_refused_and_the_earlier_file_stays(text: str, code: str, target: Path) -> None:
    """K6 P: a message with table, row and column; nothing half-written."""
    target.write_bytes(b"earlier")
    with pytest.raises(PhromError) as refused:
        write_tables(target, [Table("ผล", (Column("ความเห็น"),), [("ดี",), (text,)])])
    assert refused.value.code == code
    assert target.read_bytes() == b"earlier"
    if code == "OUT-02":
        assert "แถว 2" in refused.value.message("th")


def test_more_rows_than_a_sheet_holds_go_to_further_sheets(target: Path) -> None:
    """U17: split, never cut; every sheet has the header, none is left empty."""
    for total, parts in ((7, [7]), (8, [7, 1]), (15, [7, 7, 1]), (0, [0])):
        rows = ((str(number),) for number in range(total))
        assert write_tables(target, [Table("ผล", (Column("เลข"),), rows)], most_rows=10) == (total,)
        book = load_workbook(target)
        assert book.sheetnames == ["ผล", "ผล (2)", "ผล (3)"][: len(parts)]
        found = [[cell.value for cell in sheet["A"][1 : 1 + count]] for sheet, count in zip(book, parts, strict=True)]
        assert [value for part in found for value in part] == [str(number) for number in range(total)]
        assert all(sheet["A1"].value == "เลข" and sheet.max_row <= 10 for sheet in book)


def test_sheet_names_are_what_excel_takes(target: Path) -> None:
    """K6: forbidden signs, doubles and long names."""
    titles = ["ผล/รวม", "ผล/รวม", "ก" * 40, "ก" * 40, "[]", "A", "a"]
    write_tables(target, [Table(title, (Column("x"),), []) for title in titles])
    names = load_workbook(target).sheetnames
    assert names[:2] == ["ผล รวม", "ผล รวม (2)"]
    assert names[-1] == "a (2)"
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)


def test_the_default_font_is_thai_and_rows_are_tall_enough(target: Path) -> None:
    """X1: font number 0 of the styles is ours; marks are not clipped; wrapped text gets its lines."""
    long = "สำนักงานพัฒนารัฐบาลดิจิทัลจัดทำรายงานผลการประเมินประจำปี"
    write_tables(target, [Table("ผล", COLUMNS, [(*ROW[:4], long)])])
    with zipfile.ZipFile(target) as package:
        styles = package.read("xl/styles.xml").decode()
        sheet_xml = package.read("xl/worksheets/sheet1.xml").decode()
    first = re.search(r"<fonts[^>]*><font>(.*?)</font>", styles)
    assert first
    assert f'val="{FONT}"' in first[1]
    assert 'defaultRowHeight="26.0"' in sheet_xml or 'defaultRowHeight="26"' in sheet_xml
    sheet = load_workbook(target)["ผล"]
    assert sheet.row_dimensions[2].height >= 3 * 26
    assert sheet["A2"].font.name == FONT


def test_a_word_may_stand_where_a_figure_is_missing(target: Path) -> None:
    """O8: "ไม่มีข้อมูลเผยแพร่" in a column of figures."""
    write_tables(target, [Table("ผล", (Column("ชาติ", "number"),), [("ไม่มีข้อมูลเผยแพร่",), (Decimal("57.8"),)])])
    sheet = load_workbook(target)["ผล"]
    assert (sheet["A2"].value, sheet["A3"].value) == ("ไม่มีข้อมูลเผยแพร่", 57.8)


def test_moments_are_shown_on_the_clock_of_the_office(target: Path) -> None:
    """X1: 07:30 UTC is 14:30 in Bangkok."""
    moment = datetime(2026, 3, 31, 7, 30, tzinfo=UTC)
    write_tables(target, [Table("ผล", (Column("เวลา", "moment"),), [(moment,)])], created_at=moment)
    book = load_workbook(target)
    assert book["ผล"]["A2"].value == datetime(2026, 3, 31, 14, 30)  # noqa: DTZ001 - Excel has no zones
    assert book.properties.created == datetime(2026, 3, 31, 7, 30)  # noqa: DTZ001


def test_the_order_on_paper_screen_and_sheet_is_one(target: Path) -> None:
    """X1 S: rows are written in our order, which Excel's own is not."""
    rows = [(word,) for word in sorted(MIXED_ORDER, key=sort_key)]
    write_tables(target, [Table("คำ", (Column("คำ"),), rows)])
    sheet = load_workbook(target)["คำ"]
    assert [cell.value for cell in sheet["A"][1 : 1 + len(rows)]] == GOLDEN_ORDER


@given(st.fractions(-1000, 1000), st.integers(0, 4))
@settings(max_examples=50)
def test_rounding_is_half_away_from_zero_and_exact(value: Fraction, places: int) -> None:
    """S1: one rounding, never through floats."""
    found = Fraction(rounded(value, places))
    assert abs(found - value) <= Fraction(1, 2 * 10**places)
    assert rounded(-value, places) == -rounded(value, places)
    assert rounded(Fraction("57.845"), 2) == Decimal("57.85")


def test_csv_has_a_mark_for_excel_and_no_formula(tmp_path: Path) -> None:
    """K6: UTF-8 with BOM; `= + - @` of texts are defused, negative numbers stay numbers."""
    path = tmp_path / "ผล.csv"
    columns = (Column("ข้อความ"), Column("คะแนน", "number"), Column("วันที่", "date"))
    assert write_csv(path, Table("ผล", columns, [("=1+1", Fraction(-1, 3), date(2026, 3, 31)), ("ดี", None, None)])) == 2
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows == [["ข้อความ", "คะแนน", "วันที่"], ["'=1+1", "-0.33", "2026-03-31"], ["ดี", "", ""]]
    assert [csv_safe(text) for text in ("+66", "@ก", "-1", "ก=ข")] == ["'+66", "'@ก", "'-1", "ก=ข"]


def test_marks_take_no_width() -> None:
    """X1: a column is as wide as its base letters."""
    assert base_letters("ที่นี่") == 2
    assert base_letters("น้ำ") == 2
