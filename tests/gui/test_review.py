"""The CIO's desk: what is worth a look, remarks, sending back, signing, proof, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.office.records import Kind, State
from desktop_app.package.verify import verify
from desktop_app.trust.anchors import read_trust_folder
from desktop_app.ui.central.gallery import finish
from desktop_app.ui.gallery_office import CIO, newer_release
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.review.items import Item, passes, review_items
from desktop_app.ui.review.preview import render
from desktop_app.ui.review.review import Detail, ReviewPage, SendBack
from desktop_app.ui.review.sample import OFFICE, OFFICE_PASSPHRASE, give_keys
from desktop_app.ui.review.sign import SignPage, fingerprint_lines


@pytest.fixture
def review(busy_window: MainWindow) -> ReviewPage:
    """The review of the assessment that waits for the CIO."""
    store = busy_window.desks["review"].place.store
    waiting = next(work.id for work in store.works() if work.office_code == OFFICE)
    busy_window.program.go("review", "review", waiting)
    assert isinstance(busy_window.page, ReviewPage)
    return busy_window.page


@pytest.fixture
def signing(busy_window: MainWindow, review: ReviewPage) -> SignPage:
    """The page of signing, with a certified key and a prepared report."""
    trust = give_keys(busy_window.program.folders.data)
    busy_window.program.change(trust_folder=str(trust), desk="review", person=CIO, position="PCIO")
    busy_window.program.go("review", "sign")
    finish(busy_window)
    assert isinstance(busy_window.page, SignPage)
    return busy_window.page


def _write(page: ReviewPage, text: str) -> Item:
    """Remark on the second question of the list."""
    page.list.selectRow(1)
    page.detail.remark.setPlainText(text)
    page.detail.write()
    return page.detail.item


def test_items_say_in_words_why_they_are_worth_a_look(review: ReviewPage) -> None:
    """C2: points without evidence are named; a question without any sign is not in the list."""
    items = review_items(review.program, review.work)
    unproved = next(item for item in items if "no_evidence" in item.signs)
    assert unproved.words == "ไม่มีหลักฐาน"
    assert unproved.points is not None
    assert float(unproved.points.gained) > 0
    assert not unproved.files
    assert [item.ref for item in items if passes(item, "look")] == [item.ref for item in items if item.signs]


def test_points_of_all_questions_add_up_to_the_score(review: ReviewPage) -> None:
    """S3 C2: what the CIO reads question by question is the official figure."""
    gained = [round(100 * float(item.points.gained)) for item in review.items if item.points]
    assert sum(gained) == round(100 * float(review.work.score.total.shown))


def test_there_is_no_last_year_and_the_list_says_so(review: ReviewPage) -> None:
    """C2: the filter is honest about a round that is not here."""
    review.show_filter("last_year")
    assert not review.list.facts.rows
    assert not review.list.isVisibleTo(review)
    review.show_filter("all")
    assert len(review.list.facts.rows) == len(review.items)


def test_a_remark_is_kept_counted_and_stops_approval(review: ReviewPage) -> None:
    """C2: the remark is in the store, the button counts it, and nothing is signed over it."""
    item = _write(review, "ขอเลขที่หนังสือ")
    assert review.work.assessment.text(Kind.REMARK, item.ref) == "ขอเลขที่หนังสือ"
    assert review.work.assessment.open_remarks() == (item.ref,)
    assert review.back.text() == "ส่งกลับ 1 ข้อ…"
    assert not review.forth.isEnabled()
    _write(review, "")
    assert review.forth.isEnabled()


def test_sending_back_needs_a_remark_or_a_reason(review: ReviewPage) -> None:
    """C2 U23: without a word nothing goes back; with one the officer has it."""
    dialog = SendBack(review, review.program, review.work, review.remarked())
    assert not dialog.act.isEnabled()
    dialog.reason.setPlainText("ตัวเลขไม่ตรงกับทะเบียน")
    assert dialog.act.isEnabled()
    dialog.send()
    assert review.work.state is State.SENT_BACK
    assert review.work.assessment.transitions()[-1].reason == "ตัวเลขไม่ตรงกับทะเบียน"


def test_a_remark_alone_is_enough_to_send_back(review: ReviewPage) -> None:
    """C2: one remark on a question is a reason."""
    item = _write(review, "แนบเล่มแผน")
    dialog = SendBack(review, review.program, review.work, review.remarked())
    assert dialog.act.isEnabled()
    dialog.send()
    assert review.work.assessment.open_remarks() == (item.ref,)


def test_what_is_read_only_cannot_be_remarked_on(review: ReviewPage) -> None:
    """C2: after it was sent back the CIO reads, the officer writes."""
    review.work.transition(lambda: review.work.assessment.send_back("แก้ไข"))
    detail = Detail(review.program, review.work, review.items[0], editable=False)
    assert detail.remark.isReadOnly()


def test_without_a_key_the_page_says_what_to_do(busy_window: MainWindow, review: ReviewPage) -> None:
    """C2 P2: no trust and no certificate is said in words, not by a dead button."""
    busy_window.program.go("review", "sign")
    page = busy_window.page
    assert page.problem is not None
    assert not hasattr(page, "passphrase")


def test_a_wrong_passphrase_is_told_with_a_count_and_changes_nothing(
    busy_window: MainWindow, signing: SignPage, tmp_path: Path
) -> None:
    """C2 U21: ten wrong tries would be ten plain answers; the state stays."""
    for count in ("1", "2"):
        signing.passphrase.field.setText("ไม่ใช่รหัสผ่านนี้แน่นอน")
        signing.sign(tmp_path / "out.asice")
        finish(busy_window)
        assert f"ครั้งที่ {count}" in signing._wrong.text()
    assert signing.work.state is State.READY
    assert signing.passphrase.text() == ""
    assert not (tmp_path / "out.asice").exists()


def test_what_was_shown_is_what_is_signed(busy_window: MainWindow, signing: SignPage, tmp_path: Path) -> None:
    """C2 P3: the fingerprint on the page is the file's; every check of the file holds, both numbers of each line."""
    shown = signing.draft.fingerprint
    signing.passphrase.field.setText(OFFICE_PASSPHRASE)
    target = tmp_path / "57-001-2569-r1.asice"
    signing.sign(target)
    finish(busy_window)
    page = busy_window.page
    assert signing.work.state is State.EXPORTED
    assert page.package.facts["fingerprint"] == shown
    lines = page.lines()
    assert [line[1] for line in lines[:3]] == ["คำตอบ", "หลักฐาน (ไฟล์)", "คะแนนรวม"]
    assert all(holds and inside == meant for holds, _, inside, meant in lines)
    trust = read_trust_folder(Path(busy_window.program.settings.trust_folder))
    with verify(target, trust, busy_window.program.clock()) as package:
        assert package.payload["office_code"] == OFFICE


