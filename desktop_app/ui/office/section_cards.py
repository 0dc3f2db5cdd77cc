"""The cards of one section below each other, each painted anew when the session says so (W4, Q4).

The officer's page and the author's preview show the same cards.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.questionnaire.changes import ChangeSet
from desktop_app.questionnaire.differences import path_of
from desktop_app.questionnaire.outline import Card as OutlineCard
from desktop_app.questionnaire.outline import Section
from desktop_app.ui.bridge import LiveWork
from desktop_app.ui.office.card import QuestionCard
from desktop_app.ui.office.repeat import RepeatCard
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.growing import HEADROOM, GrowingColumn
from desktop_app.ui.widgets.layout import Surface, column, reveal, row
from desktop_app.ui.widgets.marks import IconMark
from desktop_app.ui.widgets.text import Label

REPAINT = frozenset({"value", "relevant", "required", "read_only", "errors", "choices", "label"})


class SectionCards(GrowingColumn):
    """One section as a scrolled column of cards; `painted` says that some were painted anew.

    With `whole` all cards are there from the beginning, else each when it comes near to what is seen.
    """

    painted = Signal()

    def __init__(  # type: ignore[no-untyped-def]
        self, program: Program, work: LiveWork, section: Section, *, whole: bool, margins=(24, 4, 16, 20)
    ) -> None:
        self.program, self.work, self.section = program, work, section
        self.cards: dict[str, QuestionCard] = {}
        self.repeats: dict[str, RepeatCard] = {}
        self._card_of: dict[str, QuestionCard] = {}
        self._number_of = {path: at for at, card in enumerate(section.cards) for path in (card.path, *card.leaves)}
        name = program.pick(section.label)
        super().__init__(len(section.cards), self._widget_for, whole=whole, name=name, margins=margins)
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
            number = self._number_of[path_of(ref)]
            self.show_part(number)
            if self.part(number) is not card:
                self.ensureWidgetVisible(card, 0, HEADROOM)  # one of the rows of a repeat
            card.focus_at(ref)

    def card_of(self, ref: str) -> QuestionCard | None:
        """The card that a question stands on, made now if it was not; None where it is not of this section."""
        number = self._number_of.get(path_of(ref))
        if number is not None:
            self.part(number)
        return self._card_of.get(ref)

    def place_in_form(self) -> tuple[str, int] | None:
        """As `place`, the first card by its path, which another reading of the form has too."""
        place = self.place()
        return (self.section.cards[place[0]].path, place[1]) if place else None

    def keep_place(self, place: tuple[str, int] | None) -> None:
        """Stay where another reading of the form was, as far as it still has the card."""
        if place is not None and place[0] in self._number_of:
            self.stay_at(self._number_of[place[0]], place[1])

    def every_card(self) -> Iterator[QuestionCard]:
        """All cards of questions that are made, those in rows of repeats too."""
        for _, widget in self.parts():
            if isinstance(widget, QuestionCard):
                yield widget
            elif isinstance(widget, RepeatCard):
                yield from widget.every_card()

    def shown_cards(self) -> Iterator[QuestionCard]:
        """The cards that are asked now, in order."""
        return (card for card in self.every_card() if not card.isHidden())

    def focused_card(self) -> QuestionCard | None:
        """The card that holds the keyboard."""
        focused = self.window().focusWidget()
        return next((card for card in self.every_card() if focused and card.isAncestorOf(focused)), None)

    def _widget_for(self, number: int) -> QWidget:
        card = self.section.cards[number]
        if card.kind == "group":
            code = self.program.digits(card.code)
            heading = Label(f"{code} {self.program.pick(card.label)}".strip(), "heading")
            heading.setContentsMargins(4, 8, 0, 0)
            self._show_group(card, heading)
            return heading
        if card.kind == "repeat":
            repeat = RepeatCard(self.program, self.work, card)
            self.repeats[card.path] = repeat
            repeat.rebuilt.connect(self._index_cards)
            self._index_cards()
            return repeat
        if card.kind == "note":
            return NoteCard(self.program, self.work, card)
        question = QuestionCard(self.program, self.work, card, tuple(card.leaves), self.work.problems(card.leaves))
        mine = dict.fromkeys(card.leaves, question)
        self.cards.update(mine)
        self._card_of.update(mine)
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
        refs = set(changes.refs)
        for number, widget in self.made.items():
            card = self.section.cards[number]
            if card.kind in ("note", "group") and not refs.isdisjoint(card.leaves or (card.path,)):
                widget.show_state() if isinstance(widget, NoteCard) else self._show_group(card, widget)

    def _on_text(self, _kind: str, ref: str) -> None:
        self._repaint({ref})

    def _on_saved(self, ref: str, state: str) -> None:
        if (card := self._card_of.get(ref)) is not None:
            card.show_saved(state)

    def _repaint(self, refs: set[str]) -> None:
        cards = {id(card): card for ref in refs if (card := self._card_of.get(ref)) is not None}
        for card in cards.values():
            card.show_state(self.work.problems(card.refs))
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
