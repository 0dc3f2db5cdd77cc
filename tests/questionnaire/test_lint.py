"""The form linter: every code with a form that has the mistake and one that has not (Q2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.questionnaire.findings import Finding, FormRefused, column_number
from desktop_app.questionnaire.lint import has_errors, lint
from desktop_app.questionnaire.lint_rules.catalogue import CATALOGUE
from desktop_app.questionnaire.readers import read_form
from tests.questionnaire.form_tables import EXAMPLE, complete, write_complete, write_form, write_tables

YES_NO = """
| choices | name | score |
| yes_no  | yes  | 100   |
| yes_no  | no   | 0     |
"""
TREE = """
| eval_tree | parent | level     | weight |
| total     |        | total     | 1      |
| A         | total  | indicator | 1      |
"""


def found(text: str, folder: Path) -> tuple[Finding, ...]:
    """Findings of a form written as tables, completed with labels and settings."""
    return lint(write_complete(text, folder / "form.xlsx"))


def told(findings: tuple[Finding, ...]) -> list[str]:
    """Code and cell of each finding."""
    return [f"{one.code} {one.sheet}!{one.cell or one.row}" for one in findings]


def asked(column: str, value: str, kind: str = "text") -> str:
    """A form with one cell under test, at C3, beside a select, a number and a repeat to name."""
    return f"""
        | survey            | name  | {column} |
        | select_one yes_no | q     |          |
        | {kind}            | t     | {value}  |
        | integer           | n     |          |
        {YES_NO}"""


def scored(kind: str = "select_one yes_no", **cells: str) -> str:
    """A form with one scored row, row 2 of survey, its evaluation columns as given."""
    columns = {"eval_node": "A", "eval_rule": "choice"} | cells
    return f"""
        | survey  | name | {" | ".join(columns)} |
        | {kind}  | q    | {" | ".join(columns.values())} |
        | integer | a    | {" | ".join("" for _ in columns)} |
        | integer | b    | {" | ".join("" for _ in columns)} |
        | text    | t    | {" | ".join("" for _ in columns)} |
        {YES_NO}
        {TREE}"""


def tree(rows: str) -> str:
    """A form scored for A whose tree is given."""
    return f"""
        | survey            | name | eval_node | eval_rule |
        | select_one yes_no | q    | A         | choice    |
        {YES_NO}

        | eval_tree | parent | level     | weight |
        {rows}"""


def levels(rows: str) -> str:
    """A scored form with levels."""
    return scored() + f"\n\n| eval_levels | level | from | gate |\n{rows}"


SPOILED = {
    "E021": (asked("relevant", "${qq} = 'yes'"), "E021 survey!C3"),
    "E021 in a label": (asked("label::Thai (th)", "สวัสดี ${nam}"), "E021 survey!C3"),
    "E022": (asked("required", "yes", "select_one yesno"), "E022 survey!A3"),
    "E023 begin": ("| survey | name |\n| begin_group | g |\n| text | t |", "E023 survey!A2"),
    "E023 end": ("| survey | name |\n| text | t |\n| end_group | |", "E023 survey!A3"),
    "E024": (
        "| survey | name |\n| begin_group | g |\n| text | t |\n| end_group | |\n| text | t |",
        "E024 survey!B5",
    ),
    "E025": ("| survey | name | relevant | relevant |\n| text | t | | |", "E025 survey!C1"),
    "E027": ("| survey | name |\n| text | t |\n| text | |", "E027 survey!B3"),
    "E028": (asked("calculation", "", "calculate"), "E028 survey!C3"),
    "E029": (asked("required", "yes") + "| yes_no | yes | 50 |", "E029 choices!B4"),
    "E030": ("| choices | name |\n| yes_no | yes |", "E030 survey!0"),
    "E031": ("| survey | name |\n| text | t |\n| | u |", "E031 survey!A3"),
    "E101": (asked("relevent", "${q} = 'yes'"), "E101 survey!C1"),
    "E101 evaluation": (scored(eval_wieght="2"), "E101 survey!E1"),
    "E101 choices": (asked("required", "yes").replace("score", "scroe"), "E101 choices!C1"),
    "E102": (asked("relevant", "${q} = "), "E102 survey!C3"),
    "E103 unknown": (asked("relevant", "selcted(${q}, 'yes')"), "E103 survey!C3"),
    "E103 arguments": (asked("relevant", "selected(${q})"), "E103 survey!C3"),
    "E104 function": (asked("calculation", "pulldata('a', 'b', 'c', 'd')", "calculate"), "E104 survey!C3"),
    "E104 descent": (asked("calculation", "count(//q)", "calculate"), "E104 survey!C3"),
    "E104 attribute": (asked("calculation", "../@id", "calculate"), "E104 survey!C3"),
    "E104 star": (asked("calculation", "sum(../*)", "calculate"), "E104 survey!C3"),
    "E105": (
        """
        | survey    | name | calculation | relevant |
        | calculate | a    | ${b} + 1    |          |
        | integer   | b    |             | ${c} > 1 |
        | calculate | c    | ${a}        |          |
        """,
        "E105 survey!C2",
    ),
    "E106 equals": (asked("relevant", "${q} = 'ys'"), "E106 survey!C3"),
    "E106 selected": (asked("relevant", "selected(${q}, 'zz')"), "E106 survey!C3"),
    "E106 self": (asked("constraint", ". != 'maybe'", "select_one yes_no"), "E106 survey!C3"),
    "E107": (asked("choice_filter", "privince = ${q}", "select_one yes_no"), "E107 survey!C3"),
    "E108 name": (asked("required", "yes").replace("| q ", "| q\u200b "), "E108 survey!B2"),
    "E108 expression": (asked("relevant", "${q}\u00a0= 'yes'"), "E108 survey!C3"),
    "E109 column": (asked("label::thai(th)", "ชื่อ"), "E109 survey!C1"),
    "E109 half a hint": (asked("hint::English (en)", "Unit"), "E109 survey!3"),
    "E110 type": (asked("required", "yes", "geopoint"), "E110 survey!A3"),
    "E110 or_other": (asked("required", "yes", "select_one yes_no or_other"), "E110 survey!A3"),
    "E111 column": (asked("parameters", "rows=3"), "E111 survey!C1"),
    "E111 sheet": (asked("required", "yes") + "\n\n| entities | label |\n| x | y |", "E111 entities!0"),
    "E112 name": (asked("required", "yes").replace("| t ", "| Total "), "E112 survey!B3"),
    "E112 code": (asked("required", "yes").replace("| yes  |", "| Ye s |"), "E112 choices!B2"),
    "E121": (asked("required", "Yess"), "E121 survey!C3"),
    "E121 read_only": (asked("read_only", "TRUE"), "E121 survey!C3"),
    "E130": (scored().replace("100", "1O"), "E130 choices!C2"),
    "E130 missing": (scored().replace("| 100", "|"), "E130 choices!C2"),
    "E130 too much": (scored().replace("100", "101"), "E130 choices!C2"),
    "E131 unknown": (scored(eval_node="B"), "E131 survey!C2"),
    "E131 branch": (scored(eval_node="total"), "E131 survey!C2"),
    "E131 no node": (scored(eval_node=""), "E131 survey!D2"),
    "E131 no rule": (scored(eval_rule=""), "E131 survey!C2"),
    "E131 id": (tree("| 1 | | total | 1 |\n| A | 1 | indicator | 1 |"), "E131 eval_tree!A2"),
    "E131 question": (tree("| q | | total | 1 |\n| A | q | indicator | 1 |"), "E131 eval_tree!A2"),
    "E131 parent": (tree("| T | | total | 1 |\n| A | U | indicator | 1 |"), "E131 eval_tree!B3"),
    "E131 roots": (tree("| T | | total | 1 |\n| A | | indicator | 1 |"), "E131 eval_tree!B1"),
    "E131 loop": (
        tree("| T | | total | 1 |\n| A | B | indicator | 1 |\n| B | A | indicator | 1 |"),
        "E131 eval_tree!B3",
    ),
    "E131 empty": (
        tree("| T | | total | 1 |\n| A | T | indicator | 1 |\n| B | T | indicator | 1 |"),
        "E131 eval_tree!A4",
    ),
    "E131 weights": (tree("| T | | total | 1 |\n| A | T | indicator | 0 |"), "E131 eval_tree!A2"),
    "E132 key": (scored(eval_params="targt=50"), "E132 survey!E2"),
    "E132 missing": (scored("integer", eval_rule="share", eval_params="num=${a}"), "E132 survey!E2"),
    "E132 name": (
        scored("integer", eval_rule="share", eval_params="num=${a} den=${bb}"),
        "E132 survey!E2",
    ),
    "E132 number": (
        scored("integer", eval_rule="share", eval_params="num=${a} den=${t}"),
        "E132 survey!E2",
    ),
    "E132 file": (scored(eval_params="evidence=${t}"), "E132 survey!E2"),
    "E132 bands": (scored("integer", eval_rule="bands", eval_params="bands=3:67,6:100,0:0"), "E132 survey!E2"),
    "E132 value": (scored(eval_params="over=median"), "E132 survey!E2"),
    "E133 choice": (scored("integer"), "E133 survey!D2"),
    "E133 multi": (scored(eval_rule="multi_sum"), "E133 survey!D2"),
    "E134 top": (scored().replace("100", "90"), "E134 survey!A2"),
    "E134 bottom": (scored().replace("| 0 ", "| 5 "), "E134 survey!A2"),
    "E135": (
        scored("select_multiple yes_no", eval_rule="multi_sum").replace("| 0 ", "| na "),
        "E135 choices!C3",
    ),
    "E136 first": (levels("| main | 1 | 10 | |"), "E136 eval_levels!C2"),
    "E136 order": (levels("| main | 1 | 0 | |\n| main | 2 | 60 | |\n| main | 3 | 40 | |"), "E136 eval_levels!C4"),
    "E136 number": (levels("| main | 1 | 0 | |\n| main | 3 | 60 | |"), "E136 eval_levels!C3"),
    "E137 weight": (scored(eval_weight="-1"), "E137 survey!E2"),
    "E137 skip": (scored(eval_skip="none"), "E137 survey!E2"),
    "E137 gate": (scored(eval_evidence="gate:150"), "E137 survey!E2"),
    "E137 tree": (tree("| T | | totl | 1 |\n| A | T | indicator | 1 |"), "E137 eval_tree!C2"),
    "E137 exclusive": (asked("required", "yes").replace("score", "exclusive"), "E137 choices!C2"),
    "E137 version": (asked("required", "yes") + "\n\n| settings | version |\n| t | v2 |", "E137 settings!C2"),
    "W202": (asked("appearance", "multi-line"), "W202 survey!C3"),
    "W210": (
        f"""
        | survey            | name | relevant     | eval_node | eval_rule | eval_skip |
        | select_one yes_no | p    |              | A         | choice    |           |
        | select_one yes_no | k    | ${{p}} = 'yes' | A         | choice    |           |
        {YES_NO}
        {TREE}""",
        "W210 survey!F3",
    ),
    "W211": (scored("integer", eval_rule="share", eval_params="num=${a} den=${b}"), "W211 survey!2"),
    "W212": (asked("calculation", "sum(${n}) + 1", "calculate"), "W212 survey!C3"),
    "W213": (asked("constraint", "regex(., '[0-9]{4}')"), "W213 survey!C3"),
    "W216": (asked("relevant", "${q} = 'yes' and ${q} = 'no'"), "W216 survey!C3"),
    "W216 group": (
        f"""
        | survey            | name | relevant      |
        | select_one yes_no | q    |               |
        | begin_group       | g    | ${{q}} = 'yes' |
        | text              | t    | ${{q}} = 'no'  |
        | end_group         |      |               |
        {YES_NO}""",
        "W216 survey!C4",
    ),
    "W214": (
        """
        | survey    | name | calculation                    | label::Thai (th) |
        | calculate | d    | format-date(today(), '%e %b')  |                  |
        | note      | s    |                                | วันที่ ${d}       |
        """,
        "W214 survey!C2",
    ),
}
GOOD = {
    "the worked example": EXAMPLE,
    "compared with a code of the list": asked("relevant", "${q} = 'yes' or selected(${q}, 'no')"),
    "compared with blank": asked("relevant", "${q} = '' or ${q} != ''"),
    "a calculated requirement": asked("required", "${q} = 'yes'"),
    "a whole pattern": asked("constraint", "regex(., '^[0-9]{4}$')"),
    "a filter that names its column": asked("choice_filter", "score = '100'", "select_one yes_no"),
    "names without blanks around operators": asked("calculation", "1div2 + ${n}mod 2", "calculate"),
    "a group asked by what is inside": """
        | survey      | name | relevant            |
        | begin_group | g    | ${a} = '' or ${a} > 1 |
        | integer     | a    |                     |
        | end_group   |      |                     |
        """,
    "a value kept once": asked("calculation", "once(random())", "calculate"),
    "a row that names itself": asked("calculation", "coalesce(${t}, 'x')", "calculate"),
    "wild card in count": asked("calculation", "count(../*)", "calculate"),
    "blanks filled before a sum": asked("calculation", "coalesce(${n}, 0) + 1", "calculate"),
    "scored": scored(),
    "a follow-up that says what it counts as": f"""
        | survey            | name | relevant     | eval_node | eval_rule | eval_skip |
        | select_one yes_no | p    |              | A         | choice    |           |
        | select_one yes_no | k    | ${{p}} = 'yes' | A         | choice    | zero      |
        {YES_NO}
        {TREE}""",
    "levels": levels("| main | 1 | 0 | |\n| main | 2 | 50.5 | ${q} = 'yes' |"),
    "asked when nothing is answered": asked("relevant", "not(selected(${q}, 'yes') or selected(${q}, 'no'))"),
    "decided by a number": asked("relevant", "${n} > 1 and ${n} < 0"),
    "a sheet of the author": asked("required", "yes") + "\n\n| _notes | any |\n| x | y |",
}


@pytest.mark.parametrize(("text", "expected"), SPOILED.values(), ids=SPOILED)
def test_a_mistake_is_found_at_its_cell(text: str, expected: str, tmp_path: Path) -> None:
    """Q2: each mistake of the profile's list is named with code, sheet and cell."""
    assert expected in told(found(text, tmp_path))


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_a_form_without_mistakes_has_no_findings(text: str, tmp_path: Path) -> None:
    """Q2: what looks like a mistake but is none passes in silence."""
    assert told(found(text, tmp_path)) == []


