"""What others ask about a question, and the officer's reply: the CIO's remark (C1), central's return (P5)."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop_app.ui.office.questions import CardView
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.fields import TextArea
from desktop_app.ui.widgets.layout import Surface, column, row
from desktop_app.ui.widgets.marks import IconMark
from desktop_app.ui.widgets.text import Label


class ReturnPanel(Surface):
    """What central asks to correct and until when; changing the answer or replying settles it (P5)."""

    typed = Signal(str)
    left = Signal()

    def __init__(self, program: Program) -> None:
        super().__init__("info_soft", "accent", radius=6)
        self._program = program
        self._asked = Label("", "strong")
        self._due = Label("", "small", "hint")
        self._reply = TextArea(program.tr("office.reply_to_return"), lines=(1, 4))
        self._reply.setPlaceholderText(program.tr("office.reply_to_return_hint"))
        self._reply.typed.connect(self.typed)
        self._reply.left.connect(self.left)
        words = column(self._asked, self._due, self._reply, spacing=3)
        line = row(IconMark("inbox", "accent"), words, spacing=10, margins=(12, 6, 12, 8))
        line.setStretch(1, 1)
        self.setLayout(line)

    def show_return(self, about: CardView, *, read_only: bool) -> None:
        """Show the comment and the reply as they stand; with a remark of the CIO the reply is beside that."""
        self._asked.setText(self._program.tr("office.asked_by_central", text=about.returned))
        self._due.setText(self._program.tr("office.asked_until", date=about.due))
        self._reply.setVisible(not about.remark and (not about.changed or bool(about.reply)))
        self._reply.setReadOnly(read_only)
        if not self._reply.hasFocus():
            self._reply.set_value(about.reply)


class ChangeReason(Surface):
    """Why an answer differs from the revision that was signed before (P5)."""

    typed = Signal(str)
    left = Signal()

    def __init__(self, program: Program, code: str) -> None:
        super().__init__("warning_soft", "", radius=6)
        title = program.tr("office.change_reason")
        self._why = TextArea(f"{title} {code}".strip(), lines=(1, 4))
        self._why.setPlaceholderText(program.tr("office.change_reason_hint"))
        self._why.typed.connect(self.typed)
        self._why.left.connect(self.left)
        label = Label(title, "strong", wrap=False)
        label.setBuddy(self._why)
        line = row(label, self._why, spacing=10, margins=(12, 6, 12, 6))
        line.setStretch(1, 1)
        self.setLayout(line)

    def show_reason(self, about: CardView) -> None:
        """Show the reason as it stands, only while the answer differs."""
        self.setVisible(about.changed)
        self._why.setReadOnly(not about.open)
        self._why.set_wrong(about.open and not about.change_reason.strip())
        if not self._why.hasFocus():
            self._why.set_value(about.change_reason)


class RemarkPanel(Surface):
    """What the CIO asks; changing the answer or replying settles it."""

    typed = Signal(str)
    left = Signal()

    def __init__(self, program: Program) -> None:
        super().__init__("warning_soft", "warning", radius=6)
        self._program = program
        self._remark = Label("", "strong")
        self._reply = TextArea(program.tr("office.reply"), lines=(1, 4))
        self._reply.setPlaceholderText(program.tr("office.reply_hint"))
        self._reply.typed.connect(self.typed)
        self._reply.left.connect(self.left)
        line = row(IconMark("sign", "warning"), column(self._remark, self._reply, spacing=4), spacing=10)
        line.setContentsMargins(12, 6, 12, 8)
        line.setStretch(1, 1)
        self.setLayout(line)

    def show_remark(self, about: CardView, *, read_only: bool) -> None:
        """Show remark and reply as they stand."""
        self._remark.setText(self._program.tr("office.remark_of_cio", text=about.remark))
        self._reply.setReadOnly(read_only)
        if not self._reply.hasFocus():
            self._reply.set_value(about.reply)
