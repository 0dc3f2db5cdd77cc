"""Pictures of the central desk."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.central.paper import grouped
from desktop_app.ui.central.deciding import DecideDialog
from desktop_app.ui.central.desk import CentralDesk
from desktop_app.ui.central.encrypting import MakeDialog, ProveDialog
from desktop_app.ui.central.intake import IntakeKeyDialog, ReceiptsDialog
from desktop_app.ui.central.returning import ReturnDialog
from desktop_app.ui.central.revising import ChangesDialog
from desktop_app.ui.central.run import ImportRun
from desktop_app.ui.central.sample import (
    OLDER,
    big_roster,
    fingerprint,
    sample_candidate,
    sample_facts,
    sample_registry,
    sample_revised,
)
from desktop_app.ui.central.trusting import IssueDialog
from desktop_app.ui.central.withdrawing import WithdrawDialog
from desktop_app.ui.gallery import Screen
from desktop_app.ui.gallery_office import RETURNED
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.widgets.fields import LineField
from desktop_app.ui.widgets.text import Label

SHOWN_FOLDER = "D:/phrom"


def finish(window: MainWindow) -> None:
    """Wait for work in the background and for what it leads to."""
    gc.collect()  # what is left of earlier windows ends here, not in a worker thread
    while window.program.tasks.running:
        for task in window.program.tasks.running:
            task.wait()
        QApplication.processEvents()


def _desk(window: MainWindow) -> CentralDesk:
    """The desk over the sample registry."""
    desk = window.desks["central"]
    if desk.place.where is None:
        desk.place.use(sample_registry(window.program.folders.data / "central"))
        finish(window)
    return desk


def _page(page: str, act: Callable[[QWidget], object] = lambda _: None) -> Callable[[MainWindow], None]:
    def make(window: MainWindow) -> None:
        _desk(window)
        window.program.go("central", page)
        finish(window)
        act(window.page)
        finish(window)
        hide_paths(window)

    return make


def hide_paths(window: MainWindow) -> None:
    """Two runs give the same pictures, wherever the sample lies."""
    own = str(window.program.folders.data)
    for label in window.findChildren(Label):
        if own in label.text():
            label.setText(label.text().replace(own, SHOWN_FOLDER))
    for field in window.findChildren(LineField):
        field.setText(field.text().replace(own, SHOWN_FOLDER))


def _new(window: MainWindow) -> None:
    window.program.go("central", "setup")
    hide_paths(window)


def _import(how: str, *, done: int | None = None, problems: bool = False) -> Callable[[MainWindow], None]:
    def make(window: MainWindow) -> None:
        desk = _desk(window)
        seconds = iter((0.0, *(number / 14 for number in range(1, 2000))))
        run = desk.place.run = ImportRun(
            window.program, big_roster(), window.program.clock(), lambda: next(seconds), desk.place
        )
        for fact in sample_facts()[:done]:
            run.take(fact)
        run.flush()
        run.how = how
        window.program.go("central", "intake")
        page = window.page
        if problems:
            page._only.setChecked(True)  # noqa: SLF001  a picture of the filter
            page._filter()  # noqa: SLF001
            page.table.selectRow(2)

    return make


def _receipts(window: MainWindow) -> QWidget:
    desk = _desk(window)
    window.program.go("central", "intake")
    return ReceiptsDialog(window, window.program, desk.place)


def _intake_key(window: MainWindow) -> QWidget:
    desk = _desk(window)
    window.program.go("central", "intake")
    return IntakeKeyDialog(window, window.program, desk.place)


def _return(window: MainWindow) -> QWidget:
    """A submission of the sample, two questions named."""
    desk = _desk(window)
    window.program.go("central", "intake")
    dialog = ReturnDialog(window, window.program, desk.place, "ab" * 32)
    dialog.show_candidate(sample_candidate(), ())
    for ref, reason, comment in RETURNED[:2]:
        dialog.question.setCurrentIndex(dialog.question.findData(ref))
        dialog.reason.setCurrentIndex(dialog.reason.findData(reason))
        dialog.comment.setPlainText(comment)
        dialog.add()
    return dialog


def _changes(window: MainWindow, desk: CentralDesk) -> QWidget:
    dialog = ChangesDialog(window, window.program, desk.place)
    dialog.show_revision(sample_revised())
    return dialog


def _enrol(page: QWidget) -> None:
    from desktop_app.trust.keys import grouped, new_key
    from desktop_app.trust.request import make_request

    request = Path(page.program.folders.data) / "50-002.request.pem"
    key = new_key()
    request.write_bytes(make_request(key))
    page.search.setText("เชียงใหม่")
    page.show_found()
    page.table.selectRow(2)
    page.take_request(request)
    groups = grouped(page.panel.groups._fingerprint).upper().split()  # noqa: SLF001  what the caller would read
    for field, group in zip(page.panel.groups.fields, (*groups[:2], "0000"), strict=False):
        field.setText(group)
        field.typed.emit(group)


def _release(page: QWidget) -> None:
    page.take_workbook(_wrong_form(page.program.folders.data))


def _wrong_form(folder: Path) -> Path:
    """The shipped form with a few mistakes, for the findings."""
    from openpyxl import load_workbook

    from desktop_app.ui.central.release import SHIPPED_FORM

    book = load_workbook(SHIPPED_FORM)
    sheet = book["survey"]
    headings = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(9, headings["relevant"]).value = "${no_such_question} = 'yes'"
    sheet.cell(12, headings["constraint"]).value = "(. > 0"
    sheet.cell(15, headings["type"]).value = "select_one no_such_list"
    target = folder / "readiness-2570.xlsx"
    book.save(target)
    return target


def _author(page: QWidget) -> None:
    page.open(_doubtful_form(page.program.folders.data))
    finish(page.window())
    page.findings.table.selectRow(0)


def _answer_some(page: QWidget) -> None:
    """A few answers, so that the tree has points."""
    session = page.work.session
    for ref in session.refs():
        node = session.node(ref)
        if node.choice_list and session.state(ref).relevant and not session.state(ref).read_only:
            page.work.answer(ref, session.choices(ref)[-1].name)


def _broken(page: QWidget) -> None:
    target = page.program.folders.data / "readiness-2570.xlsx"
    target.write_bytes(b"PK no workbook")
    page.open(target)


def _doubtful_form(folder: Path) -> Path:
    """The shipped form with mistakes that do not keep it from opening."""
    from openpyxl import load_workbook

    from desktop_app.ui.central.release import SHIPPED_FORM

    book = load_workbook(SHIPPED_FORM)
    sheet = book["survey"]
    headings = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(1, sheet.max_column + 1).value = "relevent"
    sheet.cell(12, headings["label::English (en)"]).value = None
    names = [sheet.cell(row, headings["name"]).value for row in range(2, sheet.max_row + 1)]
    scored = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, headings["eval_rule"]).value == "choice"]
    sheet.cell(scored[3], headings["relevant"]).value = f"${{{names[scored[0] - 2]}}} = 'never'"
    target = folder / "readiness-2570.xlsx"
    book.save(target)
    return target


def _ministries(page: QWidget) -> None:
    page.kinds.setCurrentIndex(1)
    page.show_kind()


def _find(number: int, misread: bool = False) -> Callable[[QWidget], None]:
    """The paper of a sender of the sample; `misread` exchanges two digits."""

    def act(page: QWidget) -> None:
        groups = grouped(fingerprint(number)).split()[:6]
        if misread:
            groups[2] = groups[2][:2] + groups[2][:1:-1]
        page.field.setText(" ".join(groups))
        page.search()

    return act


def _dialog(make: Callable[[MainWindow, CentralDesk], QWidget], page: str = "setup") -> Callable[[MainWindow], QWidget]:
    """A dialog over a page of the sample registry."""

    def act(window: MainWindow) -> QWidget:
        desk = _desk(window)
        window.program.go("central", page)
        finish(window)
        return make(window, desk)

    return act


def _withdraw(window: MainWindow, desk: CentralDesk) -> QWidget:
    office = next(line.office for line in window.page.lines if line.key == "valid")
    return WithdrawDialog(window, window.program, desk.place, office)


def _decide(verdict: str) -> Callable[[MainWindow, CentralDesk], QWidget]:
    """The dialog about the first of two contents."""

    def make(window: MainWindow, desk: CentralDesk) -> QWidget:
        dialog = DecideDialog(window, window.program, desk.place, window.page.table.rows()[0], verdict)
        dialog.reason.setPlainText("โทรศัพท์ถามหน่วยงานวันที่ 28 พฤศจิกายน 2569 ยืนยันว่าเป็นฉบับที่ผู้บริหารลงนาม")
        return dialog

    return make


def _compare(window: MainWindow, desk: CentralDesk) -> QWidget:
    dialog = ChangesDialog(window, window.program, desk.place, "ab" * 32)
    revised = sample_revised()
    changes = tuple(replace(one, asked=None, why="") for one in revised.changes if not one.same)
    dialog.show_revision(replace(revised, changes=changes, rival=True))
    return dialog


SCREENS = (
    Screen(
        "W1-issue",
        _dialog(lambda window, desk: IssueDialog(window, window.program, desk.place, changing=False)),
        sample=False,
    ),
    Screen(
        "W1-encryption-make", _dialog(lambda window, desk: MakeDialog(window, window.program, desk.place)), sample=False
    ),
    Screen(
        "W1-encryption-prove",
        _dialog(lambda window, desk: ProveDialog(window, window.program, desk.place)),
        sample=False,
    ),
    Screen("W18-withdraw", _dialog(_withdraw, "roster"), sample=False),
    Screen("W1-central", _new, sample=False),
    Screen("W1-central-open", _page("setup"), sample=False),
    Screen("W14-empty", _page("intake"), sample=False),
    Screen("W14-running", _import("running", done=173), sample=False),
    Screen("W14", _import("done"), sample=False),
    Screen("W14-problems", _import("done", problems=True), sample=False),
    Screen("W14-receipts", _receipts, sample=False),
    Screen("W15", _page("decide"), sample=False),
    Screen("W15-empty", _page("decide", lambda page: page.show_pending(big_roster(), ())), sample=False),
    Screen("W15-accept", _dialog(_decide("accepted"), "decide"), sample=False),
    Screen("W15-reject", _dialog(_decide("rejected"), "decide"), sample=False),
    Screen("W15-compare", _dialog(_compare, "decide"), sample=False),
    Screen("W15-paper-empty", _page("paper"), sample=False),
    Screen("W15-paper", _page("paper", _find(1)), sample=False),
    Screen("W15-paper-older", _page("paper", _find(OLDER)), sample=False),
    Screen("W15-paper-misread", _page("paper", _find(1, misread=True)), sample=False),
    Screen("W14-intake-key", _intake_key, sample=False),
    Screen("W14-return", _return, sample=False),
    Screen("W14-changes", _dialog(_changes, "intake"), sample=False),
    Screen("W16", _page("coverage"), sample=False),
    Screen("W16-province", _page("coverage", lambda page: (page.choose_group("50"), page.show_tab(1))), sample=False),
    Screen("W16-returned", _page("coverage", lambda page: page.show_tab(2)), sample=False),
    Screen("W16-ministry", _page("coverage", _ministries), sample=False),
    Screen("W17", _page("results"), sample=False),
    Screen("W17-groups", _page("results", lambda page: page.show_view(1)), sample=False),
    Screen("W17-offices", _page("results", lambda page: page.show_view(2)), sample=False),
    Screen("W18", _page("roster"), sample=False),
    Screen("W18-enrol", _page("roster", _enrol), sample=False),
    Screen("W18-author-empty", _page("author"), sample=False),
    Screen("W18-author", _page("author", _author), sample=False),
    Screen(
        "W18-author-tree",
        _page("author", lambda page: (_author(page), _answer_some(page), page.show_tab(1))),
        sample=False,
    ),
    Screen("W18-author-broken", _page("author", _broken), sample=False),
    Screen("W17-weights", _page("results", lambda page: page.show_view(3)), sample=False),
    Screen("W18-release", _page("release"), sample=False),
    Screen("W18-release-findings", _page("release", _release), sample=False),
)
