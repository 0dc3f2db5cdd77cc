"""Which receipts are due and what they will say, fixed in the transaction of what they answer (P4).

Source: package-format sections 7 (receipt.json), 11 and stage 13 of 15.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select

from desktop_app.central import tables
from desktop_app.central.freshness import LOST
from desktop_app.central.log import Entry, Logged
from desktop_app.central.settling import REJECTED

VERDICTS = {"accepted": "accepted", "late": "accepted-late", "superseded": "superseded"}
VERDICTS |= {"held": "held", "waiting": "held", "conflict": "held"}
DECIDED = VERDICTS | {REJECTED: "rejected"}


def answerable(payload: Mapping[str, Any] | None, flags: Iterable[str]) -> dict[str, Any]:
    """What a log entry keeps of a submission that passed stages 0 to 9, so that it can be answered."""
    if payload is None:
        return {}
    facts = {name: payload[name] for name in ("round", "form_id", "submission_id", "revision")}
    return {"submission": {**facts, "flags": list(flags), "score_total": payload["score"]["total"]["shown"]}}


def note_receipt(connection: Connection, entry: Entry, logged: Logged) -> None:
    """Fix what the receipt will say, from the log alone; nothing where the last one says it already."""
    verdict = VERDICTS.get(entry.state)
    submission = json.loads(entry.detail).get("submission")
    if verdict is None or submission is None:
        return
    facts = {
        **submission,
        "package_id": entry.package_id,
        "file_sha256": entry.file_sha256,
        "office_code": entry.office_code,
        "received_at": entry.at,
    }
    _note(connection, facts, verdict, entry.code, logged)


def note_lost(connection: Connection, logged: Logged) -> None:
    """Fix a further receipt for every submission that stopped counting when its key was withdrawn.

    Args:
        logged: the entry of the withdrawal, already settled.
    """
    sent = tables.submission.c
    query = select(sent.package_id).where(sent.code == LOST, sent.state != REJECTED)
    for package_id in connection.execute(query.order_by(sent.package_id)).scalars().all():
        note_further(connection, package_id, "held", LOST, logged)


def note_disputed(connection: Connection, package_ids: Iterable[str], logged: Logged) -> None:
    """Fix a further receipt for each submission that another one disputes: it counts no more, until a person decides"""
    for package_id in package_ids:
        note_further(connection, package_id, "conflict", "CONFLICT", logged)


def note_further(connection: Connection, package_id: str, state: str, code: str, logged: Logged) -> None:
    """Fix a further receipt for a submission that came to another state; nothing where it had none yet."""
    facts = _last(connection, package_id)
    if facts is not None:
        _note(connection, facts, DECIDED[state], code, logged)


def _last(connection: Connection, package_id: str | None) -> dict[str, Any] | None:
    """What the newest receipt of a package says."""
    due = tables.receipt.c
    query = select(due.facts).where(due.package_id == package_id).order_by(due.log_index.desc()).limit(1)
    found = connection.execute(query).scalar()
    return None if found is None else json.loads(found)


def _note(connection: Connection, facts: Mapping[str, Any], verdict: str, code: str, logged: Logged) -> None:
    table, last = tables.receipt, _last(connection, facts["package_id"])
    if last is not None and (last["verdict"], last["code"]) == (verdict, code):
        return
    # An office is told the last word: what was not signed yet says it no more, and one of this verdict has its turn.
    past = or_(table.c.verdict == verdict, table.c.receipt_package_id.is_(None))
    connection.execute(delete(table).where(table.c.package_id == facts["package_id"], past))
    chained = {"log_index": logged.log_index, "log_prev_sha256": logged.prev_sha256}
    said = {**facts, "verdict": verdict, "code": code, **chained}
    row = {"package_id": facts["package_id"], "verdict": verdict, "log_index": logged.log_index}
    row |= {"office_code": facts["office_code"], "facts": json.dumps(said, ensure_ascii=False)}
    connection.execute(insert(table), row)
