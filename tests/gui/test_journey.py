"""An officer's way through the window, by keyboard: from the first start to handing over."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from desktop_app import app as root
from desktop_app.office.records import State
from desktop_app.questionnaire.form import DataType
from desktop_app.ui.gallery import settle
from desktop_app.ui.gallery_office import main_id, sample_release
from desktop_app.ui.office.check import CheckPage
from desktop_app.ui.office.home import piles
from desktop_app.ui.office.new import NewPage
from desktop_app.ui.office.section import SectionPage
from desktop_app.ui.office.tasks import TaskList
from desktop_app.ui.program import Program
from desktop_app.ui.shell.palette import CommandList

CTRL = Qt.KeyboardModifier.ControlModifier


def _answer_focused(window, compose) -> None:
    """Answer the question with focus as a person would: a digit for a choice, a figure for a number."""
    focused = window.focusWidget()
    page = window.page
    if isinstance(focused, QLineEdit | QPlainTextEdit):
        ref = next(ref for card in page.shown_cards() for ref, c in card.controls.items() if c.isAncestorOf(focused))
        node = window.desks["office"].work.session.node(ref)
        compose(focused, "1" if node.data_type in (DataType.INT, DataType.DECIMAL) else "ตัวอย่าง")
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    else:
        QTest.keyClick(focused, Qt.Key.Key_1)
    settle()


def test_the_rest_of_the_assessment_by_keyboard_alone(window, compose) -> None:
    """O4 X2: F8, an answer, F8 … until nothing is blank; then check, tick, hand over."""
    work = window.desks["office"].work
    window.program.go("office", "section", "/data/d1")
    for _ in range(120):
        if not any(p for p in work.problems()):
            break
        window.menus.run("office.next_blank")
        settle()
        assert isinstance(window.page, SectionPage)
        _answer_focused(window, compose)
    assert work.problems() == ()
    window.menus.run("office.check")
    page = window.page
    assert page.reason_not() == window.program.tr("office.why_not_confirmed")
    page.confirmed.button.setFocus()
    QTest.keyClick(page.confirmed.button, Qt.Key.Key_Space)
    QTest.keyClick(page.hand, Qt.Key.Key_Return)
    settle()
    assert work.state is State.READY
    assert window.desks["office"].header()[1] == "รอ CIO ตรวจ"
    assert not work.editable
    store = window.desks["office"].place.store
    assert store.work(work.assessment.work.id).state is State.READY


def test_what_was_answered_is_there_after_a_restart(app, program, window) -> None:
    """U1 O1: another window over the same folder shows the same answers."""
    work = window.desks["office"].work
    work.answer("/data/d2/d2_2_3_01", work.session.choices("/data/d2/d2_2_3_01")[2].name)
    before, total = work.session.snapshot(), work.score.total
    window.close()
    again = root.make_window(app, Program(program.folders, program.clock, program.zone))
    place = again.desks["office"].place
    opened = place.open(main_id(place.store))
    assert opened.session.snapshot() == before
    assert opened.score.total == total
    again.close()
    again.deleteLater()
    settle()


def test_an_assessment_is_begun(empty_window, program, compose) -> None:
    """O7: a round, the office by typing part of its name, and the task list."""
    place = empty_window.desks["office"].place
    place.store.add_release(sample_release())
    program.go("office", "new")
    page = empty_window.page
    assert isinstance(page, NewPage)
    compose(page.picker.field, "ลำพูน")
    settle()
    assert page.picker.office().office_code == "51-001"
    page.begin.click()
    settle()
    assert isinstance(empty_window.page, TaskList)
    assert empty_window.desks["office"].work.assessment.office.office_code == "51-001"
    program.go("office", "new")
    empty_window.page.picker.choose("51-001")
    empty_window.page._begin()
    assert "OFF-16" in empty_window._notices["new"].detail


def test_home_sorts_by_who_must_act(busy_window) -> None:
    """O7: three piles, the urgent first."""
    lines = busy_window.desks["office"].place.lines()
    assert [(pile.key, len(pile.lines)) for pile in piles(lines)] == [("to_do", 2), ("waiting", 1), ("sent", 1)]


def test_sent_back_shows_the_remarks_that_are_open(busy_window) -> None:
    """C1: marked questions must be changed or answered."""
    place = busy_window.desks["office"].place
    back = next(line for line in place.lines() if line.work.state is State.SENT_BACK)
    assert back.summary.remarks == 2
    busy_window.program.go("office", "open", back.work.id)
    busy_window.program.go("office", "check")
    busy_window.page.confirmed.button.click()
    assert busy_window.page.reason_not().endswith("ตอบ") or "2" in busy_window.page.reason_not()


def test_the_check_leads_to_each_gap_and_back(window) -> None:
    """X2: Enter on a row goes there, back returns."""
    window.program.go("office", "check")
    page = window.page
    assert isinstance(page, CheckPage)
    gap = page.table.current()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settle()
    assert window.page.cards[gap.ref].isAncestorOf(window.focusWidget())
    window.menus.run("shell.back")
    settle()
    assert isinstance(window.page, CheckPage)


@pytest.mark.parametrize(("typed", "where"), [("สำรองข้อมูล", "question"), ("ฝ่ายบุคคล", "note"), ("๒.๑-๐๓", "question")])
def test_search_finds_questions_answers_and_notes(window, compose, typed: str, where: str) -> None:
    """O4 X1: in either script, with Enter to go there."""
    window.menus.run("shell.find")
    page = window.page
    compose(page.field, typed)
    found = page._model.rows
    assert found
    assert where in {entry.where for entry in found}
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    settle()
    assert isinstance(window.page, SectionPage)
    assert window.page.holds(found[0].ref)


def test_search_says_what_was_searched(window, compose) -> None:
    """O4: nothing found is an answer too."""
    window.menus.run("shell.find")
    compose(window.page.field, "คำที่ไม่มีอยู่จริง")
    assert window.page._empty.isVisibleTo(window.page)


def test_every_command_is_found_by_its_name_in_both_languages(window) -> None:
    """O4: Ctrl+K."""
    from desktop_app.ui.shell.palette import matching

    window.program.go("office", "section", "/data/d2")
    commands = window.menus.commands
    assert [c.key for c in matching(commands, "ข้อว่างถัดไป")] == ["office.next_blank"]
    assert "office.next_blank" in [c.key for c in matching(commands, "next blank")]
    assert matching(commands, "ไม่มีคำสั่งนี้") == []


def test_text_size_by_key(window, app) -> None:
    """X2: 90 to 200 per cent, by application font."""
    base = QApplication.font().pointSizeF()
    for _ in range(20):
        window.menus.run("shell.scale_larger")
    assert window.program.settings.scale == 200
    assert QApplication.font().pointSizeF() == pytest.approx(base * 2)
    window.menus.run("shell.scale_reset")
    assert QApplication.font().pointSizeF() == pytest.approx(base)


def test_f6_walks_through_the_panes(window) -> None:
    """X2: rail, questions, score, and round again."""
    window.program.go("office", "section", "/data/d2")
    settle()
    seen = []
    for _ in range(3):
        window.menus.run("shell.next_pane")
        focused = window.focusWidget()
        areas = {"rail": window.rail, "questions": window.page.questions, "score": window.page.panel}
        seen += [name for name, area in areas.items() if area.isAncestorOf(focused)]
    assert sorted(seen) == ["questions", "rail", "score"]


def test_an_unknown_file_is_named(window, tmp_path) -> None:
    """U10: dropping anything says what it is or is not."""
    path = tmp_path / "รูป.xyz"
    path.write_bytes(b"x")
    window.open_files([path])
    assert "รูป.xyz" in window._notices["open"].text


def test_a_round_file_without_trust_says_what_is_missing(empty_window, tmp_path) -> None:
    """P2: nothing is believed before the trust folder is there."""
    path = tmp_path / "form.asice"
    path.write_bytes(b"PK")
    empty_window.open_files([path])
    assert "UI-01" in empty_window._notices["round"].detail


def test_the_command_list_is_used_by_keyboard(window, compose, press) -> None:
    """O4: type, walk with the arrows, Enter."""
    dialog = CommandList(window, window.program, window.menus.commands)
    compose(dialog.field, "ธีม")
    first = dialog.chosen().key
    press(Qt.Key.Key_Down, on=dialog.field)
    assert dialog.chosen().key != first
    assert dialog.chosen().key.startswith("shell.theme_")
    press(Qt.Key.Key_Return, on=dialog.field)
    assert dialog.result() == CommandList.DialogCode.Accepted
    dialog.deleteLater()
