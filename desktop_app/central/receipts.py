"""Receipts: what central answers to every submission that could be read (P4).

The facts are fixed in the same transaction as the import; signing may happen later, on another PC.
Source: package-format sections 7 (receipt.json), 11 and stage 13 of 15.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from desktop_app.central import log, tables
from desktop_app.central.inspect import Inspected
from desktop_app.central.load import stamp
from desktop_app.central.log import Logged
from desktop_app.central.registry import Registry
from desktop_app.package.kinds import PackageType
from desktop_app.package.seal import write_package
from desktop_app.trust.signer import Signer

SEQ = "receipt_seq"  # counter of the receiver's key, never reused
VERDICTS = {"accepted": "accepted", "late": "accepted-late", "superseded": "superseded"}
VERDICTS |= {"held": "held", "waiting": "held", "conflict": "held"}


@dataclass(frozen=True, slots=True)
class ReceiptDone:
    """One signed receipt and where it lies."""

    number: int
    total: int
    office_code: str
    verdict: str
    path: Path


def note_receipt(
    connection: Connection, inspected: Inspected, code: str, state: str, logged: Logged, moment: datetime
) -> None:
    """Fix what the receipt will say, once per package and verdict."""
    verdict = VERDICTS.get(state)
    if verdict is None or inspected.payload is None:
        return
    facts = _facts(inspected, inspected.payload, code, state, logged, moment)
    key = (tables.receipt.c.package_id == facts["package_id"], tables.receipt.c.verdict == verdict)
    if connection.execute(select(tables.receipt.c.log_index).where(*key)).first():
        return
    row = {"package_id": facts["package_id"], "verdict": verdict, "log_index": logged.log_index}
    row |= {"office_code": facts["office_code"], "facts": json.dumps(facts, ensure_ascii=False)}
    connection.execute(insert(tables.receipt), row)


def _facts(
    inspected: Inspected, payload: Mapping[str, Any], code: str, state: str, logged: Logged, moment: datetime
) -> dict[str, Any]:
    """Fields of `receipt.json` known now."""
    copied = ("round", "form_id", "submission_id", "revision")
    return {
        **{name: payload[name] for name in copied},
        "package_id": inspected.package_id,
        "file_sha256": inspected.file_sha256,
        "office_code": inspected.office_code,
        "received_at": stamp(moment),
        "verdict": VERDICTS[state],
        "code": code,
        "flags": ["LATE"] if state == "late" else [],
        "score_total": payload["score"]["total"]["shown"],
        "log_index": logged.log_index,
        "log_prev_sha256": logged.prev_sha256,
    }


def issue_receipts(
    registry: Registry, signer: Signer, audience: str, moment: datetime, by: str
) -> Iterator[ReceiptDone]:
    """Sign every receipt that is due, one file each; safe to stop and run again."""
    due = select(tables.receipt).where(tables.receipt.c.receipt_package_id.is_(None))
    with registry.reading() as connection:
        rows = connection.execute(due.order_by(tables.receipt.c.log_index, tables.receipt.c.package_id)).all()
    crl_numbers = json.loads(registry.get_setting("crl_numbers") or "{}")
    for number, row in enumerate(rows, start=1):
        facts = json.loads(row.facts)
        target = receipt_path(registry, facts)
        payload = {
            "schema": "phrom/1",
            "type": "receipt",
            "audience": audience,
            "created_at": stamp(moment),
            "app_version": registry.get_setting("app_version"),
            "bundle_version": 0,
            "crl_numbers": crl_numbers,
            **facts,
        }
        with registry.writing() as connection:
            payload["seq"] = _next_seq(connection)
            sealed = write_package(target, PackageType.RECEIPT, payload, {}, signer, moment)
            mark_issued(connection, row.package_id, row.verdict, sealed.package_id, payload["seq"])
            detail = json.dumps({"verdict": row.verdict, "receipt": sealed.package_id, "seq": payload["seq"]})
            entry = log.Entry(stamp(moment), by, "receipt", package_id=row.package_id, detail=detail)
            log.append(connection, replace(entry, office_code=row.office_code))
        log.write_lines(registry)
        yield ReceiptDone(number, len(rows), row.office_code, row.verdict, target)


def receipt_path(registry: Registry, facts: dict[str, Any]) -> Path:
    """`receipts/<office>-<round>-r<revision>-<verdict>-<first digits of the package id>.asice`."""
    name = "{office_code}-{round}-r{revision}-{verdict}".format(**facts)
    return registry.folders.receipts / f"{name}-{facts['package_id'][:8]}.asice"


def mark_issued(connection: Connection, package_id: str, verdict: str, receipt_id: str, seq: int) -> None:
    """Note that a receipt has been signed, and how far the receiver's counter has come."""
    table = tables.receipt.c
    signed = update(tables.receipt).where(table.package_id == package_id, table.verdict == verdict)
    connection.execute(signed.values(receipt_package_id=receipt_id))
    connection.execute(delete(tables.setting).where(tables.setting.c.name == SEQ))
    connection.execute(insert(tables.setting), {"name": SEQ, "value": str(seq)})


def _next_seq(connection: Connection) -> int:
    found = connection.execute(select(tables.setting.c.value).where(tables.setting.c.name == SEQ)).scalar()
    return int(found or 0) + 1
