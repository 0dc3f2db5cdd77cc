"""Elements of a DDI document, as both of its writers make them (Q7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from lxml import etree

from desktop_app.questionnaire.scheme import Text
from desktop_app.thai.clean import clean

NAMESPACE = "ddi:codebook:2_5"
LOCATION = "http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
FILE_ID = "F1"
MAIN_RECORD = "main"

XmlElement: TypeAlias = etree._Element  # noqa: SLF001  lxml gives its element type no public name
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_LANGUAGE_CODE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def document(language: str) -> XmlElement:
    """The root element; `language` is that of the titles."""
    spaces: dict[str | None, str] = {None: NAMESPACE, "xsi": _XSI}
    root = etree.Element(f"{{{NAMESPACE}}}codeBook", {"version": "2.5"}, nsmap=spaces)
    root.set(f"{{{_XSI}}}schemaLocation", f"{NAMESPACE} {LOCATION}")
    root.set(_LANGUAGE, language)
    return root


def add(parent: XmlElement, tag: str, text: str = "", language: str = "", **attributes: str) -> XmlElement:
    """Append an element; blank attributes are left out, and a language that XML has no code for."""
    made = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}")
    for name, value in attributes.items():
        if value:
            made.set(name, clean(value))
    if _LANGUAGE_CODE.fullmatch(language):
        made.set(_LANGUAGE, language)
    if text:
        made.text = clean(text)
    return made


def add_texts(parent: XmlElement, tag: str, text: Text, **attributes: str) -> None:
    """Append one element for each language of a text."""
    for language, one in text.items():
        add(parent, tag, one, language, **attributes)


def add_note(parent: XmlElement, kind: str, text: str | Text, **attributes: str) -> None:
    """Append a `notes` of that type, none where there is nothing to say."""
    if isinstance(text, Mapping):
        add_texts(parent, "notes", text, type=kind, **attributes)
    elif text:
        add(parent, "notes", text, type=kind, **attributes)
