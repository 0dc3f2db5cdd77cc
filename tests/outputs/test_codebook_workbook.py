"""The codebook as an Excel workbook, opened again (Q7)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from desktop_app.errors import PhromError
from desktop_app.outputs.codebook.facts import describe
from desktop_app.outputs.codebook.files import file_stem, write_codebook
from desktop_app.outputs.workbook import FONT, NOT_OFFICIAL
from desktop_app.questionnaire.form import Control, Form, Kind
from desktop_app.scoring.digest import scoring_sha256
from tests.outputs.codebook_forms import FOREIGN, NESTED, made
from tests.questionnaire.forms_by_hand import choice_list, form, leaf

DAY = date(2026, 11, 27)
SCORED = ["อ่านก่อน", "ตัวแปร", "ตัวเลือก", "เกณฑ์คะแนน", "โครงสร้างคะแนน", "ระดับ"]


@pytest.fixture(scope="module")
def nested(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return made(NESTED, tmp_path_factory.mktemp("nested"))


def written(of: Form, folder: Path) -> Workbook:
    return load_workbook(write_codebook(of, folder, DAY)[1])


def rows(book: Workbook, title: str) -> list[dict[str, Any]]:
    """Rows by the first line of the column's label, down to the notes."""
    found = list(book[title].iter_rows(values_only=True))
    header = [str(cell).split("\n")[0] for cell in found[0]]
    body = [row for row in found[1:] if sum(cell is not None for cell in row) > 1]
    return [dict(zip(header, row, strict=True)) for row in body]


def test_every_variable_and_choice_of_the_shipped_form_is_in_it(readiness: Form, tmp_path: Path) -> None:
    """Q7: in form order, Thai and English exact, scores as the form has them."""
    book = written(readiness, tmp_path)
    assert book.sheetnames == SCORED
    leaves = [one for one in readiness.root.walk() if one.kind is Kind.LEAF and one.control is not Control.NOTE]
    found = rows(book, "ตัวแปร")
    assert [row["ที่อยู่ในแบบ"] for row in found] == [node.path for node in leaves]
    for row, node in zip(found, leaves, strict=True):
        assert (row["คำถาม (ไทย)"] or "") == node.label.get("th", "")
        assert (row["คำถาม (English)"] or "") == node.label.get("en", "")
    choices = {(row["ชุดตัวเลือก"], row["รหัส"]): row for row in rows(book, "ตัวเลือก")}
    assert list(choices) == [(name, one.name) for name, all_of in readiness.lists.items() for one in all_of.choices]
    for (name, code), row in choices.items():
        choice = readiness.lists[name].get(code)
        assert choice is not None
        assert row["ตัวเลือก (ไทย)"] == choice.label["th"]
        assert (row["คะแนน"] is None) == (choice.score is None)
    assert len(rows(book, "เกณฑ์คะแนน")) == len(readiness.scored_rows)
    assert readiness.scheme is not None
    assert len(rows(book, "โครงสร้างคะแนน")) == len(readiness.scheme.tree)
    assert [row["ตั้งแต่คะแนน"] for row in rows(book, "ระดับ")] == ["0", "40", "60", "80"]


def test_what_to_read_first(nested: Form, tmp_path: Path) -> None:
    """Q7: version, day in the Buddhist Era, not official, the three kinds of nothing, the scoring digest."""
    first = {row["เรื่อง"].split("\n")[0]: row["ไทย"] for row in rows(written(nested, tmp_path), "อ่านก่อน")}
    assert first["แบบ"] == "แบบทดสอบชุดซ้ำ"
    assert first["รหัสและฉบับที่"] == "nested / 7"
    assert first["วันที่จัดทำ"] == "27 พฤศจิกายน 2569"
    assert first["สถานะ"] == NOT_OFFICIAL["th"]
    assert first["ลายพิมพ์เกณฑ์คะแนน"] == scoring_sha256(nested)
    assert {"ไม่ตอบ", "ไม่ได้ถาม", "ไม่เกี่ยวข้อง", "ที่มา", "ระเบียนย่อย"} <= set(first)


