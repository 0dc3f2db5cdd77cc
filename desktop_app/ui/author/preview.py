"""The form as an office would answer it, section by section; nothing is kept (Q1, Q4, Q5)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.ui.bridge import LiveWork
from desktop_app.ui.office.section_cards import SectionCards
from desktop_app.ui.program import Program
from desktop_app.ui.texts import Texts
from desktop_app.ui.widgets.buttons import Picker
from desktop_app.ui.widgets.layout import clear, column, row
from desktop_app.ui.widgets.text import Label

LANGUAGES = ("th", "en")


class Speaking:
    """The program with the form's texts in another language than the window's."""

    def __init__(self, program: Program, language: str) -> None:
        self._program = program
        self.language = language
        self._texts = Texts(language)

    def pick(self, text) -> str:  # type: ignore[no-untyped-def]
        """A form's text in the language of the preview."""
        return self._texts.pick(text)

    def __getattr__(self, name: str) -> Any:
        """Everything else is the program's own."""
        return getattr(self._program, name)


class Preview(QWidget):
    """Pickers of section and language, and the cards."""

    moved = Signal(str)  # path of the section shown

    def __init__(self, program: Program, work: LiveWork, *, language: str, section: str = "") -> None:
        super().__init__()
        self._program, self.work = program, work
        tr = program.tr
        self.language = Picker(
            tr("author.language"), [(one, tr(f"author.language_{one}")) for one in LANGUAGES], language
        )
        self.language.activated.connect(lambda _: self._rebuild())
        self.sections = Picker(tr("author.section"), [])
        self.sections.activated.connect(lambda _: self._show())
        self.cards: SectionCards | None = None
        self._slot = column(spacing=0)
        head = row(self.sections, Label(tr("author.language"), wrap=False), self.language, spacing=8)
        head.setStretch(0, 1)
        whole = column(head, self._slot, spacing=8)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._name_sections(section)
        self._show()

    @property
    def section(self) -> str:
        """Path of the section shown."""
        return self.sections.chosen()

    def leave(self) -> None:
        """Hand on what was typed."""
        if self.cards is not None:
            self.cards.leave()

    def go_to(self, path: str) -> bool:
        """Show the question at this path; False where the preview has none."""
        ref = next((ref for ref in self.work.session.refs() if self.work.session.node(ref).path == path), path)
        try:
            section = self.work.section_path(ref)
        except LookupError:
            return False
        if section != self.section:
            self.sections.setCurrentIndex(self.sections.findData(section))
            self._show()
        if self.cards is not None:
            self.cards.go_to(ref)
        return True

    def place(self) -> tuple[str, int] | None:
        """Path of the first card that is seen, and how far below the top it stands."""
        return self.cards.place_in_form() if self.cards is not None else None

    def keep_place(self, place: tuple[str, int] | None) -> None:
        """Stay where the preview of an earlier reading was."""
        if self.cards is not None:
            self.cards.keep_place(place)

    def _name_sections(self, chosen: str) -> None:
        speaking = Speaking(self._program, self.language.chosen())
        paths = [one.path for one in self.work.sections]
        options = [(one.path, speaking.pick(one.label) or one.path) for one in self.work.sections]
        self.sections.set_options(options, chosen if chosen in paths else "")

    def _rebuild(self) -> None:
        self.leave()
        self._name_sections(self.section)
        self._show()

    def _show(self) -> None:
        self.leave()
        clear(self._slot)
        section = next((one for one in self.work.sections if one.path == self.section), None)
        if section is None:
            self.cards = None
            self._slot.addWidget(Label(self._program.tr("author.no_sections"), tone="hint"))
            return
        speaking = Speaking(self._program, self.language.chosen())
        margins = (0, 2, 10, 20)
        self.cards = SectionCards(speaking, self.work, section, whole=False, margins=margins)  # type: ignore[arg-type]
        self._slot.addWidget(self.cards)
        self.moved.emit(section.path)
