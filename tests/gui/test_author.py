"""The author's page: findings, live preview and score tree beside each other, read anew at every save."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.office.records import Kind
from desktop_app.ui.author.page import AuthorPage
from desktop_app.ui.gallery import settle
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.office.card import QuestionCard
from tests.questionnaire.form_tables import EXAMPLE, write_complete

WRONG = EXAMPLE.replace("| eval_skip |", "| eval_skipp |", 1)


@pytest.fixture
def page(empty_window: MainWindow, tmp_path: Path) -> Iterator[AuthorPage]:
    """The worked example, open; there is no registry yet."""
    form = write_complete(EXAMPLE, tmp_path / "แบบสำรวจ.xlsx")
    empty_window.program.go("central", "author", str(form))
    finish(empty_window)
    yield empty_window.page


def finish(window: MainWindow) -> None:
    while window.program.tasks.running:
        for task in window.program.tasks.running:
            task.wait()
        QApplication.processEvents()


def test_a_form_opens_with_findings_preview_and_tree(page: AuthorPage) -> None:
    """Q1 Q2 S1: before there is any registry; the figures are those of an untouched form."""
    assert page.findings.state.text() == "ไม่พบข้อผิดพลาด"
    assert page.findings.table.isHidden()
    assert page.preview.section == "/data/a"
    assert page.tree.table.facts.lines()[:2] == ["total | total |  | 0.00 | mean", "   A | A | 40.0 % | 0.00 | mean"]


def test_answering_moves_relevance_and_score(page: AuthorPage) -> None:
    """Q4 S2: as at an office, and nothing is stored."""
    card = page.preview.cards.card_of("/data/a/a2")
    page.work.answer("/data/a/a1", "none")
    assert card.isHidden()
    page.work.answer("/data/a/a1", "review")
    assert not card.isHidden()
    assert page.tree.table.facts.lines()[3].endswith("| 50.00 | choice")  # the gate, until a file is there
    page.work.attach("/data/a/a1_file", Path("แผน.pdf"))
    assert page.tree.table.facts.lines()[3].endswith("| 100.00 | choice")


@pytest.mark.parametrize("by_rename", [False, True], ids=["written", "renamed over"])
def test_saving_reads_anew_and_keeps_answers(page: AuthorPage, qtbot, tmp_path: Path, by_rename: bool) -> None:  # type: ignore[no-untyped-def]
    """Q2: Excel and LibreOffice rename a new file over the old one; place and answers stay."""
    page.work.answer("/data/b/b_all", "7")
    page.preview.go_to("/data/b/b_all")
    for text in (WRONG, EXAMPLE):
        before = page.draft
        target = tmp_path / "new.xlsx" if by_rename else page.path
        write_complete(text, target)
        if by_rename:
            target.replace(page.path)
        qtbot.waitUntil(lambda before=before: page.draft is not before, timeout=10_000)
        errors = {line.code for line in page.findings.table.facts.rows if line.mark == "error"}
        assert ("E101" in errors) == (text == WRONG)
        assert page.work.session.state("/data/b/b_all").value == "7"
        assert page.preview.section == "/data/b"


def test_a_file_that_cannot_be_read_says_so_and_comes_back(page: AuthorPage) -> None:
    """Q2: findings in place of the preview; saved right again, every answer is back."""
    page.work.answer("/data/b/b_all", "7")
    page.path.write_bytes(b"PK")
    page.read()
    finish(page.window())
    assert page.preview is None
    assert [line.code for line in page.findings.table.facts.rows] == ["E001"]
    write_complete(EXAMPLE, page.path)
    page.read()
    finish(page.window())
    assert page.preview is not None
    assert page.work.session.state("/data/b/b_all").value == "7"


def test_files_notes_and_reasons_stay_at_every_reading(page: AuthorPage) -> None:
    """Q1 Q2: whatever was given to the preview, so that the score stays where it was."""
    page.work.answer("/data/a/a1", "review")
    page.work.attach("/data/a/a1_file", Path("แผน.pdf"))
    page.work.assessment.set_text(Kind.NOTE, "/data/b/b_all", "ถามกองคลัง")
    before = page.tree.table.facts.lines()
    assert before[3].endswith("| 100.00 | choice")
    page.read()
    finish(page.window())
    assert page.tree.table.facts.lines() == before
    assert [file.original_name for file in page.work.assessment.attachments("/data/a/a1_file")] == ["แผน.pdf"]
    assert page.work.assessment.text(Kind.NOTE, "/data/b/b_all") == "ถามกองคลัง"


def test_filter_and_keyboard_stay_at_every_reading(page: AuthorPage) -> None:
    """Q2 X2: the author saves often and must not lose the place each time."""
    write_complete(WRONG, page.path)
    page.read()
    finish(page.window())
    page.findings.filter.setCurrentIndex(1)
    page.findings.filter.activated.emit(1)
    page.findings.table.setFocus()
    page.read()
    finish(page.window())
    assert page.findings.filter.chosen() == "error"
    assert page.window().focusWidget() is page.findings.table
    page.preview.go_to("/data/b/b_all")
    page.read()
    finish(page.window())
    assert "/data/b/b_all" in page.preview.cards.focused_card().refs


def test_a_finding_leads_to_its_question(page: AuthorPage, press) -> None:  # type: ignore[no-untyped-def]
    """Q2 X2: by the Enter key, into the section where the question stands."""
    write_complete(EXAMPLE.replace(". >= 0 and . <= ${b_all}", ". >= 0"), page.path)
    page.read()
    finish(page.window())
    assert [(line.code, line.finding.name) for line in page.findings.table.facts.rows] == [("W211", "b_dig")]
    assert page.preview.section == "/data/a"
    page.findings.table.selectRow(0)
    page.findings.table.setFocus()
    press(Qt.Key.Key_Return, on=page.findings.table)
    assert page.preview.section == "/data/b"
    assert page.preview.cards.card_of("/data/b/b_dig").isAncestorOf(page.window().focusWidget())


def test_the_list_is_copied_as_text(page: AuthorPage) -> None:
    """Q2: one finding a line, ready for a letter; the filter counts."""
    page.path.write_bytes(write_complete(WRONG, page.path.with_name("w.xlsx")).read_bytes())
    page.read()
    finish(page.window())
    page.findings.filter.setCurrentIndex(1)
    page.findings.filter.activated.emit(1)
    page.findings.copy_text()
    lines = QApplication.clipboard().text().split("\n")
    assert lines
    assert all(line.startswith("E") for line in lines)


def test_questions_can_be_read_in_the_other_language(page: AuthorPage) -> None:
    """Q5: without changing the language of the window."""
    page.preview.language.setCurrentIndex(1)
    page.preview.language.activated.emit(1)
    assert page.program.language == "th"
    card = page.preview.cards.card_of("/data/a/a1")
    assert card.about.title == page.work.session.label("/data/a/a1", "en")


def long_form(path: Path, count: int = 30, kind: str = "text") -> Path:
    """The worked example with many more questions in its last section."""
    lines = EXAMPLE.splitlines()
    at = max(number for number, line in enumerate(lines) if line.startswith("| end_group"))
    cells = lines[at].count("|") - 2
    more = [f"| {kind} | more{number} | ข้อที่ {number} " + "| " * (cells - 2) + "|" for number in range(count)]
    return write_complete("\n".join([*lines[:at], *more, *lines[at:]]), path)


def open_long(page: AuthorPage, count: int) -> None:
    long_form(page.path, count)
    page.read()
    finish(page.window())


def test_the_place_in_a_long_section_stays_at_every_reading(page: AuthorPage) -> None:
    """Q2 X2: a save does not throw the author back to the top of what is being written."""
    open_long(page, 100)
    page.preview.go_to("/data/b/more99")
    page.findings.setFocus()
    page.window().setFocus()
    settle()
    bar = page.preview.cards.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    settle()
    place, before = page.preview.place(), page.preview
    assert place[0] not in ("/data/b/b_all", "/data/b/more99")
    page.read()
    finish(page.window())
    settle()
    assert page.preview is not before
    assert page.preview.place() == place


def test_a_long_section_never_builds_more_than_a_card_a_turn(page: AuthorPage, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """Q1 X2: the window answers between two cards, and what nobody looks at is not made."""
    built: list[tuple[str, ...]] = []
    build = QuestionCard._build
    monkeypatch.setattr(QuestionCard, "_build", lambda card, given: (built.append(card.refs), build(card, given)))
    page.preview.go_to("/data/b/b_all")
    open_long(page, 300)
    turns = []
    for _ in range(60):
        before = len(built)
        QApplication.processEvents()
        turns.append(len(built) - before)
    assert max(turns) == 1
    assert 5 < len(built) < 60


def test_a_question_far_down_is_reached_before_its_card_is_made(page: AuthorPage, compose, press) -> None:  # type: ignore[no-untyped-def]
    """Q1 Q2 X2: it has the keyboard, is seen and takes an answer, whatever is made above it afterwards."""
    open_long(page, 300)
    assert page.preview.go_to("/data/b/more200")
    settle()
    cards = page.preview.cards
    card = cards.card_of("/data/b/more200")
    assert card.isAncestorOf(page.window().focusWidget())
    assert 0 <= card.y() - cards.verticalScrollBar().value() <= cards.viewport().height() - card.height()
    compose(page.window().focusWidget(), "ตอบแล้ว")
    page.leave()
    assert page.work.session.state("/data/b/more200").value == "ตอบแล้ว"
    cards.verticalScrollBar().setValue(0)
    settle()
    assert cards.part(1).isVisible()
    assert 150 not in cards.made


def test_the_tab_key_follows_the_form_whatever_was_made_first(page: AuthorPage, press, qtbot) -> None:  # type: ignore[no-untyped-def]
    """X2: from each card into the next, though those above were made later."""
    open_long(page, 60)
    page.preview.go_to("/data/b/more40")
    cards = page.preview.cards
    qtbot.waitUntil(lambda: cards._wanted() is None)
    names = [card.refs[0] for card in cards.shown_cards()]
    assert 2 < names.index("/data/b/more40") < len(names) - 2
    cards.go_to(names[0])
    order = []
    for _ in range(12 * len(names)):
        card = cards.focused_card()
        if card is not None and card.refs[0] not in order:
            order.append(card.refs[0])
        press(Qt.Key.Key_Tab, on=page.window().focusWidget())
    assert order[: len(names)] == names


def test_the_tab_key_leads_out_of_a_long_section(page: AuthorPage, press, qtbot) -> None:  # type: ignore[no-untyped-def]
    """X2: no trap, though the last card was the first that was made."""
    open_long(page, 60)
    cards = page.preview.cards
    last = cards.section.cards[-1].leaves[0]
    page.preview.go_to(last)
    qtbot.waitUntil(lambda: cards._wanted() is None)
    for _ in range(9):
        press(Qt.Key.Key_Tab, on=page.window().focusWidget())
    assert cards.focused_card() is None


def test_scrolling_makes_what_comes_into_view(page: AuthorPage) -> None:
    """Q1: also from the far end upwards, and what is seen does not jump."""
    open_long(page, 300)
    page.preview.go_to("/data/b/b_all")
    settle()
    cards = page.preview.cards
    bar = cards.verticalScrollBar()
    bar.setValue(bar.maximum())
    settle()
    assert page.preview.place() is not None
    for _ in range(5):
        bar.setValue(bar.value() - cards.viewport().height())
        settle()
        number, below = cards.place()
        assert below <= 10
        assert cards.part(number).isVisible()


def test_what_is_answered_while_the_file_is_read_goes_along(page: AuthorPage) -> None:
    """Q2: nothing that was given to the preview in the meantime is lost."""
    page.read()
    page.work.answer("/data/b/b_all", "7")
    before = page.preview
    finish(page.window())
    assert page.preview is not before
    assert page.work.session.state("/data/b/b_all").value == "7"


def test_a_page_that_was_left_hears_no_more_of_its_reading(page: AuthorPage) -> None:
    """Q2 X5: whoever goes elsewhere while a large form is read meets no failure."""
    window = page.window()
    page.read()
    window.program.go("central", "author", "")
    settle()
    finish(window)
    assert window.page is not page


def test_forms_opened_last_are_offered(page: AuthorPage, tmp_path: Path) -> None:
    """Q2 X2: the newest first; round files are not among them, and one that is gone is told."""
    first = page.path
    second = write_complete(EXAMPLE, tmp_path / "ปีหน้า.xlsx")
    page.program.change(recent=page.program.settings.with_recent(tmp_path / "round.asice").recent)
    page.open(second)
    finish(page.window())
    assert [page.recent.itemText(at) for at in range(page.recent.count())] == [
        "เปิดล่าสุด…", "ปีหน้า.xlsx", "แบบสำรวจ.xlsx",
    ]  # fmt: skip
    page.recent.setCurrentIndex(2)
    page.recent.activated.emit(2)
    finish(page.window())
    assert page.path == first
    second.unlink()
    page.recent.setCurrentIndex(2)
    page.recent.activated.emit(2)
    assert page.path == first
    assert page.window()._notices["author"].text == "ไม่พบไฟล์ ปีหน้า.xlsx แล้ว"


def doubtful(page: AuthorPage) -> None:
    """One error and one warning."""
    write_complete(WRONG.replace(". >= 0 and . <= ${b_all}", ". >= 0"), page.path)
    page.read()
    finish(page.window())


def test_findings_are_searched_by_text(page: AuthorPage) -> None:
    """Q2: by code, place, name or words; the text stays at every reading, and what is copied is what is shown."""
    doubtful(page)
    everything = [line.code for line in page.findings.table.facts.rows]
    assert len(set(everything)) > 1
    page.findings.find.setText("W211")
    page.findings.find.typed.emit("W211")
    assert [line.code for line in page.findings.table.facts.rows] == ["W211"]
    page.read()
    finish(page.window())
    assert [line.code for line in page.findings.table.facts.rows] == ["W211"]
    assert page.findings.text().count("\n") == 0
    page.findings.find.setText("ไม่มีคำนี้")
    page.findings.find.typed.emit("ไม่มีคำนี้")
    assert page.findings.table.isHidden()
    assert not page.findings.find.isHidden()


def test_findings_are_saved_for_excel(page: AuthorPage, tmp_path: Path) -> None:
    """Q2: one finding a line with its place in parts; no text becomes a formula."""
    doubtful(page)
    target = tmp_path / "findings.csv"
    count = page.findings.write_csv(target)
    data = target.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == ["ระดับ", "รหัส", "แผ่นงาน", "แถว", "คอลัมน์", "เซลล์", "ชื่อข้อ", "สิ่งที่พบ", "วิธีแก้"]
    assert len(rows) == count + 1 == len(page.findings.table.facts.rows) + 1
    warning = next(row for row in rows if row[1] == "W211")
    finding = next(line.finding for line in page.findings.table.facts.rows if line.code == "W211")
    assert warning[2:7] == ["survey", str(finding.row), finding.column, finding.cell, "b_dig"]
    assert warning[7:] == [finding.message_th, finding.todo_th]


def test_the_score_tree_is_made_when_it_is_looked_at(page: AuthorPage) -> None:
    """Q1 S1: a large form's tree keeps nobody waiting who reads findings; looked at, it follows every reading."""
    page.read()
    finish(page.window())
    assert page._tree_slot.count() == 0
    page.show_tab(1)
    first = page._tree_slot.itemAt(0).widget()
    page.read()
    finish(page.window())
    assert page._tree_slot.itemAt(0).widget() is page.tree is not first
