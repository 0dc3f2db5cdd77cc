"""The counter of the desk's signing key: every package it signs has the next number (package-format section 7)."""

from __future__ import annotations

from sqlalchemy import Connection, select

from desktop_app.central import tables
from desktop_app.central.registry import put_setting

SEQ = "desk_seq"


def next_seq(connection: Connection) -> int:
    """The number for the package that is about to be signed."""
    found = connection.execute(select(tables.setting.c.value).where(tables.setting.c.name == SEQ)).scalar()
    return int(found or 0) + 1


def set_seq(connection: Connection, seq: int) -> None:
    """Note the number that was used, inside the caller's transaction; it is never used again."""
    put_setting(connection, SEQ, str(seq))