def test_every_code_of_the_catalogue_is_shown_by_a_spoiled_form() -> None:
    """Q2: no code without a form that has the mistake; the rest is tested one by one below."""
    elsewhere = {"E020", "E032", "E033", "E109", "W201", "W215"}
    assert {one.code for one in CATALOGUE.values()} - elsewhere <= {name.split()[0] for name in SPOILED}


@pytest.mark.parametrize("saying", CATALOGUE.values(), ids=CATALOGUE)
def test_a_saying_is_complete_in_both_languages(saying) -> None:
    """Q2: Thai and English name the same places and end with what to do."""
    assert saying.th and saying.en and saying.todo_th and saying.todo_en
    bare = [text.replace("_th}", "}").replace("_en}", "}") for text in (saying.th, saying.en)]
    assert _places(bare[0]) == _places(bare[1])


def _places(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.replace("{{", "").split("{")[1:]}


def test_the_nearest_word_is_suggested(tmp_path: Path) -> None:
    """Q2: a misspelt column, name, list, code and function each get the word that was meant."""
    todo = {
        one.code: one.todo_en
        for text in ("E101", "E021", "E022", "E106 equals", "E103 unknown")
        for one in found(SPOILED[text][0], tmp_path)
    }
    assert todo["E101"] == "Change it to “relevant”."
    assert todo["E021"] == "Change it to “q”."
    assert todo["E022"] == "Change it to “yes_no”."
    assert todo["E106"] == "Change it to “yes”."
    assert todo["E103"] == "Change it to “selected”."


