"""English says “1 day” and “2 days”; Thai has one form (Q5, X1)."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import desktop_app
from desktop_app.errors import fill
from desktop_app.resources import TRANSLATIONS

ROOM = Path(desktop_app.__file__).parent
PLURAL = re.compile(r"\{([a-z_]+)\}[  ](?:(?:more|evidence|restricted|returned|million) )?([a-z]+s)\b(?!\()")
NAMES = {"next", "number", "revision", "round", "version"}  # numbers that count nothing
ALWAYS_MANY = {"files", "least", "length", "limit"}  # a limit or what is above it, never 1
NO_NOUN = {"already", "as", "asks", "bytes", "does", "has", "is", "its", "needs", "stands", "stops", "this", "was"}


def english() -> Iterator[tuple[str, str]]:
    """Every text of the window's catalogue and every string of the code, with where it stands."""
    for path in sorted(TRANSLATIONS.glob("*.json")):
        if path.stem != "qt":
            entries = json.loads(path.read_text("utf-8")).items()
            yield from ((f"{path.stem}.{key}", text["en"]) for key, text in entries)
    for path in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path.name, node.value
            elif isinstance(node, ast.JoinedStr):
                yield path.name, ast.unparse(node)


def test_no_text_says_one_days() -> None:
    """X1: a figure followed by a plural noun has a singular, too."""
    wrong = [
        (where, found[0])
        for where, text in english()
        for found in PLURAL.finditer(text)
        if found[1] not in NAMES | ALWAYS_MANY and found[2] not in NO_NOUN
    ]
    assert wrong == []


@pytest.mark.parametrize("said", ["1 day", "๑ day", "0 days", "11 days"])
def test_the_word_goes_with_its_number(said: str) -> None:
    """X1: only one is one."""
    assert fill("{count} {count|day|days}", {"count": said.split()[0]}) == said
