"""Small forms and a session without an engine: the test says what is shown, invalid and true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from desktop_app.questionnaire.changes import Change, ChangeSet, State
from desktop_app.questionnaire.form import Bind, Choice, ChoiceList, Control, DataType, Form, Kind, Node
from desktop_app.questionnaire.scheme import Evaluation, Level, Scheme, TreeNode


def text(words: str) -> dict[str, str]:
    return {"th": words, "en": words}


def tree_node(node_id: str, parent: str, weight: str, **more: object) -> TreeNode:
    level = "indicator" if parent else "total"
    label = more.pop("label", text(node_id))
    return TreeNode(node_id, parent, level, Fraction(weight), weight, label, **more)  # type: ignore[arg-type]


def rule(node: str, name: str, weight: str = "1", **more: object) -> Evaluation:
    values = {key: Fraction(value) if key in ("cap", "gate") else value for key, value in more.items()}
    return Evaluation(node=node, rule=name, weight=Fraction(weight), weight_text=weight, **values)  # type: ignore[arg-type]


def leaf(path: str, control: Control = Control.INPUT, **more: object) -> Node:
    return Node(path, path.rsplit("/", 1)[1], Kind.LEAF, control, **more)  # type: ignore[arg-type]


def integer(path: str, **more: object) -> Node:
    return leaf(path, data_type=DataType.INT, **more)


def one_of(path: str, choice_list: str, **more: object) -> Node:
    return leaf(path, Control.SELECT_ONE, choice_list=choice_list, **more)


def many_of(path: str, choice_list: str, **more: object) -> Node:
    return leaf(path, Control.SELECT_MULTIPLE, choice_list=choice_list, **more)


def group(path: str, *children: Node, relevant: str = "") -> Node:
    return Node(path, path.rsplit("/", 1)[1], Kind.GROUP, bind=Bind(relevant=relevant), children=children)


def repeat(path: str, *children: Node) -> Node:
    return Node(path, path.rsplit("/", 1)[1], Kind.REPEAT, children=children)


def options(name: str, *scores: tuple[str, str]) -> ChoiceList:
    """`("x", "0!")` is exclusive, `("na", "na")` is not applicable."""
    return ChoiceList(name, tuple(_option(code, score) for code, score in scores))


def _option(code: str, score: str) -> Choice:
    if score == "na":
        return Choice(code, text(code), na=True)
    return Choice(code, text(code), Fraction(score.rstrip("!")), exclusive=score.endswith("!"))


def make_form(nodes: Iterable[Node], lists: Iterable[ChoiceList], scheme: Scheme | None) -> Form:
    root = Node("/data", "data", Kind.GROUP, children=tuple(nodes))
    return Form("form", "1", text("แบบทดสอบ"), ("th", "en"), root, {found.name: found for found in lists}, scheme)


LEVEL_ONE = Level(1, Fraction(0), text("เริ่มต้น"))


def flat_form(*nodes: Node, lists: Iterable[ChoiceList] = (), places: int = 2, **root: object) -> Form:
    """Rows with `eval_node` D directly below the one dimension D."""
    tree = (tree_node("total", "", "1"), tree_node("D", "total", "1", **root))
    return make_form(nodes, lists, Scheme(tree, (LEVEL_ONE,), places))


@dataclass
class FakeSession:
    """Answers without an engine. `instances` maps the path of a repeat to its keys."""

    form: Form
    values: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    problems: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    true: set[str] = field(default_factory=set)
    keys: dict[str, list[str]] = field(default_factory=dict)
    raised: set[str] = field(default_factory=set)  # rows that a slow reference takes to stand at their cap

    def change(self, *refs: str, kind: str = "value") -> ChangeSet:
        return ChangeSet(tuple(Change(ref, frozenset({kind})) for ref in refs))

    def answer(self, ref: str, value: str) -> ChangeSet:
        self.values[ref] = value
        return self.change(ref)

    def refs(self) -> tuple[str, ...]:
        return tuple(self._refs(self.form.root, ""))

    def _refs(self, node: Node, above: str) -> Iterable[str]:
        here = f"{above}/{node.name}"
        if node.kind is Kind.LEAF:
            yield here
        places = [f"{here}[{key}]" for key in self.keys.get(node.path, ())]
        for place in places if node.kind is Kind.REPEAT else [here]:
            for child in node.children:
                yield from self._refs(child, place)

    def state(self, ref: str) -> State:
        steps = ref.split("/")
        around = {"/".join(steps[:end]) for end in range(2, len(steps) + 1)}
        relevant = not (around & self.hidden)
        return State(
            ref,
            self.values.get(ref, ""),
            relevant,
            False,
            False,
            self.problems.get(ref, ()) if relevant else (),
            self.reasons.get(ref, ""),
            self.files.get(ref, 0),
        )

    def node(self, ref: str) -> Node:
        return self.form.nodes["/".join(step.partition("[")[0] for step in ref.split("/"))]

    def choices(self, ref: str) -> tuple[Choice, ...]:
        return self.form.lists[self.node(ref).choice_list].choices

    def to_positions(self, ref: str) -> str:
        shown, path = "", ""
        for step in ref.strip("/").split("/"):
            name, _, key = step.partition("[")
            path = f"{path}/{name}"
            place = f"[{self.keys[path].index(key.rstrip(']')) + 1}]" if key else ""
            shown = f"{shown}/{name}{place}"
        return shown

    def holds(self, expression: str) -> bool:
        return expression in self.true


def worked_form() -> Form:
    """The example form of the questionnaire profile, section 1.7."""
    nodes = [
        group(
            "/data/a",
            one_of(
                "/data/a/a1",
                "plan",
                evaluation=rule("A1", "choice", "2", params={"evidence": "a1_file"}, evidence="gate", gate="50"),
            ),
            leaf("/data/a/a1_file", Control.FILE, bind=Bind(relevant="/data/a/a1 != 'none'")),
            many_of(
                "/data/a/a2",
                "link",
                bind=Bind(relevant="/data/a/a1 != 'none'"),
                evaluation=rule("A1", "multi_sum", cap="80", skip="zero"),
            ),
        ),
        group(
            "/data/b",
            integer("/data/b/b_all"),
            integer(
                "/data/b/b_dig",
                evaluation=rule("B1", "share", "3", params={"num": "b_dig", "den": "b_all"}),
            ),
            one_of("/data/b/b2", "iot", evaluation=rule("B1", "choice")),
            integer("/data/b/b3", evaluation=rule("B2", "bands", params={"bands": "6:100,3:67,1:33,0:0"})),
        ),
    ]
    lists = [
        options("plan", ("none", "0"), ("issued", "67"), ("review", "100")),
        options("link", ("n1", "40"), ("n2", "40"), ("n3", "40"), ("x", "0!")),
        options("iot", ("na", "na"), ("none", "0"), ("live", "100")),
    ]
    tree = (
        tree_node("total", "", "1"),
        tree_node("A", "total", "40", label=text("แนวนโยบาย")),
        tree_node("A1", "A", "1"),
        tree_node("B", "total", "60", label=text("บริการ")),
        tree_node("B1", "B", "2"),
        tree_node("B2", "B", "1"),
    )
    levels = (
        LEVEL_ONE,
        Level(2, Fraction(40), text("กำลังพัฒนา")),
        Level(3, Fraction(70), text("พร้อม"), "${a1} = 'review'"),
    )
    return make_form(nodes, lists, Scheme(tree, levels, 2))


def worked_session() -> FakeSession:
    """The answers of section 3.9."""
    session = FakeSession(worked_form())
    answers = {"a/a1": "review", "a/a2": "n1 n2 n3", "b/b_all": "7", "b/b_dig": "3", "b/b2": "na"}
    session.values.update({f"/data/{path}": value for path, value in answers.items()})
    session.reasons["/data/b/b2"] = "ภารกิจไม่ต้องใช้"
    return session
