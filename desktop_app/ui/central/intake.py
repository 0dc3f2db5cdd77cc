"""W14: importing packages; every file ends in one state, the sums add up to the files offered (K1, K2, P4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from desktop_app.central import encryption, setup
from desktop_app.central.decisions import check_again
from desktop_app.central.intake import FileDone, any_sealed, find_packages, import_paths
from desktop_app.central.receipts import ReceiptDone, issue_receipts
from desktop_app.central.registry import Registry
from desktop_app.central.rosters import current_roster
from desktop_app.errors import PhromError
from desktop_app.outputs.workbook import write_csv, write_tables
from desktop_app.submission.roster import Roster
from desktop_app.ui.asking import ask_save, open_folder, told, told_in
from desktop_app.ui.central.common import MARGINS, count, page_head
from desktop_app.ui.central.place import CentralPlace
from desktop_app.ui.central.returning import return_submission
from desktop_app.ui.central.revising import show_changes
from desktop_app.ui.central.run import MARKS, STATES, TONES, FileLine, ImportRun
from desktop_app.ui.pages import Command, Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import EmptyState
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.fact_table import Fact, FactTable
from desktop_app.ui.widgets.flow import Flow
from desktop_app.ui.widgets.layout import Card, ScrollPage, Surface, clear, column, row
from desktop_app.ui.widgets.marks import Bar, Mark
from desktop_app.ui.widgets.secret import PassphraseField
from desktop_app.ui.widgets.text import Elided, Label


class IntakePage(Page):
    """What to import, how far it is, every file, and the receipts that are due."""

    screen = "W14"

    def __init__(self, program: Program, place: CentralPlace) -> None:
        super().__init__(program)
        self._place = place
        self.title = program.tr("central.import")
        tr = program.tr
        self._files = Button(tr("central.files"), icon="file", on=self._ask_files)
        self._folder = Button(tr("central.whole_folder"), "primary", icon="open", on=self._ask_folder)
        head = page_head(self.title, tr("central.import_hint"), self._files, self._folder)
        self._due = column(spacing=0)
        self._area = column(spacing=10)
        whole = column(head, self._due, self._area, spacing=10, margins=MARGINS)
        whole.setStretch(2, 1)
        self.setLayout(column(ScrollPage(Flow(whole), name=self.title), spacing=0))
        place.counted.connect(self._show_due)
        self._show_due()
        self._show()

    def start(self) -> None:
        """Focus on choosing, or on the files done."""
        (self.table if self._place.run else self._folder).setFocus()

    def panes(self) -> tuple[QWidget, ...]:
        """Page, then table."""
        return (self, self.table) if self._place.run else (self,)

    def commands(self) -> tuple[Command, ...]:
        """Import, report and receipts by name."""
        return (
            Command("central.whole_folder", self._ask_folder, "file", "Ctrl+O", self._free, group=1),
            Command("central.files", self._ask_files, "file", "", self._free, group=1),
            Command("central.save_report", self._ask_report, "file", "Ctrl+E", self._ended, group=1),
            Command("central.receipts", self._ask_receipts, "file", "", self._receipts_due, group=1),
        )

    def leave(self) -> None:
        """The import goes on; only the page stops watching."""
        self._place.counted.disconnect(self._show_due)
        if self._place.run is not None:
            self._unwatch(self._place.run)

    def offer(self, paths: Sequence[Path]) -> None:
        """Import files and folders in the background; one at a time."""
        if not self._free():
            self.program.notify("import", "warning", self.program.tr("central.import_busy"))
            return
        try:
            wanted = find_packages(paths)
        except PhromError as problem:
            self.program.fail(problem, key="import")
            return
        if not wanted:
            self.program.notify("import", "warning", self.program.tr("central.no_packages", name=paths[0].name))
            return

        def look(registry: Registry) -> tuple[Roster, bool]:
            return current_roster(registry), encryption.has_intake_key(registry) and any_sealed(wanted)

        self._place.ask(look, lambda found: self._ready(*found, wanted))

    def _ready(self, roster: Roster, needs_key: bool, wanted: tuple[Path, ...]) -> None:
        """Ask for the intake key where encrypted files are among them; without it nothing is imported."""
        if not needs_key:
            self._begin(roster, wanted)
            return
        dialog = IntakeKeyDialog(self, self.program, self._place)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._begin(roster, wanted, dialog.held)
        dialog.deleteLater()

    def _begin(self, roster: Roster, wanted: tuple[Path, ...], held: tuple[RSAPrivateKey, ...] = ()) -> None:
        moment, who, workers = self.program.clock(), self._place.who, self._place.workers

        def facts(registry: Registry) -> Iterator[FileDone]:
            yield from import_paths(registry, wanted, moment, who, workers, decryption=held)

        self._run(roster, moment, facts, len(wanted))

    def check_again(self) -> None:
        """Offer the held and waiting files anew; each under the name that it came with."""
        if not self._free():
            self.program.notify("import", "warning", self.program.tr("central.import_busy"))
            return
        moment, who, workers = self.program.clock(), self._place.who, self._place.workers

        def facts(registry: Registry) -> Iterator[FileDone]:
            yield from check_again(registry, moment, who, workers)

        self._place.ask(current_roster, lambda roster: self._run(roster, moment, facts))

    def _run(
        self, roster: Roster, moment: datetime, facts: Callable[[Registry], Iterator[FileDone]], total: int = 0
    ) -> None:
        place, program = self._place, self.program
        if place.run is not None:
            self._unwatch(place.run)
            place.run.deleteLater()
        run = place.run = ImportRun(program, roster, moment, parent=place)
        run.total = total
        run.task = place.stream(
            facts,
            fact=run.take,
            done=lambda _: run.end("done"),
            stopped=lambda: run.end("stopped"),
            failed=lambda problem: (run.end("failed"), told(program, problem, "import")),
        )
        run.ended.connect(place.changed)
        self._show()

    def _show(self) -> None:
        clear(self._area)
        run = self._place.run
        for button in (self._files, self._folder):
            button.setEnabled(self._free())
        if run is None:
            self._area.addWidget(self._empty())
            self._area.addStretch(1)
            return
        self._head = RunHead(self.program, run)
        self.table = FactTable(self.title, self._columns())
        self._detail = Detail(self.program, self._ask_return, self._ask_changes)
        self.table.chosen.connect(self._detail.show_line)
        self._area.addWidget(self._head)
        self._area.addLayout(self._tools())
        self._area.addWidget(self.table, 1)
        self._area.addWidget(self._detail)
        run.grew.connect(self._on_grown)
        run.ended.connect(self._on_ended)
        self._filter()

    def _unwatch(self, run: ImportRun) -> None:
        run.grew.disconnect(self._on_grown)
        run.ended.disconnect(self._on_ended)

    def _tools(self):  # type: ignore[no-untyped-def]
        tr = self.program.tr
        self._only = Button(tr("central.only_problems"), "quiet", icon="warning", on=self._filter)
        self._only.setCheckable(True)
        self._shown = Label("", "small", "hint", wrap=False)
        self._report = Button(tr("central.save_report"), icon="download", on=self._ask_report)
        self._report.setEnabled(self._ended())
        return row(self._only, self._shown, None, self._report, spacing=8)

    def _columns(self) -> tuple[Fact, ...]:
        tr = self.program.tr
        return (
            Fact(tr("central.file"), lambda line: line.name, width=24),
            Fact(tr("central.office_by_key"), lambda line: line.office, stretch=True),
            Fact(
                tr("central.result"), lambda line: line.word, width=11,
                mark=lambda line: line.mark, tone=lambda line: TONES[line.mark],
            ),
            Fact(tr("central.code"), lambda line: line.code, width=15, tone=lambda _: "hint"),
            Fact(tr("central.sentence"), lambda line: line.told, stretch=True),
        )  # fmt: skip

    def _filter(self) -> None:
        run = self._place.run
        lines = [line for line in run.lines if self._passes(line)]
        self.table.show_rows(lines, keep=True)
        self._tell_shown()

    def _passes(self, line: FileLine) -> bool:
        return line.problem or bool(line.flags) or not self._only.isChecked()

    def _tell_shown(self) -> None:
        shown, run = len(self.table.facts.rows), self._place.run
        figures = (count(self.program, shown), count(self.program, len(run.lines)))
        self._shown.setText(self.program.tr("central.shown_of", shown=figures[0], all=figures[1]))

    def _on_grown(self, lines: list[FileLine]) -> None:
        self.table.facts.append([line for line in lines if self._passes(line)])
        self._head.update_figures()
        self._tell_shown()

    def _on_ended(self) -> None:
        run = self._place.run
        self._head.update_figures()
        self._report.setEnabled(self._ended())
        for button in (self._files, self._folder):
            button.setEnabled(self._free())
        if not run.running:
            self.program.announce(self._head.summary)

    def _empty(self) -> QWidget:
        tr, standing = self.program.tr, self._place.standing
        if standing and not standing.rounds:
            act = (tr("central.release"), lambda: self.program.go("central", "release"))
            return EmptyState("inbox", tr("central.no_round"), tr("central.no_round_why"), [act])
        acts = [(tr("central.whole_folder"), self._ask_folder), (tr("central.files"), self._ask_files)]
        return EmptyState("inbox", tr("central.empty_import"), tr("central.empty_import_why"), acts)

    def _show_due(self) -> None:
        clear(self._due)
        standing = self._place.standing
        if standing and not self._place.run and not self._area.isEmpty():
            self._show()
        if standing is None or not standing.receipts_due or not self._free():
            return
        words = self.program.tr("central.receipts_wait", count=count(self.program, standing.receipts_due))
        verb = self.program.tr("central.receipts_button", count=count(self.program, standing.receipts_due))
        bar = Surface("info_soft", "accent", radius=6)
        line = row(Mark("waiting", words), Label(words), Button(verb, icon="sign", on=self._ask_receipts), spacing=10,
                   margins=(14, 5, 8, 5))  # fmt: skip
        line.setStretch(1, 1)
        bar.setLayout(line)
        self._due.addWidget(bar)

    def _free(self) -> bool:
        return self._place.run is None or not self._place.run.running

    def _ended(self) -> bool:
        return self._place.run is not None and not self._place.run.running

    def _receipts_due(self) -> bool:
        return bool(self._place.standing and self._place.standing.receipts_due)

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.program.tr("central.whole_folder"))
        if chosen:
            self.offer([Path(chosen)])

    def _ask_files(self) -> None:
        tr = self.program.tr
        kinds = f"{tr('central.package_files')} (*.asice *.p7m)"
        chosen, _ = QFileDialog.getOpenFileNames(self, tr("central.files"), "", kinds)
        if chosen:
            self.offer([Path(one) for one in chosen])

    def _ask_report(self) -> None:
        tr = self.program.tr
        target = ask_save(self, tr("central.save_report"), "import.xlsx", "Excel (*.xlsx);;CSV (*.csv)")
        if target is not None:
            self.save_report(target)

    def save_report(self, target: Path) -> None:
        """Write all lines as Excel or CSV, as the name ends."""
        table = self._place.run.report()

        def work() -> tuple[Path, int]:
            if target.suffix.lower() == ".csv":
                return target, write_csv(target, table)
            return target, write_tables(target, [table])[0]

        self.program.tasks.call(work, self._on_saved, lambda problem: told(self.program, problem, "report"))

    def _on_saved(self, written: tuple[Path, int]) -> None:
        words = self.program.tr("central.report_saved", name=written[0].name, count=count(self.program, written[1]))
        self.program.notify("report", "ok", words)

    def _ask_return(self, line: FileLine) -> None:
        return_submission(self, self.program, self._place, line.package_id)

    def _ask_changes(self, line: FileLine) -> None:
        show_changes(self, self.program, self._place, line.package_id)

    def _ask_receipts(self) -> None:
        dialog = ReceiptsDialog(self, self.program, self._place)
        dialog.exec()
        dialog.deleteLater()


class RunHead(Card):
    """How far the import is, and what became of the files: sums that add up to the files offered."""

    def __init__(self, program: Program, run: ImportRun) -> None:
        super().__init__(spacing=8, padding=16)
        self._program, self._run = program, run
        self.summary = ""
        self._title = Label("", "heading", wrap=False)
        self._rest = Label("", "small", "hint", wrap=False)
        self._bar = Bar(0.0, "", thick=8)
        self._stop = Button(program.tr("central.stop"), icon="close", on=run.stop)
        line = row(self._title, 6, self._rest, None, self._stop, spacing=8)
        self._sums = row(spacing=18)
        self.body.addLayout(line)
        self.body.addWidget(self._bar)
        self.body.addLayout(self._sums)
        self._figures: dict[str, SumFigure] = {}
        for state in STATES:
            figure = self._figures[state] = SumFigure(program, state)
            self._sums.addWidget(figure)
        self._sums.addStretch(1)
        self._total = Label("", "small", "hint", wrap=False)
        self._sums.addWidget(self._total)
        self.update_figures()

    def update_figures(self) -> None:
        """Show how far it is now."""
        tr, program, run = self._program.tr, self._program, self._run
        pace = run.pace()
        figures = {"done": count(program, pace.done), "total": count(program, pace.total)}
        self._title.setText(tr(f"central.run_{run.how}", **figures))
        self._stop.setVisible(run.running)
        self._stop.setEnabled(run.how == "running")
        fraction = pace.done / pace.total if pace.total else 0.0
        self._bar.set_fraction(fraction, self._title.text(), "accent" if run.running or fraction < 1 else "ok")
        rest = ""
        if run.running and pace.left is not None:
            left = tr("central.seconds", count=count(program, pace.left))
            if pace.left >= 90:
                left = tr("central.minutes", count=count(program, round(pace.left / 60)))
            rest = tr("central.rate_left", rate=count(program, round(pace.per_second)), left=left)
        self._rest.setText(rest)
        for state, figure in self._figures.items():
            figure.show_sum(run.sums[state])
        self._total.setText(tr("central.sum_is", count=figures["done"]))
        parts = [f"{tr(f'central.state_{state}')} {run.sums[state]}" for state in STATES if run.sums[state]]
        self.summary = f"{self._title.text()}. {', '.join(parts)}"


class SumFigure(QWidget):
    """One state: sign, word, number; pale where there is none."""

    def __init__(self, program: Program, state: str) -> None:
        super().__init__()
        self._program = program
        self._word = program.tr(f"central.state_{state}")
        self._mark = Mark(MARKS[state], self._word)
        self._number = Label("0", "strong", wrap=False)
        self._name = Label(self._word, "small", "hint", wrap=False)
        self.setLayout(row(self._mark, self._number, self._name, spacing=6))

    def show_sum(self, number: int) -> None:
        """Show how many files ended in this state."""
        self._number.setText(count(self._program, number))
        self._number.set_tone("text" if number else "hint")
        self.setVisible(bool(number) or self._word == self._program.tr("central.state_accepted"))
        self.setAccessibleName(f"{self._word} {number}")


class Detail(Surface):
    """The whole sentence of the file chosen, its flags, what to do; what it changed, and returning it."""

    def __init__(
        self, program: Program, ask_return: Callable[[FileLine], object], ask_changes: Callable[[FileLine], object]
    ) -> None:
        super().__init__("card", "line")
        self._program = program
        self._name = Elided("", "strong")
        self._words = Label(program.tr("central.detail_none"), tone="hint")
        self._flags = Label("", tone="warning")
        self._todo = Label("")
        self._line: FileLine | None = None
        self.back = Button(program.tr("central.return_open"), icon="undo", on=lambda: ask_return(self._line))
        self.back.hide()
        self.changes = Button(program.tr("central.changes_open"), icon="exchange", on=lambda: ask_changes(self._line))
        self.changes.hide()
        self.decide = Button(program.tr("central.decide_open"), icon="flag", on=lambda: program.go("central", "decide"))
        self.decide.hide()
        words = column(self._name, self._words, self._flags, self._todo, spacing=1)
        whole = row(words, self.decide, self.changes, self.back, spacing=12, margins=(16, 8, 12, 8))
        whole.setStretch(0, 1)
        self.setLayout(whole)
        for part in (self._name, self._flags, self._todo):
            part.hide()

    def show_line(self, line: FileLine) -> None:
        """Show a file's fate in full."""
        office = line.office if line.office != "–" else ""
        self._name.setText("  ".join(part for part in (line.name, office) if part))
        self._words.setText(f"{line.word} ({line.code}): {line.sentence}")
        self._words.set_tone(TONES[line.mark])
        self._flags.setText("\n".join(line.flags))
        self._todo.setText(line.remedy)
        self._line = line
        self.back.setVisible(line.returnable)
        self.changes.setVisible(line.revises)
        self.decide.setVisible(line.pending)
        self._name.show()
        self._flags.setVisible(bool(line.flags))
        self._todo.setVisible(bool(line.remedy))


