"""The DDI document of a codebook, held against the standard's schema and against the form (Q7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from desktop_app.outputs.codebook.ddi import ddi_xml
from desktop_app.outputs.codebook.facts import describe
from desktop_app.outputs.workbook import NOT_OFFICIAL
from desktop_app.questionnaire.form import Control, Form, Kind, Node
from desktop_app.questionnaire.readers import read_form
from desktop_app.resources import FORMS
from desktop_app.scoring.digest import scoring_sha256
from tests.outputs.codebook_forms import FOREIGN, NESTED, made
from tests.questionnaire.forms_by_hand import choice_list, form, leaf

SCHEMA = Path(__file__).parent / "ddi" / "codebook-subset.xsd"
DAY = date(2026, 11, 27)
REFERENCES = ("var", "varGrp", "recGrp", "qstn", "files")
DDI = "{ddi:codebook:2_5}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def schema() -> Any:
    return etree.XMLSchema(etree.parse(SCHEMA))


@pytest.fixture(scope="module")
def next_schema() -> Any:
    """The complete schema of version 2.6, without the annotations that libxml2 finds out of place."""
    tree = etree.parse(SCHEMA.parent / "v2_6" / "codebook.xsd")
    for note in list(tree.iter("{http://www.w3.org/2001/XMLSchema}annotation")):
        note.getparent().remove(note)
    return etree.XMLSchema(tree)


@pytest.fixture(scope="module")
def nested(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return made(NESTED, tmp_path_factory.mktemp("nested"))


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return made(FOREIGN, tmp_path_factory.mktemp("foreign"))


def document(of: Form) -> Any:
    return etree.fromstring(ddi_xml(describe(of), DAY))


def variables(of: Form) -> dict[str, Any]:
    return {one.get("name"): one for one in document(of).iter(f"{DDI}var")}


def texts(element: Any, tag: str) -> dict[str, list[str]]:
    """Texts of the elements of a tag directly inside, by language."""
    found: dict[str, list[str]] = {}
    for one in element.findall(f"{DDI}{tag}"):
        found.setdefault(one.get(LANG, ""), []).append(one.text)
    return found


def note(element: Any, kind: str, language: str = "") -> str | None:
    """Text of the note of that type, None where there is none."""
    notes = (one for one in element.findall(f"{DDI}notes") if one.get("type") == kind)
    return next((one.text for one in notes if one.get(LANG, "") == language), None)


def held(of: Form) -> Iterator[Node]:
    """The nodes that can hold a value."""
    return (node for node in of.root.walk() if node.kind is Kind.LEAF and node.control is not Control.NOTE)


@pytest.mark.parametrize("which", ["readiness", "nested", "foreign"])
def test_the_document_is_valid_against_the_schema(which: str, schema: Any, request: pytest.FixtureRequest) -> None:
    """Q7: DDI Codebook 2.5 for the shipped instrument, nested repeats, and a foreign form without scores."""
    found = document(request.getfixturevalue(which))
    assert schema.validate(found), schema.error_log
    assert found.tag == f"{DDI}codeBook"
    assert found.get("version") == "2.5"


def test_the_schema_does_refuse(schema: Any, nested: Form) -> None:
    """Q7: the check above has teeth: order, unknown elements, foreign words, what is required."""
    for spoil in (
        lambda root: root.insert(0, root[-1]),
        lambda root: etree.SubElement(root[-1][-1], f"{DDI}invented"),
        lambda root: next(root.iter(f"{DDI}varGrp")).set("type", "chapter"),
        lambda root: next(root.iter(f"{DDI}var")).attrib.pop("name"),
    ):
        found = document(nested)
        spoil(found)
        assert not schema.validate(found)


@pytest.mark.parametrize("which", ["readiness", "nested", "foreign"])
def test_every_reference_has_its_target(which: str, request: pytest.FixtureRequest) -> None:
    """Q7: IDs are unique and lead somewhere; libxml2 does not check references of a schema."""
    found = list(document(request.getfixturevalue(which)).iter("*"))
    ids = [one.get("ID") for one in found if one.get("ID")]
    named = {ref for one in found for name in REFERENCES for ref in one.get(name, "").split()}
    assert len(set(ids)) == len(ids)
    assert named <= set(ids)


@pytest.mark.parametrize("which", ["readiness", "nested", "foreign"])
def test_every_variable_and_choice_is_in_it(which: str, request: pytest.FixtureRequest) -> None:
    """Q7: in form order, texts exact in every language, options in sheet order with their codes."""
    of = request.getfixturevalue(which)
    found = list(document(of).iter(f"{DDI}var"))
    assert [note(one, "path") for one in found] == [node.path for node in held(of)]
    for element, node in zip(found, held(of), strict=True):
        assert element.get("name") == node.name
        if node.label:
            assert texts(element, "labl") == {language: [text] for language, text in node.label.items()}
        options = [one for one in element.findall(f"{DDI}catgry") if one.find(f"{DDI}catValu") is not None]
        choices = of.lists[node.choice_list].choices if node.choice_list else ()
        assert [one.findtext(f"{DDI}catValu") for one in options] == [choice.name for choice in choices]
        for option, choice in zip(options, choices, strict=True):
            assert texts(option, "labl") == {language: [text] for language, text in choice.label.items()}


def test_the_same_form_and_day_give_the_same_bytes(tmp_path: Path) -> None:
    """Q7: read twice, written twice; another day changes the day and nothing else."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = (ddi_xml(describe(made(NESTED, tmp_path / one)), DAY) for one in ("a", "b"))
    assert first == second
    later = ddi_xml(describe(made(NESTED, tmp_path / "a")), date(2026, 12, 1))
    assert later == first.replace(b"2026-11-27", b"2026-12-01")


