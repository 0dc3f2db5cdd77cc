"""Results as an Excel workbook that a person can read without us (K7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import starmap
from pathlib import Path

from desktop_app.central.coverage import Coverage, Share
from desktop_app.central.results import RULE, WEIGHTS_RULE, Group, OfficeResult, Results, weight_movements
from desktop_app.central.returned import Returned
from desktop_app.outputs.workbook import Column, Table, write_tables
from desktop_app.questionnaire.form import Form, Node
from desktop_app.questionnaire.scheme import TreeNode
from desktop_app.submission.answers import BANGKOK
from desktop_app.submission.roster import Office
from desktop_app.thai.dates import format_date

STATES = {"accepted": "รับแล้ว", "late": "รับแล้ว (หลังกำหนด)"}
LEVELS = {"department": "กรมหรือเทียบเท่า", "province": "จังหวัด", "local": "ท้องถิ่น", "other": "อื่น ๆ"}
GROUPS = {"nation": "ประเทศ", "level": "ประเภทหน่วยงาน", "ministry": "กระทรวง", "province": "จังหวัด"}
OFFICES_TABLE = 1  # place of the office rows among the tables
Names = Mapping[tuple[str, str], str]  # (kind of group, key) -> Thai name


def export_results(path: Path, results: Results, coverage: Coverage, form: Form, names: Names) -> int:
    """Write the workbook and return the number of office rows in it.

    Args:
        names: Thai names of groups, for example ("ministry", "M01").

    Raises:
        PhromError: FILE-01, the disk refused.
    """
    tree = form.scheme.tree if form.scheme else ()  # an inventory has no scores
    main = (form.scheme.root, *form.scheme.dimensions) if form.scheme else ()
    tables = (
        _groups_table(results, main, names),
        _offices_table(results, main, names),
        _nodes_table(results, tree),
        *_weights_table(results, form),
        _coverage_table(coverage, names),
        _missing_table(coverage, names),
        *_returned_table(coverage, names),
        _codebook_table(form),
    )
    return write_tables(path, tables, created_at=results.as_of)[OFFICES_TABLE]


def _notes(results: Results) -> tuple[str, ...]:
    as_of = format_date(results.as_of.date(), digits="arabic")
    heading = f"รอบ {results.round} แบบสำรวจ {results.form_id} ฉบับที่ {results.form_version} ข้อมูล ณ {as_of}"
    return (heading, RULE["th"])


def _score_columns(nodes: Sequence[TreeNode]) -> tuple[Column, ...]:
    return tuple(Column(f"{node.id} {node.label['th']}", "number", 14) for node in nodes)


def _groups_table(results: Results, nodes: Sequence[TreeNode], names: Names) -> Table:
    columns = (Column("กลุ่ม", "text", 18), Column("ชื่อ", "text", 34), Column("n", "integer", 8))

    def rows() -> Iterator[tuple[object, ...]]:
        order = list(GROUPS)
        for group in sorted(results.groups, key=lambda one: (order.index(one.kind), one.key)):
            yield (GROUPS[group.kind], _name(group, names), group.n, *_means(group, nodes))

    return Table("ค่าเฉลี่ย", columns + _score_columns(nodes), rows(), notes=_notes(results))


def _name(group: Group, names: Names) -> str:
    if group.kind == "nation":
        return "ทุกหน่วยงานที่ส่งแล้ว"
    if group.kind == "level":
        return LEVELS.get(group.key, group.key)
    return names.get((group.kind, group.key), group.key)


def _means(group: Group, nodes: Sequence[TreeNode]) -> Iterator[Fraction | None]:
    for node in nodes:
        found = group.nodes.get(node.id)
        yield found.mean if found else None


def _offices_table(results: Results, nodes: Sequence[TreeNode], names: Names) -> Table:
    columns = (
        Column("อันดับ", "integer", 8),
        *_described_columns("หน่วยงาน"),
        *_score_columns(nodes),
        Column("ระดับตามเกณฑ์ร่าง", "integer", 12),
        Column("สถานะ", "text", 20),
        Column("ฉบับที่", "integer", 8),
        Column("รหัสชุดไฟล์", "text", 68),
    )

    def row(one: OfficeResult) -> tuple[object, ...]:
        return (
            one.rank,
            *_described(one.office, names),
            *(one.scores.get(node.id) for node in nodes),
            one.level,
            STATES[one.state],
            one.revision,
            one.package_id,
        )

    return Table("หน่วยงาน", columns, map(row, results.offices), notes=_notes(results))


def _nodes_table(results: Results, tree: Sequence[TreeNode]) -> Table:
    columns = (
        Column("รหัส", "text", 12),
        Column("ตัวชี้วัด", "text", 60, wrap=True),
        Column("น้ำหนัก", "text", 10),
        Column("n", "integer", 8),
        *(Column(label, "number", 12) for label in ("ค่าเฉลี่ย", "ควอร์ไทล์ 1", "มัธยฐาน", "ควอร์ไทล์ 3")),
    )
    nation = results.group("nation")

    def rows() -> Iterator[tuple[object, ...]]:
        for node in tree:
            found = nation.nodes.get(node.id) if nation else None
            figures = (found.n, found.mean, found.p25, found.p50, found.p75) if found else (0, *[None] * 4)
            yield (node.id, node.label["th"], node.weight_text, *figures)

    return Table("ตัวชี้วัด", columns, rows(), notes=_notes(results))


def _weights_table(results: Results, form: Form) -> Iterator[Table]:
    """What other weights would do (S8); no table where there is nothing to weigh."""
    moved = weight_movements(results, form.scheme)
    if not moved or form.scheme is None:
        return
    labels = {node.id: node.label["th"] for node in form.scheme.tree}
    columns = (
        Column("รหัส", "text", 12),
        Column("มิติที่ปรับน้ำหนัก", "text", 60, wrap=True),
        Column("ปรับ (จุด)", "number", 12),
        Column("น้ำหนักใหม่", "number", 12),
        Column("อันดับเปลี่ยน", "integer", 14),
        Column("มากที่สุด (อันดับ)", "integer", 16),
        Column("ระดับเปลี่ยน", "integer", 14),
        Column("n", "integer", 8),
    )
    rows = (
        (
            one.variation.node,
            labels[one.variation.node],
            one.variation.delta,
            one.variation.weights[one.variation.node],
            one.ranks,
            one.furthest,
            one.levels,
            one.n,
        )
        for one in moved
    )
    yield Table("ความไวต่อน้ำหนัก", columns, rows, notes=(*_notes(results)[:1], WEIGHTS_RULE["th"]))


def _coverage_table(coverage: Coverage, names: Names) -> Table:
    columns = (
        Column("กลุ่ม", "text", 18),
        Column("ชื่อ", "text", 34),
        Column("ส่งแล้ว", "integer", 10),
        Column("ทั้งหมด", "integer", 10),
        Column("ร้อยละ", "number", 10),
        Column("ส่งกลับรอแก้", "integer", 14),
    )
    groups = (
        ("ประเทศ", "nation", (coverage.total,)),
        ("ประเภทหน่วยงาน", "level", coverage.levels),
        ("จังหวัด", "province", coverage.provinces),
        ("กระทรวง", "ministry", coverage.ministries),
    )

    def row(label: str, kind: str, share: Share) -> tuple[object, ...]:
        known = LEVELS.get(share.key, share.key) if kind == "level" else names.get((kind, share.key), share.key)
        name = "ทุกหน่วยงาน" if kind == "nation" else known
        return (label, name, share.counted, share.expected, share.percent, share.returned)

    rows = (row(label, kind, share) for label, kind, shares in groups for share in shares)
    note = f"ตัวหารคือทะเบียนหน่วยงานของรอบ {coverage.round} (ลายพิมพ์ทะเบียน {coverage.roster_sha256[:16]})"
    return Table("ความครอบคลุม", columns, rows, notes=(note,))


def _missing_table(coverage: Coverage, names: Names) -> Table:
    rows = (_called(one, names) for one in coverage.missing)
    return Table("ยังไม่ส่ง", _call_columns("หน่วยงานที่ยังไม่ส่ง"), rows, notes=(f"รอบ {coverage.round}",))


def _returned_table(coverage: Coverage, names: Names) -> Iterator[Table]:
    """Whom to ask for a correction; no table where nothing is owed."""
    if not coverage.returns:
        return
    columns = (
        *_call_columns("หน่วยงานที่ส่งกลับให้แก้และยังไม่ตอบ"),
        Column("ฉบับที่", "integer", 8),
        Column("ข้อที่ให้แก้", "integer", 12),
        Column("แก้ภายในวันที่", "text", 18),
    )

    def row(office: Office, asked: Returned) -> tuple[object, ...]:
        due = format_date(asked.due_at.astimezone(BANGKOK).date(), digits="arabic")
        return (*_called(office, names), asked.revision, len(asked.items), due)

    note = f"รอบ {coverage.round} ฉบับที่ส่งกลับยังนับอยู่จนกว่าฉบับแก้ไขจะมาถึง"
    yield Table("ส่งกลับรอแก้", columns, starmap(row, coverage.returns.items()), notes=(note,))


def _call_columns(title: str) -> tuple[Column, ...]:
    """Columns of a list of offices to be called."""
    return (*_described_columns(title), Column("โทรศัพท์", "text", 18))


def _described_columns(title: str) -> tuple[Column, ...]:
    return (
        Column("รหัส", "text", 12),
        Column(title, "text", 44),
        Column("ประเภท", "text", 18),
        Column("กระทรวง", "text", 30),
        Column("จังหวัด", "text", 20),
    )


def _called(office: Office, names: Names) -> tuple[object, ...]:
    return (*_described(office, names), office.phone)


def _described(office: Office, names: Names) -> tuple[object, ...]:
    """Code, name, level, ministry and province."""
    return (
        office.office_code,
        office.name_th,
        LEVELS.get(office.level, office.level),
        names.get(("ministry", office.ministry_key), office.ministry_key),
        names.get(("province", office.province_code), office.province_code),
    )


def _codebook_table(form: Form) -> Table:
    columns = (
        Column("รหัส", "text", 14),
        Column("ตัวแปร", "text", 20),
        Column("คำถาม", "text", 70, wrap=True),
        Column("ตัวชี้วัด", "text", 12),
        Column("น้ำหนัก", "text", 10),
        Column("เกณฑ์", "text", 14),
        Column("ตัวเลือกและคะแนน", "text", 70, wrap=True),
        Column("ชั้นการเปิดเผย", "text", 14),
        Column("ที่มา", "text", 40),
    )

    def row(node: Node) -> tuple[object, ...]:
        evaluation = node.evaluation
        choices = form.lists[node.choice_list].choices if node.choice_list in form.lists else ()
        options = "; ".join(
            f"{one.name} = {one.label.get('th', '')} ({'ไม่เกี่ยวข้อง' if one.na else one.score})" for one in choices
        )
        return (
            evaluation.code,
            node.name,
            node.label.get("th", ""),
            evaluation.node,
            evaluation.weight_text,
            evaluation.rule,
            options,
            evaluation.sensitivity,
            evaluation.source,
        )

    rows = (row(node) for node in form.root.walk() if node.asks)
    return Table("คู่มือลงรหัส", columns, rows, notes=(f"แบบสำรวจ {form.form_id} ฉบับที่ {form.version}",))
