"""The form definition: one version of an instrument's questions and rules, frozen (Q1, Q3, Q5).

A form is read once, by `xform.py` (any XForm), `xlsform.py` (an authored workbook) or `stored.py`
(the compiled copy in a form release), and never changes. Live answers belong to `session.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from desktop_app.questionnaire.scheme import Bridge, Evaluation, Scheme, Text


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
class Element:
    """One element of a secondary instance, as expressions see it: own text, attributes, children."""

    name: str
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Itemset:
    """Options of a select that no named list with at most one filter can describe.

    Attributes:
        nodeset: expression that yields the items; its context is the question.
        value: expression on an item, usually a child's name.
        label: expression on an item, `label` or `jr:itext(itextId)`.
    """

    nodeset: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Action:
    """A `setvalue` of a foreign form, or a default that is an expression.

    Attributes:
        events: among `odk-instance-first-load`, `odk-new-repeat`, `xforms-value-changed`.
        target: path of the node that is set, without positions.
        value: expression, its context is the target; "" where `text` is the value.
        text: constant value, used when `value` is "".
        source: path of the control that holds the action (for `xforms-value-changed` the question
            whose change counts); "" for an action of the model.
    """

    events: frozenset[str]
    target: str
    value: str = ""
    text: str = ""
    source: str = ""


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
    """A group, repeat or leaf. `path` has no positions, for example `/data/d2/projects/name`.

    Labels, hints and messages may hold `${expression}` where a value is shown: any XForm expression,
    its context this node (`<output value="/data/a"/>` is stored as `${/data/a}`).

    Attributes:
        default: constant text of the node in the primary instance (inside a repeat: in its template);
            a default that is an expression is an `Action` of the form.
        choice_list: name in `Form.lists`; empty for a select with an `itemset`.
        choice_filter: predicate over the items of `choice_list`, without its brackets; the context is
            the item, `current()` the question.
        itemset: options of a foreign form that are not a plain list (other path, `randomize(...)`).
        repeat_count: expression, its context the repeat itself.
        fixed: a repeat whose instances a person neither adds nor removes (`jr:noAddRemove`).
        preload: `jr:preload` and its parameter with one blank between (`date today`,
            `timestamp start`, `timestamp end`, `uid`); "" where there is none.
        attributes: constant attributes of the node in the primary instance.
        parameters: what else the control states (`start`, `end`, `step` of a range).
    """

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
    itemset: Itemset | None = None
    repeat_count: str = ""
    fixed: bool = False
    preload: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
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
    """One frozen version of an instrument. `languages` holds codes, the default first.

    Attributes:
        instances: secondary instances by id, the element under `<instance>` each. A list of `lists` need
            not be repeated here: `instance('l')/root/item` is then made of name, label and columns.
        itext: translated texts by id, for itemset labels `jr:itext(...)`.
        actions: in document order.
        initial: what the primary instance holds beyond constant defaults: `/data/rep#` -> number of
            instances at the start ("1" where nothing is said; the path without positions also says what a
            new instance of an outer repeat holds), `/data/rep[2]/a` -> text of a leaf in that instance.
        bridge: what became of the questions of earlier versions, where the author says it.
        derived: what the session computes from a form once, by name; never compared or stored.
    """

    form_id: str
    version: str
    title: Text
    languages: tuple[str, ...]
    root: Node
    lists: Mapping[str, ChoiceList]
    scheme: Scheme | None = None
    instances: Mapping[str, Element] = field(default_factory=dict)
    itext: Mapping[str, Text] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    initial: Mapping[str, str] = field(default_factory=dict)
    bridge: tuple[Bridge, ...] = ()
    derived: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)
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
