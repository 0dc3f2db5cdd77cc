"""The CIO's list: what waits for review, what was signed, what was handed in (C2, P4)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.office.records import State
from desktop_app.ui.office.answered import mark_of as answer_mark
from desktop_app.ui.office.answered import said, unsettled
from desktop_app.ui.office.home import state_of
from desktop_app.ui.pages import Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import EmptyState
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.flow import Flow
from desktop_app.ui.widgets.layout import Card, Divider, ScrollPage, column, holder, row
from desktop_app.ui.widgets.marks import Mark
from desktop_app.ui.widgets.text import Elided, Label
from desktop_app.ui.workplace import WorkLine, Workplace

PILES = (
    ("wait", (State.READY,)),
    ("signed", (State.SIGNED,)),
    ("sent", (State.EXPORTED,)),
    ("done", (State.RECEIVED, State.RETURNED, State.SUPERSEDED)),
)
MARKS = {
    State.READY: "part",
    State.SIGNED: "warning",
    State.EXPORTED: "waiting",
    State.RETURNED: "error",
}
NEWS_LETTERS, FIGURE_LETTERS, VERB_LETTERS = 18, 9, 12
LEADS_TO = {State.READY: ("review", "review.go_review"), State.SIGNED: ("proof", "review.go_export")}


def mark_of(line: WorkLine) -> str:
    """State mark of one line; that of central's last word where it does not count the submission."""
    if line.answer is not None and unsettled(line.answer):
        return answer_mark(*said(line.answer))
    return MARKS.get(line.work.state, "done")


def piles(lines: tuple[WorkLine, ...]) -> tuple[tuple[str, tuple[WorkLine, ...]], ...]:
    """Assessments by what the CIO does next; drafts are not shown here, empty piles are left out."""
    found = ((name, tuple(line for line in lines if line.work.state in states)) for name, states in PILES)
    return tuple((name, inside) for name, inside in found if inside)


class ReviewHome(Page):
    """The piles, or why there are none."""

    screen = "W6-home"

    def __init__(self, program: Program, place: Workplace) -> None:
        super().__init__(program)
        self.title = program.tr("review.home")
        tr = program.tr
        inbox = Button(tr("review.inbox"), icon="inbox", on=lambda: program.go("review", "inbox"))
        words = column(Label(self.title, "title"), Label(tr("review.home_hint"), tone="hint"), spacing=0)
        head = row(words, inbox, spacing=8)
        head.setStretch(0, 1)
        content = column(head, spacing=10, margins=(32, 16, 32, 24))
        found = piles(place.lines())
        if not found:
            act = (tr("shell.desk_office"), lambda: program.go("office", "home"))
            content.addWidget(EmptyState("check-list", tr("review.empty"), tr("review.empty_why"), [act]))
        for name, lines in found:
            content.addSpacing(4)
            content.addWidget(self._pile(name, lines))
        content.addStretch(1)
        page = Flow(content)
        page.setMaximumWidth(1180)
        self.setLayout(column(ScrollPage(page, name=self.title), spacing=0))

    def _pile(self, name: str, lines: tuple[WorkLine, ...]) -> QWidget:
        count = Label(self.program.digits(len(lines)), "strong", "hint", wrap=False)
        head = row(Label(self.program.tr(f"review.pile_{name}"), "heading", wrap=False), count, None, spacing=8)
        card = Card(spacing=6, padding=16)
        for number, line in enumerate(lines):
            if number:
                card.body.addWidget(Divider())
            card.body.addWidget(self._line(line, first=name == "wait" and not number))
        return holder(column(head, card, spacing=2))

    def _line(self, line: WorkLine, *, first: bool) -> QWidget:
        program, state = self.program, line.work.state
        name = line.office.name_th if program.language == "th" else line.office.name_en or line.office.name_th
        about = program.tr("office.work_about", round=program.digits(line.round), title=line.title)
        if line.work.revision > 1:
            about = f"{about} {program.tr('office.revision', number=program.digits(line.work.revision))}"
        words = column(Elided(name, "strong"), Elided(about, "small", "hint"), spacing=0)
        since = program.date(line.since.astimezone(program.zone).date(), "short")
        word = state_of(program, line)
        news = column(Label(word, "strong", wrap=False), spacing=0)
        news.addWidget(Label(program.tr("review.since", date=since), "small", "hint", wrap=False))
        score = Label(program.digits(line.summary.total or "–"), "heading", wrap=False)
        figure = column(Label(program.tr("office.total_short"), "small", "hint", wrap=False), score, spacing=0)
        page, verb = LEADS_TO.get(state, ("proof", "review.go_look"))
        kind = "primary" if first else "plain"
        act = Button(program.tr(verb), kind, on=lambda: program.go("review", page, line.work.id))
        act.setAccessibleName(f"{act.text()} {name}")
        areas = holder(news), holder(figure)
        letter = self.fontMetrics().averageCharWidth()
        for area, letters in zip(areas, (NEWS_LETTERS, FIGURE_LETTERS), strict=True):
            area.setFixedWidth(letters * letter)
        act.setMinimumWidth(VERB_LETTERS * letter)
        whole = row(Mark(mark_of(line), word), words, *areas, act, spacing=20)
        whole.setStretch(1, 1)
        return holder(whole)
