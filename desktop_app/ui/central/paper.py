"""W15: paper matches file; a printed report leads to its signed package and the score in it (C4)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from desktop_app.central import faults
from desktop_app.central.paper import LEAST, Found, Points, find_by_paper, grouped, printed_report, read_typed, verdict
from desktop_app.central.registry import Registry
from desktop_app.errors import PhromError
from desktop_app.files import write_whole
from desktop_app.outputs.scan import read_qr
from desktop_app.ui.asking import ask_open, open_folder, open_outside, told
from desktop_app.ui.central.common import MARGINS, office_name, page_head
from desktop_app.ui.central.place import CentralPlace
from desktop_app.ui.central.revising import show_changes
from desktop_app.ui.pages import Command, Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import Banner, EmptyState
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.fields import SearchField
from desktop_app.ui.widgets.flow import Flow
from desktop_app.ui.widgets.layout import Card, Divider, ScrollPage, clear, column, row
from desktop_app.ui.widgets.marks import Bar
from desktop_app.ui.widgets.text import Label

SCANS = (".png", ".jpg", ".jpeg", ".pdf")
NARROW_EM = 27  # below this width facts and scores stand below each other
NAME_EM = 4.2  # room for the name of a fact
ROW_OF_GROUPS = 4  # groups in a line, as in the signature block
REFUSALS = {faults.PAPER_MISMATCH.code: "error"}  # everything else may be a slip of the hand


class PaperPage(Page):
    """One field, one button for a scan, and what was found."""

    screen = "W15-paper"

    def __init__(self, program: Program, place: CentralPlace) -> None:
        super().__init__(program)
        self._place = place
        self.title = program.tr("central.paper")
        self.found: tuple[Found, ...] = ()
        self.banner: Banner | None = None
        tr = program.tr
        self.image = Button(tr("central.paper_image"), icon="open", on=self._ask_image)
        self._area = column(spacing=10)
        content = column(page_head(self.title, tr("central.paper_hint")), self._asking(), self._area, None,
                         spacing=12, margins=MARGINS)  # fmt: skip
        self.setLayout(column(ScrollPage(Flow(content), name=self.title)))
        where = EmptyState("search", tr("central.paper_where"), tr("central.paper_where_why"))
        self._area.addWidget(where)

    def _asking(self) -> QWidget:
        tr = self.program.tr
        name = tr("central.paper_field")
        self.field = SearchField(name, "7f3a 91c2 88b1 0123 4567 89ab")
        self.field.typed.connect(self._judge)
        self.field.returnPressed.connect(self.search)
        self.act = Button(tr("central.paper_find"), "primary", icon="search", on=self.search)
        label = Label(name, "strong")
        label.setBuddy(self.field)
        line = row(self.field, self.act, self.image, spacing=8)
        line.setStretch(0, 1)
        self.judged = Label(tr("central.paper_how"), "small", "hint")
        return Card(label, line, self.judged, spacing=6, padding=20)

    def start(self) -> None:
        """Type, or let a hand-held scanner type."""
        self.field.setFocus()

    def commands(self) -> tuple[Command, ...]:
        """A scan by name."""
        return (Command("central.paper_image", self._ask_image, "file", "Ctrl+O", self.image.isEnabled, group=1),)

    def search(self) -> None:
        """Look up what was typed, in the background."""
        typed = self.field.text()
        if typed.strip() and self.act.isEnabled():
            self._look(lambda registry: find_by_paper(registry, typed), "")

    def take_image(self, path: Path) -> None:
        """Read the QR code of a scan or photo and look it up, in the background."""
        if self.image.isEnabled():
            self.field.clear()
            words = self.program.tr("central.paper_read", name=path.name)
            self._look(lambda registry: find_by_paper(registry, read_qr(path)), words)

    def show_found(self, found: tuple[Found, ...], source: str = "") -> None:
        """Show the packages of a paper; more than one only where one submission was sealed twice."""
        self._settle(source)
        self.found = found
        for one in found:
            words = self.program.digits(self.program.pick(verdict(one)))
            self._say(Banner("ok" if one.counts else "warning", words))
            self._area.addWidget(FoundCard(self.program, one, self.open_report, self._ask_changes))

    def open_report(self, found: Found) -> None:
        """Show the signed PDF inside the package in the system's own viewer."""
        name = f"{found.office.office_code}-{found.round}-r{found.revision}-{found.package_id[:8]}.pdf"

        def take(registry: Registry) -> Path:
            target = registry.folders.papers / name
            write_whole(target, printed_report(found), private=True)
            return target

        self._place.ask(take, open_outside, lambda problem: told(self.program, problem, "paper"))

    def _ask_changes(self, found: Found) -> None:
        show_changes(self, self.program, self._place, found.package_id)

    def _look(self, work: Callable[[Registry], tuple[Found, ...]], source: str) -> None:
        for button in (self.act, self.image):
            button.setEnabled(False)
        self.judged.setText(self.program.tr("central.paper_busy"))
        self._place.ask(work, lambda found: self.show_found(found, source), self._on_failed)

    def _settle(self, source: str = "") -> None:
        """Ready for the next paper; what was shown is gone."""
        clear(self._area)
        self.found, self.banner = (), None
        for button in (self.act, self.image):
            button.setEnabled(True)
        self._hint(source or self.program.tr("central.paper_how"))

    def _say(self, banner: Banner) -> None:
        self.banner = banner
        self._area.addWidget(banner)
        self.program.announce(banner.accessibleName())

    def _on_failed(self, problem: Exception) -> None:
        if not isinstance(problem, PhromError):
            self._settle()
            told(self.program, problem, "paper")
            return
        self._settle()
        language = self.program.language
        detail = f"{problem.remedy(language)} ({problem.code})"
        self._say(Banner(REFUSALS.get(problem.code, "warning"), problem.message(language), detail))

    def _judge(self, typed: str) -> None:
        """How far the groups are typed; nothing is wrong before it is looked up."""
        tr, digits = self.program.tr, self.program.digits
        try:
            read_typed(typed)
        except PhromError as problem:
            if problem.fault is not faults.PAPER_SHORT:
                self._hint(problem.message(self.program.language), "warning")
            elif typed.strip():
                given = digits(str(problem.details["given"]))
                self._hint(tr("central.paper_typed", given=given, least=digits(LEAST)))
            else:
                self._hint(tr("central.paper_how"))
            return
        self._hint(tr("central.paper_enough"), "ok")

    def _hint(self, words: str, tone: str = "hint") -> None:
        self.judged.setText(words)
        self.judged.set_tone(tone)

    def _ask_image(self) -> None:
        tr = self.program.tr
        kinds = " ".join(f"*{ending}" for ending in SCANS)
        path = ask_open(self, tr("central.paper_image"), f"{tr('central.paper_images')} ({kinds})")
        if path is not None:
            self.take_image(path)