class IntakeKeyDialog(Dialog):
    """The passphrase of the intake key, for encrypted files of one import (P6)."""

    def __init__(self, parent: QWidget | None, program: Program, place: CentralPlace) -> None:
        tr = program.tr
        super().__init__(parent, tr("central.intake_key"), width=560)
        self._program, self._place = program, place
        self.held: tuple[RSAPrivateKey, ...] = ()
        self.passphrase = PassphraseField(program, tr("central.intake_passphrase"))
        self._words = Label("", "small", "hint")
        self.body.addWidget(Label(tr("central.intake_key_why")))
        self.body.addWidget(Label(tr("central.intake_passphrase"), "small_strong", "hint"))
        self.body.addWidget(self.passphrase)
        self.body.addWidget(self._words)
        self.act = Button(tr("central.intake_open"), "primary", icon="open", on=self.open_key)
        self.add_act(self.act, tr("shell.cancel"))
        self.passphrase.setFocus()

    def open_key(self) -> None:
        """Open the key in the background; a wrong passphrase can be typed again."""
        secret = self.passphrase.text()
        self.act.setEnabled(False)
        self._words.setText(self._program.tr("central.opening_key"))
        self._place.ask(
            lambda registry: encryption.open_intake_keys(registry, secret), self._on_opened, self._on_refused
        )

    def _on_opened(self, held: tuple[RSAPrivateKey, ...]) -> None:
        self.held = held
        self.accept()

    def _on_refused(self, problem: Exception) -> None:
        self.act.setEnabled(True)
        self.passphrase.clear()
        self.passphrase.setFocus()
        told_in(self._program, self._words, problem)