def test_a_cycle_prints_the_whole_chain(tmp_path: Path) -> None:
    """Q2: E105 shows every name on the way round, once."""
    (cycle,) = [one for one in found(SPOILED["E105"][0], tmp_path) if one.code == "E105"]
    assert cycle.message_en == "Questions depend on each other in a circle: a → b → c → a."


def test_a_cycle_that_only_the_running_form_shows_is_found(tmp_path: Path) -> None:
    """Q2: a way round through a path that names nothing itself still stops the release, at its row."""
    text = """
        | survey    | name | calculation |
        | calculate | a    | ../b/.      |
        | calculate | b    | ${a} + 1    |
        """
    (cycle,) = found(text, tmp_path)
    assert (cycle.code, cycle.sheet) == ("E105", "survey")
    assert cycle.row in (2, 3)


def test_a_condition_too_large_to_try_is_left_alone(tmp_path: Path) -> None:
    """Q2: every answer to three selects, for a condition of a page, would take the author's patience."""
    impossible = " or ".join(["${a} = 'zz' and ${b} = 'zz' and ${c} = 'zz'"] * 100)
    options = "".join(f"| l | o{number} |\n" for number in range(11))
    questions = "".join(f"| select_one l | {name} | |\n" for name in "abc")
    text = f"| survey | name | relevant |\n{questions}| text | t | {impossible} |\n\n| choices | name |\n{options}"
    findings = lint(write_complete(text, tmp_path / "form.xlsx"))
    assert [one.code for one in findings if one.code == "W216"] == []


