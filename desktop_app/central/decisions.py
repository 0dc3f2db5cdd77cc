"""What waits for a person, and what the person decides: which of several contents counts, what is not taken (K2, P4).

A conflict ends when one package is accepted, which rejects those that cannot stand beside it, or when one is
rejected. A held or waiting file was not loaded: it is checked again once its cause is mended, or rejected. Each
decision is a line of the log and, where the office was answered before, a further receipt.
Source: package-format sections 11 and 17 (letters H and W).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select

from desktop_app.central import faults, log, tables
from desktop_app.central.freshness import opponents
from desktop_app.central.inspect import sentences
from desktop_app.central.intake import STRANGERS, FileDone, import_paths
from desktop_app.central.log import Entry, Logged, stamp
from desktop_app.central.receipts_due import note_further
from desktop_app.central.registry import Registry
from desktop_app.central.settling import REJECTED, handed_in, settle_slot, states_in
from desktop_app.package.payloads import parse_time
from desktop_app.package.refusal import refusal
from desktop_app.questionnaire.scheme import Text
from desktop_app.thai.clean import clean

LONGEST_REASON = 2_000
LEAST_DIGITS = 6  # of a package id or a file's digest that are enough to name it
WAITING = ("held", "waiting")
Verdict = Literal["accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class Pending:
    """A file that waits for a person.

    Attributes:
        file_sha256: of the file; a held one lies in `held/` under it.
        package_id, office_code, round, revision: "" and 0 where the file could not be read so far.
        file_name: under which it came first, and `came_at` when; aware UTC.
        state, code: of K2 and package-format section 17; `message` is the code's sentence with its places filled in.
        loaded: whether it lies in the archive, disputed.
        against: ids of the packages that would be rejected if this one were accepted.
    """

    file_sha256: str
    package_id: str
    office_code: str
    round: str
    revision: int
    file_name: str
    came_at: datetime
    state: str
    code: str
    message: Text
    loaded: bool
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: `rejected` are the ids of the other packages that could not stand beside an accepted one."""

    verdict: Verdict
    package_id: str
    office_code: str
    revision: int
    rejected: tuple[str, ...]


def pending(registry: Registry) -> tuple[Pending, ...]:
    """Everything that waits for a person, an office's together, by revision and time of arrival."""
    with registry.reading() as connection:
        found = _pending(connection)
    return tuple(sorted(found, key=attrgetter("office_code", "round", "revision", "came_at", "file_sha256")))


def accept(registry: Registry, named: str, reason: str, moment: datetime, by: str) -> Decided:
    """Let this one of several contents count, and reject those that cannot stand beside it.

    What was rejected before may be accepted later: the decision is turned round.

    Args:
        named: package id or digest of the file, or at least its first six digits.
        reason: why, for the log.
        moment: now, aware UTC.
        by: who decides, for the log.

    Raises:
        PhromError: CEN-30 nothing of this name waits; CEN-31 no reason; CEN-32 it is held for another cause, which
            no decision removes; CEN-14, CEN-19 the log, CEN-05 the database. Nothing was decided then.
    """
    return _decide(registry, named, "accepted", reason, moment, by)


def reject(registry: Registry, named: str, reason: str, moment: datetime, by: str) -> Decided:
    """Do not take a disputed, held or waiting file: it counts nowhere, and its office is told. Arguments as `accept`.

    Raises:
        PhromError: CEN-30, CEN-31, CEN-14, CEN-19, CEN-05 as `accept`.
    """
    return _decide(registry, named, "rejected", reason, moment, by)


def check_again(
    registry: Registry,
    moment: datetime,
    by: str,
    workers: int | None = None,
    decryption: Sequence[RSAPrivateKey] = (),
) -> Iterator[FileDone]:
    """Offer every held and waiting file anew, under the name that it came with; arguments as `import_paths`."""
    held = [one for one in pending(registry) if not one.loaded]
    paths = {path: one.file_name for one in held if (path := registry.folders.held_file(one.file_sha256)).exists()}
    names = {path.name: name for path, name in paths.items()}
    for done in import_paths(registry, list(paths), moment, by, workers, decryption=decryption):
        yield replace(done, name=names[done.name])


def record_decision(connection: Connection, entry: Entry, logged: Logged) -> tuple[str, ...]:
    """Do what a log entry of a decision says; also when the registry is made anew.

    Returns:
        Ids of the other packages that were rejected with it.
    """
    detail = json.loads(entry.detail)
    sent = tables.submission.c
    query = select(sent.package_id, sent.office_code, sent.form_id, sent.round)
    row = connection.execute(query.where(sent.file_sha256 == entry.file_sha256)).first()
    if row is None:
        _put_rejected(connection, entry, detail["reason"], entry.file_sha256, entry.package_id, entry.code)
        if not _is_loaded(connection, entry.package_id):
            note_further(connection, entry.package_id or "", REJECTED, entry.code, logged)
        return ()
    slot = (row.office_code, row.form_id, row.round)
    before = states_in(connection, slot)
    if detail["verdict"] == "rejected":
        others: list[str] = []
        aside = [row.package_id]
    else:
        table = tables.rejected
        connection.execute(delete(table).where(table.c.file_sha256 == entry.file_sha256))
        others = aside = sorted(opponents(handed_in(connection, slot), row.package_id))
    codes = select(sent.package_id, sent.file_sha256, sent.code).where(sent.package_id.in_(aside))
    for one in connection.execute(codes.order_by(sent.package_id)).all():
        _put_rejected(connection, entry, detail["reason"], one.file_sha256, one.package_id, one.code)
    settle_slot(connection, slot)
    for package_id, (state, code) in states_in(connection, slot).items():
        if before[package_id] != (state, code):
            note_further(connection, package_id, state, code, logged)
    return tuple(others)


