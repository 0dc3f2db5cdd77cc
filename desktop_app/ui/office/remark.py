"""The CIO's remark on a question and the officer's reply to it (C1)."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop_app.ui.office.questions import CardView
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.fields import TextArea
from desktop_app.ui.widgets.layout import Surface, column, row
from desktop_app.ui.widgets.marks import IconMark
from desktop_app.ui.widgets.text import Label


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