def test_all_findings_come_at_once_and_in_order(tmp_path: Path) -> None:
    """Q2: the linter never stops at the first mistake; order is sheet, row, column."""
    text = """
        | survey            | name | relevent | relevant      | required |
        | text              | T    |          | ${x} = 1      | Yess     |
        | select_one nolist | t    |          | 1 +           |          |
        """
    findings = found(text, tmp_path)
    assert told(findings)[:6] == [
        "E101 survey!C1",
        "E112 survey!B2",
        "E021 survey!D2",
        "E121 survey!E2",
        "E022 survey!A3",
        "E102 survey!D3",
    ]
    places = [(one.row, column_number(one.cell)) for one in findings if one.sheet == "survey"]
    assert places == sorted(places)


def test_labels_missing_in_a_language_are_named(tmp_path: Path) -> None:
    """Q7 Q2: a blank label is named at its cell, a missing column once at the header row."""
    text = """
        | survey | name | label::Thai (th) |
        | text   | a    | ชื่อ              |
        | text   | b    |                  |

        | settings | form_title | version | default_language | eval_profile |
        | test     | ทดสอบ      | 1       | Thai (th)        | 1            |
        """
    findings = lint(write_form(text, tmp_path / "form.xlsx"))
    assert told(findings) == ["E109 survey!1", "E109 survey!C3"]
    assert "อังกฤษ" in findings[0].message_th


