"""What a card shows, taken from the open assessment as plain values. No widgets in here.

Nothing is computed but words: value, relevance, problems and choices are the session's, the score is the score's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop_app.office.corrections import REASONS
from desktop_app.office.corrections import Asked as AskedOfUs
from desktop_app.questionnaire.changes import Problem
from desktop_app.questionnaire.differences import path_of
from desktop_app.questionnaire.form import Control, DataType, Form, Node
from desktop_app.questionnaire.outline import Card, Progress, Section
from desktop_app.scoring.rounding import exact_number, half_up
from desktop_app.thai.dates import format_date, parse_date
from desktop_app.thai.digits import in_digits
from desktop_app.ui.bridge import LiveWork
from desktop_app.ui.program import Program

MANY_OPTIONS = 12  # a longer list is searched, not read
UNIT_SIGN = " · "  # our forms write unit, sign, reference date into the hint of a number
PERCENT_PLACES = 2


class Asked(StrEnum):
    """How a leaf is asked."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    FILE = "file"
    ACKNOWLEDGE = "acknowledge"
    SHOWN = "shown"  # note, calculated, read-only value


@dataclass(frozen=True, slots=True)
class OptionView:
    """One option; `digit` chooses it, `gone` says it is no longer offered."""

    key: str
    text: str
    digit: str
    gone: bool = False
    na: bool = False
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One leaf as shown: see `LiveWork` for where each comes from."""

    ref: str
    asked: Asked
    label: str
    hint: str
    unit: str
    value: str
    shown: str
    options: tuple[OptionView, ...]
    relevant: bool
    required: bool
    read_only: bool
    error: str
    cure: str
    multiline: bool


@dataclass(frozen=True, slots=True)
class CardView:
    """What a card shows around its leaves."""

    ref: str  # the leaf that carries note, flag, evidence and reason
    code: str
    title: str
    guidance: str
    may_skip: bool  # a reason line is offered or asked for
    skipped: bool  # "not applicable" is chosen
    reason: str
    reason_error: str
    evidence: str  # none, optional, required, gate
    files: int
    note: str
    remark: str  # the CIO's
    reply: str
    returned: str  # what central asks to correct, "" where it does not
    due: str  # until when
    changed: bool  # says something else than in the superseded revision, and a person has to say why
    change_reason: str
    open: bool  # may be changed now
    locked: bool  # a return leaves it closed, nothing else
    flagged: bool
    restricted: bool
    mark: str  # state of marks.STATES


def asked_as(node: Node) -> Asked:
    """The way a leaf is asked."""
    if not node.asks:
        return Asked.SHOWN
    by_control = {
        Control.SELECT_ONE: Asked.SINGLE,
        Control.SELECT_MULTIPLE: Asked.MULTIPLE,
        Control.RANK: Asked.MULTIPLE,
        Control.FILE: Asked.FILE,
        Control.TRIGGER: Asked.ACKNOWLEDGE,
    }
    if node.control in by_control:
        return by_control[node.control]
    numbers = (DataType.INT, DataType.DECIMAL)
    return Asked.NUMBER if node.data_type in numbers else Asked.DATE if node.data_type is DataType.DATE else Asked.TEXT


def view_question(program: Program, work: LiveWork, ref: str, problems: Iterable[Problem]) -> QuestionView:
    """One leaf as it stands; `problems` are those of the session (asked for once per page)."""
    session, language = work.session, program.language
    node, state = session.node(ref), session.state(ref)
    asked = asked_as(node)
    problem = first_to_mend(problems, ref)
    unit, hint = split_hint(session.hint(ref, language), asked)
    return QuestionView(
        ref=ref,
        asked=asked,
        label=session.label(ref, language),
        hint=hint,
        unit=unit,
        value=state.value,
        shown=shown_value(program, node, state.value),
        options=options_of(program, work, ref, state.value) if asked in (Asked.SINGLE, Asked.MULTIPLE) else (),
        relevant=state.relevant,
        required=state.required,
        read_only=state.read_only or not work.may_change(ref),
        error=program.pick(problem.message) if problem else "",
        cure=program.pick(problem.todo) if problem else "",
        multiline="multiline" in node.appearance,
    )


def view_card(program: Program, work: LiveWork, card: Card, refs: tuple[str, ...]) -> CardView:
    """What stands around the leaves `refs` of a card."""
    session = work.session
    main = main_ref(work, refs)
    node, state = session.node(main), session.state(main)
    guidance = program.pick(node.guidance) or program.pick(work.form.nodes[card.path].guidance)
    label = session.label(refs[0], program.language) if card.kind == "question" else program.pick(card.label)
    skipped = is_skipped(work, main)
    may = any(work.may_change(ref) for ref in refs)
    asked = next((asked for ref in refs if (asked := work.asked(ref))), None)
    missing = "reason_missing" in state.problems
    return CardView(
        ref=main,
        code=program.digits(card.code),
        title=label,
        guidance=guidance,
        may_skip=node.evaluation.na or skipped or bool(state.reason) or missing,
        skipped=skipped,
        reason=state.reason,
        reason_error=program.tr("office.reason_missing") if missing else "",
        evidence=node.evaluation.evidence,
        files=state.attachments,
        note=work.note(main),
        remark=next((remark for ref in refs if (remark := work.remark(ref))), ""),
        reply=next((reply for ref in refs if (reply := work.reply(ref))), ""),
        returned=asked_words(program, asked) if asked else "",
        due=due_words(program, work.assessment.correction.due_at) if asked else "",
        changed=any(work.must_explain(ref) for ref in refs),
        change_reason=next((why for ref in refs if (why := work.change_reason(ref))), ""),
        open=may,
        locked=work.editable and not may,
        flagged=work.flagged(main),
        restricted=node.evaluation.sensitivity == "restricted",
        mark=mark_of(work, refs),
    )


def asked_words(program: Program, asked: AskedOfUs) -> str:
    """Kind of reason and comment, as central gave them."""
    return f"{program.pick(REASONS[asked.reason])}: {asked.comment}"


def due_words(program: Program, due_at: datetime) -> str:
    """The last day for an answer to a return."""
    return program.date(due_at.astimezone(program.zone).date(), "short")


def main_ref(work: LiveWork, refs: tuple[str, ...]) -> str:
    """The leaf of a card that is scored, else the first that is asked: it carries note, flag and evidence."""
    scored = (ref for ref in refs if work.session.node(ref).evaluation.scored)
    asks = (ref for ref in refs if work.session.node(ref).asks)
    return next(scored, None) or next(asks, None) or refs[0]


def is_skipped(work: LiveWork, ref: str) -> bool:
    """Whether "not applicable" is chosen: an option that says so, or no number to divide by."""
    node, state = work.session.node(ref), work.session.state(ref)
    chosen = next((c for c in work.session.choices(ref) if c.name == state.value), None) if node.choice_list else None
    return bool(chosen and chosen.na) or "reason_missing" in state.problems


def mark_of(work: LiveWork, refs: tuple[str, ...]) -> str:
    """State of a card as the rail and its corner show it."""
    states = [work.session.state(ref) for ref in refs if work.session.node(ref).asks]
    asked = [state for state in states if state.relevant]
    if any(set(state.problems) - {"required"} for state in asked):
        return "error"
    if any(work.flagged(ref) for ref in refs):
        return "flag"
    blank = [not state.value.strip() for state in asked]
    if not asked:
        return "none"
    return "empty" if all(blank) else "part" if any(blank) else "done"


def has_blank(work: LiveWork, refs: tuple[str, ...]) -> bool:
    """Whether something on a card is asked and not answered, whatever else is wrong with it."""
    states = [work.session.state(ref) for ref in refs if work.session.node(ref).asks]
    return any(state.relevant and not state.read_only and not state.value.strip() for state in states)


def options_of(program: Program, work: LiveWork, ref: str, value: str) -> tuple[OptionView, ...]:
    """Options offered, in form order, with those chosen earlier that are no longer offered at the end."""
    offered = work.session.choices(ref)
    numbers = iter(range(1, 10))
    options = []
    for choice in offered:
        digit = "0" if choice.na else str(next(numbers, ""))
        options.append(
            OptionView(choice.name, program.pick(choice.label), digit, na=choice.na, exclusive=choice.exclusive)
        )
    names = {choice.name for choice in offered}
    node = work.session.node(ref)
    known = work.form.lists.get(node.choice_list)
    for name in value.split():
        if name not in names:
            gone = known.get(name) if known else None
            options.append(OptionView(name, program.pick(gone.label) if gone else name, "", gone=True))
    return tuple(options)


def first_to_mend(problems: Iterable[Problem], ref: str) -> Problem | None:
    """The first problem at a question besides its being blank, which is shown as blank."""
    return next((p for p in problems if p.ref == ref and p.code not in ("required", "reason_missing")), None)


def split_hint(hint: str, asked: Asked) -> tuple[str, str]:
    """Unit and the rest of the hint of a number; other hints have no unit."""
    if asked in (Asked.NUMBER, Asked.SHOWN) and UNIT_SIGN in hint:
        unit, _, rest = hint.partition(UNIT_SIGN)
        return unit, rest
    return "", hint


def shown_value(program: Program, node: Node, value: str) -> str:
    """A canonical value as a person reads it; what could not be read stays as typed."""
    if not value:
        return ""
    if node.data_type is DataType.DATE and (day := parse_date(value)):
        return format_date(day, "long", program.settings.digits, program.language)
    if node.data_type in (DataType.INT, DataType.DECIMAL):
        return in_digits(grouped(value), program.settings.digits)
    return value


def told_value(program: Program, form: Form, ref: str, value: str) -> str:
    """An answer in the words of the form it was given under; options that this form has not stay as they are."""
    node = form.nodes[path_of(ref)]
    options = form.lists.get(node.choice_list)
    if options is None:
        return shown_value(program, node, value)
    found = ((name, options.get(name)) for name in value.split())
    return ", ".join(program.pick(choice.label) if choice else name for name, choice in found)


def grouped(number: str) -> str:
    """A canonical number with separators between thousands; other text as it is."""
    whole, point, rest = number.partition(".")
    digits = whole.lstrip("-")
    if not digits.isascii() or not digits.isdigit():
        return number
    return f"{'-' if number.startswith('-') else ''}{int(digits):,}{point}{rest}"


def share_shown(part: str, whole: str) -> str:
    """What one number is of another, in percent; "" where it cannot be said."""
    top, bottom = exact_number(part), exact_number(whole)
    if top is None or not bottom:
        return ""
    return half_up(top / bottom * 100, PERCENT_PLACES)


@dataclass(frozen=True, slots=True)
class SectionState:
    """One section as the rail and the task list show it."""

    section: Section
    progress: Progress
    to_mend: int  # questions with an error besides being blank
    blank: int
    flags: int
    mark: str
    word: str


def section_states(program: Program, work: LiveWork) -> tuple[SectionState, ...]:
    """All sections with counts; n/m come from the one function that counts."""
    counts = work.progress()
    problems = work.problems()
    return tuple(_section_state(program, work, s, counts[s.path], problems) for s in work.sections)


def _section_state(
    program: Program, work: LiveWork, section: Section, progress: Progress, problems: tuple[Problem, ...]
) -> SectionState:
    paths = {leaf for card in section.cards for leaf in (card.path, *card.leaves)}
    wrong = {p.ref for p in problems if work.session.node(p.ref).path in paths and p.code != "required"}
    flags = sum(1 for ref in work.flags() if work.session.node(ref).path in paths)
    blank = progress.asked - progress.answered
    mark = "error" if wrong else "done" if not blank else "part" if progress.answered else "empty"
    if not progress.asked:
        mark = "none"
    word = program.tr(f"office.section_{mark}", count=program.digits(len(wrong)))
    return SectionState(section, progress, len(wrong), blank, flags, mark, word)
