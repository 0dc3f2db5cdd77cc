"""How a codebook names questions and writes expressions: as their author did (Q7)."""

from __future__ import annotations

import re
from posixpath import normpath

from desktop_app.questionnaire.form import Form, Node
from desktop_app.questionnaire.templates import pieces

_LITERAL = re.compile(r"""('[^']*'|"[^"]*")""")
_PATH = re.compile(r"(?:\.\./)+[\w./-]+|(?:/[\w.-]+)+")
_LONGEST_LABEL = 60
_ITEM = {"th": "ข้อ {0}", "en": "item {0}"}


def as_written(form: Form, text: str, context: Node | None = None) -> str:
    """An expression as its author wrote it: `${name}` where the XForm has a path, single blanks.

    Args:
        context: the node it belongs to; without it, paths from there stay as they are.
    """
    parts = _LITERAL.split(text)
    parts[::2] = [_tidy(_PATH.sub(lambda found: _named(form, found[0], context), part)) for part in parts[::2]]
    return "".join(parts).strip()


def plain(form: Form, text: str) -> str:
    """A label whose live values are shown as their names: `${name}`."""
    return "".join(before + (_place(form, inner) if inner else "") for before, inner in pieces(text))


def item(form: Form, node: Node, language: str) -> str:
    """How a sentence names a question: by its printed number, by its words where it has none of its own."""
    code = code_of(form, node)
    label = plain(form, node.label.get(language) or next(iter(node.label.values()), ""))
    short = label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1].rstrip()}…"
    number = _ITEM[language].format(code) if code else ""
    if node.evaluation.code:
        return number
    return " ".join(part for part in (number, f"“{short}”" if short else node.name) if part)


def code_of(form: Form, node: Node) -> str:
    """The printed number of a question, or that of the group that stands for it; "" where none."""
    path = node.path
    while path and path in form.nodes:
        if form.nodes[path].evaluation.code:
            return form.nodes[path].evaluation.code
        path = path.rpartition("/")[0]
    return ""


def _tidy(part: str) -> str:
    """Without the blanks that the converter sets around every path."""
    return re.sub(r"\s+(?=[,)])", "", re.sub(r"(?<=\()\s+", "", re.sub(r"\s+", " ", part)))


def _named(form: Form, path: str, context: Node | None) -> str:
    whole = path
    if path.startswith("..") and context is not None:
        whole = normpath(f"{context.path}/{path}")
    node = form.nodes.get(whole)
    return f"${{{node.name}}}" if node is not None else path


def _place(form: Form, inner: str) -> str:
    shown = as_written(form, inner)
    return shown if shown.startswith("${") else f"${{{shown}}}"
