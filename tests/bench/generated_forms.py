"""Forms of any size for benchmarks: the same questions as a workbook of the profile and for survey-core (Q1, S1).

Ten questions are one block: half of them are scored choices, most depend on one before them, and about 1.7
expressions fall on each. Every scored choice is looked up and flows through its section's mean into one total
inside the form, so that engines can be compared by their totals. A file question and a repeat close the form.
Same size, same form; the questions mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from desktop_app.questionnaire.form import Control, Form
from desktop_app.questionnaire.session import AnswerSession

PER_SECTION = 20
DIMENSIONS = 6
TOTAL = "/data/results/total"
LISTS: dict[str, tuple[tuple[str, str], ...]] = {
    "level": (("none", "0"), ("plan", "33"), ("done", "67"), ("review", "100")),
    "yesno": (("no", "0"), ("yes", "100")),
    "part": (("p1", "40"), ("p2", "30"), ("p3", "30"), ("p4", "20")),
    "unit": (("u1", ""), ("u2", ""), ("u3", ""), ("u4", "")),
}
Cells = dict[str, str]


@dataclass
class Built:
    """Rows of `survey` and elements of survey-core, growing together."""

    rows: list[Cells] = field(default_factory=list)
    panels: list[dict[str, Any]] = field(default_factory=list)
    values: list[dict[str, str]] = field(default_factory=list)

    def ask(self, cells: Cells, element: dict[str, Any]) -> None:
        """One question for both."""
        name = cells["name"]
        texts = {
            "label::Thai (th)": f"คำถามข้อ {name} ของหน่วยงานเป็นอย่างไร",
            "label::English (en)": f"How does {name} stand?",
        }
        self.rows.append({**texts, **cells})
        self.panels[-1]["elements"].append({"name": name, "title": texts["label::Thai (th)"], **element})

    def compute(self, name: str, expression: str, other: str) -> None:
        """A calculated value: our expression and survey-core's."""
        self.rows.append({"type": "calculate", "name": name, "calculation": expression})
        self.values.append({"name": name, "expression": other})


def build(size: int) -> Built:
    """All questions of a form of `size` questions."""
    built = Built()
    sections = [
        _section(built, number, min(PER_SECTION, size - first))
        for number, first in enumerate(range(0, size, PER_SECTION), start=1)
    ]
    built.rows.append({"type": "begin_group", "name": "results", **_titled("ผลรวม", "Results")})
    built.compute(
        "total",
        f"({' + '.join(f'coalesce(${{{one}}}, 0)' for one in sections)}) div {len(sections)}",
        f"({' + '.join(f'{{{one}}}' for one in sections)}) / {len(sections)}",
    )
    built.rows.append({"type": "file", "name": "plan_file", **_titled("แนบแผน", "Attach the plan")})
    built.rows.append({"type": "begin_repeat", "name": "projects", **_titled("โครงการ", "Projects")})
    built.rows.append({"type": "text", "name": "project", **_titled("ชื่อโครงการ", "Project")})
    built.rows.append({"type": "integer", "name": "budget", "constraint": ". >= 0", **_titled("งบประมาณ", "Budget")})
    built.rows.append({"type": "calculate", "name": "half", "calculation": "${budget} div 2"})
    built.rows += [{"type": "end_repeat"}, {"type": "end_group"}]
    return built


def _titled(th: str, en: str) -> Cells:
    return {"label::Thai (th)": th, "label::English (en)": en}


def _section(built: Built, number: int, size: int) -> str:
    """One section; returns the name of its mean."""
    built.rows.append({"type": "begin_group", "name": f"s{number}", **_titled(f"ส่วนที่ {number}", f"Part {number}")})
    built.panels.append({"type": "panel", "name": f"s{number}", "elements": []})
    scored = [found for place in range(size) for found in _question(built, number, place)]
    for name, listed in scored:
        scores = LISTS[listed]
        look_up = f"instance('{listed}')/root/item[name = ${{{name}}}]/score"
        chosen = "0"
        for code, score in reversed(scores):
            chosen = f"iif({{{name}}} = '{code}', {score}, {chosen})"
        asked_if = built.panels[-1]["elements"][int(name.rpartition("_")[2]) - 1].get("visibleIf")
        # survey-core's expressions see a hidden answer, ours and the XForms engine's see none
        built.compute(f"{name}_score", look_up, f"iif({asked_if}, {chosen}, 0)" if asked_if else chosen)
    mean = f"s{number}_mean"
    ours = " + ".join(f"coalesce(${{{name}_score}}, 0)" for name, _ in scored)
    theirs = " + ".join(f"{{{name}_score}}" for name, _ in scored)
    built.compute(mean, f"({ours}) div {len(scored)}", f"({theirs}) / {len(scored)}")
    built.rows.append({"type": "end_group"})
    return mean


def _question(built: Built, section: int, place: int) -> Iterator[tuple[str, str]]:
    """One question of a block of ten; gives name and list where it is a scored choice."""
    name, kind = f"q{section}_{place + 1}", place % 10
    first = f"q{section}_{place - kind + 1}"
    scoring = {"eval_node": f"I{section}", "eval_rule": "choice"}
    if kind == 0:
        built.ask({"type": "select_one yesno", "name": name, "required": "yes", **scoring}, _pick("yesno"))
        yield name, "yesno"
    elif kind <= 4:
        hidden = kind in (2, 4)
        shown = {"relevant": f"${{{first}}} = 'yes'", "eval_skip": "zero"} if hidden else {}
        element = _pick("level") | ({"visibleIf": f"{{{first}}} = 'yes'"} if hidden else {})
        built.ask({"type": "select_one level", "name": name, "required": "yes", **shown, **scoring}, element)
        yield name, "level"
    else:
        _unscored(built, name, f"q{section}_{place}", kind)


