"""From finished answers to a sealed package that has proved itself: one function for window, demo and command line.

It needs no store. Order: evidence is named and digested, the payload composed, the report printed and signed, the
package written under another name, opened again with the very code that central uses, compared line by line with
what was meant (P3), and only then given its name. Source: package-format sections 2, 7, 13 and 14.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop_app.errors import Language
from desktop_app.files import appearing
from desktop_app.office import faults
from desktop_app.office.evidence import check_total, digest, extension_of, package_names
from desktop_app.outputs.benchmarks import Benchmarks
from desktop_app.outputs.report import SelfAssessment
from desktop_app.outputs.self_assessment import build_report, print_report
from desktop_app.package import pades
from desktop_app.package.kinds import PackageType
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.seal import write_package
from desktop_app.package.trusted import TrustedPackage
from desktop_app.package.verify import verify, verify_own
from desktop_app.questionnaire.outline import outline, total_progress
from desktop_app.questionnaire.scheme import Text
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.scoring.compute import compute_score
from desktop_app.scoring.explain import explain
from desktop_app.scoring.score import Score
from desktop_app.submission.answers import Evidence
from desktop_app.submission.check import REPORT, check_submission
from desktop_app.submission.compose import Handover, compose, submission_sha256
from desktop_app.submission.release import FormRelease
from desktop_app.thai.digits import Digits
from desktop_app.trust import keys
from desktop_app.trust.anchors import Trust
from desktop_app.trust.signer import Signer

STATUS_UNKNOWN = frozenset({"TRUST_CRL_STALE", "TRUST_CRL_MISSING"})  # an old trust folder never stops an office
ANSWERS: Text = {"th": "คำตอบ", "en": "Answers"}
FILES: Text = {"th": "หลักฐาน (ไฟล์)", "en": "Evidence files"}
POINTS: Text = {"th": "คะแนนรวม", "en": "Total score"}
FINGERPRINT: Text = {"th": "ลายนิ้วมือของฉบับนำส่ง", "en": "Fingerprint of the submission"}
SIGNATURE: Text = {"th": "กุญแจที่ลงนาม", "en": "Signing key"}


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One file to hand in: its content or where it lies, its own name, and the questions it serves.

    `questions` are refs with positions, at least one, the first in form order first.
    """

    content: bytes | Path
    original_name: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportStyle:
    """How the printed report is made; see `outputs.report_builder.build_report`."""

    benchmarks: Benchmarks | None = None
    benchmark_year: int | None = 2560
    preparer: str = ""
    language: Language = "th"
    digits: Digits = "thai"


@dataclass(frozen=True, slots=True)
class Proof:
    """One line of the proof: what the finished file holds beside what was meant."""

    name: Text
    inside: str
    expected: str

    @property
    def holds(self) -> bool:
        """Whether both are equal."""
        return self.inside == self.expected


@dataclass(frozen=True)
class Sealed:
    """A package that was written, opened again and found to be what was meant.

    Attributes:
        fingerprint: SHA-256 of `submission.json`, hex: what paper and file share.
        proofs: every check with both figures.
        status_checked: False where the revocation status could not be looked up, because the trust folder here
            is too old; the centre looks it up itself.
    """

    path: Path
    package_id: str
    file_sha256: str
    size: int
    fingerprint: str
    payload: dict[str, Any]
    score: Score
    proofs: tuple[Proof, ...]
    status_checked: bool