def test_a_question_says_when_it_is_asked(nested: Form) -> None:
    """Q7: in words of both languages, as written, and by reference to the question it hangs on."""
    link = variables(nested)["link"]
    question = link.find(f"{DDI}qstn")
    assert texts(question, "preQTxt") == {
        "th": ["ข้อ 1.1-01 ไม่ได้ตอบว่า “ไม่มี”"],
        "en": ["item 1.1-01 is not “None”"],
    }
    assert texts(link, "universe") == texts(question, "preQTxt")
    assert note(link, "relevant") == "${plan} != 'none'"
    assert question.get("seqNo") == "1.1-02"
    questions = {name: one.find(f"{DDI}qstn") for name, one in variables(nested).items()}
    asked = {one.get("ID"): name for name, one in questions.items() if one is not None}
    assert asked[question.find(f"{DDI}backward").get("qstn")] == "plan"
    assert texts(variables(nested)["plan"], "universe")["th"] == ["ถามทุกหน่วยงาน"]
    assert texts(variables(nested)["plan"].find(f"{DDI}qstn"), "ivuInstr")["th"] == ["ดูจากเล่มแผน", "ตัวอย่าง: หน้าปก"]


def test_blank_not_asked_and_not_applicable_are_three_things(nested: Form) -> None:
    """Q7: each variable lists the ways in which its own value can be missing."""
    missing = {
        name: [(one.get("missType"), one.findtext(f"{DDI}catValu")) for one in element if one.get("missing") == "Y"]
        for name, element in variables(nested).items()
    }
    assert missing["plan"] == [("not_applicable", "na"), ("blank", None), ("not_applicable", None)]
    assert missing["link"] == [("blank", None), ("not_asked", None)]
    assert missing["title"] == [("blank", None), ("not_asked", None)]  # its repeat has the condition
    assert missing["tasks"] == [("not_calculated", None), ("not_asked", None)]


def test_scoring_of_a_variable_is_complete(nested: Form) -> None:
    """Q7 S4: rule, weight, cap, gate, skip, evidence, sensitivity, source, and what each option counts."""
    plan = variables(nested)["plan"]
    kinds = ("rule", "weight", "cap", "skip", "evidence", "evidence-gate", "not-applicable", "required", "indicator")
    assert [note(plan, kind) for kind in kinds] == ["choice", "2", "80", "zero", "gate", "50", "yes", "yes", "A1"]
    assert note(plan, "source") == "ร่างขึ้นเอง (own drafting)"
    assert texts(plan, "concept") == {"th": ["A1 แผน"], "en": ["A1 Plan"]}
    options = {one.findtext(f"{DDI}catValu"): texts(one, "txt").get("th") for one in plan.iter(f"{DDI}catgry")}
    assert options["yes"] == ["คะแนน 100"]
    link = variables(nested)["link"]
    options = {one.findtext(f"{DDI}catValu"): texts(one, "txt").get("th") for one in link.iter(f"{DDI}catgry")}
    assert (options["n1"], options["x"]) == (["คะแนน 62.5"], ["คะแนน 0", "เลือกร่วมกับข้ออื่นไม่ได้"])
    assert note(link, "choice-filter") == "level = ${plan}"
    marks = {name: note(one, "sensitivity") for name, one in variables(nested).items()}
    assert (marks["plan"], marks["link"], marks["title"], marks["proof"]) == (
        "open",
        "internal",
        "personal",
        "restricted",
    )


def test_repeats_are_records_in_a_hierarchical_file(nested: Form, foreign: Form) -> None:
    """Q7 Q3: nested as the repeats are; every variable names its record."""
    structure = next(document(nested).iter(f"{DDI}fileStrc"))
    assert structure.get("type") == "hierarchical"
    records = {one.get("rectype"): one for one in structure.findall(f"{DDI}recGrp")}
    assert list(records) == ["main", "project", "task"]
    assert records["main"].get("recGrp") == records["project"].get("ID")
    assert records["project"].get("recGrp") == records["task"].get("ID")
    assert {name: one.get("rectype") for name, one in variables(nested).items()} == {
        "plan": "main", "link": "main", "signed": "main", "office_code": "main",
        "title": "project", "cost": "task", "proof": "task", "tasks": "project",
    }  # fmt: skip
    assert next(document(foreign).iter(f"{DDI}fileStrc")).get("type") == "rectangular"


