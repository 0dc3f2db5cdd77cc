"""Two versions of a form beside each other: what a person is told, and which answers go along."""

from __future__ import annotations

from pathlib import Path

from desktop_app.questionnaire.differences import carry_ref, compare, sentence
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.readers import read_form
from desktop_app.questionnaire.stored import dump_form, load_form
from tests.questionnaire.form_tables import write_complete

OLD = """
| survey            | name  | label::Thai (th) | relevant        | eval_node | eval_rule | eval_weight |
| begin_group       | a     | ส่วนแรก           |                 |           |           |             |
| select_one yn     | plan  | มีแผนหรือไม่       |                 | D1        | choice    | 1           |
| text              | title | ชื่อแผน           | ${plan} = 'yes' |           |           |             |
| integer           | staff | จำนวนบุคลากร      |                 |           |           |             |
| text              | old   | ข้อที่เลิกถาม       |                 |           |           |             |
| begin_repeat      | works | โครงการ          |                 |           |           |             |
| text              | work  | ชื่อโครงการ        |                 |           |           |             |
| end_repeat        |       |                  |                 |           |           |             |
| end_group         |       |                  |                 |           |           |             |

| choices | name | score |
| yn      | yes  | 100   |
| yn      | no   | 0     |

| eval_tree | parent | level     | weight |
| T         |        | total     | 1      |
| D1        | T      | indicator | 1      |
"""
NEW = """
| survey            | name   | label::Thai (th)    | relevant        | eval_node | eval_rule | eval_weight |
| begin_group       | b      | ส่วนใหม่             |                 |           |           |             |
| select_one yn     | plan   | มีแผนปฏิบัติการหรือไม่   |                 | D1        | choice    | 2           |
| text              | title  | ชื่อแผน              | ${plan} = 'yes' |           |           |             |
| text              | staff  | จำนวนบุคลากร         |                 |           |           |             |
| integer           | people | จำนวนคน             |                 |           |           |             |
| text              | fresh  | ข้อใหม่              |                 |           |           |             |
| begin_repeat      | works  | โครงการ             |                 |           |           |             |
| text              | work   | ชื่อโครงการ           |                 |           |           |             |
| end_repeat        |        |                     |                 |           |           |             |
| end_group         |        |                     |                 |           |           |             |

| choices | name | score |
| yn      | yes  | 100   |
| yn      | no   | 0     |

| eval_tree | parent | level     | weight |
| T         |        | total     | 1      |
| D1        | T      | indicator | 3      |
"""
BRIDGE = """
| settings | version |
| test     | 2       |

| eval_bridge | from_name | name   | kind    |
| 1           | staff     | people | same    |
| 1           | old       |        | dropped |
"""


def forms(folder: Path, bridge: str = BRIDGE) -> tuple[Form, Form]:
    """Both versions as an office has them: from the compiled copy."""
    old = read_form(write_complete(OLD, folder / "old.xlsx"))
    new = read_form(write_complete(NEW + bridge, folder / "new.xlsx"))
    return load_form(dump_form(old)), load_form(dump_form(new))


def test_what_a_person_is_told(tmp_path: Path) -> None:
    """Q6: dropped, reworded, moved, renamed and new questions, each with what changed; equal ones are not listed."""
    found = compare(*forms(tmp_path))
    told = {one.new or one.old: (one.fate, one.parts, one.carries) for one in found.questions}
    assert told == {
        "/data/a/old": ("dropped", (), False),
        "/data/b/plan": ("kept", ("section", "text", "score"), True),
        "/data/b/title": ("kept", ("section",), True),
        "/data/b/people": ("kept", ("name", "section", "text"), True),
        "/data/b/staff": ("new", (), True),
        "/data/b/fresh": ("new", (), True),
        "/data/b/works/work": ("kept", ("section",), True),
    }
    assert found.versions == ("1", "2")
    assert (found.tree, found.levels) == (("D1",), False)


def test_answers_go_along_by_name_and_by_bridge(tmp_path: Path) -> None:
    """Q6 O5: also inside repeats, whose keys stay; what was dropped goes nowhere."""
    old, new = forms(tmp_path)
    paths = compare(old, new).paths
    carried = {ref: carry_ref(ref, paths, new) for ref in (
        "/data/a/plan", "/data/a/staff", "/data/a/old", "/data/a/works", "/data/a/works[k3]/work",
    )}  # fmt: skip
    assert carried == {
        "/data/a/plan": "/data/b/plan",
        "/data/a/staff": "/data/b/people",
        "/data/a/old": "",
        "/data/a/works": "/data/b/works",
        "/data/a/works[k3]/work": "/data/b/works[k3]/work",
    }


def test_another_kind_of_answer_is_asked_again(tmp_path: Path) -> None:
    """Q6: without a bridge the name decides, but a number is no text."""
    old, new = forms(tmp_path, "")
    found = compare(old, new)
    staff = next(one for one in found.questions if one.new == "/data/b/staff")
    assert (staff.fate, staff.carries, "type" in staff.parts) == ("kept", False, True)
    assert "ต้องตอบใหม่" in sentence(staff)["th"]
    assert "/data/a/staff" not in found.paths


def test_a_question_that_means_something_else_is_asked_again(tmp_path: Path) -> None:
    """O5: the author's word "changed" counts more than an equal name and type."""
    old, new = forms(tmp_path, BRIDGE + "| 1 | plan | plan | changed |\n")
    assert "/data/a/plan" not in compare(old, new).paths


def test_the_same_form_has_no_differences(tmp_path: Path) -> None:
    """Q6: nothing to tell, everything goes along."""
    old, _ = forms(tmp_path)
    found = compare(old, old)
    assert (found.questions, found.tree, found.levels) == ((), (), False)
    assert all(path == other for path, other in found.paths.items())


def test_a_question_that_only_the_bridge_calls_changed_is_listed(tmp_path: Path) -> None:
    """Q6 O5: nothing of it reads otherwise, yet its answer stays behind; the list says so."""
    version = "\n| settings | version |\n| test | 2 |\n"
    bridge = f"{version}\n| eval_bridge | from_name | name | kind |\n| 1 | old | old | changed |\n"
    old = read_form(write_complete(OLD, tmp_path / "old.xlsx"))
    new = read_form(write_complete(OLD + bridge, tmp_path / "new.xlsx"))
    (only,) = compare(old, new).questions
    assert (only.old, only.parts, only.carries) == ("/data/a/old", (), False)
    assert sentence(only) == {
        "th": "เปลี่ยนความหมาย ต้องตอบใหม่ คำตอบเดิมอยู่ในประวัติ",
        "en": "Changed: its meaning; answer again, the old answer stays in the history",
    }
