"""Conditions in words (Q7)."""

from __future__ import annotations

import pytest

from desktop_app.outputs.codebook.conditions import sentence
from desktop_app.outputs.codebook.naming import as_written
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.scheme import Evaluation
from tests.questionnaire.forms_by_hand import choice_list, form, group, leaf, repeat


@pytest.fixture(scope="module")
def made() -> Form:
    return form(
        group("g", leaf("select_one", "a", Evaluation(code="1.1"), choice_list="l")),
        leaf("select_multiple", "m", choice_list="l"),
        leaf("integer", "n", label={"th": "จำนวนคน", "en": "Staff"}),
        repeat("r", leaf("integer", "x", label={"th": "ก" * 80, "en": "x"}), leaf("text", "y")),
        leaf("text", "z", label={}),
        lists=(choice_list("l", "yes", "no"),),
    )


@pytest.mark.parametrize(
    ("expression", "thai", "english"),
    [
        ("/data/g/a = 'yes'", "ข้อ 1.1 ตอบว่า “ตัวเลือก yes”", "item 1.1 is “yes”"),
        ("/data/g/a != 'other'", "ข้อ 1.1 ไม่ได้ตอบว่า “other”", "item 1.1 is not “other”"),
        ("/data/n = ''", "“จำนวนคน” ไม่มีคำตอบ", "“Staff” has no answer"),
        ("/data/n != ''", "“จำนวนคน” มีคำตอบ", "“Staff” has an answer"),
        ("/data/n >= 1000000", "“จำนวนคน” ไม่น้อยกว่า 1000000", "“Staff” is at least 1000000"),
        ("/data/n + 1 < 2.5", "“จำนวนคน” + 1 น้อยกว่า 2.5", "“Staff” + 1 is less than 2.5"),
        ("selected(/data/m, 'no')", "“ข้อ m” เลือก “ตัวเลือก no”", "“Question m” includes “no”"),
        ("not(selected(/data/m, 'no'))", "“ข้อ m” ไม่ได้เลือก “ตัวเลือก no”", "“Question m” does not include “no”"),
        ("not(/data/z = 'q')", "ไม่ใช่กรณีที่ (z ตอบว่า “q”)", "it is not so that (z is “q”)"),
        ("count-selected(/data/m) > 1", "จำนวนตัวเลือกที่เลือกใน “ข้อ m” มากกว่า 1",
         "number of options chosen in “Question m” is more than 1"),
        ("/data/n = 1 and (/data/g/a = 'no' or /data/n < 0)",
         "“จำนวนคน” เท่ากับ 1 และ (ข้อ 1.1 ตอบว่า “ตัวเลือก no” หรือ “จำนวนคน” น้อยกว่า 0)",
         "“Staff” equals 1 and (item 1.1 is “no” or “Staff” is less than 0)"),
        ("true()", "ทุกกรณี", "always"),
    ],
)  # fmt: skip
def test_what_authors_write_every_day_has_words(made: Form, expression: str, thai: str, english: str) -> None:
    """Q7: questions by number or by their words, options by their labels, both languages."""
    context = made.nodes["/data/z"]
    assert sentence(made, context, expression, "th") == thai
    assert sentence(made, context, expression, "en") == english


@pytest.mark.parametrize(
    "expression",
    ["", "(", "/data/unknown = 1", "/data/r[1]/x = 1", "regex(/data/z, '^a$')", "selected(/data/m, /data/z)",
     "selected('a', 'a')", "/data/n", "/data/n = /data/r[x = 1]/x", "sum(/data/r/x) = -1", "//z = 'a'"],
)  # fmt: skip
def test_what_has_no_words_is_not_translated_by_halves(made: Form, expression: str) -> None:
    """Q7: None, and the codebook shows the expression itself."""
    assert sentence(made, made.nodes["/data/z"], expression, "th") is None


def test_a_question_beside_is_named_in_a_repeat(made: Form) -> None:
    """Q7: relative paths lead to the question; a long label is cut."""
    said = sentence(made, made.nodes["/data/r/y"], "../x > 0", "th")
    assert said == f"“{'ก' * 59}…” มากกว่า 0"
    assert sentence(made, made.nodes["/data/r/y"], "current()/../x > 0", "en") == "“x” is more than 0"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (" /data/n  >  1 and  selected( /data/m , '/data/n  b')", "${n} > 1 and selected(${m}, '/data/n  b')"),
        ("../x = /data/unknown", "${x} = /data/unknown"),
        ("", ""),
    ],
)
def test_expressions_are_shown_as_their_author_wrote_them(made: Form, text: str, written: str) -> None:
    """Q7: names for paths, single blanks; what stands between quotation marks is left alone."""
    assert as_written(made, text, made.nodes["/data/r/y"]) == written
