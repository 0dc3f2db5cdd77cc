"""The expression language: one line per fact, an expression and its value, or an expression and its fault."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.questionnaire.form import Element
from desktop_app.questionnaire.xpath.ast import walk
from desktop_app.questionnaire.xpath.compiler import compile_expression
from desktop_app.questionnaire.xpath.errors import ExpressionError
from desktop_app.questionnaire.xpath.functions import FUNCTIONS
from desktop_app.questionnaire.xpath.nodes import XNode, tree_of
from desktop_app.questionnaire.xpath.parser import MAX_DEPTH, parse
from desktop_app.questionnaire.xpath.runtime import Context
from desktop_app.questionnaire.xpath.values import number_text, text_number, to_text

BANGKOK = timezone(timedelta(hours=7))


def _item(name: str, score: str) -> Element:
    return Element("item", children=(Element("name", name), Element("score", score)))


class World:
    """A small document, ten in the morning in Bangkok."""

    now = datetime(2026, 11, 20, 10, tzinfo=BANGKOK)
    zone = BANGKOK
    chance = Random(1)
    top = tree_of(
        Element(
            "data",
            attributes={"version": "3"},
            children=(Element("n", "6"), Element("empty"), _item("a", "1"), _item("b", "2"), _item("c", "3")),
        ),
        0,
    )

    def root(self, node: XNode) -> XNode:
        """The instance around the data."""
        return self.top

    def instance(self, name: str) -> XNode | None:
        """No other instance."""
        return None

    def choice_name(self, value: str, question: str, node: XNode) -> str:
        """Says what was asked."""
        return f"{question}={value}"

    def namespace(self, prefix: str) -> str:
        """Prefixes stand for themselves."""
        return prefix


def text(expression: str) -> str:
    """The value of an expression as text, seen from `/data/n`."""
    world = World()
    context = Context(world.top.children[0].children[0], world)
    return to_text(compile_expression(parse(expression)).run(context))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3 - 4 div 2", "5"),
        ("-(2 - 5) mod 2", "1"),
        ("1div2", "0.5"),
        ("2and3", "true"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("1 div 0", "Infinity"),
        ("1e21", "1000000000000000000000"),
        ("0.0000001", "0.0000001"),
        ("string(-0)", "0"),
        ("/data/n = 6 and . = '6'", "true"),
        ("/data/n = '6.0'", "false"),
        ("/data/empty != 1", "true"),
        ("/data/empty < 1", "false"),
        ("/data/item/score > 2", "true"),
        ("count(/data/item[score >= 2])", "2"),
        ("/data/item[name = 'b']/score", "2"),
        ("/data/item[last()]/name", "c"),
        ("/data/item[2]/preceding-sibling::item/name", "a"),
        ("sum(/data/item/score)", "6"),
        ("sum(/data/none)", "0"),
        ("max(/data/item/score)", "3"),
        ("min(/data/item/score, '')", "NaN"),
        ("/data/@version", "3"),
        ("position(../item[3])", "3"),
        ("if(. > 5, 'big', explode())", "big"),
        ("coalesce('', 0 div 0, 'x')", "x"),
        ("selected('a b', 'b') and not(selected('ab', 'b'))", "true"),
        ("count-selected(' a  b ')", "2"),
        ("selected-at('a b', 1)", "b"),
        ("round(2.5)", "3"),
        ("round(-1.5)", "-2"),
        ("round('-1.475', 2)", "-1.48"),
        ("round(12345.6, -2)", "12300"),
        ("int(-3.9)", "-3"),
        ("substr('hello', -2)", "lo"),
        ("concat(/data/item/name, '!')", "abc!"),
        ("join('-', /data/item/name)", "a-b-c"),
        ("normalize-space(' ก  ข ')", "ก ข"),
        ("translate('๑๒', '๑๒', '12')", "12"),
        ("regex('a@b.go.th', '^[\\w-\\.]+@([\\w-]+\\.)+[\\w-]{2,}$')", "true"),
        ("digest('abc', 'SHA-1', 'hex')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("base64-decode('4LiB')", "ก"),
        ("today()", "2026-11-20"),
        ("now()", "2026-11-20T10:00:00.000+07:00"),
        ("date('2026-11-20') > date('2026-11-19')", "true"),
        ("'2026-11-20' = '2026-11-20T00:00:00.000+07:00'", "false"),
        ("date(today() + 1)", "2026-11-21"),
        ("date('no date')", "Invalid Date"),
        ("number('1970-01-02')", "1"),
        ("format-date('2026-11-05', '%d/%n/%Y %%')", "05/11/2026 %"),
        ("decimal-time('12:00:00.000+07:00')", "0.5"),
        ("jr:choice-name('a', ' /data/n ')", "/data/n=a"),
        ("count(randomize(/data/item, 42))", "3"),
        ("checklist(1, 2, 1 = 1, 1 = 2, 'x')", "true"),
        ("weighted-checklist(5, 9, true(), 3, true(), 4)", "true"),
    ],
)
def test_an_expression_and_its_value(expression: str, value: str) -> None:
    """Q3: XPath 1.0 and the functions of ODK, as the profile settles them."""
    assert text(expression) == value


@pytest.mark.parametrize(
    ("expression", "code", "position"),
    [
        ("", "FORM-12", 1),
        ("1 +", "FORM-12", 4),
        ("(1", "FORM-12", 3),
        ("'open", "FORM-12", 6),
        ("1 2", "FORM-11", 3),
        ("a = = b", "FORM-11", 5),
        ("1 And 1", "FORM-11", 3),
        ("a[1", "FORM-12", 4),
        ("f(1,,2)", "FORM-11", 5),
        ("/data/ข้อ ! 1", "FORM-11", 11),
        ("#", "FORM-11", 1),
        (". >\n  5 5", "FORM-11", 9),
        (". > ๕", "FORM-11", 5),
        ("1" * 100_001, "FORM-27", 100_001),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(expression: str, code: str, position: int) -> None:
    """Q2: every syntax error says at which character, counted from 1, and in both languages."""
    with pytest.raises(ExpressionError) as caught:
        parse(expression)
    assert (caught.value.code, caught.value.position) == (code, position)
    assert str(position) in caught.value.message("th")


def test_a_long_expression_is_shown_around_the_place() -> None:
    """Q2: a sentence that a person reads, also where the expression fills a page."""
    with pytest.raises(ExpressionError) as caught:
        parse(" + ".join(["/data/n"] * 300) + " ! " + " + ".join(["/data/t"] * 300))
    message = caught.value.message("th")
    assert "/data/n ! /data/t" in message.replace("\n", " ")
    assert (caught.value.position, "อักขระที่ 2999" in message) == (2999, True)
    assert len(message) < 200
    with pytest.raises(ExpressionError) as caught:
        parse("1 '" + "ก" * 5000 + "'")
    assert len(caught.value.text("en")) < 400


@pytest.mark.parametrize(
    ("expression", "code", "position"),
    [
        ("1 + no-such(2)", "FORM-14", 5),
        ("concat('a', round())", "FORM-15", 13),
        ("true(1)", "FORM-15", 1),
        ("count('a')", "FORM-17", 1),
        ("1 + $x", "FORM-16", 5),
        ("following::item", "FORM-16", 1),
        ("regex('a', '[')", "FORM-24", 1),
        ("digest('a', 'CRC')", "FORM-17", 1),
        ("randomize(/data/item, 'a')", "FORM-17", 1),
        ("1 + uuid(10001)", "FORM-17", 5),
        ("'' or true() and\n not($x)", "FORM-16", 23),
        ("1 + count(//*[count(//*[count(//*[//*[//*[//*]]])])])", "FORM-23", 45),
        ("regex('a', '(')", "FORM-24", 1),
        (f"regex('a', '{'a' * 1001}')", "FORM-24", 1),
        ("regex('a', 'a{1,99999}')", "FORM-24", 1),
        (r"regex('a', '\X')", "FORM-24", 1),
        ("1 + regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '^(((a{1,50}){1,50}){1,50}){1,50}$')", "FORM-25", 5),
        ("'' = join(join(join(join(/, //*), //*, //*), //*, //*), //*, //*)", "FORM-26", 6),
    ],
)
def test_what_cannot_be_evaluated_fails_only_where_it_is_reached(expression: str, code: str, position: int) -> None:
    """Q3: unknown functions and wrong arguments parse and compile, and fail where they are evaluated."""
    compile_expression(parse(f"if(true(), 'fine', {expression})"))
    with pytest.raises(ExpressionError) as caught:
        text(expression)
    assert (caught.value.code, caught.value.position) == (code, position)


@pytest.mark.parametrize("opening", ["(", "not(", "-(", "a[", "1 + (2 * (", "a[1 or 1 and 1 = 1 < 1 + 1 * ("])
def test_nesting_too_deep_is_refused_in_words(opening: str) -> None:
    """Q2: a hostile depth is an error with a place, never an overflow."""
    with pytest.raises(ExpressionError) as caught:
        parse(opening * 3000)
    assert caught.value.code == "FORM-13"


def test_minus_signs_do_not_pile_up() -> None:
    """Q2: thousands of signs before a number are refused too."""
    with pytest.raises(ExpressionError, match="FORM-13"):
        parse("-" * 5000 + "1")


def test_deep_and_long_expressions_that_are_allowed_also_run() -> None:
    """Q3: nested up to the bound, and chains of thousands of operators."""
    deep = MAX_DEPTH - 2
    assert text("if(1 = 2, 'x', " * deep + "'end'" + ")" * deep) == "end"
    assert text("(" * deep + "7" + ")" * deep) == "7"
    assert text(" + ".join(["1"] * 3000)) == "3000"
    assert text(" or ".join(["false()"] * 3000)) == "false"
    assert text("-" * MAX_DEPTH + "1") == "1"
    assert text("count(" + "|".join(["//item", ".."] * 300) + ")") == "4"
    assert text("1" + " - 1 + 1" * 1500) == "1"


def test_a_list_of_the_whole_country_is_filtered() -> None:
    """Q4: every subdistrict, under three conditions, is well within what an evaluation may take."""
    columns = ("name", "province", "district", "region")
    items = (Element("item", children=tuple(Element(one, str(n % 70)) for one in columns)) for n in range(7_500))
    world = World()
    world.top = tree_of(Element("root", children=tuple(items)), 0)
    kept = compile_expression(parse("/root/item[province = '5' and district = 5 and region != '']"))
    assert len(kept.run(Context(world.top, world))) == 108


@pytest.mark.parametrize(
    ("text_of_answer", "pattern", "found"),
    [
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$", False),
        ("10", "^[0-9]+$", True),
        ("๑๐", r"^\d+$", False),
        ("ก", r"^\w$", False),
        ("ก๑", r"^[^\d]\D$", True),
        ("กรม ข้อ ๑", "^[ก-๙ ]+$", True),
        ("กรม", r"^\p{L}+$", True),
        ("a-b", r"^[\w-]+$", True),
        ("a.-b", r"^[\w-\.]+$", True),
        ("+", r"^[0-9+-\d]$", True),
        ("a b", r"^a[\s-_]b$", True),
        ("a\n", "^a$", False),
        ("a$", "^a[$]$", True),
        ("[", "^[[]$", True),
        ("a{,2}", "^a{,2}$", True),
        ("aa", "^a{1,2}$", True),
        ("ก" * 1500, "^.{1,2000}$", True),
        ("a1", "^(?=.*[0-9])[a-z0-9]+$", True),
        ("xabcx", "abc", True),
        (r"\d", r"^\\d$", True),
    ],
)
def test_a_pattern_means_what_it_means_in_odk(text_of_answer: str, pattern: str, found: bool) -> None:
    """Q4: JavaScript's dialect: digits and letters without Thai ones, `$` the very end; and every pattern ends."""
    assert text(f"regex('{text_of_answer}', '{pattern}')") == str(found).lower()


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("//* = //*", "true"),
        ("//name != //name", "true"),
        ("//item[1]/name != //item[1]/name", "false"),
        ("//none = //none", "false"),
        ("//item/name = //item/score", "false"),
        ("//item/score < //item/score", "true"),
        ("//item[3]/score < //item[position() < 3]/score", "false"),
        ("//item[3]/score >= //item/score", "true"),
        ("//item/name < //item/score", "false"),
        ("//item/score <= //item[1]/score", "true"),
    ],
)
def test_two_node_sets_compare_by_any_pair(expression: str, value: str) -> None:
    """Q4: true where some pair makes it true, texts for `=`, numbers for `<`."""
    assert text(expression) == value


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ("substring('12345', 2)", "2345"),
        ("substring('12345', 0, 3)", "12"),
        ("substring('12345', 1.5, 2.6)", "234"),
        ("substring('12345', -42, 1 div 0)", "12345"),
        ("substring('12345', -1 div 0, 1 div 0)", ""),
        ("substring('12345', 0 div 0, 3)", ""),
        ("substring('12345', 1, 0 div 0)", ""),
        ("substring('12345', 1 div 0)", ""),
        ("substr('12345', 1 div 0, -1 div 0)", ""),
        ("round(1.5, 1 div 0)", "2"),
        ("round(1.55, 1000000000)", "1.55"),
        ("round(155, -1000000000)", "0"),
        ("pow(9, pow(9, 9))", "Infinity"),
        ("date(1 div 0)", "Invalid Date"),
        ("format-date(1 div 0, '%Y')", ""),
        ("format-date('2026-11-05', '%Q %')", "%Q %"),
        ("string-length(uuid(10000))", "10000"),
        ("date('๒๕๖๙-๑๑-๒๐')", "Invalid Date"),
        ("number('๕')", "NaN"),
    ],
)
def test_an_extreme_call_has_a_plain_value(call: str, value: str) -> None:
    """Q4: infinities, no numbers, and numbers far beyond use; Thai digits are read at the edge, never inside."""
    assert text(call) == value