def test_a_copy_that_fails_leaves_a_signed_file(busy_window: MainWindow, signing: SignPage, tmp_path: Path) -> None:
    """C2 U5: the stick was pulled out: it is signed, kept here, and can be copied again."""
    signing.passphrase.field.setText(OFFICE_PASSPHRASE)
    signing.sign(tmp_path / "gone" / "out.asice")
    finish(busy_window)
    page = busy_window.page
    assert signing.work.state is State.SIGNED
    assert page.write_copy(tmp_path / "again.asice")
    assert signing.work.state is State.EXPORTED


def test_before_signing_a_closed_round_is_said(busy_window: MainWindow, signing: SignPage, tmp_path: Path) -> None:
    """Q6 C2: with its day, and that central counts it as late; it can be signed and written all the same."""
    assert signing.late is None
    closes = busy_window.program.clock() - timedelta(days=2)
    busy_window.desks["office"].place.store.add_release(replace(newer_release(), closes_at=closes))
    busy_window.program.go("review", "sign")
    finish(busy_window)
    page = busy_window.page
    assert page.late.isVisible()
    assert page.late.text.startswith("รอบนี้ปิดรับแล้วเมื่อ 17 มีนาคม 2569")
    page.passphrase.field.setText(OFFICE_PASSPHRASE)
    assert page.reason_not() == ""
    page.sign(tmp_path / "late.asice")
    finish(busy_window)
    assert (tmp_path / "late.asice").exists()


def test_another_signatory_is_another_report(busy_window: MainWindow, signing: SignPage) -> None:
    """C2: changing the name makes report and fingerprint anew before anything can be signed."""
    before = signing.draft.fingerprint
    signing.name.setText("ผู้รักษาราชการแทน")
    signing.name.typed.emit("ผู้รักษาราชการแทน")
    assert signing.draft is None
    assert not signing.button.isEnabled()
    signing.prepare()
    finish(busy_window)
    assert signing.draft.fingerprint != before


def test_pages_of_the_report_are_drawn_in_full(signing: SignPage) -> None:
    """C3: every page of the draft can be looked at; the first is not blank."""
    first = render(signing.draft.pdf, 0, 50)
    last = render(signing.draft.pdf, first.pages - 1, 50)
    assert first.pages > 3
    assert last.page == first.pages - 1
    small = first.image.scaled(40, 56)
    assert len({small.pixel(x, y) for x in range(40) for y in range(56)}) > 10


def test_a_fingerprint_is_read_in_groups_of_four() -> None:
    """C4: eight groups on a line, upper case, nothing lost."""
    lines = fingerprint_lines("ab" * 32)
    assert len(lines) == 2
    assert "".join("".join(lines).split()) == "AB" * 32


def test_a_file_that_is_no_receipt_is_listed_with_its_code(busy_window: MainWindow, signing: SignPage) -> None:
    """P4: code and sentence, and the store as it was."""
    store = busy_window.desks["review"].place.store
    before = store.packages()
    wrong = busy_window.program.folders.data / "receipt.asice"
    wrong.write_bytes(b"no package at all")
    busy_window.program.go("review", "inbox")
    busy_window.page.take(wrong)
    finish(busy_window)
    first = busy_window.page.lines[0]
    assert (first.about, first.mark) == ("receipt.asice", "error")
    assert "NOT_PACKAGE" in first.result
    assert "ไม่ใช่ชุดข้อมูล" in first.detail
    assert store.packages() == before


def test_the_inbox_names_what_is_awaited(busy_window: MainWindow) -> None:
    """P4: exported without an answer is a line with its days, a warning after the days of patience, and a next step."""
    busy_window.program.go("review", "inbox")
    page = busy_window.page
    assert [f"{line.kind} | {line.result}" for line in page.lines] == ["ส่งออกแล้ว | ไม่มีคำตอบ 16 วัน"]
    assert "โทรถามส่วนกลาง" in page.lines[0].detail
    assert page.warning.count() == 1
    assert page.again.isVisibleTo(page)
    page.days.setCurrentIndex(page.days.findData("30"))
    page.days.activated.emit(0)
    assert busy_window.program.settings.receipt_days == 30
    assert [line.result for line in page.lines] == ["รอใบตอบรับ 16 วัน"]
    assert page.warning.count() == 0
