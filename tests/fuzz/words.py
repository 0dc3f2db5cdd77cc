"""Words and whole expressions to start from: the vocabulary of the language, and what the forms really say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from desktop_app.questionnaire.lint_rules.draft import Draft, as_path
from desktop_app.questionnaire.workbook import read_workbook
from desktop_app.questionnaire.xpath.axes import AXES
from desktop_app.questionnaire.xpath.functions import FUNCTIONS

FORMS = Path(__file__).parents[2] / "forms"
PATHS = (
    "/data", "/data/n", "/data/t", "/data/s", "/data/day", "/data/g/a", "/data/rep", "/data/rep/x", "/data/rep[1]/y",
    "/data/k/z", "/data/c", "../n", "../x", "..", ".", "//*", "/", "instance('l')/root/item", "current()/..",
    "node()", "text()", "@id", "/data/item[score > 1]/name",
)  # fmt: skip
OPERATORS = ("|", "+", "-", "*", "=", "!=", "<", "<=", ">", ">=", " and ", " or ", " div ", " mod ", "//", "[", "]")
VALUES = (
    "''", "'ก'", "'๑๒'", "'a b'", "'2026-11-20'", "'10:00:00.000+07:00'", "'9999-12-31T23:59:59-23:00'", "'%Y-%b'",
    "'^[\\w-\\.]+$'", "'(a+)+$'", "'SHA-256'", "1e308", "-0", "0.1", "9007199254740993", "(1 div 0)", "(0 div 0)",
)  # fmt: skip
HARD = (
    "pow(9, pow(9, 9))", "uuid(10000)", "uuid(-1)", "substr('abc', 1 div 0, -1 div 0)", "substring('abc', -1 div 0)",
    "randomize(/data/rep, 1e308)", "randomize(//*, 'a')", "round(1, 1e9)", "round(1e300, -400)", "date(1e308)",
    "date(0 div 0)", "format-date('2026-11-20', '%%%Q%')", "format-date(1e5, '%Y%m%d%H%M%S%3%a%b%e%h%n%y%W')",
    "id('x')", "lang('th')", "regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '(a+)+$')", "regex(., '(?=.*[0-9]).+')",
    "count(//*[count(//*[count(//*[count(//*) > 1]) > 1]) > 1])", "//*//*//*//*", "//* = //*", "//* < //*",
    "join(join(join(join('ab', //*), //*), //*), //*)", "concat(//*, //*, //*)", "string(/)", "sum(//*)",
    "indexed-repeat(/data/rep/x, /data/rep, 1e9)", "selected-at('a b', 1e9)", "digest('a', 'MD5', 'hex')",
    "base64-decode('////')", "decimal-time('24:00')", "jr:choice-name('a', '../../../../x')", "checklist(-1, 2, //*)",
    "weighted-checklist(0, 1, //*, //*)", "current()/../x[position() = last()]", "position(..)", "once(random())",
    "a and b or c div d mod e", "-(-(-(1)))", "1div2", "$x", "following::n", "(a | b)[1]/c", "coalesce(//*, 1)",
)  # fmt: skip


def write_dictionary(path: Path) -> Path:
    """The vocabulary in the way that libFuzzer reads it."""
    calls = [f"{name}(" for name in FUNCTIONS]
    axes = [f"{name}::" for name in AXES]
    words = [*calls, *axes, *OPERATORS, *PATHS, *VALUES, ", ", "(", ")"]
    path.write_text("\n".join(f'"{_escaped(word)}"' for word in words) + "\n", "utf-8")
    return path


def _escaped(word: str) -> str:
    data = word.encode().replace(b"\\", rb"\\").replace(b'"', rb"\"")
    return "".join(chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}" for byte in data)


def write_seeds(folder: Path) -> None:
    """One file per expression, named by its digest."""
    for text in (*HARD, *VALUES, *PATHS, *_calls(), *from_forms()):
        data = text.encode()
        (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def _calls() -> Iterator[str]:
    for name, function in FUNCTIONS.items():
        for given in range(function.least, (function.most or function.least + 2) + 1):
            yield f"{name}({', '.join(['/data/rep/x', '3', './n', '1', '0'][:given])})"


def from_forms() -> Iterator[str]:
    """Every expression of the forms that come with the program."""
    for path in sorted(FORMS.glob("*.xlsx")):
        for cell in Draft(read_workbook(path)).expressions:
            yield as_path(cell.text)
