"""W8: the file that was written, read back and compared, line by line with both numbers (P3, C2)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.errors import PhromError
from desktop_app.office.records import Package
from desktop_app.office.sealing import Proof
from desktop_app.office.signing import export, export_name, recipients_of, sealed_package, sealed_path
from desktop_app.ui.asking import ask_save, open_folder
from desktop_app.ui.bridge import OpenWork
from desktop_app.ui.pages import Command, Page
from desktop_app.ui.program import Program
from desktop_app.ui.review.sign import fingerprint_lines
from desktop_app.ui.review.signing import Signed
from desktop_app.ui.widgets.banner import Banner, EmptyState
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.flow import Flow
from desktop_app.ui.widgets.layout import Card, ScrollPage, Surface, column, holder, row
from desktop_app.ui.widgets.marks import Mark
from desktop_app.ui.widgets.text import Elided, Label
from desktop_app.ui.workplace import Workplace

MEBIBYTE = 1024 * 1024
SHORT = 23  # letters of a long figure: six groups would not fit twice on a line


class ProofPage(Page):
    """After signing every check of the self-check; later what lies here and what was recorded."""

    screen = "W8"

    def __init__(self, program: Program, place: Workplace, work: OpenWork, signed: Signed | None) -> None:
        super().__init__(program)
        self._place, self.work, self._signed = place, work, signed
        self.title = program.tr("review.proof")
        try:
            self.package: Package | None = sealed_package(work.assessment, work.assessment.work.revision)
        except PhromError:
            self.package = None
        if self.package is None:
            self._nothing()
            return
        parts = [self._file(), self._checks(), self._fingerprint(), self._next()]
        content = Flow(column(self._head(), *parts, None, spacing=10, margins=(32, 14, 32, 20)))
        content.setMaximumWidth(1080)
        self.setLayout(column(ScrollPage(content, name=self.title), spacing=0))

    def start(self) -> None:
        """Copying comes next."""
        if self.package is not None:
            self.copy.setFocus()

    def commands(self) -> tuple[Command, ...]:
        """Copy by key."""
        return (Command("review.copy", self._ask_target, "file", "Ctrl+E", lambda: self.package is not None, group=1),)

    def lines(self) -> tuple[tuple[bool, str, str, str], ...]:
        """Each check: whether it holds, its name, what is inside, what was meant."""
        if self._signed is not None:
            return tuple(self._line(proof) for proof in self._signed.sealed.proofs)
        return (self._recorded(),)

    def write_copy(self, target: Path) -> bool:
        """Copy the sealed file; the copy is read back."""
        try:
            recipients = recipients_of(self._place.trust(), self.program.clock())
            self.work.transition(lambda: export(self.work.assessment, target, recipients))
        except PhromError as problem:
            self.program.fail(problem, key="export")
            return False
        self._place.changed.emit()
        words = self.program.tr("review.copied", path=str(target))
        see = (self.program.tr("review.open_folder"), lambda: open_folder(target.parent))
        self.program.notify("export", "ok", words, actions=[see])
        self.program.go("review", "proof", self.work.assessment.work.id)
        return True

    def _line(self, proof: Proof) -> tuple[bool, str, str, str]:
        return proof.holds, self.program.pick(proof.name), proof.inside, proof.expected

    def _recorded(self) -> tuple[bool, str, str, str]:
        """A file signed earlier: its bytes now against what was recorded then."""
        expected = self.package.file_sha256
        try:
            sealed_path(self.work.assessment, self.package)
        except PhromError as problem:
            self.program.fail(problem, key="export")
            return False, self.program.tr("review.file_digest"), "–", expected
        return True, self.program.tr("review.file_digest"), expected, expected

    def _head(self) -> QWidget:
        state = self.program.pick(self.work.state.label)
        return holder(column(Label(self.title, "title"), Label(self.program.tr("review.state_is", state=state),
                                                               tone="hint"), spacing=0))  # fmt: skip

    def _nothing(self) -> None:
        tr = self.program.tr
        act = (tr("review.home"), lambda: self.program.go("review", "home"))
        empty = EmptyState("file", tr("review.not_signed"), tr("review.not_signed_why"), [act])
        self.setLayout(column(Label(self.title, "title"), empty, None, spacing=12, margins=(32, 16, 32, 16)))

    def _file(self) -> QWidget:
        """What was written, and where it is."""
        tr, program = self.program.tr, self.program
        signed = self._signed
        size = program.digits(f"{self.package.size / MEBIBYTE:.2f}")
        when = program.moment(self.package.signed_at, "long")
        if signed is not None and signed.problem is not None:
            problem = signed.problem
            language = program.language
            detail = f"{tr('review.safe_here')} {problem.remedy(language)} ({problem.code})"
            return Banner("error", problem.message(language), detail)
        name = signed.copy.name if signed and signed.copy else self.package.file_name
        where = str(signed.copy.parent) if signed and signed.copy else tr("review.kept_here")
        area = Surface("ok_soft", "ok", radius=6)
        words = column(Elided(name, "heading"), Label(tr("review.written", size=size, when=when), tone="hint"),
                       Elided(where, "small", "hint"), spacing=0)  # fmt: skip
        mark = Mark("done", tr("review.holds"))
        line = row(mark, words, spacing=14, margins=(16, 8, 16, 8))
        line.setStretch(1, 1)
        area.setLayout(line)
        return area

    def _checks(self) -> QWidget:
        """The table of checks."""
        tr, program = self.program.tr, self.program
        lines = self.lines()
        good = all(line[0] for line in lines)
        title = tr("review.read_back" if good else "review.read_back_wrong")
        card = Card(Label(title, "heading"), spacing=6, padding=18)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(5, 1)
        grid.setColumnMinimumWidth(1, round(self.fontMetrics().averageCharWidth() * 34))
        for at, heading in ((1, "review.check"), (2, "review.inside"), (4, "review.meant")):
            grid.addWidget(Label(tr(heading), "small_strong", "hint", wrap=False), 0, at)
        for number, (holds, name, inside, expected) in enumerate(lines, start=1):
            grid.addWidget(
                Mark("done" if holds else "error", tr("review.holds" if holds else "review.differs")), number, 0
            )
            grid.addWidget(Label(name, wrap=False), number, 1)
            for at, text in ((2, inside), (4, expected)):
                shown = text if len(text) <= SHORT else f"{text[:SHORT].upper()}…"
                figure = Label(program.digits(shown), "strong", wrap=False)
                figure.setAccessibleName(text)
                grid.addWidget(figure, number, at)
            grid.addWidget(Label("=" if holds else "≠", "strong", "ok" if holds else "error", wrap=False), number, 3)
        card.body.addLayout(grid)
        if self._signed is not None and not self._signed.sealed.status_checked:
            card.body.addWidget(Label(tr("review.status_unknown"), "small", "hint"))
        return card

    def _fingerprint(self) -> QWidget:
        tr = self.program.tr
        words = column(Label(tr("review.fingerprint"), "heading"), Label(tr("review.fingerprint_why"), tone="hint"),
                       spacing=0)  # fmt: skip
        lines = fingerprint_lines(self.package.facts.get("fingerprint", ""))
        groups = column(*(Label(line, "strong", wrap=False, selectable=True) for line in lines), spacing=0)
        whole = row(words, groups, spacing=16)
        whole.setStretch(0, 1)
        return Card(whole, padding=18)

    def _next(self) -> QWidget:
        """Folder, copy, and what comes next."""
        tr = self.program.tr
        failed = self._signed is not None and self._signed.copy is None
        folder = (
            self._signed.copy.parent if self._signed and self._signed.copy else self._place.store.folder / "packages"
        )
        show = Button(tr("review.open_folder"), icon="open", on=lambda: open_folder(folder))
        self.copy = Button(tr("review.copy"), "primary" if failed else "plain", icon="disk", on=self._ask_target)
        done = Button(tr("review.done"), "plain" if failed else "primary", on=lambda: self.program.go("review", "home"))
        words = column(Label(tr("review.next"), "strong"), Label(tr("review.next_why"), tone="hint"), spacing=0)
        line = row(words, show, self.copy, done, spacing=8)
        line.setStretch(0, 1)
        return Card(line, padding=18)

    def _ask_target(self) -> None:
        try:
            name = export_name(self.work.assessment, self._place.trust())
        except PhromError as problem:
            self.program.fail(problem, key="export")
            return
        target = ask_save(self, self.program.tr("review.copy"), name, "Phrom (*.asice *.asice.p7m)")
        if target is not None:
            self.write_copy(target)
