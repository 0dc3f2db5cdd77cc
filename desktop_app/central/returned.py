"""What was returned for correction, as the registry has it, and what no newer revision has answered yet (P5, K4)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from desktop_app.central import tables
from desktop_app.central.registry import Folders, Registry
from desktop_app.central.settling import ASIDE
from desktop_app.package.payloads import parse_time


@dataclass(frozen=True, slots=True)
class Item:
    """One question that is to be corrected: its ref with positions, a key of `REASONS`, and what to do."""

    question: str
    reason: str
    comment: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A return as the registry knows it; times are aware UTC."""

    return_id: str
    package_id: str
    office_code: str
    round: str
    revision: int
    returned_at: datetime
    due_at: datetime
    lock_others: bool
    items: tuple[Item, ...]
    path: Path


def returns_of(registry: Registry, package_id: str) -> tuple[Returned, ...]:
    """All returns of one submission, oldest first."""
    return tuple(one for one in _all(registry) if one.package_id == package_id)


def open_returns(registry: Registry, round_name: str) -> dict[str, Returned]:
    """Returns of a round that no newer revision has answered yet: the newest of each office, by office code.

    The submission that was returned counts meanwhile.
    """
    table = tables.submission.c
    query = select(table.office_code, table.revision).where(table.round == round_name, table.state.not_in(ASIDE))
    newest: dict[str, int] = {}
    with registry.reading() as connection:
        for row in connection.execute(query):
            newest[row.office_code] = max(row.revision, newest.get(row.office_code, 0))
    return {
        one.office_code: one
        for one in _all(registry)
        if one.round == round_name and one.revision >= newest.get(one.office_code, 0)
    }


def _all(registry: Registry) -> list[Returned]:
    with registry.reading() as connection:
        rows = connection.execute(select(tables.returned).order_by(tables.returned.c.seq)).all()
    return [
        Returned(
            row.return_id,
            row.package_id,
            row.office_code,
            row.round,
            row.revision,
            parse_time(row.returned_at),
            parse_time(row.due_at),
            row.lock_others,
            tuple(Item(**item) for item in json.loads(row.items)),
            return_path(registry.folders, row.office_code, row.round, row.revision, row.seq),
        )
        for row in rows
    ]


def return_path(folders: Folders, office_code: str, round_name: str, revision: int, seq: int) -> Path:
    """`returns/<office>-<round>-r<revision>-return-<number of the desk's signature>.asice`."""
    return folders.returns / f"{office_code}-{round_name}-r{revision}-return-{seq}.asice"
