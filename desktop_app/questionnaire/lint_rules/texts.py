"""Texts in both languages and the settings of a release (Q2, Q7): E109, E137, E021 inside texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from desktop_app.questionnaire.findings import Finding
from desktop_app.questionnaire.lint_rules.columns import LANGUAGES
from desktop_app.questionnaire.lint_rules.draft import Draft, names_in
from desktop_app.questionnaire.lint_rules.nearest import advice
from desktop_app.questionnaire.workbook import Row

_UNLABELLED = ("calculate", "hidden", "today", "start", "end", "end_group", "end_repeat")
_SAID = {"Thai (th)": ("ไทย", "Thai"), "English (en)": ("อังกฤษ", "English")}
_OPTIONAL = ("hint", "guidance_hint", "required_message", "constraint_message")
_SETTINGS: tuple[tuple[str, Callable[[str], bool], str, str], ...] = (
    ("form_title", bool, "ชื่อแบบสำรวจ", "the title of the form"),
    ("form_id", lambda text: bool(re.fullmatch(r"[a-z0-9][a-z0-9_-]*", text)), "a-z 0-9 _ -", "a-z 0-9 _ -"),
    ("version", lambda text: bool(re.fullmatch(r"[1-9][0-9]*", text)), "เลขจำนวนเต็ม", "a whole number"),
    ("default_language", lambda text: text == "Thai (th)", "Thai (th)", "Thai (th)"),
    ("eval_profile", lambda text: text == "1", "1", "1"),
    ("eval_places", lambda text: text in ("", "0", "1", "2", "3", "4"), "0 ถึง 4", "0 to 4"),
)


def rules(draft: Draft) -> Iterator[Finding]:
    """All findings about texts and settings."""
    for rule in (labels, half_texts, shown_names, settings):
        yield from rule(draft)


def labels(draft: Draft) -> Iterator[Finding]:
    """E109: every question, option, tree node and level has a label in both languages."""
    for sheet, rows in _labelled(draft):
        for language in LANGUAGES:
            header = f"label::{language}"
            missing = [row for row in rows if not row.get(header)]
            if header not in draft.book[sheet].headers and rows:
                yield _missing(draft, sheet, 1, header, "", language)
            else:
                yield from (_missing(draft, sheet, row.number, header, _name(sheet, row), language) for row in missing)


def _labelled(draft: Draft) -> Iterator[tuple[str, tuple[Row, ...]]]:
    asked = (one for one in draft.asked if one.word not in _UNLABELLED)
    yield "survey", tuple(one.row for one in asked if not one.row.get("calculation") or one.word != "calculate")
    yield "choices", tuple(row for rows in draft.lists.values() for row in rows)
    yield "eval_tree", draft.book["eval_tree"].rows
    yield "eval_levels", draft.book["eval_levels"].rows


def _name(sheet: str, row: Row) -> str:
    return row.get({"eval_tree": "id", "eval_levels": "level"}.get(sheet, "name"))


def _missing(draft: Draft, sheet: str, row: int, header: str, name: str, language: str) -> Finding:
    thai, english = _SAID[language]
    return draft.finding("E109", sheet, row, header, name, language_th=thai, language_en=english)


def half_texts(draft: Draft) -> Iterator[Finding]:
    """E109: a hint, help or message that stands in one language stands in the other too."""
    for question in draft.asked:
        for column in _OPTIONAL:
            said = [one for one in LANGUAGES if question.row.get(f"{column}::{one}")]
            if len(said) == 1:
                other = next(one for one in LANGUAGES if one not in said)
                header = f"{column}::{other}"
                yield _missing(draft, "survey", question.row.number, header, question.name, other)


def shown_names(draft: Draft) -> Iterator[Finding]:
    """E021: `${name}` inside a text of `survey` names a row of the form."""
    for question in draft.asked:
        for header in question.row.cells:
            if "::" in header:
                for name in names_in(question.row.get(header)):
                    yield from unknown_name(draft, "survey", question.row.number, header, name)


def unknown_name(draft: Draft, sheet: str, row: int, column: str, name: str) -> Iterator[Finding]:
    """E021 where the form has no row of this name."""
    if name not in draft.by_name:
        guess = advice(
            name,
            draft.by_name,
            else_th="แก้ให้ตรงกับชื่อข้อที่มีในแผ่น survey",
            else_en="Correct it to the name of a row in survey.",
        )
        yield draft.finding("E021", sheet, row, column, name, **guess)


def settings(draft: Draft) -> Iterator[Finding]:
    """E137: title, id, version, language and profile, as a release needs them; E030 without them."""
    row = next(iter(draft.book["settings"].rows), None)
    if row is None:
        yield draft.finding("E030", "settings", 0, name="settings")
        return
    for column, allowed, th, en in _SETTINGS:
        text = row.get(column)
        if not allowed(text):
            yield draft.finding("E137", "settings", row.number, column, what=text, allowed_th=th, allowed_en=en)