def test_a_constraint_without_message_is_a_warning(tmp_path: Path) -> None:
    """Q2: W201 asks for a sentence but does not stop the release."""
    text = """
        | survey  | name | constraint | constraint_message::Thai (th) | constraint_message::English (en) |
        | integer | n    | . > 0      |                               |                                  |
        """
    findings = found(text, tmp_path)
    assert told(findings) == ["W201 survey!C2"]
    assert not has_errors(findings)


def test_a_cap_explains_a_best_option_below_100(tmp_path: Path) -> None:
    """Q2 S1: E134 is only a warning where eval_cap states the bound."""
    (finding,) = found(scored(eval_cap="80").replace("100", "80"), tmp_path)
    assert (finding.code, finding.severity) == ("E134", "warning")


def test_an_accepted_warning_is_silent_and_an_error_never(tmp_path: Path) -> None:
    """Q2: a line in _lint with a reason silences its warning; without reason or for errors it does not."""
    accept = "\n\n| _lint | name | reason |\n| {} | {} | {} |"
    warning, error = SPOILED["W213"][0], SPOILED["E121"][0]
    assert found(warning + accept.format("W213", "t", "รูปแบบสากล"), tmp_path) == ()
    assert told(found(warning + accept.format("W213", "t", ""), tmp_path)) == ["W213 survey!C3"]
    assert told(found(error + accept.format("E121", "t", "ตั้งใจ"), tmp_path)) == ["E121 survey!C3"]


def test_a_text_that_changed_since_the_last_release_needs_a_bridge(tmp_path: Path) -> None:
    """Q2 O5: a changed question or option under the same name is named; a line in eval_bridge settles it."""
    first = write_complete(asked("label::Thai (th)", "มีแผนหรือไม่"), tmp_path / "first.xlsx")
    reworded = asked("label::Thai (th)", "มีแผนแม่บทหรือไม่")
    options = asked("label::Thai (th)", "มีแผนหรือไม่") + "| yes_no | some | 50 |"
    bridge = "\n\n| eval_bridge | from_name | name | kind |\n| 1 | t | t | reworded |"
    after = [
        [one for one in told(lint(write_complete(text, tmp_path / "next.xlsx"), first)) if "W215" in one]
        for text in (reworded, options, reworded + bridge)
    ]
    assert after == [["W215 survey!C3"], ["W215 survey!A2"], []]


def test_what_only_the_converter_sees_is_said_too(tmp_path: Path) -> None:
    """Q2: a refusal that no rule explains is a finding, in our format."""
    text = """
        | survey       | name | label::Thai (th) | label::English (en) |
        | begin_repeat | data | รายการ            | Items               |
        | text         | t    | ชื่อ              | Name                |
        | end_repeat   |      |                  |                     |
        """
    (finding,) = found(text, tmp_path)
    assert (finding.code, finding.sheet, finding.row, finding.severity) == ("E020", "survey", 2, "error")