class ReceiptsDialog(Dialog):
    """Passphrase, then every receipt that is due is signed; safe to stop and go on later."""

    def __init__(self, parent: QWidget | None, program: Program, place: CentralPlace) -> None:
        tr = program.tr
        super().__init__(parent, tr("central.receipts"), width=560)
        self._program, self._place = program, place
        due = place.standing.receipts_due if place.standing else 0
        self.body.addWidget(Label(tr("central.receipts_why", count=count(program, due))))
        self.passphrase = PassphraseField(program, tr("central.passphrase"))
        self.body.addWidget(Label(tr("central.passphrase"), "small_strong", "hint"))
        self.body.addWidget(self.passphrase)
        self._bar = Bar(0.0, "")
        self._words = Label("", "small", "hint")
        self.body.addWidget(self._bar)
        self.body.addWidget(self._words)
        self._bar.hide()
        self.act = Button(tr("central.receipts_sign"), "primary", icon="sign", on=self.sign)
        self._close = self.add_act(self.act, tr("shell.close"))
        self.passphrase.setFocus()
        self.signed = 0

    def sign(self) -> None:
        """Sign all in the background."""
        place, secret = self._place, self.passphrase.text()
        moment, who = self._program.clock(), place.who
        self.act.setEnabled(False)
        self._words.setText(self._program.tr("central.opening_key"))

        def facts(registry: Registry) -> Iterator[ReceiptDone]:
            keys = setup.open_keys(registry, secret)
            yield from issue_receipts(registry, keys.desk, setup.audience_of(registry), moment, who)

        place.stream(facts, fact=self._on_fact, done=self._on_done, failed=self._on_failed)

    def _on_fact(self, fact: ReceiptDone) -> None:
        self.signed = fact.number
        figures = {"done": count(self._program, fact.number), "total": count(self._program, fact.total)}
        self._bar.show()
        words = self._program.tr("central.receipts_done", **figures)
        self._bar.set_fraction(fact.number / fact.total, words)
        self._words.setText(words)

    def _on_done(self, _: object) -> None:
        self._place.changed.emit()
        tr = self._program.tr
        words = tr("central.receipts_signed", count=count(self._program, self.signed))
        open_ = (tr("central.open_folder"), lambda: open_folder(self._place.folders.receipts))
        self._program.notify("receipts", "ok", words, tr("central.receipts_next"), actions=[open_])
        self.accept()

    def _on_failed(self, problem: Exception) -> None:
        self.act.setEnabled(True)
        self.passphrase.clear()
        self.passphrase.setFocus()
        told_in(self._program, self._words, problem)
