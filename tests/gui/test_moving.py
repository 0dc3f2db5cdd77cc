"""Moving an assessment to a newer version of its form, in the window."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.office.records import Kind
from desktop_app.questionnaire.stored import dump_form, load_form
from desktop_app.ui.gallery import settle
from desktop_app.ui.gallery_office import newer_release
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.office.answer_history import AnswerHistory
from desktop_app.ui.office.moves import PastMoves
from desktop_app.ui.office.moving import MovingPage
from desktop_app.ui.review.items import history_of
from desktop_app.ui.widgets.buttons import LINK_PAD, Button
from desktop_app.ui.widgets.fact_table import PAD
from desktop_app.ui.widgets.text import Elided, Label

PLAN, FOLLOWED = "/data/d1/d1_1_1_01", "/data/d1/d1_1_1_04"
MOST_TABS = 80


@pytest.fixture
def moving(window: MainWindow) -> MovingPage:
    """A second version was opened here; its page is shown."""
    place = window.desks["office"].place
    place.store.add_release(newer_release())
    window.program.go("office", "moving")
    QApplication.processEvents()
    return window.page


def test_without_a_newer_form_there_is_no_such_page(window: MainWindow) -> None:
    """Q6: the place leads home, and nothing is said."""
    window.program.go("office", "moving")
    assert window.page.screen == "W2"


def test_a_newer_form_is_told_quietly(window: MainWindow) -> None:
    """Q6: at the top when the assessment is opened, and on the home page; it stays on its version."""
    place = window.desks["office"].place
    place.store.add_release(newer_release())
    work = place.current.assessment.work
    place.close_work()
    place.open(work.id)
    assert window._notices["newer"].text == "มีแบบสำรวจรุ่นที่ 2 ของรอบนี้แล้ว"
    assert next(line for line in place.lines() if line.work.id == work.id).newer == 2
    assert place.current.assessment.release.form_version == 1


def test_the_page_says_what_changes_and_what_stays_behind(moving: MovingPage) -> None:
    """Q6: reworded, dropped, another kind of answer; with the old answer in words, and staying first."""
    told = {one.code: one.what for one in moving.changes.facts.rows}
    assert told["1.1-01"] == "เปลี่ยนข้อความ"
    assert told["1.1-04"].startswith("เปลี่ยนชนิดคำตอบ")
    left = moving.left.facts.lines()
    assert any(line.startswith("1.1-04 | ") and line.endswith("ความหมายหรือชนิดคำตอบเปลี่ยนไป") for line in left)
    assert moving.window().focusWidget() is moving.stay


def test_the_page_says_of_each_answer_whether_it_goes_along(moving: MovingPage) -> None:
    """Q6: one line per question, both numbers of a share together; the last column is about the person's answer."""
    goes = [(one.code, one.goes) for one in moving.changes.facts.rows]
    assert goes == [("2.1-04", "gone"), ("1.1-01", "along"), ("1.1-04", "again")]
    assert [line.rpartition(" | ")[2] for line in moving.changes.facts.lines()] == [
        "ไม่ย้ายตาม", "ย้ายตามไปด้วย", "ต้องตอบใหม่",
    ]  # fmt: skip


def test_a_question_nobody_answered_has_nothing_to_take_along(moving: MovingPage) -> None:
    """Q6: it is told as not answered yet, not as an answer that is lost."""
    window = moving.window()
    moving.work.answer(FOLLOWED, "")
    moving.work.assessment.set_attachments(FOLLOWED, [])
    window.program.go("office", "moving")
    lines = {one.code: one.goes for one in window.page.changes.facts.rows}
    assert lines["1.1-04"] == "blank"


def test_the_page_says_what_changes_in_the_score_tree_and_the_levels(window: MainWindow) -> None:
    """Q6 S7: the same as `phrom form compare` lists, in words; without changes there is no such table."""
    place = window.desks["office"].place
    record = newer_release()
    newer = load_form(record.parsed)
    first, *others = newer.scheme.levels
    levels = (replace(first, start=first.start + 1), *others)
    tree = tuple(node for node in newer.scheme.tree if node.id != "i1_4")
    changed = replace(newer, scheme=replace(newer.scheme, levels=levels, tree=tree))
    place.store.add_release(replace(record, parsed=dump_form(changed)))
    window.program.go("office", "moving")
    names = [line.partition(" | ")[2] for line in window.page.scoring.facts.lines()]
    assert names == ["ตัดออก", "น้ำหนัก 1 เป็น 2", "เกณฑ์ของระดับเปลี่ยน"]
    assert len(names) == len(window.page.planned.comparison.tree) + 1


