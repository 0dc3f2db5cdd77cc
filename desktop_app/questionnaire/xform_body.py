"""Controls of an XForm: what asks for each node, with its texts and choices (Q1, Q4).

Source: ODK XForms specification, body elements; XForms 1.1, chapter 8.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from desktop_app.questionnaire.form import Choice, ChoiceList, Control, Itemset
from desktop_app.questionnaire.scheme import Text
from desktop_app.questionnaire.xform_text import Itext, XmlElement, local, text_of, written_key

JR = "{http://openrosa.org/javarosa}"
CONTROLS = {
    "input": Control.INPUT,
    "secret": Control.INPUT,
    "select1": Control.SELECT_ONE,
    "select": Control.SELECT_MULTIPLE,
    "upload": Control.FILE,
    "trigger": Control.TRIGGER,
    "rank": Control.RANK,
    "range": Control.RANGE,
}
_ITEMS = re.compile(r"^instance\(\s*['\"]([^'\"]+)['\"]\s*\)\s*/\s*root\s*/\s*item\s*(\[.*)?$", re.DOTALL)
_PARAMETERS = ("start", "end", "step", "mediatype", "rows", "query")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the body says about one path; `control` is NONE for groups and repeats."""

    control: Control = Control.NONE
    repeat: bool = False
    label: Text = field(default_factory=dict)
    hint: Text = field(default_factory=dict)
    guidance: Text = field(default_factory=dict)
    choice_list: str = ""
    choice_filter: str = ""
    itemset: Itemset | None = None
    fixed: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)
    repeat_count: str = ""
    appearance: str = ""


