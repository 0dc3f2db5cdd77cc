"""Signing, exporting and revising an assessment: the sealed file and its row come together or not at all (C2, U5).

The package is written into `packages/` first; the transition to `signed` and the package's row follow in one
commit. Killed in between, the assessment is still `ready`, and signing again writes over the file nobody knows of.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop_app.errors import PhromError
from desktop_app.files import appearing
from desktop_app.office import faults, states
from desktop_app.office.assessment import Assessment
from desktop_app.office.corrections import REPLY_TO_RETURN, newest_return
from desktop_app.office.evidence import digest
from desktop_app.office.records import AnswerEvent, Kind, Package, State
from desktop_app.office.sealing import Draft, EvidenceItem, ReportStyle, Sealed, draft_submission, seal_submission
from desktop_app.package.envelope import LEAST_RECIPIENTS, seal_envelope
from desktop_app.package.verify import APP_VERSION
from desktop_app.submission.compose import Activity, Handover, QuestionActivity, Signatory
from desktop_app.trust import keys
from desktop_app.trust.anchors import Trust
from desktop_app.trust.chain import check_encryption
from desktop_app.trust.signer import Signer

WORKED_ON = frozenset({Kind.VALUE, Kind.REASON, Kind.ATTACHMENTS})


@dataclass(frozen=True, slots=True)
class Review:
    """What the CIO is about to sign: counts for the page before the passphrase is typed."""

    evidence: tuple[EvidenceItem, ...]
    notes: dict[str, str]
    changes: dict[str, str]


def review(work: Assessment) -> Review:
    """Gather what would be signed now; every file's content is compared with its digest.

    Raises:
        PhromError: OFF-25, a file is gone or was changed.
    """
    changes = {change.question: change.why for change in work.changes()}
    return Review(_evidence(work), _notes(work), changes)


def sign(
    work: Assessment,
    signer: Signer,
    signatory: Signatory,
    moment: datetime,
    *,
    audience: str,
    trust: Trust | None = None,
    style: ReportStyle = ReportStyle(),  # noqa: B008  frozen
) -> Sealed:
    """Seal the present revision and record it; one act signs report and package.

    Args:
        signer: the office's key, opened by `keys.OfficeKeys.open`.
        signatory: who signs, in words.
        moment: this computer's clock, aware UTC, checked by `OfficeKeys.open`.
        audience: name of the deployment (`Trust.audience`).
        trust: what the proof is checked against; it also says for which centre the submission is meant.

    Raises:
        PackageRefused, PhromError: as `sealing.seal_submission`; OFF-10 it is not ready. The state stays.
    """
    states.check_move(work.state, State.SIGNED)
    work.flush()
    shown = review(work)
    key = keys.spki_sha256(signer.certificate)
    handover = _handover(work, shown, key, signatory, moment, audience, trust)
    target = work.store.folder / "packages" / f"{work.work.id}-r{work.work.revision}.asice"
    sealed = seal_submission(
        work.session,
        work.release,
        handover,
        shown.evidence,
        signer=signer,
        moment=moment,
        target=target,
        trust=trust,
        style=style,
    )
    try:
        with work.store.transaction():
            work.store.add_package(_row(work, sealed, key, handover.seq, moment))
            if before := _sealed_before(work):
                work.supersede(before.revision)
            work.move(State.SIGNED)
    finally:
        work.reload()  # a commit that the disk refused leaves it ready
    return sealed


def draft(
    work: Assessment,
    certificate: bytes,
    signatory: Signatory,
    moment: datetime,
    *,
    audience: str,
    trust: Trust | None = None,
    style: ReportStyle = ReportStyle(),  # noqa: B008  frozen
) -> Draft:
    """What `sign` would sign with the same arguments: fingerprint and report, before any passphrase is typed (W7).

    Args:
        certificate: the office's, DER; only its key's fingerprint is used.

    Raises:
        PhromError: OFF-25 a file is gone or was changed; as `sealing.draft_submission`.
    """
    shown = review(work)
    handover = _handover(work, shown, keys.spki_sha256(certificate), signatory, moment, audience, trust)
    return draft_submission(work.session, work.release, handover, shown.evidence, moment=moment, style=style)


def _handover(
    work: Assessment,
    shown: Review,
    key: str,
    signatory: Signatory,
    moment: datetime,
    audience: str,
    trust: Trust | None,
) -> Handover:
    """Who hands in what, as the payload says it."""
    before = _sealed_before(work)
    return Handover(
        submission_id=work.work.id,
        office_code=work.work.office_code,
        revision=work.work.revision,
        signatory=signatory,
        activity=_activity(work),
        created_at=moment,
        seq=work.store.next_seq(key),
        audience=audience,
        app_version=APP_VERSION,
        supersedes=before.package_id if before else None,
        reply_to=_answered_return(work, before),
        notes=shown.notes,
        changes=shown.changes,
        intended_recipient=hashlib.sha256(offered[0]).hexdigest() if (offered := _offered(trust)) else None,
    )


def _offered(trust: Trust | None) -> tuple[bytes, ...]:
    """The centre's encryption certificates, intake first; none where there are fewer than two."""
    offered = trust.encryption_certs if trust else ()
    return offered if len(offered) >= LEAST_RECIPIENTS else ()


