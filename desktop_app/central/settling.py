"""Which packages of a slot count, and the flags that speak of other packages: package stages 11 and 12 (K1, K2).

Everything here is worked out anew from what is in the registry, inside the caller's transaction, so that the order in
which files come, keys are withdrawn and requests are answered never changes what the rows say in the end.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, exists, insert, select, update

from desktop_app.central import tables
from desktop_app.central.freshness import LOST, Handed, Standing, settle
from desktop_app.package.codes import FLAGS

STATES = {"CONFLICT": "conflict", "SUPERSEDED": "superseded", LOST: "held"}
REJECTED = "refused"  # the state of what a person decided not to take
ASIDE = ("held", REJECTED)
"""States of submissions that count nowhere and concern no other of their office."""

Slot = tuple[str, str, str]
"""Office code, form id, round."""


_lost = (
    exists()
    .where(tables.certificate.c.spki_sha256 == tables.submission.c.signer_spki)
    .where(tables.certificate.c.invalid_since <= tables.submission.c.received_at)
)
"""Whether a submission came when its key must be thought lost (package-format section 11)."""


_rejected = exists().where(tables.rejected.c.file_sha256 == tables.submission.c.file_sha256)


def settle_slot(connection: Connection, slot: Slot) -> Mapping[str, Standing]:
    """Give every submission of a slot its standing, and what follows from it."""
    table = tables.submission.c
    rows = connection.execute(select(table.package_id, table.late, table.flags).where(*in_slot(slot))).all()
    standings = settle(handed_in(connection, slot))
    # The unique index speaks of undisputed rows only: first none is, then those that are not.
    connection.execute(update(tables.submission).where(*in_slot(slot)).values(disputed=True))
    for row in rows:
        standing = standings[row.package_id]
        values = {"disputed": standing.disputed, "code": standing.code, "state": state_of(standing, late=row.late)}
        connection.execute(update(tables.submission).where(table.package_id == row.package_id).values(values))
    _mark(connection, "PREDECESSOR_MISSING", rows, {key for key, one in standings.items() if one.predecessor_missing})
    return standings


def handed_in(connection: Connection, slot: Slot) -> list[Handed]:
    """All that an office sent for one form and round."""
    table = tables.submission.c
    columns = (table.package_id, table.revision, table.supersedes, _lost.label("lost"), _rejected.label("rejected"))
    rows = connection.execute(select(*columns).where(*in_slot(slot))).all()
    return [Handed(row.package_id, row.revision, row.supersedes, row.lost, row.rejected) for row in rows]


def states_in(connection: Connection, slot: Slot) -> dict[str, tuple[str, str]]:
    """State and code of every submission of a slot, by package id."""
    table = tables.submission.c
    rows = connection.execute(select(table.package_id, table.state, table.code).where(*in_slot(slot))).all()
    return {row.package_id: (row.state, row.code) for row in rows}


def settle_keys(connection: Connection, spkis: Collection[str]) -> None:
    """Settle every slot anew in which one of these keys signed."""
    table = tables.submission.c
    query = select(table.office_code, table.form_id, table.round).where(table.signer_spki.in_(spkis)).distinct()
    for row in connection.execute(query).all():
        settle_slot(connection, (row.office_code, row.form_id, row.round))


def note_number(connection: Connection, signer_spki: str, seq: int) -> None:
    """Note that a key's number has come, and flag its submissions that come next after a gap (section 7)."""
    used, sent = tables.numbered.c, tables.submission.c
    come = set(connection.execute(select(used.seq).where(used.signer_spki == signer_spki)).scalars())
    if seq not in come:
        connection.execute(insert(tables.numbered), {"signer_spki": signer_spki, "seq": seq})
        come.add(seq)
    mine = select(sent.package_id, sent.flags, sent.seq).where(sent.signer_spki == signer_spki)
    rows = connection.execute(mine).all()
    behind = _behind_gaps({row.seq for row in rows}, come)
    _mark(connection, "SEQ_GAP", rows, {row.package_id for row in rows if row.seq in behind})


def _behind_gaps(shown: Iterable[int], come: Collection[int]) -> set[int]:
    """Those of the numbers `shown` with one between them and the last shown before that has not come."""
    behind, last = set(), 0
    for seq in sorted(shown):
        if sum(last < number < seq for number in come) < seq - last - 1:
            behind.add(seq)
        last = seq
    return behind


def mark_reused(connection: Connection, package_id: str, office_code: str) -> None:
    """Flag a package and all others that hold a file of it, where one of them is another office's."""
    sent, one = tables.evidence.c, tables.submission.c
    joined = tables.evidence.join(tables.submission, sent.package_id == one.package_id)
    own = select(sent.sha256).where(sent.package_id == package_id)
    shared = (
        select(sent.sha256).select_from(joined).where(sent.sha256.in_(own), one.office_code != office_code).distinct()
    )
    unmarked = (sent.sha256.in_(shared), one.flags.not_like("%EVIDENCE_REUSED%"))  # one set stays: packages only come
    rows = connection.execute(select(one.package_id, one.flags).select_from(joined).where(*unmarked).distinct()).all()
    _mark(connection, "EVIDENCE_REUSED", rows, {row.package_id for row in rows})


def state_of(standing: Standing, *, late: bool) -> str:
    """The state (K2) in which a loaded package of this standing ends."""
    if standing.rejected:
        return REJECTED
    return STATES.get(standing.code, "late" if late else "accepted")


def in_order(flags: Iterable[str]) -> list[str]:
    """Flags in the order of the catalogue, each once."""
    known = set(flags)
    return [flag for flag in FLAGS if flag in known]


def _mark(connection: Connection, flag: str, rows: Sequence[Any], flagged: Collection[str]) -> None:
    """Set a flag on those of these rows (package_id, flags) whose id is in `flagged`, and take it from the others."""
    for row in rows:
        others = [one for one in json.loads(row.flags) if one != flag]
        flags = json.dumps(in_order([*others, flag] if row.package_id in flagged else others))
        if flags != row.flags:
            same = tables.submission.c.package_id == row.package_id
            connection.execute(update(tables.submission).where(same).values(flags=flags))


def in_slot(slot: Slot) -> tuple[Any, ...]:
    """Conditions that a submission is of this slot."""
    table = tables.submission.c
    return (table.office_code == slot[0], table.form_id == slot[1], table.round == slot[2])
