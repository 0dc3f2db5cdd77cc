"""A form made ready to run: compiled expressions, who depends on whom, in which order (Q3, Q4).

Made once per form and shared by all its sessions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import cast

from desktop_app.errors import PhromError
from desktop_app.questionnaire import faults
from desktop_app.questionnaire.building import building
from desktop_app.questionnaire.form import Action, Choice, ChoiceList, Control, Form, Kind, Node
from desktop_app.questionnaire.order import Vertex, ranks
from desktop_app.questionnaire.pointers import Pointers
from desktop_app.questionnaire.references import Reference, references
from desktop_app.questionnaire.schema import Schema
from desktop_app.questionnaire.scheme import Text
from desktop_app.questionnaire.secondary import Secondary
from desktop_app.questionnaire.templates import has_places, pieces
from desktop_app.questionnaire.xpath import ast
from desktop_app.questionnaire.xpath.compiler import compile_expression
from desktop_app.questionnaire.xpath.convert import TextOf, TruthOf, text_of, truth_of
from desktop_app.questionnaire.xpath.errors import ExpressionError
from desktop_app.questionnaire.xpath.parser import parse
from desktop_app.questionnaire.xpath.runtime import Compiled, Context, Evaluate


class Aspect(IntEnum):
    """What of a node is computed."""

    RELEVANT = 0
    COUNT = 1  # how many instances a repeat has
    VALUE = 2  # of a calculation
    CHOICES = 3
    REQUIRED = 4
    READ_ONLY = 5
    CONSTRAINT = 6
    LABEL = 7
    PROBLEMS = 8  # never queued: what is wrong follows from the rest


@dataclass(frozen=True, slots=True)
class Edge:
    """Somebody who reads a node: to whom, for what, and over how many shared repeats."""

    plan: Plan
    aspect: Aspect
    shared: int


@dataclass(slots=True)
class Plan:
    """One node of the form with its compiled expressions.

    Attributes:
        number: place in the form, in document order.
        depth: number of repeats around it, itself not counted.
        through: for each repeat around it (outermost first), that repeat's number.
        constants: truths known beforehand, by aspect.
        readers, counters, followers: who reads its value, its number of instances, its instances' order.
        watchers: rows whose problems look at this node, as their denominator or the holder of their files.
        judged: more can be wrong with it than its type, its constraint, or that its answer is missing.
        early: relevances that read this node though they decide about it.
        templates: compiled texts with places, by field (`choice x` for the label of option x) and language.
    """

    node: Node
    number: int
    depth: int
    through: tuple[int, ...]
    parent: Plan | None
    children: Sequence[Plan] = ()
    relevant: TruthOf | None = None
    required: TruthOf | None = None
    read_only: TruthOf | None = None
    constraint: TruthOf | None = None
    calculate: Evaluate | None = None
    count: Evaluate | None = None
    choice_filter: TruthOf | None = None
    itemset: CompiledItemset | None = None
    constants: Mapping[Aspect, bool] = field(default_factory=dict)
    readers: Sequence[Edge] = ()
    counters: Sequence[Edge] = ()
    followers: Sequence[Edge] = ()
    early: Sequence[Edge] = ()
    watchers: Sequence[Edge] = ()
    rank: Sequence[int] = ()
    judged: bool = False
    choices: tuple[Choice, ...] = ()
    exclusive: frozenset[str] = frozenset()
    templates: dict[tuple[str, str], tuple[tuple[str, TextOf | None], ...]] = field(default_factory=dict)

    def __hash__(self) -> int:
        """By place in the form."""
        return self.number


@dataclass(frozen=True, slots=True)
class CompiledItemset:
    """An item set ready to run; `label_id` gives an id of `Form.itext` where the label is translated."""

    nodes: Evaluate
    value: TextOf
    label: TextOf
    translated: bool


@dataclass(frozen=True, slots=True)
class CompiledAction:
    """A `setvalue` ready to run."""

    action: Action
    target: Plan
    value: Evaluate


SELECTS = frozenset({Control.SELECT_ONE, Control.SELECT_MULTIPLE, Control.RANK})
_BINDS = (
    ("relevant", Aspect.RELEVANT),
    ("required", Aspect.REQUIRED),
    ("read_only", Aspect.READ_ONLY),
    ("constraint", Aspect.CONSTRAINT),
)
_TEMPLATED = ("label", "hint", "guidance", "constraint_message", "required_message")


class Program:
    """All plans of a form.

    Raises:
        PhromError: FORM-19, an expression cannot be read; FORM-18, questions depend on each other in a circle.
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        self.schema = Schema(form)
        self.secondary = Secondary(form)
        self.plans: dict[str, Plan] = {}
        self.names: dict[str, str] = {}
        self._edges: list[tuple[Plan, Aspect, Reference]] = []
        self._lists: dict[str, tuple[frozenset[str], tuple[Choice, ...]]] = {}
        self._lay_out(form.root, None)
        self._numbers = {path: plan.number for path, plan in self.plans.items()}
        for plan in self.plans.values():
            self._compile(plan)
        self.actions = tuple(self._action(action) for action in form.actions if action.target in self.plans)
        self._connect()

    def _lay_out(self, node: Node, parent: Plan | None) -> Plan:
        repeats = self.schema.repeats(node.path)
        around = repeats[:-1] if node.kind is Kind.REPEAT else repeats
        through = tuple(self.plans[repeat].number for repeat in around)
        plan = Plan(node, len(self.plans), len(around), through, parent)
        self.plans[node.path] = plan
        self.names.setdefault(node.name, node.path)
        plan.judged = _is_judged(node)
        plan.children = tuple(self._lay_out(child, plan) for child in node.children)
        return plan

    def compile(self, text: str, path: str, part: str, *, as_kept: bool = False) -> Compiled:
        """Compile an expression that belongs to the node at `path`.

        Raises:
            PhromError: FORM-19 with node, part and place.
        """
        expression = self._parse(text, path, part)
        pointers = Pointers(self.schema, self._numbers, path, as_kept=as_kept)
        return compile_expression(expression, pointers)

    @staticmethod
    def _parse(text: str, path: str, part: str) -> ast.Expression:
        try:
            return parse(text)
        except ExpressionError as error:
            raise PhromError(
                faults.BAD_EXPRESSION,
                {
                    "path": path,
                    "part": part,
                    "reason_th": error.message("th"),
                    "reason_en": error.message("en"),
                },
            ) from error

    def references(self, text: str, path: str) -> Iterable[Reference]:
        """What an expression that belongs to the node at `path` reads."""
        return references(self._parse(text, path, ""), path, self.schema)

    def _compile(self, plan: Plan) -> None:
        for name, aspect in _BINDS:
            self._bind(plan, name, aspect)
        node, path = plan.node, plan.node.path
        if node.bind.calculate:
            plan.calculate = self.compile(node.bind.calculate, path, "calculate").run
            self._reads(plan, Aspect.VALUE, node.bind.calculate)
        if node.repeat_count and node.kind is Kind.REPEAT:
            plan.count = self.compile(node.repeat_count, path, "repeat_count").run
            self._reads(plan, Aspect.COUNT, node.repeat_count)
        self._choices(plan)
        self._texts(plan)
        self._reasons(plan)

    def _bind(self, plan: Plan, name: str, aspect: Aspect) -> None:
        text: str = getattr(plan.node.bind, name)
        if not text.strip():
            return
        expression = self._parse(text, plan.node.path, name)
        if isinstance(expression, ast.Call) and expression.name in ("true", "false"):
            plan.constants = {**plan.constants, aspect: expression.name == "true"}
            return
        self._reads(plan, aspect, text)
        if aspect is Aspect.CONSTRAINT:
            plan.constraint = self._compiled_when_needed(plan)
        else:
            as_kept = aspect is Aspect.RELEVANT
            setattr(plan, name, truth_of(self.compile(text, plan.node.path, name, as_kept=as_kept)))

    def _compiled_when_needed(self, plan: Plan) -> TruthOf:
        """A constraint that is compiled at the first answer it judges: a form opens with hardly any."""

        def judge(context: Context) -> bool:
            compiled = self.compile(plan.node.bind.constraint, plan.node.path, "constraint")
            plan.constraint = truth_of(compiled)
            return plan.constraint(context)

        return judge

    def _reads(self, plan: Plan, aspect: Aspect, text: str) -> None:
        self._edges.extend((plan, aspect, reference) for reference in self.references(text, plan.node.path))

    def _choices(self, plan: Plan) -> None:
        node = plan.node
        listed = self.form.lists.get(node.choice_list)
        if listed is not None:
            plan.choices = listed.choices
            plan.exclusive, shown = self._listed(listed)
            for choice in shown:
                self._template(plan, f"choice {choice.name}", choice.label)
        if node.choice_filter:
            whole = f"instance('{node.choice_list}')/root/item[{node.choice_filter}]"
            plan.choice_filter = self._predicate(plan, whole)
            self._reads(plan, Aspect.CHOICES, whole)
        if node.itemset is not None:
            plan.itemset = self._itemset(plan)
            self._reads(plan, Aspect.CHOICES, node.itemset.nodeset)

    def _listed(self, listed: ChoiceList) -> tuple[frozenset[str], tuple[Choice, ...]]:
        """The codes of a list that stand alone, and its options whose labels show values; found once per list."""
        if listed.name not in self._lists:
            shown = (one for one in listed.choices if any(map(has_places, one.label.values())))
            self._lists[listed.name] = frozenset(one.name for one in listed.choices if one.exclusive), tuple(shown)
        return self._lists[listed.name]

    def _predicate(self, plan: Plan, whole: str) -> TruthOf:
        """The filter alone, compiled where it stands: inside brackets, so relative paths start at the item."""
        path = self._parse(whole, plan.node.path, "choice_filter")
        predicate = cast("ast.Path", path).steps[-1].predicates[0]
        pointers = Pointers(self.schema, self._numbers, plan.node.path, as_kept=False)
        return truth_of(compile_expression(predicate, pointers, in_predicate=True))

    def _itemset(self, plan: Plan) -> CompiledItemset:
        itemset = plan.node.itemset
        if itemset is None:
            raise TypeError(plan.node.path)
        path = plan.node.path
        label, translated = itemset.label.strip(), False
        if label.startswith("jr:itext(") and label.endswith(")"):
            label, translated = label[len("jr:itext(") : -1], True
        return CompiledItemset(
            self.compile(itemset.nodeset, path, "itemset").run,
            text_of(compile_expression(self._parse(itemset.value, path, "itemset"))),
            text_of(compile_expression(self._parse(label or "''", path, "itemset"))),
            translated,
        )

    def _texts(self, plan: Plan) -> None:
        for name in _TEMPLATED:
            self._template(plan, name, getattr(plan.node, name))

    def _template(self, plan: Plan, name: str, texts: Text) -> None:
        for language, text in texts.items():
            if has_places(text):
                plan.templates[name, language] = self._compiled_text(text, plan)

    def _compiled_text(self, text: str, plan: Plan) -> tuple[tuple[str, TextOf | None], ...]:
        """A text with places, compiled."""
        made: list[tuple[str, TextOf | None]] = []
        for plain, expression in pieces(text):
            if not expression:
                made.append((plain, None))
                continue
            made.append((plain, text_of(self.compile(expression, plan.node.path, "label"))))
            self._reads(plan, Aspect.LABEL, expression)
        return tuple(made)

    def _reasons(self, plan: Plan) -> None:
        """A row's problems also follow its denominator and the question that holds its files."""
        for key in ("num", "den", "evidence"):
            named = self.names.get(plan.node.evaluation.params.get(key, ""))
            if named is not None and named != plan.node.path:
                place = self.schema.same_instance(named, plan.node.path)
                self._edges.append((plan, Aspect.PROBLEMS, Reference(named, place.shared, "value")))

    def _action(self, action: Action) -> CompiledAction:
        target = self.plans[action.target]
        if not action.value:
            text = action.text
            return CompiledAction(action, target, lambda _c: text)
        return CompiledAction(action, target, self.compile(action.value, action.target, "setvalue").run)

    def _connect(self) -> None:
        """Turn what is read into edges from what is read to its readers, and rank everything."""
        before: dict[Vertex, list[Vertex]] = {}
        found: dict[tuple[str, str], list[Edge]] = {}
        for plan, aspect, reference in self._edges:
            source = self.plans[reference.path]
            kind = _list_of(plan, aspect, source, reference)
            edge = Edge(plan, aspect, min(reference.shared, plan.depth, _inner_depth(source)))
            found.setdefault((source.node.path, kind), []).append(edge)
            if aspect <= Aspect.VALUE and source is not plan and kind != "early":
                needed = Aspect.VALUE if kind == "readers" else Aspect.COUNT
                before.setdefault((plan.number, aspect), []).append((source.number, needed))
        for (path, kind), edges in found.items():
            setattr(self.plans[path], kind, tuple(edges))
        self._rank(before)

    def _rank(self, before: dict[Vertex, list[Vertex]]) -> None:
        """Fix the order of all that is computed; a relevance comes after that around it, a value after its own."""
        conditioned: set[int] = set()
        for plan in self.plans.values():
            if plan.parent is not None and plan.parent.number in conditioned:
                parent = (plan.parent.number, Aspect.RELEVANT)
                before.setdefault((plan.number, Aspect.RELEVANT), []).append(parent)
                conditioned.add(plan.number)
            if plan.relevant is not None or plan.number in conditioned:
                before.setdefault((plan.number, Aspect.VALUE), []).append((plan.number, Aspect.RELEVANT))
                conditioned.add(plan.number)
        paths = list(self.plans)
        ranked = ranks(before, lambda vertex: paths[vertex[0]], lambda vertex: vertex[1] == Aspect.COUNT)
        for plan in self.plans.values():
            first = (ranked.get((plan.number, aspect), 0) for aspect in _ORDERED)
            plan.rank = (*first, *_UNORDERED)


