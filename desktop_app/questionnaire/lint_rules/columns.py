"""Headers, sheets, types, words and names: what a spelling mistake silently disables (Q2).

E101, E108 to E112, E121, E137, W201, W202 and what the converter refuses about rows and headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from desktop_app.questionnaire.findings import Finding
from desktop_app.questionnaire.lint_rules.draft import REFERENCE, SURVEY_EXPRESSIONS, Draft, Question
from desktop_app.questionnaire.lint_rules.nearest import advice, nearest
from desktop_app.questionnaire.workbook import MAX_ROWS

TYPES = (
    "text", "integer", "decimal", "date", "time", "dateTime", "select_one", "select_multiple", "note",
    "calculate", "hidden", "acknowledge", "file", "image", "begin_group", "end_group", "begin_repeat",
    "end_repeat", "today", "start", "end",
)  # fmt: skip
LANGUAGES = ("Thai (th)", "English (en)")
_TRANSLATED = ("label", "hint", "guidance_hint", "required_message", "constraint_message")
_EVAL = (
    "eval_code", "eval_node", "eval_weight", "eval_rule", "eval_params", "eval_cap", "eval_skip",
    "eval_na", "eval_evidence", "eval_sensitivity", "eval_source",
)  # fmt: skip
_PLAIN = ("type", "name", *SURVEY_EXPRESSIONS, "appearance", *_EVAL)
_OUTSIDE = re.compile(r"parameters|trigger|(media|bind|body|instance|image|audio|video|big-image)(::.*)?")
_LABELS = tuple(f"label::{language}" for language in LANGUAGES)
HEADERS = {
    "survey": (*_PLAIN, *(f"{column}::{language}" for column in _TRANSLATED for language in LANGUAGES)),
    "choices": ("list_name", "name", *_LABELS, "score", "exclusive"),
    "settings": (
        "form_title", "form_id", "version", "default_language", "eval_profile", "eval_places",
    ),
    "eval_tree": ("id", "parent", "level", "weight", *_LABELS, "aggregate", "cap", "cap_if"),
    "eval_levels": ("scheme", "level", "from", *_LABELS, "gate"),
    "eval_bridge": ("from_version", "from_name", "name", "kind"),
}  # fmt: skip
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]*")
_FILTER_COLUMN = re.compile(r"[a-z][a-z0-9_]*")
_INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPELT = {  # columns in which every character counts
    "survey": ("type", "name", *SURVEY_EXPRESSIONS, *(one for one in _EVAL if one != "eval_source")),
    "choices": ("list_name", "name", "score", "exclusive"),
    "settings": ("form_id", "version", "default_language"),
    "eval_tree": ("id", "parent", "level", "weight", "aggregate", "cap", "cap_if"),
    "eval_levels": ("scheme", "level", "from", "gate"),
    "eval_bridge": ("from_version", "from_name", "name", "kind"),
}
_APPEARANCES = re.compile(r"minimal|columns-\d+|multiline|numbers|likert")


def rules(draft: Draft) -> Iterator[Finding]:
    """All findings about columns, sheets, types and names."""
    for rule in (sheets, too_long, headers, repeated_headers, invisible, types, nesting, names, option_rows, words):
        yield from rule(draft)


def sheets(draft: Draft) -> Iterator[Finding]:
    """E111 sheets outside the profile, E030 sheets that are missing."""
    for name, sheet in draft.book.sheets.items():
        if name not in HEADERS and not name.startswith("_"):
            yield draft.finding("E111.sheet", name, 0, name=sheet.name)
    if not draft.book["survey"].rows:
        yield draft.finding("E030", "survey", 0, name="survey")


def headers(draft: Draft) -> Iterator[Finding]:
    """E101 unknown, E109 misspelt language, E111 outside the profile."""
    used = _names_used(draft)
    for sheet, known in HEADERS.items():
        for header in draft.book[sheet].headers:
            fine = header in known or (sheet == "choices" and header in used)
            if not fine:
                yield _header(draft, sheet, header, known)


def _header(draft: Draft, sheet: str, header: str, known: tuple[str, ...]) -> Finding:
    if sheet in ("survey", "choices") and _OUTSIDE.fullmatch(header):
        return draft.finding("E111.column", sheet, 1, header)
    column = re.split(r"::?", header)[0].strip()
    right = nearest(header, known)
    if column in _TRANSLATED and f"{column}::{LANGUAGES[0]}" in known:
        spelt = right if right.startswith(f"{column}::") else f"{column}::{LANGUAGES[0]}"
        return draft.finding("E109.column", sheet, 1, header, right=spelt)
    suggestion = advice(
        header,
        known,
        else_th="ลบคอลัมน์นี้ หรือใช้ชื่อคอลัมน์ตามแบบสำรวจรุ่นที่ 1",
        else_en="Delete it, or use a column name of profile v1.",
    )
    return draft.finding("E101", sheet, 1, header, "", **suggestion)


def _names_used(draft: Draft) -> frozenset[str]:
    """Bare words in expressions: columns of `choices` that a filter or a look-up uses."""
    texts = (REFERENCE.sub(" ", cell.text) for cell in draft.expressions)
    words = {word for text in texts for word in re.findall(r"[A-Za-z_][\w.-]*", text)}
    return frozenset(word for word in words if _FILTER_COLUMN.fullmatch(word))


def repeated_headers(draft: Draft) -> Iterator[Finding]:
    """E025."""
    for name in HEADERS:
        for header, _ in draft.book[name].repeated:
            yield draft.finding("E025", name, 1, header, name=header)


def invisible(draft: Draft) -> Iterator[Finding]:
    """E108: characters nobody sees, in cells where every character counts."""
    for sheet, columns in _SPELT.items():
        for row in draft.book[sheet].rows:
            for column in columns:
                found = _INVISIBLE.search(row.cells.get(column, ""))
                if found:
                    what = f"U+{ord(found[0]):04X}"
                    yield draft.finding("E108", sheet, row.number, column, row.get("name"), what=what)


def types(draft: Draft) -> Iterator[Finding]:
    """E110 and E022: types of the profile, lists that exist; E028, E031."""
    for row in draft.book["survey"].rows:
        if not row.get("type") and row.get("name"):
            yield draft.finding("E031", "survey", row.number, "type", row.get("name"))
    for question in draft.questions:
        yield from _type(draft, question)


def data_file(question: Question) -> str:
    """Name of the file beside the form that a row reads, "" for any other row."""
    if question.word in ("select_one_from_file", "select_multiple_from_file"):
        return question.rest.partition(" ")[0]
    ending = {"csv-external": ".csv", "xml-external": ".xml"}.get(question.word, "")
    return f"{question.name}{ending}" if ending else ""


def too_long(draft: Draft) -> Iterator[Finding]:
    """E033: rows beyond the limit are named, not passed over in silence."""
    for name, sheet in draft.book.sheets.items():
        if sheet.cut:
            yield draft.finding("E033", name, sheet.cut, limit=f"{MAX_ROWS:,}")


def _type(draft: Draft, question: Question) -> Iterator[Finding]:
    written = question.row.get("type")
    if file := data_file(question):
        yield draft.at(question, "E110.file", "type", what=file)
    elif question.word not in TYPES or question.rest:
        guess = advice(
            written,
            TYPES,
            else_th="ใช้ชนิดที่แบบสำรวจรุ่นที่ 1 รองรับ",
            else_en="Use a type of profile v1.",
        )
        yield draft.at(question, "E110", "type", what=written, **guess)
    elif question.word.startswith("select_") and question.list_name not in draft.lists:
        guess = advice(
            question.list_name,
            draft.lists,
            else_th="เพิ่มรายการนี้ในแผ่น choices",
            else_en="Add the list to the sheet choices.",
        )
        place = draft.finding("E022", "survey", question.row.number, "type", question.list_name, **guess)
        yield place
    if question.word == "calculate" and not question.row.get("calculation"):
        yield draft.at(question, "E028", "calculation")


def nesting(draft: Draft) -> Iterator[Finding]:
    """E023: every begin has its end."""
    open_rows: list[Question] = []
    for question in draft.questions:
        if question.begins:
            open_rows.append(question)
        elif question.ends:
            wanted = question.word.replace("end", "begin")
            if open_rows and open_rows[-1].word == wanted:
                open_rows.pop()
            else:
                yield draft.at(question, "E023.end", "type")
    yield from (draft.at(one, "E023.begin", "type") for one in open_rows)


def names(draft: Draft) -> Iterator[Finding]:
    """E112 illegal, E024 used twice, E027 missing."""
    for question in draft.asked:
        if not question.name:
            yield draft.at(question, "E027")
        elif not _NAME.fullmatch(question.name):
            yield draft.at(question, "E112.name")
        elif draft.by_name[question.name] is not question:
            yield draft.at(question, "E024", other=draft.by_name[question.name].row.number)


def option_rows(draft: Draft) -> Iterator[Finding]:
    """E112 illegal codes, E029 codes used twice, E027 rows without code; E137 in `exclusive`."""
    for list_name, rows in draft.lists.items():
        seen: set[str] = set()
        for row in rows:
            name = row.get("name")
            if not name:
                yield draft.finding("E027", "choices", row.number, "name", list_name)
            elif not _CODE.fullmatch(name):
                yield draft.finding("E112.code", "choices", row.number, "name", name)
            if name in seen:
                yield draft.finding("E029", "choices", row.number, "name", name)
            seen.add(name)
            exclusive = row.get("exclusive")
            if exclusive not in ("", "yes"):
                yield draft.finding(
                    "E137", "choices", row.number, "exclusive", name,
                    what=exclusive, allowed_th="yes หรือเว้นว่าง", allowed_en="yes or blank",
                )  # fmt: skip


def words(draft: Draft) -> Iterator[Finding]:
    """E121 bare words, W201 constraint without message, W202 unknown appearance."""
    for question in draft.asked:
        for column in ("required", "read_only"):
            text = question.row.get(column)
            if text.isalpha() and text not in ("yes", "no"):
                yield draft.at(question, "E121", column, what=text)
        messages = (f"constraint_message::{language}" for language in LANGUAGES)
        if question.row.get("constraint") and not any(question.row.get(one) for one in messages):
            yield draft.at(question, "W201", "constraint")
        for word in question.row.get("appearance").split():
            if not _APPEARANCES.fullmatch(word):
                yield draft.at(question, "W202", "appearance", what=word)
