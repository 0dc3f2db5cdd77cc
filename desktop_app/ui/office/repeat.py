"""A repeat on the page: its rows below each other, with add, duplicate and remove by button (Q3)."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal

from desktop_app.questionnaire.form import Control
from desktop_app.questionnaire.outline import Card as OutlineCard
from desktop_app.questionnaire.outline import cards_inside
from desktop_app.ui.bridge import LiveWork
from desktop_app.ui.office.card import QuestionCard
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.layout import Card, Divider, clear, column, holder, row
from desktop_app.ui.widgets.text import Label


class RepeatCard(Card):
    """All rows of one repeat."""

    rebuilt = Signal()

    def __init__(self, program: Program, work: LiveWork, card: OutlineCard) -> None:
        super().__init__(spacing=8)
        self.program, self.work, self.card = program, work, card
        self.cards: dict[str, QuestionCard] = {}
        title = f"{program.digits(card.code)} {program.pick(card.label)}".strip()
        self._count = Label("", "small", "hint", wrap=False)
        head = row(Label(title, "heading"), self._count)
        head.setStretch(0, 1)
        self.body.addLayout(head)
        self._rows = column(spacing=10)
        self.body.addLayout(self._rows)
        self._add = Button(program.tr("office.row_add"), icon="plus", on=self._on_add)
        self.body.addWidget(self._add)
        self.rebuild()

    def rebuild(self) -> None:
        """Show the rows that there are now."""
        clear(self._rows)
        self.cards = {}
        rows = self.work.session.instances(self.card.path)
        for number, ref in enumerate(rows, start=1):
            self._rows.addWidget(self._row(number, ref))
        words = self.program.tr("office.row_count", count=self.program.digits(len(rows)))
        self._count.setText(words)
        self._add.setVisible(self.work.may_change(self.card.path))
        self.rebuilt.emit()

    def every_card(self) -> Iterator[QuestionCard]:
        """The cards of all rows."""
        return iter(dict.fromkeys(self.cards.values()))

    def _row(self, number: int, ref: str):  # type: ignore[no-untyped-def]
        tr = self.program.tr
        name = tr("office.row_number", number=self.program.digits(number))
        head = row(Label(name, "strong", wrap=False), None, spacing=4)
        if self.work.may_change(self.card.path):
            for verb, icon, act in (
                ("office.row_copy", "plus", lambda: self._on_copy(ref)),
                ("office.row_remove", "trash", lambda: self.work.remove_row(ref)),
            ):
                head.addWidget(Button(tr(verb), "quiet", icon=icon, on=act, name=f"{tr(verb)} {name}"))
        body = column(Divider(), head, spacing=6)
        problems = self.work.problems()
        for card in cards_inside(self.work.form, self.card.path):
            refs = tuple(self._in_row(ref, leaf) for leaf in card.leaves)
            if card.kind not in ("question", "share") or not refs:
                continue
            question = QuestionCard(self.program, self.work, card, refs, problems)
            self.cards.update(dict.fromkeys(refs, question))
            body.addWidget(question)
        return holder(body)

    def _in_row(self, row_ref: str, leaf: str) -> str:
        return row_ref + leaf[len(self.card.path) :]

    def _on_add(self) -> None:
        added = self.work.add_row(self.card.path)
        first = next((card for ref, card in self.cards.items() if ref.startswith(added)), None)
        if first is not None:
            first.focus_first()

    def _on_copy(self, ref: str) -> None:
        added = self.work.add_row(self.card.path)
        for other in self.work.session.refs():
            node = self.work.session.node(other)
            if other.startswith(ref + "/") and node.asks and node.control is not Control.FILE:
                value = self.work.session.state(other).value
                if value:
                    self.work.answer(added + other[len(ref) :], value)