def _decide(registry: Registry, named: str, verdict: Verdict, reason: str, moment: datetime, by: str) -> Decided:
    words = clean(reason).strip()
    if not words or len(words) > LONGEST_REASON:
        raise faults.DECISION_REASON.error(limit=LONGEST_REASON)
    with log.recording(registry) as connection:  # in one transaction, so that nobody else decides meanwhile
        found = _named(_pending(connection, turnable=verdict == "accepted"), named)
        if verdict == "accepted" and found.code != "CONFLICT":
            why = {"why_th": found.message["th"], "why_en": found.message["en"]}
            raise faults.NOT_TO_ACCEPT.error(file=found.file_name, **why)
        entry = Entry(
            stamp(moment),
            by,
            "decide",
            code=found.code,
            file_name=found.file_name,
            file_sha256=found.file_sha256,
            package_id=found.package_id or None,
            office_code=found.office_code or None,
            detail=json.dumps({"verdict": verdict, "reason": words}, ensure_ascii=False),
        )
        others = record_decision(connection, entry, log.append(connection, entry))
    if not found.loaded:
        _to_quarantine(registry, found.file_sha256)
    return Decided(verdict, found.package_id, found.office_code, found.revision, others)


def _to_quarantine(registry: Registry, file_sha256: str) -> None:
    """The decision is in the log: a disk that refuses now leaves the file where it was, and nobody is asked again."""
    held = registry.folders.held_file(file_sha256)
    with suppress(OSError):
        held.replace(registry.folders.quarantine / held.name)


def _named(candidates: Iterable[Pending], named: str) -> Pending:
    wanted = "".join(named.split()).lower()
    known = [one for one in candidates if one.file_sha256.startswith(wanted) or one.package_id.startswith(wanted)]
    if len(wanted) < LEAST_DIGITS or len(known) != 1:
        raise faults.NOT_PENDING.error(file=named)
    return known[0]


def _pending(connection: Connection, *, turnable: bool = False) -> list[Pending]:
    """What waits; with `turnable` also the contents of a conflict that were rejected and may be accepted yet."""
    offers = _offers(connection)
    found = [*_disputed(connection, offers), *_held(connection, offers)]
    return found + [one for one in _disputed(connection, offers, rejected=True) if turnable]


def _offers(connection: Connection) -> dict[str, list[Any]]:
    """All offers of the files that ever waited or are disputed, oldest first, by digest of the file."""
    table, sent = tables.intake_log.c, tables.submission.c
    waited = _waited(table.file_sha256)
    disputed = select(sent.file_sha256).where(sent.disputed)
    mine = select(tables.intake_log).where(table.action == "offer", table.file_sha256.in_(waited.union(disputed)))
    found: dict[str, list[Any]] = {}
    for row in connection.execute(mine.order_by(table.log_index)).all():
        found.setdefault(row.file_sha256, []).append(row)
    return found


def _waited(column: ColumnElement[Any]) -> Select[Any]:
    """This column of all offers that had to wait."""
    table = tables.intake_log.c
    return select(column).where(table.action == "offer", table.state.in_(WAITING))


def _disputed(connection: Connection, offers: dict[str, list[Any]], *, rejected: bool = False) -> Iterator[Pending]:
    """Loaded submissions that are disputed; with `rejected` those about which a person decided already."""
    table = tables.submission.c
    state = table.state == REJECTED if rejected else table.state != REJECTED
    for row in connection.execute(select(tables.submission).where(table.disputed, state)).all():
        beside = handed_in(connection, (row.office_code, row.form_id, row.round))
        yield Pending(
            row.file_sha256,
            row.package_id,
            row.office_code,
            row.round,
            row.revision,
            offers[row.file_sha256][0].file_name,
            parse_time(row.received_at),
            row.state,
            row.code,
            sentences(refusal(row.code)),
            loaded=True,
            against=tuple(sorted(opponents(beside, row.package_id))),
        )


def _held(connection: Connection, offers: dict[str, list[Any]]) -> Iterator[Pending]:
    """Files that are not loaded: the last time that they were offered, they had to wait."""
    sent, waited = tables.submission.c, _waited(tables.intake_log.c.file_sha256)
    done = set(connection.execute(select(tables.rejected.c.file_sha256)).scalars())
    done |= set(connection.execute(select(sent.file_sha256).where(sent.file_sha256.in_(waited))).scalars())
    named = _waited(tables.intake_log.c.package_id)
    loaded = set(connection.execute(select(sent.package_id).where(sent.package_id.in_(named))).scalars())
    for digest, rows in offers.items():
        first, last = rows[0], rows[-1]
        here = last.package_id in loaded and last.code not in STRANGERS  # another's signature on it stays to be seen
        if last.state not in WAITING or digest in done or here:
            continue
        detail = json.loads(last.detail)
        submission = detail.get("submission", {})
        yield Pending(
            digest,
            last.package_id or "",
            last.office_code or "",
            submission.get("round", ""),
            submission.get("revision", 0),
            first.file_name,
            parse_time(first.at),
            last.state,
            last.code,
            detail["message"],
            loaded=False,
        )


def _is_loaded(connection: Connection, package_id: str | None) -> bool:
    """Whether this content is here under its own office's signature, so that its receipts speak of that."""
    sent = tables.submission.c
    return connection.execute(select(sent.package_id).where(sent.package_id == package_id)).first() is not None


def _put_rejected(
    connection: Connection, entry: Entry, reason: str, file_sha256: str, package_id: str | None, code: str
) -> None:
    row = {"file_sha256": file_sha256, "package_id": package_id, "code": code, "reason": reason}
    connection.execute(insert(tables.rejected), {**row, "rejected_at": entry.at, "by": entry.by})
