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
    """Write the tables to `path` as a workbook, nothing added."""
    return write_tables(tables(text), path)


def write_tables(found: dict[str, Table], path: Path) -> Path:
    """Write rows by sheet as a workbook."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in found.items():
        sheet = book.create_sheet(name)
        for row, cells in enumerate(rows, start=1):
            for column, value in enumerate(cells, start=1):
                if value:
                    sheet.cell(row, column, value)
    book.save(path)
    return path


_KEYS = {"survey": "name", "choices": "name", "eval_tree": "id", "eval_levels": "level"}
_LANGUAGES = ("Thai (th)", "English (en)")
_SETTINGS = {
    "form_id": "test",
    "form_title": "แบบทดสอบ",
    "version": "1",
    "default_language": "Thai (th)",
    "eval_profile": "1",
}


def complete(text: str) -> dict[str, Table]:
    """The tables with what a release wants besides: labels and messages in both languages, settings."""
    found = tables(text)
    for sheet, key in _KEYS.items():
        if sheet in found:
            _add_texts(found[sheet], "label", key)
    if "constraint" in found.get("survey", [[]])[0]:
        _add_texts(found["survey"], "constraint_message", "constraint", said="โปรดแก้คำตอบ")
    settings = dict(zip(*found["settings"], strict=False)) if "settings" in found else {}
    values = {name: value for name, value in (_SETTINGS | settings).items() if value}
    found["settings"] = [list(values), list(values.values())]
    return found


def _add_texts(rows: Table, column: str, source: str, said: str = "") -> None:
    where = rows[0].index(source)
    for language in _LANGUAGES:
        header = f"{column}::{language}"
        if header not in rows[0]:
            rows[0].append(header)
            for cells in rows[1:]:
                cells.append(said if said and cells[where] else cells[where])


def write_complete(text: str, path: Path) -> Path:
    """`write_form` of the completed tables."""
    return write_tables(complete(text), path)


# The worked example of the form profile, section 1.7.
EXAMPLE = r"""
| survey | name | label::Thai (th) | required | relevant | constraint | eval_node | eval_weight | eval_rule | eval_params | eval_cap | eval_skip | eval_evidence |
| begin_group | a | แนวนโยบาย | | | | | | | | | | |
| select_one plan | a1 | มีแผนดิจิทัลหรือไม่ | yes | | | A1 | 2 | choice | evidence=${a1_file} | | | gate:50 |
| file | a1_file | แนบแผน | | ${a1} != 'none' | | | | | | | | |
| select_multiple link | a2 | แผนเชื่อมโยงกับแผนใด | | ${a1} != 'none' | not(selected(., 'x') and count-selected(.) > 1) | A1 | 1 | multi_sum | | 80 | zero | |
| end_group | | | | | | | | | | | | |
| begin_group | b | บริการ | | | | | | | | | | |
| integer | b_all | จำนวนบริการทั้งหมด | yes | | . >= 0 | | | | | | | |
| integer | b_dig | จำนวนบริการดิจิทัล | yes | | . >= 0 and . <= ${b_all} | B1 | 3 | share | num=${b_dig} den=${b_all} | | | |
| select_one iot | b2 | ใช้ IoT หรือไม่ | | | | B1 | 1 | choice | | | | |
| integer | b3 | จำนวนครั้งที่อบรมผู้ใช้บริการ | | | . >= 0 | B2 | 1 | bands | bands=6:100,3:67,1:33,0:0 | | | |
| end_group | | | | | | | | | | | | |

| choices | name | score | exclusive |
| plan | none | 0 | |
| plan | issued | 67 | |
| plan | review | 100 | |
| link | n1 | 40 | |
| link | n2 | 40 | |
| link | n3 | 40 | |
| link | x | 0 | yes |
| iot | na | na | |
| iot | none | 0 | |
| iot | live | 100 | |

| eval_tree | parent | level | weight |
| total | | total | 1 |
| A | total | dimension | 40 |
| A1 | A | indicator | 1 |
| B | total | dimension | 60 |
| B1 | B | indicator | 2 |
| B2 | B | indicator | 1 |

| eval_levels | level | from | gate |
| main | 1 | 0 | |
| main | 2 | 40 | |
| main | 3 | 70 | ${a1} = 'review' |
"""  # noqa: E501  a table is read by rows
