"""The shipped instrument as its workbook's own cells, read without the program's reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl import load_workbook

from desktop_app.resources import FORMS

Row = dict[str, str]
WORKBOOK = FORMS / "readiness-2560.xlsx"


@pytest.fixture(scope="session")
def sheet() -> Callable[[str], list[Row]]:
    """Rows of one sheet, each as header to text, blank cells left out."""
    book = load_workbook(WORKBOOK, data_only=True)

    def rows(name: str) -> list[Row]:
        header, *filled = book[name].iter_rows(values_only=True)
        return [
            {str(column): str(cell) for column, cell in zip(header, row, strict=True) if cell is not None}
            for row in filled
        ]

    return rows


@pytest.fixture(scope="session")
def survey(sheet: Callable[[str], list[Row]]) -> list[Row]:
    """Rows of the sheet `survey`."""
    return sheet("survey")


@pytest.fixture(scope="session")
def items(survey: list[Row]) -> dict[str, Row]:
    """The row that carries the weight of each item, under the item's printed code."""
    found, code = {}, ""
    for row in survey:
        code = row.get("eval_code", code)
        if "eval_evidence" in row:
            found[code] = row
    return found