@dataclass(slots=True)
class Body:
    """Everything the body says: controls by path, lists used, actions written inside controls."""

    asked: dict[str, Asked] = field(default_factory=dict)
    lists: dict[str, ChoiceList] = field(default_factory=dict)
    actions: list[tuple[XmlElement, str]] = field(default_factory=list)
    order: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the body refers to: translations, data of secondary instances, binds by id."""

    itext: Itext
    instances: Mapping[str, XmlElement]
    bind_paths: Mapping[str, str]
    complain: Callable[[str], None]


def resolve_path(reference: str, context: str) -> str:
    """Absolute path of a reference as it stands in a bind or control, without positions."""
    text = re.sub(r"^current\(\)/", "", re.sub(r"\[[^\]]*\]", "", reference.strip()))
    if text.startswith("/"):
        return text.rstrip("/")
    steps = context.strip("/").split("/")
    for step in text.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/" + "/".join(steps)


def read_body(body: XmlElement | None, root: str, around: Surroundings) -> Body:
    """Controls of the body, by path."""
    found = Body()
    if body is not None:
        _BodyReader(around, found).read(body, root, {})
    return found


def body_actions(element: XmlElement) -> Iterator[XmlElement]:
    """Actions written directly inside an element."""
    return (child for child in element if local(child) == "setvalue")


class _BodyReader:
    def __init__(self, around: Surroundings, found: Body) -> None:
        self.around = around
        self.found = found

    def read(self, parent: XmlElement, context: str, heading: Text) -> None:
        for element in parent:
            kind = local(element)
            if kind == "group":
                self.read_group(element, context)
            elif kind == "repeat":
                self.read_repeat(element, context, heading)
            elif kind in CONTROLS:
                self.read_control(element, CONTROLS[kind], context)
            elif kind == "setvalue":
                self.found.actions.append((element, context))

    def read_group(self, element: XmlElement, context: str) -> None:
        """A group with a reference stands for a node; one without only holds things together."""
        path = self.path_of(element, context)
        label = self.text(element, "label")
        repeats = [child for child in element if local(child) == "repeat"]
        if path and not any(self.path_of(child, context) == path for child in repeats):
            self.found.asked[path] = Asked(label=label, appearance=element.get("appearance") or "")
        self.read(element, path or context, label)

    def read_repeat(self, element: XmlElement, context: str, heading: Text) -> None:
        path = self.path_of(element, context)
        count = (element.get(f"{JR}count") or "").strip()
        label = self.text(element, "label") or heading
        appearance = element.get("appearance") or ""
        fixed = element.get(f"{JR}noAddRemove") in ("true()", "true")
        self.found.asked[path] = Asked(repeat=True, label=label, repeat_count=count, appearance=appearance, fixed=fixed)
        self.read(element, path, {})

    def read_control(self, element: XmlElement, control: Control, context: str) -> None:
        path = self.path_of(element, context)
        if not path:
            self.around.complain(local(element))
            return
        list_name, condition, itemset = self.choices(element, path)
        self.found.asked[path] = Asked(
            control=control,
            label=self.text(element, "label"),
            hint=self.text(element, "hint"),
            guidance=self.text(element, "hint", "guidance"),
            choice_list=list_name,
            choice_filter=condition,
            itemset=itemset,
            parameters={name: element.get(name) or "" for name in _PARAMETERS if element.get(name)},
            appearance=element.get("appearance") or "",
        )
        self.found.order.append(path)
        self.found.actions.extend((action, path) for action in body_actions(element))

    def path_of(self, element: XmlElement, context: str) -> str:
        bound = element.get("bind")
        if bound is not None:
            return self.around.bind_paths.get(bound, "")
        reference = element.get("ref") or element.get("nodeset") or ""
        return resolve_path(reference, context) if reference.strip() else ""

    def text(self, element: XmlElement, name: str, form: str = "") -> Text:
        child = next((child for child in element if local(child) == name), None)
        return self.around.itext.resolve(child, form)

    def choices(self, element: XmlElement, path: str) -> tuple[str, str, Itemset | None]:
        """What a select offers: name of a list and the condition that narrows it, or an item set."""
        itemset = next((child for child in element if local(child) == "itemset"), None)
        if itemset is not None:
            return self.itemset(itemset, path)
        options = [self.option(child) for child in element if local(child) == "item"]
        if not options:
            return "", "", None
        self.found.lists[path] = ChoiceList(path, tuple(options))
        return path, "", None

    def option(self, item: XmlElement) -> Choice:
        value = next((child for child in item if local(child) == "value"), None)
        return Choice(text_of(value), self.text(item, "label"))

    def itemset(self, itemset: XmlElement, path: str) -> tuple[str, str, Itemset | None]:
        fields = {local(child): child.get("ref") or "" for child in itemset}
        value, label = fields.get("value") or "name", fields.get("label") or "label"
        nodeset = (itemset.get("nodeset") or "").strip()
        if not nodeset:
            self.around.complain(path)
        name, condition = split_nodeset(nodeset)
        rows = plain_rows(self.around.instances.get(name))
        if not name or rows is None or value != "name" or label not in ("label", "jr:itext(itextId)"):
            return "", "", Itemset(nodeset, value, label)
        if name not in self.found.lists:
            self.found.lists[name] = ChoiceList(name, tuple(self.row_choice(row, label) for row in rows))
        return name, condition, None

    def row_choice(self, row: XmlElement, label: str) -> Choice:
        columns = {local(child): text_of(child) for child in row}
        key = columns.pop(written_key(label), "")
        plain = columns.pop("label", "")
        text = self.around.itext.get(key) if key else self.around.itext.plain(plain)
        return Choice(columns.pop("name", ""), text, columns=columns)


def split_nodeset(nodeset: str) -> tuple[str, str]:
    """Instance and condition of `instance('l')/root/item[condition]`; ("", "") for any other shape."""
    found = _ITEMS.match(nodeset)
    conditions = _predicates(found[2] or "") if found else None
    if found is None or conditions is None or len(conditions) > 1:
        return "", ""
    return found[1], "".join(conditions)


def plain_rows(instance: XmlElement | None) -> list[XmlElement] | None:
    """Items of a list `root/item` whose parts are texts; None for data of another shape."""
    if instance is None or len(instance) != 1 or local(instance[0]) != "root" or instance[0].attrib:
        return None
    rows = list(instance[0])
    plain = all(local(row) == "item" and not row.attrib and not any(len(one) for one in row) for row in rows)
    return rows if plain else None


def _predicates(text: str) -> list[str] | None:
    """Texts inside the outer brackets, None where anything stands outside; quotes are respected."""
    found, depth, start, quote = [], 0, 0, ""
    for position, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter == "[":
            start = position + 1 if not depth else start
            depth += 1
        elif letter == "]":
            depth -= 1
            if not depth:
                found.append(text[start:position].strip())
        if not depth and not letter.isspace() and letter != "]":
            return None
    return found
