"""Returns for correction in the window: the officer's cards and lists, the clerk's dialog (P5)."""

from __future__ import annotations

import pytest

from desktop_app.central import tables
from desktop_app.office.records import Kind, State
from desktop_app.package.verify import verify
from desktop_app.ui.central.gallery import finish
from desktop_app.ui.central.returning import ReturnDialog
from desktop_app.ui.central.revising import ChangesDialog, change_lines
from desktop_app.ui.central.sample import sample_revised
from desktop_app.ui.gallery import settle
from desktop_app.ui.gallery_office import RETURNED, give_return
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.office.check import CheckPage
from desktop_app.ui.office.home import news_of
from desktop_app.ui.office.revising import SIGNED, ReviseDialog, start_revision
from desktop_app.ui.office.section import SectionPage
from desktop_app.ui.office.tasks import TaskList
from desktop_app.ui.review.items import review_items
from desktop_app.ui.review.review import Detail
from tests.central.central_world import MOMENT, PASSPHRASE, ROUND, A, Centre, make_centre, seal

PLAN, STAFF, MEETINGS = (ref for ref, _, _ in RETURNED)
OTHER = "/data/d2/d2_2_1_01"  # in the same section, not returned


@pytest.fixture
def returned(busy_window: MainWindow) -> MainWindow:
    """The task list of the assessment that central returned; its revision is not begun."""
    place = busy_window.desks["office"].place
    busy_window.program.go("office", "open", give_return(place.store))
    settle()
    return busy_window


@pytest.fixture
def correcting(returned: MainWindow) -> MainWindow:
    """The revision that answers the return."""
    assert isinstance(returned.page, TaskList)
    returned.page.returned.start.click()
    settle()
    return returned


def section(window: MainWindow, ref: str) -> SectionPage:
    window.program.go("office", "section", ref)
    settle()
    assert isinstance(window.page, SectionPage)
    return window.page


def shown(widget) -> str:  # type: ignore[no-untyped-def]
    """What the labels inside a widget say, without the marks for breaking lines."""
    from desktop_app.ui.widgets.text import Label

    visible = (label for label in widget.findChildren(Label) if label.isVisibleTo(widget))
    return " ".join(label.text() for label in visible).replace("\u200b", "")


def test_the_home_page_says_how_many_questions_and_until_when(returned: MainWindow) -> None:
    """P5 O7: before the revision is begun and after."""
    place = returned.desks["office"].place
    line = next(one for one in place.lines() if one.correction is not None)
    assert news_of(returned.program, line) == "ส่งกลับ 3 ข้อ ภายใน 2 เม.ย. 69"
    returned.page.returned.start.click()
    line = next(one for one in place.lines() if one.correction is not None)
    assert (line.work.state, news_of(returned.program, line)) == (State.DRAFT, "ส่งกลับ 3 ข้อ ภายใน 2 เม.ย. 69")


def test_the_task_list_shows_the_returned_questions_first(correcting: MainWindow) -> None:
    """P5: each with central's words; starting the revision is one click, its reason is the return."""
    page = correcting.page
    assert isinstance(page, TaskList)
    words = shown(page.returned)
    assert "3 ข้อ" in page.returned.head
    assert page.returned.left == "เหลือ 3 ข้อ"
    assert all(comment in words for _, _, comment in RETURNED)
    work = correcting.desks["office"].work
    assert (work.state, work.assessment.work.revision) == (State.DRAFT, 2)
    work.answer(MEETINGS, "9")
    correcting.program.go("office", "tasks")
    assert correcting.page.returned.left == "เหลือ 2 ข้อ"


def test_a_signed_assessment_is_revised_from_the_task_list(busy_window: MainWindow) -> None:
    """C2: without a return; a reason is needed, the signed revision stays, the next one starts as a draft."""
    place = busy_window.desks["office"].place
    line = next(one for one in place.lines() if one.work.state in SIGNED)
    busy_window.program.go("office", "open", line.work.id)
    settle()
    page, work = busy_window.page, busy_window.desks["office"].work
    assert f"ฉบับที่ 1 {work.state.label['th']}" in shown(page.signed)
    dialog = ReviseDialog(busy_window, busy_window.program, work)
    assert "ฉบับที่ 2" in shown(dialog)
    assert "ไฟล์ที่ลงนามของฉบับที่ 1 ยังอยู่ครบ" in shown(dialog)
    assert not dialog.act.isEnabled()
    dialog.reason.setText("พบตัวเลขผิด")
    dialog.reason.typed.emit("พบตัวเลขผิด")
    assert dialog.act.isEnabled()
    start_revision(busy_window.program, work, dialog.reason.text())
    assert (work.state, work.assessment.work.revision, work.editable) == (State.DRAFT, 2, True)
    assert busy_window.page.signed is None
    assert place.store.transitions(line.work.id)[-1].reason == "พบตัวเลขผิด"


