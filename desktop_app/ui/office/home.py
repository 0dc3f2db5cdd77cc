"""W2, the officer's home: every assessment on this computer, by who must act (O7)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.office.records import State
from desktop_app.ui.office.answered import demands_revision, in_words, said, unsettled
from desktop_app.ui.office.answered import mark_of as answer_mark
from desktop_app.ui.office.arrivals import ask_package
from desktop_app.ui.office.questions import due_words
from desktop_app.ui.pages import Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import EmptyState
from desktop_app.ui.widgets.buttons import LINK_PAD, Button
from desktop_app.ui.widgets.layout import Card, Divider, ScrollPage, column, holder, row
from desktop_app.ui.widgets.marks import Bar, Mark
from desktop_app.ui.widgets.text import Elided, Label
from desktop_app.ui.workplace import WorkLine, Workplace, needs_cio, needs_officer

GAP_PX = 16  # pixels between the parts of a line


@dataclass(frozen=True, slots=True)
class Pile:
    """Assessments that the same people must act on."""

    key: str
    lines: tuple[WorkLine, ...]


def piles(lines: tuple[WorkLine, ...]) -> tuple[Pile, ...]:
    """The three piles in the order of urgency; empty ones are left out."""
    mine = tuple(line for line in lines if needs_officer(line))
    others = tuple(line for line in lines if needs_cio(line))
    done = tuple(line for line in lines if line not in mine and line not in others)
    found = (Pile("to_do", mine), Pile("waiting", others), Pile("sent", done))
    return tuple(pile for pile in found if pile.lines)


def mark_of(line: WorkLine) -> str:
    """State mark of one line."""
    state = line.work.state
    if line.answer is not None and unsettled(line.answer):
        return answer_mark(*said(line.answer))
    if state in (State.SENT_BACK, State.RETURNED):
        return "error"
    if state in (State.RECEIVED, State.SUPERSEDED):
        return "done"
    return "waiting" if state in (State.READY, State.EXPORTED) else "part"


def state_of(program: Program, line: WorkLine) -> str:
    """The state of one line in a word; that of central where it takes the submission for no settled one."""
    if line.answer is not None and unsettled(line.answer):
        return in_words(program, *said(line.answer))[0]
    return program.pick(line.work.state.label)


def news_of(program: Program, line: WorkLine) -> str:
    """What there is to say about one line: state, since when, what is missing."""
    state, tr = line.work.state, program.tr
    since = program.date(line.since.astimezone(program.zone).date(), "short")
    if line.correction is not None and state in (State.RETURNED, State.DRAFT):
        count, due = program.digits(len(line.correction.items)), due_words(program, line.correction.due_at)
        return tr("office.news_returned", count=count, date=due)
    if state is State.DRAFT:
        days = (line.closes_at.astimezone(program.zone).date() - program.today()).days
        key = "office.due_in" if days >= 0 else "office.overdue"
        return tr(key, days=program.digits(abs(days)))
    if state is State.SENT_BACK:
        return tr("office.news_sent_back", count=program.digits(line.summary.remarks), since=since)
    if line.answer is not None and unsettled(line.answer):
        return tr("office.news_answered", code=said(line.answer)[1])
    if state is State.EXPORTED:
        days = (program.today() - line.since.astimezone(program.zone).date()).days
        if days >= program.settings.receipt_days:
            return tr("office.news_no_receipt", since=since, days=program.digits(days))
    return tr("office.news_since", state=program.pick(state.label), since=since)


class Home(Page):
    """The piles, or what to do first."""

    screen = "W2"

    def __init__(self, program: Program, place: Workplace) -> None:
        super().__init__(program)
        self._place = place
        self.title = program.tr("office.home")
        tr = program.tr
        open_file = Button(tr("office.open_round"), icon="open", on=self._open_round)
        new = Button(tr("office.new"), "primary", icon="plus", on=lambda: program.go("office", "new"))
        head = row(
            column(Label(self.title, "title"), Label(tr("office.home_hint"), tone="hint"), spacing=0),
            open_file, new, spacing=8,
        )  # fmt: skip
        head.setStretch(0, 1)
        lines = place.lines()
        releases = place.releases()
        new.setVisible(bool(releases))
        open_file.setVisible(bool(releases))
        content = column(head, spacing=10, margins=(32, 18, 32, 24))
        if not lines:
            content.addWidget(self._empty(bool(releases)))
        for pile in piles(lines):
            content.addSpacing(6)
            content.addWidget(self._pile(pile))
        content.addStretch(1)
        page = holder(content)
        page.setMaximumWidth(1180)
        self.setLayout(column(ScrollPage(page, name=self.title), spacing=0))

    def _empty(self, has_round: bool) -> QWidget:
        tr = self.program.tr
        if has_round:
            act = (tr("office.new"), lambda: self.program.go("office", "new"))
            return EmptyState("list", tr("office.empty_works"), tr("office.empty_works_why"), [act])
        acts = [
            (tr("office.set_up"), lambda: self.program.go("office", "setup")),
            (tr("office.open_round"), self._open_round),
        ]
        return EmptyState("inbox", tr("office.empty_rounds"), tr("office.empty_rounds_why"), acts)

    def _pile(self, pile: Pile) -> QWidget:
        tr = self.program.tr
        title = tr(f"office.pile_{pile.key}")
        count = Label(self.program.digits(len(pile.lines)), "strong", "hint", wrap=False)
        head = row(Label(title, "heading", wrap=False), count, None, spacing=8)
        lines: list[QWidget] = []
        for number, line in enumerate(pile.lines):
            if number:
                lines.append(Divider())
            lines.append(self._line(line))
        return holder(column(head, Card(*lines, spacing=6, padding=16), spacing=2))

    def _line(self, line: WorkLine) -> QWidget:
        program = self.program
        name = line.office.name_th if program.language == "th" else line.office.name_en or line.office.name_th
        about = program.tr("office.work_about", round=program.digits(line.round), title=line.title)
        if line.work.revision > 1:
            about += " " + program.tr("office.revision", number=program.digits(line.work.revision))
        state = state_of(program, line)
        plain = column(Elided(name, "strong"), Elided(about, "small", "hint"), spacing=0, margins=(LINK_PAD, 0, 0, 0))
        words = column(plain, spacing=0)
        if line.newer:
            text = program.tr("office.newer_short", version=program.digits(line.newer))
            newer = Button(text, "link", on=lambda: program.go("office", "moving", line.work.id), name=f"{text} {name}")
            words.addLayout(row(newer, None))
        mark = Mark(mark_of(line), state)
        tone = {"error": "error", "done": "ok"}.get(mark_of(line), "text")
        news = column(
            Label(state, "strong", tone, wrap=False), Label(news_of(program, line), "small", "hint"), spacing=0
        )
        news_area = holder(news)
        news_area.setFixedWidth(210)
        act = Button(self._verb(line), on=lambda: program.go("office", "open", line.work.id))
        act.setAccessibleName(f"{act.text()} {name}")
        act.setFixedWidth(self.fontMetrics().height() * 4)
        left = row(mark, words, spacing=GAP_PX - LINK_PAD)
        left.setStretch(1, 1)
        whole = row(left, news_area, self._figures(line), act, spacing=GAP_PX)
        whole.setStretch(0, 1)
        return holder(whole)

    def _figures(self, line: WorkLine) -> QWidget:
        """Progress, and the score beside it."""
        program = self.program
        done, asked = line.summary.answered, line.summary.asked
        words = program.tr("office.answered_of", done=program.digits(done), asked=program.digits(asked))
        bar = Bar(done / asked if asked else 0.0, words, tone="ok" if done == asked else "accent")
        score = Label(program.digits(line.summary.total) if line.summary.total else "–", "heading", wrap=False)
        score.setAccessibleName(program.tr("office.total_is", total=score.text()))
        score.setMinimumWidth(64)
        caption = Label(program.tr("office.total_short"), "small", "hint", wrap=False)
        figures = row(
            column(Label(words, "small", "hint", wrap=False), bar, None, spacing=4),
            column(caption, score, spacing=0), spacing=18,
        )  # fmt: skip
        area = holder(figures)
        area.setFixedWidth(250)
        area.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        return area

    def _verb(self, line: WorkLine) -> str:
        if demands_revision(line.answer):
            return self.program.tr("office.go_mend")
        verbs = {
            State.DRAFT: "office.go_on",
            State.SENT_BACK: "office.go_mend",
            State.RETURNED: "office.go_mend",
        }
        return self.program.tr(verbs.get(line.work.state, "office.look"))

    def _open_round(self) -> None:
        ask_package(self, self.program, self._place)
