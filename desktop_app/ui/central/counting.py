"""Coverage and results as lines of text: what the tables show, made once; no widgets (K4, K6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from desktop_app.central.coverage import Coverage, Share
from desktop_app.central.results import Distribution, Group, OfficeResult, Results, weight_movements
from desktop_app.central.returned import Returned
from desktop_app.questionnaire.scheme import Scheme, TreeNode
from desktop_app.scoring.sensitivity import Movement
from desktop_app.submission.roster import Office
from desktop_app.thai.collation import sort_key
from desktop_app.thai.search import search_key
from desktop_app.ui.central.common import count, group_name, office_name, percent, points
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.fact_table import Box

KINDS = ("province", "ministry", "level")


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One group of offices: how many have sent of how many."""

    key: str
    name: str
    both: str
    percent: str
    fraction: float
    share: Share
    order: object
    returned: str = ""

    @property
    def spoken(self) -> str:
        """Name and both numbers."""
        return f"{self.name} {self.both} {self.percent}"


@dataclass(frozen=True, slots=True)
class MissingLine:
    """One office that has not sent."""

    office: Office
    code: str
    name: str
    place: str
    phone: str
    order: object


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """One office that was asked to correct what it sent; `overdue` once the day is past."""

    office: Office
    name: str
    due: str
    overdue: bool
    phone: str
    order: object
    due_order: object