def test_every_text_of_the_page_is_shown_whole(moving: MovingPage) -> None:
    """Q6 X1: rows are as high as their longest text, and the tables never scroll by themselves."""
    settle()
    for table in (moving.left, moving.changes, moving.scoring):
        assert table.verticalScrollBar().maximum() == 0
        assert table.horizontalScrollBar().maximum() == 0
        metrics = table.fontMetrics()
        for at in range(len(table.facts.rows)):
            for column in range(len(table.facts.columns)):
                room = table.visualRect(table.facts.index(at, column)).adjusted(PAD, 0, -PAD, 0)
                text = table.facts.index(at, column).data()
                lines = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), text)
                assert lines.height() <= room.height(), text
    assert max(moving.changes.rowHeight(at) for at in range(3)) > moving.fontMetrics().height() * 1.5


def test_the_notice_names_the_assessment_where_there_are_several(busy_window: MainWindow) -> None:
    """Q6: which of them may move."""
    place = busy_window.desks["office"].place
    place.store.add_release(newer_release())
    work = place.current.assessment.work
    place.close_work()
    place.open(work.id)
    assert busy_window._notices["newer"].text.startswith("สำนักงานจังหวัดเชียงใหม่: มีแบบสำรวจรุ่นที่ 2")


def test_the_link_on_the_home_page_lines_up(busy_window: MainWindow) -> None:
    """Q6: its words begin under the words above it."""
    place = busy_window.desks["office"].place
    place.store.add_release(newer_release())
    busy_window.program.go("office", "home")
    settle()
    links = [one for one in busy_window.page.findChildren(Button) if one.property("kind") == "link"]
    assert links
    for link in links:
        line = link.parentWidget()
        name = next(one for one in line.findChildren(Elided) if one.text() and one.text() in link.accessibleName())
        assert link.mapTo(line, QPoint(LINK_PAD, 0)).x() == name.mapTo(line, QPoint(0, 0)).x()


def moved(moving: MovingPage) -> MainWindow:
    """After the move."""
    window = moving.window()
    moving._on_move()
    settle()
    return window


def test_the_history_of_an_answer_tells_the_move(moving: MovingPage) -> None:
    """Q6 O3: who moved it when, from which version to which; the old answer in the words of its own version."""
    window = moved(moving)
    work = window.desks["office"].work
    dialog = AnswerHistory(window, window.program, work, (FOLLOWED,))
    dialog.table.model().set_rows([line for line in dialog.table.rows() if line.event.kind is not Kind.ATTACHMENTS])
    rows = dialog.table.rows()
    assert [line.event.kind for line in rows] == [Kind.VALUE, Kind.FORM, Kind.VALUE]
    columns = dialog.table.model().columns
    _, who, what, old, new = (column.text(rows[1]) for column in columns)
    assert (who, what, old, new) == ("เจ้าหน้าที่ตัวอย่าง", "ย้ายรุ่นแบบสำรวจ", "รุ่นที่ 1", "รุ่นที่ 2")
    assert columns[4].text(rows[2]) == columns[3].text(rows[0]) == "ทุก 6 เดือน"
    for at in range(3):
        dialog.table.selectRow(at)
        assert not dialog.restore.isEnabled()


def test_an_answer_that_went_along_comes_back_after_the_move(moving: MovingPage) -> None:
    """Q6 O3: the question means the same, so what was said before the move can be used again."""
    window = moved(moving)
    work = window.desks["office"].work
    before = work.session.state(PLAN).value
    work.answer(PLAN, "")
    work.assessment.flush()
    dialog = AnswerHistory(window, window.program, work, (PLAN,))
    at = next(at for at, line in enumerate(dialog.table.rows()) if line.event.new == before)
    dialog.table.selectRow(at)
    dialog.restore.click()
    assert work.session.state(PLAN).value == before


def test_the_task_list_and_the_review_tell_the_move(moving: MovingPage) -> None:
    """Q6 O3 C2: in one line, which opens the moves with the answers that were left, also of dropped questions."""
    window = moved(moving)
    words = "ย้ายจากรุ่นที่ 1 ไปรุ่นที่ 2 เมื่อ 19 มี.ค. 69 14.03 น. โดย เจ้าหน้าที่ตัวอย่าง"
    for desk, page in (("office", "tasks"), ("review", "review")):
        window.program.go(desk, page)
        assert words in [one.text() for one in window.page.findChildren(Label)]
        assert "ดูรายละเอียด" in [one.text() for one in window.page.findChildren(Button)]
    dialog = PastMoves(window, window.program, window.desks["office"].work)
    lines = dialog.tables[0].facts.lines()
    assert [line.partition(" | ")[0] for line in lines] == ["1.1-04", "2.1-04"]
    assert "ทุก 6 เดือน" in lines[0]
    item = next(item for item in window.page.items if item.ref == PLAN)
    assert "ย้ายรุ่นแบบสำรวจ: รุ่นที่ 1 → รุ่นที่ 2" in [
        one.text for one in history_of(window.program, window.page.work, item.ref)
    ]


