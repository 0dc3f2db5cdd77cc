"""Where a registry stands: whose it is, which keys its offices have, what waits to be signed (K3, P2, P4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select

from desktop_app.central import tables
from desktop_app.central.coverage import COUNTED, rounds
from desktop_app.central.decisions import pending
from desktop_app.central.log import stamp
from desktop_app.central.registry import Registry

KeyStanding = Literal["none", "valid", "ended", "revoked"]


@dataclass(frozen=True, slots=True)
class Standing:
    """The registry in a few figures. `rounds` are the newest first; `received` counts what results count.

    `pending`: files that wait for a person.
    """

    organisation: str
    audience: str
    offices: int
    certified: int
    rounds: tuple[str, ...]
    received: int
    receipts_due: int
    pending: int


@dataclass(frozen=True, slots=True)
class OfficeKeyState:
    """The best certificate of one office: `standing`, and when it ends (aware UTC)."""

    standing: KeyStanding
    not_after: datetime


def standing(registry: Registry, moment: datetime) -> Standing:
    """Count what the registry holds at `moment` (aware UTC)."""
    due = select(func.count()).select_from(tables.receipt).where(tables.receipt.c.receipt_package_id.is_(None))
    counted = select(func.count()).select_from(tables.submission).where(tables.submission.c.state.in_(COUNTED))
    offices = select(func.count()).select_from(tables.office)
    with registry.reading() as connection:
        figures = [connection.execute(query).scalar_one() for query in (offices, counted, due)]
    certified = sum(one.standing == "valid" for one in key_states(registry, moment).values())
    return Standing(
        organisation=registry.get_setting("organisation"),
        audience=registry.get_setting("audience"),
        offices=figures[0],
        certified=certified,
        rounds=rounds(registry),
        received=figures[1],
        receipts_due=figures[2],
        pending=len(pending(registry)),
    )


def key_states(registry: Registry, moment: datetime) -> Mapping[str, OfficeKeyState]:
    """The best certificate of every office that ever had one, by office code."""
    table = tables.certificate.c
    query = select(table.office_code, table.not_after, table.revoked_at)
    with registry.reading() as connection:
        rows = connection.execute(query.order_by(table.not_after)).all()
    states: dict[str, OfficeKeyState] = {}
    for row in rows:
        found = OfficeKeyState(_standing(row.not_after, row.revoked_at, stamp(moment)), _instant(row.not_after))
        best = states.get(row.office_code)
        if best is None or found.standing == "valid" or best.standing != "valid":
            states[row.office_code] = found
    return states


def _standing(not_after: str, revoked_at: str | None, moment: str) -> KeyStanding:
    if revoked_at is not None:
        return "revoked"
    return "valid" if moment <= not_after else "ended"


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
