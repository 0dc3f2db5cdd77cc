"""Facts of the core as signals: the open assessment as the window sees it (O1, O4, S2).

Every change goes through `OpenWork`: session and disk by `Assessment`, the score by `LiveScore`, the way back by
`History`. Pages subscribe and paint what a `ChangeSet` names; they compute nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from desktop_app.office.corrections import Asked
from desktop_app.office.moved import PastMove, Said, past_moves, said
from desktop_app.office.opening import open_assessment
from desktop_app.office.records import AnswerEvent, EvidenceFile, Kind, State
from desktop_app.office.store import OfficeStore
from desktop_app.office.writer import AnswerWriter, Fact, Failed, Recovered, Saved
from desktop_app.questionnaire.changes import ChangeSet, Problem
from desktop_app.questionnaire.form import Node
from desktop_app.questionnaire.outline import Progress, Section, outline, progress_by_section
from desktop_app.questionnaire.values import parse_typed
from desktop_app.scoring.live import LiveScore
from desktop_app.scoring.score import Score
from desktop_app.ui.history import History, Step

STORED_TEXTS = {
    "note": Kind.NOTE,
    "flag": Kind.FLAG,
    "reply": Kind.REPLY,
    "remark": Kind.REMARK,
    "change_reason": Kind.CHANGE_REASON,
}


class _TellingWriter:
    """The writer thread, and word of what was handed to it."""

    def __init__(self, writer: AnswerWriter, tell: Callable[[tuple[str, ...]], None]) -> None:
        self._writer, self._tell = writer, tell

    def record(self, events: Sequence[AnswerEvent]) -> object:
        self._tell(tuple(dict.fromkeys(event.ref for event in events)))
        return self._writer.record(events)

    def flush(self) -> None:
        self._writer.flush()


class LiveWork(QObject):
    """An assessment at work as pages see it, wherever its answers go.

    `OpenWork` brings them to disk, the author's preview (`author.trial`) keeps them only while it is shown.
    """

    changed = Signal(object)  # ChangeSet
    scored = Signal(object, object, str)  # Score before, Score now, ref that moved it
    text_changed = Signal(str, str)  # kind (note, flag), ref
    saved_state = Signal(str, str)  # ref, state of SavedMark
    state_changed = Signal()
    undone = Signal(object)  # Step that was taken back or done again

    def __init__(self, assessment, live: LiveScore | None = None) -> None:  # type: ignore[no-untyped-def]
        """`live` is the score of the assessment's session where somebody has computed it already."""
        super().__init__()
        self.assessment = assessment
        self.session = assessment.session
        self.form = self.session.form
        self.sections: tuple[Section, ...] = outline(self.form)
        self.section_of = {
            leaf: s.path for s in self.sections for card in s.cards for leaf in (card.path, *card.leaves)
        }
        self._card_of = {leaf: card for s in self.sections for card in s.cards for leaf in card.leaves}
        self.history = History()
        self._live = live or (LiveScore(self.session) if self.form.scheme else None)

    @property
    def score(self) -> Score | None:
        """The score as it stands; None for a form that is not scored."""
        return self._live.score if self._live else None

    @property
    def live(self) -> LiveScore | None:
        """What explanations start from."""
        return self._live

    @cached_property
    def past_moves(self) -> tuple[PastMove, ...]:
        """Moves to newer forms that were made, oldest first; a further move opens the assessment anew."""
        return past_moves(self.assessment)

    def said(self, ref: str) -> tuple[Said, ...]:
        """Who set what at a question and when, under all versions of the form; oldest first (O3, Q6)."""
        return said(self.assessment, self.past_moves, ref)

    @property
    def state(self) -> State:
        """State of the assessment."""
        return self.assessment.state

    @property
    def editable(self) -> bool:
        """Whether answers may be changed now."""
        return self.assessment.editable

    def answer(self, ref: str, typed: str, *, merges: bool = False) -> None:
        """Keep what a person chose or typed; what cannot be read is kept as typed and marked."""
        text = parse_typed(self.session.node(ref), typed)
        old = self.session.state(ref).value
        if text != old:
            self._apply(Step("value", ref, old, text, merges), "typed")

    def set_reason(self, ref: str, text: str) -> None:
        """Why a question is not applicable."""
        self._apply(Step("reason", ref, self.session.state(ref).reason, text, merges=True), "typed")

    def set_text(self, kind: str, ref: str, text: str) -> None:
        """A note, the flag ("1" or ""), the CIO's remark, the reply, or why an answer changed: see `STORED_TEXTS`."""
        old = self.assessment.text(STORED_TEXTS[kind], ref)
        self._apply(Step(kind, ref, old, text, merges=kind != "flag"), "typed")

    def attach(self, ref: str, source: Path) -> None:
        """Attach a file.

        Raises:
            PhromError: OFF-20 to OFF-24 about the file; nothing was attached.
        """
        old = self._digests(ref)
        changes = self.assessment.attach(ref, source)
        self.history.add(Step("attachments", ref, old, self._digests(ref)))
        self._tell(changes, ref)

    def detach(self, ref: str, file: EvidenceFile) -> None:
        """Take a file off a question; undo brings it back."""
        kept = [digest for digest in self._digests(ref).split() if digest != file.sha256]
        self._apply(Step("attachments", ref, self._digests(ref), " ".join(kept)), "typed")

    def add_row(self, repeat: str) -> str:
        """Add a row to a repeat; returns its ref."""
        before = set(self.session.instances(repeat))
        changes = self.assessment.add_instance(repeat)
        added = next(ref for ref in self.session.instances(repeat) if ref not in before)
        self.history.add(Step("add_row", added))
        self._tell(changes, added)
        return added

    def remove_row(self, row: str) -> None:
        """Remove a row of a repeat with its answers; undo brings it back."""
        self._apply(Step("remove_row", row), "typed")

    def undo(self) -> Step | None:
        """Take the last step back."""
        step = self.history.undo()
        if step is not None:
            self._perform(step, step.old, "undo", backwards=True)
            self.undone.emit(step)
        return step

    def redo(self) -> Step | None:
        """Do the step again that was taken back."""
        step = self.history.redo()
        if step is not None:
            self._perform(step, step.new, "undo", backwards=False)
            self.undone.emit(step)
        return step

    def note(self, ref: str) -> str:
        """The note at a question."""
        return self.assessment.text(Kind.NOTE, ref)

    def remark(self, ref: str) -> str:
        """What the CIO asks about a question."""
        return self.assessment.text(Kind.REMARK, ref)

    def reply(self, ref: str) -> str:
        """What the officer answered to the remark."""
        return self.assessment.text(Kind.REPLY, ref)

    def may_change(self, ref: str) -> bool:
        """Whether this question, or the rows of this repeat, may be changed now: by state, and by the return (P5)."""
        return self.editable and self.assessment.is_open(ref)

    def asked(self, ref: str) -> Asked | None:
        """What central asks of a question in the return that is being answered."""
        return self.assessment.asked(ref)

    def must_explain(self, ref: str) -> bool:
        """Whether a person has to say why this answer is not that of the superseded revision."""
        return self.assessment.must_explain(ref)

    def change_reason(self, ref: str) -> str:
        """Why the answer differs from the superseded revision."""
        return self.assessment.text(Kind.CHANGE_REASON, ref)

    def flagged(self, ref: str) -> bool:
        """Whether a question is marked to be looked at later."""
        return bool(self.assessment.text(Kind.FLAG, ref))

    def section_path(self, ref: str) -> str:
        """Path of the section that holds a question, a row of a repeat or a tree of them.

        Raises:
            KeyError: the form has no such place.
        """
        path = self.session.node(ref).path
        while path not in self.section_of:
            path, slash, _ = path.rpartition("/")
            if not slash:
                raise KeyError(ref)
        return self.section_of[path]

    def code_of(self, ref: str) -> str:
        """The number printed before a question or before the group it stands in, "" where there is none."""
        return next((node.evaluation.code for node in self._around(ref) if node.evaluation.code), "")

    def title_of(self, ref: str, language: str) -> str:
        """What is asked: the label of the card that a leaf stands on."""
        card = self._card_of.get(self.session.node(ref).path)
        if card is None or card.kind != "share":
            return self.session.label(ref, language)
        return card.label.get(language) or next(iter(card.label.values()), "")

    def _around(self, ref: str) -> Iterator[Node]:
        """The node of a ref and the groups around it, inside out."""
        path = self.session.node(ref).path
        while path in self.form.nodes:
            yield self.form.nodes[path]
            path = path.rpartition("/")[0]

    def flags(self) -> tuple[str, ...]:
        """Questions marked to be looked at later."""
        return tuple(self.assessment.texts(Kind.FLAG))

    def saving(self, ref: str) -> bool:
        """Whether an answer of this question is still on its way to disk; never where answers go nowhere."""
        return False

    def progress(self) -> dict[str, Progress]:
        """Asked, answered, errors per section; see `questionnaire.outline`."""
        return progress_by_section(self.session, self.sections)

    def problems(self, refs: Iterable[str] | None = None) -> tuple[Problem, ...]:
        """What keeps the assessment from being handed to the CIO; with `refs` only what is at these."""
        return self.session.errors(refs)

    def answered_count(self) -> int:
        """Number of questions with an answer, for the status line."""
        refs = (ref for ref in self.session.refs() if self.session.node(ref).asks)
        return sum(1 for ref in refs if self.session.state(ref).value)

    def transition(self, act: Callable[[], object]) -> None:
        """Do something that may change the state of the assessment (make_ready, withdraw, send_back).

        Raises:
            PhromError: as the act; nothing has changed then.
        """
        before = self.state
        act()
        if self.state is not before:
            self.history.clear()
            self.state_changed.emit()

    def _apply(self, step: Step, cause: str) -> None:
        self._perform(step, step.new, cause, backwards=False)
        self.history.add(step)

    def _perform(self, step: Step, text: str, cause: str, *, backwards: bool) -> None:
        assessment, ref = self.assessment, step.ref
        if step.kind in STORED_TEXTS:
            assessment.set_text(STORED_TEXTS[step.kind], ref, text, cause)
            self.text_changed.emit(step.kind, ref)
            return
        if step.kind == "value":
            changes = assessment.answer(ref, text, cause)
        elif step.kind == "reason":
            changes = assessment.set_reason(ref, text, cause)
        elif step.kind == "attachments":
            changes = assessment.set_attachments(ref, text.split(), cause)
        elif (step.kind == "add_row") == backwards:
            changes = assessment.remove_instance(ref)
        else:
            changes = assessment.restore_instance(ref)
        self._tell(changes, ref)

    def _tell(self, changes: ChangeSet, ref: str) -> None:
        before = self.score
        if self._live is not None:
            self._live.update(changes)
        self.changed.emit(changes)
        if self._live is not None:
            self.scored.emit(before, self.score, ref)

    def _digests(self, ref: str) -> str:
        return " ".join(file.sha256 for file in self.assessment.attachments(ref))


