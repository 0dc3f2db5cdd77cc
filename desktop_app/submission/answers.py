"""Answers between a live session and the JSON of a submission (S7, P3).

Integers are JSON integers, select_multiple and files arrays, all else text; blank, hidden and calculated
values are absent. Files of a question are those of the evidence list, so a session holds their number and
the array in `answers` follows from the list. Source: package format, section 7; questionnaire profile 2.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from desktop_app.package.payloads import parse_time
from desktop_app.questionnaire.changes import Snapshot
from desktop_app.questionnaire.form import Control, DataType, Form, Kind, Node
from desktop_app.questionnaire.session import AnswerSession, UnknownRef
from desktop_app.submission.misfits import misfit
from desktop_app.submission.whole import Whole, given_once, path_of

BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")  # no summer time since 1920: needs no zone data
LARGEST = 2**53 - 1
Json = str | int | list[str]
_INTEGER = re.compile(r"-?\d+", re.ASCII)
_LISTS = (Control.SELECT_MULTIPLE, Control.RANK, Control.FILE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One attached file: its path in the package and the questions it serves (refs with positions)."""

    path: str
    questions: tuple[str, ...]
    sha256: str
    size: int
    original_name: str

    def to_json(self) -> dict[str, Any]:
        """The entry as a submission lists it."""
        return {
            "path": self.path,
            "questions": list(self.questions),
            "sha256": self.sha256,
            "size": self.size,
            "original_name": self.original_name,
        }


def answers_to_json(session: AnswerSession, evidence: Iterable[Mapping[str, Any]] = ()) -> dict[str, Json]:
    """Relevant, given answers by ref with positions; files from the evidence list.

    A calculation with `once()` came to its value when the office worked, so that value counts as given.
    """
    snapshot = session.snapshot()
    texts = {
        ref: to_json(session.form.nodes[path_of(ref)], text)
        for ref, text in snapshot.answers.items()
        if not _is_file(session.form, ref)
    }
    return texts | _once(session) | _files(session.form, snapshot, evidence)


def to_json(node: Node, text: str) -> Json:
    """A canonical text as the package writes it."""
    if node.control in _LISTS:
        return text.split()
    if node.data_type is DataType.INT and _INTEGER.fullmatch(text):
        return int(text)
    return text


def to_text(node: Node, ref: str, value: object) -> str:
    """A JSON value as canonical text.

    Raises:
        PhromError: SUB-05, not the type that this question's answers have.
    """
    if node.control in _LISTS:
        if not isinstance(value, list) or not all(isinstance(one, str) and one.split() == [one] for one in value):
            raise misfit(ref, "bad_type", "ต้องเป็นรายการรหัส", "a list of codes is expected")
        return " ".join(value)
    if node.data_type is DataType.INT and node.control is not Control.SELECT_ONE:
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST:
            raise misfit(ref, "bad_type", "ต้องเป็นจำนวนเต็ม", "a whole number is expected")
        return str(value)
    if not isinstance(value, str):
        raise misfit(ref, "bad_type", "ต้องเป็นข้อความ", "a text is expected")
    return value


def session_from_payload(
    form: Form, payload: Mapping[str, Any], roster: Mapping[str, str] | None = None
) -> AnswerSession:
    """The session that a submission was written from: answers, reasons, files, clock and zone.

    Args:
        form: the form of its release.
        payload: a `submission.json` that passed the schema.
        roster: texts by roster column, as the office's own session had them.

    Raises:
        PhromError: SUB-05, the first answer, reason or file that this form has no place for.
    """
    moment = parse_time(payload["created_at"])
    return build_session(form, payload["answers"], payload["reasons"], payload["evidence"], moment, roster)


def build_session(
    form: Form,
    answers: Mapping[str, object],
    reasons: Mapping[str, str],
    evidence: Sequence[Mapping[str, Any]],
    moment: datetime,
    roster: Mapping[str, str] | None = None,
) -> AnswerSession:
    """A session with these answers, at rest at `moment`; raises as `session_from_payload`."""
    texts = {ref: to_text(_leaf(form, ref), ref, value) for ref, value in answers.items()}
    given = {ref: text for ref, text in texts.items() if not _is_file(form, ref)}
    files = files_by_question(evidence)
    whole = Whole(form, (*texts, *reasons, *files)).texts(given)
    session = AnswerSession(form, whole, clock=lambda: moment, zone=BANGKOK, roster=roster or {})
    for ref in texts:
        _live(session, ref)
    for ref, reason in reasons.items():
        session.set_reason(_live(session, ref), reason)
    for ref, paths in files.items():
        session.set_attachments(_live(session, ref), len(paths))
    return session


def check_round_trip(session: AnswerSession, payload: Mapping[str, Any]) -> None:
    """Demand that the session would write exactly these answers and reasons.

    Raises:
        PhromError: SUB-05, a hidden or calculated question is answered, or a value is not canonical.
    """
    _compare(answers_to_json(session, payload["evidence"]), payload["answers"])
    _compare(session.snapshot().reasons, payload["reasons"])


def files_by_question(evidence: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Paths of the files that each question has, sorted."""
    found: dict[str, list[str]] = {}
    for entry in evidence:
        for ref in entry["questions"]:
            found.setdefault(ref, []).append(entry["path"])
    return {ref: sorted(paths) for ref, paths in found.items()}


def _once(session: AnswerSession) -> dict[str, Json]:
    fixed = {path for path, node in session.form.nodes.items() if given_once(node)}
    if not fixed:
        return {}
    states = (session.state(ref) for ref in session.refs() if session.node(ref).path in fixed)
    return {
        session.to_positions(state.ref): to_json(session.node(state.ref), state.value)
        for state in states
        if state.relevant and state.value
    }


def _files(form: Form, snapshot: Snapshot, evidence: Iterable[Mapping[str, Any]]) -> dict[str, Json]:
    paths = files_by_question(evidence)
    return {ref: list(paths.get(ref, ())) for ref in snapshot.attachments if _is_file(form, ref)}


def _compare(expected: Mapping[str, object], given: Mapping[str, object]) -> None:
    for ref, value in given.items():
        if ref not in expected:
            raise misfit(ref, "hidden", "ข้อนี้ไม่ถูกถาม จึงมีคำตอบไม่ได้", "this question is not asked, so it has no answer")
        if expected[ref] != value or type(expected[ref]) is not type(value):
            raise misfit(ref, "not_canonical", "ค่าไม่อยู่ในรูปแบบที่กำหนด", "the value is not written as it must be")
    for ref in expected:
        if ref not in given:
            raise misfit(ref, "absent", "ไม่มีค่าที่แบบสำรวจกำหนด", "a value that the form sets is absent")


def _leaf(form: Form, ref: str) -> Node:
    node = form.nodes.get(path_of(ref))
    if node is None or node.kind is not Kind.LEAF:
        raise misfit(ref, "unknown", "ไม่มีข้อนี้ในแบบสำรวจ", "the form has no such question")
    return node


def _is_file(form: Form, ref: str) -> bool:
    return form.nodes[path_of(ref)].control is Control.FILE


def _live(session: AnswerSession, ref: str) -> str:
    _leaf(session.form, ref)
    try:
        return session.state(session.to_keys(ref)).ref
    except UnknownRef as problem:
        raise misfit(ref, "unknown", "ไม่มีข้อนี้ในแบบสำรวจ", "the form has no such question") from problem
