"""Which receipts are due and what they will say, fixed in the transaction of what they answer (P4).

Source: package-format sections 7 (receipt.json), 11 and stage 13 of 15.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from desktop_app.central import tables
from desktop_app.central.freshness import LOST
from desktop_app.central.log import Entry, Logged

VERDICTS = {"accepted": "accepted", "late": "accepted-late", "superseded": "superseded"}
VERDICTS |= {"held": "held", "waiting": "held", "conflict": "held"}


def answerable(payload: Mapping[str, Any] | None, flags: Iterable[str]) -> dict[str, Any]:
    """What a log entry keeps of a submission that passed stages 0 to 9, so that it can be answered."""
    if payload is None:
        return {}
    facts = {name: payload[name] for name in ("round", "form_id", "submission_id", "revision")}
    return {"submission": {**facts, "flags": list(flags), "score_total": payload["score"]["total"]["shown"]}}


def note_receipt(connection: Connection, entry: Entry, logged: Logged) -> None:
    """Fix what the receipt will say, from the log alone, once per package and verdict."""
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
    sent, due = tables.submission.c, tables.receipt.c
    query = select(due.facts).join(tables.submission, sent.package_id == due.package_id).where(sent.code == LOST)
    for row in connection.execute(query.order_by(due.log_index, due.package_id)).all():
        _note(connection, json.loads(row.facts), "held", LOST, logged)


def _note(connection: Connection, facts: Mapping[str, Any], verdict: str, code: str, logged: Logged) -> None:
    table = tables.receipt
    key = (table.c.package_id == facts["package_id"], table.c.verdict == verdict)
    if connection.execute(select(table.c.log_index).where(*key)).first():
        return
    chained = {"log_index": logged.log_index, "log_prev_sha256": logged.prev_sha256}
    said = {**facts, "verdict": verdict, "code": code, **chained}
    row = {"package_id": facts["package_id"], "verdict": verdict, "log_index": logged.log_index}
    row |= {"office_code": facts["office_code"], "facts": json.dumps(said, ensure_ascii=False)}
    connection.execute(insert(table), row)
