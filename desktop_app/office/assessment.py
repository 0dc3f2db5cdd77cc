"""One office's work in one round: answers, evidence, remarks, and the states it passes (O1-O4, C1, C2).

`Assessment` joins three things that must not drift apart: the live session, the events on disk, and the state.
Whatever a person sets goes to the session first, so that the window can show it at once, and then to the
recorder, which brings it to disk; opening the assessment again gives the very same session.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Protocol

from desktop_app.office import faults, states
from desktop_app.office.corrections import Asked, Correction, Revising, correction_of
from desktop_app.office.evidence import EvidenceFolder
from desktop_app.office.records import AnswerEvent, EvidenceFile, Kind, State, Transition, Work
from desktop_app.office.restoring import keeps_value, rows_text
from desktop_app.office.rounds import office_of
from desktop_app.office.store import OfficeStore
from desktop_app.questionnaire.changes import Change, ChangeSet
from desktop_app.questionnaire.scheme import Text
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.submission.answers import BANGKOK
from desktop_app.submission.changed import AnswerChange
from desktop_app.submission.release import FormRelease
from desktop_app.submission.roster import Office
from desktop_app.thai.clean import clean
from desktop_app.thai.dates import format_date

LONGEST = 20_000  # characters of one text: package format, section 8
OPEN_TO_ALL = frozenset({Kind.FLAG, Kind.REMARK, Kind.REPLY})  # whatever a return locks: no answer is in them
ENDING_WITH_A_REVISION = (Kind.CHANGE_REASON, Kind.REMARK, Kind.REPLY)  # what was said about one revision alone
SETTLING = frozenset({Kind.VALUE, Kind.REASON, Kind.ATTACHMENTS, Kind.REPLY})  # what settles a remark
NO_REASON_RETURN: Text = {"th": "การส่งกลับต้องมีข้อสังเกตหรือเหตุผลอย่างน้อยหนึ่งข้อ", "en": "sending back"}
NO_REASON_REVISE: Text = {"th": "การแก้ไขหลังลงนามต้องมีเหตุผล", "en": "revising what was signed"}


class Recorder(Protocol):
    """What brings events to disk: `DirectRecorder`, or `writer.AnswerWriter` in the window."""

    def record(self, events: Sequence[AnswerEvent]) -> object:
        """Take a batch that belongs together."""

    def flush(self) -> None:
        """Return when all is on disk; raises PhromError when it is not."""


class DirectRecorder:
    """Writes at once, on the caller's thread; what the disk refused goes first the next time."""

    def __init__(self, append: Callable[[Sequence[AnswerEvent]], object]) -> None:
        self._append = append
        self._waiting: list[AnswerEvent] = []

    def record(self, events: Sequence[AnswerEvent]) -> None:
        """Write in one commit.

        Raises:
            PhromError: the disk refused; the events are kept and written with the next call.
        """
        self._waiting.extend(events)
        self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        if self._waiting:
            self._append(tuple(self._waiting))
            self._waiting.clear()