def recipients_of(trust: Trust | None, moment: datetime) -> tuple[bytes, ...]:
    """The certificates that an export is encrypted to; none where this office's trust does not offer two (P6).

    Args:
        moment: this computer's clock, aware UTC.

    Raises:
        PhromError: OFF-80, one cannot be used; the export is then not made in plain instead.
    """
    if trust is None or not _offered(trust):
        return ()
    try:
        for certificate in trust.encryption_certs:
            check_encryption(certificate, trust, moment)
    except PhromError as problem:
        raise faults.RECIPIENT_UNFIT.error(code=problem.code) from problem
    return trust.encryption_certs


def export(work: Assessment, target: Path, recipients: Sequence[bytes] = ()) -> Package:
    """Write the sealed file of this revision to `target`, encrypted where there are recipients, and record it.

    Exporting again gives the same package with the same identity (U13); only an envelope is new every time. What lies
    in this office's own folder is never encrypted, so that it can be proven here.

    Args:
        recipients: what `recipients_of` gave.

    Raises:
        PhromError: OFF-10 nothing is signed, OFF-25 the sealed file here is gone or changed, OFF-41 the copy
            differs, OFF-06 the disk refused. `target` is then absent or as it was.
        PackageRefused: SYS_IO, the envelope could not be written; `target` is absent or as it was.
    """
    if work.state not in states.REVISED_FROM:
        states.check_move(work.state, State.EXPORTED)
    package = sealed_package(work, work.work.revision)
    source = sealed_path(work, package)
    if recipients:
        seal_envelope(source, target, recipients)
    else:
        copy_checked(source, target, package.file_sha256)
    if work.state is State.SIGNED:
        work.move(State.EXPORTED)
    return package


def copy_checked(source: Path, target: Path, sha256: str) -> None:
    """Copy a file whole or not at all, and read the copy back.

    Raises:
        PhromError: OFF-41 the copy differs, OFF-06 the disk refused.
    """
    try:
        with appearing(target) as part:
            shutil.copyfile(source, part)
            with part.open("rb+") as stream:
                os.fsync(stream.fileno())
            if digest(part) != sha256:
                raise faults.COPY_DIFFERS.error(name=target.name)
    except OSError as problem:
        raise faults.DISK_FAILED.error(name=target.name, reason=problem.strerror) from problem


def export_name(work: Assessment, trust: Trust | None = None) -> str:
    """The name that an exported package gets by default: `50-001-2569-r1.asice`, encrypted `….asice.p7m`."""
    ending = ".p7m" if _offered(trust) else ""
    return f"{work.work.office_code}-{work.release.round}-r{work.work.revision}.asice{ending}"


def sealed_package(work: Assessment, revision: int) -> Package:
    """The row of a sealed revision.

    Raises:
        PhromError: OFF-10, that revision was not signed.
    """
    for package in work.store.packages(work.work.id):
        if package.direction == "sealed" and package.revision == revision:
            return package
    raise states.not_now(work.state, states.MOVE_NAMES[State.EXPORTED])


