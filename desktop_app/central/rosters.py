"""The roster of offices that central keeps (K3)."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from desktop_app.central import faults, log, tables
from desktop_app.central.log import stamp
from desktop_app.central.registry import Registry
from desktop_app.submission.roster import Office, Roster, read_roster


def import_roster(registry: Registry, data: bytes, moment: datetime, by: str) -> Roster:
    """Put a roster file in force. Offices keep their code for ever; rounds keep the version they froze.

    Raises:
        PhromError: a `SUB-…` code, the file is damaged or foreign (row and column are named); CEN-13, it
            lacks an office that has a key or has sent.
    """
    roster = read_roster(data)
    with log.recording(registry) as connection:
        apply_roster(connection, roster)
        detail = json.dumps({"csv": roster.to_csv(with_phone=True).decode()}, ensure_ascii=False)
        log.append(connection, log.Entry(stamp(moment), by, "roster", detail=detail))
    return roster


def apply_roster(connection: Connection, roster: Roster) -> None:
    """Replace the roster's rows inside the caller's transaction."""
    codes = {office.office_code for office in roster.offices}
    known = select(tables.certificate.c.office_code).union(select(tables.submission.c.office_code))
    lost = sorted(set(connection.execute(known).scalars()) - codes)
    if lost:
        raise faults.ROSTER_CHANGES_CODE.error(offices=", ".join(lost[:5]))
    table = tables.office
    present = set(connection.execute(select(table.c.office_code)).scalars())
    rows = [_row(office) for office in roster.offices]
    gone = [{"code": code} for code in sorted(present - codes)]
    added = [row for row in rows if row["office_code"] not in present]
    changed = [{**row, "code": row["office_code"]} for row in rows if row["office_code"] in present]
    by_code = table.c.office_code == bindparam("code")
    for statement, parameters in ((delete(table).where(by_code), gone), (insert(table), added)):
        if parameters:
            connection.execute(statement, parameters)
    if changed:
        connection.execute(table.update().where(by_code), changed)


def current_roster(registry: Registry) -> Roster:
    """The roster in force, in the order of office codes."""
    with registry.reading() as connection:
        rows = connection.execute(select(tables.office).order_by(tables.office.c.office_code)).mappings().all()
    return Roster(
        tuple(
            Office(
                office_code=row["office_code"],
                name_th=row["office_name_th"],
                name_en=row["office_name_en"],
                short_name=row["short_name"],
                level=row["respondent_level"],
                ministry_key=row["ministry_key"],
                province_code=row["province_code"],
                phone=row["phone"],
            )
            for row in rows
        )
    )


def _row(office: Office) -> dict[str, str]:
    return {
        "office_code": office.office_code,
        "office_name_th": office.name_th,
        "office_name_en": office.name_en,
        "short_name": office.short_name,
        "respondent_level": office.level,
        "ministry_key": office.ministry_key,
        "province_code": office.province_code,
        "phone": office.phone,
    }
