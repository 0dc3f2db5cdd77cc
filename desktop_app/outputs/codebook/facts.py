"""What a codebook says of a form, as frozen facts: both files are written from them (Q7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from desktop_app.outputs.codebook.conditions import sentence
from desktop_app.outputs.codebook.naming import as_written, code_of, plain
from desktop_app.questionnaire.expressions import named_nodes
from desktop_app.questionnaire.form import Choice, Control, DataType, Form, Kind, Node
from desktop_app.questionnaire.scheme import Sensitivity, Text, TreeNode
from desktop_app.scoring.digest import scoring_sha256

MissingKind = Literal["blank", "not_asked", "not_applicable", "not_calculated"]
UNTRANSLATED = "-"  # what pyxform writes where a form has no text in a language
_AND = {"th": " และ ", "en": " and "}
_STRICTEST: tuple[Sensitivity, ...] = ("restricted", "personal", "internal", "open")
_CONTROL_TYPES: Mapping[Control, str] = {
    Control.SELECT_ONE: "select_one",
    Control.SELECT_MULTIPLE: "select_multiple",
    Control.RANK: "rank",
    Control.FILE: "file",
    Control.TRIGGER: "acknowledge",
}
_DATA_TYPES: Mapping[DataType, str] = {
    DataType.INT: "integer",
    DataType.DECIMAL: "decimal",
    DataType.DATE: "date",
    DataType.TIME: "time",
    DataType.DATETIME: "dateTime",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """When a variable is asked: the expression as written, and in words where it has any."""

    expression: str
    text: Text


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: a leaf of the form that can hold a value.

    Attributes:
        number: place in the form, from 1.
        type: key of `words.TYPES`.
        code: number printed before the question or the group that stands for it.
        around: groups and repeats around it, outermost first.
        record: path of the innermost repeat around it, "" where there is one value for each office.
        asked: condition of its own and of all around it; None where it is always asked.
        choices: its options in sheet order, filtered or not.
        missing: the ways in which its value can be missing.
        sensitivity: the strictest of its own and of all around it.
        indicator: what it scores for.
        condition_names: paths of what the condition of asking names.
        calculation_names: paths of what the calculation reads.
    """

    number: int
    node: Node
    type: str
    code: str
    around: tuple[Node, ...]
    record: str
    asked: Condition | None
    choices: tuple[Choice, ...]
    missing: tuple[MissingKind, ...]
    sensitivity: Sensitivity
    indicator: TreeNode | None = None
    condition_names: tuple[str, ...] = ()
    calculation_names: tuple[str, ...] = ()

    @property
    def automatic(self) -> bool:
        """Whether the program fills it in: calculated, preloaded or hidden."""
        return not self.node.asks


@dataclass(frozen=True)
class Codebook:
    """All facts of one version of a form.

    Attributes:
        records: paths of the repeats, in document order.
        languages: Thai and English first, then what else the form speaks.
        digest: SHA-256 of the scoring rules, "" for an instrument that is not scored.
    """

    form: Form
    variables: tuple[Variable, ...]
    records: tuple[str, ...]
    languages: tuple[str, ...]
    digest: str
    by_path: Mapping[str, Variable] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the variables by path once."""
        object.__setattr__(self, "by_path", {one.node.path: one for one in self.variables})

    @property
    def name(self) -> str:
        """Name of the form and its version, as files are called after it."""
        version = f"-v{self.form.version}" if self.form.version else ""
        return f"{self.form.form_id}{version}"

    @property
    def sourced(self) -> bool:
        """Whether any item says where it comes from."""
        return any(node.evaluation.source for node in self.form.root.walk())

    def text(self, text: Text) -> Text:
        """A text of the form in the codebook's order of languages, live values as names, blank ones left out."""
        said = ((one, text.get(one, "")) for one in self.languages)
        return {one: plain(self.form, words) for one, words in said if words not in ("", UNTRANSLATED)}

    def inside(self, path: str) -> tuple[Variable, ...]:
        """The variables directly in a group or repeat."""
        return tuple(one for one in self.variables if one.node.path.rpartition("/")[0] == path)


