"""The demo's own office: everything through the store, as a person at the window does it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop_app.office.assessment import Assessment
from desktop_app.office.enrolling import take_certificate
from desktop_app.office.keys import OfficeKeys
from desktop_app.office.opening import create
from desktop_app.office.receipts import take_answer
from desktop_app.office.records import Kind
from desktop_app.office.rounds import TRUST, open_round
from desktop_app.office.sealing import ReportStyle
from desktop_app.office.signing import export, sign
from desktop_app.office.store import open_store
from desktop_app.office.trusting import introduce, take_first
from desktop_app.outputs.benchmarks import published
from desktop_app.sample import Sample, sample
from desktop_app.submission.compose import Signatory
from desktop_app.trust.anchors import Trust, read_trust_folder
from desktop_app.trust.keys import grouped

THAI_ZONE = ZoneInfo("Asia/Bangkok")
OFFICER = "เจ้าหน้าที่ตัวอย่าง"
CIO = Signatory("เจ้าหน้าที่ตัวอย่าง", "รองผู้ว่าราชการจังหวัด (PCIO)")
OFFICE_PASSPHRASE = "รหัสผ่านหน่วยงานสำหรับทดลอง"  # noqa: S105 (sample data; its key signs nothing real)
Clock = Callable[[], datetime]
Certify = Callable[[bytes, str], Path]  # request and the fingerprint read out -> certificate file


def answer_sign_and_export(
    out: Path, bundle: Path, release: Path, office_code: str, certify: Certify, clock: Clock
) -> Iterator[tuple[int, int]]:
    """Trust, enrol, answer, attach, hand to the CIO, sign, export to `out/submission.asice`; yields step and steps.

    The office's data folder is `out/office`; its passphrase stands in this module, for people who look around.
    """
    data = out / "office"
    with open_store(data, clock=clock) as store:
        take_first(store, bundle, clock(), heard=grouped(introduce(bundle, clock()).root_sha256))
        trust = read_trust_folder(data / TRUST)
        opened = open_round(store, release, trust, clock())
        work = create(store, opened, office_code, clock=clock, zone=THAI_ZONE, who=OFFICER)
        office_keys = OfficeKeys(data / "keys")
        key = office_keys.make(office_code, OFFICE_PASSPHRASE)
        certificate = certify(key.request_file.read_bytes(), grouped(key.spki_sha256))
        take_certificate(store, office_keys, certificate, trust, clock())
        given = sample(opened.form, work.office)
        total = len(given.answers) + len(given.files) + 3
        for done, _ in enumerate(_fill(work, given), start=1):
            yield done, total
        work.make_ready()
        yield total - 2, total
        signer = office_keys.open(office_code, OFFICE_PASSPHRASE, trust, clock())
        style = ReportStyle(benchmarks=published(2560), preparer=OFFICER)
        sign(work, signer, CIO, clock(), audience=_audience(trust), trust=trust, style=style)
        yield total - 1, total
        export(work, out / "submission.asice")
        yield total, total


def take_receipt(out: Path, clock: Clock) -> None:
    """The office opens central's receipt: the assessment is received."""
    data = out / "office"
    with open_store(data, clock=clock) as store:
        take_answer(store, out / "receipt.asice", read_trust_folder(data / TRUST), clock(), OFFICER)


def _fill(work: Assessment, given: Sample) -> Iterator[None]:
    """Answer in form order, so that each question is asked before it is answered; then evidence and remarks."""
    for ref in work.session.refs():
        text = given.answers.get(ref, "")
        state = work.session.state(ref)
        if text and state.relevant and not state.read_only and state.value != text:
            work.answer(ref, text)
        if ref in given.answers:
            yield
    for ref, reason in given.reasons.items():
        work.set_reason(ref, reason)
    for ref, note in given.notes.items():
        work.set_text(Kind.NOTE, ref, note)
    with tempfile.TemporaryDirectory() as folder:
        for file in given.files:
            path = Path(folder) / file.name
            path.write_bytes(file.content)
            for ref in file.questions:
                work.attach(ref, path)
            yield


def _audience(trust: Trust) -> str:
    return trust.audience or ""
