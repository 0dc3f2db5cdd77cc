"""Composing `submission.json`: what an office signs (P3; package format, section 7)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desktop_app.package import canonical
from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import common_fields, format_time
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.scoring.compute import compute_score
from desktop_app.submission.answers import Evidence, Json, answers_to_json, build_session
from desktop_app.submission.release import FormRelease
from desktop_app.thai.clean import clean

LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: the CIO, or somebody acting for the person named."""

    name: str
    position: str
    acting_for: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionActivity:
    """When a question was last changed (aware UTC) and how often: a claim, for screening only."""

    changed_at: datetime
    changes: int


@dataclass(frozen=True, slots=True)
class Activity:
    """How the work went; `questions` by ref with positions."""

    started_at: datetime
    finished_at: datetime
    active_minutes: int
    questions: Mapping[str, QuestionActivity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handover:
    """All that a submission says beside answers and score; refs have positions.

    Attributes:
        submission_id: UUID version 7, the same over all revisions.
        created_at: aware UTC; the clock with which everybody recomputes.
        seq: counter of the signing key.
        supersedes: package id of the previous revision.
        reply_to: package id of the return that is answered.
        notes, changes: remarks, and why an answer differs from the superseded revision.
        intended_recipient: SHA-256 of the centre's encryption certificate.
    """

    submission_id: str
    office_code: str
    revision: int
    signatory: Signatory
    activity: Activity
    created_at: datetime
    seq: int
    audience: str
    app_version: str
    supersedes: str | None = None
    reply_to: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    intended_recipient: str | None = None


def compose(session: AnswerSession, release: FormRelease, handover: Handover) -> dict[str, Any]:
    """The payload of a submission, its score computed from the answers exactly as they are written.

    Raises:
        PhromError: SUB-05, an answer that the form has no place for; THAI-01, text that no file can hold.
    """
    evidence = [_evidence(entry).to_json() for entry in sorted(handover.evidence, key=lambda one: one.path)]
    written = _as_written(session, release, handover, evidence)
    return {
        **common_fields(
            PackageType.SUBMISSION,
            audience=handover.audience,
            created_at=handover.created_at,
            app_version=handover.app_version,
            seq=handover.seq,
        ),
        **_identity(release, handover),
        "signatory": _signatory(handover.signatory),
        "answers": answers_to_json(written, evidence),
        "notes": _texts(handover.notes),
        "reasons": dict(written.snapshot().reasons),
        "changes": _texts(handover.changes),
        "evidence": evidence,
        "activity": _activity(handover.activity),
        "score": compute_score(written).to_json(),
    }


def _as_written(
    session: AnswerSession, release: FormRelease, handover: Handover, evidence: list[dict[str, Any]]
) -> AnswerSession:
    """The session as whoever reads the submission will have it."""
    answers = {ref: _clean_json(value) for ref, value in answers_to_json(session, evidence).items()}
    office = release.roster.get(handover.office_code)
    roster = office.columns() if office else {}
    reasons = _texts(session.snapshot().reasons)
    return build_session(release.form, answers, reasons, evidence, handover.created_at, roster)


def submission_sha256(payload: Mapping[str, object]) -> str:
    """SHA-256 of the bytes of `submission.json`: the fingerprint on paper, 64 hex digits."""
    return hashlib.sha256(canonical.to_bytes(payload)).hexdigest()


def _identity(release: FormRelease, handover: Handover) -> dict[str, Any]:
    return {
        "submission_id": handover.submission_id,
        "office_code": handover.office_code,
        "round": release.round,
        "form_id": release.form_id,
        "form_version": release.form_version,
        "form_sha256": release.package_id,
        "revision": handover.revision,
        "supersedes": handover.supersedes,
        "reply_to": handover.reply_to,
        "intended_recipient": handover.intended_recipient,
    }


def _signatory(signatory: Signatory) -> dict[str, Any]:
    return {
        "name": _line(signatory.name),
        "position": _line(signatory.position),
        "acting_for": _line(signatory.acting_for) if signatory.acting_for else None,
    }


def _evidence(entry: Evidence) -> Evidence:
    return Evidence(entry.path, tuple(entry.questions), entry.sha256, entry.size, _file_name(entry.original_name))


def _activity(activity: Activity) -> dict[str, Any]:
    return {
        "started_at": format_time(activity.started_at),
        "finished_at": format_time(activity.finished_at),
        "active_minutes": activity.active_minutes,
        "questions": {
            ref: {"changed_at": format_time(one.changed_at), "changes": one.changes}
            for ref, one in activity.questions.items()
        },
    }


def _clean_json(value: Json) -> Json:
    return clean(value) if isinstance(value, str) else value


def _texts(texts: Mapping[str, str]) -> dict[str, str]:
    cleaned = {ref: clean(text) for ref, text in texts.items()}
    return {ref: text for ref, text in cleaned.items() if text.strip()}


def _line(text: str) -> str:
    return " ".join(clean(text).split())[:LONGEST_LINE]


def _file_name(name: str) -> str:
    """A person's own file name on one line, cut in the middle so that its extension stays."""
    whole = " ".join(clean(name).split())
    return whole if len(whole) <= LONGEST_LINE else f"{whole[:180]}…{whole[-19:]}"
