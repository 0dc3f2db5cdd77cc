"""The listing shows every filled cell of a form, nested as its groups are."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from desktop_app.questionnaire.listing import listing, write_listings


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A small form with a group, a note of the author, and a sheet that is the author's own."""
    book = Workbook()
    survey = book.active
    survey.title = "survey"
    for row in (
        ("type", "name", "label::Thai (th)", "eval_weight"),
        ("begin_group", "g", "หมวด", None),
        (None, None, None, None),
        ("integer", "q", "บรรทัดหนึ่ง\nบรรทัดสอง", 2.0),
        ("end_group", "g", None, None),
    ):
        survey.append(row)
    book.create_sheet("choices").append(("list_name", "name", None))
    book.create_sheet("_mine").append(("private",))
    path = tmp_path / "small.xlsx"
    book.save(path)
    return path


def test_survey_rows_are_nested_and_complete(workbook: Path) -> None:
    """Q1: type and name lead, other filled cells follow, a group's content is indented."""
    assert listing(workbook) == (
        "== survey ==\n"
        "begin_group g\n"
        "    label::Thai (th): หมวด\n"
        "    integer q\n"
        "        label::Thai (th): บรรทัดหนึ่ง ⏎ บรรทัดสอง\n"
        "        eval_weight: 2\n"
        "end_group g\n"
        "\n"
        "== choices ==\n"
        "list_name | name\n"
        "\n"
    )


def test_every_workbook_gets_its_listing_beside_it(workbook: Path) -> None:
    """Q1: one text per workbook; the lock file of an open workbook is none."""
    (workbook.parent / "~$small.xlsx").write_bytes(b"lock")
    assert write_listings(workbook.parent) == (workbook.with_suffix(".txt"),)
    assert workbook.with_suffix(".txt").read_text(encoding="utf-8") == listing(workbook)
