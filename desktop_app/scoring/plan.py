"""The score tree of one form, compiled once and shared by every assessment of that form (S1, S7).

A plan knows the branches in the order in which a score lists them, the rows below each, what the rows
name, and which rows a changed answer can touch. It holds no answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from desktop_app.questionnaire.form import Form, Kind, Node
from desktop_app.questionnaire.references import references
from desktop_app.questionnaire.schema import Schema
from desktop_app.questionnaire.scheme import Scheme, TreeNode
from desktop_app.questionnaire.xpath.errors import ExpressionError
from desktop_app.questionnaire.xpath.parser import parse
from desktop_app.scoring.digest import scheme_of, scoring_sha256
from desktop_app.scoring.rounding import exact_number

_DERIVED = "scoring.plan"


@dataclass(frozen=True, slots=True)
class Branch:
    """One entry of the tree: a tree node, or a row of the survey sheet below its tree leaf.

    `parent` and `children` are positions in the plan; the root's parent is -1.
    """

    id: str
    weight: Fraction
    weight_text: str
    parent: int
    children: tuple[int, ...]
    tree_node: TreeNode | None = None
    row: Row | None = None

    @property
    def how(self) -> str:
        """How the children combine: `mean` or `min`."""
        return self.tree_node.aggregate if self.tree_node else "mean"


@dataclass(frozen=True, slots=True)
class Row:
    """A scored row with the paths its rule names.

    Attributes:
        name: number to print, `1.1-01`, its own or that of the group that stands for it; else its name.
        repeats: paths of the repeats around it, outermost first.
        numerator, denominator: paths of the two numbers of a `share`, "" for other rules.
        target: percentage of a `share` that earns 100 points.
        bands: lower bounds with their scores, in the order in which they are tried.
        evidence: paths whose files open the gate: the row's own, and the question `evidence` names.
        conditions: questions that decide whether the row is asked, own and ancestors' conditions.
    """

    node: Node
    name: str
    repeats: tuple[str, ...]
    numerator: str
    denominator: str
    evidence: tuple[str, ...]
    conditions: tuple[str, ...]
    target: Fraction
    bands: tuple[tuple[Fraction, Fraction], ...]

    @property
    def over(self) -> str:
        """How the instances of a row in a repeat combine: `mean`, `min` or `max`."""
        return self.node.evaluation.params.get("over", "mean")

    @property
    def sources(self) -> tuple[str, ...]:
        """Paths of the values that make the row's score, its own first."""
        found = (self.node.path, self.numerator, self.denominator)
        return tuple(dict.fromkeys(path for path in found if path))


