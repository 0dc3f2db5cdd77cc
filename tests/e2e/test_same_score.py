"""One figure everywhere: package, paper, workbook, registry, command line; and exact under a changed answer."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop_app.questionnaire.form import Form, Node
from desktop_app.questionnaire.readers import read_form
from desktop_app.scoring.compute import compute_score
from desktop_app.submission.answers import session_from_payload
from tests.e2e.demo_run import FORM, Demo, needs, phrom, run
from tests.outputs.extraction import pattern

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@pytest.fixture(name="form", scope="module")
def _form() -> Form:
    return read_form(FORM)


def package_id(demo: Demo) -> str:
    with closing(sqlite3.connect(demo.out / "registry.db")) as registry:
        (found,) = registry.execute("select package_id from submission where office_code = '50-001'").fetchone()
    return str(found)


def test_the_command_line_computes_the_score_of_the_package(demo: Demo, tmp_path: Path) -> None:
    """S7 K10: `phrom score` on the submission gives its `score` object, node for node."""
    (tmp_path / "submission.json").write_bytes(demo.entries["submission.json"])
    done = phrom("score", FORM, tmp_path / "submission.json", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == demo.payload["score"]


def test_the_registry_holds_the_score_of_the_package(demo: Demo) -> None:
    """S7 K2: every node, exact and shown."""
    with closing(sqlite3.connect(demo.out / "registry.db")) as registry:
        query = "select node, exact, shown, state from score where package_id = ? order by position"
        rows = registry.execute(query, (package_id(demo),)).fetchall()
    nodes = demo.payload["score"]["nodes"]
    assert rows == [(node["id"], node["exact"], node["shown"], node["state"]) for node in nodes]


def test_the_workbook_shows_the_score_of_the_package(demo: Demo) -> None:
    """S7 K7: total and dimensions of the office's row, as Excel shows them; the total in the summary too."""
    book = openpyxl.load_workbook(demo.out / "results.xlsx", read_only=True)
    rows = [list(row) for row in book["หน่วยงาน"].iter_rows()]
    heads = next([str(cell.value) for cell in row] for row in rows if "รหัส" in [cell.value for cell in row])
    office = next(row for row in rows if len(row) > 1 and row[1].value == "50-001")
    shown = {node["id"]: node["shown"] for node in demo.payload["score"]["nodes"]}
    for node in ("total", "D1", "D2", "D3", "D4", "D5", "D6"):
        cell = office[next(place for place, head in enumerate(heads) if head.split()[0] == node)]
        assert "0.00" in cell.number_format
        assert f"{cell.value:.2f}" == shown[node]
    assert demo.summary.score == demo.payload["score"]["total"]["shown"]


@needs("pdftotext")
def test_the_paper_shows_the_score_of_the_package(demo: Demo, form: Form) -> None:
    """S7 C3: total, maximum, completeness and each dimension beside its name, in Thai digits."""
    text = run(demo.out, ["pdftotext", "-raw", "-nopgbrk", "self-assessment.pdf", "-"]).stdout
    score = demo.payload["score"]
    assert f"{score['total']['shown'].translate(THAI)}\nคะแนนที่ได้" in text
    assert f"{score['maximum']['shown'].translate(THAI)}\nคะแนนสูงสุดที่ยัง" in text
    assert f"{score['completeness']['shown'].translate(THAI)}\nความครบถ้วน" in text
    scheme = form.scheme
    assert scheme is not None
    shown = {node["id"]: node["shown"] for node in score["nodes"]}
    for dimension in scheme.dimensions:
        line = f"{dimension.label['th']} {dimension.weight_text} {shown[dimension.id]}".translate(THAI)
        assert pattern(line).search(text), line


def neighbours(form: Form, node: Node, value: str) -> Iterator[tuple[str, Fraction]]:
    """The options one level above and below an answer, with their scores."""
    options = [one for one in form.lists[node.choice_list].choices if not one.na and one.score is not None]
    ranked = sorted({Fraction(one.score): one.name for one in options if one.score is not None}.items())
    place = next(number for number, (_, name) in enumerate(ranked) if name == value)
    for other in (place - 1, place + 1):
        if 0 <= other < len(ranked):
            yield ranked[other][1], ranked[other][0] - ranked[place][0]


def effective_weight(form: Form, node: Node, states: dict[str, str]) -> Fraction:
    """Share of a question in the total by the workbook's weights: rows of its leaf, then siblings up to the root.

    What does not apply (`na`) has no weight and leaves its share to the others.
    """
    rows = [one for one in form.nodes.values() if one.evaluation.scored and one.evaluation.node == node.evaluation.node]
    share = node.evaluation.weight / sum(one.evaluation.weight for one in rows if states[one.name] != "na")
    tree = {one.id: one for one in form.scheme.tree} if form.scheme else {}
    at = tree[node.evaluation.node]
    while at.parent:
        siblings = [one for one in tree.values() if one.parent == at.parent and states[one.id] != "na"]
        share *= at.weight / sum(one.weight for one in siblings)
        at = tree[at.parent]
    return share


Nodes = dict[str, dict[str, Any]]


def rescored(form: Form, payload: dict[str, Any], ref: str, value: str) -> tuple[Fraction, Nodes]:
    """The exact total with one answer changed, and every node by its id."""
    session = session_from_payload(form, {**payload, "answers": {**payload["answers"], ref: value}})
    document = compute_score(session).to_json()
    return Fraction(document["total"]["exact"]), {node["id"]: node for node in document["nodes"]}


def rows_beside(form: Form, node: Node, nodes: Nodes) -> Nodes:
    """The nodes of all other questions, which a follow-up that comes or goes would change."""
    tree = {one.id for one in form.scheme.tree} if form.scheme else set()
    return {name: one for name, one in nodes.items() if name not in tree and name != node.name}


def test_one_level_more_or_less_changes_the_total_by_its_weight(demo: Demo, form: Form) -> None:
    """S1 S4: exactly effective weight times difference of the options' scores, in fractions, question by question."""
    payload = demo.payload
    before, nodes = Fraction(payload["score"]["total"]["exact"]), {one["id"]: one for one in payload["score"]["nodes"]}
    states = {name: one["state"] for name, one in nodes.items()}
    proved = set()
    for ref, node in ((ref, form.nodes[ref]) for ref in payload["answers"]):
        if node.evaluation.rule != "choice":
            continue
        for value, difference in neighbours(form, node, payload["answers"][ref]):
            after, changed = rescored(form, payload, ref, value)
            if rows_beside(form, node, changed) == rows_beside(form, node, nodes):
                assert after - before == effective_weight(form, node, states) * difference != 0, (ref, value)
                proved.add(ref)
    assert len(proved) >= 30


def test_the_command_line_shows_the_same_change(demo: Demo, form: Form, tmp_path: Path) -> None:
    """S7 K10: one answer of a submission changed by one level, scored by `phrom score`."""
    ref = "/data/d1/d1_1_1_01"
    node, payload = form.nodes[ref], demo.payload
    value, difference = next(neighbours(form, node, payload["answers"][ref]))
    changed = {**payload, "answers": {**payload["answers"], ref: value}}
    (tmp_path / "changed.json").write_text(json.dumps(changed), encoding="utf-8")
    answer = json.loads(phrom("score", FORM, tmp_path / "changed.json", "--json").stdout)
    states = {one["id"]: one["state"] for one in payload["score"]["nodes"]}
    moved = Fraction(answer["total"]["exact"]) - Fraction(payload["score"]["total"]["exact"])
    assert moved == effective_weight(form, node, states) * difference != 0
