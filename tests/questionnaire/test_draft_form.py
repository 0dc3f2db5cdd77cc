"""What the author's view is made of: a file read while it is being written, and answers carried to the next reading."""

from __future__ import annotations

from pathlib import Path

from desktop_app.questionnaire.differences import compare
from desktop_app.questionnaire.draft_form import carried_answers, given_answers, read_draft
from tests.questionnaire.form_tables import EXAMPLE, write_complete
from tests.questionnaire.forms_by_hand import session, value

REPEAT = """
| survey       | name  | label::Thai (th) |
| begin_group  | g     | กลุ่ม             |
| text         | a     | ข้อ ก             |
| integer      | n     | จำนวน            |
| begin_repeat | works | งาน              |
| text         | work  | ชื่องาน            |
| end_repeat   |       |                  |
| end_group    |       |                  |
"""


def test_a_form_with_mistakes_still_opens(tmp_path: Path) -> None:
    """Q2: errors stop a release, not the preview."""
    wrong = EXAMPLE.replace("| eval_skip |", "| eval_skipp |", 1)
    found = read_draft(write_complete(wrong, tmp_path / "form.xlsx"))
    assert {one.code for one in found.findings} >= {"E101"}
    assert found.form is not None


def test_what_cannot_be_read_or_run_says_why(tmp_path: Path) -> None:
    """Q2: no workbook, and a circle: findings, and no form."""
    (tmp_path / "none.xlsx").write_bytes(b"PK")
    assert [one.code for one in read_draft(tmp_path / "none.xlsx").findings] == ["E001"]
    circle = """
| survey    | name | label::Thai (th) | calculation |
| calculate | a    |                  | ${b} + 1    |
| calculate | b    |                  | ${a} + 1    |
| text      | c    | ข้อ ค             |             |
"""
    found = read_draft(write_complete(circle, tmp_path / "circle.xlsx"))
    assert found.form is None
    assert "E105" in {one.code for one in found.findings}


def test_answers_stay_when_the_file_is_read_again(tmp_path: Path) -> None:
    """Q1: by name, in rows of repeats too; what has another type now is asked again."""
    first = read_draft(write_complete(REPEAT, tmp_path / "form.xlsx")).form
    assert first is not None
    live = session(first)
    live.answer("/data/g/a", "ก")
    live.answer("/data/g/n", "5")
    live.add_instance("/data/g/works")
    for row, text in zip(live.instances("/data/g/works"), ("หนึ่ง", "สอง"), strict=False):
        live.answer(f"{row}/work", text)
    count = len(live.instances("/data/g/works"))
    changed = REPEAT.replace("| integer      | n ", "| text         | n ").replace("| g     |", "| h     |")
    second = read_draft(write_complete(changed, tmp_path / "form.xlsx")).form
    assert second is not None
    again = session(second, carried_answers(given_answers(live), second, compare(live.form, second).paths))
    assert (value(again, "/data/h/a"), value(again, "/data/h/n")) == ("ก", "")
    rows = again.instances("/data/h/works")
    assert len(rows) == count
    assert value(again, f"{rows[0]}/work") == "หนึ่ง"
