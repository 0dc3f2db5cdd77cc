"""W4, the page of a section: one card per question, live score, what to mend, and the way on."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_app.questionnaire.outline import Section
from desktop_app.ui.bridge import OpenWork
from desktop_app.ui.history import Step
from desktop_app.ui.office.card import QuestionCard
from desktop_app.ui.office.questions import SectionState, has_blank, mark_of, section_states
from desktop_app.ui.office.route import RouteDialog
from desktop_app.ui.office.score_panel import ScorePanel
from desktop_app.ui.office.section_cards import SectionCards
from desktop_app.ui.office.why import Why
from desktop_app.ui.pages import Command, Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.layout import ScrollPage, Surface, clear, column, holder, row
from desktop_app.ui.widgets.marks import Bar, IconMark
from desktop_app.ui.widgets.text import Label

PANEL_FROM = 900  # width of the page in pixels at 100 %; below it the score is shown on demand


class SectionPage(Page):
    """One section. `target` names the section's path or a ref in it."""

    screen = "W4"

    def __init__(self, program: Program, work: OpenWork, section: Section, focus: str = "") -> None:
        super().__init__(program)
        self.work, self.section = work, section
        self._wanted = focus
        self.title = program.pick(section.label)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._show_head)
        self._build()
        self._connect()
        self._show_head()
        self._show_score_button()

    def panes(self) -> tuple[QWidget, ...]:
        """Questions, then the score."""
        return (self.questions, self.panel) if self.panel else (self.questions,)

    def here(self) -> str:
        """The question with focus, else the section."""
        card = self.questions.focused_card()
        return card.refs[0] if card else self.section.path

    def start(self) -> None:
        """Focus on the question asked for, else on the first blank one, else the first."""
        if self.holds(self._wanted):
            self.go_to(self._wanted)
            return
        blank = next((card for card in self.shown_cards() if mark_of(self.work, card.refs) == "empty"), None)
        first = blank or next(self.shown_cards(), None)
        if first is not None:
            first.focus_first()

    def leave(self) -> None:
        """Hand on what was typed."""
        self.questions.leave()

    def go_to(self, ref: str) -> None:
        """Focus on a question of this section."""
        self.questions.go_to(ref)

    def holds(self, ref: str) -> bool:
        """Whether a question is on this page."""
        return self.questions.card_of(ref) is not None

    def accept(self, page: str, target: str) -> bool:
        """Stay on this page where only another of its questions is meant."""
        if page != "section" or not self.holds(target):
            return False
        self.go_to(target)
        return True

    def commands(self) -> tuple[Command, ...]:
        """What the keyboard does on this page."""
        return (
            Command("office.next_blank", lambda: self._walk("empty", 1), "go", "F8"),
            Command("office.previous_blank", lambda: self._walk("empty", -1), "go", "Shift+F8"),
            Command("office.next_error", lambda: self._walk("error", 1), "go", "F7"),
            Command("office.previous_error", lambda: self._walk("error", -1), "go", "Shift+F7"),
            Command("office.next_section", lambda: self._other_section(1), "go", "Ctrl+Return", group=1),
            Command("office.previous_section", lambda: self._other_section(-1), "go", "Alt+Left", group=1),
            Command("office.flag_here", self._flag_here, "edit", "Ctrl+D", group=1),
            Command("office.note_here", lambda: self._panel_here("note"), "edit", "Ctrl+M", group=1),
            Command("office.guidance_here", lambda: self._panel_here("guidance"), "help", "F1"),
            Command("office.why", self.show_why, "view", "", lambda: self.work.live is not None),
            Command("office.route", self.show_route, "view", "", lambda: self.work.live is not None),
            Command("office.chart_or_table", self._chart_or_table, "view", "Ctrl+Shift+T"),
        )

    def show_why(self) -> None:
        """Every point explained."""
        dialog = Why(self, self.program, self.work)
        dialog.go_to.connect(lambda ref: self.program.go("office", "section", ref))
        dialog.exec()

    def show_route(self) -> None:
        """The way to a target."""
        dialog = RouteDialog(self, self.program, self.work)
        dialog.go_to.connect(lambda ref: self.program.go("office", "section", ref))
        dialog.exec()

    def _build(self) -> None:
        self._head = self._build_head()
        self._bar = column(spacing=0)
        self.questions = SectionCards(self.program, self.work, self.section, whole=True)
        self.panel = ScorePanel(self.program, self.work) if self.work.score else None
        left = column(self._head, self._bar, self.questions, self._foot(), spacing=0)
        left.setStretch(2, 1)
        whole = row(left, spacing=0)
        whole.setStretch(0, 1)
        if self.panel:
            self.panel.why.connect(self.show_why)
            self.panel.route.connect(self.show_route)
            area = holder(column(self.panel, None, margins=(0, 14, 8, 14)))
            self._aside = ScrollPage(area, name=self.program.tr("office.live_score"))
            self._aside.setFixedWidth(self.panel.width() + 28)
            whole.addWidget(self._aside)
        self.setLayout(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a window that is narrow for its text size the score takes the place of the questions, on demand."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() * 100 / self.program.settings.scale < PANEL_FROM
        self._score_button.setVisible(narrow and self.panel is not None)
        over = narrow and self._score_button.isChecked()
        self.questions.setVisible(not over)
        if self.panel:
            self._aside.setVisible(over or not narrow)

    def _build_head(self) -> QWidget:
        self._count = Label("", "small", "hint", wrap=False)
        self._progress = Bar(0.0, tone="accent")
        self._progress.setFixedWidth(140)
        self._score_button = Button("", icon="chart", on=self._fit, name=self.program.tr("office.live_score"))
        self._score_button.setCheckable(True)
        self._score_button.hide()
        line = row(
            Label(self.title, "title"),
            self._progress,
            self._count,
            self._score_button,
            spacing=12,
            margins=(24, 12, 20, 8),
        )
        line.setStretch(0, 1)
        return holder(line)

    def _foot(self) -> QWidget:
        tr = self.program.tr
        at = self.work.sections.index(self.section)
        back = Button(tr("office.back_section"), icon="back", on=lambda: self._other_section(-1))
        back.setVisible(at > 0)
        blank = Button(tr("office.next_blank_button"), "quiet", on=lambda: self._walk("empty", 1))
        last = at == len(self.work.sections) - 1
        on = Button(
            tr("office.to_check" if last else "office.on_section"), "primary", on=lambda: self._other_section(1)
        )
        surface = Surface("rail", "", radius=0)
        surface.setLayout(row(back, None, blank, on, spacing=8, margins=(24, 6, 16, 6)))
        return surface

    def _connect(self) -> None:
        self.work.scored.connect(self._on_score)
        self.work.undone.connect(self._on_undone)
        self.questions.painted.connect(lambda: self._soon.start(0))

    def _on_score(self, before, now, ref: str) -> None:  # type: ignore[no-untyped-def]
        if self.panel:
            self.panel.show_score(before, now, ref)
            self._show_score_button()

    def _show_score_button(self) -> None:
        score = self.work.score
        if score is not None:
            self._score_button.setText(self.program.digits(score.total.shown or "–"))

    def _on_undone(self, step: Step) -> None:
        self.go_to(step.ref)

    def _show_head(self) -> None:
        state = next(s for s in section_states(self.program, self.work) if s.section is self.section)
        done, asked = state.progress.answered, state.progress.asked
        words = self.program.tr("office.answered_of", done=self.program.digits(done), asked=self.program.digits(asked))
        self._count.setText(words)
        self._progress.set_fraction(done / asked if asked else 1.0, words, "ok" if done == asked else "accent")
        self._show_errors(state)

    def _show_errors(self, state: SectionState) -> None:
        clear(self._bar)
        wrong = [card for card in self.shown_cards() if mark_of(self.work, card.refs) == "error"]
        if not wrong:
            return
        surface = Surface("error_soft", "", radius=6)
        words = self.program.tr("office.to_mend", count=self.program.digits(len(wrong)))
        line = row(IconMark("error", "error"), Label(words, tone="error", wrap=False), spacing=8, margins=(12, 3, 8, 3))
        for card in wrong[:6]:
            about = card.about
            line.addWidget(
                Button(about.code or about.title[:24], "link", on=card.focus_first, name=f"{about.code} {about.title}")
            )
        line.addStretch(1)
        surface.setLayout(line)
        self._bar.addWidget(holder(column(surface, margins=(24, 0, 28, 6))))

    @property
    def cards(self) -> dict[str, QuestionCard]:
        """The cards outside repeats by question."""
        return self.questions.cards

    def shown_cards(self) -> Iterator[QuestionCard]:
        """The cards that are asked now, in order."""
        return self.questions.shown_cards()

    def _walk(self, mark: str, step: int) -> None:
        """Next or previous blank or wrong question, through all sections; says so where there is none."""
        self.leave()
        cards = list(self.shown_cards())
        here = self.questions.focused_card()
        at = cards.index(here) if here in cards else (-1 if step > 0 else len(cards))
        rest = cards[at + 1 :] if step > 0 else cards[:at][::-1]
        for card in rest:
            if self._is_wanted(mark, card.refs):
                card.focus_blank() if mark == "empty" else card.focus_first()
                return
        self._walk_on(mark, step)

    def _is_wanted(self, mark: str, refs: tuple[str, ...]) -> bool:
        return has_blank(self.work, refs) if mark == "empty" else mark_of(self.work, refs) == mark

    def _walk_on(self, mark: str, step: int) -> None:
        sections = list(self.work.sections)
        at = sections.index(self.section)
        order = sections[at + 1 :] + sections[: at + 1] if step > 0 else sections[:at][::-1] + sections[at:][::-1]
        for section in order:
            for card in section.cards if step > 0 else section.cards[::-1]:
                if card.kind in ("question", "share") and self._is_wanted(mark, card.leaves):
                    blank = (ref for ref in card.leaves if not self.work.session.state(ref).value)
                    self.program.go("office", "section", next(blank, card.leaves[0]))
                    return
        key = "office.no_blank" if mark == "empty" else "office.no_error"
        self.program.notify("walk", "ok", self.program.tr(key))

    def _other_section(self, step: int) -> None:
        sections = self.work.sections
        at = sections.index(self.section) + step
        if 0 <= at < len(sections):
            self.program.go("office", "section", sections[at].path)
        elif at == len(sections):
            self.program.go("office", "check")

    def _flag_here(self) -> None:
        card = self.questions.focused_card()
        if card is not None and self.work.editable:
            card.toggle_flag()

    def _panel_here(self, panel: str) -> None:
        card = self.questions.focused_card()
        if card is not None:
            card.toggle(panel)

    def _chart_or_table(self) -> None:
        if self.panel:
            self._score_button.setChecked(True)
            self._fit()
            self.panel.show_table()
