"""Returns for correction as the office works on them: what is asked, and which questions are open (P5).

What a return says is kept with the row of its package, so that it is there as long as the store is. A revision is
compared with what was signed before: the answers of that revision as the events tell them, at rest at the moment of
its signature. Source: interface rules, section 3, state "returned"; package-format section 7, `changes`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property

from desktop_app.office.records import AnswerEvent, Kind, Package
from desktop_app.office.restoring import Texts, restore_session
from desktop_app.office.store import OfficeStore
from desktop_app.package.payloads import parse_time
from desktop_app.package.trusted import TrustedPackage
from desktop_app.questionnaire.form import Control, Form
from desktop_app.questionnaire.scheme import Text
from desktop_app.questionnaire.session import AnswerSession, UnknownRef
from desktop_app.submission.changed import NOTHING, AnswerChange, Said, changes_between, said_by

REASONS: Mapping[str, Text] = {
    "wrong": {"th": "คำตอบไม่ถูกต้อง", "en": "wrong answer"},
    "unclear": {"th": "ไม่ชัดเจน", "en": "unclear"},
    "evidence": {"th": "หลักฐานไม่พอ", "en": "evidence"},
    "missing": {"th": "ข้อมูลขาด", "en": "something is missing"},
    "other": {"th": "อื่น ๆ", "en": "other"},
}
NO_LONGER_ASKED = "ไม่ถูกถามแล้วตามคำตอบใหม่ของข้ออื่น"
NEWLY_ASKED = "ถูกถามเพิ่มตามคำตอบใหม่ของข้ออื่น"
REPLY_TO_RETURN = "ชี้แจงข้อที่ส่วนกลางส่งกลับ"
_POSITION = re.compile(r"\[([1-9][0-9]*)\]")
_KEY = re.compile(r"\[k?[0-9]+\]")
_KINDS = (Kind.VALUE, Kind.INSTANCE, Kind.REASON, Kind.ATTACHMENTS)


@dataclass(frozen=True, slots=True)
class Asked:
    """What central asks of one question. `question` is a ref with positions as the return has it."""

    question: str
    reason: str
    comment: str


@dataclass(frozen=True, slots=True)
class Correction:
    """One return: until when (aware UTC), whether all else is locked, and the questions in its order."""

    package_id: str
    due_at: datetime
    lock_others: bool
    items: tuple[Asked, ...]


def facts_of_return(package: TrustedPackage) -> dict[str, str]:
    """What the store keeps of a return beside its file."""
    payload = package.payload
    return {
        "due_at": payload["due_at"],
        "lock_others": "1" if payload["lock_others"] else "",
        "items": json.dumps([dict(item) for item in payload["items"]], ensure_ascii=False),
    }


def correction_of(store: OfficeStore, assessment: str, revision: int) -> Correction | None:
    """The newest return of a signed revision, as central counts them; None where it was not returned."""
    found = newest_return(store.packages(assessment), revision)
    if found is None:
        return None
    facts = found.facts
    return Correction(
        found.package_id,
        parse_time(facts["due_at"]) if "due_at" in facts else found.signed_at,
        bool(facts.get("lock_others")),
        tuple(Asked(**item) for item in json.loads(facts.get("items", "[]"))),
    )


def newest_return(packages: Iterable[Package], revision: int) -> Package | None:
    """The return of this revision that central signed last, in whichever order they came."""
    return newest(one for one in packages if one.kind == "return" and one.revision == revision)


def newest(came: Iterable[Package]) -> Package | None:
    """What central signed last, by its desk's counter: a clock may be set back between two signatures."""
    return max(came, key=lambda one: (one.seq, one.signed_at), default=None)


