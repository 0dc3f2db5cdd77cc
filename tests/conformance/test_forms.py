"""Public corpora of forms: every one loads or is refused with a reason (Q1, Q2)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_app.questionnaire.findings import FormRefused
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.lint import lint
from desktop_app.questionnaire.outline import outline
from desktop_app.questionnaire.readers import read_form
from desktop_app.questionnaire.stored import dump_form, load_form
from desktop_app.questionnaire.workbook import read_workbook
from desktop_app.questionnaire.xlsform import convert

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the conformance corpus does not lie beside the checkout"),
]
XFORMS = sorted((CORPUS / "xforms").glob("*.xml"))
EXPECTED = json.loads((CORPUS / "xlsforms" / "expected.json").read_text("utf-8"))["files"] if CORPUS.is_dir() else []
WORKBOOKS = sorted((CORPUS / "xlsforms").glob("*/*.xls*"))


def read_or_refuse(path: Path) -> Form | None:
    """The form, or None after a refusal that says why in both languages."""
    try:
        return read_form(path)
    except FormRefused as refused:
        assert refused.findings
        assert all(one.message_th and one.message_en and one.todo_th for one in refused.findings)
        return None


@pytest.mark.parametrize("path", XFORMS, ids=lambda path: path.stem)
def test_an_xform_loads_or_is_refused_with_a_reason(path: Path) -> None:
    """Q1: no exception escapes; what loads is stored and loaded again without loss."""
    form = read_or_refuse(path)
    if form is not None:
        assert load_form(dump_form(form)) == form
        outline(form)


def test_all_xforms_of_the_corpus_load() -> None:
    """Q1: 180 of 180; none of them is beyond what the reader understands."""
    assert len(XFORMS) == 180
    assert [path.name for path in XFORMS if read_or_refuse(path) is None] == []


@pytest.mark.parametrize("entry", EXPECTED, ids=lambda entry: entry["file"])
def test_a_workbook_converts_or_is_refused_as_expected(entry: dict[str, str | int]) -> None:
    """Q1 Q2: 54 convert, 13 are refused in our message format; languages and repeats as recorded."""
    form = read_or_refuse(CORPUS / "xlsforms" / str(entry["file"]))
    assert (form is not None) == (entry["result"] == "converted")


def test_the_pinned_converter_gives_what_was_recorded() -> None:
    """Q1: the golden figures of each workbook guard the pin of pyxform."""
    converted = [entry for entry in EXPECTED if entry["result"] == "converted"]
    assert (len(converted), len(EXPECTED) - len(converted)) == (54, 13)
    for entry in converted:
        path = CORPUS / "xlsforms" / entry["file"]
        if path.suffix != ".xls":
            result = convert(path, read_workbook(path))
            figures = (len(result.warnings), result.xform.count(b"<bind "), result.xform.count(b"<repeat "))
            assert figures == (entry["warnings"], entry["binds"], entry["repeats"]), entry["file"]


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.name)
def test_the_linter_answers_for_every_workbook(path: Path) -> None:
    """Q2: foreign forms have findings, never an exception."""
    findings = lint(path)
    assert findings
    assert all(one.message_th and one.todo_th and one.text("en") for one in findings)


@pytest.mark.parametrize(("name", "code"), [("bad_calc.xlsx", "E102"), ("pull_data.xlsx", "E104")])
def test_what_the_converter_lets_through_the_linter_refuses(name: str, code: str) -> None:
    """Q2: an expression that is none, and a function outside the profile, at their cell."""
    findings = lint(CORPUS / "xlsforms" / "XLSForm+pyxform" / name)
    assert [(one.cell, one.severity) for one in findings if one.code == code] == [("D2", "error")]
