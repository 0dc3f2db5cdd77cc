"""W6: the CIO reads what was answered, remarks on it, sends it back or approves (C2)."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop_app.errors import PhromError
from desktop_app.office.records import EvidenceFile, Kind, State
from desktop_app.ui.asking import open_outside
from desktop_app.ui.bridge import OpenWork
from desktop_app.ui.office.moves import moves_line
from desktop_app.ui.pages import Command, Page
from desktop_app.ui.program import Program
from desktop_app.ui.review.items import FILTERS, Item, history_of, passes, review_items
from desktop_app.ui.shell.keys import latin_key
from desktop_app.ui.widgets.banner import EmptyState
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.fact_table import Fact, FactTable
from desktop_app.ui.widgets.fields import TextArea
from desktop_app.ui.widgets.flow import Flow
from desktop_app.ui.widgets.layout import Card, Divider, ScrollPage, Surface, clear, column, holder, row
from desktop_app.ui.widgets.text import Elided, Label

WRITE_AFTER_MS = 400  # a slow writer's pause; shorter would write in mid-word
CHANGES_SHOWN = 4
LONG_ANSWER = 36  # letters; longer ones are set as text, not as a figure
KIBIBYTE = 1024


class ReviewList(FactTable):
    """The questions; J and K walk, M goes to the remark, only while the list has focus."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letter keys of the review, as on every keyboard."""
        letter = (latin_key(event) or event.text()).upper()
        step = {"J": 1, "K": -1}.get(letter)
        if step is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            at = self.currentIndex().row() + step
            if 0 <= at < len(self.rows()):
                self.selectRow(at)
        elif letter == "M" and self.current() is not None:
            self.opened.emit(self.current())
        else:
            super().keyPressEvent(event)


