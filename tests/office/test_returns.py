"""What central returned, worked on in the office: just those questions, each change with its reason (P5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.errors import PhromError
from desktop_app.office.assessment import Assessment
from desktop_app.office.corrections import NEWLY_ASKED, NO_LONGER_ASKED, REPLY_TO_RETURN, correction_of
from desktop_app.office.receipts import take_answer
from desktop_app.office.records import Kind, State
from desktop_app.office.sealing import Sealed
from desktop_app.office.signing import export, export_name, review, sign
from desktop_app.package.kinds import PackageType
from desktop_app.submission.compose import Signatory
from tests.office.office_world import CIO, PDF, RICH, Clock, Office, round_package
from tests.simulator.world import AUDIENCE, MOMENT, SIGNED_AT, world

SIGNATORY = Signatory(CIO, "ผู้บริหารเทคโนโลยีสารสนเทศระดับสูง")
A1, FILE, A2, B_ALL, B_DIG, B2, B3 = (
    "/data/a/a1", "/data/a/a1_file", "/data/a/a2", "/data/b/b_all", "/data/b/b_dig", "/data/b/b2", "/data/b/b3",
)  # fmt: skip
WHY = "ตรวจนับใหม่แล้ว"
DUE = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return round_package(world(), tmp_path_factory.mktemp("round"))


@pytest.fixture(scope="module")
def rich_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return round_package(world(), tmp_path_factory.mktemp("rich"), RICH)


@pytest.fixture
def office(tmp_path: Path, package: Path) -> Iterator[Office]:
    """Signed, exported, all questions answered."""
    made = Office(tmp_path / "data", package, world(), Clock())
    made.answer_all()
    sealed(made)
    yield made
    made.store.close(backup=False)


def sealed(office: Office) -> Sealed:
    """Handed to the CIO, signed, exported."""
    office.assessment.make_ready()
    signed = sign(office.assessment, world().office(), SIGNATORY, SIGNED_AT, audience=AUDIENCE, trust=world().trust)
    export(office.assessment, office.folder.parent / export_name(office.assessment))
    return signed


def take_return(
    office: Office,
    *questions: str,
    name: str = "return",
    lock: bool = True,
    seq: int = 1,
    signed_at: datetime = SIGNED_AT,
) -> None:
    """Central returns what was signed last, with one comment per question."""
    sent = [one for one in office.store.packages() if one.direction == "sealed"][-1]
    items = [{"question": ref, "reason": "unclear", "comment": f"โปรดตรวจ {ref}"} for ref in questions]
    target = office.folder.parent / f"{name}.asice"
    world().write(
        target,
        PackageType.RETURN,
        signed_at=signed_at,
        package_id=sent.package_id,
        submission_id=sent.assessment,
        revision=sent.revision,
        items=items,
        lock_others=lock,
        seq=seq,
    )
    take_answer(office.store, target, world().trust, MOMENT, CIO)
    office.assessment.reload()


def revising(office: Office, *questions: str, lock: bool = True) -> Assessment:
    take_return(office, *questions, lock=lock)
    office.assessment.revise("แก้ตามที่ส่วนกลางส่งกลับ")
    return office.assessment


def code_of(act: object, *arguments: object) -> str:
    with pytest.raises(PhromError) as refused:
        act(*arguments)  # type: ignore[operator]
    return refused.value.code


def test_what_central_asks_is_there_before_and_after_the_revision_starts(office: Office) -> None:
    """P5: due date, questions, reasons, comments, also after the program was closed in between."""
    take_return(office, B_DIG, B3)
    assert office.assessment.state is State.RETURNED
    for _ in range(2):
        correction = office.assessment.correction
        assert correction is not None
        assert (correction.due_at, correction.lock_others) == (DUE, True)
        assert [(one.question, one.reason) for one in correction.items] == [(B_DIG, "unclear"), (B3, "unclear")]
        office.reopen()
    office.assessment.revise("แก้")
    work = office.reopen()
    asked = work.asked(B_DIG)
    assert asked is not None
    assert asked.comment == f"โปรดตรวจ {B_DIG}"
    assert work.asked(A1) is None
    assert work.correction == correction


def test_only_the_named_questions_are_open(office: Office) -> None:
    """P5: every edit of any other question is refused, naming the return; nothing of it is kept."""
    work = revising(office, B_DIG)
    before, events = work.session.snapshot(), len(work.history())
    for act, arguments in (
        (work.answer, (B_ALL, "9")),
        (work.answer, (A1, "none")),
        (work.set_reason, (B2, "อื่น")),
        (work.set_attachments, (FILE, ())),
        (work.set_text, (Kind.NOTE, A2, "หมายเหตุ")),
        (work.set_text, (Kind.CHANGE_REASON, A2, "เหตุ")),
    ):
        assert code_of(act, *arguments) == "OFF-60"
    with pytest.raises(PhromError) as refused:
        work.answer(B3, "1")
    assert "ข้อนี้ส่วนกลางไม่ได้เปิดให้แก้" in refused.value.message("th")
    assert (correction := work.correction) is not None
    assert correction.package_id[:8] in refused.value.message("th")
    assert (work.session.snapshot(), len(work.history())) == (before, events)
    work.answer(B_DIG, "4")
    work.set_text(Kind.NOTE, B_DIG, "นับเฉพาะที่เปิดแล้ว")
    work.set_text(Kind.FLAG, A2, "1")
    assert work.session.state(B_DIG).value == "4"


def test_a_return_that_locks_nothing_leaves_all_open(office: Office) -> None:
    """P5: `lock_others` false."""
    work = revising(office, B_DIG, lock=False)
    work.answer(B_ALL, "9")
    assert work.asked(B_DIG) is not None


def test_a_revision_of_ones_own_is_open_everywhere(office: Office) -> None:
    """C2 P5: without a return nothing is locked."""
    office.assessment.revise("นับใหม่")
    office.assessment.answer(B_ALL, "9")
    assert office.assessment.correction is None


def test_the_evidence_of_a_named_question_is_open(office: Office) -> None:
    """P5: a question is returned for its evidence, which lies at the file question beside it."""
    work = revising(office, A1)
    office.attach(FILE, PDF + b"2", "แผนใหม่.pdf")
    assert work.must_explain(FILE)
    assert work.unsettled() == ()
    assert [change.question for change in work.changes()] == [FILE]


def test_what_new_answers_bring_along_is_open_too(office: Office) -> None:
    """P5: an answer that makes another one wrong opens it, and it stays open until it is as before."""
    work = revising(office, B_DIG)
    assert not work.is_open(B_ALL)
    work.answer(B_DIG, "9")
    assert not work.is_open(B_ALL)
    assert [problem.ref for problem in work.session.errors()] == [B_DIG]
    work = revising_again(office, B_ALL)
    work.answer(B_ALL, "1")
    assert work.is_open(B_DIG)
    work.answer(B_DIG, "1")
    assert not work.session.errors()
    work.answer(B_DIG, "0")
    work.answer(B_DIG, "3", "undo")
    work.answer(B_ALL, "7")
    assert not work.is_open(B_DIG)


def revising_again(office: Office, *questions: str) -> Assessment:
    """Another return of the same revision takes the place of the first."""
    office.assessment.answer(B_DIG, "3")
    sent = next(one for one in office.store.packages() if one.direction == "sealed")
    items = [{"question": ref, "reason": "wrong", "comment": "โปรดตรวจ"} for ref in questions]
    target = office.folder.parent / "further.asice"
    facts = {"package_id": sent.package_id, "submission_id": sent.assessment, "items": items, "seq": 2}
    world().write(target, PackageType.RETURN, **facts)
    take_answer(office.store, target, world().trust, MOMENT, CIO)
    office.assessment.reload()
    return office.assessment


def test_what_is_asked_only_since_is_open(office: Office, tmp_path: Path) -> None:
    """P5: a new answer asks further questions; they can be answered, and say by themselves why they came."""
    other = Office(tmp_path / "second", office_package(office), world(), Clock())
    other.assessment.answer(A1, "none")
    for ref, text in ((B_ALL, "7"), (B_DIG, "3")):
        other.assessment.answer(ref, text)
    other.assessment.answer(B2, "live")
    sealed(other)
    work = revising(other, A1)
    assert not work.session.state(A2).relevant
    assert code_of(work.answer, A2, "n1") == "OFF-60"
    work.answer(A1, "issued")
    work.answer(A2, "n1")
    other.attach(FILE, PDF, "แผน.pdf")
    work.set_text(Kind.CHANGE_REASON, A1, WHY)
    work.make_ready()
    assert {one.question: one.why for one in work.changes()} == {A1: WHY, A2: NEWLY_ASKED, FILE: NEWLY_ASKED}
    other.store.close(backup=False)


def office_package(office: Office) -> Path:
    release = office.store.releases()[0]
    return office.folder / "packages" / f"{release.package_id}.asice"


def test_ready_needs_a_reason_for_every_change(office: Office) -> None:
    """P5: the first without one is named; what vanished by the form's conditions says so by itself."""
    work = revising(office, A1, B_DIG)
    work.answer(A1, "none")
    work.answer(B_DIG, "4")
    work.set_text(Kind.CHANGE_REASON, A1, WHY)
    with pytest.raises(PhromError) as refused:
        work.make_ready()
    assert (refused.value.code, B_DIG in refused.value.message("th")) == ("OFF-61", True)
    work.set_text(Kind.CHANGE_REASON, B_DIG, "  ")
    assert code_of(work.make_ready) == "OFF-61"
    work.set_text(Kind.CHANGE_REASON, B_DIG, "เปิดเพิ่มหนึ่งบริการ")
    work.make_ready()
    assert review(work).changes == {
        A1: WHY, B_DIG: "เปิดเพิ่มหนึ่งบริการ", A2: NO_LONGER_ASKED, FILE: NO_LONGER_ASKED,
    }  # fmt: skip


