"""The central desk: which page for which key, the rail, what may be dropped on it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer

from desktop_app.central.intake import PACKAGE_SUFFIXES
from desktop_app.errors import PhromError
from desktop_app.files import read_whole
from desktop_app.package.kinds import PackageType
from desktop_app.trust.request import read_request
from desktop_app.ui.author.page import AuthorPage
from desktop_app.ui.central.common import count
from desktop_app.ui.central.coverage import CoveragePage
from desktop_app.ui.central.deciding import DecidePage
from desktop_app.ui.central.enrol import MAX_REQUEST_BYTES
from desktop_app.ui.central.intake import IntakePage
from desktop_app.ui.central.paper import SCANS, PaperPage
from desktop_app.ui.central.place import CentralPlace
from desktop_app.ui.central.release import ReleasePage
from desktop_app.ui.central.results import ResultsPage
from desktop_app.ui.central.roster import RosterPage
from desktop_app.ui.central.setup import CentralSetup
from desktop_app.ui.office.arrivals import kind_of
from desktop_app.ui.pages import Command, Desk, Page, RailItem
from desktop_app.ui.program import Program

PAGES = {
    "intake": (IntakePage, "import", "inbox"),
    "coverage": (CoveragePage, "coverage", "map"),
    "results": (ResultsPage, "results", "chart"),
    "roster": (RosterPage, "roster", "office"),
    "author": (AuthorPage, "author", "list"),
    "release": (ReleasePage, "release", "file"),
    "setup": (CentralSetup, "set_up", "settings"),
    "paper": (PaperPage, "paper", "print"),
    "decide": (DecidePage, "decide", "flag"),
}
ALONE = ("setup", "author")  # what can be done before there is a registry
FORMS = (".xlsx", ".xml")
GROUPS = (
    ("central.group_collect", ("intake", "decide", "coverage", "results", "paper")),
    ("central.group_prepare", ("author", "roster", "release", "setup")),
)


class CentralDesk(Desk):
    """Pages: intake, decide, coverage, results, paper, roster, author, release, setup."""

    key = "central"

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.place = CentralPlace(program)
        self._page: Page | None = None
        self.place.counted.connect(self._on_counted)
        if self._has_registry():
            QTimer.singleShot(0, self._first_count)

    def home(self) -> str:
        """Setting up first, then the intake."""
        return "intake" if self._has_registry() else "setup"

    def build(self, page: str, target: str) -> Page:
        """Make a page; without a registry only the set-up and the author's page can be shown."""
        if page not in PAGES or (page not in ALONE and not self._has_registry()):
            raise KeyError(page)
        if page == "author":
            self._page = AuthorPage(self.program, target)
        else:
            self._page = PAGES[page][0](self.program, self.place)
        if target == "again":
            self._page.check_again()
        return self._page

    def rail(self) -> tuple[RailItem, ...]:
        """Collecting, then preparing; figures where they help."""
        tr = self.program.tr
        if not self._has_registry():
            return tuple(RailItem(page, tr(f"central.{PAGES[page][1]}"), icon=PAGES[page][2]) for page in ALONE)
        items: list[RailItem] = []
        for heading, pages in GROUPS:
            items.append(RailItem("", tr(heading)))
            items += [RailItem(page, tr(f"central.{PAGES[page][1]}"), icon=PAGES[page][2], detail=self._detail(page))
                      for page in pages]  # fmt: skip
        return tuple(items)

    def header(self) -> tuple[str, str]:
        """Whose registry is open."""
        standing = self.place.standing
        return (standing.organisation, standing.audience) if standing else ("", "")

    def commands(self) -> tuple[Command, ...]:
        """Every page by name."""
        go = self.program.go
        return tuple(
            Command(f"central.{PAGES[page][1]}", lambda page=page: go("central", page), "go",
                    f"Ctrl+{number}", self._can_show(page))
            for number, page in enumerate(PAGES, start=1)
        )  # fmt: skip

    def take_files(self, paths: list[Path]) -> list[Path]:
        """Packages and folders are imported; roster, request, workbook and scan go to their pages."""
        first = paths[0]
        if first.suffix.lower() in FORMS and (self._is_authoring() or not self._has_registry()):
            self._on_page("author").open(first)
            return paths[1:]
        if not self._has_registry():
            return paths
        if first.is_dir() or first.name.lower().endswith(PACKAGE_SUFFIXES):
            if len(paths) == 1 and kind_of(first) is PackageType.RENEWAL_REQUEST:
                self._on_page("roster").take_request(first)
            else:
                self._on_page("intake").offer(paths)
            return []
        return self._take_one(first, paths)

    def _take_one(self, first: Path, paths: list[Path]) -> list[Path]:
        if first.suffix.lower() == ".csv":
            self._on_page("roster").take_roster(first)
        elif first.suffix.lower() == ".xlsx":
            self._on_page("release").take_workbook(first)
        elif first.suffix.lower() in SCANS or first.suffix.lower() in SCANS:
            self._on_page("paper").take_image(first)
        elif _is_request(first):
            self._on_page("roster").take_request(first)
        else:
            return paths
        return paths[1:]

    def _is_authoring(self) -> bool:
        return isinstance(self._page, AuthorPage)

    def _on_page(self, name: str):  # type: ignore[no-untyped-def]
        if not isinstance(self._page, PAGES[name][0]):
            self.program.go("central", name)
        return self._page

    def _has_registry(self) -> bool:
        where = self.place.where
        return where is not None and where.exists()

    def _can_show(self, page: str):  # type: ignore[no-untyped-def]
        return lambda: page in ALONE or self._has_registry()

    def _detail(self, page: str) -> str:
        standing = self.place.standing
        if standing is None:
            return ""
        figures = {"roster": standing.offices, "intake": standing.received, "decide": standing.pending}
        return count(self.program, figures[page]) if figures.get(page) else ""

    def _first_count(self) -> None:
        self.place.count()

    def _on_counted(self) -> None:
        self.rail_changed.emit()
        self.header_changed.emit()


def _is_request(path: Path) -> bool:
    try:
        read_request(read_whole(path, MAX_REQUEST_BYTES))
    except PhromError:
        return False
    return True
