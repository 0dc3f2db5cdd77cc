"""Canonical text of answers, and how typed text becomes it (Q4, X1). Source: form profile, section 2.1."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, date
from decimal import Decimal, InvalidOperation

from desktop_app.questionnaire import faults
from desktop_app.questionnaire.form import Choice, Control, DataType, Node
from desktop_app.questionnaire.xpath.errors import refuse
from desktop_app.questionnaire.xpath.moments import Moment, parse_clock, parse_instant
from desktop_app.questionnaire.xpath.runtime import MAX_TEXT
from desktop_app.questionnaire.xpath.values import Value, number_text, to_text
from desktop_app.thai.dates import parse_date
from desktop_app.thai.digits import to_arabic

LARGEST_INT = 2**53 - 1  # beyond it neighbouring integers are the same double
_LONGEST_NUMBER = 64  # characters; a longer one is no answer to anything
_INT = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_NUMERIC = frozenset({DataType.INT, DataType.DECIMAL})


def plain_text(text: str) -> str:
    """NFC without zero-width spaces and lone surrogates: the form in which a session keeps any text."""
    if text.isascii():
        return text
    storable = text.encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFC", storable.replace("\u200b", ""))


def parse_typed(node: Node, text: str) -> str:
    """What a person typed, as canonical text where it can be read, else as typed.

    Thai digits and thousands separators in numbers, dates of the Buddhist Era in date questions; free text
    is kept as it is, but for zero-width spaces and blanks around it.
    """
    typed = plain_text(text).strip()
    if node.control in (Control.SELECT_ONE, Control.SELECT_MULTIPLE):
        return typed
    if node.data_type in _NUMERIC:
        return _typed_number(node, typed)
    if node.data_type is DataType.DATE:
        day = parse_date(typed)
        return typed if day is None else day.isoformat()
    return typed


def _typed_number(node: Node, typed: str) -> str:
    number = to_arabic(typed).replace("\u2212", "-").replace(" ", "")
    if _GROUPED.fullmatch(number):
        number = number.replace(",", "")
    kept, fits = canonical(node, number)
    return kept if fits else typed


def canonical(node: Node, text: str, choices: Sequence[Choice] = ()) -> tuple[str, bool]:
    """The canonical text of an answer, and whether it is of the question's type.

    `choices` gives the order of the codes of a select_multiple. A text that does not fit comes back as it is.
    """
    text = plain_text(text)
    if not text:
        return "", True
    if node.control in (Control.SELECT_MULTIPLE, Control.RANK):
        return _codes(text, choices, keep_order=node.control is Control.RANK), True
    if node.control is Control.SELECT_ONE:
        return text.strip(), True
    read = _READERS.get(node.data_type)
    if read is None:
        return text, True
    found = read(text.strip())
    return (text, False) if found is None else (found, True)


def _codes(text: str, choices: Sequence[Choice], *, keep_order: bool) -> str:
    """Codes joined by one blank in the order of the list; codes the list lacks come last."""
    codes = list(dict.fromkeys(text.split()))
    if not keep_order:
        places = {choice.name: place for place, choice in enumerate(choices)}
        codes.sort(key=lambda code: places.get(code, len(places)))
    return " ".join(codes)


def _int(text: str) -> str | None:
    if len(text) > _LONGEST_NUMBER or not _INT.fullmatch(text):
        return None
    number = int(text)
    return str(number) if abs(number) <= LARGEST_INT else None


def _decimal(text: str) -> str | None:
    if len(text) > _LONGEST_NUMBER or not _DECIMAL.fullmatch(text):
        return None
    try:
        written = format(Decimal(text), "f")
    except InvalidOperation:
        return None
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written


def _date(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if len(text) == len("2026-11-20") else None
    except ValueError:
        return None


def _time(text: str) -> str | None:
    return text if parse_clock(text) is not None else None


def _date_time(text: str) -> str | None:
    return text if parse_instant(text, UTC) is not None else None


_READERS: dict[DataType, Callable[[str], str | None]] = {
    DataType.INT: _int,
    DataType.DECIMAL: _decimal,
    DataType.DATE: _date,
    DataType.TIME: _time,
    DataType.DATETIME: _date_time,
}


def stored(node: Node, value: Value) -> str:
    """What a calculation leaves in a node: blank for NaN and no date, whole numbers where the type says so.

    Raises:
        ExpressionError: FORM-26, a text longer than any answer may be.
    """
    if isinstance(value, Moment):
        written = "" if value.instant is None else value.text()
        return written[:10] if node.data_type is DataType.DATE else written
    if isinstance(value, float) and not isinstance(value, bool):
        if value != value:
            return ""
        return number_text(float(int(value))) if _truncates(node, value) else number_text(value)
    text = to_text(value)
    if len(text) > MAX_TEXT:  # a group's text, a calculation's own among it, grows at every change
        raise refuse(faults.TEXT_TOO_LONG, 0, limit=MAX_TEXT)
    if node.data_type is DataType.INT and len(text) <= _LONGEST_NUMBER and _DECIMAL.fullmatch(text.strip()):
        return number_text(float(int(float(text))))
    return text


def _truncates(node: Node, value: float) -> bool:
    return node.data_type is DataType.INT and abs(value) <= LARGEST_INT
