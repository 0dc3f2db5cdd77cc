"""W7: what is signed, by whom, and the report beside it; then the passphrase or the token's PIN (C2)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.errors import PhromError
from desktop_app.office.keys import OfficeKey
from desktop_app.office.records import State
from desktop_app.office.sealing import Draft
from desktop_app.office.signing import export_name, review
from desktop_app.questionnaire.outline import total_progress
from desktop_app.submission.compose import Signatory
from desktop_app.trust.certificates import Certificate
from desktop_app.trust.keys import grouped
from desktop_app.trust.names import read_subject
from desktop_app.ui.asking import ask_save
from desktop_app.ui.bridge import OpenWork
from desktop_app.ui.office.late import late_banner
from desktop_app.ui.pages import Command, Page
from desktop_app.ui.program import Program
from desktop_app.ui.review.preview import PdfPreview
from desktop_app.ui.review.signing import FRESH, Act, Signed, Step, sign_and_export, style_of
from desktop_app.ui.widgets.banner import Banner, EmptyState
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.fields import LineField
from desktop_app.ui.widgets.flow import Flow
from desktop_app.ui.widgets.layout import Card, ScrollPage, Surface, clear, column, row
from desktop_app.ui.widgets.marks import Bar
from desktop_app.ui.widgets.secret import PassphraseField
from desktop_app.ui.widgets.text import Label
from desktop_app.ui.workplace import Workplace

REMIND_DAYS = 90
TYPING_PAUSE_MS = 700  # after the last letter of name or position the draft is made anew
GROUPS_A_LINE = 8
SIDE_EM = 15.5
LABEL_WIDTH = 66  # pixels


def fingerprint_lines(hex_digits: str) -> tuple[str, ...]:
    """A fingerprint as it is read out: groups of four, eight on a line."""
    groups = grouped(hex_digits).upper().split()
    return tuple("  ".join(groups[at : at + GROUPS_A_LINE]) for at in range(0, len(groups), GROUPS_A_LINE))


class SignPage(Page):
    """Left what is signed and the passphrase, right the report; nothing is signed that was not shown."""

    screen = "W7"

    def __init__(self, program: Program, place: Workplace, work: OpenWork) -> None:
        super().__init__(program)
        self._place, self.work = place, work
        self.title = program.tr("review.sign")
        self.draft: Draft | None = None
        self._busy = False
        self.signed = lambda _signed: None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(TYPING_PAUSE_MS)
        self._soon.timeout.connect(self.prepare)
        self.key, self.problem = self._certified()
        self.leaf: Certificate | None = self.key.leaf if self.key else None
        if self.problem or work.state is not State.READY:
            self._cannot()
            return
        self._build()
        self.prepare()

    def start(self) -> None:
        """The passphrase, where everything else is known."""
        if self.problem is None and self.work.state is State.READY:
            (self.passphrase if self.name.text().strip() else self.name).setFocus()

    def panes(self) -> tuple[QWidget, ...]:
        """What is signed, then the report."""
        return (self._side, self.preview) if hasattr(self, "preview") else (self,)

    def commands(self) -> tuple[Command, ...]:
        """Back to the review."""
        return (Command("review.back_to_review", self._back, "go"),)

    def signatory(self) -> Signatory:
        """Who signs, in words."""
        return Signatory(self.name.text().strip(), self.position.text().strip())

    def prepare(self) -> None:
        """Make what would be signed now, in the background: report and fingerprint."""
        if not self.signatory().name or not self.signatory().position:
            self._judge()
            return
        act, moment = self._act(), self.program.clock()
        self.draft = None
        self._judge()
        self.program.tasks.call(lambda: act.draft(moment), self._on_draft, self._on_no_draft)

    def reason_not(self) -> str:
        """Why it cannot be signed yet, "" if it can."""
        tr = self.program.tr
        if self._busy:
            return tr("review.signing")
        if not self.name.text().strip() or not self.position.text().strip():
            return tr("review.need_signatory")
        if self.draft is None:
            return tr("review.preparing")
        if self.passphrase.text():
            return ""
        return tr("review.need_pin" if self.key.in_token else "review.need_passphrase")

    def sign(self, target: Path | None) -> None:
        """Sign what was shown and write the file; all in the background."""
        if self.draft is None:
            return
        if self.program.clock() - self.draft.moment > FRESH:
            self.program.notify("sign", "warning", self.program.tr("review.draft_old"))
            self.prepare()
            return
        act, secret, moment = self._act(), self.passphrase.text(), self.draft.moment
        self._busy = True
        self.program.withdraw("sign")
        self._judge()
        self.work.assessment.flush()
        self._ended: Signed | None = None
        self.program.tasks.run(
            lambda: sign_and_export(act, secret, moment, target),
            fact=self._on_step,
            done=self._on_done,
            failed=self._on_refused,
        )

    def _certified(self) -> tuple[OfficeKey | None, PhromError | None]:
        """The key that would sign, or why none can."""
        try:
            self._place.trust_needed(self.program.tr("review.sign"))
            return self._place.keys.certified(self.work.assessment.work.office_code), None
        except PhromError as problem:
            return None, problem

    def _cannot(self) -> None:
        tr = self.program.tr
        if self.problem is None:
            state = self.program.pick(self.work.state.label)
            act = (tr("review.home"), lambda: self.program.go("review", "home"))
            empty = EmptyState("sign", tr("review.not_ready"), tr("review.read_only", state=state), [act])
        else:
            act = (tr("office.key"), lambda: self.program.go("office", "key"))
            why = f"{self.problem.message(self.program.language)} {self.problem.remedy(self.program.language)}"
            empty = EmptyState("key", tr("review.no_key"), why, [act])
        self.setLayout(column(Label(self.title, "title"), empty, None, spacing=12, margins=(32, 16, 32, 16)))

    def _build(self) -> None:
        tr = self.program.tr
        self.preview = PdfPreview(self.program, tr("review.report"))
        self._side = ScrollPage(Flow(column(self._what(), self._who(), None, spacing=10)), name=self.title)
        self._side.setMaximumWidth(round(SIDE_EM * self.fontMetrics().height()))
        body = row(self._side, self.preview, spacing=16)
        body.setStretch(0, 3)
        body.setStretch(1, 4)
        head = column(Label(self.title, "title"), spacing=8)
        self.late = late_banner(self.program, self.work.assessment)
        if self.late is not None:
            head.addWidget(self.late)
        whole = column(head, body, self._foot(), spacing=8, margins=(32, 12, 32, 12))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._judge()

    def _what(self) -> QWidget:
        """Office, round, counts, score, fingerprint."""
        tr, digits, assessment = self.program.tr, self.program.digits, self.work.assessment
        progress = total_progress(self.work.session, self.work.sections)
        office = assessment.office
        name = office.name_th if self.program.language == "th" else office.name_en or office.name_th
        try:
            files = digits(len(review(assessment).evidence))
        except PhromError as problem:
            self.program.fail(problem, key="sign")
            files = "–"
        score = self.work.score
        about = tr("review.round_revision", round=digits(assessment.release.round),
                   revision=digits(assessment.work.revision))  # fmt: skip
        card = Card(Label(name, "heading"), Label(about, tone="hint"), spacing=2, padding=14)
        facts = [("review.answers", digits(f"{progress.answered}/{progress.asked}")), ("review.files", files)]
        if score is not None:
            facts.append(("review.total", digits(score.total.shown or "–")))
            facts.append(("review.level", self._level()))
        card.body.addLayout(_pairs([(tr(key), text) for key, text in facts]))
        card.body.addWidget(Label(tr("review.fingerprint"), "small_strong", "hint"))
        self._print = column(spacing=0)
        card.body.addLayout(self._print)
        return card

    def _who(self) -> QWidget:
        """Signatory, certificate, passphrase."""
        tr, program, leaf = self.program.tr, self.program, self.leaf
        subject = self._subject()
        settings = program.settings
        mine = settings.desk == "review"
        self.name = LineField(tr("review.name"), settings.person if mine and settings.person else subject)
        self.position = LineField(tr("review.position"), settings.position)
        for field in (self.name, self.position):
            field.typed.connect(lambda _: (self._forget(), self._soon.start()))
        ends = program.date(leaf.not_after.astimezone(program.zone).date())
        card = Card(spacing=4, padding=14)
        for key, field in (("review.name", self.name), ("review.position", self.position)):
            label = Label(tr(key), tone="hint", wrap=False)
            label.setBuddy(field)
            label.setMinimumWidth(LABEL_WIDTH)
            line = row(label, field, spacing=8)
            line.setStretch(1, 1)
            card.body.addLayout(line)
        card.body.addWidget(Label(tr("review.certificate", name=subject, date=ends), "small", "hint"))
        left = (leaf.not_after - program.clock()).days
        if left < REMIND_DAYS:
            card.body.addWidget(Banner("warning", tr("office.key_ends", days=program.digits(max(0, left)))))
        secret = tr("review.pin" if self.key.in_token else "review.passphrase")
        self.passphrase = PassphraseField(program, secret)
        self.passphrase.field.typed.connect(self._judge)
        card.body.addWidget(Label(secret, "small_strong", "hint"))
        card.body.addWidget(self.passphrase)
        self._wrong = Label("", "small", "error")
        self._wrong.hide()
        card.body.addWidget(self._wrong)
        return card

    def _foot(self) -> QWidget:
        tr = self.program.tr
        self._why = Label("", tone="hint")
        self._bar = Bar(0.0, "")
        self._bar.setFixedWidth(180)
        self._bar.hide()
        cancel = Button(tr("review.back_to_review"), on=self._back)
        self.button = Button(tr("review.sign_now"), "primary", icon="sign", on=self._ask_target)
        foot = Surface("card", "line")
        line = row(cancel, 8, self._why, self._bar, self.button, spacing=10, margins=(10, 6, 10, 6))
        line.setStretch(2, 1)
        foot.setLayout(line)
        return foot

    def _subject(self) -> str:
        """The name in the certificate."""
        try:
            return read_subject(self.leaf.subject).common_name
        except ValueError:
            return self.work.assessment.office.name_th

    def _level(self) -> str:
        score, scheme = self.work.score, self.work.form.scheme
        found = next((one for one in scheme.levels if one.level == score.level), None) if scheme else None
        if found is None:
            return "–"
        return self.program.digits(f"{found.level}  {self.program.pick(found.label)}")

    def _act(self) -> Act:
        program, place = self.program, self._place
        preparer = self.work.assessment.work.created_by
        return Act(
            store=place.store, keys=place.keys, trust=place.trust_needed(self.title),
            assessment_id=self.work.assessment.work.id, office_code=self.work.assessment.work.office_code,
            signatory=self.signatory(), style=style_of(program, preparer), program=program, who=place.who,
        )  # fmt: skip

    def _forget(self) -> None:
        self.draft = None
        self._judge()

    def _on_draft(self, draft: Draft) -> None:
        self.draft = draft
        clear(self._print)
        for line in fingerprint_lines(draft.fingerprint):
            self._print.addWidget(Label(line, "strong", selectable=True))
        self.preview.show_pdf(draft.pdf, self.program.tr("review.draft_mark"))
        self._judge()

    def _on_no_draft(self, problem: Exception) -> None:
        if isinstance(problem, PhromError):
            self.program.fail(problem, key="sign")
        else:
            self.program.tasks.problem.emit(problem)

    def _judge(self, *_: object) -> None:
        why = self.reason_not()
        self.button.setEnabled(not why)
        self._why.setText(why or self.program.tr("review.sign_means"))
        self._bar.setVisible(self._busy)
        for field in (self.name, self.position, self.passphrase):
            field.setEnabled(not self._busy)

    def _on_step(self, fact: Step | Signed) -> None:
        if isinstance(fact, Signed):
            self._ended = fact
            return
        words = self.program.tr(f"review.step_{fact.name}")
        self._why.setText(words)
        self._bar.set_fraction((fact.number - 0.5) / fact.total, words)

    def _on_done(self, _: object) -> None:
        self._busy = False
        self.passphrase.clear()
        self.work.transition(self.work.assessment.reload)
        self._place.changed.emit()
        self.signed(self._ended)

    def _on_refused(self, problem: Exception) -> None:
        """Plain words and the count beside the field; the state stays as it was."""
        self._busy = False
        self.passphrase.clear()
        self._judge()
        if not isinstance(problem, PhromError):
            self.program.tasks.problem.emit(problem)
            return
        language = self.program.language
        words = f"{problem.message(language)} {problem.remedy(language)} ({problem.code})"
        self._wrong.setText(words)
        self._wrong.show()
        self.program.announce(words)
        self.passphrase.setFocus()

    def _ask_target(self) -> None:
        if self.reason_not():
            return
        name = export_name(self.work.assessment, self._place.trust_needed(self.title))
        target = ask_save(self, self.program.tr("review.sign_now"), name, "Phrom (*.asice *.asice.p7m)")
        if target is not None:
            self.sign(target)

    def _back(self) -> None:
        self.program.go("review", "review")


def _pairs(pairs: list[tuple[str, str]]) -> QGridLayout:
    """Names at the left, figures at the right."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 4, 0, 4)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(0)
    grid.setColumnStretch(1, 1)
    for number, (name, text) in enumerate(pairs):
        grid.addWidget(Label(name, tone="hint", wrap=False), number, 0)
        grid.addWidget(Label(text, "strong"), number, 1)
    return grid
