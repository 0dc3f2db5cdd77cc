"""The page of a section at work: what is answered is kept, shown and scored at once."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from desktop_app.ui.gallery import settle
from desktop_app.ui.office.answer_history import AnswerHistory
from desktop_app.ui.office.check import CheckPage
from desktop_app.ui.office.section import SectionPage

PLAN = "/data/d2/d2_2_3_01"  # blank in the sample, one of four
MEETINGS = "/data/d2/d2_2_2_05"  # blank in the sample, a number
POSTS, FILLED = "/data/d2/d2_2_1_03/d2_2_1_03_den", "/data/d2/d2_2_1_03/d2_2_1_03_num"


@pytest.fixture
def page(window) -> SectionPage:
    """Section 2 of the sample office."""
    window.program.go("office", "section", "/data/d2")
    settle()
    return window.page


@pytest.fixture
def work(window):
    """The open assessment."""
    return window.desks["office"].work


def _control(page: SectionPage, ref: str):
    return page.cards[ref].controls[ref]


def _saved(work, ref: str, qtbot) -> str:
    qtbot.waitUntil(lambda: work.writer.waiting == 0)
    return work.assessment.history(ref)[-1].new


def test_a_choice_is_on_disk_and_in_the_score_at_once(page, work, qtbot) -> None:
    """O1 S2: one click, one event on disk, a new score with what moved it."""
    before = page.panel._total.text()
    control = _control(page, PLAN)
    with qtbot.waitSignal(work.saved):
        qtbot.mouseClick(control.group.rows[-1], Qt.MouseButton.LeftButton)
    assert _saved(work, PLAN, qtbot) == control.group.rows[-1].key
    assert page.panel._total.text() != before
    assert page.panel._total.text() == work.score.total.shown
    assert "2.3-01" in page.panel._delta.text()
    qtbot.waitUntil(lambda: page.cards[PLAN].saved.state == "saved")


def test_typed_text_waits_for_a_pause_and_not_for_leaving(page, work, qtbot, compose) -> None:
    """O1: a number is kept 400 ms after the last key."""
    control = _control(page, MEETINGS)
    control.field.setFocus()
    compose(control.field, "๑๒")
    assert page.cards[MEETINGS].saved.state == "typing"
    assert work.session.state(MEETINGS).value == ""
    qtbot.waitUntil(lambda: work.session.state(MEETINGS).value == "12", timeout=3000)
    assert control.field.text() == "๑๒"


def test_leaving_the_page_hands_on_what_was_typed(window, page, work, compose, qtbot) -> None:
    """U1: answers typed within 50 ms of a page switch are there."""
    compose(_control(page, MEETINGS).field, "7")
    window.program.go("office", "section", "/data/d3")
    assert work.session.state(MEETINGS).value == "7"
    assert _saved(work, MEETINGS, qtbot) == "7"


def test_a_number_is_written_out_when_left(page, work, compose, press) -> None:
    """X1: normalised on leaving, never while typing."""
    control = _control(page, POSTS)
    control.field.setFocus()
    control.field.selectAll()
    compose(control.field, "๑๒๓๔")
    control.field.left.emit()
    assert work.session.state(POSTS).value == "1234"
    assert control.field.text() == "1,234"


def test_an_error_stands_beside_the_field_with_its_cure(page, work, compose) -> None:
    """Q4 X2: what is wrong, where, and how it is mended; it blocks nothing."""
    control = _control(page, FILLED)
    control.field.selectAll()
    compose(control.field, "135")
    control.field.left.emit()
    settle()
    line = page.cards[FILLED]._errors[FILLED]
    assert line.isVisibleTo(page)
    assert control.accessibleDescription() == line.text.text() != ""
    assert work.session.state(FILLED).value == "135"
    assert page.cards[FILLED]._share.text() == "–"


def test_what_cannot_be_read_stays_as_typed(page, work, compose) -> None:
    """O1: nothing typed is lost."""
    control = _control(page, MEETINGS)
    compose(control.field, "สิบสอง")
    control.field.left.emit()
    assert control.field.text() == "สิบสอง"
    assert "bad_type" in work.session.state(MEETINGS).problems


def test_only_what_changed_is_painted(page, work, monkeypatch) -> None:
    """S2: a ChangeSet names what is repainted."""
    painted = []
    for card in page.shown_cards():
        monkeypatch.setattr(card, "show_state", lambda problems, card=card: painted.append(card.refs[0]))
    work.answer(PLAN, "none")
    assert PLAN in painted
    assert len(painted) < 3


def test_undo_takes_back_and_goes_there(window, page, work, qtbot) -> None:
    """O4: across pages, with focus on the question."""
    choices = [choice.name for choice in work.session.choices(PLAN)]
    work.answer(PLAN, choices[1])
    window.program.go("office", "section", "/data/d3")
    assert window.menus.run("office.undo")
    settle()
    assert work.session.state(PLAN).value == ""
    assert window.page.section.path == "/data/d2"
    assert window.page.cards[PLAN].isAncestorOf(window.focusWidget())
    assert window.menus.run("office.redo")
    assert work.session.state(PLAN).value == choices[1]


def test_undo_of_typed_text_shows_in_the_field(page, work, compose) -> None:
    """O4: also where the cursor stands."""
    control = _control(page, MEETINGS)
    control.field.setFocus()
    compose(control.field, "5")
    control.hand_on()
    work.undo()
    assert control.field.text() == ""


def test_an_exclusive_option_clears_the_others(page, work) -> None:
    """Q3: and undo brings them back."""
    ref = "/data/d2/d2_2_2_04"
    control = _control(page, ref)
    before = work.session.state(ref).value
    alone = next(option for option in control.view.options if option.exclusive)
    control.group.picked.emit(alone.key)
    assert work.session.state(ref).value == alone.key
    work.undo()
    assert work.session.state(ref).value == before


def test_a_digit_in_a_text_field_chooses_nothing(page, work, compose) -> None:
    """X2: character keys act only with focus in a choice."""
    before = {ref: work.session.state(ref).value for ref in work.session.refs() if ref != MEETINGS}
    control = _control(page, MEETINGS)
    control.field.setFocus()
    compose(control.field, "2")
    control.hand_on()
    assert {ref: work.session.state(ref).value for ref in before} == before


def test_the_wheel_over_the_page_answers_nothing(page, work) -> None:
    """O1: scrolling changes no answer."""
    before = work.session.snapshot()
    for card in page.shown_cards():
        for control in card.controls.values():
            middle = QPointF(control.rect().center())
            place = QPointF(control.mapToGlobal(middle.toPoint()))
            event = QWheelEvent(
                middle, place, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(control, event)
    assert work.session.snapshot() == before


def test_f8_walks_through_blank_questions_and_on(window, page, work) -> None:
    """O4: also into the sections that follow."""
    seen = []
    for _ in range(5):
        window.menus.run("office.next_blank")
        settle()
        seen.append(window.page.here())
    assert seen[-1].startswith("/data/d4/")
    assert all(not work.session.state(ref).value for ref in seen)


def test_f7_finds_the_error(window, page, work) -> None:
    """O4: from anywhere."""
    work.answer(FILLED, "999")
    window.program.go("office", "section", "/data/d4")
    window.menus.run("office.next_error")
    settle()
    assert window.page.cards[FILLED].isAncestorOf(window.focusWidget())


def test_sections_follow_each_other(window, page) -> None:
    """O4: Ctrl+Enter and Alt+Left, and after the last one the check."""
    window.menus.run("office.next_section")
    assert window.page.section.path == "/data/d3"
    window.menus.run("office.previous_section")
    assert window.page.section.path == "/data/d2"
    window.program.go("office", "section", "/data/d6")
    window.menus.run("office.next_section")
    assert isinstance(window.page, CheckPage)


def test_flag_and_note_are_kept(window, page, work, compose, qtbot) -> None:
    """O3: by key, on the question with focus."""
    page.go_to(PLAN)
    window.menus.run("office.flag_here")
    assert work.flagged(PLAN)
    window.menus.run("office.note_here")
    note = window.focusWidget()
    compose(note, "ถามกองแผนก่อน")
    qtbot.waitUntil(lambda: work.note(PLAN) == "ถามกองแผนก่อน", timeout=3000)
    window.menus.run("office.undo")
    assert work.note(PLAN) == ""
    assert work.flagged(PLAN)


def test_evidence_is_attached_removed_and_brought_back(page, work, tmp_path) -> None:
    """O2: and a file of a wrong kind says so and stops nothing."""
    good, bad = tmp_path / "แผน.txt", tmp_path / "โปรแกรม.exe"
    good.write_text("แผน", "utf-8")
    bad.write_bytes(b"MZ")
    notices = []
    page.program.notice_requested.connect(notices.append)
    card = page.cards[PLAN]
    card.attach([bad, good])
    assert [file.original_name for file in work.assessment.attachments(PLAN)] == ["แผน.txt"]
    assert "OFF-20" in notices[0].detail
    card.toggle("evidence")
    work.detach(PLAN, work.assessment.attachments(PLAN)[0])
    assert work.assessment.attachments(PLAN) == ()
    work.undo()
    assert len(work.assessment.attachments(PLAN)) == 1


def test_the_language_changes_at_the_same_question(window, page, work) -> None:
    """Q5: the page is built anew, nothing is lost."""
    page.go_to(PLAN)
    window.program.change(language="en")
    settle()
    assert window.page is not page
    card = window.page.cards[PLAN]
    assert card.isAncestorOf(window.focusWidget())
    assert card.about.title == work.form.nodes[PLAN].label["en"]


def test_a_failed_save_is_said_and_recovers(window, page, work, monkeypatch, qtbot) -> None:
    """O1: a bar that stays, the sign of the question, and typing goes on."""
    store = window.desks["office"].place.store
    real = store.append
    refused = []

    def refuse(events):
        from desktop_app.office.faults import DISK_FULL

        refused.append(events)
        raise DISK_FULL.error(name="phrom.db")

    monkeypatch.setattr(work.writer, "_append", refuse)
    work.answer(PLAN, "none")
    qtbot.waitUntil(lambda: page.cards[PLAN].saved.state == "failed")
    assert "saving" in window._notices
    assert "OFF-03" in window._notices["saving"].detail
    work.answer(MEETINGS, "3")
    monkeypatch.setattr(work.writer, "_append", real)
    work.writer.retry_now()
    qtbot.waitUntil(lambda: work.writer.waiting == 0 and page.cards[PLAN].saved.state == "saved", timeout=5000)
    qtbot.waitUntil(lambda: "saving" not in window._notices)
    assert refused
    assert work.assessment.history(MEETINGS)[-1].new == "3"


def test_the_score_is_explained(page, work) -> None:
    """S3: every row leads to its question, and the points add up."""
    from desktop_app.ui.office.why import Why

    dialog = Why(page, page.program, work)
    model = dialog.table.model()
    assert sum(row.points for row in model.rows) == work.score.total.exact
    went = []
    dialog.go_to.connect(went.append)
    dialog.table.opened.emit(model.rows[2])
    assert went == [model.rows[2].ref]


@pytest.mark.parametrize("view", ["bars", "radar", "table"])
def test_the_chart_has_a_table_twin(page, work, view: str) -> None:
    """X2: bars, radar and table show the same figures."""
    page.panel.choose(view)
    rows = page.panel._model.rows
    assert [row.shown for row in rows] == [work.score.node(d.id).shown for d in work.form.scheme.dimensions]
    page.panel.grab()


def test_frozen_answers_cannot_be_changed(busy_window) -> None:
    """C2: after handing over nothing reacts."""
    window = busy_window
    place = window.desks["office"].place
    ready = next(line for line in place.lines() if line.work.state.value == "ready")
    window.program.go("office", "open", ready.work.id)
    window.program.go("office", "section", "/data/d1")
    for card in window.page.shown_cards():
        for ref, control in card.controls.items():
            assert control.view.read_only, ref
    work = window.desks["office"].work
    assert not work.editable


def test_a_remark_is_shown_and_settled_by_a_reply(busy_window, compose, qtbot) -> None:
    """C1: what the CIO asks stands at the question; a reply or a changed answer settles it."""
    window = busy_window
    place = window.desks["office"].place
    back = next(work for work in place.store.works() if work.state.value == "sent_back")
    window.program.go("office", "open", back.id)
    window.program.go("office", "section", "/data/d1")
    work, ref = window.desks["office"].work, "/data/d1/d1_1_1_01"
    panel = window.page.cards[ref]._remark
    assert "แนบเล่มแผน" in panel._remark.text()
    assert ref in work.assessment.open_remarks()
    compose(panel._reply, "แนบแล้วเมื่อวาน")
    panel._reply.left.emit()
    qtbot.waitUntil(lambda: work.writer.waiting == 0)
    assert work.reply(ref) == "แนบแล้วเมื่อวาน"
    assert ref not in work.assessment.open_remarks()


def test_an_older_answer_comes_back_from_the_history(page, work, qtbot) -> None:
    """O3: who, when, old, new, and restore."""
    names = [choice.name for choice in work.session.choices(PLAN)]
    for name in names[:2]:
        work.answer(PLAN, name)
    qtbot.waitUntil(lambda: work.writer.waiting == 0)
    dialog = AnswerHistory(page, page.program, work, (PLAN,))
    assert [line.event.new for line in dialog.table.rows()] == [names[1], names[0]]
    dialog.table.selectRow(1)
    dialog.restore.click()
    assert work.session.state(PLAN).value == names[0]


def test_escape_leads_back(window, page, press) -> None:
    """X2: nothing is discarded on the way."""
    window.program.go("office", "check")
    press(Qt.Key.Key_Escape, on=window)
    assert window.page.section.path == "/data/d2"
