"""Submissions as bare rows, for figures that are worked out by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert

from desktop_app.central import tables
from desktop_app.central.registry import Registry
from desktop_app.submission.roster import Office, Roster

Scores = Mapping[str, str | None]


def add_round(registry: Registry, round_name: str, offices: Sequence[Office]) -> None:
    """A round that expects these offices."""
    csv = Roster(tuple(offices)).to_csv(with_phone=True)
    names = ("office_code", "respondent_level", "ministry_key", "province_code", "phone")
    with registry.writing() as connection:
        connection.exec_driver_sql("DELETE FROM office WHERE office_code NOT IN (SELECT office_code FROM certificate)")
        known = {row[0] for row in connection.exec_driver_sql("SELECT office_code FROM office")}
        rows: list[dict[str, Any]] = [
            {**{name: office.columns()[name] for name in names}, **dict.fromkeys(NAMES, office.name_th)}
            for office in offices
            if office.office_code not in known
        ]
        if rows:
            connection.execute(insert(tables.office), rows)
        row = {"round": round_name, "opens_at": "2026-01-01T00:00:00Z", "closes_at": "2026-06-30T16:59:59Z"}
        row |= {"roster_sha256": hashlib.sha256(csv).hexdigest(), "roster_csv": csv.decode()}
        connection.execute(insert(tables.round_), row)


def add_submissions(registry: Registry, round_name: str, sent: Mapping[str, tuple[str, Scores]]) -> None:
    """Submissions by office code: state, and exact points `n/d` by node in tree order, None where not applicable."""
    with registry.writing() as connection:
        for office_code, (state, scores) in sent.items():
            package_id = hashlib.sha256(f"{round_name} {office_code}".encode()).hexdigest()
            connection.execute(insert(tables.submission), _row(package_id, office_code, round_name, state))
            rows = [
                {"package_id": package_id, "node": node, "position": place, "exact": exact, "state": "scored"}
                for place, (node, exact) in enumerate(scores.items())
            ]
            if rows:
                connection.execute(insert(tables.score), rows)


NAMES = ("office_name_th", "office_name_en", "short_name")


def _row(package_id: str, office_code: str, round_name: str, state: str) -> dict[str, Any]:
    texts = (
        "file_sha256",
        "submission_sha256",
        "submission_id",
        "form_release",
        "signed_at",
        "created_at",
        "received_at",
    )
    numbers = {"form_version": 1, "revision": 1, "seq": 1, "size": 1, "level": None}
    facts = {"office_code": office_code, "round": round_name, "form_id": "test", "state": state, "code": "OK"}
    flags = {"late": state == "late", "disputed": state == "conflict", "flags": "[]", "signatory": "{}"}
    return {**dict.fromkeys(texts, "-"), **numbers, **facts, **flags, "package_id": package_id, "supersedes": None}
