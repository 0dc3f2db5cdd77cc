"""A release of the worked example, and submissions that answer it, in the simulator's world of trust."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import common_fields
from desktop_app.package.seal import write_package
from desktop_app.package.trusted import TrustedPackage
from desktop_app.package.verify import verify
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.submission.answers import BANGKOK, Evidence
from desktop_app.submission.compose import Activity, Handover, Signatory, compose, submission_sha256
from desktop_app.submission.publish import release_files, release_payload
from desktop_app.submission.release import FormRelease, list_files, open_release
from desktop_app.submission.roster import Office, Roster
from tests.questionnaire.form_tables import EXAMPLE, write_complete
from tests.simulator.world import AUDIENCE, MOMENT, SIGNED_AT, START, UUID7, World, report_pdf

ROSTER = Roster(
    (
        Office("50-001", "สำนักงานจังหวัดตัวอย่าง", "Sample Provincial Office", "ตัวอย่าง", "province", "M15", "50", "053"),
        Office("10-001", "กรมตัวอย่าง", "Sample Department", "กต.", "department", "M01", "10"),
    )
)
CLOSES = datetime(2026, 6, 30, 16, 59, 59, tzinfo=UTC)
PDF = b"%PDF-1.4 sample evidence"


def common(kind: PackageType) -> dict[str, object]:
    return common_fields(kind, audience=AUDIENCE, created_at=SIGNED_AT, app_version="0.1.0", seq=1)


def workbook(folder: Path, form: str = EXAMPLE) -> Path:
    return write_complete(form, folder / "form.xlsx")


def release_package(
    world: World, folder: Path, form: str = EXAMPLE, files: dict[str, bytes | None] | None = None, **changes: object
) -> TrustedPackage:
    """A signed and verified release; `files` replaces or drops some, `changes` overrides the payload."""
    content = release_files(workbook(folder, form), ROSTER)
    fields = release_payload(content, "2569", START, CLOSES)
    kept = {name: data for name, data in {**content, **(files or {})}.items() if data is not None}
    payload = {**common(PackageType.FORM_RELEASE), **fields, "files": list_files(kept), **changes}
    target = folder / "release.asice"
    write_package(target, PackageType.FORM_RELEASE, payload, kept, world.central(), SIGNED_AT)
    return verify(target, world.trust, MOMENT)


def release(world: World, folder: Path, form: str = EXAMPLE) -> FormRelease:
    with release_package(world, folder, form) as package:
        return open_release(package)


def submit(
    world: World,
    folder: Path,
    payload: dict[str, Any],
    evidence: dict[str, bytes] | None = None,
    report: bytes | None = None,
) -> TrustedPackage:
    """Sign a payload with a report and evidence as an office would, and verify stages 0 to 9."""
    signer = world.office()
    pdf = report or report_pdf(submission_sha256(payload), signer)
    files = {"report.pdf": pdf, **(evidence or {})}
    target = folder / "submission.asice"
    write_package(target, PackageType.SUBMISSION, payload, files, signer, SIGNED_AT)
    return verify(target, world.trust, MOMENT)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def handover(**changes: Any) -> Handover:
    """What a CIO of 50-001 hands over on the day of signing."""
    facts = Handover(
        submission_id=UUID7,
        office_code="50-001",
        revision=1,
        signatory=Signatory("เจ้าหน้าที่ตัวอย่าง", "ผู้บริหารเทคโนโลยีสารสนเทศ"),
        activity=Activity(START, SIGNED_AT, 45),
        created_at=SIGNED_AT,
        seq=1,
        audience=AUDIENCE,
        app_version="0.1.0",
    )
    return replace(facts, **changes)


def evidence_of(*refs: str, path: str = "evidence/a1_file-01.pdf") -> Evidence:
    return Evidence(path, refs, sha256(PDF), len(PDF), "แผน ดิจิทัล.pdf")


def office_session(of: FormRelease, **answers: str) -> AnswerSession:
    """An office's own session; `a__a1` answers `/data/a/a1`."""
    session = AnswerSession(of.form, clock=lambda: SIGNED_AT, zone=BANGKOK, roster=ROSTER.offices[0].columns())
    for name, value in answers.items():
        session.answer("/data/" + name.replace("__", "/"), value)
    return session


def worked_answers(of: FormRelease) -> AnswerSession:
    """The answers of the worked example, 3.9."""
    session = office_session(of, a__a1="review", a__a2="n1 n2 n3", b__b_all="7", b__b_dig="3", b__b2="na")
    session.set_reason("/data/b/b2", "ภารกิจไม่ต้องใช้")
    return session


def worked_payload(of: FormRelease, **changes: Any) -> dict[str, Any]:
    return compose(worked_answers(of), of, handover(**changes))
