"""Forms made by chance: groups, nested repeats, and every rule with references to anywhere before (Q3, Q4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from desktop_app.questionnaire.form import Choice, DataType, Form, Node
from desktop_app.questionnaire.scheme import Evaluation
from tests.questionnaire.forms_by_hand import choice_list, form, group, leaf, repeat

Draw = Callable[[st.SearchStrategy[Any]], Any]
LISTS = (
    choice_list("yn", "yes", "no", Choice("na", {"th": "ไม่เกี่ยวข้อง"}, na=True)),
    choice_list(
        "many",
        Choice("a", {"th": "ก"}, columns={"of": "yes"}),
        Choice("b", {"th": "ข"}, columns={"of": "no"}),
        Choice("none", {"th": "ไม่มี"}, exclusive=True, columns={"of": "yes"}),
    ),
)
DEEPEST = 3  # repeats inside each other
LEAVES = ("text", "integer", "integer", "select_one", "select_multiple", "calculate", "calculate", "date")
# What an expression may say of one question ({0}), another ({1}), and a repeat ({2}).
CONDITIONS = (
    "{0} = 'yes'", "{0} != {1}", "{0} > 2", "{0} = ''", "not({0} = 'a' or {1} = '2')", "count({2}) > 1", "true()",
    "string-length({0}) < 2", "sum({0}) >= 3", "selected({0}, 'a')", "count({2}[position() > 1]) = 1", "{0} = {1}",
)  # fmt: skip
VALUES = (
    "{0}", "concat({0}, '-', {1})", "coalesce({0}, {1}, 'x')", "{0} + {1}", "sum({0}) * 2", "count({2})", "max({0})",
    "join(',', {0})", "if({0} = 'yes', {1}, 'no')", "position(..)", "concat({0}[1], count({0}))", "number({0}) div 2",
    "string({0})", "int({0})", "count-non-empty({0})", "indexed-repeat({0}, {2}, 1)", "{0}[. > 2]",
)  # fmt: skip
CONSTRAINTS = (". > 1", ". != {0}", "string-length(.) < 3", "selected(., 'a') or {0} = 'yes'", "count({2}) < 3")
COUNTS = ("2", "coalesce({0}, 1) mod 4", "count({2})", "{0} mod 3 + 1", "number({0}) mod 4")


@dataclass
class Before:
    """Paths that lie before what is being made, and so may be named by anything without a circle."""

    leaves: list[str]
    repeats: list[str]

    def filled(self, draw: Draw, patterns: Sequence[str]) -> str:
        """One of the patterns with paths from here; "" where there are none yet."""
        if not self.leaves:
            return ""
        pick = st.sampled_from(self.leaves)
        repeats = st.sampled_from(self.repeats) if self.repeats else pick
        return draw(st.sampled_from(patterns)).format(draw(pick), draw(pick), draw(repeats))

    def maybe(self, draw: Draw, patterns: Sequence[str], chance: int = 3) -> str:
        """The same, in one case of `chance`."""
        return self.filled(draw, patterns) if draw(st.integers(1, chance)) == chance else ""


@st.composite
def forms(draw: Draw, counted: bool = True) -> Form:
    """A form; `counted`: with repeats whose number of instances the form sets."""
    before = Before([], [])
    maker = _Maker(draw, before, counted=counted)
    children = tuple(maker.node("/data", 0) for _ in range(draw(st.integers(3, 8))))
    return form(*children, lists=LISTS)


class _Maker:
    def __init__(self, draw: Draw, before: Before, *, counted: bool) -> None:
        self._draw, self._before, self._counted, self._number = draw, before, counted, 0

    def node(self, above: str, depth: int) -> Node:
        """A question, a group or a repeat, with what stands in it."""
        self._number += 1
        kinds = ("leaf",) * 5 + ("group",) + ("repeat", "repeat") * (depth < DEEPEST)
        kind = self._draw(st.sampled_from(kinds)) if self._number < 14 else "leaf"
        if kind == "leaf":
            return self._leaf(above)
        return self._group(above, depth) if kind == "group" else self._repeat(above, depth)

    def _leaf(self, above: str) -> Node:
        draw, before, word = self._draw, self._before, self._draw(st.sampled_from(LEAVES))
        name = f"q{self._number}"
        facts: dict[str, Any] = {"relevant": before.maybe(draw, CONDITIONS)}
        if word == "calculate":
            facts["calculate"] = before.filled(draw, VALUES) or "'x'"
            facts["data_type"] = draw(st.sampled_from((DataType.STRING, DataType.INT, DataType.DECIMAL)))
        else:
            facts["required"] = before.maybe(draw, (*CONDITIONS, "true()"))
            facts["constraint"] = before.maybe(draw, CONSTRAINTS)
            facts["read_only"] = before.maybe(draw, CONDITIONS, 6)
        if word.startswith("select"):
            facts["choice_list"] = draw(st.sampled_from(("yn", "many")))
            if facts["choice_list"] == "many":
                facts["choice_filter"] = before.maybe(draw, ("of = {0}", "of != {0} or name = {1}"))
        named = before.maybe(draw, ("{0}", "count({2})"), 4)
        facts["label"] = {"th": f"ข้อ ${{{named}}}" if named else f"ข้อ {name}"}
        evaluation = Evaluation("1", "B", rule="choice", na=draw(st.booleans())) if word == "select_one" else None
        before.leaves.append(f"{above}/{name}")
        return leaf(word, name, evaluation, **facts)

    def _group(self, above: str, depth: int) -> Node:
        name, relevant = f"g{self._number}", self._before.maybe(self._draw, CONDITIONS)
        read_only = self._before.maybe(self._draw, CONDITIONS, 5)
        return group(name, *self._inside(f"{above}/{name}", depth), relevant=relevant, read_only=read_only)

    def _repeat(self, above: str, depth: int) -> Node:
        name, relevant = f"r{self._number}", self._before.maybe(self._draw, CONDITIONS, 5)
        count = self._before.maybe(self._draw, COUNTS) if self._counted else ""
        path = f"{above}/{name}"
        made = repeat(name, *self._inside(path, depth + 1), count=count, relevant=relevant)
        self._before.repeats.append(path)
        return made

    def _inside(self, path: str, depth: int) -> list[Node]:
        return [self.node(path, depth) for _ in range(self._draw(st.integers(1, 3)))]
