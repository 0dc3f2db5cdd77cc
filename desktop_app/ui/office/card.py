"""The card of one question: number, text, control, error, and what belongs to it below (W4)."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.errors import PhromError
from desktop_app.questionnaire.changes import Problem
from desktop_app.questionnaire.outline import Card as OutlineCard
from desktop_app.ui.asking import open_outside
from desktop_app.ui.bridge import LiveWork
from desktop_app.ui.office.answer_history import AnswerHistory
from desktop_app.ui.office.controls import NUMBER_LETTERS, PAUSE_MS, Control, make_control
from desktop_app.ui.office.evidence import EvidencePanel
from desktop_app.ui.office.questions import (
    Asked,
    CardView,
    QuestionView,
    share_shown,
    split_hint,
    view_card,
    view_question,
)
from desktop_app.ui.office.remark import ChangeReason, RemarkPanel, ReturnPanel
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.fields import NumberField, TextArea
from desktop_app.ui.widgets.layout import Surface, column, holder, reveal, row
from desktop_app.ui.widgets.marks import Bar, IconMark, SavedMark
from desktop_app.ui.widgets.text import Label

SAVED_SHOWN_MS = 4000  # how long "on disk" stands as words beside its sign


class QuestionCard(Surface):
    """One card of a page: a question, or the numbers of a share."""

    def __init__(
        self, program: Program, work: LiveWork, card: OutlineCard, refs: tuple[str, ...], problems: tuple[Problem, ...]
    ) -> None:
        super().__init__()
        self.program, self.work, self.card, self.refs = program, work, card, refs
        self.controls: dict[str, Control] = {}
        self._errors: dict[str, QWidget] = {}
        self._panels: dict[str, QWidget] = {}
        self.setObjectName(refs[0])
        self._build(problems)
        self.show_state(problems)
        QApplication.instance().focusChanged.connect(self._on_focus)

    def show_state(self, problems: tuple[Problem, ...]) -> None:
        """Paint everything anew from the session."""
        views = {ref: view_question(self.program, self.work, ref, problems) for ref in self.refs}
        about = view_card(self.program, self.work, self.card, self.refs)
        self._about = about
        reveal(self, any(view.relevant for view in views.values()))
        self._title.setText(about.title)
        for ref, control in self.controls.items():
            view = views[ref]
            control.show_view(view)
            self._show_error(ref, view)
            self._lines[ref].setVisible(view.relevant)
        self._show_locked()
        self._show_return()
        self._show_remark()
        self._show_change_reason()
        self._show_share(views)
        self._show_reason()
        self._show_foot()
        self._show_edge()

    @property
    def about(self) -> CardView:
        """What the card shows around its leaves."""
        return self._about

    def show_saved(self, state: str) -> None:
        """Durability of the answer on this card (O1)."""
        words = self.program.tr(f"office.saved_{state}")
        self.saved.set_state(state, words)
        self._saved_words.setText(words)
        self.saved.setVisible(True)
        self._saved_words.setVisible(True)
        self._calm.stop()
        if state == "saved":
            self._calm.start()

    def focus_first(self) -> None:
        """Give focus to the first control a person can answer."""
        shown = [c for ref, c in self.controls.items() if self._lines[ref].isVisibleTo(self)]
        usable = [c for c in shown if not c.view.read_only] or shown
        if usable:
            usable[0].focus_first()

    def focus_at(self, ref: str) -> None:
        """Give focus to the control of one leaf, else as `focus_first`."""
        control = self.controls.get(ref)
        if control is None or control.view.read_only:
            self.focus_first()
        else:
            control.focus_first()

    def focus_blank(self) -> None:
        """Give focus to the first control without an answer, else as `focus_first`."""
        blank = (c for ref, c in self.controls.items() if not c.view.value and self._lines[ref].isVisibleTo(self))
        first = next((control for control in blank if not control.view.read_only), None)
        if first is None:
            self.focus_first()
        else:
            first.focus_first()

    def hand_on(self) -> None:
        """Hand on at once what was typed."""
        for control in self.controls.values():
            control.hand_on()
        self._note_timer.stop()
        self._keep_texts()

    def toggle(self, panel: str) -> None:
        """Open or close a panel: guidance, evidence, note."""
        widget = self._panel(panel)
        opening = widget.isHidden()
        widget.setVisible(opening)
        if opening and panel == "note":
            self._note.setFocus()
        self._show_foot()

    def toggle_flag(self) -> None:
        """Mark or unmark the question to be looked at later."""
        self.work.set_text("flag", self._about.ref, "" if self._about.flagged else "1")

    def attach(self, paths: list) -> None:  # type: ignore[type-arg]
        """Attach files one by one; one that is refused says why and stops nothing."""
        for path in paths:
            try:
                self.work.attach(self._about.ref, path)
            except PhromError as problem:
                self.program.fail(problem, key=f"evidence {path.name}")

    def _build(self, problems: tuple[Problem, ...]) -> None:
        about = view_card(self.program, self.work, self.card, self.refs)
        self._about = about
        self._title = Label(about.title, "strong")
        self.saved = SavedMark("saved", "")
        self._saved_words = Label("", "small", "hint", wrap=False)
        self.saved.setVisible(False)
        self._saved_words.setVisible(False)
        code = Label(about.code, "strong", "accent", wrap=False)
        head = row(spacing=10)
        if about.code:
            head.addWidget(code, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        if about.restricted:
            head.addWidget(
                Label(self.program.tr("office.restricted"), "small", "warning", wrap=False),
                0,
                Qt.AlignmentFlag.AlignTop,
            )
        for widget in (self._saved_words, self.saved):
            head.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        self.saved.setFixedHeight(self._title.fontMetrics().height())
        self._locked = row(
            IconMark("shield", "hint"), Label(self.program.tr("office.locked"), "small", "hint"), spacing=6
        )
        self._locked.setStretch(1, 1)
        self._locked_area = holder(self._locked)
        self._body = column(head, self._locked_area, spacing=6, margins=(18, 10, 18, 8))
        self.setLayout(self._body)
        self._return: ReturnPanel | None = None
        self._change_reason: ChangeReason | None = None
        self._remark: RemarkPanel | None = None
        self._remark_place = column(spacing=0)
        self._body.addLayout(self._remark_place)
        self._lines: dict[str, QWidget] = {}
        for ref in self.refs:
            self._body.addWidget(self._line(ref, problems))
        self._build_share()
        self._build_reason()
        self._change_place = column(spacing=0)
        self._body.addLayout(self._change_place)
        self._foot = row(spacing=2)
        self._foot_buttons: dict[str, Button] = {}
        self._body.addSpacing(2)
        self._body.addLayout(self._build_foot())
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(SAVED_SHOWN_MS)
        self._calm.timeout.connect(lambda: self._saved_words.setVisible(False))
        self._note_timer = QTimer(self)
        self._note_timer.setSingleShot(True)
        self._note_timer.setInterval(PAUSE_MS)
        self._note_timer.timeout.connect(self._keep_texts)
        self._typed_texts: dict[str, str] = {}

    def _line(self, ref: str, problems: tuple[Problem, ...]) -> QWidget:
        """Label (where the card has several), hint, control and error of one leaf."""
        view = view_question(self.program, self.work, ref, problems)
        control = make_control(self.program, view)
        self.controls[ref] = control
        control.answered.connect(lambda text, typed, ref=ref: self._answer(ref, text, typed))
        control.typing.connect(lambda: self.show_saved("typing"))
        parts = column(spacing=3)
        several = len(self.refs) > 1
        if several:
            label = Label(view.label)
            label.setBuddy(control)
            words = column(label, spacing=0)
            if view.hint:
                words.addWidget(Label(view.hint, "small", "hint"))
            control.setFixedWidth(self._control_width())
            beside = row(words, control, spacing=12)
            beside.setStretch(0, 1)
            parts.addLayout(beside)
        else:
            if view.hint:
                parts.addWidget(Label(view.hint, "small", "hint"))
            parts.addWidget(control)
        error = self._error_line()
        self._errors[ref] = error
        parts.addWidget(error)
        line = holder(parts)
        self._lines[ref] = line
        return line

    def _control_width(self) -> int:
        """Equal for all numbers of a card, so that their fields stand below each other."""
        units = [split_hint(self.work.session.hint(ref, self.program.language), Asked.NUMBER)[0] for ref in self.refs]
        widest = max(self.fontMetrics().horizontalAdvance(unit) for unit in units)
        return NumberField("", width=NUMBER_LETTERS).sizeHint().width() + widest + 10

    def _error_line(self) -> QWidget:
        text = Label("", tone="error")
        line = row(IconMark("error", "error"), text, spacing=8)
        line.setStretch(1, 1)
        line.setAlignment(Qt.AlignmentFlag.AlignTop)
        widget = holder(line)
        widget.text = text
        widget.hide()
        return widget

    def _show_error(self, ref: str, view: QuestionView) -> None:
        line = self._errors[ref]
        sentence = f"{view.error} {view.cure}".strip() if view.error else ""
        if sentence != line.text.text():
            line.text.setText(sentence)
        line.setVisible(bool(sentence))
        self.controls[ref].setAccessibleDescription(sentence)

    def _show_locked(self) -> None:
        """A word why a card is only to be read while others are open."""
        self._locked_area.setVisible(self._about.locked)

    def _show_return(self) -> None:
        """What central asks to correct; made only where it does."""
        if self._return is None:
            if not self._about.returned:
                return
            self._return = ReturnPanel(self.program)
            self._return.typed.connect(lambda text: self._keep_later("reply", text))
            self._return.left.connect(self._keep_texts)
            self._remark_place.addWidget(self._return)
        self._return.setVisible(bool(self._about.returned))
        self._return.show_return(self._about, read_only=not self.work.editable)

    def _show_change_reason(self) -> None:
        """Why the answer changed; made only where it did."""
        if self._change_reason is None:
            if not self._about.changed:
                return
            self._change_reason = ChangeReason(self.program, self._about.code)
            self._change_reason.typed.connect(lambda text: self._keep_later("change_reason", text))
            self._change_reason.left.connect(self._keep_texts)
            self._change_place.addWidget(self._change_reason)
        self._change_reason.show_reason(self._about)

    def _show_remark(self) -> None:
        """What the CIO asks, and the line to answer it; made only where there is a remark."""
        if self._remark is None:
            if not self._about.remark:
                return
            self._remark = RemarkPanel(self.program)
            self._remark.typed.connect(lambda text: self._keep_later("reply", text))
            self._remark.left.connect(self._keep_texts)
            self._remark_place.addWidget(self._remark)
        self._remark.show_remark(self._about, read_only=not self.work.editable)

    def _build_share(self) -> None:
        self._share: Label | None = None
        if self.card.kind != "share" or len(self.refs) < 2:
            return
        self._share = Label("", "strong", wrap=False)
        self._share_bar = Bar(0.0)
        line = row(Label(self.program.tr("office.share"), tone="hint", wrap=False), self._share_bar, self._share)
        line.setStretch(1, 1)
        self._body.addWidget(holder(line))

    def _show_share(self, views: dict[str, QuestionView]) -> None:
        if self._share is None:
            return
        params = self.work.session.node(self._about.ref).evaluation.params
        by_name = {self.work.session.node(ref).name: view for ref, view in views.items()}
        part, whole = by_name.get(params.get("num", "")), by_name.get(params.get("den", ""))
        sound = part and whole and not part.error and not whole.error
        shown = share_shown(part.value, whole.value) if sound else ""
        words = self.program.digits(f"{shown} %") if shown else "–"
        self._share.setText(words)
        self._share_bar.set_fraction(float(shown or 0) / 100, words)

    def _build_reason(self) -> None:
        """The line why a question is not applicable; made only where it may be needed."""
        self._reason: TextArea | None = None
        self._reason_place = column(spacing=2)
        self._body.addLayout(self._reason_place)

    def _make_reason(self) -> None:
        tr = self.program.tr
        self._skip = Button(tr("office.not_applicable"), "link", on=self._open_reason)
        self._reason = TextArea(tr("office.reason"), self._about.reason, lines=(1, 4))
        self._reason.setPlaceholderText(tr("office.reason_hint"))
        self._reason.typed.connect(lambda text: self._keep_later("reason", text))
        self._reason.left.connect(self._keep_texts)
        label = Label(tr("office.reason"), "strong", wrap=False)
        label.setBuddy(self._reason)
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        line = row(label, self._reason, spacing=10)
        line.setStretch(1, 1)
        self._reason_error = Label("", tone="error")
        self._reason_area = holder(column(line, self._reason_error, spacing=2))
        self._reason_place.addWidget(self._skip)
        self._reason_place.addWidget(self._reason_area)

    def _show_reason(self) -> None:
        about = self._about
        if self._reason is None:
            if not about.may_skip:
                return
            self._make_reason()
        needed = about.skipped or bool(about.reason) or self._reason.hasFocus()
        self._reason_area.setVisible(needed)
        self._skip.setVisible(about.may_skip and not needed and about.open)
        self._reason.setReadOnly(not about.open)
        self._reason.set_wrong(bool(about.reason_error))
        self._reason_error.setText(about.reason_error)
        self._reason_error.setVisible(bool(about.reason_error))
        if not self._reason.hasFocus():
            self._reason.set_value(about.reason)

    def _open_reason(self) -> None:
        self._reason_area.setVisible(True)
        self._skip.setVisible(False)
        self._reason.setFocus()

    def _build_foot(self):  # type: ignore[no-untyped-def]
        tr, about = self.program.tr, self._about
        code = about.code or about.title
        if about.guidance:
            self._foot_button("guidance", "info", tr("office.guidance"), lambda: self.toggle("guidance"))
        if about.evidence != "none" or about.files:
            self._foot_button("evidence", "clip", "", lambda: self.toggle("evidence"))
        self._foot_button("note", "note", tr("office.note"), lambda: self.toggle("note"))
        self._foot_button("flag", "flag", tr("office.flag"), self.toggle_flag)
        self._foot_button("history", "history", tr("office.history"), self._show_history)
        for name, button in self._foot_buttons.items():
            button.setAccessibleName(f"{tr(f'office.{name}')} {code}")
        self._foot.addStretch(1)
        return self._foot

    def _foot_button(self, name: str, icon: str, text: str, act) -> None:  # type: ignore[no-untyped-def]
        button = Button(text, "quiet", icon=icon, on=act)
        font = button.font()
        font.setPointSizeF(font.pointSizeF() * 0.9)
        button.setFont(font)
        self._foot_buttons[name] = button
        self._foot.addWidget(button)

    def _show_foot(self) -> None:
        tr, about = self.program.tr, self._about
        evidence = self._foot_buttons.get("evidence")
        if evidence is not None:
            key = "office.evidence_required" if about.evidence in ("required", "gate") else "office.evidence_count"
            evidence.setText(tr(key, count=self.program.digits(about.files)))
        note = self._foot_buttons["note"]
        note.setText(tr("office.note_there") if about.note else tr("office.note"))
        flag = self._foot_buttons["flag"]
        flag.setText(tr("office.flagged") if about.flagged else tr("office.flag"))
        flag.setCheckable(True)
        flag.setChecked(about.flagged)
        flag.setEnabled(self.work.editable)
        for button in self._foot_buttons.values():
            button.updateGeometry()
        if "evidence" in self._panels:
            self._panels["evidence"].show_files(self.work.assessment.attachments(about.ref), read_only=not about.open)
        if "note" in self._panels:
            self._note.setReadOnly(not about.open)
            if not self._note.hasFocus():
                self._note.set_value(about.note)

    def _panel(self, name: str) -> QWidget:
        if name not in self._panels:
            panel = {"guidance": self._make_guidance, "evidence": self._make_evidence, "note": self._make_note}[name]()
            panel.hide()
            self._panels[name] = panel
            self._body.insertWidget(self._body.count() - 1, panel)
        return self._panels[name]

    def _make_guidance(self) -> QWidget:
        panel = Surface("info_soft", "", radius=6)
        paragraphs = [part.strip() for part in self._about.guidance.split("\n\n") if part.strip()]
        panel.setLayout(column(*(Label(part) for part in paragraphs), spacing=6, margins=(14, 8, 14, 8)))
        return panel

    def _make_evidence(self) -> QWidget:
        panel = EvidencePanel(self.program, self._about.title)
        panel.added.connect(self.attach)
        panel.removed.connect(lambda file: self.work.detach(self._about.ref, file))
        panel.opened.connect(self._open_file)
        return panel

    def _make_note(self) -> QWidget:
        self._note = TextArea(f"{self.program.tr('office.note')} {self._about.code}", self._about.note, lines=(2, 6))
        self._note.setPlaceholderText(self.program.tr("office.note_hint"))
        self._note.setReadOnly(not self._about.open)
        self._note.typed.connect(lambda text: self._keep_later("note", text))
        self._note.left.connect(self._keep_texts)
        return self._note

    def _show_history(self) -> None:
        AnswerHistory(self.window(), self.program, self.work, self.refs).exec()

    def _open_file(self, file) -> None:  # type: ignore[no-untyped-def]
        try:
            open_outside(self.work.assessment.evidence_path(file))
        except PhromError as problem:
            self.program.fail(problem)

    def _answer(self, ref: str, text: str, typed: bool) -> None:
        try:
            self.work.answer(ref, text, merges=typed)
        except PhromError as problem:
            self.program.fail(problem)

    def _keep_later(self, kind: str, text: str) -> None:
        self._typed_texts[kind] = text
        self._note_timer.start()

    def _keep_texts(self) -> None:
        texts, self._typed_texts = self._typed_texts, {}
        if "reason" in texts:
            self.work.set_reason(self._about.ref, texts["reason"])
        for kind in ("note", "reply"):
            if kind in texts:
                ref = self._marked_ref() if kind == "reply" else self._about.ref
                self.work.set_text(kind, ref, texts[kind])
        if "change_reason" in texts:
            for ref in self.refs:
                if self.work.must_explain(ref):
                    self.work.set_text("change_reason", ref, texts["change_reason"])

    def _marked_ref(self) -> str:
        """The leaf that the CIO marked, or that central named."""
        marked = [ref for ref in self.refs if self.work.remark(ref)]
        return next(iter(marked or [ref for ref in self.refs if self.work.asked(ref)]), self._about.ref)

    def _on_focus(self, _old: QWidget | None, _now: QWidget | None) -> None:
        self._show_edge()

    def _show_edge(self) -> None:
        focused = self.window().focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        wrong = self._about.mark == "error"
        self.set_surface("card", "error" if wrong else "accent" if inside else "line")
