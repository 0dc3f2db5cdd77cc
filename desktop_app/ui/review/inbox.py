"""W9: what was handed in, what came back, what is awaited; a file that fails changes nothing (P4, P5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.errors import PhromError
from desktop_app.office.outbox import Sent, outbox
from desktop_app.office.receipts import Answer, take_answer
from desktop_app.office.records import Package
from desktop_app.ui.asking import ask_open
from desktop_app.ui.office.answered import in_words, mark_of, said
from desktop_app.ui.pages import Command, Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import EmptyState
from desktop_app.ui.widgets.buttons import Button, Picker
from desktop_app.ui.widgets.fact_table import Fact, FactTable
from desktop_app.ui.widgets.flow import Flow
from desktop_app.ui.widgets.layout import ScrollPage, Surface, clear, column, holder, row
from desktop_app.ui.widgets.marks import IconMark
from desktop_app.ui.widgets.text import Label
from desktop_app.ui.workplace import WorkLine, Workplace

SENT_MARKS = {"unsent": "warning", "waiting": "waiting", "overdue": "warning", "answered": "done"}
PATIENCE_OFFERED = (7, 14, 21, 30)  # days
TONES = {"done": "ok", "warning": "warning", "error": "error"}


@dataclass(frozen=True, slots=True)
class MailLine:
    """One line: a file that was handed in, a receipt, a return, or a file that was refused.

    `again` is the assessment whose file may be written once more, "" where that makes no sense.
    """

    when: str
    kind: str
    about: str
    result: str
    mark: str
    detail: str
    again: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was offered and changed nothing."""

    name: str
    when: str
    code: str
    sentence: str


def mail_lines(program: Program, place: Workplace, refused: tuple[Refused, ...]) -> tuple[MailLine, ...]:
    """Refused files of this sitting first, then what was handed in, then what came; each the newest first."""
    works = {line.work.id: line for line in place.lines()}
    came = [one for one in place.store.packages() if one.direction == "received" and one.kind in ("receipt", "return")]
    sent = outbox(place.store, program.clock(), program.settings.receipt_days)
    return (
        *(_refused(program, one) for one in refused),
        *(_handed_in(program, one, works) for one in sent),
        *(_came(program, one, works) for one in reversed(came)),
    )


def _refused(program: Program, one: Refused) -> MailLine:
    result = f"{program.tr('review.mail_refused')} {one.code}"
    return MailLine(one.when, program.tr("review.mail_file"), one.name, result, "error", one.sentence)


def _came(program: Program, package: Package, works: Mapping[str, WorkLine]) -> MailLine:
    verdict, code = said(package)
    word, detail = in_words(program, verdict, code)
    line = works.get(package.assessment)
    return MailLine(
        when=program.date(package.signed_at.astimezone(program.zone).date(), "short"),
        kind=program.tr(f"review.mail_{package.kind}"),
        about=_about(program, line, package.revision) if line else package.file_name,
        result=word if code in ("", "OK") else f"{word} ({code})",
        mark=mark_of(verdict, code),
        detail=detail,
    )


def _about(program: Program, line: WorkLine, revision: int) -> str:
    name = line.office.name_th if program.language == "th" else line.office.name_en or line.office.name_th
    figures = {"round": program.digits(line.round), "revision": program.digits(revision)}
    return program.tr("review.mail_about", name=name, **figures)


def _handed_in(program: Program, sent: Sent, works: Mapping[str, WorkLine]) -> MailLine:
    """One sealed package: when it left, and how it stands with it."""
    package, line = sent.package, works.get(sent.package.assessment)
    moment = sent.exported_at or package.signed_at
    figures = {"days": program.digits(sent.days), "limit": program.digits(program.settings.receipt_days)}
    result, mark = program.tr(f"review.sent_{sent.standing}", **figures), SENT_MARKS[sent.standing]
    detail = program.tr(f"review.sent_{sent.standing}_next", **figures)
    if sent.answer is not None:
        (result, detail), mark = in_words(program, *said(sent.answer)), mark_of(*said(sent.answer))
    newest = line is not None and line.work.revision == package.revision
    return MailLine(
        when=program.date(moment.astimezone(program.zone).date(), "short"),
        kind=program.tr("review.mail_sent" if sent.exported_at else "review.mail_signed"),
        about=_about(program, line, package.revision) if line else package.file_name,
        result=result,
        mark=mark,
        detail=detail,
        again=package.assessment if newest and sent.answer is None else "",
        overdue=sent.standing == "overdue",
    )


