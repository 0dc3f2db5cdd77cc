"""What changes between two versions of a form, question by question (Q6, O5).

Questions are the same by name, or as `eval_bridge` of the newer version says. An answer goes along where the
question still means the same: its type is the same, and the bridge does not say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from desktop_app.questionnaire.form import Form, Kind, Node
from desktop_app.questionnaire.schema import Schema
from desktop_app.questionnaire.scheme import Bridge, Scheme, Text

Fate = Literal["new", "dropped", "kept"]
Part = Literal[
    "name",
    "section",
    "type",
    "text",
    "options",
    "relevant",
    "required",
    "constraint",
    "calculation",
    "evidence",
    "score",
]
_KEYS = re.compile(r"\[[^\]]*\]")
_PATH = re.compile(r"(?:/[\w.-]+)+")
_TEXTS = ("label", "hint", "guidance", "constraint_message", "required_message")


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that is new, dropped, or not as it was.

    Attributes:
        fate: `kept` for a question that both versions have.
        old, new: its path in either version; "" where it is not there.
        label: its text, as the version that has it last puts it.
        code: number printed before it, "" where there is none.
        parts: what differs of a kept question, in a fixed order; none where only the bridge says that it means
            something else.
        carries: whether an answer goes along.
    """

    fate: Fate
    old: str
    new: str
    label: Text
    code: str
    parts: tuple[Part, ...] = ()
    carries: bool = True


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of one form beside each other.

    Attributes:
        versions: the older and the newer.
        questions: what differs: first what was dropped, then the rest in the order of the newer form.
        tree: ids of tree nodes that are new, gone, or weigh or count otherwise.
        levels: whether the levels differ.
        paths: path of every leaf whose answer goes along, and of every repeat that both have, to its path in
            the newer form; both stand equally deep in repeats.
    """

    versions: tuple[str, str]
    questions: tuple[Difference, ...]
    tree: tuple[str, ...]
    levels: bool
    paths: Mapping[str, str]


def compare(old: Form, new: Form) -> Comparison:
    """Set the newer version beside the older."""
    bridge = {one.from_name: one for one in new.bridge if one.from_version in ("", old.version)}
    pairs = list(_pairs(old, new, bridge))
    found = [difference for pair in pairs if (difference := _difference(old, new, *pair)) is not None]
    paths = {one.path: other.path for one, other, kind in pairs if one and other and _carries(one, other, kind)}
    depths = Schema(old), Schema(new)
    paths |= _repeats(old, new)
    return Comparison(
        versions=(old.version, new.version),
        questions=tuple(found),
        tree=tuple(_tree(old.scheme, new.scheme)),
        levels=_levels(old.scheme) != _levels(new.scheme),
        paths={one: other for one, other in paths.items() if depths[0].depth(one) == depths[1].depth(other)},
    )


Pair = tuple[Node | None, Node | None, str]


def _pairs(old: Form, new: Form, bridge: Mapping[str, Bridge]) -> Iterator[Pair]:
    """Older and newer question with the bridge's word; the older ones that have no newer one come first."""
    later = {node.name: node for node in _leaves(new)}
    before: dict[str, tuple[Node, str]] = {}
    for node in _leaves(old):
        said = bridge.get(node.name)
        name = node.name if said is None else said.name
        kind: str = "" if said is None else said.kind
        if name in later and kind != "dropped":
            before[name] = (node, kind)
        else:
            yield node, None, kind
    for name, node in later.items():
        one, kind = before.get(name, (None, ""))
        yield one, node, kind


def _leaves(form: Form) -> Iterator[Node]:
    return (node for node in form.nodes.values() if node.kind is Kind.LEAF)


def _repeats(old: Form, new: Form) -> dict[str, str]:
    later = {node.name: node.path for node in new.nodes.values() if node.kind is Kind.REPEAT}
    found = ((node.path, later.get(node.name, "")) for node in old.nodes.values() if node.kind is Kind.REPEAT)
    return {path: other for path, other in found if other}


def carry_ref(ref: str, paths: Mapping[str, str], new: Form) -> str:
    """The ref of the same question in the newer form, its instance keys kept; "" where it does not go along."""
    path = paths.get(path_of(ref))
    if path is None:
        return ""
    keys = iter(_KEYS.findall(ref))
    steps, carried = "", ""
    for name in path.split("/")[1:]:
        steps = f"{steps}/{name}"
        inside = new.nodes[steps].kind is Kind.REPEAT and steps != path
        carried = f"{carried}/{name}" + (next(keys) if inside else "")
    return carried + "".join(keys)


def came_from(ref: str, comparison: Comparison, old: Form) -> tuple[str, bool]:
    """The ref of a newer form's question in the older one, "" where it is new, and whether its answer goes along."""
    back = {newer: older for older, newer in comparison.paths.items()}
    if before := carry_ref(ref, back, old):
        return before, True
    path = path_of(ref)
    older = next((one.old for one in comparison.questions if one.new == path and one.old), "")
    if not older or Schema(old).depth(older) != ref.count("["):
        return "", False
    return carry_ref(ref, {**back, path: older}, old), False


def _carries(one: Node, other: Node, kind: str) -> bool:
    """Whether an answer to `one` is an answer to `other`: of the same type, and the bridge says nothing else."""
    return kind != "changed" and _type(one) == _type(other)


def _type(node: Node) -> tuple[object, ...]:
    return node.control, node.data_type, node.calculated


def _difference(old: Form, new: Form, one: Node | None, other: Node | None, kind: str) -> Difference | None:
    if other is None:
        return Difference("dropped", _path(one), "", *_shown(old, one), carries=False) if _is_seen(one) else None
    if one is None:
        return Difference("new", "", other.path, *_shown(new, other)) if _is_seen(other) else None
    parts, carries = tuple(_parts(old, new, one, other)), _carries(one, other, kind)
    if not parts and (carries or not _is_seen(other)):
        return None
    return Difference("kept", one.path, other.path, *_shown(new, other), parts, carries)