def _unscored(built: Built, name: str, before: str, kind: int) -> None:
    number = {"type": "text", "inputType": "number"}
    wrong = {"constraint_message::Thai (th)": "ตัวเลขไม่ถูกต้อง", "constraint_message::English (en)": "Not a valid number"}
    if kind == 5:
        built.ask({"type": "integer", "name": name, "required": "yes", "constraint": ". >= 0", **wrong}, number)
    elif kind == 6:
        bounded = {"constraint": f". >= 0 and . <= ${{{before}}}", "relevant": f"${{{before}}} > 0", **wrong}
        built.ask({"type": "integer", "name": name, **bounded}, number | {"visibleIf": f"{{{before}}} > 0"})
        built.compute(
            f"{name}_share",
            f"round(${{{name}}} div ${{{before}}} * 100, 1)",
            f"round({{{name}}} / {{{before}}} * 100, 1)",
        )
    elif kind == 7:
        most = {"constraint": "count-selected(.) <= 3", "constraint_message::Thai (th)": "เลือกได้ไม่เกินสามข้อ"}
        most["constraint_message::English (en)"] = "Choose at most three."
        boxes = {"type": "checkbox", "choices": [code for code, _ in LISTS["part"]], "maxSelectedChoices": 3}
        built.ask({"type": "select_multiple part", "name": name, **most}, boxes)
    elif kind == 8:
        offered = {"choice_filter": f"selected(${{{before}}}, owner) or owner = 'any'"}
        built.ask({"type": "select_one unit", "name": name, **offered}, _pick("unit"))
    else:
        built.ask(
            {"type": "text", "name": name, "relevant": f"${{{before}}} != ''", "required": f"${{{before}}} = 'u1'"},
            {"type": "text", "visibleIf": f"{{{before}}} notempty", "requiredIf": f"{{{before}}} = 'u1'"},
        )


def _pick(listed: str) -> dict[str, Any]:
    return {"type": "radiogroup", "choices": [code for code, _ in LISTS[listed]]}


def write_workbook(size: int, path: Path) -> Path:
    """The form as a workbook of the profile."""
    from openpyxl import Workbook  # which the process that is measured does not need

    built = build(size)
    sections = -(-size // PER_SECTION)
    dimensions = min(DIMENSIONS, sections)
    tree = [{"id": "T", "level": "total", "weight": "1", **_titled("รวม", "Total")}]
    tree += [
        {"id": f"D{n}", "parent": "T", "level": "dimension", "weight": "10", **_titled(f"มิติที่ {n}", f"Dimension {n}")}
        for n in range(1, dimensions + 1)
    ]
    tree += [
        {
            "id": f"I{n}",
            "parent": f"D{(n - 1) % dimensions + 1}",
            "level": "indicator",
            "weight": "1",
            **_titled(f"ตัวชี้วัดที่ {n}", f"Indicator {n}"),
        }
        for n in range(1, sections + 1)
    ]
    levels = [
        {"scheme": "level", "level": str(n), "from": start, **_titled(f"ระดับ {n}", f"Level {n}")}
        for n, start in ((1, "0"), (2, "40"), (3, "70"))
    ]
    settings = {"form_title": f"แบบทดสอบ {size} ข้อ", "form_id": f"bench-{size}", "version": "1"}
    settings |= {"default_language": "Thai (th)", "eval_profile": "1"}
    sheets = {
        "survey": built.rows, "choices": _choices(), "settings": [settings], "eval_tree": tree, "eval_levels": levels,
    }  # fmt: skip
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        headers = list(dict.fromkeys(header for row in rows for header in row))
        sheet = book.create_sheet(name)
        sheet.append(headers)
        for row in rows:
            sheet.append([row.get(header, "") for header in headers])
    book.save(path)
    return path


def _choices() -> list[Cells]:
    owners = {"u1": "p1", "u2": "p2", "u3": "p3", "u4": "any"}
    return [
        {
            "list_name": listed,
            "name": code,
            "score": score,
            "owner": owners.get(code, ""),
            **_titled(f"ตัวเลือก {code}", code),
        }
        for listed, options in LISTS.items()
        for code, score in options
    ]


def survey_model(size: int) -> dict[str, Any]:
    """The same questions as a survey-core model, made by hand: it reads no XForms."""
    built = build(size)
    return {"pages": [{"name": "all", "elements": built.panels}], "calculatedValues": built.values}


def answers(form: Form, session: AnswerSession, passes: int, seed: int = 1) -> list[list[tuple[str, str]]]:
    """Answers as a person gives them, one list per pass: in order, each to what is asked and offered then.

    They are given to `session` on the way, and change each answer from one pass to the next.
    """
    chance = Random(seed)
    return [list(_one_pass(form, session, chance)) for _ in range(passes)]


def _one_pass(form: Form, session: AnswerSession, chance: Random) -> Iterator[tuple[str, str]]:
    for ref in session.refs():
        node, state = form.nodes.get(ref), session.state(ref)
        if node is None or not node.asks or not state.relevant or node.control is Control.FILE:
            continue
        text = _answer(session, ref, state.value, chance)
        session.answer(ref, text)
        yield ref, text


def _answer(session: AnswerSession, ref: str, before: str, chance: Random) -> str:
    node = session.node(ref)
    if node.control is Control.SELECT_ONE:
        return chance.choice([one.name for one in session.choices(ref) if one.name != before] or [before])
    if node.control is Control.SELECT_MULTIPLE:
        return " ".join(sorted(chance.sample([one.name for one in session.choices(ref)], chance.randint(1, 3))))
    return str(chance.randint(1, 900)) if node.data_type == "int" else f"ข้อความ {chance.randint(1, 999)}"
