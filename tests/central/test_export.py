"""The workbook of results, opened again (K7)."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from desktop_app.central.coverage import coverage
from desktop_app.central.export import export_results
from desktop_app.central.results import RULE, compute_results
from desktop_app.central.returned import Item
from desktop_app.central.returns import return_package
from desktop_app.central.rounds import open_round
from desktop_app.errors import PhromError
from desktop_app.scoring.rounding import half_up
from tests.central.central_world import CLERK, MOMENT, ROUND, A, Centre, make_centre, seal
from tests.questionnaire.form_tables import EXAMPLE
from tests.questionnaire.form_tables import tables as read_tables

NAMES = {("ministry", "M01"): "กระทรวงตัวอย่าง", ("province", "50"): "จังหวัดตัวอย่าง"}
UNSCORED = """
| survey | name | label::Thai (th) | required |
| integer | staff | จำนวนบุคลากร | yes |
"""


def export(centre: Centre, path: Path) -> Workbook:
    found = compute_results(centre.registry, ROUND, MOMENT)
    counted = coverage(centre.registry, ROUND)
    form = open_round(centre.registry, ROUND, MOMENT).form
    assert export_results(path, found, counted, form, NAMES) == len(found.offices)
    return load_workbook(path)


@pytest.fixture
def book(centre: Centre, tmp_path: Path) -> Workbook:
    centre.offer("a1", "b1", "c1", "d1")
    return export(centre, tmp_path / "results.xlsx")


def sheet(book: Workbook, title: str) -> list[dict[str, Any]]:
    """Rows by column label, down to the notes."""
    rows = list(book[title].iter_rows(values_only=True))
    header = [str(cell) for cell in rows[0]]
    body = [row for row in rows[1:] if sum(cell is not None for cell in row) > 1]
    return [dict(zip(header, row, strict=True)) for row in body]


def text_of(book: Workbook, title: str) -> str:
    return "\n".join(str(cell) for row in book[title].iter_rows(values_only=True) for cell in row if cell is not None)


def test_every_sheet_is_there_with_its_rule_and_day(book: Workbook) -> None:
    """K7 K6: groups, offices, indicators, coverage, missing, codebook; the rule of averaging stands below."""
    assert book.sheetnames == ["ค่าเฉลี่ย", "หน่วยงาน", "ตัวชี้วัด", "ความไวต่อน้ำหนัก", "ความครอบคลุม", "ยังไม่ส่ง", "คู่มือลงรหัส"]
    for title in ("ค่าเฉลี่ย", "หน่วยงาน", "ตัวชี้วัด"):
        words = text_of(book, title)
        assert RULE["th"] in words
        assert "10 มิถุนายน 2569" in words
        assert f"รอบ {ROUND}" in words


def test_figures_of_offices_are_those_of_the_results(centre: Centre, book: Workbook) -> None:
    """K7: one row for each office, ranks and rounded scores, blank where not applicable."""
    found = compute_results(centre.registry, ROUND, MOMENT)
    rows = {row["รหัส"]: row for row in sheet(book, "หน่วยงาน")}
    assert list(rows) == [one.office.office_code for one in found.offices]
    for one in found.offices:
        row = rows[one.office.office_code]
        assert (row["อันดับ"], row["ฉบับที่"], row["รหัสชุดไฟล์"]) == (one.rank, one.revision, one.package_id)
        shown = {label.split()[0]: value for label, value in row.items()}
        for node in ("total", "A", "B"):
            exact = one.scores[node]
            assert exact is not None
            assert f"{shown[node]:.2f}" == half_up(exact, 2)


def test_figures_of_groups_have_their_n(centre: Centre, book: Workbook) -> None:
    """K7: worked by hand from the offices' exact scores; groups by their Thai names."""
    groups = {(row["กลุ่ม"], row["ชื่อ"]): row for row in sheet(book, "ค่าเฉลี่ย")}
    nation = groups["ประเทศ", "ทุกหน่วยงานที่ส่งแล้ว"]
    by_node = {label.split()[0]: value for label, value in nation.items()}
    mean = (Fraction(776, 15) * 2 + 30 + 0) / 4
    assert (nation["n"], f"{by_node['total']:.2f}") == (4, half_up(mean, 2))
    assert groups["กระทรวง", "กระทรวงตัวอย่าง"]["n"] == 2
    nodes = {row["รหัส"]: row for row in sheet(book, "ตัวชี้วัด")}
    assert (nodes["B1"]["n"], nodes["total"]["n"]) == (3, 4)