def test_a_named_question_shows_what_central_asks_and_is_open(correcting: MainWindow) -> None:
    """P5: kind of reason, comment, due date in a banner; a reply is kept."""
    page = section(correcting, MEETINGS)
    card = page.cards[MEETINGS]
    words = shown(card)
    assert "ไม่ชัดเจน: ระบุจำนวนครั้งของปีงบประมาณนี้เท่านั้น" in words
    assert "2 เม.ย. 69" in words
    assert not card.controls[MEETINGS].view.read_only
    card._return.typed.emit("นับถูกแล้ว")
    card.hand_on()
    work = correcting.desks["office"].work
    assert work.reply(MEETINGS) == "นับถูกแล้ว"
    assert MEETINGS not in work.assessment.unsettled()


def test_other_questions_are_read_only_and_say_why(correcting: MainWindow) -> None:
    """P5: no control of a closed card takes an answer; its banner is a word, not a colour."""
    page = section(correcting, MEETINGS)
    card = page.cards[OTHER]
    assert all(control.view.read_only for control in card.controls.values())
    assert "อ่านอย่างเดียว" in shown(card)
    assert "อ่านอย่างเดียว" not in shown(page.cards[MEETINGS])


def test_a_changed_answer_asks_for_its_reason(correcting: MainWindow) -> None:
    """P5: the line comes with the change, goes with it, and what is typed is kept; the check page tells it."""
    page = section(correcting, MEETINGS)
    card, work = page.cards[MEETINGS], correcting.desks["office"].work
    old = work.session.state(MEETINGS).value
    assert card._change_reason is None
    work.answer(MEETINGS, "9")
    assert card._change_reason.isVisibleTo(card)
    correcting.program.go("office", "check")
    assert isinstance(correcting.page, CheckPage)
    owed = {row.ref: row.remark for row in correcting.page._rows if row.ref in (MEETINGS, PLAN)}
    assert owed == {MEETINGS: "ยังไม่มีเหตุผลของการแก้ไข", PLAN: "ยังไม่ได้แก้หรือชี้แจง"}
    page = section(correcting, MEETINGS)
    card = page.cards[MEETINGS]
    card._change_reason.typed.emit("นับรวมการประชุมออนไลน์")
    card.hand_on()
    assert work.assessment.text(Kind.CHANGE_REASON, MEETINGS) == "นับรวมการประชุมออนไลน์"
    assert [change.why for change in work.assessment.changes()] == ["นับรวมการประชุมออนไลน์"]
    work.answer(MEETINGS, old)
    assert not card._change_reason.isVisibleTo(card)


def test_the_cio_reads_what_was_asked_and_why_it_changed(correcting: MainWindow) -> None:
    """P5 C2: returned and changed questions are worth a look; central's words and the officer's reason are beside."""
    work = correcting.desks["office"].work
    work.answer(STAFF, "31")
    work.set_text("change_reason", STAFF, "ตรวจกับทะเบียนแล้ว")
    items = {item.ref: item for item in review_items(correcting.program, work) if "changed" in item.signs}
    assert len(items) == 3
    (staff,) = (item for item in items.values() if item.changed)
    assert staff.changed == "ตรวจกับทะเบียนแล้ว"
    assert "ตัวเลขมากกว่า" in staff.asked
    detail = Detail(correcting.program, work, staff, editable=False)
    assert "เหตุผลของการแก้ไข: ตรวจกับทะเบียนแล้ว" in shown(detail)
    assert detail.item is staff


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Centre:
    """A released round and one office's package."""
    centre = make_centre(tmp_path_factory.mktemp("made"), offices=(A,))
    seal(centre, "a1", A)
    return centre


@pytest.fixture
def intake(centre: Centre, empty_window: MainWindow) -> MainWindow:
    """The intake page after the package was imported."""
    empty_window.program.go("central", "intake")
    empty_window.page.offer([centre.package("a1")])
    finish(empty_window)
    return empty_window


def dialog_of(window: MainWindow) -> ReturnDialog:
    """The dialog for the file that was imported."""
    page, place = window.page, window.desks["central"].place
    page.table.selectRow(0)
    line = page.table.current()
    assert page._detail.back.isVisibleTo(page)
    dialog = ReturnDialog(window, window.program, place, line.package_id)
    dialog.open_submission()
    finish(window)
    return dialog


