"""An office's journey without a window: from the first answer to the receipt (O1 S2 C1 C2 P3 P4)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.errors import PhromError
from desktop_app.office.receipts import Answer, take_answer
from desktop_app.office.records import Kind, State
from desktop_app.office.rounds import open_round
from desktop_app.office.sealing import Sealed
from desktop_app.office.signing import export, export_name, review, sign
from desktop_app.package.kinds import PackageType
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.verify import verify
from desktop_app.submission.check import CheckedSubmission, check_submission
from desktop_app.submission.compose import Signatory
from tests.office.office_world import CIO, PDF, Clock, Office, round_package
from tests.simulator.world import AUDIENCE, MOMENT, SIGNED_AT, world

SIGNATORY = Signatory(CIO, "ผู้บริหารเทคโนโลยีสารสนเทศระดับสูง")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return round_package(world(), tmp_path_factory.mktemp("round"))


@pytest.fixture
def office(tmp_path: Path, package: Path) -> Iterator[Office]:
    made = Office(tmp_path / "data", package, world(), Clock())
    yield made
    made.store.close(backup=False)


def signed(office: Office) -> Sealed:
    """Answered, handed over and signed."""
    office.assessment.make_ready()
    office.assessment.who = CIO
    return sign(office.assessment, world().office(), SIGNATORY, SIGNED_AT, audience=AUDIENCE, trust=world().trust)


def exported(office: Office) -> Path:
    target = office.folder.parent / export_name(office.assessment)
    export(office.assessment, target)
    return target


def at_the_centre(path: Path, office: Office) -> CheckedSubmission:
    """What central makes of the file."""
    with verify(path, world().trust, MOMENT) as package:
        return check_submission(package, office.release, "50-001")


def receipt(office: Office, sealed: Sealed, name: str = "receipt", **changes: object) -> Path:
    """The centre's answer to a package."""
    facts = {"package_id": sealed.package_id, "file_sha256": sealed.file_sha256}
    facts |= {name: sealed.payload[name] for name in ("office_code", "round", "form_id", "submission_id", "revision")}
    target = office.folder.parent / f"{name}.asice"
    world().write(target, PackageType.RECEIPT, **{**facts, **changes})
    return target


def take(office: Office, path: Path) -> Answer:
    answer = take_answer(office.store, path, world().trust, MOMENT, CIO)
    office.assessment.reload()
    return answer


def states(office: Office) -> list[tuple[int, State]]:
    return [(row.revision, row.after) for row in office.assessment.transitions()]


def test_from_first_answer_to_receipt(office: Office) -> None:
    """O1 C2 P3 P4: every proof line holds, central reads the same figures, the receipt finds its package."""
    office.answer_all()
    office.assessment.set_text(Kind.NOTE, "/data/a/a1", "ทบทวนทุกปี")
    sealed = signed(office)
    assert [(proof.inside, proof.holds) for proof in sealed.proofs[:3]] == [("5", True), ("1", True), ("54.48", True)]
    assert all(proof.holds for proof in sealed.proofs)
    assert sealed.status_checked
    target = exported(office)
    assert target.name == "50-001-2569-r1.asice"
    checked = at_the_centre(target, office)
    assert checked.session.snapshot() == office.assessment.session.snapshot()
    assert checked.score.total.shown == "54.48"
    assert checked.payload["notes"] == {"/data/a/a1": "ทบทวนทุกปี"}
    answer = take(office, receipt(office, sealed))
    assert (answer.verdict, answer.state, office.assessment.state) == ("accepted", State.RECEIVED, State.RECEIVED)
    assert states(office) == [
        (1, State.DRAFT),
        (1, State.READY),
        (1, State.SIGNED),
        (1, State.EXPORTED),
        (1, State.RECEIVED),
    ]


