"""What waits for a person, in the window: the list, the dialog of the decision, the comparison, checking again (K2)."""

from __future__ import annotations

import pytest

from desktop_app.central import tables
from desktop_app.central.bundles import set_form_state
from desktop_app.central.registry import open_registry
from desktop_app.ui.central.deciding import DecideDialog, DecidePage
from desktop_app.ui.central.gallery import finish
from desktop_app.ui.central.intake import IntakePage
from desktop_app.ui.central.revising import ChangesDialog
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.widgets.text import Label
from tests.central.central_world import CLERK, MOMENT, ROUND, A, Centre, make_centre, seal

WHY = "โทรศัพท์ยืนยันกับหน่วยงานแล้ว"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Centre:
    """Two contents of one revision, by one office."""
    centre = make_centre(tmp_path_factory.mktemp("made"), offices=(A,))
    seal(centre, "a1", A)
    seal(centre, "a1x", A, answers={"a/a1": "none", "b/b_all": "10", "b/b_dig": "1", "b/b2": "none"})
    return centre


def go(window: MainWindow, *, page: str = "decide") -> DecidePage:
    window.program.go("central", page)
    finish(window)
    assert isinstance(window.page, DecidePage)
    return window.page


def take(window: MainWindow, centre: Centre, *names: str) -> None:
    window.program.go("central", "intake")
    window.page.offer([centre.package(name) for name in names])
    finish(window)


def decide(window: MainWindow, page: DecidePage, verdict: str, reason: str = WHY) -> DecideDialog:
    """The dialog about the first line, answered."""
    place = window.desks["central"].place
    dialog = DecideDialog(window, window.program, place, page.table.rows()[0], verdict)
    assert not dialog.act.isEnabled()
    dialog.reason.setPlainText(reason)
    dialog.act.click()
    finish(window)
    return dialog


def test_two_contents_are_listed_with_what_they_contradict(centre: Centre, empty_window: MainWindow) -> None:
    """K2: both lines, the reason in words, the other file by name; the rail counts them."""
    take(empty_window, centre, "a1", "a1x")
    page = go(empty_window)
    assert sorted(line.split(" | ")[1] for line in page.table.facts.lines()) == ["a1.asice", "a1x.asice"]
    assert {(line.code, line.word) for line in page.table.rows()} == {("CONFLICT", "ขัดกัน")}
    assert not page.detail.accept.isHidden()
    assert not page.detail.compare.isHidden()
    assert [item.detail for item in empty_window.desks["central"].rail() if item.page == "decide"] == ["2"]


def test_the_one_that_is_chosen_counts_and_the_list_is_empty(centre: Centre, empty_window: MainWindow) -> None:
    """K2 P4: the dialog names what is rejected with it; receipts are due for both."""
    take(empty_window, centre, "a1", "a1x")
    page = go(empty_window)
    chosen, other = page.table.rows()
    dialog = decide(empty_window, page, "accepted")
    said = " ".join(label.text().replace("\u2060", "").replace("\u200b", "") for label in dialog.findChildren(Label))
    assert other.name in said
    assert dialog.result() == dialog.DialogCode.Accepted
    states = {row["package_id"]: row["state"] for row in centre.rows(tables.submission)}
    assert states == {chosen.pending.package_id: "accepted", other.pending.package_id: "refused"}
    assert page.table is None
    assert empty_window.desks["central"].place.standing.pending == 0
    assert empty_window.desks["central"].place.standing.receipts_due == 2


def test_a_rejected_one_leaves_the_other(centre: Centre, empty_window: MainWindow) -> None:
    """K2: and the log keeps who decided, and why."""
    take(empty_window, centre, "a1", "a1x")
    page = go(empty_window)
    first, other = page.table.rows()
    decide(empty_window, page, "rejected")
    states = {row["package_id"]: row["state"] for row in centre.rows(tables.submission)}
    assert states == {first.pending.package_id: "refused", other.pending.package_id: "accepted"}
    last = centre.rows(tables.intake_log, tables.intake_log.c.log_index)[-1]
    assert (last["action"], WHY in last["detail"]) == ("decide", True)
    take(empty_window, centre, "a1", "a1x")
    again = {line.state: line for line in empty_window.desks["central"].place.run.lines}
    assert set(again) == {"duplicate", "refused"}
    assert WHY in again["refused"].sentence
    assert "ส่งฉบับถัดไป" in again["refused"].remedy


def test_a_decision_that_is_refused_is_told_in_the_dialog(centre: Centre, empty_window: MainWindow) -> None:
    """K2: somebody else decided meanwhile; the sentence says so, nothing is lost."""
    take(empty_window, centre, "a1", "a1x")
    page = go(empty_window)
    place, line = empty_window.desks["central"].place, page.table.rows()[0]
    late = DecideDialog(empty_window, empty_window.program, place, line, "rejected")
    decide(empty_window, page, "rejected")
    late.reason.setPlainText(WHY)
    late.act.click()
    finish(empty_window)
    assert "CEN-30" in late._words.text() or "รอเจ้าหน้าที่ตัดสิน" in late._words.text()
    assert late.act.isEnabled()


def test_both_contents_are_compared_question_by_question(centre: Centre, empty_window: MainWindow) -> None:
    """K2: what a person needs before deciding."""
    take(empty_window, centre, "a1", "a1x")
    line = go(empty_window).table.rows()[0]
    place = empty_window.desks["central"].place
    dialog = ChangesDialog(empty_window, empty_window.program, place, line.pending.against[0])
    dialog.open_revision(line.pending.package_id)
    finish(empty_window)
    assert len(dialog.lines) >= 2
    assert all(one.old != one.new and not one.why for one in dialog.lines)


def test_a_held_file_is_checked_again_from_the_list(centre: Centre, empty_window: MainWindow) -> None:
    """K2: the form was closed; opened again, the file is taken under its own name, and nothing waits any more."""
    registry = open_registry(centre.folder / "registry.db")
    set_form_state(registry, ROUND, 1, "closed", MOMENT, CLERK)
    take(empty_window, centre, "a1")
    page = go(empty_window)
    assert [line.code for line in page.table.rows()] == ["FORM_CLOSED"]
    assert page.detail.accept.isHidden()
    set_form_state(registry, ROUND, 1, "open", MOMENT, CLERK)
    registry.close()
    page.check_again()
    finish(empty_window)
    assert isinstance(empty_window.page, IntakePage)
    lines = empty_window.desks["central"].place.run.lines
    assert [(line.name, line.state) for line in lines] == [("a1.asice", "accepted")]
    assert go(empty_window).table is None