def seal_submission(
    session: AnswerSession,
    release: FormRelease,
    handover: Handover,
    evidence: Sequence[EvidenceItem],
    *,
    signer: Signer,
    moment: datetime,
    target: Path,
    trust: Trust | None = None,
    style: ReportStyle = ReportStyle(),
) -> Sealed:
    """Compose, print, sign, write and prove one submission.

    Args:
        session: finished answers, `set_attachments` told of the evidence.
        release: the form release that they answer; its roster knows the office.
        handover: who hands in what; `created_at` and `evidence` are filled in here.
        evidence: all files.
        signer: the office's open key; signs the report and the package.
        moment: the instant of signing, aware UTC; fractions of a second are cut.
        target: the file to make; it appears only after the proof holds.
        trust: what the proof is checked against; the signer's own certificates where None.
        style: how the report is printed.

    Raises:
        PackageRefused: the code with which the centre would refuse the package (ANSWERS, EVIDENCE, CLOCK, …).
        PhromError: OFF-20 kind of a file, OFF-25 a file is gone, OFF-26 too much evidence, OFF-40 the finished file
            differs from what was meant. No file is left at `target` by a failed call.
    """
    moment = moment.replace(microsecond=0)
    listed, files = _listed(evidence)
    handover = replace(handover, created_at=moment, evidence=listed)
    payload = compose(session, release, handover)
    score = compute_score(session)
    report = _report(session, score, release, handover, submission_sha256(payload), style)
    pdf = _signed_report(report, signer, moment)
    try:
        with appearing(target) as part:
            write_package(part, PackageType.SUBMISSION, payload, {REPORT: pdf, **files}, signer, moment)
            sealed = _proved(part, session, score, release, payload, len(evidence), signer, trust, moment)
    except OSError as problem:
        raise faults.DISK_FAILED.error(name=target.name, reason=problem.strerror) from problem
    return replace(sealed, path=target)


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be signed at this very instant: its fingerprint, and the report as it would be printed."""

    fingerprint: str
    pdf: bytes
    moment: datetime


def draft_submission(
    session: AnswerSession,
    release: FormRelease,
    handover: Handover,
    evidence: Sequence[EvidenceItem],
    *,
    moment: datetime,
    style: ReportStyle = ReportStyle(),
) -> Draft:
    """Compose and print without a key; `seal_submission` with the same arguments has the same fingerprint (W7).

    Raises:
        PhromError: OFF-20 kind of a file, OFF-25 a file is gone, OFF-26 too much evidence.
    """
    moment = moment.replace(microsecond=0)
    listed, _ = _listed(evidence)
    handover = replace(handover, created_at=moment, evidence=listed)
    fingerprint = submission_sha256(compose(session, release, handover))
    report = _report(session, compute_score(session), release, handover, fingerprint, style)
    return Draft(fingerprint, print_report(report).pdf, moment)


def _listed(items: Sequence[EvidenceItem]) -> tuple[tuple[Evidence, ...], dict[str, bytes | Path]]:
    """The evidence list of the payload, and the files by their names in the package."""
    names = package_names((item.questions[0], extension_of(item.original_name)) for item in items)
    facts = [_facts(item) for item in items]
    check_total([size for _, size in facts])
    listed = tuple(
        Evidence(name, item.questions, sha256, size, item.original_name)
        for name, item, (sha256, size) in zip(names, items, facts, strict=True)
    )
    return listed, {name: item.content for name, item in zip(names, items, strict=True)}


def _facts(item: EvidenceItem) -> tuple[str, int]:
    if isinstance(item.content, bytes):
        return hashlib.sha256(item.content).hexdigest(), len(item.content)
    try:
        return digest(item.content), item.content.stat().st_size
    except OSError as problem:
        raise faults.EVIDENCE_LOST.error(name=item.original_name) from problem


def _report(
    session: AnswerSession, score: Score, release: FormRelease, handover: Handover, fingerprint: str, style: ReportStyle
) -> SelfAssessment:
    office = release.roster.get(handover.office_code)
    if office is None:
        raise faults.NOT_ON_ROSTER.error(office=handover.office_code, round=release.round)
    scored = session.form.scheme is not None
    return build_report(
        session,
        score if scored else None,
        explain(session) if scored else None,
        office=office,
        release=release,
        signatory=handover.signatory,
        fingerprint=fingerprint,
        created_at=handover.created_at,
        evidence=handover.evidence,
        notes=handover.notes,
        benchmarks=style.benchmarks,
        benchmark_year=style.benchmark_year,
        revision=handover.revision,
        preparer=style.preparer,
        language=style.language,
        digits=style.digits,
    )


def _signed_report(report: SelfAssessment, signer: Signer, moment: datetime) -> bytes:
    printed = print_report(report)
    place = pades.VisibleField(printed.signature.page, printed.signature.box)
    return pades.sign_pdf(printed.pdf, signer, moment, visible=place)


def _proved(
    path: Path,
    session: AnswerSession,
    score: Score,
    release: FormRelease,
    payload: dict[str, Any],
    files: int,
    signer: Signer,
    trust: Trust | None,
    moment: datetime,
) -> Sealed:
    """Open the file as central does and compare it with what was meant."""
    package, status_checked = _opened(path, signer, trust, moment)
    with package:
        checked = check_submission(package, release, payload["office_code"])
        pages = outline(session.form)
        proofs = (
            Proof(ANSWERS, *(str(total_progress(one, pages).answered) for one in (checked.session, session))),
            Proof(FILES, str(len(checked.payload["evidence"])), str(files)),
            Proof(POINTS, checked.score.total.shown or "-", score.total.shown or "-"),
            Proof(FINGERPRINT, *(_short(one) for one in (checked.payload, payload))),
            Proof(SIGNATURE, package.signer.spki_sha256, keys.spki_sha256(signer.certificate)),
        )
        facts = (package.package_id, package.file_sha256, package.size)
    for proof in proofs:
        if not proof.holds:
            raise faults.SELF_CHECK.error(
                check_th=proof.name["th"], check_en=proof.name["en"], inside=proof.inside, expected=proof.expected
            )
    fingerprint = submission_sha256(payload)
    return Sealed(path, *facts, fingerprint, payload, score, proofs, status_checked)


def _opened(path: Path, signer: Signer, trust: Trust | None, moment: datetime) -> tuple[TrustedPackage, bool]:
    """The package as a receiver opens it; without a usable revocation list, against the signer's own certificates."""
    if trust is None:
        return verify_own(path, signer, moment), False
    try:
        return verify(path, trust, moment), True
    except PackageRefused as problem:
        if problem.code not in STATUS_UNKNOWN:
            raise
    return verify_own(path, signer, moment), False


def _short(payload: Any) -> str:
    return keys.grouped(submission_sha256(payload))