class OpenWork(LiveWork):
    """One open assessment. Signals come on the window's thread, in the order of what happened."""

    saved = Signal(object)  # Saved
    failed = Signal(object)  # Failed
    recovered = Signal(object)  # Recovered
    _fact = Signal(object)

    def __init__(self, store: OfficeStore, assessment_id: str, *, clock, zone, who: str) -> None:  # type: ignore[no-untyped-def]
        self._on_way: dict[str, int] = {}
        self.last_saved: Saved | None = None
        self.failure: Failed | None = None
        self.writer = AnswerWriter(store.append, lambda fact: self._fact.emit(fact), clock=clock)
        recorder = _TellingWriter(self.writer, self._on_recorded)
        super().__init__(open_assessment(store, assessment_id, clock=clock, zone=zone, who=who, recorder=recorder))
        self._fact.connect(self._on_fact, Qt.ConnectionType.QueuedConnection)

    def saving(self, ref: str) -> bool:
        """Whether an answer of this question is still on its way to disk."""
        return self._on_way.get(ref, 0) > 0

    def close(self) -> None:
        """Bring all to disk and end the writer.

        Raises:
            PhromError: the disk refuses; the work stays open.
        """
        self.writer.close()

    def _on_recorded(self, refs: tuple[str, ...]) -> None:
        for ref in refs:
            self._on_way[ref] = self._on_way.get(ref, 0) + 1
            self.saved_state.emit(ref, "saving")

    def _on_fact(self, fact: Fact) -> None:
        if isinstance(fact, Saved):
            self._on_saved(fact)
        elif isinstance(fact, Failed):
            self.failure = fact
            for ref in [ref for ref, count in self._on_way.items() if count]:
                self.saved_state.emit(ref, "failed")
            self.failed.emit(fact)
        elif isinstance(fact, Recovered):
            self.failure = None
            self.recovered.emit(fact)

    def _on_saved(self, fact: Saved) -> None:
        self.last_saved = fact
        for ref in fact.refs:
            self._on_way[ref] = max(0, self._on_way.get(ref, 0) - 1)
            if not self._on_way[ref]:
                self.saved_state.emit(ref, "saved")
        self.saved.emit(fact)


def change_of(before: Score | None, now: Score | None) -> Fraction | None:
    """By how much the official figure moved, None where either has none."""
    if before is None or now is None or before.total.exact is None or now.total.exact is None:
        return None
    return now.total.exact - before.total.exact