def test_other_weights_stand_on_a_sheet_of_their_own(centre: Centre, tmp_path: Path) -> None:
    """S8 K7: each weight down and up, how many ranks and levels move, and of how many offices."""
    centre.offer("a1", "b1", "d1")
    rows = sheet(export(centre, tmp_path / "results.xlsx"), "ความไวต่อน้ำหนัก")
    assert [(row["รหัส"], row["ปรับ (จุด)"], row["น้ำหนักใหม่"]) for row in rows] == [
        ("A", -5, 35), ("A", 5, 45), ("B", -5, 55), ("B", 5, 65),
    ]  # fmt: skip
    assert all(row["n"] == 3 and 0 <= row["อันดับเปลี่ยน"] <= 3 for row in rows)


def test_coverage_and_missing(centre: Centre, tmp_path: Path) -> None:
    """K7 K4: both numbers, the percentage, and whom to telephone."""
    centre.offer("a1", "b1", "d1")
    book = export(centre, tmp_path / "results.xlsx")
    nation = sheet(book, "ความครอบคลุม")[0]
    assert (nation["ส่งแล้ว"], nation["ทั้งหมด"], nation["ร้อยละ"]) == (3, 4, 75)
    (missing,) = sheet(book, "ยังไม่ส่ง")
    assert (missing["รหัส"], missing["โทรศัพท์"]) == ("50-002", "053 000 000")


def test_no_text_becomes_a_formula(book: Workbook) -> None:
    """K7 P7: an office whose name begins with `=` is text in every cell."""
    cells = [cell for one in book.worksheets for row in one.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert [cell for cell in cells if str(cell.value).startswith("=HYPERLINK")] != []


def test_the_codebook_lists_every_question_with_its_choices(book: Workbook) -> None:
    """K7 Q7: variables, labels, weights, what each choice scores."""
    rows = {row["ตัวแปร"]: row for row in sheet(book, "คู่มือลงรหัส")}
    asked = [line[1] for line in read_tables(EXAMPLE)["survey"][1:] if line[1] and "group" not in line[0]]
    assert list(rows) == asked
    assert "issued = issued (67)" in rows["a1"]["ตัวเลือกและคะแนน"]
    assert "na = na (ไม่เกี่ยวข้อง)" in rows["b2"]["ตัวเลือกและคะแนน"]


def test_an_instrument_without_scores_has_its_offices_and_codebook(tmp_path: Path) -> None:
    """K7: an inventory is exported, too, without columns of points."""
    centre = make_centre(tmp_path, UNSCORED, ("10-001",))
    seal(centre, "u1", "10-001", answers={"staff": "7"})
    assert [one.code for one in centre.offer("u1")] == ["OK"]
    book = export(centre, tmp_path / "results.xlsx")
    (row,) = sheet(book, "หน่วยงาน")
    assert row["รหัส"] == "10-001"
    assert [row["ตัวแปร"] for row in sheet(book, "คู่มือลงรหัส")] == ["staff"]
    centre.close()


def test_a_folder_that_cannot_be_written_is_told(centre: Centre, tmp_path: Path) -> None:
    """K7 FILE-01."""
    centre.offer("a1")
    (tmp_path / "file").write_text("x")
    with pytest.raises(PhromError) as raised:
        export(centre, tmp_path / "file" / "results.xlsx")
    assert raised.value.code == "FILE-01"


def test_who_has_not_answered_a_return_is_a_sheet_of_its_own(centre: Centre, tmp_path: Path) -> None:
    """P5 K7: office, telephone, revision, number of questions and day; the coverage sheet counts them by group."""
    offered, _ = centre.offer("a1", "b1")
    items = (Item("a1", "wrong", "แผนหมดอายุ"),)
    due = MOMENT + timedelta(days=14)
    return_package(centre.registry, offered.package_id, items, due, centre.keys.desk, MOMENT, CLERK)
    book = export(centre, tmp_path / "returned.xlsx")
    (row,) = sheet(book, "ส่งกลับรอแก้")
    assert (row["รหัส"], row["ฉบับที่"], row["ข้อที่ให้แก้"], row["แก้ภายในวันที่"]) == (A, 1, 1, "24 มิถุนายน 2569")
    nation = next(one for one in sheet(book, "ความครอบคลุม") if one["กลุ่ม"] == "ประเทศ")
    assert (nation["ส่งแล้ว"], nation["ส่งกลับรอแก้"]) == (2, 1)
