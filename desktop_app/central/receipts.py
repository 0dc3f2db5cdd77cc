"""Receipts: what central answers to every submission that could be read (P4).

The facts are fixed in the same transaction as the import; signing may happen later, on another PC.
Source: package-format sections 7 (receipt.json), 11 and stage 13 of 15.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from desktop_app.central import log, tables
from desktop_app.central.bundles import accompany, bundle_version
from desktop_app.central.counter import next_seq, set_seq
from desktop_app.central.lists import newest_numbers
from desktop_app.central.log import Entry, Logged, stamp
from desktop_app.central.registry import Registry
from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import SCHEMA_VERSION
from desktop_app.package.seal import write_package
from desktop_app.trust.signer import Signer

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
    table = tables.receipt
    key = (table.c.package_id == entry.package_id, table.c.verdict == verdict)
    if connection.execute(select(table.c.log_index).where(*key)).first():
        return
    facts = {
        **submission,
        "package_id": entry.package_id,
        "file_sha256": entry.file_sha256,
        "office_code": entry.office_code,
        "received_at": entry.at,
        "verdict": verdict,
        "code": entry.code,
        "log_index": logged.log_index,
        "log_prev_sha256": logged.prev_sha256,
    }
    row = {"package_id": entry.package_id, "verdict": verdict, "log_index": logged.log_index}
    row |= {"office_code": entry.office_code, "facts": json.dumps(facts, ensure_ascii=False)}
    connection.execute(insert(table), row)


def issue_receipts(
    registry: Registry, signer: Signer, audience: str, moment: datetime, by: str
) -> Iterator[ReceiptDone]:
    """Sign every receipt that is due, one file each; safe to stop and run again.

    Raises:
        PhromError: FILE-01 the disk refused; CEN-05 the database refused; what is signed so far stays.
    """
    due = select(tables.receipt).where(tables.receipt.c.receipt_package_id.is_(None))
    with registry.reading() as connection:
        rows = connection.execute(due.order_by(tables.receipt.c.log_index, tables.receipt.c.package_id)).all()
    common = {
        "schema": SCHEMA_VERSION,
        "type": PackageType.RECEIPT.value,
        "audience": audience,
        "created_at": stamp(moment),
        "app_version": registry.get_setting("app_version"),
        "bundle_version": bundle_version(registry),
        "crl_numbers": newest_numbers(registry),
    }
    for number, row in enumerate(rows, start=1):
        facts = json.loads(row.facts)
        target = receipt_path(registry, facts)
        with log.recording(registry) as connection:
            payload = {**common, **facts, "seq": next_seq(connection)}
            sealed = write_package(target, PackageType.RECEIPT, payload, {}, signer, moment)
            mark_issued(connection, row.package_id, row.verdict, sealed.package_id)
            set_seq(connection, payload["seq"])
            detail = json.dumps({"verdict": row.verdict, "receipt": sealed.package_id, "seq": payload["seq"]})
            entry = Entry(stamp(moment), by, "receipt", package_id=row.package_id, detail=detail)
            log.append(connection, replace(entry, office_code=row.office_code))
        yield ReceiptDone(number, len(rows), row.office_code, row.verdict, target)
    if rows:
        accompany(registry, registry.folders.receipts)


def receipt_path(registry: Registry, facts: dict[str, Any]) -> Path:
    """`receipts/<office>-<round>-r<revision>-<verdict>-<first digits of the package id>.asice`."""
    name = "{office_code}-{round}-r{revision}-{verdict}".format(**facts)
    return registry.folders.receipts / f"{name}-{facts['package_id'][:8]}.asice"


def mark_issued(connection: Connection, package_id: str, verdict: str, receipt_id: str) -> None:
    """Note that a receipt has been signed."""
    table = tables.receipt.c
    signed = update(tables.receipt).where(table.package_id == package_id, table.verdict == verdict)
    connection.execute(signed.values(receipt_package_id=receipt_id))
