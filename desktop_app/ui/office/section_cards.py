"""The cards of one section below each other, each painted anew when the session says so (W4, Q4).

The officer's page and the author's preview show the same cards.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.questionnaire.changes import ChangeSet
from desktop_app.questionnaire.outline import Card as OutlineCard
from desktop_app.questionnaire.outline import Section
from desktop_app.ui.bridge import LiveWork
from desktop_app.ui.office.card import QuestionCard
from desktop_app.ui.office.repeat import RepeatCard
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.layout import ScrollPage, Surface, column, holder, reveal, row
from desktop_app.ui.widgets.marks import IconMark
from desktop_app.ui.widgets.text import Label

REPAINT = frozenset({"value", "relevant", "required", "read_only", "errors", "choices", "label"})


class SectionCards(ScrollPage):
    """One section as a scrolled column of cards; `painted` says that some were painted anew."""

    painted = Signal()

    def __init__(self, program: Program, work: LiveWork, section: Section, *, margins=(24, 4, 16, 20)) -> None:  # type: ignore[no-untyped-def]
        self.program, self.work, self.section = program, work, section
        self.cards: dict[str, QuestionCard] = {}
        self.repeats: dict[str, RepeatCard] = {}
        self._all: list[tuple[OutlineCard, QWidget]] = []
        content = column(spacing=10, margins=margins)
        problems = work.problems()
        for card in section.cards:
            widget = self._widget_for(card, problems)
            self._all.append((card, widget))
            content.addWidget(widget)
        content.addStretch(1)
        super().__init__(holder(content), name=program.pick(section.label))
        self._index_cards()
        for repeat in self.repeats.values():
            repeat.rebuilt.connect(self._index_cards)
        work.changed.connect(self._on_changes)
        work.text_changed.connect(self._on_text)
        work.saved_state.connect(self._on_saved)

    def leave(self) -> None:
        """Hand on what was typed."""
        for card in self.every_card():
            card.hand_on()

    def go_to(self, ref: str) -> None:
        """Focus on a question of this section."""
        card = self.card_of(ref)
        if card is not None:
            self.ensureWidgetVisible(card, 0, 24)
            card.focus_at(ref)

    def card_of(self, ref: str) -> QuestionCard | None:
        """The card that a question stands on, None where it is not of this section."""
        return self._card_of.get(ref)

    def every_card(self) -> Iterator[QuestionCard]:
        """All cards of questions, those in rows of repeats too."""
        for card, widget in self._all:
            if isinstance(widget, QuestionCard):
                yield widget
            elif card.kind == "repeat":
                yield from widget.every_card()

    def shown_cards(self) -> Iterator[QuestionCard]:
        """The cards that are asked now, in order."""
        return (card for card in self.every_card() if not card.isHidden())

    def focused_card(self) -> QuestionCard | None:
        """The card that holds the keyboard."""
        focused = self.window().focusWidget()
        return next((card for card in self.every_card() if focused and card.isAncestorOf(focused)), None)

    def _widget_for(self, card: OutlineCard, problems) -> QWidget:  # type: ignore[no-untyped-def]
        if card.kind == "group":
            code = self.program.digits(card.code)
            heading = Label(f"{code} {self.program.pick(card.label)}".strip(), "heading")
            heading.setContentsMargins(4, 8, 0, 0)
            return heading
        if card.kind == "repeat":
            repeat = RepeatCard(self.program, self.work, card)
            self.repeats[card.path] = repeat
            return repeat
        if card.kind == "note":
            return NoteCard(self.program, self.work, card)
        question = QuestionCard(self.program, self.work, card, tuple(card.leaves), problems)
        self.cards.update(dict.fromkeys(card.leaves, question))
        return question

    def _index_cards(self) -> None:
        self._card_of = dict(self.cards)
        for repeat in self.repeats.values():
            self._card_of.update(repeat.cards)

    def _on_changes(self, changes: ChangeSet) -> None:
        self._repaint({change.ref for change in changes if change.kinds & REPAINT})
        for change in changes:
            repeat = self.repeats.get(change.ref) or self.repeats.get(change.ref.partition("[")[0])
            if repeat is not None and "instances" in change.kinds:
                repeat.rebuild()
        for card, widget in self._all:
            if card.kind in ("note", "group") and set(card.leaves or (card.path,)) & set(changes.refs):
                widget.show_state() if isinstance(widget, NoteCard) else self._show_group(card, widget)

    def _on_text(self, _kind: str, ref: str) -> None:
        self._repaint({ref})

    def _on_saved(self, ref: str, state: str) -> None:
        if (card := self.card_of(ref)) is not None:
            card.show_saved(state)

    def _repaint(self, refs: set[str]) -> None:
        cards = {id(card): card for ref in refs if (card := self.card_of(ref)) is not None}
        if cards:
            problems = self.work.problems()
            for card in cards.values():
                card.show_state(problems)
        self.painted.emit()

    def _show_group(self, card: OutlineCard, heading: QWidget) -> None:
        reveal(heading, self.work.session.state(card.path).relevant)


class NoteCard(Surface):
    """Words of the form, or a value that is only shown."""

    def __init__(self, program: Program, work: LiveWork, card: OutlineCard) -> None:
        super().__init__("info_soft", "", radius=6)
        self._program, self._work, self._ref = program, work, card.leaves[0]
        self._text = Label("")
        self._value = Label("", "strong", selectable=True)
        line = row(IconMark("info", "accent"), column(self._text, self._value, spacing=0), spacing=10)
        line.setContentsMargins(14, 6, 14, 6)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.show_state()

    def show_state(self) -> None:
        """The words as they stand."""
        session = self._work.session
        state = session.state(self._ref)
        reveal(self, state.relevant)
        self._text.setText(session.label(self._ref, self._program.language))
        self._value.setText(state.value)
        self._value.setVisible(bool(state.value))
