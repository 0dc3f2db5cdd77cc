"""Six groups of four that somebody reads out over the telephone, typed and compared one by one (P2).

What is expected is never shown: only whether each group that was typed is right.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop_app.trust.keys import LEAST_GROUPS
from desktop_app.ui.heard import GROUP, Heard, clean_group, heard
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.fields import LineField
from desktop_app.ui.widgets.layout import column, holder, row
from desktop_app.ui.widgets.marks import Mark
from desktop_app.ui.widgets.text import Label

COLUMNS = 3  # groups beside each other


class GroupField(LineField):
    """One group of four; typing the fourth letter moves on."""

    full = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name, hint="····")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.typed.connect(self._on_typed)

    def _on_typed(self, text: str) -> None:
        if len(clean_group(text)) >= GROUP:
            self.full.emit()


class HeardGroups(QWidget):
    """The fields, a sign beside each, and a sentence that counts."""

    changed = Signal()

    def __init__(self, program: Program, fingerprint: str = "") -> None:
        super().__init__()
        self._program, self._fingerprint = program, fingerprint
        self.fields: list[GroupField] = []
        self._signs: list[Mark] = []
        self._matched = Label("", "strong", wrap=False)
        self.setLayout(column(self._grid(), self._matched, spacing=4))
        for one, following in zip(self.fields, self.fields[1:], strict=False):
            one.full.connect(following.setFocus)
        self.setFocusProxy(self.fields[0])
        self._judge()

    def expect(self, fingerprint: str) -> None:
        """Compare with another fingerprint (64 hex digits), "" with none; what was typed is forgotten."""
        self._fingerprint = fingerprint
        for field in self.fields:
            field.clear()
        self._judge()

    def heard(self) -> Heard:
        """What was typed so far, compared."""
        return heard(self._fingerprint, [field.text() for field in self.fields])

    def _grid(self) -> QWidget:
        tr, digits = self._program.tr, self._program.digits
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        for at in range(LEAST_GROUPS):
            field = GroupField(tr("trust.group_number", number=digits(at + 1)))
            sign = Mark("empty", tr("trust.group_open"))
            grid.addLayout(row(field, sign, spacing=4), at // COLUMNS, at % COLUMNS)
            self.fields.append(field)
            self._signs.append(sign)
            field.typed.connect(self._on_typed)
        return holder(grid)

    def _on_typed(self, _: str) -> None:
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        tr, digits = self._program.tr, self._program.digits
        state = self.heard() if self._fingerprint else Heard((), ())
        for field in self.fields:
            field.setEnabled(bool(self._fingerprint))
        for at, sign in enumerate(self._signs):
            fit = state.fits[at] if at < len(state.fits) else None
            marks = {True: ("done", "trust.group_fits"), False: ("error", "trust.group_differs")}
            mark, word = marks.get(fit, ("empty", "trust.group_open"))
            sign.set_state(mark, tr(word))
        words = tr("trust.groups_match", count=digits(state.matching), all=digits(LEAST_GROUPS))
        if False in state.fits:
            words = f"{words}  {tr('trust.groups_wrong')}"
        self._matched.setText(words)
        self._matched.set_tone("error" if False in state.fits else "ok" if state.enough else "text")