def test_the_evidence_arrives_byte_for_byte(office: Office) -> None:
    """O2 U7: under a generated name, with its own name in the list, at every question it serves."""
    office.answer_all()
    office.attach("/data/b/b3", PDF, "แผนเดียวกัน.pdf")
    signed(office)
    with verify(exported(office), world().trust, MOMENT) as package:
        (entry,) = package.payload["evidence"]
        assert entry["original_name"] == "แผน ดิจิทัล.pdf"
        assert entry["questions"] == ["/data/a/a1_file", "/data/b/b3"]
        assert package.read(entry["path"]) == PDF
        assert entry["path"] == "evidence/a1_file-01.pdf"


def test_evidence_of_a_question_no_longer_asked_stays_at_home(office: Office) -> None:
    """O2 Q4: a hidden question's file is kept, not sent, and comes back with the question."""
    office.answer_all()
    office.assessment.answer("/data/a/a1", "none")
    assert review(office.assessment).evidence == ()
    office.assessment.answer("/data/a/a1", "review")
    assert [item.original_name for item in review(office.assessment).evidence] == ["แผน ดิจิทัล.pdf"]


def test_exporting_again_gives_the_same_file(office: Office, tmp_path: Path) -> None:
    """U13: one signature, one identity, however often it is copied."""
    office.answer_all()
    sealed = signed(office)
    first = exported(office).read_bytes()
    package = export(office.assessment, tmp_path / "usb.asice")
    assert (tmp_path / "usb.asice").read_bytes() == first
    assert package.package_id == sealed.package_id
    assert [state for _, state in states(office)].count(State.EXPORTED) == 1


def test_a_revision_carries_its_reasons_and_supersedes_the_first(office: Office) -> None:
    """C2 P5: editing after signing voids nothing of revision 1; revision 2 names it and says why."""
    office.answer_all()
    first = signed(office)
    exported(office)
    with pytest.raises(PhromError):
        office.assessment.answer("/data/b/b_dig", "4")
    office.assessment.revise("นับบริการใหม่")
    work = office.reopen()
    work.answer("/data/b/b_dig", "4")
    work.set_text(Kind.CHANGE_REASON, "/data/b/b_dig", "เปิดบริการเพิ่มหนึ่งรายการ")
    second = signed(office)
    assert (second.payload["revision"], second.payload["supersedes"]) == (2, first.package_id)
    assert second.payload["submission_id"] == first.payload["submission_id"]
    assert (first.payload["seq"], second.payload["seq"]) == (1, 2)
    assert second.payload["changes"] == {"/data/b/b_dig": "เปิดบริการเพิ่มหนึ่งรายการ"}
    assert (1, State.SUPERSEDED) in states(office)
    assert office.assessment.state is State.SIGNED
    assert at_the_centre(exported(office), office).payload["answers"]["/data/b/b_dig"] == 4


def test_a_late_receipt_of_the_first_revision_leaves_the_second_alone(office: Office) -> None:
    """U9: nothing that comes in changes a newer revision, and the same receipt twice changes nothing."""
    office.answer_all()
    first = signed(office)
    exported(office)
    office.assessment.revise("นับบริการใหม่")
    office.assessment.answer("/data/b/b_dig", "4")
    before = office.assessment.session.snapshot()
    path = receipt(office, first)
    assert [take(office, path).new for _ in range(2)] == [True, False]
    assert (office.assessment.work.revision, office.assessment.state) == (2, State.DRAFT)
    assert office.reopen().session.snapshot() == before
    assert states(office)[-1] == (1, State.RECEIVED)


@pytest.mark.parametrize(
    "change", [{"package_id": "0" * 64}, {"office_code": "10-001"}, {"revision": 2}], ids=lambda one: next(iter(one))
)
def test_a_receipt_for_something_else_is_refused(office: Office, change: dict[str, object]) -> None:
    """P4: signed by the centre, but for no package of this office: nothing changes."""
    office.answer_all()
    sealed = signed(office)
    with pytest.raises(PackageRefused) as refused:
        take(office, receipt(office, sealed, **change))
    assert refused.value.code == "RECEIPT_MISMATCH"
    assert (office.assessment.state, len(office.store.packages(office.assessment.work.id))) == (State.SIGNED, 1)


