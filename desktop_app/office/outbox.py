"""What the office has handed in, and what is known of each file: the office sees what has arrived (P4).

Source: package-format section 11: the office app shows "no receipt yet" after N days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from desktop_app.office.corrections import newest
from desktop_app.office.records import Package, State
from desktop_app.office.store import OfficeStore

PATIENCE_DAYS = 14  # without an answer until somebody should ask
Standing = Literal["unsent", "waiting", "overdue", "answered"]


@dataclass(frozen=True, slots=True)
class Sent:
    """One sealed package.

    Attributes:
        package: as it was signed.
        exported_at: when it was first written to a file for central, None while it never was; aware UTC.
        answer: the newest receipt or return of it, None where none came.
        days: whole days since it was exported, 0 where it was not.
        standing: `unsent`, `waiting`, `overdue` (longer than the days of patience) or `answered`.
    """

    package: Package
    exported_at: datetime | None
    answer: Package | None
    days: int
    standing: Standing


def outbox(store: OfficeStore, moment: datetime, patience_days: int = PATIENCE_DAYS) -> tuple[Sent, ...]:
    """All packages sealed here, the newest first.

    Args:
        moment: now, aware UTC.
        patience_days: how many days without an answer are nothing to worry about.
    """
    packages = store.packages()
    sealed = [one for one in packages if one.direction == "sealed" and one.kind == "submission"]
    return tuple(_sent(store, one, packages, moment, patience_days) for one in reversed(sealed))


def _sent(
    store: OfficeStore, sealed: Package, packages: tuple[Package, ...], moment: datetime, patience_days: int
) -> Sent:
    exported_at = _exported_at(store, sealed)
    answer = last_word(packages, sealed.assessment, sealed.revision)
    waited = moment - exported_at if exported_at else timedelta(0)
    if answer is not None:
        standing: Standing = "answered"
    elif exported_at is None:
        standing = "unsent"
    else:
        standing = "overdue" if waited > timedelta(days=patience_days) else "waiting"
    return Sent(sealed, exported_at, answer, max(0, waited.days), standing)


def _exported_at(store: OfficeStore, sealed: Package) -> datetime | None:
    rows = store.transitions(sealed.assessment)
    return next((row.at for row in rows if row.revision == sealed.revision and row.after is State.EXPORTED), None)


def last_word(packages: tuple[Package, ...], assessment: str, revision: int) -> Package | None:
    """What central said last of a revision, in whichever order its files were opened."""
    return newest(
        one
        for one in packages
        if one.kind in ("receipt", "return") and (one.assessment, one.revision) == (assessment, revision)
    )
