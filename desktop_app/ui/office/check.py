"""W5, check before handing over: what must be mended, what is blank, every answer, and the way to the CIO."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop_app.errors import PhromError
from desktop_app.office.records import State
from desktop_app.questionnaire.outline import Card as OutlineCard
from desktop_app.ui.bridge import OpenWork
from desktop_app.ui.office.late import late_banner
from desktop_app.ui.office.questions import first_to_mend, mark_of, options_of, shown_value
from desktop_app.ui.pages import Command, Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.layout import Surface, column, row
from desktop_app.ui.widgets.marks import IconMark
from desktop_app.ui.widgets.options import OptionRow
from desktop_app.ui.widgets.table import Column, Table, TableModel
from desktop_app.ui.widgets.text import Label

FILTERS = ("all", "mend", "blank", "flag", "no_evidence")


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One card: what was asked, what was answered, and what is missing."""

    ref: str
    refs: tuple[str, ...]
    section: str
    code: str
    question: str
    answer: str
    mark: str
    remark: str
    no_evidence: bool
    flagged: bool
    must: bool  # keeps the assessment from being handed over


def check_rows(program: Program, work: OpenWork) -> tuple[CheckRow, ...]:
    """Every relevant card that asks for an answer, in the order of the form."""
    problems = work.problems()
    wanting = {problem.ref for problem in problems}
    unsettled = set(work.assessment.unsettled())
    rows = []
    for section in work.sections:
        label = program.pick(section.label)
        for card, refs in _asking_cards(work, section.cards):
            wrong = next((p for ref in refs if (p := first_to_mend(problems, ref))), None)
            mark = mark_of(work, refs)
            missing = any("reason_missing" in work.session.state(ref).problems for ref in refs)
            remark = program.pick(wrong.message) if wrong else program.tr("office.reason_missing") if missing else ""
            if owed := _owed(program, work, refs, unsettled):
                mark, remark = "error", remark or owed
            if not remark and mark in ("empty", "part"):
                remark = program.tr("office.blank")
            evidence = [ref for ref in refs if work.session.node(ref).evaluation.evidence != "none"]
            rows.append(
                CheckRow(
                    ref=refs[0],
                    refs=refs,
                    section=label,
                    code=program.digits(card.code),
                    question=program.pick(card.label),
                    answer=" / ".join(filter(None, (answer_words(program, work, ref) for ref in refs))),
                    mark=mark,
                    remark=remark,
                    no_evidence=bool(evidence) and not any(work.session.state(ref).attachments for ref in evidence),
                    flagged=any(work.flagged(ref) for ref in refs),
                    must=bool(wanting & set(refs)),
                )
            )
    return tuple(rows)


def _owed(program: Program, work: OpenWork, refs: tuple[str, ...], unsettled: set[str]) -> str:
    """What a revision still owes on a card: the reason of a change, or an answer to central; "" where nothing."""
    if any(work.must_explain(ref) and not work.change_reason(ref).strip() for ref in refs):
        return program.tr("office.no_change_reason")
    return program.tr("office.returned_open") if unsettled & set(refs) else ""


def _asking_cards(work: OpenWork, cards: tuple[OutlineCard, ...]) -> Iterator[tuple[OutlineCard, tuple[str, ...]]]:
    live = set(work.session.refs())
    for card in cards:
        if card.kind in ("question", "share"):
            refs = tuple(leaf for leaf in card.leaves if leaf in live)
            asked = [ref for ref in refs if work.session.node(ref).asks and work.session.state(ref).relevant]
            if asked:
                yield card, tuple(asked)
        elif card.kind == "repeat":
            inside = [ref for ref in work.session.refs() if ref.startswith(card.path + "[")]
            for ref in inside:
                if work.session.node(ref).asks and work.session.state(ref).relevant:
                    node = work.session.node(ref)
                    yield OutlineCard("question", ref, node.evaluation.code, node.label, (ref,)), (ref,)


def answer_words(program: Program, work: OpenWork, ref: str) -> str:
    """An answer as words: names of options, numbers with separators, dates of the Buddhist Era."""
    node, value = work.session.node(ref), work.session.state(ref).value
    if node.choice_list:
        chosen = value.split()
        return ", ".join(option.text for option in options_of(program, work, ref, value) if option.key in chosen)
    return shown_value(program, node, value)


