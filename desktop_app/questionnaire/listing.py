"""An instrument as plain text, so that a change to its workbook can be reviewed line by line (Q1).

`python -m desktop_app.questionnaire.listing forms` writes `<name>.txt` beside every `<name>.xlsx`.
The workbook is the master; the listing is made from its cells and is never edited.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from desktop_app.files import write_whole

INDENT = "    "
OPENS = ("begin_", "begin ")
CLOSES = ("end_", "end ")


def listing(workbook: Path) -> str:
    """Every filled cell of a form's sheets: the survey row by row, other sheets one row per line."""
    book = load_workbook(workbook, read_only=True, data_only=True)
    try:
        sheets = [sheet for sheet in book.worksheets if not sheet.title.startswith("_")]
        return "\n".join(line for sheet in sheets for line in _sheet_lines(sheet)) + "\n"
    finally:
        book.close()


def listing_path(workbook: Path) -> Path:
    """Where the listing of a workbook lies."""
    return workbook.with_suffix(".txt")


def write_listings(folder: Path) -> tuple[Path, ...]:
    """Write the listing of every workbook in `folder`; the paths written."""
    workbooks = sorted(path for path in folder.glob("*.xlsx") if not path.name.startswith("~$"))
    for workbook in workbooks:
        write_whole(listing_path(workbook), listing(workbook).encode("utf-8"))
    return tuple(listing_path(workbook) for workbook in workbooks)


def _sheet_lines(sheet: Worksheet) -> Iterator[str]:
    """One sheet under its name."""
    rows = [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    header, *filled = [row for row in rows if any(row)] or [[]]
    yield f"== {sheet.title} =="
    if sheet.title == "survey":
        yield from _survey_lines(header, filled)
    else:
        yield from (" | ".join(row).rstrip(" |") for row in [header, *filled])
    yield ""


def _survey_lines(header: list[str], rows: list[list[str]]) -> Iterator[str]:
    """Each row as its type and name, and below it every other filled cell, nested as the groups are."""
    depth = 0
    for row in rows:
        cells = {column: text for column, text in zip(header, row, strict=False) if column and text}
        kind, name = cells.pop("type", ""), cells.pop("name", "")
        depth -= kind.startswith(CLOSES)
        margin = INDENT * max(depth, 0)
        yield f"{margin}{kind} {name}".rstrip()
        for column, text in cells.items():
            yield f"{margin}{INDENT}{column}: {text}"
        depth += kind.startswith(OPENS)


def _text(cell: object) -> str:
    """A cell on one line; a line break inside it shows as `⏎`."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip().replace("\r", "").replace("\n", " ⏎ ")


if __name__ == "__main__":
    for written in write_listings(Path(sys.argv[1])):
        sys.stdout.write(f"{written}\n")
