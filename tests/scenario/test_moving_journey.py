"""An assessment that is half way when a newer form comes: moved with all that was said, signed, counted (Q6 C1 C2)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.office import moved
from desktop_app.office.moving import move
from desktop_app.office.receipts import take_answer
from desktop_app.office.records import Kind, State
from desktop_app.office.signing import export, export_name, sign
from desktop_app.package.kinds import PackageType
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.verify import verify
from desktop_app.scoring.compute import compute_score
from desktop_app.submission.check import check_submission
from desktop_app.submission.compose import Signatory
from tests.office.office_world import CIO, PDF, WHO, Clock, Office, opened, round_package
from tests.simulator.world import AUDIENCE, MOMENT, SIGNED_AT, world

SIGNATORY = Signatory(CIO, "ผู้บริหารเทคโนโลยีสารสนเทศระดับสูง")
OTHER = b"%PDF-1.4 minutes of the training"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "data", round_package(world(), tmp_path), world(), Clock())
    yield made
    made.store.close(backup=False)


def sent_back(office: Office) -> None:
    """Answered with files, notes and a flag, handed over, and sent back by the CIO with a remark."""
    work = office.assessment
    office.answer_all()
    work.answer("/data/b/b3", "4")
    office.attach("/data/b/b3", OTHER, "บันทึกการอบรม.pdf")
    work.set_text(Kind.NOTE, "/data/a/a1", "ถามกองแผนแล้ว")
    work.set_text(Kind.NOTE, "/data/b/b3", "นับเฉพาะที่จัดเอง")
    work.set_text(Kind.FLAG, "/data/b/b3", "1")
    work.make_ready()
    work.who = CIO
    work.set_text(Kind.REMARK, "/data/a/a1", "แนบเล่มที่ลงนามแล้ว")
    work.send_back("ดูข้อแรกอีกครั้ง")
    work.who = WHO


def test_a_moved_assessment_is_signed_and_counted_under_the_newer_form(office: Office, tmp_path: Path) -> None:
    """Q6 O2 O3 C1 C2 P3 P4: what fits goes along and is sent, what does not stays at home and can be read."""
    sent_back(office)
    record = opened(office, tmp_path / "newer")
    planned = move(office.assessment, record)
    work = office.reopen()
    assert work.state is State.SENT_BACK
    assert work.open_remarks() == ("/data/a/plan",)

    work.set_text(Kind.REPLY, "/data/a/plan", "แนบไว้แล้ว")
    work.answer("/data/b/b4", "6")
    work.answer("/data/b/b2", "live")
    work.set_text(Kind.NOTE, "/data/b/b4", "รวมอบรมออนไลน์")
    assert work.open_remarks() == ()
    work.make_ready()
    work.who = CIO
    sealed = sign(work, world().office(), SIGNATORY, SIGNED_AT, audience=AUDIENCE, trust=world().trust)
    assert all(proof.holds for proof in sealed.proofs)
    target = tmp_path / export_name(work)
    export(work, target)

    with verify(target, world().trust, MOMENT) as package:
        payload = package.payload
        checked = check_submission(package, planned.release, "50-001")
        with pytest.raises(PackageRefused) as refused:
            check_submission(package, office.release, "50-001")
        files = [(one["original_name"], package.read(one["path"])) for one in payload["evidence"]]
    assert refused.value.code == "FORM_UNKNOWN"
    assert (payload["form_version"], payload["form_sha256"]) == (2, record.package_id)
    assert checked.session.snapshot() == work.session.snapshot()
    assert checked.score == compute_score(work.session)
    assert payload["notes"] == {"/data/a/plan": "ถามกองแผนแล้ว", "/data/b/b4": "รวมอบรมออนไลน์"}
    assert files == [("แผน ดิจิทัล.pdf", PDF)]
    assert "/data/b/b3" not in checked.session.snapshot().answers

    (one,) = moved.past_moves(work)
    assert [(left.ref, left.answer) for left in one.left] == [("/data/b/b2", "na"), ("/data/b/b3", "4")]
    assert OTHER in [path.read_bytes() for path in (office.folder / "evidence").rglob("*") if path.is_file()]

    facts = {"package_id": sealed.package_id, "file_sha256": sealed.file_sha256}
    facts |= {name: payload[name] for name in ("office_code", "round", "form_id", "submission_id", "revision")}
    receipt = tmp_path / "receipt.asice"
    world().write(receipt, PackageType.RECEIPT, **facts)
    assert take_answer(office.store, receipt, world().trust, MOMENT, CIO).state is State.RECEIVED
