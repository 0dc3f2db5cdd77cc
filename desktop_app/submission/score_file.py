"""Scoring answers from a file, without an office: `phrom score FORM SUBMISSION.json` (S7, K10)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop_app.errors import PhromError
from desktop_app.files import read_whole
from desktop_app.package.payloads import parse_time
from desktop_app.questionnaire.changes import Problem
from desktop_app.questionnaire.readers import read_form
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.scoring.compute import compute_score
from desktop_app.scoring.score import Score
from desktop_app.submission.answers import build_session
from desktop_app.submission.faults import SUBMISSION_UNREADABLE

MOST_BYTES = 8 * 2**20  # a payload's limit


@dataclass(frozen=True, slots=True)
class ScoredFile:
    """Live answers, their score, and what is still missing or wrong."""

    session: AnswerSession
    score: Score
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Input:
    answers: Mapping[str, object]
    reasons: Mapping[str, str]
    evidence: tuple[Mapping[str, Any], ...]
    moment: datetime


def score_file(form_path: Path, answers_path: Path, moment: datetime) -> ScoredFile:
    """Score a `submission.json`, or a JSON object with `answers`, `reasons` and `evidence`.

    Args:
        form_path: workbook or XForm.
        answers_path: the JSON file; `reasons` and `evidence` may be absent.
        moment: the clock (aware UTC) where the file has no `created_at`.

    Raises:
        FormRefused: the form cannot be read.
        PhromError: FILE-02 or SUB-06 the file cannot be read, SUB-05 an answer does not fit the form.
    """
    form = read_form(form_path)
    given = _read(answers_path, moment)
    session = build_session(form, given.answers, given.reasons, given.evidence, given.moment)
    return ScoredFile(session, compute_score(session), session.errors())


def _read(path: Path, moment: datetime) -> _Input:
    value = _parse(path)
    if not isinstance(value, dict) or "answers" not in value:
        raise _unreadable(path, "ไม่มี answers", "there is no “answers”")
    for name in ("answers", "reasons"):
        if not isinstance(value.get(name, {}), dict):
            raise _unreadable(path, f"{name} ต้องเป็นวัตถุ", f"“{name}” is no object")
    for ref, reason in value.get("reasons", {}).items():
        if not isinstance(reason, str):
            raise _unreadable(path, f"reasons {ref} ต้องเป็นข้อความ", f"the reason for {ref} is no text")
    return _Input(value["answers"], value.get("reasons", {}), _evidence(path, value), _moment(path, value, moment))


def _parse(path: Path) -> Any:
    try:
        return json.loads(read_whole(path, MOST_BYTES).decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError as problem:
        raise _unreadable(path, "ไม่ใช่ UTF-8", "it is not UTF-8") from problem
    except json.JSONDecodeError as problem:
        place = f"{problem.lineno}:{problem.colno}"
        raise _unreadable(path, f"ไม่ใช่ JSON ที่ {place}", f"it is no JSON at {place}") from problem
    except KeyError as problem:
        raise _unreadable(path, f"มีชื่อ {problem} ซ้ำ", f"the name {problem} stands twice") from problem
    except (ValueError, RecursionError) as problem:
        raise _unreadable(path, "มีจำนวนยาวหรือซ้อนลึกเกินไป", "a number is too long or it is nested too deep") from problem


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise KeyError(name)
        found[name] = value
    return found


def _evidence(path: Path, value: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    entries = value.get("evidence", [])
    if not isinstance(entries, list):
        raise _unreadable(path, "evidence ต้องเป็นรายการ", "“evidence” is no list")
    return tuple(_entry(path, number, entry) for number, entry in enumerate(entries, start=1))


def _entry(path: Path, number: int, entry: object) -> Mapping[str, Any]:
    questions = entry.get("questions") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(questions, list):
        raise _unreadable(path, f"evidence รายการที่ {number} ไม่มี questions", f"evidence {number} has no “questions”")
    if not all(isinstance(ref, str) for ref in questions):
        raise _unreadable(path, f"evidence รายการที่ {number}: questions", f"evidence {number}: questions are no texts")
    return {"path": str(entry.get("path", f"evidence/{number}")), "questions": questions}


def _moment(path: Path, value: Mapping[str, Any], moment: datetime) -> datetime:
    if "created_at" not in value:
        return moment
    try:
        return parse_time(value["created_at"])
    except ValueError as problem:
        raise _unreadable(path, "created_at ไม่ใช่เวลา", "“created_at” is no time") from problem


def _unreadable(path: Path, thai: str, english: str) -> PhromError:
    return SUBMISSION_UNREADABLE.error(name=path.name, reason_th=thai, reason_en=english)
