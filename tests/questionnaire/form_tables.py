"""Forms written as tables in a test, turned into .xlsx workbooks.

The first word of a header row names the sheet; that column is `type` on `survey`, `list_name` on
`choices`, and the first named column of the other sheets. `\\|` is a bar inside a cell.

    | survey            | name | label::Thai (th) |
    | select_one yes_no | plan | มีแผนหรือไม่       |

    | choices | name | label::Thai (th) | score |
    | yes_no  | yes  | มี               | 100   |
"""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import Workbook

FIRST = {
    "survey": "type",
    "choices": "list_name",
    "settings": "form_id",
    "eval_tree": "id",
    "eval_levels": "scheme",
    "eval_bridge": "from_version",
    "_lint": "code",
}
Table = list[list[str]]


def tables(text: str) -> dict[str, Table]:
    """Rows by sheet, headers first."""
    found: dict[str, Table] = {}
    rows: Table = []
    for line in text.splitlines():
        if not line.strip():
            rows = []
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]
        if not rows:
            sheet = cells[0]
            rows = found.setdefault(sheet, [])
            cells[0] = FIRST.get(sheet, "name")
        rows.append(cells)
    return found


def write_form(text: str, path: Path) -> Path:
    """Write the tables to `path` as a workbook."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in tables(text).items():
        sheet = book.create_sheet(name)
        for row, cells in enumerate(rows, start=1):
            for column, value in enumerate(cells, start=1):
                if value:
                    sheet.cell(row, column, value)
    book.save(path)
    return path


def add_settings(text: str, **settings: str) -> str:
    """The tables with a `settings` sheet as the profile wants it, unless they have one."""
    if "| settings" in text:
        return text
    values = {"form_title": "แบบทดสอบ", "version": "1", "default_language": "Thai (th)", "eval_profile": "1"}
    values |= settings
    header = "| settings | " + " | ".join(values) + " |"
    return f"{text}\n\n{header}\n| test | " + " | ".join(values.values()) + " |\n"
