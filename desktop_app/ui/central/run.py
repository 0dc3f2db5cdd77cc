"""One import as the page shows it: lines of the files done, sums per state, rate and time left (K1, K2)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.central.faults import REJECTED_BEFORE
from desktop_app.central.intake import FileDone
from desktop_app.central.returns import HELD_CODES
from desktop_app.outputs.workbook import Column, Table
from desktop_app.package.codes import CODES, FLAGS
from desktop_app.submission.roster import Roster
from desktop_app.ui.program import Program
from desktop_app.ui.tasks import Task

STATES = ("accepted", "late", "duplicate", "superseded", "conflict", "held", "waiting", "refused", "failed")
MARKS: Mapping[str, str] = {
    "accepted": "done",
    "late": "warning",
    "duplicate": "empty",
    "superseded": "empty",
    "conflict": "flag",
    "held": "flag",
    "waiting": "waiting",
    "refused": "error",
    "failed": "error",
}
TONES = {"done": "ok", "warning": "warning", "flag": "warning", "error": "error", "empty": "hint", "waiting": "hint"}
PROBLEMS = frozenset({"conflict", "held", "waiting", "refused", "failed"})
PAINT_EVERY_MS = 120  # facts are painted in batches; a thousand files a second would be a thousand repaints


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file as the table shows it; all texts are stored texts in the language of the window.

    `flags` are words; that it came late is in the state already where that is "late".
    """

    number: int
    name: str
    office: str
    state: str
    word: str
    mark: str
    code: str
    sentence: str
    remedy: str
    package_id: str = ""
    flags: tuple[str, ...] = ()
    revision: int = 0

    @property
    def returnable(self) -> bool:
        """Whether its office may be asked to correct it; the registry says the last word."""
        kept = self.state in ("accepted", "late", "conflict", "duplicate")
        return bool(self.package_id) and (kept or (self.state == "held" and self.code in HELD_CODES))

    @property
    def revises(self) -> bool:
        """Whether it is kept and supersedes another, so that the two can be compared."""
        return self.revision > 1 and self.returnable

    @property
    def pending(self) -> bool:
        """Whether it waits for a person's decision."""
        return self.state in ("conflict", "held", "waiting")

    @property
    def problem(self) -> bool:
        """Whether somebody must look at it."""
        return self.state in PROBLEMS

    @property
    def told(self) -> str:
        """What the table says of it: its flags first, so that none is cut off."""
        return " · ".join((*self.flags, self.sentence))


@dataclass(frozen=True, slots=True)
class Pace:
    """How far an import is. `left` is the rest in seconds, None while nobody can say."""

    done: int
    total: int
    per_second: float
    left: int | None


def line_of(program: Program, roster: Roster, fact: FileDone) -> FileLine:
    """A fact of the core as a line; the office's name comes from the roster, by its key."""
    office = roster.get(fact.office_code) if fact.office_code else None
    name = fact.office_code
    if office is not None:
        name = office.name_th if program.language == "th" else office.name_en or office.name_th
    known = CODES.get(fact.code)
    remedy = ""
    if known is not None and fact.state not in ("accepted", "late"):
        decided = fact.state == "refused" and known.disposition != "Q"  # a person's word, whatever the code says
        fault = REJECTED_BEFORE if decided else known.fault
        remedy = fault.next_th if program.language == "th" else fault.next_en
    return FileLine(
        number=fact.number,
        name=fact.name,
        office=name or "–",
        state=fact.state,
        word=program.tr(f"central.state_{fact.state}"),
        mark=MARKS[fact.state],
        code=fact.code,
        sentence=program.pick(fact.message),
        remedy="" if "{" in remedy else remedy,
        package_id=fact.package_id,
        flags=tuple(program.pick(FLAGS[flag]) for flag in fact.flags if flag != fact.state.upper()),
        revision=fact.revision,
    )


def pace(done: int, total: int, seconds: float) -> Pace:
    """Rate and time left from what is done in `seconds`."""
    rate = done / seconds if seconds > 0 else 0.0
    enough = done and seconds >= 1.0
    return Pace(done, total, rate, round((total - done) / rate) if enough and rate else None)


class ImportRun(QObject):
    """Keeps the lines while pages come and go. `grew` carries the new lines, `ended` says how it ended."""

    grew = Signal(object)  # list[FileLine]
    ended = Signal()

    def __init__(
        self,
        program: Program,
        roster: Roster,
        moment: datetime,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._program, self._roster, self._clock = program, roster, clock
        self.moment = moment
        self.lines: list[FileLine] = []
        self.sums: Counter[str] = Counter()
        self.total = 0
        self.how = "running"  # running, stopping, done, stopped, failed
        self.task: Task | None = None
        self._waiting: list[FileLine] = []
        self._began = clock()
        self._seconds = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(PAINT_EVERY_MS)
        self._timer.timeout.connect(self.flush)

    @property
    def running(self) -> bool:
        """Whether files are still being checked."""
        return self.how in ("running", "stopping")

    def take(self, fact: FileDone) -> None:
        """One file is done."""
        line = line_of(self._program, self._roster, fact)
        self.total = fact.total
        self._seconds = self._clock() - self._began
        self.sums[line.state] += 1
        self._waiting.append(line)
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Hand out what has come since the last time."""
        self._timer.stop()
        if self._waiting:
            fresh, self._waiting = self._waiting, []
            self.lines.extend(fresh)
            self.grew.emit(fresh)

    def stop(self) -> None:
        """Stop after the file in hand."""
        if self.task is not None and self.how == "running":
            self.how = "stopping"
            self.task.cancel()
            self.ended.emit()

    def end(self, how: str) -> None:
        """The run is over: done, stopped or failed."""
        self.flush()
        self.how = how
        self.ended.emit()

    def pace(self) -> Pace:
        """How far it is and how fast."""
        done = sum(self.sums.values())
        return pace(done, self.total, self._seconds)

    def report(self) -> Table:
        """The lines as a table for Excel or CSV."""
        tr = self._program.tr
        columns = (
            Column(tr("central.file"), width=36),
            Column(tr("central.office"), width=40),
            Column(tr("central.result"), width=16),
            Column(tr("central.code"), width=20),
            Column(tr("central.sentence"), width=70, wrap=True),
            Column(tr("central.flags"), width=50, wrap=True),
            Column(tr("central.remedy"), width=60, wrap=True),
        )
        rows = [
            (one.name, one.office, one.word, one.code, one.sentence, " · ".join(one.flags), one.remedy)
            for one in self.lines
        ]
        sums = "  ".join(f"{tr(f'central.state_{state}')} {self.sums[state]}" for state in STATES if self.sums[state])
        return Table(tr("central.import"), columns, rows, notes=(sums,))
