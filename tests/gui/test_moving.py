"""Moving an assessment to a newer version of its form, in the window."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.ui.gallery_office import newer_release
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.office.moving import MovingPage

PLAN, FOLLOWED = "/data/d1/d1_1_1_01", "/data/d1/d1_1_1_04"


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
    told = {one.code: moving._what(one) for one in moving.changes.facts.rows}
    assert told["1.1-01"] == "เปลี่ยนข้อความ"
    assert told["1.1-04"].startswith("เปลี่ยนชนิดคำตอบ")
    left = moving.left.facts.lines()
    assert any(line.startswith("1.1-04 | ") and line.endswith("ความหมายหรือชนิดคำตอบเปลี่ยนไป") for line in left)
    assert moving.window().focusWidget() is moving.stay


def test_moving_by_keyboard(moving: MovingPage, press) -> None:  # type: ignore[no-untyped-def]
    """Q6 X2: Tab and Enter; the assessment is open again on the newer form, its answers with it."""
    window, place = moving.window(), moving._place
    before = place.current.session.state(PLAN).value
    moving.move.setFocus()
    press(Qt.Key.Key_Return, on=moving.move)
    assert place.current.assessment.release.form_version == 2
    assert place.current.session.state(PLAN).value == before
    assert place.current.session.state(FOLLOWED).value == ""
    assert window.page.screen == "W3"
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
