"""Returning a submission for correction: which questions, why, until when; then it is signed (P5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from PySide6.QtWidgets import QComboBox, QWidget

from desktop_app.central import returns, setup
from desktop_app.central.registry import Registry
from desktop_app.central.returned import Item
from desktop_app.central.returns import Candidate, ReturnDone
from desktop_app.central.rounds import end_of_day
from desktop_app.errors import PhromError
from desktop_app.thai.dates import parse_date
from desktop_app.ui.asking import open_folder
from desktop_app.ui.central.common import count
from desktop_app.ui.central.place import CentralPlace
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button, Picker
from desktop_app.ui.widgets.date_field import DateField
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.fields import TextArea
from desktop_app.ui.widgets.layout import Card, clear, column, holder, row
from desktop_app.ui.widgets.options import OptionRow
from desktop_app.ui.widgets.secret import PassphraseField
from desktop_app.ui.widgets.text import Label

DAYS_GIVEN = 14  # proposed for the answer
LETTERS_OF_QUESTION = 48


def questions_of(program: Program, candidate: Candidate) -> list[tuple[str, str]]:
    """The questions that the office was asked, by ref with positions, with number and text."""
    form, session = candidate.release.form, candidate.session
    if session is None:
        nodes = [node for node in form.root.walk() if node.asks]
        return [(node.path, f"{node.evaluation.code} {program.pick(node.label)}".strip()) for node in nodes]
    found = []
    for ref in session.refs():
        if session.node(ref).asks and session.state(ref).relevant:
            place = session.to_positions(ref)
            number = returns.question_number(candidate, place)
            found.append((place, f"{number} {session.label(ref, program.language)}".strip()))
    return found


def return_submission(parent: QWidget, program: Program, place: CentralPlace, package_id: str) -> None:
    """Ask what the office should correct, and sign it."""
    dialog = ReturnDialog(parent, program, place, package_id)
    dialog.open_submission()
    dialog.exec()
    dialog.deleteLater()


class ReturnDialog(Dialog):
    """Questions with reason and comment, the last day, passphrase; nothing is written before it is signed."""

    def __init__(self, parent: QWidget | None, program: Program, place: CentralPlace, package_id: str) -> None:
        tr = program.tr
        super().__init__(parent, tr("central.return"), width=760)
        self._program, self._place, self._package_id = program, place, package_id
        self.items: list[Item] = []
        self._titles: dict[str, str] = {}
        self._about = Label(tr("central.return_opening"), tone="hint")
        self.body.addWidget(self._about)
        self.body.addWidget(self._chooser())
        self._list = column(spacing=4)
        self.body.addLayout(self._list)
        self.due = DateField(tr("central.return_due"), program.language, program.today())
        self._due: date | None = program.today() + timedelta(days=DAYS_GIVEN)
        self.due.set_value(self._due.isoformat())
        self.due.typed.connect(self._on_due)
        self.lock = OptionRow("lock", tr("central.return_lock"), many=True)
        self.lock.button.setChecked(True)
        self.passphrase = PassphraseField(program, tr("central.passphrase"))
        self.passphrase.field.typed.connect(lambda _: self._judge())
        for title, field in ((tr("central.return_due"), self.due), (tr("central.passphrase"), self.passphrase)):
            line = row(Label(title, "small_strong", "hint", wrap=False), field, spacing=12)
            line.setStretch(1, 1)
            self.body.addLayout(line)
        self.body.insertWidget(self.body.count() - 1, self.lock)
        self._words = Label("", "small", "hint")
        self.body.addWidget(self._words)
        self.body.addStretch(1)
        self.act = Button(tr("central.return_sign"), "primary", icon="sign", on=self.sign)
        self.add_act(self.act, tr("shell.close"))
        self._judge()

    def open_submission(self) -> None:
        """Read the submission in the background."""
        package_id, moment = self._package_id, self._program.clock()

        def work(registry: Registry) -> tuple[Candidate, tuple[Item, ...]]:
            candidate = returns.open_candidate(registry, package_id, moment)
            return candidate, returns.propose_items(registry, candidate)

        self._place.ask(work, lambda found: self.show_candidate(*found), self._on_failed)

    def show_candidate(self, candidate: Candidate, proposed: tuple[Item, ...]) -> None:
        """Offer the questions of a submission, and what its own differences suggest."""
        program, payload = self._program, candidate.received.payload
        office = candidate.release.roster.get(candidate.received.office_code)
        name = candidate.received.office_code
        if office is not None:
            name = office.name_th if program.language == "th" else office.name_en or office.name_th
        figures = {"round": program.digits(payload["round"]), "revision": program.digits(payload["revision"])}
        self._about.setText(program.tr("central.return_about", name=name, **figures))
        questions = questions_of(program, candidate)
        self._titles = {ref: program.digits(title) for ref, title in questions}
        self.question.set_options([("", program.tr("central.return_choose")), *self._titles.items()])
        self.items = list(proposed)
        self._show_items()
        self.question.setFocus()

    def add(self) -> None:
        """Take the question chosen into the list; the same again takes the place of the first."""
        ref, comment = self.question.chosen(), self.comment.toPlainText().strip()
        if not ref or not comment:
            self._tell(self._program.tr("central.return_incomplete"), "error")
            (self.comment if ref else self.question).setFocus()
            return
        self.items = [item for item in self.items if item.question != ref]
        self.items.append(Item(ref, self.reason.chosen(), comment))
        self.comment.set_value("")
        self.question.setCurrentIndex(0)
        self.question.setFocus()
        self._show_items()

    def remove(self, item: Item) -> None:
        """Take a question off the list."""
        self.items.remove(item)
        self._show_items()

    def sign(self) -> None:
        """Sign in the background; the file lies in `returns/` then."""
        place, secret, package_id = self._place, self.passphrase.text(), self._package_id
        moment, who, items, lock = self._program.clock(), place.who, tuple(self.items), self.lock.button.isChecked()
        if self._due is None:
            return
        due = end_of_day(self._due)
        self.act.setEnabled(False)
        self._tell(self._program.tr("central.opening_key"))

        def facts(registry: Registry) -> Iterator[ReturnDone]:
            desk = setup.open_keys(registry, secret).desk
            yield returns.return_package(registry, package_id, items, due, desk, moment, who, lock_others=lock)

        place.stream(facts, fact=self._on_signed, failed=self._on_failed)

    def _chooser(self) -> QWidget:
        tr, program = self._program.tr, self._program
        self.question = Picker(tr("central.return_question"), [("", "–")])
        self.question.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.question.setMinimumContentsLength(LETTERS_OF_QUESTION)
        reasons = [(key, program.pick(text)) for key, text in returns.REASONS.items()]
        self.reason = Picker(tr("central.return_reason"), reasons)
        self.comment = TextArea(tr("central.return_comment"), lines=(2, 5))
        self.comment.setPlaceholderText(tr("central.return_comment_hint"))
        self._add = Button(tr("central.return_add"), icon="plus", on=self.add)
        first = row(self.question, self.reason, spacing=8)
        first.setStretch(0, 1)
        second = row(self.comment, self._add, spacing=8)
        second.setStretch(0, 1)
        card = Card(padding=12)
        card.body.addLayout(column(first, second, spacing=8))
        return card

    def _show_items(self) -> None:
        clear(self._list)
        tr, program = self._program.tr, self._program
        head = tr("central.return_items", count=count(program, len(self.items)))
        self._list.addWidget(Label(head, "small_strong", "hint", wrap=False))
        for item in self.items:
            title = self._titles.get(item.question, item.question)
            comment = f"{program.pick(returns.REASONS[item.reason])}: {item.comment}"
            words = column(Label(title, "strong"), Label(comment, "small"), spacing=0)
            verb = f"{tr('central.return_remove')} {title}"
            line = row(words, Button("", "quiet", icon="trash", on=lambda item=item: self.remove(item), name=verb))
            line.setStretch(0, 1)
            self._list.addWidget(holder(line))
        self._judge()

    def _on_due(self, text: str) -> None:
        self._due = parse_date(text)
        self.due.set_wrong(self._due is None or self._due <= self._program.today())
        self._judge()

    def _judge(self) -> None:
        why = self.reason_not()
        self.act.setEnabled(not why)
        self._tell(why)

    def reason_not(self) -> str:
        """Why it cannot be signed yet, "" if it can."""
        tr = self._program.tr
        if not self.items:
            return tr("central.return_no_items")
        if self._due is None or self._due <= self._program.today():
            return tr("central.return_no_due")
        return "" if self.passphrase.text() else tr("central.return_no_passphrase")

    def _tell(self, words: str, tone: str = "hint") -> None:
        self._words.setText(words)
        self._words.set_tone(tone)

    def _on_signed(self, done: ReturnDone) -> None:
        tr, program = self._program.tr, self._program
        words = tr("central.return_signed", name=done.path.name, count=count(program, len(done.items)))
        act = (tr("central.open_folder"), lambda: open_folder(done.path.parent))
        program.notify("returns", "ok", words, tr("central.return_next"), actions=[act])
        self._place.changed.emit()
        self.accept()

    def _on_failed(self, problem: Exception) -> None:
        if not isinstance(problem, PhromError):
            self._program.tasks.problem.emit(problem)
            return
        language = self._program.language
        self.passphrase.clear()
        self._judge()
        self._tell(f"{problem.message(language)} {problem.remedy(language)}", "error")
