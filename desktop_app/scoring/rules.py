"""State and score of one row: the seven steps and the rules (S1, S4; questionnaire profile 3.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from desktop_app.questionnaire.changes import State
from desktop_app.questionnaire.form import Control
from desktop_app.scoring.plan import Row
from desktop_app.scoring.rounding import exact_number
from desktop_app.scoring.score import NodeState
from desktop_app.scoring.view import View

ZERO, ONE, HUNDRED = Fraction(0), Fraction(1), Fraction(100)


class Cause(StrEnum):
    """Why a row has the points it has."""

    ANSWER = "answer"
    NO_ANSWER = "no_answer"
    UNDECIDED = "undecided"
    INVALID = "invalid"
    NO_EVIDENCE = "no_evidence"
    CAPPED = "capped"
    HIDDEN_ZERO = "hidden_zero"
    NOT_APPLICABLE = "not_applicable"
    REASON_MISSING = "reason_missing"


@dataclass(frozen=True, slots=True)
class Result:
    """What a row or a node counts.

    Attributes:
        points: official points, 0 where something is missing.
        best: points still attainable with the answers given so far.
        done: share of its effective weight that is scored, 0 to 1.
        raw: score of a row before cap and gate; None for nodes and for rows without a score.
    """

    state: NodeState
    points: Fraction
    best: Fraction
    done: Fraction
    cause: Cause = Cause.ANSWER
    raw: Fraction | None = None


def not_applicable() -> Result:
    """A row that does not count; its weight moves to its siblings."""
    return Result(NodeState.NA, ZERO, ZERO, ZERO, Cause.NOT_APPLICABLE)


def missing(row: Row, cause: Cause) -> Result:
    """A row that counts 0 until something is done, and could reach its cap."""
    return Result(NodeState.MISSING, ZERO, row.node.evaluation.cap, ZERO, cause)


def score_row(view: View, row: Row, ref: str) -> Result:
    """State and points of the row at `ref`, by the first step that applies."""
    state = view.session.state(ref)
    if not state.relevant:
        return score_hidden(view, row, ref)
    sources = [view.state_of(ref, path) for path in row.sources]
    if any(source and not source.valid for source in sources):
        return missing(row, Cause.INVALID)
    if _declares_not_applicable(view, row, state):
        return not_applicable() if state.reason.strip() else missing(row, Cause.REASON_MISSING)
    if any(source is None or not source.relevant or not source.value for source in sources):
        return missing(row, Cause.NO_ANSWER)
    raw = RAW[row.node.evaluation.rule](view, row, state)
    return missing(row, Cause.INVALID) if raw is None else _bounded(view, row, ref, raw)


def score_hidden(view: View, row: Row, ref: str) -> Result:
    """A row that is not asked: not yet decided, not applicable, or zero where the form says so."""
    if view.undecided(ref, row.conditions):
        return missing(row, Cause.UNDECIDED)
    return _zero() if row.node.evaluation.skip == "zero" else not_applicable()


def score_empty(view: View, row: Row) -> Result:
    """A row in a repeat that has no instance at all."""
    hidden = _hidden_repeat(view, row)
    if hidden is not None:
        return score_hidden(view, row, hidden)
    empty = row.node.evaluation.params.get("empty", "missing")
    if empty == "na":
        return not_applicable()
    return _zero(Cause.ANSWER) if empty == "zero" else missing(row, Cause.NO_ANSWER)


def _zero(cause: Cause = Cause.HIDDEN_ZERO) -> Result:
    return Result(NodeState.SCORED, ZERO, ZERO, ONE, cause)


def _hidden_repeat(view: View, row: Row) -> str | None:
    """The outermost repeat around the row, if it is not asked."""
    outermost = row.repeats[0]
    return None if view.session.state(outermost).relevant else outermost


def _declares_not_applicable(view: View, row: Row, state: State) -> bool:
    """An `na` option, a denominator of 0, or a blank that `eval_na` lets the officer explain."""
    if row.node.control is Control.SELECT_ONE and state.value:
        return any(choice.na for choice in view.session.choices(state.ref) if choice.name == state.value)
    if row.denominator and view.number(state.ref, row.denominator) == 0:
        return True
    return not state.value and row.node.evaluation.na and bool(state.reason.strip())


def _bounded(view: View, row: Row, ref: str, raw: Fraction) -> Result:
    """Cap, then the evidence gate; the gate may still open, so it does not bound the best."""
    rule = row.node.evaluation
    best = min(raw, rule.cap)
    points = best
    if rule.gate is not None and not _has_file(view, row, ref):
        points = min(best, rule.gate)
    cause = Cause.CAPPED if best < raw else Cause.ANSWER
    return Result(NodeState.SCORED, points, best, ONE, Cause.NO_EVIDENCE if points < best else cause, raw)


def _has_file(view: View, row: Row, ref: str) -> bool:
    """Whether the row, or the file question that stands for it, has a valid file."""
    holders = (view.state_of(ref, path) for path in row.evidence)
    return any(holder and holder.relevant and holder.attachments for holder in holders)


def _choice(view: View, _row: Row, state: State) -> Fraction | None:
    """Score of the option."""
    chosen = [choice.score for choice in view.session.choices(state.ref) if choice.name == state.value]
    return chosen[0] if chosen else None


def _multi_sum(view: View, _row: Row, state: State) -> Fraction:
    """Sum of the chosen options, at most 100; an exclusive option counts alone."""
    codes = state.value.split()
    chosen = [choice for choice in view.session.choices(state.ref) if choice.name in codes]
    alone = [choice for choice in chosen if choice.exclusive]
    return min(HUNDRED, sum((choice.score or ZERO for choice in alone[:1] or chosen), ZERO))


def _multi_share(view: View, _row: Row, state: State) -> Fraction | None:
    """Chosen over offered, exclusive options in neither."""
    offered = [choice.name for choice in view.session.choices(state.ref) if not choice.exclusive]
    codes = state.value.split()
    return Fraction(100 * sum(name in codes for name in offered), len(offered)) if offered else None


def _share(view: View, row: Row, state: State) -> Fraction | None:
    """Numerator over denominator against the target, or looked up in bands."""
    numerator, denominator = view.number(state.ref, row.numerator), view.number(state.ref, row.denominator)
    if numerator is None or not denominator:
        return None
    percent = 100 * numerator / denominator
    if row.bands:
        return look_up(row.bands, percent)
    reached = _clamped(percent * 100 / row.target)
    return HUNDRED - reached if row.node.evaluation.params.get("invert") == "yes" else reached


def _bands(_view: View, row: Row, state: State) -> Fraction | None:
    """Score of the first lower bound that the number reaches."""
    value = exact_number(state.value)
    return None if value is None else look_up(row.bands, value)


def _calc(_view: View, _row: Row, state: State) -> Fraction | None:
    """The calculated number itself, 0 to 100."""
    value = exact_number(state.value)
    return None if value is None else _clamped(value)


def look_up(bands: tuple[tuple[Fraction, Fraction], ...], value: Fraction) -> Fraction | None:
    """Score of the first bound ≤ `value`; None below all of them."""
    return next((score for bound, score in bands if value >= bound), None)


def _clamped(value: Fraction) -> Fraction:
    return max(ZERO, min(HUNDRED, value))


RAW: Mapping[str, Callable[[View, Row, State], Fraction | None]] = {
    "choice": _choice,
    "multi_sum": _multi_sum,
    "multi_share": _multi_share,
    "share": _share,
    "bands": _bands,
    "calc": _calc,
}
