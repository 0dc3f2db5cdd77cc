"""The primary instance of an XForm: its paths, constant defaults, and what stands in repeats (Q1, Q4).

Source: ODK XForms specification, primary instance and `jr:template`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from desktop_app.questionnaire.form import Element
from desktop_app.questionnaire.xform_text import XmlElement, local

TEMPLATE = "{http://openrosa.org/javarosa}template"


@dataclass(slots=True)
class Draft:
    """One path of the primary instance; `elements` are all elements that stand for it.

    `repeated`: it stands in a repeat, so what an instance holds at the start is not what a new one gets.
    """

    path: str
    name: str
    elements: list[XmlElement] = field(default_factory=list)
    children: dict[str, Draft] = field(default_factory=dict)
    repeated: bool = False

    def walk(self) -> Iterator[Draft]:
        """This path and all below it."""
        yield self
        for child in self.children.values():
            yield from child.walk()

    @property
    def template(self) -> XmlElement:
        """The element that a new instance is made from, else the first."""
        return next((one for one in self.elements if is_template(one)), self.elements[0])

    @property
    def default(self) -> str:
        """Text of the leaf; inside repeats that of the template, and without a template blank."""
        inside = (one for one in self.elements if any(is_template(above) for above in one.iterancestors()))
        given = next(inside, None if self.repeated else self.elements[0])
        return "" if given is None else given.text or ""


def is_template(element: XmlElement) -> bool:
    """Whether it only says what a new instance looks like."""
    return element.get(TEMPLATE) is not None


def element_name(element: XmlElement) -> str:
    """Name of an element as paths write it, with its prefix if it has one."""
    return f"{element.prefix}:{local(element)}" if element.prefix else local(element)


def attributes(element: XmlElement) -> dict[str, str]:
    """Constant attributes by local name, the template mark left out."""
    return {etree.QName(key).localname: str(value) for key, value in element.attrib.items() if key != TEMPLATE}


def as_element(element: XmlElement) -> Element:
    """Data of a secondary instance as expressions see it."""
    children = tuple(as_element(child) for child in element)
    text = "" if children else element.text or ""
    return Element(element_name(element), text, attributes(element), children)


def gather(draft: Draft, element: XmlElement) -> None:
    """Add an element and all below it; repeated elements share one draft."""
    draft.elements.append(element)
    for child in element:
        name = element_name(child)
        below = draft.children.setdefault(name, Draft(f"{draft.path}/{name}", name))
        gather(below, child)


def mark_repeated(root: Draft, repeats: set[str]) -> None:
    """Tell everything inside the repeats at these paths that it is."""
    for draft in root.walk():
        if draft.path in repeats:
            for below in draft.walk():
                below.repeated = True


def initial(root: Draft, repeats: set[str]) -> dict[str, str]:
    """What stands in the repeats of the form at the start, as `Form.initial` writes it."""
    found: dict[str, str] = {}
    if repeats:
        _initial(root, root.elements[0], root.path, repeats, found)
        for draft in root.walk():
            if draft.path in repeats:
                for child in draft.children.values():
                    _count_new(child, draft.template, repeats, found)
    return found


def _initial(draft: Draft, element: XmlElement, ref: str, repeats: set[str], found: dict[str, str]) -> None:
    if not draft.children:
        if (element.text or "") != draft.default:
            found[ref] = element.text or ""
        return
    for name, child in draft.children.items():
        standing = [one for one in element if element_name(one) == name and not is_template(one)]
        if child.path in repeats:
            found[f"{ref}/{name}#"] = str(len(standing))
            for position, one in enumerate(standing, start=1):
                _initial(child, one, f"{ref}/{name}[{position}]", repeats, found)
        elif standing:
            _initial(child, standing[0], f"{ref}/{name}", repeats, found)


def _count_new(draft: Draft, element: XmlElement, repeats: set[str], found: dict[str, str]) -> None:
    """How many inner instances a new instance of an outer repeat holds."""
    standing = [one for one in element if element_name(one) == draft.name and not is_template(one)]
    if draft.path in repeats:
        found[f"{draft.path}#"] = str(len(standing))
    elif standing:
        for child in draft.children.values():
            _count_new(child, standing[0], repeats, found)
