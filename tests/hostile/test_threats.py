"""The table of threats says the truth: every case and test that it names is there."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.hostile import content_cases, meaning_cases, trust_cases
from tests.hostile.every_case import LAYERS, TAMPERED
from tests.hostile.threats import TABLE

ROOT = Path(__file__).parents[2]


@cache
def case_names() -> frozenset[str]:
    """Names of all cases as `every_case` has them, without their numbers."""
    layers = {f"{case.layer}: {case.name}" for case in LAYERS}
    tampered = {f"{case.layer}: {case.name}, without a key" for case in LAYERS if case.layer in TAMPERED}
    fields = {f"submission: {name}" for name in content_cases.FIELDS_WRONG}
    fields |= {f"{kind.value}: {name}" for name, kind, *_ in content_cases.OTHER_TYPES}
    signers = {f"signer: {case.name}" for case in trust_cases.CASES}
    return frozenset(layers | tampered | fields | signers | {f"meaning: {case.name}" for case in meaning_cases.CASES})


@cache
def functions_of(path: str) -> frozenset[str]:
    """Names of the test functions of a file."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def exists(where: str) -> bool:
    if where.startswith("="):
        return where[1:] in case_names()
    path, _, name = where.partition("::")
    return (ROOT / path).is_file() and name.startswith("test_") and name in functions_of(path)


@pytest.mark.parametrize("section", TABLE)
def test_every_threat_has_its_test(section: str) -> None:
    """P7: no case of the section without a test, but for what is said not to be built."""
    named = {case: (where,) if isinstance(where, str) else where for case, where in TABLE[section].items()}
    assert all(named.values())
    built = [(case, one) for case, places in named.items() for one in places if not one.startswith("?")]
    assert [(case, one) for case, one in built if not exists(one)] == []