def test_groups_and_score_tree_hold_their_variables(nested: Form) -> None:
    """Q7 S1: sections, repeats, and the tree with weights; the notes of a section are its text."""
    found = document(nested)
    names = {one.get("ID"): one.get("name") for one in found.iter(f"{DDI}var")}
    groups = {one.get("name"): one for one in found.iter(f"{DDI}varGrp")}
    members = {name: [names[ref] for ref in one.get("var", "").split()] for name, one in groups.items()}
    assert members["a"] == ["plan", "link", "signed", "office_code"]
    assert members["A1"] == ["plan", "link"]
    assert {name: one.get("type") for name, one in groups.items()} == {
        "a": "section", "project": "repetition", "task": "repetition", "total": "analysis", "A1": "analysis",
    }  # fmt: skip
    assert groups["total"].get("varGrp") == groups["A1"].get("ID")
    assert texts(groups["a"], "txt")["th"] == ["โปรดตอบตามจริง"]
    assert note(groups["A1"], "weight") == "1"


def test_levels_digest_and_status_are_stated(nested: Form, readiness: Form, foreign: Form) -> None:
    """Q7 S5 S7: bands with their gates, the digest two scores are compared by, and that it is not official."""
    data = document(nested).find(f"{DDI}dataDscr")
    assert note(data, "scoring-sha256") == scoring_sha256(nested)
    assert texts(data, "notes")["th"] == ["เริ่มต้น", "พร้อม"]
    assert note(data, "level-gate") == "${plan} = 'yes'"
    assert note(document(foreign).find(f"{DDI}dataDscr"), "scoring-sha256") is None
    for part in ("docDscr", "stdyDscr"):
        citation = document(readiness).find(f"{DDI}{part}/{DDI}citation")
        assert (note(citation, "disclaimer", "th"), note(citation, "disclaimer", "en")) == tuple(NOT_OFFICIAL.values())
    assert "own drafting" in (note(document(readiness).find(f"{DDI}docDscr"), "sources", "th") or "")
    assert note(document(foreign).find(f"{DDI}docDscr"), "sources", "th") is None


def test_a_calculated_variable_names_what_it_is_made_from(nested: Form, readiness: Form) -> None:
    """Q7: the expression as written, and the variables it reads."""
    derived = variables(readiness)["d1_1_2_05_den"]
    derivation = derived.find(f"{DDI}derivation")
    assert derivation.get("var") == variables(readiness)["staff_total"].get("ID")
    assert derivation.findtext(f"{DDI}drvcmd") == "${staff_total}"
    assert derived.find(f"{DDI}qstn") is None
    assert variables(nested)["tasks"].find(f"{DDI}derivation").findtext(f"{DDI}drvcmd") == "count(${task})"


def test_a_missing_translation_is_left_out(nested: Form) -> None:
    """Q7: the dash that the converter writes for it is no text of the form."""
    assert nested.nodes["/data/project/task/cost"].constraint_message["en"] == "-"
    cost = variables(nested)["cost"]
    assert (note(cost, "constraint-message", "th"), note(cost, "constraint-message", "en")) == ("ต้องไม่ติดลบ", None)


def test_odd_texts_do_not_break_the_document(schema: Any) -> None:
    """Q7 P: markup, control characters, a language that XML has no code for, live values in a label."""
    odd = form(
        leaf("select_one", "a", choice_list="l", label={"th": "ก < ข & \u000b“ค”", "ภาษาอื่น": "x", "": "y"}),
        leaf("text", "b", relevant="/data/a = 'x' and broken(", label={"th": "ตอบว่า ${/data/a} ใช่ไหม"}),
        lists=(choice_list("l", "x", "<y>"),),
    )
    found = document(odd)
    assert schema.validate(found), schema.error_log
    assert texts(variables(odd)["a"], "labl")["th"] == ["ก < ข & “ค”"]
    assert texts(variables(odd)["b"], "labl")["th"] == ["ตอบว่า ${a} ใช่ไหม"]
    assert texts(variables(odd)["b"], "universe")["th"] == ["${a} = 'x' and broken("]


@pytest.mark.parametrize("which", ["readiness", "nested", "foreign"])
def test_it_is_valid_by_the_whole_schema_of_the_next_version(
    which: str, next_schema: Any, nested: Form, foreign: Form
) -> None:
    """Q7: nothing is left out of this one; only the namespace and the number of the version are changed."""
    of = {"nested": nested, "foreign": foreign}.get(which) or read_form(FORMS / "readiness-2560.xlsx")
    data = ddi_xml(describe(of), DAY).replace(b"ddi:codebook:2_5", b"ddi:codebook:2_6")
    next_schema.assertValid(etree.fromstring(data.replace(b'version="2.5"', b'version="2.6"', 1)))