def test_ready_needs_each_named_question_changed_or_answered(office: Office) -> None:
    """P5: a reply is enough, and it travels to the centre with the notes; a reply of an earlier revision is none."""
    work = revising(office, B_DIG, B3)
    work.set_text(Kind.REPLY, B3, "ไม่ได้จัดอบรมในปีนี้")
    assert work.unsettled() == (B_DIG,)
    with pytest.raises(PhromError) as refused:
        work.make_ready()
    assert (refused.value.code, B_DIG in refused.value.message("th")) == ("OFF-62", True)
    work.answer(B_DIG, "4")
    work.set_text(Kind.CHANGE_REASON, B_DIG, WHY)
    second = sealed(office)
    assert second.payload["changes"] == {B_DIG: WHY}
    assert second.payload["notes"] == {B3: f"{REPLY_TO_RETURN}: ไม่ได้จัดอบรมในปีนี้"}
    work = revising(office, B3)
    assert work.unsettled() == (B3,)
    assert work.texts(Kind.CHANGE_REASON) == work.texts(Kind.REPLY) == {}
    assert {event.new for event in work.history(B3) if event.kind is Kind.REPLY} == {"ไม่ได้จัดอบรมในปีนี้", ""}


def test_an_answer_set_back_is_no_change(office: Office) -> None:
    """P5: `changes` holds what differs and nothing else, whatever reasons were typed meanwhile."""
    work = revising(office, B_DIG, B3)
    work.answer(B_DIG, "4")
    work.set_text(Kind.CHANGE_REASON, B_DIG, WHY)
    work.answer(B_DIG, "3")
    work.answer(B3, "2")
    work.set_text(Kind.CHANGE_REASON, B3, WHY)
    work.set_text(Kind.REPLY, B_DIG, "คงเดิม")
    work.make_ready()
    assert review(work).changes == {B3: WHY}


