"""Moving an open assessment to a newer version of its form: only when somebody asks (Q6).

Nothing moves by itself: an assessment keeps the version it began with. Before the move a person sees what
changes and what will not go along; the move itself is one commit, and the history says who did it. What does
not go along stays in the history with the answer as it stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from desktop_app.office import faults, states
from desktop_app.office.assessment import Assessment
from desktop_app.office.records import AnswerEvent, Kind, Release
from desktop_app.office.restoring import Texts, kept_texts, restore_session, rows_text
from desktop_app.office.rounds import office_of, release_of
from desktop_app.questionnaire.differences import Comparison, carry_ref, code_of, compare
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.scheme import Text
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.scoring.compute import compute_score
from desktop_app.scoring.score import Score
from desktop_app.submission.release import FormRelease

# Where the history keeps which release an assessment stands on; no question has this ref.
FORM_REF = "/"


@dataclass(frozen=True, slots=True)
class Left:
    """An answer that does not go along: the question as it was, the answer as it stood, and why."""

    ref: str
    code: str
    label: Text
    answer: str
    why: Text


@dataclass(frozen=True, slots=True)
class Move:
    """What moving would do; nothing has happened yet.

    Attributes:
        release: the newer version.
        comparison: what changes between the two.
        left: answers that do not go along, in the order of the older form.
        before, after: the score as it stands, and as it would be.
        comparable: whether both figures follow the same scoring rules; if not, they say nothing about each other.
    """

    release: FormRelease
    comparison: Comparison
    left: tuple[Left, ...]
    before: Score
    after: Score
    texts: Texts

    @property
    def comparable(self) -> bool:
        """Two scores compare only where their rules have the same digest."""
        return self.before.scoring_sha256 == self.after.scoring_sha256


def newer_release(releases: Iterable[Release], now: FormRelease) -> Release | None:
    """The newest version of the same form among the releases of the same round, if it is newer than this one."""
    same = (one for one in releases if (one.form_id, one.round) == (now.form_id, now.round))
    later = (one for one in same if one.form_version > now.form_version)
    return max(later, key=lambda one: one.form_version, default=None)


def closing(releases: Iterable[Release], now: FormRelease) -> datetime:
    """When the round closes, aware UTC: the newest version known here brings the round's dates."""
    newest = newer_release(releases, now)
    return now.closes_at if newest is None else newest.closes_at


def plan_move(assessment: Assessment, record: Release) -> Move:
    """Work out what moving to a newer version would do.

    Raises:
        PhromError: OFF-19 it is no newer version of the same form in the same round; OFF-15 the office is not
            on its roster; OFF-10 the answers are frozen now.
    """
    states.check_edit(assessment.state, Kind.VALUE)
    now = assessment.release
    if (record.form_id, record.round) != (now.form_id, now.round) or record.form_version <= now.form_version:
        raise faults.NO_NEWER_FORM.error(version=record.form_version, now=now.form_version, round=now.round)
    release = release_of(assessment.store, record.package_id)
    comparison = compare(now.form, release.form)
    carried = {kind: _carried(assessment.texts(kind), comparison, release.form) for kind in Kind}
    session = _session(assessment, release, carried)
    kept = kept_texts(session)
    rows = carried[Kind.INSTANCE]
    carried[Kind.VALUE] |= kept[Kind.VALUE]
    carried[Kind.INSTANCE] |= {ref: rows_text(session, ref, rows.get(ref, "")) for ref in kept[Kind.INSTANCE]}
    return Move(
        release=release,
        comparison=comparison,
        left=tuple(_left(assessment.session, comparison, release.form)),
        before=compute_score(assessment.session),
        after=compute_score(session),
        texts=carried,
    )


def move(assessment: Assessment, record: Release) -> Move:
    """Move to a newer version in one commit; open the assessment again afterwards.

    Raises:
        PhromError: as `plan_move`; OFF-16 the office already has an assessment on the newer version; what the
            disk says. Nothing was changed then.
    """
    assessment.flush()
    planned = plan_move(assessment, record)
    old = assessment.release.package_id
    moved = assessment.event(Kind.FORM, FORM_REF, old, record.package_id, "moved")
    assessment.store.move(assessment.work, record.package_id, [moved, *_events(assessment, planned.texts)])
    return planned


def _events(assessment: Assessment, texts: Texts) -> Iterator[AnswerEvent]:
    """From the texts as they stand to those of the newer version."""
    for kind in Kind:
        before, after = assessment.texts(kind), texts[kind]
        for ref in dict.fromkeys([*before, *after] if kind is not Kind.FORM else ()):
            old, new = before.get(ref, ""), after.get(ref, "")
            if old != new:
                yield assessment.event(kind, ref, old, new, "moved")


def moves(assessment: Assessment) -> tuple[AnswerEvent, ...]:
    """When this assessment was moved, by whom, from which release to which; oldest first."""
    return tuple(event for event in assessment.history(FORM_REF) if event.kind is Kind.FORM)


def _carried(texts: dict[str, str], comparison: Comparison, new: Form) -> dict[str, str]:
    moved = ((carry_ref(ref, comparison.paths, new), text) for ref, text in texts.items())
    return {ref: text for ref, text in moved if ref}


def _session(assessment: Assessment, release: FormRelease, texts: Texts) -> AnswerSession:
    office = office_of(release, assessment.work.office_code)
    return restore_session(release.form, texts, office.columns(), clock=assessment.clock, zone=assessment.zone)


def _left(session: AnswerSession, comparison: Comparison, new: Form) -> Iterator[Left]:
    """Answers a person gave to questions that were dropped or mean something else now."""
    for ref in session.refs():
        node, state = session.node(ref), session.state(ref)
        if node.asks and (state.value or state.attachments) and not carry_ref(ref, comparison.paths, new):
            labels = {language: session.label(ref, language) for language in ("th", "en")}
            code = code_of(session.form, node.path)
            yield Left(ref, code, labels, state.value, why_left(node.path, comparison))


def why_left(path: str, comparison: Comparison) -> Text:
    """Why an answer to this question of the older form does not go along."""
    dropped = any(one.old == path for one in comparison.questions if one.fate == "dropped")
    return DROPPED if dropped else ANOTHER


DROPPED: Text = {"th": "ตัดข้อนี้ออกแล้ว", "en": "The question was dropped"}
ANOTHER: Text = {"th": "ความหมายหรือชนิดคำตอบเปลี่ยนไป", "en": "Its meaning or kind of answer changed"}