class ReviewPage(Page):
    """List at the left, the question chosen at the right, the two ways on below."""

    screen = "W6"

    def __init__(self, program: Program, work: OpenWork) -> None:
        super().__init__(program)
        self.work = work
        self.title = program.tr("review.review")
        self.items = review_items(program, work)
        tr = program.tr
        columns = (
            Fact(tr("office.question_number"), lambda item: item.code, width=7, strong=True, mark=lambda i: i.mark),
            Fact(tr("office.question"), lambda item: item.question, stretch=True),
            Fact(tr("review.why_look"), lambda item: item.words, width=14, tone=lambda _: "hint"),
        )
        self.list = ReviewList(self.title, columns, sortable=False)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(lambda _: self._to_remark())
        self._area = column(spacing=0)
        self._filters: dict[str, Button] = {}
        self._nothing = column(spacing=0)
        left = column(self.list, self._nothing, spacing=0)
        left.setStretch(0, 1)
        detail = holder(self._area)
        body = row(left, detail, spacing=16)
        body.setStretch(0, 11)
        body.setStretch(1, 10)
        whole = column(self._head(), self._filter_row(), body, self._foot(), spacing=8, margins=(32, 14, 32, 12))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self._detail_area = detail
        self.show_filter("look" if any(item.signs for item in self.items) else "all")

    def start(self) -> None:
        """The list has focus."""
        self.list.setFocus()

    def panes(self) -> tuple[QWidget, ...]:
        """List, question, what to do."""
        return (self.list, self._detail_area, self._foot_area)

    def leave(self) -> None:
        """The remark being typed is kept."""
        if isinstance(getattr(self, "detail", None), Detail):
            self.detail.write()

    def commands(self) -> tuple[Command, ...]:
        """Send back and approve by name."""
        return (
            Command("review.send_back", self.ask_send_back, "file", "", self._is_ready, group=1),
            Command("review.approve", self.approve, "file", "Ctrl+Return", self._is_ready, group=1),
        )

    def show_filter(self, name: str) -> None:
        """Show the questions that pass a filter."""
        for key, button in self._filters.items():
            button.setChecked(key == name)
        self._filter = name
        found = [item for item in self.items if passes(item, name)]
        self.list.show_rows(found)
        self.list.setVisible(bool(found))
        clear(self._nothing)
        if found:
            self.list.selectRow(0)
        else:
            self._show_nothing(name)

    def remarked(self) -> tuple[str, ...]:
        """Questions with an open remark."""
        if isinstance(getattr(self, "detail", None), Detail):
            self.detail.write()
        self.work.assessment.flush()
        return self.work.assessment.open_remarks()

    def ask_send_back(self) -> None:
        """A general reason, or remarks, are needed; then it goes back to the officer."""
        dialog = SendBack(self, self.program, self.work, self.remarked())
        if dialog.exec():
            self.program.notify("review", "ok", self.program.tr("review.sent_back"))
            self.program.go("review", "home")
        dialog.deleteLater()

    def approve(self) -> None:
        """On to signing; open remarks stand in the way."""
        count = len(self.remarked())
        if count:
            words = self.program.tr("review.remarks_open", count=self.program.digits(count))
            self.program.notify("review", "warning", words)
            return
        self.program.go("review", "sign")

    def _head(self) -> QWidget:
        program, assessment = self.program, self.work.assessment
        office = assessment.office
        name = office.name_th if program.language == "th" else office.name_en or office.name_th
        about = program.tr("review.about", round=program.digits(assessment.release.round),
                           revision=program.digits(assessment.work.revision),
                           state=program.pick(assessment.state.label))  # fmt: skip
        words = column(Label(name, "title"), Label(about, tone="hint"), spacing=0)
        if (moved := moves_line(program, self.work, self.window)) is not None:
            words.addWidget(moved)
        line = row(words, spacing=22)
        line.setStretch(0, 1)
        score = self.work.score
        if score is not None:
            figures = (("total", score.total), ("maximum", score.maximum), ("completeness", score.completeness))
            for key, figure in figures:
                text = program.digits(figure.shown or "–")
                label = Label(program.tr(f"review.{key}"), "small", "hint", wrap=False)
                line.addLayout(column(label, Label(text, "heading", wrap=False), spacing=0))
        return holder(line)

    def _filter_row(self):  # type: ignore[no-untyped-def]
        line = row(spacing=2)
        for name in FILTERS:
            button = Button("", "quiet", on=lambda name=name: self.show_filter(name))
            button.setCheckable(True)
            self._filters[name] = button
            line.addWidget(button)
        line.addStretch(1)
        self._count_filters()
        return line

    def _count_filters(self) -> None:
        for name, button in self._filters.items():
            words = self.program.tr(f"review.filter_{name}")
            if name != "last_year":
                words = f"{words} {self.program.digits(sum(passes(item, name) for item in self.items))}"
            button.setText(words)
            button.setAccessibleName(words)

    def _foot(self) -> QWidget:
        tr = self.program.tr
        self._foot_area = Surface("card", "line")
        self._why = Label("", tone="hint")
        self.back = Button("", "plain", icon="undo", on=self.ask_send_back)
        self.forth = Button(tr("review.approve"), "primary", icon="sign", on=self.approve)
        line = row(self._why, self.back, self.forth, spacing=10, margins=(16, 6, 10, 6))
        line.setStretch(0, 1)
        self._foot_area.setLayout(line)
        self._show_foot()
        return self._foot_area

    def _show_foot(self) -> None:
        tr, digits = self.program.tr, self.program.digits
        count = sum(bool(item.remark) for item in self.items)
        ready = self._is_ready()
        self.back.setText(tr("review.send_back_count", count=digits(count)) if count else tr("review.send_back"))
        self.back.setEnabled(ready)
        self.forth.setEnabled(ready and not count)
        state = self.program.pick(self.work.state.label)
        why = tr("review.read_only", state=state) if not ready else tr("review.keys_hint")
        self._why.setText(tr("review.remarks_open", count=digits(count)) if ready and count else why)

    def _is_ready(self) -> bool:
        return self.work.state is State.READY

    def _on_chosen(self, item: Item) -> None:
        if isinstance(getattr(self, "detail", None), Detail):
            self.detail.write()
        clear(self._area)
        self.detail = Detail(self.program, self.work, item, editable=self._is_ready())
        self.detail.written = self._on_written
        self._area.addWidget(self.detail)

    def _on_written(self, ref: str) -> None:
        """Only the line of the question that was remarked on changes."""
        try:
            self.work.assessment.flush()
        except PhromError as problem:
            self.program.fail(problem, key="remark")
            return
        fresh = {item.ref: item for item in review_items(self.program, self.work)}
        self.items = tuple(fresh.values())
        rows = self.list.facts.rows
        at = next((at for at, item in enumerate(rows) if item.ref == ref), None)
        if at is not None:
            rows[at] = fresh[ref]
            model = self.list.facts
            model.dataChanged.emit(model.index(at, 0), model.index(at, model.columnCount() - 1))
        self._count_filters()
        self._show_foot()

    def _to_remark(self) -> None:
        if isinstance(getattr(self, "detail", None), Detail):
            self.detail.remark.setFocus()

    def _show_nothing(self, name: str) -> None:
        tr = self.program.tr
        clear(self._area)
        self.detail = None
        act = (tr("review.filter_all"), lambda: self.show_filter("all"))
        self._nothing.addWidget(EmptyState("check", tr(f"review.none_{name}"), tr(f"review.none_{name}_why"), [act]))
        self._nothing.addStretch(1)


