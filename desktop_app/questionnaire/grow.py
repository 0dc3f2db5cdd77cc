"""Building live nodes: the tree of a new assessment, and single repeat instances (Q4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from desktop_app.questionnaire.form import Kind
from desktop_app.questionnaire.live import Document, Live, Repeat
from desktop_app.questionnaire.program import Aspect, Plan, Program
from desktop_app.questionnaire.values import canonical


class Grower:
    """Makes live nodes and knows every one by its ref."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._serial = 0
        self.index: dict[str, Live] = {}
        document = Document()
        self.root = self._node(program.plans[program.form.root.path], document, None, program.form.root.path, ())
        document.children = (self.root,)

    def _node(self, plan: Plan, parent: Live | Document, home: Live | None, ref: str, order: tuple[int, ...]) -> Live:
        self._serial += 1
        live = Live(plan.node, plan.number, ref, parent, home, (*order, plan.number), self._serial)
        live.required = plan.constants.get(Aspect.REQUIRED, False)
        self._enter(live)
        if plan.node.kind is Kind.LEAF:
            live.kept, live.fits = canonical(plan.node, plan.node.default, plan.choices)
            live.value = live.kept if live.fits else ""
            live.offered = plan.choices
        self._fill(live, plan, order)
        return live

    def _fill(self, live: Live, plan: Plan, order: tuple[int, ...]) -> None:
        for child in plan.children:
            ref = f"{live.ref}/{child.node.name}"
            made = self._repeat if child.node.kind is Kind.REPEAT else self._node
            live.slots.append(made(child, live, live.home, ref, order))

    def _repeat(self, plan: Plan, parent: Live, home: Live, ref: str, order: tuple[int, ...]) -> Repeat:
        self._serial += 1
        repeat = Repeat(plan.node, plan.number, ref, parent, home, (*order, plan.number), self._serial)
        self._enter(repeat)
        return repeat

    def _enter(self, live: Live) -> None:
        live.home.members[live.number] = live
        self.index[live.ref] = live

    def add(self, repeat: Repeat, key: int) -> Live:
        """One more instance of `repeat`, at the place its key gives it; not yet evaluated."""
        plan = self._program.plans[repeat.node.path]
        self._serial += 1
        ref = f"{repeat.ref}[k{key}]"
        order = (*repeat.order, key)
        instance = Live(plan.node, plan.number, ref, repeat.parent, None, order, self._serial)
        instance.base = repeat.home
        self._enter(instance)
        self._fill(instance, plan, order)
        place = sum(other.order < order for other in repeat.instances)
        repeat.instances.insert(place, instance)
        repeat.next_key = max(repeat.next_key, key + 1)
        return instance

    def forget(self, instance: Live) -> None:
        """Take an instance's refs out of the index; the nodes themselves are kept."""
        for live in instance.walk():
            self.index.pop(live.ref, None)

    def remember(self, instance: Live) -> None:
        """Bring the refs of a kept instance back."""
        for live in instance.walk():
            self.index[live.ref] = live


def initial_instances(repeat: Repeat, initial: Mapping[str, str], place: str) -> int:
    """How many instances a repeat starts with; `place` is its ref with positions."""
    stated = initial.get(f"{place}#", initial.get(f"{repeat.node.path}#", "1"))
    return int(stated) if stated.isdecimal() else 1


def repeats_of(live: Live) -> Iterator[Repeat]:
    """Repeats directly inside, not those of inner instances."""
    for slot in live.slots:
        if isinstance(slot, Repeat):
            yield slot
        else:
            yield from repeats_of(slot)
