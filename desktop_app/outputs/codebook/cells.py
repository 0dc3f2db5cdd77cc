"""Cells and columns that the sheets of a codebook share (Q7)."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_app.outputs.codebook import words
from desktop_app.outputs.codebook.facts import Codebook, Variable
from desktop_app.outputs.workbook import Column
from desktop_app.questionnaire.scheme import Text
from desktop_app.scoring.rounding import decimal_text

JOINT = "\n"
_LANGUAGES = {"th": "ไทย", "en": "English", "und": "ไม่ระบุภาษา"}


def both(text: Text) -> tuple[str, str]:
    """Thai and English, blank where there is none."""
    return (text.get("th", ""), text.get("en", ""))


def joined(texts: Iterable[Text]) -> tuple[str, str]:
    """Several remarks in one cell, a line each, for both languages."""
    pairs = [both(one) for one in texts]
    return (JOINT.join(one for one, _ in pairs), JOINT.join(one for _, one in pairs))


def text_columns(codebook: Codebook, thai: str, english: str, width: int) -> tuple[Column, ...]:
    """One column for each language that the form speaks."""
    return tuple(
        Column(f"{thai} ({_LANGUAGES.get(one, one)})\n{english}", width=width, wrap=True) for one in codebook.languages
    )


def texts(codebook: Codebook, text: Text) -> tuple[str, ...]:
    """The cells of `text_columns`."""
    said = codebook.text(text)
    return tuple(said.get(one, "") for one in codebook.languages)


def evidence(variable: Variable) -> str:
    """What is to be attached, with the bound of a gate."""
    rule = variable.node.evaluation
    if rule.evidence == "none":
        return ""
    bound = "" if rule.gate is None else f" ({decimal_text(rule.gate)})"
    return JOINT.join(f"{words.DEMANDS[rule.evidence][language]}{bound}" for language in ("th", "en"))


def yes(holds: bool) -> str:  # noqa: FBT001 (a fact of the form)
    """A mark where it holds, blank elsewhere."""
    return f"{words.YES['th']} (yes)" if holds else ""
