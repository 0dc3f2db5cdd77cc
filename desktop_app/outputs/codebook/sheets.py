"""A codebook as tables for an Excel workbook, Thai first with English beside it (Q7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop_app.outputs.codebook import words
from desktop_app.outputs.codebook.cells import JOINT, both, evidence, joined, text_columns, texts, yes
from desktop_app.outputs.codebook.facts import Codebook, Variable, own_expression
from desktop_app.outputs.codebook.naming import as_written
from desktop_app.outputs.codebook.scoring_sheets import scoring_tables
from desktop_app.outputs.codebook.sentences import abstract, choice_remarks, title
from desktop_app.outputs.workbook import NOT_OFFICIAL, Column, Table
from desktop_app.scoring.rounding import decimal_text
from desktop_app.thai.dates import format_date


def tables(codebook: Codebook, day: date) -> tuple[Table, ...]:
    """The sheets: read first, variables, choices; for a scored instrument its rules, tree and levels, too."""
    scheme = codebook.form.scheme
    scored = scoring_tables(codebook, scheme) if scheme else ()
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
    yield ("แบบ\nForm", heading.get("th") or next(iter(heading.values())), heading.get("en", ""))
    number = f"{form.form_id} / {form.version or '-'}"
    yield ("รหัสและฉบับที่\nID and version", number, number)
    yield ("วันที่จัดทำ\nDate", format_date(day, digits="arabic"), day.isoformat())
    yield ("สถานะ\nStatus", NOT_OFFICIAL["th"], NOT_OFFICIAL["en"])
    yield ("เนื้อหา\nContent", *both(abstract(codebook)))
    if codebook.sourced:
        yield ("ที่มา\nSources", *both(words.SOURCES))
    amount = str(len(codebook.variables))
    yield ("จำนวนตัวแปร\nVariables", amount, amount)
    for name, meaning in words.MISSING.values():
        yield (f"{name['th']}\n{name['en']}", *both(meaning))
    if codebook.records:
        yield ("ระเบียนย่อย\nRecords", *both(words.repeats(codebook.records[0])))
    for kind, text in words.SENSITIVITIES.items():
        yield (f"การเปิดเผย: {kind}\nSensitivity", *both(text))
    if codebook.digest:
        yield ("ลายพิมพ์เกณฑ์คะแนน\nScoring digest (SHA-256)", codebook.digest, codebook.digest)


def _variables(codebook: Codebook) -> Table:
    columns = (
        Column("เลขข้อ\nItem", width=10),
        Column("ตัวแปร\nVariable", width=24),
        *text_columns(codebook, "คำถาม", "Question", 56),
        *text_columns(codebook, "หมวด", "Section", 34),
        Column("ชนิด\nType", width=20, wrap=True),
        Column("ถามเมื่อ\nAsked when", width=44, wrap=True),
        Column("ถามเมื่อ (English)\nAsked when", width=44, wrap=True),
        Column("นิพจน์เงื่อนไข\nCondition", width=36, wrap=True),
        Column("ต้องตอบ\nRequired", width=12, wrap=True),
        Column("เงื่อนไขของคำตอบ\nConstraint", width=36, wrap=True),
        *text_columns(codebook, "ข้อความเมื่อคำตอบผิดเงื่อนไข", "Constraint message", 36),
        Column("การคำนวณ\nCalculation", width=30, wrap=True),
        Column("ค่าตั้งต้น\nDefault", width=14, wrap=True),
        Column("ชุดตัวเลือก\nChoice list", width=18),
        Column("การกรองตัวเลือก\nChoice filter", width=26, wrap=True),
        Column("วิธีเก็บค่า\nStored as", width=36, wrap=True),
        Column("Stored as (English)", width=36, wrap=True),
        Column("ค่าที่ขาดได้\nMissing values", width=22, wrap=True),
        *text_columns(codebook, "คำชี้แจงใต้คำถาม", "Hint", 40),
        *text_columns(codebook, "คำอธิบาย", "Guidance", 56),
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
        *texts(codebook, node.label),
        *_section(codebook, variable),
        _type(variable),
        *both(variable.asked.text if variable.asked else words.ALWAYS),
        variable.asked.expression if variable.asked else "",
        own_expression(form, node.bind.required, node),
        as_written(form, node.bind.constraint, node),
        *texts(codebook, node.constraint_message),
        as_written(form, node.bind.calculate, node),
        node.default or node.preload,
        node.choice_list or (as_written(form, node.itemset.nodeset, node) if node.itemset else ""),
        as_written(form, node.choice_filter, node),
        *both(words.STORED[variable.type]),
        JOINT.join(f"{words.MISSING[one][0]['th']} ({words.MISSING[one][0]['en']})" for one in _ways(variable)),
        *texts(codebook, node.hint),
        *texts(codebook, node.guidance),
        variable.sensitivity,
        evidence(variable),
        variable.record.rpartition("/")[2],
        node.evaluation.source,
        node.path,
        variable.number,
    )


def _section(codebook: Codebook, variable: Variable) -> tuple[str, ...]:
    around = [codebook.text(node.label) or dict.fromkeys(codebook.languages, node.name) for node in variable.around]
    return tuple(" › ".join(one.get(language, "") for one in around) for language in codebook.languages)


def _type(variable: Variable) -> str:
    name = words.TYPES[variable.type]
    made = [words.CALCULATED if variable.node.calculated else words.AUTOMATIC] if variable.automatic else []
    return JOINT.join(", ".join(text[language] for text in (name, *made)) for language in ("th", "en"))


def _ways(variable: Variable) -> tuple[str, ...]:
    chosen = any(one.na for one in variable.choices)
    return (*variable.missing, *(("not_applicable_choice",) if chosen else ()))


def _choices(codebook: Codebook) -> Table:
    columns = (
        Column("ชุดตัวเลือก\nChoice list", width=20),
        Column("รหัส\nCode", width=20),
        *text_columns(codebook, "ตัวเลือก", "Label", 56),
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
                *texts(codebook, choice.label),
                "" if choice.score is None else decimal_text(choice.score),
                yes(choice.na),
                yes(choice.exclusive),
                *joined(choice_remarks(choice)),
                users,
                number,
            )
