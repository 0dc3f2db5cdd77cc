"""Answers out of a session into JSON, and back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.errors import PhromError
from desktop_app.questionnaire.form import DataType, Form
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.questionnaire.xlsform import read_xlsform
from desktop_app.scoring.compute import compute_score
from desktop_app.submission.answers import (
    BANGKOK,
    answers_to_json,
    build_session,
    check_round_trip,
    session_from_payload,
)
from desktop_app.submission.release import FormRelease
from tests.simulator.world import SIGNED_AT
from tests.submission.submission_world import (
    evidence_of,
    office_session,
    workbook,
    worked_answers,
    worked_payload,
)

# Every kind of value, repeats inside repeats, defaults, a clock, a calculation and a fixed one.
KINDS = """
| survey | name | label::Thai (th) | relevant | calculation | default | eval_node | eval_rule | eval_params |
| text | t | ข้อความ | | | ค่าเริ่มต้น | | | |
| integer | i | จำนวน | | | 3 | N | bands | bands=2:100,0:0 |
| decimal | d | ทศนิยม | | | | N | calc | |
| date | day | วันที่ | | | today() | | | |
| select_multiple m | many | หลายข้อ | | | | N | multi_sum | |
| file | f | ไฟล์ | | | | | | |
| calculate | sum | | | ${i} * 2 | | | | |
| calculate | begun | | | once(string(today())) | | | | |
| begin_repeat | s | บริการ | | | | | | |
| text | name | ชื่อ | | | | | | |
| integer | score | คะแนน | ${name} != 'ปิด' | | | N | calc | over=mean empty=na |
| begin_repeat | u | ผู้ใช้ | | | | | | |
| integer | n | จำนวน | | | 1 | | | |
| end_repeat | | | | | | | | |
| end_repeat | | | | | | | | |

| choices | name | label::Thai (th) | score |
| m | p | ก | 50 |
| m | q | ข | 50 |

| eval_tree | parent | level | weight |
| total | | total | 1 |
| N | total | dimension | 1 |

