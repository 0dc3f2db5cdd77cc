"""W15: what waits for a person; which of two contents counts, what is not taken, what is checked again (K2, P4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop_app.central import decisions
from desktop_app.central.decisions import Decided, Pending, Verdict
from desktop_app.central.registry import Registry
from desktop_app.central.returns import HELD_CODES
from desktop_app.central.rosters import current_roster
from desktop_app.package.codes import CODES
from desktop_app.submission.roster import Roster
from desktop_app.ui.asking import told, told_in
from desktop_app.ui.central.common import MARGINS, count, office_name, page_head
from desktop_app.ui.central.place import CentralPlace
from desktop_app.ui.central.returning import return_submission
from desktop_app.ui.central.revising import show_changes
from desktop_app.ui.central.run import MARKS, TONES
from desktop_app.ui.pages import Command, Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import EmptyState
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.fact_table import Fact, FactTable
from desktop_app.ui.widgets.fields import TextArea
from desktop_app.ui.widgets.flow import Flow
from desktop_app.ui.widgets.layout import ScrollPage, Surface, clear, column, row
from desktop_app.ui.widgets.text import Elided, Label


@dataclass(frozen=True, slots=True)
class PendingLine:
    """One file that waits, as the table shows it; `rivals` are the names of those that it contradicts."""

    pending: Pending
    name: str
    office: str
    revision: str
    came: str
    word: str
    mark: str
    code: str
    sentence: str
    remedy: str
    rivals: tuple[str, ...]

    @property
    def acceptable(self) -> bool:
        """Whether a person may let it count."""
        return self.code == "CONFLICT"

    @property
    def returnable(self) -> bool:
        """Whether its office may be asked to correct it."""
        return self.acceptable or self.code in HELD_CODES


def pending_lines(program: Program, roster: Roster, waiting: tuple[Pending, ...]) -> list[PendingLine]:
    """What waits, in words of the window's language; an office's name comes from the roster."""
    names = {one.package_id: one.file_name for one in waiting}
    return [_line(program, roster, one, names) for one in waiting]


def _line(program: Program, roster: Roster, one: Pending, names: dict[str, str]) -> PendingLine:
    office, fault = roster.get(one.office_code), CODES[one.code].fault
    remedy = fault.next_th if program.language == "th" else fault.next_en
    return PendingLine(
        pending=one,
        name=one.file_name,
        office=office_name(program, office) if office else one.office_code or "–",
        revision=count(program, one.revision) if one.revision else "–",
        came=program.date(one.came_at.astimezone(program.zone).date(), "short"),
        word=program.tr(f"central.state_{one.state}"),
        mark=MARKS[one.state],
        code=one.code,
        sentence=program.pick(one.message),
        remedy="" if "{" in remedy else remedy,
        rivals=tuple(names.get(rival, rival[:12]) for rival in one.against),
    )


class DecidePage(Page):
    """The files that wait, the reason of the one chosen, and what can be done with it."""

    screen = "W15"

    def __init__(self, program: Program, place: CentralPlace) -> None:
        super().__init__(program)
        self._place = place
        self.title = program.tr("central.decide")
        self.table: FactTable | None = None
        self._again = Button(program.tr("central.check_again"), icon="redo", on=self.check_again)
        self._again.setEnabled(False)
        head = page_head(self.title, program.tr("central.decide_hint"), self._again)
        self._area = column(spacing=10)
        whole = column(head, self._area, spacing=10, margins=MARGINS)
        whole.setStretch(1, 1)
        self.setLayout(column(ScrollPage(Flow(whole), name=self.title), spacing=0))
        place.counted.connect(self.load)
        self.load()

    def start(self) -> None:
        """Focus on the files once they are there."""
        (self.table or self).setFocus()

    def panes(self) -> tuple[QWidget, ...]:
        """Page, then table."""
        return (self, self.table) if self.table else (self,)

    def commands(self) -> tuple[Command, ...]:
        """Checking again by name."""
        return (Command("central.check_again", self.check_again, "file", "", self._again.isEnabled, group=1),)

    def leave(self) -> None:
        """The page stops watching."""
        self._place.counted.disconnect(self.load)

    def load(self) -> None:
        """Look in the background what waits."""

        def look(registry: Registry) -> tuple[Roster, tuple[Pending, ...]]:
            return current_roster(registry), decisions.pending(registry)

        self._place.ask(
            look, lambda found: self.show_pending(*found), lambda problem: told(self.program, problem, "decide")
        )

    def show_pending(self, roster: Roster, waiting: tuple[Pending, ...]) -> None:
        """Show what waits; the file chosen stays chosen."""
        self._again.setEnabled(any(not one.loaded for one in waiting))
        lines = pending_lines(self.program, roster, waiting)
        if not lines or self.table is None:
            clear(self._area)
            self.table = None
            self._fill(lines)
        if self.table is not None:
            self.table.show_rows(lines, keep=True)
            if self.table.current() is None:
                self.table.selectRow(0)

    def _fill(self, lines: list[PendingLine]) -> None:
        tr = self.program.tr
        if not lines:
            go = (tr("central.import"), lambda: self.program.go("central", "intake"))
            self._area.addWidget(EmptyState("check", tr("central.decide_none"), tr("central.decide_none_why"), [go]))
            self._area.addStretch(1)
            return
        self.table = FactTable(self.title, self._columns(), hugs=True)
        self.detail = PendingDetail(self.program, self.ask, self._ask_return, self._ask_changes)
        self.table.chosen.connect(self.detail.show_line)
        self._area.addWidget(self.table)
        self._area.addWidget(self.detail)
        self._area.addStretch(1)

    def _columns(self) -> tuple[Fact, ...]:
        tr = self.program.tr
        return (
            Fact(tr("central.office"), lambda line: line.office, stretch=True),
            Fact(tr("central.file"), lambda line: line.name, width=24),
            Fact(tr("central.revision"), lambda line: line.revision, width=7),
            Fact(tr("central.came"), lambda line: line.came, width=16),
            Fact(
                tr("central.result"), lambda line: line.word, width=11,
                mark=lambda line: line.mark, tone=lambda line: TONES[line.mark],
            ),
            Fact(tr("central.sentence"), lambda line: line.sentence, stretch=True),
        )  # fmt: skip

    def check_again(self) -> None:
        """Offer what is held and waiting anew; the page of the import shows what became of each."""
        self.program.go("central", "intake", "again")

    def ask(self, line: PendingLine, verdict: Verdict) -> None:
        """Ask for the reason, then decide."""
        dialog = DecideDialog(self, self.program, self._place, line, verdict)
        dialog.exec()
        dialog.deleteLater()

    def _ask_return(self, line: PendingLine) -> None:
        return_submission(self, self.program, self._place, line.pending.package_id)

    def _ask_changes(self, line: PendingLine) -> None:
        show_changes(self, self.program, self._place, line.pending.package_id, line.pending.against[0])


class PendingDetail(Surface):
    """Why the file chosen waits, what it contradicts, and the acts."""

    def __init__(
        self,
        program: Program,
        decide: Callable[[PendingLine, Verdict], object],
        ask_return: Callable[[PendingLine], object],
        ask_changes: Callable[[PendingLine], object],
    ) -> None:
        super().__init__("card", "line")
        tr = self._tr = program.tr
        self._line: PendingLine | None = None
        self._name = Elided("", "strong")
        self._words, self._rivals, self._todo = Label("", tone="warning"), Label(""), Label("", tone="hint")
        self.accept = Button(
            tr("central.accept_open"), "primary", icon="check", on=lambda: decide(self._line, "accepted")
        )
        self.reject = Button(tr("central.reject_open"), icon="close", on=lambda: decide(self._line, "rejected"))
        self.back = Button(tr("central.return_open"), icon="undo", on=lambda: ask_return(self._line))
        self.compare = Button(tr("central.compare_open"), icon="exchange", on=lambda: ask_changes(self._line))
        acts = row(self.accept, self.reject, self.compare, self.back, None, spacing=8)
        self.setLayout(
            column(self._name, self._words, self._rivals, self._todo, 6, acts, spacing=1, margins=(16, 10, 16, 12))
        )

    def show_line(self, line: PendingLine) -> None:
        """Show one file."""
        self._line = line
        self._name.setText(f"{line.office}  {line.name}")
        self._words.setText(f"{line.word} ({line.code}): {line.sentence}")
        self._rivals.setText(self._tr("central.decide_rivals", names=", ".join(line.rivals)) if line.rivals else "")
        self._todo.setText(line.remedy)
        self._rivals.setVisible(bool(line.rivals))
        self._todo.setVisible(bool(line.remedy))
        self.accept.setVisible(line.acceptable)
        self.compare.setVisible(bool(line.rivals))
        self.back.setVisible(line.returnable)


class DecideDialog(Dialog):
    """What will follow, the reason, and the verb."""

    def __init__(
        self, parent: QWidget | None, program: Program, place: CentralPlace, line: PendingLine, verdict: Verdict
    ) -> None:
        tr = program.tr
        super().__init__(parent, tr(f"central.{verdict}_title"), width=600)
        self._program, self._place, self._line, self._verdict = program, place, line, verdict
        figures = {"name": line.office, "revision": line.revision, "file": line.name}
        self.body.addWidget(Label(tr("central.decide_about", **figures), "strong"))
        self.body.addWidget(Label(tr(f"central.{verdict}_why")))
        if verdict == "accepted":
            for rival in line.rivals:
                self.body.addWidget(Label(tr("central.accepted_rejects", file=rival), tone="warning"))
        self.reason = TextArea(tr("central.decide_reason"), lines=(2, 5))
        self.reason.setPlaceholderText(tr("central.decide_reason_hint"))
        self.reason.textChanged.connect(self._judge)
        self.body.addWidget(Label(tr("central.decide_reason"), "small_strong", "hint"))
        self.body.addWidget(self.reason)
        self._words = Label("", "small", "hint")
        self.body.addWidget(self._words)
        rejects = verdict == "rejected"
        self.act = Button(tr(f"central.{verdict}_do"), "danger" if rejects else "primary", on=self.decide)
        self.add_act(self.act, tr("shell.cancel"), apart=rejects)
        self._judge()
        self.reason.setFocus()

    def decide(self) -> None:
        """Write the decision in the background."""
        named, reason = self._line.pending.file_sha256, self.reason.toPlainText()
        act = decisions.accept if self._verdict == "accepted" else decisions.reject
        moment, who = self._program.clock(), self._place.who
        self.act.setEnabled(False)
        self._place.ask(lambda registry: act(registry, named, reason, moment, who), self._on_decided, self._on_refused)

    def _judge(self) -> None:
        ready = bool(self.reason.toPlainText().strip())
        self.act.setEnabled(ready)
        self._words.setText("" if ready else self._program.tr("central.decide_no_reason"))
        self._words.set_tone("hint")

    def _on_decided(self, done: Decided) -> None:
        tr = self._program.tr
        words = tr(f"central.{done.verdict}_done", name=self._line.office, revision=self._line.revision)
        go = (tr("central.import"), lambda: self._program.go("central", "intake"))
        self._program.notify("decide", "ok", words, tr("central.decided_next"), actions=[go])
        self._place.changed.emit()
        self.accept()

    def _on_refused(self, problem: Exception) -> None:
        self._judge()
        told_in(self._program, self._words, problem)