def test_the_newest_return_counts_in_whichever_order_they_come(office: Office) -> None:
    """P5: by central's own numbering, not by the order of opening the files, nor by a clock that was set back."""
    take_return(office, B3, name="newer", seq=9, signed_at=SIGNED_AT - timedelta(hours=1))
    take_return(office, B_DIG, name="older", seq=8)
    correction = correction_of(office.store, office.assessment.work.id, 1)
    assert correction is not None
    assert [item.question for item in correction.items] == [B3]


def test_rows_keep_their_names_when_a_return_names_them(tmp_path: Path, rich_package: Path) -> None:
    """P5 Q4: a position in the return is the row that stood there when it was signed."""
    office = Office(tmp_path / "data", rich_package, world(), Clock())
    work = office.assessment
    rows = [work.session.instances(work_repeat(work, added))[-1] for added in range(3)]
    work.remove_instance(rows[0])
    for row in rows[1:]:
        work.answer(f"{row}/title", "บริการ")
    sealed(office)
    work = revising(office, "/data/c/services[2]/title")
    assert work.is_open(f"{rows[2]}/title")
    assert not work.is_open(f"{rows[1]}/title")
    assert code_of(work.remove_instance, rows[1]) == "OFF-60"
    assert code_of(work.add_instance, "/data/c/services") == "OFF-60"
    work.answer(f"{rows[2]}/title", "บริการที่สอง")
    work.set_text(Kind.CHANGE_REASON, f"{rows[2]}/title", WHY)
    second = sealed(office)
    assert second.payload["changes"] == {"/data/c/services[2]/title": WHY}
    work = revising(office, "/data/c/services")
    work.add_instance("/data/c/services")
    work.remove_instance(work.session.instances("/data/c/services")[-1])
    office.store.close(backup=False)


def work_repeat(work: Assessment, number: int) -> str:
    """The repeat, with rows enough."""
    while len(work.session.instances("/data/c/services")) <= number:
        work.add_instance("/data/c/services")
    return "/data/c/services"
