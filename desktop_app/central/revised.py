"""What a revision says otherwise than the one it supersedes, and what became of the questions it was asked for (P5).

A reviewer reads one list: first what central had asked to be corrected, changed or not, then everything else that
differs, each with the office's own words. Source: package-format section 7, `changes` and `reply_to`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop_app.central.registry import Registry
from desktop_app.central.returned import Item, returns_of
from desktop_app.central.returns import Candidate, open_candidate, question_number, question_title
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.scheme import Text
from desktop_app.submission.changed import NOTHING, Said, changes_between, said_in
from desktop_app.submission.roster import Office
from desktop_app.submission.whole import path_of


@dataclass(frozen=True, slots=True)
class Changed:
    """One question that differs, or that was returned and left as it was.

    Attributes:
        question: ref with positions; `number` is printed before it, "" where none is.
        old, new: what the superseded revision said and what this one says.
        why: the office's reason of the change; where nothing changed, its remark.
        asked: what central had asked of it, None where it had not.
    """

    question: str
    number: str
    title: Text
    old: Said
    new: Said
    why: str
    asked: Item | None

    @property
    def same(self) -> bool:
        """Whether it was left as it was."""
        return self.old == self.new


@dataclass(frozen=True, slots=True)
class Revised:
    """One revision beside the one before; a first one has no `changes`. Or two contents that contradict each other.

    Attributes:
        office: None where the roster of the round has it no more.
        files: names of the evidence files of both, by SHA-256.
        rival: whether it is beside another content that claims its place.
    """

    office_code: str
    office: Office | None
    round: str
    revision: int
    form: Form
    changes: tuple[Changed, ...]
    files: Mapping[str, str]
    rival: bool = False


def read_revision(registry: Registry, package_id: str, moment: datetime, rival: str = "") -> Revised:
    """What a submission changed against the one it supersedes, both verified again as of the day they came.

    Args:
        package_id: of the newer one, or the first digits of it or of its printed fingerprint, at least six.
        moment: now, aware UTC.
        rival: id of another submission of this office, to be compared with instead.

    Raises:
        PhromError: CEN-50 no such submission, or the superseded one has not come; CEN-15 a file is gone.
    """
    new = open_candidate(registry, package_id, moment)
    before = rival or new.received.payload["supersedes"]
    changes: tuple[Changed, ...] = ()
    files = _file_names(new.received.payload)
    if before is not None:
        old = open_candidate(registry, before, moment)
        files = {**_file_names(old.received.payload), **files}
        returned = returns_of(registry, before)
        answered = [one for one in returned if one.return_id == new.received.payload["reply_to"]] or returned
        changes = tuple(_changes(old, new, answered[-1].items if answered else ()))
    return Revised(
        new.received.office_code,
        new.release.roster.get(new.received.office_code),
        new.received.payload["round"],
        new.received.payload["revision"],
        new.release.form,
        changes,
        files,
        bool(rival),
    )


def _changes(old: Candidate, new: Candidate, items: tuple[Item, ...]) -> Iterator[Changed]:
    form, payload = new.release.form, new.received.payload
    before, after = said_in(form, old.received.payload), said_in(form, payload)
    differing = {one.question: one for one in changes_between(before, after, payload["changes"])}
    asked = {ref: next((item for item in items if _answers(form, ref, item.question)), None) for ref in differing}
    lines = [_line(old, new, ref, one.old, one.new, one.why, asked[ref]) for ref, one in differing.items()]
    yield from (line for line in lines if line.asked is not None)
    yield from _unchanged(old, new, [item for item in items if item not in asked.values()], before)
    yield from (line for line in lines if line.asked is None)


def _unchanged(old: Candidate, new: Candidate, items: Iterable[Item], said: Mapping[str, Said]) -> Iterator[Changed]:
    for item in items:
        here = said.get(item.question, NOTHING)
        remark = new.received.payload["notes"].get(item.question, "")
        yield _line(old, new, item.question, here, here, remark, item)


def _line(old: Candidate, new: Candidate, ref: str, before: Said, after: Said, why: str, asked: Item | None) -> Changed:
    """A row that the revision has no more takes its text from the one before."""
    title = question_title(new, ref) or question_title(old, ref) or new.release.form.nodes[path_of(ref)].label
    return Changed(ref, question_number(new, ref), title, before, after, why, asked)


def _answers(form: Form, ref: str, named: str) -> bool:
    """Whether a change is one of what was named: itself, a row of it, or the evidence that it asks for."""
    if ref == named or ref.startswith((f"{named}/", f"{named}[")):
        return True
    node = form.nodes.get(path_of(named))
    evidence = node.evaluation.params.get("evidence", "") if node else ""
    same_row = "[" not in ref or ref.rpartition("]")[0] == named.rpartition("]")[0]
    return bool(evidence) and form.nodes[path_of(ref)].name == evidence and same_row


def _file_names(payload: Mapping[str, Any]) -> dict[str, str]:
    return {entry["sha256"]: entry["original_name"] for entry in payload["evidence"]}
