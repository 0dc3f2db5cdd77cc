"""Syntax tree to Python closures (Q3, Q4).

What kind of value a part gives is found out here, once, so that evaluation converts without asking.
A `Resolver` may replace whole paths by direct pointers to live nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, cast

from desktop_app.errors import Fault
from desktop_app.questionnaire import faults
from desktop_app.questionnaire.xpath import ast
from desktop_app.questionnaire.xpath.axes import AXES, Axis, NodeTest, in_document_order, is_reversed, node_test
from desktop_app.questionnaire.xpath.convert import NodesOf, nodes_of, text_of
from desktop_app.questionnaire.xpath.errors import refuse
from desktop_app.questionnaire.xpath.functions import FUNCTIONS
from desktop_app.questionnaire.xpath.lookup import as_lookup, look_up
from desktop_app.questionnaire.xpath.nodes import XNode
from desktop_app.questionnaire.xpath.operators import ARITHMETIC, fold_arithmetic, join_all, join_operator, negate
from desktop_app.questionnaire.xpath.runtime import CHEAP, Compiled, Context, meter_of, spend
from desktop_app.questionnaire.xpath.values import Value, to_boolean

# Whoever is asked may return None: then the path is walked step by step.
StepWalk = Callable[[Sequence[XNode], Context], list[XNode]]


class Resolver(Protocol):
    """Knows the form around an expression, and so where a path leads."""

    def resolve(self, path: ast.Path, *, in_predicate: bool, everywhere: bool) -> Compiled | None:
        """A direct way to what `path` names, or None where it must be walked.

        `in_predicate`: the path stands inside brackets, so a relative one does not start at the node
        that the expression belongs to. `everywhere`: an absolute path means every instance of a repeat,
        also where the expression stands inside one.
        """


def compile_expression(
    expression: ast.Expression, resolver: Resolver | None = None, *, in_predicate: bool = False
) -> Compiled:
    """Make an expression ready to run.

    Unknown functions and wrong numbers of arguments fail only where they are evaluated, as ODK forms
    expect; the linter names them beforehand. `in_predicate`: the expression is a predicate by itself.
    """
    return _Compiler(resolver, predicates=int(in_predicate)).compile(expression)


class _Compiler:
    def __init__(self, resolver: Resolver | None, predicates: int) -> None:
        self._resolver = resolver
        self._predicates = predicates
        self._everywhere = False

    def compile(self, expression: ast.Expression) -> Compiled:
        match expression:
            case ast.Number(value=number):
                return Compiled("number", lambda _c: number)
            case ast.Literal(text=text):
                return Compiled("text", lambda _c: text)
            case ast.Variable(name=name, position=position):
                return _failing(faults.NOT_SUPPORTED, position, name=f"${name}")
            case ast.Negation(operand=operand):
                return negate(self.compile(operand))
            case ast.Chain():
                return self._chain(expression)
            case ast.Call():
                return self._call(expression)
            case ast.Filter():
                return self._filter(expression)
            case ast.Path():
                return self._path(expression)

    def _chain(self, chain: ast.Chain) -> Compiled:
        symbols = {link.operator for link in chain.links}
        operands = [self.compile(chain.first), *(self.compile(link.operand) for link in chain.links)]
        if symbols == {"|"}:
            return self._union(chain, operands)
        if len(chain.links) > 1 and symbols in ({"or"}, {"and"}):
            return join_all(symbols.pop(), operands)
        if symbols <= ARITHMETIC.keys():
            return fold_arithmetic([link.operator for link in chain.links], operands)
        if len(chain.links) > _LONG_CHAIN:
            return _long_chain(chain, operands)
        joined = operands[0]
        for link, operand in zip(chain.links, operands[1:], strict=True):
            joined = join_operator(link.operator, joined, operand)
        return joined

    @staticmethod
    def _union(chain: ast.Chain, operands: Sequence[Compiled]) -> Compiled:
        sets = tuple(nodes_of(operand, "|", chain.links[0].position) for operand in operands)
        return Compiled("nodes", lambda c: in_document_order(node for nodes in sets for node in nodes(c)))

    def _call(self, call: ast.Call) -> Compiled:
        function = FUNCTIONS.get(call.name)
        if function is None:
            return _failing(faults.UNKNOWN_FUNCTION, call.position, name=call.name)
        given = len(call.arguments)
        if not function.accepts(given):
            return _failing(faults.WRONG_ARGUMENTS, call.position, name=call.name, given=given)
        arguments = [self._argument(call, number) for number in range(given)]
        return function.build(arguments, call.position)

    def _argument(self, call: ast.Call, number: int) -> Compiled:
        """Compile one value; `indexed-repeat` picks its instances itself, so its paths name them all."""
        before = self._everywhere
        self._everywhere = call.name == "indexed-repeat" and (number == 0 or number % 2 == 1)
        compiled = self.compile(call.arguments[number])
        self._everywhere = before
        return compiled

    def _filter(self, filtered: ast.Filter) -> Compiled:
        nodes = nodes_of(self.compile(filtered.base), "[", filtered.position)
        keep = self._predicate_chain(filtered.predicates)
        return Compiled("nodes", lambda c: keep(nodes(c), c))

    def _path(self, path: ast.Path) -> Compiled:
        if self._resolver is not None:
            resolved = self._resolver.resolve(path, in_predicate=self._predicates > 0, everywhere=self._everywhere)
            if resolved is not None:
                return resolved
        found = self._look_up(path)
        if found is not None:
            return found
        start = self._start(path)
        walks = tuple(self._step(step) for step in path.steps)

        def nodes(context: Context) -> list[XNode]:
            found: Sequence[XNode] = start(context)
            for walk in walks:
                found = walk(found, context)
            return list(found)

        return Compiled("nodes", nodes)

    def _look_up(self, path: ast.Path) -> Compiled | None:
        """An item of a list by its code; None where the code is compared as a number or with several nodes."""
        lookup = as_lookup(path)
        if lookup is None:
            return None
        wanted = self.compile(lookup.wanted)
        return look_up(lookup, text_of(wanted)) if wanted.kind == "text" or wanted.text is not None else None

    def _start(self, path: ast.Path) -> NodesOf:
        if path.absolute:
            return lambda c: [c.around.root(c.node)]
        if path.start is None:
            return lambda c: [c.node]
        return nodes_of(self.compile(path.start), "/", path.position)

    def _step(self, step: ast.Step) -> StepWalk:
        axis = AXES.get(step.axis)
        if axis is None or step.test in ("comment()", "processing-instruction()"):
            name = f"{step.axis}::{step.test}"
            return _failing_step(step.position, name)
        test = node_test(step.test, step.axis)
        if not step.predicates:
            return _plain_step(axis, test, step)
        keep = self._predicate_chain(step.predicates)
        reverse = is_reversed(step.axis)

        def walk(starts: Sequence[XNode], context: Context) -> list[XNode]:
            found: list[XNode] = []
            for start in starts:
                seen = list(axis(start))
                spend(context, 1 + len(seen) // CHEAP, step.position)
                found += keep([node for node in seen if test(node, context)], context)
            return in_document_order(found) if len(starts) > 1 or reverse else found

        return walk

    def _predicate_chain(self, predicates: Sequence[ast.Expression]) -> StepWalk:
        self._predicates += 1
        checks = tuple((self.compile(predicate).run, predicate.position) for predicate in predicates)
        self._predicates -= 1

        def keep(nodes: Sequence[XNode], context: Context) -> list[XNode]:
            kept = list(nodes)
            for check, position in checks:
                spend(context, len(kept), position)
                kept = _kept(kept, check, context)
            return kept

        return keep


def _kept(nodes: list[XNode], check: Callable[[Context], Value], context: Context) -> list[XNode]:
    size, around, current, meter = len(nodes), context.around, context.current, meter_of(context)
    kept = []
    for place, node in enumerate(nodes, start=1):
        value = check(Context(node, around, place, size, current, meter))
        holds = value == place if type(value) is float else to_boolean(value)
        if holds:
            kept.append(node)
    return kept


def _plain_step(axis: Axis, test: NodeTest, step: ast.Step) -> StepWalk:
    sort_always = is_reversed(step.axis)

    def walk(starts: Sequence[XNode], context: Context) -> list[XNode]:
        found: list[XNode] = []
        for start in starts:
            seen = list(axis(start))
            spend(context, 1 + len(seen) // CHEAP, step.position)
            found += [node for node in seen if test(node, context)]
        return in_document_order(found) if len(starts) > 1 or sort_always else found

    return walk


# Beyond this a chain is folded in a loop, so that its closures do not call each other that deep.
_LONG_CHAIN = 40


def _long_chain(chain: ast.Chain, operands: Sequence[Compiled]) -> Compiled:
    """Fold the chain from the left without one closure inside the other."""
    slot = Compiled("any", lambda c: cast("_Carrier", c).carried)
    steps = [
        join_operator(link.operator, slot, operand).run for link, operand in zip(chain.links, operands[1:], strict=True)
    ]
    first = operands[0].run

    def fold(context: Context) -> Value:
        carrier = _Carrier(context)
        carrier.carried = first(context)
        for step in steps:
            carrier.carried = step(carrier)
        return carrier.carried

    return Compiled("any", fold)


class _Carrier(Context):
    """A context that also carries what a long chain has come to so far."""

    __slots__ = ("carried",)

    def __init__(self, context: Context) -> None:
        super().__init__(
            context.node, context.around, context.position, context.size, context.current, meter_of(context)
        )
        self.carried: Value = ""


def _failing(fault: Fault, position: int, **details: object) -> Compiled:
    def fail(_context: Context) -> Value:
        raise refuse(fault, position, **details)

    return Compiled("any", fail)


def _failing_step(position: int, name: str) -> StepWalk:
    def fail(_starts: Sequence[XNode], _context: Context) -> list[XNode]:
        raise refuse(faults.NOT_SUPPORTED, position, name=name)

    return fail
