"""Writing one checked submission into the registry: package stages 11 and 12 (K1, K2)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, or_, select

from desktop_app.central import tables
from desktop_app.central.inspect import Received
from desktop_app.central.log import stamp
from desktop_app.central.settling import in_order, mark_reused, note_number, settle_slot, state_of

OLDEST = timedelta(days=90)  # how long before its import a package may have been signed: package-format section 11


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a submission beside the others of its office.

    `newest` is the highest revision here; `disputed` are the others that wait for a person now.
    """

    code: str
    state: str
    flags: tuple[str, ...]
    newest: int
    disputed: tuple[str, ...]


def received_at(connection: Connection, package_id: str, file_sha256: str) -> str | None:
    """When this very content, or a file of these very bytes, was loaded before; None if it was not."""
    table = tables.submission.c
    same = or_(table.package_id == package_id, table.file_sha256 == file_sha256)
    return connection.execute(select(table.received_at).where(same)).scalar()


def load(connection: Connection, received: Received, file_sha256: str, size: int, moment: datetime) -> Loaded:
    """Add a submission with its answers, scores and evidence, and settle its slot anew."""
    payload, table = received.payload, tables.submission.c
    slot = (received.office_code, str(payload["form_id"]), str(payload["round"]))
    opens_at, closes_at = _dates(connection, slot[2])
    flags = set(received.flags)
    if late := stamp(moment) > closes_at:
        flags.add("LATE")
    if received.signed_at < moment - OLDEST or stamp(received.signed_at) < opens_at:
        flags.add("CLOCK_OLD")
    row = _row(received, file_sha256, size, stamp(moment), late=late)
    connection.execute(insert(tables.submission), {**row, "flags": json.dumps(in_order(flags))})
    _insert_all(connection, received.package_id, payload)
    if received.signer_spki is not None:
        note_number(connection, received.signer_spki, payload["seq"])
    mark_reused(connection, received.package_id, received.office_code)
    standings = settle_slot(connection, slot)
    found = connection.execute(select(table.flags).where(table.package_id == received.package_id)).scalar_one()
    own = standings[received.package_id]
    newest = max(one.revision for one in standings.values() if not one.aside or one is own)
    disputed = tuple(sorted(key for key, one in standings.items() if one.waits and one is not own))
    return Loaded(own.code, state_of(own, late=late), tuple(json.loads(found)), newest, disputed)


def _dates(connection: Connection, round_name: str) -> tuple[str, str]:
    table = tables.round_.c
    row = connection.execute(select(table.opens_at, table.closes_at).where(table.round == round_name)).one()
    return row.opens_at, row.closes_at


def _row(received: Received, file_sha256: str, size: int, received_at: str, *, late: bool) -> dict[str, Any]:
    payload = received.payload
    copied = ("submission_id", "round", "form_id", "form_version", "revision", "supersedes", "seq", "created_at")
    return {
        **{name: payload[name] for name in copied},
        "package_id": received.package_id,
        "file_sha256": file_sha256,
        "submission_sha256": received.submission_sha256,
        "office_code": received.office_code,
        "form_release": payload["form_sha256"],
        "signatory": json.dumps(payload["signatory"], ensure_ascii=False),
        "signed_at": stamp(received.signed_at),
        "received_at": received_at,
        "size": size,
        "state": "accepted",
        "code": "OK",
        "late": late,
        "disputed": True,  # until its slot is settled
        "signer_spki": received.signer_spki,
        "level": payload["score"]["level"],
    }


def _insert_all(connection: Connection, package_id: str, payload: Mapping[str, Any]) -> None:
    answers = [{"ref": ref, "text": answer_text(value)} for ref, value in payload["answers"].items()]
    reasons = [{"ref": ref, "text": text} for ref, text in payload["reasons"].items()]
    scores = [
        {"node": node["id"], "position": place, **{key: node[key] for key in ("exact", "shown", "state")}}
        for place, node in enumerate(payload["score"]["nodes"])
    ]
    copied = ("path", "sha256", "size", "original_name")
    evidence = [
        {**{key: item[key] for key in copied}, "questions": json.dumps(item["questions"])}
        for item in payload["evidence"]
    ]
    lists: Sequence[tuple[Any, list[dict[str, Any]]]] = (
        (tables.answer, answers),
        (tables.reason, reasons),
        (tables.score, scores),
        (tables.evidence, evidence),
    )
    for table, rows in lists:
        if rows:
            connection.execute(insert(table), [{"package_id": package_id, **row} for row in rows])


def answer_text(value: object) -> str:
    """A JSON answer as canonical text: codes joined by blanks, whole numbers as digits."""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