def test_a_row_says_all_of_a_variable(nested: Form, tmp_path: Path) -> None:
    """Q7: condition in words and as written, constraint with its message, record, evidence, what it scores."""
    book = written(nested, tmp_path)
    found = {row["ตัวแปร"]: row for row in rows(book, "ตัวแปร")}
    cost = found["cost"]
    assert cost["หมวด (ไทย)"] == "โครงการ › งานย่อย"
    assert cost["นิพจน์เงื่อนไข"] == "(${plan} = 'yes') and (string-length(${title}) > 3)"
    assert cost["ถามเมื่อ"].startswith("(ข้อ 1.1-01 ตอบว่า “มีแล้ว”) และ (จำนวนอักขระของ “ชื่อโครงการ")
    assert (cost["เงื่อนไขของคำตอบ"], cost["ข้อความเมื่อคำตอบผิดเงื่อนไข (ไทย)"]) == (". >= 0", "ต้องไม่ติดลบ")
    assert (cost["ค่าตั้งต้น"], cost["ระเบียนย่อย"], cost["ชนิด"]) == ("0", "task", "ทศนิยม\ndecimal number")
    plan = found["plan"]
    assert (plan["เลขข้อ"], plan["ต้องตอบ"], plan["ชุดตัวเลือก"]) == ("1.1-01", "yes", "plan")
    assert (plan["คำชี้แจงใต้คำถาม (ไทย)"], plan["คำอธิบาย (ไทย)"]) == ("ดูจากเล่มแผน", "ตัวอย่าง: หน้าปก")
    assert plan["ที่มา"] == "ร่างขึ้นเอง (own drafting)"
    assert "(50)" in plan["หลักฐาน"]
    assert found["tasks"]["การคำนวณ"] == "count(${task})"
    assert found["tasks"]["ชนิด"] == "จำนวนเต็ม, คำนวณ\nwhole number, calculated"
    assert found["office_code"]["ชนิด"] == "ข้อความ, ระบบบันทึกเอง\ntext, recorded by the program"
    (rule, _) = rows(book, "เกณฑ์คะแนน")
    assert [rule[one] for one in ("ตัวชี้วัด", "น้ำหนัก", "เกณฑ์", "คะแนนสูงสุด")] == ["A1", "2", "choice", "80"]


def test_the_sheets_are_easy_to_read(nested: Form, tmp_path: Path) -> None:
    """Q7 X1: the font of every workbook of ours, wide sheets keep the variable in view, rows stand at the top."""
    book = written(nested, tmp_path)
    assert book["ตัวแปร"]["A1"].font.name == FONT
    assert [book[one].freeze_panes for one in ("อ่านก่อน", "ตัวแปร", "ตัวเลือก")] == ["A2", "C2", "C2"]
    assert book["ตัวแปร"].print_title_cols == "$A:$B"
    assert {cell.alignment.vertical for cell in book["ตัวแปร"][2] if cell.value is not None} == {"top"}
    for sheet in book.worksheets:
        assert sheet.cell(sheet.max_row, 1).value == NOT_OFFICIAL["th"]


def test_a_form_without_scores_in_one_language(tmp_path: Path) -> None:
    """Q7: a survey of another house has its variables and choices, and no empty sheets or columns of scores."""
    book = written(made(FOREIGN, tmp_path), tmp_path)
    assert book.sheetnames == SCORED[:3]
    found = rows(book, "ตัวแปร")
    assert [row["ตัวแปร"] for row in found] == ["water", "why", "n"]
    assert found[0]["คำถาม (ไม่ระบุภาษา)"] == "Is there water & power?"
    assert "คำถาม (ไทย)" not in found[0]


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    """Q7 P: a label that begins with `=` stays a text wherever it stands."""
    evil = "=HYPERLINK(1)"
    of = form(
        leaf("select_one", "a", choice_list="l", label={"th": evil, "en": evil}, default=evil),
        lists=(choice_list("l", evil),),
    )
    cells = [cell for sheet in written(of, tmp_path).worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert len([cell for cell in cells if cell.value == evil]) >= 3


@pytest.mark.parametrize(
    ("form_id", "version", "stem"),
    [
        ("readiness-2560", "1", "readiness-2560-v1-codebook"),
        ("../a b:c", "", "a_b_c-codebook"),
        ("แบบ", "2", "แบบ-v2-codebook"),
        ("//", "", "form-codebook"),
    ],
)
def test_files_are_named_after_the_form(form_id: str, version: str, stem: str) -> None:
    """Q7 P: whatever a foreign form calls itself, the name is one that every system takes."""
    of = Form(form_id, version, {}, ("th",), form().root, {})
    assert file_stem(describe(of)) == stem


def test_a_folder_that_cannot_be_written_is_told(nested: Form, tmp_path: Path) -> None:
    """Q7 FILE-01."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(PhromError) as raised:
        write_codebook(nested, tmp_path / "file", DAY)
    assert raised.value.code == "FILE-01"