class Detail(ScrollPage):
    """One question: answer, points, evidence, note, history, and the CIO's remark."""

    def __init__(self, program: Program, work: OpenWork, item: Item, *, editable: bool) -> None:
        self._program, self._work, self.item = program, work, item
        self.written = lambda _ref: None
        tr = program.tr
        card = Card(spacing=6, padding=18)
        card.body.addWidget(Label(f"{item.code}  {item.section}".strip(), "small", "hint"))
        card.body.addWidget(Label(item.question, "heading"))
        role = "title" if len(item.answer) <= LONG_ANSWER else "strong"
        card.body.addWidget(Label(item.answer or tr("review.blank"), role, "accent" if item.answer else "hint"))
        if item.reason:
            card.body.addWidget(Label(tr("review.na_because", reason=item.reason)))
        for key, words in (("asked", item.asked), ("changed", item.changed)):
            if words:
                card.body.addWidget(Label(tr(f"review.detail_{key}", text=words), "strong"))
        if item.points:
            card.body.addWidget(self._points())
        card.body.addWidget(Divider())
        self._evidence(card)
        if item.note:
            card.body.addWidget(Label(tr("office.note"), "small_strong", "hint"))
            card.body.addWidget(Label(item.note))
        card.body.addWidget(Divider())
        card.body.addWidget(Label(tr("review.remark"), "strong"))
        if item.settled:
            card.body.addWidget(Label(item.settled, "small", "hint"))
        self.remark = TextArea(tr("review.remark"), item.remark)
        self.remark.setPlaceholderText(tr("review.remark_hint"))
        self.remark.setReadOnly(not editable)
        card.body.addWidget(self.remark)
        self._said = Label("", "small", "hint")
        card.body.addWidget(self._said)
        self._said.hide()
        self._history(card)
        super().__init__(Flow(column(card, None, spacing=0)), name=item.question)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(WRITE_AFTER_MS)
        self._soon.timeout.connect(self.write)
        self.remark.typed.connect(lambda _: self._soon.start())
        self.remark.left.connect(self.write)

    def write(self) -> None:
        """Keep the remark; "" takes it back."""
        self._soon.stop()
        text, ref = self.remark.toPlainText().strip(), self.item.ref
        if self.remark.isReadOnly() or text == self.item.remark:
            return
        assessment = self._work.assessment
        try:
            if text and text == assessment.text(Kind.REMARK, ref):
                assessment.set_text(Kind.REMARK, ref, "")  # the same words again are a new remark
            assessment.set_text(Kind.REMARK, ref, text)
        except PhromError as problem:
            self._program.fail(problem, key="remark")
            return
        self.item = replace(self.item, remark=text)
        self._said.setText(self._program.tr("review.remark_kept" if text else "review.remark_gone"))
        self._said.show()
        self.written(ref)

    def _points(self) -> QWidget:
        tr, points = self._program.tr, self.item.points
        figures = (("review.gained", points.gained, "ok"), ("review.lost", points.lost, "warning"),
                   ("review.weight", f"{points.weight} %", "text"))  # fmt: skip
        line = row(spacing=22)
        for key, text, tone in figures:
            label = Label(tr(key), "small", "hint", wrap=False)
            line.addLayout(column(label, Label(text, "strong", tone, wrap=False), spacing=0))
        because = column(Label(tr("office.why_cause"), "small", "hint"), Label(points.because), spacing=0)
        line.addLayout(because, 1)
        return holder(line)

    def _evidence(self, card: Card) -> None:
        tr, program = self._program.tr, self._program
        card.body.addWidget(Label(tr("review.evidence_count", count=program.digits(len(self.item.files))),
                                  "small_strong", "hint"))  # fmt: skip
        for file in self.item.files:
            size = program.digits(f"{max(1, round(file.size / KIBIBYTE)):,}")
            words = column(Elided(file.original_name), spacing=0)
            look = Button(tr("office.evidence_open"), "link", on=lambda file=file: self._open(file),
                          name=tr("office.evidence_open_name", name=file.original_name))  # fmt: skip
            line = row(words, Label(f"{size} kB", "small", "hint", wrap=False), look, spacing=10)
            line.setStretch(0, 1)
            card.body.addLayout(line)
        if not self.item.files:
            card.body.addWidget(Label(tr("review.no_files"), tone="hint"))

    def _history(self, card: Card) -> None:
        changes = history_of(self._program, self._work, self.item.ref)
        count = self._program.digits(len(changes))
        card.body.addWidget(Label(self._program.tr("review.history", count=count), "small_strong", "hint"))
        for change in changes[:CHANGES_SHOWN]:
            card.body.addWidget(Label(f"{change.when}  {change.who}  {change.text}", "small"))

    def _open(self, file: EvidenceFile) -> None:
        try:
            path = self._work.assessment.evidence_path(file)
        except PhromError as problem:
            self._program.fail(problem, key="evidence")
            return
        open_outside(path)


