"""Computing what a change brings about, and nothing else (Q4).

A queue of (node, aspect) in the form's fixed order: each is computed anew when something it reads has
really changed, and only then do its own readers follow. Source: form profile, sections 2.4 to 2.9.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, tzinfo
from heapq import heappop, heappush
from random import Random
from typing import TypeVar

from desktop_app.questionnaire.form import Choice, Form, Kind
from desktop_app.questionnaire.grow import Grower, initial_instances, repeats_of
from desktop_app.questionnaire.live import Live, Repeat, climb, instances_below
from desktop_app.questionnaire.program import Aspect, CompiledAction, CompiledItemset, Edge, Plan, Program
from desktop_app.questionnaire.values import canonical, stored
from desktop_app.questionnaire.xpath.errors import ExpressionError
from desktop_app.questionnaire.xpath.nodes import XNode
from desktop_app.questionnaire.xpath.runtime import Context, meter_of
from desktop_app.questionnaire.xpath.values import Value, to_number

# A count that a person typed wrongly must not fill the memory; no form of ours repeats that often.
MAX_INSTANCES = 1_000
MAX_NODES = 15_000  # all together, where repeats that a number makes stand inside each other
# How often one thing may be computed within one change before it is given up as going in circles.
_MAX_ROUNDS = 200
_MAX_AGAIN = 1_000  # the same for all things together: what depends in order is computed once


_BLANK: Value = ""

Seen = tuple[object, ...]
Result = TypeVar("Result")


class Engine:
    """The live tree at work. `seen` holds how each touched node looked before the change."""

    def __init__(
        self, program: Program, moment: Callable[[], datetime], zone: tzinfo, chance: Random, language: str
    ) -> None:
        self.program = program
        self.form: Form = program.form
        self.plans: Sequence[Plan] = tuple(program.plans.values())
        self.zone = zone
        self.chance = chance
        self.language = language
        self._clock = moment
        self.now = moment().astimezone(zone)
        self._secondary = program.secondary
        self.grower = Grower(program)
        self.seen: dict[Live, Seen | None] = {}
        # Repeats that no answer tells about: while the assessment starts, a blank count leaves them empty.
        self.presumed: set[str] = set()
        self.born: list[Live] = []
        self.changed: list[Live] = []
        self._queue: list[tuple[int, int, int, Live]] = []
        self._queued: set[tuple[int, int]] = set()
        self._rounds: dict[tuple[int, int], int] = {}
        self._work: dict[Aspect, Callable[[Live, Plan], None]] = {
            Aspect.RELEVANT: self._relevance,
            Aspect.COUNT: self._count,
            Aspect.VALUE: self._calculation,
            Aspect.CHOICES: self._choices,
            Aspect.REQUIRED: self._requirement,
            Aspect.READ_ONLY: self._read_only,
            Aspect.CONSTRAINT: self._constraint,
            Aspect.LABEL: self._label,
        }
        self.look: Callable[[Live], Seen] = lambda _live: ()

    # What expressions ask for (`xpath.runtime.Surroundings`).

    def root(self, node: XNode) -> XNode:  # noqa: ARG002 - every path of a form starts at its primary instance
        """Parent of the primary instance's root."""
        return self.grower.root.parent

    def instance(self, name: str) -> XNode | None:
        """A secondary instance."""
        return self._secondary.get(name)

    def choice_name(self, value: str, question: str, node: XNode) -> str:
        """Label of an option of the question at that path."""
        path = self._absolute(question, node)
        plan = self.program.plans.get(path)
        choices = () if plan is None else plan.choices
        label = next((choice.label for choice in choices if choice.name == value), {})
        return label.get(self.language, next(iter(label.values()), ""))

    @staticmethod
    def _absolute(question: str, node: XNode) -> str:
        if question.startswith("/"):
            return question
        steps = node.node.path.split("/") if isinstance(node, Live) else []
        for step in question.removeprefix("current()/").split("/"):
            if step == "..":
                steps = steps[:-1]
            elif step != ".":
                steps.append(step)
        return "/".join(steps)

    def namespace(self, prefix: str) -> str:
        """Prefixes mean nothing inside answers."""
        return prefix

    # Changing and computing.

    def tick(self) -> None:
        """Read the clock: once per change."""
        self.now = self._clock().astimezone(self.zone)

    def touch(self, live: Live) -> None:
        """Remember how a node looked before this change; one that has left is nobody's to look at."""
        if live not in self.seen and self.grower.index.get(live.ref) is live:
            self.seen[live] = self.look(live)

    def touch_watchers(self, live: Live) -> None:
        """Remember how the rows looked whose problems follow this node."""
        for edge in self.plans[live.number].watchers:
            for reader in self._readers(live, edge):
                self.touch(reader)

    def keep(self, live: Live, text: str) -> None:
        """Give a leaf a new text."""
        plan = self.plans[live.number]
        kept, fits = canonical(live.node, text, plan.choices)
        if kept == live.kept and fits == live.fits:
            return
        self.touch(live)
        live.kept, live.fits = kept, fits
        self._follow(live, plan.early)
        self._settle(live)

    def _settle(self, live: Live) -> None:
        """Derive what expressions see; readers follow where it differs."""
        value = live.kept if live.relevant and live.fits else ""
        if value != live.value:
            self.touch(live)
            self.touch_watchers(live)
            live.value = value
            plan = self.plans[live.number]
            if plan.constraint is not None:
                self.push(live, Aspect.CONSTRAINT)
            self._follow(live, plan.readers)

    def push(self, live: Live, aspect: Aspect) -> None:
        """Have something computed before the change ends."""
        mark = (live.serial, aspect)
        if mark not in self._queued:
            self._queued.add(mark)
            heappush(self._queue, (self.plans[live.number].rank[aspect], live.serial, aspect, live))

    def _follow(self, live: Live, edges: Sequence[Edge]) -> None:
        for edge in edges:
            for reader in self._readers(live, edge):
                if reader is not live or edge.aspect is not Aspect.VALUE:
                    self.push(reader, edge.aspect)

    def _readers(self, live: Live, edge: Edge) -> Iterator[Live]:
        """The live nodes at the other end of an edge."""
        for reader in self.seen_from(live, edge.plan, edge.shared):
            yield reader
            if isinstance(reader, Repeat) and edge.aspect not in (Aspect.COUNT, Aspect.LABEL):
                yield from reader.instances

    def seen_from(self, live: Live, plan: Plan, shared: int) -> Iterator[Live]:
        """Live nodes of `plan` in the instances that share `shared` repeats with `live`."""
        home = climb(live.home, self._depth(live) - shared)
        for one in instances_below(home, plan.through[shared:]):
            yield one.members[plan.number]

    def _depth(self, live: Live) -> int:
        plan = self.plans[live.number]
        is_instance = plan.node.kind is Kind.REPEAT and not isinstance(live, Repeat)
        return plan.depth + is_instance

    def run(self) -> None:
        """Compute until nothing is left to compute."""
        self._rounds.clear()
        again = 0
        while self._queue:
            _, serial, aspect, live = heappop(self._queue)
            self._queued.discard((serial, aspect))
            rounds = self._rounds[serial, aspect] = self._rounds.get((serial, aspect), 0) + 1
            again += rounds > 1
            if rounds > _MAX_ROUNDS or (again > _MAX_AGAIN and rounds > 1):
                self._fail(live, Aspect(aspect), failed=True)
                continue
            self._work[Aspect(aspect)](live, self.plans[live.number])

    def evaluate(self, live: Live, aspect: Aspect, run: Callable[[Context], Result], fallback: Result) -> Result:
        """Run an expression at a node; where it fails, flag it and go on with `fallback`."""
        try:
            result = run(Context(live, self))
        except ExpressionError:
            self._fail(live, aspect, failed=True)
            return fallback
        if live.failed and aspect is not Aspect.LABEL:
            self._fail(live, aspect, failed=False)
        return result

    def _fail(self, live: Live, aspect: Aspect, *, failed: bool) -> None:
        mark = frozenset({aspect.name})
        after = live.failed | mark if failed else live.failed - mark
        if after != live.failed:
            self.touch(live)
            live.failed = after

    # Actions: what a foreign form sets by itself.

    def everywhere(self, plan: Plan) -> Iterator[Live]:
        """All live nodes of a plan, in document order."""
        yield from self.seen_from(self.grower.root, plan, 0)

    def set_value(self, live: Live, action: CompiledAction) -> None:
        """Carry out a `setvalue` on one node."""
        before = live.kept
        text = self.evaluate(live, Aspect.VALUE, lambda c: stored(live.node, action.value(c)), fallback="")
        self.keep(live, text)
        self.run()
        if live.kept != before:
            self.changed.append(live)

    def run_actions(self) -> None:
        """Let actions follow on new instances and changed questions, until none is left."""
        for _ in range(_MAX_ROUNDS):
            if self.born:
                self._act("odk-new-repeat", self.born.pop(0))
            elif self.changed:
                self._act("xforms-value-changed", self.changed.pop(0))
            else:
                return

    def _act(self, event: str, live: Live) -> None:
        path = live.node.path
        for action in self.program.actions:
            if event not in action.action.events:
                continue
            target = action.target.node.path
            if event == "odk-new-repeat":
                concerned = target.startswith(f"{path}/")
                shared = self._depth(live)
            else:
                concerned = action.action.source == path
                shared = self.program.schema.same_instance(target, path).shared
            if concerned:
                for found in self.seen_from(live, action.target, shared):
                    self.set_value(found, action)

    # One method per aspect.

    def _relevance(self, live: Live, plan: Plan) -> None:
        own = plan.constants.get(Aspect.RELEVANT, True)
        if plan.relevant is not None:
            own = self.evaluate(live, Aspect.RELEVANT, plan.relevant, fallback=True)
        around = live.parent.relevant if isinstance(live.parent, Live) else True
        if (own and around) == live.relevant:
            return
        self.touch(live)
        self.touch_watchers(live)
        live.relevant = own and around
        if live.node.kind is not Kind.LEAF:
            for child in (*live.slots, *(live.instances if isinstance(live, Repeat) else ())):
                self.push(child, Aspect.RELEVANT)
            return
        if plan.calculate is not None and live.relevant:
            self.push(live, Aspect.VALUE)
        self._settle(live)

    def _calculation(self, live: Live, plan: Plan) -> None:
        if plan.calculate is None or not live.relevant:
            return
        live.value, before = live.kept, live.value  # `once(.)` reads what was kept while hidden
        calculate = plan.calculate
        text = self.evaluate(live, Aspect.VALUE, lambda c: stored(live.node, calculate(c)), fallback="")
        live.value = before
        self.keep(live, text)

    def _count(self, live: Live, plan: Plan) -> None:
        if plan.count is None or not isinstance(live, Repeat):
            return
        number = to_number(self.evaluate(live, Aspect.COUNT, plan.count, fallback=_BLANK), self.zone)
        if not math.isfinite(number):
            if live.ref not in self.presumed:
                return
            number = 0.0
        wanted = min(max(int(number), 0), MAX_INSTANCES)
        while len(live.instances) > wanted:
            self.hide_last(live)
        while len(live.instances) < wanted:
            if live.spare:
                self.show(live, live.spare.pop())
            elif len(self.grower.index) < MAX_NODES:
                self.add(live)
            else:
                self._fail(live, Aspect.COUNT, failed=True)
                return

    def _choices(self, live: Live, plan: Plan) -> None:
        if plan.itemset is not None:
            offered = self._items(live, plan.itemset)
        else:
            offered = self._filtered(live, plan)
        if offered != live.offered:
            self.touch(live)
            live.offered = offered

    def _filtered(self, live: Live, plan: Plan) -> tuple[Choice, ...]:
        keep = plan.choice_filter
        if keep is None:
            return plan.choices
        items = self._secondary.items(live.node.choice_list)

        def offered(context: Context) -> tuple[Choice, ...]:
            meter = meter_of(context)  # the list as a whole has the patience of one evaluation
            places = enumerate(zip(plan.choices, items, strict=False), start=1)
            return tuple(
                choice
                for place, (choice, item) in places
                if keep(Context(item, self, place, len(items), context.node, meter))
            )

        return self.evaluate(live, Aspect.CHOICES, offered, fallback=plan.choices)

    def _items(self, live: Live, itemset: CompiledItemset) -> tuple[Choice, ...]:
        def offered(context: Context) -> tuple[Choice, ...]:
            nodes = itemset.nodes(context)
            return tuple(self._item(live, itemset, node) for node in nodes) if isinstance(nodes, list) else ()

        return self.evaluate(live, Aspect.CHOICES, offered, fallback=())

    def _item(self, live: Live, itemset: CompiledItemset, node: XNode) -> Choice:
        context = Context(node, self, current=live)
        said = itemset.label(context)
        label = self.form.itext.get(said, {}) if itemset.translated else dict.fromkeys(self.form.languages, said)
        return Choice(name=itemset.value(context), label=label)

    def _requirement(self, live: Live, plan: Plan) -> None:
        if plan.required is None:
            return
        required = self.evaluate(live, Aspect.REQUIRED, plan.required, fallback=False)
        if required != live.required:
            self.touch(live)
            live.required = required

    def _read_only(self, live: Live, plan: Plan) -> None:
        own = plan.constants.get(Aspect.READ_ONLY, False)
        if plan.read_only is not None:
            own = self.evaluate(live, Aspect.READ_ONLY, plan.read_only, fallback=False)
        around = live.parent.read_only if isinstance(live.parent, Live) else False
        if (own or around) != live.read_only:
            self.touch(live)
            live.read_only = own or around
            for child in (*live.slots, *(live.instances if isinstance(live, Repeat) else ())):
                self.push(child, Aspect.READ_ONLY)

    def _constraint(self, live: Live, plan: Plan) -> None:
        holds = True
        if plan.constraint is not None and live.value:
            holds = self.evaluate(live, Aspect.CONSTRAINT, plan.constraint, fallback=True)
        if holds != live.holds:
            self.touch(live)
            live.holds = holds

    def _label(self, live: Live, plan: Plan) -> None:
        self._fail(live, Aspect.LABEL, failed=False)  # one of several texts may fail again
        said = tuple(self.say(live, plan, name, language) for name, language in plan.templates)
        if said != live.labels:
            self.touch(live)
            live.labels = said

    def say(self, live: Live, plan: Plan, name: str, language: str) -> str:
        """A text with places, filled in."""
        made = plan.templates[name, language]
        parts = (
            plain if text is None else plain + self.evaluate(live, Aspect.LABEL, text, fallback="")
            for plain, text in made
        )
        return "".join(parts)

    # Repeats.

    def add(self, repeat: Repeat) -> Live:
        """A new last instance, with its defaults, to be computed."""
        self.touch(repeat)
        instance = self.grower.add(repeat, repeat.next_key)
        self.populate(instance)
        self.born.append(instance)
        for live in instance.walk():
            self.seen.setdefault(live, None)
        self.awaken(instance)
        self._tell(repeat, moved=False)
        return instance

    def populate(self, top: Live) -> None:
        """Give the repeats inside a new instance the instances they start with."""
        for repeat in repeats_of(top):
            for key in range(1, initial_instances(repeat, self.form.initial, repeat.node.path) + 1):
                self.populate(self.grower.add(repeat, key))

    def show(self, repeat: Repeat, instance: Live) -> None:
        """Bring a kept instance back to its place."""
        self.touch(repeat)
        place = sum(other.order < instance.order for other in repeat.instances)
        repeat.instances.insert(place, instance)
        self.grower.remember(instance)
        for live in instance.walk():
            self.seen.setdefault(live, None)
        self.awaken(instance, fresh=False)
        self._tell(repeat, moved=place < len(repeat.instances) - 1)

    def hide_last(self, repeat: Repeat) -> None:
        """Take the last instance off and keep it for a larger count."""
        instance = repeat.instances[-1]
        self.take_off(repeat, instance)
        repeat.spare.append(instance)

    def take_off(self, repeat: Repeat, instance: Live) -> None:
        """Take an instance out of the tree; who read its values follows."""
        self.touch(repeat)
        last = repeat.instances[-1] is instance
        repeat.instances.remove(instance)
        for live in instance.walk():
            self.seen.pop(live, None)
            self._leave(live)
        self.grower.forget(instance)
        self._tell(repeat, moved=not last)

    def _leave(self, live: Live) -> None:
        plan = self.plans[live.number]
        for edge in (*plan.readers, *plan.early):
            if edge.shared < self._depth(live):
                self._follow(live, (edge,))

    def _tell(self, repeat: Repeat, *, moved: bool) -> None:
        """Those who count the instances follow, and when places shift those who ask for the place."""
        plan = self.plans[repeat.number]
        self._follow(repeat, plan.counters)
        if moved:
            self._follow(repeat, plan.followers)

    def awaken(self, top: Live, *, fresh: bool = True) -> None:
        """Have everything below computed that has something to compute; its values are news to readers.

        A fresh node is relevant and open until something says otherwise; one that was kept aside has to be
        computed altogether.
        """
        self.push(top, Aspect.RELEVANT)
        self.push(top, Aspect.READ_ONLY)
        for live in top.walk():
            for aspect in _aspects(self.plans[live.number], fresh=fresh):
                self.push(live, aspect)
            if live.value:
                self._follow(live, self.plans[live.number].readers)
            elif self._depth(live):
                outward = [e for e in self.plans[live.number].readers if e.shared < self._depth(live)]
                self._follow(live, outward)


def _aspects(plan: Plan, *, fresh: bool) -> Iterator[Aspect]:
    """What a node has to compute."""
    if not fresh or plan.relevant is not None or not plan.constants.get(Aspect.RELEVANT, True):
        yield Aspect.RELEVANT
    if not fresh or plan.read_only is not None or plan.constants.get(Aspect.READ_ONLY, False):
        yield Aspect.READ_ONLY
    if plan.count is not None:
        yield Aspect.COUNT
    if plan.calculate is not None:
        yield Aspect.VALUE
    if plan.choice_filter is not None or plan.itemset is not None:
        yield Aspect.CHOICES
    if plan.required is not None:
        yield Aspect.REQUIRED
    if plan.constraint is not None:
        yield Aspect.CONSTRAINT
    if plan.templates:
        yield Aspect.LABEL
