"""What comes back from the centre: receipts, and returns for correction (P4, P5).

A file counts only when the centre signed it and it names a package that was sealed here. It never touches a
newer revision, and the same file again changes nothing (U9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop_app.office import states
from desktop_app.office.corrections import facts_of_return
from desktop_app.office.records import Package, State, Transition
from desktop_app.office.rounds import keep_file, received, trusted_moment
from desktop_app.office.store import OfficeStore
from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import parse_time
from desktop_app.package.refusal import refusal
from desktop_app.package.trusted import TrustedPackage
from desktop_app.package.verify import verify
from desktop_app.trust.anchors import Trust

ARRIVED = frozenset({"accepted", "accepted-late"})
LEADS_TO = {PackageType.RECEIPT: State.RECEIVED, PackageType.RETURN: State.RETURNED}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the centre said about one package of this office.

    Attributes:
        sent: the sealed package that is answered.
        verdict: of a receipt (`accepted`, `accepted-late`, `held`, `superseded`, `rejected`); `returned` of a return.
        code, flags: of a receipt, as package-format section 17 has them.
        at: when the centre received the package, or until when a return is due; aware UTC.
        state: state of that revision now.
        new: False where this very file was taken before.
    """

    sent: Package
    verdict: str
    code: str
    flags: tuple[str, ...]
    at: datetime
    state: State
    new: bool


def take_answer(store: OfficeStore, path: Path, trust: Trust, moment: datetime, who: str) -> Answer:
    """Take a receipt or a return from outside.

    Args:
        moment: this computer's clock, aware UTC.
        who: the person, for the history.

    Raises:
        PackageRefused: what is wrong with the file, or RECEIPT_MISMATCH: it answers nothing that was sealed here.
            Nothing was changed.
        PhromError: the disk refused; nothing was changed.
    """
    with verify(path, trust, trusted_moment(store, moment)) as package:
        sent = _answered(store, package)
        known = {one.package_id for one in store.packages(sent.assessment)}
        keep_file(store, package)
        said = _said(package)
        row = received(package, moment, sent, verdict=said[0], code=said[1], **_asked(package))
    with store.transaction():
        store.add_package(row)
        if package.package_id not in known and (said[0] in ARRIVED or package.kind is PackageType.RETURN):
            _move(store, sent, LEADS_TO[package.kind], moment, who, said[1])
    state = state_of(store, sent.assessment, sent.revision)
    return Answer(sent, *said, state, package.package_id not in known)


def state_of(store: OfficeStore, assessment: str, revision: int) -> State:
    """The present state of one revision."""
    return [row.after for row in store.transitions(assessment) if row.revision == revision][-1]


def _answered(store: OfficeStore, package: TrustedPackage) -> Package:
    """The package of ours that this one names in every respect."""
    if package.kind not in LEADS_TO:
        raise refusal("RECEIPT_MISMATCH")
    payload = package.payload
    for sent in store.packages():
        if sent.direction == "sealed" and sent.package_id == payload["package_id"]:
            ours = (sent.assessment, sent.revision, store.work(sent.assessment).office_code)
            if ours == (payload["submission_id"], payload["revision"], payload["office_code"]):
                return sent
    raise refusal("RECEIPT_MISMATCH")


def _said(package: TrustedPackage) -> tuple[str, str, tuple[str, ...], datetime]:
    payload = package.payload
    if package.kind is PackageType.RETURN:
        return "returned", "", (), parse_time(payload["due_at"])
    return payload["verdict"], payload["code"], tuple(payload["flags"]), parse_time(payload["received_at"])


def _asked(package: TrustedPackage) -> dict[str, str]:
    return facts_of_return(package) if package.kind is PackageType.RETURN else {}


def _move(store: OfficeStore, sent: Package, after: State, moment: datetime, who: str, reason: str) -> None:
    """Lead one revision to `after`; a file that travelled without being exported here was exported all the same."""
    before = state_of(store, sent.assessment, sent.revision)
    way = (State.EXPORTED, after) if before is State.SIGNED else (after,)
    for step in way:
        if step in states.MOVES[before]:
            store.add_transition(Transition(sent.assessment, sent.revision, before, step, moment, who, reason))
            before = step
