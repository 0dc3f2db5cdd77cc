"""Pictures of the officer's desk."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.office.records import State
from desktop_app.ui.gallery import Screen
from desktop_app.ui.gallery_office import give_receipts, give_return, main_id, newer_release
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.office.answer_history import AnswerHistory
from desktop_app.ui.office.moves import PastMoves
from desktop_app.ui.office.revising import SIGNED, ReviseDialog
from desktop_app.ui.office.route import RouteDialog
from desktop_app.ui.office.section import SectionPage
from desktop_app.ui.office.why import Why


def _open(window: MainWindow) -> None:
    place = window.desks["office"].place
    place.open(main_id(place.store))


def _page(page: str, target: str = ""):  # type: ignore[no-untyped-def]
    def make(window: MainWindow) -> QWidget | None:
        _open(window)
        window.program.go("office", page, target)
        return None

    return make


def _route(window: MainWindow) -> QWidget:
    _open(window)
    window.program.go("office", "section", "/data/d1")
    return RouteDialog(window, window.program, window.desks["office"].work)


def _newer(page: str):  # type: ignore[no-untyped-def]
    """With a second version of the form, opened from another round file."""

    def make(window: MainWindow) -> None:
        window.desks["office"].place.store.add_release(newer_release())
        _open(window)
        window.program.go("office", page)

    return make


def _tasks_moved(window: MainWindow) -> None:
    """The task list after a move."""
    _newer("moving")(window)
    window.page.move.click()


def _moved(window: MainWindow) -> QWidget:
    """The moves, after one."""
    _tasks_moved(window)
    return PastMoves(window, window.program, window.desks["office"].work)


def _home(window: MainWindow) -> None:
    window.program.go("office", "home")


def _error(window: MainWindow) -> None:
    _open(window)
    window.program.go("office", "section", "/data/d2/d2_2_1_03")
    work = window.desks["office"].work
    work.answer("/data/d2/d2_2_1_03/d2_2_1_03_num", "135")
    page = window.page
    page.go_to("/data/d2/d2_2_1_03/d2_2_1_03_num")


def _panels(window: MainWindow) -> None:
    _open(window)
    window.program.go("office", "section", "/data/d1/d1_1_1_01")
    card = next(window.page.shown_cards())
    for panel in ("guidance", "evidence", "note"):
        card.toggle(panel)


def _radar(window: MainWindow) -> None:
    _open(window)
    window.program.go("office", "section", "/data/d3")
    page = window.page
    if isinstance(page, SectionPage) and page.panel:
        page.panel.choose("radar")


def _why(window: MainWindow) -> QWidget:
    _open(window)
    window.program.go("office", "section", "/data/d2")
    return Why(window, window.program, window.desks["office"].work)


def _history(window: MainWindow) -> QWidget:
    _open(window)
    window.program.go("office", "section", "/data/d2")
    return AnswerHistory(window, window.program, window.desks["office"].work, ("/data/d2/d2_2_1_01",))


def _sent_back(window: MainWindow) -> None:
    place = window.desks["office"].place
    back = next(work for work in place.store.works() if work.state is State.SENT_BACK)
    place.open(back.id)
    window.program.go("office", "section", "/data/d1/d1_1_1_01")


def _returned(window: MainWindow) -> None:
    """What central returned, before the revision is started."""
    place = window.desks["office"].place
    place.open(give_return(place.store))
    window.program.go("office", "tasks")


def _signed(window: MainWindow) -> None:
    """What was handed in: it may be edited only as the next revision."""
    work = next(line.work for line in window.desks["office"].place.lines() if line.work.state in SIGNED)
    window.program.go("office", "open", work.id)


def _revise(window: MainWindow) -> QWidget:
    _signed(window)
    return ReviseDialog(window, window.program, window.desks["office"].work)


def _returned_home(window: MainWindow) -> None:
    give_return(window.desks["office"].place.store)
    _home(window)


def _rejected(window: MainWindow) -> None:
    """What central decided not to take."""
    store = window.desks["office"].place.store
    window.program.go("office", "open", give_receipts(store, ("held", "CONFLICT"), ("rejected", "CONFLICT")))


def _rejected_home(window: MainWindow) -> None:
    _rejected(window)
    _home(window)


def _correcting(page: str, target: str = ""):  # type: ignore[no-untyped-def]
    """The revision that answers a return, one question changed already."""

    def make(window: MainWindow) -> None:
        _returned(window)
        work = window.desks["office"].work
        work.transition(lambda: work.assessment.revise("แก้ไขตามที่ส่วนกลางส่งกลับ"))
        work.answer("/data/d2/d2_2_1_02/d2_2_1_02_num", "31")
        window.program.go("office", page, target)

    return make


def _search(window: MainWindow) -> None:
    _open(window)
    window.program.go("office", "search")
    window.page.field.setText("สำรอง")
    window.page.search("สำรอง")


SCREENS = (
    Screen("W11", _route),
    Screen("W2-newer", _newer("home")),
    Screen("W2-moving", _newer("moving")),
    Screen("W3-moved", _tasks_moved),
    Screen("W3-moves", _moved),
    Screen("W1", lambda window: window.program.go("office", "setup"), sample=False),
    Screen("W1-key", lambda window: window.program.go("office", "key"), sample=False),
    Screen("W2-empty", _home, sample=False),
    Screen("W2", _home),
    Screen("W2-new", lambda window: window.program.go("office", "new")),
    Screen("W3", _page("tasks")),
    Screen("W4", _page("section", "/data/d2")),
    Screen("W4-first", _page("section", "/data/office")),
    Screen("W4-d3", _page("section", "/data/d3")),
    Screen("W4-error", _error),
    Screen("W4-panels", _panels),
    Screen("W4-radar", _radar),
    Screen("W4-why", _why),
    Screen("W4-history", _history),
    Screen("W4-sent-back", _sent_back),
    Screen("W2-returned", _returned_home),
    Screen("W10-returned", _returned),
    Screen("W3-signed", _signed),
    Screen("W3-revise", _revise),
    Screen("W2-rejected", _rejected_home),
    Screen("W3-rejected", _rejected),
    Screen("W10", _correcting("tasks")),
    Screen("W10-card", _correcting("section", "/data/d2/d2_2_1_02/d2_2_1_02_num")),
    Screen("W10-evidence", _correcting("section", "/data/d1/d1_1_1_01")),
    Screen("W10-check", _correcting("check")),
    Screen("W5", _page("check")),
    Screen("W19", _search),
)