def _is_judged(node: Node) -> bool:
    evaluation = node.evaluation
    return node.control in SELECTS or evaluation.scored or evaluation.na or evaluation.evidence == "required"


_LISTS = {"value": "readers", "count": "counters", "order": "followers"}
_ORDERED = (Aspect.RELEVANT, Aspect.COUNT, Aspect.VALUE)
# Nobody depends on the other aspects, so they are computed last, in the order of their kinds.
_UNORDERED = tuple((1 << 30) + aspect for aspect in Aspect if aspect not in _ORDERED)


def _inner_depth(plan: Plan) -> int:
    return plan.depth + (plan.node.kind is Kind.REPEAT)


def _list_of(plan: Plan, aspect: Aspect, source: Plan, reference: Reference) -> str:
    """In which list of `source` its reader is kept.

    A relevance that reads its own node or what lies below it is no cycle, but an early reading.
    """
    if aspect is Aspect.PROBLEMS:
        return "watchers"
    if aspect is Aspect.RELEVANT and (source is plan or source.node.path.startswith(f"{plan.node.path}/")):
        return "early"
    return _LISTS[reference.kind]


def program_of(form: Form) -> Program:
    """The form's program, made at the first call.

    Raises:
        PhromError: FORM-18 or FORM-19, as in `Program`.
    """
    program = form.derived.get("program")
    if not isinstance(program, Program):
        with building():
            program = form.derived["program"] = Program(form)
    return program


EvaluateText = Callable[[Context], str]
Plans = Mapping[str, Plan]