def test_a_finding_reads_as_one_line_in_both_languages(tmp_path: Path) -> None:
    """Q2: code, cell, column, what is wrong, arrow, what to do."""
    (finding,) = [one for one in found(SPOILED["E101"][0], tmp_path) if one.code == "E101"]
    assert finding.text("th") == ('E101 survey!C1 คอลัมน์ "relevent": ไม่รู้จักชื่อคอลัมน์นี้ สิ่งที่เขียนไว้จะไม่มีผล → แก้เป็น “relevant”')
    assert finding.text("en").startswith('E101 survey!C1 column "relevent": This column name is not known;')
    assert set(finding.to_json()) == {
        "code", "severity", "sheet", "row", "column", "cell", "name",
        "message_th", "message_en", "todo_th", "todo_en",
    }  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old"])
def test_a_damaged_file_is_one_finding(content: bytes, tmp_path: Path) -> None:
    """Q2: whatever the file holds, the linter answers with a finding."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    assert told(lint(path)) == ["E001 !0"]


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("select_one_from_file towns.csv", "towns.csv"),
        ("select_multiple_from_file towns.xml", "towns.xml"),
        ("csv-external", "t.csv"),
        ("xml-external", "t.xml"),
    ],
)
def test_a_data_file_beside_the_form_is_named_and_the_form_still_opens(kind: str, file: str, tmp_path: Path) -> None:
    """Q1 Q2: the finding names the file that is not read; the form opens for preview, the data empty."""
    path = write_complete(asked("required", "", kind), tmp_path / "form.xlsx")
    (finding,) = [one for one in lint(path) if one.code == "E110"]
    assert finding.cell == "A3"
    assert file in finding.message_th
    assert file in finding.message_en
    assert all(not element.text for element in read_form(path).instances.values())


@pytest.mark.parametrize(("rows", "expected"), [(20_000, []), (20_001, ["E033 _notes!20001"])])
def test_rows_that_were_not_read_are_named(rows: int, expected: list[str], tmp_path: Path) -> None:
    """Q2: a sheet that is too long is never cut in silence."""
    form = complete(asked("required", "yes"))
    form["_notes"] = [["any"]] + [["x"]] * (rows - 1)
    findings = lint(write_tables(form, tmp_path / "form.xlsx"))
    assert [one for one in told(findings) if "_notes" in one] == expected


def test_an_xform_may_be_opened_but_not_released(tmp_path: Path) -> None:
    """Q1 Q2: the profile wants the workbook, and the finding says so."""
    path = tmp_path / "form.xml"
    path.write_text(
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>'
        '<instance><data id="x"><q/></data></instance></model></h:head><h:body/></h:html>'
    )
    assert told(lint(path)) == ["E006 !0"]


def test_a_data_file_beside_an_xform_is_named(tmp_path: Path) -> None:
    """Q1 Q2: the form opens, its instance is empty, and the finding names the file."""
    path = tmp_path / "form.xml"
    path.write_text(
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>'
        '<instance><data id="x"><q/></data></instance><instance id="towns" src="jr://file-csv/towns.csv"/>'
        "</model></h:head><h:body/></h:html>"
    )
    findings = lint(path)
    assert [(one.code, one.name) for one in findings][1:] == [("E007", "towns.csv")]
    assert not read_form(path).instances["towns"].children


FOREIGN = (
    "select_one_from_file towns.csv", "select_one yes_no or_other", "rank yes_no", "osm", "range", "barcode",
    "start-geopoint", "background-audio", "add select one prompt using yes_no", "select all that apply from yes_no",
    "select_one_external yes_no", "audit", "begin_loop over yes_no", "unheard of",
)  # fmt: skip


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_type_is_named_and_the_form_opens_or_is_refused(kind: str, tmp_path: Path) -> None:
    """Q1 Q2: a form kept elsewhere opens for preview or ends in a finding, never in a bare exception."""
    path = write_complete(asked("required", "", kind), tmp_path / "form.xlsx")
    assert "E110 survey!A3" in told(lint(path))
    try:
        assert read_form(path).form_id == "test"
    except FormRefused as refused:
        assert refused.findings