class FoundCard(Card):
    """Whose package it is, its facts beside its scores, and how to see the file."""

    def __init__(
        self,
        program: Program,
        found: Found,
        on_report: Callable[[Found], object],
        on_changes: Callable[[Found], object],
    ) -> None:
        super().__init__(spacing=10, padding=20)
        self._program, self._found = program, found
        tr = program.tr
        about = tr("central.paper_about", code=found.office.office_code, round=program.digits(found.round),
                   revision=program.digits(found.revision), state=tr(f"central.state_{found.state}"))  # fmt: skip
        report = Button(tr("central.paper_open"), icon="file", on=lambda: on_report(found))
        folder = Button(tr("central.open_folder"), icon="open", on=lambda: open_folder(found.path.parent))
        self.changes = Button(tr("central.changes_open"), icon="exchange", on=lambda: on_changes(found))
        name = column(Label(office_name(program, found.office), "heading"), Label(about), spacing=0)
        acts = (self.changes, report, folder) if found.revision > 1 else (report, folder)
        self._head = row(name, row(*acts, None, spacing=8), spacing=12)
        self._head.setStretch(0, 1)
        self.body.addLayout(self._head)
        self.body.addWidget(Divider())
        self._sides = row(self._facts(), self._scores(), spacing=28)
        self._sides.setStretch(0, 1)
        self._sides.setStretch(1, 1)
        self.body.addLayout(self._sides)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name and buttons, facts and scores below each other where there is no room beside."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW_EM * self.fontMetrics().height()
        ways = QBoxLayout.Direction
        for line in (self._head, self._sides):
            line.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)

    def _facts(self) -> QLayout:
        program, found = self._program, self._found
        tr, digits = program.tr, program.digits
        title = program.pick(found.form_title)
        groups = grouped(found.submission_sha256).split()
        lines = [" ".join(groups[at : at + ROW_OF_GROUPS]) for at in range(0, len(groups), ROW_OF_GROUPS)]
        facts = (
            ("central.paper_form", tr("central.paper_form_is", title=title, version=digits(found.form_version))),
            ("central.paper_signed", "\n".join(filter(None, (found.signatory, found.position)))),
            ("central.paper_signed_at", program.moment(found.signed_at)),
            ("central.paper_received", program.moment(found.received_at)),
            ("central.paper_fingerprint", "\n".join(lines)),
        )
        return column(*(self._fact(tr(key), value) for key, value in facts), None, spacing=4)

    def _fact(self, name: str, value: str) -> QLayout:
        label = Label(name, tone="hint", wrap=False)
        label.setMinimumWidth(round(NAME_EM * self.fontMetrics().height()))
        line = row(label, Label(value, selectable=True), spacing=10)
        line.setStretch(1, 1)
        line.setAlignment(label, Qt.AlignmentFlag.AlignTop)
        return line

    def _scores(self) -> QLayout:
        program, found = self._program, self._found
        tr = program.tr
        figure = Label(self._shown(found.total), "figure", wrap=False)
        words = column(Label(tr("central.paper_of_hundred"), "strong"), spacing=0)
        if found.level:
            number, name = found.level
            words.addWidget(
                Label(tr("central.paper_level", number=program.digits(number), name=program.pick(name)), tone="hint")
            )
        head = row(figure, words, spacing=14)
        head.setStretch(1, 1)
        lines = [self._dimension(number, one) for number, one in enumerate(found.dimensions, start=1)]
        return column(head, 4, *lines, Label(tr("central.paper_compare"), "small", "hint"), None, spacing=6)

    def _dimension(self, number: int, points: Points) -> QLayout:
        program = self._program
        name = f"{program.digits(number)}  {program.pick(points.label)}"
        shown = Label(self._shown(points), "strong", wrap=False)
        share = float(points.shown) / 100 if points.shown else 0.0
        head = row(Label(name), shown, spacing=8)
        head.setStretch(0, 1)
        return column(head, Bar(share, f"{name} {shown.text()}", thick=4), spacing=1)

    def _shown(self, points: Points) -> str:
        if points.shown is None:
            return self._program.tr("central.paper_none")
        return self._program.digits(points.shown)