@dataclass(frozen=True)
class ScorePlan:
    """What scoring needs to know of a form. Make one per form and pass it on."""

    form: Form
    scheme: Scheme = field(init=False, compare=False)
    scoring_sha256: str = field(init=False, compare=False)
    branches: tuple[Branch, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Compile the tree once."""
        object.__setattr__(self, "scheme", scheme_of(self.form))
        object.__setattr__(self, "scoring_sha256", scoring_sha256(self.form))
        object.__setattr__(self, "branches", tuple(_compile(self)))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Name of a leaf to its path; names are unique in a form of the profile."""
        return {node.name: node.path for node in self.form.nodes.values() if node.kind is Kind.LEAF}

    @cached_property
    def repeats(self) -> Mapping[str, tuple[str, ...]]:
        """Path of every node to the paths of the repeats around it, outermost first."""
        return dict(_repeats(self.form.root, ()))

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """Positions of the branches that are rows, in the order of the score."""
        return tuple(index for index, branch in enumerate(self.branches) if branch.row)

    @cached_property
    def cap_conditions(self) -> Mapping[int, str]:
        """Positions of the tree nodes with a cap, to the condition of the cap ("": always)."""
        nodes = ((index, branch.tree_node) for index, branch in enumerate(self.branches))
        return {index: node.cap_if for index, node in nodes if node and node.cap is not None}

    @cached_property
    def touched_by(self) -> Mapping[str, tuple[int, ...]]:
        """Path of a changed node to the rows it can touch."""
        touched: dict[str, list[int]] = {}
        for index in self.rows:
            for path in self._watched(self.branches[index].row):
                touched.setdefault(path, []).append(index)
        return {path: tuple(rows) for path, rows in touched.items()}

    def _watched(self, row: Row | None) -> set[str]:
        """Paths whose change can change the row: what it is made of, what decides about it, its repeats."""
        if row is None:
            return set()
        deciding: set[str] = set()
        waiting = list(row.conditions)
        while waiting:
            path = waiting.pop()
            if path not in deciding:
                deciding.add(path)
                waiting.extend(self.conditions[path])
        return {*row.sources, *row.evidence, *deciding, *row.repeats}

    @cached_property
    def conditions(self) -> Mapping[str, tuple[str, ...]]:
        """Path of every leaf to the questions its own and its ancestors' conditions name."""
        return dict(self._conditions(self.form.root, ()))

    def _conditions(self, node: Node, around: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
        named = (*around, *self.questions_named(node.bind.relevant, node.path))
        if node.kind is Kind.LEAF:
            yield node.path, tuple(dict.fromkeys(named))
        for child in node.children:
            yield from self._conditions(child, named)

    def questions_named(self, expression: str, context: str) -> tuple[str, ...]:
        """Paths of the questions that an expression of the node at `context` names.

        A calculated value stands for the questions that its calculation names.
        """
        found: dict[str, None] = {}
        waiting = [(expression, context)]
        seen: set[str] = set()
        while waiting:
            for path in self._leaves_named(*waiting.pop()):
                node = self.form.nodes[path]
                if node.calculated and path not in seen:
                    waiting.append((node.bind.calculate, path))
                elif node.asks:
                    found[path] = None
                seen.add(path)
        return tuple(found)

    def _leaves_named(self, expression: str, context: str) -> list[str]:
        """Leaves in document order; none where the expression cannot be read, which the linter says."""
        if not expression:
            return []
        try:
            named = references(parse(expression), context, self._schema)
        except ExpressionError:
            return []
        paths = {reference.path for reference in named if reference.kind == "value"}
        return [path for path in self.form.nodes if path in paths] if len(paths) > 1 else list(paths)

    @cached_property
    def _schema(self) -> Schema:
        return Schema(self.form)


def _repeats(node: Node, around: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield node.path, around
    inside = (*around, node.path) if node.kind is Kind.REPEAT else around
    for child in node.children:
        yield from _repeats(child, inside)


def _compile(plan: ScorePlan) -> list[Branch]:
    """Branches depth first in sheet order, the rows of a leaf after it."""
    rows: dict[str, list[Node]] = {}
    for node in plan.form.scored_rows:
        rows.setdefault(node.evaluation.node, []).append(node)
    drafts: list[Branch] = []
    children: dict[int, list[int]] = {}

    def add(branch: Branch) -> int:
        children.setdefault(branch.parent, []).append(len(drafts))
        drafts.append(branch)
        return len(drafts) - 1

    def grow(node: TreeNode, parent: int) -> None:
        index = add(Branch(node.id, node.weight, node.weight_text, parent, (), tree_node=node))
        for child in plan.scheme.children(node.id):
            grow(child, index)
        for row in rows.get(node.id, ()):
            rule = row.evaluation
            add(Branch(row.name, rule.weight, rule.weight_text, index, (), row=_row(plan, row)))

    if plan.scheme.tree:
        grow(plan.scheme.root, -1)
    return [_with_children(branch, tuple(children.get(index, ()))) for index, branch in enumerate(drafts)]


def _with_children(branch: Branch, children: tuple[int, ...]) -> Branch:
    return Branch(branch.id, branch.weight, branch.weight_text, branch.parent, children, branch.tree_node, branch.row)


def _row(plan: ScorePlan, node: Node) -> Row:
    def named(key: str) -> str:
        return plan.names.get(node.evaluation.params.get(key, ""), "")

    is_share = node.evaluation.rule == "share"
    return Row(
        node=node,
        name=_printed_name(plan.form, node),
        repeats=plan.repeats[node.path],
        numerator=named("num") if is_share else "",
        denominator=named("den") if is_share else "",
        evidence=tuple(path for path in (node.path, named("evidence")) if path),
        conditions=plan.conditions[node.path],
        target=exact_number(node.evaluation.params.get("target", "")) or Fraction(100),
        bands=tuple(_bands(node.evaluation.params.get("bands", ""))),
    )


def _printed_name(form: Form, node: Node) -> str:
    """The nearest `eval_code` at or above the row, as it is printed before the question."""
    path = node.path
    while path in form.nodes:
        code = form.nodes[path].evaluation.code
        if code:
            return code
        path = path.rpartition("/")[0]
    return node.name


def _bands(text: str) -> Iterator[tuple[Fraction, Fraction]]:
    """The readable bands of `6:100,3:67,0:0`; the linter names the others before a release."""
    for band in text.split(","):
        bound, _, score = band.partition(":")
        numbers = exact_number(bound), exact_number(score)
        if numbers[0] is not None and numbers[1] is not None:
            yield numbers[0], numbers[1]


def plan_of(form: Form) -> ScorePlan:
    """The plan of a form, compiled at the first call and kept with the form."""
    plan = form.derived.get(_DERIVED)
    if not isinstance(plan, ScorePlan):
        plan = form.derived[_DERIVED] = ScorePlan(form)
    return plan
