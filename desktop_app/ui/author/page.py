"""The author's page: findings and score tree beside a live preview, read anew whenever the file is saved (Q1, Q2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QAbstractScrollArea, QSizePolicy, QStackedLayout, QWidget

from desktop_app.questionnaire.differences import compare
from desktop_app.questionnaire.draft_form import DraftForm, carried_answers, read_draft
from desktop_app.questionnaire.findings import Finding
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.scoring.live import LiveScore
from desktop_app.thai.breaking import load_dictionary
from desktop_app.ui.asking import ask_open, told
from desktop_app.ui.author.findings import Findings
from desktop_app.ui.author.preview import Preview
from desktop_app.ui.author.score_tree import ScoreTree
from desktop_app.ui.author.trial import Trial
from desktop_app.ui.author.watcher import SaveWatcher
from desktop_app.ui.bridge import LiveWork
from desktop_app.ui.pages import Command, Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import EmptyState
from desktop_app.ui.widgets.buttons import Button, Picker
from desktop_app.ui.widgets.layout import clear, column, holder, row
from desktop_app.ui.widgets.text import Label

TREE_TAB = 1
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xml")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the background made of a saved file.

    Attributes:
        run: number of the reading; only the newest is shown.
        trial: the form ready to be answered, with what was given to the reading before; None where it cannot be.
        live: its score, None for a form that is not scored.
        version: of the trial that was taken along, None where there was none.
    """

    run: int
    draft: DraftForm
    trial: Trial | None = None
    live: LiveScore | None = None
    version: int | None = None


RESTS_MS = 300  # without growing: then the person scrolls