class Assessment:
    """The open assessment. Made by `opening.create` and `opening.open_assessment`; use from one thread."""

    def __init__(
        self,
        store: OfficeStore,
        work: Work,
        release: FormRelease,
        session: AnswerSession,
        texts: dict[Kind, dict[str, str]],
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
        who: str,
        recorder: Recorder | None = None,
    ) -> None:
        """Join the parts; `texts` is what stands on disk now, per kind."""
        self.store = store
        self.release = release
        self.session = session
        self.office: Office = office_of(release, work.office_code)
        self.who = who
        self._work = work
        self._texts = texts
        self.clock = clock
        self.zone = zone
        self._recorder: Recorder = recorder or DirectRecorder(store.append)
        self._evidence = EvidenceFolder(store.folder / "evidence")
        self._revising: Revising | None = None

    @property
    def work(self) -> Work:
        """Id, office, revision and state."""
        return self._work

    @property
    def state(self) -> State:
        """The present state."""
        return self._work.state

    @property
    def editable(self) -> bool:
        """Whether answers may be changed now."""
        return self.state in states.EDITED_IN

    @property
    def revising(self) -> Revising | None:
        """This revision beside the one it supersedes; None for the first."""
        if self._revising is None and self._work.revision > 1:
            self._revising = self._compared()
        return self._revising

    @property
    def correction(self) -> Correction | None:
        """The return that this revision answers, or that was taken of it and waits for `revise`."""
        if self.state is State.RETURNED:
            return correction_of(self.store, self._work.id, self._work.revision)
        return self.revising.correction if self.revising else None

    def asked(self, ref: str) -> Asked | None:
        """What central asks of this question in the return that is being answered."""
        return self.revising.item(ref) if self.revising else None

    def is_open(self, ref: str) -> bool:
        """Whether a return leaves this question, or the rows of this repeat, to be changed; see `Revising.is_open`."""
        return self.revising is None or self.revising.is_open(ref, self._attached(ref))

    def must_explain(self, ref: str) -> bool:
        """Whether this question was asked before and says something else now, so that a person has to say why."""
        return self.revising is not None and self.revising.must_explain(ref, self._attached(ref))

    def changes(self) -> tuple[AnswerChange, ...]:
        """Every question that differs from the superseded revision, with its reason; () in the first."""
        if self.revising is None:
            return ()
        files = {ref: text.split() for ref, text in self._texts[Kind.ATTACHMENTS].items()}
        return self.revising.changes(files, self.texts(Kind.CHANGE_REASON))

    def unsettled(self) -> tuple[str, ...]:
        """Refs that central asks to correct and nobody has changed or replied to."""
        if self.revising is None:
            return ()
        return self.revising.unsettled([one.question for one in self.changes()], self.texts(Kind.REPLY))

    def answer(self, ref: str, text: str, cause: str = "typed") -> ChangeSet:
        """Answer a question; undo is the same call with the old text and `cause="undo"`.

        Raises:
            PhromError: OFF-10 frozen in this state; OFF-60 a return does not open the question; with a
                `DirectRecorder` also what the disk says. The session keeps the answer then all the same, and the
                next call writes it.
        """
        self._check_open(Kind.VALUE, ref)
        changes = self._with_marks(self.session.answer(ref, _bounded(text)))
        typed = self._events(Kind.VALUE, {ref: self.session.state(ref).value}, cause)
        self._record(typed + self._follow_ups(changes.refs))
        return changes

    def add_instance(self, ref: str) -> ChangeSet:
        """Add a row to a repeat; raises as `answer`."""
        return self._change_instances(ref, lambda: self.session.add_instance(ref))

    def remove_instance(self, ref: str) -> ChangeSet:
        """Take a row away with all its answers; `restore_instance` brings it back. Raises as `answer`."""
        return self._change_instances(_repeat_of(ref), lambda: self.session.remove_instance(ref))

    def restore_instance(self, ref: str) -> ChangeSet:
        """Bring a removed row back, key and answers; raises as `answer`."""
        return self._change_instances(_repeat_of(ref), lambda: self.session.restore_instance(ref))

    def set_reason(self, ref: str, text: str, cause: str = "typed") -> ChangeSet:
        """Say why a row is not applicable; "" takes it back. Raises as `answer`."""
        self._check_open(Kind.REASON, ref)
        changes = self.session.set_reason(ref, _bounded(text))
        reason = self.session.state(ref).reason
        self._record(self._events(Kind.REASON, {ref: reason}, cause) + self._follow_ups(changes.refs))
        return changes

    def set_text(self, kind: Kind, ref: str, text: str, cause: str = "typed") -> None:
        """Set a note, flag, remark, reply or reason of change; "" takes it back. Raises as `answer`."""
        self._check_open(kind, ref)
        self._record(self._events(kind, {ref: _bounded(clean(text))}, cause))

    def text(self, kind: Kind, ref: str) -> str:
        """What stands now of this kind at this question."""
        return self._texts[kind].get(ref, "")

    def texts(self, kind: Kind) -> dict[str, str]:
        """All questions where this kind is not blank."""
        return {ref: text for ref, text in self._texts[kind].items() if text}

    def attach(self, ref: str, source: Path) -> ChangeSet:
        """Attach a file to a question; the same content elsewhere is stored once.

        Raises:
            PhromError: OFF-20 to OFF-24 about the file, and as `answer`.
        """
        self._check_open(Kind.ATTACHMENTS, ref)
        file = self._evidence.add(source, moment=self.clock(), by=self.who)
        self.store.add_evidence(file)
        return self.set_attachments(ref, (*self._attached(ref), file.sha256))

    def detach(self, ref: str, sha256: str) -> ChangeSet:
        """Take a file off a question; it stays in the folder, so that undo can bring it back."""
        return self.set_attachments(ref, tuple(kept for kept in self._attached(ref) if kept != sha256))

    def set_attachments(self, ref: str, digests: Sequence[str], cause: str = "typed") -> ChangeSet:
        """Set the files of a question by SHA-256, also for undo; each once. Raises as `answer`."""
        self._check_open(Kind.ATTACHMENTS, ref)
        unique = tuple(dict.fromkeys(digests))
        changes = self.session.set_attachments(ref, len(unique))
        events = self._events(Kind.ATTACHMENTS, {ref: " ".join(unique)}, cause)
        self._record(events + self._follow_ups(changes.refs))
        return changes

    def attachments(self, ref: str) -> tuple[EvidenceFile, ...]:
        """The files of a question in the order attached."""
        known = self.store.evidence()
        return tuple(known[sha256] for sha256 in self._attached(ref))

    def evidence_path(self, file: EvidenceFile) -> Path:
        """Where a file lies, its content checked; raises OFF-25 when it is gone or changed."""
        return self._evidence.check(file)

    def history(self, ref: str | None = None) -> tuple[AnswerEvent, ...]:
        """Who set what and when, oldest first (O3); what still waits for the disk is not in it."""
        return self.store.events(self._work.id, ref)

    def transitions(self) -> tuple[Transition, ...]:
        """The history of states, oldest first."""
        return self.store.transitions(self._work.id)

    def open_remarks(self) -> tuple[str, ...]:
        """Refs that the CIO marked and nobody has changed or replied to since."""
        marked: dict[str, None] = {}
        for event in self.history():
            if event.kind is Kind.REMARK and event.new:
                marked[event.ref] = None
            elif event.kind is Kind.REMARK or (event.kind in SETTLING and (event.new or event.kind is not Kind.REPLY)):
                marked.pop(event.ref, None)
        return tuple(marked)

    def make_ready(self) -> None:
        """Hand the assessment to the CIO.

        Raises:
            PhromError: OFF-11 something is missing or wrong, OFF-13 a remark is unanswered, OFF-61 a change has no
                reason, OFF-62 a question that was returned is unanswered, OFF-10 not now.
        """
        states.check_move(self.state, State.READY)
        self._recorder.flush()
        problems = self.session.errors()
        if problems:
            first = problems[0]
            raise faults.NOT_READY.error(
                count=len({problem.ref for problem in problems}),
                first=self.session.to_positions(first.ref),
                message_th=first.message.get("th", ""),
                message_en=first.message.get("en", ""),
            )
        remarks = self.open_remarks()
        if remarks:
            raise faults.REMARKS_OPEN.error(count=len(remarks), first=self.session.to_positions(remarks[0]))
        self._demand_explained()
        self._record(self._follow_ups(self.session.finish().refs))
        self.move(State.READY)

    def _demand_explained(self) -> None:
        """What a revision changed has its reason, and what central asks is settled."""
        bare = [change.question for change in self.changes() if not change.why]
        if bare:
            raise faults.CHANGES_UNEXPLAINED.error(count=len(bare), first=bare[0])
        waiting = self.unsettled()
        if waiting:
            raise faults.RETURN_UNANSWERED.error(count=len(waiting), first=self.session.to_positions(waiting[0]))

    def withdraw(self) -> None:
        """Take it back from the CIO into the draft."""
        self.move(State.DRAFT)

    def send_back(self, reason: str = "") -> None:
        """Send it back to the officer.

        Raises:
            PhromError: OFF-12, neither a reason nor a remark on a question; OFF-10 not now.
        """
        states.check_move(self.state, State.SENT_BACK)
        self._recorder.flush()
        if not clean(reason).strip() and not self.open_remarks():
            raise faults.REASON_NEEDED.error(action_th=NO_REASON_RETURN["th"], action_en=NO_REASON_RETURN["en"])
        self.move(State.SENT_BACK, clean(reason))

    def revise(self, reason: str) -> None:
        """Start the next revision from what was signed, which stays as it was.

        After a return it answers that return: see `correction`. Reasons of change, remarks and replies are those of
        one revision, so it starts without them; the history keeps them.

        Raises:
            PhromError: OFF-12 no reason, OFF-10 nothing was signed yet.
        """
        states.check_revise(self.state)
        if not clean(reason).strip():
            raise faults.REASON_NEEDED.error(action_th=NO_REASON_REVISE["th"], action_en=NO_REASON_REVISE["en"])
        row = self._transition(self._work.revision + 1, self.state, State.DRAFT, clean(reason))
        self.flush()
        said = {kind: self.texts(kind) for kind in ENDING_WITH_A_REVISION}
        ended = [self.event(kind, ref, text, "", "form") for kind, texts in said.items() for ref, text in texts.items()]
        with self.store.transaction():
            self.store.add_transition(row)
            self.store.append([replace(event, revision=row.revision) for event in ended])
        for kind, texts in said.items():
            self._texts[kind].update(dict.fromkeys(texts, ""))
        self.reload()

    def move(self, after: State, reason: str = "") -> None:
        """Write one transition that the rules allow; everything typed before is on disk first.

        Raises:
            PhromError: OFF-10 the rules do not know it; what the disk says.
        """
        states.check_move(self.state, after)
        self._recorder.flush()
        self.store.add_transition(self._transition(self._work.revision, self.state, after, reason))
        self.reload()

    def flush(self) -> None:
        """Return when all that was set is on disk; raises when it is not."""
        self._recorder.flush()

    def supersede(self, revision: int) -> None:
        """Write that an earlier, signed revision counts no more."""
        before = [row.after for row in self.transitions() if row.revision == revision][-1]
        if before is not State.SUPERSEDED:
            self.store.add_transition(self._transition(revision, before, State.SUPERSEDED, ""))

    def reload(self) -> None:
        """Read revision and state from the store, after something else wrote a transition."""
        self._work = self.store.work(self._work.id)
        self._revising = None

    def _compared(self) -> Revising:
        before = self._work.revision - 1
        packages = self.store.packages(self._work.id)
        sealed = (one for one in packages if one.direction == "sealed" and one.revision == before)
        return Revising(
            self.session,
            self.history(),
            self._work.revision,
            next((one.signed_at for one in sealed), self._work.created_at),
            correction_of(self.store, self._work.id, before),
            roster=self.office.columns(),
            zone=self.zone,
        )

    def _check_open(self, kind: Kind, ref: str) -> None:
        """Refuse what the state freezes, and what the return that is being answered does not open."""
        states.check_edit(self.state, kind)
        if kind in OPEN_TO_ALL or self.is_open(ref):
            return
        correction = self.correction
        if correction is not None:
            raise faults.LOCKED_BY_RETURN.error(
                package=correction.package_id[:8],
                due=format_date(correction.due_at.astimezone(BANGKOK).date(), digits="arabic"),
                count=len(correction.items),
            )

    def _transition(self, revision: int, before: State, after: State, reason: str) -> Transition:
        return Transition(self._work.id, revision, before, after, self.clock(), self.who, reason)

    def _change_instances(self, repeat: str, change: Callable[[], ChangeSet]) -> ChangeSet:
        self._check_open(Kind.INSTANCE, repeat)
        changes = self._with_marks(change())
        self._record(self._follow_ups(changes.refs, "typed"))
        return changes

    def _with_marks(self, changes: ChangeSet) -> ChangeSet:
        """Give rows that came back from before the last opening their reasons and files again."""
        if not any("instances" in change.kinds for change in changes):
            return changes
        marked = {*self._texts[Kind.REASON], *self._texts[Kind.ATTACHMENTS]}
        for ref in [ref for ref in self.session.refs() if ref in marked]:
            state = self.session.state(ref)
            reason, files = self._texts[Kind.REASON].get(ref, ""), len(self._attached(ref))
            if state.reason != reason:
                changes = joined(changes, self.session.set_reason(ref, reason))
            if state.attachments != files:
                changes = joined(changes, self.session.set_attachments(ref, files))
        return changes

    def _follow_ups(self, refs: Sequence[str], cause: str = "form") -> tuple[AnswerEvent, ...]:
        """Events for what a change brought along: rows that came or went, and values that are kept."""
        session, rows = self.session, self._texts[Kind.INSTANCE]
        instances = {ref: rows_text(session, ref, rows.get(ref, "")) for ref in refs if session.is_repeat(ref)}
        values = {ref: session.state(ref).value for ref in refs if keeps_value(session, ref)}
        return self._events(Kind.INSTANCE, instances, cause) + self._events(Kind.VALUE, values, "form")

    def _events(self, kind: Kind, texts: dict[str, str], cause: str) -> tuple[AnswerEvent, ...]:
        moment, known = self.clock(), self._texts[kind]
        events = tuple(
            self._event(kind, ref, known.get(ref, ""), text, cause, moment)
            for ref, text in texts.items()
            if known.get(ref, "") != text
        )
        known.update(texts)
        return events

    def event(self, kind: Kind, ref: str, old: str, new: str, cause: str) -> AnswerEvent:
        """What the person of this assessment does now, as the store keeps it; nothing is written."""
        return self._event(kind, ref, old, new, cause, self.clock())

    def _event(self, kind: Kind, ref: str, old: str, new: str, cause: str, moment: datetime) -> AnswerEvent:
        return AnswerEvent(self._work.id, self._work.revision, ref, kind, old, new, moment, self.who, cause)

    def _record(self, events: tuple[AnswerEvent, ...]) -> None:
        if events:
            self._recorder.record(events)

    def _attached(self, ref: str) -> tuple[str, ...]:
        return tuple(self._texts[Kind.ATTACHMENTS].get(ref, "").split())


def joined(first: ChangeSet, second: ChangeSet) -> ChangeSet:
    """Two changes as one: each ref once, what differs after either."""
    kinds = {change.ref: change.kinds | second.kinds(change.ref) for change in first}
    kinds |= {change.ref: change.kinds for change in second if change.ref not in kinds}
    return ChangeSet(tuple(Change(ref, found) for ref, found in kinds.items()))


def _repeat_of(instance: str) -> str:
    return instance.rpartition("[")[0]


def _bounded(text: str) -> str:
    """Refuse what no package can hold while it is still on the screen."""
    if len(text) > LONGEST:
        raise faults.TEXT_TOO_LONG.error(length=len(text), limit=LONGEST)
    return text
