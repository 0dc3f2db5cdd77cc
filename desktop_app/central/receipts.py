"""Receipts: what central answers to every submission that could be read, signed (P4).

Their facts were fixed with the import (`receipts_due`); signing may happen later, on another PC.
Source: package-format sections 7 (receipt.json), 11 and stage 13 of 15.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, update

from desktop_app.central import log, tables
from desktop_app.central.bundles import accompany, bundle_version
from desktop_app.central.counter import next_seq, set_seq
from desktop_app.central.lists import newest_numbers
from desktop_app.central.log import Entry, stamp
from desktop_app.central.registry import Registry
from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import SCHEMA_VERSION
from desktop_app.package.seal import write_package
from desktop_app.trust.signer import Signer


@dataclass(frozen=True, slots=True)
class ReceiptDone:
    """One signed receipt and where it lies."""

    number: int
    total: int
    office_code: str
    verdict: str
    path: Path


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
        made: list[Path] = []
        with log.recording(registry, made) as connection:
            payload = {**common, **facts, "seq": next_seq(connection)}
            sealed = write_package(target, PackageType.RECEIPT, payload, {}, signer, moment)
            made.append(target)
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