class SendBack(Dialog):
    """Sending back needs remarks or a general reason; the officer reads both first."""

    def __init__(self, parent: QWidget | None, program: Program, work: OpenWork, remarked: tuple[str, ...]) -> None:
        tr, digits = program.tr, program.digits
        super().__init__(parent, tr("review.send_back"), width=580)
        self._program, self._work, self._remarked = program, work, remarked
        self.body.addWidget(Label(tr("review.send_back_why")))
        if remarked:
            self.body.addWidget(Label(tr("review.send_back_list", count=digits(len(remarked))), "strong"))
            for ref in remarked[:6]:
                words = f"{digits(work.code_of(ref))}  {work.assessment.text(Kind.REMARK, ref)}"
                self.body.addWidget(Elided(words))
        self.body.addWidget(Label(tr("review.general_reason"), "small_strong", "hint"))
        self.reason = TextArea(tr("review.general_reason"), lines=(3, 6))
        self.body.addWidget(self.reason)
        self._why = Label("", "small", "hint")
        self.body.addWidget(self._why)
        self.act = Button(tr("review.send_back_now"), "primary", icon="undo", on=self.send)
        self.add_act(self.act, tr("shell.cancel"))
        self.reason.textChanged.connect(self._judge)
        self._judge()
        self.reason.setFocus()

    def send(self) -> None:
        """Send it back to the officer."""
        reason = self.reason.toPlainText().strip()
        try:
            self._work.transition(lambda: self._work.assessment.send_back(reason))
        except PhromError as problem:
            language = self._program.language
            self._why.setText(f"{problem.message(language)} {problem.remedy(language)}")
            self._why.set_tone("error")
            return
        self.accept()

    def _judge(self) -> None:
        enough = bool(self._remarked or self.reason.toPlainText().strip())
        self.act.setEnabled(enough)
        self._why.setText("" if enough else self._program.tr("review.need_reason"))
