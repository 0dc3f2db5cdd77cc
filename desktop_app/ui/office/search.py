"""W19, search in questions, answers, notes and names of evidence (O4)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from desktop_app.office.records import Kind
from desktop_app.thai.search import search_key
from desktop_app.ui.bridge import OpenWork
from desktop_app.ui.office.check import answer_words
from desktop_app.ui.pages import Page
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import EmptyState
from desktop_app.ui.widgets.fields import SearchField
from desktop_app.ui.widgets.layout import column, row
from desktop_app.ui.widgets.table import Column, Table, TableModel
from desktop_app.ui.widgets.text import Label

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One place where words stand; `key` is what is searched."""

    ref: str
    code: str
    section: str
    where: str  # question, answer, note, evidence
    text: str
    key: str


def index_of(program: Program, work: OpenWork) -> tuple[Entry, ...]:
    """Everything that can be searched in one assessment, in the order of the form."""
    session, entries = work.session, []
    notes = work.assessment.texts(Kind.NOTE)
    label_of = {section.path: program.pick(section.label) for section in work.sections}
    for ref in session.refs():
        node = session.node(ref)
        if not node.asks or not session.state(ref).relevant:
            continue
        code, section = program.digits(work.code_of(ref)), label_of[work.section_path(ref)]
        files = work.assessment.attachments(ref) if session.state(ref).attachments else ()
        texts = [("question", session.label(ref, program.language)), ("answer", answer_words(program, work, ref))]
        texts += [("note", notes.get(ref, "")), *(("evidence", file.original_name) for file in files)]
        for where, text in texts:
            if text:
                entries.append(Entry(ref, code, section, where, text, search_key(f"{code} {text}")))
    return tuple(entries)


def found_in(index: tuple[Entry, ...], typed: str) -> tuple[Entry, ...]:
    """Entries that hold what was typed; digits and spaces do not matter."""
    wanted = search_key(typed)
    return tuple(entry for entry in index if wanted in entry.key) if wanted else ()


class SearchPage(Page):
    """A field, the places found, Enter goes there, Esc comes back."""

    screen = "W19"

    def __init__(self, program: Program, work: OpenWork) -> None:
        super().__init__(program)
        self.title = program.tr("shell.find")
        self._index = index_of(program, work)
        tr = program.tr
        self.field = SearchField(tr("office.search_hint"))
        self._count = Label("", tone="hint", wrap=False)
        self._model = TableModel(
            [
                Column(tr("office.question_number"), lambda entry: entry.code, strong=True),
                Column(tr("office.search_where"), lambda entry: tr(f"office.where_{entry.where}")),
                Column(tr("office.search_text"), lambda entry: entry.text, stretch=True),
                Column(tr("office.section"), lambda entry: entry.section),
            ]
        )
        self.table = Table(tr("office.search_results"), self._model, sortable=False)
        self.table.opened.connect(self._go)
        self._empty = EmptyState("search", tr("office.search_none"), tr("office.search_none_why"))
        self._start = EmptyState("search", tr("office.search_start"), tr("office.search_start_why"))
        line = row(self.field, self._count, spacing=12)
        line.setStretch(0, 1)
        whole = column(
            Label(self.title, "title"), line, self._start, self._empty, self.table, spacing=10, margins=(32, 18, 32, 18)
        )
        whole.setStretch(4, 1)
        whole.addStretch(0)
        self.setLayout(whole)
        self.field.typed.connect(self.search)
        self.field.installEventFilter(self)
        self.search("")

    def start(self) -> None:
        """Typing begins at once."""
        self.field.setFocus()

    def search(self, typed: str) -> None:
        """Show what is found."""
        found = found_in(self._index, typed)
        self._model.set_rows(found[:MOST_SHOWN])
        words = self.program.tr("office.search_count", count=self.program.digits(len(found)))
        self._count.setText(words if typed.strip() else "")
        self.table.setVisible(bool(found))
        self._empty.setVisible(bool(typed.strip()) and not found)
        self._start.setVisible(not typed.strip())
        if found:
            self.table.selectRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Down in the field go to the results."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not self._model.rows:
            return False
        if event.key() == Qt.Key.Key_Down:
            self.table.setFocus()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(self.table.current() or self._model.rows[0])
            return True
        return False

    def _go(self, entry: Entry) -> None:
        self.program.go("office", "section", entry.ref)
