"""Reading authored workbooks (Q1, Q2)."""

from __future__ import annotations

import zipfile
from fractions import Fraction
from pathlib import Path

import pytest

from desktop_app.questionnaire.findings import FormRefused
from desktop_app.questionnaire.form import Control, DataType, Form
from desktop_app.questionnaire.readers import read_form
from desktop_app.questionnaire.workbook import cell_text, read_workbook
from tests.questionnaire.form_tables import EXAMPLE, write_complete, write_form


@pytest.fixture
def example(tmp_path: Path) -> Form:
    """The worked example of the profile."""
    return read_form(write_complete(EXAMPLE, tmp_path / "example.xlsx"))


def test_the_example_of_the_profile_is_read(example: Form) -> None:
    """Q1: identity, languages with the default first, pages, no group that nobody sees."""
    assert (example.form_id, example.version, example.languages) == ("test", "1", ("th", "en"))
    assert [section.name for section in example.sections] == ["a", "b"]
    assert example.nodes["/data/a/a1"].label == {"th": "มีแผนดิจิทัลหรือไม่", "en": "a1"}


def test_evaluation_columns_reach_their_question(example: Form) -> None:
    """S1 S4: rule, weight, parameters, cap, skip and gate of each scored row, as exact numbers."""
    rows = {node.name: node.evaluation for node in example.scored_rows}
    assert list(rows) == ["a1", "a2", "b_dig", "b2", "b3"]
    assert (rows["a1"].weight, rows["a1"].evidence, rows["a1"].gate) == (2, "gate", Fraction(50))
    assert (rows["a2"].cap, rows["a2"].skip) == (80, "zero")
    assert rows["b_dig"].params == {"num": "b_dig", "den": "b_all"}
    assert rows["a1"].params == {"evidence": "a1_file"}


def test_scores_of_options_are_exact(example: Form) -> None:
    """S1: `na` is no number, exclusive options are marked."""
    plan, link, iot = (example.lists[name].choices for name in ("plan", "link", "iot"))
    assert [choice.score for choice in plan] == [0, 67, 100]
    assert [choice.name for choice in link if choice.exclusive] == ["x"]
    assert [(choice.score, choice.na) for choice in iot] == [(None, True), (0, False), (100, False)]


def test_tree_and_levels_are_read_with_paths_in_conditions(example: Form) -> None:
    """S5: the tree in sheet order, levels with bounds, `${name}` in a gate as a path."""
    assert example.scheme is not None
    assert [node.id for node in example.scheme.tree] == ["total", "A", "A1", "B", "B1", "B2"]
    assert [level.start for level in example.scheme.levels] == [0, 40, 70]
    assert example.scheme.levels[2].gate == "/data/a/a1  = 'review'"
    assert example.scheme.places == 2


def test_numbers_typed_as_numbers_stay_exact(tmp_path: Path) -> None:
    """S1: what Excel keeps as a binary number reads as the decimal its author typed."""
    assert [cell_text(value) for value in (0.1, 33.3, 2.0, 1e-7, 5, True, None)] == [
        "0.1", "33.3", "2", "0.0000001", "5", "TRUE", "",
    ]  # fmt: skip


def test_a_read_only_text_is_no_note_but_a_note_is(tmp_path: Path) -> None:
    """Q1: the column type decides what the XForm cannot tell apart."""
    text = """
        | survey | name | read_only |
        | text   | a    | yes       |
        | note   | b    |           |
        | file   | c    |           |
        """
    form = read_form(write_complete(text, tmp_path / "form.xlsx"))
    assert [form.nodes[f"/data/{name}"].control for name in "abc"] == [
        Control.INPUT,
        Control.NOTE,
        Control.FILE,
    ]
    assert form.nodes["/data/c"].data_type is DataType.BINARY


def test_an_unusable_evaluation_cell_counts_as_its_default(tmp_path: Path) -> None:
    """Q2: a draft with mistakes still opens for its author; the linter names them."""
    text = """
        | survey  | name | eval_node | eval_rule | eval_weight | eval_cap | eval_evidence |
        | integer | a    | X         | bandz     | heavy       | 200      | gate:x        |
        """
    evaluation = read_form(write_complete(text, tmp_path / "form.xlsx")).nodes["/data/a"].evaluation
    assert (evaluation.rule, evaluation.weight, evaluation.cap, evaluation.evidence) == ("none", 1, 100, "none")
    assert not evaluation.scored


