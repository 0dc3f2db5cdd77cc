"""The form profile on values, conversions and what was settled, sentence by sentence (2.1 to 2.3, 2.11)."""

from __future__ import annotations

import pytest

from desktop_app.questionnaire.form import Action, DataType
from tests.questionnaire.forms_by_hand import codes, form, group, leaf, repeat, session, value
from tests.questionnaire.test_xpath import text

RULES = {
    "2.2 operators may touch numbers": ["1div2 = 0.5", "2and3", "5mod3 = 2", "1or0"],
    "2.2 a star and the words are names where an operand stands": ["* * * != 1", "count(../*) = 5", "not(div div div)"],
    "2.2 each axis": [
        "count(child::node()) = 1", "count(parent::data) = 1", "self::n = 6", "../attribute::version = 3",
        "count(ancestor::*) = 2", "count(ancestor-or-self::*) = 3", "count(../descendant::score) = 3",
        "count(../descendant-or-self::data) = 1", "following-sibling::item/name = 'a'",
        "../item[2]/preceding-sibling::item/name = 'a'",
    ],
    "2.3 text to number": [
        "number(' 1.5e2 ') = 150", "number('+5') = 5", "number('5.') = 5", "number('.5') = 0.5", "number('-5') = -5",
        "string(number('')) = 'NaN'", "string(number('0x10')) = 'NaN'", "string(number('1 2')) = 'NaN'",
        "string(number('1_0')) = 'NaN'",
    ],
    "2.3 number to text": [
        "string(1e21) = '1000000000000000000000'", "string(1e-7) = '0.0000001'", "string(5.0) = '5'",
        "string(0.1 + 0.7) = '0.7999999999999999'", "string(-0) = '0'",
        "string(123456789012345678) = '123456789012345680'",
    ],
    "2.3 a comparison with NaN is false but for !=": [
        "not(0 div 0 = 0 div 0)", "0 div 0 != 0 div 0", "not(0 div 0 < 1)", "not(/data/empty >= 0)", "/data/empty != 0",
    ],
    "2.3 two texts compare as texts, else numbers": [
        "not('1.0' = '1')", "'1.0' = 1", "not('2026-11-20' = '2026-11-20T00:00:00.000+07:00')",
        "date('2026-11-20') = '2026-11-20T00:00:00.000+07:00'", "today() = '2026-11-20'", "today() < '2026-11-21'",
        "'2026-11-20' < '2026-11-21'", "not('a' < 'b')",
    ],
    "2.3 NaN is blank for coalesce and once, and stays in sums": [
        "coalesce(0 div 0, 'x') = 'x'", "coalesce(date('x'), 'x') = 'x'", "string(sum(/data/empty)) = 'NaN'",
        "coalesce('', '7') + 1 = 8", "coalesce(/data/empty, 5) + 1 = 6",
        "coalesce(/data/n, 5) + 1 = number(/data/n) + 1", "coalesce('', '1e5') + 1 = 100001",
        "coalesce(0 div 0, '2') + 1 = 3", "string(coalesce('x', 2) + 1) = 'NaN'",
        "string(coalesce('', '') + 1) = 'NaN'",
        "coalesce(date('x'), 4) + 1 = 5",
        "string(max(/data/n, /data/empty)) = 'NaN'", "string(min(/data/empty)) = 'NaN'", "max(/data/n, 7) = 7",
    ],
    "2.3 rounding half away from zero on the shortest text": [
        "round(-1.5) = -2", "round(-0.5) = -1", "round(2.5) = 3", "round('-1.475', 2) = -1.48",
        "round(1.005, 2) = 1.01",
        "round(25, -1) = 30", "int(-3.9) = -3", "int('2.9') = 2",
    ],
    "2.3 a date is an instant in the zone, a number of days, and a text": [
        "number(today()) = 20777 - 7 div 24", "string(today()) = '2026-11-20'",
        "string(now()) = '2026-11-20T10:00:00.000+07:00'", "string(date(today() + 1)) = '2026-11-21'",
        "string(date('2026-11-20T23:30:00Z')) = '2026-11-21T06:30:00.000+07:00'",
        "string(date(20777)) = '2026-11-20T07:00:00.000+07:00'",
        "string(number('1970-01-02')) = '1'", "'1970-01-02' + 0 = 17 div 24",
        "string(number('1970-01-03T06:00:00.000+07:00')) = '1'",
    ],
    "2.3 what is no date": [
        "string(date('2026-02-30')) = 'Invalid Date'", "string(date('')) = ''", "not(boolean(date('x')))",
        "format-date('x', '%Y') = ''", "date('x') != date('x')",
    ],
    "2.11 settled where engines differ": [
        "sum(/data/none) = 0", "string(0 div 0) = 'NaN'", "string(number('Infinity')) = 'NaN'",
        "string(number('-Infinity')) = 'NaN'",
    ],
    "beyond the numbers there are": [
        "exp(1000) = 1 div 0", "exp10(400) = 1 div 0", "pow(0, -1) = 1 div 0", "pow(-2, 1025) = -1 div 0",
        "pow(10, 400) = 1 div 0", "log(0) = -1 div 0", "string(pow(-8, 1 div 3)) = 'NaN'", "string(sqrt(-1)) = 'NaN'",
        "exp(-1000) = 0", "string(5 mod 0) = 'NaN'", "-5 mod 2 = -1", "1 div -0 = -1 div 0",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("rule", "fact"), [(rule, fact) for rule, facts in RULES.items() for fact in facts])
def test_a_rule_of_the_profile_holds(rule: str, fact: str) -> None:
    """Q3 Q4: each sentence as facts that are true."""
    assert text(f"string({fact})") == "true", rule


@pytest.mark.parametrize(
    ("data_type", "calculation", "kept"),
    [
        (DataType.STRING, "0 div 0", ""),
        (DataType.DECIMAL, "number('x')", ""),
        (DataType.DATE, "date('2026-02-30')", ""),
        (DataType.DATE, "date(today() + 1)", "2026-11-21"),
        (DataType.STRING, "sum(/data/none)", "0"),
        (DataType.DECIMAL, "5.0", "5"),
        (DataType.DECIMAL, "10 div 4", "2.5"),
        (DataType.INT, "-3.9", "-3"),
        (DataType.STRING, "coalesce(/data/t, 'x')", "x"),
        (DataType.STRING, "1 = 1", "true"),
    ],
)
def test_what_a_calculation_leaves(data_type: DataType, calculation: str, kept: str) -> None:
    """Q4: NaN and no date are blank, whole numbers have no point, `int` truncates."""
    live = session(form(leaf("text", "t"), leaf("calculate", "c", calculate=calculation, data_type=data_type)))
    assert value(live, "/data/c") == kept
    assert codes(live) == []


def test_a_default_by_expression_is_set_also_on_a_hidden_question() -> None:
    """Q4: and kept, so that it stands there when the question is asked."""
    made = form(
        leaf("text", "show"),
        leaf("date", "day", relevant="/data/show = 'yes'"),
        actions=(Action(frozenset({"odk-instance-first-load"}), "/data/day", value="today()"),),
    )
    live = session(made)
    assert live.snapshot().answers == {}
    live.answer("/data/show", "yes")
    assert live.snapshot().answers == {"/data/show": "yes", "/data/day": "2026-11-20"}


def test_a_blank_number_of_rows_keeps_them() -> None:
    """Q4: taking the answer back that counts the rows takes away none."""
    live = session(form(leaf("integer", "n"), repeat("r", leaf("text", "x"), count="/data/n")))
    live.answer("/data/n", "3")
    live.answer("/data/n", "")
    assert len(live.instances("/data/r")) == 3
    live.answer("/data/n", "1")
    assert len(live.instances("/data/r")) == 1


def test_once_keeps_its_value_while_its_group_is_hidden() -> None:
    """Q4: what was settled once is the same when the group comes back."""
    made = form(
        leaf("text", "show", default="yes"),
        group("g", leaf("calculate", "c", calculate="once(random())"), relevant="/data/show = 'yes'"),
    )
    live = session(made)
    settled = value(live, "/data/g/c")
    live.answer("/data/show", "no")
    assert value(live, "/data/g/c") == ""
    live.answer("/data/show", "yes")
    assert value(live, "/data/g/c") == settled != ""


def test_an_integer_beyond_what_is_exact_is_not_one() -> None:
    """Q3: up to 2^53 - 1; beyond it is kept, flagged, and blank for others."""
    live = session(form(leaf("integer", "n"), leaf("calculate", "c", calculate="string(/data/n)")))
    live.answer("/data/n", str(2**53 - 1))
    assert (value(live, "/data/c"), codes(live)) == (str(2**53 - 1), [])
    live.answer("/data/n", str(2**53))
    assert (value(live, "/data/c"), codes(live)) == ("", [("/data/n", "bad_type")])


def test_thai_digits_are_read_at_the_edge_only() -> None:
    """Q3 X1: the session takes canonical text; digits of Thai in an answer or an expression are no numbers."""
    live = session(form(leaf("integer", "n"), leaf("calculate", "c", calculate="coalesce(number('๕'), 'x')")))
    live.answer("/data/n", "๕")
    assert codes(live) == [("/data/n", "bad_type")]
    assert value(live, "/data/c") == "x"