def test_a_receipt_nobody_at_the_centre_signed_is_refused(office: Office) -> None:
    """P4 P7: a look-alike centre is not believed."""
    office.answer_all()
    sealed = signed(office)
    facts = {"package_id": sealed.package_id, "submission_id": sealed.payload["submission_id"]}
    target = office.folder.parent / "false.asice"
    world("elsewhere").write(target, PackageType.RECEIPT, **facts)
    with pytest.raises(PackageRefused) as refused:
        take(office, target)
    assert refused.value.code == "TRUST_UNKNOWN_CA"
    assert office.assessment.state is State.SIGNED


def test_a_held_package_is_told_and_waits(office: Office) -> None:
    """P4: "held" is no arrival; the code is kept for the page."""
    office.answer_all()
    sealed = signed(office)
    exported(office)
    answer = take(office, receipt(office, sealed, verdict="held", code="OFFICE_UNKNOWN"))
    assert (answer.verdict, answer.code, answer.state) == ("held", "OFFICE_UNKNOWN", State.EXPORTED)
    later = take(office, receipt(office, sealed, "later", log_index=8))
    assert later.state is State.RECEIVED


def test_a_return_is_answered_by_the_next_revision(office: Office) -> None:
    """P5: what central sends back opens a revision that names the return."""
    office.answer_all()
    sealed = signed(office)
    exported(office)
    target = office.folder.parent / "return.asice"
    facts = {"package_id": sealed.package_id, "submission_id": sealed.payload["submission_id"]}
    items = [{"question": "/data/b/b_dig", "reason": "unclear", "comment": "นับใหม่"}]
    returned = world().write(target, PackageType.RETURN, **facts, items=items)
    assert take(office, target).state is State.RETURNED
    office.assessment.revise("แก้ตามที่ส่วนกลางส่งกลับ")
    office.assessment.set_text(Kind.REPLY, "/data/b/b_dig", "นับแล้วได้เท่าเดิม")
    assert signed(office).payload["reply_to"] == returned.package_id


def test_evidence_that_vanished_stops_the_signature(office: Office) -> None:
    """U7: the file is named and the state stays, before any passphrase was worth it."""
    office.answer_all()
    office.assessment.make_ready()
    (file,) = office.assessment.attachments("/data/a/a1_file")
    office.assessment.evidence_path(file).unlink()
    with pytest.raises(PhromError) as refused:
        sign(office.assessment, world().office(), SIGNATORY, SIGNED_AT, audience=AUDIENCE)
    assert (refused.value.code, "แผน ดิจิทัล.pdf" in refused.value.message("th")) == ("OFF-25", True)
    assert office.assessment.state is State.READY


def test_a_sealed_file_that_was_changed_is_not_exported(office: Office, tmp_path: Path) -> None:
    """P3 U5: what leaves the office is what was signed, or nothing."""
    office.answer_all()
    sealed = signed(office)
    sealed.path.write_bytes(sealed.path.read_bytes()[:-1])
    with pytest.raises(PhromError) as refused:
        export(office.assessment, tmp_path / "usb.asice")
    assert refused.value.code == "OFF-25"
    assert not (tmp_path / "usb.asice").exists()
    assert office.assessment.state is State.SIGNED


def test_a_round_from_nowhere_is_not_opened(office: Office, tmp_path: Path) -> None:
    """Q6 P7: a form that the centre did not sign never becomes an assessment."""
    target = tmp_path / "false.asice"
    world("elsewhere").write(target, PackageType.FORM_RELEASE)
    with pytest.raises(PackageRefused):
        open_round(office.store, target, world().trust, MOMENT)
    assert len(office.store.releases()) == 1
