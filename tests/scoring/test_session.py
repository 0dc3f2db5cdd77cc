"""The score over the real session: what the fakes of the other tests leave open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.questionnaire.changes import ChangeSet
from desktop_app.questionnaire.form import Control, Form
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.questionnaire.xlsform import read_xlsform
from desktop_app.resources import FORMS
from desktop_app.scoring.compute import compute_score
from desktop_app.scoring.explain import explain
from desktop_app.scoring.live import LiveScore
from tests.questionnaire.form_tables import EXAMPLE, write_complete

NOW = datetime(2026, 3, 16, 9, 30, tzinfo=UTC)
BANGKOK = timezone(timedelta(hours=7))

# Chains of conditions, rows in nested repeats, a cap and a gate that hang on answers, evidence elsewhere.
TANGLED = """
| survey | name | relevant | eval_node | eval_weight | eval_rule | eval_params | eval_skip | eval_na | eval_evidence |
| select_one yn | a | | N1 | 2 | choice | | | | |
| select_one yn | b | ${a} = 'yes' | N1 | 1 | choice | | zero | | gate:40 |
| select_one yn | c | ${b} = 'yes' | N1 | 1 | choice | evidence=${f} | na | | gate:60 |
| file | f | ${b} = 'yes' | | | | | | | |
| integer | all | | | | | | | | |
| integer | part | | N2 | 1 | share | num=${part} den=${all} target=50 | | yes | |
| begin_repeat | s | ${a} != 'no' | | | | | | | |
| select_one yn | open | | | | | | | | |
| integer | n | ${open} = 'yes' | N2 | 3 | bands | bands=6:100,1:50 over=min empty=na | zero | | |
| begin_repeat | u | | | | | | | | |
| decimal | x | | N3 | 1 | calc | over=max empty=zero | | | |
| end_repeat | | | | | | | | | |
| end_repeat | | | | | | | | | |

| choices | name | score |
| yn | yes | 100 |
| yn | no | 0 |
| yn | na | na |

| eval_tree | parent | level | weight | aggregate | cap | cap_if |
| total | | total | 1 | | | |
| D1 | total | dimension | 60 | | 70 | ${a} = 'yes' |
| N1 | D1 | indicator | 1 | | | |
| N2 | D1 | indicator | 2 | | | |
| D2 | total | dimension | 40 | min | | |
| N3 | D2 | indicator | 1 | | | |

