"""An assessment that goes nowhere: what the preview answers into, in the place of the office's (Q1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from desktop_app.office.records import AnswerEvent, EvidenceFile, Kind, State
from desktop_app.questionnaire.changes import ChangeSet
from desktop_app.questionnaire.differences import carry_ref
from desktop_app.questionnaire.refs import UnknownRef
from desktop_app.questionnaire.session import AnswerSession


class Trial:
    """What `LiveWork` asks of an assessment, kept in memory. Files are counted, never read."""

    state = State.DRAFT
    editable = True

    def __init__(self, session: AnswerSession, clock: Callable[[], datetime]) -> None:
        self.session = session
        self._clock = clock
        self._texts: dict[Kind, dict[str, str]] = {kind: {} for kind in Kind}
        self._files: dict[str, EvidenceFile] = {}

    def take_along(self, before: Trial, paths: Mapping[str, str]) -> None:
        """Reasons, notes, flags and files of another reading's trial, as far as `compare(…).paths` leads their way."""
        form = self.session.form
        self._files.update(before.evidence())
        for ref in before.session.refs():
            target = carry_ref(ref, paths, form)
            if not target or not self._knows(target):
                continue
            if reason := before.session.state(ref).reason:
                self.set_reason(target, reason)
            if files := before.attachments(ref):
                self.set_attachments(target, [file.sha256 for file in files])
            for kind in self._texts:
                if kind != Kind.ATTACHMENTS and (text := before.text(kind, ref)):
                    self.set_text(kind, target, text)

    def is_open(self, ref: str) -> bool:
        """Nothing is locked where nothing was returned."""
        return True

    def asked(self, ref: str) -> None:
        """Nobody asks for a correction here."""

    def must_explain(self, ref: str) -> bool:
        """There is no revision before."""
        return False

    @property
    def store(self) -> Trial:
        """Where the names of files are known."""
        return self

    def evidence(self) -> dict[str, EvidenceFile]:
        """Files attached here."""
        return self._files

    def history(self, ref: str | None = None) -> tuple[AnswerEvent, ...]:
        """Nothing is kept."""
        return ()

    def answer(self, ref: str, text: str, cause: str = "typed") -> ChangeSet:
        """Answer a question."""
        return self.session.answer(ref, text)

    def set_reason(self, ref: str, text: str, cause: str = "typed") -> ChangeSet:
        """Say why a row does not apply."""
        return self.session.set_reason(ref, text)

    def add_instance(self, ref: str) -> ChangeSet:
        """Add a row."""
        return self.session.add_instance(ref)

    def remove_instance(self, ref: str) -> ChangeSet:
        """Take a row away."""
        return self.session.remove_instance(ref)

    def restore_instance(self, ref: str) -> ChangeSet:
        """Bring a row back."""
        return self.session.restore_instance(ref)

    def set_text(self, kind: Kind, ref: str, text: str, cause: str = "typed") -> None:
        """A note or flag."""
        self._texts[kind][ref] = text

    def text(self, kind: Kind, ref: str) -> str:
        """A note or flag."""
        return self._texts[kind].get(ref, "")

    def texts(self, kind: Kind) -> dict[str, str]:
        """All questions where this kind is not blank."""
        return {ref: text for ref, text in self._texts[kind].items() if text}

    def attach(self, ref: str, source: Path) -> ChangeSet:
        """Count a file, known by its name alone."""
        file = EvidenceFile(source.name, source.suffix.lstrip("."), 0, source.name, self._clock(), "")
        self._files[file.sha256] = file
        return self.set_attachments(ref, [*self._attached(ref), file.sha256])

    def set_attachments(self, ref: str, digests: Sequence[str], cause: str = "typed") -> ChangeSet:
        """Set the files of a question."""
        unique = list(dict.fromkeys(digests))
        self._texts[Kind.ATTACHMENTS][ref] = "\n".join(unique)
        return self.session.set_attachments(ref, len(unique))

    def attachments(self, ref: str) -> tuple[EvidenceFile, ...]:
        """The files of a question."""
        return tuple(self._files[name] for name in self._attached(ref))

    def _attached(self, ref: str) -> list[str]:
        return [name for name in self._texts[Kind.ATTACHMENTS].get(ref, "").split("\n") if name]

    def _knows(self, ref: str) -> bool:
        try:
            self.session.node(ref)
        except UnknownRef:
            return False
        return True
