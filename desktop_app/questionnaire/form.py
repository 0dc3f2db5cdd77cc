"""The form definition: one version of an instrument's questions and rules, frozen (Q1, Q3, Q5).

A form is read once, by `xform.py` (any XForm), `xlsform.py` (an authored workbook) or `stored.py`
(the compiled copy in a form release), and never changes. Live answers belong to `session.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from desktop_app.questionnaire.scheme import Evaluation, Scheme, Text


class Kind(StrEnum):
    """What a node of the form is."""

    GROUP = "group"
    REPEAT = "repeat"
    LEAF = "leaf"  # question, note, calculated or hidden value


class Control(StrEnum):
    """How a leaf is asked; NONE for values without a control (calculate, hidden, preloads)."""

    NONE = "none"
    INPUT = "input"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    FILE = "file"
    NOTE = "note"
    TRIGGER = "trigger"  # acknowledge
    RANK = "rank"
    RANGE = "range"


class DataType(StrEnum):
    """Type of a leaf's value; the canonical text of each is given in `values.py`."""

    STRING = "string"
    INT = "int"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATETIME = "dateTime"
    BINARY = "binary"
    OTHER = "other"  # geo, barcode and others of foreign forms: kept as text


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a list. `score` is None where the list is not scored or the option is `na`."""

    name: str
    label: Text
    score: Fraction | None = None
    na: bool = False
    exclusive: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)  # what choice filters may name


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """A named list of options in sheet order."""

    name: str
    choices: tuple[Choice, ...]

    def get(self, name: str) -> Choice | None:
        """The option with this code, if the list has it."""
        return next((choice for choice in self.choices if choice.name == name), None)


@dataclass(frozen=True, slots=True)
class Bind:
    """Expressions of a node as they stand in the XForm ("" where there is none)."""

    relevant: str = ""
    required: str = ""
    read_only: str = ""
    constraint: str = ""
    calculate: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A group, repeat or leaf. `path` has no positions, for example `/data/d2/projects/name`."""

    path: str
    name: str
    kind: Kind
    control: Control = Control.NONE
    data_type: DataType = DataType.STRING
    label: Text = field(default_factory=dict)
    hint: Text = field(default_factory=dict)
    guidance: Text = field(default_factory=dict)
    constraint_message: Text = field(default_factory=dict)
    required_message: Text = field(default_factory=dict)
    bind: Bind = field(default_factory=Bind)
    default: str = ""
    choice_list: str = ""
    choice_filter: str = ""
    repeat_count: str = ""
    appearance: str = ""
    evaluation: Evaluation = field(default_factory=Evaluation)
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def calculated(self) -> bool:
        """Whether the value comes from an expression; a visible one is then read-only."""
        return bool(self.bind.calculate)

    @property
    def asks(self) -> bool:
        """Whether a person answers this leaf."""
        asked = self.control not in (Control.NONE, Control.NOTE) and not self.calculated
        return self.kind is Kind.LEAF and asked


@dataclass(frozen=True)
class Form:
    """One frozen version of an instrument. `languages` holds codes, the default first."""

    form_id: str
    version: str
    title: Text
    languages: tuple[str, ...]
    root: Node
    lists: Mapping[str, ChoiceList]
    scheme: Scheme | None = None
    nodes: Mapping[str, Node] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the nodes by path once."""
        object.__setattr__(self, "nodes", {node.path: node for node in self.root.walk()})

    @property
    def sections(self) -> tuple[Node, ...]:
        """Groups directly under the root: the pages of the window and chapters of the print."""
        return tuple(node for node in self.root.children if node.kind is Kind.GROUP)

    @property
    def scored_rows(self) -> tuple[Node, ...]:
        """Rows that count in the score, in document order."""
        return tuple(node for node in self.root.walk() if node.evaluation.scored)