def _path(node: Node | None) -> str:
    return "" if node is None else node.path


def _is_seen(node: Node | None) -> bool:
    """Whether a person meets it: a hidden calculation that came or went is nobody's question."""
    return node is not None and (node.asks or bool(node.label))


def _shown(form: Form, node: Node | None) -> tuple[Text, str]:
    if node is None:
        return {}, ""
    return node.label or {"th": node.name, "en": node.name}, code_of(form, node.path)


def code_of(form: Form, path: str) -> str:
    """The number printed before a question or before the group it stands in, "" where there is none."""
    code = form.nodes[path].evaluation.code
    while not code and (path := path.rpartition("/")[0]) in form.nodes:
        code = form.nodes[path].evaluation.code
    return code


def path_of(ref: str) -> str:
    """The path of a ref: without the keys of rows."""
    return _KEYS.sub("", ref)


def _parts(old: Form, new: Form, one: Node, other: Node) -> Iterator[Part]:
    """What differs, in a fixed order."""
    if one.name != other.name:
        yield "name"
    if _names(one.path)[:-1] != _names(other.path)[:-1]:
        yield "section"
    if _type(one) != _type(other):
        yield "type"
    if any(dict(getattr(one, text)) != dict(getattr(other, text)) for text in _TEXTS):
        yield "text"
    if _options(old, one) != _options(new, other):
        yield "options"
    for part, fields in _EXPRESSIONS.items():
        if any(_expression(one, field) != _expression(other, field) for field in fields):
            yield part
    if (one.evaluation.evidence, one.evaluation.gate) != (other.evaluation.evidence, other.evaluation.gate):
        yield "evidence"
    if _scoring(old, one) != _scoring(new, other):
        yield "score"


_EXPRESSIONS: Mapping[Part, Sequence[str]] = {
    "relevant": ("relevant",),
    "required": ("required",),
    "constraint": ("constraint", "choice_filter"),
    "calculation": ("calculate", "default"),
}


def _names(path: str) -> Sequence[str]:
    return path.split("/")[2:]


def _expression(node: Node, field: str) -> str:
    """An expression with names in place of paths, so that moving a section changes nothing."""
    text = getattr(node, field) if hasattr(node, field) else getattr(node.bind, field)
    return _PATH.sub(lambda found: found[0].rpartition("/")[2], str(text)).strip()


def _options(form: Form, node: Node) -> list[tuple[object, ...]]:
    listed = form.lists.get(node.choice_list)
    return [] if listed is None else [(one.name, dict(one.label)) for one in listed.choices]


def _scoring(form: Form, node: Node) -> tuple[object, ...]:
    """What the row counts; nothing for a row that is not scored."""
    row = node.evaluation
    if not row.scored:
        return ()
    listed = form.lists.get(node.choice_list)
    scores = () if listed is None else tuple((one.name, one.score, one.na, one.exclusive) for one in listed.choices)
    return row.node, row.weight, row.rule, dict(row.params), row.cap, row.skip, row.na, row.gate, scores


def _tree(old: Scheme | None, new: Scheme | None) -> Iterator[str]:
    before = {} if old is None else {node.id: node for node in old.tree}
    after = {} if new is None else {node.id: node for node in new.tree}
    for name in dict.fromkeys([*before, *after]):
        one, other = before.get(name), after.get(name)
        if one is None or other is None or _counted(one) != _counted(other):
            yield name


def _counted(node: object) -> tuple[object, ...]:
    return tuple(getattr(node, field) for field in ("parent", "weight", "aggregate", "cap", "cap_if"))


def _levels(scheme: Scheme | None) -> list[tuple[object, ...]]:
    return [] if scheme is None else [(one.level, one.start, one.gate) for one in scheme.levels]


PARTS: Mapping[Part, Text] = {
    "name": {"th": "ชื่อข้อ", "en": "its name"},
    "section": {"th": "ตำแหน่งในแบบสำรวจ", "en": "its place"},
    "type": {"th": "ชนิดคำตอบ", "en": "the kind of answer"},
    "text": {"th": "ข้อความ", "en": "the wording"},
    "options": {"th": "ตัวเลือก", "en": "the options"},
    "relevant": {"th": "เงื่อนไขการถาม", "en": "when it is asked"},
    "required": {"th": "การบังคับตอบ", "en": "whether it must be answered"},
    "constraint": {"th": "เงื่อนไขความถูกต้อง", "en": "which answers are valid"},
    "calculation": {"th": "การคำนวณ", "en": "how it is computed"},
    "evidence": {"th": "หลักฐาน", "en": "the evidence"},
    "score": {"th": "การให้คะแนน", "en": "how it scores"},
}


def sentence(difference: Difference) -> Text:
    """What happens to the question, in a few words."""
    if difference.fate == "new":
        return {"th": "ข้อใหม่", "en": "New question"}
    if difference.fate == "dropped":
        return {"th": "ตัดออก คำตอบเดิมอยู่ในประวัติ", "en": "Dropped; its answer stays in the history"}
    said = {language: ", ".join(PARTS[part][language] for part in difference.parts) for language in ("th", "en")}
    if not difference.parts:
        said = {"th": "ความหมาย", "en": "its meaning"}
    th, en = f"เปลี่ยน{said['th']}", f"Changed: {said['en']}"
    if difference.carries:
        return {"th": th, "en": en}
    return {"th": f"{th} ต้องตอบใหม่ คำตอบเดิมอยู่ในประวัติ", "en": f"{en}; answer again, the old answer stays in the history"}
