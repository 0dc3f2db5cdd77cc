"""W11: rows to choose, what they bring together, and the fewest that reach a target."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import Qt

from desktop_app.scoring.whatif import route_to
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.office.route import RouteDialog


@pytest.fixture
def dialog(window: MainWindow, qtbot) -> RouteDialog:  # type: ignore[no-untyped-def]
    made = RouteDialog(window, window.program, window.desks["office"].work)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_begins_with_the_next_level(dialog: RouteDialog, window: MainWindow) -> None:
    """S6: the fewest rows to where the next level begins are chosen, and no answer is touched."""
    work = window.desks["office"].work
    before = work.session.snapshot()
    target = Fraction(dialog.target.text())
    assert target > Fraction(work.score.total.shown)
    assert dialog.chosen == {step.id for step in route_to(work.session, target, work.live).steps}
    assert dialog._result.text().endswith("ถึงเป้าหมาย")
    assert work.session.snapshot() == before


def test_rows_are_chosen_by_enter_and_the_sum_is_exact(dialog: RouteDialog, press) -> None:  # type: ignore[no-untyped-def]
    """S6 X2: taking the largest row out leaves the target short by what is said."""
    count = len(dialog.chosen)
    at = next(at for at, line in enumerate(dialog.table.facts.rows) if line.chosen)
    dialog.table.selectRow(at)
    dialog.table.setFocus()
    press(Qt.Key.Key_Return, on=dialog.table)
    assert len(dialog.chosen) == count - 1
    assert "ยังขาด" in dialog._result.text()


def test_a_target_is_typed_in_thai_digits_too(dialog: RouteDialog) -> None:
    """S6 X1: other answers than today's count as possible, so a hundred can be reached here; words are no number."""
    dialog.target.setText("๑๐๐")
    dialog.choose_fewest()
    assert dialog._result.text().endswith("ผล 100.00  ถึงเป้าหมาย")
    dialog.target.setText("มาก")
    dialog.show_result()
    assert dialog._result.text() == "พิมพ์คะแนนเป้าหมายเป็นตัวเลข 0 ถึง 100"
