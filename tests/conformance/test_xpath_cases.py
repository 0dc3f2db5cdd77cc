"""Expression cases recorded from the test suites of three other engines (Q3)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.xpath_corpus import Document, passes

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the conformance corpus does not lie beside the checkout"),
]


def in_scope(name: str) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The cases of a file that version 1 must pass, and the documents they need."""
    data = json.loads((CORPUS / name).read_text("utf-8"))
    return [case for case in data["cases"] if case["scope"] == "in"], data.get("contexts", {})


def failed_of(cases: list[dict[str, Any]], contexts: dict[str, str]) -> list[str]:
    """Ids of the cases that give something else."""
    documents = {name: Document(xml) for name, xml in contexts.items()}
    empty = Document("")
    return [case["id"] for case in cases if not passes(case, documents.get(case.get("context", ""), empty))]


@pytest.mark.parametrize("name", ["xpath_cases.json", "javarosa_xpath_cases.json"])
def test_every_case_in_scope_gives_what_was_recorded(name: str) -> None:
    """Q3: all cases within the scope of version 1 agree."""
    cases, contexts = in_scope(name)
    failed = failed_of(cases, contexts)
    assert len(cases) > 200
    assert failed == []


def test_what_lies_outside_is_outside_for_a_reason() -> None:
    """Q3: every case left out says why."""
    data = json.loads((CORPUS / "xpath_cases.json").read_text("utf-8"))
    reasons = Counter(case.get("scope_reason") for case in data["cases"] if case["scope"] != "in")
    assert None not in reasons
    assert sum(reasons.values()) == 155
