"""What is wrong with a form, and where: one `Finding` per mistake, never a bare exception (Q2).

The sentences of every code live in `lint_rules/catalogue.py`; this module holds the shape alone.
Source: form profile "XLSForm + eval" v1, section 1.10.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from desktop_app.errors import Language, PhromError, fill
from desktop_app.questionnaire.faults import FORM_REFUSED

Severity = Literal["error", "warning"]

_SHEETS = ("survey", "choices", "settings", "eval_tree", "eval_levels", "eval_bridge")


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake or doubt in a form.

    Attributes:
        code: `E…` for errors, which stop a release, `W…` for warnings.
        sheet: sheet of the workbook; "" where the whole file is meant.
        row: row number as Excel shows it, 0 where a sheet or the file is meant.
        column: header of the column, "" where the row is meant.
        cell: address as Excel shows it, for example `G17`, or "".
        name: question, option or tree id the finding is about, or "".
    """

    code: str
    severity: Severity
    sheet: str
    row: int
    column: str
    cell: str
    name: str
    message_th: str
    message_en: str
    todo_th: str
    todo_en: str

    @property
    def is_error(self) -> bool:
        """Whether it stops a release."""
        return self.severity == "error"

    def to_json(self) -> dict[str, str | int]:
        """All fields, as `phrom form check --json` prints them."""
        return asdict(self)

    def text(self, language: Language = "th") -> str:
        """One line: code, place, what is wrong, what to do."""
        said, todo = (self.message_th, self.todo_th) if language == "th" else (self.message_en, self.todo_en)
        return " ".join(filter(None, (self.code, self._place(language), f"{said} → {todo}")))

    def _place(self, language: Language) -> str:
        where = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        if self.row and not self.cell:
            where = f"{where}!{self.row}"
        column = f'คอลัมน์ "{self.column}"' if language == "th" else f'column "{self.column}"'
        parts = [where, column if self.column else "", f"({self.name})" if self.name else ""]
        place = " ".join(filter(None, parts))
        return f"{place}:" if place else ""


class FormRefused(PhromError):  # noqa: N818  the name says what happened
    """A form that cannot be read; `findings` says everything that is known about it."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sort_findings(findings)
        super().__init__(FORM_REFUSED, {"count": len(self.findings)})

    def message(self, language: Language = "th") -> str:
        """How many findings, and the first in the language asked for."""
        template = self.fault.th if language == "th" else self.fault.en
        first = self.findings[0].text(language) if self.findings else ""
        return fill(template, {"count": len(self.findings), "first": first})


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by sheet, row, column and code, each once."""
    return tuple(sorted(set(findings), key=_order))


def _order(finding: Finding) -> tuple[int, str, int, int, str, str, str]:
    known = _SHEETS.index(finding.sheet) if finding.sheet in _SHEETS else len(_SHEETS)
    return (
        known if finding.sheet else -1,
        finding.sheet,
        finding.row,
        column_number(finding.cell),
        finding.code,
        finding.name,
        finding.message_en,
    )


def column_number(cell: str) -> int:
    """Number of the column of an address, `A1` is 1, "" is 0."""
    number = 0
    for letter in cell:
        if letter.isdigit():
            break
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def file_finding(code: str, *, th: str, en: str, todo_th: str, todo_en: str, name: str = "") -> Finding:
    """An error about a file as a whole."""
    return Finding(code, "error", "", 0, "", "", name, th, en, todo_th, todo_en)
