"""A codebook as tables for an Excel workbook, Thai first with English beside it (Q7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from desktop_app.outputs.codebook import words
from desktop_app.outputs.codebook.ddi_variables import choice_remarks, parameters
from desktop_app.outputs.codebook.facts import Codebook, Variable, own_expression
from desktop_app.outputs.codebook.naming import as_written
from desktop_app.outputs.codebook.study import abstract, title
from desktop_app.outputs.workbook import NOT_OFFICIAL, Column, Table
from desktop_app.questionnaire.scheme import Scheme, Text
from desktop_app.scoring.rounding import decimal_text
from desktop_app.thai.dates import format_date

_LANGUAGES = {"th": "ไทย", "en": "English", "und": "ไม่ระบุภาษา"}
_JOINT = "\n"


def tables(codebook: Codebook, day: date) -> tuple[Table, ...]:
    """The sheets: read first, variables, choices; for a scored instrument its rules, tree and levels, too."""
    scheme = codebook.form.scheme
    scored = (_rules(codebook), _tree(codebook, scheme), _levels(codebook, scheme)) if scheme else ()
    return (_about(codebook, day), _variables(codebook), _choices(codebook), *scored)


def _about(codebook: Codebook, day: date) -> Table:
    columns = (
        Column("เรื่อง\nTopic", width=24, wrap=True),
        Column("ไทย", width=70, wrap=True),
        Column("English", width=60, wrap=True),
    )
    return Table("อ่านก่อน", columns, tuple(_about_rows(codebook, day)))


def _about_rows(codebook: Codebook, day: date) -> Iterator[tuple[str, str, str]]:
    form = codebook.form
    heading = title(codebook)
    yield ("แบบ\nForm", heading.get("th", ""), heading.get("en", ""))
    number = f"{form.form_id} / {form.version or '-'}"
    yield ("รหัสและฉบับที่\nID and version", number, number)
    yield ("วันที่จัดทำ\nDate", format_date(day, digits="arabic"), day.isoformat())
    yield ("สถานะ\nStatus", NOT_OFFICIAL["th"], NOT_OFFICIAL["en"])
    yield ("เนื้อหา\nContent", *_both(abstract(codebook)))
    if codebook.sourced:
        yield ("ที่มา\nSources", *_both(words.SOURCES))
    amount = str(len(codebook.variables))
    yield ("จำนวนตัวแปร\nVariables", amount, amount)
    for name, meaning in words.MISSING.values():
        yield (f"{name['th']}\n{name['en']}", *_both(meaning))
    if codebook.records:
        yield ("ระเบียนย่อย\nRecords", *_both(words.repeats(codebook.records[0])))
    for kind, text in words.SENSITIVITIES.items():
        yield (f"การเปิดเผย: {kind}\nSensitivity", *_both(text))
    if codebook.digest:
        yield ("ลายพิมพ์เกณฑ์คะแนน\nScoring digest (SHA-256)", codebook.digest, codebook.digest)


def _both(text: Text) -> tuple[str, str]:
    return (text.get("th", ""), text.get("en", ""))


def _joined(texts: Iterable[Text]) -> tuple[str, str]:
    """Several remarks in one cell, a line each, for both languages."""
    both = [_both(one) for one in texts]
    return (_JOINT.join(one for one, _ in both), _JOINT.join(one for _, one in both))


def _text_columns(codebook: Codebook, thai: str, english: str, width: int) -> tuple[Column, ...]:
    """One column for each language that the form speaks."""
    return tuple(
        Column(f"{thai} ({_LANGUAGES.get(one, one)})\n{english}", width=width, wrap=True) for one in codebook.languages
    )


def _texts(codebook: Codebook, text: Text) -> tuple[str, ...]:
    said = codebook.text(text)
    return tuple(said.get(one, "") for one in codebook.languages)


def _variables(codebook: Codebook) -> Table:
    columns = (
        Column("เลขข้อ\nItem", width=10),
        Column("ตัวแปร\nVariable", width=24),
        *_text_columns(codebook, "คำถาม", "Question", 56),
        *_text_columns(codebook, "หมวด", "Section", 34),
        Column("ชนิด\nType", width=20, wrap=True),
        Column("ถามเมื่อ\nAsked when", width=44, wrap=True),
        Column("ถามเมื่อ (English)\nAsked when", width=44, wrap=True),
        Column("นิพจน์เงื่อนไข\nCondition", width=36, wrap=True),
        Column("ต้องตอบ\nRequired", width=12, wrap=True),
        Column("เงื่อนไขของคำตอบ\nConstraint", width=36, wrap=True),
        *_text_columns(codebook, "ข้อความเมื่อคำตอบผิดเงื่อนไข", "Constraint message", 36),
        Column("การคำนวณ\nCalculation", width=30, wrap=True),
        Column("ค่าตั้งต้น\nDefault", width=14, wrap=True),
        Column("ชุดตัวเลือก\nChoice list", width=18),
        Column("การกรองตัวเลือก\nChoice filter", width=26, wrap=True),
        Column("วิธีเก็บค่า\nStored as", width=36, wrap=True),
        Column("Stored as (English)", width=36, wrap=True),
        Column("ค่าที่ขาดได้\nMissing values", width=22, wrap=True),
        *_text_columns(codebook, "คำชี้แจงใต้คำถาม", "Hint", 40),
        *_text_columns(codebook, "คำอธิบาย", "Guidance", 56),
        Column("การเปิดเผย\nSensitivity", width=14),
        Column("หลักฐาน\nEvidence", width=22, wrap=True),
        Column("ระเบียนย่อย\nRecord", width=18),
        Column("ที่มา\nSource", width=44, wrap=True),
        Column("ที่อยู่ในแบบ\nPath", width=34),
        Column("ลำดับ\nNo.", "integer", 7),
    )
    rows = tuple(_variable_row(codebook, one) for one in codebook.variables)
    return Table("ตัวแปร", columns, rows, fixed=2, pages_across=6)


def _variable_row(codebook: Codebook, variable: Variable) -> tuple[object, ...]:
    form, node = codebook.form, variable.node
    return (
        variable.code,
        node.name,
        *_texts(codebook, node.label),
        *_section(codebook, variable),
        _type(variable),
        *_both(variable.asked.text if variable.asked else words.ALWAYS),
        variable.asked.expression if variable.asked else "",
        own_expression(form, node.bind.required, node),
        as_written(form, node.bind.constraint, node),
        *_texts(codebook, node.constraint_message),
        as_written(form, node.bind.calculate, node),
        node.default or node.preload,
        node.choice_list or (as_written(form, node.itemset.nodeset, node) if node.itemset else ""),
        as_written(form, node.choice_filter, node),
        *_both(words.STORED[variable.type]),
        _JOINT.join(f"{words.MISSING[one][0]['th']} ({words.MISSING[one][0]['en']})" for one in _ways(variable)),
        *_texts(codebook, node.hint),
        *_texts(codebook, node.guidance),
        variable.sensitivity,
        _evidence(variable),
        variable.record.rpartition("/")[2],
        node.evaluation.source,
        node.path,
        variable.number,
    )


def _section(codebook: Codebook, variable: Variable) -> tuple[str, ...]:
    around = [codebook.text(node.label) or dict.fromkeys(codebook.languages, node.name) for node in variable.around]
    return tuple(" › ".join(one.get(language, "") for one in around) for language in codebook.languages)


def _type(variable: Variable) -> str:
    both = words.TYPES[variable.type]
    made = [words.CALCULATED if variable.node.calculated else words.AUTOMATIC] if variable.automatic else []
    return _JOINT.join(", ".join(text[language] for text in (both, *made)) for language in ("th", "en"))


def _ways(variable: Variable) -> tuple[str, ...]:
    chosen = any(one.na for one in variable.choices)
    return (*variable.missing, *(("not_applicable_choice",) if chosen else ()))


def _evidence(variable: Variable) -> str:
    rule = variable.node.evaluation
    if rule.evidence == "none":
        return ""
    bound = "" if rule.gate is None else f" ({decimal_text(rule.gate)})"
    return _JOINT.join(f"{words.DEMANDS[rule.evidence][language]}{bound}" for language in ("th", "en"))


def _choices(codebook: Codebook) -> Table:
    columns = (
        Column("ชุดตัวเลือก\nChoice list", width=20),
        Column("รหัส\nCode", width=20),
        *_text_columns(codebook, "ตัวเลือก", "Label", 56),
        Column("คะแนน\nScore", width=9),
        Column("ไม่เกี่ยวข้อง\nNot applicable", width=14),
        Column("เลือกได้ข้อเดียว\nExclusive", width=14),
        Column("หมายเหตุ\nRemark", width=44, wrap=True),
        Column("Remark (English)", width=44, wrap=True),
        Column("ใช้ในตัวแปร\nUsed by", width=44, wrap=True),
        Column("ลำดับ\nNo.", "integer", 7),
    )
    return Table("ตัวเลือก", columns, tuple(_choice_rows(codebook)), fixed=2, pages_across=2)


def _choice_rows(codebook: Codebook) -> Iterator[tuple[object, ...]]:
    for name, options in codebook.form.lists.items():
        users = ", ".join(one.node.name for one in codebook.variables if one.node.choice_list == name)
        for number, choice in enumerate(options.choices, start=1):
            yield (
                name,
                choice.name,
                *_texts(codebook, choice.label),
                "" if choice.score is None else decimal_text(choice.score),
                _yes(choice.na),
                _yes(choice.exclusive),
                *_joined(choice_remarks(choice)),
                users,
                number,
            )


def _yes(holds: bool) -> str:  # noqa: FBT001 (a fact of the form)
    return f"{words.YES['th']} (yes)" if holds else ""


def _rules(codebook: Codebook) -> Table:
    columns = (
        Column("ตัวชี้วัด\nIndicator", width=12),
        Column("เลขข้อ\nItem", width=10),
        Column("ตัวแปร\nVariable", width=24),
        *_text_columns(codebook, "คำถาม", "Question", 56),
        Column("น้ำหนัก\nWeight", width=9),
        Column("เกณฑ์\nRule", width=14),
        Column("ความหมายของเกณฑ์\nMeaning", width=40, wrap=True),
        Column("พารามิเตอร์\nParameters", width=44, wrap=True),
        Column("คะแนนสูงสุด\nCap", width=11),
        Column("เมื่อไม่ได้ถาม\nWhen not asked", width=40, wrap=True),
        Column("แจ้งไม่เกี่ยวข้องได้\nMay be n/a", width=16),
        Column("หลักฐาน\nEvidence", width=36, wrap=True),
    )
    rows = tuple(_rule_row(codebook, one) for one in codebook.variables if one.node.evaluation.scored)
    return Table("เกณฑ์คะแนน", columns, rows, fixed=3, pages_across=2)


def _rule_row(codebook: Codebook, variable: Variable) -> tuple[object, ...]:
    rule = variable.node.evaluation
    na = rule.na or any(one.na for one in variable.choices)
    return (
        rule.node,
        variable.code,
        variable.node.name,
        *_texts(codebook, variable.node.label),
        rule.weight_text,
        rule.rule,
        _JOINT.join(_both(words.RULES[rule.rule])),
        parameters(rule.params),
        decimal_text(rule.cap),
        _JOINT.join(_both(words.SKIPS[rule.skip])),
        _yes(na),
        _evidence(variable),
    )


def _tree(codebook: Codebook, scheme: Scheme) -> Table:
    columns = (
        Column("รหัส\nID", width=12),
        Column("อยู่ใต้\nParent", width=12),
        Column("ชั้น\nLevel", width=20, wrap=True),
        *_text_columns(codebook, "ชื่อ", "Label", 56),
        Column("น้ำหนัก\nWeight", width=9),
        Column("การรวมคะแนน\nAggregate", width=28, wrap=True),
        Column("คะแนนสูงสุด\nCap", width=11),
        Column("เมื่อ\nCap if", width=30, wrap=True),
        Column("จำนวนข้อ\nItems", "integer", 10),
    )

    def rows() -> Iterator[tuple[object, ...]]:
        for node in scheme.tree:
            yield (
                node.id,
                node.parent,
                _JOINT.join(_both(words.LEVELS[node.level])),
                *_texts(codebook, node.label),
                node.weight_text,
                _JOINT.join(_both(words.AGGREGATES[node.aggregate])),
                "" if node.cap is None else decimal_text(node.cap),
                as_written(codebook.form, node.cap_if),
                sum(one.indicator is node for one in codebook.variables) or None,
            )

    return Table("โครงสร้างคะแนน", columns, rows())


def _levels(codebook: Codebook, scheme: Scheme) -> Table:
    columns = (
        Column("ระดับ\nLevel", "integer", 8),
        *_text_columns(codebook, "ชื่อ", "Label", 40),
        Column("ตั้งแต่คะแนน\nFrom score", width=12),
        Column("เงื่อนไขเพิ่ม\nGate", width=50, wrap=True),
    )
    rows = (
        (one.level, *_texts(codebook, one.label), decimal_text(one.start), as_written(codebook.form, one.gate))
        for one in scheme.levels
    )
    return Table("ระดับ", columns, rows)