def describe(form: Form) -> Codebook:
    """Everything a codebook says of a form; any form that can be read has one."""
    repeats = tuple(node.path for node in form.root.walk() if node.kind is Kind.REPEAT)
    digest = scoring_sha256(form) if form.scheme else ""
    return Codebook(form, tuple(_variables(form)), repeats, _languages(form), digest)


def own_expression(form: Form, text: str, context: Node) -> str:
    """`required`, `read_only` and their like: plain `yes` and `no` where they are constant."""
    return {"true()": "yes", "false()": "no", "": ""}.get(text.strip(), as_written(form, text, context))


def _languages(form: Form) -> tuple[str, ...]:
    """Thai, English, then the form's others; also those that only some text of a foreign form has."""
    spoken = {one: None for node in form.root.walk() for one in node.label}
    return tuple(
        dict.fromkeys(one for one in ("th", "en", *form.languages, *spoken) if one in spoken or one in form.languages)
    )


def _variables(form: Form) -> Iterator[Variable]:
    held = (node for node in form.root.walk() if node.kind is Kind.LEAF)
    holding = (node for node in held if node.control is not Control.NOTE or node.calculated)
    for number, node in enumerate(holding, start=1):
        yield _variable(form, number, node)


def _variable(form: Form, number: int, node: Node) -> Variable:
    around = _around(form, node)
    repeats = [one.path for one in around if one.kind is Kind.REPEAT]
    choices = form.lists[node.choice_list].choices if node.choice_list in form.lists else ()
    conditioned = [one for one in (*around, node) if one.bind.relevant.strip() not in ("", "true()")]
    tree = form.scheme.tree if form.scheme and node.evaluation.scored else ()
    marks = {one.evaluation.sensitivity for one in (*around, node)}
    return Variable(
        number=number,
        node=node,
        type=_type(node),
        code=code_of(form, node),
        around=around,
        record=repeats[-1] if repeats else "",
        asked=_condition(form, conditioned),
        choices=choices,
        missing=tuple(_missing(node, conditioned=bool(conditioned))),
        sensitivity=next(one for one in _STRICTEST if one in marks),
        indicator=next((one for one in tree if one.id == node.evaluation.node), None),
        condition_names=_names(form, ((one, one.bind.relevant) for one in conditioned)),
        calculation_names=_names(form, ((node, node.bind.calculate),)),
    )


def _around(form: Form, node: Node) -> tuple[Node, ...]:
    """Groups and repeats around a node, outermost first, the root left out."""
    found: list[Node] = []
    path = node.path.rpartition("/")[0]
    while path and path != form.root.path:
        found.append(form.nodes[path])
        path = path.rpartition("/")[0]
    return tuple(reversed(found))


def _type(node: Node) -> str:
    return _CONTROL_TYPES.get(node.control) or _DATA_TYPES.get(node.data_type, "text")


def _missing(node: Node, *, conditioned: bool) -> Iterator[MissingKind]:
    yield "not_calculated" if node.calculated else "blank"
    if conditioned:
        yield "not_asked"
    if node.evaluation.na:
        yield "not_applicable"


def _condition(form: Form, nodes: list[Node]) -> Condition | None:
    if not nodes:
        return None
    written = [as_written(form, one.bind.relevant, one) for one in nodes]
    whole = written[0] if len(written) == 1 else " and ".join(f"({one})" for one in written)
    return Condition(whole, {language: _said(form, nodes, language) for language in ("th", "en")})


def _said(form: Form, nodes: list[Node], language: str) -> str:
    """The conditions of a node and of all around it; one without words as its expression."""
    said = [
        sentence(form, one, one.bind.relevant, language) or as_written(form, one.bind.relevant, one) for one in nodes
    ]
    return said[0] if len(said) == 1 else _AND[language].join(f"({one})" for one in said)


def _names(form: Form, expressions: Iterator[tuple[Node, str]] | tuple[tuple[Node, str], ...]) -> tuple[str, ...]:
    found = (one.path for node, text in expressions if text for one in named_nodes(form, node, text))
    return tuple(dict.fromkeys(found))