def sealed_path(work: Assessment, package: Package) -> Path:
    """Where a sealed file lies, its bytes compared with what was recorded.

    Raises:
        PhromError: OFF-25, it is gone or was changed.
    """
    path = work.store.folder / "packages" / package.file_name
    try:
        intact = digest(path) == package.file_sha256
    except OSError:
        intact = False
    if not intact:
        raise faults.EVIDENCE_LOST.error(name=package.file_name)
    return path


def _sealed_before(work: Assessment) -> Package | None:
    """The newest sealed revision before this one."""
    sealed = [one for one in work.store.packages(work.work.id) if one.direction == "sealed"]
    return max((one for one in sealed if one.revision < work.work.revision), key=lambda one: one.revision, default=None)


def _answered_return(work: Assessment, before: Package | None) -> str | None:
    """Package id of the newest return of the revision before, which this one answers."""
    if before is None:
        return None
    found = newest_return(work.store.packages(work.work.id), before.revision)
    return found.package_id if found else None


def _row(work: Assessment, sealed: Sealed, key: str, seq: int, moment: datetime) -> Package:
    return Package(
        package_id=sealed.package_id,
        direction="sealed",
        kind="submission",
        file_name=sealed.path.name,
        file_sha256=sealed.file_sha256,
        size=sealed.size,
        assessment=work.work.id,
        revision=work.work.revision,
        key=key,
        seq=seq,
        signed_at=moment,
        recorded_at=moment,
        facts={"fingerprint": sealed.fingerprint, "score": sealed.score.total.shown or ""},
    )


def _evidence(work: Assessment) -> tuple[EvidenceItem, ...]:
    """Files of the questions that are asked, each once, with the questions it serves in form order."""
    asked = work.session.snapshot().attachments
    questions: dict[str, list[str]] = {}
    files = {}
    for place in asked:
        for file in work.attachments(work.session.to_keys(place)):
            files[file.sha256] = file
            questions.setdefault(file.sha256, []).append(place)
    return tuple(
        EvidenceItem(work.evidence_path(file), _name(file.original_name, file.extension), tuple(questions[sha256]))
        for sha256, file in files.items()
    )


def _name(name: str, extension: str) -> str:
    return name if name.lower().endswith((f".{extension}", ".jpeg")) else f"{name}.{extension}"


def _notes(work: Assessment) -> dict[str, str]:
    """The officer's notes; what was replied to a return instead of a change travels with them."""
    notes, replies = _by_position(work, Kind.NOTE), _by_position(work, Kind.REPLY)
    for place, reply in replies.items():
        if work.asked(work.session.to_keys(place)) is not None:
            notes[place] = f"{notes.get(place, '')}\n{REPLY_TO_RETURN}: {reply.strip()}".strip()
    return notes


def _by_position(work: Assessment, kind: Kind) -> dict[str, str]:
    """Texts of live questions, by refs with positions."""
    live = {ref: place for place, ref in work.session.all_refs() if not place.endswith("#")}
    return {live[ref]: text for ref, text in work.texts(kind).items() if ref in live and text.strip()}


def _activity(work: Assessment) -> Activity:
    """When and how much was worked: claims, for screening only; no names of persons."""
    events = work.history()
    live = {ref: place for place, ref in work.session.all_refs() if not place.endswith("#")}
    by_person = [event for event in events if event.cause != "form"]
    times = [event.at for event in by_person] or [work.work.created_at]
    minutes = {moment.replace(second=0, microsecond=0) for moment in times}
    return Activity(min(times), max(times), len(minutes), _questions(by_person, live))


def _questions(events: Sequence[AnswerEvent], live: dict[str, str]) -> dict[str, QuestionActivity]:
    found: dict[str, QuestionActivity] = {}
    for event in events:
        if event.kind in WORKED_ON and event.ref in live:
            place = live[event.ref]
            changes = found[place].changes + 1 if place in found else 1
            found[place] = QuestionActivity(event.at, changes)
    return found