| eval_levels | level | from |
| draft | 1 | 0 |
"""


VALUES = {
    DataType.INT: ["", "0", "5", "-1"],
    DataType.DECIMAL: ["", "0.5", "2.250"],
    DataType.DATE: ["", "2026-01-31"],
}
TEXTS = ["", "ปิด", "p", "q p"]


@pytest.fixture(name="kinds", scope="module")
def _kinds(tmp_path_factory: pytest.TempPathFactory) -> Form:
    folder: Path = tmp_path_factory.mktemp("kinds")
    return read_xlsform(workbook(folder, KINDS))


def begin(form: Form) -> AnswerSession:
    return AnswerSession(form, clock=lambda: SIGNED_AT, zone=BANGKOK)


def rebuilt(form: Form, session: AnswerSession, **more: Any) -> AnswerSession:
    """Written at the end of the work, read a month later."""
    moment = SIGNED_AT + timedelta(days=30)
    written = answers_to_json(session, more.get("evidence", ()))
    return build_session(form, written, session.snapshot().reasons, more.get("evidence", ()), moment)


def test_each_kind_of_value_has_its_json_type(kinds: Form) -> None:
    """S7 Q3: integers as int, codes and files as arrays, decimals and dates as text, the rest absent."""
    session = begin(kinds)
    for ref, value in {"/data/i": "7", "/data/d": "2.50", "/data/many": "q p", "/data/t": "ก"}.items():
        session.answer(ref, value)
    session.add_instance("/data/s")
    session.answer(session.to_keys("/data/s[2]/name"), "ข")
    session.set_attachments("/data/f", 1)
    evidence = [evidence_of("/data/f", "/data/d").to_json()]
    assert answers_to_json(session, evidence) == {
        "/data/t": "ก",
        "/data/i": 7,
        "/data/d": "2.5",
        "/data/day": "2026-03-16",
        "/data/many": ["p", "q"],
        "/data/f": ["evidence/a1_file-01.pdf"],
        "/data/begun": "2026-03-16",
        "/data/s[1]/u[1]/n": 1,
        "/data/s[2]/name": "ข",
    }


def test_what_was_cleared_stays_clear(kinds: Form) -> None:
    """S7: defaults are not set again, and a repeat without instances has none."""
    session = begin(kinds)
    for ref in ("/data/t", "/data/i", "/data/day"):
        session.answer(ref, "")
    session.remove_instance(session.instances("/data/s")[0])
    again = rebuilt(kinds, session)
    assert [again.state(ref).value for ref in ("/data/t", "/data/i", "/data/day")] == ["", "", ""]
    assert again.instances("/data/s") == ()


def test_what_was_fixed_once_keeps_its_day(kinds: Form) -> None:
    """S7 Q4: `once()` travels as an answer; a plain calculation is computed again."""
    again = rebuilt(kinds, begin(kinds))
    assert again.state("/data/begun").value == "2026-03-16"
    assert again.state("/data/sum").value == "6"


@given(data=st.data())
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_session_comes_back_from_what_it_wrote(kinds: Form, data: st.DataObject) -> None:
    """S7 P3: after any edits the rebuilt session writes the same, and scores the same but for empty rows."""
    session = begin(kinds)
    for _ in range(data.draw(st.integers(1, 12))):
        edit(session, data)
    evidence = [evidence_of("/data/f").to_json()] if session.state("/data/f").attachments else []
    written = answers_to_json(session, evidence)
    again = rebuilt(kinds, session, evidence=evidence)
    assert answers_to_json(again, evidence) == written
    assert again.snapshot().reasons == session.snapshot().reasons
    twice = rebuilt(kinds, again, evidence=evidence)
    assert compute_score(twice) == compute_score(again)
    filled = all(
        any(ref.startswith(f"/data/s[{n}]") for ref in written) for n in range(1, len(session.instances("/data/s")) + 1)
    )
    if filled:
        assert compute_score(again) == compute_score(session)


def edit(session: AnswerSession, data: st.DataObject) -> None:
    what = data.draw(st.sampled_from(["answer", "answer", "answer", "add", "remove", "reason", "file"]))
    if what == "add":
        session.add_instance("/data/s")
    elif what == "remove" and session.instances("/data/s"):
        session.remove_instance(data.draw(st.sampled_from(session.instances("/data/s"))))
    elif what == "reason":
        session.set_reason("/data/i", data.draw(st.sampled_from(["", "ไม่มี"])))
    elif what == "file":
        session.set_attachments("/data/f", data.draw(st.integers(0, 1)))
    else:
        refs = [ref for ref in session.refs() if session.node(ref).asks and ref != "/data/f"]
        ref = data.draw(st.sampled_from(refs))
        session.answer(ref, data.draw(st.sampled_from(VALUES.get(session.node(ref).data_type, TEXTS))))


def test_a_submission_gives_back_answers_reasons_and_files(release: FormRelease) -> None:
    """S7: score, reasons and number of files as the office had them; the clock is `created_at`."""
    payload = worked_payload(release, evidence=(evidence_of("/data/a/a1_file"),))
    session = session_from_payload(release.form, payload)
    assert session.state("/data/b/b2").reason == "ภารกิจไม่ต้องใช้"
    assert session.state("/data/a/a1_file").attachments == 1
    check_round_trip(session, payload)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"/data/x": "1"}, "/data/x: unknown"),
        ({"/data/a": "1"}, "/data/a: unknown"),
        ({"/data/b/b_all[1]": 1}, "/data/b/b_all[1]: unknown"),
        ({"/data/b[1]/b_all": 1}, "/data/b[1]/b_all: unknown"),
        ({"/data/b/b_all": "7"}, "/data/b/b_all: bad_type"),
        ({"/data/b/b_all": True}, "/data/b/b_all: bad_type"),
        ({"/data/b/b_all": 2**53}, "/data/b/b_all: bad_type"),
        ({"/data/a/a1": 1}, "/data/a/a1: bad_type"),
        ({"/data/a/a1": ["review"]}, "/data/a/a1: bad_type"),
        ({"/data/a/a2": "n1"}, "/data/a/a2: bad_type"),
        ({"/data/a/a2": ["n1 n2"]}, "/data/a/a2: bad_type"),
        ({"/data/a/a2": ["n2", "n1"]}, "/data/a/a2: not_canonical"),
        ({"/data/a/a1": "none"}, "/data/a/a2: hidden"),
        ({"/data/a/a1_file": ["evidence/x-01.pdf"]}, "/data/a/a1_file: hidden"),
    ],
)
def test_an_answer_that_does_not_fit_is_named(release: FormRelease, change: dict[str, Any], place: str) -> None:
    """S7 P7: unknown, hidden, of the wrong type, or written in another way."""
    payload = worked_payload(release)
    payload["answers"] = payload["answers"] | change
    with pytest.raises(PhromError) as refused:
        check_round_trip(session_from_payload(release.form, payload), payload)
    assert (refused.value.code, refused.value.details["place"]) == ("SUB-05", place)


def test_instances_beyond_reason_are_refused_before_they_are_made(kinds: Form) -> None:
    """P7: one ref may not fill the memory."""
    for ref in ("/data/s[999999999]/name", "/data/s[5001]/name"):
        with pytest.raises(PhromError) as refused:
            build_session(kinds, {ref: "ก"}, {}, [], SIGNED_AT)
        assert refused.value.details["place"] == f"{ref}: unknown"


def test_reasons_and_files_of_unknown_questions_are_refused(release: FormRelease) -> None:
    """S7 P7: nothing hangs in the air."""
    for change in ({"reasons": {"/data/zz": "ก"}}, {"evidence": [evidence_of("/data/zz").to_json()]}):
        with pytest.raises(PhromError) as refused:
            session_from_payload(release.form, worked_payload(release) | change)
        assert refused.value.details["place"] == "/data/zz: unknown"


def test_an_untouched_session_writes_nothing(release: FormRelease) -> None:
    """S7: blank means absent."""
    assert answers_to_json(office_session(release)) == {}
    assert answers_to_json(worked_answers(release))["/data/a/a2"] == ["n1", "n2", "n3"]
