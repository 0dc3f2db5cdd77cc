"""Canonical text of answers and what becomes of typed text."""

from __future__ import annotations

import pytest

from desktop_app.questionnaire.form import DataType, Node
from desktop_app.questionnaire.values import canonical, parse_typed, stored
from desktop_app.questionnaire.xpath.moments import Moment
from tests.questionnaire.forms_by_hand import choice_list, leaf


def question(data_type: DataType) -> Node:
    """A question of that type."""
    return leaf("text", "q", data_type=data_type)


@pytest.mark.parametrize(
    ("data_type", "typed", "kept"),
    [
        (DataType.INT, "๑๒", "12"),
        (DataType.INT, " 1,234,567 ", "1234567"),
        (DataType.INT, "๑,๒๓๔", "1234"),
        (DataType.INT, "1,23", "1,23"),
        (DataType.INT, "๑๒ก", "๑๒ก"),
        (DataType.INT, "-007", "-7"),
        (DataType.INT, "\u22125", "-5"),
        (DataType.INT, "3.5", "3.5"),
        (DataType.DECIMAL, "๓.๕๐", "3.5"),
        (DataType.DECIMAL, "1,234.5", "1234.5"),
        (DataType.DECIMAL, ".5", "0.5"),
        (DataType.DECIMAL, "1e5", "1e5"),
        (DataType.DATE, "๒๐ พฤศจิกายน ๒๕๖๙", "2026-11-20"),
        (DataType.DATE, "20/11/2569", "2026-11-20"),
        (DataType.DATE, "2026-11-20", "2026-11-20"),
        (DataType.DATE, "31/2/2569", "31/2/2569"),
        (DataType.STRING, "โทร ๐๒ 1,000", "โทร ๐๒ 1,000"),
        (DataType.STRING, "ก\u200bข", "กข"),
        (DataType.STRING, "a\ud800b", "ab"),
    ],
)
def test_typed_text_becomes_canonical_where_it_can_be_read(data_type: DataType, typed: str, kept: str) -> None:
    """X1: Thai digits, separators and Buddhist dates are read; what cannot be read stays as typed."""
    assert parse_typed(question(data_type), typed) == kept


@pytest.mark.parametrize(
    ("data_type", "text", "kept", "fits"),
    [
        (DataType.INT, "9007199254740991", "9007199254740991", True),
        (DataType.INT, "9007199254740992", "9007199254740992", False),
        (DataType.INT, "9" * 5000, "9" * 5000, False),
        (DataType.INT, "1.0", "1.0", False),
        (DataType.DECIMAL, "2.50", "2.5", True),
        (DataType.DECIMAL, "10", "10", True),
        (DataType.DECIMAL, "-0.0", "0", True),
        (DataType.DECIMAL, "nan", "nan", False),
        (DataType.DECIMAL, "Infinity", "Infinity", False),
        (DataType.DATE, "2026-02-29", "2026-02-29", False),
        (DataType.TIME, "14:30:00.000+07:00", "14:30:00.000+07:00", True),
        (DataType.TIME, "25:00", "25:00", False),
        (DataType.DATETIME, "2026-11-20T10:00:00.000+07:00", "2026-11-20T10:00:00.000+07:00", True),
        (DataType.STRING, "\u0e19\u0e49\u0e33", "\u0e19\u0e49\u0e33", True),
    ],
)
def test_every_type_has_one_spelling(data_type: DataType, text: str, kept: str, *, fits: bool) -> None:
    """Q4: one value, one text; what is not of the type is kept and says so."""
    assert canonical(question(data_type), text) == (kept, fits)


def test_codes_stand_in_the_order_of_the_list() -> None:
    """Q4: the same choices give the same text, whichever was ticked first."""
    node = leaf("select_multiple", "q", choice_list="l")
    choices = choice_list("l", "c", "a", "b").choices
    assert canonical(node, "b  a c a", choices) == ("c a b", True)
    assert canonical(node, "zz a", choices) == ("a zz", True)


def test_a_calculation_is_stored_by_the_type_of_its_node() -> None:
    """Q4: int truncates, NaN and no date are blank, a date question keeps the day alone."""
    assert stored(question(DataType.INT), -3.7) == "-3"
    assert stored(question(DataType.INT), "3.7") == "3"
    assert stored(question(DataType.DECIMAL), 1.50) == "1.5"
    assert stored(question(DataType.STRING), float("nan")) == ""
    assert stored(question(DataType.DATE), Moment(None)) == ""
    assert stored(question(DataType.STRING), True) == "true"
