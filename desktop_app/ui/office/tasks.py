"""W3, the task list of one assessment: its sections, how far each is, and what comes last."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.office.moving import closing
from desktop_app.office.records import State
from desktop_app.questionnaire.outline import Progress
from desktop_app.scoring.score import Score
from desktop_app.ui.bridge import OpenWork
from desktop_app.ui.office.moves import moves_line
from desktop_app.ui.office.questions import SectionState, section_states
from desktop_app.ui.office.returned import ReturnedCard
from desktop_app.ui.office.revising import SIGNED, SignedCard
from desktop_app.ui.pages import Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.layout import Card, Divider, ScrollPage, column, holder, row, same_width
from desktop_app.ui.widgets.marks import Bar, Mark
from desktop_app.ui.widgets.text import Elided, Label


class TaskList(Page):
    """One line per section; the button says what there is to do."""

    screen = "W3"

    def __init__(self, program: Program, work: OpenWork) -> None:
        super().__init__(program)
        self.work = work
        self.title = program.tr("office.tasks")
        self._acts: list[Button] = []
        self._parts: list[tuple[QWidget, ...]] = []
        self.returned: ReturnedCard | None = None
        self.signed: SignedCard | None = None
        states = section_states(program, work)
        total = sum((state.progress for state in states), Progress(0, 0, 0))
        content = column(self._head(total), 4, spacing=12)
        if work.state in SIGNED:
            self.signed = SignedCard(program, work)
            content.addWidget(self.signed)
        elif work.assessment.correction is not None:
            self.returned = ReturnedCard(program, work)
            content.addWidget(self.returned)
        content.addWidget(self._sections(states))
        if work.editable or work.state is State.READY:
            content.addWidget(self._last(states))
        content.addStretch(1)
        content.setContentsMargins(32, 18, 32, 24)
        page = holder(content)
        page.setMaximumWidth(1180)
        self.setLayout(column(ScrollPage(page, name=self.title), spacing=0))

    def start(self) -> None:
        """The first section comes first; what stands above it is only read."""
        if self._acts:
            self._acts[0].setFocus()

    def _head(self, total: Progress) -> QWidget:
        program = self.program
        assessment = self.work.assessment
        closes = closing(assessment.store.releases(), assessment.release).astimezone(program.zone).date()
        days = (closes - program.today()).days
        key = "office.due_on" if days >= 0 else "office.was_due_on"
        due = program.tr(key, date=program.date(closes), days=program.digits(abs(days)))
        words = program.tr("office.answered_of", done=program.digits(total.answered), asked=program.digits(total.asked))
        bar = Bar(total.answered / total.asked if total.asked else 0.0, words)
        bar.setFixedWidth(220)
        about = column(Label(self.title, "title"), Label(due, tone="hint", wrap=False), spacing=0)
        if (moved := moves_line(program, self.work, self.window)) is not None:
            about.addWidget(moved)
        line = row(about, None)
        line.addLayout(column(None, Label(words, "strong", wrap=False), bar, None, spacing=4))
        score = self.work.score
        if score is not None and score.total.shown:
            figure = Label(program.digits(score.total.shown), "figure", "accent", wrap=False)
            figure.setAccessibleName(program.tr("office.total_is", total=score.total.shown))
            line.addSpacing(24)
            line.addWidget(figure)
        return holder(line)

    def _sections(self, states: tuple[SectionState, ...]) -> QWidget:
        lines: list[QWidget] = []
        for number, state in enumerate(states):
            if number:
                lines.append(Divider())
            lines.append(self._line(state))
        for below_each_other in zip(*self._parts, strict=True):
            same_width(below_each_other)
        return Card(*lines, spacing=5, padding=16)

    def _line(self, state: SectionState) -> QWidget:
        program = self.program
        label = program.pick(state.section.label)
        done, asked = state.progress.answered, state.progress.asked
        count = program.tr("office.answered_of", done=program.digits(done), asked=program.digits(asked))
        bar = Bar(done / asked if asked else 1.0, count, tone="ok" if state.mark == "done" else "accent")
        bar.setFixedWidth(110)
        tone = {"error": "error", "done": "ok"}.get(state.mark, "hint")
        word = state.word
        if state.flags:
            word = f"{word}  {program.tr('office.flags', count=program.digits(state.flags))}"
        word_label = Label(word, tone=tone, wrap=False)
        count_label = Label(count, "small", "hint", wrap=False)
        points = Label(self._points(state, self.work.score), "strong", wrap=False)
        done_with = state.mark == "done" or not self.work.editable
        verb = "office.look" if done_with else "office.go_on" if done else "office.begin"
        act = Button(
            program.tr(verb), on=lambda: program.go("office", "section", state.section.path),
            name=f"{program.tr(verb)} {label}",
        )  # fmt: skip
        self._acts.append(act)
        self._parts.append((count_label, word_label, points, act))
        line = row(Mark(state.mark, state.word), Elided(label), bar, count_label, word_label, points, act, spacing=14)
        line.setStretch(1, 1)
        return holder(line)

    def _points(self, state: SectionState, score: Score | None) -> str:
        """Points of the dimension that this section is, "" for other sections."""
        scheme = self.work.form.scheme
        if score is None or scheme is None:
            return ""
        label = dict(state.section.label)
        found = next((d for d in scheme.dimensions if dict(d.label) == label), None)
        return self.program.digits(score.node(found.id).shown or "") if found else ""

    def _last(self, states: tuple[SectionState, ...]) -> QWidget:
        """Check and hand over; says why it cannot be done yet."""
        tr, digits = self.program.tr, self.program.digits
        blank, wrong = sum(s.blank for s in states), sum(s.to_mend for s in states)
        ready = not self.work.problems()
        key = "office.not_ready" if wrong else "office.not_complete"
        why = tr("office.ready_to_hand") if ready else tr(key, blank=digits(blank), wrong=digits(wrong))
        words = column(Label(tr("office.check"), "heading"), Label(why, tone="ok" if ready else "hint"), spacing=0)
        act = Button(
            tr("office.check_open"), "primary" if ready else "plain", on=lambda: self.program.go("office", "check")
        )
        line = row(Mark("done" if ready else "waiting", why), words, act, spacing=14)
        line.setStretch(1, 1)
        return Card(holder(line))