class CheckPage(Page):
    """The summary has focus; Enter on a row goes to its question, Esc comes back."""

    screen = "W5"

    def __init__(self, program: Program, work: OpenWork) -> None:
        super().__init__(program)
        self.work = work
        self.title = program.tr("office.check")
        self._rows = check_rows(program, work)
        tr, digits = program.tr, program.digits
        self._wrong = [row for row in self._rows if row.mark == "error"]
        self._blank = [row for row in self._rows if row.mark in ("empty", "part")]
        self._remarks = work.assessment.open_remarks()
        self._unexplained = sum(not change.why for change in work.assessment.changes())
        self._unsettled = len(work.assessment.unsettled())
        self._model = TableModel(
            [
                Column(tr("office.question_number"), lambda item: item.code, strong=True),
                Column(tr("office.question"), lambda item: item.question, stretch=True),
                Column(tr("office.answer"), lambda item: item.answer, stretch=True),
                Column(
                    tr("office.to_do"), lambda item: item.remark,
                    tone=lambda item: "error" if item.mark == "error" else "hint",
                ),
            ],
            self._rows,
        )  # fmt: skip
        self.table = Table(tr("office.check"), self._model, sortable=False)
        self.table.opened.connect(lambda item: program.go("office", "section", item.ref))
        self._count = Label("", "small", "hint", wrap=False)
        whole = column(
            Label(self.title, "title"), self._summary(), self._filter_row(), self.table, self._hand_over(),
            spacing=10, margins=(32, 18, 32, 14),
        )  # fmt: skip
        whole.setStretch(3, 1)
        whole.addStretch()
        if self.work.editable or self.work.state is State.READY:
            self.late = late_banner(program, work.assessment)
            if self.late is not None:
                whole.insertWidget(1, self.late)
        self.setLayout(whole)
        self._show("mend" if self._wrong else "blank" if self._blank else "all")
        self._digits = digits

    def start(self) -> None:
        """The summary's table has focus, on its first row."""
        self.table.setFocus()
        if self._model.rows:
            self.table.selectRow(0)

    def panes(self):  # type: ignore[no-untyped-def]
        """Table, then the buttons."""
        return (self.table, self._foot)

    def commands(self) -> tuple[Command, ...]:
        """Hand over by command too."""
        return (Command("office.hand_over", self._hand, "file", "", self._may_hand, group=1),)

    def _summary(self) -> Surface:
        tr, digits = self.program.tr, self.program.digits
        wrong, blank = len(self._wrong), len(self._blank)
        if wrong or blank:
            key = "office.check_summary" if wrong else "office.check_blank"
            words = tr(key, wrong=digits(wrong), blank=digits(blank))
            tone, icon, surface = ("error", "error", "error_soft") if wrong else ("warning", "warning", "warning_soft")
        else:
            words, tone, icon, surface = tr("office.check_clean"), "ok", "check", "ok_soft"
        self.summary = words
        area = Surface(surface, tone, radius=6)
        line = row(IconMark(icon, tone), Label(words, "strong"), spacing=10, margins=(14, 5, 14, 5))
        line.setStretch(1, 1)
        if self.work.score is not None:
            score = self.work.score
            for name, figure in (("total", score.total), ("maximum", score.maximum)):
                line.addWidget(Label(tr(f"office.{name}_short"), "small", "hint", wrap=False))
                line.addWidget(Label(digits(figure.shown or "–"), "strong", wrap=False))
                line.addSpacing(8)
        area.setLayout(line)
        return area

    def _filter_row(self):  # type: ignore[no-untyped-def]
        tr = self.program.tr
        self._filters: dict[str, Button] = {}
        line = row(Label(tr("office.show"), tone="hint", wrap=False), spacing=4)
        for name in FILTERS:
            count = self.program.digits(sum(1 for item in self._rows if passes(item, name)))
            button = Button(f"{tr(f'office.filter_{name}')} {count}", "quiet", on=lambda name=name: self._show(name))
            button.setCheckable(True)
            self._filters[name] = button
            line.addWidget(button)
        line.addStretch(1)
        return line

    def _show(self, name: str) -> None:
        for key, button in self._filters.items():
            button.setChecked(key == name)
        self._model.set_rows([item for item in self._rows if passes(item, name)])
        self.table.hug()
        if self._model.rows:
            self.table.selectRow(0)

    def _hand_over(self) -> Surface:
        tr = self.program.tr
        self._foot = Surface("card", "line")
        if self.work.state is State.READY:
            act = Button(tr("office.withdraw"), on=self._withdraw)
            line = row(Label(tr("office.handed_over")), act, spacing=12, margins=(16, 8, 12, 8))
            line.setStretch(0, 1)
            self._foot.setLayout(line)
            return self._foot
        self.confirmed = OptionRow("confirmed", tr("office.i_checked"), many=True)
        self.confirmed.button.setEnabled(self.work.editable)
        self.confirmed.button.toggled.connect(lambda _: self._show_button())
        self._why = Label("", "small", "hint")
        self.hand = Button(tr("office.hand_over"), "primary", on=self._hand)
        line = row(column(self.confirmed, self._why, spacing=0), self.hand, spacing=12, margins=(12, 6, 12, 6))
        line.setStretch(0, 1)
        self._foot.setLayout(line)
        self._show_button()
        return self._foot

    def reason_not(self) -> str:
        """Why it cannot be handed over yet, "" if it can."""
        tr, digits = self.program.tr, self.program.digits
        if not self.work.editable:
            return tr("office.why_not_state", state=self.program.pick(self.work.state.label))
        missing = sum(1 for item in self._rows if item.must)
        if missing:
            return tr("office.why_not_missing", count=digits(missing))
        if self._remarks:
            return tr("office.why_not_remarks", count=digits(len(self._remarks)))
        for key, count in (("unexplained", self._unexplained), ("unsettled", self._unsettled)):
            if count:
                return tr(f"office.why_not_{key}", count=digits(count))
        if not self.confirmed.button.isChecked():
            return tr("office.why_not_confirmed")
        return ""

    def _may_hand(self) -> bool:
        return self.work.state is not State.READY and not self.reason_not()

    def _show_button(self) -> None:
        why = self.reason_not()
        self.hand.setEnabled(not why)
        self._why.setText(why)
        self._why.setVisible(bool(why))

    def _hand(self) -> None:
        self._move(self.work.assessment.make_ready, "office.handed_over")

    def _withdraw(self) -> None:
        self._move(self.work.assessment.withdraw, "office.withdrawn")

    def _move(self, act, words: str) -> None:  # type: ignore[no-untyped-def]
        try:
            self.work.transition(act)
        except PhromError as problem:
            self.program.fail(problem, key="state")
            return
        self.program.notify("state", "ok", self.program.tr(words))
        self.program.go("office", "check")


def passes(row: CheckRow, name: str) -> bool:
    """Whether a row is shown under a filter."""
    return {
        "all": True,
        "mend": row.mark == "error",
        "blank": row.mark in ("empty", "part"),
        "flag": row.flagged,
        "no_evidence": row.no_evidence,
    }[name]
