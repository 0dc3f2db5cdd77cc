"""W11, what if and the way to a target: rows to choose, what they would bring together; no answer is touched (S6)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.scoring.rounding import exact_number, half_up
from desktop_app.scoring.sentences import CAUSES
from desktop_app.scoring.whatif import Gain, gains, route_to, total_with
from desktop_app.thai.digits import to_arabic
from desktop_app.ui.bridge import LiveWork
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.fact_table import Fact, FactTable
from desktop_app.ui.widgets.fields import NumberField
from desktop_app.ui.widgets.layout import row
from desktop_app.ui.widgets.text import Label

LINES = 13  # rows of the table that are seen at once


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One row that could be brought to its cap."""

    id: str
    ref: str
    code: str
    title: str
    now: str
    gain: str
    chosen: bool


class RouteDialog(Dialog):
    """Target, rows by what they bring, and what the chosen ones come to. Enter on a row chooses it."""

    go_to = Signal(str)  # ref

    def __init__(self, parent: QWidget, program: Program, work: LiveWork) -> None:
        super().__init__(parent, program.tr("office.route"), width=860)
        self._program, self._work, self._live = program, work, work.live
        self._places = work.form.scheme.places
        self._chosen: set[str] = set()
        self._gains: tuple[Gain, ...] = gains(work.session, self._live)
        tr = program.tr
        self.target = NumberField(tr("office.route_target"), half_up(self._first_target(), self._places), width=8)
        self.target.typed.connect(lambda _: self.show_result())
        self.fewest = Button(tr("office.route_fewest"), on=self.choose_fewest)
        now = tr("office.route_now", total=program.digits(half_up(self._live.root.points, self._places)))
        label = Label(tr("office.route_target"), "strong", wrap=False)
        label.setBuddy(self.target)
        self.body.addLayout(row(label, self.target, self.fewest, Label(now, tone="hint", wrap=False), None, spacing=10))
        columns = (
            Fact(tr("office.route_chosen"), self._word, width=7, mark=lambda one: "done" if one.chosen else "empty"),
            Fact(tr("office.question_number"), lambda one: one.code, width=8, strong=True),
            Fact(tr("office.question"), lambda one: one.title, stretch=True),
            Fact(tr("office.route_state"), lambda one: one.now, width=16, tone=lambda _: "hint"),
            Fact(tr("office.route_gain"), lambda one: one.gain, "right", width=7),
        )
        self.table = FactTable(tr("office.route"), columns, sortable=False)
        self.table.setMinimumHeight(self.fontMetrics().height() * LINES)
        self.table.opened.connect(self.toggle)
        self.body.addWidget(self.table)
        self._result = Label("", "strong")
        self.body.addWidget(self._result)
        self.body.addWidget(Label(tr("office.route_foot"), "small", "hint"))
        go = self.add_button(tr("office.route_go"), apart=True)
        go.clicked.disconnect()
        go.clicked.connect(self._on_go)
        self.add_button(tr("shell.close"), "primary")
        self.choose_fewest()

    @property
    def chosen(self) -> frozenset[str]:
        """Ids of the rows chosen."""
        return frozenset(self._chosen)

    def toggle(self, line: RouteLine) -> None:
        """Choose a row, or no longer."""
        self._chosen ^= {line.id}
        self._show_rows()

    def choose_fewest(self) -> None:
        """The fewest rows that reach the target; of several such sets the one that leads highest."""
        target = self._target()
        if target is not None:
            route = route_to(self._work.session, target, self._live)
            self._chosen = {step.id for step in route.steps}
            known = {gain.id for gain in self._gains}
            self._gains += tuple(step for step in route.steps if step.id not in known)  # those that bring nothing alone
        self._show_rows()

    def show_result(self) -> None:
        """What the chosen rows come to, and what is still wanting."""
        tr, digits = self._program.tr, self._program.digits
        total, target = total_with(self._live, self._chosen), self._target()
        words = tr("office.route_result", count=digits(len(self._chosen)), total=digits(half_up(total, self._places)))
        tone = "text"
        if target is None:
            words, tone = tr("office.route_no_number"), "error"
        elif Fraction(half_up(total, self._places)) >= target:
            words, tone = f"{words}  {tr('office.route_reached')}", "ok"
        else:
            wanting = digits(half_up(target - total, self._places))
            words = f"{words}  {tr('office.route_wanting', points=wanting)}"
            highest = total_with(self._live, [gain.id for gain in self._gains])
            if Fraction(half_up(highest, self._places)) < target:
                most = digits(half_up(highest, self._places))
                words, tone = f"{words}  {tr('office.route_out', maximum=most)}", "warning"
        self.target.set_wrong(target is None)
        self._result.setText(words)
        self._result.set_tone(tone)

    def _show_rows(self) -> None:
        self.table.show_rows([self._line(gain) for gain in self._gains], keep=False)
        self.show_result()

    def _line(self, gain: Gain) -> RouteLine:
        program = self._program
        title = self._work.title_of(gain.ref, program.language) if gain.ref else gain.id
        return RouteLine(
            id=gain.id,
            ref=gain.ref,
            code=program.digits((self._work.code_of(gain.ref) if gain.ref else "") or gain.id),
            title=title,
            now=program.pick(CAUSES[gain.cause]),
            gain=f"+{program.digits(gain.shown)}",
            chosen=gain.id in self._chosen,
        )

    def _word(self, line: RouteLine) -> str:
        return self._program.tr("office.route_yes") if line.chosen else ""

    def _first_target(self) -> Fraction:
        """Where the next level begins, else a hundred."""
        published = Fraction(half_up(self._live.root.points, self._places))
        above = [level.start for level in self._work.form.scheme.levels if level.start > published]
        return min(above, default=Fraction(100))

    def _target(self) -> Fraction | None:
        number = exact_number(to_arabic(self.target.text()).replace(",", ""))
        return number if number is not None and 0 <= number <= 100 else None

    def _on_go(self) -> None:
        line = self.table.current()
        if line is not None and line.ref:
            self.accept()
            self.go_to.emit(line.ref)