@dataclass(frozen=True, slots=True)
class NodeLine:
    """One dimension (or the total) of one group."""

    id: str
    label: str
    weight: str
    n: str
    mean: str
    p25: str
    p50: str
    p75: str
    box: Box | None
    whole: bool
    order: float


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group of a kind with the means of total and dimensions."""

    group: Group
    name: str
    n: str
    means: tuple[str, ...]
    orders: tuple[Fraction, ...]
    order: object


@dataclass(frozen=True, slots=True)
class RankLine:
    """One office in the ranking."""

    result: OfficeResult
    rank: str
    code: str
    name: str
    level: str
    scores: tuple[str, ...]
    orders: tuple[Fraction, ...]
    maturity: str
    late: bool
    searched: str


@dataclass(frozen=True, slots=True)
class WeightLine:
    """One weight moved, and what that does to ranks and levels."""

    id: str
    label: str
    delta: str
    weight: str
    ranks: str
    furthest: str
    levels: str


def shares_of(coverage: Coverage, kind: str) -> tuple[Share, ...]:
    """The groups of a kind."""
    return {"province": coverage.provinces, "ministry": coverage.ministries, "level": coverage.levels}[kind]


def share_line(program: Program, kind: str, share: Share) -> ShareLine:
    """A share with both its numbers."""
    name = group_name(program, kind, share.key) if kind != "total" else program.tr("central.nation")
    exact = share.percent
    return ShareLine(
        key=share.key,
        name=name,
        both=f"{count(program, share.counted)}/{count(program, share.expected)}",
        percent=percent(program, exact),
        fraction=float(exact) / 100 if exact is not None else 0.0,
        share=share,
        order=sort_key(name),
        returned=count(program, share.returned) if share.returned else "",
    )


def share_lines(program: Program, coverage: Coverage, kind: str) -> tuple[ShareLine, ...]:
    """Groups of a kind in the order of their names."""
    lines = (share_line(program, kind, share) for share in shares_of(coverage, kind))
    return tuple(sorted(lines, key=lambda line: line.order))


def missing_lines(program: Program, offices: Sequence[Office]) -> tuple[MissingLine, ...]:
    """Offices that have not sent, in the order of their names."""
    lines = (_missing(program, office) for office in offices)
    return tuple(sorted(lines, key=lambda line: line.order))


def _missing(program: Program, office: Office) -> MissingLine:
    name = office_name(program, office)
    kind, key = ("province", office.province_code) if office.level == "province" else ("ministry", office.ministry_key)
    place = group_name(program, kind, key) if key else "–"
    return MissingLine(office, program.digits(office.office_code), name, place, program.digits(office.phone or "–"),
                       sort_key(name))  # fmt: skip


def returned_lines(program: Program, coverage: Coverage) -> tuple[ReturnedLine, ...]:
    """Offices that have not answered a return yet, the first due first."""
    lines = (_returned(program, office, asked) for office, asked in coverage.returns.items())
    return tuple(sorted(lines, key=lambda line: (line.due_order, line.order)))


def _returned(program: Program, office: Office, asked: Returned) -> ReturnedLine:
    name = office_name(program, office)
    day = asked.due_at.astimezone(program.zone).date()
    due, overdue = program.date(day, "short"), day < program.today()
    return ReturnedLine(
        office=office,
        name=name,
        due=program.tr("central.overdue", date=due) if overdue else due,
        overdue=overdue,
        phone=program.digits(office.phone or "–"),
        order=sort_key(name),
        due_order=asked.due_at,
    )


def belongs(office: Office, kind: str, key: str) -> bool:
    """Whether an office is in a group of a kind; "" is every group."""
    fields = {"province": office.province_code, "ministry": office.ministry_key, "level": office.level}
    return not key or fields[kind] == key


def main_nodes(scheme: Scheme) -> tuple[TreeNode, ...]:
    """Total, then dimensions."""
    return (scheme.root, *scheme.dimensions)


def node_lines(program: Program, group: Group, scheme: Scheme, *, deep: bool = False) -> tuple[NodeLine, ...]:
    """Mean and quartiles of a group, per dimension or (deep) per indicator too."""
    nodes = scheme.tree if deep else main_nodes(scheme)
    return tuple(_node(program, node, group.nodes.get(node.id), scheme, at) for at, node in enumerate(nodes))


def _node(program: Program, node: TreeNode, found: Distribution | None, scheme: Scheme, at: int) -> NodeLine:
    def text(exact: Fraction | None) -> str:
        return points(program, exact, scheme.places)

    whole = node.id == scheme.root.id
    label = program.pick(node.label)
    return NodeLine(
        id="" if whole else program.digits(node.id),
        label=program.tr("central.total") if whole else label,
        weight="" if whole else program.digits(node.weight_text),
        n=count(program, found.n if found else 0),
        mean=text(found.mean if found else None),
        p25=text(found.p25 if found else None),
        p50=text(found.p50 if found else None),
        p75=text(found.p75 if found else None),
        box=Box(*(float(one) for one in (found.p25, found.p50, found.p75, found.mean))) if found else None,
        whole=whole,
        order=at,
    )


def group_lines(program: Program, results: Results, kind: str, scheme: Scheme) -> tuple[GroupLine, ...]:
    """All groups of a kind, by name."""
    lines = (_group(program, group, scheme) for group in results.groups if group.kind == kind)
    return tuple(sorted(lines, key=lambda line: line.order))


def _group(program: Program, group: Group, scheme: Scheme) -> GroupLine:
    found = [group.nodes.get(node.id) for node in main_nodes(scheme)]
    name = group_name(program, group.kind, group.key)
    return GroupLine(
        group=group,
        name=name,
        n=count(program, group.n),
        means=tuple(points(program, one.mean if one else None, scheme.places) for one in found),
        orders=tuple(one.mean if one else Fraction(-1) for one in found),
        order=sort_key(name),
    )


def rank_lines(program: Program, results: Results, scheme: Scheme) -> tuple[RankLine, ...]:
    """Offices by rank; ties in the order of their names."""
    lines = [_rank(program, one, scheme) for one in results.offices]
    return tuple(sorted(lines, key=lambda line: (line.result.rank, sort_key(line.name))))


def _rank(program: Program, one: OfficeResult, scheme: Scheme) -> RankLine:
    found = [one.scores.get(node.id) for node in main_nodes(scheme)]
    office = one.office
    return RankLine(
        result=one,
        rank=count(program, one.rank),
        code=program.digits(office.office_code),
        name=office_name(program, office),
        level=program.tr(f"central.level_{office.level}"),
        scores=tuple(points(program, exact, scheme.places) for exact in found),
        orders=tuple(Fraction(-1) if exact is None else exact for exact in found),
        maturity=program.digits(one.level) if one.level is not None else "–",
        late=one.state == "late",
        searched=search_key(" ".join((office.office_code, office.name_th, office.name_en, office.short_name))),
    )


def weight_lines(program: Program, results: Results, scheme: Scheme) -> tuple[WeightLine, ...]:
    """Each weight moved down and up; counts stand beside the number of offices that have a score."""
    labels = {node.id: program.pick(node.label) for node in scheme.tree}
    return tuple(_weight_line(program, labels, moved) for moved in weight_movements(results, scheme))


def _weight_line(program: Program, labels: Mapping[str, str], moved: Movement) -> WeightLine:
    node, delta = moved.variation.node, moved.variation.delta
    sign = "+" if delta > 0 else "−"
    return WeightLine(
        id=program.digits(node),
        label=labels[node],
        delta=f"{sign}{points(program, abs(delta), 1)}",
        weight=points(program, moved.variation.weights[node], 2),
        ranks=f"{count(program, moved.ranks)}/{count(program, moved.n)}",
        furthest=count(program, moved.furthest),
        levels=f"{count(program, moved.levels)}/{count(program, moved.n)}",
    )