def test_the_tree_of_an_expression_can_be_walked() -> None:
    """Q2: the linter sees every part, predicates included."""
    kinds = [type(part).__name__ for part in walk(parse("count(/a/b[c = 'x']) + 1"))]
    assert kinds == ["Chain", "Call", "Path", "Chain", "Path", "Literal", "Number"]


def test_every_function_of_the_profile_is_known() -> None:
    """Q3: the functions the profile lists, and no others."""
    listed = """
        string concat starts-with contains substring substring-before substring-after string-length
        normalize-space translate boolean not true false number sum floor ceiling round last position count
        local-name name namespace-uri id lang if coalesce once selected selected-at is-selected count-selected
        count-non-empty checklist weighted-checklist regex ends-with substr join max min pow int abs sqrt exp
        exp10 log log10 sin cos tan asin acos atan atan2 pi today now date date-time decimal-date-time
        decimal-time format-date format-date-time boolean-from-string uuid random randomize digest
        base64-decode instance current indexed-repeat jr:choice-name
    """
    assert set(FUNCTIONS) == set(listed.split())


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_survives_its_text(number: float) -> None:
    """Q3: the shortest digits give the same number back, without exponent."""
    written = number_text(number)
    assert "e" not in written
    assert text_number(written, UTC) == number


ODD = ("''", "'ก'", "'2026-11-20'", "'9999-12-31T23:59:59-23:00'", "'['", "0", "-1", "1e300", "0 div 0", "1 div 0")
ODD_NODES = ("/data/item", "/data/none", "..", "/", "true()", "today()", "date('x')")


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@settings(max_examples=30)
@given(st.data())
def test_no_value_makes_a_function_fail_without_words(name: str, data: st.DataObject) -> None:
    """Q4: whatever a function is given, it gives a value or an ExpressionError, nothing else."""
    function = FUNCTIONS[name]
    most = function.least + 4 if function.most is None else function.most
    given_values = st.lists(st.sampled_from(ODD + ODD_NODES), min_size=function.least, max_size=most)
    call = f"{name}({', '.join(data.draw(given_values))})"
    try:
        assert isinstance(text(call), str)
    except ExpressionError as error:
        assert error.code in ("FORM-17", "FORM-24")


@given(st.text(max_size=40))
def test_any_text_parses_or_is_refused(source: str) -> None:
    """Q2: nothing but an ExpressionError comes out of the parser, whatever goes in."""
    try:
        parse(source)
    except ExpressionError as error:
        assert error.message("th")
        assert error.message("en")
