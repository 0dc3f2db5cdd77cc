"""The words of an explanation, in Thai and English (S3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from desktop_app.questionnaire.form import Control
from desktop_app.questionnaire.scheme import Text
from desktop_app.scoring.explanation import ExplainedRow
from desktop_app.scoring.live import LiveScore
from desktop_app.scoring.plan import Branch, Row
from desktop_app.scoring.rounding import half_up
from desktop_app.scoring.rules import Cause, Result
from desktop_app.scoring.score import NodeState

NAMED = 3  # so many are named in a sentence; the rest are counted
CAUSES: Mapping[Cause, Text] = {
    Cause.ANSWER: {"th": "ตามคำตอบ", "en": "as answered"},
    Cause.NO_ANSWER: {"th": "ยังไม่ตอบ", "en": "not answered yet"},
    Cause.UNDECIDED: {"th": "รอคำตอบของข้อก่อนหน้า", "en": "waits for an earlier answer"},
    Cause.INVALID: {"th": "คำตอบไม่ถูกต้อง", "en": "invalid answer"},
    Cause.NO_EVIDENCE: {"th": "ยังไม่แนบหลักฐาน", "en": "no evidence attached"},
    Cause.CAPPED: {"th": "ติดเพดานคะแนน", "en": "capped"},
    Cause.HIDDEN_ZERO: {"th": "ไม่ถูกถาม นับเป็นศูนย์", "en": "not asked, counts zero"},
    Cause.NOT_APPLICABLE: {"th": "ไม่เกี่ยวข้อง", "en": "not applicable"},
    Cause.REASON_MISSING: {"th": "ยังไม่ระบุเหตุผลที่ไม่เกี่ยวข้อง", "en": "reason for not applicable missing"},
}


def detail(live: LiveScore, row: Row, ref: str, result: Result) -> Text:
    """What the officer did, in a few words: `ตอบ 3 จาก 7`, `ยังไม่ตอบ`."""
    if result.cause is not Cause.ANSWER or not ref:
        return CAUSES[result.cause]
    value = live.session.state(ref).value
    if row.denominator:
        return _answered(_value(live, row.numerator, ref), _value(live, row.denominator, ref))
    if row.node.evaluation.rule in ("multi_sum", "multi_share"):
        return _answered(str(len(value.split())), str(len(live.session.choices(ref))))
    if row.node.control is Control.SELECT_ONE:
        label = next((choice.label for choice in live.session.choices(ref) if choice.name == value), {})
        return {"th": f"ตอบ {label.get('th') or value}", "en": f"answered {label.get('en') or value}"}
    return {"th": f"ตอบ {value}", "en": f"answered {value}"}


def sentence(live: LiveScore, weights: Sequence[Fraction], rows: Sequence[ExplainedRow]) -> Text:
    """The score in one sentence: what it is made of, where most was lost, what does not count."""
    return {language: _sentence(live, weights, rows, language) for language in ("th", "en")}


def _sentence(live: LiveScore, weights: Sequence[Fraction], rows: Sequence[ExplainedRow], language: str) -> str:
    thai = language == "th"
    total = live.score.total.shown
    if total is None:
        return "ไม่มีคะแนน เพราะไม่มีข้อใดเกี่ยวข้อง" if thai else "No score: nothing applies."
    parts = [f"{total} = {_sum(live, weights, language)}"]
    lost = _most_lost(rows, language)
    if lost:
        parts.append(("เสียมากที่สุด: " if thai else "lost most: ") + lost)
    parts += _not_counted(live, language)
    return "; ".join(parts)


def _sum(live: LiveScore, weights: Sequence[Fraction], language: str) -> str:
    """`แนวนโยบาย 40.0 % × 60.00 + บริการ 60.0 % × 28.57`."""
    places = live.plan.scheme.places
    counted = [index for index in live.plan.branches[0].children if weights[index]]
    terms = [
        f"{_label(live.plan.branches[index], language)} {half_up(100 * weights[index], 1)} % × "
        f"{half_up(live.result(index).points, places)}"
        for index in counted
    ]
    return " + ".join(terms)


def _most_lost(rows: Sequence[ExplainedRow], language: str) -> str:
    most = sorted((row for row in rows if row.lost), key=lambda row: -row.lost)[:NAMED]
    return ", ".join(f"{row.name} {row.shown_lost} ({row.detail.get(language, '')})" for row in most)


def _not_counted(live: LiveScore, language: str) -> list[str]:
    """`b2 ไม่นับ: น้ำหนักย้ายไป b_dig`, for the highest node or row that does not count."""
    branches = live.plan.branches
    absent = [
        branch
        for index, branch in enumerate(branches)
        if branch.parent >= 0 and branch.weight and _is_na(live, index) and not _is_na(live, branch.parent)
    ]
    said = [_moved(live, branch, language) for branch in absent[:NAMED]]
    if len(absent) > NAMED:
        more = len(absent) - NAMED
        said.append(f"ไม่นับอีก {more} รายการ" if language == "th" else f"{more} more do not count")
    return said


def _moved(live: LiveScore, branch: Branch, language: str) -> str:
    parent = live.plan.branches[branch.parent]
    name = _label(branch, language)
    text = f"{name} ไม่นับ" if language == "th" else f"{name} does not count"
    if parent.how == "min":
        return text
    heirs = [_label(live.plan.branches[index], language) for index in parent.children if not _is_na(live, index)]
    moves = ": น้ำหนักย้ายไป " if language == "th" else ": its weight moves to "
    return text + moves + _listed(heirs, language)


def _listed(names: Sequence[str], language: str) -> str:
    more = len(names) - NAMED
    rest = [f"และอีก {more}" if language == "th" else f"and {more} more"] if more > 0 else []
    return ", ".join([*names[:NAMED], *rest])


def _label(branch: Branch, language: str) -> str:
    if branch.row:
        return branch.row.name
    label = branch.tree_node.label if branch.tree_node else {}
    return label.get(language) or branch.id


def _is_na(live: LiveScore, index: int) -> bool:
    return live.result(index).state is NodeState.NA


def _answered(part: str, whole: str) -> Text:
    return {"th": f"ตอบ {part} จาก {whole}", "en": f"answered {part} of {whole}"}


def _value(live: LiveScore, path: str, ref: str) -> str:
    state = live.view.state_of(ref, path)
    return state.value if state else ""
