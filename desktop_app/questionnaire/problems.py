"""What keeps one answer from being finished, and how that is said (Q4, S2).

Source: form profile, sections 2.5, 2.7 and 3.2 step 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from desktop_app.questionnaire.changes import ProblemCode
from desktop_app.questionnaire.form import Control, Kind
from desktop_app.questionnaire.live import Live
from desktop_app.questionnaire.program import SELECTS, Plan
from desktop_app.questionnaire.scheme import Text

Named = Callable[[Live, str], "Live | None"]


def problems_of(live: Live, plan: Plan, named: Named) -> tuple[ProblemCode, ...]:
    """Codes of all problems of a node, in the fixed order; none while it is not relevant.

    `named` finds the question that a row's `eval_params` name, in the row's own instance.
    """
    if not live.relevant:
        return ()
    if live.node.kind is not Kind.LEAF:
        return ("expression_error",) if live.failed else ()
    if not (live.kept or live.required or live.failed or live.reason or live.node.evaluation.scored):
        return ()
    if not plan.judged and live.fits and live.holds and not live.failed and (live.kept or not live.required):
        return ()
    return tuple(_found(live, plan, named))


def _found(live: Live, plan: Plan, named: Named) -> Iterator[ProblemCode]:
    if not live.fits:
        yield "bad_type"
    if live.value and not (live.holds and _exclusive_alone(live, plan)):
        yield "constraint"
    if live.value and live.node.control in SELECTS and not _offered(live):
        yield "not_offered"
    excused = excuse_needed(live, plan, named)
    declared = bool(live.reason.strip()) and (excused or live.node.evaluation.na)
    if live.required and not declared and not live.kept and not live.attachments and not plan.calculate:
        yield "required"
    if excused and not declared:
        yield "reason_missing"
    if _lacks_evidence(live, excused=excused or (declared and not live.value), named=named):
        yield "evidence_missing"
    if live.failed:
        yield "expression_error"


def _exclusive_alone(live: Live, plan: Plan) -> bool:
    """An exclusive option stands alone, also where the author wrote no constraint."""
    if not plan.exclusive:
        return True
    codes = live.value.split()
    return len(codes) < 2 or plan.exclusive.isdisjoint(codes)


def _offered(live: Live) -> bool:
    names = {choice.name for choice in live.offered}
    if live.node.control is Control.SELECT_ONE:
        return live.value in names
    return names.issuperset(live.value.split())


def excuse_needed(live: Live, plan: Plan, named: Named) -> bool:
    """Whether the answer says "not applicable", which counts only with a reason: `na` option, share of 0."""
    if live.node.control is Control.SELECT_ONE and live.value:
        return any(choice.na and choice.name == live.value for choice in plan.choices)
    evaluation = live.node.evaluation
    if evaluation.rule != "share" or "den" not in evaluation.params:
        return False
    denominator = named(live, evaluation.params["den"])
    return denominator is not None and denominator.relevant and _is_zero(denominator.value)


def _is_zero(text: str) -> bool:
    try:
        return text != "" and Fraction(text) == 0
    except ValueError:
        return False


def _lacks_evidence(live: Live, *, excused: bool, named: Named) -> bool:
    evaluation = live.node.evaluation
    if evaluation.evidence != "required" or excused:
        return False
    numerator = named(live, evaluation.params.get("num", ""))
    answered = bool(live.value) or (numerator is not None and bool(numerator.value))
    return answered and not _has_file(live, named)


def _has_file(live: Live, named: Named) -> bool:
    holder = named(live, live.node.evaluation.params.get("evidence", ""))
    held = holder is not None and holder.relevant and bool(holder.attachments or holder.value)
    return bool(live.attachments) or held


MESSAGES: dict[ProblemCode, tuple[Text, Text]] = {
    "bad_type": (
        {"th": "คำตอบ “{value}” ไม่ใช่{wanted_th}", "en": "The answer “{value}” is not {wanted_en}."},
        {"th": "กรอกใหม่เป็น{wanted_th}", "en": "Enter {wanted_en}."},
    ),
    "constraint": (
        {"th": "คำตอบไม่อยู่ในเงื่อนไขที่กำหนด", "en": "The answer does not meet the condition of this question."},
        {"th": "แก้คำตอบให้เป็นไปตามเงื่อนไข", "en": "Change the answer so that the condition holds."},
    ),
    "not_offered": (
        {"th": "ตัวเลือกที่เลือกไว้ไม่อยู่ในรายการแล้ว", "en": "The chosen option is no longer offered."},
        {"th": "เลือกใหม่จากรายการ", "en": "Choose again from the list."},
    ),
    "required": (
        {"th": "ข้อนี้ต้องตอบ", "en": "This question must be answered."},
        {"th": "ตอบข้อนี้", "en": "Answer it."},
    ),
    "reason_missing": (
        {"th": "ยังไม่ได้ระบุเหตุผลที่ข้อนี้ไม่เกี่ยวข้อง", "en": "The reason why this does not apply is missing."},
        {"th": "พิมพ์เหตุผล ข้อนี้จึงจะไม่ถูกนับ", "en": "Write the reason; only then is the question left out."},
    ),
    "evidence_missing": (
        {"th": "ยังไม่ได้แนบหลักฐานของข้อนี้", "en": "The evidence for this answer is not attached."},
        {"th": "แนบไฟล์หลักฐานอย่างน้อยหนึ่งไฟล์", "en": "Attach at least one file."},
    ),
    "expression_error": (
        {"th": "แบบสำรวจคำนวณข้อนี้ไม่ได้", "en": "The form cannot compute this question."},
        {
            "th": "คำตอบยังอยู่ครบ แจ้งผู้จัดทำแบบสำรวจพร้อมชื่อข้อนี้",
            "en": "Your answers are kept. Tell those who made the form, with the name of this question.",
        },
    ),
}
ALONE: tuple[Text, Text] = (
    {"th": "เลือกตัวเลือกนี้พร้อมกับตัวเลือกอื่นไม่ได้", "en": "This option cannot be chosen together with others."},
    {"th": "เลือกเฉพาะตัวเลือกนี้ หรือเอาตัวเลือกนี้ออก", "en": "Choose it alone, or leave it out."},
)


def exclusive_broken(live: Live, plan: Plan) -> bool:
    """Whether the constraint that fails is the implied one of an exclusive option."""
    return live.holds and not _exclusive_alone(live, plan)


WANTED: dict[str, Text] = {
    "int": {"th": "จำนวนเต็ม", "en": "a whole number"},
    "decimal": {"th": "ตัวเลข", "en": "a number"},
    "date": {"th": "วันที่", "en": "a date"},
    "time": {"th": "เวลา", "en": "a time"},
    "dateTime": {"th": "วันที่และเวลา", "en": "a date and time"},
}