class AuthorPage(Page):
    """Open a form, see what is wrong with it, answer it, see how it scores. `target` is the file to open."""

    screen = "W18-author"

    def __init__(self, program: Program, target: str = "") -> None:
        super().__init__(program)
        tr = program.tr
        self.title = tr("author.title")
        self.path: Path | None = None
        self.draft: DraftForm | None = None
        self.work: LiveWork | None = None
        self._trial: Trial | None = None  # the last that could be answered: a save that cannot be read loses nothing
        self.preview: Preview | None = None
        self._tree: ScoreTree | None = None
        self._tree_place = 0
        self._run = 0
        self._watcher = SaveWatcher(self)
        self._watcher.saved.connect(self.read)
        self._file = Label(tr("author.hint"), tone="hint")
        self._open = Button(tr("author.open"), "primary", icon="open", on=self._ask)
        self._again = Button(tr("author.read_again"), icon="redo", on=self.read)
        self.recent = Picker(tr("author.recent"), [])
        self.recent.activated.connect(lambda _: self._open_recent())
        words = column(Label(self.title, "title"), self._file, spacing=0)
        head = row(words, self.recent, self._again, self._open, spacing=8)
        head.setStretch(0, 1)
        self.findings = Findings(program)
        self._beside = self._build_beside()
        self._left = column(spacing=0)
        halves = [holder(self._left), self._beside]
        for half in halves:  # the window's width is shared, whatever stands in either half
            half.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        body = row(*halves, spacing=20)
        body.setStretch(0, 1)
        body.setStretch(1, 1)
        whole = column(head, body, spacing=10, margins=(28, 14, 24, 14))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._again.hide()
        self._beside.hide()
        self._show_empty()
        self._offer_recent()
        if target:
            self.open(Path(target))

    def start(self) -> None:
        """Opening comes first; once a form is open, its findings."""
        (self.findings.table if self.draft else self._open).setFocus()

    def leave(self) -> None:
        """Hand on what was typed."""
        if self.preview is not None:
            self.preview.leave()

    def here(self) -> str:
        """The file that is open."""
        return str(self.path) if self.path else ""

    def panes(self) -> tuple[QWidget, ...]:
        """Preview, then what stands beside it."""
        return (self.preview, self._beside) if self.preview else (self,)

    def commands(self) -> tuple[Command, ...]:
        """What the keyboard does on this page."""
        ready = lambda: self.draft is not None  # noqa: E731
        return (
            Command("author.open", self._ask, "file", "Ctrl+O"),
            Command("author.read_again", self.read, "file", "F5", lambda: self.path is not None),
            Command("author.findings", lambda: self.show_tab(0), "view", "", ready, 3),
            Command("author.tree", lambda: self.show_tab(1), "view", "", ready, 3),
            Command("author.copy", lambda: self.findings.copy_text(), "edit", "", ready, 3),
        )

    def open(self, path: Path) -> None:
        """Open a form and follow it from now on."""
        if path != self.path:
            self._trial = None  # answers belong to the file they were given to
        self.path = path
        self.program.change(recent=self.program.settings.with_recent(path.absolute()).recent)
        self._offer_recent()
        self._watcher.watch(path)
        self.read()

    def read(self) -> None:
        """Read the file in the background; a newer reading takes the place of one still under way."""
        if self.path is None:
            return
        path = self.path
        self._watcher.note()
        self._file.setText(self.program.tr("author.reading", name=path.name))
        self._prepare(lambda: read_draft(path))

    def _prepare(self, read: Callable[[], DraftForm]) -> None:
        """Everything that takes long and needs no window, in the background."""
        self._run += 1
        run, clock, zone = self._run, self.program.clock, self.program.zone
        given = self._trial.given() if self._trial is not None else None

        def work() -> Reading:
            """Of 2,000 questions some seconds."""
            load_dictionary()
            draft = read()
            if draft.form is None:
                return Reading(run, draft)
            paths = compare(given.form, draft.form).paths if given else {}
            answers = carried_answers(given.answers, draft.form, paths) if given else {}
            trial = Trial(AnswerSession(draft.form, answers, clock=clock, zone=zone), clock)
            if given:
                trial.take_along(given, paths)
            live = LiveScore(trial.session) if draft.form.scheme else None
            return Reading(run, draft, trial, live, given.version if given else None)

        self.program.tasks.call(work, self._on_read, self._on_failed)

    def _offer_recent(self) -> None:
        """Forms opened last, the newest first; round files among the recent files are for another desk."""
        found = [Path(name) for name in self.program.settings.recent if name.endswith(SUFFIXES)]
        first = [("", self.program.tr("author.recent"))]
        self.recent.set_options(first + [(str(path), path.name) for path in found])
        for at, path in enumerate(found, start=1):
            self.recent.setItemData(at, str(path), Qt.ItemDataRole.ToolTipRole)
        self.recent.setVisible(bool(found))

    def _open_recent(self) -> None:
        chosen = self.recent.chosen()
        self.recent.setCurrentIndex(0)
        if not chosen:
            return
        path = Path(chosen)
        if path.exists():
            self.open(path)
        else:
            self.program.notify("author", "warning", self.program.tr("author.recent_gone", name=path.name))

    @property
    def tree(self) -> ScoreTree | None:
        """The score tree, made when it is first looked at after a reading; None for a form that is not scored."""
        if self._tree is None and self.work is not None and self.work.score is not None:
            self._tree = ScoreTree(self.program, self.work, self._go_to)
            self._tree_slot.addWidget(self._tree)
            keep_place(self._tree.table, self._tree_place)
        return self._tree

    def show_tab(self, at: int) -> None:
        """Findings or score tree."""
        if at == TREE_TAB:
            _ = self.tree
        self._tabs.setCurrentIndex(at)
        for number, button in enumerate(self._tab_buttons):
            button.setChecked(number == at)

    @Slot(object)
    def _on_read(self, reading: Reading) -> None:
        if reading.run != self._run:
            return
        draft, trial = reading.draft, reading.trial
        self.leave()
        if trial is not None:
            if self._trial is not None and self._trial.version != reading.version:
                self._prepare(lambda: draft)  # something was given meanwhile: that goes along too
                return
            self._trial = trial
        section = self.preview.section if self.preview else ""
        language = self.preview.language.chosen() if self.preview else self.program.language
        asked, place = self._asked(), self.preview.place() if self.preview else None
        self._tree_place = self._tree.table.verticalScrollBar().value() if self._tree else self._tree_place
        self.draft = draft
        self.work = LiveWork(trial, reading.live) if trial is not None else None
        self._show_preview(language, section)
        self._show_beside()
        if asked and self.preview is not None:
            self.preview.go_to(asked)
        if self.preview is not None and self.preview.section == section:
            self.preview.keep_place(place)
        moment = self.program.time(self.program.clock())
        self._file.setText(self.program.tr("author.read_at", name=draft.path.name, time=moment))
        self._again.show()

    def _asked(self) -> str:
        """The question where the keyboard is, "" where it is elsewhere."""
        card = self.preview.cards.focused_card() if self.preview and self.preview.cards else None
        return card.refs[0] if card is not None else ""

    def _show_preview(self, language: str, section: str) -> None:
        clear(self._left)
        if self.work is None:
            self.preview = None
            problem = self.draft.refused
            why = problem.message(self.program.language) if problem else self.program.tr("author.unreadable_why")
            self._left.addWidget(EmptyState("warning", self.program.tr("author.unreadable"), why))
            self._left.addStretch(1)
            return
        self.preview = Preview(self.program, self.work, language=language, section=section)
        self._left.addWidget(self.preview)

    def _build_beside(self) -> QWidget:
        tr = self.program.tr
        self.findings.opened.connect(self._on_finding)
        self._tree_slot = column(spacing=0)
        self._tabs = QStackedLayout()
        self._tabs.addWidget(self.findings)
        self._tabs.addWidget(holder(self._tree_slot))
        names = ("author.findings", "author.tree")
        self._tab_buttons = [
            Button(tr(name), "quiet", on=lambda at=at: self.show_tab(at)) for at, name in enumerate(names)
        ]
        for button in self._tab_buttons:
            button.setCheckable(True)
        inside = column(row(*self._tab_buttons, None, spacing=4), self._tabs, spacing=8)
        inside.setStretch(1, 1)
        self.show_tab(0)
        return holder(inside)

    def _show_beside(self) -> None:
        tr = self.program.tr
        self._beside.show()
        self.findings.show_findings(self.draft.findings, self.draft.path.stem)
        clear(self._tree_slot)
        self._tree = None
        if not (self.work and self.work.score):
            nothing = EmptyState("chart", tr("author.no_tree"), tr("author.no_tree_why"))
            self._tree_slot.addWidget(holder(column(nothing, None, spacing=0)))
        elif self._tabs.currentIndex() == TREE_TAB:
            _ = self.tree

    def _show_empty(self) -> None:
        tr = self.program.tr
        self._left.addWidget(
            EmptyState("file", tr("author.empty"), tr("author.empty_why"), [(tr("author.open"), self._ask)])
        )
        self._left.addStretch(1)

    def _on_finding(self, finding: Finding) -> None:
        """To the question that a finding is about."""
        if self.work is None or not finding.name:
            return
        path = next((node.path for node in self.work.form.nodes.values() if node.name == finding.name), "")
        if path:
            self._go_to(path)

    def _go_to(self, path: str) -> None:
        if self.preview is None or not self.preview.go_to(path):
            self.program.announce(self.program.tr("author.not_shown"))

    @Slot(object)
    def _on_failed(self, problem: Exception) -> None:
        told(self.program, problem, "author")

    def _ask(self) -> None:
        path = ask_open(self, self.program.tr("author.open"), f"{self.program.tr('author.files')} (*.xlsx *.xml)")
        if path is not None:
            self.open(path)


def keep_place(area: QAbstractScrollArea | None, pixels: int) -> None:
    """Scroll a part that was just made anew to where the one before it stood, each time it grows, until it rests."""
    if area is None or not pixels:
        return
    bar = area.verticalScrollBar()
    resting = QTimer(area)
    resting.setSingleShot(True)
    resting.setInterval(RESTS_MS)

    def place() -> None:
        bar.setValue(pixels)
        resting.start()

    grown = bar.rangeChanged.connect(place)
    resting.timeout.connect(lambda: bar.rangeChanged.disconnect(grown))
    QTimer.singleShot(0, area, place)
