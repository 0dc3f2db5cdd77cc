"""What central said last of a submission, where the office looks first: home, task list, the CIO's list (P4)."""

from __future__ import annotations

import pytest

from desktop_app.ui.gallery import settle
from desktop_app.ui.gallery_office import RETURNED_OFFICE, give_receipts
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.office.home import mark_of, news_of, piles, state_of
from desktop_app.ui.office.tasks import TaskList
from desktop_app.ui.review import home as review
from desktop_app.ui.widgets.text import Label
from desktop_app.ui.workplace import WorkLine

ACCEPTED, HELD = ("accepted", "OK"), ("held", "CONFLICT")
REJECTED, LOST = ("rejected", "CONFLICT"), ("held", "TRUST_REVOKED")


def answered(window: MainWindow, *said: tuple[str, str]) -> WorkLine:
    """The line of the assessment that central answered so."""
    place = window.desks["office"].place
    give_receipts(place.store, *said)
    return next(line for line in place.lines() if line.work.office_code == RETURNED_OFFICE)


@pytest.mark.parametrize(
    ("said", "pile", "word", "mark"),
    [
        ((ACCEPTED,), "sent", "ส่งออกแล้ว", "waiting"),
        ((HELD,), "sent", "รอส่วนกลางตัดสิน", "waiting"),
        ((ACCEPTED, HELD), "sent", "รอส่วนกลางตัดสิน", "waiting"),
        ((HELD, REJECTED), "to_do", "ส่วนกลางไม่รับ", "error"),
        ((ACCEPTED, LOST), "to_do", "ไม่นับ กุญแจสูญหาย", "error"),
        ((HELD, ACCEPTED), "sent", "ส่งออกแล้ว", "waiting"),
    ],
    ids=["accepted", "held", "disputed later", "rejected", "key lost", "accepted in the end"],
)
def test_the_home_page_says_what_central_said_last(
    busy_window: MainWindow, said: tuple[tuple[str, str], ...], pile: str, word: str, mark: str
) -> None:
    """P4 O7: a submission that counts nowhere is never shown as merely sent; one that must be revised is to do."""
    line = answered(busy_window, *said)
    found = {one.key: [inside.work.id for inside in one.lines] for one in piles((line,))}
    assert found == {pile: [line.work.id]}
    assert (state_of(busy_window.program, line), mark_of(line)) == (word, mark)
    assert review.mark_of(line) == mark
    if word != "ส่งออกแล้ว":
        assert news_of(busy_window.program, line) == f"คำตอบจากส่วนกลาง รหัส {said[-1][1]}"


@pytest.mark.parametrize(
    ("said", "kind"), [((HELD,), "plain"), ((HELD, REJECTED), "primary")], ids=["held", "rejected"]
)
def test_the_task_list_says_it_and_offers_the_revision(
    busy_window: MainWindow, said: tuple[tuple[str, str], ...], kind: str
) -> None:
    """P4 C2: with central's sentence; the next revision is what there is to do after a rejection."""
    line = answered(busy_window, *said)
    busy_window.program.go("office", "open", line.work.id)
    settle()
    assert isinstance(busy_window.page, TaskList)
    card = busy_window.page.signed
    words = " ".join(label.text() for label in card.findChildren(Label))
    assert state_of(busy_window.program, line) in words.replace("\u200b", "")
    assert "(CONFLICT)" in words
    assert card.start.property("kind") == kind
