"""What differs between two revisions of a submission, question by question (P5).

Both sides ask the same: the office before it signs, so that each difference has its reason, and central when it
reads the revision. Refs have positions, as packages write them. Source: package-format section 7, `changes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.questionnaire.form import Control, Form
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.submission.answers import answers_to_json, files_by_question
from desktop_app.submission.whole import path_of


@dataclass(frozen=True, slots=True)
class Said:
    """All that a revision says to one question; `files` are SHA-256 of the evidence, so that a new name is no change.

    Attributes:
        answer: canonical text, codes joined by blanks.
        reason: why it is not applicable.
    """

    answer: str = ""
    reason: str = ""
    files: frozenset[str] = frozenset()


NOTHING = Said()


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One question that a revision says otherwise than the one it supersedes, and why (the office's words)."""

    question: str
    old: Said
    new: Said
    why: str = ""


def said_in(form: Form, payload: Mapping[str, Any]) -> dict[str, Said]:
    """What a `submission.json` says, by question."""
    digests = {entry["path"]: entry["sha256"] for entry in payload["evidence"]}
    files = {
        ref: frozenset(digests[path] for path in paths) for ref, paths in files_by_question(payload["evidence"]).items()
    }
    return _said(form, payload["answers"], payload["reasons"], files)


def said_by(session: AnswerSession, files: Mapping[str, Iterable[str]]) -> dict[str, Said]:
    """What a live session would say; `files` are digests by ref with positions."""
    asked = session.snapshot().attachments
    kept = {ref: frozenset(digests) for ref, digests in files.items() if ref in asked}
    return _said(session.form, answers_to_json(session), session.snapshot().reasons, kept)


def changes_between(
    old: Mapping[str, Said], new: Mapping[str, Said], why: Mapping[str, str] | None = None
) -> tuple[AnswerChange, ...]:
    """Questions where the two differ: those of the new revision in its order, then those it no longer answers."""
    reasons = why or {}
    return tuple(
        AnswerChange(ref, old.get(ref, NOTHING), new.get(ref, NOTHING), reasons.get(ref, ""))
        for ref in dict.fromkeys((*new, *old))
        if old.get(ref, NOTHING) != new.get(ref, NOTHING)
    )


def _said(
    form: Form, answers: Mapping[str, Any], reasons: Mapping[str, str], files: Mapping[str, frozenset[str]]
) -> dict[str, Said]:
    return {
        ref: Said(_text(form, ref, answers.get(ref, "")), reasons.get(ref, ""), files.get(ref, frozenset()))
        for ref in dict.fromkeys((*answers, *reasons, *files))
        if path_of(ref) in form.nodes and form.nodes[path_of(ref)].asks
    }


def _text(form: Form, ref: str, value: object) -> str:
    """An answer as text; the paths of files say nothing, their digests do."""
    if form.nodes[path_of(ref)].control is Control.FILE:
        return ""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
