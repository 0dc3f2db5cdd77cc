"""Texts of an XForm: itext translations, plain labels, values shown inside a text (Q1, Q7).

A value inside a text, `<output value="…"/>`, is kept as `${expression}`; a `Text` is otherwise plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from lxml import etree

from desktop_app.questionnaire.scheme import Text

XmlElement: TypeAlias = etree._Element  # noqa: SLF001  lxml gives its element type no public name
UNKNOWN_LANGUAGE = "und"  # BCP 47: a form that does not say in what language it speaks
_CODE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$")
_NAMES = {"thai": "th", "ไทย": "th", "ภาษาไทย": "th", "english": "en", "default": UNKNOWN_LANGUAGE}
_ITEXT = re.compile(r"""^\s*jr:itext\(\s*(?:'([^']*)'|"([^"]*)"|(.+?))\s*\)\s*$""", re.DOTALL)


def local(element: XmlElement) -> str:
    """Local name of an element."""
    return str(etree.QName(element).localname)


def language_code(name: str) -> str:
    """Code of a language column, `Thai (th)` gives `th`; a name without code stays as it is."""
    found = _CODE.search(name)
    code = found[1] if found else _NAMES.get(name.strip().lower(), name.strip())
    return code.lower() if len(code) == 2 else code


def text_of(element: XmlElement | None) -> str:
    """Text of a label or value, values shown inside as `${expression}`, outer white space removed."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        shown = (child.get("value") or child.get("ref") or "").strip()
        parts.append(f"${{{shown}}}" if local(child) == "output" and shown else text_of(child))
        parts.append(child.tail or "")
    return "".join(parts).strip()


@dataclass(frozen=True, slots=True)
class Itext:
    """Translations of a form: `languages` with the default first, `texts[form][id]` per language.

    `form` is "" for the plain text and "guidance" for the help; pictures and sounds are not kept.
    """

    languages: tuple[str, ...]
    texts: Mapping[str, Mapping[str, Text]]

    def get(self, key: str, form: str = "") -> Text:
        """The text with this id in all languages that have it."""
        return self.texts.get(form, {}).get(key, {})

    def resolve(self, element: XmlElement | None, form: str = "") -> Text:
        """Text of a label, hint or message: by reference to itext, else as it stands."""
        if element is None:
            return {}
        key = itext_key(element.get("ref") or "")
        if key:
            return self.get(key, form)
        return self.plain(text_of(element)) if not form else {}

    def resolve_attribute(self, value: str) -> Text:
        """Text of an attribute such as `jr:constraintMsg`, itself or a reference to itext."""
        key = itext_key(value)
        return self.get(key) if key else self.plain(value.strip())

    def plain(self, text: str) -> Text:
        """The same text for the language the form is taken to be in."""
        return {self.languages[0]: text} if text else {}


def itext_key(reference: str) -> str:
    """Id in `jr:itext('id')`, "" where the reference is no such call or computes its id."""
    found = _ITEXT.match(reference)
    return (found[1] or found[2] or "") if found else ""


def written_key(reference: str) -> str:
    """Column in `jr:itext(column)`, "" where the reference is anything else."""
    found = re.match(r"^\s*jr:itext\(\s*([\w.-]+)\s*\)\s*$", reference)
    return found[1] if found else ""


def read_itext(models: Iterable[XmlElement]) -> Itext:
    """Translations of a model, the default language first, else the first one."""
    nodes = [node for model in models for node in model if local(node) == "itext"]
    translations = [one for node in nodes for one in node if local(one) == "translation"]
    translations.sort(key=lambda one: one.get("default") is None)
    codes: dict[str, XmlElement] = {}
    for one in translations:
        name = one.get("lang") or ""
        code = language_code(name)
        codes[code if code not in codes else name] = one
    return Itext(tuple(codes) or (UNKNOWN_LANGUAGE,), _collect(codes))


def _collect(codes: Mapping[str, XmlElement]) -> dict[str, dict[str, dict[str, str]]]:
    texts: dict[str, dict[str, dict[str, str]]] = {"": {}, "guidance": {}}
    for code, translation in codes.items():
        for entry in translation:
            key = entry.get("id") or ""
            for value in entry:
                form = value.get("form") or ""
                kept = texts.get("" if form == "long" else form)
                text = text_of(value)
                if kept is not None and text:
                    kept.setdefault(key, {}).setdefault(code, text)
    return texts
