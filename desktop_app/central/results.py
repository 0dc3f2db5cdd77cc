"""Results of a round: means, distributions and ranks from exact scores (K6)."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, select

from desktop_app.central import faults, tables
from desktop_app.central.coverage import COUNTED, round_roster
from desktop_app.central.registry import Registry
from desktop_app.questionnaire.scheme import Scheme
from desktop_app.scoring.sensitivity import Movement, Standing, movements
from desktop_app.submission.roster import Office

RULE = {
    "th": "ค่าของกลุ่มคือค่าเฉลี่ยของคะแนนเต็มความละเอียดของหน่วยงานในกลุ่ม ปัดเศษครั้งเดียวเมื่อแสดงผล "
    "หน่วยงานที่มิตินั้นไม่เกี่ยวข้องไม่นับรวม จึงแสดงจำนวน n ทุกค่า วิธีเฉลี่ยนี้กำหนดขึ้นเอง",
    "en": "A group's figure is the mean of its offices' exact scores, rounded once when shown. Offices for which a "
    "dimension is not applicable are left out, so n stands beside every figure. The rule is our own.",
}

WEIGHTS_RULE = {
    "th": "ปรับค่าน้ำหนักของมิติทีละมิติขึ้นลง 5 จุดจาก 100 มิติอื่นปรับตามสัดส่วนให้รวมเป็น 100 แล้วจัดอันดับและระดับใหม่จากคะแนนเต็มความละเอียด "
    "ขนาดของการปรับกำหนดขึ้นเอง",
    "en": "Each dimension's weight is moved five points of 100 up and down, the others in proportion so that all make "
    "100; ranks and levels are then taken anew from the exact scores. The size of the step is our own.",
}


@dataclass(frozen=True, slots=True)
class OfficeResult:
    """One office's counted submission. `scores` maps tree nodes to exact points 0-100, None where NA."""

    office: Office
    package_id: str
    revision: int
    state: str
    level: int | None
    scores: Mapping[str, Fraction | None]
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Distribution:
    """Mean and quartiles (inclusive, linear) of one node over the offices that have it, exact points 0-100."""

    n: int
    mean: Fraction
    p25: Fraction
    p50: Fraction
    p75: Fraction


@dataclass(frozen=True, slots=True)
class Group:
    """A nation, level, ministry or province with its distribution per tree node; nodes with n = 0 are absent."""

    kind: str
    key: str
    n: int
    nodes: Mapping[str, Distribution]


@dataclass(frozen=True, slots=True)
class Results:
    """Results of one form in one round as of a moment."""

    round: str
    form_id: str
    form_version: int
    as_of: datetime
    offices: tuple[OfficeResult, ...]
    groups: tuple[Group, ...]

    def group(self, kind: str, key: str = "") -> Group | None:
        """The group of this kind and key, None where no office of it has sent."""
        return next((one for one in self.groups if (one.kind, one.key) == (kind, key)), None)


def compute_results(registry: Registry, round_name: str, as_of: datetime) -> Results:
    """Gather every counted submission of a round and summarise it.

    Ranks are by exact total over the nation, ties share the better rank ("1, 2, 2, 4").

    Raises:
        PhromError: CEN-08 no such round; CEN-12 nothing has been accepted.
    Source: rule of averaging ours, printed under every table (`RULE`).
    """
    roster, _ = round_roster(registry, round_name)
    offices = {one.office_code: one for one in roster.offices}
    query = select(tables.submission).where(
        tables.submission.c.round == round_name, tables.submission.c.state.in_(COUNTED)
    )
    with registry.reading() as connection:
        rows = connection.execute(query.order_by(tables.submission.c.office_code)).all()
        scores = _scores(connection.execute(_score_query(round_name)).all())
    known = [row for row in rows if row.office_code in offices]
    if not known:
        raise faults.NOTHING_RECEIVED.error(round=round_name)
    found = [
        OfficeResult(
            offices[row.office_code], row.package_id, row.revision, row.state, row.level, scores[row.package_id]
        )
        for row in known
    ]
    return Results(
        round=round_name,
        form_id=known[0].form_id,
        form_version=max(row.form_version for row in known),
        as_of=as_of,
        offices=tuple(_ranked(found)),
        groups=tuple(_groups(found)),
    )


def weight_movements(results: Results, scheme: Scheme | None) -> tuple[Movement, ...]:
    """How many ranks and levels of the round would move with other weights of the dimensions (S8)."""
    if scheme is None:
        return ()
    dimensions = [node.id for node in scheme.children(scheme.root.id)]
    standings = [
        Standing({node: one.scores.get(node) for node in dimensions}, next(iter(one.scores.values()), None), one.level)
        for one in results.offices
    ]
    return movements(scheme, standings)


def distribution(values: Sequence[Fraction]) -> Distribution:
    """Mean and inclusive quartiles of at least one exact value."""
    mean = sum(values, Fraction(0)) / len(values)
    if len(values) == 1:
        return Distribution(1, mean, mean, mean, mean)
    p25, p50, p75 = statistics.quantiles(values, n=4, method="inclusive")
    return Distribution(len(values), mean, p25, p50, p75)


def _score_query(round_name: str) -> Select[Any]:
    joined = tables.score.join(tables.submission, tables.score.c.package_id == tables.submission.c.package_id)
    return (
        select(tables.score.c.package_id, tables.score.c.node, tables.score.c.exact)
        .select_from(joined)
        .where(tables.submission.c.round == round_name, tables.submission.c.state.in_(COUNTED))
        .order_by(tables.score.c.position)
    )


def _scores(rows: Iterable[Any]) -> dict[str, dict[str, Fraction | None]]:
    scores: dict[str, dict[str, Fraction | None]] = defaultdict(dict)
    for row in rows:
        scores[row.package_id][row.node] = None if row.exact is None else Fraction(row.exact)
    return scores


def _ranked(found: Sequence[OfficeResult]) -> Iterable[OfficeResult]:
    totals = sorted((_total(one) for one in found), reverse=True)
    first = {total: position for position, total in reversed(list(enumerate(totals, start=1)))}
    for one in found:
        yield replace(one, rank=first[_total(one)])


def _total(one: OfficeResult) -> Fraction:
    total = next(iter(one.scores.values()), None)  # nodes are in tree order, the root first
    return Fraction(-1) if total is None else total


def _groups(found: Sequence[OfficeResult]) -> Iterable[Group]:
    members: dict[tuple[str, str], list[OfficeResult]] = defaultdict(list)
    for one in found:
        members["nation", ""].append(one)
        members["level", one.office.level].append(one)
        members["ministry", one.office.ministry_key].append(one)
        members["province", one.office.province_code].append(one)
    for (kind, key), offices in sorted(members.items()):
        if key or kind == "nation":
            yield Group(kind, key, len(offices), _distributions(offices))


def _distributions(offices: Sequence[OfficeResult]) -> dict[str, Distribution]:
    values: dict[str, list[Fraction]] = defaultdict(list)
    for one in offices:
        for node, exact in one.scores.items():
            if exact is not None:
                values[node].append(exact)
    return {node: distribution(found) for node, found in values.items()}