def test_the_clerk_returns_a_submission(intake: MainWindow, made: Centre) -> None:
    """P5: chosen, commented, dated, signed; the file proves itself with what offices trust."""
    dialog = dialog_of(intake)
    assert not dialog.act.isEnabled()
    dialog.question.setCurrentIndex(dialog.question.findData("/data/b/b_dig"))
    dialog.reason.setCurrentIndex(dialog.reason.findData("unclear"))
    dialog.add()
    assert dialog.items == []  # a question without a comment is none
    dialog.comment.setPlainText("นับเฉพาะบริการที่เปิดแล้ว")
    dialog.add()
    dialog.passphrase.field.setText("ไม่ใช่รหัสผ่านนี้แน่นอน")
    dialog.sign()
    finish(intake)
    place = intake.desks["central"].place
    assert not place.folders.returns.exists()
    assert "รหัสผ่าน" in dialog._words.text().replace("\u200b", "")
    assert dialog.items
    dialog.passphrase.field.setText(PASSPHRASE)
    dialog.sign()
    finish(intake)
    (file,) = (one for one in place.folders.returns.iterdir() if not one.name.startswith("trust-"))
    with verify(file, made.trust, MOMENT) as package:
        assert package.payload["due_at"] == "2026-06-24T16:59:59Z"
        assert package.payload["lock_others"] is True
        assert [(one["question"], one["reason"]) for one in package.payload["items"]] == [("/data/b/b_dig", "unclear")]
    centre = Centre(place.folders.root, made.keys, made.offices, made.packages)
    (row,) = centre.rows(tables.returned)
    assert (row["office_code"], row["round"]) == (A, ROUND)
    centre.close()


def test_nothing_is_signed_without_questions_or_a_day_to_come(intake: MainWindow) -> None:
    """P5: the button says why it waits."""
    dialog = dialog_of(intake)
    dialog.passphrase.field.setText(PASSPHRASE)
    dialog.passphrase.field.typed.emit(PASSPHRASE)
    assert dialog.reason_not() == "ยังไม่ได้เลือกข้อที่ให้แก้"
    dialog.question.setCurrentIndex(1)
    dialog.comment.setPlainText("แก้")
    dialog.add()
    assert dialog.act.isEnabled()
    dialog.due.typed.emit("10/6/2569")
    assert dialog.reason_not() == "วันครบกำหนดต้องอยู่หลังวันนี้"
    dialog.due.typed.emit("11/6/2569")
    assert dialog.act.isEnabled()
    dialog.remove(dialog.items[0])
    assert not dialog.act.isEnabled()


def test_a_reviewer_reads_what_a_revision_changed(intake: MainWindow, made: Centre) -> None:
    """P5 C4: from the file that was imported: before, after, the office's words; no way to it for a first one."""
    page, place = intake.page, intake.desks["central"].place
    page.table.selectRow(0)
    assert not page._detail.changes.isVisibleTo(page)
    old = page.table.current().package_id
    if not made.package("a2").exists():
        answers = {"a/a1": "none", "b/b_all": "1200", "b/b_dig": "5", "b/b2": "live", "b/b3": "3"}
        seal(made, "a2", A, revision=2, seq=2, supersedes=old, answers=answers, changes={"/data/b/b_all": "นับซ้ำ"})
    page.offer([made.package("a2")])
    finish(intake)
    page.table.selectRow(0)
    line = page.table.current()
    assert page._detail.changes.isVisibleTo(page)
    dialog = ChangesDialog(intake, intake.program, place)
    dialog.open_revision(line.package_id)
    finish(intake)
    assert ("10", "1,200", "เหตุผลของหน่วยงาน นับซ้ำ") in [(one.old, one.new, one.why) for one in dialog.lines]
    assert "ฉบับที่ 2 เทียบกับฉบับที่ 1" in shown(dialog)
    dialog.open_revision(old)
    finish(intake)
    assert dialog.lines == ()
    assert "ไม่มีฉบับก่อนให้เทียบ" in shown(dialog)


def test_each_change_is_told_in_words(empty_window: MainWindow) -> None:
    """P5: what was asked and left as it was, files that came and went, a reason of not being applicable."""
    lines = change_lines(empty_window.program, sample_revised())
    assert [line.mark for line in lines] == ["done", "done", "warning", "part"]
    assert lines[0].asked == "ขอให้แก้ (หลักฐานไม่พอ) ไฟล์ที่แนบเป็นร่าง ขอฉบับที่ลงนามแล้ว"
    assert lines[0].new.startswith("มี ประกาศใช้แล้ว")  # words of the option, never its code
    assert "− ร่างแผนดิจิทัล.pdf" in lines[0].old
    assert "+ แผนดิจิทัล 2568-2570.pdf" in lines[0].new
    assert lines[2].new == "คงเดิม"
    assert lines[3].old == "ไม่เกี่ยวข้อง: ภารกิจไม่ต้องใช้"