| eval_levels | level | from | gate |
| draft | 1 | 0 | |
| draft | 2 | 20 | ${b} = 'yes' |
| draft | 3 | 50 | count(${s}) > 1 |
"""


@pytest.fixture(name="tangled", scope="module")
def _tangled(tmp_path_factory: pytest.TempPathFactory) -> Form:
    folder: Path = tmp_path_factory.mktemp("tangled")
    return read_xlsform(write_complete(TANGLED, folder / "form.xlsx"))


def begin(form: Form) -> AnswerSession:
    return AnswerSession(form, clock=lambda: NOW, zone=BANGKOK)


@given(data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_live_score_follows_the_change_sets_of_a_session(tangled: Form, data: st.DataObject) -> None:
    """S2: what a change set leaves out has not changed the score; points and lost points add up."""
    session = begin(tangled)
    live = LiveScore(session)
    for _ in range(data.draw(st.integers(1, 14))):
        assert live.update(edit(session, data)) == compute_score(session)
    total = live.score.total.exact
    rows = explain(session, live).rows
    assert sum(row.points for row in rows) == (total or 0)
    assert sum(row.points + row.lost for row in rows) == (0 if total is None else 100)


def edit(session: AnswerSession, data: st.DataObject) -> ChangeSet:
    what = data.draw(st.sampled_from(["answer", "answer", "answer", "add", "remove", "reason", "file"]))
    repeats = ["/data/s", *(f"{ref}/u" for ref in session.instances("/data/s"))]
    instances = [ref for repeat in repeats for ref in session.instances(repeat)]
    if what == "add":
        return session.add_instance(data.draw(st.sampled_from(repeats)))
    if what == "remove" and instances:
        return session.remove_instance(data.draw(st.sampled_from(instances)))
    ref = data.draw(st.sampled_from(session.refs()))
    if what == "reason":
        return session.set_reason(ref, data.draw(st.sampled_from(["", "ไม่มีภารกิจ"])))
    if what == "file" or session.node(ref).control is Control.FILE:
        return session.set_attachments(ref, data.draw(st.integers(0, 1)))
    choices = ["", "yes", "no", "na"] if session.node(ref).choice_list else ["", "0", "1", "7", "2.5", "ก"]
    return session.answer(ref, data.draw(st.sampled_from(choices)))


def test_the_worked_example_through_reader_and_session(tmp_path: Path) -> None:
    """S1 S2 S5: the workbook of 1.7, the answers of 3.9, the figures of 3.9."""
    session = begin(read_xlsform(write_complete(EXAMPLE, tmp_path / "form.xlsx")))
    live = LiveScore(session)
    assert (live.score.total.shown, live.score.completeness.shown) == ("0.00", "0.00")
    for ref, value in (("a/a1", "review"), ("a/a2", "n1 n2 n3"), ("b/b_all", "7"), ("b/b_dig", "3"), ("b/b2", "na")):
        live.update(session.answer(f"/data/{ref}", value))
    score = live.update(session.set_reason("/data/b/b2", "ภารกิจไม่ต้องใช้"))
    figures = (score.total.shown, score.maximum.shown, score.completeness.shown, score.level)
    assert figures == ("41.14", "74.48", "80.00", 2)
    live.update(session.set_attachments("/data/a/a1_file", 1))
    score = live.update(session.answer("/data/b/b3", "6"))
    assert (score.total.shown, score.level) == ("74.48", 3)
    score = live.update(session.answer("/data/a/a1", "issued"))
    assert (score.maximum.exact, score.level) == (score.total.exact, 2)
    score = live.update(session.answer("/data/a/a1", "none"))
    assert (score.node("A1").shown, score.node("a2").state) == ("0.00", "scored")


def test_an_untouched_instrument_has_nothing_and_can_reach_everything() -> None:
    """S2: the shipped readiness form, before the first answer."""
    session = begin(read_xlsform(FORMS / "readiness-2560.xlsx"))
    score = compute_score(session)
    assert (score.total.shown, score.maximum.shown, score.completeness.shown) == ("0.00", "100.00", "0.00")
    assert [node.id for node in score.nodes if node.id.startswith("D")] == ["D1", "D2", "D3", "D4", "D5", "D6"]


def test_a_full_readiness_form_reaches_one_hundred() -> None:
    """S1 S4: the best answer to every question is 100 points, and no point is unexplained."""
    session = begin(read_xlsform(FORMS / "readiness-2560.xlsx"))
    live = LiveScore(session)
    for _ in range(3):  # follow-ups appear once what they hang on is answered
        for ref in session.refs():
            answer_best(session, live, ref)
    assert session.errors() == ()
    assert (live.score.total.shown, live.score.completeness.shown) == ("100.00", "100.00")
    assert live.score == compute_score(session)
    assert all(row.lost == 0 for row in explain(session, live).rows)


def answer_best(session: AnswerSession, live: LiveScore, ref: str) -> None:
    node, state = session.node(ref), session.state(ref)
    if not node.asks or not state.relevant or state.value:
        return
    choices = [choice for choice in session.choices(ref) if choice.score]
    if node.control is Control.SELECT_MULTIPLE:
        text = " ".join(choice.name for choice in choices)
    elif node.choice_list:
        text = max(session.choices(ref), key=lambda choice: (choice.score or 0, choice.name)).name
    else:
        text = BEST.get(node.evaluation.params.get("bands", node.name), "50")
    live.update(session.answer(ref, text))


BEST = {  # by bands where few are better, by name where the text has a form
    "3:0,2:33,1:67,0:100": "0",
    "73:0,24:33,4:67,0:100": "0",
    "contact_email": "sample@example.go.th",
    "contact_phone": "021234567",
}
