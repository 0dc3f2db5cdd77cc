"""The compiled copy of a form, `parsed.json` in a form release: canonical JSON of `Form` (Q1, P3).

It loads in a fraction of the time the workbook takes; the workbook stays the master. One spelling
only: keys sorted, no spaces, UTF-8, no floats, fractions as `n/d`, fields at their default left out.
Source: form profile "XLSForm + eval" v1, section 1.8.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, Literal, NoReturn, Union, cast, get_args, get_origin, get_type_hints

from desktop_app.questionnaire.building import building
from desktop_app.questionnaire.findings import FormRefused, file_finding
from desktop_app.questionnaire.form import Form, Node

VERSION = 1
LIMIT = 64 * 2**20  # bytes; a form of 2,000 questions takes about 3 MB
Json = Any
Decoder = Callable[[Json, str], Any]


def dump_form(form: Form) -> bytes:
    """Canonical JSON of a form."""
    content = {"form": _encode(form), "parsed_version": VERSION}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def load_form(data: bytes) -> Form:
    """Read a compiled copy; `load_form(dump_form(form)) == form`.

    Raises:
        FormRefused: E005, damaged, of another version, or not what `dump_form` writes.
    """
    if len(data) > LIMIT:
        _refuse("", f"{len(data)} bytes > {LIMIT}")
    try:
        with building():
            content = json.loads(
                data.decode(), object_pairs_hook=_unique, parse_float=_no_number, parse_constant=_no_number
            )
            return _form(content)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as problem:
        _refuse("", type(problem).__name__)


def _form(content: Json) -> Form:
    if not isinstance(content, dict) or set(content) != {"form", "parsed_version"}:
        _refuse("", "form, parsed_version")
    if content["parsed_version"] != VERSION:
        _refuse("parsed_version", str(content["parsed_version"])[:20])
    form = cast("Form", _decoder(Form)(content["form"], "form"))
    _check_paths(form.root, "")
    _check_lists(form)
    return form


def _check_paths(node: Node, above: str) -> None:
    if node.path != f"{above}/{node.name}":
        _refuse(node.path, "path")
    if len({child.name for child in node.children}) != len(node.children):
        _refuse(node.path, "children")
    for child in node.children:
        _check_paths(child, node.path)


def _check_lists(form: Form) -> None:
    for name, choices in form.lists.items():
        if name != choices.name:
            _refuse(name, "lists")
    for node in form.nodes.values():
        if node.choice_list and node.choice_list not in form.lists:
            _refuse(node.path, "choice_list")


def _refuse(where: str, what: str) -> NoReturn:
    finding = file_finding(
        "E005",
        th=f"ฉบับแปลแล้วของแบบสำรวจเสียหายหรือเป็นรุ่นอื่น ({what})",
        en=f"The compiled copy of the form is damaged or of another version ({what}).",
        todo_th="ขอชุดแบบสำรวจจากส่วนกลางอีกครั้ง",
        todo_en="Ask central for the form release again.",
        name=where,
    )
    raise FormRefused([finding])


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse("", "duplicate key")
    return found


def _no_number(text: str) -> NoReturn:
    _refuse("", f"number {text[:20]}")


def _encode(value: Any) -> Json:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Mapping):
        return {key: _encode(content) for key, content in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_encode(one) for one in value]
    return {
        name: _encode(content)
        for name, default in _defaults(value.__class__).items()
        if (content := getattr(value, name)) != default
    }


@cache
def _defaults(kind: type) -> dict[str, Any]:
    return {one.name: _default(one) for one in fields(kind) if one.init}


def _default(one: Field[Any]) -> Any:
    if one.default_factory is not MISSING:
        return one.default_factory()
    return one.default


@cache
def _decoder(kind: Any) -> Decoder:
    """A function that turns JSON into a value of this type, or refuses it."""
    if is_dataclass(kind):
        return _dataclass_decoder(cast("type", kind))
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _optional_decoder(_decoder(next(one for one in inside if one is not types.NoneType)))
    if origin is Literal:
        return _choice_decoder({one: one for one in inside})
    if origin is tuple:
        return _series_decoder(_decoder(inside[0]), tuple)
    if origin is frozenset:
        return _series_decoder(_decoder(inside[0]), frozenset)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping_decoder(_decoder(inside[1]))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _choice_decoder({one.value: one for one in kind})
    return _fraction if kind is Fraction else _plain_decoder(kind)


def _dataclass_decoder(kind: type) -> Decoder:
    hints = get_type_hints(kind)
    known = {name: hints[name] for name in _defaults(kind)}
    needed = {name for name, default in _defaults(kind).items() if default is MISSING}
    ready: dict[str, Decoder] = {}

    def decode(value: Json, where: str) -> Any:
        if not isinstance(value, dict) or not needed <= value.keys() or not value.keys() <= known.keys():
            _refuse(where, kind.__name__)
        if not ready:  # at first use, because a node holds nodes
            ready.update((name, _decoder(hint)) for name, hint in known.items())
        return kind(**{name: ready[name](content, name) for name, content in value.items()})

    return decode


def _optional_decoder(inner: Decoder) -> Decoder:
    return lambda value, where: None if value is None else inner(value, where)


def _choice_decoder(allowed: Mapping[str, Any]) -> Decoder:
    def decode(value: Json, where: str) -> Any:
        if not isinstance(value, str) or value not in allowed:
            _refuse(where, "value")
        return allowed[value]

    return decode


def _series_decoder(inner: Decoder, make: Callable[[Iterable[Any]], Any]) -> Decoder:
    def decode(value: Json, where: str) -> Any:
        if not isinstance(value, list):
            _refuse(where, "array")
        return make(inner(one, where) for one in value)

    return decode


def _mapping_decoder(inner: Decoder) -> Decoder:
    def decode(value: Json, where: str) -> Any:
        if not isinstance(value, dict):
            _refuse(where, "object")
        return {key: inner(content, where) for key, content in value.items()}

    return decode


def _plain_decoder(kind: type) -> Decoder:
    def decode(value: Json, where: str) -> Any:
        if type(value) is not kind:  # a bool is an int to isinstance
            _refuse(where, kind.__name__)
        return value

    return decode


def _fraction(value: Json, where: str) -> Fraction:
    numerator, slash, denominator = value.partition("/") if isinstance(value, str) else ("", "", "")
    if not slash or not numerator.isascii() or not numerator.isdigit() or not denominator.isdigit():
        _refuse(where, "n/d")
    if not denominator.isascii() or not int(denominator):
        _refuse(where, "n/d")
    return Fraction(int(numerator), int(denominator))