def test_a_foreign_form_without_our_columns_loads(tmp_path: Path) -> None:
    """Q1: any form that converts can be played, scored or not."""
    path = write_form("| survey | name | label |\n| text | a | Name |", tmp_path / "form.xlsx")
    form = read_form(path)
    assert (form.scheme, form.scored_rows, form.nodes["/data/a"].label) == (None, (), {"und": "Name"})


def test_a_broken_tree_gives_no_scheme(tmp_path: Path) -> None:
    """S1: a tree that loops is no tree; the form opens without figures."""
    text = """
        | survey | name |
        | text   | a    |

        | eval_tree | parent | level     | weight |
        | T         |        | total     | 1      |
        | A         | B      | indicator | 1      |
        | B         | A      | indicator | 1      |
        """
    assert read_form(write_complete(text, tmp_path / "form.xlsx")).scheme is None


REFUSED = {
    "E110": "| survey | name | label |\n| country | a | Name |",
    "E021": "| survey | name | label | relevant |\n| text | a | Name | ${b} = 1 |",
    "E022": "| survey | name | label |\n| select_one x | a | Name |\n\n| choices | name | label |\n| y | z | Z |",
    "E023": "| survey | name | label |\n| begin_group | g | G |\n| text | a | Name |",
    "E024": "| survey | name | label |\n| text | a | Name |\n| text | a | Again |",
    "E025": "| survey | name | label | label |\n| text | a | Name | Again |",
    "E028": "| survey | name | label |\n| calculate | a | Name |",
}


@pytest.mark.parametrize(("code", "text"), REFUSED.items(), ids=REFUSED)
def test_refusals_of_the_converter_are_in_our_words(code: str, text: str, tmp_path: Path) -> None:
    """Q2: pyxform stops at the first mistake; its sentence never reaches the author."""
    with pytest.raises(FormRefused) as refused:
        read_form(write_form(text, tmp_path / "form.xlsx"))
    (finding,) = refused.value.findings
    assert finding.code == code
    assert finding.message_th != finding.message_en


def test_a_refusal_says_row_and_cell(tmp_path: Path) -> None:
    """Q2: where the converter names the row, the finding names the cell and the question."""
    with pytest.raises(FormRefused) as refused:
        read_form(write_form(REFUSED["E021"], tmp_path / "form.xlsx"))
    (finding,) = refused.value.findings
    assert (finding.sheet, finding.row, finding.cell, finding.name) == ("survey", 2, "D2", "b")


@pytest.mark.parametrize("name", ["missing.xlsx", "missing.xml", "form.docx", "folder.xlsx", "zip.xlsx"])
def test_a_file_that_is_no_form_is_refused_plainly(name: str, tmp_path: Path) -> None:
    """Q1 Q2: missing, a folder, of another kind or damaged: one sentence each, no stack."""
    (tmp_path / "folder.xlsx").mkdir()
    (tmp_path / "zip.xlsx").write_bytes(b"PK\x05\x06" + bytes(18))
    (tmp_path / "form.docx").write_bytes(b"x")
    with pytest.raises(FormRefused) as refused:
        read_form(tmp_path / name)
    assert [finding.code for finding in refused.value.findings] == ["E001"]
    assert name in refused.value.text("th")


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/worksheets/sheet1.xml"]
)
def test_a_workbook_with_a_damaged_part_is_refused(part: str, tmp_path: Path) -> None:
    """P7 Q2: a part that is no XML, or is missing, is the file's fault and said so."""
    whole = write_form("| survey | name | label |\n| text | a | A |", tmp_path / "whole.xlsx")
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(tmp_path / "cut.xlsx", "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[: len(content) // 2] if name == part else content)
    with pytest.raises(FormRefused) as refused:
        read_form(tmp_path / "cut.xlsx")
    assert [finding.code for finding in refused.value.findings] == ["E001"]


def test_the_workbook_keeps_addresses_as_excel_shows_them(tmp_path: Path) -> None:
    """Q2: rows and columns of findings are those on the author's screen, blank rows counted."""
    text = "| survey | name | label |\n| text | a | A |\n| | | |\n| text | b | B |"
    sheet = read_workbook(write_form(text, tmp_path / "form.xlsx"))["survey"]
    assert [row.number for row in sheet.rows] == [2, 4]
    assert sheet.cell(4, "label") == "C4"
    assert sheet.cell(4, "unknown") == ""
