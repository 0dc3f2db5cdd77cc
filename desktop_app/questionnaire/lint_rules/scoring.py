"""Scores, weights and levels: what makes a figure wrong without a word (Q2, S1): E130 to E137, W210, W211."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise

from desktop_app.questionnaire.eval_columns import (
    DEMANDS,
    RULES,
    SENSITIVITIES,
    exact,
    parameters,
    percent,
)
from desktop_app.questionnaire.findings import Finding
from desktop_app.questionnaire.lint_rules.draft import Draft, Question, names_in
from desktop_app.questionnaire.lint_rules.nearest import advice
from desktop_app.questionnaire.workbook import Row

_COMMON = ("evidence", "over", "empty")
PARAMETERS = {
    "choice": _COMMON,
    "multi_sum": _COMMON,
    "multi_share": _COMMON,
    "share": ("num", "den", "target", "invert", "bands", *_COMMON),
    "bands": ("bands", *_COMMON),
    "calc": _COMMON,
}
_NEEDED = {"share": ("num", "den"), "bands": ("bands",)}
_NUMBERS = ("integer", "decimal", "calculate")
_FITS = {
    "choice": ("select_one",),
    "multi_sum": ("select_multiple",),
    "multi_share": ("select_multiple",),
    "share": _NUMBERS,
    "bands": _NUMBERS,
    "calc": _NUMBERS,
}
_WORDS = {"invert": ("yes", "no"), "over": ("mean", "min", "max"), "empty": ("missing", "zero", "na")}
_FILES = ("file", "image")


def _is_evidence(text: str) -> bool:
    return text in DEMANDS[:-1] or (text.startswith("gate:") and percent(text[5:]) is not None)


_CELLS: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    ("eval_weight", lambda text: exact(text) is not None, "0, 1, 2.5 …"),
    ("eval_rule", lambda text: text in RULES, ", ".join(RULES)),
    ("eval_cap", lambda text: percent(text) is not None, "0 … 100"),
    ("eval_skip", lambda text: text in ("na", "zero"), "na, zero"),
    ("eval_na", lambda text: text in ("yes", "no"), "yes, no"),
    ("eval_evidence", _is_evidence, "none, optional, required, gate:0 … gate:100"),
    ("eval_sensitivity", lambda text: text in SENSITIVITIES, ", ".join(SENSITIVITIES)),
)


def rules(draft: Draft) -> Iterator[Finding]:
    """All findings about the scoring of questions."""
    for question in draft.asked:
        yield from cells(draft, question)
        yield from node(draft, question)
        if question.rule in PARAMETERS:
            yield from fit(draft, question)
            yield from params(draft, question)
            yield from options(draft, question)
            yield from hidden_follow_up(draft, question)
            yield from bounded_share(draft, question)


def cells(draft: Draft, question: Question) -> Iterator[Finding]:
    """E137: values that an `eval_*` column takes."""
    for column, allowed, text in _CELLS:
        written = question.row.get(column)
        if written and not allowed(written):
            yield draft.at(question, "E137", column, what=written, allowed_th=text, allowed_en=text)


def node(draft: Draft, question: Question) -> Iterator[Finding]:
    """E131: a scored row names an indicator, and a row with an indicator is scored."""
    name = question.row.get("eval_node")
    if question.rule and not name:
        yield draft.at(question, "E131.no_node", "eval_rule")
    if not name:
        return
    if not question.rule:
        yield draft.at(question, "E131.no_rule", "eval_node")
    if name not in draft.tree:
        guess = advice(
            name,
            draft.tree,
            else_th="เพิ่มตัวชี้วัดนี้ใน eval_tree หรือแก้ eval_node",
            else_en="Add the indicator to eval_tree, or correct eval_node.",
        )
        yield draft.at(question, "E131.unknown", "eval_node", what=name, **guess)
    elif name in draft.parents:
        yield draft.at(question, "E131.branch", "eval_node", what=name)


def fit(draft: Draft, question: Question) -> Iterator[Finding]:
    """E133: the rule fits the type of the question."""
    allowed = _FITS[question.rule]
    if question.word not in allowed:
        yield draft.at(
            question, "E133", "eval_rule", rule=question.rule, what=question.word, allowed=", ".join(allowed)
        )


def params(draft: Draft, question: Question) -> Iterator[Finding]:
    """E132: keys, names and numbers of `eval_params`."""
    text, known = question.row.get("eval_params"), PARAMETERS[question.rule]
    given = parameters(text)
    for part in text.split():
        key = part.partition("=")[0]
        if "=" not in part or key not in known:
            guess = advice(
                key,
                known,
                else_th=f"ใช้เฉพาะ {', '.join(known)}",
                else_en=f"Use {', '.join(known)} only.",
            )
            yield draft.at(question, "E132.key", "eval_params", rule=question.rule, what=part, **guess)
    for key in _NEEDED.get(question.rule, ()):
        if not given.get(key):
            yield draft.at(question, "E132.missing", "eval_params", rule=question.rule, what=key)
    for key, value in given.items():
        if key in known and value:
            yield from _param(draft, question, key, value)


def _param(draft: Draft, question: Question, key: str, value: str) -> Iterator[Finding]:
    if key in ("num", "den", "evidence"):
        yield from _named_param(draft, question, key, value)
    elif key == "bands" and not are_bands(value):
        yield draft.at(question, "E132.bands", "eval_params", what=value)
    elif key == "target" and not exact(value):
        yield _bad_value(draft, question, key, value, "0.1 … 100")
    elif key in _WORDS and value not in _WORDS[key]:
        yield _bad_value(draft, question, key, value, ", ".join(_WORDS[key]))


def _bad_value(draft: Draft, question: Question, key: str, value: str, allowed: str) -> Finding:
    return draft.at(question, "E132.value", "eval_params", word=key, what=value, allowed_th=allowed, allowed_en=allowed)


def _named_param(draft: Draft, question: Question, key: str, value: str) -> Iterator[Finding]:
    other = draft.by_name.get(value)
    if other is None:
        guess = advice(
            value,
            draft.by_name,
            else_th="แก้ให้ตรงกับชื่อข้อที่มี",
            else_en="Correct it to the name of a question.",
        )
        yield draft.at(question, "E132.name", "eval_params", what=value, **guess)
    elif key == "evidence" and other.word not in _FILES:
        yield draft.at(question, "E132.file", "eval_params", what=value)
    elif key != "evidence" and other.word not in _NUMBERS:
        yield draft.at(question, "E132.number", "eval_params", what=value)


def are_bands(text: str) -> bool:
    """Whether `6:100,3:67,0:0` holds bounds that fall and scores of 0 to 100."""
    bounds: list[Fraction] = []
    for band in text.split(","):
        bound, colon, score = band.partition(":")
        if not colon or not re.fullmatch(r"-?\d+(\.\d+)?", bound) or percent(score) is None:
            return False
        bounds.append(Fraction(bound))
    return all(higher > lower for higher, lower in pairwise(bounds))


def options(draft: Draft, question: Question) -> Iterator[Finding]:
    """E130, E134, E135: scores of the options of a scored list."""
    if question.rule not in ("choice", "multi_sum"):
        if question.rule == "multi_share":
            yield from _not_applicable(draft, question)
        return
    rows = draft.lists.get(question.list_name, ())
    for row in rows:
        score = row.get("score")
        if score != "na" and percent(score) is None:
            yield draft.finding("E130", "choices", row.number, "score", row.get("name"), what=score or "-")
    if question.rule == "multi_sum":
        yield from _not_applicable(draft, question)
    else:
        yield from _span(draft, question, rows)


def _not_applicable(draft: Draft, question: Question) -> Iterator[Finding]:
    for row in draft.lists.get(question.list_name, ()):
        if row.get("score") == "na":
            number = question.row.number
            yield draft.finding("E135", "choices", row.number, "score", row.get("name"), other=number)


def _span(draft: Draft, question: Question, rows: tuple[Row, ...]) -> Iterator[Finding]:
    """E134: the best option scores 100 and the worst 0; a stated cap explains a lower best."""
    scores = [score for row in rows if (score := percent(row.get("score"))) is not None]
    if not scores or question.word != "select_one":
        return
    if max(scores) != 100:
        key = "E134.capped" if question.row.get("eval_cap") else "E134.top"
        yield draft.at(question, key, "type", what=_decimal(max(scores)))
    if min(scores) != 0:
        yield draft.at(question, "E134.bottom", "type", what=_decimal(min(scores)))


def _decimal(number: Fraction) -> str:
    return f"{float(number):g}"  # shown in a message only


def hidden_follow_up(draft: Draft, question: Question) -> Iterator[Finding]:
    """W210: hidden by the answer to a scored row, and nothing says what it then counts as."""
    if question.row.get("eval_skip") or not question.row.get("eval_node"):
        return
    named = _decided_by(draft, [name for cell in draft.conditions_of(question) for name in names_in(cell.text)])
    scored = {one.name for one in draft.scored} - {question.name}
    found = [name for name in named if name in scored]
    if found:
        yield draft.at(question, "W210", "eval_skip", what=", ".join(found))


def _decided_by(draft: Draft, names: list[str]) -> list[str]:
    """The rows that conditions name, and those that the calculations among them name in turn."""
    found: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            question = draft.by_name.get(name)
            waiting += names_in(question.row.get("calculation")) if question else ()
    return list(found)


def bounded_share(draft: Draft, question: Question) -> Iterator[Finding]:
    """W211: some constraint compares numerator and denominator."""
    given = parameters(question.row.get("eval_params"))
    numerator, denominator = (draft.by_name.get(given.get(key, "")) for key in ("num", "den"))
    if question.rule != "share" or numerator is None or denominator is None:
        return
    pairs = ((numerator, denominator), (denominator, numerator))
    if not any(other.name in _constrained_by(draft, one) for one, other in pairs):
        yield draft.at(question, "W211", "constraint", what=numerator.name, other=denominator.name)


def _constrained_by(draft: Draft, question: Question) -> tuple[str, ...]:
    cell = draft.constraint_of(question)
    return names_in(cell.text) if cell else ()
