"""The sheets of a codebook about scoring: rules of the rows, the tree, the levels (Q7, S1, S4, S5)."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.outputs.codebook import words
from desktop_app.outputs.codebook.cells import JOINT, both, evidence, text_columns, texts, yes
from desktop_app.outputs.codebook.facts import Codebook, Variable
from desktop_app.outputs.codebook.naming import as_written
from desktop_app.outputs.codebook.sentences import parameters
from desktop_app.outputs.workbook import Column, Table
from desktop_app.questionnaire.scheme import Scheme
from desktop_app.scoring.rounding import decimal_text


def scoring_tables(codebook: Codebook, scheme: Scheme) -> tuple[Table, ...]:
    """Rules, tree and levels, a sheet each."""
    return (_rules(codebook), _tree(codebook, scheme), _levels(codebook, scheme))


def _rules(codebook: Codebook) -> Table:
    columns = (
        Column("ตัวชี้วัด\nIndicator", width=12),
        Column("เลขข้อ\nItem", width=10),
        Column("ตัวแปร\nVariable", width=24),
        *text_columns(codebook, "คำถาม", "Question", 56),
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
        *texts(codebook, variable.node.label),
        rule.weight_text,
        rule.rule,
        JOINT.join(both(words.RULES[rule.rule])),
        parameters(rule.params),
        decimal_text(rule.cap),
        JOINT.join(both(words.SKIPS[rule.skip])),
        yes(na),
        evidence(variable),
    )


def _tree(codebook: Codebook, scheme: Scheme) -> Table:
    columns = (
        Column("รหัส\nID", width=12),
        Column("อยู่ใต้\nParent", width=12),
        Column("ชั้น\nLevel", width=20, wrap=True),
        *text_columns(codebook, "ชื่อ", "Label", 56),
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
                JOINT.join(both(words.LEVELS[node.level])),
                *texts(codebook, node.label),
                node.weight_text,
                JOINT.join(both(words.AGGREGATES[node.aggregate])),
                "" if node.cap is None else decimal_text(node.cap),
                as_written(codebook.form, node.cap_if),
                sum(one.indicator is node for one in codebook.variables) or None,
            )

    return Table("โครงสร้างคะแนน", columns, rows())


def _levels(codebook: Codebook, scheme: Scheme) -> Table:
    columns = (
        Column("ระดับ\nLevel", width=8),
        *text_columns(codebook, "ชื่อ", "Label", 40),
        Column("ตั้งแต่คะแนน\nFrom score", width=12),
        Column("เงื่อนไขเพิ่ม\nGate", width=50, wrap=True),
    )
    rows = (
        (str(one.level), *texts(codebook, one.label), decimal_text(one.start), as_written(codebook.form, one.gate))
        for one in scheme.levels
    )
    return Table("ระดับ", columns, rows)