class Revising:
    """A revision beside the one it supersedes: what changed, what central asks, what may be changed.

    Args:
        session: the live answers.
        events: all of the assessment.
        revision: number of the revision that is worked on.
        sealed_at: when the one before was signed, aware UTC.
        correction: the return that is being answered.
    """

    def __init__(
        self,
        session: AnswerSession,
        events: Iterable[AnswerEvent],
        revision: int,
        sealed_at: datetime,
        correction: Correction | None,
        *,
        roster: Mapping[str, str],
        zone: tzinfo,
    ) -> None:
        self._session = session
        self.correction = correction
        texts = _texts_until(events, revision - 1)
        self._before = restore_session(session.form, texts, roster, clock=lambda: sealed_at, zone=zone)
        self._said_before = said_by(self._before, _digests(self._before, texts[Kind.ATTACHMENTS]))
        rows = texts[Kind.INSTANCE]
        named = correction.items if correction else ()
        self.asked: Mapping[str, Asked] = {
            ref: item for item in named if (ref := _with_keys(item.question, rows)) is not None
        }

    @property
    def locks(self) -> bool:
        """Whether only some questions may be changed."""
        return self.correction is not None and self.correction.lock_others

    def item(self, ref: str) -> Asked | None:
        """What central asks of this question, itself or as part of a repeat that was named."""
        return next((item for named, item in self.asked.items() if _within(ref, named)), None)

    def is_open(self, ref: str, files: Iterable[str] = ()) -> bool:
        """Whether a question, or the rows of a repeat, may be changed now.

        Open are those named with the questions that take their evidence, and all that is asked only since, that is
        wrong or missing now, or that differs already: what new answers bring along must be answerable, too.

        Args:
            files: digests of the question's evidence now.
        """
        if not self.locks or self.item(ref) is not None or ref in self._evidence_of_asked:
            return True
        if not self._was_asked(ref):
            return self._is_live(ref)
        if self._session.is_repeat(ref):
            return bool(self._session.state(ref).problems)
        return bool(self._session.state(ref).problems) or self.differs(ref, files)

    def differs(self, ref: str, files: Iterable[str]) -> bool:
        """Whether a live question says something else than the revision before."""
        return self._said_now(ref, files) != self._said_before.get(self._session.to_positions(ref), NOTHING)

    def must_explain(self, ref: str, files: Iterable[str]) -> bool:
        """Whether a question differs that was asked before and still is; the others explain themselves."""
        return self._session.state(ref).relevant and self._was_asked(ref) and self.differs(ref, files)

    def changes(self, files: Mapping[str, Iterable[str]], why: Mapping[str, str]) -> tuple[AnswerChange, ...]:
        """Every question that differs, by ref with positions, with its reason.

        What came or went by the form's own conditions says so by itself; "" is left only where a person has to.

        Args:
            files: digests by ref with keys.
            why: the officer's reasons by ref with keys.
        """
        live = self.places
        by_place = {live[ref]: tuple(digests) for ref, digests in files.items() if ref in live}
        reasons = {live[ref]: text.strip() for ref, text in why.items() if ref in live}
        found = changes_between(self._said_before, said_by(self._session, by_place), reasons)
        return tuple(one if one.why else self._explained(one) for one in found)

    def unsettled(self, changed: Iterable[str], replied: Iterable[str]) -> tuple[str, ...]:
        """Named questions that are asked, and were neither changed nor replied to; refs with keys.

        Args:
            changed: refs with positions.
            replied: refs with keys.
        """
        refs = [ref for place in changed if (ref := self._live(place))]
        answered = [*refs, *replied]
        return tuple(
            named
            for named in self.asked
            if self._is_live(named)
            and not any(_within(ref, named) or ref in self._evidence.get(named, ()) for ref in answered)
        )

    @property
    def places(self) -> dict[str, str]:
        """Refs with positions by refs with keys, of everything live."""
        return {ref: place for place, ref in self._session.all_refs() if not place.endswith("#")}

    def _explained(self, change: AnswerChange) -> AnswerChange:
        ref = self._live(change.question)
        if not ref or not self._session.state(ref).relevant:
            return AnswerChange(change.question, change.old, change.new, NO_LONGER_ASKED)
        if not self._was_asked(ref):
            return AnswerChange(change.question, change.old, change.new, NEWLY_ASKED)
        return change

    def _live(self, place: str) -> str:
        try:
            return self._session.state(self._session.to_keys(place)).ref
        except UnknownRef:
            return ""

    def _is_live(self, ref: str) -> bool:
        try:
            return self._session.state(ref).relevant
        except UnknownRef:
            return False

    def _was_asked(self, ref: str) -> bool:
        try:
            return self._before.state(ref).relevant
        except UnknownRef:
            return False

    def _said_now(self, ref: str, files: Iterable[str]) -> Said:
        state = self._session.state(ref)
        if not state.relevant:
            return NOTHING
        is_file = self._session.node(ref).control is Control.FILE
        return Said("" if is_file else state.value, state.reason if state.reason.strip() else "", frozenset(files))

    @cached_property
    def _evidence(self) -> dict[str, tuple[str, ...]]:
        """Refs of the questions that take the evidence of each named one, by its ref."""
        return {ref: tuple(_evidence_of(ref, self._session.form)) for ref in self.asked}

    @cached_property
    def _evidence_of_asked(self) -> frozenset[str]:
        return frozenset(ref for refs in self._evidence.values() for ref in refs)


def _texts_until(events: Iterable[AnswerEvent], revision: int) -> Texts:
    """What stood at the end of a revision, in the order of first answering."""
    texts: Texts = {kind: {} for kind in Kind}
    for event in events:
        if event.revision <= revision and event.kind in _KINDS:
            texts[event.kind][event.ref] = event.new
    return texts


def _digests(session: AnswerSession, attachments: Mapping[str, str]) -> dict[str, list[str]]:
    live = {ref: place for place, ref in session.all_refs()}
    return {live[ref]: digests.split() for ref, digests in attachments.items() if ref in live}


def _with_keys(ref: str, rows: Mapping[str, str]) -> str | None:
    """The ref with the keys that its positions had when the revision was signed; None where no such row was."""
    done, at = "", 0
    for found in _POSITION.finditer(ref):
        done += ref[at : found.start()]
        keys = [key for key in rows.get(done, "").split() if not key.startswith("-")]
        if int(found[1]) > len(keys):
            return None
        done += f"[{keys[int(found[1]) - 1]}]"
        at = found.end()
    return done + ref[at:]


def _within(ref: str, named: str) -> bool:
    return ref == named or ref.startswith((f"{named}/", f"{named}["))


def _evidence_of(ref: str, form: Form) -> Iterator[str]:
    """The ref of the file question that a scored question names, in the same row where both stand in one."""
    node = form.nodes.get(_path(ref))
    name = node.evaluation.params.get("evidence", "") if node else ""
    for path in (one.path for one in form.root.walk() if name and one.name == name):
        row = next((end for end in _row_ends(ref) if path.startswith(f"{_path(ref[:end])}/")), 0)
        yield ref[:row] + path[len(_path(ref[:row])) :]


def _row_ends(ref: str) -> list[int]:
    """Where the rows end that a ref stands in, the innermost first."""
    return [found.end() for found in reversed(list(_KEY.finditer(ref)))]


def _path(ref: str) -> str:
    return _KEY.sub("", ref)