class InboxPage(Page):
    """Open or drop what central sent; every line says what it means."""

    screen = "W9"

    def __init__(self, program: Program, place: Workplace, refused: list[Refused]) -> None:
        super().__init__(program)
        self._place, self._refused = place, refused
        self.title = program.tr("review.inbox")
        tr = program.tr
        self.open = Button(tr("review.open_answer"), "primary", icon="open", on=self._ask_file)
        words = column(Label(self.title, "title"), Label(tr("review.inbox_hint"), tone="hint"), spacing=0)
        head = row(words, self.open, spacing=8)
        head.setStretch(0, 1)
        columns = (
            Fact(tr("review.when"), lambda line: line.when, width=15),
            Fact(tr("review.kind"), lambda line: line.kind, width=15),
            Fact(tr("review.about_what"), lambda line: line.about, stretch=True),
            Fact(tr("review.result"), lambda line: line.result, width=26, mark=lambda line: line.mark,
                 tone=lambda line: TONES.get(line.mark, "")),
        )  # fmt: skip
        self.table = FactTable(self.title, columns, sortable=False, hugs=True)
        self._detail = Label("", tone="hint")
        self.again = Button(tr("review.send_again"), icon="download", on=self._send_again)
        self._frame = Surface("card", "line")
        foot = row(self._detail, self.again, spacing=12, margins=(16, 8, 12, 8))
        foot.setStretch(0, 1)
        self._frame.setLayout(foot)
        self.table.chosen.connect(self._on_chosen)
        self._empty = column(spacing=0)
        self.warning = column(spacing=0)
        self.days = Picker(tr("review.patience"), self._patience(), str(program.settings.receipt_days))
        self.days.activated.connect(lambda _: self._on_patience())
        tools = row(Label(tr("review.patience"), "small", "hint", wrap=False), self.days, None, spacing=8)
        self._tools = holder(tools)
        whole = column(
            head, self.warning, self._empty, self.table, self._frame, self._tools, None,
            spacing=10, margins=(32, 16, 32, 16),
        )  # fmt: skip
        whole.setStretch(3, 1000)
        self.setLayout(column(ScrollPage(Flow(whole), name=self.title), spacing=0))
        self._show()

    def commands(self) -> tuple[Command, ...]:
        """Open by key."""
        return (Command("review.open_answer", self._ask_file, "file", "Ctrl+O", group=1),)

    def start(self) -> None:
        """The table, or the button where nothing came."""
        (self.table if self.lines else self.open).setFocus()

    def panes(self) -> tuple[QWidget, ...]:
        """One pane."""
        return (self.table,) if self.lines else (self,)

    def take(self, path: Path) -> None:
        """Take a receipt or a return; what fails is listed and changes nothing."""
        place, program = self._place, self.program
        try:
            trust = place.trust_needed(path.name)
        except PhromError as problem:
            program.fail(problem, key="inbox")
            return
        moment, who, store = program.clock(), place.who, place.store

        def work() -> Answer:
            return take_answer(store, path, trust, moment, who)

        program.tasks.call(work, self._on_taken, lambda problem: self._on_refused(path, problem))

    def _show(self) -> None:
        self.lines = mail_lines(self.program, self._place, tuple(reversed(self._refused)))
        clear(self._empty)
        self.table.setVisible(bool(self.lines))
        self._frame.setVisible(bool(self.lines))
        self._tools.setVisible(bool(self.lines))
        self._show_warning()
        if not self.lines:
            tr = self.program.tr
            act = (tr("review.open_answer"), self._ask_file)
            self._empty.addWidget(EmptyState("inbox", tr("review.no_mail"), tr("review.no_mail_why"), [act]))
            self._empty.addStretch(1)
        self.table.show_rows(self.lines)
        if self.lines:
            self.table.selectRow(0)

    def _show_warning(self) -> None:
        """What was handed in long ago and nobody answered: how many, and what to do."""
        clear(self.warning)
        overdue = sum(line.overdue for line in self.lines)
        if not overdue:
            return
        figures = {"count": overdue, "limit": self.program.settings.receipt_days}
        words = self.program.tr("review.overdue", **{name: self.program.digits(one) for name, one in figures.items()})
        bar = Surface("warning_soft", "warning", radius=6)
        line = row(IconMark("warning", "warning"), Label(words), spacing=10, margins=(14, 5, 14, 5))
        line.setStretch(1, 1)
        bar.setLayout(line)
        self.warning.addWidget(bar)

    def _on_chosen(self, line: MailLine) -> None:
        self._detail.setText(line.detail)
        self._again = line.again
        self.again.setVisible(bool(line.again))

    def _send_again(self) -> None:
        self.program.go("review", "proof", self._again)

    def _patience(self) -> list[tuple[str, str]]:
        offered = sorted({*PATIENCE_OFFERED, self.program.settings.receipt_days})
        return [(str(days), self.program.tr("review.days", count=self.program.digits(days))) for days in offered]

    def _on_patience(self) -> None:
        self.program.change(receipt_days=int(self.days.chosen()))
        self._show()

    def _on_taken(self, answer: Answer) -> None:
        program, current = self.program, self._place.current
        if current is not None and current.assessment.work.id == answer.sent.assessment:
            current.transition(current.assessment.reload)
        word, detail = in_words(program, answer.verdict, answer.code)
        key = "review.taken" if answer.new else "review.taken_again"
        kind = {"done": "ok", "error": "error"}.get(mark_of(answer.verdict, answer.code), "warning")
        program.notify("inbox", kind, program.tr(key, result=word), detail)
        self._place.changed.emit()
        self._show()

    def _on_refused(self, path: Path, problem: Exception) -> None:
        if not isinstance(problem, PhromError):
            self.program.tasks.problem.emit(problem)
            return
        language = self.program.language
        sentence = f"{problem.message(language)} {problem.remedy(language)}"
        self._refused.append(
            Refused(path.name, self.program.date(self.program.today(), "short"), problem.code, sentence)
        )
        self.program.fail(problem, key="inbox")
        self._show()

    def _ask_file(self) -> None:
        tr = self.program.tr
        path = ask_open(self, tr("review.open_answer"), f"{tr('review.answer_files')} (*.asice)")
        if path is not None:
            self.take(path)
