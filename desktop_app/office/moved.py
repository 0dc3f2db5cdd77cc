"""What the history of an assessment says that moved to a newer version of its form (Q6, O3).

An event is told in the words of the version it was written under: the question may have had another name then,
another kind of answer, or other options.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from desktop_app.office.assessment import Assessment
from desktop_app.office.moving import Left, moves, why_left
from desktop_app.office.records import AnswerEvent, Kind
from desktop_app.office.rounds import form_release
from desktop_app.questionnaire.differences import Comparison, came_from, carry_ref, code_of, compare, path_of
from desktop_app.questionnaire.form import Form
from desktop_app.submission.release import FormRelease


@dataclass(frozen=True, slots=True)
class PastMove:
    """One move that was made: the event that says who and when, both versions, and what did not go along."""

    event: AnswerEvent
    older: FormRelease
    newer: FormRelease
    comparison: Comparison
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the history of a question.

    Attributes:
        ref: the question as it is named now.
        form: the version that the event was written under.
        fits: whether its answer is an answer to the question as it is asked now.
    """

    ref: str
    event: AnswerEvent
    form: Form
    fits: bool


def past_moves(assessment: Assessment) -> tuple[PastMove, ...]:
    """The moves of this assessment, oldest first.

    Raises:
        PhromError: OFF-14 a release is not in the store any more.
    """
    return tuple(_past(assessment, event) for event in moves(assessment))


def said(assessment: Assessment, past: Sequence[PastMove], ref: str) -> tuple[Said, ...]:
    """Who set what at a question and when, under all versions, with the moves between; oldest first."""
    lines: list[Said] = []
    asked = ref
    form, fits, until = assessment.session.form, True, sys.maxsize
    for one in reversed(past):
        since = one.event.number
        events = _between(assessment, ref, since, until)
        lines += [Said(asked, event, form, fits) for event in events if event.cause != "moved"]
        lines.append(Said(asked, one.event, form, fits=False))
        ref, carries = came_from(ref, one.comparison, one.older.form)
        form, fits = one.older.form, fits and carries
        if not carries:
            events = _between(assessment, ref, since, until)
            lines += [Said(asked, event, form, fits) for event in events if event.cause == "moved"]
        until = since
    lines += [Said(asked, event, form, fits) for event in _between(assessment, ref, 0, until)]
    return tuple(sorted(lines, key=lambda line: line.event.number))


def _between(assessment: Assessment, ref: str, since: int, until: int) -> Iterator[AnswerEvent]:
    """Events of a question with a number between the two; none for a question that was not there ("")."""
    return (event for event in assessment.history(ref) if ref and since < event.number < until)


def _past(assessment: Assessment, event: AnswerEvent) -> PastMove:
    older, newer = (form_release(assessment.store.release(one)) for one in (event.old, event.new))
    comparison = compare(older.form, newer.form)
    left = tuple(_left(assessment, event, older.form, newer.form, comparison))
    return PastMove(event, older, newer, comparison, left)


def _left(
    assessment: Assessment, move: AnswerEvent, older: Form, newer: Form, comparison: Comparison
) -> Iterator[Left]:
    """Answers that the move took away, in the order of the older form."""
    later = (event for event in assessment.history() if event.number > move.number)
    batch = takewhile(lambda event: event.cause == "moved" and event.kind is not Kind.FORM, later)
    answers: dict[str, str] = {}
    for event in batch:
        if event.kind in (Kind.VALUE, Kind.ATTACHMENTS) and not event.new:
            answers[event.ref] = event.old if event.kind is Kind.VALUE else answers.get(event.ref, "")
    order = {path: number for number, path in enumerate(older.nodes)}
    for ref in sorted(answers, key=lambda ref: order[path_of(ref)]):
        path = path_of(ref)
        if older.nodes[path].asks and not carry_ref(ref, comparison.paths, newer):
            yield Left(ref, code_of(older, path), older.nodes[path].label, answers[ref], why_left(path, comparison))
