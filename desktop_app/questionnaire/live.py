"""The live nodes of one assessment: a tree that expressions walk and the session changes (Q4).

Nodes outside repeats, and the nodes of one repeat instance, belong to a *home*: the root or the instance.
A home finds its nodes by number, so that a pointer from one question to another is two look-ups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desktop_app.questionnaire.form import Choice, Kind, Node
from desktop_app.questionnaire.xpath.nodes import NodeKind, TreeNode, XNode


class Document:
    """What `/` means in the primary instance: the parent of the root."""

    kind: NodeKind = "document"
    name = namespace = prefixed = ""
    parent: XNode | None = None
    attributes: Sequence[XNode] = ()
    order: tuple[int, ...] = (-1,)

    def __init__(self) -> None:
        self.children: Sequence[XNode] = ()

    def string_value(self) -> str:
        """Text of the whole instance."""
        return "".join(child.string_value() for child in self.children)


class Live:
    """One node of the assessment: a leaf, a group, one instance of a repeat, or the repeat itself.

    Attributes:
        node: what the form says about it.
        number: place of the node in the form, in document order.
        ref: path with instance keys.
        home: the instance (or root) it belongs to; an instance is its own home.
        base: where pointers of its expressions start: `home`, for an instance the home around it.
        kept: text as answered or calculated; what a person typed where it cannot be read.
        value: what expressions see: `kept`, blank while not relevant or of the wrong type.
        order: place in document order.
    """

    __slots__ = (
        "attachments",
        "base",
        "failed",
        "fits",
        "holds",
        "home",
        "kept",
        "labels",
        "members",
        "node",
        "number",
        "offered",
        "order",
        "parent",
        "read_only",
        "reason",
        "ref",
        "relevant",
        "required",
        "serial",
        "slots",
        "value",
    )
    kind: NodeKind = "element"
    namespace = ""

    def __init__(
        self,
        node: Node,
        number: int,
        ref: str,
        parent: Live | Document,
        home: Live | None,
        order: tuple[int, ...],
        serial: int,
    ) -> None:
        self.node = node
        self.number = number
        self.ref = ref
        self.parent = parent
        self.home: Live = self if home is None else home
        self.base: Live = self.home
        self.order = order
        self.serial = serial
        self.slots: list[Live] = []
        self.members: dict[int, Live] = {}
        self.kept = self.value = ""
        self.fits = self.holds = self.relevant = True
        self.required = self.read_only = False
        self.offered: tuple[Choice, ...] = ()
        self.labels: tuple[str, ...] = ()
        self.failed: frozenset[str] = frozenset()
        self.reason = ""
        self.attachments = 0

    @property
    def name(self) -> str:
        """Name of the element."""
        return self.node.name

    @property
    def prefixed(self) -> str:
        """Name of the element; forms have no prefixes here."""
        return self.node.name

    @property
    def children(self) -> Sequence[XNode]:
        """Nodes below, each repeat given as its instances."""
        return list(self.below())

    @property
    def attributes(self) -> Sequence[XNode]:
        """Constant attributes of the primary instance."""
        return [TreeNode("attribute", name, text=text) for name, text in self.node.attributes.items()]

    def below(self) -> Iterator[Live]:
        """Children that expressions see."""
        for slot in self.slots:
            if isinstance(slot, Repeat):
                yield from slot.instances
            else:
                yield slot

    def string_value(self) -> str:
        """Value of a leaf; of a group all values below it."""
        if self.node.kind is Kind.LEAF:
            return self.value
        return "".join(child.string_value() for child in self.below())

    def walk(self) -> Iterator[Live]:
        """This node and all below it in document order, repeats and their instances among them."""
        yield self
        for slot in self.slots:
            yield from slot.walk()


class Repeat(Live):
    """A repeat as a whole. `instances` are live; `spare` are those beyond its count, kept and hidden.

    `removed` holds instances a person took away, by ref, so that they can come back.
    """

    __slots__ = ("instances", "next_key", "removed", "spare")

    def __init__(
        self,
        node: Node,
        number: int,
        ref: str,
        parent: Live,
        home: Live,
        order: tuple[int, ...],
        serial: int,
    ) -> None:
        super().__init__(node, number, ref, parent, home, order, serial)
        self.instances: list[Live] = []
        self.spare: list[Live] = []
        self.removed: dict[str, Live] = {}
        self.next_key = 1

    @property
    def children(self) -> Sequence[XNode]:
        """None: a repeat is no node of the instance, only its instances are."""
        return ()

    def walk(self) -> Iterator[Live]:
        """The repeat, then each live instance."""
        yield self
        for instance in self.instances:
            yield from instance.walk()


def instances_below(home: Live, repeats: Sequence[int]) -> Sequence[Live]:
    """The homes reached from `home` through the repeats with these numbers, all instances of each."""
    homes: Sequence[Live] = (home,)
    for number in repeats:
        homes = [instance for one in homes for instance in _repeat(one, number).instances]
    return homes


def _repeat(home: Live, number: int) -> Repeat:
    repeat = home.members[number]
    if not isinstance(repeat, Repeat):
        raise TypeError(repeat.ref)
    return repeat


def climb(home: Live, levels: int) -> Live:
    """The home that many repeats further out."""
    for _ in range(levels):
        home = home.base
    return home
