"""An assessment that goes nowhere: what the preview answers into, in the place of the office's (Q1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop_app.office.records import AnswerEvent, EvidenceFile, Kind, State
from desktop_app.questionnaire.changes import ChangeSet
from desktop_app.questionnaire.differences import carry_ref
from desktop_app.questionnaire.draft_form import given_answers
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.refs import UnknownRef
from desktop_app.questionnaire.session import AnswerSession


@dataclass(frozen=True, slots=True)
class Given:
    """All that was given to a trial by ref, as another reading of the form takes it along."""

    form: Form
    answers: Mapping[str, str]
    reasons: Mapping[str, str]
    texts: Mapping[Kind, Mapping[str, str]]
    files: Mapping[str, EvidenceFile]
    version: int


class Trial:
    """What `LiveWork` asks of an assessment, kept in memory. Files are counted, never read.

    Attributes:
        version: another one after everything that is given.
    """

    state = State.DRAFT
    editable = True

    def __init__(self, session: AnswerSession, clock: Callable[[], datetime]) -> None:
        self.session = session
        self.version = 0
        self._clock = clock
        self._reasons: dict[str, str] = {}
        self._texts: dict[Kind, dict[str, str]] = {kind: {} for kind in Kind}
        self._files: dict[str, EvidenceFile] = {}

    def given(self) -> Given:
        """What was given up to now; the trial may go on while it is used."""
        texts = {kind: dict(found) for kind, found in self._texts.items()}
        answers, form = given_answers(self.session), self.session.form
        return Given(form, answers, dict(self._reasons), texts, dict(self._files), self.version)

    def take_along(self, given: Given, paths: Mapping[str, str]) -> None:
        """Reasons, notes, flags and files of another reading, as far as `compare(…).paths` leads their way."""
        form = self.session.form
        self._files.update(given.files)

        def carried(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
            for ref, text in texts.items():
                target = carry_ref(ref, paths, form)
                if text and target and self._knows(target):
                    yield target, text

        for ref, reason in carried(given.reasons):
            self.set_reason(ref, reason)
        for kind, texts in given.texts.items():
            for ref, text in carried(texts):
                if kind == Kind.ATTACHMENTS:
                    self.set_attachments(ref, text.split("\n"))
                else:
                    self.set_text(kind, ref, text)

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
        self.version += 1
        return self.session.answer(ref, text)

    def set_reason(self, ref: str, text: str, cause: str = "typed") -> ChangeSet:
        """Say why a row does not apply."""
        self.version += 1
        self._reasons[ref] = text
        return self.session.set_reason(ref, text)

    def add_instance(self, ref: str) -> ChangeSet:
        """Add a row."""
        self.version += 1
        return self.session.add_instance(ref)

    def remove_instance(self, ref: str) -> ChangeSet:
        """Take a row away."""
        self.version += 1
        return self.session.remove_instance(ref)

    def restore_instance(self, ref: str) -> ChangeSet:
        """Bring a row back."""
        self.version += 1
        return self.session.restore_instance(ref)

    def set_text(self, kind: Kind, ref: str, text: str, cause: str = "typed") -> None:
        """A note or flag."""
        self.version += 1
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
        self.version += 1
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
