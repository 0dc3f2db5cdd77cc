"""Any XForm read into a `Form` (Q1, Q4): model, binds, itext, controls, secondary instances, actions.

What no control or bind can be made of is refused with findings; nothing is guessed and no raw
exception escapes. Source: ODK XForms specification; XForms 1.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from desktop_app.questionnaire.findings import Finding, FormRefused, file_finding
from desktop_app.questionnaire.form import (
    Action,
    Bind,
    Control,
    DataType,
    Element,
    Form,
    Kind,
    Node,
)
from desktop_app.questionnaire.scheme import Text
from desktop_app.questionnaire.xform_body import (
    JR,
    Asked,
    Body,
    Surroundings,
    read_body,
    resolve_path,
)
from desktop_app.questionnaire.xform_instance import (
    Draft,
    as_element,
    attributes,
    element_name,
    gather,
    initial,
    mark_repeated,
)
from desktop_app.questionnaire.xform_text import Itext, XmlElement, local, read_itext, text_of

LIMIT = 32 * 2**20  # bytes; the largest form in the conformance corpus has 2.2 MB
_TYPES = {
    "int": DataType.INT,
    "integer": DataType.INT,
    "long": DataType.INT,
    "decimal": DataType.DECIMAL,
    "double": DataType.DECIMAL,
    "float": DataType.DECIMAL,
    "boolean": DataType.BOOLEAN,
    "date": DataType.DATE,
    "time": DataType.TIME,
    "datetime": DataType.DATETIME,
    "binary": DataType.BINARY,
}
_TEXTUAL = ("", "string", "select", "select1", "rank", "note", "text")
_ALWAYS = ("true()", "1", "true")


def read_xform(xml: bytes) -> Form:
    """Read the form out of an XForm document.

    Raises:
        FormRefused: no XForm, or an XForm that cannot be answered; the findings say why.
    """
    root = parse_safely(xml)
    models = [one for one in root.iter() if isinstance(one.tag, str) and local(one) == "model"][:1]
    body = next((one for one in root if isinstance(one.tag, str) and local(one) == "body"), None)
    if not models or local(root) != "html":
        raise FormRefused([_no_xform("model")])
    return _Reader(root, models[0], body).form()


def parse_safely(xml: bytes) -> XmlElement:
    """Parse XML from outside: no document type, no entities, no network, bounded size and depth.

    Raises:
        FormRefused: E002, too large, a document type, or no well-formed XML.
    """
    if len(xml) > LIMIT:
        raise FormRefused([_broken(f"{len(xml)} bytes > {LIMIT}")])
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise FormRefused([_broken(str(problem))]) from problem
    if root.getroottree().docinfo.doctype:
        raise FormRefused([_broken("DOCTYPE")])
    return root


def _broken(reason: str) -> Finding:
    return file_finding(
        "E002",
        th=f"เนื้อหาไม่ใช่ XML ที่อ่านได้อย่างปลอดภัย ({reason})",
        en=f"The content is no XML that can be read safely ({reason}).",
        todo_th="ส่งออกแบบสำรวจจากต้นฉบับอีกครั้ง",
        todo_en="Export the form from its source again.",
    )


def _no_xform(part: str, name: str = "") -> Finding:
    return file_finding(
        "E003",
        th=f"ไฟล์นี้ไม่ใช่แบบสำรวจ XForm ที่ใช้ได้: ไม่พบ {part}",
        en=f"This file is no usable XForm: {part} is missing.",
        todo_th="ตรวจว่าเป็นไฟล์แบบสำรวจ แล้วส่งออกจากต้นฉบับอีกครั้ง",
        todo_en="Check that it is a form, then export it from its source again.",
        name=name,
    )


def _repeats_whole(path: str) -> Finding:
    return file_finding(
        "E004",
        th=f"กลุ่มซ้ำชี้ไปที่ “{path}” ซึ่งเป็นแบบสำรวจทั้งฉบับ จึงเพิ่มรายการซ้ำไม่ได้",
        en=f"A repeat points to “{path}”, which is the whole form and cannot be repeated.",
        todo_th="ให้กลุ่มซ้ำชี้ไปที่กลุ่มภายในแบบสำรวจ",
        todo_en="Let the repeat point to a group inside the form.",
        name=path,
    )


def _points_nowhere(path: str) -> Finding:
    return file_finding(
        "E004",
        th=f"คำถามชี้ไปที่ “{path}” ซึ่งไม่มีในแบบสำรวจ คำตอบจะไม่มีที่เก็บ",
        en=f"A question points at “{path}”, which the form does not have; its answer has no place.",
        todo_th="แก้การอ้างอิงให้ตรงกับข้อมูลของแบบสำรวจ",
        todo_en="Correct the reference so that it names data of the form.",
        name=path,
    )


class _Reader:
    """One reading; the parts of the document it needs again and again."""

    def __init__(self, document: XmlElement, model: XmlElement, body: XmlElement | None) -> None:
        self.document = document
        self.model = model
        self.body_element = body
        self.findings: list[Finding] = []
        self.itext: Itext = read_itext([model])

    def form(self) -> Form:
        primary = self.primary()
        draft = Draft(f"/{element_name(primary)}", element_name(primary))
        gather(draft, primary)
        known = {one.path: one for one in draft.walk()}
        binds = self.binds(draft.path, known)
        body = read_body(self.body_element, draft.path, self.surroundings(draft.path))
        self.findings.extend(_points_nowhere(path) for path in body.asked if path not in known)
        repeats = {path for path, asked in body.asked.items() if asked.repeat}
        if draft.path in repeats:
            self.findings.append(_repeats_whole(draft.path))
        if self.findings:
            raise FormRefused(self.findings)
        mark_repeated(draft, repeats)
        return Form(
            form_id=primary.get("id") or primary.get("xmlns") or element_name(primary),
            version=primary.get("version") or "",
            title=self.itext.plain(self.title()),
            languages=self.itext.languages,
            root=_Builder(binds, body, self.itext).node(draft),
            lists=body.lists,
            instances=self.instances(body),
            itext=self.texts_for_itemsets(body),
            actions=self.actions(body, draft.path),
            initial=initial(draft, repeats),
        )

    def title(self) -> str:
        found = (one for one in self.document.iter() if isinstance(one.tag, str) and local(one) == "title")
        return text_of(next(found, None))

    def instance_elements(self) -> list[XmlElement]:
        return [child for child in self.model if local(child) == "instance"]

    def primary(self) -> XmlElement:
        found = next(iter(self.instance_elements()), None)
        if found is None or not len(found):
            raise FormRefused([_no_xform("instance")])
        return found[0]

    def secondary(self) -> dict[str, XmlElement]:
        return {one.get("id") or "": one for one in self.instance_elements()[1:] if one.get("id")}

    def instances(self, body: Body) -> dict[str, Element]:
        """Secondary instances that no choice list already tells; external data is an empty root."""
        found = {name: one for name, one in self.secondary().items() if name not in body.lists}
        return {name: as_element(one[0]) if len(one) else Element("root") for name, one in found.items()}

    def texts_for_itemsets(self, body: Body) -> dict[str, Text]:
        labels = (asked.itemset.label for asked in body.asked.values() if asked.itemset)
        return dict(self.itext.texts[""]) if any("jr:itext" in label for label in labels) else {}

    def surroundings(self, root: str) -> Surroundings:
        ids = {
            one.get("id") or "": resolve_path(one.get("nodeset") or one.get("ref") or "", root)
            for one in self.model
            if local(one) == "bind" and one.get("id")
        }
        return Surroundings(self.itext, self.secondary(), ids, self.complain)

    def complain(self, where: str) -> None:
        self.findings.append(_no_xform(f"ref/nodeset ({where})", where))

    def binds(self, root: str, known: dict[str, Draft]) -> dict[str, XmlElement]:
        """Bind elements by path; binds of attributes and of nothing are left out."""
        found: dict[str, XmlElement] = {}
        for bind in self.model:
            if local(bind) == "bind":
                path = resolve_path(bind.get("nodeset") or bind.get("ref") or "", root)
                if path in known:
                    found[path] = bind
        return found

    def actions(self, body: Body, root: str) -> tuple[Action, ...]:
        written = [(one, "") for one in self.model if local(one) == "setvalue"]
        ids = self.surroundings(root).bind_paths
        found = (_action(one, place, root, ids) for one, place in [*written, *body.actions])
        return tuple(one for one in found if one is not None)


def _action(element: XmlElement, place: str, root: str, ids: Mapping[str, str]) -> Action | None:
    reference = element.get("ref") or element.get("nodeset") or ""
    target = ids.get(element.get("bind") or "") or resolve_path(reference, place or root)
    if "@" in target:
        return None
    return Action(
        events=frozenset((element.get("event") or "").split()),
        target=target,
        value=(element.get("value") or "").strip(),
        text="" if element.get("value") is not None else (element.text or ""),
        source="" if place == root else place,
    )


@dataclass(frozen=True, slots=True)
class _Builder:
    """Turns drafts into nodes."""

    binds: dict[str, XmlElement]
    body: Body
    itext: Itext

    def node(self, draft: Draft) -> Node:
        asked = self.body.asked.get(draft.path) or Asked()
        bind = self.binds.get(draft.path)
        kind = Kind.REPEAT if asked.repeat else Kind.GROUP if draft.children else Kind.LEAF
        expressions = _bind(bind)
        control = _control(asked, expressions, bind)
        message = (bind.get(f"{JR}constraintMsg") if bind is not None else None) or ""
        demand = (bind.get(f"{JR}requiredMsg") if bind is not None else None) or ""
        return Node(
            path=draft.path,
            name=draft.name,
            kind=kind,
            control=control if kind is Kind.LEAF else Control.NONE,
            data_type=_data_type(bind, control),
            label=asked.label,
            hint=asked.hint,
            guidance=asked.guidance,
            constraint_message=self.itext.resolve_attribute(message),
            required_message=self.itext.resolve_attribute(demand),
            bind=expressions,
            default=draft.default if kind is Kind.LEAF else "",
            choice_list=asked.choice_list,
            choice_filter=asked.choice_filter,
            repeat_count=asked.repeat_count,
            appearance=asked.appearance,
            itemset=asked.itemset,
            fixed=asked.fixed,
            preload=_preload(bind),
            attributes=attributes(draft.template),
            parameters=asked.parameters,
            children=tuple(self.node(child) for child in draft.children.values()),
        )


def _bind(bind: XmlElement | None) -> Bind:
    if bind is None:
        return Bind()
    return Bind(
        relevant=_expression(bind, "relevant"),
        required=_expression(bind, "required"),
        read_only=_expression(bind, "readonly"),
        constraint=_expression(bind, "constraint"),
        calculate=_expression(bind, "calculate"),
    )


def _expression(bind: XmlElement, name: str) -> str:
    return (bind.get(name) or "").strip()


def _preload(bind: XmlElement | None) -> str:
    if bind is None:
        return ""
    return f"{bind.get(f'{JR}preload') or ''} {bind.get(f'{JR}preloadParams') or ''}".strip()


def _control(asked: Asked, bind: Bind, element: XmlElement | None) -> Control:
    """A text that nobody may change and nothing computes is a note."""
    written = "string" if element is None else (element.get("type") or "string").split(":")[-1]
    fixed = bind.read_only in _ALWAYS and not bind.calculate
    if asked.control is Control.INPUT and fixed and written in ("string", "note"):
        return Control.NOTE
    return asked.control


def _data_type(bind: XmlElement | None, control: Control) -> DataType:
    written = "" if bind is None else (bind.get("type") or "").split(":")[-1].lower()
    if control is Control.FILE:
        return DataType.BINARY
    return DataType.STRING if written in _TEXTUAL else _TYPES.get(written, DataType.OTHER)
