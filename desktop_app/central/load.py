"""Writing one checked submission into the registry: package stages 11 and 12 (K1, K2)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from desktop_app.central import tables
from desktop_app.central.freshness import Handed, Standing, settle
from desktop_app.central.inspect import Received
from desktop_app.central.log import stamp


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a submission beside the others of its office; `newest` is the highest revision here."""

    code: str
    state: str
    flags: tuple[str, ...]
    newest: int


def received_at(connection: Connection, package_id: str, file_sha256: str) -> str | None:
    """When this very content, or a file of these very bytes, was loaded before; None if it was not."""
    table = tables.submission.c
    same = or_(table.package_id == package_id, table.file_sha256 == file_sha256)
    return connection.execute(select(table.received_at).where(same)).scalar()


def load(connection: Connection, received: Received, file_sha256: str, size: int, moment: datetime) -> Loaded:
    """Add a submission with its answers, scores and evidence, and settle its slot anew."""
    payload = received.payload
    slot = (received.office_code, str(payload["form_id"]), str(payload["round"]))
    late = stamp(moment) > _closes_at(connection, slot[2])
    _free_slot(connection, slot)
    connection.execute(insert(tables.submission), _row(received, file_sha256, size, stamp(moment), late=late))
    standings = _settle(connection, slot)
    _insert_all(connection, received.package_id, payload)
    own = standings[received.package_id]
    newest = max(one.revision for one in standings.values())
    return Loaded(own.code, state_of(own.code, late=late), _flags(own, late=late), newest)


def _closes_at(connection: Connection, round_name: str) -> str:
    query = select(tables.round_.c.closes_at).where(tables.round_.c.round == round_name)
    return str(connection.execute(query).scalar_one())


def _free_slot(connection: Connection, slot: tuple[str, str, str]) -> None:
    # The unique index speaks of undisputed rows only; the final standings are set right after.
    connection.execute(update(tables.submission).where(*_in_slot(slot)).values(disputed=True))


def _settle(connection: Connection, slot: tuple[str, str, str]) -> Mapping[str, Standing]:
    table = tables.submission.c
    query = select(table.package_id, table.revision, table.supersedes, table.late).where(*_in_slot(slot))
    rows = connection.execute(query).all()
    standings = settle(Handed(row.package_id, row.revision, row.supersedes) for row in rows)
    for row in sorted(rows, key=lambda row: standings[row.package_id].disputed, reverse=True):
        standing = standings[row.package_id]
        connection.execute(
            update(tables.submission)
            .where(table.package_id == row.package_id)
            .values(
                disputed=standing.disputed,
                code=standing.code,
                state=state_of(standing.code, late=row.late),
                flags=json.dumps(_flags(standing, late=row.late)),
            )
        )
    return standings


def state_of(code: str, *, late: bool) -> str:
    """The state (K2) in which a loaded package of this standing ends."""
    if code == "OK":
        return "late" if late else "accepted"
    return code.lower()


def _flags(standing: Standing, *, late: bool) -> tuple[str, ...]:
    known = {"LATE": late, "PREDECESSOR_MISSING": standing.predecessor_missing}
    return tuple(flag for flag, set_ in known.items() if set_)


def _in_slot(slot: tuple[str, str, str]) -> tuple[Any, ...]:
    table = tables.submission.c
    return (table.office_code == slot[0], table.form_id == slot[1], table.round == slot[2])


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
        "flags": "[]",
        "disputed": False,
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