def test_an_assessment_that_never_moved_has_no_such_line(window: MainWindow) -> None:
    """Q6: nothing is said where nothing happened."""
    assert window.desks["office"].work.past_moves == ()
    window.program.go("office", "tasks")
    assert not [one for one in window.page.findChildren(Button) if one.property("kind") == "link"]


def tab(window: MainWindow, key: Qt.Key = Qt.Key.Key_Tab) -> QWidget:
    """Press Tab where the focus is; what has it then."""
    QTest.keyClick(window.focusWidget(), key)
    settle()
    return window.focusWidget()


def test_every_control_of_the_page_is_reached_by_tab(moving: MovingPage) -> None:
    """Q6 X2: staying, moving, then round to the three tables in the order they are read; Shift+Tab leads back."""
    window = moving.window()
    page = (moving.left, moving.changes, moving.scoring, moving.stay, moving.move)
    reached = [window.focusWidget()]
    while (now := tab(window)) is not moving.stay:
        reached.append(now)
        assert len(reached) < MOST_TABS
    assert reached[:2] == [moving.stay, moving.move]
    assert tuple(one for one in (*reached[2:], *reached[:2]) if moving.isAncestorOf(one)) == page
    assert tab(window, Qt.Key.Key_Backtab) is moving.scoring


def test_the_line_chosen_by_arrow_keys_is_in_view(moving: MovingPage) -> None:
    """Q6 X2: the tables are as high as their lines, so the page scrolls to the line."""
    window = moving.window()
    window.resize(window.width(), window.minimumHeight())
    while tab(window) is not moving.changes:
        pass
    for _ in moving.changes.facts.rows:
        QTest.keyClick(moving.changes, Qt.Key.Key_Down)
        settle()
    assert moving.changes.current() is moving.changes.facts.rows[-1]
    middle = moving.changes.visualRect(moving.changes.currentIndex()).center()
    seen = moving.changes.viewport().mapTo(moving._area.viewport(), middle)
    assert moving._area.viewport().rect().contains(seen)


def test_moving_by_keyboard(moving: MovingPage) -> None:
    """Q6 X2: Tab and Enter; the assessment is open again on the newer form, its answers with it."""
    window, place = moving.window(), moving._place
    before = place.current.session.state(PLAN).value
    assert tab(window) is moving.move
    QTest.keyClick(moving.move, Qt.Key.Key_Return)
    settle()
    assert place.current.assessment.release.form_version == 2
    assert place.current.session.state(PLAN).value == before
    assert place.current.session.state(FOLLOWED).value == ""
    assert window.page.screen == "W3"
    assert window.focusWidget().accessibleName().startswith("ทำต่อ")
    assert "newer" not in window._notices


def test_staying_changes_nothing(moving: MovingPage, press) -> None:  # type: ignore[no-untyped-def]
    """Q6: Enter on the button that has focus leads back."""
    place = moving._place
    press(Qt.Key.Key_Return, on=moving.stay)
    assert place.current.assessment.release.form_version == 1


def test_beginning_in_a_closed_round_says_so_first(window: MainWindow) -> None:
    """Q6: it can be done, and it counts as late; an open round says nothing."""
    window.program.go("office", "new")
    assert window.page._late.isHidden()
    place = window.desks["office"].place
    closes = window.program.clock() - timedelta(days=2)
    place.store.add_release(replace(newer_release(), closes_at=closes, package_id="e" * 64, round="2568"))
    window.program.go("office", "home")
    window.program.go("office", "new")
    page = window.page
    page.round.setCurrentIndex(page.round.findData("e" * 64))
    page._show_roster()
    assert "ปิดรับแล้วเมื่อ 17 มีนาคม 2569" in page._late.text()
    assert not page._late.isHidden()


def closed(window: MainWindow) -> None:
    """The round ended two days ago, as its newest version says."""
    closes = window.program.clock() - timedelta(days=2)
    window.desks["office"].place.store.add_release(replace(newer_release(), closes_at=closes))


LATE = "รอบนี้ปิดรับแล้วเมื่อ 17 มีนาคม 2569 ยังลงนามและส่งออกได้ แต่ส่วนกลางจะนับเป็นส่งหลังกำหนด"


def test_before_handing_over_a_closed_round_is_said(window: MainWindow) -> None:
    """Q6 C1: with its day, and that central counts it as late; an open round says nothing."""
    window.program.go("office", "check")
    assert window.page.late is None
    closed(window)
    window.program.go("office", "check")
    assert (window.page.late.kind, window.page.late.text) == ("warning", LATE)
    assert window.page.late.isVisible()
    window.program.go("office", "tasks")
    assert any("17 มีนาคม 2569" in one.text() for one in window.page.findChildren(Label))
