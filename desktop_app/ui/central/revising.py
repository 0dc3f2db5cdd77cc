"""What a revision changed: what central asked for first, then the rest, before beside after (P5)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.central.returned import Item
from desktop_app.central.returns import REASONS
from desktop_app.central.revised import Changed, Revised, read_revision
from desktop_app.submission.changed import Said
from desktop_app.ui.asking import told_in
from desktop_app.ui.central.common import count, office_name
from desktop_app.ui.central.place import CentralPlace
from desktop_app.ui.office.questions import told_value
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.dialog import Dialog
from desktop_app.ui.widgets.layout import Divider, clear, column, holder, row
from desktop_app.ui.widgets.marks import Mark
from desktop_app.ui.widgets.text import Label


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One question, what was asked of it, what stood there, what stands there now, and the office's reason."""

    question: str
    asked: str
    old: str
    new: str
    why: str
    mark: str
    state: str


def change_lines(program: Program, revised: Revised) -> tuple[ChangeLine, ...]:
    """Every changed or returned question in words, in the order of `Revised`."""
    return tuple(_line(program, revised, one) for one in revised.changes)


def _line(program: Program, revised: Revised, one: Changed) -> ChangeLine:
    new = program.tr("central.unchanged") if one.same else _said(program, revised, one, one.new, one.old, "+")
    return ChangeLine(
        question=f"{program.digits(one.number)} {program.pick(one.title)}".strip(),
        asked=_asked(program, one.asked),
        old=_said(program, revised, one, one.old, one.new, "−"),
        new=new,
        why=program.tr("central.change_why", why=one.why or "–") if one.why or not revised.rival else "",
        mark="warning" if one.same else "done" if one.asked else "part",
        state=program.tr("central.unchanged" if one.same else "central.changed"),
    )


def _asked(program: Program, item: Item | None) -> str:
    if item is None:
        return ""
    return program.tr("central.change_asked", reason=program.pick(REASONS[item.reason]), comment=item.comment)


def _said(program: Program, revised: Revised, one: Changed, said: Said, other: Said, sign: str) -> str:
    """Answer, reason and files in words; `sign` stands before files that the other revision has not."""
    words = [told_value(program, revised.form, one.question, said.answer)] if said.answer else []
    if said.reason:
        words.append(program.tr("central.not_applicable", reason=said.reason))
    names = sorted((revised.files[digest], digest in other.files) for digest in said.files)
    words += [name if kept else f"{sign} {name}" for name, kept in names]
    return "\n".join(words) or program.tr("central.no_answer")


class ChangesDialog(Dialog):
    """A revision beside the one that it supersedes; nothing can be changed here."""

    def __init__(self, parent: QWidget | None, program: Program, place: CentralPlace, rival: str = "") -> None:
        """`rival`: id of the other content that claims its place, where not the one before is compared."""
        tr = program.tr
        super().__init__(parent, tr("central.compare" if rival else "central.changes"), width=760)
        self._program, self._place, self._rival = program, place, rival
        self.lines: tuple[ChangeLine, ...] = ()
        self._about = Label(tr("central.return_opening"), tone="hint")
        self.body.addWidget(self._about)
        self._list = column(spacing=8)
        self.body.addLayout(self._list)
        self.body.addStretch(1)
        self.add_button(tr("shell.close")).setFocus()

    def open_revision(self, package_id: str) -> None:
        """Read both in the background."""
        moment, rival = self._program.clock(), self._rival
        self._place.ask(lambda registry: read_revision(registry, package_id, moment, rival), self.show_revision,
                        lambda problem: told_in(self._program, self._about, problem))  # fmt: skip

    def show_revision(self, revised: Revised) -> None:
        """Show what differs, or say that nothing does."""
        program, office = self._program, revised.office
        kept = sum(one.same for one in revised.changes)
        words = {
            "name": office_name(program, office) if office else revised.office_code,
            "round": program.digits(revised.round),
            "revision": count(program, revised.revision),
            "before": count(program, revised.revision - 1),
            "count": count(program, len(revised.changes) - kept),
            "kept": count(program, kept),
        }
        key = "kept" if kept else "about" if revised.changes else "none"
        if revised.rival:
            key = "rival" if revised.changes else "rival_none"
        elif revised.revision == 1:
            key = "first"
        self._sides = ("change_other", "change_this") if revised.rival else ("change_old", "change_new")
        self._about.setText(program.tr(f"central.changes_{key}", **words))
        self.lines = change_lines(program, revised)
        clear(self._list)
        for line in self.lines:
            self._list.addWidget(Divider())
            self._list.addWidget(self._block(line))

    def _block(self, line: ChangeLine) -> QWidget:
        """The question, then before and now beside each other, then the office's words."""
        tr = self._program.tr
        sides = row(spacing=16)
        for key, text, role in zip(self._sides, (line.old, line.new), ("body", "strong"), strict=True):
            head = Label(tr(f"central.{key}"), "small_strong", "hint")
            side = holder(column(head, Label(text, role), None, spacing=0))
            sides.addWidget(side, 1)
        words = column(Label(line.question, "strong"), spacing=2)
        if line.asked:
            words.addWidget(Label(line.asked, tone="hint"))
        words.addLayout(sides)
        if line.why:
            words.addWidget(Label(line.why))
        mark = Mark(line.mark, line.state)
        block = row(mark, words, spacing=12)
        block.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        block.setStretch(1, 1)
        return holder(block)


def show_changes(parent: QWidget, program: Program, place: CentralPlace, package_id: str, rival: str = "") -> None:
    """Open the list for one submission, beside the one before or beside the other content that claims its place."""
    dialog = ChangesDialog(parent, program, place, rival)
    dialog.open_revision(package_id)
    dialog.exec()
    dialog.deleteLater()
