"""The officer's desk: which page for which key, the rail, and what can be done on all its pages."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.errors import PhromError
from desktop_app.office.moving import newer_release
from desktop_app.office.records import Release
from desktop_app.ui.bridge import OpenWork
from desktop_app.ui.office.arrivals import ARRIVALS, SUFFIX, ask_package, kind_of, take_packages
from desktop_app.ui.office.check import CheckPage
from desktop_app.ui.office.home import Home
from desktop_app.ui.office.key import KeyPage
from desktop_app.ui.office.moving import MovingPage
from desktop_app.ui.office.new import NewPage
from desktop_app.ui.office.opening import TRUST_SIGN, is_trusting, take_trust
from desktop_app.ui.office.questions import mark_of, section_states
from desktop_app.ui.office.roster_picker import name_of
from desktop_app.ui.office.search import SearchPage
from desktop_app.ui.office.section import SectionPage
from desktop_app.ui.office.setup import SetupPage
from desktop_app.ui.office.tasks import TaskList
from desktop_app.ui.office.trusting import remind
from desktop_app.ui.pages import Command, Desk, Page, RailItem
from desktop_app.ui.program import Program
from desktop_app.ui.workplace import Workplace


class OfficeDesk(Desk):
    """Pages: home, setup, new, key; with an assessment open also tasks, section, check, search."""

    key = "office"

    def __init__(self, program: Program, place: Workplace) -> None:
        super().__init__(program)
        self.place = place
        self._page: Page | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.rail_changed)
        place.changed.connect(self._on_change)
        place.opened.connect(self._on_opened)
        place.closed.connect(lambda: program.withdraw("newer"))
        QApplication.instance().focusChanged.connect(self._on_focus)

    @property
    def work(self) -> OpenWork | None:
        """The assessment that is open."""
        return self.place.current

    def home(self) -> str:
        """The set-up at the very first start, else the home page."""
        return "home" if self.program.settings.first_run_done else "setup"

    def build(self, page: str, target: str) -> Page:
        """Make a page; an assessment is opened on the way where the target names one."""
        try:
            self._page = self._build(page, target)
        except PhromError as problem:
            self.program.fail(problem)
            raise KeyError(page) from problem
        return self._page

    def rail(self) -> tuple[RailItem, ...]:
        """Pages of the desk, then sections of the open assessment and questions of the one shown."""
        tr = self.program.tr
        items = [RailItem("home", tr("office.home"), icon="home"), RailItem("key", tr("office.key"), icon="key")]
        if self.work is None:
            return (*items, RailItem("setup", tr("office.set_up"), icon="settings"))
        office = self.work.assessment.office
        name = office.name_th if self.program.language == "th" else office.name_en or office.name_th
        items += [RailItem("", name), RailItem("tasks", tr("office.tasks"), icon="list")]
        for state in section_states(self.program, self.work):
            done, asked = state.progress.answered, state.progress.asked
            detail = self.program.digits(f"{done}/{asked}") if asked else ""
            label = self.program.pick(state.section.label)
            path = state.section.path
            items.append(RailItem("section", label, path, "", state.mark, state.word, detail, 1))
            if isinstance(self._page, SectionPage) and self._page.section.path == path:
                items += self._questions(self._page)
        items.append(RailItem("check", tr("office.check"), icon="check-list"))
        return tuple(items)

    def header(self) -> tuple[str, str]:
        """Office and round that are open, and the state."""
        if self.work is None:
            return "", ""
        assessment = self.work.assessment
        office = assessment.office
        name = office.name_th if self.program.language == "th" else office.name_en or office.name_th
        title = f"{name}  {self.program.digits(assessment.release.round)}"
        return title, self.program.pick(assessment.state.label)

    def commands(self) -> tuple[Command, ...]:
        """What can be done on every page of this desk."""
        go = self.program.go
        return (
            Command("office.new", lambda: go("office", "new"), "file", "Ctrl+N"),
            Command("office.open_round", self._open_round, "file", "Ctrl+O"),
            Command("office.key", lambda: go("office", "key"), "file", group=2),
            Command("office.set_up", lambda: go("office", "setup"), "file", group=2),
            Command("office.backup", self._backup, "file", group=3),
            Command("office.home", lambda: go("office", "home"), "go", "Alt+Home"),
            Command("office.tasks", lambda: go("office", "tasks"), "go", "Ctrl+T", self._is_open),
            Command("office.check", lambda: go("office", "check"), "go", "", self._is_open),
            Command("shell.find", lambda: go("office", "search"), "edit", "Ctrl+F", self._is_open, group=2),
            Command("office.undo", self._undo, "edit", "Ctrl+Z", self._can_undo),
            Command("office.redo", self._redo, "edit", "Ctrl+Y", self._can_redo),
        )

    def take_files(self, paths: list[Path]) -> list[Path]:
        """Round files, trust and certificates; what answers a submission is for the CIO's desk."""
        left = []
        for path in paths:
            if path.is_dir() and (path / TRUST_SIGN).exists():
                if not is_trusting(self.place):  # another folder is chosen on the set-up page only
                    take_trust(self.program, path)
                self.program.go("office", "setup")  # where its fingerprint stands to be compared
            elif path.suffix != SUFFIX or kind_of(path) not in (*ARRIVALS, None):  # None: what is wrong with it is said
                left.append(path)
        take_packages(self.program, self.place, [path for path in paths if path not in left and path.is_file()])
        return left

    def close(self) -> None:
        """Everything to disk, then a backup."""
        try:
            self.place.close()
        except PhromError as problem:
            self.program.fail(problem, key="closing")

    def may_close(self) -> bool:
        """Closing waits for the disk; where it refuses, the window stays and says so."""
        if self.work is None:
            return True
        try:
            self.work.assessment.flush()
        except PhromError as problem:
            self.program.fail(problem, key="closing")
            return False
        return True

    def _build(self, page: str, target: str) -> Page:
        program, place = self.program, self.place
        plain = {"home": Home, "setup": SetupPage, "new": NewPage, "key": KeyPage}
        if page == "home":
            remind(program, place)
        if page in plain:
            return plain[page](program, place)
        if page == "open":
            place.open(target)
            return TaskList(program, place.current)
        if page == "moving" and target:
            place.open(target)
        work = self._need_work()
        if page == "section":
            return self._section(work, target)
        if page == "moving":
            return MovingPage(program, place, work, self._newer(work))
        pages = {"tasks": TaskList, "check": CheckPage, "search": SearchPage}
        return pages[page](program, work)

    def _need_work(self) -> OpenWork:
        """The open assessment, or the one open last time.

        Raises:
            KeyError: none was ever opened here.
        """
        last = self.program.settings.last_assessment
        if self.work is None and last:
            return self.place.open(last)
        if self.work is None:
            raise KeyError("no assessment")
        return self.work

    def _section(self, work: OpenWork, target: str) -> SectionPage:
        path = target if any(s.path == target for s in work.sections) else work.section_path(target)
        section = next(s for s in work.sections if s.path == path)
        return SectionPage(self.program, work, section, target)

    def _newer(self, work: OpenWork) -> Release:
        """The newer version that the open assessment may move to.

        Raises:
            KeyError: there is none, or its answers are frozen.
        """
        found = newer_release(self.place.releases(), work.assessment.release) if work.editable else None
        if found is None:
            raise KeyError("no newer form")
        return found

    def _tell_newer(self) -> None:
        """A quiet word where a newer version of the form is here; nothing moves by itself (Q6)."""
        try:
            newer = self._newer(self.work)
        except KeyError:
            self.program.withdraw("newer")
            return
        tr, version = self.program.tr, self.program.digits(newer.form_version)
        key = "office.newer_of" if len(self.place.store.works()) > 1 else "office.newer"
        words = tr(key, version=version, name=name_of(self.program, self.work.assessment.office))
        act = (tr("office.newer_look"), lambda: self.program.go("office", "moving"))
        self.program.notify("newer", "info", words, tr("office.newer_why"), [act])

    def _questions(self, page: SectionPage) -> list[RailItem]:
        items = []
        for card in page.shown_cards():
            about = card.about
            mark = mark_of(page.work, card.refs)
            word = self.program.tr(f"office.card_{mark}")
            text = about.code or about.title
            items.append(RailItem("section", text, card.refs[0], "", mark, word, "", 2))
        return items

    def _open_round(self) -> None:
        ask_package(QApplication.activeWindow(), self.program, self.place)

    def _backup(self) -> None:
        try:
            path = self.place.store.back_up()
        except PhromError as problem:
            self.program.fail(problem, key="backup")
            return
        self.program.notify("backup", "ok", self.program.tr("office.backed_up", name=path.name))

    def _undo(self) -> None:
        self._hand_on()
        if self.work is not None:
            self._say_undone(self.work.undo(), "office.undone")

    def _redo(self) -> None:
        self._hand_on()
        if self.work is not None:
            self._say_undone(self.work.redo(), "office.redone")

    def _say_undone(self, step, key: str) -> None:  # type: ignore[no-untyped-def]
        if step is None:
            return
        code = self.program.digits(self.work.code_of(step.ref))
        self.program.announce(self.program.tr(key, code=code))
        if isinstance(self._page, SectionPage) and not self._page.holds(step.ref):
            self.program.go("office", "section", step.ref)

    def _hand_on(self) -> None:
        if isinstance(self._page, SectionPage):
            self._page.leave()

    def _is_open(self) -> bool:
        return self.work is not None or bool(self.program.settings.last_assessment)

    def _can_undo(self) -> bool:
        return self.work is not None and self.work.editable

    def _can_redo(self) -> bool:
        return self._can_undo() and self.work.history.can_redo

    def _on_opened(self) -> None:
        work = self.work
        work.changed.connect(lambda _: self._soon.start(0))
        work.text_changed.connect(lambda *_: self._soon.start(0))
        work.state_changed.connect(self.header_changed)
        self._tell_newer()

    def _on_focus(self, _old: QWidget | None, _now: QWidget | None) -> None:
        self._soon.start(0)

    def _on_change(self) -> None:
        self._soon.start(0)
        self.header_changed.emit()
