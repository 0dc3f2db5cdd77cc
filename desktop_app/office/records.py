"""The plain facts that the office store keeps: events, rounds, assessments, transitions, packages.

A **ref** here carries instance keys, so that a row keeps its name when others come and go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What an event says about one question."""

    VALUE = "value"  # canonical text of the answer
    INSTANCE = "instance"  # a repeat row: "1" there, "" removed
    REASON = "reason"  # why not applicable
    NOTE = "note"
    FLAG = "flag"  # "look at it later": "1" or ""
    ATTACHMENTS = "attachments"  # SHA-256 of each file, a blank between
    CHANGE_REASON = "change_reason"  # why it differs from the superseded revision
    REMARK = "remark"  # the CIO's
    REPLY = "reply"  # the officer's, to a remark
    FORM = "form"  # package id of the release that the assessment was moved to


class State(StrEnum):
    """States of an assessment's revision."""

    DRAFT = "draft"
    READY = "ready"
    SENT_BACK = "sent_back"
    SIGNED = "signed"
    EXPORTED = "exported"
    RECEIVED = "received"
    RETURNED = "returned"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> Mapping[str, str]:
        """Name of the state in Thai and English."""
        return STATE_LABELS[self]


STATE_LABELS: Mapping[State, Mapping[str, str]] = {
    State.DRAFT: {"th": "ร่าง", "en": "draft"},
    State.READY: {"th": "รอ CIO ตรวจ", "en": "ready for review"},
    State.SENT_BACK: {"th": "ส่งกลับ", "en": "sent back"},
    State.SIGNED: {"th": "ลงนามแล้ว", "en": "signed"},
    State.EXPORTED: {"th": "ส่งออกแล้ว", "en": "exported"},
    State.RECEIVED: {"th": "ได้รับแล้ว", "en": "received"},
    State.RETURNED: {"th": "ตีกลับ", "en": "returned"},
    State.SUPERSEDED: {"th": "ถูกแทนที่", "en": "superseded"},
}


@dataclass(frozen=True, slots=True)
class AnswerEvent:
    """One thing that one person set on one question; never changed once written (O1, O3).

    Attributes:
        assessment: id of the assessment (the `submission_id`, UUID version 7).
        revision: the revision being worked on, from 1.
        old, new: the texts before and after; "" is blank.
        at: aware UTC.
        by: who, as the window knows the person.
        cause: `typed`, `form` (defaults and what follows from another answer), `undo`, `carried`, `merged`,
            `moved` (to a newer version of the form).
        number: running number in the store; 0 until written.
    """

    assessment: str
    revision: int
    ref: str
    kind: Kind
    old: str
    new: str
    at: datetime
    by: str
    cause: str = "typed"
    number: int = 0


@dataclass(frozen=True, slots=True)
class Release:
    """A verified form release as it was opened here: the round's form, its roster and dates.

    Attributes:
        package_id: the release's identity, hex.
        parsed: the compiled form (`questionnaire.stored`).
        roster: `roster.csv` as it came.
        workbook: the authored workbook.
    """

    package_id: str
    form_id: str
    form_version: int
    round: str
    title: Mapping[str, str]
    opens_at: datetime
    closes_at: datetime
    opened_at: datetime
    parsed: bytes = field(repr=False)
    roster: bytes = field(repr=False)
    workbook: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Work:
    """One office's assessment in one round, as the home page lists it."""

    id: str
    release: str  # package id of the form release
    office_code: str
    created_at: datetime
    created_by: str
    revision: int
    state: State


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the history of states. `before` is None where a revision begins."""

    assessment: str
    revision: int
    before: State | None
    after: State
    at: datetime
    by: str
    reason: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file in the evidence folder: known by its SHA-256, shown by its original name."""

    sha256: str
    extension: str  # without the dot, lower case
    size: int  # bytes
    original_name: str
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was sealed or received here; the file lies in `packages/`.

    Attributes:
        direction: `sealed` or `received`.
        kind: type of the package (`submission`, `receipt`, …).
        file_name: name of the file in `packages/`.
        assessment, revision: whose it is; "" and 0 where it belongs to none.
        key: SHA-256 of the signer's public key, hex; `seq` counts per key.
        facts: what is worth showing (score, verdict, fingerprint), all text.
    """

    package_id: str
    direction: str
    kind: str
    file_name: str
    file_sha256: str
    size: int
    assessment: str
    revision: int
    key: str
    seq: int
    signed_at: datetime
    recorded_at: datetime
    facts: Mapping[str, str] = field(default_factory=dict)
