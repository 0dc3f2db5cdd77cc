"""What the CIO looks at, question by question, as plain values taken from the open assessment (C2). No widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.office.moved import Said
from desktop_app.office.records import EvidenceFile, Kind
from desktop_app.scoring.explain import explain
from desktop_app.scoring.explanation import ExplainedRow
from desktop_app.ui.bridge import OpenWork
from desktop_app.ui.office.check import CheckRow, check_rows
from desktop_app.ui.office.moves import version_words
from desktop_app.ui.office.questions import asked_words, told_value
from desktop_app.ui.program import Program

FILTERS = ("look", "flag", "no_evidence", "note", "error", "remark", "last_year", "all")
SIGNS = ("error", "changed", "flag", "no_evidence", "na", "note", "remark")  # in the order of urgency


@dataclass(frozen=True, slots=True)
class Points:
    """What a question brings, as the explanation prints it; texts in the person's digits."""

    gained: str
    lost: str
    weight: str
    because: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history of an answer."""

    when: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question under review.

    Attributes:
        signs: why it is worth a look, keys of `SIGNS`.
        words: the same in words, with commas.
        remark: the CIO's remark that stands open, "" if there is none.
        changed: why the answer is not that of the superseded revision, "" where it is the same.
        asked: what central asked to correct.
        settled: an earlier remark that was answered or followed by a change, with its reply.
    """

    ref: str
    section: str
    code: str
    question: str
    answer: str
    signs: tuple[str, ...]
    words: str
    points: Points | None
    files: tuple[EvidenceFile, ...]
    note: str
    reason: str
    changed: str
    asked: str
    remark: str
    settled: str

    @property
    def mark(self) -> str:
        """Sign drawn before the question."""
        marks = {"remark": "flag", "error": "error", "flag": "flag", "no_evidence": "warning"}
        return next((marks[sign] for sign in ("remark", *self.signs) if sign in self.signs and sign in marks), "done")


def review_items(program: Program, work: OpenWork) -> tuple[Item, ...]:
    """Every question that was asked, in the order of the form."""
    explained = points_by_ref(program, work)
    open_remarks = frozenset(work.assessment.open_remarks())
    return tuple(_item(program, work, row, explained.get(row.ref), open_remarks) for row in check_rows(program, work))


def points_by_ref(program: Program, work: OpenWork) -> Mapping[str, Points]:
    """Points of every scored question; of a share under the refs of both its numbers."""
    if work.live is None:
        return {}
    shares = {card.path: card.leaves for section in work.sections for card in section.cards if card.kind == "share"}
    found: dict[str, Points] = {}
    for row in explain(work.session, work.live).rows:
        if row.kind != "row" or not row.ref:
            continue
        points = _points(program, row)
        group = row.ref if row.ref in shares else row.ref.rpartition("/")[0]
        found.update(dict.fromkeys((row.ref, *shares.get(group, ())), points))
    return found


def passes(item: Item, name: str) -> bool:
    """Whether an item is shown under a filter; "look" is everything that has a sign, "last_year" needs a last round."""
    if name == "all":
        return True
    if name == "last_year":
        return False
    if name == "look":
        return bool(item.signs)
    wanted = {"note": ("note", "na")}.get(name, (name,))
    return any(sign in item.signs for sign in wanted)


def history_of(program: Program, work: OpenWork, ref: str) -> tuple[Change, ...]:
    """Who set what and when, the newest first."""
    return tuple(
        Change(
            when=program.moment(line.event.at),
            who=line.event.by,
            text=_change_words(program, work, line),
        )
        for line in reversed(work.said(ref))
        if line.event.kind is not Kind.ATTACHMENTS
    )


def _item(program: Program, work: OpenWork, row: CheckRow, points: Points | None, open_remarks: frozenset[str]) -> Item:
    assessment, state = work.assessment, work.session.state(row.ref)
    files = assessment.attachments(row.ref) if state.attachments else ()
    note, text = work.note(row.ref), assessment.text(Kind.REMARK, row.ref)
    unproved = row.no_evidence and points is not None and points.gained.strip("0.๐") != ""
    is_open = row.ref in open_remarks
    changed = next((work.change_reason(ref) for ref in row.refs if work.must_explain(ref)), "")
    asked = next((asked for ref in row.refs if (asked := work.asked(ref))), None)
    found = {
        "error": row.mark == "error",
        "changed": bool(changed) or asked is not None,
        "flag": row.flagged,
        "no_evidence": unproved,
        "na": bool(state.reason),
        "note": bool(note),
        "remark": is_open,
    }
    signs = tuple(sign for sign in SIGNS if found[sign])
    return Item(
        ref=row.ref,
        section=row.section,
        code=row.code,
        question=row.question,
        answer=row.answer,
        signs=signs,
        words=", ".join(program.tr(f"review.sign_{sign}") for sign in signs),
        points=points,
        files=files,
        note=note,
        reason=state.reason,
        changed=changed,
        asked=asked_words(program, asked) if asked else "",
        remark=text if is_open else "",
        settled="" if is_open or not text else _settled(program, text, assessment.text(Kind.REPLY, row.ref)),
    )


def _settled(program: Program, remark: str, reply: str) -> str:
    if reply:
        return program.tr("review.settled_reply", remark=remark, reply=reply)
    return program.tr("review.settled", remark=remark)


def _points(program: Program, row: ExplainedRow) -> Points:
    shown = (program.digits(text) for text in (row.shown_points, row.shown_lost, row.shown_weight))
    return Points(*shown, because=program.pick(row.detail))


def _change_words(program: Program, work: OpenWork, line: Said) -> str:
    event = line.event
    if event.kind is Kind.FORM:
        old, new = (version_words(program, work, package_id) for package_id in (event.old, event.new))
        return f"{program.tr('office.kind_form')}: {old} → {new}"
    kind = program.tr(f"review.kind_{event.kind.value}")
    said = told_value(program, line.form, event.ref, event.new) if event.kind is Kind.VALUE else event.new
    return f"{kind}: {_short(said) or program.tr('review.cleared')}"


def _short(text: str, letters: int = 60) -> str:
    return text if len(text) <= letters else f"{text[:letters]}…"
